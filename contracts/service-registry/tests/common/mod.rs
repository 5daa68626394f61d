//! A registry, and who acts on it.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "every test file uses a part of this; figures are small"
)]

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Binary, ContractResult, CosmosMsg, Decimal, Env, Order,
    OwnedDeps, Response, Storage, SystemError, SystemResult, WasmMsg, WasmQuery,
};
use serde_json::{json, Value};
use weir_interface::restaking::{Asset, Destination, Mode, Terms};
use weir_interface::service_registry::{
    ExecuteMsg, InstantiateMsg, LinkResponse, LinkState, Metadata, OperatorResponse, QueryMsg,
    ServiceResponse, VaultResponse,
};
use weir_interface::vault::Links;
use weir_quantities::{Assets, OperatorId, ServiceId};
use weir_service_registry::contract::{execute, instantiate, query};
use weir_service_registry::ContractError;

pub const DAY: u64 = 86_400;
pub const NOTICE: u64 = 45 * DAY;
pub const CODE: u64 = 7;

/// Who of the accounts is a contract.
const CONTRACTS: [&str; 8] =
    ["lst", "coordinator", "distributor", "fund", "hub", "council", "court", "listener"];

/// What vaults answer.
#[derive(Clone, Default)]
pub struct Vaults {
    pub closed: bool,
    /// What each promises to service 1, in magnitude; nothing for no commitment.
    pub slashable: Option<u128>,
    /// The one that promises it, if not all do.
    pub by: Option<String>,
}

/// A registry, its storage and its clock.
pub struct Registry {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

impl Registry {
    /// With links, an operator 1 of `operator` and a service 1 of `service` with one version.
    pub fn new() -> Self {
        let mut registry = Self::born(birth()).unwrap();
        registry.register_service("service").unwrap();
        registry.register_operator("operator").unwrap();
        registry.publish("service", terms()).unwrap();
        registry
    }

    pub fn born(msg: InstantiateMsg) -> Result<Self, ContractError> {
        let mut registry = Self { deps: mock_dependencies(), env: mock_env() };
        registry.vaults(Vaults::default());
        let info = message_info(&account("dao"), &[]);
        instantiate(registry.deps.as_mut(), registry.env.clone(), info, msg)?;
        Ok(registry)
    }

    /// What vaults answer from now on.
    pub fn vaults(&mut self, vaults: Vaults) {
        self.deps.querier.update_wasm(move |asked| {
            let answer = match asked {
                WasmQuery::ContractInfo { contract_addr } => {
                    let known = |name: &&str| account(name).as_str() == contract_addr;
                    if !CONTRACTS.iter().any(known) {
                        let addr = contract_addr.clone();
                        return SystemResult::Err(SystemError::NoSuchContract { addr });
                    }
                    json!({ "code_id": 1, "creator": account("dao"), "admin": null,
                            "pinned": false, "ibc_port": null })
                }
                WasmQuery::CodeInfo { code_id } => json!({ "code_id": code_id,
                    "creator": account("dao"), "checksum": "13".repeat(32) }),
                WasmQuery::Smart { contract_addr, msg } => vaults.answer(contract_addr, msg),
                other => panic!("the registry asked {other:?}"),
            };
            SystemResult::Ok(ContractResult::from(to_json_binary(&answer)))
        });
    }

    pub fn act(&mut self, who: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        let info = message_info(&account(who), &[]);
        let rows: Vec<_> = self.deps.storage.range(None, None, Order::Ascending).collect();
        let answer = execute(self.deps.as_mut(), self.env.clone(), info, msg);
        if answer.is_err() {
            // As a chain does with what a refused message wrote.
            self.deps.storage = MockStorage::default();
            rows.iter().for_each(|(key, value)| self.deps.storage.set(key, value));
        }
        answer
    }

    pub fn register_service(&mut self, owner: &str) -> Result<Response, ContractError> {
        self.act(owner, ExecuteMsg::RegisterService { metadata: named(owner), hook: None })
    }

    pub fn register_operator(&mut self, admin: &str) -> Result<Response, ContractError> {
        let bond_address = account("safe").into();
        let metadata = named(admin);
        self.act(admin, ExecuteMsg::RegisterOperator { metadata, bond_address, hook: None })
    }

    pub fn publish(&mut self, who: &str, terms: Terms) -> Result<Response, ContractError> {
        self.act(who, ExecuteMsg::PublishTerms { service: service(1), terms })
    }

    pub fn link(&mut self, who: &str) -> Result<Response, ContractError> {
        self.act(who, ExecuteMsg::Link { operator: operator(1), service: service(1) })
    }

