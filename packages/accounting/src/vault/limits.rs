//! What may be promised, checked when it is announced, what waits counted.

use cosmwasm_std::Decimal;
use weir_quantities::{GroupId, Magnitude, QuantityError, Rounding};

use super::{Announcement, Commitment, Pending, VaultError, MAX_COMMITMENTS};

/// What may be promised, as shares of the vault's magnitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The sum of weights: 1 to 2. Leverage re-uses voting weight; budgets are never shared.
    pub leverage: Decimal,
    /// The sum of what services may take.
    pub cap: Decimal,
    /// What one service may take.
    pub per_service: Decimal,
    /// What services of one correlation group may take.
    pub per_group: Decimal,
}

/// Weight and exposure of one commitment, the larger of what is in force and what waits.
struct Promise {
    weight: Magnitude,
    exposure: Magnitude,
}

/// `⌈weight·max_slash⌉`: rounded up, so that no sum of parts is within a limit that the whole is
/// not.
fn exposure(weight: Magnitude, max_slash: Decimal) -> Result<Magnitude, QuantityError> {
    weight.times(max_slash, Rounding::Up)
}

impl Promise {
    /// What counts of a commitment. Weight beyond the vault's magnitude stands for nothing.
    fn of(commitment: &Commitment, magnitude: Magnitude) -> Result<Self, QuantityError> {
        let weight = commitment.slashable.min(magnitude);
        let now = Self { weight, exposure: exposure(weight, commitment.terms.max_slash)? };
        match &commitment.pending {
            Some(Pending::Raise { weight, terms, .. }) => {
                now.or((*weight).min(magnitude), terms.max_slash)
            }
            Some(Pending::Lowering { .. }) | None => Ok(now),
        }
    }

    /// The larger of this and another.
    fn or(self, weight: Magnitude, max_slash: Decimal) -> Result<Self, QuantityError> {
        Ok(Self {
            weight: self.weight.max(weight),
            exposure: self.exposure.max(exposure(weight, max_slash)?),
        })
    }
}

/// Whether a commitment belongs to a group, or will.
fn belongs(commitment: &Commitment, group: GroupId) -> bool {
    let coming = match &commitment.pending {
        Some(Pending::Raise { groups, .. }) => groups.contains(&group),
        Some(Pending::Lowering { .. }) | None => false,
    };
    coming || commitment.groups.contains(&group)
}

impl Limits {
    /// Whether an announcement fits beside what is promised and what waits.
    ///
    /// # Errors
    /// [`VaultError::TooManyCommitments`], [`VaultError::LeverageExceeded`],
    /// [`VaultError::CapExceeded`], [`VaultError::ServiceExceeded`],
    /// [`VaultError::GroupExceeded`].
    pub fn check(
        &self,
        commitments: &[Commitment],
        new: &Announcement,
        magnitude: Magnitude,
    ) -> Result<(), VaultError> {
        let others = || commitments.iter().filter(|one| one.service != new.service);
        if others().count() >= MAX_COMMITMENTS {
            return Err(VaultError::TooManyCommitments { limit: MAX_COMMITMENTS });
        }
        // What is in force of the same service, but not its raise that waits: this one replaces it.
        let own = commitments.iter().find(|one| one.service == new.service);
        let in_force = match own {
            Some(own) => Promise::of(&Commitment { pending: None, ..own.clone() }, magnitude)?,
            None => Promise { weight: Magnitude::ZERO, exposure: Magnitude::ZERO },
        };
        let own = in_force.or(new.weight, new.terms.max_slash)?;
        let (mut weights, mut exposures) = (own.weight, own.exposure);
        for other in others() {
            let promise = Promise::of(other, magnitude)?;
            weights = weights.plus(promise.weight)?;
            exposures = exposures.plus(promise.exposure)?;
        }
        let of = |share| magnitude.times(share, Rounding::Down);
        if weights > of(self.leverage)? {
            let allowed = of(self.leverage)?;
            return Err(VaultError::LeverageExceeded { sum: weights, allowed });
        }
        if exposures > of(self.cap)? {
            return Err(VaultError::CapExceeded { sum: exposures, allowed: of(self.cap)? });
        }
        if own.exposure > of(self.per_service)? {
            return Err(VaultError::ServiceExceeded {
                service: new.service,
                exposure: own.exposure,
                allowed: of(self.per_service)?,
            });
        }
        for group in &new.groups {
            let mut sum = own.exposure;
            for other in others().filter(|other| belongs(other, *group)) {
                sum = sum.plus(Promise::of(other, magnitude)?.exposure)?;
            }
            if sum > of(self.per_group)? {
                let allowed = of(self.per_group)?;
                return Err(VaultError::GroupExceeded { group: *group, sum, allowed });
            }
        }
        Ok(())
    }
}
