use weir_interface::hub::{ReceiveMsg, Scope};
use weir_quantities::Shares;

use crate::common::*;

#[test]
fn a_request_takes_at_least_the_minimum() {
    let mut suite = staked();
    let min = COIN / 1_000;
    refused!(
        suite.queue_unbond("alice", min - 1),
        Error::BelowMinUnbond { min: least, came }
            if (least.u128(), came.u128()) == (min, min - 1)
    );
    suite.queue_unbond("alice", min).unwrap();
    suite.queue_unbond("alice", min + 1).unwrap();
    assert_eq!(suite.batch(1).shares, Shares::new(2 * min + 1), "requests of one owner merge");
}

#[test]
fn a_request_can_be_made_for_somebody_else() {
    let mut suite = staked();
    let receiver = Some(suite.actor("bob").to_string());
    suite.send_shares("alice", COIN, &ReceiveMsg::QueueUnbond { receiver }).unwrap();
    refused!(suite.cancel_unbond("alice", Some(1), None), Error::NoRequest { .. });
    suite.cancel_unbond("bob", Some(1), None).unwrap();
    assert_eq!(suite.shares_of("bob"), COIN);
}

#[test]
fn a_second_after_closing_a_request_joins_the_next_batch() {
    let mut suite = queued(COIN);
    suite.queue_unbond("alice", COIN).unwrap();
    assert_eq!(suite.batch(1).shares, Shares::new(2 * COIN), "in the second it closes");
    suite.seconds_pass(1);
    suite.queue_unbond("alice", COIN).unwrap();
    assert_eq!(suite.batch(1).shares, Shares::new(2 * COIN));
    assert_eq!(suite.batch(2).shares, Shares::new(COIN));
}

#[test]
fn queueing_is_open_under_the_breaker_and_in_insolvency() {
    tripped().queue_unbond("alice", COIN).unwrap();
    insolvent().queue_unbond("alice", COIN).unwrap();
}

#[test]
fn queueing_can_be_paused() {
    let mut suite = staked();
    suite.pause("guardian", &[Scope::QueueUnbond], 60).unwrap();
    refused!(suite.queue_unbond("alice", COIN), Error::Paused { scope: Scope::QueueUnbond, .. });
    suite.seconds_pass(60);
    suite.queue_unbond("alice", COIN).unwrap();
}

#[test]
fn more_shares_than_one_has_are_the_tokens_to_refuse() {
    let mut suite = staked();
    let all = suite.shares_of("alice");
    let refusal = suite.queue_unbond("alice", all + 1).unwrap_err();
    assert!(refusal.token().is_some(), "{refusal}");
    suite.queue_unbond("alice", all).unwrap();
}

#[test]
fn when_the_batch_closes_is_told() {
    let mut suite = staked();
    let first = suite.now();
    let done = suite.queue_unbond("alice", COIN).unwrap();
    let said = |done| number(done, "hub_unbond_queued", "closes_at");
    assert_eq!(said(&done), Some(first.into()), "in its own second");
    suite.seconds_pass(6 * HOUR + 60);
    suite.crank("submit_batch").unwrap();
    let done = suite.queue_unbond("alice", COIN).unwrap();
    assert_eq!(said(&done), Some((first + 18 * HOUR).into()), "an interval after the one before");
}

#[test]
fn all_that_waits_in_the_batch_is_told() {
    let mut suite = staked();
    suite.transfer("alice", "bob", 100 * COIN).unwrap();
    let told = |done| {
        let number = |key| number(&done, "hub_unbond_queued", key).unwrap();
        (number("shares"), number("batch_shares"))
    };
    assert_eq!(told(suite.queue_unbond("alice", 60 * COIN).unwrap()), (60 * COIN, 60 * COIN));
    assert_eq!(told(suite.queue_unbond("bob", 40 * COIN).unwrap()), (40 * COIN, 100 * COIN));
    assert_eq!(told(suite.queue_unbond("alice", COIN).unwrap()), (COIN, 101 * COIN));
}