    pub fn unlink(&mut self, who: &str) -> Result<Response, ContractError> {
        self.act(who, ExecuteMsg::Unlink { operator: operator(1), service: service(1) })
    }

    /// How operator 1 and service 1 stand.
    pub fn state(&self) -> LinkState {
        let (operator, service) = (operator(1), service(1));
        self.ask::<LinkResponse>(QueryMsg::Link { operator, service }).state
    }

    /// A vault of operator 1 for the derivative. Answers its address.
    pub fn create_vault(&mut self) -> Result<String, ContractError> {
        let msg = ExecuteMsg::CreateVault { operator: operator(1), asset: lst(), parameters: None };
        self.act("operator", msg).map(|response| attribute(&response, "vault"))
    }

    pub fn vault(&self, vault: &str) -> Result<VaultResponse, ContractError> {
        self.try_ask(QueryMsg::Vault { vault: vault.to_string() })
    }

    pub fn service(&self) -> ServiceResponse {
        self.ask(QueryMsg::Service { service: service(1) })
    }

    pub fn operator(&self) -> OperatorResponse {
        self.ask(QueryMsg::Operator { operator: operator(1) })
    }

    pub fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn try_ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> Result<T, ContractError> {
        Ok(from_json(query(self.deps.as_ref(), self.env.clone(), msg)?)?)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.try_ask(msg).unwrap()
    }
}

impl Vaults {
    fn answer(&self, vault: &str, msg: &Binary) -> Value {
        let msg: Value = from_json(msg).unwrap();
        if msg.get("books").is_some() {
            return json!({ "assets": "1000", "shares": "1000000", "queued": "0", "settled": "0",
                "magnitude": "1000000000000000000", "claimable": "0", "escrow": "0", "clock": 0,
                "paused_until": 0, "closed": self.closed, "tripped_at": null });
        }
        assert!(msg.get("commitments").is_some(), "the registry asked {msg}");
        let commitment = |slashable: &u128| {
            json!({ "service": 1, "version": 1, "power": slashable.to_string(),
                "slashable": slashable.to_string(), "max_slash": "0.2", "budget": "0",
                "asked": "0", "guaranteed": "500", "payable": "100", "groups": [],
                "quarantined": false, "pending": null })
        };
        let promises = self.by.as_deref().is_none_or(|by| by == vault);
        Value::from_iter(self.slashable.iter().filter(|_| promises).map(commitment))
    }
}

pub fn birth() -> InstantiateMsg {
    InstantiateMsg {
        owner: account("dao").into(),
        guardian: Some(account("guardian").into()),
        vault_code: CODE,
        vault_admin: None,
        links: Some(links()),
        assets: vec![lst(), Asset::Native { denom: "uatom".to_string() }],
    }
}

pub fn links() -> Links {
    Links {
        coordinator: account("coordinator").into(),
        distributor: account("distributor").into(),
        fund: Some(account("fund").into()),
        hub: Some(account("hub").into()),
        treasury: account("treasury").into(),
    }
}

pub fn terms() -> Terms {
    Terms {
        slasher: account("slasher").into(),
        max_slash: Decimal::percent(20),
        evidence_window: 3 * DAY,
        resolution_window: 2 * DAY,
        execution_window: 2 * DAY,
        mode: Mode::Veto,
        resolvers: vec![account("council").into()],
        destination: Destination::Treasury,
        minimum_bond: Assets::ZERO,
    }
}

pub fn lst() -> Asset {
    Asset::Cw20 { address: account("lst").into() }
}

pub fn named(name: &str) -> Metadata {
    Metadata { name: name.to_string(), description: None, link: None }
}

pub fn service(id: u64) -> ServiceId {
    ServiceId::new(id)
}

pub fn operator(id: u64) -> OperatorId {
    OperatorId::new(id)
}

pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// An attribute of the first event of an answer.
pub fn attribute(response: &Response, key: &str) -> String {
    let attributes = &response.events[0].attributes;
    attributes.iter().find(|attribute| attribute.key == key).unwrap().value.clone()
}

/// The one instantiation in an answer: salt, and what it was told.
pub fn instantiation(response: &Response) -> (Binary, Value) {
    let [message] = response.messages.as_slice() else { panic!("{:?}", response.messages) };
    let CosmosMsg::Wasm(WasmMsg::Instantiate2 { salt, msg, code_id, .. }) = &message.msg else {
        panic!("{message:?}")
    };
    assert_eq!(*code_id, CODE);
    (salt.clone(), from_json(msg).unwrap())
}
