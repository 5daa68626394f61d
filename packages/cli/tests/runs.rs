//! Scenarios lived through: every file that comes with Weir, and the binary's answers.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use weir_cli::report::{Report, Trace, Verdict};
use weir_cli::runner::{run, Progress, RunOptions};
use weir_cli::scenario::Scenario;

struct Silent;

impl Progress for Silent {
    fn problem(&mut self, report: miette::Report) {
        println!("{report:?}");
    }
}

fn scenarios() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios")
}

fn lived(name: &str) -> Report {
    let scenario = Scenario::from_path(&scenarios().join(name)).unwrap();
    run(&scenario, &RunOptions::default(), &mut Silent, &mut Trace::none()).unwrap()
}

fn weir(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_weir")).args(args).current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A small story, with these steps at its end, from line 14 on.
fn story(steps: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let head = "[scenario]\ntitle = \"small\"\n\n[chain]\nvalidators = 5\n\n[[actors]]\n\
                name = \"alice\"\nfunds = \"100 ATOM\"\n\n[[steps]]\n\
                bond = { who = \"alice\", amount = \"50 ATOM\" }\n\n";
    std::fs::write(folder.path().join("small.toml"), format!("{head}{steps}")).unwrap();
    folder
}

#[test]
fn every_scenario_that_comes_with_weir_goes_as_it_says() {
    for entry in std::fs::read_dir(scenarios()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !name.ends_with(".toml") {
            continue;
        }
        let report = lived(&name);
        assert_eq!(report.verdict(), Verdict::Passed, "{name}: {:?}", report.failures);
        assert!(report.expectations.len() >= 2, "{name} expects something");
        let checked = |i: &weir_cli::report::InvariantRow| i.checked > 0 && i.failures == 0;
        assert!(report.invariants.iter().all(checked), "{name}: {:?}", report.invariants);
        assert!(report.invariants.len() > 20, "{name}: all invariants are on");
    }
}

#[test]
fn the_demo_is_real_and_its_books_close() {
    let report = lived("cosmos-hub.toml");
    assert_eq!(report.chain.validators, 175 - 4, "three of five stay jailed, one is tombstoned");
    assert!(report.ended_at - report.started_at >= 89 * 86_400);
    let paid_in: u128 = report.payouts.rows.iter().map(|r| r.bonded.0).sum();
    // All deposits but the one of a single unit; alice's 50,000 and bob's 25,000; dave's 200,000, and
    // 20,000 each of an operator and a service.
    let named = 50_000_000_000 + 25_000_000_000 + 200_000_000_000 + 2 * 20_000_000_000;
    assert_eq!(paid_in, 121_093_306_520_827 - 1 + named);
    assert_eq!(report.slashes.len(), 5 + 1);
    assert!(report.batches.iter().all(|b| b.settled_at.is_some() && b.paid <= b.received));
    let book = |name: &str| report.books.iter().find(|b| b.name == name).unwrap().amount.0;
    let restaked = book("of it in restaking");
    assert_eq!(book("supply"), book("of it dead") + book("of it with holders") + restaked);
    assert!(restaked < 100, "{restaked}");
    assert_eq!(book("unbonding") + book("surplus") + book("shortfall"), 0);
    assert!(book("backing") + book("not vested") == book("delegated") + book("buffer"));
    assert!(book("kept by the chain") < 1_000, "{}", book("kept by the chain"));
}

#[test]
fn the_demo_restakes_and_its_slashes_are_paid_to_the_unit() {
    use weir_cli::report::Outcome;
    let report = lived("cosmos-hub.toml");
    let restaking = report.restaking.unwrap();
    let outcomes: Vec<Outcome> = restaking.requests.iter().map(|r| r.outcome).collect();
    assert_eq!(outcomes, [Outcome::Vetoed, Outcome::Executed, Outcome::Executed]);
    let [vetoed, insured, delayed] = &restaking.requests[..] else { unreachable!() };
    assert_eq!(vetoed.loss.0, 0);
    for slash in &restaking.requests {
        assert_eq!(slash.loss.0, slash.bond.0 + slash.cover.0 + slash.pool.0);
        assert!(slash.loss <= slash.asked && slash.loss <= slash.budget, "{slash:?}");
    }
    // 15,000 of the bond; a fifth of the 150,800 in the fund; the pool pays the rest.
    assert_eq!((insured.bond.0, insured.cover.0), (15_000_000_000, 30_160_000_000));
    assert!(insured.pool.0 > 0 && !insured.delayed && delayed.delayed);
    let north = &restaking.vaults[0];
    assert_eq!(north.pool_lost.0, insured.pool.0 + delayed.pool.0);
    assert_eq!(north.bond_lost, insured.bond);
    let left = north.assets.last().unwrap().0 + north.unclaimed.0;
    assert_eq!(north.deposited.0, north.claimed.0 + north.pool_lost.0 + left);
    assert!(left < 100, "{left}");
    for reward in &restaking.rewards {
        let paid = reward.total_paid() + reward.commission.0 + reward.left.0;
        assert_eq!(reward.total_funded(), paid);
        assert!(reward.total_paid() > 0 && reward.left.0 < 100, "{reward:?}");
    }
    let fund = restaking.fund.unwrap();
    let came = fund.deposited.0 + fund.premiums.0 + fund.received.0;
    assert_eq!(came, fund.covered.0 + fund.withdrawn.0 + fund.left.0);
}

#[test]
fn a_run_is_the_same_every_time() {
    let traces: Vec<String> = (0..2)
        .map(|_| {
            let folder = tempfile::tempdir().unwrap();
            let out = folder.path().to_str().unwrap().to_owned();
            let args = ["run", "life-cycle.toml", "-q", "--report", &out];
            assert_eq!(weir(&args, &scenarios()).status.code(), Some(0));
            std::fs::read_to_string(folder.path().join("trace.jsonl")).unwrap()
        })
        .collect();
    assert!(traces[0].lines().count() > 300);
    assert!(traces[0] == traces[1], "two runs of one scenario differ");
}

#[test]
fn a_good_run_ends_with_0_and_leaves_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let done = weir(&["run", "life-cycle.toml", "-o", "json", "-q", "--report", out], &scenarios());
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    let report: Report = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!(report.title, "The life of a share");
    for file in ["report.json", "report.html", "trace.jsonl"] {
        assert!(folder.path().join(file).metadata().unwrap().len() > 1_000, "{file}");
    }
}

