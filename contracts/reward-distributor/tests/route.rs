//! Coins other than the staking coin.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::{coin, coins, Decimal, ReplyOn, SubMsg};
use cw_ownable::OwnershipError;
use weir_interface::distributor::{ExecuteMsg, QueryMsg, Route, RouteResponse};
use weir_quantities::Assets;
use weir_reward_distributor::ContractError;

const OSMO: &str = "ibc/0471F1C4E7AFD3F07702BEF6DC365268D64570F7C1FDC98EA6098DD6DE59817B";

fn set(denom: &str, route: Option<Route>) -> ExecuteMsg {
    ExecuteMsg::SetRoute { denom: denom.to_string(), route }
}

fn to(who: &str) -> Option<Route> {
    Some(Route::To { receiver: account(who).into() })
}

fn swap(min_rate: Decimal) -> Option<Route> {
    Some(Route::Swap { adapter: account("dex").into(), min_rate })
}

fn route(denom: &str) -> ExecuteMsg {
    ExecuteMsg::RouteCoin { denom: denom.to_string() }
}

#[test]
fn a_coin_goes_whole_to_its_account() {
    let mut distributor = Distributor::with_rewards(5);
    distributor.act("dao", set(OSMO, to("treasury"))).unwrap();
    distributor.hold_coin(77, OSMO);
    let response = distributor.act("anyone", route(OSMO)).unwrap();
    assert_eq!(payments(&response), vec![(account("treasury").to_string(), 77)]);
    let event = "weir_distributor_coin_routed";
    assert_eq!(attribute(&response, event, "amount"), Some("77".to_string()));
}

#[test]
fn without_a_route_or_a_balance_nothing_happens() {
    let mut distributor = Distributor::new();
    distributor.hold_coin(77, OSMO);
    let denom = OSMO.to_string();
    let refused = distributor.act("anyone", route(OSMO));
    assert_eq!(refused, Err(ContractError::NoRoute { denom: denom.clone() }));
    distributor.act("dao", set(OSMO, to("treasury"))).unwrap();
    distributor.hold_coin(0, OSMO);
    let refused = distributor.act("anyone", route(OSMO));
    assert_eq!(refused, Err(ContractError::NothingToRoute { denom: denom.clone() }));
    distributor.act("dao", set(OSMO, None)).unwrap();
    distributor.hold_coin(77, OSMO);
    assert_eq!(distributor.act("anyone", route(OSMO)), Err(ContractError::NoRoute { denom }));
}

