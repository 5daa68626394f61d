use cosmwasm_std::Decimal;
use serde_json::{json, Value};
use weir_accounting::{AccountingError, Schedule, Vesting};
use weir_interface::hub::Scope;
use weir_quantities::{Assets, Time};
use weir_staking_hub::state::{ACCESS, POOL, RATES, STAKE};
use weir_staking_hub::ContractError;

use crate::fixture::{addr, hub, Hub, DAY, HOUR, NOW};
use crate::{change, put};

/// A hub whose delegations and buffer are as good as gone.
fn insolvent() -> Hub {
    let mut hub = hub();
    change!(hub, STAKE, |stake| stake.delegated = Assets::ZERO);
    change!(hub, POOL, |pool| pool.buffer = Assets::ZERO);
    hub
}

/// Rates of the last days, oldest first; the last one is today's.
fn with_rates(rates: &[u64]) -> Hub {
    let mut hub = hub();
    for (ago, permille) in rates.iter().rev().enumerate() {
        let at = NOW.saturating_sub(DAY.saturating_mul(ago as u64));
        put!(hub, RATES, at / DAY, &(Time::new(at), Decimal::permille(*permille)));
    }
    hub
}

#[test]
fn lenders_read_the_rate_with_the_time_of_the_sync() {
    let asked = json!({"redemption_rate": {"denom": addr("token"), "params": null}});
    assert_eq!(hub().ask(&asked), json!({"redemption_rate": "1.0234", "update_time": NOW - HOUR}));
}

#[test]
fn a_foreign_denom_has_no_rate() {
    for question in ["redemption_rate", "historical_redemption_rates"] {
        let asked = json!({question: {"denom": "uatom", "params": null}});
        let expected =
            ContractError::ForeignDenom { denom: "uatom".to_string(), token: addr("token") };
        assert_eq!(hub().try_ask(&asked), Err(expected));
    }
}

#[test]
fn parameters_of_a_rate_must_ask_for_nothing() {
    let asked = json!({"redemption_rate": {"denom": addr("token"), "params": "eyJhIjoxfQ=="}});
    assert!(matches!(hub().try_ask(&asked), Err(ContractError::PeerField { field: "params", .. })));
}

#[test]
fn the_short_forms_answer_the_same_rate() {
    assert_eq!(hub().ask(&json!({"get_redemption_rate": {}})), json!("1.0234"));
    assert_eq!(hub().ask(&json!({"exchange_rate": {}})), json!("1.0234"));
    assert_eq!(hub().ask(&json!({"get_lst_asset_denom": {}})), json!(addr("token")));
}

#[test]
fn unvested_rewards_are_not_in_the_rate() {
    let mut hub = hub();
    let (from, until) = (Time::new(NOW), Time::new(NOW + DAY));
    let vesting = Vesting::from(Schedule { assets: Assets::new(23_400), from, until });
    change!(hub, STAKE, |stake| stake.vesting = vesting);
    assert_eq!(hub.ask(&json!({"exchange_rate": {}})), json!("1"));
    hub.wait(DAY / 2);
    assert_eq!(hub.ask(&json!({"exchange_rate": {}})), json!("1.0117"));
}

#[test]
fn an_insolvent_hub_has_no_rate_to_lend_at() {
    let hub = insolvent();
    for asked in [
        json!({"redemption_rate": {"denom": addr("token"), "params": null}}),
        json!({"get_redemption_rate": {}}),
        json!({"exchange_rate": {}}),
        json!({"state": {}}),
    ] {
        let refused = hub.try_ask(&asked);
        let expected =
            matches!(refused, Err(ContractError::Accounting(AccountingError::Insolvent { .. })));
        assert!(expected, "{asked}: {refused:?}");
    }
}

#[test]
fn the_full_answer_says_that_the_hub_is_insolvent() {
    let answer = insolvent().ask(&json!({"rate": {}}));
    assert_eq!(answer["insolvent"], json!(true));
    assert_eq!(answer["rate"], json!("0"));
}

