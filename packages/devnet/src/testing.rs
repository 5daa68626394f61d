//! What several unit tests need.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A program of these lines of shell. Another process writes it: a file that this one had open for
/// writing could not be run while a child that another test just started has it open, too.
pub(crate) fn script(folder: &Path, lines: &str) -> PathBuf {
    let path = folder.join("program");
    let written = Command::new("sh")
        .args(["-c", r#"printf '#!/bin/sh\n%s\n' "$1" >"$0" && chmod 700 "$0""#])
        .arg(&path)
        .arg(lines)
        .status();
    assert!(written.is_ok_and(|status| status.success()));
    path
}
