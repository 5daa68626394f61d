//! Vaults apart from each other, and from staking rewards.

use cosmwasm_std::{coin, coins, from_json, to_json_binary, CosmosMsg, ReplyOn, Uint128, WasmMsg};
use serde_json::json;
use weir_accounting::rewards::RewardError;
use weir_interface::distributor::{BooksResponse, Route};
use weir_interface::restaking::Asset;
use weir_interface::streams::{ExecuteMsg, QueryMsg, ReceiveMsg};
use weir_quantities::{Assets, ServiceId};
use weir_reward_distributor::ContractError;

use crate::world::{account, banked, fund_by, native, World, DAY, DENOM, FIVE};

#[test]
fn streams_in_the_staking_coin_are_no_staking_rewards() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.fund(10_000, 10).unwrap();
    let books: BooksResponse = world.ask(QueryMsg::Books {});
    assert_eq!((books.rewards, books.credits), (Assets::ZERO, Assets::ZERO));
    let distribute = || ExecuteMsg::Distribute { keeper: None };
    let nothing = ContractError::NothingToDistribute { denom: DENOM.to_string() };
    assert_eq!(world.act("anyone", distribute()).unwrap_err(), nothing);
    world.change_balance(DENOM, 500, true);
    let response = world.act("anyone", distribute()).unwrap();
    let split: u128 = banked(&response).iter().map(|(_, coin)| coin.amount.u128()).sum();
    assert_eq!(split, 500);
    world.pass(10 * DAY);
    assert_eq!(world.claim("alice").unwrap(), 10_000);
}

#[test]
fn what_was_paid_out_is_held_for_nobody_any_more() {
    let mut world = World::new();
    world.commission(50);
    world.hold("alice", 10);
    world.fund(10_000, 10).unwrap();
    world.pass(10 * DAY);
    let paid = world.claim("alice").unwrap();
    let vault = account("vault").into_string();
    let take = ExecuteMsg::ClaimCommission { vault, coins: None };
    let commission = banked(&world.act("anyone", take).unwrap())[0].1.amount.u128();
    // To a unit of what does not divide all of it is out.
    assert!(paid + commission >= 10_000 - 2, "{paid} and {commission}");
    world.change_balance(DENOM, 500, true);
    let response = world.act("anyone", ExecuteMsg::Distribute { keeper: None }).unwrap();
    let split: u128 = banked(&response).iter().map(|(_, coin)| coin.amount.u128()).sum();
    assert_eq!(split, 500);
}

#[test]
fn a_coin_of_streams_that_has_a_route_stays_as_far_as_it_belongs_to_vaults() {
    let mut world = World::new();
    world.list(native("ufee")).unwrap();
    world.hold("alice", 10);
    world.fund_in("ufee", 1_000, DAY).unwrap();
    let (denom, receiver) = ("ufee".to_string(), account("treasury").into_string());
    let route = Some(Route::To { receiver });
    world.act("dao", ExecuteMsg::SetRoute { denom: denom.clone(), route }).unwrap();
    let send = || ExecuteMsg::RouteCoin { denom: denom.clone() };
    let nothing = ContractError::NothingToRoute { denom: denom.clone() };
    assert_eq!(world.act("anyone", send()).unwrap_err(), nothing);
    world.change_balance("ufee", 70, true);
    let response = world.act("anyone", send()).unwrap();
    assert_eq!(banked(&response)[0].1.amount.u128(), 70);
}

#[test]
fn a_vault_that_lies_about_its_holders_pays_them_with_nobody_elses_rewards() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.fund(1_000_000, 1).unwrap();
    // A vault of the registry whose code is broken, with a unit of rewards.
    let vault = account("liar").into_string();
    let coin = native(DENOM);
    world.act("vault owner", ExecuteMsg::AddRewardCoin { vault: vault.clone(), coin }).unwrap();
    let fund = ExecuteMsg::FundStream { vault: vault.clone(), service: Some(FIVE), duration: DAY };
    world.act_with("service owner", fund, &coins(100, DENOM)).unwrap();
    world.pass(DAY);
    world.others.borrow_mut().lie = 101;
    let take = ExecuteMsg::ClaimRewards {
        vault: vault.clone(),
        owner: None,
        coins: None,
        recipient: None,
    };
    let more = |left| ContractError::MoreThanFunded {
        coin: DENOM.to_string(),
        left: Uint128::new(left),
        asked: Uint128::new(101),
    };
    assert_eq!(world.act("thief", take.clone()).unwrap_err(), more(100));
    world.others.borrow_mut().lie = 60;
    world.act("thief", take.clone()).unwrap();
    // Nor is its operator.
    world.others.borrow_mut().lie = 101;
    let commission = ExecuteMsg::ClaimCommission { vault, coins: None };
    assert_eq!(world.act("anyone", commission).unwrap_err(), more(40));
    // Who has earned less than he was paid is paid nothing more.
    world.others.borrow_mut().lie = 30;
    let owner = account("thief").into_string();
    assert_eq!(world.act("thief", take).unwrap_err(), ContractError::NothingEarned { owner });
    assert_eq!(world.claim("alice").unwrap(), 1_000_000);
}

