//! The validator registry: which validators may be given stake, how much, and why. It decides, the
//! hub re-checks and executes; it never holds coins.

pub mod contract;
pub mod error;
pub mod execute;
mod hub;
mod limits;
pub mod migrate;
mod notice;
pub mod query;
mod roster;
mod standing;
pub mod state;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-validator-registry";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
