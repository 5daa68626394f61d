//! `expect`: what must be true at a step. Each part knows its place, so that a failure points there.

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde::Deserialize;
use toml::Spanned;

use super::json::Json;
use super::names::{Actor, Contract, ServiceRef, ValidatorRef, VaultRef};
use super::quantity::{Amount, AssetAmount, Percent, Rate};

/// What must be true; every part given is checked.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The stored rate is from the first to the second, both included.
    pub rate_between: Option<Spanned<(Rate, Rate)>>,
    /// Balances of actors.
    #[serde(default)]
    pub balance: OneOrMany<BalanceExpect>,
    /// Assets behind the LST.
    pub backing: Option<Spanned<Bounds>>,
    /// Shares in existence.
    pub supply: Option<Spanned<Bounds>>,
    /// Coins not delegated yet.
    pub buffer: Option<Spanned<Bounds>>,
    /// Coins in delegations.
    pub delegated: Option<Spanned<Bounds>>,
    /// Coins owed to settled batches.
    pub claimable: Option<Spanned<Bounds>>,
    /// Coins unbonding for submitted batches.
    pub unbonding: Option<Spanned<Bounds>>,
    /// Rewards not vested.
    pub unvested: Option<Spanned<Bounds>>,
    /// The hub's balance beyond what it owes and holds for the LST.
    pub surplus: Option<Spanned<Bounds>>,
    /// What the treasury was paid.
    pub fees: Option<Spanned<Bounds>>,
    /// Batches that gather requests or wait to be submitted.
    pub open_batches: Option<Spanned<u64>>,
    /// Batches in unbonding.
    pub unbonding_batches: Option<Spanned<u64>>,
    /// Batches settled so far.
    pub settled_batches: Option<Spanned<u64>>,
    /// Whether the hub is insolvent.
    pub insolvent: Option<Spanned<bool>>,
    /// Whether the breaker is on.
    pub breaker: Option<Spanned<bool>>,
    /// What the hub has with a validator.
    #[serde(default)]
    pub delegation: OneOrMany<DelegationExpect>,
    /// Standings in the registry.
    #[serde(default)]
    pub standing: OneOrMany<StandingExpect>,
    /// What vaults hold and promise.
    #[serde(default)]
    pub vault: OneOrMany<VaultExpect>,
    /// What a contract answers.
    #[serde(default)]
    pub query: OneOrMany<QueryExpect>,
}

/// A range; without any limit it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "RawBounds")]
pub struct Bounds {
    /// The least.
    pub at_least: u128,
    /// The most.
    pub at_most: u128,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBounds {
    at_least: Option<Amount>,
    at_most: Option<Amount>,
    equals: Option<Amount>,
}

impl Bounds {
    /// Whether `value` is within.
    pub fn hold(&self, value: u128) -> bool {
        (self.at_least..=self.at_most).contains(&value)
    }

    fn new(
        at_least: Option<Amount>,
        at_most: Option<Amount>,
        equals: Option<Amount>,
    ) -> Result<Self, &'static str> {
        match (at_least, at_most, equals) {
            (None, None, Some(Amount(n))) => Ok(Self { at_least: n, at_most: n }),
            (None, None, None) => Err("one of `at_least`, `at_most` and `equals` is needed"),
            (_, _, Some(_)) => Err("`equals` stands alone"),
            (least, most, None) => {
                let (least, most) = (least.map_or(0, |a| a.0), most.map_or(u128::MAX, |a| a.0));
                let bounds = Self { at_least: least, at_most: most };
                if least <= most {
                    Ok(bounds)
                } else {
                    Err("`at_least` is above `at_most`")
                }
            }
        }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.at_least, self.at_most) {
            (a, b) if a == b => write!(f, "exactly {a}"),
            (a, u128::MAX) => write!(f, "at least {a}"),
            (0, b) => write!(f, "at most {b}"),
            (a, b) => write!(f, "from {a} to {b}"),
        }
    }
}

impl TryFrom<RawBounds> for Bounds {
    type Error = &'static str;
    fn try_from(r: RawBounds) -> Result<Self, Self::Error> {
        Self::new(r.at_least, r.at_most, r.equals)
    }
}

/// What is counted of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// Staking coins.
    #[default]
    Coins,
    /// LST.
    Shares,
    /// Shares queued in batches not settled.
    Queued,
    /// Coins that can be claimed now.
    Claimable,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBalance {
    who: Actor,
    #[serde(default)]
    of: Of,
    at_least: Option<Amount>,
    at_most: Option<Amount>,
    equals: Option<Amount>,
}

