//! Settling parts whose coins have arrived, in rounds.
//!
//! The chain pays at the end of the first block past completion, so in that block the coins are
//! not there yet. Parts are marked first; a round takes less than all that is due only in another
//! block than the one that marked last, and then shares what is missing among all that it marked.

use weir_json::Row;
use weir_quantities::{Assets, QuantityError, Rounding};

/// What the hub's balance holds that is not the pool's.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Owed {
    /// Received for requests and not paid yet.
    pub claimable: Assets,
    /// Expected from parts not settled.
    pub unbonding: Assets,
    /// What settled batches miss and late coins may still pay.
    pub shortfall: Assets,
}

/// The share of what is due that a round pays.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Ratio {
    /// What had arrived, at most what was due.
    pub arrived: Assets,
    /// What was due.
    pub due: Assets,
}

/// Parts marked together, to be settled at one ratio.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Round<K> {
    /// What the marked parts expect together.
    pub due: Assets,
    /// The last part marked; all before it are too.
    pub through: K,
    /// The block that marked last.
    pub marked_height: u64,
    /// Set once, when all that is past completion is marked.
    pub ratio: Option<Ratio>,
}

impl<K> Round<K> {
    /// The ratio, if it can be told now: 1 when all has arrived; less only in another block than
    /// the one that marked last.
    pub fn ratio_for(&self, arrived: Assets, height: u64) -> Option<Ratio> {
        if arrived >= self.due {
            return Some(Ratio { arrived: self.due, due: self.due });
        }
        (height != self.marked_height).then_some(Ratio { arrived, due: self.due })
    }
}

impl Ratio {
    /// What a part that expects `expected` receives, rounded down: the sum is never more than
    /// what arrived.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn of(&self, expected: Assets) -> Result<Assets, QuantityError> {
        if self.arrived == self.due {
            return Ok(expected);
        }
        expected.times_ratio(self.arrived.u128(), self.due.u128(), Rounding::Down)
    }
}

impl Owed {
    /// What has come beyond buffer and claimable.
    pub fn beyond(&self, balance: Assets, buffer: Assets) -> Assets {
        balance.minus_or_zero(buffer).minus_or_zero(self.claimable)
    }

    /// A part went into unbonding.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn add_part(&mut self, expected: Assets) -> Result<(), QuantityError> {
        self.unbonding = self.unbonding.plus(expected)?;
        Ok(())
    }

    /// A part was settled.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn settle_part(&mut self, expected: Assets, received: Assets) -> Result<(), QuantityError> {
        self.unbonding = self.unbonding.minus(expected)?;
        self.claimable = self.claimable.plus(received)?;
        self.shortfall = self.shortfall.plus(expected.minus_or_zero(received))?;
        Ok(())
    }

    /// Assets were received for requests.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn receive(&mut self, assets: Assets) -> Result<(), QuantityError> {
        self.claimable = self.claimable.plus(assets)?;
        Ok(())
    }

    /// Late coins paid what a batch missed.
    ///
    /// # Errors
    /// [`QuantityError`] when less is missing.
    pub fn pay_shortfall(&mut self, assets: Assets) -> Result<(), QuantityError> {
        self.shortfall = self.shortfall.minus(assets)?;
        self.claimable = self.claimable.plus(assets)?;
        Ok(())
    }

    /// A request was paid.
    ///
    /// # Errors
    /// [`QuantityError`] when less is claimable.
    pub fn pay(&mut self, assets: Assets) -> Result<(), QuantityError> {
        self.claimable = self.claimable.minus(assets)?;
        Ok(())
    }
}
