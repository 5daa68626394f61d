//! What came of vaults, services and slashes of restaking. Amounts are base units of the vault's
//! asset unless they say otherwise, with the chain's decimals; times are unix seconds.

use serde::{Deserialize, Serialize};

use super::Units;

/// Everything that came of restaking.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restaking {
    /// Services, by id.
    pub services: Vec<ServiceRow>,
    /// Vaults, in the order they were made.
    pub vaults: Vec<VaultRow>,
    /// Slash requests, by id.
    pub requests: Vec<SlashRow>,
    /// Rewards, one row for each vault and coin.
    pub rewards: Vec<RewardRow>,
    /// The insurance fund, if there is one.
    pub fund: Option<FundRow>,
}

/// A service. What it may count on and what it took is in [`VaultRow::promises`]: amounts of
/// different assets have no sum.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRow {
    /// Its name.
    pub name: String,
    /// What silence of its resolvers means: `veto` (it executes) or `approve` (it expires).
    pub mode: String,
    /// Most that it may take of a commitment within the exit delay, a decimal such as `0.2`.
    pub max_slash: String,
    /// Where slashed assets go: `service`, `fund`, `treasury`, `burn`, `unwind`.
    pub destination: String,
}

/// A vault. What came in is there or went out:
/// `deposited = assets at the end + claimed + unclaimed + pool_lost`, but for the dust of rounding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VaultRow {
    /// Its name.
    pub name: String,
    /// Its operator.
    pub operator: String,
    /// Name of a whole unit of what it holds, as `wATOM`.
    pub asset: String,
    /// Block times of the series below, each of which has one value for each time.
    pub times: Vec<u64>,
    /// Assets behind the shares, those of queued shares included; the bond is not in it.
    pub assets: Vec<Units>,
    /// The part of them behind shares that are queued to leave.
    pub queued: Vec<Units>,
    /// The operator's bond.
    pub bond: Vec<Units>,
    /// What it promises, service by service.
    pub promises: Vec<PromiseSeries>,
    /// What depositors put in.
    pub deposited: Units,
    /// What they were paid for their shares.
    pub claimed: Units,
    /// What exits that have matured may still claim at the end.
    pub unclaimed: Units,
    /// What slashes took of the depositors.
    pub pool_lost: Units,
    /// What slashes took of the bond.
    pub bond_lost: Units,
}

/// What a vault promises to a service over time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseSeries {
    /// The service.
    pub service: String,
    /// The stake that it may count on, as published.
    pub power: Vec<Units>,
    /// What it may still take.
    pub budget: Vec<Units>,
    /// What its slashes took, whoever paid.
    pub taken: Units,
}

/// What became of a slash request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was still open at the end.
    #[default]
    Requested,
    /// A resolver ended it, or its terms were revoked.
    Vetoed,
    /// Its time was over, or it was not approved.
    Expired,
    /// It was executed.
    Executed,
}

impl Outcome {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Requested => "open",
            Self::Vetoed => "vetoed",
            Self::Expired => "expired",
            Self::Executed => "executed",
        }
    }
}

/// A slash request and who paid: `loss = bond + cover + pool`, at most `asked` and `budget`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlashRow {
    /// Its id.
    pub id: u64,
    /// The service that asked.
    pub service: String,
    /// The vault it asked of.
    pub vault: String,
    /// The fraction it asked for, a decimal such as `0.05`.
    pub fraction: String,
    /// The time of the offence.
    pub infraction_time: u64,
    /// When it was requested.
    pub requested_at: u64,
    /// When it was executed, vetoed or given up.
    pub ended_at: Option<u64>,
    /// What became of it.
    pub outcome: Outcome,
    /// What it asked for: the fraction of the stake that answers for the offence.
    pub asked: Units,
    /// What the service's budget could pay when it ended, or at the end of the run.
    pub budget: Units,
    /// What it took. Nothing unless it was executed, as for the next three.
    pub loss: Units,
    /// What of the loss the operator's bond paid.
    pub bond: Units,
    /// What of it insurance paid.
    pub cover: Units,
    /// What of it the depositors lost.
    pub pool: Units,
    /// Where it went, as [`ServiceRow::destination`].
    pub destination: String,
    /// Whether the vault's breaker held it up.
    pub delayed: bool,
    /// Listeners that failed or were left out.
    pub untold: u32,
}

/// Rewards of one coin into one vault, in base units of that coin: what was funded is with
/// somebody or left, `funded = commission + paid + left`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RewardRow {
    /// The vault.
    pub vault: String,
    /// Name of a whole coin, as `ATOM`.
    pub coin: String,
    /// Who funded how much: services, or listed funders.
    pub funded: Vec<NamedAmount>,
    /// What of it the operator was paid.
    pub commission: Units,
    /// Who was paid how much: a reward is claimed from a vault, not from one stream into it.
    pub paid: Vec<NamedAmount>,
    /// What is not paid yet, still to come or still to be claimed.
    pub left: Units,
}

/// Somebody's amount.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAmount {
    /// Whose.
    pub who: String,
    /// How much.
    pub amount: Units,
}

/// The insurance fund: `deposited + premiums + received = covered + withdrawn + left`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FundRow {
    /// Name of a whole unit of what it holds.
    pub asset: String,
    /// What its depositors put in.
    pub deposited: Units,
    /// What services paid for being insured.
    pub premiums: Units,
    /// Slashed assets it was the destination of.
    pub received: Units,
    /// Losses it paid, less what came back unused.
    pub covered: Units,
    /// What its depositors took out.
    pub withdrawn: Units,
    /// What it holds at the end.
    pub left: Units,
}

impl Restaking {
    /// Name of a whole unit of what a vault holds; nothing for a vault that is not here.
    pub fn asset_of(&self, vault: &str) -> &str {
        self.vaults.iter().find(|v| v.name == vault).map_or("", |v| &v.asset)
    }
}

impl RewardRow {
    /// What was funded in all.
    pub fn total_funded(&self) -> u128 {
        sum(&self.funded)
    }

    /// What holders were paid in all.
    pub fn total_paid(&self) -> u128 {
        sum(&self.paid)
    }
}

fn sum(amounts: &[NamedAmount]) -> u128 {
    amounts.iter().map(|named| named.amount.0).fold(0, u128::saturating_add)
}
