//! A vault fresh from its registry, and who acts on it.
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
    from_json, to_json_binary, Addr, Coin, ContractResult, CosmosMsg, Decimal, Env, Order,
    OwnedDeps, Response, Storage, SystemResult, WasmMsg, WasmQuery,
};
use serde_json::{json, Value};
use weir_accounting::vault::WHOLE;
use weir_interface::coordinator;
use weir_interface::restaking::{Asset, Destination, Mode, Terms, TermsResponse};
use weir_interface::service_registry::{
    self, LinkState, Metadata, OfferResponse, OperatorResponse, ServiceResponse, Verb,
};
use weir_interface::vault::{
    AppliedSlash, BooksResponse, CommitmentResponse, ConfigResponse, ExecuteMsg, InstantiateMsg,
    Links, ParameterChanges, PositionResponse, QueryMsg, ReceiveMsg,
};
use weir_quantities::{
    Assets, GroupId, Magnitude, OperatorId, ServiceId, Shares, SlashId, TermsVersion,
};
use weir_restaking_vault::contract::{execute, instantiate, query};
use weir_restaking_vault::ContractError;

pub const DAY: u64 = 86_400;
pub const EXIT_DELAY: u64 = 21 * DAY;
/// Longer than a way out: after it what was announced is in force.
pub const NOTICE: u64 = 23 * DAY;

/// What the registry and the coordinator answer.
#[derive(Clone)]
pub struct World {
    pub max_slash: Decimal,
    pub destination: Destination,
    pub link: LinkState,
    pub revoked_at: Option<u64>,
    pub minimum_bond: u128,
    pub evidence_window: u64,
    pub resolution_window: u64,
    pub execution_window: u64,
    pub final_requests: bool,
    /// What the token says the vault has.
    pub balance: u128,
    /// What the fund holds; the derivative if left out.
    pub fund_asset: Option<Value>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            max_slash: Decimal::percent(20),
            destination: Destination::Treasury,
            link: LinkState::Active,
            revoked_at: None,
            minimum_bond: 0,
            evidence_window: 3 * DAY,
            resolution_window: 2 * DAY,
            execution_window: 2 * DAY,
            final_requests: false,
            balance: u128::MAX,
            fund_asset: None,
        }
    }
}

impl World {
    fn terms(&self) -> Terms {
        Terms {
            slasher: account("slasher").into(),
            max_slash: self.max_slash,
            evidence_window: self.evidence_window,
            resolution_window: self.resolution_window,
            execution_window: self.execution_window,
            mode: Mode::Veto,
            resolvers: vec![account("council").into()],
            destination: self.destination.clone(),
            minimum_bond: Assets::new(self.minimum_bond),
        }
    }

    fn registry(
        &self,
        msg: service_registry::QueryMsg,
    ) -> cosmwasm_std::StdResult<cosmwasm_std::Binary> {
        use service_registry::QueryMsg;
        let metadata = Metadata { name: "x".to_string(), description: None, link: None };
        match msg {
            QueryMsg::MayAct { account: who, verb, .. } => to_json_binary(
                &(who == account("operator").as_str()
                    || (verb == Verb::Lower && who == account("hot").as_str())),
            ),
            QueryMsg::Offer { service, version, .. } => to_json_binary(&OfferResponse {
                terms: TermsResponse {
                    service,
                    version,
                    terms: self.terms(),
                    revoked_at: self.revoked_at,
                },
                groups: vec![GroupId::new(service.u64())],
                link: self.link,
            }),
            QueryMsg::Service { service } => to_json_binary(&ServiceResponse {
                service,
                owner: account("service").into(),
                pending_owner: None,
                metadata,
                hook: None,
                pending_hook: None,
                version: Some(TermsVersion::new(1)),
                groups: vec![],
                attack: None,
            }),
            QueryMsg::Operator { operator } => to_json_binary(&OperatorResponse {
                operator,
                admin: account("operator").into(),
                pending_admin: None,
                metadata,
                bond_address: account("vaultkeeper").into(),
                pending_bond_address: None,
                hook: None,
                hot_keys: vec![],
            }),
            _ => panic!("the vault asked the registry something else"),
        }
    }
}

