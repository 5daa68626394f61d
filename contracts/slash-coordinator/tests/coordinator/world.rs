//! A coordinator, and what its registry, its vault and its fund say.

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_schema::serde::Serialize;
use cosmwasm_std::{coins, to_json_binary, Addr, Binary, CosmosMsg, Decimal, Empty, WasmMsg};
use cw_multi_test::{AppResponse, ContractWrapper};
use cw_storage_plus::Map;
use embedded_chain::{EmbeddedChain, Inflation};
use serde_json::{json, Value};
use weir_insurance_fund::state::Insured;
use weir_interface::coordinator::{
    ExecuteMsg, InstantiateMsg, QueryMsg, ReceiptResponse, RequestResponse, RequestState,
};
use weir_interface::restaking::Asset;
use weir_json::pack;
use weir_quantities::{Assets, OperatorId, ServiceId, SlashId, TermsVersion, Time};
use weir_service_registry::state::{Service, Vault, Version};
use weir_slash_coordinator::contract::{execute, instantiate, query, reply};
use weir_slash_coordinator::ContractError;

use crate::stand;

pub const HOUR: u64 = 3_600;
pub const DAY: u64 = 24 * HOUR;
/// Evidence, resolution and execution windows of the terms.
pub const E: u64 = 3 * DAY;
pub const R: u64 = 2 * DAY;
pub const X: u64 = 2 * DAY;
/// What the vault's clock shows at the first request.
pub const CLOCK: u64 = 1_000_000;

/// The first request.
pub const ID: SlashId = SlashId::new(1);

/// A world whose first request may be executed.
pub fn ready() -> World {
    let mut world = World::new();
    world.request("fault-1");
    world.clock(CLOCK + R);
    world
}

pub struct World {
    pub chain: EmbeddedChain,
    pub coordinator: Addr,
    pub registry: Addr,
    pub vault: Addr,
    pub fund: Addr,
    stand: u64,
    /// What the vault answers to `slashable_stake` and `preview_slash`.
    stake: Value,
    preview: Value,
}

impl World {
    pub fn new() -> Self {
        let mut chain = EmbeddedChain::builder()
            .denom("uatom")
            .params(|params| params.inflation = Inflation::None)
            .start(100, cosmwasm_std::Timestamp::from_seconds(1_700_000_000))
            .validator("v1", 1_000_000_000u128)
            .build()
            .unwrap();
        let stand = chain.store_code(stand::contract());
        let code = ContractWrapper::new(execute, instantiate, query).with_reply(reply);
        let code = chain.store_code(Box::new(code));
        let dao = chain.account("dao");
        let mut make = |label| chain.instantiate(stand, &dao, &Empty {}, &[], label, None).unwrap();
        let (registry, vault, fund) = (make("registry"), make("vault"), make("fund"));
        let born = InstantiateMsg {
            owner: dao.to_string(),
            registry: registry.to_string(),
            fund: Some(fund.to_string()),
        };
        let coordinator = chain.instantiate(code, &dao, &born, &[], "coordinator", None).unwrap();
        let stake = json!({
            "assets": "1000", "version": 2, "max_slash": "0.5", "active_bond": "70",
            "clock": CLOCK - DAY,
        });
        let preview = json!({
            "base": "1000", "loss": "400", "bond": "70", "active_bond": "70",
            "exit_delay": 21 * DAY,
        });
        let mut world = Self { chain, coordinator, registry, vault, fund, stand, stake, preview };
        world.begin();
        world
    }

    /// A vault with 1,000 behind the service, of which half may be slashed.
    fn begin(&mut self) {
        self.terms(json!({}));
        self.made(true);
        self.hooks(None, None);
        self.insured(true);
        self.vault_says(
            "apply_slash",
            json!({
                "base": "1000", "applied": "400", "bond": "70", "cover": "100", "pool_loss": "230",
            }),
        );
        self.listeners(&[]);
        self.clock(CLOCK);
    }

    /// Whether the registry made the vault.
    pub fn made(&mut self, made: bool) {
        let row = Vault {
            operator: OperatorId::new(3),
            asset: Asset::Native { denom: "uatom".into() },
            generation: 0,
            parameters: None,
        };
        let (registry, vault) = (self.registry.clone(), self.vault.clone());
        let key = Map::<&Addr, Value>::new("vaults").key(&vault).to_vec();
        self.row(&registry, key, made.then(|| pack(&row)));
    }

    /// Whether the fund has a policy for it.
    pub fn insured(&mut self, insured: bool) {
        let (fund, vault) = (self.fund.clone(), self.vault.clone());
        let key = Map::<(&Addr, u64, u64), Value>::new("policies").key((&vault, 5, 2)).to_vec();
        let row = Insured {
            minimum_bond: Assets::new(1),
            premium: Decimal::percent(10),
            paid_since: Some(Time::new(1)),
            paid_last: Time::new(1),
            ends_at: None,
        };
        self.row(&fund, key, insured.then(|| pack(&row)));
    }

