//! Chains of this machine that live from one call of the command line to the next.

mod embedded;
mod journal;
mod sdk;

use serde::{Deserialize, Serialize};

use crate::{Node, NodeError, TxOutcome, Unsigned};

pub use embedded::Embedded;
pub use journal::Journaled;
pub use sdk::Sdk;

/// Accounts that have a million coins from the first block on. Other names have an address each and
/// nothing else.
pub const ACCOUNTS: [&str; 10] = [
    "deployer", "owner", "guardian", "voter", "admin", "treasury", "keeper", "alice", "bob",
    "carol",
];
/// Units that each of them has.
const COINS: u128 = 1_000_000_000_000;
/// Validators, `val1` and on, with as many units each.
const VALIDATORS: usize = 5;
/// The staking coin.
const DENOM: &str = "uatom";
/// Seconds since 1970 of the first block: 2022-11-01.
const START: u64 = 1_667_260_800;
/// Seconds from one block to the next.
const BLOCK: u64 = 6;

/// Something that happened to a chain of this machine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// A transaction passed, in a block of its own.
    Tx(Unsigned),
    /// Time passed, in seconds.
    Time(u64),
}

/// A chain of this machine: it begins alike every time and does alike what it is told.
pub trait LocalChain: Node + Sized {
    /// Its name in file names.
    const NAME: &'static str;

    /// Begins on its first block.
    ///
    /// # Errors
    /// When it cannot be begun.
    fn begin() -> Result<Self, NodeError>;

    /// Does something; what a transaction came to.
    ///
    /// # Errors
    /// When it is refused; then nothing happened.
    fn apply(&mut self, op: &Op) -> Result<Option<TxOutcome>, NodeError>;
}
