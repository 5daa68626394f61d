//! Birth of the registry, its owner, its answers.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coins, from_json, Decimal, Storage};
use cw_ownable::{Action, OwnershipError};
use weir_interface::hub::{Crank, MAX_VALIDATORS};
use weir_interface::registry::{
    ConfigResponse, ExecuteMsg, InstantiateMsg, ParameterChanges, QueryMsg, Standing,
};
use weir_validator_registry::contract::{execute, instantiate};
use weir_validator_registry::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

fn refused(validators: Vec<weir_interface::registry::Weight>) -> ContractError {
    Registry::born(validators, None).err().unwrap()
}

#[test]
fn its_first_act_is_to_tell_the_hub() {
    let (_, response) = Registry::born((0..5).map(|i| weight(i, 7)).collect(), None).unwrap();
    let (targets, max_share) = told(&response).unwrap();
    assert_eq!(targets.len(), 5);
    assert!(targets.iter().all(|row| row.weight == 7 && row.standing == Standing::Active));
    assert_eq!(max_share, Decimal::percent(20));
    let added = response.events.iter().filter(|event| event.ty == "weir_registry_validator_added");
    assert_eq!(added.count(), 5);
}

#[test]
fn only_the_hub_creates_its_registry() {
    let info = message_info(&account("dao"), &[]);
    let refused = instantiate(mock_dependencies().as_mut(), mock_env(), info, birth());
    let expected =
        ContractError::NotHub { expected: account("hub").into(), actual: account("dao").into() };
    assert_eq!(refused, Err(expected));
    let info = message_info(&account("hub"), &coins(1, "uatom"));
    let refused = instantiate(mock_dependencies().as_mut(), mock_env(), info, birth());
    assert_eq!(refused, Err(ContractError::FundsRefused { sent: "1uatom".to_string() }));
}

#[test]
fn lists_that_break_a_rule_are_refused() {
    assert_eq!(refused(vec![]), ContractError::ZeroTotal);
    assert_eq!(refused(vec![weight(0, 0), weight(1, 0)]), ContractError::ZeroTotal);
    let twice = ContractError::NamedTwice { validator: valoper(0) };
    assert_eq!(refused(vec![weight(0, 1), weight(1, 1), weight(0, 1)]), twice);
    let stranger = ContractError::NotOfTheChain { validator: valoper(500) };
    assert_eq!(refused(vec![weight(500, 1)]), stranger);
    let many = (0..=MAX_VALIDATORS).map(|index| weight(index, 1)).collect();
    assert_eq!(refused(many), ContractError::TooMany { max: 128, actual: 129 });
    let most = (0..MAX_VALIDATORS).map(|index| weight(index, 1)).collect();
    Registry::born(most, None).unwrap();
    let uneven = (0..6).map(|index| weight(index, if index == 0 { 2 } else { 1 })).collect();
    assert!(matches!(refused(uneven), ContractError::AboveMaxShare { .. }));
}

#[test]
fn a_few_validators_are_weighed_as_the_owner_says() {
    let (_, response) =
        Registry::born(vec![weight(0, 5), weight(1, 3), weight(2, 2)], None).unwrap();
    assert_eq!(told(&response).unwrap().1, Decimal::percent(50));
}

#[test]
fn a_cap_that_few_validators_cannot_keep_is_refused_when_it_is_asked_for() {
    let asked = |percent| {
        let max_share = Some(Decimal::percent(percent));
        let parameters = ParameterChanges { max_share, ..Default::default() };
        Registry::born((0..4).map(|i| weight(i, 1)).collect(), Some(parameters)).map(|_| ())
    };
    assert!(matches!(asked(24), Err(ContractError::OutOfBounds { parameter: "max_share", .. })));
    asked(25).unwrap();
}

