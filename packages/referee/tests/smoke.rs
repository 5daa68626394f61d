//! Every artifact meets the chain's real modules: stored, instantiated, executed, refusing, queried.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;

use std::path::Path;

use common::wat::Conduct;
use common::{artifact, text, Weir, ARTIFACTS, COIN, DENOM};
use serde_json::{json, Value};
use weir_referee::{msg, Block, Error, Genesis, GenesisValidator, Referee, Refusal, Tx};

fn refused(outcome: Result<weir_referee::Outcome, Error>) -> Refusal {
    match outcome {
        Err(Error::Transaction(refusal)) => refusal,
        other => panic!("this had to be refused: {other:?}"),
    }
}

#[test]
fn every_contract_is_born_acts_refuses_and_answers() {
    let mut weir = Weir::begin(5).unwrap();
    let bonded = weir.bond("alice", 1_000 * COIN).unwrap();
    assert_eq!(weir.shares_of("alice").unwrap(), 1_000 * COIN);
    assert_eq!(bonded.attribute("wasm-weir_hub_bonded", "assets"), Some("1000000000"));

    // hub: the wrong coin, and all its answers
    let hub = weir.hub.clone();
    let without_coins = refused(weir.hub("alice", json!({ "bond": {} })));
    assert_eq!((without_coins.codespace.as_str(), without_coins.code), ("wasm", 5));
    for query in ["config", "state", "rate", "live_rate", "solvency", "cranks", "validators"] {
        weir.ask_hub(json!({ query: {} })).unwrap();
    }
    for query in ["health", "slashes", "parts", "pending_batch", "exchange_rates", "ownership"] {
        weir.ask_hub(json!({ query: {} })).unwrap();
    }
    assert_eq!(text(&weir.ask_hub(json!({ "rate": {} })).unwrap(), "/backing"), "1010000000");

    // token: moves shares, refuses to mint for anyone but the hub
    let (token, bob) = (weir.token.clone(), weir.chain.account("bob").unwrap());
    let transfer = json!({ "transfer": { "recipient": bob, "amount": "1000000" } });
    weir.call("alice", &token, transfer).unwrap();
    assert_eq!(weir.shares_of("bob").unwrap(), COIN);
    let mint = json!({ "mint": { "recipient": bob, "amount": "1" } });
    assert_eq!(refused(weir.call("bob", &token, mint)).codespace, "wasm");
    let info = weir.chain.smart(&token, &json!({ "token_info": {} })).unwrap();
    assert_eq!(text(&info, "/total_supply"), "1010000000");

    // registry
    let registry = weir.registry.clone();
    weir.call("keeper", &registry, json!({ "refresh": {} })).unwrap();
    let weights = json!({ "set_weights": { "weights": [] } });
    assert_eq!(refused(weir.call("alice", &registry, weights)).codespace, "wasm");
    for query in ["config", "validators", "targets", "move_rights", "cranks", "all_options"] {
        weir.chain.smart(&registry, &json!({ query: {} })).unwrap();
    }

    // distributor
    let distributor = weir.distributor.clone();
    for query in ["config", "books", "routes", "cranks", "ownership"] {
        weir.chain.smart(&distributor, &json!({ query: {} })).unwrap();
    }
    let fee = json!({ "update_config": { "fee": "0.01" } });
    assert_eq!(refused(weir.call("alice", &distributor, fee.clone())).codespace, "wasm");
    weir.call("owner", &distributor, fee).unwrap();

    assert_eq!(weir.chain.balance(&hub, DENOM).unwrap(), 1_010 * COIN);
}

/// The comparison of versions is code that no other transaction runs.
#[test]
fn a_contract_is_not_migrated_to_its_own_version_and_says_so() {
    let mut weir = Weir::begin(1).unwrap();
    let owner = weir.chain.account("owner").unwrap();
    let contracts = [&weir.hub, &weir.token, &weir.registry, &weir.distributor].map(String::clone);
    for (name, contract) in ARTIFACTS.into_iter().zip(contracts) {
        let code = weir.chain.store_code("deployer", &artifact(name)).unwrap();
        let migrate = msg::migrate(&owner, &contract, code, json!({}));
        let refusal = refused(weir.chain.tx(Tx::new("owner", migrate)));
        assert!(refusal.log.contains("is not newer"), "{name}: {}", refusal.log);
    }
}

/// Floats it would take, as this one of its versions does: scripts/check-wasm alone keeps them out.
#[test]
fn t93_the_chain_stores_every_artifact_and_none_with_bulk_memory_or_too_much_of_it() {
    let mut weir = Weir::begin(1).unwrap();
    let checksums = artifact_names();
    assert!(checksums.len() >= 11, "{checksums:?}");
    for name in checksums {
        weir.chain
            .store_code("deployer", &artifact(&name))
            .unwrap_or_else(|e| panic!("{name}: {e}"));
    }
    weir.chain.store_code("deployer", &Conduct::agree().wasm()).unwrap();
    let large = format!("(data (i32.const 4096) \"{}\")", "x".repeat(800 * 1024));
    for (what, more) in [
        ("bulk memory", "(func (memory.fill (i32.const 0) (i32.const 0) (i32.const 1)))"),
        ("800 KiB", large.as_str()),
    ] {
        let wasm = Conduct::agree().wasm_with(more);
        let stored = weir.chain.store_code("deployer", &wasm);
        assert!(matches!(stored, Err(Error::Transaction(_))), "{what}: {stored:?}");
    }
}

