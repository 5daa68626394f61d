//! What can go wrong, and what to do about it.

use std::path::{Path, PathBuf};

/// What a call to a devnet comes to.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A devnet's name becomes a folder and a part of the chain's id.
    #[error("a devnet's name has 1 to 20 of a-z, 0-9 and -, and begins with a letter: {name:?}")]
    Name {
        /// The name that was given.
        name: String,
    },
    /// The number of validators cannot be.
    #[error("a devnet has 1 to {most} validators, not {wanted}")]
    Validators {
        /// How many were wanted.
        wanted: usize,
        /// How many fit into its ports.
        most: usize,
    },
    /// The unbonding time cannot be.
    #[error("the unbonding time is at least a second")]
    UnbondingTime,
    /// A devnet of this name runs.
    #[error("devnet {name} is running at {rpc}; stop it first: weir devnet stop --name {name}")]
    AlreadyRunning {
        /// Its name.
        name: String,
        /// Its first node.
        rpc: String,
    },
    /// Another process starts, stops or restarts nodes of it.
    #[error("devnet {name} is being started, stopped or changed by another process")]
    Busy {
        /// Its name.
        name: String,
    },
    /// No devnet of this name runs.
    #[error("devnet {name} is not running; start it: weir devnet start --name {name}")]
    NotRunning {
        /// Its name.
        name: String,
    },
    /// The node's program is not there.
    #[error("wasmd is not built: there is no {}; scripts/build-wasmd builds it and needs Go", path.display())]
    NoWasmd {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The node's program does not run, or refuses what it is told.
    #[error("{} {command} failed:\n{words}", path.display())]
    WasmdFails {
        /// The program.
        path: PathBuf,
        /// What it was told.
        command: &'static str,
        /// What it said.
        words: String,
    },
    /// The node's program is of another version.
    #[error("{} is wasmd {came}, expected {expected}; scripts/build-wasmd builds that", path.display())]
    WasmdVersion {
        /// The program.
        path: PathBuf,
        /// The version that a devnet runs.
        expected: &'static str,
        /// Its version.
        came: String,
    },
    /// A port that was asked for is taken.
    #[error(
        "port {port} is in use; choose others with --base-port, or none and free ones are found"
    )]
    PortInUse {
        /// Which.
        port: u16,
    },
    /// The ports would run out of their range.
    #[error(
        "{nodes} validators from port {base} on need ports up to {last}, and 65535 is the last"
    )]
    PortRange {
        /// The first port.
        base: u16,
        /// The number of nodes.
        nodes: usize,
        /// The last port they need.
        last: u32,
    },
    /// No free ports were found.
    #[error("no {nodes} × 10 free ports in a row from {from} to {to}; choose with --base-port")]
    NoPorts {
        /// The number of nodes.
        nodes: usize,
        /// The first port that was tried.
        from: u16,
        /// The last port that was tried.
        to: u16,
    },
    /// There is no room for the nodes' data.
    #[error("{} has {free} MB free, a devnet needs {needed} MB", path.display())]
    DiskFull {
        /// Where the devnet is to be.
        path: PathBuf,
        /// Megabytes free there.
        free: u64,
        /// Megabytes needed.
        needed: u64,
    },
    /// A file cannot be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is there and makes no sense.
    #[error("{} cannot be read: {reason}", path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The change of genesis cannot be applied.
    #[error("the change of genesis {reason}")]
    Genesis {
        /// What is wrong with it.
        reason: String,
    },
    /// A node ended by itself.
    #[error("node {node} ended; its last words:\n{last_words}")]
    NodeDied {
        /// Which.
        node: String,
        /// The end of its log.
        last_words: String,
    },
    /// The chain made no block in time.
    #[error(
        "block {height} did not come within {seconds} s; the last words of {node}:\n{last_words}"
    )]
    NoBlock {
        /// The height that was waited for.
        height: u64,
        /// How long.
        seconds: u64,
        /// The node that was asked.
        node: String,
        /// The end of its log.
        last_words: String,
    },
    /// The user asked to stop while it started.
    #[error("interrupted; nothing is left running")]
    Interrupted,
    /// There is no such node.
    #[error("devnet {name} has no node {node}; its nodes are {nodes}")]
    NoSuchNode {
        /// The devnet.
        name: String,
        /// The node that was named.
        node: String,
        /// Those it has.
        nodes: String,
    },
    /// The node does not run.
    #[error("node {node} is {state}, expected it to be {expected}")]
    NodeState {
        /// Which.
        node: String,
        /// What it is.
        state: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A node does not answer.
    #[error("no answer from {url}: {cause}; weir devnet status shows what runs")]
    Unreachable {
        /// Where it was asked.
        url: String,
        /// Why there is no answer.
        cause: String,
    },
    /// A node answers what cannot be understood.
    #[error("the answer of {url} to {asked} cannot be understood: {came}")]
    Nonsense {
        /// Where it was asked.
        url: String,
        /// For what.
        asked: String,
        /// What came, or what is wrong with it.
        came: String,
    },
    /// A node refuses a request.
    #[error("{asked} is refused: {reason}")]
    Refused {
        /// What was asked for.
        asked: String,
        /// Why.
        reason: String,
    },
    /// The chain refuses a transaction.
    #[error("the chain refuses the transaction: {text} ({codespace} {code})")]
    Transaction {
        /// The module that refuses.
        codespace: String,
        /// The number of its error.
        code: u32,
        /// Its words.
        text: String,
    },
    /// A height that has no block yet cannot be signed twice.
    #[error("height {height} is no past height: the last block is {latest}")]
    NotPast {
        /// The height that was named.
        height: u64,
        /// The last block's.
        latest: u64,
    },
    /// The nodes' clock cannot be set ahead.
    #[error("{} has no clock that can be set ahead; the one that scripts/build-wasmd builds has", path.display())]
    NoClock {
        /// The node's program.
        path: PathBuf,
    },
    /// The validator did not sign at that height.
    #[error("{node} is not among the validators of height {height}")]
    NotInSet {
        /// Which.
        node: String,
        /// When.
        height: u64,
    },
    /// The validator has been tombstoned before: the chain ignores further double signs.
    #[error("{node} is tombstoned already, the chain ignores further double signs of it")]
    Tombstoned {
        /// Which.
        node: String,
    },
    /// A key or a message could not be made.
    #[error("{what} cannot be made: {reason}")]
    Crypto {
        /// What.
        what: &'static str,
        /// Why.
        reason: String,
    },
}

impl Error {
    /// The exit code that tells of it: 1 usage, 2 a transaction failed, 4 the chain is not reachable.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Transaction { .. } | Self::Refused { .. } => 2,
            Self::NotRunning { .. }
            | Self::NodeDied { .. }
            | Self::NoBlock { .. }
            | Self::NodeState { .. }
            | Self::Unreachable { .. }
            | Self::Nonsense { .. } => 4,
            _ => 1,
        }
    }

    /// A file's error, for `map_err`.
    pub(crate) fn file(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_path_buf(), source }
    }

    /// An error of keys and encodings, for `map_err`.
    pub(crate) fn crypto<E: std::fmt::Display>(what: &'static str) -> impl FnOnce(E) -> Self {
        move |reason| Self::Crypto { what, reason: reason.to_string() }
    }
}
