//! The restaking contracts of a plan: at predicted addresses, so that each can name the others before
//! they are there.

use serde_json::{json, Value};
use weir_interface::restaking::Asset;
use weir_interface::vault::Links;
use weir_interface::{coordinator, fund, service_registry};

use super::plan::RestakingPlan;
use super::{
    DeployError, Deployment, Next, Reporter, COORDINATOR, DISTRIBUTOR, FUND, HUB, SERVICES, TOKEN,
    VAULT,
};
use crate::{Manifest, Msg, Node, NodeError};

/// Where the three of which there is one will be.
struct Places {
    services: String,
    coordinator: String,
    fund: String,
}

impl Places {
    fn of(&self, name: &str) -> &str {
        match name {
            COORDINATOR => &self.coordinator,
            FUND => &self.fund,
            _ => &self.services,
        }
    }
}

impl Deployment<'_> {
    /// What of restaking is to be done next. The registry comes last: it takes only contracts that
    /// are there for links of its vaults.
    pub(super) fn restaking(
        &self,
        node: &dyn Node,
        manifest: &mut Manifest,
        reporter: &mut dyn Reporter,
    ) -> Result<Next, DeployError> {
        let Some(plan) = &self.plan.restaking else { return Ok(Next::Done) };
        let places = Places {
            services: self.place(node, manifest, SERVICES)?,
            coordinator: self.place(node, manifest, COORDINATOR)?,
            fund: self.place(node, manifest, FUND)?,
        };
        for name in [COORDINATOR, FUND, SERVICES] {
            let (address, expected) = (places.of(name).to_string(), code(manifest, name));
            let Some(info) = node.contract_info(&address)? else {
                let msg = Msg::Instantiate2 {
                    code_id: expected,
                    label: format!("weir {name}"),
                    admin: self.admin(node)?,
                    salt: self.plan.salt.as_bytes().into(),
                    msg: self.message(node, manifest, plan, &places, name)?,
                    funds: vec![],
                };
                let step = format!("create {name} at {address}");
                return Ok(Next::Tx { step, tx: Box::new(self.tx(msg)) });
            };
            if info.code_id != expected {
                let came = info.code_id;
                return Err(DeployError::OtherCode { address, expected, came });
            }
            reporter.step(&format!("{name} is {address}"));
            if let Some(contract) = manifest.contracts.get_mut(name) {
                contract.address = Some(address);
            }
        }
        self.name_registry(node, manifest, &places.services, reporter)
    }

    /// The distributor learns once and for ever which registry says what is a vault, from its owner.
    fn name_registry(
        &self,
        node: &dyn Node,
        manifest: &Manifest,
        services: &str,
        reporter: &mut dyn Reporter,
    ) -> Result<Next, DeployError> {
        let distributor = manifest.address(DISTRIBUTOR)?.to_string();
        let named = node.query_smart(&distributor, &json!({ "service_registry": {} }))?;
        let msg = json!({ "set_service_registry": { "registry": services } });
        match named.as_str() {
            Some(named) if named == services => Ok(Next::Done),
            Some(named) => Err(DeployError::WrongContract {
                address: format!("the service registry of {distributor}"),
                expected: services.to_string(),
                came: named.to_string(),
            }),
            None if manifest.owner == manifest.deployer => {
                let step = "name the service registry at the distributor".to_string();
                let msg = Msg::Execute { contract: distributor, msg, funds: vec![] };
                Ok(Next::Tx { step, tx: Box::new(self.tx(msg)) })
            }
            None => {
                let owner = &manifest.owner;
                reporter.step(&format!("left to the owner {owner}: send {msg} to {distributor}"));
                Ok(Next::Done)
            }
        }
    }

    fn message(
        &self,
        node: &dyn Node,
        manifest: &Manifest,
        plan: &RestakingPlan,
        places: &Places,
        name: &str,
    ) -> Result<Value, DeployError> {
        let owner = manifest.owner.clone();
        let address = |name: &str| manifest.address(name).map(str::to_string);
        let (registry, coordinator) = (places.services.clone(), places.coordinator.clone());
        let (fund, hub) = (Some(places.fund.clone()), Some(address(HUB)?));
        let asset = Asset::Cw20 { address: address(TOKEN)? };
        let written = match name {
            COORDINATOR => {
                serde_json::to_value(coordinator::InstantiateMsg { owner, registry, fund })
            }
            FUND => {
                let parameters = Some(plan.fund.clone());
                let msg =
                    fund::InstantiateMsg { owner, asset, coordinator, registry, hub, parameters };
                serde_json::to_value(msg)
            }
            _ => {
                let treasury = node.address_of(&plan.treasury)?;
                let distributor = address(DISTRIBUTOR)?;
                serde_json::to_value(service_registry::InstantiateMsg {
                    owner,
                    guardian: manifest.guardian.clone(),
                    vault_code: code(manifest, VAULT),
                    vault_admin: self.admin(node)?,
                    links: Some(Links { coordinator, distributor, fund, hub, treasury }),
                    assets: std::iter::once(asset).chain(plan.assets.iter().cloned()).collect(),
                })
            }
        };
        let invalid = |error: serde_json::Error| NodeError::Invalid {
            what: "the plan".into(),
            cause: error.to_string(),
        };
        Ok(written.map_err(invalid)?)
    }

    fn admin(&self, node: &dyn Node) -> Result<Option<String>, NodeError> {
        self.plan.admin.as_deref().map(|who| node.address_of(who)).transpose()
    }
}

fn code(manifest: &Manifest, name: &str) -> u64 {
    manifest.contracts.get(name).map(|contract| contract.code_id).unwrap_or_default()
}
