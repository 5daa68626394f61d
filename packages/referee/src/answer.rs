//! What the referee answers.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::error::Refusal;

/// All that a name can mean.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Addresses {
    /// As an account.
    pub account: String,
    /// As a validator.
    pub operator: String,
    /// As a signer of blocks.
    pub consensus: String,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Event {
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
    /// Keys and values in the chain's order.
    pub attributes: Vec<(String, String)>,
}

impl Event {
    /// The first value of a key.
    pub fn attribute(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }
}

/// What became of a transaction or of a message of governance.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Outcome {
    /// 0 if it passed.
    pub code: u32,
    /// The module that refused it.
    pub codespace: String,
    /// Why it was refused.
    pub log: String,
    /// What the whole transaction cost, signature and size included.
    pub gas_used: u64,
    /// What it was allowed to cost.
    pub gas_wanted: u64,
    /// What its modules reported.
    pub events: Vec<Event>,
    /// The answers of its messages, each with its `@type`.
    pub responses: Vec<Value>,
}

impl Outcome {
    /// It, if it passed.
    ///
    /// # Errors
    /// [`Refusal`] if the chain refused it.
    pub fn passed(self) -> Result<Self, Refusal> {
        if self.code == 0 {
            return Ok(self);
        }
        let Self { codespace, code, log, gas_used, .. } = self;
        Err(Refusal { codespace, code, log, gas_used })
    }

    /// The first value of a key in the events of a type.
    pub fn attribute(&self, kind: &str, key: &str) -> Option<&str> {
        self.events.iter().filter(|event| event.kind == kind).find_map(|event| event.attribute(key))
    }
}

/// What became of a block.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct BlockAnswer {
    /// Its height.
    pub height: u64,
    /// Its time in seconds since 1970.
    pub time: u64,
    /// Its transactions, in order.
    pub txs: Vec<Outcome>,
    /// Its messages of governance, in order.
    pub gov: Vec<Outcome>,
    /// What its begin and its end reported.
    pub events: Vec<Event>,
    /// The powers of the set two blocks later, by name.
    pub validators: BTreeMap<String, u64>,
}
