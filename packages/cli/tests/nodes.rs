//! A scenario on a node: what is refused before anything is sent, and with which exit code. What needs
//! a node that answers is in `journeys`.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use serde_json::json;
use tempfile::TempDir;

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

/// A home with a profile `there` of a node, and a short story with these steps, from line 7 on.
struct Place(TempDir);

impl Place {
    fn of(node: &str, steps: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let profile = format!("[profiles.there]\nnode = \"{node}\"\nchain_id = \"weir-there-1\"\n");
        std::fs::write(folder.path().join("config.toml"), profile).unwrap();
        let head = "[scenario]\ntitle = \"short\"\n\n[chain]\nvalidators = 3\n\n";
        std::fs::write(folder.path().join("short.toml"), format!("{head}{steps}")).unwrap();
        Self(folder)
    }

    /// What is said on stderr when a scenario is refused with an exit code.
    fn refused(&self, scenario: &Path, words: &str, exit: i32) -> String {
        let run = Command::new(env!("CARGO_BIN_EXE_weir"))
            .arg("run")
            .arg(scenario)
            .args(["-q", "--home"])
            .arg(self.0.path())
            .args(words.split_whitespace())
            .current_dir(self.0.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr).into_owned();
        assert_eq!(run.status.code(), Some(exit), "{words}: {said}");
        assert!(run.stdout.is_empty(), "{words}: nothing came of it");
        assert!(!said.contains("panicked"), "{words}: {said}");
        said
    }
}

/// A node that says of which chain it is, and how often it was asked.
fn node(network: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = asked.clone();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            counted.fetch_add(1, Ordering::SeqCst);
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut line, mut length) = (String::new(), 0);
            while reader.read_line(&mut line).unwrap_or(0) > 2 {
                if let Some(told) = line.to_lowercase().strip_prefix("content-length:") {
                    length = told.trim().parse().unwrap();
                }
                line.clear();
            }
            reader.read_exact(&mut vec![0; length]).unwrap();
            let body = status(network).to_string();
            let head = format!("connection: close\r\ncontent-length: {}", body.len());
            let _ = write!(stream, "HTTP/1.1 200 OK\r\n{head}\r\n\r\n{body}");
        }
    });
    (url, asked)
}

/// What CometBFT says of itself.
fn status(network: &str) -> serde_json::Value {
    let (hash, time) = ("AB".repeat(32), "2022-11-01T00:00:00.5Z");
    json!({ "jsonrpc": "2.0", "id": 1, "result": {
        "node_info": {
            "protocol_version": { "p2p": "8", "block": "11", "app": "0" },
            "id": "5576458aef205977e18fd50b274e9b5d9014525a",
            "listen_addr": "tcp://0.0.0.0:26656", "network": network, "version": "0.38.21",
            "channels": "40202122233038606100", "moniker": "there",
            "other": { "tx_index": "on", "rpc_address": "tcp://127.0.0.1:26657" },
        },
        "sync_info": {
            "latest_block_hash": hash, "latest_app_hash": hash, "latest_block_height": "10",
            "latest_block_time": time, "earliest_block_hash": hash, "earliest_app_hash": hash,
            "earliest_block_height": "1", "earliest_block_time": time, "catching_up": false,
        },
        "validator_info": {
            "address": "AB".repeat(20), "voting_power": "0",
            "pub_key": {
                "type": "tendermint/PubKeyEd25519",
                "value": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
            },
        },
    } })
}

const SYNC: &str = "[[steps]]\nsync = {}\n";

#[test]
fn a_scenario_of_days_is_refused_and_the_node_is_not_asked() {
    let (url, asked) = node("weir-there-1");
    let place = Place::of(&url, SYNC);
    let said = place.refused(&scenarios().join("life-cycle.toml"), "--chain there", 1);
    assert!(said.contains("would take about 60 d"), "{said}");
    assert!(said.contains("may take 1 h; --longest"), "{said}");
    let story = Place::of(&url, "[[steps]]\npass = \"10m\"\n");
    let short = story.0.path().join("short.toml");
    let said = story.refused(&short, "--chain there --longest 9m", 1);
    assert!(said.contains("about 10 min, and may take 9 min"), "{said}");
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_fault_that_nobody_can_order_is_refused_at_its_place_and_the_node_is_not_asked() {
    let (url, asked) = node("weir-there-1");
    for fault in [
        "downtime = { validator = \"validator-1\" }",
        "double_sign = { validator = \"validator-1\" }",
        "unjail = { validator = \"validator-1\" }",
        "slash = { validator = \"validator-1\", fraction = \"5%\" }",
        "set_commission = { validator = \"validator-1\", commission = \"7%\" }",
        "chain_params = { unbonding = \"1m\" }",
        "hold_entry = { validator = \"validator-1\" }",
        "halt = \"1m\"",
    ] {
        let place = Place::of(&url, &format!("{SYNC}\n[[steps]]\n{fault}\n"));
        let said = place.refused(&place.0.path().join("short.toml"), "--chain there", 1);
        assert!(said.contains("short.toml:11:1"), "{fault}: {said}");
        let name = fault.split(' ').next().unwrap();
        assert!(said.contains(&format!("`{name}` cannot be brought about")), "{fault}: {said}");
        assert!(said.contains("1 steps need what this chain cannot"), "{fault}: {said}");
    }
    assert_eq!(asked.load(Ordering::SeqCst), 0);
}

#[test]
fn a_node_that_is_not_there_ends_with_4() {
    // nobody listens any more
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let place = Place::of(&format!("http://{closed}"), SYNC);
    let short = place.0.path().join("short.toml");
    assert!(place.refused(&short, "--chain there", 4).contains("no node answers"));
}

#[test]
fn a_node_of_another_chain_ends_with_4() {
    let (url, asked) = node("weir-elsewhere-1");
    let place = Place::of(&url, SYNC);
    let short = place.0.path().join("short.toml");
    let said = place.refused(&short, "--chain there", 4);
    assert!(said.contains("is of chain weir-elsewhere-1, expected weir-there-1"), "{said}");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[test]
fn a_node_may_be_named_without_a_profile() {
    let (url, _) = node("weir-elsewhere-1");
    let place = Place::of("http://127.0.0.1:1", SYNC);
    let short = place.0.path().join("short.toml");
    let said = place.refused(&short, &format!("--node {url} --chain-id weir-there-1"), 4);
    assert!(said.contains("is of chain weir-elsewhere-1, expected weir-there-1"), "{said}");
    assert!(place.refused(&short, &format!("--node {url}"), 1).contains("--chain-id is needed"));
}

#[test]
fn a_chain_that_nobody_has_told_of_ends_with_1() {
    let place = Place::of("http://127.0.0.1:1", SYNC);
    let short = place.0.path().join("short.toml");
    assert!(place.refused(&short, "--chain nowhere", 1).contains("it has there"));
    assert!(place.refused(&short, "--chain local", 1).contains("weir devnet start"));
}

#[test]
fn a_keyring_without_the_key_that_pays_ends_with_1() {
    let (url, _) = node("weir-there-1");
    let place = Place::of(&url, SYNC);
    let short = place.0.path().join("short.toml");
    let words = "--chain there --keyring-backend test";
    // the prefix is asked for where no profile says it
    let config = place.0.path().join("config.toml");
    let more = std::fs::read_to_string(&config).unwrap() + "prefix = \"wasm\"\n";
    std::fs::write(&config, more).unwrap();
    assert!(place.refused(&short, words, 1).contains("no key for faucet"));
    let said = place.refused(&short, &format!("{words} --from alice"), 1);
    assert!(said.contains("no key for alice"), "{said}");
}
