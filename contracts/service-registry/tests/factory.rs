//! The factory, the owner, birth and migration.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::testing::{message_info, mock_env};
use cosmwasm_std::{coins, to_json_binary};
use cw_ownable::Action;
use serde_json::json;
use weir_contract::MigrationError;
use weir_interface::restaking::Asset;
use weir_interface::service_registry::{
    Attack, Change, ConfigResponse, EdgeResponse, ExecuteMsg, InstantiateMsg, MigrateMsg, QueryMsg,
    ServiceSecurityResponse, VaultResponse,
};
use weir_interface::vault::{Links, ParameterChanges};
use weir_quantities::{Assets, TermsVersion};
use weir_service_registry::contract::execute;
use weir_service_registry::migrate::migrate;
use weir_service_registry::{ContractError, CONTRACT_NAME};

fn create(asset: Asset) -> ExecuteMsg {
    ExecuteMsg::CreateVault { operator: operator(1), asset, parameters: None }
}

fn next(vault: &str) -> ExecuteMsg {
    ExecuteMsg::OpenNextGeneration { vault: vault.to_string() }
}

#[test]
fn a_vault_is_born_linked_governed_and_known() {
    let mut registry = Registry::new();
    let parameters =
        ParameterChanges { min_deposit: Some(Assets::new(7)), ..ParameterChanges::default() };
    let msg = ExecuteMsg::CreateVault {
        operator: operator(1),
        asset: lst(),
        parameters: Some(parameters),
    };
    let response = registry.act("operator", msg).unwrap();
    let (salt, told) = instantiation(&response);
    assert_eq!(salt.as_slice(), b"1.0");
    assert_eq!(told["owner"], json!(account("dao")));
    assert_eq!(told["guardian"], json!(account("guardian")));
    assert_eq!(told["links"], json!(links()));
    assert_eq!(told["parameters"]["min_deposit"], "7");
    let address = attribute(&response, "vault");
    let known = registry.vault(&address).unwrap();
    assert_eq!((known.operator, known.asset, known.generation), (operator(1), lst(), 0));
}

#[test]
fn a_vault_not_made_by_the_factory_is_none() {
    let registry = Registry::new();
    let fake = account("fake").to_string();
    assert_eq!(registry.vault(&fake), Err(ContractError::NotOurs { vault: fake }));
}

#[test]
fn vaults_are_made_for_allowed_assets_one_each_and_by_the_operator_alone() {
    let mut registry = Registry::new();
    for stranger in ["service", "dao", "alice"] {
        assert!(matches!(
            registry.act(stranger, create(lst())),
            Err(ContractError::Unauthorized { role: "operator's admin", .. })
        ));
    }
    let other = Asset::Native { denom: "uosmo".to_string() };
    assert_eq!(
        registry.act("operator", create(other.clone())),
        Err(ContractError::AssetNotAllowed { asset: "uosmo".to_string() })
    );
    let vault = registry.create_vault().unwrap();
    assert_eq!(
        registry.create_vault(),
        Err(ContractError::SecondVault { operator: operator(1), vault })
    );
    assert!(matches!(
        registry.act("operator", ExecuteMsg::AllowAsset { asset: other.clone() }),
        Err(ContractError::Ownership(_))
    ));
    registry.act("dao", ExecuteMsg::AllowAsset { asset: other.clone() }).unwrap();
    registry.act("operator", create(other.clone())).unwrap();
    registry.act("dao", ExecuteMsg::ForbidAsset { asset: other.clone() }).unwrap();
    registry.register_operator("second").unwrap();
    let msg = ExecuteMsg::CreateVault { operator: operator(2), asset: other, parameters: None };
    assert!(matches!(registry.act("second", msg), Err(ContractError::AssetNotAllowed { .. })));
    let all: Vec<VaultResponse> = registry.ask(QueryMsg::Vaults {
        operator: Some(operator(1)),
        start_after: None,
        limit: None,
    });
    assert_eq!(all.len(), 2);
}

#[test]
fn a_coin_named_like_a_token_is_another_asset() {
    let mut registry = Registry::new();
    let twin = Asset::Native { denom: account("lst").into() };
    registry.create_vault().unwrap();
    assert!(matches!(
        registry.act("operator", create(twin)),
        Err(ContractError::AssetNotAllowed { .. })
    ));
}

