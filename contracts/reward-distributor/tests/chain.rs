//! The distributor on a chain whose bank refuses: what mocks of messages cannot show.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use cosmwasm_std::{
    coins, to_json_binary, Addr, Binary, Decimal, Deps, DepsMut, Env, MessageInfo, Response,
    StdResult, WasmMsg,
};
use cw_multi_test::ContractWrapper;
use embedded_chain::EmbeddedChain;
use serde_json::{json, Value};
use weir_interface::distributor::{
    BooksResponse, ConfigResponse, CreditResponse, ExecuteMsg, InstantiateMsg, QueryMsg, Receiver,
    Route,
};
use weir_reward_distributor::contract::{execute, instantiate, query, reply};

const DENOM: &str = "uatom";
const OSMO: &str = "uosmo";

/// Takes what it is sent. Asked to harvest, it has its caller distribute; asked to swap, it brings
/// the least, for more than 1,000 units one less.
fn helper(_: DepsMut<'_>, _: Env, info: MessageInfo, msg: Value) -> StdResult<Response> {
    let caller = info.sender.to_string();
    if msg.get("harvest").is_some() {
        let msg = to_json_binary(&ExecuteMsg::Distribute { keeper: None })?;
        let call = WasmMsg::Execute { contract_addr: caller, msg, funds: vec![] };
        return Ok(Response::new().add_message(call));
    }
    let Some(min_out) = msg["swap"]["min_out"].as_str() else { return Ok(Response::new()) };
    let short = u128::from(info.funds[0].amount.u128() > 1_000);
    let amount = coins(min_out.parse::<u128>().unwrap() - short, DENOM);
    let msg = to_json_binary(&ExecuteMsg::BringProceeds {})?;
    Ok(Response::new().add_message(WasmMsg::Execute { contract_addr: caller, msg, funds: amount }))
}

fn born(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Value) -> StdResult<Response> {
    Ok(Response::new())
}

fn nothing_is_paused(_: Deps<'_>, _: Env, _: Value) -> StdResult<Binary> {
    to_json_binary(&json!({ "paused": [] }))
}

struct World {
    chain: EmbeddedChain,
    hub: Addr,
    dex: Addr,
    distributor: Addr,
}

impl World {
    fn new() -> Self {
        let mut chain = EmbeddedChain::builder()
            .denom(DENOM)
            .validator("val", 1_000_000_000u128)
            .build()
            .unwrap();
        let helper =
            chain.store_code(Box::new(ContractWrapper::new(helper, born, nothing_is_paused)));
        let code = ContractWrapper::new(execute, instantiate, query).with_reply(reply);
        let code = chain.store_code(Box::new(code));
        let creator = chain.account("creator");
        let hub = chain.instantiate(helper, &creator, &json!({}), &[], "hub", None).unwrap();
        let dex = chain.instantiate(helper, &creator, &json!({}), &[], "dex", None).unwrap();
        chain.mint(&dex, coins(1_000_000, DENOM)).unwrap();
        let receiver = |name: &str, weight| Receiver {
            address: chain.account(name).into(),
            weight,
            label: name.to_string(),
        };
        let msg = InstantiateMsg {
            owner: chain.account("dao").into(),
            hub: hub.to_string(),
            denom: DENOM.to_string(),
            fee: None,
            keeper_pay: None,
            receivers: vec![receiver("treasury", 3), receiver("insurance", 1)],
        };
        let distributor = chain.instantiate(code, &hub, &msg, &[], "distributor", None).unwrap();
        Self { chain, hub, dex, distributor }
    }

    fn arrive(&mut self, units: u128, denom: &str) {
        self.chain.mint(&self.distributor.clone(), coins(units, denom)).unwrap();
    }

    fn act(&mut self, who: &str, msg: &ExecuteMsg) -> Result<(), String> {
        let (sender, distributor) = (self.chain.account(who), self.distributor.clone());
        let answer = self.chain.execute_contract(&sender, &distributor, msg, &[]);
        answer.map(|_| ()).map_err(|error| format!("{error:#}"))
    }

    fn units(&self, who: &Addr) -> u128 {
        self.chain.balance(who, DENOM).u128()
    }

    fn units_of(&self, who: &str) -> u128 {
        self.units(&self.chain.account(who))
    }

