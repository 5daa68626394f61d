//! The world: a chain with hub, derivative, registry, coordinator, three vaults and three services.

use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_std::{coin, Addr, Coin, Decimal};
use cw_multi_test::{AppResponse, Contract, ContractWrapper};
use serde::Serialize;
use weir_interface::restaking::{Asset, Destination, Mode, Terms};
use weir_interface::service_registry::{self as registry, Metadata, VaultResponse};
use weir_interface::vault::Links;
use weir_interface::{coordinator, distributor, fund, token};
use weir_quantities::{Assets, OperatorId, ServiceId, Time};
use weir_testing::Suite;

use crate::{actor, History, Invariant, Step, VaultState};

/// Seconds of a day.
pub const DAY: u64 = 86_400;
/// Longer than a way out of any vault here: what was announced is in force after it.
pub const NOTICE: u64 = 24 * DAY;
/// A whole coin, in units.
pub const COIN: u128 = 1_000_000;

/// Whoever holds shares, or may.
pub const HOLDERS: [&str; 3] = ["alice", "bob", "carol"];
/// How many services there are: 1 executes by silence and pays the treasury, 2 needs an approval
/// and pays itself, 3 is quick and pays the fund.
pub const SERVICES: u64 = 3;

/// What came of a message.
pub type Outcome = anyhow::Result<AppResponse>;

/// A vault, and what the test knows of it.
pub struct Place {
    /// Its address.
    pub address: Addr,
    /// What it holds.
    pub asset: Asset,
    /// Its operator.
    pub operator: u64,
    /// What was sent to it for nothing.
    pub given: u128,
    /// What it was in every second.
    pub history: Rc<History>,
}

/// A chain with restaking on it.
pub struct World {
    /// Hub, derivative, chain.
    pub suite: Suite,
    /// The service registry.
    pub registry: Addr,
    /// The coordinator.
    pub coordinator: Addr,
    /// Whoever is told of shares.
    pub distributor: Addr,
    /// The fund's account.
    pub fund: Addr,
    /// The resolver of every service.
    pub council: Addr,
    /// Vaults: of the derivative by operators 1 and 2, of the coin by operator 1.
    pub vaults: Vec<Place>,
    /// Messages accepted and refused, by kind.
    pub counts: BTreeMap<String, (u64, u64)>,
    /// How often each invariant was checked.
    pub checked: BTreeMap<&'static str, u64>,
    /// Every step, when they are kept.
    pub steps: Option<Vec<Step>>,
}

impl Default for World {
    fn default() -> Self {
        Self::new()
    }
}

impl World {
    /// Everybody has coins and the derivative; nothing is deposited or promised.
    pub fn new() -> Self {
        Self::begin(false)
    }

    /// The same beside a distributor and a fund that can be told to refuse whatever comes.
    pub fn beside_actors() -> Self {
        Self::begin(true)
    }

