//! Cranks: what may be called, by whom ever, when it is ready.

use std::fmt;

use serde::Serialize;
use serde_json::{json, Value};

use crate::words::{Contract, Kind};

/// A permissionless call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crank {
    /// Whose.
    pub contract: Contract,
    /// The message's name.
    pub name: String,
}

/// When a crank is ready, as its contract says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Which.
    pub crank: Crank,
    /// Whether it would do something now.
    pub ready: bool,
    /// When it will be ready as far as time decides.
    pub ready_at: Option<u64>,
}

impl Crank {
    /// Contracts with cranks, in the order in which they are asked: the registry's refresh first,
    /// since its standings decide what the others do.
    pub const CONTRACTS: [Contract; 3] = [Contract::Registry, Contract::Hub, Contract::Distributor];

    /// The message, leaving these validators out; nothing if the contract's interface, as this
    /// program knows it, has no such message.
    pub fn message(&self, skip: &[String]) -> Option<Value> {
        let content = match skip {
            [] => json!({}),
            skip => json!({ "skip": skip }),
        };
        let message = json!({ self.name.clone(): content });
        self.contract.check_message(&message).ok().map(|()| message)
    }

    /// Whether validators can be left out.
    pub fn can_skip(&self) -> bool {
        let all = self.contract.messages();
        let verb = all.iter().find(|verb| verb.name == self.name);
        match verb.and_then(|verb| verb.content.as_ref()) {
            Some(Kind::Record(fields)) => fields.iter().any(|field| field.name == "skip"),
            _ => false,
        }
    }
}

impl fmt::Display for Crank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl Serialize for Crank {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.name)
    }
}

impl Readiness {
    /// What a contract answers to `cranks {}`.
    ///
    /// # Errors
    /// What is wrong with the answer.
    pub fn read(contract: Contract, answer: &Value) -> Result<Vec<Self>, String> {
        let rows = answer.as_array().ok_or_else(|| format!("no list of cranks: {answer}"))?;
        let row = |row: &Value| {
            let name = row.get("name").and_then(Value::as_str)?;
            let ready = row.get("ready").and_then(Value::as_bool)?;
            let ready_at = row.get("ready_at").and_then(Value::as_u64);
            Some(Self { crank: Crank { contract, name: name.into() }, ready, ready_at })
        };
        let one = |value: &Value| row(value).ok_or_else(|| format!("no crank: {value}"));
        rows.iter().map(one).collect()
    }
}
