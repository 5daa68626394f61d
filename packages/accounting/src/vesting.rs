//! Rewards that were received and do not count yet: they fall linearly to nothing.
//!
//! Without it a harvest would lift the rate in one block, and whoever bonded just before it
//! would take a share of rewards that others earned; a gift would lift the rate under a lender.

use cosmwasm_std::Decimal;
use weir_json::json;
use weir_quantities::{mul_div, Assets, QuantityError, Rounding, Seconds, Time, DAY};

/// The longest schedule in seconds, a bound against the absurd: some thirty million years, reached
/// by a gift of more than ten million times the backing at the smallest growth.
const LONGEST: u64 = 1_000_000_000_000_000;

/// How slowly rewards must vest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VestingTerms {
    /// Rewards take at least this long.
    pub reward_period: Seconds,
    /// Vesting adds at most this share of backing in a day.
    pub max_daily_growth: Decimal,
}

impl VestingTerms {
    /// How long `unvested` must take beside `backing`: `unvested / (max_daily_growth × backing)`
    /// days, rounded up.
    ///
    /// # Errors
    /// [`QuantityError`] when the growth allowed is zero.
    fn slowest(self, unvested: Assets, backing: Assets) -> Result<Seconds, QuantityError> {
        if unvested.is_zero() {
            return Ok(Seconds::ZERO);
        }
        let growth_a_day = mul_div(
            backing.u128(),
            self.max_daily_growth.atomics().u128(),
            10u128.pow(Decimal::DECIMAL_PLACES),
            Rounding::Down,
        )?;
        if growth_a_day == 0 {
            return Ok(Seconds::new(LONGEST));
        }
        let seconds = mul_div(unvested.u128(), u128::from(DAY.u64()), growth_a_day, Rounding::Up);
        Ok(Seconds::new(
            seconds.ok().and_then(|s| u64::try_from(s).ok()).map_or(LONGEST, |s| s.min(LONGEST)),
        ))
    }
}

/// One linear schedule: `assets` at `from`, nothing at `until`.
#[json(row)]
#[derive(Copy, Default, Eq)]
pub struct Vesting {
    /// Not vested at `from`.
    pub assets: Assets,
    /// When that was.
    pub from: Time,
    /// When all is vested.
    pub until: Time,
}

impl Vesting {
    /// What is not vested at `now`, rounded up: against the rate, so never in a caller's favour.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice: the quotient is at most `assets`.
    pub fn unvested(&self, now: Time) -> Result<Assets, QuantityError> {
        if now >= self.until {
            return Ok(Assets::ZERO);
        }
        let left = self.until.since(now.max(self.from));
        let whole = self.until.since(self.from);
        self.assets.times_ratio(left.u64().into(), whole.u64().into(), Rounding::Up)
    }

    /// Adds rewards. The end becomes the mean of the old end and that of the newcomers alone,
    /// weighted by amount and rounded down, never sooner than the growth limit allows. (A plain
    /// restart could be ground along by one unit a block; so could a mean rounded up.) The old end
    /// counts as no later than what was left would take by itself beside the backing of now: an
    /// exit that slowed it down must not hold up the rewards of those who came since.
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
        let old = self.unvested(now)?;
        let assets = old.plus(rewards)?;
        if assets.is_zero() {
            return Ok(Self { assets, from: now, until: now });
        }
        let slowest = terms.slowest(assets, backing)?;
        let period = terms.reward_period.max(slowest);
        let alone = terms.reward_period.max(terms.slowest(old, backing)?);
        let old_left = self.until.since(now).min(alone);
        let later = Seconds::new(period.u64().saturating_sub(old_left.u64()));
        let mean = now.after(old_left).after(part(later, rewards, assets)?);
        Ok(Self { assets, from: now, until: mean.max(now.after(slowest)) })
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
        let unvested = self.unvested(now)?;
        if before.is_zero() {
            return Ok(Self { assets: unvested, from: now, until: self.until.max(now) });
        }
        let assets = unvested.times_ratio(after.u128(), before.u128(), rounding)?;
        Ok(Self { assets, from: now, until: self.until.max(now) })
    }

    /// Moves the end later when backing has become too small for it; never sooner.
    ///
    /// # Errors
    /// [`QuantityError`] when the growth allowed is zero.
    pub fn slowed(
        self,
        now: Time,
        backing: Assets,
        terms: VestingTerms,
    ) -> Result<Self, QuantityError> {
        let assets = self.unvested(now)?;
        let earliest = now.after(terms.slowest(assets, backing)?);
        if earliest <= self.until {
            return Ok(self);
        }
        Ok(Self { assets, from: now, until: earliest })
    }
}

/// `length × amount ÷ whole`, rounded down.
fn part(length: Seconds, amount: Assets, whole: Assets) -> Result<Seconds, QuantityError> {
    let seconds = mul_div(length.u64().into(), amount.u128(), whole.u128(), Rounding::Down)?;
    Ok(Seconds::new(u64::try_from(seconds).unwrap_or(u64::MAX)))
}
