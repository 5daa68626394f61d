//! `weir tx`, `weir q` and `weir keeper` from outside, on the embedded chain: what they print and how
//! they end.
#![allow(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// A folder of one user, with a deployment on a chain of his own.
struct World(TempDir);

impl World {
    fn deployed() -> Self {
        let world = Self(TempDir::new().unwrap());
        let plan = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/plan.example.toml");
        let out = world.weir(&format!("deploy {} --from deployer -y", plan.display()));
        assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
        world
    }

    fn weir(&self, line: &str) -> Output {
        let home = self.0.path().join("home");
        Command::new(env!("CARGO_BIN_EXE_weir"))
            .args(line.split_whitespace())
            .arg("--home")
            .arg(home)
            .current_dir(self.0.path())
            .stdin(Stdio::null())
            .output()
            .unwrap()
    }

    /// What a person sees: the line, both streams, the exit code.
    fn seen(&self, line: &str) -> String {
        let out = self.weir(line);
        let code = out.status.code().unwrap();
        let (stdout, stderr) = (text(&out.stdout), text(&out.stderr));
        let mut seen = format!("$ weir {line}\n{stdout}");
        for line in stderr.lines() {
            seen.push_str(&format!("! {line}\n"));
        }
        if code != 0 {
            seen.push_str(&format!("(ends with {code})\n"));
        }
        seen
    }

