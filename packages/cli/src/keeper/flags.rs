//! The keeper's flags.

use std::net::SocketAddr;

use clap::{Args, Subcommand, ValueEnum};
use cosmwasm_std::Decimal;

use crate::scenario::Period;
use crate::tx::PlaceArgs;
use crate::words::Coins;

/// What keeps the suite going.
#[derive(Debug, Args)]
pub struct KeeperArgs {
    /// What to do.
    #[command(subcommand)]
    pub what: KeeperCommand,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum KeeperCommand {
    /// Do the cranks that are ready, and again when others are.
    Run(RunFlags),
}

/// How the keeper runs.
#[derive(Clone, Debug, Args)]
pub struct RunFlags {
    /// Where the contracts are.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// Who sends the transactions and is paid for harvests: a key's name or an address.
    #[arg(long, value_name = "KEY|ADDRESS")]
    pub from: String,
    /// Do one round and end: 0 all is well, 2 a crank failed, 4 the node is not reachable.
    #[arg(long)]
    pub once: bool,
    /// Time between rounds.
    #[arg(long, default_value = "60s", value_name = "TIME", value_parser = period)]
    pub interval: u64,
    /// Serve `/metrics` for Prometheus and `/health`.
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = address)]
    pub metrics: Option<SocketAddr>,
    /// How to tell on stderr what is done.
    #[arg(long, value_enum, default_value_t)]
    pub log: LogFormat,
    /// Only these cranks, such as `sync,harvest`.
    #[arg(long, value_name = "CRANK", value_delimiter = ',', conflicts_with = "except")]
    pub only: Vec<String>,
    /// All but these cranks.
    #[arg(long, value_name = "CRANK", value_delimiter = ',')]
    pub except: Vec<String>,
    /// Of restaking vaults, only these.
    #[arg(long, value_name = "ADDRESS", value_delimiter = ',')]
    pub vaults: Vec<String>,
    /// Stop sending when fees of the last 24 hours would exceed this, until they do not.
    #[arg(long, value_name = "COINS", value_parser = coins)]
    pub max_fee_per_day: Option<Coins>,
    /// What a simulation's gas is multiplied by.
    #[arg(long, default_value = "1.3", value_name = "FACTOR")]
    pub gas_adjustment: Decimal,
    /// What is paid for a unit of gas, such as `0.025uatom`; the profile's if left out.
    #[arg(long, value_name = "PRICE")]
    pub gas_prices: Option<String>,
}

/// How the keeper tells what it does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// A line for people.
    #[default]
    Text,
    /// A JSON object a line.
    Json,
}

fn period(text: &str) -> Result<u64, String> {
    let Period(seconds) = Period::parse(text)?;
    if seconds == 0 {
        return Err("an interval is at least a second".into());
    }
    Ok(seconds)
}

fn coins(text: &str) -> Result<Coins, String> {
    Coins::parse(text).map_err(|error| error.to_string())
}

/// `:9090` is this machine's own address: nothing is served to others unless said.
fn address(text: &str) -> Result<SocketAddr, String> {
    let full = match text.strip_prefix(':') {
        Some(port) => format!("127.0.0.1:{port}"),
        None => text.to_string(),
    };
    full.parse().map_err(|_| format!("`{text}` is no address with a port, such as 127.0.0.1:9090"))
}
