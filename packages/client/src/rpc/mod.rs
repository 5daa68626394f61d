//! Any node by its RPC address.

mod chain;
pub(crate) mod message;
pub(crate) mod query;
mod refusal;
mod sign;
mod transport;
mod window;

pub(crate) use self::refusal::{refusal, About};

use std::time::{Duration, Instant};

use cosmrs::proto::cosmos::auth::v1beta1::{Bech32PrefixRequest, Bech32PrefixResponse};
use cosmrs::tendermint::abci::Code;
use cosmrs::tendermint::Hash;
use serde_json::Value;
use tendermint_rpc::endpoint::{broadcast, status, tx as find_tx};

pub(crate) use self::transport::Transport;
pub(crate) use self::window::Seal;
use crate::{
    BlockTime, BondedValidator, ContractInfo, Facts, Fee, Keyring, Node, NodeError, Signed,
    TxOutcome, Unsigned,
};

/// How to reach a node and how to wait for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcOptions {
    /// Its RPC address.
    pub node: String,
    /// The chain it must be of.
    pub chain_id: String,
    /// Prefix of account addresses; the node is asked if left out.
    pub prefix: Option<String>,
    /// After so many blocks a transaction that was sent can be in none.
    pub timeout_blocks: u64,
    /// Whether to wait until a block has a transaction. If not, its outcome says height 0.
    pub wait: bool,
    /// How long to wait for the next sign of life of the chain.
    pub patience: Duration,
}

impl RpcOptions {
    /// A node of a chain, with 60 blocks for a transaction and two minutes for a block.
    pub fn new(node: &str, chain_id: &str) -> Self {
        Self {
            node: node.into(),
            chain_id: chain_id.into(),
            prefix: None,
            timeout_blocks: 60,
            wait: true,
            patience: Duration::from_secs(120),
        }
    }
}

/// Any node by its RPC address, with the keys of a keyring.
pub struct RpcNode {
    transport: Transport,
    options: RpcOptions,
    prefix: String,
    keyring: Keyring,
}

impl RpcNode {
    /// Reaches for the node and compares its chain.
    ///
    /// # Errors
    /// [`NodeError::Unreachable`], [`NodeError::WrongChain`], [`NodeError::Nonsense`].
    pub fn connect(options: RpcOptions, keyring: Keyring) -> Result<Self, NodeError> {
        let transport = Transport::new(&options.node);
        let came = transport.must(status::Request)?.node_info.network.to_string();
        if came != options.chain_id {
            let (url, expected) = (transport.url().to_string(), options.chain_id);
            return Err(NodeError::WrongChain { url, expected, came });
        }
        let prefix = match &options.prefix {
            Some(prefix) => prefix.clone(),
            None => {
                let path = "/cosmos.auth.v1beta1.Query/Bech32Prefix";
                let told: Bech32PrefixResponse =
                    query::must(&transport, path, &Bech32PrefixRequest {})?;
                told.bech32_prefix
            }
        };
        Ok(Self { transport, options, prefix, keyring })
    }

    /// Waits for a transaction that was sent.
    fn wait(&self, signed: &Signed) -> Result<TxOutcome, NodeError> {
        let unknown = |cause: String| NodeError::Unknown { hash: signed.hash.clone(), cause };
        let (mut seen, mut since) = (0, Instant::now());
        loop {
            // The height first: a block that has it may come between the two questions.
            let height = self.latest_block().map(|block| block.height);
            let found = height.clone().and_then(|_| self.found(&signed.hash, Some(signed)));
            match (found, height) {
                (Ok(Some(outcome)), _) => return Ok(outcome),
                (Ok(None), Ok(height)) if height > signed.timeout_height => {
                    let (hash, height) = (signed.hash.clone(), signed.timeout_height);
                    return Err(NodeError::NotIncluded { hash, height });
                }
                (Ok(None), Ok(height)) if height > seen => (seen, since) = (height, Instant::now()),
                (Err(NodeError::Unreachable { cause, .. }), _)
                    if since.elapsed() > self.options.patience =>
                {
                    return Err(unknown(cause))
                }
                (Ok(None), _) if since.elapsed() > self.options.patience => {
                    return Err(unknown(format!("no block after {seen}")))
                }
                (Err(NodeError::Unreachable { .. }) | Ok(None), _) => {}
                (Err(error), _) => return Err(error),
            }
            std::thread::sleep(Duration::from_millis(250));
        }
    }

