//! The insurance fund: holders put assets in, services pay premiums, and a part of what slashes take
//! is paid from it, within limits that nobody who asks can change.

pub mod books;
pub mod contract;
pub mod error;
pub mod execute;
pub mod migrate;
pub mod parameters;
pub mod query;
pub mod state;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-insurance-fund";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
