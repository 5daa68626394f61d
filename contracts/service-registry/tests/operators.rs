//! Operators, and the handshake with services.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use weir_interface::restaking::Asset;
use weir_interface::service_registry::{
    Change, ExecuteMsg, LinkResponse, LinkState, QueryMsg, Verb,
};
use weir_quantities::Magnitude;
use weir_service_registry::ContractError;

fn hot_key(verb: Verb, key: Option<&str>) -> ExecuteMsg {
    let key = key.map(|key| account(key).into());
    ExecuteMsg::SetHotKey { operator: operator(1), verb, key }
}

fn jail(until: u64) -> ExecuteMsg {
    ExecuteMsg::Jail { operator: operator(1), service: service(1), until }
}

fn may(registry: &Registry, verb: Verb, who: &str) -> bool {
    let account = account(who).into();
    registry.ask(QueryMsg::MayAct { operator: operator(1), verb, account })
}

#[test]
fn a_link_is_active_when_both_have_said_yes_in_any_order() {
    for (first, second, half) in [
        ("operator", "service", LinkState::OperatorOnly),
        ("service", "operator", LinkState::ServiceOnly),
    ] {
        let mut registry = Registry::new();
        assert_eq!(registry.state(), LinkState::None);
        registry.link(first).unwrap();
        assert_eq!(registry.state(), half);
        assert!(matches!(registry.link(first), Err(ContractError::AlreadyLinked { .. })));
        registry.link(second).unwrap();
        assert_eq!(registry.state(), LinkState::Active);
        registry.unlink(first).unwrap();
        assert!(matches!(registry.unlink(first), Err(ContractError::NotLinked { .. })));
        registry.unlink(second).unwrap();
        assert_eq!(registry.state(), LinkState::None);
    }
}

#[test]
fn a_stranger_walks_on_the_handshake_and_nothing_happens() {
    let mut registry = Registry::new();
    registry.register_operator("mallory").unwrap();
    registry.register_service("trent").unwrap();
    for stranger in ["mallory", "trent", "dao", "guardian", "alice"] {
        let role = "operator or service's owner";
        let unauthorized = |answer| matches!(answer, Err(ContractError::Unauthorized { role: told, .. }) if told == role);
        assert!(unauthorized(registry.link(stranger).map(drop)), "{stranger}");
        assert!(unauthorized(registry.unlink(stranger).map(drop)), "{stranger}");
    }
    // Half of a link by another operator is his own business.
    let msg = ExecuteMsg::Link { operator: operator(2), service: service(1) };
    registry.act("mallory", msg).unwrap();
    assert_eq!(registry.state(), LinkState::None);
}

#[test]
fn an_operator_leaves_a_link_only_when_no_vault_of_his_is_slashable() {
    let mut registry = Registry::new();
    let vault = registry.create_vault().unwrap();
    registry.link("operator").unwrap();
    registry.link("service").unwrap();
    registry.vaults(Vaults { slashable: Some(5), ..Vaults::default() });
    assert_eq!(
        registry.unlink("operator"),
        Err(ContractError::StillSlashable {
            vault,
            service: service(1),
            slashable: Magnitude::new(5)
        })
    );
    // The service ends what is to come, not what was promised.
    registry.unlink("service").unwrap();
    assert_eq!(registry.state(), LinkState::OperatorOnly);
    registry.unlink("operator").unwrap();
    registry.vaults(Vaults::default());
    registry.link("operator").unwrap();
    registry.link("service").unwrap();
    registry.unlink("operator").unwrap();
}

#[test]
fn every_vault_of_an_operator_is_asked_before_he_leaves_a_link() {
    let mut registry = Registry::new();
    let first = registry.create_vault().unwrap();
    let (operator, asset) = (operator(1), Asset::Native { denom: "uatom".to_string() });
    let another = ExecuteMsg::CreateVault { operator, asset, parameters: None };
    let second = attribute(&registry.act("operator", another).unwrap(), "vault");
    registry.link("operator").unwrap();
    registry.link("service").unwrap();
    for vault in [first, second] {
        let by = Some(vault.clone());
        registry.vaults(Vaults { slashable: Some(5), by, ..Vaults::default() });
        let (service, slashable) = (service(1), Magnitude::new(5));
        let still = ContractError::StillSlashable { vault, service, slashable };
        assert_eq!(registry.unlink("operator"), Err(still));
    }
    let by = Some(account("another operator's").into());
    registry.vaults(Vaults { slashable: Some(5), by, ..Vaults::default() });
    registry.unlink("operator").unwrap();
}

