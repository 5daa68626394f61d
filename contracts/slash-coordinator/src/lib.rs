//! The slash coordinator: the slow, changeable policy of slashes. It takes requests, lets resolvers
//! decide, executes what was not stopped, keeps receipts and tells listeners. It never holds coins,
//! and a vault takes nothing from it that its own books do not allow.

pub mod contract;
pub mod error;
pub mod execute;
pub mod links;
pub mod migrate;
pub mod progress;
pub mod query;
pub mod reply;
pub mod state;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-slash-coordinator";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
