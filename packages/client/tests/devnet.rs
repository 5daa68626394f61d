//! Compiled contracts on real nodes: deployed by a process that dies again and again, and what a real
//! node refuses.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;

use std::path::{Path, PathBuf};

use cosmwasm_std::{coins, Decimal};
use serde_json::json;
use tempfile::TempDir;
use weir_client::{
    check, verify, Artifacts, Backend, Fee, Gas, Grade, Key, Keyring, Manifest, Msg, Node,
    NodeError, Pay, RpcNode, RpcOptions, Unsigned, Wish, CONTRACTS,
};
use weir_devnet::{Devnet, Interrupt, Options};

use common::{deploy_on, dies_after_broadcast, plan, PLAN};

/// A devnet that ends with its test.
struct Owned {
    home: PathBuf,
    devnet: Devnet,
}

impl Drop for Owned {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}\n{}", self.devnet.status(), self.devnet.last_words());
        }
        Devnet::stop(&self.home, self.devnet.name()).unwrap();
        std::fs::remove_dir_all(&self.home).unwrap();
    }
}

fn built() -> Artifacts {
    Artifacts::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts"))
}

fn start() -> Owned {
    let home =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("client-{}", std::process::id()));
    let mut options = Options::new(&home, "client");
    options.validators = 3;
    options.accounts.extend(["deployer".to_string(), "admin".to_string()]);
    let devnet = Devnet::start(&options, &Interrupt::default()).unwrap_or_else(|e| panic!("{e}"));
    Owned { home, devnet }
}

/// A node with the keys of all accounts, and one of an account that nobody has sent coins.
fn connect(devnet: &Devnet, home: &Path) -> RpcNode {
    let keyring = Keyring::new(home, Backend::Test, |_| panic!("nobody has to be asked"));
    if keyring.names().unwrap().is_empty() {
        for account in devnet.accounts().unwrap() {
            keyring.add(account.name(), &Key::from_mnemonic(account.mnemonic()).unwrap()).unwrap();
        }
        keyring.add("stranger", &Key::generate().unwrap().0).unwrap();
    }
    // The prefix is asked of the node.
    let options = RpcOptions::new(devnet.first().url(), devnet.chain_id());
    RpcNode::connect(options, keyring).unwrap()
}

fn fee(gas: Gas) -> Fee {
    Fee { gas, pay: Pay::Price { amount: Decimal::permille(25), denom: "uatom".into() } }
}

const AUTO: Gas = Gas::Auto { adjustment: Decimal::percent(130) };

