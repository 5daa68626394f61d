//! The hub's books, and the one function that computes backing.

use weir_json::Row;
use weir_quantities::{Assets, ExchangeRate, QuantityError, Rounding, Seconds, Shares, Time, DAY};

use crate::{AccountingError, Vesting, VestingTerms};

/// Backing is next to nothing when it is below this fraction of the supply.
const INSOLVENT_PER_SHARE: u128 = 1_000_000;
/// How long insolvency lasts from the first coins on that end it. A thousandth of a coin can be
/// enough for that: were it over at once, whoever sent it would enter next to the losers for next
/// to nothing, and share every cover that is still on its way to them.
pub const RECOVERY_PERIOD: Seconds = Seconds::new(7 * DAY.u64());

/// What every bond rewrites: kept apart and small, since bytes written are what costs.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Pool {
    /// Bonded coins not delegated yet, unvested rewards among them.
    pub buffer: Assets,
    /// Shares in existence, queued and dead ones included.
    pub supply: Shares,
}

/// A block, by time and height.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Moment {
    /// The time in its header.
    pub time: Time,
    /// Its height. Heights may restart; they are compared for being different, never for order.
    pub height: u64,
}

impl Moment {
    /// Whether what completes at `completion` is over for certain: an earlier block than that of
    /// `now` was already past it, and its end has come.
    pub fn proves_over(self, completion: Time, now: Moment) -> bool {
        completion <= self.time && self.height != now.height
    }
}

/// What cranks rewrite and bonds only read.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Stake {
    /// The sum of the ledger.
    pub delegated: Assets,
    /// Rewards that do not count yet.
    pub vesting: Vesting,
    /// The block of the last sync.
    pub synced: Moment,
    /// Until when insolvency lasts although there is enough backing again.
    pub insolvent_until: Option<Time>,
}

/// All that backing and rate derive from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// Buffer and supply.
    pub pool: Pool,
    /// Delegations and vesting.
    pub stake: Stake,
}

