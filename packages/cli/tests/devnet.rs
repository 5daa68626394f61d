//! `weir devnet` with nodes: exit codes, what goes where, and what a start leaves that does not get to
//! its end. Go has to build the nodes.
#![expect(clippy::unwrap_used, reason = "a test")]

mod outside;

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use outside::{refused, run, weir};

/// Processes whose command line names this folder, but those of `weir` itself.
fn nodes_in(folder: &Path) -> usize {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let words = entries.filter_map(|entry| std::fs::read(entry.path().join("cmdline")).ok());
    let nodes = words.filter(|words| {
        let words = String::from_utf8_lossy(words);
        words.contains("wasmd\0start") && words.contains(&*folder.to_string_lossy())
    });
    nodes.count()
}

/// A start that was just about to wait for its second block.
fn half_started(home: &Path) -> Child {
    let mut command = weir(home, "start --validators 3");
    let child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let began = Instant::now();
    while nodes_in(home) == 0 {
        assert!(began.elapsed() < Duration::from_secs(30), "no node was started");
        std::thread::sleep(Duration::from_millis(20));
    }
    child
}

fn signal(child: &Child, name: &str) {
    let killed = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(killed.unwrap().success());
}

#[test]
fn starts_that_are_cut_short_leave_nothing_for_long() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();

    // Ctrl-C
    let child = half_started(home);
    signal(&child, "-INT");
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("interrupted"));
    assert_eq!(nodes_in(home), 0);
    assert!(!home.join("devnet/local").exists());

    // a kill that cannot be noticed: the next command clears away
    let child = half_started(home);
    signal(&child, "-KILL");
    child.wait_with_output().unwrap();
    assert_ne!(nodes_in(home), 0);
    refused(home, "status", 4);
    let out = run(home, "start --validators 3 -o json");
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    assert_eq!(nodes_in(home), 3);
    let status: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert!(status["chain_id"].as_str().unwrap().starts_with("weir-local-"));
    assert_eq!(status["nodes"].as_array().unwrap().len(), 3);

    assert!(refused(home, "start", 1).contains("is running at"));
    assert!(refused(home, "halt val4", 1).contains("val1, val2, val3"));
    refused(home, "resume val1", 4);
    refused(home, "unjail val1", 2);
    refused(home, "double-sign val1 --height 100000", 1);
    let out = run(home, "advance 1");
    assert!(String::from_utf8_lossy(&out.stdout).starts_with("block "));

    let out = run(home, "stop");
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(nodes_in(home), 0);
}
