//! Where the suite is, and what its coin is.

use std::cell::OnceCell;

use serde_json::{json, Value};
use weir_client::{Manifest, ManifestError, Node, NodeError};

use super::flags::PlaceArgs;
use crate::words::{CallError, Contract, Suite, UnitError, Units};

/// The suite on a chain, by its manifest or by the hub's address. It is asked only for what is
/// needed, and only once.
pub struct Place<'a> {
    node: &'a dyn Node,
    args: &'a PlaceArgs,
    links: OnceCell<Result<Links, CallError>>,
}

#[derive(Clone)]
struct Links {
    hub: String,
    token: String,
    registry: String,
    distributor: String,
}

impl<'a> Place<'a> {
    /// On this chain.
    pub const fn new(node: &'a dyn Node, args: &'a PlaceArgs) -> Self {
        Self { node, args, links: OnceCell::new() }
    }

    fn links(&self) -> Result<&Links, CallError> {
        let links = self.links.get_or_init(|| match &self.args.hub {
            Some(hub) => self.links_of(hub).map_err(CallError::Node),
            None => self.links_by_manifest(),
        });
        links.as_ref().map_err(Clone::clone)
    }

    fn links_of(&self, hub: &str) -> Result<Links, NodeError> {
        let config = self.config(hub)?;
        let text = |key: &str| text(&config, key, hub);
        Ok(Links {
            hub: hub.into(),
            token: text("stake_token")?,
            registry: text("registry")?,
            distributor: text("distributor")?,
        })
    }

    fn links_by_manifest(&self) -> Result<Links, CallError> {
        let missing = |error: ManifestError| match error {
            ManifestError::File(error) => CallError::Node(error),
            other => CallError::NoAddress(format!("{other} (or name the hub with --hub)")),
        };
        let manifest =
            Manifest::load(&self.args.deployments, self.node.chain_id()).map_err(missing)?;
        let address = |name: &str| manifest.address(name).map(str::to_string).map_err(missing);
        Ok(Links {
            hub: address("staking-hub")?,
            token: address("staking-token")?,
            registry: address("validator-registry")?,
            distributor: address("reward-distributor")?,
        })
    }

    fn config(&self, hub: &str) -> Result<Value, NodeError> {
        self.node.query_smart(hub, &json!({ "config": {} }))
    }
}

fn text(answer: &Value, key: &str, contract: &str) -> Result<String, NodeError> {
    let found = answer.get(key).and_then(Value::as_str).map(str::to_string);
    found.ok_or_else(|| NodeError::QueryRefused {
        contract: contract.into(),
        text: format!("no `{key}` in its answer: is it the contract it should be?"),
    })
}

impl Suite for Place<'_> {
    fn address(&self, contract: Contract) -> Result<String, CallError> {
        let links = self.links()?;
        Ok(match contract {
            Contract::Hub => &links.hub,
            Contract::Token => &links.token,
            Contract::Registry => &links.registry,
            Contract::Distributor => &links.distributor,
        }
        .clone())
    }

    fn account(&self, name: &str) -> Result<String, CallError> {
        self.node.address_of(name).map_err(CallError::Node)
    }

    fn units(&self) -> Result<Units, UnitError> {
        let unanswered = |error: &dyn std::fmt::Display| UnitError::Unanswered(error.to_string());
        let links = self.links().map_err(|error| unanswered(&error))?;
        let config = self.config(&links.hub).map_err(|error| unanswered(&error))?;
        let info = self.node.query_smart(&links.token, &json!({ "token_info": {} }));
        let info = info.map_err(|error| unanswered(&error))?;
        let decimals = info.get("decimals").and_then(Value::as_u64).unwrap_or_default();
        Ok(Units {
            denom: text(&config, "denom", &links.hub).map_err(|error| unanswered(&error))?,
            symbol: text(&info, "symbol", &links.token).map_err(|error| unanswered(&error))?,
            decimals: u32::try_from(decimals).map_err(|error| unanswered(&error))?,
        })
    }
}