/// The names of all artifacts.
fn artifact_names() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts/checksums.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let names = text.lines().filter_map(|line| line.split_whitespace().last());
    names.map(|name| name.trim_end_matches(".wasm").to_string()).collect()
}

#[test]
fn a_deposit_comes_back_after_three_weeks_with_rewards_on_the_way() {
    let mut weir = Weir::begin(5).unwrap();
    weir.bond("alice", 1_000 * COIN).unwrap();
    weir.hub("keeper", json!({ "delegate_buffer": {} })).unwrap();
    weir.fees(1_000_000 * COIN).unwrap();
    weir.hub("keeper", json!({ "harvest": {} })).unwrap();

    weir.queue_unbond("alice", 400 * COIN).unwrap();
    // the batch closes, and its lag passes
    weir.days_pass(4).unwrap();
    let before = weir.ask_hub(json!({ "rate": {} })).unwrap();
    let submitted = weir.hub("keeper", json!({ "submit_batch": {} })).unwrap();
    let priced: u128 =
        submitted.attribute("wasm-weir_hub_batch_submitted", "priced").unwrap().parse().unwrap();
    assert!(priced > 400 * COIN, "{priced}: no rewards in it; before {before}");
    weir.days_pass(22).unwrap();
    weir.hub("keeper", json!({ "reconcile": {} })).unwrap();
    let alice = weir.chain.account("alice").unwrap();
    let held = weir.chain.balance(&alice, DENOM).unwrap();
    weir.hub("alice", json!({ "withdraw_unbonded": {} })).unwrap();
    let paid = weir.chain.balance(&alice, DENOM).unwrap() - held;
    // a unit may be lost with each part
    assert!(paid <= priced && paid + 5 >= priced, "priced {priced}, paid {paid}");
}

#[test]
fn a_double_sign_costs_the_hub_what_the_chain_says() {
    let mut weir = Weir::begin(5).unwrap();
    weir.bond("alice", 1_000 * COIN).unwrap();
    weir.hub("keeper", json!({ "delegate_buffer": {} })).unwrap();
    let block = weir.chain.block(&Block::after(6)).unwrap();
    weir.chain.block(&Block::after(6).double_sign("val1", block.height)).unwrap();
    weir.hub("keeper", json!({ "sync": {} })).unwrap();
    let hub = weir.hub.clone();
    let request = json!({ "delegator_addr": hub });
    let path = "/cosmos.staking.v1beta1.Query/DelegatorDelegations";
    let staked = weir.chain.query(path, request).unwrap();
    let staked: u128 = staked["delegation_responses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| text(row, "/balance/amount").parse::<u128>().unwrap())
        .sum();
    let solvency = weir.ask_hub(json!({ "solvency": {} })).unwrap();
    assert!(staked < 1_000 * COIN);
    assert_eq!(text(&solvency, "/delegated"), staked.to_string(), "{solvency}");
}

#[test]
fn a_chain_that_is_gone_says_what_it_said_last() {
    let genesis = Genesis::new("test-1", DENOM).validator(GenesisValidator::new("val1", COIN));
    let shell = std::path::Path::new("/bin/false");
    let Err(error) = Referee::begin_with(shell, &genesis) else { panic!("/bin/false is no chain") };
    assert!(matches!(&error, Error::Died { call: "init", .. }), "{error}");
    assert!(error.to_string().contains("scripts/build-referee"), "{error}");
    let Err(error) = Referee::begin_with(std::path::Path::new("/nowhere"), &genesis) else {
        panic!("there is nothing")
    };
    assert!(matches!(error, Error::NotBuilt { .. }), "{error}");
}

#[test]
fn what_the_chain_refuses_is_told_in_its_own_words() {
    let genesis = Genesis::new("test-1", DENOM)
        .validator(GenesisValidator::new("val1", 100 * COIN))
        .account("alice", "5uatom");
    let mut chain = Referee::build_and_begin(&genesis).unwrap();
    let (alice, val1) = (chain.account("alice").unwrap(), chain.operator("val1").unwrap());
    let too_much = chain.tx(Tx::new("alice", msg::delegate(&alice, &val1, 6, DENOM)));
    let refusal = refused(too_much);
    assert_eq!((refusal.codespace.as_str(), refusal.code), ("sdk", 5));
    let no_message = chain.block(&Block::after(6).tx(Tx::new("alice", Value::Null)));
    assert!(matches!(no_message, Err(Error::Refused { call: "block", .. })), "{no_message:?}");
    let nobody = chain.tx(Tx::new("carol", msg::delegate(&alice, &val1, 6, DENOM)));
    assert!(matches!(nobody, Err(Error::Refused { .. })), "{nobody:?}");
    let params = chain.update_params("cosmos.staking.v1beta1", json!({ "max_entries": 3 }));
    chain.gov(params.unwrap()).unwrap();
    let read = chain.query("/cosmos.staking.v1beta1.Query/Params", json!({})).unwrap();
    assert_eq!(text(&read, "/params/max_entries"), "3");
    let no_genesis = Genesis::new("test-1", DENOM);
    let Err(error) = Referee::build_and_begin(&no_genesis) else { panic!("nobody validates") };
    assert!(matches!(&error, Error::Refused { call: "init", .. }), "{error}");
}
