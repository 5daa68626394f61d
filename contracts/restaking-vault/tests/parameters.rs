//! What waits and what counts at once, bounds, and taking back.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::Decimal;
use weir_interface::vault::{ConfigResponse, ExecuteMsg, ParameterChanges, QueryMsg};
use weir_restaking_vault::ContractError;

#[test]
fn a_later_word_takes_the_place_of_a_raise_that_waits_whichever_way_it_goes() {
    for (first, second, in_force) in [(150, 180, "1.8"), (150, 120, "1.2"), (150, 100, "1")] {
        let mut vault = Vault::new();
        for percent in [first, second] {
            let leverage = Some(Decimal::percent(percent));
            update(&mut vault, ParameterChanges { leverage, ..ParameterChanges::default() })
                .unwrap();
        }
        let waits = in_force != "1";
        assert_eq!(parameter(&vault, "leverage"), ("1".to_string(), waits), "{in_force}");
        vault.pass(NOTICE);
        vault.settle();
        assert_eq!(parameter(&vault, "leverage"), (in_force.to_string(), false));
    }
    // Other words leave it alone, and whoever only takes it back is told so.
    let mut vault = Vault::new();
    let of = |leverage, breaker| ParameterChanges { leverage, breaker, ..Default::default() };
    update(&mut vault, of(Some(Decimal::percent(150)), None)).unwrap();
    update(&mut vault, of(None, Some(Decimal::percent(30)))).unwrap();
    assert!(parameter(&vault, "leverage").1);
    let changes = of(Some(Decimal::one()), None);
    let response = vault.act("owner", ExecuteMsg::UpdateConfig { changes }).unwrap();
    assert_eq!(events(&response), ["weir_vault_change_cancelled", "weir_vault_config_updated"]);
    assert_eq!(response.events[1].attributes[0].value, "0", "raises that wait");
}

#[test]
fn a_part_is_no_more_than_the_cap_though_the_caps_own_raise_was_taken_back() {
    let mut vault = Vault::new();
    let percent = |percent| Some(Decimal::percent(percent));
    let changes = |cap, part| ParameterChanges {
        cap,
        per_service: part,
        per_group: part,
        ..ParameterChanges::default()
    };
    update(&mut vault, changes(percent(40), None)).unwrap();
    update(&mut vault, changes(percent(50), percent(45))).unwrap();
    vault.act("owner", ExecuteMsg::CancelChange { name: "cap".to_string() }).unwrap();
    vault.pass(NOTICE);
    vault.settle();
    for name in ["cap", "per_service", "per_group"] {
        assert_eq!(parameter(&vault, name), ("0.4".to_string(), false), "{name}");
    }
}

#[test]
fn parameters_out_of_their_bounds_are_refused_now_and_to_come() {
    let mut vault = Vault::new();
    vault.deposit("alice", 5_000).unwrap();
    let percent = |percent| Some(Decimal::percent(percent));
    let none = ParameterChanges::default;
    let before = rows(&vault);
    for (expected, changes) in [
        ("exit_delay", ParameterChanges { exit_delay: Some(14 * DAY - 1), ..none() }),
        ("exit_delay", ParameterChanges { exit_delay: Some(28 * DAY + 1), ..none() }),
        ("exit_delay", ParameterChanges { exit_delay: Some(u64::MAX), ..none() }),
        ("leverage", ParameterChanges { leverage: percent(99), ..none() }),
        ("leverage", ParameterChanges { leverage: percent(201), ..none() }),
        ("cap", ParameterChanges { cap: percent(0), ..none() }),
        ("cap", ParameterChanges { cap: percent(51), ..none() }),
        ("per_service", ParameterChanges { per_service: percent(0), ..none() }),
        ("per_service", ParameterChanges { per_service: percent(51), ..none() }),
        ("per_group", ParameterChanges { per_group: percent(0), ..none() }),
        ("per_group", ParameterChanges { per_group: Some(Decimal::MAX), ..none() }),
        ("breaker", ParameterChanges { breaker: percent(4), ..none() }),
        ("breaker", ParameterChanges { breaker: percent(51), ..none() }),
        // A part beyond the cap to come, though not beyond the one of now.
        ("per_group", ParameterChanges { cap: percent(30), per_group: percent(31), ..none() }),
    ] {
        match update(&mut vault, changes).unwrap_err() {
            ContractError::OutOfBounds { name, .. } => assert_eq!(name, expected),
            other => panic!("{expected}: {other}"),
        }
        assert_eq!(rows(&vault), before, "{expected}");
    }
}

#[test]
fn whoever_announced_a_change_takes_it_back_and_nobody_else_does() {
    let mut vault = Vault::new();
    let commission = Decimal::percent(10);
    let listeners = vec![account("lender").into()];
    vault.act("operator", ExecuteMsg::SetCommission { commission }).unwrap();
    vault.act("owner", ExecuteMsg::SetListeners { listeners }).unwrap();
    let links = birth(lst()).links;
    vault.act("owner", ExecuteMsg::SetLinks { links }).unwrap();
    let before = rows(&vault);
    for (name, whose) in [("commission", "operator"), ("listeners", "owner"), ("links", "owner")] {
        let cancel = || ExecuteMsg::CancelChange { name: name.to_string() };
        for stranger in ["operator", "owner", "guardian", "hot", "alice"] {
            if stranger == whose {
                continue;
            }
            let role = "operator's admin";
            match vault.act(stranger, cancel()).unwrap_err() {
                ContractError::Unauthorized { role: told, caller } if name == "commission" => {
                    assert_eq!((told, caller), (role, account(stranger).into_string()));
                }
                ContractError::Ownership(_) if name != "commission" => {}
                other => panic!("{name} by {stranger}: {other}"),
            }
        }
    }
    assert_eq!(rows(&vault), before);
    for (name, whose) in [("commission", "operator"), ("listeners", "owner"), ("links", "owner")] {
        let cancel = || ExecuteMsg::CancelChange { name: name.to_string() };
        vault.act(whose, cancel()).unwrap();
        let nothing = ContractError::NothingPending { name: name.to_string() };
        assert_eq!(vault.act(whose, cancel()), Err(nothing));
    }
    vault.pass(NOTICE);
    let settled = vault.settle();
    assert!(settled.messages.is_empty(), "the distributor hears of no commission");
    let config: ConfigResponse = vault.ask(QueryMsg::Config {});
    assert!(config.listeners.is_empty() && config.pending_links.is_none());
    assert_eq!(parameter(&vault, "commission"), ("0.05".to_string(), false));
    let name = "nothing of the kind".to_string();
    let cancel = ExecuteMsg::CancelChange { name: name.clone() };
    assert_eq!(vault.act("owner", cancel), Err(ContractError::NothingPending { name }));
}
