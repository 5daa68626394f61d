//! Every message that is somebody's alone, sent by everybody else; and input that no check lets by.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Order, Storage};
use weir_interface::restaking::{Asset, Destination, Terms};
use weir_interface::service_registry::{Change, ExecuteMsg, InstantiateMsg, Verb};
use weir_interface::vault::Links;
use weir_quantities::{GroupId, OperatorId, ServiceId, TermsVersion};
use weir_service_registry::ContractError;

/// Whoever is nothing to a service, an operator or the registry, or only to another of them.
const EVERYBODY: [&str; 8] =
    ["dao", "service", "operator", "slasher", "guardian", "safe", "hot", "stranger"];

fn rows(registry: &Registry) -> Vec<(Vec<u8>, Vec<u8>)> {
    registry.deps.storage.range(None, None, Order::Ascending).collect()
}

/// A registry in which everything that can wait does, and a key of the operator's for one verb.
fn busy() -> Registry {
    let mut registry = Registry::new();
    let hook = Some(account("listener").into());
    let bond_address = account("vault of the bond").into();
    for (who, msg) in [
        ("service", ExecuteMsg::SetHook { service: service(1), hook }),
        ("operator", ExecuteMsg::SetBondAddress { operator: operator(1), bond_address }),
        ("operator", ExecuteMsg::Link { operator: operator(1), service: service(1) }),
        ("service", ExecuteMsg::Link { operator: operator(1), service: service(1) }),
        (
            "operator",
            ExecuteMsg::SetHotKey {
                operator: operator(1),
                verb: Verb::Announce,
                key: Some(account("hot").into()),
            },
        ),
        ("dao", ExecuteMsg::SetVaultCode { code_id: 9 }),
        ("dao", ExecuteMsg::SetLinks { links: links() }),
    ] {
        registry.act(who, msg).unwrap();
    }
    registry
}

/// What only `owner` may send: everybody else is refused by `is_refusal` and changes nothing, and he
/// himself is not, so that it is the caller that the others were refused for.
fn only(owner: &str, msgs: Vec<ExecuteMsg>, is_refusal: impl Fn(&ContractError) -> bool) {
    let mut registry = busy();
    let before = rows(&registry);
    for msg in msgs {
        for who in EVERYBODY.into_iter().filter(|who| *who != owner) {
            let refused = registry.act(who, msg.clone()).unwrap_err();
            assert!(is_refusal(&refused), "{who}: {msg:?}: {refused}");
            assert_eq!(rows(&registry), before, "{who}: {msg:?}");
        }
        registry.act(owner, msg).unwrap();
        registry.deps.storage = MockStorage::default();
        before.iter().for_each(|(key, value)| registry.deps.storage.set(key, value));
    }
}

#[test]
fn what_is_a_services_is_its_owners_alone() {
    let (service, version) = (service(1), TermsVersion::new(1));
    let until = Registry::new().now() + DAY;
    let msgs = vec![
        ExecuteMsg::PublishTerms { service, terms: terms() },
        ExecuteMsg::RevokeVersion { service, version },
        ExecuteMsg::UpdateService { service, metadata: named("another") },
        ExecuteMsg::SetHook { service, hook: None },
        ExecuteMsg::TransferService { service, new_owner: Some(account("heir").into()) },
        ExecuteMsg::DeclareAttack { service, attack: None },
        ExecuteMsg::Jail { operator: operator(1), service, until },
        ExecuteMsg::CancelChange { change: Change::Hook { service } },
    ];
    only("service", msgs, |refused| {
        matches!(refused, ContractError::Unauthorized { role: "service's owner", .. })
    });
}

#[test]
fn what_is_an_operators_is_his_admins_alone_whatever_keys_he_has_given_away() {
    let operator = operator(1);
    let coin = Asset::Native { denom: "uatom".to_string() };
    let msgs = vec![
        ExecuteMsg::UpdateOperator { operator, metadata: named("another"), hook: None },
        ExecuteMsg::SetBondAddress { operator, bond_address: account("thief").into() },
        ExecuteMsg::SetHotKey { operator, verb: Verb::Lower, key: None },
        ExecuteMsg::TransferOperator { operator, new_admin: Some(account("heir").into()) },
        ExecuteMsg::CreateVault { operator, asset: coin, parameters: None },
        ExecuteMsg::CancelChange { change: Change::BondAddress { operator } },
    ];
    only("operator", msgs, |refused| {
        matches!(refused, ContractError::Unauthorized { role: "operator's admin", .. })
    });
}

#[test]
fn what_is_the_registrys_is_its_owners_alone() {
    let renounce = cw_ownable::Action::RenounceOwnership;
    let msgs = vec![
        ExecuteMsg::SetGroups { service: service(1), groups: vec![GroupId::new(1)] },
        ExecuteMsg::AllowAsset { asset: Asset::Native { denom: "uosmo".to_string() } },
        ExecuteMsg::ForbidAsset { asset: lst() },
        ExecuteMsg::SetVaultCode { code_id: 8 },
        ExecuteMsg::SetLinks { links: links() },
        ExecuteMsg::CancelChange { change: Change::VaultCode },
        ExecuteMsg::CancelChange { change: Change::Links },
        ExecuteMsg::UpdateOwnership(renounce),
    ];
    only("dao", msgs, |refused| matches!(refused, ContractError::Ownership(_)));
}

