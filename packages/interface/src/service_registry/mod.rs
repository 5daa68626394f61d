//! The service registry: services and their terms, operators, links between them, and the factory
//! of the vaults that are trusted.

mod event;
mod execute;
mod handle;
mod query;
mod rows;

pub use event::*;
pub use execute::*;
pub use handle::ServiceRegistryContract;
pub use query::*;

/// Most resolvers of one version of terms.
pub const MAX_RESOLVERS: usize = 2;
/// Most correlation groups of one service.
pub const MAX_GROUPS: usize = 4;
/// Longest name of a service or an operator, in bytes.
pub const MAX_NAME: usize = 64;
/// Longest description or link, in bytes.
pub const MAX_TEXT: usize = 512;
