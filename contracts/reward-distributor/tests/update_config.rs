//! Fee, keeper pay, receivers, and raises of the fee.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::Decimal;
use cw_ownable::OwnershipError;
use weir_interface::distributor::{ExecuteMsg, PendingRaise, Receiver};
use weir_reward_distributor::ContractError;

const WEEK: u64 = 7 * 24 * 60 * 60;

fn set_receivers(receivers: Vec<Receiver>) -> ExecuteMsg {
    ExecuteMsg::UpdateConfig { fee: None, keeper_pay: None, receivers: Some(receivers) }
}

fn set_keeper_pay(keeper_pay: Decimal) -> ExecuteMsg {
    ExecuteMsg::UpdateConfig { fee: None, keeper_pay: Some(keeper_pay), receivers: None }
}

fn activate() -> ExecuteMsg {
    ExecuteMsg::ActivateRaise { skip: None }
}

#[test]
fn a_lower_fee_counts_at_once_after_the_old_one_took_its_part() {
    let mut distributor = Distributor::with_rewards(1_000);
    let response = distributor.act("dao", set_fee(Decimal::percent(4))).unwrap();
    assert_eq!(passed(&response), Some(900));
    // Nobody is paid for it: the receivers get the whole fee.
    assert_eq!(payments(&response).iter().map(|(_, units)| units).sum::<u128>(), 100);
    assert_eq!(distributor.parameter("fee"), "0.04");
    let response = distributor.act("keeper", distribute()).unwrap();
    assert_eq!(passed(&response), Some(960));
}

#[test]
fn a_higher_fee_waits_seven_days() {
    let mut distributor = Distributor::with_rewards(1_000);
    let active_at = distributor.env.block.time.seconds() + WEEK;
    let response = distributor.act("dao", set_fee(Decimal::percent(15))).unwrap();
    assert!(response.messages.is_empty());
    assert_eq!(distributor.parameter("fee"), "0.1");
    let pending = Some(PendingRaise { fee: Decimal::percent(15), active_at });
    assert_eq!(distributor.config().pending_raise, pending);
    distributor.pass(WEEK - 1);
    let refused = distributor.act("anyone", activate());
    let too_early = ContractError::RaiseTooEarly { expected: active_at, actual: active_at - 1 };
    assert_eq!(refused, Err(too_early));
    distributor.pass(1);
    distributor.act("anyone", activate()).unwrap();
}

#[test]
fn a_raise_harvests_at_the_old_fee_before_it_counts() {
    let mut distributor = Distributor::new();
    distributor.act("dao", set_fee(Decimal::percent(20))).unwrap();
    distributor.pass(WEEK);
    let skip = Some(vec!["cosmosvaloper1x".to_string()]);
    let response = distributor.act("anyone", ExecuteMsg::ActivateRaise { skip }).unwrap();
    let called = calls(&response);
    let harvest: serde_json::Value = serde_json::from_str(&called[0].1).unwrap();
    assert_eq!(called[0].0, account("hub").to_string());
    assert_eq!(harvest["harvest"]["skip"][0], "cosmosvaloper1x");
    assert_eq!(called[1].0, distributor.env.contract.address.to_string());
    assert_eq!(called[1].1, r#"{"complete_raise":{}}"#);
    // What the harvest brings is split by the hub's call, at the old fee.
    distributor.hold(1_000);
    assert_eq!(passed(&distributor.act("hub", distribute()).unwrap()), Some(900));
    distributor.hold(0);
    let response = distributor.act_itself(ExecuteMsg::CompleteRaise {}).unwrap();
    let fee = attribute(&response, "weir_distributor_raise_activated", "fee");
    assert_eq!(fee, Some("0.2".to_string()));
    assert_eq!(
        (distributor.parameter("fee").as_str(), distributor.config().pending_raise),
        ("0.2", None)
    );
    distributor.hold(1_000);
    assert_eq!(passed(&distributor.act("keeper", distribute()).unwrap()), Some(800));
}

#[test]
fn what_is_left_when_a_raise_completes_is_split_at_the_old_fee() {
    let mut distributor = Distributor::with_rewards(1_000);
    distributor.act("dao", set_fee(Decimal::percent(20))).unwrap();
    let response = distributor.act_itself(ExecuteMsg::CompleteRaise {}).unwrap();
    assert_eq!(passed(&response), Some(900));
}

#[test]
fn t38_only_the_distributor_completes_a_raise() {
    let mut distributor = Distributor::new();
    distributor.act("dao", set_fee(Decimal::percent(20))).unwrap();
    for who in ["dao", "hub", "anyone"] {
        assert_eq!(
            distributor.act(who, ExecuteMsg::CompleteRaise {}),
            Err(ContractError::NotItself {
                expected: distributor.env.contract.address.to_string(),
                actual: account(who).into(),
            })
        );
    }
}

#[test]
fn a_second_announcement_takes_the_place_of_the_first_and_waits_anew() {
    let mut distributor = Distributor::new();
    distributor.act("dao", set_fee(Decimal::percent(12))).unwrap();
    distributor.pass(WEEK - 1);
    distributor.act("dao", set_fee(Decimal::percent(20))).unwrap();
    distributor.pass(1);
    let refused = distributor.act("anyone", activate());
    assert!(matches!(refused, Err(ContractError::RaiseTooEarly { .. })));
    let raise = distributor.config().pending_raise.unwrap();
    assert_eq!(raise.fee, Decimal::percent(20));
}

#[test]
fn a_lower_fee_takes_the_place_of_a_raise_that_waits() {
    for percent in [8, 10] {
        let mut distributor = Distributor::new();
        distributor.act("dao", set_fee(Decimal::percent(20))).unwrap();
        // Whatever else is changed leaves it alone.
        distributor.act("dao", set_keeper_pay(Decimal::percent(7))).unwrap();
        assert!(distributor.config().pending_raise.is_some());
        let response = distributor.act("dao", set_fee(Decimal::percent(percent))).unwrap();
        let fee = attribute(&response, "weir_distributor_raise_cancelled", "fee");
        assert_eq!(fee, Some("0.2".to_string()));
        distributor.pass(WEEK);
        assert_eq!(distributor.act("anyone", activate()), Err(ContractError::NoRaise));
        assert_eq!(distributor.config().pending_raise, None);
    }
}

#[test]
fn no_raise_is_announced_while_harvest_is_paused() {
    let mut distributor = Distributor::new();
    distributor.hub_pauses(&["rebalance", "harvest"]);
    let refused = distributor.act("dao", set_fee(Decimal::percent(12)));
    assert_eq!(refused, Err(ContractError::HarvestPaused));
    // Lowering asks nobody.
    distributor.act("dao", set_fee(Decimal::percent(8))).unwrap();
    distributor.hub_pauses(&["rebalance"]);
    distributor.act("dao", set_fee(Decimal::percent(12))).unwrap();
}

#[test]
fn a_raise_can_be_taken_back() {
    let mut distributor = Distributor::new();
    let cancel = ExecuteMsg::CancelRaise {};
    assert_eq!(distributor.act("dao", cancel.clone()), Err(ContractError::NoRaise));
    assert_eq!(distributor.act("anyone", activate()), Err(ContractError::NoRaise));
    assert_eq!(distributor.act_itself(ExecuteMsg::CompleteRaise {}), Err(ContractError::NoRaise));
    distributor.act("dao", set_fee(Decimal::percent(12))).unwrap();
    let refused = distributor.act("anyone", cancel.clone());
    assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotOwner)));
    distributor.act("dao", cancel).unwrap();
    assert_eq!(distributor.config().pending_raise, None);
}