#[test]
fn holders_of_a_vault_that_has_left_are_paid_to_its_last_second_and_by_what_they_had_then() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.hold("carol", 30);
    world.fund(10_000, 10).unwrap();
    // Nobody says a word for five days, and nobody of them until long after the vault has left.
    world.pass(5 * DAY);
    world.leave();
    for (who, shares) in [("alice", 0), ("carol", 50), ("late", 100)] {
        world.hold(who, shares);
    }
    world.pass(5 * DAY);
    let due = |world: &World| ["alice", "carol", "late"].map(|who| world.due(who));
    assert_eq!(due(&world), [1_250, 3_750, 0]);
    world.claim("late").unwrap_err();
    assert_eq!((world.claim("alice").unwrap(), world.claim("carol").unwrap()), (1_250, 3_750));
    world.pass(5 * DAY);
    assert_eq!(due(&world), [0, 0, 0]);
    let closed = ContractError::Rewards(RewardError::LineNotOpen { line: 0 });
    assert_eq!(world.fund(10_000, 10).unwrap_err(), closed);
}

#[test]
fn a_vault_that_comes_back_is_paid_in_new_lines_and_what_was_earned_before_is_still_there() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.hold("carol", 10);
    world.fund(10_000, 10).unwrap();
    world.pass(5 * DAY);
    world.hold("alice", 20);
    world.leave();
    for (who, shares) in [("carol", 30), ("late", 50)] {
        world.hold(who, shares);
    }
    world.pass(30 * DAY);
    world.come_back(10);
    let due = |world: &World| ["alice", "carol", "late"].map(|who| world.due(who));
    assert_eq!(due(&world), [2_500, 2_500, 0]);
    assert_eq!((world.indexes().len(), world.streams().len()), (2, 1), "what is left");
    // A tenth of 5,000 is the operator's, the rest is split by shares.
    world.fund(5_000, 5).unwrap();
    world.pass(5 * DAY);
    assert_eq!(due(&world), [2_500 + 900, 2_500 + 1_350, 2_250]);
    // Twice away, before anybody was counted.
    world.leave();
    world.come_back(0);
    world.leave();
    world.hold("alice", 0);
    world.hold("late", 1);
    let paid = ["alice", "carol", "late"].map(|who| world.claim(who).unwrap());
    assert_eq!(paid, [3_400, 3_850, 2_250]);
    for who in ["alice", "carol", "late"] {
        world.claim(who).unwrap_err();
    }
}

fn reclaim(service: Option<ServiceId>, funder: Option<&str>) -> ExecuteMsg {
    let funder = funder.map(|name| account(name).into_string());
    ExecuteMsg::ReclaimStream { vault: account("vault").into_string(), service, funder, coin: None }
}