impl Books {
    /// Delegated and buffered assets, vested or not.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn holdings(&self) -> Result<Assets, QuantityError> {
        self.stake.delegated.plus(self.pool.buffer)
    }

    /// All assets behind the shares: `max(delegated + buffer − unvested, 0)`. Every path uses this.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn backing(&self, now: Time) -> Result<Assets, QuantityError> {
        Ok(self.holdings()?.minus_or_zero(self.stake.vesting.unvested(now)?))
    }

    /// Whether the hub is insolvent, a state and not a rate of 1: `backing × 10^6 < supply`, and
    /// for [`RECOVERY_PERIOD`] after coins brought backing there again.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn is_insolvent(&self, now: Time) -> Result<bool, QuantityError> {
        Ok(self.recovers_until(now).is_some() || self.is_ruined(now)?)
    }

    fn is_ruined(&self, now: Time) -> Result<bool, QuantityError> {
        Ok(self.backing(now)? < self.solvent_from()?)
    }

    /// Until when insolvency lasts although there may be enough backing again.
    pub fn recovers_until(&self, now: Time) -> Option<Time> {
        self.stake.insolvent_until.filter(|until| now < *until)
    }

    fn solvent_from(&self) -> Result<Assets, QuantityError> {
        Assets::new(self.pool.supply.u128()).times_ratio(1, INSOLVENT_PER_SHARE, Rounding::Up)
    }

    /// The exchange rate.
    ///
    /// # Errors
    /// [`AccountingError::Insolvent`] and [`AccountingError::Recovering`] when there is none to act
    /// at.
    pub fn rate(&self, now: Time) -> Result<ExchangeRate, AccountingError> {
        let backing = self.backing(now)?;
        let supply = self.pool.supply;
        if backing < self.solvent_from()? || supply.is_zero() {
            return Err(AccountingError::Insolvent { backing, supply });
        }
        if let Some(until) = self.recovers_until(now) {
            return Err(AccountingError::Recovering { until });
        }
        Ok(ExchangeRate::new(backing, supply))
    }

    /// Turns assets into shares: `floor(assets × supply / backing)`. The coin joins the buffer.
    /// Rounds against who bonds.
    ///
    /// # Errors
    /// [`AccountingError::NothingMinted`] below one share, [`AccountingError::Insolvent`].
    pub fn bond(&mut self, assets: Assets, now: Time) -> Result<Shares, AccountingError> {
        let rate = self.rate(now)?;
        let shares = rate.to_shares(assets, Rounding::Down)?;
        if shares.is_zero() {
            return Err(AccountingError::NothingMinted {
                assets,
                backing: rate.assets(),
                supply: rate.shares(),
            });
        }
        self.pool.buffer = self.pool.buffer.plus(assets)?;
        self.pool.supply = self.pool.supply.plus(shares)?;
        Ok(shares)
    }

    /// Puts rewards into the buffer, to vest; while insolvent they count at once.
    ///
    /// # Errors
    /// [`AccountingError::Quantity`] beyond 128 bits.
    pub fn add_rewards(
        &mut self,
        rewards: Assets,
        now: Time,
        terms: VestingTerms,
    ) -> Result<(), AccountingError> {
        if self.is_insolvent(now)? {
            return self.cover(rewards, now);
        }
        self.vest(rewards, now, terms)?;
        self.pool.buffer = self.pool.buffer.plus(rewards)?;
        Ok(())
    }

    /// Lets assets that are in the books already, or are about to be, count only bit by bit.
    ///
    /// # Errors
    /// [`AccountingError::Quantity`] beyond 128 bits.
    pub fn vest(
        &mut self,
        assets: Assets,
        now: Time,
        terms: VestingTerms,
    ) -> Result<(), AccountingError> {
        self.stake.vesting = self.stake.vesting.plus(assets, now, self.backing(now)?, terms)?;
        Ok(())
    }

    /// Puts coins into the buffer that count at once: only while insolvent. The first that are
    /// enough set the end of that state.
    ///
    /// # Errors
    /// [`AccountingError::Quantity`] beyond 128 bits.
    pub fn cover(&mut self, assets: Assets, now: Time) -> Result<(), AccountingError> {
        let before = *self;
        self.pool.buffer = self.pool.buffer.plus(assets)?;
        self.recover_from(&before, now)
    }

    /// Sets the end of insolvency once what came brings enough backing.
    pub(crate) fn recover_from(&mut self, before: &Self, now: Time) -> Result<(), AccountingError> {
        if before.is_ruined(now)? && !self.is_ruined(now)? {
            self.stake.insolvent_until = Some(now.after(RECOVERY_PERIOD));
        }
        Ok(())
    }

    /// Ends insolvency at once when what could not be read for a while is enough by itself: the hub
    /// never was.
    pub(crate) fn put_back(&mut self, assets: Assets) -> Result<(), AccountingError> {
        if assets >= self.solvent_from()? {
            self.stake.insolvent_until = None;
        }
        Ok(())
    }

    /// Takes shares that were given up out of the supply; `floor(shares × backing / supply)` of
    /// what was behind them vests for the others. Answers that amount.
    ///
    /// # Errors
    /// [`AccountingError::Insolvent`], [`AccountingError::Quantity`].
    pub fn give_up(
        &mut self,
        shares: Shares,
        now: Time,
        terms: VestingTerms,
    ) -> Result<Assets, AccountingError> {
        let worth = self.rate(now)?.to_assets(shares, Rounding::Down)?;
        self.pool.supply = self.pool.supply.minus(shares)?;
        // Backing as it will be: without what vests from now on.
        let backing = self.backing(now)?.minus_or_zero(worth);
        self.stake.vesting = self.stake.vesting.plus(worth, now, backing, terms)?;
        Ok(worth)
    }

    /// Books what a batch placed: `undelegated` was asked of the chain, `from_buffer` is paid, and
    /// `shares` are burnt for both.
    ///
    /// # Errors
    /// [`AccountingError::Quantity`] when the books hold less.
    pub fn place(
        &mut self,
        undelegated: Assets,
        from_buffer: Assets,
        shares: Shares,
        now: Time,
        terms: VestingTerms,
    ) -> Result<(), AccountingError> {
        self.stake.delegated = self.stake.delegated.minus(undelegated)?;
        self.pool.buffer = self.pool.buffer.minus(from_buffer)?;
        self.pool.supply = self.pool.supply.minus(shares)?;
        self.slow(now, terms)
    }

    /// Moves the end of vesting later when backing has become too small for it.
    ///
    /// # Errors
    /// [`AccountingError::Quantity`] beyond 128 bits.
    pub fn slow(&mut self, now: Time, terms: VestingTerms) -> Result<(), AccountingError> {
        if !self.is_insolvent(now)? {
            self.stake.vesting = self.stake.vesting.slowed(now, self.backing(now)?, terms)?;
        }
        Ok(())
    }

    /// Moves assets from the buffer to the ledger.
    ///
    /// # Errors
    /// [`AccountingError::Quantity`] when the buffer holds less.
    pub fn delegate(&mut self, assets: Assets) -> Result<(), AccountingError> {
        self.pool.buffer = self.pool.buffer.minus(assets)?;
        self.stake.delegated = self.stake.delegated.plus(assets)?;
        Ok(())
    }

    /// Moves assets back from the ledger to the buffer: the chain refused the delegation.
    ///
    /// # Errors
    /// [`AccountingError::Quantity`] when the ledger holds less.
    pub fn undo_delegate(&mut self, assets: Assets) -> Result<(), AccountingError> {
        self.stake.delegated = self.stake.delegated.minus(assets)?;
        self.pool.buffer = self.pool.buffer.plus(assets)?;
        Ok(())
    }
}
