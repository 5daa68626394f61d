//! The staking hub: takes coins, gives shares, delegates, redeems, and keeps the books from which
//! the exchange rate derives.

mod chain;
pub mod contract;
mod due;
mod error;
mod execute;
pub mod ledger;
mod migrate;
pub mod parameters;
mod query;
mod reply;
mod roster;
pub mod state;
mod world;

pub use error::ContractError;
use error::{Outcome, Refusal};