#[test]
fn parameters_are_shown_with_their_bounds() {
    let config: ConfigResponse = Registry::new().ask(QueryMsg::Config {});
    assert_eq!(config.owner, Some(account("dao").into()));
    assert_eq!((config.hub, config.gauge), (account("hub").into(), Some(account("gauge").into())));
    let shown: Vec<_> = config
        .parameters
        .iter()
        .map(|row| [row.name.as_str(), row.value.as_str(), row.min.as_str(), row.max.as_str()])
        .collect();
    let expected = [
        ["daily_weight_change", "0.25", "0.01", "1"],
        ["max_share", "0.2", "0.1", "1"],
        ["drain_after", "259200", "3600", "1209600"],
        ["commission_limit", "0.2", "0", "1"],
        ["weigh_by_score", "false", "false", "true"],
    ];
    assert_eq!(shown, expected);
    let record = cw2::get_contract_version(&Registry::new().deps.storage).unwrap();
    assert_eq!(
        (record.contract.as_str(), record.version.as_str()),
        (CONTRACT_NAME, CONTRACT_VERSION)
    );
}

#[test]
fn parameters_end_at_their_bounds() {
    let one_up = Decimal::one() + Decimal::raw(1);
    let none = ParameterChanges::default;
    let over = [
        ParameterChanges { daily_weight_change: Some(one_up), ..none() },
        ParameterChanges { daily_weight_change: Some(Decimal::permille(9)), ..none() },
        ParameterChanges { max_share: Some(one_up), ..none() },
        ParameterChanges { max_share: Some(Decimal::permille(99)), ..none() },
        ParameterChanges { drain_after: Some(HOUR - 1), ..none() },
        ParameterChanges { drain_after: Some(14 * DAY + 1), ..none() },
        ParameterChanges { commission_limit: Some(one_up), ..none() },
    ];
    for parameters in over {
        let refused = Registry::new().act("dao", change(parameters.clone()));
        assert!(matches!(refused, Err(ContractError::OutOfBounds { .. })), "{parameters:?}");
    }
    let within = [
        ParameterChanges { daily_weight_change: Some(Decimal::one()), ..none() },
        ParameterChanges { daily_weight_change: Some(Decimal::percent(1)), ..none() },
        ParameterChanges { max_share: Some(Decimal::one()), ..none() },
        ParameterChanges { max_share: Some(Decimal::percent(10)), ..none() },
        ParameterChanges { drain_after: Some(HOUR), ..none() },
        ParameterChanges { drain_after: Some(14 * DAY), ..none() },
        ParameterChanges { commission_limit: Some(Decimal::zero()), ..none() },
        ParameterChanges { weigh_by_score: Some(true), ..none() },
    ];
    for parameters in within {
        let response = Registry::new().act("dao", change(parameters.clone())).unwrap();
        // A higher share waits.
        let lower = parameters.max_share.is_some_and(|share| share < Decimal::percent(20));
        let is_told = lower || parameters.weigh_by_score.is_some();
        assert_eq!(told(&response).is_some(), is_told, "{parameters:?}");
    }
}

#[test]
fn a_chain_of_minutes_has_short_times() {
    let mut deps = mock_dependencies();
    let registry = Registry::new();
    deps.querier = registry.deps.querier;
    let msg = InstantiateMsg {
        unbonding_period: 20 * MINUTE,
        validators: vec![weight(0, 1)],
        parameters: Some(ParameterChanges { drain_after: Some(MINUTE), ..Default::default() }),
        ..birth()
    };
    instantiate(deps.as_mut(), mock_env(), message_info(&account("hub"), &[]), msg).unwrap();
}

#[test]
fn only_the_owner_governs() {
    let mut registry = Registry::new();
    for msg in [
        add(10, 1),
        restore(0, 1),
        change(ParameterChanges::default()),
        ExecuteMsg::SetGauge { gauge: None },
    ] {
        for who in ["gauge", "hub", "anyone"] {
            let refused = registry.act(who, msg.clone());
            assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotOwner)));
        }
    }
}

#[test]
fn the_gauge_can_be_named_and_forgotten() {
    let mut registry = Registry::new();
    let weights = || set(vec![weight(0, 11)]);
    registry.act("gauge", weights()).unwrap();
    registry.act("dao", ExecuteMsg::SetGauge { gauge: None }).unwrap();
    let expected = ContractError::NeitherOwnerNorGauge { actual: account("gauge").into() };
    assert_eq!(registry.act("gauge", weights()), Err(expected));
    registry.act("dao", ExecuteMsg::SetGauge { gauge: Some(account("new").into()) }).unwrap();
    registry.act("new", weights()).unwrap();
}

