//! Flags, as the SDK spells them.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use cosmwasm_std::{Coin, Decimal};
use weir_client::{Backend, Fee, Gas, NodeError, Pay};

/// Which node, with which keys.
#[derive(Clone, Debug, Default, Args)]
pub struct NodeArgs {
    /// Folder of profiles, keys and journals [default: ~/.weir].
    #[arg(long, value_name = "DIR", global = true)]
    pub home: Option<PathBuf>,
    /// RPC address of the node, such as http://127.0.0.1:26657.
    #[arg(long, value_name = "URL", global = true)]
    pub node: Option<String>,
    /// Id of the chain that the node must be of.
    #[arg(long, value_name = "ID", global = true)]
    pub chain_id: Option<String>,
    /// How keys are kept.
    #[arg(long, value_enum, value_name = "BACKEND", global = true)]
    pub keyring_backend: Option<KeyringBackend>,
}

/// How keys are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum KeyringBackend {
    /// In plain files, for keys without worth.
    Test,
    /// In files encrypted with a passphrase.
    File,
}

impl From<KeyringBackend> for Backend {
    fn from(backend: KeyringBackend) -> Self {
        match backend {
            KeyringBackend::Test => Self::Test,
            KeyringBackend::File => Self::File,
        }
    }
}

/// Who sends, and what it may use and pay.
#[derive(Clone, Debug, Args)]
pub struct TxArgs {
    /// Who sends: a key's name or its address.
    #[arg(long, value_name = "KEY")]
    pub from: String,
    /// Gas it may use: a number, or auto for what a simulation says.
    #[arg(long, default_value = "auto")]
    pub gas: String,
    /// What a simulated gas is multiplied by.
    #[arg(long, default_value = "1.3", value_name = "FACTOR")]
    pub gas_adjustment: Decimal,
    /// Price of a unit of gas, such as 0.025uatom; the profile's if left out.
    #[arg(long, value_name = "COIN", conflicts_with = "fees")]
    pub gas_prices: Option<String>,
    /// Fee, such as 5000uatom, instead of a price.
    #[arg(long, value_name = "COIN")]
    pub fees: Option<String>,
    /// Whether to wait until a block has it.
    #[arg(short, long, value_enum, default_value_t)]
    pub broadcast_mode: BroadcastMode,
    /// Do not ask before it is sent.
    #[arg(short, long)]
    pub yes: bool,
    /// Simulate only; nothing is sent.
    #[arg(long, conflicts_with = "generate_only")]
    pub dry_run: bool,
    /// Print the transaction in the SDK's JSON, not signed, and send nothing.
    #[arg(long)]
    pub generate_only: bool,
    /// A remark for the block.
    #[arg(long, default_value = "", hide_default_value = true)]
    pub note: String,
}

/// Whether to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum BroadcastMode {
    /// Until a block has it.
    #[default]
    Block,
    /// Until the node has checked it.
    Sync,
}

impl TxArgs {
    /// What its transactions may use and pay, on a chain where gas has this price.
    ///
    /// # Errors
    /// When a figure cannot be read.
    pub fn fee(&self, gas_price: Option<&str>) -> Result<Fee, NodeError> {
        let gas = match self.gas.as_str() {
            "auto" => Gas::Auto { adjustment: self.gas_adjustment },
            number => Gas::Limit(
                number.parse().map_err(|_| invalid("--gas", number, "auto or a number"))?,
            ),
        };
        let pay = match (&self.fees, self.gas_prices.as_deref().or(gas_price)) {
            (Some(fees), _) => Pay::Coins(coins(fees)?),
            (None, Some(price)) => per_gas(price)?,
            (None, None) => Pay::Coins(vec![]),
        };
        Ok(Fee { gas, pay })
    }
}

/// What a price of gas says, such as `0.025uatom`.
///
/// # Errors
/// When it is none.
pub fn per_gas(price: &str) -> Result<Pay, NodeError> {
    let (amount, denom) = split(price).ok_or_else(|| wrong_price(price))?;
    let amount = amount.parse().map_err(|_| wrong_price(price))?;
    Ok(Pay::Price { amount, denom: denom.to_string() })
}

fn wrong_price(price: &str) -> NodeError {
    invalid("--gas-prices", price, "a price such as 0.025uatom")
}

fn coins(text: &str) -> Result<Vec<Coin>, NodeError> {
    let wrong = || invalid("--fees", text, "coins such as 5000uatom");
    let read = |coin: &str| {
        let (amount, denom) = split(coin.trim())?;
        Some(Coin { amount: amount.parse().ok()?, denom: denom.to_string() })
    };
    text.split(',').map(|coin| read(coin).ok_or_else(wrong)).collect()
}

/// Digits and denomination.
fn split(text: &str) -> Option<(&str, &str)> {
    let at = text.find(|c: char| c != '.' && !c.is_ascii_digit())?;
    let (amount, denom) = text.split_at(at);
    (!amount.is_empty()).then_some((amount, denom))
}

fn invalid(flag: &str, came: &str, expected: &str) -> NodeError {
    NodeError::Invalid { what: format!("{flag} {came}"), cause: format!("it is not {expected}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        tx: TxArgs,
    }

    fn fee(words: &str, price: Option<&str>) -> Result<Fee, NodeError> {
        let words = format!("weir --from alice {words}");
        Line::try_parse_from(words.split_whitespace()).unwrap().tx.fee(price)
    }

    #[test]
    fn gas_and_fees_are_read_as_the_sdk_writes_them() {
        let auto = fee("", Some("0.025uatom")).unwrap();
        assert_eq!(auto.gas, Gas::Auto { adjustment: Decimal::percent(130) });
        let price =
            |permille| Pay::Price { amount: Decimal::permille(permille), denom: "uatom".into() };
        assert_eq!(auto.pay, price(25));
        assert_eq!(fee("--gas-prices 0.1uatom", Some("0.025uatom")).unwrap().pay, price(100));
        assert_eq!(fee("--gas 200000", None).unwrap().gas, Gas::Limit(200_000));
        let coins = vec![Coin::new(5_000u128, "uatom"), Coin::new(1u128, "ibc/AB12")];
        assert_eq!(fee("--fees 5000uatom,1ibc/AB12", Some("1x")).unwrap().pay, Pay::Coins(coins));
        for wrong in ["--gas much", "--gas-prices uatom", "--gas-prices 5", "--fees 1.5uatom"] {
            assert!(matches!(fee(wrong, None), Err(NodeError::Invalid { .. })), "{wrong}");
        }
    }
}
