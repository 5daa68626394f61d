//! A chain as the command line sees it: answers, and transactions in the name of accounts.
#![warn(missing_docs)]

mod error;
mod node;
mod tx;

pub use error::NodeError;
pub use node::{BlockTime, ContractInfo, Node};
pub use tx::{Answer, Fee, Gas, Msg, Pay, Signed, TxEvent, TxOutcome, Unsigned, VoteOption};