#[test]
fn the_next_generation_opens_after_a_closed_one_by_anyone_and_once() {
    let mut registry = Registry::new();
    let first = registry.create_vault().unwrap();
    assert_eq!(
        registry.act("alice", next(&first)),
        Err(ContractError::NotClosed { vault: first.clone() })
    );
    registry.vaults(Vaults { closed: true, ..Vaults::default() });
    let response = registry.act("alice", next(&first)).unwrap();
    let (salt, told) = instantiation(&response);
    assert_eq!((salt.as_slice(), &told["generation"]), (&b"1.1"[..], &json!(1)));
    let second = attribute(&response, "vault");
    assert_ne!(first, second);
    assert_eq!(
        registry.act("alice", next(&first)),
        Err(ContractError::NotNewest { vault: first, newest: second.clone() })
    );
    assert_eq!(registry.vault(&second).unwrap().generation, 1);
    let fake = account("fake").to_string();
    assert_eq!(registry.act("alice", next(&fake)), Err(ContractError::NotOurs { vault: fake }));
    // Up to as many as one message can ask.
    let mut newest = second;
    for _ in 2..32 {
        newest = attribute(&registry.act("alice", next(&newest)).unwrap(), "vault");
    }
    assert_eq!(
        registry.act("alice", next(&newest)),
        Err(ContractError::TooManyVaults { operator: operator(1), max: 32 })
    );
}

#[test]
fn a_forbidden_asset_gets_no_next_generation_until_it_is_allowed_again() {
    let mut registry = Registry::new();
    let first = registry.create_vault().unwrap();
    registry.vaults(Vaults { closed: true, ..Vaults::default() });
    registry.act("dao", ExecuteMsg::ForbidAsset { asset: lst() }).unwrap();
    assert_eq!(
        registry.act("alice", next(&first)),
        Err(ContractError::AssetNotAllowed { asset: lst().to_string() })
    );
    registry.act("dao", ExecuteMsg::AllowAsset { asset: lst() }).unwrap();
    registry.act("alice", next(&first)).unwrap();
}

#[test]
fn t75_without_links_no_vault_is_made_and_they_are_set_once_at_once() {
    let mut registry = Registry::born(InstantiateMsg { links: None, ..birth() }).unwrap();
    registry.register_operator("operator").unwrap();
    assert_eq!(registry.create_vault(), Err(ContractError::NotLinkedYet {}));
    let set = |links| ExecuteMsg::SetLinks { links };
    assert!(matches!(registry.act("alice", set(links())), Err(ContractError::Ownership(_))));
    let wrong = Links { coordinator: account("alice").into(), ..links() };
    assert!(matches!(
        registry.act("dao", set(wrong)),
        Err(ContractError::NoContract { role: "coordinator", .. })
    ));
    registry.act("dao", set(links())).unwrap();
    registry.create_vault().unwrap();
    let other = Links { coordinator: account("court").into(), ..links() };
    registry.act("dao", set(other.clone())).unwrap();
    registry.pass(NOTICE - 1);
    let config: ConfigResponse = registry.ask(QueryMsg::Config {});
    assert_eq!((config.links, config.pending_links.unwrap().links), (Some(links()), other.clone()));
    registry.pass(1);
    let config: ConfigResponse = registry.ask(QueryMsg::Config {});
    assert_eq!(config.links, Some(other));
    assert!(config.pending_links.is_none());
}

#[test]
fn another_code_waits_for_the_notice() {
    let mut registry = Registry::new();
    let set = || ExecuteMsg::SetVaultCode { code_id: 8 };
    let cancel = || ExecuteMsg::CancelChange { change: Change::VaultCode };
    let code = |registry: &Registry| registry.ask::<ConfigResponse>(QueryMsg::Config {}).vault_code;
    assert!(matches!(registry.act("operator", set()), Err(ContractError::Ownership(_))));
    registry.act("dao", set()).unwrap();
    assert!(matches!(registry.act("alice", cancel()), Err(ContractError::Ownership(_))));
    registry.act("dao", cancel()).unwrap();
    registry.pass(NOTICE);
    assert_eq!(code(&registry), CODE);
    registry.act("dao", set()).unwrap();
    registry.pass(NOTICE - 1);
    assert_eq!(code(&registry), CODE);
    registry.create_vault().unwrap();
    registry.pass(1);
    assert_eq!(code(&registry), 8);
    assert_eq!(
        registry.act("dao", cancel()),
        Err(ContractError::NothingPending { change: "vault_code" })
    );
}

