//! What can go wrong, and what to do about it.

use std::path::PathBuf;

/// What a call to the referee comes to.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a call had no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The program is not there.
    #[error("the referee is not built: there is no {}; scripts/build-referee builds it and needs Go", path.display())]
    NotBuilt {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The script that builds the program failed.
    #[error("scripts/build-referee failed:\n{words}")]
    BuildFailed {
        /// What it said.
        words: String,
    },
    /// The program is there and does not start.
    #[error("{} does not start: {source}", path.display())]
    DoesNotStart {
        /// The program.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The program ended while it was asked for something.
    #[error(
        "the referee ended ({status}) while it was asked for {call}; its last words:\n{last_words}\n\
         If it does not start at all, remove target/referee and run scripts/build-referee again."
    )]
    Died {
        /// The call it did not answer.
        call: &'static str,
        /// How it ended.
        status: String,
        /// The end of what it wrote to stderr.
        last_words: String,
    },
    /// The program answered something that this crate cannot read.
    #[error("the referee's answer to {call} cannot be read ({reason}): {answer}")]
    Unreadable {
        /// The call.
        call: &'static str,
        /// What is wrong with the answer.
        reason: String,
        /// Its beginning.
        answer: String,
    },
    /// The call was refused: it asks for something that is not there, or the chain halted.
    #[error("{call}: {reason}")]
    Refused {
        /// The call.
        call: &'static str,
        /// Why.
        reason: String,
    },
    /// The chain refused a transaction that had to pass.
    #[error(transparent)]
    Transaction(#[from] Refusal),
}

/// A transaction or message of governance that the chain refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{codespace} {code}: {log}")]
pub struct Refusal {
    /// The module that refused.
    pub codespace: String,
    /// The number of the error within it.
    pub code: u32,
    /// Its words.
    pub log: String,
    /// Gas used up to there.
    pub gas_used: u64,
}

impl Refusal {
    /// The reason alone, as whoever refused it said it.
    pub fn reason(&self) -> String {
        plain(&self.log)
    }
}

/// The reason in what a chain tells, without the layers it came through.
pub fn plain(log: &str) -> String {
    let mut text = log;
    if let Some((_, rest)) = text.split_once("failed to execute message; message index: ") {
        text = rest.split_once(": ").map_or(rest, |(_, reason)| reason);
    }
    for end in [
        " [",
        ": execute wasm contract failed",
        ": instantiate wasm contract failed",
        ": migrate wasm contract failed",
        ": query wasm contract failed",
    ] {
        text = text.split(end).next().unwrap_or(text);
    }
    text.trim().trim_start_matches("dispatch: submessages: ").to_string()
}
