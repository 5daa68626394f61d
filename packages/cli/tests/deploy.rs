//! `weir deploy` and its sisters from outside: exit codes, what goes where, what stays.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
const MANIFEST: &str = "weir-embedded-1.json";

/// A user's folders.
struct Desk {
    home: TempDir,
    deployments: TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { home: TempDir::new().unwrap(), deployments: TempDir::new().unwrap() }
    }

    /// `weir` with these words; `{}` stands for the folder of manifests.
    fn weir(&self, words: &str) -> Output {
        self.weir_told(words, "")
    }

    fn weir_told(&self, words: &str, stdin: &str) -> Output {
        let words = words.replace("{}", &self.deployments.path().to_string_lossy());
        let mut child = Command::new(env!("CARGO_BIN_EXE_weir"))
            .args(words.split_whitespace())
            .arg("--home")
            .arg(self.home.path())
            .current_dir(ROOT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // Not every command reads.
        let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
        child.wait_with_output().unwrap()
    }

    /// What it prints, when it ends like this.
    fn ends(&self, words: &str, exit: i32) -> (String, String) {
        ended(&self.weir(words), words, exit)
    }

    fn manifest(&self) -> std::path::PathBuf {
        self.deployments.path().join(MANIFEST)
    }
}

fn ended(out: &Output, words: &str, exit: i32) -> (String, String) {
    let [data, said] =
        [&out.stdout, &out.stderr].map(|it| String::from_utf8_lossy(it).into_owned());
    assert_eq!(out.status.code(), Some(exit), "{words}: {data}{said}");
    (data, said)
}

const DEPLOY: &str = "deploy docs/plan.example.toml --from deployer --deployments {}";

#[test]
fn the_documented_first_try_deploys_verifies_and_shows() {
    let desk = Desk::new();
    let (data, said) = desk.ends(&format!("{DEPLOY} -o json"), 0);
    let manifest: Value = serde_json::from_str(&data).unwrap();
    let written: Value = serde_json::from_slice(&std::fs::read(desk.manifest()).unwrap()).unwrap();
    assert_eq!(manifest, written);
    assert!(said.contains("store staking-hub") && said.contains("create the hub"), "{said}");

    assert!(desk.ends("verify --deployments {}", 0).0.contains("is what was built"));
    let (data, _) = desk.ends("addresses -o json --deployments {}", 0);
    assert_eq!(serde_json::from_str::<Value>(&data).unwrap(), manifest);
    let hub = manifest["contracts"]["staking-hub"]["address"].as_str().unwrap();
    assert!(desk.ends("addresses --deployments {}", 0).0.contains(hub));
    assert!(desk.ends("doctor --deployments {}", 0).0.contains("unbonding_period"));
    assert!(desk.ends("wait 21days", 0).0.contains("height"));
    // A second deployment finds everything there.
    let (_, said) = desk.ends(&format!("{DEPLOY} --dry-run"), 0);
    assert!(said.contains("nothing is left to send"), "{said}");
}

#[test]
fn a_difference_ends_with_3_and_names_what_differs() {
    let desk = Desk::new();
    desk.ends(DEPLOY, 0);
    let text = std::fs::read_to_string(desk.manifest()).unwrap();
    let owner =
        serde_json::from_str::<Value>(&text).unwrap()["owner"].as_str().unwrap().to_string();
    std::fs::write(desk.manifest(), text.replace(&owner, "cosmos1somebodyelse")).unwrap();
    let (data, _) = desk.ends("verify -o json --deployments {}", 3);
    let found: Vec<Value> = serde_json::from_str(&data).unwrap();
    assert_eq!(found.len(), 3, "hub, registry, distributor: {data}");
    assert!(
        found.iter().all(|one| one["what"] == "owner" && one["found"] == owner.as_str()),
        "{data}"
    );
    assert!(desk.ends("verify --deployments {}", 3).0.contains("cosmos1somebodyelse"));
}

#[test]
fn generate_only_and_dry_run_send_and_write_nothing() {
    let desk = Desk::new();
    let (data, said) = desk.ends(&format!("{DEPLOY} --generate-only"), 0);
    assert!(said.contains("next: store staking-hub"), "{said}");
    let tx: Value = serde_json::from_str(&data).unwrap();
    assert_eq!(tx["body"]["messages"][0]["@type"], "/cosmwasm.wasm.v1.MsgStoreCode");
    assert_eq!(tx["signatures"], serde_json::json!([]));
    assert!(desk.ends(&format!("{DEPLOY} --dry-run"), 0).0.contains("gas estimate"));
    assert!(!desk.manifest().exists());
    assert_eq!(std::fs::read(desk.home.path().join("chains/embedded.jsonl")).unwrap(), b"");
}

#[test]
fn what_is_wrong_is_told_with_its_exit_code_and_leaves_nothing() {
    let desk = Desk::new();
    for (words, exit, told) in [
        ("deploy nowhere.toml --from deployer --deployments {}", 1, "nowhere.toml"),
        ("deploy Cargo.toml --from deployer --deployments {}", 1, "unknown field"),
        (&*format!("{DEPLOY} --artifacts docs"), 1, "checksums.txt"),
        (&*format!("{DEPLOY} --gas much"), 1, "--gas much"),
        (&*format!("{DEPLOY} --chain hub"), 1, "no [profiles.hub]"),
        (&*format!("{DEPLOY} --chain local"), 1, "weir devnet start"),
        (&*format!("{DEPLOY} --node http://127.0.0.1:9"), 1, "--chain-id is needed"),
        (&*format!("{DEPLOY} --node http://127.0.0.1:9 --chain-id moon-1"), 4, "no node answers"),
        ("verify --deployments {}", 1, "nothing was deployed"),
        ("addresses --deployments {}", 1, "nothing was deployed"),
        ("migrate --from admin --deployments {}", 1, "nothing was deployed"),
    ] {
        let (data, said) = desk.ends(words, exit);
        assert!(said.contains(told), "{words}: {said}");
        assert!(data.is_empty(), "{words}: errors go to stderr");
        assert!(!desk.manifest().exists(), "{words}");
    }
}

