//! Where the suite is, and what its coin is.

use std::cell::OnceCell;

use serde_json::{json, Value};
use weir_client::{Manifest, ManifestError, Node, NodeError};
use weir_interface::restaking::Asset;

use super::flags::PlaceArgs;
use crate::words::{CallError, Contract, Suite, UnitError, Units};

/// The suite on a chain, by its manifest or by the hub's address. It is asked only for what is
/// needed, and only once.
pub struct Place<'a> {
    node: &'a dyn Node,
    args: &'a PlaceArgs,
    links: OnceCell<Result<Links, CallError>>,
    restaking: OnceCell<Result<Restaking, CallError>>,
}

#[derive(Clone)]
struct Links {
    hub: String,
    token: String,
    registry: String,
    distributor: String,
}

#[derive(Clone)]
struct Restaking {
    services: String,
    coordinator: String,
    fund: Option<String>,
}

impl<'a> Place<'a> {
    /// On this chain.
    pub const fn new(node: &'a dyn Node, args: &'a PlaceArgs) -> Self {
        Self { node, args, links: OnceCell::new(), restaking: OnceCell::new() }
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
        let manifest = self.manifest()?;
        let address = |name: &str| manifest.address(name).map(str::to_string).map_err(missing);
        Ok(Links {
            hub: address("staking-hub")?,
            token: address("staking-token")?,
            registry: address("validator-registry")?,
            distributor: address("reward-distributor")?,
        })
    }

    fn manifest(&self) -> Result<Manifest, CallError> {
        Manifest::load(&self.args.deployments, self.node.chain_id()).map_err(missing)
    }

    fn restaking(&self) -> Result<&Restaking, CallError> {
        let found = self.restaking.get_or_init(|| match &self.args.hub {
            Some(_) => self.restaking_of(&self.links()?.distributor),
            None => self.restaking_by_manifest(),
        });
        found.as_ref().map_err(Clone::clone)
    }

    /// Whether restaking is there, and all of it.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn has_restaking(&self) -> Result<bool, CallError> {
        match self.restaking() {
            Ok(_) => Ok(true),
            // A distributor that is older than restaking does not know the question.
            Err(CallError::NoAddress(_) | CallError::Node(NodeError::QueryRefused { .. })) => {
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// The distributor knows the service registry, and that the others.
    fn restaking_of(&self, distributor: &str) -> Result<Restaking, CallError> {
        let none =
            |cause: &str| CallError::NoAddress(format!("there is no restaking here: {cause}"));
        let ask = |contract: &str, query: Value| {
            self.node.query_smart(contract, &query).map_err(CallError::Node)
        };
        let named = ask(distributor, json!({ "service_registry": {} }))?;
        let services = named.as_str().ok_or_else(|| none("the distributor names no registry"))?;
        let config = ask(services, json!({ "config": {} }))?;
        let link = |key: &str| config["links"][key].as_str().map(str::to_string);
        let coordinator = link("coordinator").ok_or_else(|| none("the registry has no links"))?;
        Ok(Restaking { services: services.to_string(), coordinator, fund: link("fund") })
    }

    fn restaking_by_manifest(&self) -> Result<Restaking, CallError> {
        let manifest = self.manifest()?;
        if !manifest.contracts.contains_key("service-registry") {
            return Err(CallError::NoAddress(format!(
                "there is no restaking on {}: the plan it was deployed from has no [restaking]",
                manifest.chain_id
            )));
        }
        let address = |name: &str| manifest.address(name).map(str::to_string).map_err(missing);
        Ok(Restaking {
            services: address("service-registry")?,
            coordinator: address("slash-coordinator")?,
            fund: Some(address("insurance-fund")?),
        })
    }

    fn config(&self, hub: &str) -> Result<Value, NodeError> {
        self.node.query_smart(hub, &json!({ "config": {} }))
    }
}

fn missing(error: ManifestError) -> CallError {
    match error {
        ManifestError::File(error) => CallError::Node(error),
        other => CallError::NoAddress(format!("{other} (or name the hub with --hub)")),
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
        let unknown = |text: &str| CallError::NoAddress(text.to_string());
        Ok(match contract {
            Contract::Hub => &self.links()?.hub,
            Contract::Token => &self.links()?.token,
            Contract::Registry => &self.links()?.registry,
            Contract::Distributor => &self.links()?.distributor,
            Contract::Services => &self.restaking()?.services,
            Contract::Coordinator => &self.restaking()?.coordinator,
            Contract::Fund => {
                let fund = self.restaking()?.fund.as_ref();
                fund.ok_or_else(|| unknown("vaults are not insured here: there is no fund"))?
            }
            Contract::Vault => {
                return Err(unknown("there are many vaults: `weir q services vaults` lists them"))
            }
        }
        .clone())
    }

    fn asset(&self, contract: &str) -> Result<Asset, CallError> {
        let config = self.config(contract).map_err(CallError::Node)?;
        let asset = config.get("asset").cloned().unwrap_or_default();
        serde_json::from_value(asset).map_err(|error| {
            CallError::Node(NodeError::QueryRefused {
                contract: contract.into(),
                text: format!("no asset in its config ({error}): is it a vault or the fund?"),
            })
        })
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
