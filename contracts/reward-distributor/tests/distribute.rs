//! Splitting what has arrived.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::testing::message_info;
use cosmwasm_std::{coins, from_json, Decimal, ReplyOn};
use proptest::prelude::*;
use weir_interface::distributor::ExecuteMsg;
use weir_reward_distributor::contract::execute;
use weir_reward_distributor::ContractError;

const DISTRIBUTED: &str = "weir_distributor_distributed";

#[test]
fn fee_keeper_pay_and_rest_go_where_they_belong() {
    let mut distributor = Distributor::with_rewards(10_000);
    let response = distributor.act("keeper", distribute()).unwrap();
    let fee = 10_000 / 10;
    let pay = fee * 5 / 100;
    let expected = vec![
        (account("keeper").to_string(), pay),
        // 950 × 3 ÷ 4 rounded down, and the unit that is left over.
        (account("treasury").to_string(), (fee - pay) * 3 / 4 + 1),
        (account("insurance").to_string(), (fee - pay) / 4),
    ];
    assert_eq!(payments(&response), expected);
    assert_eq!(passed(&response), Some(10_000 - fee));
    let told = |key| attribute(&response, DISTRIBUTED, key).unwrap();
    assert_eq!((told("rewards"), told("fee")), ("10000".to_string(), "1000".to_string()));
    assert_eq!((told("keeper_pay"), told("passed")), ("50".to_string(), "9000".to_string()));
    assert_eq!(told("keeper"), account("keeper").to_string());
}

#[test]
fn sums_over_all_time_are_kept() {
    let mut distributor = Distributor::with_rewards(10_000);
    distributor.act("keeper", distribute()).unwrap();
    distributor.act("keeper", distribute()).unwrap();
    let books = distributor.books();
    assert_eq!(units(books.passed), 2 * 9_000);
    assert_eq!(units(books.fees), 2 * 1_000);
    assert_eq!(units(books.keeper_pay), 2 * 50);
    assert_eq!((units(books.rewards), units(books.credits)), (10_000, 0));
}

#[test]
fn with_nothing_arrived_the_hub_is_answered_and_others_are_refused() {
    let mut distributor = Distributor::new();
    let refused = distributor.act("keeper", distribute());
    assert_eq!(refused, Err(ContractError::NothingToDistribute { denom: DENOM.to_string() }));
    let response = distributor.act("hub", distribute()).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(attribute(&response, DISTRIBUTED, "rewards"), Some("0".to_string()));
}

#[test]
fn one_unit_is_passed_whole_and_empty_sends_are_left_out() {
    let mut distributor = Distributor::with_rewards(1);
    let response = distributor.act("keeper", distribute()).unwrap();
    assert_eq!(payments(&response), vec![]);
    assert_eq!(passed(&response), Some(1));
    assert_eq!(attribute(&response, DISTRIBUTED, "keeper"), Some(String::new()));
}

#[test]
fn the_hub_names_whoever_cranked_it() {
    let mut distributor = Distributor::with_rewards(10_000);
    let named = ExecuteMsg::Distribute { keeper: Some(account("carol").into()) };
    let response = distributor.act("hub", named).unwrap();
    assert_eq!(payments(&response)[0], (account("carol").to_string(), 50));
}

#[test]
fn others_name_only_themselves() {
    let mut distributor = Distributor::with_rewards(10_000);
    let named = |who: &str| ExecuteMsg::Distribute { keeper: Some(account(who).into()) };
    assert_eq!(
        distributor.act("keeper", named("carol")),
        Err(ContractError::KeeperNamed {
            caller: account("keeper").into(),
            actual: account("carol").into(),
        })
    );
    let response = distributor.act("keeper", named("keeper")).unwrap();
    assert_eq!(payments(&response)[0].0, account("keeper").to_string());
}

#[test]
fn hub_and_distributor_are_no_keepers_and_the_receivers_get_it_all() {
    let itself = Distributor::new().env.contract.address.to_string();
    for keeper in [None, Some(itself)] {
        let mut distributor = Distributor::with_rewards(10_000);
        let response = distributor.act("hub", ExecuteMsg::Distribute { keeper }).unwrap();
        let sent = payments(&response);
        assert_eq!(sent.len(), 2);
        assert_eq!(sent.iter().map(|(_, units)| units).sum::<u128>(), 1_000);
        assert_eq!(attribute(&response, DISTRIBUTED, "keeper_pay"), Some("0".to_string()));
    }
}

