//! Birth, parameters, pauses, the bond, ownership, migration.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::testing::{message_info, mock_dependencies, mock_env};
use cosmwasm_std::{coin, Decimal};
use weir_accounting::vault::VaultError;
use weir_contract::MigrationError;
use weir_interface::restaking::Asset;
use weir_interface::vault::{
    BondResponse, ConfigResponse, ExecuteMsg, Links, MigrateMsg, ParameterChanges, QueryMsg,
    ReceiveMsg, Scope,
};
use weir_quantities::Assets;
use weir_restaking_vault::contract::instantiate;
use weir_restaking_vault::migrate::migrate;
use weir_restaking_vault::{ContractError, CONTRACT_NAME};

fn pause(scopes: &[Scope], seconds: u64) -> ExecuteMsg {
    ExecuteMsg::Pause { scopes: scopes.to_vec(), seconds }
}

#[test]
fn birth_takes_parameters_within_their_bounds_and_no_coins() {
    let asset = || Asset::Native { denom: "uatom".to_string() };
    let born = |changes: ParameterChanges, funds: &[cosmwasm_std::Coin]| {
        let mut deps = mock_dependencies();
        let mut msg = birth(asset());
        msg.parameters = Some(changes);
        let info = message_info(&account("registry"), funds);
        instantiate(deps.as_mut(), mock_env(), info, msg)
    };
    let none = ParameterChanges::default;
    assert!(born(none(), &[]).is_ok());
    assert!(matches!(born(none(), &[coin(1, "uatom")]), Err(ContractError::FundsRefused { .. })));
    for changes in [
        ParameterChanges { exit_delay: Some(14 * DAY - 1), ..none() },
        ParameterChanges { exit_delay: Some(28 * DAY + 1), ..none() },
        ParameterChanges { leverage: Some(Decimal::percent(201)), ..none() },
        ParameterChanges { leverage: Some(Decimal::percent(99)), ..none() },
        ParameterChanges { cap: Some(Decimal::percent(51)), ..none() },
        ParameterChanges { per_service: Some(Decimal::percent(51)), ..none() },
        ParameterChanges { breaker: Some(Decimal::percent(4)), ..none() },
    ] {
        assert!(matches!(born(changes, &[]), Err(ContractError::OutOfBounds { .. })));
    }
}

#[test]
fn what_lowers_risk_counts_now_and_what_raises_it_after_the_notice() {
    let mut vault = Vault::new();
    let leverage = |percent| ParameterChanges {
        leverage: Some(Decimal::percent(percent)),
        ..ParameterChanges::default()
    };
    update(&mut vault, leverage(150)).unwrap();
    assert_eq!(parameter(&vault, "leverage"), ("1".to_string(), true));
    vault.pass(NOTICE - 1);
    vault.settle();
    assert_eq!(parameter(&vault, "leverage"), ("1".to_string(), true));
    vault.pass(1);
    vault.settle();
    assert_eq!(parameter(&vault, "leverage"), ("1.5".to_string(), false));
    update(&mut vault, leverage(120)).unwrap();
    assert_eq!(parameter(&vault, "leverage"), ("1.2".to_string(), false));
}

#[test]
fn a_change_that_waits_is_taken_back_by_its_name() {
    let mut vault = Vault::new();
    let changes = ParameterChanges {
        exit_delay: Some(28 * DAY),
        leverage: Some(Decimal::percent(150)),
        ..ParameterChanges::default()
    };
    update(&mut vault, changes).unwrap();
    for name in ["exit_delay", "leverage"] {
        assert!(parameter(&vault, name).1, "{name}");
        let cancel = || ExecuteMsg::CancelChange { name: name.to_string() };
        assert!(matches!(vault.act("alice", cancel()), Err(ContractError::Ownership(_))));
        vault.act("owner", cancel()).unwrap();
        assert!(!parameter(&vault, name).1, "{name}");
        assert_eq!(
            vault.act("owner", cancel()),
            Err(ContractError::NothingPending { name: name.to_string() })
        );
    }
}

#[test]
fn a_shorter_exit_delay_must_outlast_every_slash() {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    // 7 + 5 + 3 days and a review: 17 days.
    vault.world(World {
        evidence_window: 7 * DAY,
        resolution_window: 5 * DAY,
        execution_window: 3 * DAY,
        ..World::default()
    });
    vault.announce(1, 50).unwrap();
    let delay = |days: u64| ParameterChanges {
        exit_delay: Some(days * DAY),
        ..ParameterChanges::default()
    };
    assert!(matches!(
        update(&mut vault, delay(17)),
        Err(ContractError::Books(VaultError::ExitTooShort { .. }))
    ));
    update(&mut vault, delay(18)).unwrap();
}

