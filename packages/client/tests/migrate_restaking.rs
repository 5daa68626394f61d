//! Newer code for restaking on the embedded chain: contracts, vaults, the factory.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::path::Path;

use cosmwasm_std::Addr;
use serde_json::{json, Value};
use tempfile::TempDir;
use weir_client::{
    migrate, verify, Artifacts, DeployError, Embedded, LocalChain, Manifest, Migration, Msg, Node,
    Unsigned, CONTRACTS, RESTAKING,
};

use crate::common::{deploy_plan, dies_after, fee, PLAN};

const NATIVE: Artifacts = Artifacts::Native { remark: String::new() };
const SERVICES: &str = "service-registry";
const VAULT: &str = "restaking-vault";
const NOTHING: [(String, String); 0] = [];

/// The owner is the deployer, the admin whoever is named.
fn plan(admin: &str) -> String {
    let plan = PLAN.replace("owner = \"owner\"", "owner = \"deployer\"");
    let plan = plan.replace("admin = \"admin\"", &format!("admin = \"{admin}\""));
    format!("{plan}\n[restaking]\ntreasury = \"treasury\"\n")
}

fn send(chain: &mut Embedded, from: &str, msg: Msg) {
    chain.broadcast(&Unsigned::one(from, msg), &fee()).unwrap();
}

fn execute(chain: &mut Embedded, from: &str, contract: &str, msg: Value) {
    send(chain, from, Msg::Execute { contract: contract.into(), msg, funds: vec![] });
}

/// Makes it a contract of the release before.
fn set_older(chain: &mut Embedded, name: &str, address: &str) {
    let app = chain.chain_mut().app_mut();
    let mut storage = app.contract_storage_mut(&Addr::unchecked(address));
    cw2::set_contract_version(&mut *storage, format!("crates.io:weir-{name}"), "0.0.9").unwrap();
}

fn vaults(chain: &Embedded, manifest: &Manifest) -> Vec<String> {
    let services = manifest.address(SERVICES).unwrap();
    let all = chain.query_smart(services, &json!({ "vaults": {} })).unwrap();
    all.as_array().unwrap().iter().map(|one| one["vault"].as_str().unwrap().into()).collect()
}

/// One more operator with a vault of the derivative.
fn make_vault(chain: &mut Embedded, manifest: &Manifest, operator: u64) {
    let services = manifest.address(SERVICES).unwrap();
    let bob = chain.address_of("bob").unwrap();
    let register = json!({ "register_operator": {
        "metadata": { "name": "bob's nodes" }, "bond_address": bob,
    } });
    execute(chain, "bob", services, register);
    let token = manifest.address("staking-token").unwrap();
    let asset = json!({ "cw20": { "address": token } });
    let create = json!({ "create_vault": { "operator": operator, "asset": asset } });
    execute(chain, "bob", services, create);
}

/// A suite of the release before with two vaults.
fn older(admin: &str, folder: &Path) -> (Embedded, Manifest) {
    let mut chain = Embedded::begin().unwrap();
    let before = Artifacts::Native { remark: "the release before".into() };
    let manifest = deploy_plan(&mut chain, &plan(admin), &before, folder, &fee()).unwrap();
    for operator in [1, 2] {
        make_vault(&mut chain, &manifest, operator);
    }
    for name in CONTRACTS.iter().chain(&RESTAKING).filter(|name| **name != VAULT) {
        set_older(&mut chain, name, manifest.address(name).unwrap());
    }
    for vault in vaults(&chain, &manifest) {
        set_older(&mut chain, VAULT, &vault);
    }
    (chain, manifest)
}

fn migrate_on(node: &mut dyn Node, from: &str, folder: &Path) -> Result<Manifest, DeployError> {
    let folder = folder.to_path_buf();
    let it = Migration { artifacts: &NATIVE, from, fee: &fee(), memo: "", folder };
    migrate(node, &it, &mut |_: &str| ())
}

fn told(chain: &Embedded, folder: &Path) -> Vec<(String, String)> {
    let found = verify(chain, &NATIVE, folder).unwrap();
    found.into_iter().map(|one| (one.contract, one.what)).collect()
}

fn pair(contract: &str, what: impl Into<String>) -> (String, String) {
    (contract.to_string(), what.into())
}

#[test]
fn a_migration_gives_contracts_and_vaults_the_new_code_and_the_factory_follows_its_owner() {
    let folder = TempDir::new().unwrap();
    let (mut chain, before) = older("admin", folder.path());
    let after = migrate_on(&mut chain, "admin", folder.path()).unwrap();
    for name in CONTRACTS.iter().chain(&RESTAKING) {
        assert_eq!(after.contracts[*name].address, before.contracts[*name].address);
        assert!(after.contracts[*name].code_id > 8, "{name}");
    }
    for vault in vaults(&chain, &after) {
        let info = chain.contract_info(&vault).unwrap().unwrap();
        assert_eq!(info.code_id, after.contracts[VAULT].code_id);
    }
    // The admin is not the owner.
    assert_eq!(told(&chain, folder.path()), [pair(SERVICES, "vault code")]);
    let services = after.address(SERVICES).unwrap();
    let code = json!({ "set_vault_code": { "code_id": after.contracts[VAULT].code_id } });
    execute(&mut chain, "deployer", services, code);
    let waits = [pair(SERVICES, "vault code"), pair(SERVICES, "pending_vault_code")];
    assert_eq!(told(&chain, folder.path()), waits);
    chain.chain_mut().advance_block(45 * 86_400);
    assert_eq!(told(&chain, folder.path()), NOTHING);
    let height = chain.latest_block().unwrap().height;
    migrate_on(&mut chain, "admin", folder.path()).unwrap();
    assert_eq!(chain.latest_block().unwrap().height, height);
}

