//! The operator's own assets in the vault: the first to be lost, with an exit clock of their own.

use weir_json::Row;
use weir_quantities::{Assets, QuantityError, Seconds, VaultTime};

use super::{VaultError, MAX_BOND_EXITS};

/// A part of the bond on its way out: still the first to be lost until it has matured.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct BondExit {
    /// How much is left of it.
    pub assets: Assets,
    /// When it may be taken out.
    pub matures_at: VaultTime,
}

/// The operator's bond.
#[derive(Clone, Debug, Default, Eq, PartialEq, Row)]
pub struct Bond {
    /// Not on its way out.
    pub active: Assets,
    /// On its way out, oldest first.
    pub exits: Vec<BondExit>,
}

impl Bond {
    /// What a slash can take at `now`.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn slashable(&self, now: VaultTime) -> Result<Assets, QuantityError> {
        let mut sum = self.active;
        for exit in self.exits.iter().filter(|exit| exit.matures_at > now) {
            sum = sum.plus(exit.assets)?;
        }
        Ok(sum)
    }

    /// All that is on its way out, matured or not.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn queued(&self) -> Result<Assets, QuantityError> {
        self.exits.iter().try_fold(Assets::ZERO, |sum, exit| sum.plus(exit.assets))
    }

    /// Adds to it.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn add(&mut self, assets: Assets) -> Result<(), QuantityError> {
        self.active = self.active.plus(assets)?;
        Ok(())
    }

    /// Puts a part of it on its way out. Answers when it may be taken.
    ///
    /// # Errors
    /// [`VaultError::BondTooSmall`], [`VaultError::TooManyBondExits`].
    pub fn queue(
        &mut self,
        assets: Assets,
        now: VaultTime,
        delay: Seconds,
    ) -> Result<VaultTime, VaultError> {
        if assets > self.active {
            return Err(VaultError::BondTooSmall { active: self.active, asked: assets });
        }
        if self.exits.len() >= MAX_BOND_EXITS {
            return Err(VaultError::TooManyBondExits { limit: MAX_BOND_EXITS });
        }
        let matures_at = now.after(delay);
        self.active = self.active.minus(assets)?;
        self.exits.push(BondExit { assets, matures_at });
        Ok(matures_at)
    }

    /// Takes out what has matured.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn withdraw(&mut self, now: VaultTime) -> Result<Assets, QuantityError> {
        let mut matured = Assets::ZERO;
        for exit in self.exits.iter().filter(|exit| exit.matures_at <= now) {
            matured = matured.plus(exit.assets)?;
        }
        self.exits.retain(|exit| exit.matures_at > now);
        Ok(matured)
    }

    /// Takes a loss of at most [`Self::slashable`]: what is active first, then what is on its way
    /// out, newest first.
    ///
    /// # Errors
    /// [`VaultError::BondTooSmall`] when there is less.
    pub fn lose(&mut self, loss: Assets, now: VaultTime) -> Result<(), VaultError> {
        let slashable = self.slashable(now)?;
        if loss > slashable {
            return Err(VaultError::BondTooSmall { active: slashable, asked: loss });
        }
        let mut rest = loss.minus_or_zero(self.active);
        self.active = self.active.minus_or_zero(loss);
        for exit in self.exits.iter_mut().rev().filter(|exit| exit.matures_at > now) {
            let taken = rest.min(exit.assets);
            exit.assets = exit.assets.minus(taken)?;
            rest = rest.minus(taken)?;
        }
        self.exits.retain(|exit| !exit.assets.is_zero());
        Ok(())
    }
}
