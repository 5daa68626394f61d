//! The words of `weir devnet`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};

/// A chain of several validators on this machine.
#[derive(Debug, Args)]
pub struct DevnetArgs {
    /// What to do with it.
    #[command(subcommand)]
    pub command: DevnetCommand,
    /// Which devnet; several run side by side.
    #[arg(long, global = true, default_value = "local", value_name = "NAME")]
    pub name: String,
    /// Weir's folder, of profiles, keys and devnets [default: ~/.weir].
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
}

/// What to do with a devnet.
#[derive(Debug, Subcommand)]
pub enum DevnetCommand {
    /// Start a new chain and wait for its second block.
    Start(StartArgs),
    /// Stop it: no process is left, its files stay until the next start.
    Stop,
    /// Show its nodes, where their logs are, and what the chain thinks of their validators.
    Status,
    /// Stop a node where it is (SIGSTOP): it misses blocks, and is slashed and jailed for that.
    Halt {
        /// Such as val2, or 2.
        node: String,
    },
    /// Let a halted node go on (SIGCONT).
    Resume {
        /// Such as val2, or 2.
        node: String,
    },
    /// Bring a jailed validator back, in its operator's name.
    Unjail {
        /// Such as val2, or 2.
        node: String,
    },
    /// Sign a past height twice with a node's key: its validator is slashed and tombstoned.
    DoubleSign {
        /// Such as val2, or 2.
        node: String,
        /// The height to sign twice.
        #[arg(long, value_name = "H")]
        height: u64,
    },
    /// Wait for so many blocks.
    Advance {
        /// How many.
        blocks: u64,
    },
}

/// How a devnet begins.
#[derive(Debug, Args)]
pub struct StartArgs {
    /// How many validators, each on a node of its own.
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub validators: usize,
    /// The first of ten ports a node [default: free ones].
    #[arg(long, value_name = "PORT")]
    pub base_port: Option<u16>,
    /// How long unbonding takes.
    #[arg(long, default_value = "60s", value_name = "TIME", value_parser = humantime::parse_duration)]
    pub unbonding_time: Duration,
    /// A JSON file of changes to genesis.json, as `{"app_state": {"staking": {"params": {…}}}}`.
    #[arg(long, value_name = "PATCH.json")]
    pub genesis: Option<PathBuf>,
    /// Serve REST, too.
    #[arg(long)]
    pub api: bool,
    /// The node's program [default: $WEIR_WASMD, or what scripts/build-wasmd built].
    #[arg(long, value_name = "PATH")]
    pub wasmd: Option<PathBuf>,
}
