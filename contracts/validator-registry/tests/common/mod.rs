//! A registry fresh from its hub, the bonded set it sees, and a hub that answers.
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
    from_json, to_json_binary, Addr, ContractResult, CosmosMsg, Decimal, Env, OwnedDeps,
    QuerierResult, Response, StdResult, SystemResult, Validator, WasmMsg, WasmQuery,
};
use weir_interface::hub;
use weir_interface::registry::{
    ExecuteMsg, InstantiateMsg, MoveRight, ParameterChanges, QueryMsg, Standing, Target,
    ValidatorRecord, Weight,
};
use weir_quantities::Assets;
use weir_validator_registry::contract::{execute, instantiate, query};
use weir_validator_registry::ContractError;

pub const MINUTE: u64 = 60;
pub const HOUR: u64 = 60 * MINUTE;
pub const DAY: u64 = 24 * HOUR;
pub const UNBONDING: u64 = 21 * DAY;

/// A registry, its storage, its clock, and what the chain and the hub answer.
pub struct Registry {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
    pub bonded: Vec<(String, Decimal)>,
    pub ledger: Vec<hub::ValidatorResponse>,
    pub unbonding_period: u64,
}

impl Registry {
    /// Ten validators of weight 10, all bonded, all at 5 % commission.
    pub fn new() -> Self {
        Self::born((0..10).map(|index| weight(index, 10)).collect(), None).unwrap().0
    }

    pub fn with(parameters: ParameterChanges) -> Self {
        Self::born((0..10).map(|index| weight(index, 10)).collect(), Some(parameters)).unwrap().0
    }

    /// The birth of a registry on a chain where validators 0 to 199 are bonded.
    pub fn born(
        validators: Vec<Weight>,
        parameters: Option<ParameterChanges>,
    ) -> Result<(Self, Response), ContractError> {
        let mut registry = Self {
            deps: mock_dependencies(),
            env: mock_env(),
            bonded: (0..200).map(|index| (valoper(index), Decimal::percent(5))).collect(),
            ledger: vec![],
            unbonding_period: UNBONDING,
        };
        registry.answer();
        let msg = InstantiateMsg { validators, parameters, ..birth() };
        let info = message_info(&account("hub"), &[]);
        let response = instantiate(registry.deps.as_mut(), registry.env.clone(), info, msg)?;
        Ok((registry, response))
    }

    /// Lets chain and hub answer what is written in this struct.
    pub fn answer(&mut self) {
        let seen = |(address, commission): &(String, Decimal)| {
            Validator::create(address.clone(), *commission, Decimal::one(), Decimal::one())
        };
        let bonded: Vec<_> = self.bonded.iter().map(seen).collect();
        self.deps.querier.staking.update("uatom", &bonded, &[]);
        let (ledger, unbonding_period) = (self.ledger.clone(), self.unbonding_period);
        self.deps.querier.update_wasm(move |query| hub_answers(query, &ledger, unbonding_period));
    }

    /// A validator leaves the bonded set.
    pub fn leave(&mut self, index: usize) {
        self.bonded.retain(|(address, _)| *address != valoper(index));
        self.answer();
    }

    /// A validator is in the bonded set, at a commission.
    pub fn bond(&mut self, index: usize, commission: Decimal) {
        self.leave(index);
        self.bonded.push((valoper(index), commission));
        self.answer();
    }

    /// What the hub has with a validator.
    pub fn hub_has(&mut self, row: hub::ValidatorResponse) {
        self.ledger.retain(|known| known.validator != row.validator);
        self.ledger.push(row);
        self.answer();
    }

    pub fn act(&mut self, who: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        let info = message_info(&account(who), &[]);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    pub fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
        self.env.block.height += 1;
    }

    /// Time goes by, then somebody refreshes.
    pub fn refresh_after(&mut self, seconds: u64) -> Response {
        self.pass(seconds);
        self.act("anyone", ExecuteMsg::Refresh {}).unwrap()
    }

    /// Time goes by in steps of at most six hours, with a refresh after each.
    pub fn watch(&mut self, seconds: u64) {
        let mut left = seconds;
        while left > 0 {
            let step = left.min(6 * HOUR);
            self.refresh_after(step);
            left -= step;
        }
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn try_ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> StdResult<T> {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg)?)
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        self.try_ask(msg).unwrap()
    }

    pub fn record(&self, index: usize) -> ValidatorRecord {
        self.ask(QueryMsg::Validator { validator: valoper(index) })
    }

    pub fn standing(&self, index: usize) -> Standing {
        self.record(index).standing
    }

    pub fn right(&self, index: usize) -> MoveRight {
        let rights: Vec<MoveRight> = self.ask(QueryMsg::MoveRights {});
        rights.into_iter().find(|right| right.validator == valoper(index)).unwrap()
    }
}

