//! What could not be sent is owed and pulled.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::{Reply, SubMsg};
use weir_interface::distributor::ExecuteMsg;
use weir_reward_distributor::contract::reply;
use weir_reward_distributor::ContractError;

fn claim() -> ExecuteMsg {
    ExecuteMsg::ClaimCredit { recipient: None }
}

/// A distributor whose payment to the treasury failed, and that payment.
fn owing() -> (Distributor, SubMsg) {
    let mut distributor = Distributor::with_rewards(10_000);
    let response = distributor.act("keeper", distribute()).unwrap();
    let payment = response.messages[1].clone();
    let credited = distributor.hear(&payment, failed()).unwrap();
    let event = "weir_distributor_credit_added";
    assert_eq!(attribute(&credited, event, "receiver"), Some(account("treasury").into()));
    assert_eq!(attribute(&credited, event, "assets"), Some("713".to_string()));
    distributor.hold(713);
    (distributor, payment)
}

#[test]
fn a_failed_payment_is_owed_and_paid_once() {
    let (mut distributor, _) = owing();
    assert_eq!(distributor.credit("treasury"), 713);
    assert_eq!(units(distributor.books().credits), 713);
    let response = distributor.act("treasury", claim()).unwrap();
    assert_eq!(payments(&response), vec![(account("treasury").to_string(), 713)]);
    assert_eq!((distributor.credit("treasury"), units(distributor.books().credits)), (0, 0));
    let refused = distributor.act("treasury", claim());
    assert_eq!(refused, Err(ContractError::NothingOwed { address: account("treasury").into() }));
}

#[test]
fn failures_add_up() {
    let (mut distributor, payment) = owing();
    distributor.hear(&payment, failed()).unwrap();
    assert_eq!(distributor.credit("treasury"), 2 * 713);
}

#[test]
fn another_recipient_can_be_named_by_whom_it_is_owed_only() {
    let (mut distributor, _) = owing();
    let to_vault = ExecuteMsg::ClaimCredit { recipient: Some(account("vault").into()) };
    let refused = distributor.act("vault", to_vault.clone());
    assert_eq!(refused, Err(ContractError::NothingOwed { address: account("vault").into() }));
    let response = distributor.act("treasury", to_vault).unwrap();
    assert_eq!(payments(&response), vec![(account("vault").to_string(), 713)]);
}

#[test]
fn the_reply_of_a_payment_never_fails() {
    let (mut distributor, payment) = owing();
    distributor.hear(&payment, worked()).unwrap();
    assert_eq!(distributor.credit("treasury"), 713);
    for payload in ["", "{}", "null", "[1]", r#"{"payment":{}}"#] {
        let stray =
            Reply { id: 1, payload: payload.as_bytes().into(), gas_used: 0, result: failed() };
        reply(distributor.deps.as_mut(), distributor.env.clone(), stray).unwrap();
    }
    assert_eq!(units(distributor.books().credits), 713);
}