#[test]
fn a_new_commission_is_the_operators_and_waits() {
    let mut vault = Vault::new();
    let set = |percent| ExecuteMsg::SetCommission { commission: Decimal::percent(percent) };
    assert!(matches!(
        vault.act("owner", set(10)),
        Err(ContractError::Unauthorized { role: "operator's admin", .. })
    ));
    assert!(matches!(vault.act("operator", set(51)), Err(ContractError::OutOfBounds { .. })));
    vault.act("operator", set(10)).unwrap();
    assert!(parameter(&vault, "commission").1);
    vault.pass(NOTICE);
    assert!(vault.settle().messages.is_empty());
    assert_eq!(parameter(&vault, "commission"), ("0.1".to_string(), false));
}

/// Links with another coordinator, and without fund and hub.
fn other_links() -> Links {
    Links {
        coordinator: account("other").into(),
        distributor: account("distributor").into(),
        fund: None,
        hub: None,
        treasury: account("treasury").into(),
    }
}

#[test]
fn other_links_and_listeners_wait_for_the_notice() {
    let mut vault = Vault::new();
    let links = other_links();
    let listeners = vec![account("lender").to_string()];
    vault.act("owner", ExecuteMsg::SetLinks { links: links.clone() }).unwrap();
    vault.act("owner", ExecuteMsg::SetListeners { listeners: listeners.clone() }).unwrap();
    vault.settle();
    let config: ConfigResponse = vault.ask(QueryMsg::Config {});
    assert_eq!(config.links.coordinator, account("coordinator").to_string());
    assert_eq!(config.pending_links.unwrap().links, links);
    assert!(config.listeners.is_empty());
    vault.pass(NOTICE);
    vault.settle();
    let config: ConfigResponse = vault.ask(QueryMsg::Config {});
    assert_eq!((config.links, config.listeners), (links, listeners));
    let five = (0..5).map(|number| account(&format!("lender{number}")).into()).collect();
    let twice = vec![account("lender").into(), account("lender").into()];
    for listeners in [five, twice] {
        assert_eq!(
            vault.act("owner", ExecuteMsg::SetListeners { listeners }),
            Err(ContractError::BadListeners { max: 4 })
        );
    }
}

#[test]
fn the_owners_messages_are_the_owners_alone() {
    let mut vault = Vault::new();
    let changes = ParameterChanges::default();
    let links = other_links();
    for msg in [
        ExecuteMsg::UpdateConfig { changes },
        ExecuteMsg::SetLinks { links },
        ExecuteMsg::UpdateOwnership(cw_ownable::Action::RenounceOwnership),
        ExecuteMsg::SetListeners { listeners: vec![] },
        ExecuteMsg::SetGuardian { guardian: None },
        ExecuteMsg::Resume { scopes: vec![Scope::Deposits] },
        ExecuteMsg::CancelChange { name: "links".to_string() },
    ] {
        for stranger in ["alice", "operator", "guardian"] {
            assert!(matches!(vault.act(stranger, msg.clone()), Err(ContractError::Ownership(_))));
        }
    }
}

#[test]
fn the_guardian_pauses_for_72_hours_and_then_waits_as_long() {
    let mut vault = Vault::new();
    assert!(matches!(
        vault.act("alice", pause(&[Scope::Deposits], 60)),
        Err(ContractError::Unauthorized { role: "owner or guardian", .. })
    ));
    assert!(matches!(
        vault.act("guardian", pause(&[Scope::Deposits], 3 * DAY + 1)),
        Err(ContractError::PauseTooLong { .. })
    ));
    vault.act("guardian", pause(&[Scope::Deposits], 3 * DAY)).unwrap();
    vault.pass(6 * DAY - 1);
    assert!(matches!(
        vault.act("guardian", pause(&[Scope::Deposits], 60)),
        Err(ContractError::CoolDown { scope: Scope::Deposits, .. })
    ));
    vault.pass(1);
    vault.act("guardian", pause(&[Scope::Deposits], 60)).unwrap();
    for scopes in [vec![], vec![Scope::Deposits, Scope::Deposits]] {
        assert_eq!(vault.act("owner", pause(&scopes, 60)), Err(ContractError::BadScopes {}));
    }
}

#[test]
fn nobody_stops_the_clock_for_more_than_fourteen_days_of_ninety() {
    let mut vault = Vault::new();
    assert!(matches!(
        vault.act("owner", pause(&[Scope::Executions], 14 * DAY + 1)),
        Err(ContractError::Books(VaultError::StopTooLong { .. }))
    ));
    vault.act("owner", pause(&[Scope::Executions], 14 * DAY)).unwrap();
    vault.pass(20 * DAY);
    assert!(matches!(
        vault.act("owner", pause(&[Scope::Requests], 60)),
        Err(ContractError::Books(VaultError::StopTooLong { .. }))
    ));
    // What does not stop the clock is not limited by it.
    vault.act("owner", pause(&[Scope::Deposits], 20 * DAY)).unwrap();
}