#[test]
fn a_service_jails_for_at_most_ninety_days_and_no_longer_by_a_new_link() {
    let mut registry = Registry::new();
    let until = registry.now() + 90 * DAY;
    registry.link("operator").unwrap();
    assert!(matches!(
        registry.act("service", jail(until)),
        Err(ContractError::NothingToJail { .. })
    ));
    registry.link("service").unwrap();
    assert!(matches!(
        registry.act("operator", jail(until)),
        Err(ContractError::Unauthorized { role: "service's owner", .. })
    ));
    assert!(matches!(
        registry.act("service", jail(until + 1)),
        Err(ContractError::OutOfBounds { what: "until", .. })
    ));
    registry.act("service", jail(until)).unwrap();
    assert_eq!(registry.state(), LinkState::Jailed { until });
    // Saying no and yes again does not let him out.
    registry.unlink("operator").unwrap();
    registry.unlink("service").unwrap();
    registry.link("operator").unwrap();
    registry.link("service").unwrap();
    assert_eq!(registry.state(), LinkState::Jailed { until });
    registry.pass(90 * DAY);
    assert_eq!(registry.state(), LinkState::Active);
    let until = registry.now() + DAY;
    registry.act("service", jail(until)).unwrap();
    let now = registry.now();
    registry.act("service", jail(now)).unwrap();
    assert_eq!(registry.state(), LinkState::Active);
}

#[test]
fn a_hot_key_has_its_verb_alone_and_goes_with_the_admin_who_gave_it() {
    let mut registry = Registry::new();
    registry.act("operator", hot_key(Verb::Link, Some("hot"))).unwrap();
    assert!(may(&registry, Verb::Link, "hot") && !may(&registry, Verb::Announce, "hot"));
    assert!(may(&registry, Verb::Announce, "operator"));
    registry.link("hot").unwrap();
    assert!(matches!(
        registry.act("hot", hot_key(Verb::Lower, Some("hot"))),
        Err(ContractError::Unauthorized { role: "operator's admin", .. })
    ));
    let offer = ExecuteMsg::TransferOperator {
        operator: operator(1),
        new_admin: Some(account("heir").into()),
    };
    registry.act("operator", offer).unwrap();
    let accept = || ExecuteMsg::AcceptOperator { operator: operator(1) };
    assert!(matches!(registry.act("alice", accept()), Err(ContractError::Unauthorized { .. })));
    registry.act("heir", accept()).unwrap();
    assert_eq!(registry.operator().admin, account("heir").to_string());
    assert!(!may(&registry, Verb::Link, "hot") && !may(&registry, Verb::Link, "operator"));
}

#[test]
fn a_hot_key_that_was_replaced_or_taken_away_may_nothing_more() {
    let mut registry = Registry::new();
    for verb in [Verb::Link, Verb::Lower] {
        registry.act("operator", hot_key(verb, Some("first"))).unwrap();
    }
    registry.act("operator", hot_key(Verb::Link, Some("second"))).unwrap();
    let holds = |registry: &Registry| {
        let may = |verb, who| may(registry, verb, who);
        [may(Verb::Link, "first"), may(Verb::Link, "second"), may(Verb::Lower, "first")]
    };
    assert_eq!(holds(&registry), [false, true, true]);
    assert!(matches!(registry.link("first"), Err(ContractError::Unauthorized { .. })));
    registry.link("second").unwrap();
    registry.act("operator", hot_key(Verb::Link, None)).unwrap();
    assert_eq!(holds(&registry), [false, false, true]);
    assert!(matches!(registry.unlink("second"), Err(ContractError::Unauthorized { .. })));
    assert_eq!(registry.operator().hot_keys.len(), 1);
}

#[test]
fn another_bond_address_waits_longer_than_any_exit() {
    let mut registry = Registry::new();
    let set = || ExecuteMsg::SetBondAddress {
        operator: operator(1),
        bond_address: account("thief").into(),
    };
    let cancel =
        || ExecuteMsg::CancelChange { change: Change::BondAddress { operator: operator(1) } };
    assert!(registry.act("alice", set()).is_err());
    registry.act("operator", set()).unwrap();
    registry.pass(NOTICE - 1);
    assert_eq!(registry.operator().bond_address, account("safe").to_string());
    registry.act("operator", cancel()).unwrap();
    registry.pass(1);
    assert_eq!(registry.operator().bond_address, account("safe").to_string());
    registry.act("operator", set()).unwrap();
    registry.pass(NOTICE);
    assert_eq!(registry.operator().bond_address, account("thief").to_string());
    assert_eq!(
        registry.act("operator", cancel()),
        Err(ContractError::NothingPending { change: "bond_address" })
    );
}

#[test]
fn links_are_listed_from_both_sides() {
    let mut registry = Registry::new();
    registry.register_operator("second").unwrap();
    registry.link("service").unwrap();
    registry
        .act("second", ExecuteMsg::Link { operator: operator(2), service: service(1) })
        .unwrap();
    let by_service: Vec<LinkResponse> = registry.ask(QueryMsg::LinksByService {
        service: service(1),
        start_after: None,
        limit: None,
    });
    let states: Vec<_> = by_service.iter().map(|link| (link.operator.u64(), link.state)).collect();
    assert_eq!(states, [(1, LinkState::ServiceOnly), (2, LinkState::OperatorOnly)]);
    let by_operator: Vec<LinkResponse> = registry.ask(QueryMsg::LinksByOperator {
        operator: operator(2),
        start_after: None,
        limit: None,
    });
    assert_eq!(by_operator.len(), 1);
}
