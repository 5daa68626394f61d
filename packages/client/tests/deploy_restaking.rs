//! A plan with restaking on the embedded chain: whole, interrupted anywhere, verified, migrated, used.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;

use std::path::Path;

use cosmwasm_std::Addr;
use serde_json::{json, Value};
use tempfile::TempDir;
use weir_client::{
    migrate, verify, Artifacts, DeployError, Embedded, LocalChain, Manifest, Migration, Msg, Node,
    NodeError, TxOutcome, Unsigned, CONTRACTS, RESTAKING,
};

use common::{deploy_plan, dies_after, fee, PLAN};

const NATIVE: Artifacts = Artifacts::Native { remark: String::new() };

/// The deployer governs, so that everything can be done by him.
fn plan() -> String {
    let plan = PLAN.replace("owner = \"owner\"", "owner = \"deployer\"");
    format!("{plan}\n[restaking]\ntreasury = \"treasury\"\nassets = [{{ native = {{ denom = \"uatom\" }} }}]\n[restaking.fund]\nof_loss = \"0.4\"\n")
}

fn deploy_on(node: &mut dyn Node, folder: &Path) -> Result<Manifest, DeployError> {
    deploy_plan(node, &plan(), &NATIVE, folder, &fee())
}

fn execute(
    chain: &mut Embedded,
    from: &str,
    contract: &str,
    msg: Value,
) -> Result<TxOutcome, NodeError> {
    let msg = Msg::Execute { contract: contract.into(), msg, funds: vec![] };
    chain.broadcast(&Unsigned::one(from, msg), &fee())
}

fn assert_deployed_once(chain: &Embedded, folder: &Path, manifest: &Manifest) {
    assert!(manifest.complete);
    assert_eq!(manifest.sent, None);
    let all = CONTRACTS.iter().chain(&RESTAKING);
    let mut codes: Vec<u64> = all.map(|name| manifest.contracts[*name].code_id).collect();
    codes.sort_unstable();
    assert_eq!(codes, (1..=8).collect::<Vec<u64>>(), "each code is stored once");
    assert!(chain.code_hash(9).is_err(), "a ninth code was stored");
    assert_eq!(verify(chain, &NATIVE, folder).unwrap(), []);
}

#[test]
fn a_plan_with_restaking_becomes_linked_contracts_and_a_factory_that_makes_vaults() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let manifest = deploy_on(&mut chain, folder.path()).unwrap();
    assert_deployed_once(&chain, folder.path(), &manifest);
    let height = chain.latest_block().unwrap().height;
    let again = deploy_on(&mut chain, folder.path()).unwrap();
    assert_eq!((&again, chain.latest_block().unwrap().height), (&manifest, height));

    let services = manifest.address("service-registry").unwrap();
    let bob = chain.address_of("bob").unwrap();
    let register = json!({ "register_operator": {
        "metadata": { "name": "bob's nodes" }, "bond_address": bob,
    } });
    execute(&mut chain, "bob", services, register).unwrap();
    let token = manifest.address("staking-token").unwrap();
    let create =
        json!({ "create_vault": { "operator": 1, "asset": { "cw20": { "address": token } } } });
    execute(&mut chain, "bob", services, create).unwrap();
    let vaults = chain.query_smart(services, &json!({ "vaults": {} })).unwrap();
    let vault = vaults[0]["vault"].as_str().unwrap();
    let config = chain.query_smart(vault, &json!({ "config": {} })).unwrap();
    assert_eq!(config["links"]["coordinator"], manifest.address("slash-coordinator").unwrap());
    assert_eq!(config["links"]["treasury"], chain.address_of("treasury").unwrap());
    let info = chain.contract_info(vault).unwrap().unwrap();
    assert_eq!(info.code_id, manifest.contracts["restaking-vault"].code_id);
    let fund = manifest.address("insurance-fund").unwrap();
    let config = chain.query_smart(fund, &json!({ "config": {} })).unwrap();
    let rows = config["parameters"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["name"] == "of_loss" && row["value"] == "0.4"), "{rows:?}");
}

#[test]
fn a_deployment_with_restaking_that_is_killed_anywhere_continues_and_does_nothing_twice() {
    let mut kills = 0;
    loop {
        let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
        let run = |node: &mut dyn Node| deploy_on(node, folder.path());
        if dies_after(kills, &mut chain, run) {
            break;
        }
        let manifest = deploy_on(&mut chain, folder.path()).unwrap();
        assert_deployed_once(&chain, folder.path(), &manifest);
        kills += 1;
    }
    // Thirteen transactions have two moments each.
    assert!(kills > 26, "{kills}");
}

