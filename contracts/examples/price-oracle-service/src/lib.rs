//! An example of a service: operators sign prices off chain, and whoever holds two different ones of
//! one operator for one round has him slashed. The contract is the slasher of its terms; nobody
//! else has to be trusted.

pub mod contract;
pub mod error;
pub mod msg;
pub mod sign;
pub mod state;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-example-price-oracle-service";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
