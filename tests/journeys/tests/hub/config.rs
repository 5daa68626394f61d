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
fn all_three_raises_wait() {
    for name in ["buffer_target", "instant_fee_min", "instant_fee_max"] {
        let mut suite = young();
        let before = parameter(&suite, name).value;
        let json =
            format!(r#"{{"update_config":{{"parameters":{{"{name}":"0.05000000000001"}}}}}}"#);
        let above = matches!(name, "instant_fee_min");
        let json = if above { json.replace("0.05000000000001", "0.01") } else { json };
        raw(&mut suite, "owner", &json).unwrap();
        assert_eq!(parameter(&suite, name).value, before, "{name}");
        assert!(parameter(&suite, name).pending.is_some(), "{name}");
    }
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
fn lowering_takes_an_announced_raise_back() {
    let mut suite = young();
    suite.configure("owner", |change| change.buffer_target = Some(Decimal::percent(2))).unwrap();
    suite.configure("owner", |change| change.buffer_target = Some(Decimal::permille(5))).unwrap();
    assert_eq!(parameter(&suite, "buffer_target").pending, None);
    assert_eq!(parameter(&suite, "buffer_target").value, "0.005");
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