    fn begin(actors: bool) -> Self {
        let mut suite = Suite::builder().without_checks().build();
        suite.keepers = false;
        let codes = [registry_code(), vault_code(), coordinator_code(), fund_code(), actor::code()];
        let [registry_id, vault_id, coordinator_id, fund_id, actor_id] =
            codes.map(|code| suite.chain.store_code(code));
        let mut make = |code, msg: &serde_json::Value, label: &str| {
            let deployer = suite.actor("deployer");
            suite.chain.instantiate(code, &deployer, msg, &[], label, None).unwrap()
        };
        let nothing = serde_json::json!({});
        let [mut distributor, mut fund, council] =
            ["distributor", "fund", "council"].map(|name| make(actor_id, &nothing, name));
        let lst = Asset::Cw20 { address: suite.token.to_string() };
        let uatom = Asset::Native { denom: "uatom".to_string() };
        let birth = registry::InstantiateMsg {
            owner: suite.actor("owner").into(),
            guardian: Some(suite.actor("guardian").into()),
            vault_code: vault_id,
            vault_admin: None,
            links: None,
            assets: vec![lst.clone(), uatom.clone()],
        };
        let deployer = suite.actor("deployer");
        let registry =
            suite.chain.instantiate(registry_id, &deployer, &birth, &[], "registry", None).unwrap();
        let birth = coordinator::InstantiateMsg {
            owner: suite.actor("owner").into(),
            registry: registry.to_string(),
            fund: None,
        };
        let coordinator = suite
            .chain
            .instantiate(coordinator_id, &deployer, &birth, &[], "coordinator", None)
            .unwrap();
        if !actors {
            let birth = fund::InstantiateMsg {
                owner: suite.actor("owner").into(),
                asset: lst.clone(),
                coordinator: coordinator.to_string(),
                registry: registry.to_string(),
                hub: Some(suite.hub.to_string()),
                parameters: None,
            };
            fund = suite.chain.instantiate(fund_id, &deployer, &birth, &[], "fund", None).unwrap();
            distributor = suite.distributor.clone();
            let registry = registry.to_string();
            let msg = distributor::ExecuteMsg::SetServiceRegistry { registry };
            suite.distributor_call("owner", &msg).unwrap();
        }
        let mut world = Self {
            suite,
            registry,
            coordinator,
            distributor,
            fund,
            council,
            vaults: vec![],
            counts: BTreeMap::new(),
            checked: BTreeMap::new(),
            steps: None,
        };
        world.settle_in(&[(1, lst.clone()), (2, lst), (1, uatom)]);
        world
    }

    fn settle_in(&mut self, vaults: &[(u64, Asset)]) {
        for name in ["alice", "bob", "carol", "op1", "op2"] {
            self.suite.bond(name, 2_000 * COIN).unwrap();
            self.suite.fund(name, 2_000 * COIN);
        }
        let links = Links {
            coordinator: self.coordinator.to_string(),
            distributor: self.distributor.to_string(),
            fund: Some(self.fund.to_string()),
            hub: Some(self.suite.hub.to_string()),
            treasury: self.suite.actor("treasury").into(),
        };
        self.register("owner", &registry::ExecuteMsg::SetLinks { links }).unwrap();
        for service in 1..=SERVICES {
            self.begin_service(service);
        }
        for operator in 1..=2 {
            self.begin_operator(operator);
        }
        for (operator, asset) in vaults {
            self.begin_vault(*operator, asset.clone());
        }
    }

    fn begin_service(&mut self, service: u64) {
        let owner = format!("svc{service}");
        let hook = None;
        let metadata = metadata(&owner);
        self.register(&owner, &registry::ExecuteMsg::RegisterService { metadata, hook }).unwrap();
        let terms = self.terms(service);
        let service = ServiceId::new(service);
        self.register(&owner, &registry::ExecuteMsg::PublishTerms { service, terms }).unwrap();
    }

    fn begin_operator(&mut self, operator: u64) {
        let admin = format!("op{operator}");
        let register = registry::ExecuteMsg::RegisterOperator {
            metadata: metadata(&admin),
            bond_address: self.suite.actor(&format!("safe{operator}")).into(),
            hook: None,
        };
        self.register(&admin, &register).unwrap();
        for service in 1..=SERVICES {
            let link = registry::ExecuteMsg::Link {
                operator: OperatorId::new(operator),
                service: ServiceId::new(service),
            };
            self.register(&admin, &link).unwrap();
            self.register(&format!("svc{service}"), &link).unwrap();
        }
    }

    fn begin_vault(&mut self, operator: u64, asset: Asset) {
        let create = registry::ExecuteMsg::CreateVault {
            operator: OperatorId::new(operator),
            asset: asset.clone(),
            parameters: None,
        };
        let known: Vec<VaultResponse> = self.vaults_of(operator);
        self.register(&format!("op{operator}"), &create).unwrap();
        let made = self.vaults_of(operator).into_iter().find(|one| !known.contains(one)).unwrap();
        let address = Addr::unchecked(made.vault);
        let (given, history) = (0, Rc::default());
        self.vaults.push(Place { address, asset, operator, given, history });
    }

