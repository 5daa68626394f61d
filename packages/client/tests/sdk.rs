//! Compiled contracts on the real modules, deployed by a process that dies again and again.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;

use std::path::Path;

use cosmwasm_std::coins;
use serde_json::json;
use tempfile::TempDir;
use weir_client::{
    check, verify, Answer, Artifacts, Grade, Journaled, Manifest, Msg, Node, NodeError, Sdk,
    Unsigned, Wish, CONTRACTS,
};

use common::{deploy_on, dies_after_broadcast, fee, plan, PLAN};

type Chain = Journaled<Sdk>;

fn built() -> Artifacts {
    Artifacts::Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts"))
}

#[test]
fn a_process_that_dies_after_every_broadcast_deploys_once_and_the_suite_takes_a_bond() {
    let (home, folder) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let journal = home.path().join("sdk.jsonl");
    let mut deaths = 0;
    while !dies_after_broadcast(&mut Chain::open(&journal).unwrap(), |node| {
        deploy_on(node, &built(), folder.path())
    }) {
        deaths += 1;
        assert!(deaths <= 5, "what was broadcast before is not found again");
    }
    // four codes and a birth
    assert_eq!(deaths, 5);

    let mut chain = Chain::open(&journal).unwrap();
    assert_eq!(verify(&chain, &built(), folder.path()).unwrap(), []);
    assert!(chain.code_hash(5).is_err(), "a code was stored twice");
    let manifest = Manifest::load(folder.path(), chain.chain_id()).unwrap();
    assert_eq!(manifest.contracts.len(), CONTRACTS.len());

    let hub = manifest.address("staking-hub").unwrap().to_string();
    let bond = |units: u128| {
        Unsigned::one(
            "alice",
            Msg::Execute {
                contract: hub.clone(),
                msg: json!({ "bond": {} }),
                funds: coins(units, "uatom"),
            },
        )
    };
    let gas = chain.simulate(&bond(5_000_000)).unwrap();
    let outcome = chain.broadcast(&bond(5_000_000), &fee()).unwrap();
    assert_eq!(outcome.attribute("wasm-weir_hub_bonded", "shares"), Some("5000000"));
    assert!(matches!(outcome.answers[..], [Answer::Data(_)]));
    assert!(gas > 100_000 && outcome.gas_used > 100_000, "{gas} {}", outcome.gas_used);

    // The next process finds it all.
    drop(chain);
    let chain = Chain::open(&journal).unwrap();
    let token = manifest.address("staking-token").unwrap();
    let alice = chain.address_of("alice").unwrap();
    let balance = chain.query_smart(token, &json!({ "balance": { "address": alice } })).unwrap();
    assert_eq!(balance["balance"], "5000000");

    let refused = chain.query_smart(&hub, &json!({ "rates": {} })).unwrap_err();
    assert!(matches!(refused, NodeError::QueryRefused { .. }), "{refused}");
    let wishes = [Wish::of_plan(&plan(PLAN).0), Wish::of_hub(&chain, &hub).unwrap()];
    for wish in wishes {
        let checks = check(&chain, Some(&wish)).unwrap();
        assert!(checks.iter().all(|check| check.grade != Grade::Wrong), "{checks:?}");
    }
}
