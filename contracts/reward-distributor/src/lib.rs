//! The reward distributor: the hub's withdraw address. It takes the fee on what has arrived, pays
//! keeper and receivers, and passes the rest to the hub, where it vests. It never holds principal.

pub mod contract;
pub mod error;
pub mod execute;
pub mod migrate;
pub mod query;
pub mod reply;
pub mod state;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-reward-distributor";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