    fn vaults_of(&self, operator: u64) -> Vec<VaultResponse> {
        let operator = Some(OperatorId::new(operator));
        let (start_after, limit) = (None, None);
        let query = registry::QueryMsg::Vaults { operator, start_after, limit };
        self.suite.query(&self.registry, &query).unwrap()
    }

    /// The first terms of a service.
    pub fn terms(&self, service: u64) -> Terms {
        let (mode, destination, max_slash) = match service {
            1 => (Mode::Veto, Destination::Treasury, 20),
            2 => {
                let address = self.suite.actor("svc2").into();
                (Mode::Approve, Destination::Service { address }, 40)
            }
            _ => (Mode::Veto, Destination::Fund, 50),
        };
        Terms {
            slasher: self.suite.actor(&format!("slasher{service}")).into(),
            max_slash: Decimal::percent(max_slash),
            evidence_window: 3 * DAY,
            resolution_window: if service == 3 { 3_600 } else { 2 * DAY },
            execution_window: 2 * DAY,
            mode,
            resolvers: vec![self.council.to_string()],
            destination,
            minimum_bond: Assets::ZERO,
        }
    }

    /// The address of somebody by name.
    pub fn actor(&self, name: &str) -> Addr {
        match name {
            "coordinator" => self.coordinator.clone(),
            "council" => self.council.clone(),
            "fund" => self.fund.clone(),
            name => self.suite.actor(name),
        }
    }

    /// The time of the block.
    pub fn now(&self) -> u64 {
        self.suite.chain.block().time.seconds()
    }

    /// Time passes, in one block.
    pub fn pass(&mut self, seconds: u64) {
        self.suite.chain.advance_block(seconds);
    }

    /// A vault as it is.
    pub fn state(&self, vault: usize) -> VaultState {
        let place = &self.vaults[vault];
        let storage = self.suite.storage_of(&place.address);
        VaultState::read(&*storage, Time::new(self.now()), self.holds(vault), place.given)
    }

    /// What the asset says a vault has.
    fn holds(&self, vault: usize) -> u128 {
        let Place { address, asset, .. } = &self.vaults[vault];
        match asset {
            Asset::Native { .. } => self.suite.coins_of(address.as_str()),
            Asset::Cw20 { .. } => {
                let query = token::QueryMsg::Balance { address: address.to_string() };
                let answer: cw20::BalanceResponse =
                    self.suite.query(&self.suite.token, &query).unwrap();
                answer.balance.u128()
            }
        }
    }

    /// A message to the registry.
    pub fn register(&mut self, who: &str, msg: &registry::ExecuteMsg) -> Outcome {
        let registry = self.registry.clone();
        self.send(who, &registry, msg, &[])
    }

    /// A message to the coordinator.
    pub fn coordinate(&mut self, who: &str, msg: &coordinator::ExecuteMsg) -> Outcome {
        let coordinator = self.coordinator.clone();
        self.send(who, &coordinator, msg, &[])
    }

    /// Any message by anyone. Every invariant of every vault is checked after it.
    pub fn send<T: Serialize>(
        &mut self,
        who: &str,
        contract: &Addr,
        msg: &T,
        funds: &[Coin],
    ) -> Outcome {
        let (kind, sender) = (kind_of(msg), self.actor(who));
        let outcome =
            self.watch(&kind, |suite| suite.chain.execute_contract(&sender, contract, msg, funds));
        if let Err(error) = &outcome {
            assert!(is_typed(error), "{kind} by {who}: no typed error: {error:#}");
        }
        let count = self.counts.entry(kind).or_default();
        match &outcome {
            Ok(_) => count.0 += 1,
            Err(_) => count.1 += 1,
        }
        outcome
    }

    /// Whatever somebody does who acts on the chain himself. Every invariant of every vault is
    /// checked after it.
    pub fn watch(&mut self, kind: &str, act: impl FnOnce(&mut Suite) -> Outcome) -> Outcome {
        let before: Vec<_> = (0..self.vaults.len()).map(|vault| self.state(vault)).collect();
        let outcome = act(&mut self.suite);
        for (vault, before) in before.into_iter().enumerate() {
            self.judge(vault, kind, before, outcome.as_ref().ok());
        }
        outcome
    }