#[test]
fn a_pause_never_touches_an_exit_that_has_matured() {
    let mut vault = Vault::new();
    vault.deposit("alice", 5_000).unwrap();
    vault.exit("alice", 5_000_000).unwrap();
    vault.pass(EXIT_DELAY + DAY);
    let all = [Scope::Deposits, Scope::Commitments, Scope::Requests, Scope::Executions];
    vault.act("owner", pause(&all, 14 * DAY)).unwrap();
    let claim = ExecuteMsg::ClaimExit { receiver: None, limit: None };
    assert_eq!(calls(&vault.act("alice", claim).unwrap()), [payment("alice", 5_000)]);
}

#[test]
fn the_bond_leaves_after_the_exit_delay_to_the_address_the_registry_names() {
    let mut vault = Vault::new();
    vault.send("operator", 10_000, ReceiveMsg::AddBond {}).unwrap();
    let out = |units| ExecuteMsg::RequestBondExit { assets: Assets::new(units) };
    assert!(matches!(
        vault.act("owner", out(1)),
        Err(ContractError::Unauthorized { role: "operator's admin", .. })
    ));
    assert!(matches!(
        vault.act("operator", out(10_001)),
        Err(ContractError::Books(VaultError::BondTooSmall { .. }))
    ));
    vault.act("operator", out(4_000)).unwrap();
    let bond: BondResponse = vault.ask(QueryMsg::Bond {});
    assert_eq!((bond.active, bond.exits.len()), (Assets::new(6_000), 1));
    vault.pass(EXIT_DELAY - 1);
    let claim = || ExecuteMsg::ClaimBond {};
    assert_eq!(vault.act("anyone", claim()), Err(ContractError::NothingOwed {}));
    vault.pass(1);
    let response = vault.act("anyone", claim()).unwrap();
    assert_eq!(calls(&response), [payment("vaultkeeper", 4_000)]);
}

#[test]
fn migration_takes_an_older_version_of_the_same_contract_alone() {
    let mut vault = Vault::new();
    let mut from = |name: &str, version: &str| {
        cw2::set_contract_version(vault.deps.as_mut().storage, name, version).unwrap();
        migrate(vault.deps.as_mut(), mock_env(), MigrateMsg {})
    };
    assert!(matches!(
        from("crates.io:other", "0.0.1"),
        Err(ContractError::Migration(MigrationError::OtherContract { .. }))
    ));
    assert!(matches!(
        from(CONTRACT_NAME, "9.9.9"),
        Err(ContractError::Migration(MigrationError::NotNewer { .. }))
    ));
    assert!(matches!(
        from(CONTRACT_NAME, "one"),
        Err(ContractError::Migration(MigrationError::NoVersion { .. }))
    ));
    assert!(from(CONTRACT_NAME, "0.0.1").is_ok());
}

#[test]
fn t69_ownership_moves_in_two_steps_and_only_to_whom_it_was_offered() {
    let mut vault = Vault::new();
    let offer = |to: &str| {
        let new_owner = account(to).into();
        let offer = cw_ownable::Action::TransferOwnership { new_owner, expiry: None };
        ExecuteMsg::UpdateOwnership(offer)
    };
    let accept = || ExecuteMsg::UpdateOwnership(cw_ownable::Action::AcceptOwnership);
    vault.act("owner", offer("dao")).unwrap();
    vault.act("owner", offer("council")).unwrap();
    assert!(matches!(vault.act("dao", accept()), Err(ContractError::Ownership(_))));
    vault.act("council", accept()).unwrap();
    let config: ConfigResponse = vault.ask(QueryMsg::Config {});
    assert_eq!(config.owner, Some(account("council").into()));
    assert!(matches!(vault.act("owner", offer("owner")), Err(ContractError::Ownership(_))));
}

#[test]
fn an_exit_delay_that_is_in_force_is_not_taken_back() {
    let mut vault = Vault::new();
    let changes = ParameterChanges { exit_delay: Some(28 * DAY), ..ParameterChanges::default() };
    update(&mut vault, changes).unwrap();
    // 28 days and two more: nobody has called the vault since.
    vault.pass(30 * DAY);
    let cancel = ExecuteMsg::CancelChange { name: "exit_delay".to_string() };
    assert!(matches!(vault.act("owner", cancel), Err(ContractError::NothingPending { .. })));
}
