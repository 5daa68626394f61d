//! How restaking begins: its contracts beside the hub, then services, operators and vaults.

use std::rc::Rc;

use anyhow::{ensure, Context as _};
use cosmwasm_std::{to_json_binary, Addr, WasmMsg};
use serde::Serialize;
use weir_chain::Chain;
use weir_example_council as council;
use weir_interface::restaking::{Asset, Terms};
use weir_interface::service_registry::{self as registry, ExecuteMsg, Metadata, VaultResponse};
use weir_interface::vault::{Links, ParameterChanges};
use weir_interface::{coordinator, distributor, fund};
use weir_quantities::{OperatorId, ServiceId};

use super::around::Around;
use super::{Place, Restaking, VaultState};
use crate::builder::born;
use crate::{Outcome, Suite};

/// What stands beside the contracts instead of Weir's own: nothing, unless told.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// Whoever is told of shares.
    pub distributor: Option<Addr>,
    /// Whoever is asked for cover.
    pub fund: Option<Addr>,
    /// Parameters of the fund other than the defaults.
    pub parameters: fund::ParameterChanges,
}

/// Of every contract here, so that each knows the others before they are there.
const SALT: &[u8] = b"weir restaking";

impl<C: Chain> Suite<C> {
    /// The derivative as an asset of vaults.
    pub fn derivative(&self) -> Asset {
        Asset::Cw20 { address: self.token.to_string() }
    }

    /// The staking coin as an asset of vaults.
    pub fn staking_coin(&self) -> Asset {
        Asset::Native { denom: self.denom.clone() }
    }

    /// Makes service registry, coordinator, fund and council from codes in the order of
    /// [`super::CODES`]. Vaults may hold the derivative and the staking coin.
    ///
    /// # Errors
    /// When the chain or a contract refuses.
    pub fn begin_restaking(&mut self, codes: &[u64], beside: Beside) -> anyhow::Result<()> {
        let [registry_code, vault_code, coordinator_code, fund_code, council_code] = *codes else {
            anyhow::bail!("{} codes of restaking, not 5", codes.len());
        };
        let deployer = self.actor("deployer");
        let place = |code| self.chain.predicted(code, &deployer, SALT);
        let (registry, coordinator) = (place(registry_code)?, place(coordinator_code)?);
        let ours = (beside.fund.is_none(), beside.distributor.is_none());
        let fund = beside.fund.map_or_else(|| place(fund_code), Ok)?;
        let distributor = beside.distributor.unwrap_or_else(|| self.distributor.clone());

        let owner = self.actor("owner").to_string();
        let birth = coordinator::InstantiateMsg {
            owner: owner.clone(),
            registry: registry.to_string(),
            fund: Some(fund.to_string()),
        };
        self.make(coordinator_code, "coordinator", &birth, &coordinator)?;
        if ours.0 {
            let birth = fund::InstantiateMsg {
                owner: owner.clone(),
                asset: self.derivative(),
                coordinator: coordinator.to_string(),
                registry: registry.to_string(),
                hub: Some(self.hub.to_string()),
                parameters: Some(beside.parameters),
            };
            self.make(fund_code, "fund", &birth, &fund)?;
        }
        let links = Links {
            coordinator: coordinator.to_string(),
            distributor: distributor.to_string(),
            fund: Some(fund.to_string()),
            hub: Some(self.hub.to_string()),
            treasury: self.actor("treasury").into(),
        };
        let birth = registry::InstantiateMsg {
            owner,
            guardian: Some(self.actor("guardian").into()),
            vault_code,
            vault_admin: Some(self.actor("admin").into()),
            links: Some(links),
            assets: vec![self.derivative(), self.staking_coin()],
        };
        self.make(registry_code, "service registry", &birth, &registry)?;
        let birth =
            council::InstantiateMsg { admins: vec![self.actor("member").into()], mutable: false };
        let council = self.chain.predicted(council_code, &deployer, SALT)?;
        self.make(council_code, "council", &birth, &council)?;
        if ours.1 {
            let registry = registry.to_string();
            let msg = distributor::ExecuteMsg::SetServiceRegistry { registry };
            self.distributor_call("owner", &msg)?;
        }
        let mut restaking = Restaking {
            registry,
            coordinator,
            fund,
            distributor,
            council,
            services: vec![],
            operators: vec![],
            vaults: vec![],
            steps: None,
            turns: None,
            around: Around::default(),
            offences: 0,
        };
        restaking.around = self.look_around(&restaking, ours.0);
        self.restaking = Some(restaking);
        Ok(())
    }

