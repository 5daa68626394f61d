//! A fund of a token, its clock, and what others answer it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use cosmwasm_schema::serde::de::DeserializeOwned;
use cosmwasm_std::testing::{
    message_info, mock_dependencies, mock_env, MockApi, MockQuerier, MockStorage,
};
use cosmwasm_std::{
    from_json, to_json_binary, Addr, Binary, Coin, ContractResult, CosmosMsg, Decimal, Env,
    OwnedDeps, Response, SystemError, SystemResult, WasmMsg, WasmQuery,
};
use serde_json::{json, Value};
use weir_insurance_fund::contract::{execute, instantiate, query};
use weir_insurance_fund::ContractError;
use weir_interface::fund::{
    BooksResponse, ExecuteMsg, InstantiateMsg, ParameterChanges, PositionResponse, QueryMsg,
    ReceiveMsg,
};
use weir_interface::restaking::Asset;
use weir_quantities::{Assets, ServiceId, Shares, SlashId, TermsVersion};

pub const DAY: u64 = 24 * 3_600;
/// Exits of the fund, of its vault, and the longest it covers.
pub const EXIT: u64 = 35 * DAY;
pub const DELAY: u64 = 21 * DAY;

/// What others answer.
pub struct Others {
    pub destination: Value,
    pub revoked_at: Option<u64>,
    pub vault_asset: Value,
    pub exit_delay: u64,
    /// The fund that the vault is linked with.
    pub linked: Option<Addr>,
    /// The fund that the coordinator draws from.
    pub drawn_from: Option<Addr>,
    /// What the token says the fund has.
    pub balance: u128,
}

pub struct World {
    pub deps: OwnedDeps<MockStorage, MockApi, MockQuerier>,
    pub env: Env,
    pub others: Rc<RefCell<Others>>,
}

impl World {
    pub fn new() -> Self {
        Self::with(ParameterChanges::default()).unwrap()
    }

    /// Of small numbers: a unit is a premium.
    pub fn with(parameters: ParameterChanges) -> Result<Self, ContractError> {
        let mut world = Self::unborn();
        let parameters = ParameterChanges { min_premium: Some(Assets::new(1)), ..parameters };
        let msg = InstantiateMsg { parameters: Some(parameters), ..birth() };
        world.born(msg)?;
        Ok(world)
    }

    pub fn unborn() -> Self {
        let others = Rc::new(RefCell::new(Others {
            destination: json!("treasury"),
            revoked_at: None,
            vault_asset: json!({ "cw20": { "address": account("lst") } }),
            exit_delay: DELAY,
            linked: Some(mock_env().contract.address),
            drawn_from: Some(mock_env().contract.address),
            balance: 0,
        }));
        let (mut deps, env) = (mock_dependencies(), mock_env());
        let told = Rc::clone(&others);
        deps.querier.update_wasm(move |query| {
            let WasmQuery::Smart { contract_addr, msg } = query else { unreachable!() };
            let msg: Value = from_json(msg).unwrap();
            match answer(&told.borrow(), contract_addr, &msg) {
                Some(answer) => {
                    SystemResult::Ok(ContractResult::Ok(to_json_binary(&answer).unwrap()))
                }
                None => SystemResult::Err(SystemError::Unknown {}),
            }
        });
        Self { deps, env, others }
    }

    pub fn born(&mut self, msg: InstantiateMsg) -> Result<Response, ContractError> {
        let info = message_info(&account("deployer"), &[]);
        instantiate(self.deps.as_mut(), self.env.clone(), info, msg)
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
        let done = execute(self.deps.as_mut(), self.env.clone(), info, msg);
        if done.is_err() {
            // The chain undoes what was written before an error.
            for (key, _) in self.rows() {
                cosmwasm_std::Storage::remove(&mut self.deps.storage, &key);
            }
            for (key, value) in before {
                cosmwasm_std::Storage::set(&mut self.deps.storage, &key, &value);
            }
        }
        if let Ok(response) = &done {
            self.others.borrow_mut().balance -= sent(response);
        }
        done
    }

    pub fn rows(&self) -> Vec<(Vec<u8>, Vec<u8>)> {
        let order = cosmwasm_std::Order::Ascending;
        cosmwasm_std::Storage::range(&self.deps.storage, None, None, order).collect()
    }

    /// A chain on which the fund's rows can be read and nothing can be asked.
    pub fn chain_of_rows(&self) -> MockQuerier {
        let rows: BTreeMap<_, _> = self.rows().into_iter().collect();
        let mut querier = MockQuerier::default();
        querier.update_wasm(move |asked| {
            let WasmQuery::Raw { key, .. } = asked else { panic!("{asked:?} loads the fund") };
            let row = rows.get(key.as_slice()).cloned().unwrap_or_default();
            SystemResult::Ok(ContractResult::Ok(row.into()))
        });
        querier
    }

    /// Somebody sends tokens with a message.
    pub fn send(
        &mut self,
        who: &str,
        assets: u128,
        msg: ReceiveMsg,
    ) -> Result<Response, ContractError> {
        self.others.borrow_mut().balance += assets;
        let receive = ExecuteMsg::Receive {
            sender: account(who).into_string(),
            amount: assets.into(),
            msg: to_json_binary(&msg).unwrap(),
        };
        let done = self.act("lst", receive);
        if done.is_err() {
            self.others.borrow_mut().balance -= assets;
        }
        done
    }

    pub fn deposit(&mut self, who: &str, assets: u128) -> Shares {
        let before = self.position(who).active;
        self.send(who, assets, deposit()).unwrap();
        self.position(who).active.minus(before).unwrap()
    }

