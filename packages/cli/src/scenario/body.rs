//! What stands in an action's table.

use serde::Deserialize;
use toml::Spanned;

use super::files::Deposit;
use super::json::Json;
use super::names::{Actor, Contract, ValidatorRef, Who};
use super::quantity::{Amount, Percent, Period, Shares};
use super::suite::Weights;

/// The part of a holding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// So many shares.
    Shares(Shares),
    /// A share of the holding.
    Percent(Percent),
    /// The whole.
    All,
}

macro_rules! body {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    };
}

pub(super) use body;

body!(/// Coins for shares.
Bond {
    /// Who pays; each of a group pays the amount.
    who: Who,
    /// How much.
    amount: Amount,
    /// The least shares to accept.
    min_shares: Option<Shares>,
    /// Who gets the shares.
    receiver: Option<Actor>,
});
body!(/// Bulk deposits from a file.
BondFile {
    /// Path, relative to the scenario.
    file: Spanned<String>,
    /// One deposit per delegator (the default), or each delegation by itself.
    #[serde(default)]
    each: Each,
    /// Spread evenly over this time; at once when absent.
    over: Option<Period>,
    /// The first so many only.
    limit: Option<usize>,
    /// The deposits, read when the scenario is.
    #[serde(skip)]
    deposits: Vec<Deposit>,
});
body!(/// One or all of a group do something with shares.
RawSharesOf {
    who: Who,
    shares: Option<Shares>,
    part: Option<Percent>,
    all: Option<bool>,
    receiver: Option<Actor>,
});
body!(/// Shares in a batch, to be taken back.
BatchShares {
    /// Whose.
    who: Who,
    /// Which batch; the open one when absent.
    batch: Option<u64>,
    /// How many; all when absent.
    shares: Option<Shares>,
});
body!(/// A queued claim changes hands.
TransferUnbond {
    /// Whose it is.
    from: Actor,
    /// Whose it becomes.
    to: Actor,
    /// Which batch; the latest with a claim of `from` when absent.
    batch: Option<u64>,
    /// How many; all when absent.
    shares: Option<Shares>,
});
body!(/// Shares for coins, at once.
RawInstantRedeem {
    who: Who,
    shares: Option<Shares>,
    part: Option<Percent>,
    all: Option<bool>,
    min_assets: Option<Amount>,
});
body!(/// A claim.
Withdraw {
    /// Whose.
    who: Who,
    /// One batch, or all that are settled.
    batch: Option<u64>,
});
body!(/// LST changes hands.
TransferShares {
    /// Whose it is.
    from: Actor,
    /// Whose it becomes.
    to: Actor,
    /// How much.
    shares: Shares,
});
body!(/// One validator.
OneValidator {
    /// Which.
    validator: ValidatorRef,
});
body!(/// A double sign.
DoubleSign {
    /// Which validator: this, or …
    validator: Option<ValidatorRef>,
    /// … one of the largest so many, picked by the seed.
    top: Option<u32>,
    /// How long ago the offence was.
    back: Option<Period>,
    /// The slash; the chain's parameter when absent.
    fraction: Option<Percent>,
});
body!(/// A slash.
Slash {
    /// Which validator.
    validator: ValidatorRef,
    /// How much.
    fraction: Percent,
    /// How long ago the offence was.
    back: Option<Period>,
});
body!(/// A new commission.
SetCommission {
    /// Which validator: this, or …
    validator: Option<ValidatorRef>,
    /// … so many picked by the seed.
    pick: Option<u32>,
    /// The commission from now on.
    commission: Percent,
});
body!(/// Changed parameters of the chain.
ChainParams {
    /// Inflation a year.
    inflation: Option<Percent>,
    /// Community tax.
    community_tax: Option<Percent>,
    /// How long unbonding takes from now on.
    unbonding: Option<Period>,
    /// Unbonding entries per delegator and validator.
    max_entries: Option<u32>,
    /// Slash for downtime.
    slash_downtime: Option<Percent>,
    /// Slash for a double sign.
    slash_double_sign: Option<Percent>,
});
body!(/// A validator to be drained.
Drain {
    /// This one, or …
    validator: Option<ValidatorRef>,
    /// … the one that signed twice last: `slashed = true`.
    slashed: Option<bool>,
    /// Who says so; the owner when absent.
    who: Option<Actor>,
});
body!(/// New targets.
SetWeights {
    /// The targets.
    weights: Weights,
    /// Who says so; the owner when absent.
    who: Option<Actor>,
});
body!(/// A gift.
Donate {
    /// Where to.
    to: Contract,
    /// How much.
    amount: Amount,
    /// Who gives; the stranger when absent.
    who: Option<Actor>,
});
body!(/// A pause.
Pause {
    /// Who pauses; the guardian when absent.
    who: Option<Actor>,
    /// What.
    scopes: Vec<String>,
    /// For how many hours.
    hours: u64,
});
body!(/// Somebody does it; the owner when absent.
ByActor {
    /// Who.
    who: Option<Actor>,
});
body!(/// A new owner is named.
ProposeOwner {
    /// By whom; the owner when absent.
    who: Option<Actor>,
    /// Of which contract.
    contract: Contract,
    /// Who shall be the owner.
    to: Actor,
});
body!(/// A new owner accepts.
AcceptOwner {
    /// Who accepts.
    who: Actor,
    /// Which contract.
    contract: Contract,
});
body!(/// Changed parameters of a contract.
UpdateConfig {
    /// By whom; the owner when absent.
    who: Option<Actor>,
    /// Of which contract.
    contract: Contract,
    /// The body of `update_config`.
    json: Json,
});
body!(/// Any message.
Execute {
    /// Who sends it.
    who: Actor,
    /// To which contract.
    contract: Contract,
    /// The message.
    msg: Json,
    /// Coins sent along.
    funds: Option<Amount>,
});
body!(/// A crank's options: all may be left out (`harvest = {}`).
Crank {
    /// Who calls; the keeper when absent.
    who: Option<Actor>,
    /// Passed on as the call's limit.
    limit: Option<u32>,
    /// Validators to skip, at most three.
    #[serde(default)]
    skip: Vec<ValidatorRef>,
});