#[test]
fn the_full_answer_names_what_keeps_from_acting() {
    let mut hub = hub();
    change!(hub, ACCESS, |access| {
        access.gates.paused =
            vec![(Scope::Bond, Time::new(NOW + 1)), (Scope::Harvest, Time::new(NOW))];
        access.gates.breaker_until = Time::new(NOW + 60);
    });
    assert_eq!(
        hub.ask(&json!({"rate": {}})),
        json!({
            "rate": "1.0234",
            "backing": "1023400",
            "supply": "1000000",
            "synced_at": NOW - HOUR,
            "paused": ["bond"],
            "breaker": NOW + 60,
            "insolvent": false
        })
    );
}

#[test]
fn the_live_rate_sees_a_slash_before_a_sync_and_the_breaker_it_trips() {
    let mut hub = hub();
    assert_eq!(hub.ask(&json!({"live_rate": {}}))["rate"], json!("1.0234"));
    assert_eq!(hub.ask(&json!({"live_rate": {}}))["breaker"], Value::Null);
    hub.chain_says(570_000, 400_000);
    let live = hub.ask(&json!({"live_rate": {}}));
    assert_eq!((&live["rate"], &live["synced_at"]), (&json!("0.9934"), &json!(NOW)));
    assert_eq!(live["breaker"], json!(NOW + DAY));
    assert_eq!(hub.ask(&json!({"rate": {}}))["rate"], json!("1.0234"));
}

#[test]
fn past_rates_come_newest_first_up_to_their_limit() {
    let hub = with_rates(&[1_000, 1_001, 1_002]);
    let asked = |limit: Value| {
        let token = addr("token");
        hub.ask(&json!({"historical_redemption_rates":
            {"denom": token, "params": null, "limit": limit}}))
    };
    assert_eq!(
        asked(json!(2)),
        json!([
            {"redemption_rate": "1.002", "update_time": NOW},
            {"redemption_rate": "1.001", "update_time": NOW - DAY},
        ])
    );
    assert_eq!(asked(Value::Null).as_array().map(Vec::len), Some(3));
}

#[test]
fn eris_clients_read_rates_and_the_growth_a_day() {
    let hub = with_rates(&[1_000, 1_001, 1_002]);
    assert_eq!(
        hub.ask(&json!({"exchange_rates": {"start_after": null, "limit": 10}})),
        json!({
            "exchange_rates": [[NOW, "1.002"], [NOW - DAY, "1.001"], [NOW - 2 * DAY, "1"]],
            "apr": "0.001"
        })
    );
}

#[test]
fn rates_older_than_a_time_exclude_that_time() {
    let hub = with_rates(&[1_000, 1_001, 1_002]);
    assert_eq!(
        hub.ask(&json!({"exchange_rates": {"start_after": NOW, "limit": 1}})),
        json!({"exchange_rates": [[NOW - DAY, "1.001"]], "apr": null})
    );
    let later = hub.ask(&json!({"exchange_rates": {"start_after": NOW + 1, "limit": 1}}));
    assert_eq!(later["exchange_rates"], json!([[NOW, "1.002"]]));
}

#[test]
fn growth_a_year_is_told_from_the_samples_in_the_window() {
    let hub = with_rates(&[990, 1_000, 1_001, 1_002]);
    assert_eq!(
        hub.ask(&json!({"apr": {"window": 2 * DAY}})),
        json!({"apr": "0.365", "samples": 3, "seconds": 2 * DAY})
    );
    assert_eq!(hub.ask(&json!({"apr": {"window": null}}))["samples"], json!(4));
}

#[test]
fn growth_is_not_told_without_two_samples_or_when_the_rate_fell() {
    let one = with_rates(&[1_000]).ask(&json!({"apr": {}}));
    assert_eq!(one, json!({"apr": null, "samples": 1, "seconds": 0}));
    let none = hub().ask(&json!({"apr": {}}));
    assert_eq!(none, json!({"apr": null, "samples": 0, "seconds": 0}));
    let fell = with_rates(&[1_000, 999]).ask(&json!({"apr": {}}));
    assert_eq!(fell, json!({"apr": null, "samples": 2, "seconds": DAY}));
}
