use weir_interface::hub::{ExecuteMsg, Scope};
use weir_quantities::BatchId;

use crate::common::*;

fn withdraw(limit: Option<u32>) -> ExecuteMsg {
    ExecuteMsg::WithdrawUnbonded { receiver: None, start_after: None, limit }
}

#[test]
fn before_anything_has_arrived_nothing_is_payable() {
    let mut suite = unbonding(100 * COIN);
    refused!(suite.withdraw("alice"), Error::NothingPayable { .. });
    refused!(suite.withdraw_batch("bob", 1, "alice"), Error::NothingPayable { .. });
    refused!(suite.withdraw("stranger"), Error::NothingPayable { .. });
}

#[test]
fn a_request_is_paid_once() {
    let mut suite = settled(100 * COIN);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 100 * COIN);
    refused!(suite.withdraw("alice"), Error::NothingPayable { .. });
    refused!(suite.withdraw_batch("alice", 1, "alice"), Error::NoRequest { .. });
}

#[test]
fn anyone_may_have_a_request_paid_and_the_owner_gets_it() {
    let mut suite = settled(100 * COIN);
    suite.withdraw_batch("bob", 1, "alice").unwrap();
    assert_eq!((suite.coins_of("alice"), suite.coins_of("bob")), (100 * COIN, 0));
}

#[test]
fn an_owner_may_be_paid_elsewhere() {
    let mut suite = settled(100 * COIN);
    let receiver = Some(suite.actor("bob").to_string());
    call(
        &mut suite,
        "alice",
        ExecuteMsg::WithdrawUnbonded { receiver, start_after: None, limit: None },
    )
    .unwrap();
    assert_eq!((suite.coins_of("alice"), suite.coins_of("bob")), (0, 100 * COIN));
}

#[test]
fn a_call_pays_from_one_to_thirty_batches() {
    let mut suite = settled(100 * COIN);
    for came in [0, 31] {
        refused!(
            call(&mut suite, "alice", withdraw(Some(came))),
            Error::BadLimit { max: 30, came: found } if *found == came
        );
    }
    call(&mut suite, "alice", withdraw(Some(30))).unwrap();
}

#[test]
fn a_limit_of_one_pays_one_batch() {
    let mut suite = settled(100 * COIN);
    suite.queue_unbond("alice", 50 * COIN).unwrap();
    suite.seconds_pass(6 * HOUR + 1);
    suite.crank("submit_batch").unwrap();
    suite.seconds_pass(21 * DAY + 60);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    call(&mut suite, "alice", withdraw(Some(1))).unwrap();
    assert_eq!(suite.coins_of("alice"), 100 * COIN);
    call(&mut suite, "alice", withdraw(Some(1))).unwrap();
    assert_eq!(suite.coins_of("alice"), 150 * COIN);
}

#[test]
fn requests_that_pay_nothing_count_and_can_be_passed_over() {
    let mut suite = settled_short(100 * COIN);
    // What is missing may still come, so the request stays.
    suite.withdraw("alice").unwrap();
    let paid = suite.coins_of("alice");
    assert!(paid < 100 * COIN && suite.batch(1).shortfall.u128() > 0);
    suite.crank("sync").unwrap();
    suite.queue_unbond("alice", 50 * COIN).unwrap();
    suite.seconds_pass(6 * HOUR + 60);
    suite.crank("submit_batch").unwrap();
    suite.seconds_pass(21 * DAY + 60);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    refused!(call(&mut suite, "alice", withdraw(Some(1))), Error::NothingPayable { .. });
    let start_after = Some(BatchId::new(1));
    let second = ExecuteMsg::WithdrawUnbonded { receiver: None, start_after, limit: Some(1) };
    call(&mut suite, "alice", second).unwrap();
    assert_eq!(suite.coins_of("alice") - paid, suite.batch(2).received.u128());
}

#[test]
fn only_the_owner_can_pause_claims() {
    let mut suite = settled(100 * COIN);
    suite.pause("owner", &[Scope::Withdraw], 60).unwrap();
    refused!(suite.withdraw("alice"), Error::Paused { scope: Scope::Withdraw, .. });
    refused!(suite.withdraw_batch("bob", 1, "alice"), Error::Paused { scope: Scope::Withdraw, .. });
    suite.seconds_pass(60);
    suite.withdraw("alice").unwrap();
}

#[test]
fn what_was_paid_and_what_is_still_claimable_is_told() {
    let mut suite = staked();
    suite.transfer("alice", "bob", 100 * COIN).unwrap();
    suite.queue_unbond("alice", 60 * COIN).unwrap();
    suite.queue_unbond("bob", 40 * COIN).unwrap();
    suite.seconds_pass(6 * HOUR + 60);
    suite.crank("submit_batch").unwrap();
    suite.seconds_pass(21 * DAY + 60);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    let done = suite.withdraw("alice").unwrap();
    let said = |key| number(&done, "hub_unbonded_withdrawn", key);
    assert_eq!(said("assets"), Some(60 * COIN));
    assert_eq!(said("claimable"), Some(40 * COIN));
    assert_eq!(suite.solvency().claimable.u128(), 40 * COIN);
}
