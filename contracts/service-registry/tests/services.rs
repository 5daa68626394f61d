//! Services and their terms.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::Decimal;
use weir_interface::restaking::{Destination, Terms, TermsResponse};
use weir_interface::service_registry::{Attack, ExecuteMsg, Metadata, QueryMsg, ServiceResponse};
use weir_quantities::{Assets, GroupId, TermsVersion};
use weir_service_registry::ContractError;

fn refused(change: impl FnOnce(&mut Terms)) -> ContractError {
    let mut terms = terms();
    change(&mut terms);
    Registry::new().publish("service", terms).unwrap_err()
}

fn revoke(version: u64) -> ExecuteMsg {
    ExecuteMsg::RevokeVersion { service: service(1), version: TermsVersion::new(version) }
}

fn groups(ids: &[u64]) -> ExecuteMsg {
    let groups = ids.iter().copied().map(GroupId::new).collect();
    ExecuteMsg::SetGroups { service: service(1), groups }
}

#[test]
fn what_a_service_says_of_attacks_is_within_bounds_and_its_owners_word() {
    let mut registry = Registry::new();
    let said = |profit: u128, percent| {
        let (profit, threshold) = (Assets::new(profit), Decimal::percent(percent));
        Some(Attack { profit, threshold })
    };
    let declare = |attack| ExecuteMsg::DeclareAttack { service: service(1), attack };
    let out = |refused: ContractError, expected: &str| match refused {
        ContractError::OutOfBounds { what, .. } => assert_eq!(what, expected),
        other => panic!("{other}"),
    };
    out(registry.act("service", declare(said(0, 33))).unwrap_err(), "profit");
    out(registry.act("service", declare(said(1, 0))).unwrap_err(), "threshold");
    out(registry.act("service", declare(said(1, 101))).unwrap_err(), "threshold");
    let stranger = registry.act("dao", declare(said(1, 33))).unwrap_err();
    assert!(matches!(stranger, ContractError::Unauthorized { .. }), "{stranger}");
    assert_eq!(registry.service().attack, None);
    for said in [said(1, 100), said(500, 33), None] {
        registry.act("service", declare(said)).unwrap();
        assert_eq!(registry.service().attack, said);
    }
}

#[test]
fn every_version_of_terms_stays_as_it_was_published() {
    let mut registry = Registry::new();
    let harder = Terms { max_slash: Decimal::percent(30), ..terms() };
    registry.publish("service", harder.clone()).unwrap();
    let versions: Vec<TermsResponse> =
        registry.ask(QueryMsg::Versions { service: service(1), start_after: None, limit: None });
    assert_eq!(versions.len(), 2);
    assert_eq!((&versions[0].terms, &versions[1].terms), (&terms(), &harder));
    let newest: TermsResponse =
        registry.ask(QueryMsg::Terms { service: service(1), version: None });
    assert_eq!(newest.version, TermsVersion::new(2));
    assert_eq!(registry.service().version, Some(TermsVersion::new(2)));
}

#[test]
fn terms_outside_of_the_bounds_are_refused_each_by_its_name() {
    let out = |refused: ContractError, expected: &str| match refused {
        ContractError::OutOfBounds { what, .. } => assert_eq!(what, expected),
        other => panic!("{other}"),
    };
    out(refused(|terms| terms.max_slash = Decimal::zero()), "max_slash");
    out(refused(|terms| terms.max_slash = Decimal::percent(101)), "max_slash");
    out(refused(|terms| terms.evidence_window = 0), "evidence_window");
    out(refused(|terms| terms.evidence_window = 7 * DAY + 1), "evidence_window");
    out(refused(|terms| terms.resolution_window = 3_599), "resolution_window");
    out(refused(|terms| terms.resolution_window = 5 * DAY + 1), "resolution_window");
    out(refused(|terms| terms.execution_window = DAY - 1), "execution_window");
    out(refused(|terms| terms.execution_window = 3 * DAY + 1), "execution_window");
    for (evidence, resolution, execution) in [(1, 3_600, DAY), (7 * DAY, 5 * DAY, 3 * DAY)] {
        let edge = Terms {
            evidence_window: evidence,
            resolution_window: resolution,
            execution_window: execution,
            max_slash: Decimal::one(),
            ..terms()
        };
        Registry::new().publish("service", edge).unwrap();
    }
}

#[test]
fn a_resolver_or_hook_that_is_no_contract_is_refused() {
    let alice = account("alice").to_string();
    assert_eq!(
        refused(|terms| terms.resolvers = vec![account("alice").into()]),
        ContractError::NoContract { role: "resolver", address: alice.clone() }
    );
    assert!(matches!(
        refused(|terms| terms.resolvers = vec![]),
        ContractError::BadCount { what: "resolvers", min: 1, max: 2, actual: 0 }
    ));
    let three = ["council", "court", "listener"].map(|name| account(name).into()).to_vec();
    assert!(matches!(refused(|terms| terms.resolvers = three), ContractError::BadCount { .. }));
    let twice = vec![account("council").into(), account("council").into()];
    assert!(matches!(refused(|terms| terms.resolvers = twice), ContractError::NamedTwice { .. }));
    assert!(matches!(refused(|terms| terms.slasher = "me".into()), ContractError::Std(_)));
    let nowhere = Destination::Service { address: "nowhere".to_string() };
    assert!(matches!(refused(|terms| terms.destination = nowhere), ContractError::Std(_)));
    let mut registry = Registry::new();
    let hooked = |hook: &str| {
        let (service, hook) = (service(1), Some(account(hook).into()));
        ExecuteMsg::SetHook { service, hook }
    };
    assert_eq!(
        registry.act("service", hooked("alice")),
        Err(ContractError::NoContract { role: "hook", address: alice })
    );
    registry.act("service", hooked("listener")).unwrap();
}

