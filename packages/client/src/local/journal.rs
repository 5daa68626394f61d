//! A chain that lives in a journal: what it was told so far is told again when it begins.

use std::cell::RefCell;
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{LocalChain, Op};
use crate::files::{failed, hash_of};
use crate::{
    BlockTime, BondedValidator, ContractInfo, Facts, Fee, Node, NodeError, Signed, TxOutcome,
    Unsigned,
};

/// A chain of this machine with its journal, a JSON object a line. One process at a time has it.
pub struct Journaled<N> {
    chain: N,
    path: PathBuf,
    file: RefCell<File>,
    outcomes: Vec<TxOutcome>,
}

impl<N: LocalChain> Journaled<N> {
    /// The chain of this journal, where it stopped; a new one if there is no journal.
    ///
    /// # Errors
    /// When another process has it, the journal cannot be read or written, or what is in it does
    /// not happen any more: it was written by another version.
    pub fn open(path: &Path) -> Result<Self, NodeError> {
        let in_file = |error: std::io::Error| failed(path, &error);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(in_file)?;
        }
        let mut options = OpenOptions::new();
        let mut file = options.read(true).append(true).create(true).open(path).map_err(in_file)?;
        if let Err(error) = file.try_lock() {
            let cause = format!("another weir is using this chain ({error})");
            return Err(NodeError::File { path: path.display().to_string(), cause });
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(in_file)?;
        // A line that was not finished never happened.
        let whole = text.rfind('\n').map_or(0, |end| end.saturating_add(1));
        if whole < text.len() {
            file.set_len(u64::try_from(whole).unwrap_or(u64::MAX)).map_err(in_file)?;
            file.seek(SeekFrom::End(0)).map_err(in_file)?;
        }
        let mut it = Self {
            chain: N::begin()?,
            path: path.to_path_buf(),
            file: RefCell::new(file),
            outcomes: vec![],
        };
        for (index, line) in text.get(..whole).unwrap_or_default().lines().enumerate() {
            it.replay(index, line)?;
        }
        Ok(it)
    }

    /// The chain.
    pub fn chain_mut(&mut self) -> &mut N {
        &mut self.chain
    }

    fn replay(&mut self, index: usize, line: &str) -> Result<(), NodeError> {
        let number = index.saturating_add(1);
        let damaged = |cause: String| {
            NodeError::File {
            path: self.path.display().to_string(),
            cause: format!("line {number} is not as it was ({cause}); was it written by another version of weir? Move it away to begin a new chain"),
        }
        };
        let op: Op = serde_json::from_str(line).map_err(|error| damaged(error.to_string()))?;
        let outcome = self.chain.apply(&op).map_err(|error| damaged(error.to_string()))?;
        self.outcomes.extend(outcome);
        Ok(())
    }

    /// Does something and writes it down. What could not be written did not happen: this object is
    /// ahead of its journal then, and a new one is not.
    fn happen(&mut self, op: &Op) -> Result<Option<TxOutcome>, NodeError> {
        let outcome = self.chain.apply(op)?;
        let mut line = serde_json::to_vec(op).map_err(|error| NodeError::File {
            path: self.path.display().to_string(),
            cause: error.to_string(),
        })?;
        line.push(b'\n');
        let mut file = self.file.borrow_mut();
        let written = file.write_all(&line).and_then(|()| file.sync_data());
        written.map_err(|error| failed(&self.path, &error))?;
        self.outcomes.extend(outcome.clone());
        Ok(outcome)
    }
}

impl<N: LocalChain> Node for Journaled<N> {
    fn chain_id(&self) -> &str {
        self.chain.chain_id()
    }

    fn latest_block(&self) -> Result<BlockTime, NodeError> {
        self.chain.latest_block()
    }

    fn address_of(&self, key_or_address: &str) -> Result<String, NodeError> {
        self.chain.address_of(key_or_address)
    }

    fn balance(&self, address: &str, denom: &str) -> Result<u128, NodeError> {
        self.chain.balance(address, denom)
    }

    fn query_smart(&self, contract: &str, msg: &Value) -> Result<Value, NodeError> {
        self.chain.query_smart(contract, msg)
    }

    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, NodeError> {
        self.chain.query_raw(contract, key)
    }

    fn contract_info(&self, contract: &str) -> Result<Option<ContractInfo>, NodeError> {
        self.chain.contract_info(contract)
    }

    fn code_hash(&self, code_id: u64) -> Result<[u8; 32], NodeError> {
        self.chain.code_hash(code_id)
    }

    fn code_with_hash(&self, hash: &[u8; 32]) -> Result<Option<u64>, NodeError> {
        self.chain.code_with_hash(hash)
    }

    fn facts(&self) -> Result<Facts, NodeError> {
        self.chain.facts()
    }

    fn bonded_validators(&self) -> Result<Vec<BondedValidator>, NodeError> {
        self.chain.bonded_validators()
    }

    fn simulate(&self, tx: &Unsigned) -> Result<u64, NodeError> {
        self.chain.simulate(tx)
    }

    fn sign(&self, tx: &Unsigned, fee: &Fee) -> Result<Signed, NodeError> {
        self.chain.sign(tx, fee)
    }

    fn submit(&mut self, signed: &Signed) -> Result<TxOutcome, NodeError> {
        let done = self.happen(&Op::Tx(read_signed(signed)?))?;
        done.ok_or_else(|| NodeError::Unknown {
            hash: signed.hash.clone(),
            cause: "nothing came back".into(),
        })
    }

    fn outcome(&self, hash: &str) -> Result<Option<TxOutcome>, NodeError> {
        Ok(self.outcomes.iter().find(|outcome| outcome.hash == hash).cloned())
    }

    fn pass_time(&mut self, seconds: u64) -> Result<(), NodeError> {
        self.happen(&Op::Time(seconds)).map(|_| ())
    }
}

/// A transaction of a local chain, signed by being named: with how many there were before it, so
/// that two equal ones are two. What a process that died had not done it never does: the timeout is past.
pub(super) fn sealed(count: u64, sender: &str, tx: &Unsigned) -> Result<Signed, NodeError> {
    let tx = Unsigned { from: sender.to_string(), ..tx.clone() };
    let bytes = serde_json::to_vec(&(count, tx)).map_err(|error| NodeError::Invalid {
        what: "the transaction".into(),
        cause: error.to_string(),
    })?;
    Ok(Signed { hash: hash_of(&bytes), bytes, timeout_height: 0, gas_limit: 0 })
}

/// What was sealed.
pub(super) fn read_signed(signed: &Signed) -> Result<Unsigned, NodeError> {
    let read: Result<(u64, Unsigned), _> = serde_json::from_slice(&signed.bytes);
    let invalid = |error: serde_json::Error| NodeError::Invalid {
        what: format!("transaction {}", signed.hash),
        cause: error.to_string(),
    };
    read.map(|(_, tx)| tx).map_err(invalid)
}
