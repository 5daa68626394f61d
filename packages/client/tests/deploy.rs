//! Deployments on the embedded chain: whole, interrupted anywhere, verified, migrated.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::path::Path;

use cosmwasm_std::Addr;
use serde_json::json;
use tempfile::TempDir;
use weir_client::{
    migrate, verify, Artifacts, DeployError, Embedded, LocalChain, Manifest, ManifestError,
    Migration, Msg, Node, NodeError, Plan, Unsigned, CONTRACTS,
};

use crate::common::{deploy_on, dies_after, fee, PLAN};

/// A million coins, as every named account of the embedded chain has at first.
const COINS: u128 = 1_000_000_000_000;
const DEPOSIT: u128 = 10_000_000;
const NATIVE: Artifacts = Artifacts::Native { remark: String::new() };

fn migrate_on(node: &mut dyn Node, from: &str, folder: &Path) -> Result<Manifest, DeployError> {
    let folder = folder.to_path_buf();
    let it = Migration { artifacts: &NATIVE, from, fee: &fee(), memo: "", folder };
    migrate(node, &it, &mut |_: &str| ())
}

/// Everything is there, once.
fn assert_deployed_once(chain: &Embedded, folder: &Path, manifest: &Manifest) {
    assert!(manifest.complete);
    assert_eq!(manifest.sent, None);
    let codes: Vec<u64> = CONTRACTS.map(|name| manifest.contracts[name].code_id).to_vec();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, [1, 2, 3, 4], "each code is stored once: {codes:?}");
    assert!(chain.code_hash(5).is_err(), "a fifth code was stored");
    let deployer = chain.address_of("deployer").unwrap();
    assert_eq!(chain.balance(&deployer, "uatom").unwrap(), COINS - DEPOSIT);
    assert_eq!(verify(chain, &NATIVE, folder).unwrap(), []);
    let hub = manifest.address("staking-hub").unwrap();
    let rate = chain.query_smart(hub, &json!({ "rate": {} })).unwrap();
    assert_eq!(rate["supply"], DEPOSIT.to_string());
}

#[test]
fn a_plan_becomes_four_linked_contracts_and_a_second_run_changes_nothing() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let manifest = deploy_on(&mut chain, &NATIVE, folder.path()).unwrap();
    assert_deployed_once(&chain, folder.path(), &manifest);
    let height = chain.latest_block().unwrap().height;
    let again = deploy_on(&mut chain, &NATIVE, folder.path()).unwrap();
    assert_eq!((again, chain.latest_block().unwrap().height), (manifest, height));
}

#[test]
fn a_deployment_that_is_killed_anywhere_continues_and_does_nothing_twice() {
    let mut kills = 0;
    loop {
        let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
        let run = |node: &mut dyn Node| deploy_on(node, &NATIVE, folder.path());
        if dies_after(kills, &mut chain, run) {
            break;
        }
        let manifest = deploy_on(&mut chain, &NATIVE, folder.path()).unwrap();
        assert_deployed_once(&chain, folder.path(), &manifest);
        kills += 1;
    }
    // Five transactions have two moments each, and there are questions between them.
    assert!(kills > 10, "{kills}");
}

#[test]
fn a_deployment_that_is_killed_at_every_step_of_every_run_still_ends() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let run = |node: &mut dyn Node| deploy_on(node, &NATIVE, folder.path());
    let mut calls = 0;
    while !dies_after(calls, &mut chain, run) {
        calls += 1;
    }
    let manifest = Manifest::load(folder.path(), chain.chain_id()).unwrap();
    assert_deployed_once(&chain, folder.path(), &manifest);
}

