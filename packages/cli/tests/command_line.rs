//! The binary from outside: words it takes, exit codes, what goes where.
#![expect(clippy::unwrap_used, reason = "a test")]

use std::path::Path;
use std::process::{Command, Output};

fn weir(args: &[&str]) -> Output {
    let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    Command::new(env!("CARGO_BIN_EXE_weir")).args(args).current_dir(scenarios).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn wrong_usage_ends_with_1() {
    for args in [&["rum"][..], &[][..], &["run"][..], &["run", "--nonsense", "x.toml"][..]] {
        let out = weir(args);
        assert_eq!(out.status.code(), Some(1), "{args:?}");
        assert!(out.stdout.is_empty(), "{args:?}: errors go to stderr");
    }
}

#[test]
fn help_and_version_are_no_errors() {
    for args in ["--help", "--version"] {
        let out = weir(&[args]);
        assert_eq!(out.status.code(), Some(0));
        assert!(!out.stdout.is_empty());
    }
}

#[test]
fn another_chain_is_refused_by_naming_those_that_exist() {
    let out = weir(&["--chain", "moon", "demo"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("embedded"));
}

#[test]
fn a_scenario_that_is_wrong_ends_with_1_and_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wrong.toml");
    std::fs::write(&path, "[scenario]\ntitle = \"x\"\n\n[[steps]]\npas = \"1d\"\n").unwrap();
    let out = weir(&["run", path.to_str().unwrap()]);
    assert_eq!(out.status.code(), Some(1));
    let shown = text(&out.stderr);
    assert!(shown.contains("wrong.toml:5:1") && shown.contains("did you mean `pass`"), "{shown}");
}

#[test]
fn a_scenario_can_be_checked_without_running_it() {
    let out = weir(&["check", "life-cycle.toml", "cosmos-hub.toml"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(text(&out.stdout).contains("175 validators"));
}

#[test]
fn completions_are_printed() {
    let out = weir(&["completions", "bash"]);
    assert_eq!(out.status.code(), Some(0));
    assert!(text(&out.stdout).contains("_weir"));
}