#[test]
fn every_payment_may_fail_alone_but_the_hub_must_take_its_part() {
    let mut distributor = Distributor::with_rewards(10_000);
    let response = distributor.act("keeper", distribute()).unwrap();
    let (hub, payments) = response.messages.split_last().unwrap();
    assert!(payments.iter().all(|sub| sub.reply_on == ReplyOn::Error));
    assert_eq!((payments.len(), hub.reply_on.clone()), (3, ReplyOn::Never));
}

#[test]
fn what_is_owed_is_not_split_again() {
    let mut distributor = Distributor::with_rewards(10_000);
    let response = distributor.act("keeper", distribute()).unwrap();
    let treasury = response.messages[1].clone();
    distributor.hear(&treasury, failed()).unwrap();
    // All else was sent: what the treasury is owed is left.
    distributor.hold(713);
    assert_eq!(units(distributor.books().rewards), 0);
    let refused = distributor.act("keeper", distribute());
    assert_eq!(refused, Err(ContractError::NothingToDistribute { denom: DENOM.to_string() }));
    distributor.hold(714);
    assert_eq!(passed(&distributor.act("keeper", distribute()).unwrap()), Some(1));
}

#[test]
fn without_a_fee_all_goes_to_the_hub() {
    let mut distributor = Distributor::new();
    distributor.act("dao", set_fee(Decimal::zero())).unwrap();
    distributor.hold(10_000);
    let response = distributor.act("keeper", distribute()).unwrap();
    assert_eq!((payments(&response).len(), passed(&response)), (0, Some(10_000)));
}

#[test]
fn t86_other_coins_do_not_matter() {
    let mut distributor = Distributor::with_rewards(10_000);
    for index in 0..100 {
        distributor.hold_coin(1, &format!("spam{index}"));
    }
    assert_eq!(passed(&distributor.act("keeper", distribute()).unwrap()), Some(9_000));
}

#[test]
fn t22_coins_with_any_message_are_refused() {
    let mut distributor = Distributor::with_rewards(10_000);
    let info = message_info(&account("keeper"), &coins(5, DENOM));
    let refused = execute(distributor.deps.as_mut(), distributor.env.clone(), info, distribute());
    assert_eq!(refused, Err(ContractError::FundsRefused { sent: "5uatom".to_string() }));
}

#[test]
fn unknown_fields_are_refused() {
    for json in [
        r#"{"distribute":{"to":"x"}}"#,
        r#"{"claim_credit":{"limit":1}}"#,
        r#"{"update_config":{"fees":"0.1"}}"#,
        r#"{"set_route":{"denom":"uosmo","route":{"to":{"receiver":"x","memo":""}}}}"#,
        r#"{"set_route":{"denom":"uosmo","route":{"burn":{}}}}"#,
        r#"{"complete_raise":{"fee":"0.2"}}"#,
        r#"{"withdraw":{}}"#,
    ] {
        assert!(from_json::<ExecuteMsg>(json).is_err(), "{json}");
    }
    assert_eq!(from_json::<ExecuteMsg>(r#"{"distribute":{}}"#), Ok(distribute()));
}

proptest! {
    #[test]
    fn what_is_sent_and_passed_is_what_arrived(
        rewards in 1u128..=u128::from(u64::MAX) * 1_000, fee in 0u64..=200, weights in prop::collection::vec(1u64..=1_000, 1..=5),
    ) {
        let mut distributor = Distributor::new();
        let receivers = weights.iter().enumerate().map(|(index, weight)| receiver(&format!("r{index}"), *weight));
        let msg = ExecuteMsg::UpdateConfig {
            fee: None,
            keeper_pay: None,
            receivers: Some(receivers.collect()),
        };
        distributor.act("dao", msg).unwrap();
        let lower = Decimal::permille(fee.min(100));
        distributor.act("dao", set_fee(lower)).unwrap();
        distributor.hold(rewards);
        let response = distributor.act("keeper", distribute()).unwrap();
        let sent: u128 = payments(&response).iter().map(|(_, units)| units).sum();
        prop_assert_eq!(sent + passed(&response).unwrap_or_default(), rewards);
        prop_assert!(payments(&response).iter().all(|(_, units)| *units > 0));
    }
}
