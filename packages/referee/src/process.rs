//! The child: lines in, lines out, and what it said when it died.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::{Error, Result};

/// Lines of stderr that are kept.
const LAST_WORDS: usize = 40;
/// Characters of an unreadable answer that are shown.
const SHOWN: usize = 300;

/// A running referee. It is killed when dropped.
pub(crate) struct Process {
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    words: Arc<Mutex<VecDeque<String>>>,
    listener: Option<JoinHandle<()>>,
}

#[derive(Deserialize)]
struct Line {
    ok: Option<Value>,
    error: Option<String>,
}

impl Process {
    pub fn start(path: &Path) -> Result<Self> {
        let path = path.to_path_buf();
        if !path.exists() {
            return Err(Error::NotBuilt { path });
        }
        let started = Command::new(&path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = match started {
            Ok(child) => child,
            Err(source) => return Err(Error::DoesNotStart { path, source }),
        };
        let requests = child.stdin.take();
        let (Some(stdout), Some(stderr)) = (child.stdout.take(), child.stderr.take()) else {
            let source = std::io::Error::other("its output cannot be read");
            return Err(Error::DoesNotStart { path, source });
        };
        let words = Arc::new(Mutex::new(VecDeque::new()));
        let listener = Some(listen(stderr, Arc::clone(&words)));
        Ok(Self { child, requests, answers: BufReader::new(stdout), words, listener })
    }

    /// Asks and waits for the answer.
    pub fn call<T: DeserializeOwned>(
        &mut self,
        call: &'static str,
        arguments: &impl Serialize,
    ) -> Result<T> {
        let mut line = String::new();
        let asked = self.ask(call, arguments);
        if asked.and_then(|()| self.answers.read_line(&mut line)).unwrap_or(0) == 0 {
            return Err(self.last_words(call));
        }
        let unreadable = |reason: serde_json::Error| Error::Unreadable {
            call,
            reason: reason.to_string(),
            answer: line.chars().take(SHOWN).collect(),
        };
        let answer: Line = serde_json::from_str(&line).map_err(unreadable)?;
        match (answer.ok, answer.error) {
            (Some(ok), None) => serde_json::from_value(ok).map_err(unreadable),
            (_, Some(reason)) => Err(Error::Refused { call, reason }),
            (None, None) => serde_json::from_value(Value::Null).map_err(unreadable),
        }
    }

    fn ask(&mut self, call: &str, arguments: &impl Serialize) -> std::io::Result<()> {
        let Some(requests) = &mut self.requests else {
            return Err(std::io::ErrorKind::BrokenPipe.into());
        };
        let mut line = format!("{{\"{call}\":").into_bytes();
        serde_json::to_writer(&mut line, arguments)?;
        line.extend_from_slice(b"}\n");
        requests.write_all(&line)?;
        requests.flush()
    }

    fn last_words(&mut self, call: &'static str) -> Error {
        self.requests = None;
        let status = match self.child.wait() {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        };
        if let Some(listener) = self.listener.take() {
            // a listener that panicked leaves the words it heard before
            let _ = listener.join();
        }
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        let last_words = match words.is_empty() {
            true => "(none)".to_string(),
            false => words.iter().map(String::as_str).collect::<Vec<_>>().join("\n"),
        };
        Error::Died { call, status, last_words }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // With its stdin closed it removes its folder and ends by itself, unless it is at work.
        self.requests = None;
        for _ in 0..20 {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(
    stderr: impl Read + Send + 'static,
    words: Arc<Mutex<VecDeque<String>>>,
) -> JoinHandle<()> {
    std::thread::spawn(move || {
        for line in BufReader::new(stderr).split(b'\n').map_while(|line| line.ok()) {
            let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
            if words.len() == LAST_WORDS {
                words.pop_front();
            }
            words.push_back(String::from_utf8_lossy(&line).into_owned());
        }
    })
}

/// Where the script puts the program, unless `WEIR_REFEREE` names another.
pub(crate) fn usual_path() -> PathBuf {
    if let Some(path) = std::env::var_os("WEIR_REFEREE") {
        return path.into();
    }
    let target = match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => repository().join(target),
        None => repository().join("target"),
    };
    target.join("referee")
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Builds the program where it is missing or older than its sources.
pub(crate) fn build() -> Result<PathBuf> {
    let script = repository().join("scripts/build-referee");
    let built = Command::new(&script)
        .output()
        .map_err(|source| Error::DoesNotStart { path: script, source })?;
    if !built.status.success() {
        return Err(Error::BuildFailed {
            words: String::from_utf8_lossy(&built.stderr).into_owned(),
        });
    }
    Ok(String::from_utf8_lossy(&built.stdout).trim_end().into())
}
