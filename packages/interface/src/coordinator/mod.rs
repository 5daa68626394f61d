//! The slash coordinator: requests, resolvers, reviews, receipts. It never holds coins, and the
//! vaults enforce every limit themselves.

mod event;
mod execute;
mod handle;
mod query;

pub use event::*;
pub use execute::*;
pub use handle::CoordinatorContract;
pub use query::*;

/// Most listeners that one `execute` may leave out: the service's hook and a vault's four.
pub const MAX_SKIP: usize = 5;
/// Longest link to evidence, in bytes.
pub const MAX_EVIDENCE_URI: usize = 512;
/// Longest id of an offence, in bytes.
pub const MAX_OFFENCE_ID: usize = 64;
