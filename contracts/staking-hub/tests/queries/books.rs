use cosmwasm_std::Decimal;
use serde_json::{json, Value};
use weir_accounting::{Owed, Schedule, Vesting};
use weir_quantities::{Assets, Time};
use weir_staking_hub::parameters::Announced;
use weir_staking_hub::state::{ANNOUNCED, OWED, STAKE};

use crate::fixture::{addr, hub, DAY, DENOM, HOUR, NOW};
use crate::{change, set};

#[test]
fn the_config_has_what_steak_and_eris_clients_read_among_ours() {
    let config = hub().ask(&json!({"config": {}}));
    for (field, expected) in [
        ("owner", json!(addr("dao"))),
        ("new_owner", Value::Null),
        ("stake_token", json!(addr("token"))),
        ("epoch_period", json!(18 * HOUR)),
        ("unbond_period", json!(21 * DAY)),
        ("validators", json!(["val1", "val2"])),
        ("denom", json!(DENOM)),
        ("registry", json!(addr("registry"))),
        ("distributor", json!(addr("distributor"))),
        ("guardian", json!(addr("guardian"))),
        ("voter", Value::Null),
    ] {
        assert_eq!(config[field], expected, "{field}");
    }
}

#[test]
fn every_parameter_comes_with_bounds_and_its_announced_raise() {
    let mut hub = hub();
    let raise = Announced {
        name: "buffer_target".to_string(),
        value: Decimal::percent(2),
        active_at: Time::new(NOW + 7 * DAY),
    };
    change!(hub, ANNOUNCED, |raises| raises.push(raise));
    let config = hub.ask(&json!({"config": {}}));
    let parameters = config["parameters"].as_array().expect("a list").clone();
    assert_eq!(parameters.len(), 21);
    assert!(parameters.contains(&json!({"name": "buffer_target", "value": "0.01", "min": "0",
        "max": "0.1", "pending": {"value": "0.02", "active_at": NOW + 7 * DAY}})));
    assert!(parameters.contains(&json!({"name": "max_entries", "value": "7", "min": "1",
        "max": "100", "pending": null})));
}

#[test]
fn ownership_is_answered_as_daos_ask_for_it() {
    assert_eq!(
        hub().ask(&json!({"ownership": {}})),
        json!({"owner": addr("dao"), "pending_owner": null, "pending_expiry": null})
    );
}

#[test]
fn solvency_adds_up_what_is_held_and_owed() {
    let mut hub = hub();
    let owed = Owed {
        claimable: Assets::new(600),
        unbonding: Assets::new(700),
        shortfall: Assets::new(8),
    };
    set!(hub, OWED, owed);
    let (from, until) = (Time::new(NOW), Time::new(NOW + DAY));
    change!(hub, STAKE, |stake| {
        stake.vesting = Vesting::from(Schedule { assets: Assets::new(3_400), from, until });
    });
    hub.holds(23_400 + 600 + 11);
    assert_eq!(
        hub.ask(&json!({"solvency": {}})),
        json!({"delegated": "1000000", "buffer": "23400", "unvested": "3400",
            "vested_at": NOW + DAY, "backing": "1020000", "supply": "1000000",
            "unbonding": "700", "claimable": "600", "balance": "24011", "unaccounted": "11",
            "shortfall": "8", "insolvent": false})
    );
}