    fn judge(
        &mut self,
        vault: usize,
        kind: &str,
        before: VaultState,
        response: Option<&AppResponse>,
    ) {
        let after = self.state(vault);
        let place = &mut self.vaults[vault];
        let of_this = |event: &&cosmwasm_std::Event| {
            let key = "_contract_address";
            let mut found = event.attributes.iter().filter(|attribute| attribute.key == key);
            found.any(|attribute| attribute.value == place.address.as_str())
        };
        let events: Option<Vec<_>> =
            response.map(|told| told.events.iter().filter(of_this).cloned().collect());
        let history = Rc::clone(&place.history);
        let kind = kind.to_string();
        let step = Step { kind, before, after, events, history };
        for Invariant { name, check } in crate::invariants::ALL {
            *self.checked.entry(name).or_default() += 1;
            if let Err(detail) = check(&step) {
                panic!("after {} vault {vault}: {name}: {detail}", step.kind);
            }
        }
        let Step { before, after, events, .. } = &step;
        let (before, after, events) = (before.clone(), after.clone(), events.clone());
        if let Some(steps) = &mut self.steps {
            steps.push(step);
        } else {
            drop(step);
        }
        let history = Rc::make_mut(&mut place.history);
        history.note_announcements(&before, &events.unwrap_or_default());
        if before != after {
            history.note(&after);
        }
    }
}

/// What a message is called: its first key.
fn kind_of<T: Serialize>(msg: &T) -> String {
    let json = serde_json::to_value(msg).unwrap();
    json.as_object().unwrap().keys().next().unwrap().clone()
}

/// 63: whoever refuses says which rule was broken.
fn is_typed(error: &anyhow::Error) -> bool {
    fn is<E: std::error::Error + Send + Sync + 'static>(error: &anyhow::Error) -> bool {
        error.downcast_ref::<E>().is_some()
            || error.chain().any(|cause| cause.downcast_ref::<E>().is_some())
    }
    is::<weir_restaking_vault::ContractError>(error)
        || is::<weir_service_registry::ContractError>(error)
        || is::<weir_slash_coordinator::ContractError>(error)
        || is::<weir_insurance_fund::ContractError>(error)
        || is::<weir_reward_distributor::ContractError>(error)
        || error.chain().any(|cause| cause.to_string().contains("told to refuse"))
        || is::<embedded_chain::ChainError>(error)
        || error.chain().any(|cause| cause.to_string().contains("Cannot Sub with"))
}

fn metadata(name: &str) -> Metadata {
    Metadata { name: name.to_string(), description: None, link: None }
}

/// Coins of the chain.
pub fn coins(units: u128) -> Vec<Coin> {
    vec![coin(units, "uatom")]
}

fn registry_code() -> Box<dyn Contract<cosmwasm_std::Empty>> {
    use weir_service_registry::contract::{execute, instantiate, query};
    use weir_service_registry::migrate::migrate;
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}

fn vault_code() -> Box<dyn Contract<cosmwasm_std::Empty>> {
    use weir_restaking_vault::contract::{execute, instantiate, query};
    use weir_restaking_vault::migrate::migrate;
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}

fn coordinator_code() -> Box<dyn Contract<cosmwasm_std::Empty>> {
    use weir_slash_coordinator::contract::{execute, instantiate, query, reply};
    use weir_slash_coordinator::migrate::migrate;
    Box::new(
        ContractWrapper::new(execute, instantiate, query).with_reply(reply).with_migrate(migrate),
    )
}

fn fund_code() -> Box<dyn Contract<cosmwasm_std::Empty>> {
    use weir_insurance_fund::contract::{execute, instantiate, query};
    use weir_insurance_fund::migrate::migrate;
    Box::new(ContractWrapper::new(execute, instantiate, query).with_migrate(migrate))
}
