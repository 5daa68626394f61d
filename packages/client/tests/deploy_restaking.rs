//! A plan with restaking on the embedded chain: whole, interrupted anywhere, verified, migrated, used.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::path::Path;

use serde_json::{json, Value};
use tempfile::TempDir;
use weir_client::{
    verify, Artifacts, DeployError, Embedded, LocalChain, Manifest, Msg, Node, NodeError,
    TxOutcome, Unsigned, CONTRACTS, RESTAKING,
};

use crate::common::{deploy_plan, dies_after, fee, PLAN};

const NATIVE: Artifacts = Artifacts::Native { remark: String::new() };

/// The deployer governs, so that everything can be done by him.
fn without_restaking() -> String {
    PLAN.replace("owner = \"owner\"", "owner = \"deployer\"")
}

fn plan() -> String {
    let plan = without_restaking();
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

/// A suite without restaking that is finished, before anything is added.
fn finished(folder: &Path) -> (Embedded, Manifest) {
    let mut chain = Embedded::begin().unwrap();
    let plan = without_restaking();
    let manifest = deploy_plan(&mut chain, &plan, &NATIVE, folder, &fee()).unwrap();
    assert!(manifest.complete && manifest.restaking.is_none());
    (chain, manifest)
}

#[test]
fn restaking_is_added_to_a_suite_that_is_there_whatever_interrupts_it() {
    let mut kills = 0;
    loop {
        let folder = TempDir::new().unwrap();
        let (mut chain, before) = finished(folder.path());
        let run = |node: &mut dyn Node| deploy_on(node, folder.path());
        let lived = dies_after(kills, &mut chain, run);
        let after = deploy_on(&mut chain, folder.path()).unwrap();
        assert_deployed_once(&chain, folder.path(), &after);
        for name in CONTRACTS {
            assert_eq!(after.contracts[name], before.contracts[name], "{name}");
        }
        assert_eq!(after.plan, before.plan);
        if lived {
            break;
        }
        kills += 1;
    }
    // Eight transactions have two moments each.
    assert!(kills > 16, "{kills}");
}

#[test]
fn nothing_but_restaking_can_be_added_and_how_a_plan_is_written_does_not_matter() {
    let folder = TempDir::new().unwrap();
    let (mut chain, before) = finished(folder.path());
    let height = chain.latest_block().unwrap().height;
    let refused = |chain: &mut Embedded, text: &str| {
        let refused = deploy_plan(chain, text, &NATIVE, folder.path(), &fee()).unwrap_err();
        let DeployError::OtherDeployment { what, .. } = refused else { panic!("{refused:?}") };
        assert_eq!(chain.latest_block().unwrap().height, height, "something was sent");
        assert_eq!(Manifest::load(folder.path(), chain.chain_id()).unwrap(), before);
        what
    };
    let other = plan().replace("largest = 5", "largest = 4");
    assert_eq!(refused(&mut chain, &other), "a plan with hash");
    let written_otherwise =
        format!("# later\n{}", plan().replace("largest = 5", "largest=5 # five"));
    let path = folder.path();
    let after = deploy_plan(&mut chain, &written_otherwise, &NATIVE, path, &fee()).unwrap();
    assert_deployed_once(&chain, path, &after);

    // From then on the section is as fixed as the rest.
    for text in [plan().replace("of_loss = \"0.4\"", "of_loss = \"0.3\""), without_restaking()] {
        let refused = deploy_plan(&mut chain, &text, &NATIVE, path, &fee());
        let what = "a section [restaking] with hash";
        assert!(
            matches!(refused, Err(DeployError::OtherDeployment { what: came, .. }) if came == what),
            "{refused:?}"
        );
    }
}

#[test]
fn code_that_was_built_otherwise_makes_no_second_hub() {
    let folder = TempDir::new().unwrap();
    let (mut chain, before) = finished(folder.path());
    let height = chain.latest_block().unwrap().height;
    let rebuilt = Artifacts::Native { remark: "built again".into() };
    for text in [without_restaking(), plan()] {
        let refused = deploy_plan(&mut chain, &text, &rebuilt, folder.path(), &fee());
        assert!(matches!(refused, Err(DeployError::OtherBuild { .. })), "{refused:?}");
    }
    assert_eq!(chain.latest_block().unwrap().height, height, "something was sent");
    assert_eq!(Manifest::load(folder.path(), chain.chain_id()).unwrap(), before);
}