#[test]
fn what_differs_on_chain_is_told_one_by_one() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let manifest = deploy_on(&mut chain, &NATIVE, folder.path()).unwrap();
    let told = |chain: &Embedded, artifacts: &Artifacts| -> Vec<(String, String)> {
        let found = verify(chain, artifacts, folder.path()).unwrap();
        found.into_iter().map(|one| (one.contract, one.what)).collect()
    };
    let pair = |contract: &str, what: &str| (contract.to_string(), what.to_string());

    let contract = manifest.address("validator-registry").unwrap().to_string();
    let admin = chain.address_of("bob").unwrap();
    let tx = Unsigned::one("admin", Msg::UpdateAdmin { contract, admin });
    chain.broadcast(&tx, &fee()).unwrap();
    assert_eq!(told(&chain, &NATIVE), [pair("validator-registry", "admin")]);

    let hub = manifest.address("staking-hub").unwrap().to_string();
    let new_owner = chain.address_of("bob").unwrap();
    let offer = json!({ "update_ownership": { "transfer_ownership": { "new_owner": new_owner } } });
    let tx = Unsigned::one("owner", Msg::Execute { contract: hub, msg: offer, funds: vec![] });
    chain.broadcast(&tx, &fee()).unwrap();
    assert_eq!(
        told(&chain, &NATIVE),
        [pair("validator-registry", "admin"), pair("staking-hub", "pending owner")]
    );

    let rebuilt = Artifacts::Native { remark: "built again".into() };
    let hashes = told(&chain, &rebuilt);
    for name in CONTRACTS {
        assert!(hashes.contains(&pair(name, "code hash (checksums.txt)")), "{hashes:?}");
    }

    let mut edited = manifest;
    let token = edited.contracts["staking-token"].clone();
    edited.contracts.get_mut("reward-distributor").unwrap().address = token.address;
    edited.save(folder.path()).unwrap();
    // The token is no distributor, and the hub names another.
    let told = told(&chain, &NATIVE);
    for difference in [
        pair("reward-distributor", "code hash (checksums.txt)"),
        pair("reward-distributor", "ownership"),
        pair("staking-hub", "distributor"),
    ] {
        assert!(told.contains(&difference), "{difference:?} in {told:?}");
    }
}

/// A suite that was built before, at an older version.
fn older(folder: &Path) -> (Embedded, Manifest) {
    let mut chain = Embedded::begin().unwrap();
    let before = Artifacts::Native { remark: "the release before".into() };
    let manifest = deploy_on(&mut chain, &before, folder).unwrap();
    for name in CONTRACTS {
        let address = Addr::unchecked(manifest.address(name).unwrap());
        let app = chain.chain_mut().app_mut();
        let mut storage = app.contract_storage_mut(&address);
        cw2::set_contract_version(&mut *storage, format!("crates.io:weir-{name}"), "0.0.9")
            .unwrap();
    }
    (chain, manifest)
}

#[test]
fn a_migration_gives_every_contract_the_new_code_and_a_second_run_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let (mut chain, before) = older(folder.path());
    let after = migrate_on(&mut chain, "admin", folder.path()).unwrap();
    assert_eq!(verify(&chain, &NATIVE, folder.path()).unwrap(), []);
    for name in CONTRACTS {
        assert_eq!(after.address(name).unwrap(), before.address(name).unwrap());
        assert!(after.contracts[name].code_id > 4, "{name}");
    }
    let height = chain.latest_block().unwrap().height;
    migrate_on(&mut chain, "admin", folder.path()).unwrap();
    assert_eq!(chain.latest_block().unwrap().height, height);
}

#[test]
fn a_migration_that_is_killed_anywhere_continues_and_does_nothing_twice() {
    let mut kills = 0;
    loop {
        let folder = TempDir::new().unwrap();
        let (mut chain, _) = older(folder.path());
        let run = |node: &mut dyn Node| migrate_on(node, "admin", folder.path());
        if dies_after(kills, &mut chain, run) {
            break;
        }
        migrate_on(&mut chain, "admin", folder.path()).unwrap();
        assert_eq!(verify(&chain, &NATIVE, folder.path()).unwrap(), []);
        assert!(chain.code_hash(9).is_err(), "a code was stored twice");
        kills += 1;
    }
    assert!(kills > 16, "{kills}");
}

#[test]
fn a_migration_that_must_not_be_sends_nothing() {
    let folder = TempDir::new().unwrap();
    let (mut chain, manifest) = older(folder.path());
    let height = chain.latest_block().unwrap().height;
    let refused = migrate_on(&mut chain, "bob", folder.path());
    assert!(matches!(refused, Err(DeployError::NotAdmin { .. })), "{refused:?}");

    let hub = Addr::unchecked(manifest.address("staking-hub").unwrap());
    let set = |chain: &mut Embedded, name: &str, version: &str| {
        let app = chain.chain_mut().app_mut();
        cw2::set_contract_version(&mut *app.contract_storage_mut(&hub), name, version).unwrap();
    };
    set(&mut chain, "crates.io:other-hub", "0.0.9");
    let refused = migrate_on(&mut chain, "admin", folder.path());
    assert!(matches!(refused, Err(DeployError::WrongContract { .. })), "{refused:?}");

    set(&mut chain, "crates.io:weir-staking-hub", env!("CARGO_PKG_VERSION"));
    let refused = migrate_on(&mut chain, "admin", folder.path());
    assert!(matches!(refused, Err(DeployError::NotNewer { .. })), "{refused:?}");
    assert_eq!(chain.latest_block().unwrap().height, height, "something was sent");
}

