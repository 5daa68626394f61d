//! The restaking vault: takes one asset for one operator, gives shares, promises stake to services,
//! and lets them slash no more than what they were promised. It trusts nobody's arithmetic.

pub mod contract;
pub mod error;
mod execute;
pub mod history;
pub mod migrate;
pub mod parameters;
mod query;
mod rewards;
pub mod state;
mod world;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-restaking-vault";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