    fn row(&mut self, stand: &Addr, key: Vec<u8>, value: Option<Vec<u8>>) {
        let value = value.map(Binary::from);
        self.tell(stand, json!({ "row": { "key": Binary::from(key), "value": value } }));
    }

    /// What the registry says of the terms, beside the usual.
    pub fn terms(&mut self, change: Value) {
        let mut terms = json!({
            "slasher": self.name("slasher"), "max_slash": "0.5", "evidence_window": E,
            "resolution_window": R, "execution_window": X, "mode": "veto",
            "resolvers": [self.name("resolver"), self.name("second")],
            "destination": "treasury", "minimum_bond": "1",
        });
        let revoked_at = change.get("revoked_at").cloned().unwrap_or_default();
        for (field, value) in change.as_object().unwrap() {
            if field != "revoked_at" {
                terms[field] = value.clone();
            }
        }
        let registry = self.registry.clone();
        let key = Map::<(u64, u64), Value>::new("terms").key((5, 2)).to_vec();
        let terms = serde_json::from_value(terms).unwrap();
        let revoked_at: Option<u64> = serde_json::from_value(revoked_at).unwrap();
        let row = Version { terms, revoked_at: revoked_at.map(Time::new) };
        self.row(&registry, key, Some(pack(&row)));
    }

    /// Who is told of slashes by the service's and the operator's word.
    pub fn hooks(&mut self, service: Option<&Addr>, operator: Option<&Addr>) {
        let metadata = json!({ "name": "x", "description": null, "link": null });
        let owner = self.name("dao");
        let registry = self.registry.clone();
        let key = Map::<u64, Value>::new("services").key(5).to_vec();
        let row = Service {
            owner: Addr::unchecked(&owner),
            pending_owner: None,
            metadata: serde_json::from_value(metadata.clone()).unwrap(),
            hook: service.cloned(),
            pending_hook: None,
            version: TermsVersion::new(2),
            groups: vec![],
            attack: None,
        };
        self.row(&registry, key, Some(pack(&row)));
        self.registry_says(
            "operator",
            json!({
                "operator": 3, "admin": owner, "pending_admin": null, "metadata": metadata,
                "bond_address": owner, "pending_bond_address": null, "hook": operator,
                "hot_keys": [],
            }),
        );
    }

    /// Who is told by the vault's owner's word.
    pub fn listeners(&mut self, listeners: &[&Addr]) {
        self.vault_says("config", json!({ "listeners": listeners }));
        self.previews(json!({ "listeners": listeners }));
    }

    /// The vault's clock shows this; its breaker does not matter.
    pub fn clock(&mut self, clock: u64) {
        self.window(clock, CLOCK + R, CLOCK + R + X);
    }

    /// The vault's clock shows this, and the window of every request is that.
    pub fn window(&mut self, clock: u64, from: u64, until: u64) {
        self.stake["now"] = json!(clock);
        self.vault_says("slashable_stake", self.stake.clone());
        self.previews(json!({ "from": from, "until": until, "clock": clock }));
        self.vault_says("request", json!({
            "id": 1, "service": 5, "fraction": "0.4", "infraction_time": 1, "version": 2,
            "asked": "1", "resolved_at": CLOCK + R, "from": from, "until": until, "clock": clock,
        }));
    }

    /// What the vault previews, beside the usual.
    pub fn previews(&mut self, change: Value) {
        for (field, value) in change.as_object().unwrap() {
            self.preview[field] = value.clone();
        }
        self.vault_says("preview_slash", self.preview.clone());
    }

    pub fn registry_says(&mut self, query: &str, with: Value) {
        self.tell(&self.registry.clone(), json!({ "answer": { "query": query, "with": with } }));
    }

    pub fn vault_says(&mut self, query: &str, with: Value) {
        self.tell(&self.vault.clone(), json!({ "answer": { "query": query, "with": with } }));
    }

    /// The vault knows nothing of a query any more: an error.
    pub fn vault_forgets(&mut self, query: &str) {
        self.tell(&self.vault.clone(), json!({ "forget": { "query": query } }));
    }

    /// Tells a stand what to do.
    pub fn tell(&mut self, stand: &Addr, msg: Value) {
        let dao = self.chain.account("dao");
        self.chain.execute_contract(&dao, stand, &msg, &[]).unwrap();
    }

    pub fn behave(&mut self, stand: &Addr, how: &str, with: &str) {
        self.tell(stand, json!({ "behave": { "how": how, "with": with } }));
    }

