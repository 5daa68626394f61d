//! Cranks: what may be called, by whom ever, when it is ready.

use std::fmt;

use serde::Serialize;
use serde_json::{json, Value};
use weir_quantities::{ServiceId, SlashId, TermsVersion};

use super::Source;
use crate::words::Contract;

/// A permissionless call.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Crank {
    /// Whose.
    pub contract: Contract,
    /// The message's name.
    pub name: String,
    /// What it is about.
    pub of: Subject,
}

/// What a crank is about, where there are many of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The contract as a whole.
    #[default]
    Whole,
    /// A vault.
    Vault {
        /// Its address.
        vault: String,
    },
    /// What a vault keeps for the destination of a version of terms.
    Slashed {
        /// The vault.
        vault: String,
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
    },
    /// A slash request, at the coordinator or at its vault.
    Request {
        /// The vault.
        vault: String,
        /// The request.
        id: SlashId,
    },
    /// A listener that is to be told of a slash.
    Listener {
        /// The request.
        id: SlashId,
        /// The listener.
        listener: String,
    },
}

/// Who can be left out of a crank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Skips {
    /// Nobody.
    Nobody,
    /// Validators that break the chain's modules.
    Validators,
    /// Listeners of slashes that do.
    Listeners,
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
    /// Contracts with cranks of their own, in the order in which they are asked: the registry's
    /// refresh first, since its standings decide what the others do.
    pub const CONTRACTS: [Contract; 4] =
        [Contract::Registry, Contract::Hub, Contract::Distributor, Contract::Fund];

    /// A crank of a contract as a whole.
    pub fn whole(contract: Contract, name: &str) -> Self {
        Self { contract, name: name.into(), of: Subject::Whole }
    }

    /// The message, leaving these out; nothing if the contract's interface, as this program knows
    /// it, has no such message.
    pub fn message(&self, skip: &[String]) -> Option<Value> {
        let mut content = match &self.of {
            Subject::Whole | Subject::Vault { .. } => json!({}),
            Subject::Slashed { service, version, .. } => {
                json!({ "service": service, "version": version })
            }
            Subject::Request { id, .. } => json!({ "id": id }),
            Subject::Listener { id, listener } => json!({ "id": id, "listener": listener }),
        };
        if !skip.is_empty() {
            content["skip"] = json!(skip);
        }
        let message = json!({ self.name.clone(): content });
        self.contract.check_message(&message).ok().map(|()| message)
    }

    /// Who can be left out of it.
    pub fn skips(&self) -> Skips {
        let can = self.message(&["somebody".into()]).is_some();
        match (can, self.contract) {
            (false, _) => Skips::Nobody,
            (true, Contract::Coordinator) => Skips::Listeners,
            (true, _) => Skips::Validators,
        }
    }

    /// Who says whether it is ready.
    pub fn source(&self) -> Source {
        match &self.of {
            Subject::Whole => Source::Suite,
            Subject::Vault { vault }
            | Subject::Slashed { vault, .. }
            | Subject::Request { vault, .. } => Source::Vault(vault.clone()),
            Subject::Listener { .. } => Source::Listeners,
        }
    }
}

impl fmt::Display for Crank {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match &self.of {
            Subject::Whole => Ok(()),
            Subject::Vault { vault } => write!(f, " at {vault}"),
            Subject::Slashed { vault, service, version } => {
                write!(f, " of service {service}, terms {version}, at {vault}")
            }
            Subject::Request { vault, id } => write!(f, " {id} at {vault}"),
            Subject::Listener { id, listener } => write!(f, " {id} to {listener}"),
        }
    }
}

impl Serialize for Crank {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Readiness {
    /// Ready now.
    pub fn now(crank: Crank) -> Self {
        Self { crank, ready: true, ready_at: None }
    }

    /// Not before this time.
    pub fn later(crank: Crank, at: u64) -> Self {
        Self { crank, ready: false, ready_at: Some(at) }
    }

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
            Some(Self { crank: Crank::whole(contract, name), ready, ready_at })
        };
        let one = |value: &Value| row(value).ok_or_else(|| format!("no crank: {value}"));
        rows.iter().map(one).collect()
    }
}
