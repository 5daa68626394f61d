use weir_interface::hub::{BatchStage, ExecuteMsg, Scope};

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
