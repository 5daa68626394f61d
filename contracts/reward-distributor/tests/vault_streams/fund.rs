//! Paying in: who, in what, for how long.

use cosmwasm_std::{coin, coins, to_json_binary, Uint128};
use weir_accounting::rewards::RewardError;
use weir_interface::restaking::Asset;
use weir_interface::streams::{ExecuteMsg, ReceiveMsg, StreamResponse};
use weir_quantities::ServiceId;
use weir_reward_distributor::ContractError;

use crate::world::{account, fund_by, named, native, values, World, DAY, DENOM, FIVE};

#[test]
fn a_stream_pays_evenly_by_shares_and_time() {
    let mut world = World::new();
    world.hold("alice", 300);
    world.hold("bob", 100);
    world.fund(4_000, 10).unwrap();
    assert_eq!(
        world.streams(),
        [StreamResponse {
            service: Some(FIVE),
            funder: account("service owner").into_string(),
            coin: native(DENOM),
            left: Uint128::new(3_999),
            per_day: Uint128::new(399),
            ends_at: world.now() + 10 * DAY,
        }],
        "rounded down"
    );
    world.pass(5 * DAY);
    // Half is over; shares are as 3 to 1.
    assert!(world.due("alice").abs_diff(1_500) <= 1);
    assert!(world.due("bob").abs_diff(500) <= 1);
    world.hold("bob", 0);
    world.pass(5 * DAY);
    assert_eq!(world.due("alice"), 3_500 - 1);
    assert_eq!(world.streams(), []);
    world.pass(DAY);
    assert_eq!(world.due("alice"), 3_500 - 1, "it is over");
}

#[test]
fn only_the_owner_of_a_service_with_a_commitment_pays_in() {
    let mut world = World::new();
    let pay = coins(100, DENOM);
    let (expected, actual) = (account("service owner"), account("stranger"));
    let (expected, actual) = (expected.into_string(), actual.into_string());
    assert_eq!(
        world.act_with("stranger", fund_by(Some(FIVE), DAY), &pay).unwrap_err(),
        ContractError::NotServiceOwner { service: FIVE, expected, actual }
    );
    let six = ServiceId::new(6);
    assert_eq!(
        world.act_with("service owner", fund_by(Some(six), DAY), &pay).unwrap_err(),
        ContractError::NoCommitment { service: six }
    );
    assert_eq!(
        world.act_with("service owner", fund_by(None, DAY), &pay).unwrap_err(),
        ContractError::HasCommitments { commitments: 1 }
    );
}

#[test]
fn a_farming_vault_is_paid_by_its_listed_funders() {
    let mut world = World::new();
    world.others.borrow_mut().commitments.clear();
    world.hold("alice", 10);
    let pay = coins(100, DENOM);
    let actual = account("funder").into_string();
    assert_eq!(
        world.act_with("funder", fund_by(None, DAY), &pay).unwrap_err(),
        ContractError::NotFunder { actual }
    );
    let funders = vec![account("funder").into_string(), account("another").into_string()];
    let vault = account("vault").into_string();
    world.act("vault owner", ExecuteMsg::SetFunders { vault, funders }).unwrap();
    world.act_with("funder", fund_by(None, DAY), &pay).unwrap();
    world.act_with("another", fund_by(None, DAY), &pay).unwrap();
    assert_eq!(world.streams().len(), 2);
    world.pass(DAY);
    assert_eq!(world.claim("alice").unwrap(), 200);
}

#[test]
fn a_coin_that_is_not_listed_is_refused() {
    let mut world = World::new();
    let unknown = ContractError::UnknownCoin { coin: "uother".to_string() };
    assert_eq!(world.fund_in("uother", 5, DAY).unwrap_err(), unknown);
    for funds in [vec![], vec![coin(1, DENOM), coin(1, "uother")]] {
        let error = world.act_with("service owner", fund_by(Some(FIVE), DAY), &funds).unwrap_err();
        assert_eq!(error, ContractError::OneCoin);
    }
    let mut bare = World::bare();
    assert_eq!(bare.fund(5, 1).unwrap_err(), ContractError::NoServiceRegistry);
    bare.act("dao", named()).unwrap();
    let unknown = ContractError::UnknownCoin { coin: DENOM.to_string() };
    assert_eq!(bare.fund(5, 1).unwrap_err(), unknown, "a vault without a list");
}

#[test]
fn t117_a_stream_lasts_a_day_to_a_year() {
    let mut world = World::new();
    for seconds in [0, DAY - 1, 365 * DAY + 1] {
        let error = world.fund_in(DENOM, 100, seconds).unwrap_err();
        let out = matches!(error, ContractError::Rewards(RewardError::DurationOutOfRange { .. }));
        assert!(out, "{error}");
    }
    world.fund_in(DENOM, 100, 365 * DAY).unwrap();
}

#[test]
fn t117_a_unit_more_neither_lowers_the_rate_nor_stretches_the_stream() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.fund(10_000_000, 10).unwrap();
    let (before, ends_at) = (world.streams()[0].per_day, world.now() + 10 * DAY);
    world.fund(1, 365).unwrap();
    let after = &world.streams()[0];
    assert!(after.per_day >= before && after.ends_at <= ends_at + 1);
    assert_eq!(world.streams().len(), 1, "one stream a service");
}

