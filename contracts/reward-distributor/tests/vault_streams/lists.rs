//! Lists of coins and funders, and the registry.

use weir_accounting::rewards::RewardError;
use weir_interface::restaking::Asset;
use weir_interface::streams::{ExecuteMsg, QueryMsg};
use weir_reward_distributor::ContractError;

use crate::world::{account, named, native, World, DENOM};

#[test]
fn a_ninth_coin_is_refused_and_so_is_one_that_is_listed() {
    let mut world = World::new();
    let twice = ContractError::CoinTwice { coin: DENOM.to_string() };
    assert_eq!(world.list(native(DENOM)).unwrap_err(), twice);
    for number in 1..8 {
        world.list(native(&format!("ucoin{number}"))).unwrap();
    }
    let ninth = ContractError::Rewards(RewardError::TooManyLines);
    assert_eq!(world.list(native("uninth")).unwrap_err(), ninth);
    assert_eq!(world.indexes().len(), 8);
}

#[test]
fn a_coin_that_no_chain_can_have_takes_no_place_in_the_list() {
    let mut world = World::new();
    let long = "u".repeat(129);
    for denom in ["", "ua", "1atom", "u atom", "uatom,", "üatom", &long] {
        let shown = denom.chars().take(128).collect();
        let error = ContractError::NoDenom { denom: shown };
        assert_eq!(world.list(native(denom)).unwrap_err(), error);
    }
    let error = world.list(Asset::Cw20 { address: "nowhere".to_string() }).unwrap_err();
    assert!(matches!(error, ContractError::Std(_)), "{error}");
    assert_eq!(world.indexes().len(), 1);
    for denom in ["ibc/27394FB092D2ECCD56123C74F36E4C1F926001CEADA9CA97EA622B25F41E5EB2", "uat"] {
        world.list(native(denom)).unwrap();
    }
}

#[test]
fn funders_have_addresses() {
    let mut world = World::new();
    let vault = account("vault").into_string();
    let funders = vec![account("funder").into_string(), "nowhere".to_string()];
    let set = ExecuteMsg::SetFunders { vault, funders };
    let error = world.act("vault owner", set).unwrap_err();
    assert!(matches!(error, ContractError::Std(_)), "{error}");
}

#[test]
fn a_vault_that_the_registry_did_not_make_has_no_lists_and_pays_nobody() {
    let mut world = World::new();
    let (registry, fake) = (account("services").into_string(), account("fake").into_string());
    let vault = || fake.clone();
    let coin = native("uother");
    for (who, msg) in [
        ("vault owner", ExecuteMsg::AddRewardCoin { vault: vault(), coin }),
        ("vault owner", ExecuteMsg::SetFunders { vault: vault(), funders: vec![] }),
        ("alice", ExecuteMsg::ClaimAndDeposit { vault: vault(), min_shares: None }),
        ("alice", ExecuteMsg::ClaimCommission { vault: vault(), coins: None }),
    ] {
        let (registry, vault) = (registry.clone(), vault());
        let unknown = ContractError::UnknownVault { registry, vault };
        assert_eq!(world.act(who, msg).unwrap_err(), unknown);
    }
}

#[test]
fn only_the_vaults_owner_keeps_its_lists() {
    let mut world = World::new();
    let vault = account("vault").into_string();
    for who in ["stranger", "dao", "service owner", "vault"] {
        let expected = account("vault owner").into_string();
        let error = ContractError::NotVaultOwner { expected, actual: account(who).into_string() };
        let coin = native("uother");
        let add = ExecuteMsg::AddRewardCoin { vault: vault.clone(), coin };
        assert_eq!(world.act(who, add).unwrap_err(), error);
        let set = ExecuteMsg::SetFunders { vault: vault.clone(), funders: vec![] };
        assert_eq!(world.act(who, set).unwrap_err(), error);
    }
}

#[test]
fn funders_are_at_most_eight_and_each_once() {
    let mut world = World::new();
    let vault = || account("vault").into_string();
    let names = |count: usize| -> Vec<String> {
        (0..count).map(|number| account(&format!("funder {number}")).into_string()).collect()
    };
    let twice = vec![names(1)[0].clone(); 2];
    for funders in [names(9), twice] {
        let set = ExecuteMsg::SetFunders { vault: vault(), funders };
        let error = world.act("vault owner", set).unwrap_err();
        assert_eq!(error, ContractError::BadFunders { max: 8 });
    }
    let set = ExecuteMsg::SetFunders { vault: vault(), funders: names(8) };
    world.act("vault owner", set).unwrap();
}

#[test]
fn the_service_registry_is_named_by_the_owner_once() {
    let mut world = World::bare();
    assert_eq!(world.list(native(DENOM)).unwrap_err(), ContractError::NoServiceRegistry);
    assert_eq!(world.ask::<Option<String>>(QueryMsg::ServiceRegistry {}), None);
    world.act("stranger", named()).unwrap_err();
    world.act("dao", named()).unwrap();
    let registry = account("services").into_string();
    assert_eq!(
        world.act("dao", named()).unwrap_err(),
        ContractError::RegistryNamed { registry: registry.clone() }
    );
    assert_eq!(world.ask::<Option<String>>(QueryMsg::ServiceRegistry {}), Some(registry));
}
