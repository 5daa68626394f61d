//! A distributor, its registry, and a vault whose holders come and go.

use std::cell::RefCell;
use std::rc::Rc;

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
    MOCK_CONTRACT_ADDR,
};
use cosmwasm_std::{
    coin, coins, from_json, to_json_binary, Addr, BankMsg, Coin, ContractResult, CosmosMsg,
    Decimal, Env, OwnedDeps, Response, SystemError, SystemResult, Uint128, WasmMsg, WasmQuery,
};
use serde_json::{json, Value};
use weir_interface::distributor::{InstantiateMsg, Receiver};
use weir_interface::restaking::Asset;
use weir_interface::streams::{
    ExecuteMsg, PendingRewardResponse, QueryMsg, RewardIndexResponse, StreamResponse,
};
use weir_quantities::{ServiceId, Time};
use weir_reward_distributor::contract::{execute, instantiate, query};
use weir_reward_distributor::state::HELD;
use weir_reward_distributor::ContractError;

use crate::books::VaultBooks;

pub const DAY: u64 = 24 * 3_600;
/// The staking coin, in which vaults can be paid too.
pub const DENOM: &str = "uatom";
pub const FIVE: ServiceId = ServiceId::new(5);

/// What others answer.
#[derive(Default)]
pub struct Others {
    pub vault: VaultBooks,
    /// Services that the vault has promised something.
    pub commitments: Vec<u64>,
    /// Whose the services are.
    pub service_owner: &'static str,
    pub asset: Value,
    pub token_balance: u128,
    /// What another vault of the registry, whose code is broken, says that anybody has earned in its
    /// first line, in whole units.
    pub lie: u128,
}

pub struct World {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
    pub others: Rc<RefCell<Others>>,
    /// The time, for who is asked.
    clock: Rc<RefCell<u64>>,
}

impl World {
    /// A vault with a commitment to service 5, paid in the staking coin, without commission.
    pub fn new() -> Self {
        let mut world = Self::bare();
        world.act("dao", named()).unwrap();
        world.list(native(DENOM)).unwrap();
        world
    }

    /// Before anything of restaking was set.
    pub fn bare() -> Self {
        let others = Others {
            commitments: vec![5],
            service_owner: "service owner",
            asset: json!({ "cw20": { "address": account("lst") } }),
            ..Others::default()
        };
        let others = Rc::new(RefCell::new(others));
        let (mut deps, env) = (mock_dependencies(), mock_env());
        let told = Rc::clone(&others);
        let clock = Rc::new(RefCell::new(env.block.time.seconds()));
        let time = Rc::clone(&clock);
        deps.querier.update_wasm(move |query| {
            let WasmQuery::Smart { contract_addr, msg } = query else { unreachable!() };
            let msg: Value = from_json(msg).unwrap();
            let now = Time::new(*time.borrow());
            match answer(&mut told.borrow_mut(), contract_addr, &msg, now) {
                Some(answer) => {
                    SystemResult::Ok(ContractResult::Ok(to_json_binary(&answer).unwrap()))
                }
                None => SystemResult::Err(SystemError::Unknown {}),
            }
        });
        let hub = account("hub");
        let (address, label) = (account("treasury").into_string(), "treasury".to_string());
        let birth = InstantiateMsg {
            owner: account("dao").into_string(),
            hub: hub.to_string(),
            denom: DENOM.to_string(),
            fee: None,
            keeper_pay: None,
            receivers: vec![Receiver { address, weight: 1, label }],
        };
        instantiate(deps.as_mut(), env.clone(), message_info(&hub, &[]), birth).unwrap();
        Self { deps, env, others, clock }
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
        let before = self.rows();
        for coin in funds {
            self.change_balance(&coin.denom, coin.amount.u128(), true);
        }
        let done = execute(self.deps.as_mut(), self.env.clone(), info, msg);
        let done = done.and_then(|response| self.tell(&response).map(|()| response));
        match &done {
            // The chain undoes what was done before an error.
            Err(_) => {
                for (key, _) in self.rows() {
                    cosmwasm_std::Storage::remove(&mut self.deps.storage, &key);
                }
                for (key, value) in before {
                    cosmwasm_std::Storage::set(&mut self.deps.storage, &key, &value);
                }
                for coin in funds {
                    self.change_balance(&coin.denom, coin.amount.u128(), false);
                }
            }
            Ok(response) => {
                for (_, coin) in banked(response) {
                    self.change_balance(&coin.denom, coin.amount.u128(), false);
                }
            }
        }
        done
    }