    fn make<T: Serialize>(
        &mut self,
        code_id: u64,
        label: &str,
        birth: &T,
        expected: &Addr,
    ) -> anyhow::Result<()> {
        let msg = WasmMsg::Instantiate2 {
            admin: Some(self.actor("admin").to_string()),
            code_id,
            label: format!("weir {label}"),
            msg: to_json_binary(birth)?,
            funds: vec![],
            salt: SALT.into(),
        };
        let deployer = self.actor("deployer");
        let answers = self.chain.execute(&deployer, vec![msg.into()])?;
        let made = born(&answers).context("the chain does not tell the contract's address")?;
        ensure!(made == *expected, "the {label} is at {made}, not at {expected}");
        Ok(())
    }

    /// A service with its first terms. Its owner goes by its name.
    ///
    /// # Errors
    /// When the registry refuses.
    pub fn begin_service(&mut self, owner: &str, terms: Terms) -> Outcome {
        let hook = None;
        let metadata = metadata(owner);
        self.register(owner, &ExecuteMsg::RegisterService { metadata, hook })?;
        let restaking = self.restaking_mut();
        restaking.services.push(owner.to_string());
        let service = ServiceId::new(restaking.services.len() as u64);
        self.register(owner, &ExecuteMsg::PublishTerms { service, terms })
    }

    /// An operator, linked with every service so far. Its admin goes by its name; its bond goes
    /// home to `safe`.
    ///
    /// # Errors
    /// When the registry refuses.
    pub fn begin_operator(&mut self, admin: &str, safe: &str) -> Result<(), crate::Refusal> {
        let register = ExecuteMsg::RegisterOperator {
            metadata: metadata(admin),
            bond_address: self.actor(safe).into(),
            hook: None,
        };
        self.register(admin, &register)?;
        let restaking = self.restaking_mut();
        restaking.operators.push(admin.to_string());
        let operator = OperatorId::new(restaking.operators.len() as u64);
        for (index, owner) in (1..).zip(restaking.services.clone()) {
            let link = ExecuteMsg::Link { operator, service: ServiceId::new(index) };
            self.register(admin, &link)?;
            self.register(&owner, &link)?;
        }
        Ok(())
    }

    /// A vault of an operator, made by the factory.
    ///
    /// # Errors
    /// When the registry refuses, or nobody goes by the operator's name.
    pub fn begin_vault(
        &mut self,
        name: &str,
        operator: &str,
        asset: Asset,
        parameters: Option<ParameterChanges>,
    ) -> anyhow::Result<()> {
        let found = self.restaking_mut().operator(operator);
        let id = found.with_context(|| format!("no operator goes by {operator}"))?;
        let known = self.vaults_of(id)?;
        let create = ExecuteMsg::CreateVault {
            operator: OperatorId::new(id),
            asset: asset.clone(),
            parameters,
        };
        self.register(operator, &create)?;
        let made = self.vaults_of(id)?.into_iter().find(|one| !known.contains(one));
        let address = Addr::unchecked(made.context("the factory made no vault")?.vault);
        let storage = self.storage_of(&address);
        let last = VaultState::read(&*storage, weir_quantities::Time::new(self.now()), 0, 0);
        drop(storage);
        self.restaking_mut().vaults.push(Place {
            name: name.to_string(),
            address,
            asset,
            operator: id,
            given: 0,
            history: Rc::default(),
            last,
        });
        Ok(())
    }

    fn vaults_of(&self, operator: u64) -> anyhow::Result<Vec<VaultResponse>> {
        let operator = Some(OperatorId::new(operator));
        let (start_after, limit) = (None, None);
        let query = registry::QueryMsg::Vaults { operator, start_after, limit };
        self.query(&self.restaking().registry, &query)
    }

    /// Restaking.
    ///
    /// # Panics
    /// Where it has not begun.
    pub fn restaking(&self) -> &Restaking {
        self.restaking.as_ref().expect("restaking has begun")
    }

    /// Restaking, to change what the world knows of it.
    ///
    /// # Panics
    /// Where it has not begun.
    pub fn restaking_mut(&mut self) -> &mut Restaking {
        self.restaking.as_mut().expect("restaking has begun")
    }
}

fn metadata(name: &str) -> Metadata {
    Metadata { name: name.to_string(), description: None, link: None }
}