#[test]
fn t69_the_ownership_moves_in_two_steps() {
    let mut registry = Registry::new();
    let (new_owner, expiry) = (account("new").into(), None);
    let offer = ExecuteMsg::UpdateOwnership(Action::TransferOwnership { new_owner, expiry });
    let accept = || ExecuteMsg::UpdateOwnership(Action::AcceptOwnership);
    registry.act("dao", offer).unwrap();
    let refused = registry.act("eve", accept());
    assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotPendingOwner)));
    let response = registry.act("new", accept()).unwrap();
    let event = "weir_registry_ownership_updated";
    assert_eq!(attribute(&response, event, "owner"), Some(account("new").into()));
    let refused = registry.act("dao", add(10, 1));
    assert_eq!(refused, Err(ContractError::Ownership(OwnershipError::NotOwner)));
}

#[test]
fn t22_coins_with_any_message_are_refused() {
    let mut registry = Registry::new();
    let info = message_info(&account("anyone"), &coins(5, "uatom"));
    let refused =
        execute(registry.deps.as_mut(), registry.env.clone(), info, ExecuteMsg::Refresh {});
    assert_eq!(refused, Err(ContractError::FundsRefused { sent: "5uatom".to_string() }));
}

#[test]
fn unknown_fields_are_refused() {
    for json in [
        r#"{"set_weights":{"weights":[{"validator":"a","weight":1,"cap":2}]}}"#,
        r#"{"set_weights":{"weights":[{"validator":"a","weight":"1"}]}}"#,
        r#"{"refresh":{"limit":1}}"#,
        r#"{"update_config":{"parameters":{"maxshare":"1"}}}"#,
        r#"{"update_config":{"parameters":{},"x":1}}"#,
        r#"{"jail":{}}"#,
    ] {
        assert!(from_json::<ExecuteMsg>(json).is_err(), "{json}");
    }
    assert_eq!(from_json::<ExecuteMsg>(r#"{"refresh":{}}"#), Ok(ExecuteMsg::Refresh {}));
}

#[test]
fn anyone_may_tell_the_hub_again() {
    let response = Registry::new().act("anyone", ExecuteMsg::PushTargets {}).unwrap();
    assert_eq!(told_weights(&response), vec![10; 10]);
    let event = "weir_registry_targets_pushed";
    assert_eq!(attribute(&response, event, "total_weight"), Some("100".to_string()));
}

#[test]
fn cranks_say_when_a_refresh_is_ready() {
    let mut registry = Registry::new();
    let crank = |registry: &Registry| {
        let mut cranks: Vec<Crank> = registry.ask(QueryMsg::Cranks {});
        (cranks.len(), cranks.remove(0))
    };
    let name = "refresh".to_string();
    let at = registry.now();
    let first = Crank { name: name.clone(), ready: true, ready_at: Some(at) };
    assert_eq!(crank(&registry), (1, first));
    registry.refresh_after(5);
    let ready_at = Some(at + 5 + 10 * MINUTE);
    registry.pass(10 * MINUTE - 1);
    assert_eq!(crank(&registry).1, Crank { name: name.clone(), ready: false, ready_at });
    registry.pass(1);
    assert_eq!(crank(&registry).1, Crank { name, ready: true, ready_at });
}

#[test]
fn keys_of_storage_are_the_names_of_their_constants() {
    let mut registry = Registry::new();
    registry.act("dao", set(vec![weight(0, 11)])).unwrap();
    registry.refresh_after(1);
    let row = [b"\0\x0avalidators".as_slice(), valoper(0).as_bytes()].concat();
    let keys: [&[u8]; 7] = [
        b"config",
        b"last_refresh",
        b"changes",
        b"pushed_at",
        b"ownership",
        b"contract_info",
        &row,
    ];
    for key in keys {
        assert!(registry.deps.storage.get(key).is_some(), "{}", String::from_utf8_lossy(key));
    }
}