    fn rows(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let order = cosmwasm_std::Order::Ascending;
        cosmwasm_std::Storage::range(&self.deps.storage, None, None, order).collect()
    }

    pub fn change_balance(&mut self, denom: &str, units: u128, more: bool) {
        let here = self.env.contract.address.to_string();
        let bank = &mut self.deps.querier.bank;
        let mut held = bank.update_balance(&here, vec![]).unwrap_or_default();
        let old = held.iter().find(|held| held.denom == denom).map_or(0, |h| h.amount.u128());
        held.retain(|held| held.denom != denom);
        held.push(coin(if more { old + units } else { old - units }, denom));
        bank.update_balance(&here, held);
    }

    pub fn list(&mut self, coin: Asset) -> Result<Response, ContractError> {
        let vault = account("vault").into_string();
        self.act("vault owner", ExecuteMsg::AddRewardCoin { vault, coin })
    }

    /// The service's owner funds a stream in the staking coin.
    pub fn fund(&mut self, units: u128, days: u64) -> Result<Response, ContractError> {
        self.fund_in(DENOM, units, days * DAY)
    }

    pub fn fund_in(
        &mut self,
        denom: &str,
        units: u128,
        duration: u64,
    ) -> Result<Response, ContractError> {
        self.act_with("service owner", fund_by(Some(FIVE), duration), &coins(units, denom))
    }

    /// What the vault refuses undoes the message that told it.
    fn tell(&mut self, response: &Response) -> Result<(), ContractError> {
        for sub in &response.messages {
            let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) = &sub.msg else {
                continue;
            };
            if *contract_addr == account("vault").as_str() && funds.is_empty() {
                let now = Time::new(self.now());
                self.others.borrow_mut().vault.hear(from_json(msg).unwrap(), now)?;
            }
        }
        Ok(())
    }

    /// A holder's shares become so many.
    pub fn hold(&mut self, who: &str, shares: u128) {
        let now = Time::new(self.now());
        self.others.borrow_mut().vault.hold(account(who).as_str(), shares, now);
    }

    /// Another distributor takes over.
    pub fn leave(&mut self) {
        let now = Time::new(self.now());
        self.others.borrow_mut().vault.leave(now);
    }

    /// It comes back, at the operator's part, with the first coin listed anew.
    pub fn come_back(&mut self, percent: u64) {
        self.others.borrow_mut().vault.gone = false;
        self.commission(percent);
        self.list(native(DENOM)).unwrap();
    }

    pub fn claim(&mut self, who: &str) -> Result<u128, ContractError> {
        let vault = account("vault").into_string();
        let claim = ExecuteMsg::ClaimRewards { vault, owner: None, coins: None, recipient: None };
        let response = self.act(who, claim)?;
        Ok(banked(&response).iter().map(|(_, coin)| coin.amount.u128()).sum())
    }

    /// From now on at this part for the operator.
    pub fn commission(&mut self, percent: u64) {
        let now = Time::new(self.now());
        let vault = &mut self.others.borrow_mut().vault;
        vault.advance(now);
        vault.rewards.schedule.commission = Decimal::percent(percent);
    }

    pub fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
        *self.clock.borrow_mut() = self.now();
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }

    pub fn pending(&self, who: &str) -> Vec<PendingRewardResponse> {
        let (vault, owner) = (account("vault").into_string(), account(who).into_string());
        self.ask(QueryMsg::PendingRewards { vault, owner })
    }

    /// What is held of a coin for vaults.
    pub fn held(&self, coin: &str) -> u128 {
        HELD.may_load(&self.deps.storage, coin).unwrap().unwrap_or_default().u128()
    }

    /// Pending in the first coin.
    pub fn due(&self, who: &str) -> u128 {
        self.pending(who)[0].amount.u128()
    }

    pub fn streams(&self) -> Vec<StreamResponse> {
        self.ask(QueryMsg::Streams { vault: account("vault").into_string() })
    }

    pub fn indexes(&self) -> Vec<RewardIndexResponse> {
        self.ask(QueryMsg::RewardIndexes { vault: account("vault").into_string() })
    }
}

