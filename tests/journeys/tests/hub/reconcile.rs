use cosmwasm_std::Decimal;
use weir_interface::hub::{BatchStage, ExecuteMsg, Scope};
use weir_testing::Suite;

use crate::common::*;

#[test]
fn before_a_part_is_past_its_completion_there_is_nothing_to_settle() {
    let mut suite = staked();
    refused!(suite.crank("reconcile"), Error::NothingToReconcile { next: None });
    let mut suite = unbonding(COIN);
    let completes = suite.batch(1).completes_at.unwrap();
    refused!(
        suite.crank("reconcile"),
        Error::NothingToReconcile { next: Some(at) } if at.u64() == completes
    );
}

#[test]
fn in_the_first_block_past_completion_nothing_is_settled_short() {
    let mut suite = unbonding(COIN);
    let completes = suite.batch(1).completes_at.unwrap();
    suite.seconds_pass(completes - suite.now());
    // The chain pays at the end of this block. The call may only mark.
    let _ = suite.crank("reconcile");
    assert_ne!(suite.batch(1).stage, BatchStage::Settled);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(1).stage, BatchStage::Settled);
    assert_eq!((suite.batch(1).received.u128(), suite.batch(1).shortfall.u128()), (COIN, 0));
}

#[test]
fn a_second_call_in_the_block_that_marked_is_refused_until_the_coins_are_there() {
    let mut suite = unbonding(COIN);
    let completes = suite.batch(1).completes_at.unwrap();
    suite.seconds_pass(completes - suite.now());
    suite.crank("reconcile").unwrap();
    refused!(
        suite.crank("reconcile"),
        Error::NotArrived { due, missing } if (due.u128(), missing.u128()) == (COIN, COIN)
    );
    suite.next_block();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(1).received.u128(), COIN);
}

#[test]
fn a_call_settles_from_one_to_a_hundred_parts() {
    let mut suite = unbonding(600 * COIN);
    suite.seconds_pass(21 * DAY + 60);
    suite.next_block();
    for came in [0, 101] {
        refused!(
            call(&mut suite, "anyone", ExecuteMsg::Reconcile { limit: Some(came) }),
            Error::BadLimit { max: 100, came: found } if *found == came
        );
    }
    let parts = suite.batch(1).parts;
    assert!(parts > 1);
    for _ in 0..2 * parts {
        assert_ne!(suite.batch(1).stage, BatchStage::Settled);
        call(&mut suite, "anyone", ExecuteMsg::Reconcile { limit: Some(1) }).unwrap();
        if suite.batch(1).stage == BatchStage::Settled {
            break;
        }
    }
    assert_eq!(suite.batch(1).stage, BatchStage::Settled);
    refused!(
        call(&mut suite, "anyone", ExecuteMsg::Reconcile { limit: Some(100) }),
        Error::NothingToReconcile { next: None }
    );
}

#[test]
fn only_the_owner_can_pause_reconciling() {
    let mut suite = unbonding(COIN);
    suite.seconds_pass(21 * DAY + 60);
    suite.next_block();
    suite.pause("owner", &[Scope::Reconcile], 60).unwrap();
    refused!(suite.crank("reconcile"), Error::Paused { scope: Scope::Reconcile, .. });
    suite.seconds_pass(60);
    suite.crank("reconcile").unwrap();
}

/// Batch 1 in parts that complete on two days, each settled a tenth short.
fn short_twice() -> Suite {
    let mut suite = queued(600 * COIN);
    suite.seconds_pass(6 * HOUR + 60);
    let one = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    call(&mut suite, "anyone", one).unwrap();
    suite.seconds_pass(DAY);
    suite.crank("submit_batch").unwrap();
    for name in suite.validators.clone() {
        suite.slash_at(&name, 1, Decimal::percent(10));
    }
    suite.crank("sync").unwrap();
    for days in [20, 1] {
        suite.seconds_pass(days * DAY + 60);
        suite.crank("reconcile").unwrap();
        suite.next_block();
        suite.crank("reconcile").unwrap();
    }
    suite
}

#[test]
fn late_coins_pay_a_batch_that_was_short_twice_once_and_the_rest_is_surplus() {
    let mut suite = short_twice();
    assert_eq!(suite.batch(1).stage, BatchStage::Settled);
    let short = suite.batch(1).shortfall.u128();
    assert_eq!(short, 600 * COIN / 10);
    suite.donate("carol", "hub", short - COIN).unwrap();
    let done = suite.crank("reconcile").unwrap();
    let said = |key| number(&done, "hub_shortfall_paid", key);
    assert_eq!((said("assets"), said("shortfall")), (Some(short - COIN), Some(COIN)));
    // To the unit, so that no coin is left to look at an older row with.
    suite.donate("carol", "hub", COIN).unwrap();
    suite.crank("reconcile").unwrap();
    suite.donate("carol", "hub", 2 * COIN).unwrap();
    suite.crank("sweep_surplus").unwrap();
    assert_eq!(suite.batch(1).received.u128(), 600 * COIN);
}
