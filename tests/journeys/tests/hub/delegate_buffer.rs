use cosmwasm_std::Decimal;
use embedded_chain::Fault;
use weir_interface::hub::{ExecuteMsg, Scope};
use weir_staking_hub::state::LEDGER_CHANGES;
use weir_testing::Suite;

use crate::common::*;

fn delegate(limit: Option<u32>, skip: Option<Vec<String>>) -> ExecuteMsg {
    ExecuteMsg::DelegateBuffer { limit, skip }
}

#[test]
fn the_buffer_keeps_its_target() {
    let suite = staked();
    assert_eq!(suite.solvency().buffer.u128(), 1_000 * COIN / 100);
}

#[test]
fn less_than_the_smallest_part_beyond_the_target_is_left() {
    let mut suite = staked();
    refused!(suite.crank("delegate_buffer"), Error::NothingToDelegate { .. });
    // 1 % of what comes stays: 10,101 units leave 9,999 beyond the target, one more leaves 10,000.
    suite.bond("bob", 10_101).unwrap();
    refused!(
        suite.crank("delegate_buffer"),
        Error::NothingToDelegate { available, needed }
            if (available.u128(), needed.u128()) == (9_999, 10_000)
    );
    suite.bond("bob", 1).unwrap();
    suite.crank("delegate_buffer").unwrap();
}

#[test]
fn a_call_serves_from_one_to_128_validators() {
    let mut suite = young();
    for came in [0, 129] {
        refused!(
            call(&mut suite, "anyone", delegate(Some(came), None)),
            Error::BadLimit { max: 128, came: found } if *found == came
        );
    }
    call(&mut suite, "anyone", delegate(Some(1), None)).unwrap();
    assert_eq!(suite.snapshot().delegations.len(), 1);
    call(&mut suite, "anyone", delegate(Some(128), None)).unwrap();
    assert_eq!(suite.snapshot().delegations.len(), 5);
}

#[test]
fn who_is_left_out_gets_nothing() {
    let mut suite = young();
    let skip = Some(suite.operators(&["val1", "val2", "val3"]));
    call(&mut suite, "anyone", delegate(None, skip)).unwrap();
    let got: Vec<_> =
        ["val1", "val4", "val5"].iter().map(|val| suite.staked_with(val) > 0).collect();
    assert_eq!(got, [false, true, true]);
}

#[test]
fn without_anybody_to_give_to_the_call_is_refused() {
    let mut suite = weir_testing::Suite::builder().validators(3).build();
    suite.keepers = false;
    let skip = Some(suite.operators(&["val1", "val2", "val3"]));
    refused!(call(&mut suite, "anyone", delegate(None, skip)), Error::NoValidatorOpen {});
}

#[test]
fn delegating_can_be_paused() {
    let mut suite = young();
    suite.pause("guardian", &[Scope::DelegateBuffer], 60).unwrap();
    refused!(suite.crank("delegate_buffer"), Error::Paused { scope: Scope::DelegateBuffer, .. });
    suite.seconds_pass(60);
    suite.crank("delegate_buffer").unwrap();
}

/// Of twenty rows one that changes lies beside the ledger, of forty two.
#[test]
fn what_the_chain_refuses_is_undone_where_changes_lie_beside_the_ledger() {
    for (validators, delegated) in [(20, 0), (40, 1)] {
        let builder = Suite::builder().validators(validators);
        let mut suite = builder.registry(|change| change.max_share = Some(Decimal::one())).build();
        suite.keepers = false;
        suite.bond("alice", 990 * COIN).unwrap();
        for _ in 0..delegated {
            call(&mut suite, "anyone", delegate(Some(1), None)).unwrap();
        }
        let before = suite.snapshot().ledger;
        assert_eq!(suite.snapshot().delegations.len(), delegated);
        for name in suite.validators.clone() {
            suite.break_distribution(&name, Fault::Error);
        }
        let done = call(&mut suite, "anyone", delegate(Some(1), None)).unwrap();
        assert_eq!(told(&done, "hub_validator_refused", "act"), ["delegate"]);
        let beside = LEDGER_CHANGES.may_load(&*suite.storage_of(&suite.hub)).unwrap();
        assert!(beside.is_some_and(|rows| rows.len() == delegated + 1), "{validators}");
        assert_eq!(suite.snapshot().ledger, before);
        for name in suite.validators.clone() {
            suite.repair_distribution(&name);
        }
        suite.seconds_pass(HOUR);
        suite.crank("delegate_buffer").unwrap();
        suite.crank("sync").unwrap();
        suite.check_everything();
    }
}