#[test]
fn whatever_is_to_be_a_contract_is_one() {
    let mut registry = Registry::new();
    let nobody = || account("alice").to_string();
    let no = |role| ContractError::NoContract { role, address: nobody() };
    let (hook, bond_address) = (Some(nobody()), account("safe").to_string());
    let other = |change: fn(&mut Links, String)| {
        let mut links = links();
        change(&mut links, nobody());
        ExecuteMsg::SetLinks { links }
    };
    let before = rows(&registry);
    for (role, who, msg) in [
        (
            "hook",
            "anyone",
            ExecuteMsg::RegisterService { metadata: named("x"), hook: hook.clone() },
        ),
        (
            "hook",
            "anyone",
            ExecuteMsg::RegisterOperator { metadata: named("x"), bond_address, hook: hook.clone() },
        ),
        (
            "hook",
            "operator",
            ExecuteMsg::UpdateOperator { operator: operator(1), metadata: named("x"), hook },
        ),
        ("coordinator", "dao", other(|links, nobody| links.coordinator = nobody)),
        ("distributor", "dao", other(|links, nobody| links.distributor = nobody)),
        ("fund", "dao", other(|links, nobody| links.fund = Some(nobody))),
        ("hub", "dao", other(|links, nobody| links.hub = Some(nobody))),
        ("token", "dao", ExecuteMsg::AllowAsset { asset: Asset::Cw20 { address: nobody() } }),
    ] {
        assert_eq!(registry.act(who, msg.clone()), Err(no(role)), "{msg:?}");
        assert_eq!(rows(&registry), before, "{msg:?}");
    }
}

#[test]
fn what_was_never_registered_is_named_whoever_asks() {
    let mut registry = Registry::new();
    let (known, nine) = (operator(1), service(9));
    let unknown = ContractError::UnknownService { service: nine };
    let until = registry.now();
    for msg in [
        ExecuteMsg::AcceptService { service: nine },
        ExecuteMsg::RevokeVersion { service: nine, version: TermsVersion::new(1) },
        ExecuteMsg::Link { operator: known, service: nine },
        ExecuteMsg::Unlink { operator: known, service: nine },
        ExecuteMsg::Jail { operator: known, service: nine, until },
        ExecuteMsg::UpdateService { service: ServiceId::new(u64::MAX), metadata: named("x") },
    ] {
        match registry.act("operator", msg.clone()).unwrap_err() {
            ContractError::UnknownService { .. } => {}
            other => panic!("{msg:?}: {other}"),
        }
    }
    let groups = ExecuteMsg::SetGroups { service: nine, groups: vec![] };
    assert_eq!(registry.act("dao", groups), Err(unknown));
    let (nine, service) = (operator(9), service(1));
    for msg in [
        ExecuteMsg::AcceptOperator { operator: nine },
        ExecuteMsg::Link { operator: nine, service },
        ExecuteMsg::Unlink { operator: nine, service },
        ExecuteMsg::Jail { operator: nine, service, until },
        ExecuteMsg::SetHotKey { operator: nine, verb: Verb::Link, key: None },
        ExecuteMsg::CreateVault { operator: nine, asset: lst(), parameters: None },
        ExecuteMsg::CancelChange {
            change: Change::BondAddress { operator: OperatorId::new(u64::MAX) },
        },
    ] {
        match registry.act("service", msg.clone()).unwrap_err() {
            ContractError::UnknownOperator { .. } => {}
            other => panic!("{msg:?}: {other}"),
        }
    }
}

#[test]
fn times_and_windows_at_the_edge_of_their_type_are_out_of_bounds() {
    let mut registry = Registry::new();
    registry.link("operator").unwrap();
    registry.link("service").unwrap();
    let jail = ExecuteMsg::Jail { operator: operator(1), service: service(1), until: u64::MAX };
    let (now, before) = (registry.now(), rows(&registry));
    assert_eq!(
        registry.act("service", jail),
        Err(ContractError::OutOfBounds {
            what: "until",
            min: "0".to_string(),
            max: (now + 90 * DAY).to_string(),
            actual: u64::MAX.to_string(),
        })
    );
    for (what, change) in [
        ("evidence_window", (|terms| terms.evidence_window = u64::MAX) as fn(&mut Terms)),
        ("resolution_window", |terms| terms.resolution_window = u64::MAX),
        ("execution_window", |terms| terms.execution_window = u64::MAX),
        ("max_slash", |terms| terms.max_slash = cosmwasm_std::Decimal::MAX),
    ] {
        let mut terms = terms();
        change(&mut terms);
        match registry.publish("service", terms).unwrap_err() {
            ContractError::OutOfBounds { what: told, .. } => assert_eq!(told, what),
            other => panic!("{what}: {other}"),
        }
    }
    let mut nowhere = terms();
    nowhere.destination = Destination::Unwind { address: "nowhere".to_string() };
    assert!(matches!(registry.publish("service", nowhere), Err(ContractError::Std(_))));
    assert_eq!(rows(&registry), before);
}

#[test]
fn assets_are_at_most_sixty_four_and_denoms_such_as_a_chain_has() {
    let mut registry = Registry::born(InstantiateMsg { assets: vec![], ..birth() }).unwrap();
    let allow = |denom: String| ExecuteMsg::AllowAsset { asset: Asset::Native { denom } };
    for denom in ["ab".to_string(), "x".repeat(129)] {
        let actual = denom.len();
        let error = ContractError::BadLength { what: "denom", min: 3, max: 128, actual };
        assert_eq!(registry.act("dao", allow(denom)), Err(error));
    }
    for number in 0..64 {
        registry.act("dao", allow(format!("ucoin{number}"))).unwrap();
    }
    let (what, min, max, actual) = ("assets", 0, 64, 65);
    assert_eq!(
        registry.act("dao", allow("usixtyfifth".to_string())),
        Err(ContractError::BadCount { what, min, max, actual })
    );
}
