//! An example of a lender: the derivative is collateral at the lower of its own price feed and the
//! hub's redemption rate, stale ones count for nothing, and a slash makes it careful for a while.

pub mod contract;
pub mod error;
pub mod msg;
pub mod price;
pub mod state;

pub use error::ContractError;

/// The contract's name in its cw2 record.
pub const CONTRACT_NAME: &str = "crates.io:weir-example-lender";
/// The contract's version in its cw2 record.
pub const CONTRACT_VERSION: &str = env!("CARGO_PKG_VERSION");