#[test]
fn t167_what_a_stream_has_left_goes_back_when_its_vault_has_left_and_nothing_that_was_earned() {
    let mut world = World::new();
    let vault = account("vault").into_string();
    let none = || ContractError::NoStream { vault: vault.clone() };
    world.hold("alice", 30);
    world.commission(10);
    world.fund(10_000, 10).unwrap();
    world.pass(5 * DAY);
    world.hold("alice", 20);
    assert_eq!(world.act("service owner", reclaim(Some(FIVE), None)).unwrap_err(), none());
    world.leave();
    world.pass(100 * DAY);
    for (service, funder) in
        [(None, None), (None, Some("service owner")), (Some(FIVE), Some("stranger"))]
    {
        assert_eq!(world.act("anyone", reclaim(service, funder)).unwrap_err(), none());
    }
    let response = world.act("anyone", reclaim(Some(FIVE), None)).unwrap();
    // Half of it, as far as it divides by seconds: a day is 1,000 units, and less than a unit stays.
    let funder = account("service owner").into_string();
    assert_eq!(banked(&response), [(funder.clone(), coin(4_999, DENOM))]);
    assert_eq!(response.events.len(), 1);
    let told =
        [("vault", vault.as_str()), ("funder", &funder), ("coin", DENOM), ("amount", "4999")];
    assert_eq!(response.events[0].ty, "weir_distributor_stream_reclaimed");
    for (attribute, (key, value)) in response.events[0].attributes.iter().zip(told) {
        assert_eq!((attribute.key.as_str(), attribute.value.as_str()), (key, value));
    }
    assert_eq!(world.act("anyone", reclaim(Some(FIVE), None)).unwrap_err(), none());
    assert_eq!(world.indexes()[0].funded.u128(), 5_001);
    assert_eq!(world.streams(), []);
    // A tenth of 5,000 is the operator's, rounded down, the rest alice's.
    assert_eq!(world.claim("alice").unwrap(), 4_500);
    let claim = ExecuteMsg::ClaimCommission { vault: vault.clone(), coins: None };
    assert_eq!(banked(&world.act("anyone", claim).unwrap())[0].1.amount.u128(), 499);
    // What is left is of no whole unit anybody's, and no reward of staking.
    let books: BooksResponse = world.ask(QueryMsg::Books {});
    assert_eq!((books.rewards, books.credits), (Assets::ZERO, Assets::ZERO));
    // All but that went back or was fetched.
    assert_eq!(world.held(DENOM), 10_000 - 4_999 - 4_500 - 499);
}

#[test]
fn what_is_left_goes_to_who_funded_it_last_when_the_service_has_changed_hands() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.fund(864_000, 10).unwrap();
    world.others.borrow_mut().service_owner = "heir";
    let funder = |world: &World| world.streams()[0].funder.clone();
    assert_eq!(funder(&world), account("service owner").as_str());
    let error = world.fund(1, 1).unwrap_err();
    assert!(matches!(error, ContractError::NotServiceOwner { .. }), "{error}");
    let pay = coins(864_000, DENOM);
    world.act_with("heir", fund_by(Some(FIVE), 10 * DAY), &pay).unwrap();
    assert_eq!((world.streams().len(), funder(&world)), (1, account("heir").into_string()));
    world.leave();
    let before = reclaim(Some(FIVE), Some("service owner"));
    let vault = account("vault").into_string();
    assert_eq!(world.act("anyone", before).unwrap_err(), ContractError::NoStream { vault });
    let back = banked(&world.act("anyone", reclaim(Some(FIVE), None)).unwrap());
    assert_eq!(back, [(account("heir").into_string(), coin(2 * 864_000, DENOM))]);
}

#[test]
fn a_stream_that_is_over_has_nothing_left_and_others_stay() {
    let mut world = World::new();
    world.others.borrow_mut().commitments.clear();
    let vault = account("vault").into_string();
    let funders = vec![account("carol").into_string(), account("dave").into_string()];
    let list = ExecuteMsg::SetFunders { vault: vault.clone(), funders };
    world.act("vault owner", list).unwrap();
    world.hold("alice", 10);
    for (who, units, days) in [("carol", 86_400, 1), ("dave", 864_000, 10)] {
        let fund = fund_by(None, days * DAY);
        world.act_with(who, fund, &coins(units, DENOM)).unwrap();
    }
    world.pass(2 * DAY);
    world.hold("alice", 10);
    world.leave();
    let none = ContractError::NoStream { vault };
    assert_eq!(world.act("carol", reclaim(None, None)).unwrap_err(), none);
    assert_eq!(world.streams().len(), 1);
    // The caller's own where nobody is named.
    let vault = account("vault").into_string();
    let error = world.act("anyone", reclaim(None, None)).unwrap_err();
    assert_eq!(error, ContractError::NoStream { vault });
    let paid = [(account("dave").into_string(), coin(8 * 86_400, DENOM))];
    assert_eq!(banked(&world.act("dave", reclaim(None, None)).unwrap()), paid);
    assert_eq!(world.claim("alice").unwrap(), 86_400 + 2 * 86_400);
}

