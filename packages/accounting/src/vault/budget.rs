//! What a service may still take: a level, refilled slowly into the room that the cap leaves.
//!
//! It is a level and not derived from the weight, or a slash would count twice and its order would
//! matter. It is clamped whenever weight or terms change: an unclamped one promises what no weight
//! stands behind. And it refills only into the room that is left below the cap, or budgets could
//! add up to more than there is.

use cosmwasm_std::Decimal;
use weir_quantities::{mul_div, Magnitude, QuantityError, Rounding, Seconds, VaultTime};

use super::Commitment;

/// Most that a service may take of `weight`: `⌊weight·max_slash⌋`.
///
/// # Errors
/// [`QuantityError`] never, in practice: the fraction is at most one.
pub fn ceiling(weight: Magnitude, max_slash: Decimal) -> Result<Magnitude, QuantityError> {
    weight.times(max_slash, Rounding::Down)
}

/// What budgets may still grow by: `⌊cap·M⌋ − Σb`, or nothing.
///
/// # Errors
/// [`QuantityError`] beyond 128 bits.
pub fn headroom(
    commitments: &[Commitment],
    magnitude: Magnitude,
    cap: Decimal,
) -> Result<Magnitude, QuantityError> {
    let mut budgets = Magnitude::ZERO;
    for commitment in commitments {
        budgets = budgets.plus(commitment.budget)?;
    }
    Ok(magnitude.times(cap, Rounding::Down)?.minus_or_zero(budgets))
}

impl Commitment {
    /// Most that the service may take.
    ///
    /// # Errors
    /// As [`ceiling`].
    pub fn ceiling(&self) -> Result<Magnitude, QuantityError> {
        ceiling(self.slashable, self.terms.max_slash)
    }

    /// Takes what no weight stands behind out of the budget.
    pub(super) fn clamp(&mut self) -> Result<(), QuantityError> {
        self.budget = self.budget.min(self.ceiling()?);
        Ok(())
    }

    /// Whether the budget grows with time after [`Self::refill_from`].
    pub(super) fn refills(&self) -> Result<bool, QuantityError> {
        Ok(self.quarantine.is_none() && self.budget < self.ceiling()?)
    }

    /// Lets the budget grow for the time since the last growth, a whole one within `delay`, at
    /// most by `room`. Answers by how much.
    pub(super) fn refill(
        &mut self,
        now: VaultTime,
        delay: Seconds,
        room: Magnitude,
    ) -> Result<Magnitude, QuantityError> {
        if !self.refills()? {
            return Ok(Magnitude::ZERO);
        }
        let ceiling = self.ceiling()?;
        let passed = now.since(self.refill_from).min(delay);
        let (passed, whole) = (passed.u64().into(), delay.u64().into());
        let earned = Magnitude::new(mul_div(ceiling.u128(), passed, whole, Rounding::Down)?);
        if earned.is_zero() {
            // Too little time for a unit: it counts later.
            return Ok(Magnitude::ZERO);
        }
        let added = earned.min(ceiling.minus(self.budget)?).min(room);
        self.budget = self.budget.plus(added)?;
        self.refill_from = now;
        Ok(added)
    }
}
