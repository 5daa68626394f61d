//! Rewards that were received and do not count yet: they fall linearly to nothing.
//!
//! Without it a harvest would lift the rate in one block, and whoever bonded just before it
//! would take a share of rewards that others earned; a gift would lift the rate under a lender.

use cosmwasm_std::Decimal;
use weir_json::Row;
use weir_quantities::{mul_div, Assets, QuantityError, Rounding, Seconds, Time, DAY};

/// The longest schedule in seconds, a bound against the absurd: some thirty million years, reached
/// by a gift of more than ten million times the backing at the smallest growth.
const LONGEST: u64 = 1_000_000_000_000_000;

/// How slowly rewards must vest.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct VestingTerms {
    /// Rewards take at least this long.
    pub reward_period: Seconds,
    /// Vesting adds at most this share of backing in a day.
    pub max_daily_growth: Decimal,
}

impl VestingTerms {
    /// What may vest in a day beside `backing`, rounded down: `max_daily_growth × backing`.
    fn growth(self, backing: Assets) -> Result<Assets, QuantityError> {
        backing.times(self.max_daily_growth, Rounding::Down)
    }

    /// How long `unvested` must take beside `backing`: `unvested / (max_daily_growth × backing)`
    /// days, rounded up.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    fn slowest(self, unvested: Assets, backing: Assets) -> Result<Seconds, QuantityError> {
        if unvested.is_zero() {
            return Ok(Seconds::ZERO);
        }
        let growth = self.growth(backing)?;
        if growth.is_zero() {
            return Ok(Seconds::new(LONGEST));
        }
        let day = u128::from(DAY.u64());
        let seconds = mul_div(unvested.u128(), day, growth.u128(), Rounding::Up);
        Ok(Seconds::new(
            seconds.ok().and_then(|s| u64::try_from(s).ok()).map_or(LONGEST, |s| s.min(LONGEST)),
        ))
    }
}

/// One line: `assets` at `from`, nothing at `until`.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Schedule {
    /// Not vested at `from`.
    pub assets: Assets,
    /// When that was.
    pub from: Time,
    /// When all is vested.
    pub until: Time,
}

impl Schedule {
    /// What is not vested at `now`, rounded up.
    fn unvested(self, now: Time) -> Result<Assets, QuantityError> {
        if now >= self.until {
            return Ok(Assets::ZERO);
        }
        let left = self.until.since(now.max(self.from));
        self.assets.times_ratio(left.u64().into(), self.length(), Rounding::Up)
    }

    /// How long the whole line is.
    fn length(self) -> u128 {
        self.until.since(self.from).u64().into()
    }

    /// What vests in a day at this pace, rounded up, at most what 128 bits hold; nothing once it is
    /// over.
    fn pace(self, now: Time) -> Assets {
        if now >= self.until {
            return Assets::ZERO;
        }
        let pace = self.assets.times_ratio(DAY.u64().into(), self.length(), Rounding::Up);
        pace.unwrap_or(Assets::MAX)
    }

    /// One line of both. The end moves to the mean of both ends, weighted by amount, and less than
    /// a second too little. (A plain restart could be ground along by one unit a block; so could a
    /// mean rounded the other way.) What joins makes no more vest in a day than it would by itself.
    fn joined(self, assets: Assets, until: Time, now: Time) -> Result<Self, QuantityError> {
        let sum = self.unvested(now)?.plus(assets)?;
        if sum.is_zero() {
            return Ok(Self { assets: sum, from: now, until: now });
        }
        let (own, other) = (self.until.since(now).u64(), until.since(now).u64());
        let moved = part(Seconds::new(own.abs_diff(other)), assets, sum)?.u64();
        let left = match other > own {
            true => own.saturating_add(moved),
            false => own.saturating_sub(moved),
        };
        Ok(Self { assets: sum, from: now, until: now.after(Seconds::new(left)) })
    }

    /// The same end for a share of the assets.
    fn scaled(
        self,
        now: Time,
        before: Assets,
        after: Assets,
        rounding: Rounding,
    ) -> Result<Self, QuantityError> {
        let unvested = self.unvested(now)?;
        let assets = match before.is_zero() {
            true => unvested,
            false => unvested.times_ratio(after.u128(), before.u128(), rounding)?,
        };
        Ok(Self { assets, from: now, until: self.until.max(now) })
    }
}

