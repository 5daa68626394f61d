//! `[chain]`: the chain a scenario lives on.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::Deserialize;
use toml::Spanned;

use super::quantity::{Amount, Percent, Period};

/// The chain's parameters; what is left out has the Cosmos Hub's value.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Chain {
    /// Base denom of the staking coin.
    pub denom: String,
    /// Name of a whole coin; by default the denom in capitals without its leading `u`.
    pub display: Option<String>,
    /// Decimals of a whole coin.
    pub decimals: u32,
    /// The chain's id.
    pub id: String,
    /// Unix time of the first block.
    pub start: u64,
    /// Seconds a block takes; where time passes in steps, a keeper's interval does.
    pub block_seconds: u64,
    /// How long unbonding takes.
    pub unbonding: Period,
    /// Unbonding entries per delegator and validator.
    pub max_entries: u32,
    /// Inflation a year.
    pub inflation: Percent,
    /// Total supply, of which inflation is a share; when absent, three halves of the stake and of
    /// everybody's coins at the start.
    pub supply: Option<Amount>,
    /// Taken from rewards for the community pool.
    pub community_tax: Percent,
    /// Slash for downtime.
    pub slash_downtime: Percent,
    /// Slash for a double sign.
    pub slash_double_sign: Percent,
    /// Blocks of the signing window.
    pub signed_blocks_window: u64,
    /// Share of the window that must be signed.
    pub min_signed: Percent,
    /// How long a jailing for downtime lasts.
    pub downtime_jail: Period,
    /// Validators in the bonded set at most.
    pub max_validators: u32,
    /// Where the validators come from.
    pub validators: ValidatorSource,
}

const fn percent(n: u128) -> Percent {
    Percent(n.saturating_mul(Percent::ONE / 100))
}

impl Default for Chain {
    fn default() -> Self {
        Self {
            denom: "uatom".into(),
            display: None,
            decimals: 6,
            id: "embedded-1".into(),
            start: 1_700_000_000,
            block_seconds: 6,
            unbonding: Period(21 * 86_400),
            max_entries: 7,
            inflation: percent(10),
            supply: None,
            community_tax: percent(2),
            slash_downtime: Percent(Percent::ONE / 10_000),
            slash_double_sign: percent(5),
            signed_blocks_window: 10_000,
            min_signed: percent(5),
            downtime_jail: Period(600),
            max_validators: 180,
            validators: ValidatorSource::MadeUp(5),
        }
    }
}

impl Chain {
    /// The name of a whole coin.
    pub fn display(&self) -> String {
        let short = || self.denom.strip_prefix('u').unwrap_or(&self.denom).to_uppercase();
        self.display.clone().unwrap_or_else(short)
    }
}

/// Where the validators come from: a number, a list or a file.
#[derive(Clone, Debug)]
pub enum ValidatorSource {
    /// So many made-up ones, of falling stake: `validator-1`, `validator-2`, ….
    MadeUp(u32),
    /// Written in the scenario.
    Listed(Vec<ListedValidator>),
    /// A file of real ones, relative to the scenario.
    File(FileRef),
}

/// One validator written in the scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListedValidator {
    /// Its moniker.
    pub name: String,
    /// Stake of others that it has before the scenario begins.
    pub tokens: Amount,
    /// Its commission.
    #[serde(default = "five_percent")]
    pub commission: Percent,
}

fn five_percent() -> Percent {
    percent(5)
}

/// A file, relative to the scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRef {
    /// Its path.
    pub file: Spanned<String>,
}

impl<'de> Deserialize<'de> for ValidatorSource {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = ValidatorSource;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number of validators, a list of `{ name, tokens, commission }`, or `{ file = \"…\" }`")
            }
            fn visit_i64<E: de::Error>(self, v: i64) -> Result<Self::Value, E> {
                match u32::try_from(v) {
                    Ok(n @ 1..=1_000) => Ok(ValidatorSource::MadeUp(n)),
                    _ => Err(E::custom(format!("{v} validators: from 1 to 1000 can be made up"))),
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(ValidatorSource::Listed)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                FileRef::deserialize(MapAccessDeserializer::new(map)).map(ValidatorSource::File)
            }
        }
        d.deserialize_any(Any)
    }
}

/// A validator as the chain should know it at the start, whatever it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validator {
    /// Operator address; only real ones have one.
    pub operator: Option<String>,
    /// Its moniker.
    pub name: String,
    /// Staked base units.
    pub tokens: u128,
    /// Delegator shares with 18 decimals, as an integer: more than the tokens after a slash.
    pub shares: u128,
    /// Commission, the most it may become, and the most it may change a day.
    pub commission: Percent,
    /// The most the commission may become.
    pub commission_max: Percent,
    /// The most the commission may change in a day.
    pub commission_max_change: Percent,
    /// Blocks missed of the last 10,000.
    pub missed: u64,
    /// Slashes suffered before the scenario begins.
    pub slashes: u32,
}

impl Validator {
    /// A validator that was never slashed and has missed nothing.
    pub fn fresh(name: String, tokens: u128, commission: Percent) -> Self {
        Self {
            operator: None,
            name,
            tokens,
            shares: tokens.saturating_mul(Percent::ONE),
            commission,
            commission_max: Percent(Percent::ONE),
            commission_max_change: percent(1),
            missed: 0,
            slashes: 0,
        }
    }
}
