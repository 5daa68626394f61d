//! What an offence costs, and who pays: bond first, then cover, then the pool.

use cosmwasm_std::Decimal;
use weir_json::Row;
use weir_quantities::{
    Assets, Magnitude, QuantityError, Rounding, Seconds, ServiceId, Shares, VaultTime,
};

use super::{Books, Pending, Pool, Quarantine, VaultError};

/// The stake that answers for an offence at a time: what stood behind `slashable` then, queued
/// shares included, without what has left the vault since.
/// `⌊⌊A(t0)·(S(t0) − (Z − Z(t0)))/S(t0)⌋·min(m(t0), M(t0))/M(t0)⌋`, in two steps, since one product
/// would pass 256 bits.
///
/// It is absolute and of the time of the offence, so slashes of different services commute. A base
/// of active stake alone would let an operator queue everything, offend, and lose nothing. The
/// exit delay is longer than all that may pass until the slash, so what has left was queued before
/// the offence, and the base is never below the power of the time.
///
/// # Errors
/// [`QuantityError`] never, in practice: the quotients are at most the assets.
pub fn base(then: &Pool, slashable: Magnitude, settled: Shares) -> Result<Assets, QuantityError> {
    let left = settled.minus_or_zero(then.settled);
    then.behind(then.part(then.shares.minus_or_zero(left))?, slashable)
}

/// What a request asks for, as magnitude of now, rounded up: it is taken from power until the
/// request has ended.
///
/// # Errors
/// [`QuantityError`] never, in practice.
pub fn asked(pool: &Pool, fraction: Decimal, base: Assets) -> Result<Magnitude, QuantityError> {
    pool.magnitude_of(base.times(fraction, Rounding::Down)?)
}

/// What a slash takes: `min(⌊f·K⌋, ⌊A·b/M⌋)`. Rounded down: never over-slashes.
///
/// # Errors
/// [`QuantityError`] never, in practice: a fraction is at most one.
pub fn loss(
    pool: &Pool,
    budget: Magnitude,
    fraction: Decimal,
    base: Assets,
) -> Result<Assets, QuantityError> {
    Ok(base.times(fraction, Rounding::Down)?.min(pool.stake(budget)?))
}

/// Who pays a loss. The three add up to it exactly.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Waterfall {
    /// The operator's bond, first.
    pub bond: Assets,
    /// Insurance, of what is left.
    pub cover: Assets,
    /// The depositors, the rest.
    pub pool: Assets,
}

impl Waterfall {
    /// Splits a loss over a bond and a cover of these sizes.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn split(loss: Assets, bond: Assets, cover: Assets) -> Result<Self, QuantityError> {
        let bond = loss.min(bond);
        let rest = loss.minus(bond)?;
        let cover = rest.min(cover);
        Ok(Self { bond, cover, pool: rest.minus(cover)? })
    }
}

/// What is to be slashed, and what is there to pay before the pool.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// The fraction of the base.
    pub fraction: Decimal,
    /// The stake that answers for the offence ([`base`]).
    pub base: Assets,
    /// The operator's bond.
    pub bond: Assets,
    /// What insurance pays at most.
    pub cover: Assets,
}

/// What a slash took.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Slashed {
    /// The whole loss. Nothing is an answer too: the request has ended.
    pub loss: Assets,
    /// Who pays it.
    pub paid: Waterfall,
    /// Magnitude that the pool's part took, from the vault and from the service's weight.
    pub magnitude: Magnitude,
    /// Magnitude that the whole loss took from the service's budget.
    pub budget: Magnitude,
}

impl Books {
    /// Slashes. What the clock decided must have been done ([`Books::advance`]).
    ///
    /// A loss starts the quarantine, takes back a raise that waits, and stops the refill for
    /// `delay`: so a service takes at most its ceiling within any such time.
    ///
    /// # Errors
    /// [`VaultError::NoCommitment`].
    pub fn slash(
        &mut self,
        service: ServiceId,
        demand: Demand,
        now: VaultTime,
        delay: Seconds,
    ) -> Result<Slashed, VaultError> {
        let mut pool = self.pool;
        let commitment = self.commitment_mut(service)?;
        let loss = loss(&pool, commitment.budget, demand.fraction, demand.base)?;
        let paid = Waterfall::split(loss, demand.bond, demand.cover)?;
        let (magnitude, budget) = (pool.magnitude_of(paid.pool)?, pool.magnitude_of(loss)?);
        // The budget is at most weight and magnitude, so neither is a third bound of the loss.
        debug_assert!(budget <= commitment.budget && commitment.budget <= commitment.slashable);
        debug_assert!(commitment.budget <= pool.magnitude);

        pool.assets = pool.assets.minus(paid.pool)?;
        pool.magnitude = pool.magnitude.minus(magnitude)?;
        commitment.slashable = commitment.slashable.minus_or_zero(magnitude);
        commitment.power = commitment.power.min(commitment.slashable);
        commitment.budget = commitment.budget.minus_or_zero(budget);
        commitment.clamp()?;
        if !loss.is_zero() {
            commitment.refill_from = now.after(delay);
            commitment.quarantine = Some(Quarantine::default());
            if matches!(commitment.pending, Some(Pending::Raise { .. })) {
                commitment.pending = None;
            }
        }
        self.pool = pool;
        Ok(Slashed { loss, paid, magnitude, budget })
    }
}
