//! The staking hub: delegations, buffer, batches and the exchange rate.

mod event;
mod execute;
mod handle;
mod query;

pub use event::*;
pub use execute::*;
pub use handle::HubContract;
pub use query::*;

/// Most validators in ledger and targets together.
pub const MAX_VALIDATORS: usize = 128;
/// Most validators that one call may name in `skip`.
pub const MAX_SKIP: usize = 3;