/// A swap of 77 at a half is under way: 38 must come back.
fn swapping() -> (Distributor, SubMsg) {
    let mut distributor = Distributor::with_rewards(1_000);
    distributor.act("dao", set(OSMO, swap(Decimal::percent(50)))).unwrap();
    distributor.hold_coin(77, OSMO);
    let response = distributor.act("anyone", route(OSMO)).unwrap();
    let expected = (account("dex").to_string(), r#"{"swap":{"min_out":"38"}}"#.to_string(), 77);
    assert_eq!(calls(&response), vec![expected]);
    assert_eq!(response.messages[0].reply_on, ReplyOn::Success);
    (distributor, response.messages[0].clone())
}

#[test]
fn an_adapter_is_held_to_what_it_brings() {
    for (brought, good) in [(37, false), (38, true), (39, true)] {
        let (mut distributor, swap) = swapping();
        // In two steps, which add up.
        distributor.bring("dex", &coins(30, DENOM)).unwrap();
        distributor.bring("dex", &coins(brought - 30, DENOM)).unwrap();
        let heard = distributor.hear(&swap, worked());
        if good {
            heard.unwrap();
        } else {
            let (expected, actual) = (Assets::new(38), Assets::new(brought));
            let denom = OSMO.to_string();
            assert_eq!(heard, Err(ContractError::SwapShort { denom, expected, actual }));
        }
    }
}

#[test]
fn whatever_else_arrives_during_a_swap_is_no_proceeds() {
    let (mut distributor, swap) = swapping();
    // Staking rewards, had by a crank of the hub that the adapter calls.
    distributor.hold(2_000);
    let (denom, expected) = (OSMO.to_string(), Assets::new(38));
    let short = ContractError::SwapShort { denom, expected, actual: Assets::ZERO };
    assert_eq!(distributor.hear(&swap, worked()), Err(short));
}

#[test]
fn only_the_adapter_of_the_swap_under_way_brings_staking_coins() {
    let mut distributor = Distributor::new();
    assert_eq!(distributor.bring("dex", &coins(5, DENOM)), Err(ContractError::NoSwap));
    let (mut distributor, swap) = swapping();
    let (expected, actual) = (account("dex").to_string(), account("anyone").to_string());
    let stranger = ContractError::NotAdapter { expected, actual };
    assert_eq!(distributor.bring("anyone", &coins(38, DENOM)), Err(stranger));
    let other = Err(ContractError::NoProceeds { denom: DENOM.to_string() });
    for funds in [vec![], coins(38, OSMO), vec![coin(38, DENOM), coin(1, OSMO)]] {
        assert_eq!(distributor.bring("dex", &funds), other, "{funds:?}");
    }
    distributor.bring("dex", &coins(38, DENOM)).unwrap();
    distributor.hear(&swap, worked()).unwrap();
    assert_eq!(distributor.bring("dex", &coins(5, DENOM)), Err(ContractError::NoSwap));
}

#[test]
fn no_coin_is_routed_within_a_swap() {
    let (mut distributor, swap) = swapping();
    let denom = OSMO.to_string();
    let refused = distributor.act("dex", route(OSMO));
    assert_eq!(refused, Err(ContractError::SwapUnderWay { denom }));
    distributor.bring("dex", &coins(38, DENOM)).unwrap();
    distributor.hear(&swap, worked()).unwrap();
    distributor.act("anyone", route(OSMO)).unwrap();
}

#[test]
fn what_is_worth_less_than_a_unit_waits() {
    let mut distributor = Distributor::new();
    distributor.act("dao", set(OSMO, swap(Decimal::percent(50)))).unwrap();
    distributor.hold_coin(1, OSMO);
    assert_eq!(
        distributor.act("anyone", route(OSMO)),
        Err(ContractError::TooLittleToSwap {
            denom: OSMO.to_string(),
            amount: Assets::new(1),
            min_rate: Decimal::percent(50),
        })
    );
    distributor.hold_coin(2, OSMO);
    distributor.act("anyone", route(OSMO)).unwrap();
}

#[test]
fn routes_that_break_the_books_are_refused() {
    let mut distributor = Distributor::new();
    let staking_coin = ContractError::StakingCoin { denom: DENOM.to_string() };
    assert_eq!(distributor.act("dao", set(DENOM, to("treasury"))), Err(staking_coin));
    let hub = ContractError::ReceiverRefused { address: account("hub").into() };
    assert_eq!(distributor.act("dao", set(OSMO, to("hub"))), Err(hub));
    let refused = distributor.act("dao", set(OSMO, swap(Decimal::zero())));
    assert_eq!(refused, Err(ContractError::ZeroRate));
    for denom in ["", "ab", "1abc", "a b", "a\"b", &"a".repeat(129)] {
        let refused = distributor.act("dao", set(denom, to("treasury")));
        assert!(matches!(refused, Err(ContractError::NoDenom { .. })), "{denom}");
    }
    for denom in ["abc", &"a".repeat(128), "factory/osmo1x/a.b_c-d:e"] {
        distributor.act("dao", set(denom, to("treasury"))).unwrap();
    }
}

#[test]
fn only_the_owner_sets_routes() {
    let refused = Distributor::new().act("anyone", set(OSMO, to("anyone")));
    assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotOwner)));
}

#[test]
fn routes_are_listed_by_denom_in_pages() {
    let mut distributor = Distributor::new();
    for denom in ["uc", "ua1", "ub1"].map(|denom| format!("{denom}x")) {
        distributor.act("dao", set(&denom, to("treasury"))).unwrap();
    }
    let page = |start_after: Option<&str>, limit| {
        let start_after = start_after.map(String::from);
        let rows: Vec<RouteResponse> = distributor.ask(QueryMsg::Routes { start_after, limit });
        rows.into_iter().map(|row| row.denom).collect::<Vec<_>>()
    };
    assert_eq!(page(None, None), ["ua1x", "ub1x", "ucx"]);
    assert_eq!(page(Some("ua1x"), Some(1)), ["ub1x"]);
    assert!(page(None, Some(0)).is_empty());
    assert_eq!(page(None, Some(u32::MAX)).len(), 3);
}
