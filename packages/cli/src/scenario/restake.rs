//! What stands in the table of an action of restaking.

use serde::Deserialize;

use super::body::{body, part, Part};
use super::names::{Actor, ServiceRef, VaultRef, Who};
use super::quantity::{AssetAmount, Percent, Period};
use super::restaking::AssetOf;

body!(/// Assets for shares of a vault.
RawDeposit {
    who: Who,
    vault: VaultRef,
    amount: Option<AssetAmount>,
    part: Option<Percent>,
    all: Option<bool>,
});
body!(/// Assets for an operator's bond, or out of it.
Bonded {
    /// Which vault.
    vault: VaultRef,
    /// How much.
    amount: AssetAmount,
});
body!(/// A part of a position.
RawOfPosition {
    who: Who,
    vault: VaultRef,
    part: Option<Percent>,
    all: Option<bool>,
    to: Option<Actor>,
});
body!(/// Somebody and a vault.
AtVault {
    /// Who.
    who: Who,
    /// Which vault.
    vault: VaultRef,
});
body!(/// One vault.
OneVault {
    /// Which.
    vault: VaultRef,
});
body!(/// A promise of an operator to a service.
Promise {
    /// Of which vault.
    vault: VaultRef,
    /// To which service.
    service: ServiceRef,
    /// How much of the vault's magnitude.
    weight: Percent,
    /// By which version of its terms; the first when absent.
    version: Option<u64>,
});
body!(/// A vault and a service.
OfService {
    /// Which vault.
    vault: VaultRef,
    /// Which service.
    service: ServiceRef,
    /// By which version of its terms; the first when absent.
    version: Option<u64>,
});
body!(/// A request for a slash.
RequestSlash {
    /// Which service asks.
    service: ServiceRef,
    /// Of which vault.
    vault: VaultRef,
    /// Which fraction of what stood behind it.
    fraction: Percent,
    /// How long ago the offence was; a minute when absent.
    back: Option<Period>,
});
body!(/// A slash request: `{}` is the last one.
OneRequest {
    /// Its id; the last one when absent.
    request: Option<u64>,
    /// Who acts, where anyone may; the keeper when absent.
    who: Option<Actor>,
});
body!(/// A coin that a vault may be paid in.
RewardCoin {
    /// Which vault.
    vault: VaultRef,
    /// Which coin.
    coin: AssetOf,
});
body!(/// Rewards of a service into a vault.
FundRewards {
    /// Whose rewards.
    service: ServiceRef,
    /// Into which vault.
    vault: VaultRef,
    /// How much.
    amount: AssetAmount,
    /// Spread over this time.
    over: Period,
});
body!(/// LST into the insurance fund.
FundDeposit {
    /// Who pays; each of a group pays the amount.
    who: Who,
    /// How much.
    amount: AssetAmount,
});
body!(/// A part of shares of the fund.
RawOfFund {
    who: Actor,
    part: Option<Percent>,
    all: Option<bool>,
});
body!(/// Somebody of the fund.
AtFund {
    /// Who.
    who: Actor,
});
body!(/// A policy of the fund: what it covers of a service's slashes of a vault.
Insure {
    /// Which service.
    service: ServiceRef,
    /// Which vault.
    vault: VaultRef,
    /// By which version of its terms; the first when absent.
    version: Option<u64>,
    /// Least active bond at the time of an offence.
    minimum_bond: AssetAmount,
    /// What the service pays for it, as a share of its rewards.
    premium: Percent,
});
body!(/// A service pays for being insured.
PayPremium {
    /// Which service.
    service: ServiceRef,
    /// For which vault.
    vault: VaultRef,
    /// How much.
    amount: AssetAmount,
});

/// Assets for shares of a vault.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawDeposit")]
pub struct VaultDeposit {
    /// Who pays.
    pub who: Who,
    /// Which vault.
    pub vault: VaultRef,
    /// How much each pays.
    pub amount: Much,
}

/// How much of an asset.
#[derive(Clone, Copy, Debug)]
pub enum Much {
    /// So much.
    Units(AssetAmount),
    /// A part of what somebody has of it.
    Part(Part),
}

impl TryFrom<RawDeposit> for VaultDeposit {
    type Error = &'static str;
    fn try_from(raw: RawDeposit) -> Result<Self, Self::Error> {
        let amount = match (raw.amount, raw.part.is_some() || raw.all.is_some()) {
            (Some(amount), false) => Much::Units(amount),
            (None, true) => Much::Part(part(None, raw.part, raw.all)?),
            _ => return Err("exactly one of `amount`, `part` and `all = true` is needed"),
        };
        Ok(Self { who: raw.who, vault: raw.vault, amount })
    }
}

/// A part of somebody's shares of a vault.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawOfPosition")]
pub struct OfPosition {
    /// Whose.
    pub who: Who,
    /// Of which vault.
    pub vault: VaultRef,
    /// How much of what he holds.
    pub part: Part,
    /// Who gets it, where it changes hands.
    pub to: Option<Actor>,
}

impl TryFrom<RawOfPosition> for OfPosition {
    type Error = &'static str;
    fn try_from(raw: RawOfPosition) -> Result<Self, Self::Error> {
        let wrong = "exactly one of `part` and `all = true` is needed";
        let part = part(None, raw.part, raw.all).map_err(|other| match other {
            other if other.contains("100%") => other,
            _ => wrong,
        })?;
        Ok(Self { who: raw.who, vault: raw.vault, part, to: raw.to })
    }
}

/// A part of somebody's shares of the insurance fund.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "RawOfFund")]
pub struct OfFund {
    /// Whose.
    pub who: Actor,
    /// How much of what he holds.
    pub part: Part,
}

impl TryFrom<RawOfFund> for OfFund {
    type Error = &'static str;
    fn try_from(raw: RawOfFund) -> Result<Self, Self::Error> {
        Ok(Self { who: raw.who, part: part(None, raw.part, raw.all)? })
    }
}
