//! `weir devnet` where there is none, or none can be: exit codes, what goes where.
#![expect(clippy::unwrap_used, reason = "a test")]

use crate::outside::{refused, run};

#[test]
fn what_needs_a_devnet_says_that_there_is_none() {
    let home = tempfile::tempdir().unwrap();
    for words in ["status", "halt val1", "unjail val1", "advance 1", "double-sign 1 --height 2"] {
        assert!(refused(home.path(), words, 4).contains("weir devnet start"), "{words}");
    }
    let out = run(home.path(), "stop");
    assert_eq!(out.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&out.stdout).contains("was not running"));
}

#[test]
fn a_start_that_cannot_be_is_refused_and_leaves_nothing() {
    let home = tempfile::tempdir().unwrap();
    let refused = |words| refused(home.path(), words, 1);
    assert!(refused("start --wasmd /nowhere/wasmd").contains("scripts/build-wasmd"));
    assert!(refused("start --wasmd /bin/true").contains("expected 0.61.14"));
    assert!(refused("start --name Local").contains("name"));
    assert!(refused("start --validators 0").contains("not 0"));
    assert!(refused("start --unbonding-time 0s").contains("at least a second"));
    assert!(refused("start --genesis /nowhere/patch.json").contains("/nowhere/patch.json"));
    assert!(!home.path().join("devnet/local").exists());
}