/// Shares of somebody, as a part of what he holds.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawSharesOf")]
pub struct SharesOf {
    /// Whose.
    pub who: Who,
    /// How much of what he holds.
    pub part: Part,
    /// Who gets what comes of it.
    pub receiver: Option<Actor>,
}

/// Shares for coins of the buffer.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawInstantRedeem")]
pub struct InstantRedeem {
    /// Whose.
    pub who: Who,
    /// How much of what he holds.
    pub part: Part,
    /// The least coins to accept.
    pub min_assets: Option<Amount>,
}

pub(super) fn part(
    shares: Option<Shares>,
    part: Option<Percent>,
    all: Option<bool>,
) -> Result<Part, &'static str> {
    match (shares, part, all) {
        (Some(shares), None, None) => Ok(Part::Shares(shares)),
        (None, Some(Percent(p)), None) if p <= Percent::ONE => Ok(Part::Percent(Percent(p))),
        (None, Some(_), None) => Err("more than 100% of a holding"),
        (None, None, Some(true)) => Ok(Part::All),
        _ => Err("exactly one of `shares`, `part` and `all = true` is needed"),
    }
}

impl TryFrom<RawSharesOf> for SharesOf {
    type Error = &'static str;
    fn try_from(raw: RawSharesOf) -> Result<Self, Self::Error> {
        let part = part(raw.shares, raw.part, raw.all)?;
        Ok(Self { who: raw.who, part, receiver: raw.receiver })
    }
}

impl TryFrom<RawInstantRedeem> for InstantRedeem {
    type Error = &'static str;
    fn try_from(raw: RawInstantRedeem) -> Result<Self, Self::Error> {
        let part = part(raw.shares, raw.part, raw.all)?;
        Ok(Self { who: raw.who, part, min_assets: raw.min_assets })
    }
}

/// How a file of delegations becomes deposits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Each {
    /// The sum of each delegator.
    #[default]
    Delegator,
    /// Every delegation.
    Delegation,
}

/// `"all"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum All {
    /// Everything that is ready.
    All,
}

/// `"on"` or `"off"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Switch {
    /// On.
    On,
    /// Off.
    Off,
}
