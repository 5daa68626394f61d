//! A node that is not there, is another, answers nonsense, refuses, forgets; and one that does well.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod fake;

use std::sync::Arc;
use std::time::Duration;

use cosmwasm_std::{coins, Decimal};
use serde_json::json;
use tempfile::TempDir;
use weir_client::{
    Answer, Backend, Fee, Gas, Key, Keyring, Msg, Node, NodeError, Pay, RpcNode, RpcOptions,
    Unsigned,
};

use fake::{Fake, CHAIN_ID};

const WORDS: &str =
    "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon \
                     abandon about";
const ADDRESS: &str = "cosmos19rl4cm2hmr8afy4kldpxz3fka4jguq0auqdal4";

struct World {
    node: RpcNode,
    _home: TempDir,
}

fn options(url: &str) -> RpcOptions {
    let mut options = RpcOptions::new(url, CHAIN_ID);
    options.prefix = Some("cosmos".into());
    options.patience = Duration::from_millis(600);
    options.timeout_blocks = 3;
    options
}

fn connect(options: RpcOptions) -> Result<World, NodeError> {
    let home = TempDir::new().unwrap();
    let keyring = Keyring::new(home.path(), Backend::Test, |_| panic!("nobody has to be asked"));
    keyring.add("alice", &Key::from_mnemonic(WORDS).unwrap()).unwrap();
    RpcNode::connect(options, keyring).map(|node| World { node, _home: home })
}

fn fee() -> Fee {
    let pay = Pay::Price { amount: Decimal::permille(25), denom: "uatom".into() };
    Fee { gas: Gas::Limit(100_000), pay }
}

fn send() -> Unsigned {
    Unsigned::one("alice", Msg::Send { to: ADDRESS.into(), coins: coins(5, "uatom") })
}

/// What becomes of a transaction on a node that begins well and then does as told.
fn broadcast(fake: Fake) -> Result<weir_client::TxOutcome, NodeError> {
    let url = fake.start();
    connect(options(&url)).unwrap().node.broadcast(&send(), &fee())
}

#[test]
fn a_node_that_is_not_there_is_unreachable() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let url = format!("http://127.0.0.1:{port}");
    let error = connect(options(&url)).map(|_| ()).unwrap_err();
    assert!(matches!(&error, NodeError::Unreachable { url: told, .. } if *told == url), "{error}");
    assert_eq!(error.exit_code(), 4);
}

#[test]
fn a_node_of_another_chain_is_refused_with_both_names() {
    let url = Fake::well().start();
    let mut other = options(&url);
    other.chain_id = "cosmoshub-4".into();
    let error = connect(other).map(|_| ()).unwrap_err();
    let expected = "cosmoshub-4".to_string();
    assert_eq!(error, NodeError::WrongChain { url, expected, came: CHAIN_ID.into() });
}

#[test]
fn a_node_that_answers_nonsense_is_told_what_it_said() {
    for (body, told) in [
        ("<html>502 Bad Gateway</html>", "<html>502 Bad Gateway</html>"),
        ("", "nothing"),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}",
        ),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"re", "{\"jsonrpc\":\"2.0\",\"id\":1,\"re"),
    ] {
        let url = Fake::well().raw("status", body).start();
        let error = connect(options(&url)).map(|_| ()).unwrap_err();
        let asked = "status".to_string();
        assert_eq!(error, NodeError::Nonsense { url, asked, came: told.into() });
        assert_eq!(error.exit_code(), 4);
    }
}

#[test]
fn a_server_that_hangs_up_is_unreachable() {
    let url = Fake::well().hang_up("status").start();
    let error = connect(options(&url)).map(|_| ()).unwrap_err();
    assert!(matches!(error, NodeError::Unreachable { .. }), "{error}");
}

#[test]
fn a_transaction_in_a_block_is_told_with_its_gas_and_events() {
    let outcome = broadcast(Fake::well()).unwrap();
    assert_eq!((outcome.height, outcome.gas_wanted, outcome.gas_used), (12, 100_000, 80_000));
    assert_eq!(outcome.attribute("transfer", "amount"), Some("5uatom"));
    assert_eq!(outcome.answers, [Answer::Stored { code_id: 7 }]);
}

