use cosmwasm_std::Decimal;
use weir_interface::hub::{ConfigResponse, ExecuteMsg, Parameter, QueryMsg};
use weir_testing::Suite;

use crate::common::*;

fn parameter(suite: &Suite, name: &str) -> Parameter {
    let config: ConfigResponse = suite.query(&suite.hub, &QueryMsg::Config {}).unwrap();
    config.parameters.into_iter().find(|found| found.name == name).unwrap()
}

#[test]
fn only_the_owner_configures() {
    let mut suite = young();
    for stranger in ["guardian", "voter", "alice"] {
        refused!(
            suite.configure(stranger, |change| change.max_parts = Some(1)),
            Error::Ownership(_)
        );
        refused!(call(&mut suite, stranger, ExecuteMsg::CancelRaises {}), Error::Ownership(_));
        let roles = ExecuteMsg::SetRoles { guardian: None, voter: None };
        refused!(call(&mut suite, stranger, roles), Error::Ownership(_));
        refused!(suite.resume(stranger, &[weir_interface::hub::Scope::Bond]), Error::Ownership(_));
    }
}

#[test]
fn a_change_of_nothing_is_refused() {
    refused!(young().configure("owner", |_| {}), Error::NothingChanged {});
}

#[test]
fn what_can_raise_what_a_user_pays_waits_seven_days_and_lowering_does_not() {
    let mut suite = young();
    let percent = Decimal::percent;
    suite.configure("owner", |change| change.instant_fee_max = Some(percent(6))).unwrap();
    assert_eq!(parameter(&suite, "instant_fee_max").value, "0.05");
    assert_eq!(parameter(&suite, "instant_fee_max").pending.unwrap().value, "0.06");
    suite.seconds_pass(7 * DAY - 1);
    refused!(
        suite.crank("activate_raises"),
        Error::NoticeNotOver { active_at, .. } if active_at.u64() == suite.now() + 1
    );
    suite.seconds_pass(1);
    suite.crank("activate_raises").unwrap();
    assert_eq!(parameter(&suite, "instant_fee_max").value, "0.06");
    suite.configure("owner", |change| change.instant_fee_max = Some(percent(2))).unwrap();
    assert_eq!(parameter(&suite, "instant_fee_max").value, "0.02", "at once");
}