/// What somebody has.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawBalance")]
pub struct BalanceExpect {
    /// Who.
    pub who: Actor,
    /// Coins or shares.
    pub of: Of,
    /// How much.
    pub bounds: Bounds,
}

impl TryFrom<RawBalance> for BalanceExpect {
    type Error = &'static str;
    fn try_from(r: RawBalance) -> Result<Self, Self::Error> {
        let bounds = Bounds::new(r.at_least, r.at_most, r.equals)?;
        Ok(Self { who: r.who, of: r.of, bounds })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDelegation {
    validator: ValidatorRef,
    at_least: Option<Amount>,
    at_most: Option<Amount>,
    equals: Option<Amount>,
}

/// What the hub has with a validator.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawDelegation")]
pub struct DelegationExpect {
    /// Which.
    pub validator: ValidatorRef,
    /// How much.
    pub bounds: Bounds,
}

impl TryFrom<RawDelegation> for DelegationExpect {
    type Error = &'static str;
    fn try_from(r: RawDelegation) -> Result<Self, Self::Error> {
        let bounds = Bounds::new(r.at_least, r.at_most, r.equals)?;
        Ok(Self { validator: r.validator, bounds })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAssetBounds {
    at_least: Option<AssetAmount>,
    at_most: Option<AssetAmount>,
    equals: Option<AssetAmount>,
}

/// A range of an asset's base units.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "RawAssetBounds")]
pub struct AssetBounds(pub Bounds);

impl TryFrom<RawAssetBounds> for AssetBounds {
    type Error = &'static str;
    fn try_from(r: RawAssetBounds) -> Result<Self, Self::Error> {
        let units = |amount: Option<AssetAmount>| amount.map(|a| Amount(a.units));
        Bounds::new(units(r.at_least), units(r.at_most), units(r.equals)).map(Self)
    }
}

/// What a vault holds, and what it promises to a service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VaultExpect {
    /// Which vault.
    pub vault: VaultRef,
    /// Which service, for power and budget.
    pub service: Option<ServiceRef>,
    /// Assets behind its shares.
    pub assets: Option<AssetBounds>,
    /// The operator's bond, what is on its way out apart.
    pub bond: Option<AssetBounds>,
    /// Stake that the service may count on.
    pub power: Option<AssetBounds>,
    /// What the service may take.
    pub budget: Option<AssetBounds>,
    /// Slashed, and not fetched by anybody.
    pub escrow: Option<AssetBounds>,
}

/// A validator's standing.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandingExpect {
    /// Which.
    pub validator: ValidatorRef,
    /// What it must be.
    pub is: Standing,
}

/// What the registry thinks of a validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Gets new stake.
    Active,
    /// Absent from the bonded set.
    Inactive,
    /// Being emptied.
    Draining,
    /// Gone.
    Removed,
}

/// What a contract answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueryExpect {
    /// Which contract.
    pub contract: Contract,
    /// The query.
    pub msg: Json,
    /// JSON pointer into the answer, such as `/rate`; the whole answer when absent.
    #[serde(default)]
    pub path: String,
    /// What stands there, as a TOML value.
    pub equals: Option<Spanned<toml::Value>>,
    /// A number there is at least this.
    pub at_least: Option<Spanned<Rate>>,
    /// A number there is at most this.
    pub at_most: Option<Spanned<Rate>>,
    /// Whether anything stands there.
    pub exists: Option<Spanned<bool>>,
    /// The query fails with this text in its error.
    pub error: Option<Spanned<String>>,
    /// How far a number may be from `equals`.
    pub within: Option<Percent>,
}

/// One `{ … }` or a list of them.
#[derive(Clone, Debug)]
pub struct OneOrMany<T>(pub Vec<T>);

impl<T> Default for OneOrMany<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for OneOrMany<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Any<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Any<T> {
            type Value = OneOrMany<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("`{ … }` or a list of them")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                Vec::deserialize(SeqAccessDeserializer::new(seq)).map(OneOrMany)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                let one = T::deserialize(MapAccessDeserializer::new(map))?;
                Ok(OneOrMany(vec![one]))
            }
        }
        d.deserialize_any(Any(std::marker::PhantomData))
    }
}