    /// What became of a transaction: nothing if no block has it.
    fn found(&self, hash: &str, signed: Option<&Signed>) -> Result<Option<TxOutcome>, NodeError> {
        let bad = |error: &dyn std::fmt::Display| NodeError::Invalid {
            what: format!("the hash {hash}"),
            cause: error.to_string(),
        };
        let parsed: Hash = hash.parse().map_err(|error| bad(&error))?;
        let response = match self.transport.ask(find_tx::Request::new(parsed, false))? {
            Ok(response) => response,
            Err(said) if said.contains("not found") => return Ok(None),
            Err(said) => return Err(self.transport.nonsense("tx", &said)),
        };
        let result = &response.tx_result;
        let used = u64::try_from(result.gas_used).unwrap_or_default();
        if let Code::Err(code) = result.code {
            let sender = query::sender(&response.tx, &self.prefix).unwrap_or_default();
            let about = About {
                sender: &sender,
                hash,
                timeout_height: signed.map(|s| s.timeout_height).unwrap_or_default(),
                gas_limit: u64::try_from(result.gas_wanted).unwrap_or_default(),
                gas_used: used,
            };
            return Err(refusal(&result.codespace, code.get(), &result.log, &about));
        }
        let height = response.height.value();
        query::outcome(&self.transport, hash, height, result).map(Some)
    }
}

impl Node for RpcNode {
    fn chain_id(&self) -> &str {
        &self.options.chain_id
    }

    fn latest_block(&self) -> Result<BlockTime, NodeError> {
        let sync = self.transport.must(status::Request)?.sync_info;
        let seconds = sync.latest_block_time.unix_timestamp();
        Ok(BlockTime {
            height: sync.latest_block_height.value(),
            seconds: u64::try_from(seconds).unwrap_or_default(),
        })
    }

    fn address_of(&self, key_or_address: &str) -> Result<String, NodeError> {
        let is_address = key_or_address.starts_with(&format!("{}1", self.prefix));
        match is_address && key_or_address.parse::<cosmrs::AccountId>().is_ok() {
            true => Ok(key_or_address.to_string()),
            false => self.keyring.address(key_or_address, &self.prefix),
        }
    }

    fn balance(&self, address: &str, denom: &str) -> Result<u128, NodeError> {
        query::balance(&self.transport, address, denom)
    }

    fn query_smart(&self, contract: &str, msg: &Value) -> Result<Value, NodeError> {
        query::smart(&self.transport, contract, msg)
    }

    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, NodeError> {
        query::raw(&self.transport, contract, key)
    }

    fn contract_info(&self, contract: &str) -> Result<Option<ContractInfo>, NodeError> {
        query::contract_info(&self.transport, contract)
    }

    fn code_hash(&self, code_id: u64) -> Result<[u8; 32], NodeError> {
        query::code_hash(&self.transport, code_id)
    }

    fn code_with_hash(&self, hash: &[u8; 32]) -> Result<Option<u64>, NodeError> {
        query::code_with_hash(&self.transport, hash)
    }

    fn facts(&self) -> Result<Facts, NodeError> {
        chain::facts(&self.transport)
    }

    fn bonded_validators(&self) -> Result<Vec<BondedValidator>, NodeError> {
        chain::bonded_validators(&self.transport)
    }

    fn simulate(&self, tx: &Unsigned) -> Result<u64, NodeError> {
        sign::simulate(self, tx)
    }

    fn sign(&self, tx: &Unsigned, fee: &Fee) -> Result<Signed, NodeError> {
        sign::sign(self, tx, fee)
    }

    fn submit(&mut self, signed: &Signed) -> Result<TxOutcome, NodeError> {
        let request = broadcast::tx_sync::Request::new(signed.bytes.clone());
        let response = match self.transport.ask(request)? {
            Ok(response) => response,
            // It was sent before, and is in a block or on its way.
            Err(said) if said.contains("tx already exists in cache") => return self.wait(signed),
            Err(said) => return Err(self.transport.nonsense("broadcast_tx_sync", &said)),
        };
        if let Code::Err(code) = response.code {
            let sender = query::sender(&signed.bytes, &self.prefix).unwrap_or_default();
            let about = About {
                sender: &sender,
                hash: &signed.hash,
                timeout_height: signed.timeout_height,
                gas_limit: signed.gas_limit,
                gas_used: 0,
            };
            return Err(refusal(&response.codespace, code.get(), &response.log, &about));
        }
        if self.options.wait {
            return self.wait(signed);
        }
        let (hash, gas_wanted) = (signed.hash.clone(), signed.gas_limit);
        Ok(TxOutcome { hash, height: 0, gas_wanted, gas_used: 0, events: vec![], answers: vec![] })
    }

    fn outcome(&self, hash: &str) -> Result<Option<TxOutcome>, NodeError> {
        self.found(hash, None)
    }
}