fn answer(others: &mut Others, contract: &str, msg: &Value, now: Time) -> Option<Value> {
    let is = |name: &str| contract == account(name).as_str();
    let metadata = json!({ "name": "x", "description": null, "link": null });
    if is("services") && msg.get("vault").is_some() {
        let known = [account("vault"), account("liar")];
        let named = msg["vault"]["vault"].as_str()?;
        return known.iter().any(|vault| vault.as_str() == named).then(
            || json!({ "vault": named, "operator": 3, "asset": others.asset, "generation": 0 }),
        );
    }
    if is("services") && msg.get("service").is_some() {
        return Some(json!({
            "service": 5, "owner": account(others.service_owner), "pending_owner": null,
            "metadata": metadata, "hook": null, "pending_hook": null, "version": 1, "groups": [],
        }));
    }
    if is("services") && msg.get("operator").is_some() {
        return Some(json!({
            "operator": 3, "admin": account("operator"), "pending_admin": null,
            "metadata": metadata, "bond_address": account("bond address"),
            "pending_bond_address": null, "hook": null, "hot_keys": [],
        }));
    }
    if is("liar") && msg.get("rewards").is_some() {
        let parts = Uint128::new(others.lie).full_mul(10u128.pow(36));
        return Some(json!({ "stays": true, "next_line": 0, "lines": [{
            "line": 0, "open": false, "index": "0", "commission": parts, "earned": parts,
        }] }));
    }
    if is("liar") && msg.get("reward_streams").is_some() {
        return Some(json!({ "streams": [], "left": [{
            "line": 0, "service": null, "funder": account("thief"), "units": others.lie.to_string(),
        }] }));
    }
    if is("vault") || is("liar") {
        return vault_answers(others, msg, now);
    }
    if msg.get("balance").is_some() {
        return Some(json!({ "balance": others.token_balance.to_string() }));
    }
    None
}

fn vault_answers(others: &mut Others, msg: &Value, now: Time) -> Option<Value> {
    let (name, content) = msg.as_object()?.iter().next()?;
    let commitment = |service: u64| {
        json!({
            "service": service, "version": 1, "power": "1", "slashable": "1", "max_slash": "0.1",
            "budget": "1", "asked": "0", "guaranteed": "1", "payable": "1", "groups": [],
            "quarantined": false, "pending": null,
        })
    };
    Some(match name.as_str() {
        "rewards" => {
            assert_eq!(content["distributor"], MOCK_CONTRACT_ADDR);
            others.vault.advance(now);
            others.vault.said(content["owner"].as_str())
        }
        "reward_streams" => {
            assert_eq!(content["distributor"], MOCK_CONTRACT_ADDR);
            others.vault.advance(now);
            others.vault.streams(now)
        }
        "ownership" => json!({ "owner": account("vault owner") }),
        "commitments" => others.commitments.iter().map(|one| commitment(*one)).collect(),
        "commitment" => {
            let service = content["service"].as_u64()?;
            others.commitments.contains(&service).then(|| commitment(service))?
        }
        _ => return None,
    })
}

pub fn named() -> ExecuteMsg {
    ExecuteMsg::SetServiceRegistry { registry: account("services").into_string() }
}

pub fn fund_by(service: Option<ServiceId>, duration: u64) -> ExecuteMsg {
    ExecuteMsg::FundStream { vault: account("vault").into_string(), service, duration }
}

pub fn native(denom: &str) -> Asset {
    Asset::Native { denom: denom.to_string() }
}

pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// Coins sent by bank, or attached to calls: to whom.
pub fn banked(response: &Response) -> Vec<(String, Coin)> {
    let sent = response.messages.iter().flat_map(|sub| match &sub.msg {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            amount.iter().map(|coin| (to_address.clone(), coin.clone())).collect()
        }
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, funds, .. }) => {
            funds.iter().map(|coin| (contract_addr.clone(), coin.clone())).collect()
        }
        _ => vec![],
    });
    sent.collect()
}

/// What the first event says.
pub fn values(response: &Response) -> Vec<String> {
    response.events[0].attributes.iter().map(|one| one.value.clone()).collect()
}