#[test]
fn a_plan_that_does_not_fit_the_chain_is_not_deployed() {
    let desk = Desk::new();
    let plan = desk.home.path().join("plan.toml");
    let text = std::fs::read_to_string(Path::new(ROOT).join("docs/plan.example.toml")).unwrap();
    std::fs::write(&plan, text.replace("denom = \"uatom\"", "denom = \"uosmo\"")).unwrap();
    let words = format!("deploy {} --from deployer --deployments {{}}", plan.display());
    let (_, said) = desk.ends(&words, 3);
    assert!(said.contains("staking coin: the chain has uatom, Weir uosmo"), "{said}");
    assert!(!desk.manifest().exists());
    desk.ends(&format!("doctor --plan {}", plan.display()), 3);
}

#[test]
fn keys_are_made_shown_and_forgotten_and_their_secrets_only_when_asked_for() {
    let desk = Desk::new();
    let (data, said) = desk.ends("keys add alice --keyring-backend test -o json", 0);
    let rows: Value = serde_json::from_str(&data).unwrap();
    let address = rows[0]["address"].as_str().unwrap().to_string();
    assert!(address.starts_with("cosmos1") && rows[0].get("secret").is_none());
    let words = said.lines().find(|line| line.split(' ').count() == 24).unwrap();

    let recover = desk.weir_told("keys add again --recover --keyring-backend test", words);
    assert!(ended(&recover, "recover", 0).0.contains(&address));
    let (data, _) = desk.ends("keys show alice --secret --keyring-backend test -o json", 0);
    let secret =
        serde_json::from_str::<Value>(&data).unwrap()[0]["secret"].as_str().unwrap().to_string();
    let import = desk.weir_told("keys import third --keyring-backend test", &secret);
    assert!(ended(&import, "import", 0).0.contains(&address));
    let (list, said) = desk.ends("keys list --keyring-backend test", 0);
    assert_eq!(list.matches(&address).count(), 3);
    assert!(!list.contains(&secret) && !said.contains(&secret));
    desk.ends("keys delete alice -y --keyring-backend test", 0);
    desk.ends("keys show alice --keyring-backend test", 1);

    let add = desk.weir_told("keys add safe", "correct horse\n");
    ended(&add, "add", 0);
    let right = desk.weir_told("keys show safe --secret", "correct horse\n");
    ended(&right, "right", 0);
    let wrong = desk.weir_told("keys show safe --secret", "wrong horse\n");
    assert!(ended(&wrong, "wrong", 1).1.contains("passphrase"));
}

/// The example with its section for restaking, which is a remark in it.
fn with_restaking(desk: &Desk) -> String {
    let text = std::fs::read_to_string(Path::new(ROOT).join("docs/plan.example.toml")).unwrap();
    let (suite, section) = text.split_once("# [restaking]").unwrap();
    let settings = section.lines().filter(|line| line.contains(" = ") || line.ends_with("fund]"));
    let settings: Vec<&str> = settings.map(|line| line.trim_start_matches("# ")).collect();
    let path = desk.home.path().join("plan.toml");
    std::fs::write(&path, format!("{suite}[restaking]\n{}\n", settings.join("\n"))).unwrap();
    format!("deploy {} --from deployer --deployments {{}}", path.display())
}

/// What the keeper says that it keeps.
fn keeps(desk: &Desk, place: &str) -> Value {
    let words = format!("keeper run --from keeper --once --log json {place}");
    let (_, said) = desk.ends(&words, 0);
    let started = said.lines().find(|line| line.contains("\"started\"")).unwrap();
    serde_json::from_str::<Value>(started).unwrap()["services"].clone()
}

#[test]
fn restaking_is_added_to_a_deployment_and_the_keeper_keeps_it_too() {
    let desk = Desk::new();
    desk.ends(DEPLOY, 0);
    assert_eq!(keeps(&desk, "--deployments {}"), Value::Null);
    let (data, said) = desk.ends(&format!("{} -o json", with_restaking(&desk)), 0);
    assert!(said.contains("create service-registry") && !said.contains("create the hub"), "{said}");
    let manifest: Value = serde_json::from_str(&data).unwrap();
    let address = |name: &str| manifest["contracts"][name]["address"].as_str().unwrap();
    let services = address("service-registry");
    assert_eq!(keeps(&desk, "--deployments {}"), services);

    // By the hub alone once the distributor's owner has named the registry.
    let by_hub = format!("--hub {}", address("staking-hub"));
    assert_eq!(keeps(&desk, &by_hub), Value::Null);
    let link = format!("tx distributor set-service-registry {services} --from owner -y {by_hub}");
    desk.ends(&link, 0);
    assert_eq!(keeps(&desk, &by_hub), services);
    assert!(desk.ends("verify --deployments {}", 0).0.contains("is what was built"));
}
