//! The service registry: who the services and operators are, what a service's terms say, who has
//! agreed with whom, and which vaults are trusted: those that it made. It never holds coins, and no
//! slash asks it.

mod check;
pub mod contract;
pub mod error;
mod execute;
pub mod migrate;
mod query;
pub mod state;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-service-registry";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
