//! `weir devnet` from outside.
#![allow(dead_code, clippy::unwrap_used, reason = "each test file uses its part")]

use std::path::Path;
use std::process::{Command, Output};

pub fn weir(home: &Path, words: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weir"));
    command.arg("devnet").args(words.split(' ')).arg("--home").arg(home);
    command
}

pub fn run(home: &Path, words: &str) -> Output {
    weir(home, words).output().unwrap()
}

pub fn refused(home: &Path, words: &str, exit: i32) -> String {
    let out = run(home, words);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(exit), "{words}: {said}");
    assert!(out.stdout.is_empty(), "{words}: errors go to stderr");
    said
}