    /// A listener that behaves in a way.
    pub fn listener(&mut self, how: &str) -> Addr {
        let dao = self.chain.account("dao");
        let made = self.chain.instantiate(self.stand, &dao, &Empty {}, &[], how, None).unwrap();
        self.behave(&made, how, "");
        made
    }

    /// A listener that breaks the chain's modules: it withdraws from a validator that panics.
    pub fn breaker(&mut self) -> Addr {
        let breaker = self.listener("withdraw");
        let validator = self.chain.operator_address("v1");
        self.chain.mint(&breaker, coins(1_000, "uatom")).unwrap();
        self.chain.delegate(&breaker, &validator, 1_000).unwrap();
        self.chain.break_distribution(&validator, embedded_chain::Fault::Panic).unwrap();
        self.behave(&breaker, "withdraw", &validator);
        breaker
    }

    /// What a stand has heard under a name.
    pub fn heard(&self, stand: &Addr, name: &str) -> Vec<Value> {
        let all: Vec<Value> = self.chain.query_contract(stand, &json!({ "heard": {} })).unwrap();
        all.into_iter().filter_map(|msg| msg.get(name).cloned()).collect()
    }

    pub fn name(&self, who: &str) -> String {
        self.chain.account(who).into_string()
    }

    pub fn now(&self) -> u64 {
        self.chain.block().time.seconds()
    }

    pub fn act<T: Serialize>(&mut self, who: &str, msg: &T) -> Result<AppResponse, ContractError> {
        self.send(who, msg, vec![])
    }

    pub fn send<T: Serialize>(
        &mut self,
        who: &str,
        msg: &T,
        funds: Vec<cosmwasm_std::Coin>,
    ) -> Result<AppResponse, ContractError> {
        let who = self.chain.account(who);
        let call = WasmMsg::Execute {
            contract_addr: self.coordinator.to_string(),
            msg: to_json_binary(msg).unwrap(),
            funds,
        };
        self.chain.execute(&who, CosmosMsg::from(call)).map_err(|error| {
            let text = format!("not the coordinator's: {error:?}");
            error.downcast::<ContractError>().unwrap_or_else(|_| panic!("{text}"))
        })
    }

    /// The usual request with another offence's name.
    pub fn claim(&self, offence: &str) -> ExecuteMsg {
        ExecuteMsg::RequestSlash {
            service: ServiceId::new(5),
            vault: self.vault.to_string(),
            fraction: Decimal::percent(40),
            infraction_time: self.now() - DAY,
            offence_id: offence.to_string(),
            evidence_hash: Binary::from(b"hash"),
            evidence_uri: "https://example.org/evidence".to_string(),
        }
    }

    /// Makes the usual request: number 1 if it is the first.
    pub fn request(&mut self, offence: &str) -> SlashId {
        let msg = self.claim(offence);
        self.act("slasher", &msg).unwrap();
        self.ask::<Vec<RequestResponse>>(QueryMsg::Requests { start_after: None, limit: Some(100) })
            .pop()
            .unwrap()
            .id
    }

    pub fn execute(&mut self, id: SlashId) -> Result<AppResponse, ContractError> {
        self.act("anyone", &ExecuteMsg::Execute { id, skip: None })
    }

    pub fn execute_without(
        &mut self,
        id: SlashId,
        skip: &[&Addr],
    ) -> Result<AppResponse, ContractError> {
        let skip = Some(skip.iter().map(|one| one.to_string()).collect());
        self.act("anyone", &ExecuteMsg::Execute { id, skip })
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.chain.query_contract(&self.coordinator, &msg).unwrap()
    }

    pub fn state(&self, id: SlashId) -> RequestState {
        self.ask::<RequestResponse>(QueryMsg::Request { id }).state
    }

    pub fn is_final(&self, id: SlashId) -> bool {
        self.ask(QueryMsg::IsFinal { id })
    }

    pub fn receipt(&self, id: SlashId) -> ReceiptResponse {
        self.ask(QueryMsg::Receipt { id })
    }

    /// Whom the coordinator could not tell, and whether on purpose.
    pub fn failures(&self) -> Vec<(String, bool)> {
        let msg = QueryMsg::Failures { id: None, start_after: None, limit: None };
        let all: Vec<weir_interface::coordinator::FailureResponse> = self.ask(msg);
        all.into_iter().map(|failure| (failure.listener, failure.skipped)).collect()
    }

    /// Everything the coordinator stores, but for who could not be told.
    pub fn rows(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let rows = self.chain.app().dump_wasm_raw(&self.coordinator);
        rows.into_iter()
            .filter(|(key, _)| !key.windows(8).any(|part| part == b"failures"))
            .collect()
    }
}
