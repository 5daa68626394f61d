use weir_interface::hub::{ExecuteMsg, Scope};
use weir_quantities::Assets;

use crate::common::*;

fn rebalance(max_moves: Option<u32>, least: Option<u128>) -> ExecuteMsg {
    let min_redelegation = least.map(Assets::new);
    ExecuteMsg::Rebalance { max_moves, skip: None, min_redelegation }
}

/// Validators known for long, one of which drains.
fn draining() -> weir_testing::Suite {
    drained_after(staked(), 4)
}

fn drained_after(mut suite: weir_testing::Suite, days: u64) -> weir_testing::Suite {
    suite.keepers = true;
    suite.days_pass(days);
    suite.keepers = false;
    suite.drain("owner", "val1").unwrap();
    suite
}

#[test]
fn at_target_nothing_is_moved() {
    let mut suite = with_one_target();
    refused!(suite.crank("rebalance"), Error::NothingToMove {});
}

#[test]
fn a_drain_is_moved_within_the_days_share() {
    let mut suite = draining();
    let before = suite.staked_with("val1");
    let day = suite.solvency().delegated.u128() * 5 / 100;
    suite.crank("rebalance").unwrap();
    let moved = before - suite.staked_with("val1");
    assert!(moved > 0 && moved <= day, "{moved} of {day}");
    // The day's share is used up or all destinations that may be are locked.
    refused!(suite.crank("rebalance"), Error::NothingToMove {});
}

#[test]
fn a_call_makes_from_one_to_ten_moves() {
    let mut suite = draining();
    for came in [0, 11] {
        refused!(
            call(&mut suite, "anyone", rebalance(Some(came), None)),
            Error::BadLimit { max: 10, came: found } if *found == came
        );
    }
    call(&mut suite, "anyone", rebalance(Some(1), None)).unwrap();
}

#[test]
fn a_caller_may_ask_for_larger_moves_only() {
    let mut suite = draining();
    refused!(call(&mut suite, "anyone", rebalance(None, Some(u128::MAX))), Error::NothingToMove {});
    call(&mut suite, "anyone", rebalance(None, Some(1))).unwrap();
}

#[test]
fn moving_can_be_paused() {
    let mut suite = draining();
    suite.pause("guardian", &[Scope::Rebalance], 60).unwrap();
    refused!(suite.crank("rebalance"), Error::Paused { scope: Scope::Rebalance, .. });
}

#[test]
fn a_caller_may_ask_for_fewer_moves_only() {
    let mut suite = staked();
    suite
        .configure("owner", |change| {
            change.rebalance_max_moves = Some(1);
            change.rebalance_daily_share = Some(cosmwasm_std::Decimal::percent(20));
        })
        .unwrap();
    // A larger share a day waits seven days.
    let mut suite = drained_after(suite, 8);
    let done = call(&mut suite, "anyone", rebalance(Some(10), None)).unwrap();
    assert_eq!(number(&done, "hub_rebalanced", "moves"), Some(1));
    call(&mut suite, "anyone", rebalance(Some(10), None)).unwrap();
}

#[test]
fn a_loss_that_it_finds_is_kept_though_nothing_is_moved() {
    let mut suite = staked();
    suite.slash("val1", cosmwasm_std::Decimal::percent(1));
    let done = suite.crank("rebalance").unwrap();
    assert_eq!(number(&done, "hub_rebalanced", "moves"), None);
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"));
}

#[test]
fn after_a_refusal_of_the_chain_the_source_rests_for_an_hour() {
    // The chain knows of one entry between two validators, the hub of seven.
    let mut suite = weir_testing::Suite::builder()
        .validators(3)
        .registry(|change| {
            change.max_share = Some(cosmwasm_std::Decimal::one());
            change.daily_weight_change = Some(cosmwasm_std::Decimal::one());
        })
        .params(|params| params.max_entries = 1)
        .build();
    suite.bond("alice", 990 * COIN).unwrap();
    suite.days_pass(4);
    suite.keepers = false;
    suite.drain("owner", "val1").unwrap();
    let refused =
        |done: &cw_multi_test::AppResponse| told(done, "hub_validator_refused", "validator");
    let done = suite.crank("rebalance").unwrap();
    assert!(refused(&done).is_empty());
    suite.seconds_pass(DAY);
    let done = suite.crank("rebalance").unwrap();
    assert_eq!(refused(&done), suite.operators(&["val1"]));
    refused!(suite.crank("rebalance"), Error::NothingToMove {});
    assert_eq!(suite.row("val1").full_until, Some(suite.now() + HOUR));
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"));
}