#[test]
fn a_token_goes_back_by_a_transfer_whose_refusal_undoes_nothing_else() {
    let mut world = World::new();
    let token = Asset::Cw20 { address: account("token").into_string() };
    world.list(token).unwrap();
    world.hold("alice", 10);
    world.fund(10_000, 10).unwrap();
    world.others.borrow_mut().commitments.push(6);
    world.others.borrow_mut().token_balance = 500;
    let (vault, six) = (account("vault").into_string(), Some(ServiceId::new(6)));
    let msg = ReceiveMsg::FundStream { vault, service: six, duration: DAY };
    let sender = account("service owner").into_string();
    let msg = to_json_binary(&msg).unwrap();
    world.act("token", ExecuteMsg::Receive { sender, amount: 500u128.into(), msg }).unwrap();
    world.leave();
    let response = world.act("anyone", reclaim(six, None)).unwrap();
    let [sent] = response.messages.as_slice() else { panic!("one message") };
    assert_eq!(sent.reply_on, ReplyOn::Never);
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, .. }) = &sent.msg else {
        panic!("a call")
    };
    assert_eq!(*contract_addr, account("token").as_str());
    let msg: serde_json::Value = from_json(msg).unwrap();
    let recipient = account("service owner");
    assert_eq!(msg, json!({ "transfer": { "recipient": recipient, "amount": "499" } }));
    // The other one is not asked about it.
    let back = world.act("anyone", reclaim(Some(FIVE), None)).unwrap();
    assert_eq!(banked(&back)[0].1, coin(9_999, DENOM));
}

#[test]
fn what_two_streams_of_one_funder_had_left_goes_back_one_by_one_and_each_once() {
    let mut world = World::new();
    world.hold("alice", 10);
    for units in [10_000, 20_000] {
        world.fund(units, 10).unwrap();
        world.leave();
        world.come_back(0);
    }
    let mut back = vec![];
    for _ in 0..2 {
        back.push(banked(&world.act("anyone", reclaim(Some(FIVE), None)).unwrap())[0].1.amount);
    }
    // What does not divide by seconds stays: a part of a unit.
    assert_eq!(back, [Uint128::new(9_999), Uint128::new(19_999)]);
    let vault = account("vault").into_string();
    let none = ContractError::NoStream { vault };
    assert_eq!(world.act("anyone", reclaim(Some(FIVE), None)).unwrap_err(), none);
    assert_eq!(world.held(DENOM), 2);
}

#[test]
fn what_streams_of_one_line_had_left_goes_back_whichever_is_asked_for_first() {
    let mut world = World::new();
    world.others.borrow_mut().commitments.push(6);
    world.hold("alice", 10);
    world.fund(10_000, 10).unwrap();
    let six = Some(ServiceId::new(6));
    world.act_with("service owner", fund_by(six, 10 * DAY), &coins(20_000, DENOM)).unwrap();
    world.leave();
    for (service, units) in [(six, 19_999), (Some(FIVE), 9_999)] {
        let back = banked(&world.act("anyone", reclaim(service, None)).unwrap());
        assert_eq!(back[0].1, coin(units, DENOM));
        world.act("anyone", reclaim(service, None)).unwrap_err();
    }
    assert_eq!(world.streams(), []);
}

#[test]
fn a_vault_that_lies_about_what_is_left_gives_back_nobody_elses_rewards() {
    let mut world = World::new();
    world.hold("alice", 10);
    world.fund(1_000_000, 1).unwrap();
    let vault = account("liar").into_string();
    let coin = native(DENOM);
    world.act("vault owner", ExecuteMsg::AddRewardCoin { vault: vault.clone(), coin }).unwrap();
    let fund = ExecuteMsg::FundStream { vault: vault.clone(), service: Some(FIVE), duration: DAY };
    world.act_with("service owner", fund, &coins(100, DENOM)).unwrap();
    world.pass(DAY);
    world.others.borrow_mut().lie = 60;
    let take = ExecuteMsg::ClaimRewards {
        vault: vault.clone(),
        owner: None,
        coins: None,
        recipient: None,
    };
    world.act("thief", take).unwrap();
    world.others.borrow_mut().lie = 41;
    let back = ExecuteMsg::ReclaimStream { vault, service: None, funder: None, coin: None };
    let (left, asked) = (Uint128::new(40), Uint128::new(41));
    let more = ContractError::MoreThanFunded { coin: DENOM.to_string(), left, asked };
    assert_eq!(world.act("thief", back.clone()).unwrap_err(), more);
    world.others.borrow_mut().lie = 40;
    world.act("thief", back).unwrap();
    assert_eq!(world.held(DENOM), 1_000_000);
}