    /// A policy that pays from now on: two premiums of 1 were paid, the first of them the vault's
    /// exit delay and the longest pause ago.
    pub fn insure_and_wait(&mut self) {
        self.act("dao", insure(100)).unwrap();
        self.premium(1).unwrap();
        self.pass(14 * DAY);
        self.premium(1).unwrap();
        self.pass(DELAY);
    }

    pub fn premium(&mut self, assets: u128) -> Result<Response, ContractError> {
        let vault = account("vault").into_string();
        self.send("anyone", assets, ReceiveMsg::PayPremium { service: FIVE, vault })
    }

    pub fn draw(&mut self, id: u64, loss: u128) -> Result<Response, ContractError> {
        self.act("coordinator", draw(id, loss))
    }

    pub fn exit(&mut self, who: &str, shares: Shares) -> u64 {
        self.act(who, ExecuteMsg::RequestExit { shares }).unwrap();
        self.position(who).exits.last().unwrap().matures_at
    }

    pub fn claim(&mut self, who: &str) -> Result<u128, ContractError> {
        Ok(sent(&self.act(who, ExecuteMsg::ClaimExit { receiver: None })?))
    }

    pub fn pass(&mut self, seconds: u64) {
        self.env.block.time = self.env.block.time.plus_seconds(seconds);
    }

    pub fn now(&self) -> u64 {
        self.env.block.time.seconds()
    }

    pub fn pass_until(&mut self, at: u64) {
        self.pass(at - self.now());
    }

    pub fn ask<T: DeserializeOwned>(&self, msg: QueryMsg) -> T {
        from_json(query(self.deps.as_ref(), self.env.clone(), msg).unwrap()).unwrap()
    }

    pub fn books(&self) -> BooksResponse {
        self.ask(QueryMsg::Books {})
    }

    pub fn position(&self, who: &str) -> PositionResponse {
        self.ask(QueryMsg::Position { owner: account(who).into_string() })
    }
}

pub const FIVE: ServiceId = ServiceId::new(5);
pub const TWO: TermsVersion = TermsVersion::new(2);

fn answer(others: &Others, contract: &str, msg: &Value) -> Option<Value> {
    let is = |name: &str| contract == account(name).as_str();
    if is("registry") && msg.get("vault").is_some() {
        return (msg["vault"]["vault"] == account("vault").as_str()).then(|| {
            json!({
                "vault": account("vault"), "operator": 3, "asset": others.vault_asset,
                "generation": 0,
            })
        });
    }
    if is("registry") && msg.get("terms").is_some() {
        return Some(json!({
            "service": 5, "version": 2, "revoked_at": others.revoked_at,
            "terms": {
                "slasher": account("slasher"), "max_slash": "0.5", "evidence_window": 1,
                "resolution_window": 1, "execution_window": 1, "mode": "veto",
                "resolvers": [account("resolver")], "destination": others.destination,
                "minimum_bond": "1",
            },
        }));
    }
    if is("vault") && msg.get("vault_risk").is_some() {
        return Some(json!({ "exit_delay": others.exit_delay }));
    }
    if is("vault") && msg.get("config").is_some() {
        let links = json!({ "coordinator": account("coordinator"), "fund": others.linked });
        return Some(json!({ "links": links, "pending_links": null }));
    }
    if is("coordinator") && msg.get("config").is_some() {
        return Some(json!({ "fund": others.drawn_from, "pending": null }));
    }
    if is("lst") && msg.get("balance").is_some() {
        return Some(json!({ "balance": others.balance.to_string() }));
    }
    None
}

pub fn birth() -> InstantiateMsg {
    InstantiateMsg {
        owner: account("dao").into_string(),
        asset: Asset::Cw20 { address: account("lst").into_string() },
        coordinator: account("coordinator").into_string(),
        registry: account("registry").into_string(),
        hub: Some(account("hub").into_string()),
        parameters: None,
    }
}

pub fn deposit() -> ReceiveMsg {
    ReceiveMsg::Deposit { receiver: None, min_shares: None }
}

pub fn insure(minimum_bond: u128) -> ExecuteMsg {
    ExecuteMsg::Insure {
        service: FIVE,
        version: TWO,
        vault: account("vault").into_string(),
        minimum_bond: Assets::new(minimum_bond),
        premium: Decimal::percent(5),
    }
}

pub fn draw(id: u64, loss: u128) -> ExecuteMsg {
    ExecuteMsg::Draw {
        id: SlashId::new(id),
        service: FIVE,
        version: TWO,
        vault: account("vault").into_string(),
        loss: Assets::new(loss),
        active_bond: Assets::new(100),
        exit_delay: DELAY,
    }
}

pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// Tokens that the fund sends, by `send` or `transfer`.
pub fn sent(response: &Response) -> u128 {
    let amounts = response.messages.iter().filter_map(|sub| match &sub.msg {
        CosmosMsg::Wasm(WasmMsg::Execute { msg, .. }) => {
            let msg: Value = from_json(msg).unwrap();
            let (_, content) = msg.as_object()?.iter().next()?;
            content["amount"].as_str()?.parse::<u128>().ok()
        }
        _ => None,
    });
    amounts.sum()
}

/// The one message that the fund sends: the token's, and what is in it.
pub fn inner(response: &Response) -> (Value, Value) {
    let [sub] = response.messages.as_slice() else { panic!("one message") };
    let CosmosMsg::Wasm(WasmMsg::Execute { msg, contract_addr, .. }) = &sub.msg else {
        panic!("a call")
    };
    assert_eq!(*contract_addr, account("lst").as_str());
    let outer: Value = from_json(msg).unwrap();
    let hidden: Option<Binary> =
        outer["send"]["msg"].as_str().map(|text| Binary::from_base64(text).unwrap());
    (outer.clone(), hidden.map(|msg| from_json(msg).unwrap()).unwrap_or_default())
}
