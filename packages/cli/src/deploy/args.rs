//! Words of the commands.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use crate::node::{NodeArgs, TxArgs};

/// Where files are.
#[derive(Clone, Debug, Args)]
pub struct Places {
    /// Folder of manifests.
    #[arg(long, value_name = "DIR", default_value = "deployments")]
    pub deployments: PathBuf,
    /// Folder of compiled contracts and checksums.txt [default: artifacts; on the embedded chain the
    /// contracts of this program].
    #[arg(long, value_name = "DIR")]
    pub artifacts: Option<PathBuf>,
}

/// `weir deploy`.
#[derive(Debug, Args)]
pub struct DeployArgs {
    /// What to deploy (TOML).
    #[arg(value_name = "PLAN.toml")]
    pub plan: PathBuf,
    /// Deploy although the chain does not fit.
    #[arg(long)]
    pub skip_doctor: bool,
    /// Which chain.
    #[command(flatten)]
    pub node: NodeArgs,
    /// Who sends.
    #[command(flatten)]
    pub tx: TxArgs,
    /// Where files are.
    #[command(flatten)]
    pub places: Places,
}

/// `weir migrate`.
#[derive(Debug, Args)]
pub struct MigrateArgs {
    /// Which chain.
    #[command(flatten)]
    pub node: NodeArgs,
    /// Who sends.
    #[command(flatten)]
    pub tx: TxArgs,
    /// Where files are.
    #[command(flatten)]
    pub places: Places,
}

/// `weir verify`.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Which chain.
    #[command(flatten)]
    pub node: NodeArgs,
    /// Where files are.
    #[command(flatten)]
    pub places: Places,
}

/// `weir addresses`.
#[derive(Debug, Args)]
pub struct AddressesArgs {
    /// Which chain.
    #[command(flatten)]
    pub node: NodeArgs,
    /// Folder of manifests.
    #[arg(long, value_name = "DIR", default_value = "deployments")]
    pub deployments: PathBuf,
}

/// `weir doctor`.
#[derive(Debug, Args)]
pub struct DoctorArgs {
    /// A plan to compare with the chain, instead of the hub that is there.
    #[arg(long, value_name = "PLAN.toml")]
    pub plan: Option<PathBuf>,
    /// Which chain.
    #[command(flatten)]
    pub node: NodeArgs,
    /// Folder of manifests.
    #[arg(long, value_name = "DIR", default_value = "deployments")]
    pub deployments: PathBuf,
}

/// `weir wait`.
#[derive(Debug, Args)]
pub struct WaitArgs {
    /// How long, such as 21days or 6h.
    #[arg(value_parser = humantime::parse_duration)]
    pub period: Duration,
    /// Which chain.
    #[command(flatten)]
    pub node: NodeArgs,
}
