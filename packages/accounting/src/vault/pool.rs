//! Assets, shares and magnitude, and the two quotients that connect assets and shares.

use weir_json::Row;
use weir_quantities::{Assets, Magnitude, QuantityError, Rounding, ServiceId, Shares};

use super::{Commitment, VaultError, CLOSES_BELOW, VIRTUAL_SHARES, WHOLE};

/// The asset that stands against the virtual shares.
const VIRTUAL_ASSET: Assets = Assets::new(1);

/// What every deposit and exit rewrites.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Pool {
    /// Assets behind the shares.
    pub assets: Assets,
    /// Shares in existence, queued ones included. A slash leaves them alone.
    pub shares: Shares,
    /// Shares that are on their way out: still slashable, without power and rewards.
    pub queued: Shares,
    /// Shares that have left so far, ever.
    pub settled: Shares,
    /// What is left of the vault's magnitude. Only slashes take some.
    pub magnitude: Magnitude,
}

/// The pool and what it has promised, in the order of services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// Assets, shares, magnitude.
    pub pool: Pool,
    /// One per service, by its id.
    pub commitments: Vec<Commitment>,
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            assets: Assets::ZERO,
            shares: Shares::ZERO,
            queued: Shares::ZERO,
            settled: Shares::ZERO,
            magnitude: WHOLE,
        }
    }
}

impl Pool {
    /// Whether slashes left so little that the vault takes neither deposits nor commitments. A
    /// share would stand for so little that a deposit's shares could pass 128 bits.
    pub fn is_closed(&self) -> bool {
        self.magnitude < CLOSES_BELOW || (self.assets.is_zero() && !self.shares.is_zero())
    }

    /// Shares for `assets`: `⌊assets·(S+V)/(A+1)⌋`. Rounds against who enters.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn shares_for(&self, assets: Assets) -> Result<Shares, QuantityError> {
        let shares = self.shares.plus(VIRTUAL_SHARES)?;
        shares.times_ratio(assets.u128(), self.assets.plus(VIRTUAL_ASSET)?.u128(), Rounding::Down)
    }

    /// Assets for `shares` that leave: `min(⌊sh·(A+1)/(S+V)⌋, ⌊sh·A/S⌋)`. Rounds against who
    /// leaves, and is never more than his part of what there is.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn worth(&self, shares: Shares) -> Result<Assets, QuantityError> {
        let price = self.assets.plus(VIRTUAL_ASSET)?.times_ratio(
            shares.u128(),
            self.shares.plus(VIRTUAL_SHARES)?.u128(),
            Rounding::Down,
        )?;
        Ok(price.min(self.part(shares)?))
    }

    /// `⌊A·shares/S⌋`; nothing without shares.
    pub(super) fn part(&self, shares: Shares) -> Result<Assets, QuantityError> {
        if self.shares.is_zero() {
            return Ok(Assets::ZERO);
        }
        self.assets.times_ratio(shares.u128(), self.shares.u128(), Rounding::Down)
    }

    /// Shares that are not on their way out.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice: queued shares are shares.
    pub fn active_shares(&self) -> Result<Shares, QuantityError> {
        self.shares.minus(self.queued)
    }

    /// Assets behind the shares that are not on their way out, rounded down.
    ///
    /// # Errors
    /// As [`Self::active_shares`].
    pub fn active_assets(&self) -> Result<Assets, QuantityError> {
        self.part(self.active_shares()?)
    }

    /// `⌊assets·min(magnitude, M)/M⌋`; nothing when the vault has no magnitude left.
    pub(super) fn behind(
        &self,
        assets: Assets,
        magnitude: Magnitude,
    ) -> Result<Assets, QuantityError> {
        if self.magnitude.is_zero() {
            return Ok(Assets::ZERO);
        }
        let magnitude = magnitude.min(self.magnitude);
        assets.times_ratio(magnitude.u128(), self.magnitude.u128(), Rounding::Down)
    }

    /// What of the vault's assets stands behind `magnitude`, rounded down.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice: the quotient is at most the assets.
    pub fn stake(&self, magnitude: Magnitude) -> Result<Assets, QuantityError> {
        self.behind(self.assets, magnitude)
    }

    /// `⌈assets·M/A⌉`, at most `M`: the magnitude that goes when `assets` go. Rounded up, so that
    /// what is left of the vault's assets stands behind no less of what is left of its magnitude.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn magnitude_of(&self, assets: Assets) -> Result<Magnitude, QuantityError> {
        if assets >= self.assets {
            let nothing = self.assets.is_zero() || self.magnitude.is_zero();
            return Ok(if nothing { Magnitude::ZERO } else { self.magnitude });
        }
        self.magnitude.times_ratio(assets.u128(), self.assets.u128(), Rounding::Up)
    }
}

impl Books {
    /// The commitment to a service.
    ///
    /// # Errors
    /// [`VaultError::NoCommitment`].
    pub fn commitment(&self, service: ServiceId) -> Result<&Commitment, VaultError> {
        let found = self.commitments.iter().find(|commitment| commitment.service == service);
        found.ok_or(VaultError::NoCommitment { service })
    }

    /// The same, to change it.
    pub(super) fn commitment_mut(
        &mut self,
        service: ServiceId,
    ) -> Result<&mut Commitment, VaultError> {
        let found = self.commitments.iter_mut().find(|commitment| commitment.service == service);
        found.ok_or(VaultError::NoCommitment { service })
    }
}
