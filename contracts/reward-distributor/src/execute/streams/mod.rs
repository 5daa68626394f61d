//! Streams of rewards into vaults. The books of each vault are its own: whatever a vault says of its
//! holders, nobody is paid more than was funded for that vault.

mod books;
mod checkpoint;
mod claim;
mod fund;
mod manage;
mod reclaim;
mod shares;

pub use books::VaultBooks;
pub use checkpoint::{arrive, checkpoint, set_commission};
pub use claim::{claim_and_deposit, claim_commission, claim_rewards, Claim};
pub use fund::{fund_stream, Funding};
pub use manage::{add_reward_coin, set_funders, set_service_registry};
pub use reclaim::{reclaim_stream, Whose};
pub use shares::ask;
