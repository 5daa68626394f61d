//! How a chain begins.

use serde::Serialize;
use serde_json::{Map, Value};

/// A validator that exists from the first block on. Its operator, the account of its name, holds
/// its stake.
#[derive(Clone, Debug, Serialize)]
pub struct GenesisValidator {
    /// Its name.
    pub name: String,
    /// Its operator's address, if it shall not be the one of its name's key. Nobody has the key of such
    /// an operator: what it does is a message of governance in a [`Block`](crate::Block).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator: Option<String>,
    /// Its stake in base units.
    pub tokens: String,
    /// Its shares if it was slashed before; as many as tokens otherwise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shares: Option<String>,
    /// What it keeps of rewards.
    pub commission: String,
    /// The most it can ever keep.
    pub max_commission: String,
    /// What it can raise in a day.
    pub max_commission_change: String,
    /// The height from which it signs blocks, so far without a miss; genesis if not given. It may be
    /// negative: nobody is jailed for downtime before a whole window from it has passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signs_since: Option<i64>,
    /// What its operator holds besides, as `5uatom`.
    pub balance: String,
}

impl GenesisValidator {
    /// Never slashed, with 10 % commission, at most 20 %, by 1 % a day, and nothing besides.
    pub fn new(name: &str, tokens: u128) -> Self {
        Self {
            name: name.to_string(),
            operator: None,
            tokens: tokens.to_string(),
            shares: None,
            commission: "0.1".to_string(),
            max_commission: "0.2".to_string(),
            max_commission_change: "0.01".to_string(),
            signs_since: None,
            balance: String::new(),
        }
    }
}

#[derive(Clone, Debug, Serialize)]
struct Account {
    name: String,
    coins: String,
}

#[derive(Clone, Debug, Serialize)]
struct Age {
    seconds: u64,
    blocks: u64,
}

/// How a chain begins: with the SDK's default parameters and without inflation unless told.
#[derive(Clone, Debug, Serialize)]
pub struct Genesis {
    chain_id: String,
    denom: String,
    height: u64,
    time: u64,
    validators: Vec<GenesisValidator>,
    accounts: Vec<Account>,
    genesis: Map<String, Value>,
    max_evidence_age: Age,
}

impl Genesis {
    /// A chain with this staking coin and an account called `faucet` that has 10^30 of it.
    pub fn new(chain_id: &str, denom: &str) -> Self {
        let faucet =
            Account { name: "faucet".to_string(), coins: format!("1{}{denom}", "0".repeat(30)) };
        Self {
            chain_id: chain_id.to_string(),
            denom: denom.to_string(),
            height: 1,
            time: 1_667_260_800,
            validators: vec![],
            accounts: vec![faucet],
            genesis: Map::new(),
            max_evidence_age: Age { seconds: 2 * 24 * 60 * 60, blocks: 100_000 },
        }
    }

    /// Height of the first block and time of genesis, in seconds since 1970.
    pub fn start(mut self, height: u64, time: u64) -> Self {
        (self.height, self.time) = (height, time);
        self
    }

    /// One more validator.
    pub fn validator(mut self, validator: GenesisValidator) -> Self {
        self.validators.push(validator);
        self
    }

    /// An account with coins, as `100uatom,5stake`.
    pub fn account(mut self, name: &str, coins: &str) -> Self {
        self.accounts.push(Account { name: name.to_string(), coins: coins.to_string() });
        self
    }

    /// Changes a module's genesis, key by key: `("staking", json!({"params": {"max_entries": 5}}))`.
    pub fn module(mut self, name: &str, change: Value) -> Self {
        let module = self.genesis.entry(name).or_insert(Value::Null);
        merge(module, change);
        self
    }

    /// Evidence older than both is ignored.
    pub fn max_evidence_age(mut self, seconds: u64, blocks: u64) -> Self {
        self.max_evidence_age = Age { seconds, blocks };
        self
    }

    pub(crate) fn denom(&self) -> &str {
        &self.denom
    }
}

/// Changes objects key by key and replaces everything else.
pub(crate) fn merge(value: &mut Value, change: Value) {
    match (value, change) {
        (Value::Object(fields), Value::Object(changes)) => {
            for (key, change) in changes {
                merge(fields.entry(key).or_insert(Value::Null), change);
            }
        }
        (value, change) => *value = change,
    }
}
