//! What a devnet begins with.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::ports::MOST_NODES;
use crate::wasmd;

/// What a million of a coin is in units of most chains: the coin itself.
const COIN: u128 = 1_000_000;

/// What a devnet begins with. [`Options::new`] gives what is usual.
#[derive(Clone, Debug)]
pub struct Options {
    /// Weir's home: devnets live in its folder `devnet`.
    pub home: PathBuf,
    /// The devnet's name; several run side by side.
    pub name: String,
    /// The chain's id. Nothing gives it one that no chain had before, so that what is written down
    /// of an earlier chain is not taken for this one's.
    pub chain_id: Option<String>,
    /// How many validators make blocks, each on a node of its own: `val1`, `val2`, and so on.
    pub validators: usize,
    /// The first of ten ports a node; nothing finds free ones.
    pub base_port: Option<u16>,
    /// Length of unbonding, in seconds.
    pub unbonding_time: u64,
    /// The staking coin.
    pub denom: String,
    /// What a unit of gas costs at least, as `0.025uatom`.
    pub gas_price: String,
    /// Units that each validator stakes with itself.
    pub stake: u128,
    /// Names of accounts that begin with coins.
    pub accounts: Vec<String>,
    /// Units that each of them, and each operator of a validator, begins with.
    pub funds: u128,
    /// A change of `genesis.json`: objects are changed key by key, everything else is replaced.
    pub genesis: Option<Value>,
    /// Whether REST is served beside RPC and gRPC.
    pub api: bool,
    /// The node's program.
    pub wasmd: PathBuf,
    /// How long the second block may take.
    pub patience: Duration,
}

/// Accounts that a devnet usually begins with.
const ACCOUNTS: [&str; 10] = [
    "alice",
    "bob",
    "carol",
    "dave",
    "erin",
    "owner",
    "guardian",
    "keeper",
    "treasury",
    "insurance",
];

impl Options {
    /// Five validators who stake a million coins each, ten accounts with a million coins each,
    /// unbonding in a minute, free ports.
    pub fn new(home: impl Into<PathBuf>, name: &str) -> Self {
        Self {
            home: home.into(),
            name: name.to_string(),
            chain_id: None,
            validators: 5,
            base_port: None,
            unbonding_time: 60,
            denom: "uatom".to_string(),
            gas_price: "0.025uatom".to_string(),
            stake: COIN.saturating_mul(COIN),
            accounts: ACCOUNTS.map(String::from).to_vec(),
            funds: COIN.saturating_mul(COIN),
            genesis: None,
            api: false,
            wasmd: wasmd::usual_path(),
            patience: Duration::from_secs(90),
        }
    }

    pub(crate) fn check(&self) -> Result<()> {
        if self.validators == 0 || self.validators > MOST_NODES {
            return Err(Error::Validators { wanted: self.validators, most: MOST_NODES });
        }
        if self.unbonding_time == 0 {
            return Err(Error::UnbondingTime);
        }
        Ok(())
    }

    /// The id of a chain that begins now.
    pub(crate) fn chain_id(&self) -> String {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        let made = || format!("weir-{}-{}", self.name, since.map_or(0, |since| since.as_secs()));
        self.chain_id.clone().unwrap_or_else(made)
    }

    pub(crate) fn nodes(&self) -> Vec<String> {
        (1..=self.validators).map(|number| format!("val{number}")).collect()
    }

    pub(crate) fn home(&self) -> &Path {
        &self.home
    }
}

/// A wish to stop what takes time. Clones share it: set it from a handler of signals.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Wishes it.
    pub fn set(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    pub(crate) fn check(&self) -> Result<()> {
        match self.0.load(Ordering::SeqCst) {
            true => Err(Error::Interrupted),
            false => Ok(()),
        }
    }
}