/// Two lines side by side, and together no faster than growth allows.
///
/// With one line alone either those who come later wait with their rewards for what an exit or a
/// gift made slow, or what is slow is through sooner the more stake comes to share it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Vesting {
    /// Rewards that the reward period is enough for.
    pub usual: Schedule,
    /// What takes longer, since growth allowed no faster: nothing but time makes it less.
    pub slow: Option<Schedule>,
}

impl From<Schedule> for Vesting {
    fn from(usual: Schedule) -> Self {
        Self { usual, slow: None }
    }
}

impl Vesting {
    /// What is not vested at `now`, rounded up: against the rate, so never in a caller's favour.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn unvested(&self, now: Time) -> Result<Assets, QuantityError> {
        self.usual.unvested(now)?.plus(self.slow().unvested(now)?)
    }

    /// When all is vested.
    pub fn until(&self) -> Time {
        self.usual.until.max(self.slow().until)
    }

    fn slow(&self) -> Schedule {
        self.slow.unwrap_or_default()
    }

    /// Whether both together are within what growth allows beside `backing`.
    fn fits(&self, now: Time, backing: Assets, terms: VestingTerms) -> Result<bool, QuantityError> {
        let left = terms.growth(backing)?.minus(self.slow().pace(now));
        Ok(left.is_ok_and(|left| self.usual.pace(now) <= left))
    }

    /// Adds rewards to the usual line, over the reward period. Where that is faster than growth
    /// allows, everything becomes one slow line: it ends at the mean of all ends, weighted by
    /// amount, and never sooner than the growth limit allows.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn plus(
        self,
        rewards: Assets,
        now: Time,
        backing: Assets,
        terms: VestingTerms,
    ) -> Result<Self, QuantityError> {
        let usual = self.usual.joined(rewards, now.after(terms.reward_period), now)?;
        let slow = self.slow.filter(|slow| now < slow.until);
        let beside = Self { usual, slow };
        if beside.fits(now, backing, terms)? {
            return Ok(beside);
        }
        let slowest = terms.slowest(beside.unvested(now)?, backing)?;
        let period = terms.reward_period.max(slowest);
        let old = self.slow().joined(self.usual.unvested(now)?, self.usual.until, now)?;
        let all = old.joined(rewards, now.after(period), now)?;
        Ok(Self::slowed_to(all, now, now.after(slowest)))
    }

    /// Keeps the share of the assets behind it: after they went from `before` to `after`.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn scaled(
        self,
        now: Time,
        before: Assets,
        after: Assets,
        rounding: Rounding,
    ) -> Result<Self, QuantityError> {
        let scaled = |line: Schedule| line.scaled(now, before, after, rounding);
        Ok(Self { usual: scaled(self.usual)?, slow: self.slow.map(scaled).transpose()? })
    }

    /// Moves the end later when backing has become too small for it; never sooner.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn slowed(
        self,
        now: Time,
        backing: Assets,
        terms: VestingTerms,
    ) -> Result<Self, QuantityError> {
        if self.fits(now, backing, terms)? {
            return Ok(self);
        }
        let assets = self.unvested(now)?;
        let slowest = now.after(terms.slowest(assets, backing)?);
        let all = Schedule { assets, from: now, until: self.until() };
        Ok(Self::slowed_to(all, now, slowest))
    }

    /// All in one slow line that ends at `earliest` or later.
    fn slowed_to(all: Schedule, now: Time, earliest: Time) -> Self {
        let slow = Schedule { until: all.until.max(earliest), ..all };
        Self { usual: Schedule { assets: Assets::ZERO, from: now, until: now }, slow: Some(slow) }
    }
}

/// `length × amount ÷ whole`, rounded down.
fn part(length: Seconds, amount: Assets, whole: Assets) -> Result<Seconds, QuantityError> {
    let seconds = mul_div(length.u64().into(), amount.u128(), whole.u128(), Rounding::Down)?;
    Ok(Seconds::new(u64::try_from(seconds).unwrap_or(u64::MAX)))
}
