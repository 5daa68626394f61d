//! The flags of a transaction, as the SDK spells them; here they may follow the message.

use std::path::PathBuf;

use clap::Args;
use cosmwasm_std::Decimal;
use weir_client::{Fee, NodeError};

use crate::node::{BroadcastMode, NodeArgs, TxArgs};
use crate::words::Transactions;

/// A message and how it is sent.
#[derive(Debug, Args)]
pub struct MessageArgs {
    /// Where the contracts are.
    #[command(flatten)]
    pub place: PlaceArgs,
    /// How it is sent.
    #[command(flatten)]
    pub flags: TxFlags,
    /// What is sent.
    #[command(subcommand)]
    pub what: Transactions,
}

/// Which chain, and where the contracts are on it.
#[derive(Clone, Debug, Args)]
pub struct PlaceArgs {
    /// Which chain.
    #[command(flatten)]
    pub node: NodeArgs,
    /// Address of the hub, instead of a manifest; it knows the other contracts.
    #[arg(long, value_name = "ADDRESS", global = true)]
    pub hub: Option<String>,
    /// Folder of manifests.
    #[arg(long, value_name = "DIR", default_value = "deployments", global = true)]
    pub deployments: PathBuf,
}

/// How a transaction is sent.
#[derive(Clone, Debug, Args)]
pub struct TxFlags {
    /// Who sends it: a key's name or its address.
    #[arg(long, global = true, value_name = "KEY")]
    pub from: Option<String>,
    /// Gas it may use: a number, or auto for what a simulation says.
    #[arg(long, global = true, default_value = "auto")]
    pub gas: String,
    /// What a simulated gas is multiplied by.
    #[arg(long, global = true, default_value = "1.3", value_name = "FACTOR")]
    pub gas_adjustment: Decimal,
    /// Price of a unit of gas, such as 0.025uatom; the profile's if left out.
    #[arg(long, global = true, value_name = "COIN", conflicts_with = "fees")]
    pub gas_prices: Option<String>,
    /// Fee, such as 5000uatom, instead of a price.
    #[arg(long, global = true, value_name = "COIN")]
    pub fees: Option<String>,
    /// Whether to wait until a block has it.
    #[arg(short, long, global = true, value_enum, default_value_t)]
    pub broadcast_mode: BroadcastMode,
    /// Do not ask before it is sent.
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Simulate only; nothing is sent.
    #[arg(long, global = true, conflicts_with = "generate_only")]
    pub dry_run: bool,
    /// Print the transaction in the SDK's JSON, not signed, and send nothing.
    #[arg(long, global = true)]
    pub generate_only: bool,
    /// A remark for the block.
    #[arg(
        long,
        global = true,
        visible_alias = "memo",
        default_value = "",
        hide_default_value = true
    )]
    pub note: String,
}

impl TxFlags {
    /// What it may use and pays, on a chain where gas has this price.
    ///
    /// # Errors
    /// When a figure cannot be read.
    pub fn fee(&self, gas_price: Option<&str>) -> Result<Fee, NodeError> {
        let args = TxArgs {
            from: self.from.clone().unwrap_or_default(),
            gas: self.gas.clone(),
            gas_adjustment: self.gas_adjustment,
            gas_prices: self.gas_prices.clone(),
            fees: self.fees.clone(),
            broadcast_mode: self.broadcast_mode,
            yes: self.yes,
            dry_run: self.dry_run,
            generate_only: self.generate_only,
            note: self.note.clone(),
        };
        args.fee(gas_price)
    }
}