fn security_of(registry: &Registry) -> ServiceSecurityResponse {
    let (service, start_after, limit) = (service(1), None, None);
    registry.ask(QueryMsg::ServiceSecurity { service, start_after, limit })
}

#[test]
fn security_counts_nothing_of_a_revoked_version() {
    let mut registry = Registry::new();
    registry.create_vault().unwrap();
    registry.vaults(Vaults { slashable: Some(5), ..Vaults::default() });
    let security = security_of(&registry);
    assert_eq!((security.stake, security.budget), (Assets::new(500), Assets::new(100)));
    assert_eq!(security.largest_operator, cosmwasm_std::Decimal::one());
    let edges: Vec<EdgeResponse> = registry.ask(QueryMsg::Edges { start_after: None, limit: None });
    assert_eq!((edges.len(), edges[0].stake), (1, Assets::new(500)));
    let version = TermsVersion::new(1);
    registry.act("service", ExecuteMsg::RevokeVersion { service: service(1), version }).unwrap();
    let security = security_of(&registry);
    assert_eq!((security.stake, security.budget), (Assets::ZERO, Assets::ZERO));
    assert_eq!(security.vaults[0].revoked_at, Some(registry.now()));
}

#[test]
fn security_says_whether_an_attack_pays() {
    let mut registry = Registry::new();
    registry.create_vault().unwrap();
    registry.vaults(Vaults { slashable: Some(5), ..Vaults::default() });
    assert_eq!((security_of(&registry).attack, security_of(&registry).margin), (None, None));
    let attack = Attack { profit: Assets::new(30), threshold: cosmwasm_std::Decimal::percent(33) };
    let declare = ExecuteMsg::DeclareAttack { service: service(1), attack: Some(attack) };
    registry.act("service", declare).unwrap();
    // A third of the budget of 100 is at stake, 30 are to be had.
    let security = security_of(&registry);
    assert_eq!(security.attack, Some(attack));
    assert_eq!(security.margin, Some(cosmwasm_std::Decimal::percent(110)));
}

#[test]
fn without_an_owner_nobody_would_govern_a_new_vault() {
    let mut registry = Registry::new();
    let renounce = ExecuteMsg::UpdateOwnership(Action::RenounceOwnership);
    assert!(matches!(registry.act("alice", renounce.clone()), Err(ContractError::Ownership(_))));
    registry.act("dao", renounce).unwrap();
    assert_eq!(registry.create_vault(), Err(ContractError::NoOwner {}));
}

#[test]
fn t22_coins_are_refused_everywhere() {
    let mut registry = Registry::new();
    let info = message_info(&account("operator"), &coins(1, "uatom"));
    let refused = execute(registry.deps.as_mut(), mock_env(), info, create(lst()));
    assert_eq!(refused, Err(ContractError::FundsRefused { sent: "1uatom".to_string() }));
}

#[test]
fn birth_refuses_an_asset_that_is_named_twice_or_is_no_contract() {
    let twice = InstantiateMsg { assets: vec![lst(), lst()], ..birth() };
    assert!(matches!(Registry::born(twice).err(), Some(ContractError::NamedTwice { .. })));
    let asset = Asset::Cw20 { address: account("alice").into() };
    let none = InstantiateMsg { assets: vec![asset], ..birth() };
    assert!(matches!(
        Registry::born(none).err(),
        Some(ContractError::NoContract { role: "token", .. })
    ));
    let unknown = cosmwasm_std::from_json::<ExecuteMsg>(
        to_json_binary(&json!({ "allow_asset": { "asset": lst(), "at": 1 } })).unwrap(),
    );
    assert!(unknown.is_err());
}

#[test]
fn migration_takes_an_older_version_of_the_same_contract_alone() {
    let mut registry = Registry::new();
    let mut from = |name: &str, version: &str| {
        cw2::set_contract_version(registry.deps.as_mut().storage, name, version).unwrap();
        migrate(registry.deps.as_mut(), mock_env(), MigrateMsg {})
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
