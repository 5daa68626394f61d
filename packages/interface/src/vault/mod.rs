//! A restaking vault: one asset of one operator, promised to services that may slash it.

mod event;
mod execute;
mod handle;
mod query;

pub use event::*;
pub use execute::*;
pub use handle::VaultContract;
pub use query::*;

/// Most listeners that a vault tells of slashes.
pub const MAX_LISTENERS: usize = 4;
/// Most buckets that one `settle` or `claim_exit` looks at.
pub const MAX_BUCKETS: u32 = 30;
