//! What came of a scenario. Amounts are base units as decimal strings, times are unix seconds.

use serde::{Deserialize, Serialize};

use super::{Comparison, Restaking};

/// An amount of base units; a string in JSON, since readers of JSON lose digits of large numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Units(pub u128);

impl Serialize for Units {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

impl From<u128> for Units {
    fn from(value: u128) -> Self {
        Self(value)
    }
}

/// Everything that came of a scenario.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Report {
    /// The scenario's title.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// The scenario's file.
    pub file: String,
    /// The chain it was lived on.
    pub chain: ChainFacts,
    /// Block time of the first block.
    pub started_at: u64,
    /// Block time of the last block.
    pub ended_at: u64,
    /// What running took.
    pub cost: Cost,
    /// Every step, in order.
    pub steps: Vec<StepRow>,
    /// The exchange rate over time.
    pub rate: Vec<RateSample>,
    /// Slashes the hub suffered.
    pub slashes: Vec<SlashMark>,
    /// Batches of redemptions.
    pub batches: Vec<BatchRow>,
    /// Validators, targets first.
    pub validators: Vec<ValidatorRow>,
    /// Where all coins were over time.
    pub coins: CoinSeries,
    /// Who was paid what.
    pub payouts: Payouts,
    /// What keepers did.
    pub keepers: Vec<KeeperRow>,
    /// Invariants.
    pub invariants: Vec<InvariantRow>,
    /// Expectations of the scenario.
    pub expectations: Vec<ExpectationRow>,
    /// The books at the end, row by row.
    pub books: Vec<BookRow>,
    /// What failed, in order; empty when all is well.
    pub failures: Vec<Failure>,
    /// The run beside the same scenario's run on the embedded chain, if it was on another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// What came of vaults, services and slashes, if the scenario has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restaking: Option<Restaking>,
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Every expectation and invariant held.
    Passed,
    /// A transaction failed that should not have (or the other way round).
    TransactionFailed,
    /// An expectation or an invariant did not hold.
    ExpectationFailed,
}

impl Report {
    /// How the run ended: broken expectations and invariants, and numbers that differ from those of the
    /// embedded chain without a reason, weigh more than failed transactions.
    pub fn verdict(&self) -> Verdict {
        let kinds = || self.failures.iter().map(|f| f.kind);
        let broken = self.invariants.iter().any(|i| i.failures > 0)
            || self.expectations.iter().any(|e| !e.ok)
            || self.comparison.iter().any(|c| c.unexplained().next().is_some())
            || kinds().any(|k| k != FailureKind::Transaction);
        match (broken, self.failures.is_empty()) {
            (true, _) => Verdict::ExpectationFailed,
            (false, false) => Verdict::TransactionFailed,
            (false, true) => Verdict::Passed,
        }
    }
}

/// The chain a scenario was lived on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ChainFacts {
    /// The chain's id.
    pub id: String,
    /// Base denom.
    pub denom: String,
    /// Name of a whole coin.
    pub display: String,
    /// Name of a whole LST.
    pub lst: String,
    /// Decimals of both.
    pub decimals: u32,
    /// Validators in the bonded set.
    pub validators: u32,
    /// Unbonding time in seconds.
    pub unbonding: u64,
    /// Unbonding entries per delegator and validator.
    pub max_entries: u32,
    /// Other facts worth showing, as label and text: `("inflation", "10 % a year")`.
    pub facts: Vec<(String, String)>,
}

/// What running took.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cost {
    /// Wall-clock seconds.
    pub seconds: f64,
    /// Blocks made.
    pub blocks: u64,
    /// Transactions sent, and how many of them failed.
    pub transactions: u64,
    /// Transactions that failed, wanted or not.
    pub failed: u64,
    /// Times the invariants were checked.
    pub checks: u64,
}

/// One step.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct StepRow {
    /// From 1.
    pub index: u64,
    /// What it is called.
    pub title: String,
    /// Line in the scenario.
    pub line: u64,
    /// Block height after it.
    pub height: u64,
    /// Block time after it.
    pub time: u64,
    /// What happened, in a few words.
    pub result: String,
    /// The error, where one came: wanted or not.
    pub error: Option<String>,
    /// Whether it went as the scenario wants.
    pub ok: bool,
}

/// The rate at a time.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RateSample {
    /// Block time.
    pub time: u64,
    /// Assets per share, a decimal.
    pub rate: String,
}

/// Why a validator was slashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlashKind {
    /// Missed blocks.
    Downtime,
    /// Signed twice.
    DoubleSign,
    /// Something else the scenario did.
    Other,
}

/// A slash.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SlashMark {
    /// Block time.
    pub time: u64,
    /// The validator's moniker.
    pub validator: String,
    /// Slashed share, a decimal such as `0.05`.
    pub fraction: String,
    /// What the hub's delegation lost.
    pub lost: Units,
    /// What its unbonding entries lost.
    pub lost_unbonding: Units,
    /// Why.
    pub kind: SlashKind,
}

/// A batch of redemptions.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct BatchRow {
    /// Its id.
    pub id: u64,
    /// When its first request came.
    pub opened_at: u64,
    /// When it closed to newcomers.
    pub closed_at: Option<u64>,
    /// When it was first submitted.
    pub submitted_at: Option<u64>,
    /// Its parts.
    pub parts: Vec<PartRow>,
    /// When it was wholly settled.
    pub settled_at: Option<u64>,
    /// Shares redeemed through it.
    pub shares: Units,
    /// Requests in it.
    pub requests: u64,
    /// What its shares were worth when they were placed.
    pub expected: Units,
    /// What it received.
    pub received: Units,
    /// What was claimed of it.
    pub paid: Units,
    /// What a slash took.
    pub shortfall: Units,
}