#[test]
fn another_hook_waits_for_the_notice_and_can_be_taken_back_until_then() {
    let mut registry = Registry::new();
    let set = ExecuteMsg::SetHook { service: service(1), hook: Some(account("listener").into()) };
    let change = weir_interface::service_registry::Change::Hook { service: service(1) };
    let cancel = || ExecuteMsg::CancelChange { change };
    registry.act("service", set.clone()).unwrap();
    assert!(registry.service().hook.is_none() && registry.service().pending_hook.is_some());
    registry.act("service", cancel()).unwrap();
    assert!(registry.service().pending_hook.is_none());
    registry.act("service", set).unwrap();
    registry.pass(NOTICE - 1);
    assert!(registry.service().hook.is_none());
    registry.pass(1);
    assert_eq!(registry.service().hook, Some(account("listener").into()));
    assert_eq!(
        registry.act("service", cancel()),
        Err(ContractError::NothingPending { change: "hook" })
    );
}

#[test]
fn t119_a_revoked_version_is_revoked_at_once_and_for_ever() {
    let mut registry = Registry::new();
    assert!(matches!(
        registry.act("slasher", revoke(1)),
        Err(ContractError::Unauthorized { role: "service's owner", .. })
    ));
    registry.act("service", revoke(1)).unwrap();
    let shown: TermsResponse =
        registry.ask(QueryMsg::Terms { service: service(1), version: Some(TermsVersion::new(1)) });
    assert_eq!(shown.revoked_at, Some(registry.now()));
    registry.pass(DAY);
    assert!(matches!(
        registry.act("service", revoke(1)),
        Err(ContractError::AlreadyRevoked { .. })
    ));
    let version = TermsVersion::new(2);
    assert_eq!(
        registry.act("service", revoke(2)),
        Err(ContractError::UnknownVersion { service: service(1), version })
    );
}

#[test]
fn texts_are_bounded() {
    let mut registry = Registry::new();
    let mut update = |metadata| {
        registry.act("service", ExecuteMsg::UpdateService { service: service(1), metadata })
    };
    let long = |length| Some("x".repeat(length));
    for metadata in [
        named(""),
        named(&"x".repeat(65)),
        Metadata { description: long(513), ..named("x") },
        Metadata { link: long(513), ..named("x") },
    ] {
        assert!(matches!(update(metadata), Err(ContractError::BadLength { .. })));
    }
    let most = Metadata { description: long(512), link: long(512), ..named(&"x".repeat(64)) };
    update(most).unwrap();
}

#[test]
fn a_service_moves_to_another_owner_in_two_steps() {
    let mut registry = Registry::new();
    let offer = |to: Option<&str>| {
        let new_owner = to.map(|to| account(to).into());
        ExecuteMsg::TransferService { service: service(1), new_owner }
    };
    let accept = || ExecuteMsg::AcceptService { service: service(1) };
    assert!(registry.act("alice", accept()).is_err());
    registry.act("service", offer(Some("alice"))).unwrap();
    registry.act("service", offer(None)).unwrap();
    assert!(matches!(registry.act("alice", accept()), Err(ContractError::Unauthorized { .. })));
    registry.act("service", offer(Some("alice"))).unwrap();
    assert!(matches!(registry.act("bob", accept()), Err(ContractError::Unauthorized { .. })));
    registry.act("alice", accept()).unwrap();
    assert_eq!(registry.service().owner, account("alice").to_string());
    assert!(matches!(
        registry.publish("service", terms()),
        Err(ContractError::Unauthorized { .. })
    ));
}

#[test]
fn groups_are_the_owners_to_name_few_and_each_once() {
    let mut registry = Registry::new();
    assert!(matches!(registry.act("service", groups(&[1])), Err(ContractError::Ownership(_))));
    registry.act("dao", groups(&[3, 1])).unwrap();
    assert_eq!(registry.service().groups, [GroupId::new(1), GroupId::new(3)]);
    assert!(matches!(
        registry.act("dao", groups(&[1, 2, 3, 4, 5])),
        Err(ContractError::BadCount { what: "groups", max: 4, .. })
    ));
    assert!(matches!(registry.act("dao", groups(&[1, 1])), Err(ContractError::NamedTwice { .. })));
}

#[test]
fn what_is_not_there_is_said() {
    let mut registry = Registry::new();
    let unknown: Result<ServiceResponse, _> =
        registry.try_ask(QueryMsg::Service { service: service(9) });
    assert_eq!(unknown, Err(ContractError::UnknownService { service: service(9) }));
    let publish = ExecuteMsg::PublishTerms { service: service(9), terms: terms() };
    assert_eq!(
        registry.act("service", publish),
        Err(ContractError::UnknownService { service: service(9) })
    );
    registry.register_service("other").unwrap();
    let page = |start_after, limit| {
        let rows: Vec<ServiceResponse> = registry.ask(QueryMsg::Services { start_after, limit });
        rows.into_iter().map(|row| row.service.u64()).collect::<Vec<_>>()
    };
    assert_eq!((page(None, None), page(None, Some(1))), (vec![1, 2], vec![1]));
    assert_eq!((page(Some(service(1)), None), page(None, Some(0))), (vec![2], vec![]));
}
