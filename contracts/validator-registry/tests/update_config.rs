//! Parameters: what the owner may change at once, and what waits seven days.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::{Decimal, Response};
use weir_interface::registry::{ConfigResponse, ExecuteMsg, ParameterChanges, QueryMsg};
use weir_validator_registry::ContractError;

fn none() -> ParameterChanges {
    ParameterChanges::default()
}

fn set(registry: &mut Registry, parameters: ParameterChanges) -> Response {
    registry.act("dao", ExecuteMsg::UpdateConfig { parameters }).unwrap()
}

/// Value and pending value of a parameter.
fn parameter(registry: &Registry, name: &str) -> (String, Option<(String, u64)>) {
    let config: ConfigResponse = registry.ask(QueryMsg::Config {});
    let row = config.parameters.into_iter().find(|row| row.name == name).unwrap();
    (row.value, row.pending.map(|pending| (pending.value, pending.active_at)))
}

/// What loosens a bound, by name, with the value before and after.
fn loosened() -> Vec<(&'static str, ParameterChanges, &'static str, &'static str)> {
    let (half, day) = (Some(Decimal::percent(50)), Some(DAY));
    vec![
        (
            "daily_weight_change",
            ParameterChanges { daily_weight_change: half, ..none() },
            "0.25",
            "0.5",
        ),
        ("max_share", ParameterChanges { max_share: half, ..none() }, "0.2", "0.5"),
        ("drain_after", ParameterChanges { drain_after: day, ..none() }, "259200", "86400"),
        ("commission_limit", ParameterChanges { commission_limit: half, ..none() }, "0.2", "0.5"),
        (
            "commission_limit",
            ParameterChanges { commission_limit: Some(Decimal::percent(5)), ..none() },
            "0.2",
            "0.05",
        ),
    ]
}

#[test]
fn t67_what_loosens_a_bound_waits_seven_days_and_comes_with_the_next_refresh() {
    for (name, change, old, new) in loosened() {
        let mut registry = Registry::new();
        let response = set(&mut registry, change);
        let event =
            response.events.iter().find(|e| e.ty == "weir_registry_config_updated").unwrap();
        let told: Vec<_> = event.attributes.iter().map(|a| (a.key.as_str(), &a.value)).collect();
        assert_eq!(told, [("parameters", &String::new()), ("announced", &name.to_string())]);
        let active_at = registry.env.block.time.seconds() + 7 * DAY;
        assert_eq!(
            parameter(&registry, name),
            (old.into(), Some((new.into(), active_at))),
            "{name}"
        );
        // Refreshes before do nothing.
        registry.watch(7 * DAY - 1);
        assert_eq!(parameter(&registry, name).0, old, "{name}");
        registry.pass(1);
        assert_eq!(parameter(&registry, name).0, old, "{name}: no refresh yet");
        let refreshed = registry.act("anyone", ExecuteMsg::Refresh {}).unwrap();
        assert_eq!(parameter(&registry, name), (new.into(), None), "{name}");
        let event = refreshed.events.iter().find(|e| e.ty == "weir_registry_changes_entered");
        assert_eq!(event.unwrap().attributes[0].value, name);
        assert!(told_hub(&refreshed), "the hub hears of it");
        let again = registry.refresh_after(HOUR);
        assert!(!again.events.iter().any(|e| e.ty == "weir_registry_changes_entered"));
    }
}

fn told_hub(response: &Response) -> bool {
    told(response).is_some()
}

#[test]
fn what_tightens_a_bound_is_at_once() {
    let mut registry = Registry::new();
    let tighter = ParameterChanges {
        daily_weight_change: Some(Decimal::percent(1)),
        max_share: Some(Decimal::percent(15)),
        drain_after: Some(14 * DAY),
        weigh_by_score: Some(true),
        ..none()
    };
    set(&mut registry, tighter);
    for (name, value) in [
        ("daily_weight_change", "0.01"),
        ("max_share", "0.15"),
        ("drain_after", "1209600"),
        ("weigh_by_score", "true"),
    ] {
        assert_eq!(parameter(&registry, name), (value.to_string(), None));
    }
}

#[test]
fn naming_an_announced_change_again_replaces_it() {
    let mut registry = Registry::new();
    let share = |percent| ParameterChanges { max_share: Some(Decimal::percent(percent)), ..none() };
    set(&mut registry, share(50));
    registry.pass(6 * DAY);
    // Another raise begins to wait anew, and the value in force takes it back.
    set(&mut registry, share(60));
    let active_at = registry.env.block.time.seconds() + 7 * DAY;
    assert_eq!(parameter(&registry, "max_share").1, Some(("0.6".to_string(), active_at)));
    registry.refresh_after(DAY);
    assert_eq!(parameter(&registry, "max_share").0, "0.2");
    set(&mut registry, share(20));
    assert_eq!(parameter(&registry, "max_share"), ("0.2".to_string(), None));
    registry.refresh_after(30 * DAY);
    assert_eq!(parameter(&registry, "max_share").0, "0.2");
}

#[test]
fn an_announced_bound_holds_nothing_up_and_lets_nothing_through() {
    let mut registry = Registry::new();
    set(&mut registry, ParameterChanges { max_share: Some(Decimal::one()), ..none() });
    set(&mut registry, ParameterChanges { daily_weight_change: Some(Decimal::one()), ..none() });
    let everything = |to: u64| ExecuteMsg::SetWeights {
        weights: (0..10).map(|index| weight(index, if index == 0 { to } else { 1 })).collect(),
    };
    // Of 109 almost all: far more than a quarter moves, and far above a fifth.
    let refused = registry.act("dao", everything(100));
    assert!(
        matches!(
            refused,
            Err(ContractError::AboveMaxShare { .. } | ContractError::ChangeTooLarge { .. })
        ),
        "{refused:?}"
    );
    registry.watch(7 * DAY);
    registry.act("dao", everything(100)).unwrap();
}