#[test]
fn a_vault_that_is_made_of_the_old_code_meanwhile_is_told_and_migrated_by_the_same_command() {
    let folder = TempDir::new().unwrap();
    let (mut chain, _) = older("deployer", folder.path());
    let manifest = migrate_on(&mut chain, "deployer", folder.path()).unwrap();
    let known = vaults(&chain, &manifest);
    make_vault(&mut chain, &manifest, 3);
    let new = vaults(&chain, &manifest).into_iter().find(|one| !known.contains(one)).unwrap();
    set_older(&mut chain, VAULT, &new);
    assert!(told(&chain, folder.path()).contains(&pair(VAULT, format!("code of {new}"))));
    migrate_on(&mut chain, "deployer", folder.path()).unwrap();
    chain.chain_mut().advance_block(45 * 86_400);
    assert_eq!(told(&chain, folder.path()), NOTHING);
}

#[test]
fn a_vault_of_another_admin_is_left_to_him() {
    let folder = TempDir::new().unwrap();
    let (mut chain, manifest) = older("deployer", folder.path());
    let [first, second] = vaults(&chain, &manifest).try_into().unwrap();
    let admin = chain.address_of("bob").unwrap();
    send(&mut chain, "deployer", Msg::UpdateAdmin { contract: first.clone(), admin });
    migrate_on(&mut chain, "deployer", folder.path()).unwrap();
    chain.chain_mut().advance_block(45 * 86_400);
    let [code, admin] = ["code", "admin"].map(|what| pair(VAULT, format!("{what} of {first}")));
    assert_eq!(told(&chain, folder.path()), [code, admin.clone()]);
    assert!(chain.contract_info(&second).unwrap().unwrap().code_id > 8);
    migrate_on(&mut chain, "bob", folder.path()).unwrap();
    assert_eq!(told(&chain, folder.path()), [admin]);
}

#[test]
fn a_vault_that_must_not_be_migrated_stops_everything_before_anything_is_sent() {
    let folder = TempDir::new().unwrap();
    let (mut chain, manifest) = older("admin", folder.path());
    let height = chain.latest_block().unwrap().height;
    let vault = vaults(&chain, &manifest).remove(1);
    set_older(&mut chain, "something-else", &vault);
    let refused = migrate_on(&mut chain, "admin", folder.path());
    assert!(
        matches!(&refused, Err(DeployError::WrongContract { address, .. }) if *address == vault),
        "{refused:?}"
    );
    assert_eq!(chain.latest_block().unwrap().height, height, "something was sent");
}

/// Everything runs the new code, which is stored once, and the factory's notice is over.
fn assert_migrated_once(mut chain: Embedded, folder: &Path) {
    assert!(chain.code_hash(16).is_ok() && chain.code_hash(17).is_err(), "eight and eight codes");
    chain.chain_mut().advance_block(45 * 86_400);
    assert_eq!(told(&chain, folder), NOTHING);
}

#[test]
fn a_migration_with_vaults_that_is_killed_continues_and_does_nothing_twice() {
    // Every third moment: a vault's migration alone has nine.
    let mut kills = 0;
    loop {
        let folder = TempDir::new().unwrap();
        let (mut chain, _) = older("deployer", folder.path());
        let run = |node: &mut dyn Node| migrate_on(node, "deployer", folder.path());
        let lived = dies_after(kills, &mut chain, run);
        migrate_on(&mut chain, "deployer", folder.path()).unwrap();
        assert_migrated_once(chain, folder.path());
        if lived {
            break;
        }
        kills += 3;
    }
    // Eight codes, nine migrations and an announcement have two moments each.
    assert!(kills > 36, "{kills}");
}

#[test]
fn a_migration_with_vaults_that_is_killed_at_every_step_of_every_run_still_ends() {
    let folder = TempDir::new().unwrap();
    let (mut chain, _) = older("deployer", folder.path());
    let run = |node: &mut dyn Node| migrate_on(node, "deployer", folder.path());
    let mut calls = 0;
    while !dies_after(calls, &mut chain, run) {
        calls += 1;
    }
    assert_migrated_once(chain, folder.path());
}

#[test]
fn restaking_is_added_after_a_migration_and_the_hub_stays_the_one_it_was() {
    let folder = TempDir::new().unwrap();
    let mut chain = Embedded::begin().unwrap();
    let before = Artifacts::Native { remark: "the release before".into() };
    let whole = plan("admin");
    let (suite, _) = whole.split_once("[restaking]").unwrap();
    let manifest = deploy_plan(&mut chain, suite, &before, folder.path(), &fee()).unwrap();
    for name in CONTRACTS {
        set_older(&mut chain, name, manifest.address(name).unwrap());
    }
    migrate_on(&mut chain, "admin", folder.path()).unwrap();
    let after = deploy_plan(&mut chain, &whole, &NATIVE, folder.path(), &fee()).unwrap();
    for name in CONTRACTS {
        assert_eq!(after.address(name).unwrap(), manifest.address(name).unwrap());
    }
    assert!(after.complete && RESTAKING.iter().all(|name| after.contracts.contains_key(*name)));
    assert_eq!(told(&chain, folder.path()), NOTHING);
    // Migrated itself, it is found where it is as well.
    let height = chain.latest_block().unwrap().height;
    deploy_plan(&mut chain, &whole, &NATIVE, folder.path(), &fee()).unwrap();
    assert_eq!(chain.latest_block().unwrap().height, height);
}