#[test]
fn a_process_that_dies_after_every_broadcast_deploys_once_and_the_suite_takes_a_bond() {
    let (owned, keys, folder) = (start(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut deaths = 0;
    while !dies_after_broadcast(&mut connect(&owned.devnet, keys.path()), |node| {
        common::deploy_paying(node, &built(), folder.path(), &fee(AUTO))
    }) {
        deaths += 1;
        assert!(deaths <= 5, "what was broadcast before is not found again");
    }
    // four codes and a birth
    assert_eq!(deaths, 5);

    let mut node = connect(&owned.devnet, keys.path());
    assert_eq!(verify(&node, &built(), folder.path()).unwrap(), []);
    assert!(node.code_hash(5).is_err(), "a code was stored twice");
    let manifest = Manifest::load(folder.path(), node.chain_id()).unwrap();
    assert_eq!(manifest.contracts.len(), CONTRACTS.len());
    bonds(&mut node, manifest.address("staking-hub").unwrap());
    refusals(&mut node, manifest.address("staking-hub").unwrap());
    health(&node, manifest.address("staking-hub").unwrap());
    let wrong = RpcOptions::new(owned.devnet.first().url(), "cosmoshub-4");
    let keyring = Keyring::new(keys.path(), Backend::Test, |_| panic!());
    let refused = RpcNode::connect(wrong, keyring).map(|_| ()).unwrap_err();
    assert!(matches!(refused, NodeError::WrongChain { .. }), "{refused}");
    let again = deploy_on(&mut node, &built(), folder.path()).unwrap();
    assert_eq!(again, manifest);
}

fn bond(hub: &str, units: u128) -> Unsigned {
    let msg = json!({ "bond": {} });
    Unsigned::one("alice", Msg::Execute { contract: hub.into(), msg, funds: coins(units, "uatom") })
}

fn bonds(node: &mut RpcNode, hub: &str) {
    let alice = node.address_of("alice").unwrap();
    let before = node.balance(&alice, "uatom").unwrap();
    let outcome = node.broadcast(&bond(hub, 5_000_000), &fee(AUTO)).unwrap();
    assert_eq!(outcome.attribute("wasm-weir_hub_bonded", "assets"), Some("5000000"));
    assert!(outcome.gas_used <= outcome.gas_wanted && outcome.gas_used > 100_000);
    let paid = fee(AUTO).coins(outcome.gas_wanted).unwrap()[0].amount.u128();
    assert_eq!(node.balance(&alice, "uatom").unwrap(), before - 5_000_000 - paid);
    assert_eq!(node.outcome(&outcome.hash).unwrap(), Some(outcome));
}

/// What a real node says, as our errors.
fn refusals(node: &mut RpcNode, hub: &str) {
    let limit = fee(Gas::Limit(120_000));
    let refused = node.broadcast(&bond(hub, 5_000_000), &limit).unwrap_err();
    assert!(matches!(refused, NodeError::OutOfGas { limit: 120_000, .. }), "{refused}");

    let nothing = Fee { gas: Gas::Limit(200_000), pay: Pay::Coins(vec![]) };
    let refused = node.broadcast(&bond(hub, 5_000_000), &nothing).unwrap_err();
    assert!(matches!(refused, NodeError::FeeTooLow { .. }), "{refused}");

    let stranger = Unsigned { from: "stranger".into(), ..bond(hub, 5_000_000) };
    let refused = node.broadcast(&stranger, &fee(AUTO)).unwrap_err();
    assert!(matches!(refused, NodeError::NoFunds { .. }), "{refused}");

    let too_much = bond(hub, 10u128.pow(15));
    for gas in [AUTO, Gas::Limit(300_000)] {
        let refused = node.broadcast(&too_much, &fee(gas)).unwrap_err();
        assert!(matches!(refused, NodeError::NoFunds { .. }), "{refused}");
    }

    let mut greedy = bond(hub, 5_000_000);
    if let Some(Msg::Execute { msg, .. }) = greedy.msgs.first_mut() {
        *msg = json!({ "bond": { "min_shares": "9000000" } });
    }
    let refused = node.broadcast(&greedy, &fee(AUTO)).unwrap_err();
    assert!(
        matches!(&refused, NodeError::Refused { text, .. } if text.contains("9000000")),
        "{refused}"
    );
    assert!(!refused.to_string().contains("failed to execute message"), "{refused}");

    // Signed with the same sequence, the second comes too late.
    let first = node.sign(&bond(hub, 1_000_000), &fee(AUTO)).unwrap();
    let second = node.sign(&bond(hub, 2_000_000), &fee(AUTO)).unwrap();
    node.submit(&first).unwrap();
    let refused = node.submit(&second).unwrap_err();
    assert!(matches!(refused, NodeError::Sequence { .. }), "{refused}");
}

fn health(node: &RpcNode, hub: &str) {
    let checks = check(node, Some(&Wish::of_hub(node, hub).unwrap())).unwrap();
    assert!(checks.iter().all(|check| check.grade != Grade::Wrong), "{checks:?}");
    let looked_at = |what: &str| checks.iter().any(|check| check.what == what);
    assert!(["wasmd", "Cosmos SDK", "ibc-go", "unbonding_period"].into_iter().all(looked_at));
    let mut other = Wish::of_plan(&plan(PLAN).0);
    other.unbonding_period = Some(61);
    let checks = check(node, Some(&other)).unwrap();
    let wrong = checks.iter().filter(|check| check.grade == Grade::Wrong);
    assert_eq!(wrong.map(|check| check.what.as_str()).collect::<Vec<_>>(), ["unbonding_period"]);
}
