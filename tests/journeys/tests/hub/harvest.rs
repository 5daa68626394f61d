use embedded_chain::{Fault, Unreadable};
use weir_interface::hub::{ExecuteMsg, Scope};
use weir_interface::PeerField;
use weir_testing::Suite;

use crate::common::*;

fn harvest(limit: Option<u32>, skip: Option<Vec<String>>) -> ExecuteMsg {
    let none = PeerField::default();
    ExecuteMsg::Harvest { limit, skip, validators: none, withdrawals: none, stages: none }
}

#[test]
fn with_nothing_delegated_there_is_nothing_to_harvest() {
    let mut suite = young();
    refused!(suite.crank("harvest"), Error::NothingDelegated {});
    let mut suite = staked();
    suite.seconds_pass(HOUR);
    suite.crank("harvest").unwrap();
}

#[test]
fn rewards_join_the_buffer_and_do_not_count_at_once() {
    let mut suite = staked();
    suite.seconds_pass(DAY);
    suite.crank("sync").unwrap();
    let before = suite.solvency();
    suite.crank("harvest").unwrap();
    let after = suite.solvency();
    assert!(after.unvested > before.unvested);
    assert_eq!(after.backing, before.backing);
}

#[test]
fn a_call_asks_from_one_to_128_validators() {
    let mut suite = staked();
    suite.seconds_pass(HOUR);
    for came in [0, 129] {
        refused!(
            call(&mut suite, "anyone", harvest(Some(came), None)),
            Error::BadLimit { max: 128, came: found } if *found == came
        );
    }
    call(&mut suite, "anyone", harvest(Some(1), None)).unwrap();
    call(&mut suite, "anyone", harvest(Some(128), None)).unwrap();
}

#[test]
fn leaving_out_all_with_stake_is_nothing_to_harvest() {
    let mut suite = with_one_target();
    let skip = Some(suite.operators(&["val1"]));
    refused!(call(&mut suite, "anyone", harvest(None, skip)), Error::NothingDelegated {});
}

#[test]
fn what_asks_for_a_peers_way_of_harvesting_is_refused() {
    let mut suite = staked();
    suite.seconds_pass(HOUR);
    for field in ["validators", "withdrawals", "stages"] {
        let json = format!(r#"{{"harvest":{{"{field}":["x"]}}}}"#);
        refused!(
            raw(&mut suite, "anyone", &json),
            Error::PeerField { field: found, .. } if *found == field
        );
        raw(&mut suite, "anyone", &format!(r#"{{"harvest":{{"{field}":null}}}}"#)).unwrap();
    }
}

#[test]
fn harvests_can_be_paused() {
    let mut suite = staked();
    suite.pause("guardian", &[Scope::Harvest], 60).unwrap();
    refused!(suite.crank("harvest"), Error::Paused { scope: Scope::Harvest, .. });
}

fn due(suite: &Suite) -> bool {
    suite.cranks().iter().any(|crank| crank.name == "harvest" && crank.ready)
}

#[test]
fn a_harvest_that_leaves_one_out_counts_from_two_reward_periods_on() {
    let mut suite = staked();
    suite.seconds_pass(DAY);
    suite.crank("harvest").unwrap();
    let skip = Some(suite.operators(&["val1"]));
    suite.seconds_pass(2 * DAY - 1);
    call(&mut suite, "anyone", harvest(None, skip.clone())).unwrap();
    assert!(due(&suite), "a second too early");
    suite.seconds_pass(1);
    call(&mut suite, "anyone", harvest(None, skip)).unwrap();
    assert!(!due(&suite), "every second period has to do");
}

#[test]
fn without_a_limit_everybody_is_asked_wherever_the_last_call_stopped() {
    let mut suite = staked();
    suite.seconds_pass(HOUR);
    let asked =
        |outcome: weir_testing::Outcome| number(&outcome.unwrap(), "hub_harvested", "validators");
    assert_eq!(asked(call(&mut suite, "anyone", harvest(Some(2), None))), Some(2));
    assert_eq!(asked(call(&mut suite, "anyone", harvest(Some(5), None))), Some(3));
    assert_eq!(asked(call(&mut suite, "anyone", harvest(Some(2), None))), Some(2));
    assert_eq!(asked(call(&mut suite, "anyone", harvest(None, None))), Some(5));
}

#[test]
fn one_that_a_sync_had_to_skip_is_not_asked_for_rewards() {
    let mut suite = staked();
    suite.seconds_pass(HOUR);
    suite.break_distribution("val1", Fault::Panic);
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    let skip = Some(suite.operators(&["val1"]));
    call(&mut suite, "keeper", ExecuteMsg::Sync { skip }).unwrap();
    let done = suite.crank("harvest").unwrap();
    assert_eq!(number(&done, "hub_harvested", "validators"), Some(4));
}
