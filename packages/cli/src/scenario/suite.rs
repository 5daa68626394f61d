//! `[hub]`, `[registry]`, `[distributor]`, `[[actors]]`: how the suite is set up and who has what.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::Deserialize;

use super::names::{Actor, ValidatorRef};
use super::quantity::{Amount, Percent, Period, Shares};

/// Parameters of the hub that differ from the defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each is the hub's parameter of the same name")]
pub struct HubOptions {
    pub name: Option<String>,
    pub symbol: Option<String>,
    pub first_deposit: Option<Amount>,
    pub min_batch_interval: Option<Period>,
    pub submit_lag: Option<Period>,
    pub max_parts: Option<u32>,
    pub min_unbond: Option<Shares>,
    pub min_part: Option<Amount>,
    pub max_sync_age: Option<Period>,
    pub reward_period: Option<Period>,
    pub max_daily_growth: Option<Percent>,
    pub buffer_target: Option<Percent>,
    pub instant_fee_min: Option<Percent>,
    pub instant_fee_max: Option<Percent>,
    pub instant_outflow: Option<Percent>,
    pub breaker_fall: Option<Percent>,
    pub breaker_period: Option<Period>,
    pub rebalance_gap: Option<Percent>,
    pub rebalance_min_move: Option<Amount>,
    pub rebalance_max_moves: Option<u32>,
    pub rebalance_daily_share: Option<Percent>,
    pub backing_cap: Option<Amount>,
}

/// Parameters of the registry that differ from the defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(missing_docs, reason = "each is the registry's parameter of the same name")]
pub struct RegistryOptions {
    pub weights: Weights,
    pub daily_weight_change: Option<Percent>,
    pub max_share: Option<Percent>,
    pub drain_after: Option<Period>,
    pub commission_limit: Option<Percent>,
}

/// Parameters of the distributor that differ from the defaults.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DistributorOptions {
    /// Fee on rewards.
    pub fee: Option<Percent>,
    /// Keeper pay: a share of the fee a call produced.
    pub keeper_pay: Option<Percent>,
    /// Who receives the fee; the treasury alone when empty.
    pub receivers: Vec<Receiver>,
}

/// A receiver of fees.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// Who.
    pub who: Actor,
    /// Its share of the fee is its weight over the sum of all weights.
    pub weight: u64,
}

/// Somebody with coins.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActorEntry {
    /// The name by which steps call him.
    pub name: String,
    /// Coins at the start.
    #[serde(default = "nothing")]
    pub funds: Amount,
}

fn nothing() -> Amount {
    Amount(0)
}

/// Which validators are targets, and how much of the stake each shall have.
#[derive(Clone, Debug)]
pub enum Weights {
    /// `"equal"` or `"stake"`, or `{ top = 100, by = "stake" }`.
    Top {
        /// Only the largest so many; all (or the most the hub takes) when absent.
        top: Option<u32>,
        /// Equal weights, or by the validator's own stake.
        by: WeightBy,
        /// Leaves out validators that take more: the registry would drain them.
        max_commission: Option<Percent>,
    },
    /// `[{ validator, weight }, …]`.
    Listed(Vec<Weighted>),
}

impl Default for Weights {
    fn default() -> Self {
        Self::Top { top: None, by: WeightBy::Equal, max_commission: None }
    }
}

/// What weights follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WeightBy {
    /// All the same.
    #[default]
    Equal,
    /// The validator's stake on the chain.
    Stake,
}

/// One validator's weight.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighted {
    /// Which validator.
    pub validator: ValidatorRef,
    /// Its weight.
    pub weight: u64,
}

impl<'de> Deserialize<'de> for Weights {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Top {
            top: u32,
            #[serde(default)]
            by: WeightBy,
            max_commission: Option<Percent>,
        }
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Weights;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`\"equal\"`, `\"stake\"`, `{ top = 100, by = \"stake\" }` or a list of `{ validator, weight }`")
            }
            fn visit_str<E: de::Error>(self, v: &str) -> Result<Self::Value, E> {
                match v {
                    "equal" => {
                        Ok(Weights::Top { top: None, by: WeightBy::Equal, max_commission: None })
                    }
                    "stake" => {
                        Ok(Weights::Top { top: None, by: WeightBy::Stake, max_commission: None })
                    }
                    _ => Err(E::invalid_value(de::Unexpected::Str(v), &self)),
                }
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(Weights::Listed)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let Top { top, by, max_commission } =
                    Top::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Weights::Top { top: Some(top), by, max_commission })
            }
        }
        d.deserialize_any(Any)
    }
}
