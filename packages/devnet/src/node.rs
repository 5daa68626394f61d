//! One node: what it is doing, what it says, how far it is.

use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::files;
use crate::process::{self, Life};
use crate::rpc::{number, Rpc};
use crate::state::NodeState;

/// How long is waited for a block that would come within two seconds on a healthy chain.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// Lines of a log that a user is shown.
const LAST_WORDS: usize = 15;

impl Life {
    /// As `status` says it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Halted => "halted",
            Self::Gone => "gone",
        }
    }
}

impl NodeState {
    /// What its process is doing.
    pub(crate) fn life(&self) -> Life {
        self.process.map_or(Life::Gone, |identity| process::life(identity, &self.home))
    }

    /// Its RPC port, when an answer is not worth waiting for.
    pub(crate) fn ask_quickly(&self) -> Rpc {
        Rpc::within(self.rpc, Duration::from_secs(1))
    }

    /// The end of its log.
    pub(crate) fn last_words(&self) -> String {
        files::last_words(&self.log, LAST_WORDS)
    }

    /// That it ended, with its last words.
    pub(crate) fn died(&self) -> Error {
        Error::NodeDied { node: self.name.clone(), last_words: self.last_words() }
    }

    pub(crate) fn is_not(&self, expected: &'static str) -> Error {
        Error::NodeState { node: self.name.clone(), state: self.life().word(), expected }
    }

    /// The height that it signed last.
    pub(crate) fn signed_height(&self) -> Result<u64> {
        let path = self.home.join("data/priv_validator_state.json");
        let signed: serde_json::Value = files::read_json(&path)?;
        let reason = "it has no height".to_string();
        number(&signed, "/height").ok_or(Error::Unreadable { path, reason })
    }

    /// Waits until it has a block of this height; the height that it has.
    pub(crate) fn wait_for(&self, height: u64) -> Result<u64> {
        let mut last = (0, Instant::now());
        loop {
            let at = self.ask_quickly().height().unwrap_or(0);
            if at >= height {
                return Ok(at);
            }
            if at > last.0 {
                last = (at, Instant::now());
            }
            if self.life() == Life::Gone {
                return Err(self.died());
            }
            if last.1.elapsed() > PATIENCE {
                return Err(Error::NoBlock {
                    height: last.0.saturating_add(1),
                    seconds: PATIENCE.as_secs(),
                    node: self.name.clone(),
                    last_words: self.last_words(),
                });
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }
}