    fn json(&self, line: &str) -> serde_json::Value {
        let out = self.weir(&format!("{line} -o json"));
        assert_eq!(out.status.code(), Some(0), "{line}: {}", text(&out.stderr));
        serde_json::from_slice(&out.stdout).unwrap()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_holder_comes_stays_and_leaves() {
    let world = World::deployed();
    let lines = [
        "q rate",
        "tx bond 100atom --from alice -y",
        "tx bond 5osmo --from alice -y",
        "q balance alice",
        "keeper run --once --from keeper --log json --only sync,delegate_buffer",
        "q validators",
        "tx unbond 40wATOM --from alice -y",
        "tx unbond 0.0001wATOM --from alice -y",
        "q requests alice",
        "q batches",
        "tx withdraw --from alice -y",
        "wait 2days",
        "tx bond 1atom --from bob -y",
        "keeper run --once --from keeper --only refresh,harvest,submit_batch",
        "q batches --limit 1",
        "q parts",
        "q cranks",
        "wait 30days",
        "keeper run --once --from keeper --except harvest",
        "tx withdraw --from alice -y",
        "q requests alice",
        "q hub ownership",
        "q registry validators --limit 2",
        "q distributor config",
        "q token token-info",
    ];
    let seen: Vec<String> = lines.iter().map(|line| world.seen(line)).collect();
    insta::assert_snapshot!(
        "a_holder",
        always_the_same(&seen.join(
            "
"
        ))
    );
}

/// Without hashes and the time on the wall.
fn always_the_same(text: &str) -> String {
    let is_hash = |word: &str| word.len() == 64 && word.chars().all(|c| c.is_ascii_hexdigit());
    let is_time = |word: &str| word.len() == 20 && word.starts_with("20") && word.ends_with('Z');
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || matches!(c, '-' | ':') {
            word.push(c);
            continue;
        }
        out.push_str(match &word {
            word if is_hash(word) => "<hash>",
            word if is_time(word) => "<now>",
            word => word,
        });
        out.push(c);
        word.clear();
    }
    out
}

#[test]
fn json_is_what_the_contract_answered() {
    let world = World::deployed();
    assert_eq!(world.json("q hub exchange-rate"), "1");
    assert_eq!(world.json("q rate")["supply"], "10000000");
    let sent = world.json("tx bond 100atom --from alice -y");
    assert_eq!(sent["code"], 0);
    let events = sent["events"].as_array().unwrap();
    let bonded = events.iter().find(|event| event["type"] == "wasm-weir_hub_bonded").unwrap();
    assert!(bonded["attributes"].as_array().unwrap().iter().any(|one| one["value"] == "100000000"));
    assert_eq!(world.json("q rate")["supply"], "110000000");
}

#[test]
fn a_transaction_can_be_printed_for_others_to_sign() {
    let world = World::deployed();
    let line = "tx hub pause 3600 bond --from guardian --generate-only --gas 300000 --fees 7500uatom --note ticket";
    let out = world.weir(line);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let tx: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    insta::assert_snapshot!("unsigned", format!("{tx:#}"));
    // Nothing was sent.
    assert_eq!(world.json("q rate")["paused"], serde_json::json!([]));
}

#[test]
fn trying_it_out_sends_nothing() {
    let world = World::deployed();
    let out = world.weir("tx bond 100atom --from alice --dry-run");
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert_eq!(world.json("q rate")["supply"], "10000000");
}

#[test]
fn each_way_to_fail_has_its_exit_code() {
    let world = World::deployed();
    let nowhere = "--node http://127.0.0.1:1 --chain-id x";
    for (code, line) in [
        (1, "tx bond 1atom -y".to_string()),
        (1, "tx bond --from alice -y".into()),
        (1, "tx bond 1.5 --from alice -y".into()),
        (1, "q rate --deployments elsewhere".into()),
        (1, "tx bond 1atom --from alice -y --gas much".into()),
        (1, "keeper run --once --from keeper --interval 0s".into()),
        (1, "keeper run --once --from keeper --metrics everywhere".into()),
        (2, "tx bond 5osmo --from alice -y".into()),
        (2, "tx withdraw --from bob -y".into()),
        (2, "q batch 99".into()),
        (4, format!("q rate {nowhere}")),
        (4, format!("tx bond 1atom --from alice -y {nowhere}")),
        (4, format!("keeper run --once --from keeper {nowhere}")),
    ] {
        let out = world.weir(&line);
        assert_eq!(out.status.code(), Some(code), "{line}: {}", text(&out.stderr));
        assert!(out.stdout.is_empty(), "{line}: problems go to stderr");
        assert!(!out.stderr.is_empty(), "{line}");
    }
}

#[test]
fn the_hub_alone_is_enough_to_find_the_others() {
    let world = World::deployed();
    let addresses = world.json("addresses");
    let hub = addresses["contracts"]["staking-hub"]["address"].as_str().unwrap().to_string();
    let out = world.weir(&format!("q token balance {hub} --hub {hub} --deployments elsewhere"));
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    assert!(text(&out.stdout).contains("10 wATOM"), "{}", text(&out.stdout));
}

#[test]
fn help_names_what_can_be_done() {
    let world = World(TempDir::new().unwrap());
    let seen: Vec<String> = ["tx", "tx hub", "tx hub bond -h", "q -h", "keeper run -h"]
        .map(|line| world.help(line))
        .into();
    insta::assert_snapshot!("help", seen.join("\n"));
}

impl World {
    /// Without `--home`, which would be shown as wrong.
    fn help(&self, line: &str) -> String {
        let out = Command::new(env!("CARGO_BIN_EXE_weir"))
            .args(line.split_whitespace())
            .env("COLUMNS", "100")
            .output()
            .unwrap();
        format!("$ weir {line}\n{}{}", text(&out.stdout), text(&out.stderr))
    }
}

#[cfg(unix)]
#[test]
fn asked_to_end_the_keeper_ends_well() {
    use std::io::{BufRead, BufReader};

    let world = World::deployed();
    let mut keeper = Command::new(env!("CARGO_BIN_EXE_weir"))
        .args(
            "keeper run --from keeper --interval 600s --log json --metrics 127.0.0.1:0".split(' '),
        )
        .arg("--home")
        .arg(world.0.path().join("home"))
        .current_dir(world.0.path())
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(keeper.stderr.take().unwrap()).lines();
    let mut seen = vec![];
    // It waits for the next round then.
    for line in log.by_ref() {
        seen.push(line.unwrap());
        if seen.last().unwrap().contains(r#""event":"round""#) {
            break;
        }
    }
    let id = keeper.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    seen.extend(log.map(Result::unwrap));
    assert_eq!(keeper.wait().unwrap().code(), Some(0), "{seen:#?}");
    assert!(seen.last().unwrap().contains(r#""event":"stopped""#), "{seen:#?}");
}
