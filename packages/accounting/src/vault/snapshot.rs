//! What a vault was at a second, read strictly before it.
//!
//! A row holds the state after the last change of its second. Read strictly before `at`, a past
//! second always has one answer, and nobody can change it any more.

use weir_json::Row;
use weir_quantities::{Assets, Magnitude, QuantityError, Seconds, Shares, Time, VaultTime};

use super::{base, power, Clock, Commitment, Pool, Terms};

/// The pool after the last change of a second.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct PoolRow {
    /// Assets, shares, magnitude.
    pub pool: Pool,
    /// The vault's clock.
    pub clock: Clock,
    /// The operator's bond that was not on its way out.
    pub active_bond: Assets,
}

/// A commitment after the last change of a second.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct ServiceRow {
    /// The vault's clock.
    pub shown: VaultTime,
    /// Magnitude promised as voting power.
    pub power: Magnitude,
    /// Magnitude promised as slashable.
    pub slashable: Magnitude,
    /// What of the budget behind the power was there, now and after what waited.
    pub spare: Magnitude,
    /// The budget that goes with the power.
    pub whole: Magnitude,
    /// The terms in force.
    pub terms: Terms,
}

impl PoolRow {
    /// What the vault's clock showed at `at`, which no later row precedes.
    pub fn clock_at(&self, at: Time) -> VaultTime {
        self.clock.shows(at)
    }
}

impl ServiceRow {
    /// The row of a commitment.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn of(commitment: &Commitment, now: VaultTime) -> Result<Self, QuantityError> {
        Ok(Self {
            shown: now,
            power: commitment.power,
            slashable: commitment.slashable,
            spare: commitment.spare()?,
            whole: commitment.power_ceiling()?,
            terms: commitment.terms,
        })
    }

    /// The stake that the service could count on.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn guaranteed(&self, then: &PoolRow) -> Result<Assets, QuantityError> {
        power(&then.pool, self.power, self.spare, self.whole)
    }

    /// The stake that answers for an offence of the time, now that `settled` shares have left.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn base(&self, then: &PoolRow, settled: Shares) -> Result<Assets, QuantityError> {
        base(&then.pool, self.slashable, settled)
    }
}

/// The row in force at the beginning of second `at`: the newest that is strictly before it. Rows
/// are in the order of their times.
pub fn row_before<T>(rows: &[(Time, T)], at: Time) -> Option<&T> {
    let newer = rows.partition_point(|(time, _)| *time < at);
    newer.checked_sub(1).and_then(|index| rows.get(index)).map(|(_, row)| row)
}

/// How many of the oldest rows nobody can ask for any more. `oldest` are the clocks of the oldest
/// rows in order; a row is no longer in force, and goes, when the next one is older than twice the
/// exit delay too.
pub fn prunable(oldest: &[VaultTime], now: VaultTime, delay: Seconds) -> usize {
    let old = |clock: &&VaultTime| now.since(**clock) > delay.times(2);
    oldest.iter().take_while(old).count().saturating_sub(1)
}
