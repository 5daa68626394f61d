//! Entering: shares for assets, on the depositor's and the owner's conditions.

use cosmwasm_std::Decimal;
use weir_quantities::{mul_div, Assets, Magnitude, Rounding, Shares};

use super::{Pool, VaultError};

/// On which conditions assets enter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DepositTerms {
    /// The smallest deposit.
    pub minimum: Assets,
    /// Most that the vault may hold.
    pub cap: Option<Assets>,
    /// The least shares that the depositor accepts.
    pub min_shares: Option<Shares>,
    /// Most that open requests may ask for, as a share of the vault: the depositor's consent to
    /// faults that are older than his deposit.
    pub max_pending_slash: Option<Decimal>,
}

impl Pool {
    /// What open requests ask for, as a share of the vault, rounded up, at most one.
    ///
    /// # Errors
    /// [`VaultError::Quantity`] never, in practice.
    pub fn pending_slash(&self, asked: Magnitude) -> Result<Decimal, VaultError> {
        let one = Decimal::one();
        if self.magnitude.is_zero() {
            return Ok(one);
        }
        let asked = asked.min(self.magnitude).u128();
        let share = mul_div(asked, one.atomics().u128(), self.magnitude.u128(), Rounding::Up)?;
        Ok(Decimal::raw(share))
    }

    /// Takes assets in and gives shares. `asked` is what all open requests ask for together.
    ///
    /// # Errors
    /// [`VaultError::Closed`], [`VaultError::DepositTooSmall`], [`VaultError::DepositCapReached`],
    /// [`VaultError::TooFewShares`], [`VaultError::PendingSlashTooLarge`].
    pub fn deposit(
        &mut self,
        assets: Assets,
        asked: Magnitude,
        terms: &DepositTerms,
    ) -> Result<Shares, VaultError> {
        self.refuse_closed()?;
        if assets < terms.minimum {
            return Err(VaultError::DepositTooSmall { assets, minimum: terms.minimum });
        }
        let held = self.assets.plus(assets)?;
        if let Some(cap) = terms.cap.filter(|cap| held > *cap) {
            let room = cap.minus_or_zero(self.assets);
            return Err(VaultError::DepositCapReached { assets, room, cap });
        }
        if let Some(accepted) = terms.max_pending_slash {
            let pending = self.pending_slash(asked)?;
            if pending > accepted {
                return Err(VaultError::PendingSlashTooLarge { pending, accepted });
            }
        }
        let minted = self.shares_for(assets)?;
        let least = terms.min_shares.unwrap_or_default().max(Shares::new(1));
        if minted < least {
            return Err(VaultError::TooFewShares { assets, minted, least });
        }
        self.assets = held;
        self.shares = self.shares.plus(minted)?;
        Ok(minted)
    }

    /// # Errors
    /// [`VaultError::Closed`] when the generation is over.
    pub(super) fn refuse_closed(&self) -> Result<(), VaultError> {
        match self.is_closed() {
            true => Err(VaultError::Closed {
                assets: self.assets,
                shares: self.shares,
                magnitude: self.magnitude,
            }),
            false => Ok(()),
        }
    }
}