/// A vault, its storage and its clock.
pub struct Vault {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

impl Vault {
    /// Holds the derivative, a cw20.
    pub fn new() -> Self {
        Self::of(lst())
    }

    pub fn of(asset: Asset) -> Self {
        let mut vault = Self { deps: mock_dependencies(), env: mock_env() };
        vault.world(World::default());
        let info = message_info(&account("registry"), &[]);
        instantiate(vault.deps.as_mut(), vault.env.clone(), info, birth(asset)).unwrap();
        vault
    }

    /// What the other contracts answer from now on.
    pub fn world(&mut self, world: World) {
        self.deps.querier.update_wasm(move |asked| {
            let balance = json!(world.balance.to_string());
            let (contract_addr, msg) = match asked {
                WasmQuery::Smart { contract_addr, msg } => (contract_addr, msg),
                WasmQuery::Raw { contract_addr, .. } => {
                    assert_eq!(contract_addr, account("lst").as_str(), "whose rows are known");
                    return SystemResult::Ok(ContractResult::Ok(to_json_binary(&balance).unwrap()));
                }
                _ => panic!("{asked:?}"),
            };
            let answer = match contract_addr.as_str() {
                of if of == account("registry").as_str() => world.registry(from_json(msg).unwrap()),
                of if of == account("coordinator").as_str() => {
                    let coordinator::QueryMsg::IsFinal { .. } = from_json(msg).unwrap() else {
                        panic!("the vault asked the coordinator something else")
                    };
                    to_json_binary(&world.final_requests)
                }
                // Of the derivative nobody asks what its rows say.
                of if of == account("other").as_str() => {
                    to_json_binary(&json!({ "balance": balance }))
                }
                of if of == account("hub").as_str() => to_json_binary(account("lst").as_str()),
                of if of == account("fund").as_str() => {
                    let lst = json!({ "cw20": { "address": account("lst") } });
                    let asset = world.fund_asset.as_ref().unwrap_or(&lst);
                    to_json_binary(&json!({ "asset": asset }))
                }
                other => panic!("the vault asked {other}"),
            };
            SystemResult::Ok(ContractResult::from(answer.map_err(|error| error.to_string())))
        });
    }

    pub fn act(&mut self, who: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        self.act_with(who, msg, &[])
    }

    pub fn act_with(
        &mut self,
        who: &str,
        msg: ExecuteMsg,
        funds: &[Coin],
    ) -> Result<Response, ContractError> {
        let info = message_info(&account(who), funds);
        let rows: Vec<_> = self.deps.storage.range(None, None, Order::Ascending).collect();
        let answer = execute(self.deps.as_mut(), self.env.clone(), info, msg);
        if answer.is_err() {
            // As a chain does with what a refused message wrote.
            self.deps.storage = MockStorage::default();
            rows.iter().for_each(|(key, value)| self.deps.storage.set(key, value));
        }
        answer
    }

    /// Sends the derivative.
    pub fn send(
        &mut self,
        who: &str,
        units: u128,
        msg: ReceiveMsg,
    ) -> Result<Response, ContractError> {
        self.act("lst", received(who, units, &msg))
    }

    pub fn deposit(&mut self, who: &str, units: u128) -> Result<Response, ContractError> {
        let msg = ReceiveMsg::Deposit { receiver: None, min_shares: None, max_pending_slash: None };
        self.send(who, units, msg)
    }

    pub fn exit(&mut self, who: &str, shares: u128) -> Result<Response, ContractError> {
        let shares = Shares::new(shares);
        self.act(who, ExecuteMsg::RequestExit { shares })
    }

    pub fn settle(&mut self) -> Response {
        self.act("anyone", ExecuteMsg::Settle {}).unwrap()
    }

    pub fn announce(&mut self, service: u64, percent: u128) -> Result<Response, ContractError> {
        self.act("operator", announcement(service, percent))
    }

    /// A commitment that is in force.
    pub fn commit(&mut self, service: u64, percent: u128) {
        self.announce(service, percent).unwrap();
        self.pass(NOTICE + DAY);
        self.settle();
        self.pass(1);
    }