#[test]
fn another_coin_waits_for_the_end_of_the_stream() {
    let mut world = World::new();
    world.list(native("uother")).unwrap();
    world.hold("alice", 10);
    world.fund(100, 1).unwrap();
    assert_eq!(
        world.fund_in("uother", 100, DAY).unwrap_err(),
        ContractError::Rewards(RewardError::OtherLineLive { live: 0 })
    );
    world.pass(DAY);
    world.fund_in("uother", 100, DAY).unwrap();
    world.pass(DAY);
    let due: Vec<_> = world.pending("alice").iter().map(|due| due.amount.u128()).collect();
    assert_eq!(due, [100, 100]);
}

#[test]
fn t117_a_seventeenth_live_stream_is_refused_whoever_pays() {
    let mut world = World::new();
    let services: Vec<u64> = (1..=17).collect();
    world.others.borrow_mut().commitments = services;
    let pay = coins(100, DENOM);
    for service in 1..=16 {
        let by = fund_by(Some(ServiceId::new(service)), DAY);
        world.act_with("service owner", by, &pay).unwrap();
    }
    let last = || fund_by(Some(ServiceId::new(17)), DAY);
    assert_eq!(
        world.act_with("service owner", last(), &pay).unwrap_err(),
        ContractError::Rewards(RewardError::TooManyStreams)
    );
    // Nobody is there: the clocks stand still, and all sixteen run on.
    world.pass(2 * DAY);
    assert!(world.act_with("service owner", last(), &pay).is_err());
    world.hold("alice", 10);
    world.pass(2 * DAY);
    world.act_with("service owner", last(), &pay).unwrap();
    assert_eq!(world.streams().len(), 1);
}

#[test]
fn inv61_without_shares_the_stream_waits() {
    let mut world = World::new();
    world.fund(1_000, 10).unwrap();
    world.pass(100 * DAY);
    world.hold("alice", 10);
    assert_eq!(world.due("alice"), 0);
    world.pass(5 * DAY);
    assert_eq!(world.due("alice"), 500);
    world.hold("alice", 0);
    world.pass(50 * DAY);
    world.hold("bob", 1);
    world.pass(50 * DAY);
    assert!(world.due("bob") >= 499);
}

/// A stream of service 5 for a day, as a token tells of it.
fn a_thousand_tokens() -> ExecuteMsg {
    let vault = account("vault").into_string();
    let msg = ReceiveMsg::FundStream { vault, service: Some(FIVE), duration: DAY };
    ExecuteMsg::Receive {
        sender: account("service owner").into_string(),
        amount: Uint128::new(1_000),
        msg: to_json_binary(&msg).unwrap(),
    }
}

#[test]
fn tokens_are_paid_in_by_send_and_a_token_that_arrives_short_is_refused() {
    let mut world = World::new();
    let token = account("token").into_string();
    world.list(Asset::Cw20 { address: token.clone() }).unwrap();
    world.hold("alice", 10);
    world.others.borrow_mut().token_balance = 999;
    let (expected, actual) = (Uint128::new(1_000), Uint128::new(999));
    assert_eq!(
        world.act("token", a_thousand_tokens()).unwrap_err(),
        ContractError::ArrivedShort { coin: token.clone(), expected, actual }
    );
    world.others.borrow_mut().token_balance = 1_000;
    world.act("token", a_thousand_tokens()).unwrap();
    let fake = world.act("fake", a_thousand_tokens()).unwrap_err();
    assert_eq!(fake, ContractError::UnknownCoin { coin: account("fake").into_string() });
    world.pass(DAY);
    assert_eq!(world.pending("alice")[1].amount, Uint128::new(1_000));
}

#[test]
fn a_token_that_arrives_short_is_not_made_good_by_what_is_held_for_others() {
    let mut world = World::new();
    let token = account("token").into_string();
    world.list(Asset::Cw20 { address: token.clone() }).unwrap();
    world.others.borrow_mut().token_balance = 1_000;
    world.act("token", a_thousand_tokens()).unwrap();
    world.others.borrow_mut().token_balance = 1_999;
    let (expected, actual) = (Uint128::new(2_000), Uint128::new(1_999));
    assert_eq!(
        world.act("token", a_thousand_tokens()).unwrap_err(),
        ContractError::ArrivedShort { coin: token, expected, actual }
    );
    world.others.borrow_mut().token_balance = 2_000;
    world.act("token", a_thousand_tokens()).unwrap();
}

#[test]
fn a_stream_pays_as_much_a_day_on_its_last_one_and_what_was_funded_is_told() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.fund(86_400, 1).unwrap();
    world.pass(DAY / 2);
    let stream = &world.streams()[0];
    assert_eq!((stream.left.u128(), stream.per_day.u128()), (43_200, 86_400));
    let response = world.fund(7, 1).unwrap();
    let told = values(&response);
    let of = |name: &str| account(name).into_string();
    let expected = [of("vault"), of("service owner"), DENOM.to_string(), "7".to_string()];
    assert_eq!(told, expected);
}
