use cosmwasm_std::Decimal;
use embedded_chain::{Fault, Unreadable};
use weir_accounting::AccountingError;
use weir_interface::hub::{BatchStage, ExecuteMsg, Scope};

use crate::common::*;

fn submit(max_parts: Option<u32>, skip: Option<Vec<String>>) -> ExecuteMsg {
    ExecuteMsg::SubmitBatch { max_parts, skip, undelegations: Default::default() }
}

#[test]
fn without_a_closed_batch_nothing_is_submitted() {
    let mut suite = staked();
    refused!(suite.crank("submit_batch"), Error::Accounting(AccountingError::NothingWaits { .. }));
    suite.queue_unbond("alice", COIN).unwrap();
    refused!(suite.crank("submit_batch"), Error::Accounting(AccountingError::NothingWaits { .. }));
}

#[test]
fn a_batch_is_submitted_from_the_end_of_its_lag() {
    let mut suite = queued(COIN);
    suite.seconds_pass(6 * HOUR - 1);
    refused!(
        suite.crank("submit_batch"),
        Error::Accounting(AccountingError::LagNotOver { from, .. }) if from.u64() == suite.now() + 1
    );
    suite.seconds_pass(1);
    suite.crank("submit_batch").unwrap();
    assert_eq!(suite.batch(1).stage, BatchStage::Unbonding);
}

#[test]
fn a_call_sends_from_one_to_twenty_parts() {
    let mut suite = queued(600 * COIN);
    suite.seconds_pass(6 * HOUR);
    for came in [0, 21] {
        refused!(
            call(&mut suite, "anyone", submit(Some(came), None)),
            Error::BadLimit { max: 20, came: found } if *found == came
        );
    }
    call(&mut suite, "anyone", submit(Some(1), None)).unwrap();
    assert_eq!((suite.batch(1).parts, suite.batch(1).stage), (1, BatchStage::Waiting));
    call(&mut suite, "anyone", submit(Some(20), None)).unwrap();
    assert_eq!(suite.batch(1).stage, BatchStage::Unbonding);
    assert!(suite.batch(1).parts > 2, "600 coins need four validators of 198");
}

#[test]
fn who_is_left_out_serves_nothing() {
    let mut suite = queued(300 * COIN);
    suite.seconds_pass(6 * HOUR);
    let skip = Some(suite.operators(&["val1", "val2", "val3"]));
    let before: Vec<_> = ["val1", "val2", "val3"].map(|val| suite.staked_with(val)).into();
    call(&mut suite, "anyone", submit(None, skip)).unwrap();
    let after: Vec<_> = ["val1", "val2", "val3"].map(|val| suite.staked_with(val)).into();
    assert_eq!(before, after);
}

#[test]
fn without_a_free_entry_nothing_can_be_placed() {
    let mut suite = weir_testing::Suite::builder()
        .validators(2)
        .weights(&[("val1", 1)])
        .registry(|change| change.max_share = Some(Decimal::one()))
        .params(|params| params.max_entries = 1)
        .hub(|change| change.max_entries = Some(1))
        .build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.queue_unbond("alice", COIN).unwrap();
    suite.seconds_pass(6 * HOUR + 60);
    suite.crank("submit_batch").unwrap();
    suite.queue_unbond("alice", COIN).unwrap();
    suite.seconds_pass(DAY);
    refused!(
        suite.crank("submit_batch"),
        Error::NothingPlaceable { batch } if batch.u64() == 2
    );
}

#[test]
fn while_insolvent_nothing_is_submitted() {
    let mut suite = insolvent();
    suite.queue_unbond("alice", COIN).unwrap();
    suite.seconds_pass(DAY);
    refused!(suite.crank("submit_batch"), Error::Accounting(AccountingError::Insolvent { .. }));
}

#[test]
fn with_a_validator_that_was_skipped_a_batch_is_priced_only_after_a_day() {
    let mut suite = queued(COIN);
    suite.seconds_pass(6 * HOUR);
    suite.break_distribution("val1", Fault::Panic);
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    let skip = Some(suite.operators(&["val1"]));
    call(&mut suite, "keeper", ExecuteMsg::Sync { skip: skip.clone() }).unwrap();
    suite.seconds_pass(DAY - 1);
    refused!(
        call(&mut suite, "anyone", submit(None, skip.clone())),
        Error::KeptTooShort { kept, .. } if kept.u64() == DAY - 1
    );
    suite.seconds_pass(1);
    call(&mut suite, "anyone", submit(None, skip)).unwrap();
    assert_eq!(suite.batch(1).stage, BatchStage::Unbonding);
}

#[test]
fn submitting_can_be_paused() {
    let mut suite = queued(COIN);
    suite.seconds_pass(6 * HOUR);
    suite.pause("guardian", &[Scope::SubmitBatch], 60).unwrap();
    refused!(suite.crank("submit_batch"), Error::Paused { scope: Scope::SubmitBatch, .. });
    suite.seconds_pass(60);
    suite.crank("submit_batch").unwrap();
}
