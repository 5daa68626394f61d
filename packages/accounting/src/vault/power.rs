//! The stake a service may count on: active stake, scaled by what is left to slash.

use weir_quantities::{Assets, Magnitude, QuantityError, Rounding};

use super::{ceiling, Commitment, Pending, Pool};

/// `⌊G·spare/whole⌋` with `G = ⌊active·min(weight, M)/M⌋`: the active stake behind `weight`, less
/// where less than `whole`, the budget that goes with it, is left to slash. Nothing when that is
/// nothing: no power without something to lose.
///
/// # Errors
/// [`QuantityError`] never, in practice: the quotients are at most the assets.
pub fn power(
    pool: &Pool,
    weight: Magnitude,
    spare: Magnitude,
    whole: Magnitude,
) -> Result<Assets, QuantityError> {
    if whole.is_zero() {
        return Ok(Assets::ZERO);
    }
    let active = pool.behind(pool.active_assets()?, weight)?;
    active.times_ratio(spare.min(whole).u128(), whole.u128(), Rounding::Down)
}

impl Commitment {
    /// The budget that goes with the voting power, at the terms in force.
    ///
    /// # Errors
    /// As [`ceiling`].
    pub fn power_ceiling(&self) -> Result<Magnitude, QuantityError> {
        ceiling(self.power, self.terms.max_slash)
    }

    /// What of that is there, now and after a pending change of terms, beyond what open requests
    /// ask for.
    ///
    /// # Errors
    /// As [`ceiling`].
    pub fn spare(&self) -> Result<Magnitude, QuantityError> {
        let max_slash = match &self.pending {
            Some(Pending::Raise { terms, .. }) => terms.max_slash.min(self.terms.max_slash),
            Some(Pending::Lowering { .. }) | None => self.terms.max_slash,
        };
        let lasting = self.budget.min(ceiling(self.power, max_slash)?);
        Ok(lasting.minus_or_zero(self.asked))
    }

    /// The stake that the service may count on.
    ///
    /// # Errors
    /// As [`power`].
    pub fn guaranteed(&self, pool: &Pool) -> Result<Assets, QuantityError> {
        power(pool, self.power, self.spare()?, self.power_ceiling()?)
    }
}