#[test]
fn a_wrong_sequence_is_tried_once_more_with_a_fresh_one() {
    let log = "account sequence mismatch, expected 8, got 7: incorrect account sequence";
    let once = Fake::well().refuses(1, "sdk", 32, log);
    let sent = Arc::clone(&once.sent);
    broadcast(once).unwrap();
    assert_eq!(*sent.lock().unwrap(), [7, 8]);
    let twice = Fake::well().refuses(2, "sdk", 32, log);
    let sent = Arc::clone(&twice.sent);
    assert_eq!(broadcast(twice).unwrap_err(), NodeError::Sequence { expected: 8, came: 7 });
    assert_eq!(*sent.lock().unwrap(), [7, 8]);
}

#[test]
fn nothing_else_is_tried_twice() {
    let text = "the rate moved: 5 shares asked, 4 offered";
    let log = format!(
        "failed to execute message; message index: 0: {text}: execute wasm contract failed"
    );
    let fake = Fake::well().refuses(9, "wasm", 5, &log);
    let sent = Arc::clone(&fake.sent);
    let refused = NodeError::Refused { codespace: "wasm".into(), code: 5, text: text.into() };
    assert_eq!(broadcast(fake).unwrap_err(), refused);
    assert_eq!(sent.lock().unwrap().len(), 1);
    assert_eq!(refused.exit_code(), 2);
}

#[test]
fn out_of_gas_in_a_block_is_told_with_both_figures() {
    let log =
        "out of gas in location: WritePerByte; gasWanted: 100000, gasUsed: 100321: out of gas";
    let error = broadcast(Fake::well().fails_in_block("sdk", 11, log)).unwrap_err();
    assert_eq!(error, NodeError::OutOfGas { limit: 100_000, used: 100_321 });
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn an_account_without_coins_is_told_what_it_needs() {
    let log = "spendable balance 5uatom is smaller than 2500uatom: insufficient funds";
    let error = broadcast(Fake::well().refuses(1, "sdk", 5, log)).unwrap_err();
    let (needed, has) = ("2500uatom".to_string(), "5uatom".to_string());
    assert_eq!(error, NodeError::NoFunds { address: ADDRESS.into(), needed, has });
    let error = broadcast(Fake::well().without_account()).unwrap_err();
    assert!(matches!(&error, NodeError::NoFunds { has, .. } if has == "none"), "{error}");
    assert_eq!(error.exit_code(), 2);
}

#[test]
fn a_transaction_that_no_block_takes_is_not_included_once_its_time_is_over() {
    let error = broadcast(Fake::well().never_includes()).unwrap_err();
    assert!(matches!(error, NodeError::NotIncluded { height: 13, .. }), "{error}");
}

#[test]
fn a_chain_that_stops_after_it_took_a_transaction_leaves_it_unknown() {
    let error = broadcast(Fake::well().never_includes().stands_still()).unwrap_err();
    assert!(matches!(error, NodeError::Unknown { .. }), "{error}");
    assert_eq!(error.exit_code(), 4);
}

#[test]
fn gas_is_what_a_simulation_says_times_the_factor() {
    let url = Fake::well().start();
    let world = connect(options(&url)).unwrap();
    assert_eq!(world.node.simulate(&send()).unwrap(), 70_001);
    let gas = Gas::Auto { adjustment: Decimal::percent(130) };
    let signed = world.node.sign(&send(), &Fee { gas, ..fee() }).unwrap();
    // 70,001 * 1.3, rounded up
    assert_eq!(signed.gas_limit, 91_002);
    assert_eq!(signed.timeout_height, 10 + 3);
}

#[test]
fn a_key_that_nobody_has_is_told_before_anything_is_sent() {
    let fake = Fake::well();
    let sent = Arc::clone(&fake.sent);
    let url = fake.start();
    let tx = Unsigned { from: "carol".into(), ..send() };
    let error = connect(options(&url)).unwrap().node.broadcast(&tx, &fee()).unwrap_err();
    assert!(matches!(&error, NodeError::NoKey { name, .. } if name == "carol"), "{error}");
    assert!(sent.lock().unwrap().is_empty());
}

#[test]
fn a_contracts_refusal_of_a_query_is_its_own_error() {
    let url = Fake::well().start();
    let node = connect(options(&url)).unwrap().node;
    let error = node.query_smart(ADDRESS, &json!({ "rate": {} })).unwrap_err();
    let text = "the hub is insolvent".to_string();
    assert_eq!(error, NodeError::QueryRefused { contract: ADDRESS.into(), text });
}
