//! The command line's words.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::node::NodeArgs;

/// Weir: liquid staking, lived through on a chain in this process.
#[derive(Debug, Parser)]
#[command(name = "weir", version, about, propagate_version = true, arg_required_else_help = true)]
#[command(
    after_help = "Exit codes: 0 all is well, 1 usage, 2 a transaction failed, 3 an expectation or an \
invariant failed, 4 the chain is not reachable."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// How to answer on stdout; progress always goes to stderr.
    #[arg(short, long, global = true, value_enum, default_value_t)]
    pub output: Output,
    /// The chain to use: embedded, sdk, local, or a profile of config.toml [default: embedded].
    #[arg(long, global = true, value_name = "CHAIN")]
    pub chain: Option<ChainKind>,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Live through ninety days of the Cosmos Hub: 175 real validators, 412 real delegators.
    Demo(RunArgs),
    /// Live through one scenario or more.
    Run {
        /// Scenario files (TOML).
        #[arg(required = true, value_name = "SCENARIO.toml")]
        scenarios: Vec<PathBuf>,
        /// How to run them.
        #[command(flatten)]
        run: RunArgs,
    },
    /// Read scenarios and say what is wrong with them, without running any.
    Check {
        /// Scenario files (TOML).
        #[arg(required = true, value_name = "SCENARIO.toml")]
        scenarios: Vec<PathBuf>,
    },
    /// Deploy a plan: store codes, create the contracts, write deployments/<chain-id>.json.
    Deploy(crate::deploy::DeployArgs),
    /// Compare code hashes, links, owners and admins on the chain with build and manifest.
    Verify(crate::deploy::VerifyArgs),
    /// Give the deployed contracts newer code.
    Migrate(crate::deploy::MigrateArgs),
    /// Show what was deployed.
    Addresses(crate::deploy::AddressesArgs),
    /// Compare the chain with what Weir needs of one.
    Doctor(crate::deploy::DoctorArgs),
    /// Let time pass on a chain of this machine (embedded or sdk).
    Wait(crate::deploy::WaitArgs),
    /// Keys of accounts.
    Keys(crate::keys::KeysArgs),
    /// Start, stop and hurt a chain of several validators on this machine.
    Devnet(crate::devnet::DevnetArgs),
    /// Send a message to a contract.
    Tx(Box<crate::tx::MessageArgs>),
    /// Ask a contract.
    #[command(visible_alias = "query")]
    Q(Box<crate::q::QueryArgs>),
    /// Keep the suite going: do the cranks that are ready.
    Keeper(Box<crate::keeper::KeeperArgs>),
    /// Print a completion script for a shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// How to run.
#[derive(Clone, Debug, Default, Args)]
pub struct RunArgs {
    /// Folder for report.html, report.json and trace.jsonl.
    #[arg(long, value_name = "DIR")]
    pub report: Option<PathBuf>,
    /// No progress on stderr.
    #[arg(short, long)]
    pub quiet: bool,
    /// Stop at the first failure.
    #[arg(long)]
    pub fail_fast: bool,
    /// What a node needs to be told.
    #[command(flatten)]
    pub on_node: OnNode,
}

/// How to run on a chain that lives by itself (`--chain local`, or a profile).
#[derive(Clone, Debug, Args)]
pub struct OnNode {
    /// Which node, with which keys.
    #[command(flatten)]
    pub node: NodeArgs,
    /// The key that pays for everything on a node, whose accounts are made for the run.
    #[arg(long, value_name = "KEY", default_value = FAUCET)]
    pub from: String,
    /// Price of a unit of gas on a node, such as 0.025uatom; the profile's if left out.
    #[arg(long, value_name = "COIN")]
    pub gas_prices: Option<String>,
    /// Longest that a scenario may take on a node, where time is real.
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = humantime::parse_duration)]
    pub longest: Duration,
}

/// The key that pays unless told otherwise; a devnet has it.
const FAUCET: &str = "faucet";

impl Default for OnNode {
    fn default() -> Self {
        let (node, from) = (NodeArgs::default(), FAUCET.to_string());
        Self { node, from, gas_prices: None, longest: Duration::from_secs(3_600) }
    }
}

/// How to answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// Tables for people.
    #[default]
    Text,
    /// JSON for programs.
    Json,
}

/// Which chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ChainKind {
    /// A chain in this process: no node is needed.
    #[default]
    Embedded,
    /// The real modules in one process, with compiled contracts: needs Go and `artifacts/`.
    Sdk,
    /// The devnet that `weir devnet start` started.
    Local,
    /// A node by its profile in config.toml.
    Profile(String),
}

impl std::str::FromStr for ChainKind {
    type Err = std::convert::Infallible;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Ok(match word {
            "embedded" => Self::Embedded,
            "sdk" => Self::Sdk,
            "local" => Self::Local,
            name => Self::Profile(name.to_string()),
        })
    }
}

/// What the process tells who called it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All is well.
    Ok = 0,
    /// The command line or a scenario file is wrong.
    Usage = 1,
    /// A transaction failed.
    TransactionFailed = 2,
    /// An expectation or an invariant failed.
    ExpectationFailed = 3,
    /// The chain is not reachable.
    NotReachable = 4,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
