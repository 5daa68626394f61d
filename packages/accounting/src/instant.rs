//! Redeeming at once from the buffer: the fee's line, and how much may leave in an hour.

use cosmwasm_std::{Decimal, Uint128, Uint256, Uint512};
use weir_json::Row;
use weir_quantities::{Assets, QuantityError, Rounding, Shares, Time, HOUR};

use crate::{AccountingError, Books, VestingTerms};

/// The fee's line: `max` while the buffer is empty, falling to `min` at the target and beyond.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstantTerms {
    /// Fee at or above the target.
    pub fee_min: Decimal,
    /// Fee with an empty buffer.
    pub fee_max: Decimal,
    /// What the buffer should hold, as a share of backing; 0 closes instant redemption.
    pub buffer_target: Decimal,
    /// Most that may leave in an hour, as a share of backing.
    pub outflow: Decimal,
}

/// What an instant redemption gives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redemption {
    /// What the shares are worth.
    pub worth: Assets,
    /// What is paid, rounded down.
    pub paid: Assets,
    /// The rest: it vests for the others.
    pub fee: Assets,
}

/// What instant redemptions took lately: a bucket that drains evenly over an hour.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Outflow {
    /// How full the bucket was.
    pub level: Assets,
    /// When that was.
    pub at: Time,
}

impl Outflow {
    /// How full the bucket is now, rounded up.
    fn level_at(self, now: Time, allowance: Assets) -> Result<Assets, QuantityError> {
        let drained = allowance.times_ratio(
            now.since(self.at).u64().into(),
            HOUR.u64().into(),
            Rounding::Down,
        );
        // Beyond 128 bits everything has drained.
        Ok(self.level.minus_or_zero(drained.unwrap_or(Assets::MAX)))
    }

    /// What may still leave now.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn allowed(self, now: Time, allowance: Assets) -> Result<Assets, QuantityError> {
        Ok(allowance.minus_or_zero(self.level_at(now, allowance)?))
    }

    /// Books that `paid` leaves.
    ///
    /// # Errors
    /// [`AccountingError::OutflowExceeded`].
    pub fn plus(self, paid: Assets, now: Time, allowance: Assets) -> Result<Self, AccountingError> {
        let allowed = self.allowed(now, allowance)?;
        if paid > allowed {
            return Err(AccountingError::OutflowExceeded { allowed, needed: paid });
        }
        Ok(Self { level: self.level_at(now, allowance)?.plus(paid)?, at: now })
    }
}

/// What `worth` is paid from a buffer that holds `liquidity` and should hold `target` afterwards.
///
/// The fee charged is the line's mean between the liquidity before and after the coins paid, so
/// that splitting a redemption gains nothing. Above the target the fee is `min`; on the slope,
/// with `k = (max − min) / target`, `paid = worth·(1 − fee(liquidity)) / (1 + worth·k/2)`.
///
/// # Errors
/// [`QuantityError`] beyond 128 bits.
pub fn paid_for(
    worth: Assets,
    liquidity: Assets,
    target: Assets,
    terms: &InstantTerms,
) -> Result<Assets, QuantityError> {
    let keep_min = Decimal::one().saturating_sub(terms.fee_min);
    let flat = liquidity.minus_or_zero(target);
    let at_min = worth.times(keep_min, Rounding::Down)?;
    if at_min <= flat {
        return Ok(at_min);
    }
    // What of `worth` is paid above the target, rounded up: less is left for the slope.
    let one = Decimal::one().atomics().u128();
    let above = flat.times_ratio(one, keep_min.atomics().u128(), Rounding::Up)?;
    let sloped = worth.minus_or_zero(above);
    flat.plus(on_slope(sloped, liquidity.min(target), target, terms)?)
}

/// The slope's formula with both sides multiplied by `2·target·10^18`.
fn on_slope(
    worth: Assets,
    liquidity: Assets,
    target: Assets,
    terms: &InstantTerms,
) -> Result<Assets, QuantityError> {
    let one = Decimal::one().atomics();
    let min = terms.fee_min.atomics();
    let max = terms.fee_max.atomics().max(min);
    let steep = max.saturating_sub(min);
    let (worth, liquidity, target) =
        (Uint128::from(worth), Uint128::from(liquidity), Uint128::from(target));
    // (1 − fee(liquidity))·target·10^18 = (10^18 − max)·target + steep·liquidity
    let kept = one.saturating_sub(max).full_mul(target).saturating_add(steep.full_mul(liquidity));
    let numerator =
        Uint512::from(worth).saturating_mul(Uint512::from(kept)).saturating_mul(2u128.into());
    let whole: Uint256 = one.full_mul(target).saturating_mul(2u128.into());
    let denominator = Uint512::from(whole).saturating_add(Uint512::from(worth.full_mul(steep)));
    let quotient = numerator
        .checked_div(denominator)
        .map_err(|_| QuantityError::DivisionByZero { numerator: numerator.to_string() })?;
    // At most `worth`, since the fee is not negative.
    Ok(Uint128::try_from(quotient).map_or(Assets::MAX, Assets::from))
}

/// What redeeming `shares` at once gives, with nothing changed.
///
/// # Errors
/// [`AccountingError::Insolvent`], [`AccountingError::NothingPaid`],
/// [`AccountingError::BufferTooSmall`].
pub fn quote(
    books: &Books,
    shares: Shares,
    now: Time,
    terms: &InstantTerms,
) -> Result<Redemption, AccountingError> {
    let rate = books.rate(now)?;
    let worth = rate.to_assets(shares, Rounding::Down)?;
    let left = rate.assets().minus(worth)?;
    let target = left.times(terms.buffer_target, Rounding::Up)?;
    let paid = paid_for(worth, books.pool.buffer, target, terms)?;
    if paid.is_zero() {
        return Err(AccountingError::NothingPaid { shares });
    }
    if paid > books.pool.buffer {
        return Err(AccountingError::BufferTooSmall { buffer: books.pool.buffer, needed: paid });
    }
    Ok(Redemption { worth, paid, fee: worth.minus(paid)? })
}

/// Redeems `shares` at once: burns them, pays from the buffer, lets the fee vest.
///
/// # Errors
/// As [`quote`], and [`AccountingError::OutflowExceeded`].
pub fn redeem(
    books: &mut Books,
    outflow: &mut Outflow,
    shares: Shares,
    now: Time,
    terms: &InstantTerms,
    vesting: VestingTerms,
) -> Result<Redemption, AccountingError> {
    let redemption = quote(books, shares, now, terms)?;
    let allowance = books.backing(now)?.times(terms.outflow, Rounding::Down)?;
    *outflow = outflow.plus(redemption.paid, now, allowance)?;
    let backing = books.backing(now)?.minus(redemption.worth)?;
    books.pool.buffer = books.pool.buffer.minus(redemption.paid)?;
    books.pool.supply = books.pool.supply.minus(shares)?;
    books.stake.vesting = books.stake.vesting.plus(redemption.fee, now, backing, vesting)?;
    Ok(redemption)
}
