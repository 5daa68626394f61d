//! Streams of rewards into vaults. A vault counts what its holders earn, this contract holds the coins and
//! pays. The books of each vault are its own: whatever a vault says of its holders, nobody is paid more
//! than was funded for that vault.

mod books;
mod claim;
mod fund;
mod manage;
mod reclaim;

pub use books::{due_in, VaultBooks};
pub use claim::{claim_and_deposit, claim_commission, claim_rewards, Claim};
pub use fund::{fund_stream, Funding};
pub use manage::{add_reward_coin, set_funders, set_service_registry};
pub use reclaim::{numbered, reclaim_stream, Whose};