    /// The coordinator tells of a request for an offence now, and a second passes.
    pub fn note(&mut self, id: u64, service: u64, bps: u64) -> Result<Response, ContractError> {
        let infraction_time = self.now();
        self.pass(1);
        self.act("coordinator", noted(id, service, bps, infraction_time))
    }

    pub fn apply(&mut self, id: u64) -> Result<Response, ContractError> {
        self.act("coordinator", ExecuteMsg::ApplySlash { id: SlashId::new(id) })
    }

    /// Requests, waits and slashes. Answers what was taken.
    pub fn slash(&mut self, id: u64, service: u64, bps: u64) -> AppliedSlash {
        self.note(id, service, bps).unwrap();
        self.pass(2 * DAY);
        from_json(self.apply(id).unwrap().data.unwrap()).unwrap()
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
        self.env.block.height += 1;
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }

    pub fn books(&self) -> BooksResponse {
        self.ask(QueryMsg::Books {})
    }

    pub fn position(&self, who: &str) -> PositionResponse {
        self.ask(QueryMsg::Position { owner: account(who).into() })
    }

    pub fn commitment(&self, service: u64) -> CommitmentResponse {
        self.ask(QueryMsg::Commitment { service: ServiceId::new(service) })
    }
}

/// The derivative.
/// A parameter in force, and whether a raise of it waits.
pub fn parameter(vault: &Vault, name: &str) -> (String, bool) {
    let config: ConfigResponse = vault.ask(QueryMsg::Config {});
    let row = config.parameters.into_iter().find(|row| row.name == name).unwrap();
    (row.value, row.pending.is_some())
}

pub fn update(vault: &mut Vault, changes: ParameterChanges) -> Result<(), ContractError> {
    vault.act("owner", ExecuteMsg::UpdateConfig { changes }).map(drop)
}

pub fn lst() -> Asset {
    Asset::Cw20 { address: account("lst").into() }
}

pub fn birth(asset: Asset) -> InstantiateMsg {
    InstantiateMsg {
        owner: account("owner").into(),
        guardian: Some(account("guardian").into()),
        operator: OperatorId::new(1),
        asset,
        links: Links {
            coordinator: account("coordinator").into(),
            distributor: account("distributor").into(),
            fund: Some(account("fund").into()),
            hub: Some(account("hub").into()),
            treasury: account("treasury").into(),
        },
        parameters: None,
        generation: 0,
    }
}

pub fn received(who: &str, units: u128, msg: &ReceiveMsg) -> ExecuteMsg {
    ExecuteMsg::Receive {
        sender: account(who).into(),
        amount: units.into(),
        msg: to_json_binary(msg).unwrap(),
    }
}

pub fn announcement(service: u64, percent: u128) -> ExecuteMsg {
    ExecuteMsg::AnnounceCommitment {
        service: ServiceId::new(service),
        version: TermsVersion::new(1),
        weight: Magnitude::new(WHOLE.u128() * percent / 100),
    }
}

pub fn noted(id: u64, service: u64, bps: u64, infraction_time: u64) -> ExecuteMsg {
    ExecuteMsg::NoteRequest {
        id: SlashId::new(id),
        service: ServiceId::new(service),
        fraction: Decimal::bps(bps),
        infraction_time,
    }
}

pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// The calls of contracts in an answer: whom, and what.
pub fn calls(response: &Response) -> Vec<(Addr, Value)> {
    let call = |message: &CosmosMsg| match message {
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. }) => {
            (Addr::unchecked(contract_addr), serde_json::from_slice(msg).unwrap())
        }
        other => panic!("no call: {other:?}"),
    };
    response.messages.iter().map(|message| call(&message.msg)).collect()
}

/// Everything that the vault stores.
pub fn rows(vault: &Vault) -> Vec<(Vec<u8>, Vec<u8>)> {
    vault.deps.storage.range(None, None, Order::Ascending).collect()
}

/// A payment of the derivative.
pub fn payment(to: &str, units: u128) -> (Addr, Value) {
    let transfer = json!({ "transfer": { "recipient": account(to), "amount": units.to_string() } });
    (account("lst"), transfer)
}

/// The types of the events in an answer.
pub fn events(response: &Response) -> Vec<String> {
    response.events.iter().map(|event| event.ty.clone()).collect()
}
