//! A distributor fresh from its hub, and who acts on it.
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
    coin, from_json, Addr, BankMsg, Binary, Coin, ContractResult, CosmosMsg, Decimal, Env,
    OwnedDeps, Reply, Response, SubMsg, SubMsgResult, SystemResult, WasmMsg,
};
use weir_interface::distributor::{
    BooksResponse, ConfigResponse, CreditResponse, ExecuteMsg, InstantiateMsg, QueryMsg, Receiver,
};
use weir_quantities::Assets;
use weir_reward_distributor::contract::{execute, instantiate, query, reply};
use weir_reward_distributor::ContractError;

/// The staking coin.
pub const DENOM: &str = "uatom";

/// A distributor, its storage and its clock.
pub struct Distributor {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
}

impl Distributor {
    /// Fee 10 %, keeper pay 5 % of it, treasury 3 : insurance 1.
    pub fn new() -> Self {
        let (mut deps, env) = (mock_dependencies(), mock_env());
        let info = message_info(&account("hub"), &[]);
        instantiate(deps.as_mut(), env.clone(), info, birth()).unwrap();
        let mut distributor = Self { deps, env };
        distributor.hub_pauses(&[]);
        distributor
    }

    /// What is paused, as the hub answers it.
    pub fn hub_pauses(&mut self, scopes: &[&str]) {
        let answer = serde_json::json!({ "rate": "1.5", "paused": scopes }).to_string();
        self.deps.querier.update_wasm(move |_| {
            SystemResult::Ok(ContractResult::Ok(Binary::from(answer.as_bytes())))
        });
    }

    /// One to which so much has arrived.
    pub fn with_rewards(units: u128) -> Self {
        let mut distributor = Self::new();
        distributor.hold(units);
        distributor
    }

    /// Sets the balance of the staking coin.
    pub fn hold(&mut self, units: u128) {
        self.hold_coin(units, DENOM);
    }

    /// Sets the balance of a coin.
    pub fn hold_coin(&mut self, units: u128, denom: &str) {
        let address = self.env.contract.address.clone();
        let bank = &mut self.deps.querier.bank;
        let mut held = bank.update_balance(address.as_str(), vec![]).unwrap_or_default();
        held.retain(|held| held.denom != denom);
        held.push(coin(units, denom));
        bank.update_balance(address.as_str(), held);
    }

    /// Somebody sends a message.
    pub fn act(&mut self, who: &str, msg: ExecuteMsg) -> Result<Response, ContractError> {
        let info = message_info(&account(who), &[]);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    /// Somebody brings coins as proceeds of a swap.
    pub fn bring(&mut self, who: &str, funds: &[Coin]) -> Result<Response, ContractError> {
        let info = message_info(&account(who), funds);
        execute(self.deps.as_mut(), self.env.clone(), info, ExecuteMsg::BringProceeds {})
    }

    /// The distributor sends itself a message.
    pub fn act_itself(&mut self, msg: ExecuteMsg) -> Result<Response, ContractError> {
        let info = message_info(&self.env.contract.address, &[]);
        execute(self.deps.as_mut(), self.env.clone(), info, msg)
    }

    /// The chain says how a submessage ended.
    pub fn hear(&mut self, of: &SubMsg, result: SubMsgResult) -> Result<Response, ContractError> {
        let reply_of = Reply { id: of.id, payload: of.payload.clone(), gas_used: 0, result };
        reply(self.deps.as_mut(), self.env.clone(), reply_of)
    }

    /// Asks.
    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }

    pub fn books(&self) -> BooksResponse {
        self.ask(QueryMsg::Books {})
    }

    pub fn config(&self) -> ConfigResponse {
        self.ask(QueryMsg::Config {})
    }

    pub fn parameter(&self, name: &str) -> String {
        self.config().parameters.into_iter().find(|row| row.name == name).unwrap().value
    }

    pub fn credit(&self, who: &str) -> u128 {
        let msg = QueryMsg::Credit { address: account(who).into() };
        self.ask::<CreditResponse>(msg).assets.u128()
    }

    /// Time goes by.
    pub fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
        self.env.block.height += 1;
    }
}

/// The address of somebody.
pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

pub fn receiver(name: &str, weight: u64) -> Receiver {
    Receiver { address: account(name).into(), weight, label: name.to_string() }
}

/// What the hub sends to create its distributor.
pub fn birth() -> InstantiateMsg {
    InstantiateMsg {
        owner: account("dao").into(),
        hub: account("hub").into(),
        denom: DENOM.to_string(),
        fee: None,
        keeper_pay: None,
        receivers: vec![receiver("treasury", 3), receiver("insurance", 1)],
    }
}

/// Who is sent how much by bank, in order.
pub fn payments(response: &Response) -> Vec<(String, u128)> {
    let sent = response.messages.iter().filter_map(|sub| match &sub.msg {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            Some((to_address.clone(), amount[0].amount.u128()))
        }
        _ => None,
    });
    sent.collect()
}

/// What is passed to the hub with `add_rewards`; nothing without that message.
pub fn passed(response: &Response) -> Option<u128> {
    calls(response)
        .into_iter()
        .find(|(to, msg, _)| *to == account("hub").as_str() && msg == r#"{"add_rewards":{}}"#)
        .map(|(_, _, funds)| funds)
}

/// Contracts called: address, message, units of the first coin attached.
pub fn calls(response: &Response) -> Vec<(String, String, u128)> {
    let called = response.messages.iter().filter_map(|sub| match &sub.msg {
        CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) => Some((
            contract_addr.clone(),
            String::from_utf8(msg.to_vec()).unwrap(),
            funds.first().map(|coin| coin.amount.u128()).unwrap_or_default(),
        )),
        _ => None,
    });
    called.collect()
}

/// One attribute of one event.
pub fn attribute(response: &Response, event: &str, key: &str) -> Option<String> {
    let event = response.events.iter().find(|found| found.ty == event)?;
    event.attributes.iter().find(|found| found.key == key).map(|found| found.value.clone())
}

pub fn distribute() -> ExecuteMsg {
    ExecuteMsg::Distribute { keeper: None }
}

pub fn set_fee(fee: Decimal) -> ExecuteMsg {
    ExecuteMsg::UpdateConfig { fee: Some(fee), keeper_pay: None, receivers: None }
}

pub fn failed() -> SubMsgResult {
    SubMsgResult::Err("codespace: sdk, code: 4".to_string())
}

#[expect(deprecated, reason = "the field is part of the type")]
pub fn worked() -> SubMsgResult {
    SubMsgResult::Ok(cosmwasm_std::SubMsgResponse {
        events: vec![],
        data: None::<Binary>,
        msg_responses: vec![],
    })
}

pub fn units(assets: Assets) -> u128 {
    assets.u128()
}
