//! The breaker: large losses within a day hold the slashes that come after them up for a review.
//! It delays, it never forgives.

use cosmwasm_std::Decimal;
use weir_json::Row;
use weir_quantities::{Assets, QuantityError, Rounding, Seconds, VaultTime, HOUR};

use super::{BETWEEN_TRIPS, REVIEW};

/// Hours that count as the last day, the present one apart.
const DAY_OF_HOURS: u64 = 24;

/// What the pool lost in an hour in which it lost anything.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct LossHour {
    /// The hour of the vault's clock.
    pub hour: u64,
    /// The pool's assets before its first loss.
    pub assets_before: Assets,
    /// What it lost.
    pub lost: Assets,
}

/// Losses of the last day, and the last trip.
#[derive(Clone, Debug, Default, Eq, PartialEq, Row)]
pub struct Breaker {
    /// Losses by hour, 24 hours and the present one.
    pub hours: Vec<LossHour>,
    /// When it tripped last.
    pub tripped_at: Option<VaultTime>,
}

/// When a request may be executed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExecutionWindow {
    /// From when; until then it may be vetoed.
    pub from: VaultTime,
    /// The last second.
    pub until: VaultTime,
}

impl Breaker {
    /// Notes what a slash took from the pool, which held `before`. Trips, and answers so, when the
    /// losses of the day are over `share` of what the pool held at its start; at most once in 7 d.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn note(
        &mut self,
        lost: Assets,
        before: Assets,
        now: VaultTime,
        share: Decimal,
    ) -> Result<bool, QuantityError> {
        if lost.is_zero() {
            return Ok(false);
        }
        let hour = now.u64().div_euclid(HOUR.u64());
        self.hours.retain(|one| one.hour.saturating_add(DAY_OF_HOURS) >= hour);
        match self.hours.last_mut().filter(|last| last.hour == hour) {
            Some(last) => last.lost = last.lost.plus(lost)?,
            None => self.hours.push(LossHour { hour, assets_before: before, lost }),
        }
        let mut sum = Assets::ZERO;
        for one in &self.hours {
            sum = sum.plus(one.lost)?;
        }
        let start = self.hours.first().map_or(before, |first| first.assets_before);
        let rested = self.tripped_at.is_none_or(|at| now >= at.after(BETWEEN_TRIPS));
        let trips = rested && sum > start.times(share, Rounding::Down)?;
        if trips {
            self.tripped_at = Some(now);
        }
        Ok(trips)
    }

    /// When a request that is resolved at `resolved_at` may be executed, as far as is known now.
    /// A trip with `resolved_at − 2 d < T < resolved_at + X` moves both ends: not before `T + 2 d`,
    /// and two days more. Trips are 7 d apart, so the one that matters is the last until its
    /// deadline is over.
    pub fn window(&self, resolved_at: VaultTime, execution: Seconds) -> ExecutionWindow {
        let until = resolved_at.after(execution);
        let reviewed = self.tripped_at.filter(|at| at.after(REVIEW) > resolved_at && *at < until);
        match reviewed {
            Some(at) => ExecutionWindow {
                from: at.after(REVIEW).max(resolved_at),
                until: until.after(REVIEW),
            },
            None => ExecutionWindow { from: resolved_at, until },
        }
    }
}