fn hub_answers(
    query: &WasmQuery,
    ledger: &[hub::ValidatorResponse],
    unbond_period: u64,
) -> QuerierResult {
    let WasmQuery::Smart { contract_addr, msg } = query else { panic!("{query:?}") };
    assert_eq!(*contract_addr, account("hub").to_string());
    let found = match from_json::<hub::QueryMsg>(msg).unwrap() {
        hub::QueryMsg::Validators { .. } => to_json_binary(ledger),
        hub::QueryMsg::Validator { validator } => {
            match ledger.iter().find(|row| row.validator == validator) {
                Some(row) => to_json_binary(row),
                None => return SystemResult::Ok(ContractResult::Err("unknown".to_string())),
            }
        }
        hub::QueryMsg::Config {} => to_json_binary(&hub_config(unbond_period)),
        other => panic!("{other:?}"),
    };
    SystemResult::Ok(ContractResult::Ok(found.unwrap()))
}

fn hub_config(unbond_period: u64) -> hub::ConfigResponse {
    hub::ConfigResponse {
        owner: None,
        new_owner: None,
        stake_token: String::new(),
        epoch_period: 0,
        unbond_period,
        validators: vec![],
        denom: String::new(),
        registry: String::new(),
        distributor: String::new(),
        guardian: None,
        voter: None,
        parameters: vec![],
    }
}

/// The address of somebody.
pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// The operator address of a validator; in the order of its number.
pub fn valoper(index: usize) -> String {
    format!("cosmosvaloper1{index:03}")
}

pub fn weight(index: usize, weight: u64) -> Weight {
    Weight { validator: valoper(index), weight }
}

pub fn set(weights: Vec<Weight>) -> ExecuteMsg {
    ExecuteMsg::SetWeights { weights }
}

pub fn add(index: usize, weight: u64) -> ExecuteMsg {
    ExecuteMsg::AddValidator { validator: valoper(index), weight }
}

pub fn drain(index: usize) -> ExecuteMsg {
    ExecuteMsg::DrainValidator { validator: valoper(index) }
}

pub fn restore(index: usize, weight: u64) -> ExecuteMsg {
    ExecuteMsg::RestoreValidator { validator: valoper(index), weight }
}

pub fn remove(index: usize) -> ExecuteMsg {
    ExecuteMsg::RemoveValidator { validator: valoper(index) }
}

pub fn change(parameters: ParameterChanges) -> ExecuteMsg {
    ExecuteMsg::UpdateConfig { parameters }
}

/// What the hub sends to create its registry.
pub fn birth() -> InstantiateMsg {
    InstantiateMsg {
        owner: account("dao").into(),
        gauge: Some(account("gauge").into()),
        hub: account("hub").into(),
        validators: vec![],
        unbonding_period: UNBONDING,
        parameters: None,
    }
}

/// A row of the hub's ledger with nothing in it.
pub fn empty_row(index: usize) -> hub::ValidatorResponse {
    hub::ValidatorResponse {
        validator: valoper(index),
        standing: Standing::Draining,
        weight: 0,
        assets: Assets::ZERO,
        target: Assets::ZERO,
        losses: Assets::ZERO,
        entries: vec![],
        locked_until: None,
        full_until: None,
        unread_since: None,
    }
}

/// What the hub is told by a response; nothing when it is told nothing.
pub fn told(response: &Response) -> Option<(Vec<Target>, Decimal)> {
    let told = response.messages.iter().find_map(|sub| match &sub.msg {
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) => {
            assert_eq!((contract_addr.as_str(), funds.len()), (account("hub").as_str(), 0));
            Some(from_json::<hub::ExecuteMsg>(msg).unwrap())
        }
        _ => None,
    });
    match told? {
        hub::ExecuteMsg::UpdateTargets { targets, max_share } => Some((targets, max_share)),
        other => panic!("{other:?}"),
    }
}

/// The weights that the hub is told, in the order of validators.
pub fn told_weights(response: &Response) -> Vec<u64> {
    told(response).unwrap().0.into_iter().map(|target| target.weight).collect()
}

/// One attribute of the first event of a type.
pub fn attribute(response: &Response, event: &str, key: &str) -> Option<String> {
    let event = response.events.iter().find(|found| found.ty == event)?;
    event.attributes.iter().find(|found| found.key == key).map(|found| found.value.clone())
}
