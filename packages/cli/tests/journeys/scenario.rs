//! A scenario on a devnet, all of it by the command line.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{json, Value};
use tempfile::TempDir;

/// A devnet that `weir devnet start` started, and that ends with its test.
struct Devnet {
    home: TempDir,
    chain_id: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn weir(home: &Path, words: &str) -> Output {
    let words = words.split_whitespace();
    let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
    command.args(words).arg("--home").arg(home).current_dir(root()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Devnet {
    /// Five validators. None is jailed because the machine is busy.
    fn start() -> Self {
        let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let window = json!({ "signed_blocks_window": "30" });
        let patch = json!({ "app_state": { "slashing": { "params": window } } });
        let file = home.path().join("patch.json");
        std::fs::write(&file, patch.to_string()).unwrap();
        let words = format!("devnet start -o json --genesis {}", file.display());
        let started = weir(home.path(), &words);
        assert!(started.status.success(), "{}", text(&started.stderr));
        let status: Value = serde_json::from_slice(&started.stdout).unwrap();
        Self { home, chain_id: status["chain_id"].as_str().unwrap().to_string() }
    }

    fn run(&self, words: &str) -> Output {
        weir(self.home.path(), &format!("run --chain local {words}"))
    }
}

impl Drop for Devnet {
    fn drop(&mut self) {
        weir(self.home.path(), "devnet stop");
    }
}

/// What the scenario says happens, and to the unit: every invariant looks at one height at a time.
#[test]
fn a_scenario_lives_on_real_nodes() {
    let devnet = Devnet::start();
    another_chain_is_not_lived_on(&devnet);

    let folder = devnet.home.path().join("report");
    let words = format!("scenarios/devnet.toml -q --report {}", folder.display());
    let lived = devnet.run(&words);
    assert_eq!(lived.status.code(), Some(0), "{}{}", text(&lived.stdout), text(&lived.stderr));
    assert!(text(&lived.stdout).contains("everything held"));
    for file in ["report.html", "trace.jsonl"] {
        assert!(folder.join(file).metadata().unwrap().len() > 1_000, "{file}");
    }
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["chain"]["id"], devnet.chain_id.as_str());
    assert_eq!(report["failures"], json!([]));
    what_happened(&report);
    every_invariant_was_looked_at(&report);
    governance_is_lived_through(&devnet);
}

/// On the same chain: its validators vote for another cut for good, and for another for one block.
const VOTES: &str = r#"
[scenario]
title = "Votes"

[chain]
unbonding = "60s"
slash_downtime = "1%"
validators = [
  { name = "val3", tokens = "1_000_000 ATOM" },
  { name = "val4", tokens = "1_000_000 ATOM" },
]

[registry]
max_share = "100%"

[[actors]]
name = "alice"
funds = "1_000 ATOM"

[[steps]]
bond = { who = "alice", amount = "1_000 ATOM" }

[[steps]]
delegate_buffer = {}

[[steps]]
chain_params = { slash_downtime = "2%" }

[[steps]]
double_sign = { validator = "val4", fraction = "7%" }

[[steps]]
sync = {}

[[steps]]
label = "half of the stake lost 7 %"
expect = { rate_between = ["0.96", "0.97"] }
"#;

fn governance_is_lived_through(devnet: &Devnet) {
    let file = devnet.home.path().join("votes.toml");
    std::fs::write(&file, VOTES).unwrap();
    let lived = devnet.run(&format!("{} -q -o json", file.display()));
    assert_eq!(lived.status.code(), Some(0), "{}{}", text(&lived.stdout), text(&lived.stderr));
    let report: Value = serde_json::from_slice(&lived.stdout).unwrap();
    let [slash] = rows(&report, "/slashes") else { panic!("{}", report["slashes"]) };
    assert_eq!((&slash["validator"], &slash["fraction"]), (&json!("val4"), &json!("0.07")));
    every_invariant_was_looked_at(&report);
    // what was voted for is in force, and what was for one block is not any more
    let said = text(&devnet.run("scenarios/devnet.toml").stderr);
    assert!(said.contains("slash_downtime is 0.01, the chain's 0.02"), "{said}");
    assert!(!said.contains("slash_double_sign"), "{said}");
}

fn rows<'r>(report: &'r Value, list: &str) -> &'r [Value] {
    report.pointer(list).and_then(Value::as_array).unwrap()
}

fn what_happened(report: &Value) {
    let [slash] = rows(report, "/slashes") else { panic!("{}", report["slashes"]) };
    assert_eq!((&slash["validator"], &slash["kind"]), (&json!("val5"), &json!("downtime")));
    assert_ne!(slash["lost"], "0");
    let batches = rows(report, "/batches");
    assert!(batches.len() >= 3, "{batches:?}");
    for batch in batches {
        assert!(!batch["settled_at"].is_null(), "{batch}");
        for part in batch["parts"].as_array().unwrap() {
            let (placed, ready) = (&part["placed_at"], &part["completes_at"]);
            let took = ready.as_u64().unwrap() - placed.as_u64().unwrap();
            // a block's time is rounded down, a completion's up; the buffer pays at once
            assert!([0, 60, 61].contains(&took), "{part}");
        }
    }
    let time = |step: &Value| step["time"].as_u64().unwrap();
    let steps = rows(report, "/steps");
    let passed = time(&steps[steps.len() - 1]) - report["started_at"].as_u64().unwrap();
    assert!((200..900).contains(&passed), "{passed} s of the chain's time");
    let done = rows(report, "/keepers").iter();
    let settled = done.filter(|row| row["action"] == "reconcile" && row["done"] != 0);
    assert_eq!(settled.count(), 1, "{}", report["keepers"]);
}

fn every_invariant_was_looked_at(report: &Value) {
    let invariants = rows(report, "/invariants");
    assert!(invariants.len() > 20, "{}", invariants.len());
    for row in invariants {
        assert!(row["checked"].as_u64().unwrap() > 0 && row["failures"] == 0, "{row}");
    }
}

/// A scenario of other parameters is refused, with all of them, before anything is sent.
fn another_chain_is_not_lived_on(devnet: &Devnet) {
    let refused = devnet.run("scenarios/bank-run.toml --longest 1000d");
    let said = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("unbonding is 1814400 s, the chain's 60 s"), "{said}");
    assert!(said.contains("the chain's val1, val2, val3, val4, val5"), "{said}");
}
