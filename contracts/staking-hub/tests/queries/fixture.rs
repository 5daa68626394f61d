//! A hub made of storage rows alone, so that every state can be asked about, reachable or not.

use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    coin, coins, from_json, to_json_binary, Addr, ContractInfoResponse, ContractResult, Decimal,
    DepsMut, Env, FullDelegation, Order, OwnedDeps, QuerierWrapper, Response, Storage,
    SystemResult, Timestamp, WasmQuery,
};
use cw20::TokenInfoResponse;
use serde_json::Value;
use weir_accounting::{Moment, Owed, Peaks, Pipeline, Pool, Stake};
use weir_contract::address_key;
use weir_interface::hub::{ExecuteMsg, QueryMsg};
use weir_interface::registry::{MoveRight, Standing};
use weir_quantities::{Assets, Seconds, Shares, Time};
use weir_staking_hub::contract;
use weir_staking_hub::parameters::Parameters;
use weir_staking_hub::state::*;
use weir_staking_hub::ContractError;

/// Midnight, so that days are easy to count.
pub const NOW: u64 = 1_732_147_200;
pub const DAY: u64 = 86_400;
pub const HOUR: u64 = 3_600;
pub const DENOM: &str = "ucoin";
pub const HEIGHT: u64 = 100;

pub struct Hub {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

pub fn addr(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// What stands for someone in keys.
pub fn owner(name: &str) -> Vec<u8> {
    address_key(&MockApi::default(), addr(name).as_str()).expect("is an address")
}

/// 1,000,000 shares; 1,000,000 delegated to two validators, 23,400 in the buffer; synced an hour
/// ago, in the block before this one.
pub fn hub() -> Hub {
    let mut deps = mock_dependencies();
    let mut env = mock_env();
    env.block.time = Timestamp::from_seconds(NOW);
    env.block.height = HEIGHT;
    env.contract.address = addr("hub");
    let parameters = Parameters::new(6, Seconds::new(21 * DAY));
    let synced = Moment { time: Time::new(NOW - HOUR), height: HEIGHT - 1 };
    let storage = deps.as_mut().storage;
    let links = Links {
        denom: DENOM.to_string(),
        decimals: 6,
        token: addr("token"),
        registry: addr("registry"),
        distributor: addr("distributor"),
    };
    LINKS.save(storage, &links);
    ROLES.save(storage, &Roles { guardian: Some(addr("guardian")), voter: None });
    let access = Access {
        gates: Gates::default(),
        parameters: parameters.user,
        denom: DENOM.to_string(),
        token: addr("token"),
    };
    ACCESS.save(storage, &access);
    CRANK_PARAMETERS.save(storage, &parameters.crank);
    ANNOUNCED.save(storage, &vec![]);
    POOL.save(storage, &Pool { buffer: Assets::new(23_400), supply: Shares::new(1_000_000) });
    let stake = Stake { delegated: Assets::new(1_000_000), synced, ..Stake::default() };
    STAKE.save(storage, &stake);
    OWED.save(storage, &Owed::default());
    PEAKS.save(storage, &Peaks::default());
    let seats = ["val1", "val2"].map(|name| Seat(name.to_string(), 1, Standing::Active));
    let roster = Roster { max_share: Decimal::one(), seats: seats.to_vec() };
    ROSTER.save(storage, &roster);
    LEDGER.save(storage, &vec![Assets::new(600_000), Assets::new(400_000)]);
    INCOMING.save(storage, &vec![]);
    REFUSED.save(storage, &vec![]);
    PIPELINE.save(storage, &Pipeline::new(Time::new(NOW - 10 * DAY)));
    SETTLEMENT.save(storage, &Settlement::default());
    HARVEST.save(storage, &HarvestState { cursor: 0, at: Time::new(NOW - HOUR) });
    let owner = addr("dao");
    cw_ownable::initialize_owner(storage, &MockApi::default(), Some(owner.as_str()))
        .expect("saves");
    cw2::set_contract_version(deps.as_mut().storage, "crates.io:weir-staking-hub", "0.1.0")
        .expect("saves");
    let mut hub = Hub { deps, env };
    hub.holds(23_400);
    hub.chain_says(600_000, 400_000);
    hub.contracts_say(1_000_000, "admin");
    hub.deps.querier.distribution.set_withdraw_address(addr("hub"), addr("distributor"));
    hub
}

impl Hub {
    /// Sets the hub's balance.
    pub fn holds(&mut self, assets: u128) {
        self.deps.querier.bank.update_balance(addr("hub"), coins(assets, DENOM));
    }

    /// Sets what the chain answers for the delegations to both validators.
    pub fn chain_says(&mut self, val1: u128, val2: u128) {
        let delegations = [("val1", val1), ("val2", val2)].map(|(validator, amount)| {
            FullDelegation::create(
                addr("hub"),
                validator.to_string(),
                coin(amount, DENOM),
                coin(amount, DENOM),
                vec![],
            )
        });
        self.deps.querier.staking.update(DENOM, &[], &delegations);
    }

    /// Sets the token's supply and the admin of the hub; the others stay with `admin`. The
    /// registry lets stake move anywhere.
    pub fn contracts_say(&mut self, supply: u128, hub_admin: &str) {
        let hub_admin = addr(hub_admin);
        self.deps.querier.update_wasm(move |request| {
            let answer = match request {
                WasmQuery::Smart { contract_addr, .. }
                    if *contract_addr == addr("token").as_str() =>
                {
                    to_json_binary(&TokenInfoResponse {
                        name: "Staked coin".to_string(),
                        symbol: "stCOIN".to_string(),
                        decimals: 6,
                        total_supply: supply.into(),
                    })
                }
                WasmQuery::Smart { .. } => {
                    to_json_binary(&["val1", "val2"].map(|validator| MoveRight {
                        validator: validator.to_string(),
                        may_give: true,
                        unbonded: false,
                        may_take: true,
                    }))
                }
                WasmQuery::ContractInfo { contract_addr } => {
                    let is_hub = *contract_addr == addr("hub").as_str();
                    let admin = if is_hub { hub_admin.clone() } else { addr("admin") };
                    let creator = addr("creator");
                    to_json_binary(&ContractInfoResponse::new(1, creator, Some(admin), false, None))
                }
                _ => unreachable!("nothing else is asked of contracts"),
            };
            SystemResult::Ok(ContractResult::Ok(answer.expect("serialises")))
        });
    }

    /// Nobody answers any more: neither token nor registry.
    pub fn contracts_are_silent(&mut self) {
        self.deps.querier.update_wasm(|_| SystemResult::Ok(ContractResult::Err("no".to_string())));
    }

    /// Lets time pass; every five seconds a block.
    pub fn wait(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
        let blocks = seconds.div_ceil(5);
        self.env.block.height = self.env.block.height.saturating_add(blocks);
    }

    /// Answers a question written as JSON, as JSON.
    pub fn ask(&self, question: &Value) -> Value {
        self.try_ask(question).expect("answers")
    }

    /// What a call by anybody would answer now; the hub stays as it is.
    pub fn would(&self, message: &Value) -> Result<Response, ContractError> {
        let mut storage = MockStorage::new();
        for (key, value) in self.deps.storage.range(None, None, Order::Ascending) {
            storage.set(&key, &value);
        }
        let deps = DepsMut {
            storage: &mut storage,
            api: &self.deps.api,
            querier: QuerierWrapper::new(&self.deps.querier),
        };
        let message: ExecuteMsg = from_json(message.to_string()).expect("is a message");
        contract::execute(deps, self.env.clone(), message_info(&addr("keeper"), &[]), message)
    }

    pub fn try_ask(&self, question: &Value) -> Result<Value, ContractError> {
        let question: QueryMsg = from_json(question.to_string()).expect("is a question");
        let answer = contract::query(self.deps.as_ref(), self.env.clone(), question)?;
        Ok(from_json(answer).expect("is JSON"))
    }
}

/// Changes one stored item.
#[macro_export]
macro_rules! change {
    ($hub:expr, $item:expr, |$row:ident| $change:expr) => {{
        let mut $row = $item.load($hub.deps.as_ref().storage).expect("is there");
        $change;
        $item.save($hub.deps.as_mut().storage, &$row);
    }};
}

/// Saves one row of a map.
#[macro_export]
macro_rules! put {
    ($hub:expr, $map:expr, $key:expr, $row:expr) => {
        $map.save($hub.deps.as_mut().storage, $key, $row)
    };
}

/// Saves one item.
#[macro_export]
macro_rules! set {
    ($hub:expr, $item:expr, $row:expr) => {
        $item.save($hub.deps.as_mut().storage, &$row)
    };
}
