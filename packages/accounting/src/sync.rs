//! Setting the ledger to what the chain says, and telling slashes from rounding.

use cosmwasm_std::Decimal;
use weir_json::{json, Row};
use weir_quantities::{Assets, Rounding, Seconds, Time, DAY};

use crate::{AccountingError, Books, Moment, VestingTerms};

/// A difference up to this many units per validator and sync is rounding of the chain's own.
pub const DUST: Assets = Assets::new(10);
/// How long a validator that is not read keeps a batch from being priced.
pub const KEPT_BEFORE_PRICING: Seconds = DAY;
/// Most peaks remembered; beyond it the two newest are merged, to the higher and later.
const MAX_PEAKS: usize = 16;

/// Why a row of the ledger does not say what the chain says.
#[json]
#[derive(Copy, Eq, Row)]
pub enum Unread {
    /// The chain answered an error: the row stands at 0, its last value is remembered.
    Zeroed {
        /// What it stood at before.
        remembered: Assets,
        /// Since when.
        since: Time,
        /// Since when it was not even asked, if the last sync skipped it.
        skipped: Option<Time>,
    },
    /// It was skipped, since reading it would break the transaction: the row stands as before.
    Kept {
        /// Since when.
        since: Time,
    },
}

impl Unread {
    /// Since when the validator cannot be read.
    pub const fn since(&self) -> Time {
        match self {
            Self::Zeroed { since, .. } | Self::Kept { since } => *since,
        }
    }

    /// Since when every sync skipped the validator: nothing if the last one asked it.
    pub const fn skipped_since(&self) -> Option<Time> {
        match self {
            Self::Zeroed { skipped, .. } => *skipped,
            Self::Kept { since } => Some(*since),
        }
    }

    /// From when a batch may be priced without knowing what is there: a day after it was read last,
    /// or asked last. What cannot be read for one block must not cost whoever is priced in it.
    pub fn priced_from(&self) -> Time {
        self.skipped_since().unwrap_or(self.since()).after(KEPT_BEFORE_PRICING)
    }
}

/// One validator in the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LedgerRow {
    /// What the delegation was worth at the last sync, moved by the hub's own acts.
    pub assets: Assets,
    /// Set while it cannot be read.
    pub unread: Option<Unread>,
}

/// What the chain said of one validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The delegation is worth this.
    Worth(Assets),
    /// The chain answered an error.
    Unreadable,
    /// It was not asked.
    Skipped,
}

/// A delegation that fell by more than rounding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slash {
    /// Its row in the ledger.
    pub row: usize,
    /// The delegation before.
    pub before: Assets,
    /// The delegation after.
    pub after: Assets,
}

/// What a sync found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Delegations that fell by more than rounding.
    pub slashes: Vec<Slash>,
    /// Rows that cannot be read from now on, or in another way than before.
    pub unread: Vec<usize>,
    /// Rows that can be read again.
    pub read: Vec<usize>,
    /// All falls, rounding included.
    pub fallen: Assets,
    /// Put back at once: what was remembered of validators that can be read again.
    pub put_back: Assets,
    /// Rises beyond rounding, which vest.
    pub risen: Assets,
    /// The highest rate of the last day, when the fall below it trips the breaker.
    pub tripped_below: Option<Decimal>,
}

impl Found {
    /// Whether a loss was found that must not be forgotten.
    pub fn has_loss(&self) -> bool {
        !self.slashes.is_empty() || !self.unread.is_empty()
    }
}