    fn books(&self) -> BooksResponse {
        self.chain.query_contract(&self.distributor, &QueryMsg::Books {}).unwrap()
    }
}

fn distribute() -> ExecuteMsg {
    ExecuteMsg::Distribute { keeper: None }
}

#[test]
fn t87_a_receiver_that_the_bank_refuses_stops_nobody_and_claims_elsewhere() {
    let mut world = World::new();
    let treasury = world.chain.account("treasury");
    world.chain.block_address(&treasury);
    world.arrive(10_000, DENOM);
    world.act("keeper", &distribute()).unwrap();
    assert_eq!((world.units_of("keeper"), world.units_of("insurance")), (50, 237));
    assert_eq!((world.units(&world.hub), world.units(&treasury)), (9_000, 0));
    assert_eq!(world.units(&world.distributor), 713);
    let credit = QueryMsg::Credit { address: treasury.to_string() };
    let owed: CreditResponse = world.chain.query_contract(&world.distributor, &credit).unwrap();
    assert_eq!((owed.assets.u128(), world.books().rewards.u128()), (713, 0));
    // What is owed is nobody's reward, and a claim that cannot be paid keeps it owed.
    world.act("keeper", &distribute()).unwrap_err();
    world.act("treasury", &ExecuteMsg::ClaimCredit { recipient: None }).unwrap_err();
    assert_eq!(world.books().credits.u128(), 713);
    let recipient = Some(world.chain.account("vault").to_string());
    world.act("treasury", &ExecuteMsg::ClaimCredit { recipient }).unwrap();
    assert_eq!((world.units_of("vault"), world.units(&world.distributor)), (713, 0));
}

#[test]
fn nobody_the_bank_pays_still_feeds_the_hub() {
    let mut world = World::new();
    for name in ["keeper", "treasury", "insurance"] {
        let account = world.chain.account(name);
        world.chain.block_address(&account);
    }
    for round in 1..=3 {
        world.arrive(10_000, DENOM);
        world.act("keeper", &distribute()).unwrap();
        assert_eq!(world.units(&world.hub), 9_000 * round);
        assert_eq!(world.books().credits.u128(), 1_000 * round);
        assert_eq!(world.units(&world.distributor), 1_000 * round);
    }
}

#[test]
fn a_raise_splits_what_the_harvest_brings_at_the_old_fee() {
    let mut world = World::new();
    let fee = Some(Decimal::percent(20));
    let raise = ExecuteMsg::UpdateConfig { fee, keeper_pay: None, receivers: None };
    world.act("dao", &raise).unwrap();
    world.arrive(1_000, DENOM);
    world.act("anyone", &ExecuteMsg::ActivateRaise { skip: None }).unwrap_err();
    world.chain.advance(7 * 24 * 60 * 60, 60 * 60);
    world.act("anyone", &ExecuteMsg::ActivateRaise { skip: None }).unwrap();
    assert_eq!(world.units(&world.hub), 900);
    let config: ConfigResponse =
        world.chain.query_contract(&world.distributor, &QueryMsg::Config {}).unwrap();
    assert_eq!((config.parameters[0].value.as_str(), config.pending_raise), ("0.2", None));
    world.arrive(1_000, DENOM);
    world.act("keeper", &distribute()).unwrap();
    assert_eq!(world.units(&world.hub), 900 + 800);
}

#[test]
fn a_swap_that_falls_short_by_a_unit_takes_nothing() {
    let mut world = World::new();
    let route =
        Some(Route::Swap { adapter: world.dex.to_string(), min_rate: Decimal::percent(50) });
    world.act("dao", &ExecuteMsg::SetRoute { denom: OSMO.to_string(), route }).unwrap();
    let swap = ExecuteMsg::RouteCoin { denom: OSMO.to_string() };
    world.arrive(1_000, OSMO);
    world.act("anyone", &swap).unwrap();
    assert_eq!(world.books().rewards.u128(), 500);
    world.arrive(1_001, OSMO);
    let refused = world.act("anyone", &swap).unwrap_err();
    assert!(refused.contains("must bring 500, it brought 499"), "{refused}");
    assert_eq!(world.chain.balance(&world.distributor, OSMO).u128(), 1_001);
}