#[test]
fn what_only_the_owner_may_link_is_left_to_him_and_verify_tells_until_it_is_done() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let text = plan().replace("owner = \"deployer\"", "owner = \"owner\"");
    let manifest = deploy_plan(&mut chain, &text, &NATIVE, folder.path(), &fee()).unwrap();
    let told = verify(&chain, &NATIVE, folder.path()).unwrap();
    let told: Vec<_> = told.iter().map(|one| (one.contract.as_str(), one.what.as_str())).collect();
    assert_eq!(told, [("reward-distributor", "service_registry")]);
    let services = manifest.address("service-registry").unwrap();
    let link = json!({ "set_service_registry": { "registry": services } });
    let distributor = manifest.address("reward-distributor").unwrap();
    execute(&mut chain, "owner", distributor, link).unwrap();
    assert_eq!(verify(&chain, &NATIVE, folder.path()).unwrap(), []);
}

#[test]
fn another_registry_that_the_distributor_was_told_of_stops_the_deployment() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let text = plan().replace("owner = \"deployer\"", "owner = \"owner\"");
    let manifest = deploy_plan(&mut chain, &text, &NATIVE, folder.path(), &fee()).unwrap();
    let other = manifest.address("insurance-fund").unwrap();
    let distributor = manifest.address("reward-distributor").unwrap();
    let link = json!({ "set_service_registry": { "registry": other } });
    execute(&mut chain, "owner", distributor, link).unwrap();
    let refused = deploy_plan(&mut chain, &text, &NATIVE, folder.path(), &fee());
    assert!(matches!(refused, Err(DeployError::WrongContract { .. })), "{refused:?}");
}

#[test]
fn links_and_owners_of_restaking_that_differ_are_told() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let manifest = deploy_on(&mut chain, folder.path()).unwrap();
    let bob = chain.address_of("bob").unwrap();
    for name in ["service-registry", "slash-coordinator", "insurance-fund"] {
        let offer = json!({ "update_ownership": { "transfer_ownership": { "new_owner": bob } } });
        execute(&mut chain, "deployer", manifest.address(name).unwrap(), offer).unwrap();
    }
    let services = manifest.address("service-registry").unwrap();
    let links = json!({ "set_links": { "registry": services, "fund": null } });
    let coordinator = manifest.address("slash-coordinator").unwrap();
    execute(&mut chain, "deployer", coordinator, links).unwrap();
    let code = json!({ "set_vault_code": { "code_id": 1 } });
    execute(&mut chain, "deployer", services, code).unwrap();
    let told = verify(&chain, &NATIVE, folder.path()).unwrap();
    let told: Vec<_> = told.iter().map(|one| (one.contract.as_str(), one.what.as_str())).collect();
    assert_eq!(
        told,
        [
            ("service-registry", "pending owner"),
            ("slash-coordinator", "pending owner"),
            ("insurance-fund", "pending owner"),
            ("service-registry", "pending_vault_code"),
            ("slash-coordinator", "pending"),
        ]
    );
}

#[test]
fn a_migration_gives_the_restaking_contracts_the_new_code() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let before = Artifacts::Native { remark: "the release before".into() };
    let manifest = deploy_plan(&mut chain, &plan(), &before, folder.path(), &fee()).unwrap();
    let single: Vec<_> =
        CONTRACTS.iter().chain(&RESTAKING).filter(|name| **name != "restaking-vault").collect();
    for name in &single {
        let address = Addr::unchecked(manifest.address(name).unwrap());
        let app = chain.chain_mut().app_mut();
        let mut storage = app.contract_storage_mut(&address);
        cw2::set_contract_version(&mut *storage, format!("crates.io:weir-{name}"), "0.0.9")
            .unwrap();
    }
    let (fee, path) = (fee(), folder.path().to_path_buf());
    let it = Migration { artifacts: &NATIVE, from: "admin", fee: &fee, memo: "", folder: path };
    let after = migrate(&mut chain, &it, &mut |_: &str| ()).unwrap();
    for name in &single {
        assert_eq!(after.address(name).unwrap(), manifest.address(name).unwrap());
        assert!(after.contracts[**name].code_id > 8, "{name}");
    }
    // The factory's code is the owner's to change, with notice.
    let told = verify(&chain, &NATIVE, folder.path()).unwrap();
    let told: Vec<_> = told.iter().map(|one| (one.contract.as_str(), one.what.as_str())).collect();
    assert_eq!(told, [("restaking-vault", "code hash (checksums.txt)")]);
}
