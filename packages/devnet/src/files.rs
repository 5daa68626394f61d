//! Files that are whole or not there.

use std::io::Write;
use std::path::Path;

use serde::de::DeserializeOwned;
use serde::Serialize;

use crate::error::{Error, Result};

/// Writes a file whole: a reader sees what was there before, or all of the new. Only its owner may
/// read it.
pub(crate) fn write(path: &Path, content: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let new = path.with_file_name(name);
    let written = write_through(&new, content).and_then(|()| std::fs::rename(&new, path));
    written.map_err(|source| {
        // what could not be written whole is of no use
        let _ = std::fs::remove_file(&new);
        Error::File { path: path.to_path_buf(), source }
    })
}

fn write_through(path: &Path, content: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_data()
}

pub(crate) fn write_json(path: &Path, content: &impl Serialize) -> Result<()> {
    let mut bytes = serde_json::to_vec_pretty(content)
        .map_err(|e| Error::Unreadable { path: path.to_path_buf(), reason: e.to_string() })?;
    bytes.push(b'\n');
    write(path, &bytes)
}

pub(crate) fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(Error::file(path))
}

pub(crate) fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T> {
    serde_json::from_str(&read(path)?)
        .map_err(|e| Error::Unreadable { path: path.to_path_buf(), reason: e.to_string() })
}

/// Makes a folder and those above it; only its owner may look into it.
pub(crate) fn make_folder(path: &Path) -> Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(Error::file(path))
}

/// Removes a folder with all in it; one that is not there is removed already.
pub(crate) fn remove_folder(path: &Path) -> Result<()> {
    match std::fs::remove_dir_all(path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::file(path)(e)),
        _ => Ok(()),
    }
}

/// What a program said last: so many lines from the last that begins a Go panic or an error on, or
/// the last lines where there is none.
pub(crate) fn last_words(path: &Path, lines: usize) -> String {
    const WIDTH: usize = 400;
    let content = std::fs::read(path).unwrap_or_default();
    let content = String::from_utf8_lossy(&content);
    let all: Vec<&str> = content.lines().collect();
    let ends = |line: &&str| {
        ["panic: ", "fatal error: ", "Error: "].iter().any(|word| line.starts_with(word))
    };
    let from = all.iter().rposition(ends).unwrap_or(all.len().saturating_sub(lines));
    let shown = all.iter().skip(from).take(lines);
    let shown: Vec<String> = shown.map(|line| line.chars().take(WIDTH).collect()).collect();
    if shown.is_empty() {
        return "(none)".to_string();
    }
    shown.join("\n")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_write_that_fails_leaves_what_was_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write(&path, b"first").unwrap();
        // the new content's place is taken by a folder
        std::fs::create_dir(folder.path().join("a.new")).unwrap();
        assert!(matches!(write(&path, b"second"), Err(Error::File { .. })));
        assert_eq!(read(&path).unwrap(), "first");
    }

    #[test]
    fn last_words_are_the_last_lines() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        assert_eq!(last_words(&path, 2), "(none)");
        std::fs::write(&path, "one\ntwo\nthree\n").unwrap();
        assert_eq!(last_words(&path, 2), "two\nthree");
        assert_eq!(last_words(&path, 9), "one\ntwo\nthree");
    }

    #[test]
    fn the_reason_of_a_panic_is_not_lost_behind_its_stack() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let stack = "\tmain.go:1\n".repeat(50);
        std::fs::write(&path, format!("one\npanic: no supply\n\ngoroutine 1\n{stack}")).unwrap();
        assert_eq!(last_words(&path, 3), "panic: no supply\n\ngoroutine 1");
    }
}