#[test]
fn a_manifest_of_another_chain_or_another_deployment_is_refused_and_stays() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let mut manifest = deploy_on(&mut chain, &NATIVE, folder.path()).unwrap();
    let path = Manifest::path(folder.path(), chain.chain_id());

    manifest.salt = "another".into();
    manifest.save(folder.path()).unwrap();
    let kept = std::fs::read(&path).unwrap();
    let refused = deploy_on(&mut chain, &NATIVE, folder.path());
    assert!(
        matches!(refused, Err(DeployError::OtherDeployment { what: "salt", .. })),
        "{refused:?}"
    );
    assert_eq!(std::fs::read(&path).unwrap(), kept);

    let text = String::from_utf8(kept).unwrap().replace(chain.chain_id(), "cosmoshub-4");
    std::fs::write(&path, &text).unwrap();
    for refused in [
        deploy_on(&mut chain, &NATIVE, folder.path()).map(|_| ()),
        migrate_on(&mut chain, "admin", folder.path()).map(|_| ()),
        verify(&chain, &NATIVE, folder.path()).map(|_| ()),
    ] {
        let other = Err(DeployError::Manifest(ManifestError::OtherChain {
            path: path.display().to_string(),
            expected: chain.chain_id().to_string(),
            came: "cosmoshub-4".to_string(),
        }));
        assert_eq!(refused, other);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn artifacts_that_are_missing_or_changed_after_the_build_stop_everything_before_anything_is_sent() {
    let (mut chain, folder) = (Embedded::begin().unwrap(), TempDir::new().unwrap());
    let artifacts = TempDir::new().unwrap();
    let from_folder = Artifacts::Folder(artifacts.path().to_path_buf());
    let says = |chain: &mut Embedded, words: &str| {
        let refused = deploy_on(chain, &from_folder, folder.path()).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
        assert_eq!(chain.latest_block().unwrap().height, 1);
        assert!(!Manifest::path(folder.path(), chain.chain_id()).exists());
    };
    says(&mut chain, "checksums.txt");
    // sha256 of nothing
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let lines = CONTRACTS.map(|name| format!("{empty}  {name}.wasm\n")).concat();
    std::fs::write(artifacts.path().join("checksums.txt"), lines).unwrap();
    says(&mut chain, "it is missing; scripts/build-wasm makes it");
    for name in CONTRACTS {
        std::fs::write(artifacts.path().join(name).with_extension("wasm"), "changed").unwrap();
    }
    says(&mut chain, "it was changed after the build");
}

#[test]
fn a_plan_with_a_mistake_names_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plan.toml");
    let says = |text: String, words: &str| {
        std::fs::write(&path, text).unwrap();
        let refused = Plan::read(&path).unwrap_err().to_string();
        assert!(refused.contains(words), "{refused}");
    };
    says(PLAN.replace("guardian =", "gardian ="), "gardian");
    says(PLAN.replace("10000000", "999999"), "at least 1000000 (one whole coin), not 999999");
    says(PLAN.replace("largest = 5", ""), "give `validators` or `largest`");
    says(PLAN.replace("decimals = 6", "decimals = 19"), "at most 18");
    says(PLAN.replace("[token]", "salt = \"\"\n[token]"), "1 to 64 bytes");
}

#[test]
fn a_manifest_that_cannot_be_written_stops_before_the_first_transaction() {
    let mut chain = Embedded::begin().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    // A folder cannot be where a file is.
    let refused = deploy_on(&mut chain, &NATIVE, file.path());
    assert!(matches!(
        refused,
        Err(DeployError::Node(NodeError::File { .. })
            | DeployError::Manifest(ManifestError::File(_)))
    ));
    assert_eq!(chain.latest_block().unwrap().height, 1);
}
