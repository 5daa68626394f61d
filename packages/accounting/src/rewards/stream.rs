//! One funder's rewards for one vault, paid evenly.

use cosmwasm_std::{Uint128, Uint256};
use weir_json::Row;
use weir_quantities::{Seconds, Time};

use super::{parts, RewardError, MAX_DURATION, MIN_DURATION};

/// A linear stream: so many parts a second until its end.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Stream {
    /// 10^-36 units a second.
    pub rate: Uint256,
    /// Until when it has been counted.
    pub counted_to: Time,
    /// When it is over; later for every second without active shares.
    pub ends_at: Time,
}

impl Stream {
    /// Whether all of it has been counted.
    pub fn is_over(&self) -> bool {
        self.counted_to >= self.ends_at
    }

    /// Parts that are not counted yet.
    ///
    /// # Errors
    /// [`RewardError::OutOfRange`] never, in practice: it was funded with them.
    pub fn left(&self) -> Result<Uint256, RewardError> {
        let seconds = self.ends_at.since(self.counted_to);
        Ok(self.rate.checked_mul(seconds.u64().into())?)
    }

    /// Counts up to `now`. Answers the parts that became due.
    pub(super) fn release(&mut self, now: Time) -> Result<Uint256, RewardError> {
        let until = now.min(self.ends_at).max(self.counted_to);
        let seconds = until.since(self.counted_to);
        self.counted_to = now.max(self.counted_to);
        Ok(self.rate.checked_mul(seconds.u64().into())?)
    }

    /// Lets its clock stand still up to `now`: nobody was there to be paid.
    pub(super) fn hold(&mut self, now: Time) {
        if !self.is_over() {
            self.ends_at = self.ends_at.after(now.since(self.counted_to));
        }
        self.counted_to = now.max(self.counted_to);
    }

    /// Adds `units`, to be paid together with what is left within `duration` from now on: sooner
    /// where that would lower the rate, so that a unit cannot stretch a stream. It must have been
    /// counted up to `now`. Answers the parts that do not divide, fewer than a second each: they
    /// belong to the index.
    ///
    /// # Errors
    /// [`RewardError::DurationOutOfRange`], [`RewardError::NothingFunded`].
    pub fn fund(
        &mut self,
        units: Uint128,
        duration: Seconds,
        now: Time,
    ) -> Result<Uint256, RewardError> {
        if duration < MIN_DURATION || duration > MAX_DURATION {
            return Err(RewardError::DurationOutOfRange { duration });
        }
        if units.is_zero() {
            return Err(RewardError::NothingFunded);
        }
        let left = self.left()?;
        let whole = left.checked_add(parts(units))?;
        let mut seconds = Uint256::from(duration.u64());
        if !left.is_zero() {
            seconds = seconds.min(whole.checked_div(self.rate)?);
        }
        let length = u64::try_from(Uint128::try_from(seconds)?.u128()).unwrap_or(duration.u64());
        self.rate = whole.checked_div(seconds)?;
        self.counted_to = now;
        self.ends_at = now.after(Seconds::new(length));
        Ok(whole.checked_rem(seconds)?)
    }
}