#[test]
fn fee_and_keeper_pay_end_at_twenty_percent() {
    let mut distributor = Distributor::new();
    let over = Decimal::percent(20) + Decimal::raw(1);
    for (parameter, msg) in [("fee", set_fee(over)), ("keeper_pay", set_keeper_pay(over))] {
        assert_eq!(
            distributor.act("dao", msg),
            Err(ContractError::OutOfBounds {
                parameter,
                min: Decimal::zero(),
                max: Decimal::percent(20),
                actual: over,
            })
        );
    }
    distributor.act("dao", set_fee(Decimal::percent(20))).unwrap();
    distributor.act("dao", set_keeper_pay(Decimal::percent(20))).unwrap();
    assert_eq!(distributor.parameter("keeper_pay"), "0.2");
}

#[test]
fn other_terms_split_what_has_arrived_first() {
    let mut distributor = Distributor::with_rewards(1_000);
    let response = distributor.act("dao", set_receivers(vec![receiver("new", 1)])).unwrap();
    let sent: Vec<_> = payments(&response).into_iter().map(|(to, _)| to).collect();
    assert_eq!(sent, [account("treasury").to_string(), account("insurance").to_string()]);
    let response = distributor.act("dao", set_keeper_pay(Decimal::percent(1))).unwrap();
    assert_eq!(payments(&response), vec![(account("new").to_string(), 100)]);
}

#[test]
fn what_changes_nothing_splits_nothing() {
    let mut distributor = Distributor::with_rewards(1_000);
    let response = distributor.act("dao", set_fee(Decimal::percent(10))).unwrap();
    assert!(response.messages.is_empty() && response.events.is_empty());
}

#[test]
fn one_to_five_receivers_are_allowed() {
    let mut distributor = Distributor::new();
    let named = |count: usize| (0..count).map(|index| receiver(&format!("r{index}"), 1)).collect();
    for actual in [0, 6] {
        let refused = distributor.act("dao", set_receivers(named(actual)));
        assert_eq!(refused, Err(ContractError::ReceiverCount { max: 5, actual }));
    }
    for count in [1, 5] {
        distributor.act("dao", set_receivers(named(count))).unwrap();
    }
}

#[test]
fn t39_receivers_that_break_the_books_are_refused() {
    let mut distributor = Distributor::new();
    let itself = distributor.env.contract.address.to_string();
    for address in [account("hub").to_string(), itself] {
        let receivers = vec![Receiver { address: address.clone(), ..receiver("x", 1) }];
        let refused = distributor.act("dao", set_receivers(receivers));
        assert_eq!(refused, Err(ContractError::ReceiverRefused { address }));
    }
    let refused = distributor.act("dao", set_receivers(vec![receiver("x", 1), receiver("x", 2)]));
    assert_eq!(refused, Err(ContractError::DuplicateReceiver { address: account("x").into() }));
    let refused = distributor.act("dao", set_receivers(vec![receiver("x", 0), receiver("y", 0)]));
    assert_eq!(refused, Err(ContractError::NoWeight));
    let labelled = |bytes| vec![Receiver { label: "x".repeat(bytes), ..receiver("x", 1) }];
    let refused = distributor.act("dao", set_receivers(labelled(65)));
    assert_eq!(refused, Err(ContractError::LabelTooLong { max: 64, actual: 65 }));
    distributor.act("dao", set_receivers(labelled(64))).unwrap();
    let nobody = vec![Receiver { address: "nobody".to_string(), ..receiver("x", 1) }];
    assert!(matches!(distributor.act("dao", set_receivers(nobody)), Err(ContractError::Std(_))));
}

#[test]
fn only_the_owner_changes_terms() {
    let mut distributor = Distributor::new();
    for msg in [set_fee(Decimal::zero()), set_receivers(vec![]), set_keeper_pay(Decimal::one())] {
        let refused = distributor.act("hub", msg);
        assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotOwner)));
    }
}
