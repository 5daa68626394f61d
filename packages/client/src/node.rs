//! What every chain answers, whoever runs it.

use serde_json::Value;

use crate::{Facts, Fee, NodeError, Signed, TxOutcome, Unsigned};

/// What the command line needs of a chain: answers, and transactions in the name of accounts.
///
/// Everything blocks until there is an answer. Senders, receivers and contracts are bech32
/// addresses; where a key's name will do, the documentation says so.
pub trait Node {
    /// The chain's id, as its headers say it.
    fn chain_id(&self) -> &str;

    /// The latest block.
    fn latest_block(&self) -> Result<BlockTime, NodeError>;

    /// The address of a key of the keyring, or an address as it is.
    fn address_of(&self, key_or_address: &str) -> Result<String, NodeError>;

    /// Units of `denom` an account has.
    fn balance(&self, address: &str, denom: &str) -> Result<u128, NodeError>;

    /// A contract's answer to a query of its interface. Its refusal is [`NodeError::QueryRefused`].
    fn query_smart(&self, contract: &str, msg: &Value) -> Result<Value, NodeError>;

    /// What a contract stored under a key; nothing if there is nothing.
    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, NodeError>;

    /// What the chain knows of a contract; nothing if there is none at the address.
    fn contract_info(&self, contract: &str) -> Result<Option<ContractInfo>, NodeError>;

    /// SHA-256 of a stored code.
    fn code_hash(&self, code_id: u64) -> Result<[u8; 32], NodeError>;

    /// The first code with this hash that everybody may instantiate; nothing if there is none.
    fn code_with_hash(&self, hash: &[u8; 32]) -> Result<Option<u64>, NodeError>;

    /// What the chain is like: parameters that Weir's must fit to, and versions.
    fn facts(&self) -> Result<Facts, NodeError>;

    /// The validators of the bonded set, the largest first.
    fn bonded_validators(&self) -> Result<Vec<BondedValidator>, NodeError>;

    /// Gas a transaction would use now; 0 on a chain without gas.
    fn simulate(&self, tx: &Unsigned) -> Result<u64, NodeError>;

    /// A transaction signed by its sender, ready to be sent; its hash is known before it is.
    fn sign(&self, tx: &Unsigned, fee: &Fee) -> Result<Signed, NodeError>;

    /// Sends a signed transaction and waits until it is in a block, or refused, or can never be in
    /// one ([`NodeError::NotIncluded`]).
    fn submit(&mut self, signed: &Signed) -> Result<TxOutcome, NodeError>;

    /// What became of a transaction with this hash; nothing if no block has it (yet).
    fn outcome(&self, hash: &str) -> Result<Option<TxOutcome>, NodeError>;

    /// Signs, sends and waits. A wrong sequence is tried once more with a fresh one; nothing else
    /// is tried twice.
    fn broadcast(&mut self, tx: &Unsigned, fee: &Fee) -> Result<TxOutcome, NodeError> {
        let signed = self.sign(tx, fee)?;
        match self.submit(&signed) {
            Err(NodeError::Sequence { .. }) => {
                let again = self.sign(tx, fee)?;
                self.submit(&again)
            }
            done => done,
        }
    }

    /// Waits until a transaction that was sent before is in a block, and answers what came of it;
    /// nothing if it can be in none any more.
    fn settle(&self, hash: &str, timeout_height: u64) -> Result<Option<TxOutcome>, NodeError> {
        let mut looks = 0u32;
        loop {
            // The height first: a block that has it may come between the two questions.
            let height = self.latest_block()?.height;
            let found = self.outcome(hash)?;
            if found.is_some() || height > timeout_height {
                return Ok(found);
            }
            if looks >= LOOKS {
                let cause = format!("the chain stands at {height}");
                return Err(NodeError::Unknown { hash: hash.to_string(), cause });
            }
            looks = looks.saturating_add(1);
            std::thread::sleep(PAUSE);
        }
    }

    /// Lets time pass where that is possible: on chains that live in this machine only.
    fn pass_time(&mut self, _seconds: u64) -> Result<(), NodeError> {
        Err(NodeError::NotPossibleHere { what: "letting time pass" })
    }
}

/// How often a node is asked for a transaction, and the pause between two questions: ten minutes.
const LOOKS: u32 = 1_200;
const PAUSE: std::time::Duration = std::time::Duration::from_millis(500);

/// A validator of the bonded set.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BondedValidator {
    /// Operator address.
    pub operator: String,
    /// Units staked with it.
    pub tokens: u128,
    /// What it keeps of rewards.
    pub commission: cosmwasm_std::Decimal,
}

/// A block's place in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct BlockTime {
    /// Its height.
    pub height: u64,
    /// Its time, in seconds since 1970, rounded down.
    pub seconds: u64,
}

/// What the chain knows of a contract.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ContractInfo {
    /// The code it runs.
    pub code_id: u64,
    /// Who instantiated it.
    pub creator: String,
    /// Who may migrate it; nobody if nothing.
    pub admin: Option<String>,
    /// Its label.
    pub label: String,
}
