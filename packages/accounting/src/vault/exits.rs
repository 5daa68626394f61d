//! Leaving: shares wait in buckets by day, slashable until the bucket has matured.

use weir_json::Row;
use weir_quantities::{Assets, BucketId, QuantityError, Rounding, Seconds, Shares, VaultTime, DAY};

use super::{Pool, VaultError};

/// Exits that mature together.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Bucket {
    /// Its id, and the day on whose first second it matures.
    pub id: BucketId,
    /// Shares in it.
    pub shares: Shares,
}

/// A bucket that has left the pool.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct SettledBucket {
    /// Its id.
    pub id: BucketId,
    /// Shares that were in it.
    pub shares: Shares,
    /// What they are paid, all together.
    pub assets: Assets,
}

/// The bucket of an exit requested now: `⌈(τ+D)/1 d⌉`. Rounded up to the end of the day: rounded
/// down, an exit could be out before an offence committed while it was in.
pub fn bucket_for(now: VaultTime, delay: Seconds) -> BucketId {
    BucketId::new(now.after(delay).u64().div_ceil(DAY.u64()))
}

/// When a bucket matures, by the vault's clock.
pub const fn matures_at(bucket: BucketId) -> VaultTime {
    VaultTime::ZERO.after(DAY.times(bucket.u64()))
}

impl Pool {
    /// Puts active shares on their way out.
    ///
    /// # Errors
    /// [`VaultError::TooManyShares`].
    pub fn queue(&mut self, bucket: &mut Bucket, shares: Shares) -> Result<(), VaultError> {
        let held = self.active_shares()?;
        if shares > held {
            return Err(VaultError::TooManyShares { held, asked: shares });
        }
        bucket.shares = bucket.shares.plus(shares)?;
        self.queued = self.queued.plus(shares)?;
        Ok(())
    }

    /// Makes queued shares active again.
    ///
    /// # Errors
    /// [`VaultError::Matured`], [`VaultError::TooManyShares`].
    pub fn unqueue(
        &mut self,
        bucket: &mut Bucket,
        shares: Shares,
        now: VaultTime,
    ) -> Result<(), VaultError> {
        let matured_at = matures_at(bucket.id);
        if matured_at <= now {
            return Err(VaultError::Matured { bucket: bucket.id, matured_at, now });
        }
        if shares > bucket.shares {
            return Err(VaultError::TooManyShares { held: bucket.shares, asked: shares });
        }
        bucket.shares = bucket.shares.minus(shares)?;
        self.queued = self.queued.minus(shares)?;
        Ok(())
    }

    /// Takes a matured bucket out of the pool, at the price of now, once for all of it.
    ///
    /// # Errors
    /// [`VaultError::NotMatured`].
    pub fn settle(&mut self, bucket: Bucket, now: VaultTime) -> Result<SettledBucket, VaultError> {
        let Bucket { id, shares } = bucket;
        let matures_at = matures_at(id);
        if now < matures_at {
            return Err(VaultError::NotMatured { bucket: id, matures_at, now });
        }
        let assets = self.worth(shares)?;
        self.assets = self.assets.minus(assets)?;
        self.shares = self.shares.minus(shares)?;
        self.queued = self.queued.minus(shares)?;
        self.settled = self.settled.plus(shares)?;
        Ok(SettledBucket { id, shares, assets })
    }
}

impl SettledBucket {
    /// What `shares` of the bucket are paid, rounded down: never more than the bucket holds.
    ///
    /// # Errors
    /// [`QuantityError`] for more shares than the bucket had, far more.
    pub fn part(&self, shares: Shares) -> Result<Assets, QuantityError> {
        if self.shares.is_zero() {
            return Ok(Assets::ZERO);
        }
        self.assets.times_ratio(shares.u128(), self.shares.u128(), Rounding::Down)
    }
}