/// A part of a batch with one validator (or from the buffer).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PartRow {
    /// Moniker; `None` when paid from the buffer.
    pub validator: Option<String>,
    /// When it was placed.
    pub placed_at: u64,
    /// When the chain completes it.
    pub completes_at: u64,
    /// When the hub settled it.
    pub settled_at: Option<u64>,
    /// What was placed.
    pub amount: Units,
    /// What came of it.
    pub received: Units,
    /// Whether a slash cut it.
    pub slashed: bool,
}

/// A validator.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ValidatorRow {
    /// Moniker.
    pub moniker: String,
    /// Operator address.
    pub operator: String,
    /// The share of the hub's stake it should have, 0 to 1; 0 when it is no target.
    pub target_share: f64,
    /// The share it has.
    pub actual_share: f64,
    /// What the hub has with it.
    pub stake: Units,
    /// What everybody has with it.
    pub tokens: Units,
    /// Standing in the registry: `active`, `inactive`, `draining`, `removed`, or `none`.
    pub standing: String,
    /// What the hub lost with it.
    pub losses: Units,
    /// Commission at the end, 0 to 1.
    pub commission: f64,
    /// Whether the chain has it jailed at the end.
    pub jailed: bool,
}

/// Where all coins were over time: one value per band and time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CoinSeries {
    /// Block times.
    pub times: Vec<u64>,
    /// Bands from the bottom up: buffer, delegated, unbonding, claimable, unvested, with users, fees, ….
    pub bands: Vec<CoinBand>,
}

impl CoinSeries {
    /// Adds a sample; bands that are new begin at 0, bands left out stay at 0 for this time.
    pub fn push(&mut self, time: u64, values: &[(&str, u128)]) {
        let before = self.times.len();
        self.times.push(time);
        for (name, value) in values {
            if !self.bands.iter().any(|b| b.name == *name) {
                let values = vec![Units(0); before];
                self.bands.push(CoinBand { name: (*name).to_owned(), values });
            }
            if let Some(band) = self.bands.iter_mut().find(|b| b.name == *name) {
                band.values.push(Units(*value));
            }
        }
        for band in &mut self.bands {
            band.values.resize(self.times.len(), Units(0));
        }
    }
}

/// One kind of place coins can be in.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct CoinBand {
    /// Its name.
    pub name: String,
    /// Coins there, one for each time.
    pub values: Vec<Units>,
}

/// Who was paid what.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Payouts {
    /// Everybody, the largest first.
    pub rows: Vec<PayoutRow>,
}

/// One person.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct PayoutRow {
    /// Who.
    pub who: String,
    /// Coins bonded.
    pub bonded: Units,
    /// Coins claimed of settled batches.
    pub claimed: Units,
    /// Coins of instant redemptions.
    pub instant: Units,
    /// Worth of shares still held and queued, and coins still to claim, at the end.
    pub held: Units,
    /// Fees and pay received (treasury, keepers).
    pub income: Units,
    /// Coins that came out of vaults and their rewards less coins paid in, and the worth of what is
    /// still in vaults at the end.
    #[serde(default)]
    pub restaked: i128,
    /// Worth of shares and claims received from others less those given to others.
    pub transferred: i128,
}

impl PayoutRow {
    /// Gain (or loss, below zero) in base units.
    pub fn profit(&self) -> i128 {
        let i = |u: Units| i128::try_from(u.0).unwrap_or(i128::MAX);
        i(self.claimed)
            .saturating_add(i(self.instant))
            .saturating_add(i(self.held))
            .saturating_add(i(self.income))
            .saturating_add(self.restaked)
            .saturating_sub(i(self.bonded))
            .saturating_sub(self.transferred)
    }
}

/// What keepers did of one kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct KeeperRow {
    /// The crank.
    pub action: String,
    /// Calls that did something.
    pub done: u64,
    /// Calls that failed.
    pub failed: u64,
    /// Paid to keepers for it.
    pub paid: Units,
}

/// One invariant.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct InvariantRow {
    /// Its name.
    pub name: String,
    /// Times it was checked.
    pub checked: u64,
    /// Times it did not hold.
    pub failures: u64,
    /// The first failure.
    pub first_failure: Option<String>,
}

/// One expectation of the scenario.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct ExpectationRow {
    /// Line in the scenario.
    pub line: u64,
    /// What was expected, and what was found.
    pub text: String,
    /// Whether it held.
    pub ok: bool,
}

/// One row of the books at the end.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct BookRow {
    /// What it is.
    pub name: String,
    /// How much, in base units.
    pub amount: Units,
    /// `true` for the LST, `false` for coins.
    pub shares: bool,
    /// Why it is there: dead shares, rounding kept by the pool, ….
    pub note: String,
}

/// What kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FailureKind {
    /// A transaction failed that should not have, or did not fail where it should.
    Transaction,
    /// An expectation did not hold.
    Expectation,
    /// An invariant did not hold.
    Invariant,
}

/// Something that failed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// Step, from 1.
    pub step: u64,
    /// Line in the scenario.
    pub line: u64,
    /// Column.
    pub column: u64,
    /// What happened.
    pub text: String,
}
