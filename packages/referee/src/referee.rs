//! The chain as its user sees it.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{json, Value};

use crate::answer::{Addresses, BlockAnswer, Outcome};
use crate::block::{Block, Tx};
use crate::error::{Error, Result};
use crate::genesis::Genesis;
use crate::process::{self, Process};
use crate::{msg, read};

/// Seconds of a block that nothing else is said about.
const USUAL_BLOCK: u64 = 6;

/// A chain of its own in a process of its own, which ends when this is dropped.
pub struct Referee {
    process: Process,
    denom: String,
    names: BTreeMap<String, Addresses>,
}

impl Referee {
    /// Begins a chain with the program that `scripts/build-referee` made, or the one that the
    /// environment variable `WEIR_REFEREE` names.
    ///
    /// # Errors
    /// When the program is not there or does not start, or the genesis is refused.
    pub fn begin(genesis: &Genesis) -> Result<Self> {
        Self::begin_with(&process::usual_path(), genesis)
    }

    /// Begins a chain; builds the program before where it is missing or older than its sources.
    ///
    /// # Errors
    /// As [`begin`](Self::begin), and when the program cannot be built.
    pub fn build_and_begin(genesis: &Genesis) -> Result<Self> {
        match std::env::var_os("WEIR_REFEREE") {
            Some(path) => Self::begin_with(Path::new(&path), genesis),
            None => Self::begin_with(&process::build()?, genesis),
        }
    }

    /// Begins a chain with the program of this path.
    ///
    /// # Errors
    /// As [`begin`](Self::begin).
    pub fn begin_with(program: &Path, genesis: &Genesis) -> Result<Self> {
        let mut process = Process::start(program)?;
        process.call::<Value>("init", genesis)?;
        Ok(Self { process, denom: genesis.denom().to_string(), names: BTreeMap::new() })
    }

    /// The staking coin.
    pub fn denom(&self) -> &str {
        &self.denom
    }

    /// The addresses of a name. Every name has some, whether it exists on the chain or not.
    ///
    /// # Errors
    /// When the process died.
    pub fn addresses(&mut self, name: &str) -> Result<Addresses> {
        if let Some(known) = self.names.get(name) {
            return Ok(known.clone());
        }
        let mut named: BTreeMap<String, Addresses> =
            self.process.call("accounts", &json!({ "names": [name] }))?;
        let found = named.remove(name).ok_or_else(|| Error::Unreadable {
            call: "accounts",
            reason: "the name is missing".to_string(),
            answer: name.to_string(),
        })?;
        self.names.insert(name.to_string(), found.clone());
        Ok(found)
    }

    /// The account of a name.
    ///
    /// # Errors
    /// When the process died.
    pub fn account(&mut self, name: &str) -> Result<String> {
        Ok(self.addresses(name)?.account)
    }

    /// The operator address of a name.
    ///
    /// # Errors
    /// When the process died.
    pub fn operator(&mut self, name: &str) -> Result<String> {
        Ok(self.addresses(name)?.operator)
    }

    /// Makes a block. Transactions that the chain refuses are in the answer.
    ///
    /// # Errors
    /// When something in it is unreadable, the chain halted or the process died.
    pub fn block(&mut self, block: &Block) -> Result<BlockAnswer> {
        self.process.call("block", block)
    }

    /// Makes a block of one transaction.
    ///
    /// # Errors
    /// [`Error::Transaction`] when the chain refused it; as [`block`](Self::block).
    pub fn tx(&mut self, tx: Tx) -> Result<Outcome> {
        let block = self.block(&Block::after(USUAL_BLOCK).tx(tx))?;
        only(block.txs, "block")
    }

    /// Makes a block at whose end governance sends a message.
    ///
    /// # Errors
    /// [`Error::Transaction`] when the chain refused it; as [`block`](Self::block).
    pub fn gov(&mut self, msg: Value) -> Result<Outcome> {
        let block = self.block(&Block::after(USUAL_BLOCK).gov(msg))?;
        only(block.gov, "block")
    }

    /// The message by which governance changes some parameters of a module, as
    /// `("cosmos.staking.v1beta1", json!({"max_entries": 5}))`.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn update_params(&mut self, package: &str, change: Value) -> Result<Value> {
        let mut answer = self.query(&format!("/{package}.Query/Params"), json!({}))?;
        let mut params = answer.get_mut("params").map(Value::take).unwrap_or_default();
        crate::genesis::merge(&mut params, change);
        Ok(msg::update_params(package, params))
    }

    /// Gives an account coins of the faucet.
    ///
    /// # Errors
    /// As [`tx`](Self::tx).
    pub fn fund(&mut self, name: &str, amount: u128) -> Result<Outcome> {
        let (from, to) = (self.account("faucet")?, self.account(name)?);
        let send = msg::send(&from, &to, amount, &self.denom);
        self.tx(Tx::new("faucet", send))
    }

    /// What a wallet would set the gas of a transaction from.
    ///
    /// # Errors
    /// When the chain would refuse it.
    pub fn simulate(&mut self, tx: &Tx) -> Result<u64> {
        let answer: Value = self.process.call("simulate", tx)?;
        read::parsed(&answer, "/gas_used")
    }

    /// Any gRPC query, by path and request.
    ///
    /// # Errors
    /// [`Error::Refused`] when the chain refuses it.
    pub fn query(&mut self, path: &str, request: Value) -> Result<Value> {
        self.process.call("query", &json!({ "path": path, "data": request }))
    }
}

fn only(outcomes: Vec<Outcome>, call: &'static str) -> Result<Outcome> {
    let missing = || Error::Unreadable {
        call,
        reason: "the outcome is missing".to_string(),
        answer: String::new(),
    };
    Ok(outcomes.into_iter().next().ok_or_else(missing)?.passed()?)
}