#[test]
fn every_change_that_may_hurt_a_user_waits_and_the_others_do_not() {
    // Name, a value, whether it waits. Defaults: 1 %, 0.1 %, 5 %, 21 days.
    for (name, value, waits) in [
        ("buffer_target", "\"0.02\"", true),
        ("buffer_target", "\"0.001\"", true),
        ("instant_fee_min", "\"0.01\"", true),
        ("instant_fee_min", "\"0.0005\"", false),
        ("instant_fee_max", "\"0.06\"", true),
        ("instant_fee_max", "\"0.04\"", false),
        ("unbonding_period", "1814399", true),
        ("unbonding_period", "1814401", false),
    ] {
        let mut suite = young();
        let before = parameter(&suite, name).value;
        let json = format!(r#"{{"update_config":{{"parameters":{{"{name}":{value}}}}}}}"#);
        raw(&mut suite, "owner", &json).unwrap();
        let value = value.trim_matches('"').to_string();
        let row = parameter(&suite, name);
        if !waits {
            assert_eq!((row.value, row.pending), (value, None), "{name}");
            continue;
        }
        assert_eq!(row.value, before, "{name}");
        assert_eq!(row.pending.unwrap().value, value, "{name}");
        suite.seconds_pass(7 * DAY);
        suite.crank("activate_raises").unwrap();
        let row = parameter(&suite, name);
        assert_eq!((row.value, row.pending), (value, None), "{name}");
    }
}

#[test]
fn bounds_are_those_of_the_unbonding_period_in_force() {
    let mut suite = young();
    let minutes = |change: &mut weir_interface::hub::ParameterChanges| {
        change.min_batch_interval = Some(600);
        change.submit_lag = Some(600);
    };
    suite.configure("owner", |change| change.unbonding_period = Some(3_600)).unwrap();
    refused!(suite.configure("owner", minutes), Error::ParameterOutOfBounds { .. });
    suite.seconds_pass(7 * DAY);
    suite.crank("activate_raises").unwrap();
    suite.configure("owner", minutes).unwrap();
}

#[test]
fn without_a_raise_there_is_nothing_to_cancel_or_put_into_force() {
    let mut suite = young();
    refused!(call(&mut suite, "owner", ExecuteMsg::CancelRaises {}), Error::NothingAnnounced {});
    refused!(suite.crank("activate_raises"), Error::NothingAnnounced {});
    suite.configure("owner", |change| change.buffer_target = Some(Decimal::percent(2))).unwrap();
    call(&mut suite, "owner", ExecuteMsg::CancelRaises {}).unwrap();
    suite.seconds_pass(8 * DAY);
    refused!(suite.crank("activate_raises"), Error::NothingAnnounced {});
}

#[test]
fn another_change_takes_the_place_of_an_announced_one() {
    let mut suite = young();
    let permille = Decimal::permille;
    suite.configure("owner", |change| change.instant_fee_max = Some(permille(60))).unwrap();
    suite.configure("owner", |change| change.instant_fee_max = Some(permille(40))).unwrap();
    let row = parameter(&suite, "instant_fee_max");
    assert_eq!((row.value.as_str(), row.pending), ("0.04", None));
    suite.configure("owner", |change| change.buffer_target = Some(permille(20))).unwrap();
    suite.seconds_pass(DAY);
    suite.configure("owner", |change| change.buffer_target = Some(permille(5))).unwrap();
    let pending = parameter(&suite, "buffer_target").pending.unwrap();
    assert_eq!((pending.value.as_str(), pending.active_at), ("0.005", suite.now() + 7 * DAY));
    // The value in force takes it back.
    suite.configure("owner", |change| change.buffer_target = Some(permille(10))).unwrap();
    assert_eq!(parameter(&suite, "buffer_target").pending, None);
}

#[test]
fn roles_are_named_and_taken_back() {
    let mut suite = young();
    let carol = Some(suite.actor("carol").to_string());
    call(&mut suite, "owner", ExecuteMsg::SetRoles { guardian: carol, voter: None }).unwrap();
    let bond = [weir_interface::hub::Scope::Bond];
    refused!(suite.pause("guardian", &bond, 60), Error::Unauthorized { .. });
    suite.pause("carol", &bond, 60).unwrap();
}

#[test]
fn what_changed_and_what_was_announced_is_told_apart() {
    let mut suite = young();
    let both = |change: &mut weir_interface::hub::ParameterChanges| {
        change.max_parts = Some(7);
        change.buffer_target = Some(Decimal::percent(2));
    };
    let done = suite.configure("owner", both).unwrap();
    let said = |key| told(&done, "hub_config_updated", key);
    assert_eq!(
        (said("changed"), said("announced")),
        (vec!["max_parts".into()], vec!["buffer_target".into()])
    );
}

#[test]
fn what_still_waits_is_not_forgotten_when_another_change_comes_into_force() {
    let mut suite = young();
    suite.configure("owner", |change| change.buffer_target = Some(Decimal::percent(2))).unwrap();
    suite.seconds_pass(DAY);
    suite.configure("owner", |change| change.instant_fee_max = Some(Decimal::percent(6))).unwrap();
    suite.seconds_pass(6 * DAY);
    suite.crank("activate_raises").unwrap();
    assert_eq!(parameter(&suite, "buffer_target").value, "0.02");
    let pending = parameter(&suite, "instant_fee_max").pending.unwrap();
    assert_eq!((pending.value.as_str(), pending.active_at), ("0.06", suite.now() + DAY));
    suite.seconds_pass(DAY);
    suite.crank("activate_raises").unwrap();
    assert_eq!(parameter(&suite, "instant_fee_max").value, "0.06");
}