/// Sets every row to its reading and the books to the sum.
///
/// A loss lowers what is unvested in proportion, so that rewards share it. A row that stands at 0
/// because it cannot be read is no loss yet: what is unvested stays as it is, so that backing
/// comes back to the unit when the row does. Any other rise beyond rounding vests, unless the hub
/// is insolvent.
///
/// # Errors
/// [`AccountingError::Quantity`] beyond 128 bits.
pub fn sync(
    books: &mut Books,
    ledger: &mut [LedgerRow],
    readings: &[Reading],
    now: Moment,
    terms: VestingTerms,
) -> Result<Found, AccountingError> {
    let mut found = Found::default();
    let mut delegated = Assets::ZERO;
    let mut lost = Assets::ZERO;
    let mut known = books.holdings()?;
    for (row, (entry, reading)) in ledger.iter_mut().zip(readings).enumerate() {
        let before = *entry;
        *entry = read(row, before, *reading, now.time, &mut found)?;
        delegated = delegated.plus(entry.assets)?;
        found.fallen = found.fallen.plus(before.assets.minus_or_zero(entry.assets))?;
        if entry.unread.is_some() {
            continue;
        }
        let worth = match before.unread {
            Some(Unread::Zeroed { remembered, .. }) => {
                known = known.plus(remembered)?;
                found.put_back = found.put_back.plus(entry.assets.min(remembered))?;
                remembered
            }
            Some(Unread::Kept { .. }) | None => before.assets,
        };
        lost = lost.plus(worth.minus_or_zero(entry.assets))?;
        let rise = entry.assets.minus_or_zero(worth);
        if rise > DUST {
            found.risen = found.risen.plus(rise)?;
        }
    }
    if !lost.is_zero() {
        let vesting = books.stake.vesting;
        let left = known.minus(lost)?;
        books.stake.vesting = vesting.scaled(now.time, known, left, Rounding::Down)?;
    }
    books.stake.delegated = delegated.minus(found.risen)?;
    books.put_back(found.put_back)?;
    let before = *books;
    if !found.risen.is_zero() && !books.is_insolvent(now.time)? {
        books.vest(found.risen, now.time, terms)?;
    }
    books.stake.delegated = delegated;
    books.recover_from(&before, now.time)?;
    books.stake.synced = now;
    Ok(found)
}

/// The row after its reading; notes slashes and whether it can be read.
fn read(
    row: usize,
    before: LedgerRow,
    reading: Reading,
    now: Time,
    found: &mut Found,
) -> Result<LedgerRow, AccountingError> {
    Ok(match (reading, before.unread) {
        (Reading::Worth(assets), unread) => {
            let known = match unread {
                Some(Unread::Zeroed { remembered, .. }) => remembered,
                Some(Unread::Kept { .. }) | None => before.assets,
            };
            if unread.is_some() {
                found.read.push(row);
            }
            if known.minus_or_zero(assets) > DUST {
                found.slashes.push(Slash { row, before: known, after: assets });
            }
            LedgerRow { assets, unread: None }
        }
        (Reading::Unreadable, Some(Unread::Zeroed { remembered, since, .. })) => {
            let unread = Some(Unread::Zeroed { remembered, since, skipped: None });
            LedgerRow { unread, ..before }
        }
        (Reading::Unreadable, unread) => {
            found.unread.push(row);
            let since = unread.map_or(now, |kept| kept.since());
            let unread = Unread::Zeroed { remembered: before.assets, since, skipped: None };
            LedgerRow { assets: Assets::ZERO, unread: Some(unread) }
        }
        // It may answer again by now: nobody may keep it at 0 by leaving it out, unnoticed.
        (Reading::Skipped, Some(Unread::Zeroed { remembered, since, skipped: None })) => {
            found.unread.push(row);
            let unread = Some(Unread::Zeroed { remembered, since, skipped: Some(now) });
            LedgerRow { unread, ..before }
        }
        (Reading::Skipped, Some(_)) => before,
        (Reading::Skipped, None) => {
            found.unread.push(row);
            LedgerRow { assets: before.assets, unread: Some(Unread::Kept { since: now }) }
        }
    })
}

/// The rates from which the rate fell in the last day, falling with time: enough to know the
/// day's highest rate, because the rate falls only at a sync.
#[json]
#[derive(Default, Eq, Row)]
pub struct Peaks(Vec<(Decimal, Time)>);

impl Peaks {
    /// Notes that a sync took the rate from `before` to `after`. Answers the day's highest rate
    /// when `after` is below it by more than `fall`; the memory then starts again at `after`.
    pub fn observe(
        &mut self,
        before: Decimal,
        after: Decimal,
        now: Time,
        fall: Decimal,
    ) -> Option<Decimal> {
        if after >= before {
            return None;
        }
        self.0.retain(|(rate, at)| *rate > before && at.after(DAY) >= now);
        if self.0.len() >= MAX_PEAKS {
            if let Some(last) = self.0.last_mut() {
                last.1 = now;
            }
        } else {
            self.0.push((before, now));
        }
        let peak = self.0.first().map_or(before, |(rate, _)| *rate);
        let floor = peak.checked_mul(Decimal::one().saturating_sub(fall)).unwrap_or(Decimal::MAX);
        if after >= floor {
            return None;
        }
        self.0.clear();
        Some(peak)
    }
}