#[test]
fn tables_go_to_stdout_progress_to_stderr_and_neither_is_coloured_in_a_pipe() {
    let done = weir(&["run", "bank-run.toml"], &scenarios());
    let (out, err) = (text(&done.stdout), text(&done.stderr));
    assert!(out.contains("The books at the end") && !err.contains("The books at the end"));
    assert!(err.contains("A bank run"), "{err}");
    assert!(!out.contains('\u{1b}') && !err.contains('\u{1b}'));
    let quiet = weir(&["run", "bank-run.toml", "-q"], &scenarios());
    assert!(quiet.stderr.is_empty(), "{}", text(&quiet.stderr));
}

#[test]
fn an_expectation_that_fails_ends_with_3_at_its_place() {
    let folder = story("[[steps]]\nexpect = { supply = { equals = \"61 ATOM\" } }\n");
    let done = weir(&["run", "small.toml"], folder.path());
    assert_eq!(done.status.code(), Some(3));
    // 50 bonded and 10 of the first deposit.
    assert!(text(&done.stdout).contains("small.toml:15:21: the supply of shares is 60000000"));
    assert!(text(&done.stderr).contains("small.toml:15:21"), "{}", text(&done.stderr));
}

#[test]
fn a_refused_transaction_ends_with_2_at_its_place() {
    let folder = story("[[steps]]\nbond = { who = \"alice\", amount = \"51 ATOM\" }\n");
    let done = weir(&["run", "small.toml"], folder.path());
    assert_eq!(done.status.code(), Some(2), "{}", text(&done.stderr));
    assert!(text(&done.stdout).contains("small.toml:15:1: refused"), "{}", text(&done.stdout));
}

#[test]
fn an_error_that_does_not_come_or_is_another_one_ends_with_2() {
    let well =
        "[[steps]]\nexpect_error = \"no\"\nbond = { who = \"alice\", amount = \"1 ATOM\" }\n";
    let other = "[[steps]]\nexpect_error = \"cap\"\nbond = { who = \"alice\", amount = 0 }\n";
    for steps in [well, other] {
        let done = weir(&["run", "small.toml"], story(steps).path());
        assert_eq!(done.status.code(), Some(2));
        assert!(text(&done.stdout).contains("small.toml:15:16"), "{}", text(&done.stdout));
    }
}

#[test]
fn the_first_failure_stops_a_run_that_asks_for_it() {
    let bad = "[[steps]]\nexpect = { open_batches = 7 }\n\n";
    let folder = story(&bad.repeat(3));
    let failures = |args: &[&str]| {
        let done = weir(args, folder.path());
        let report: Report = serde_json::from_slice(&done.stdout).unwrap();
        report.failures.len()
    };
    assert_eq!(failures(&["run", "small.toml", "-o", "json"]), 3);
    assert_eq!(failures(&["run", "small.toml", "-o", "json", "--fail-fast"]), 1);
}

#[test]
fn a_typo_stops_everything_with_1_before_anything_runs() {
    let folder = story("[[steps]]\nbnd = { who = \"alice\", amount = \"1 ATOM\" }\n");
    std::fs::copy(scenarios().join("bank-run.toml"), folder.path().join("fine.toml")).unwrap();
    let done = weir(&["run", "fine.toml", "small.toml"], folder.path());
    assert_eq!(done.status.code(), Some(1));
    assert!(done.stdout.is_empty());
    assert!(text(&done.stderr).contains("small.toml:15:1"), "{}", text(&done.stderr));
}
