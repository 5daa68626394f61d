//! The fund as a message finds it: matured exits settled, interest paid.

use cosmwasm_std::{Addr, Env, Order, Storage};
use weir_accounting::insurance::Reserve;
use weir_accounting::vault::{matures_at, Pool, SettledBucket};
use weir_json::Failure;
use weir_quantities::{Assets, Shares, Time, VaultTime};

use crate::state::{Core, BUCKETS, CORE, LINKS, POSITIONS, SETTLED};
use crate::ContractError;

/// The books at the time of a block.
pub struct Books {
    /// Shares and assets.
    pub pool: Pool,
    /// Owed to exits that have matured.
    pub claimable: Assets,
    /// What was slashed for the fund.
    pub reserve: Reserve,
    /// Premiums over all time.
    pub premiums: Assets,
    /// Covers over all time.
    pub covered: Assets,
    /// The time of the block.
    pub now: Time,
    settled: Vec<SettledBucket>,
}

impl Books {
    /// Loads them, to look at.
    ///
    /// # Errors
    /// Storage, or an amount beyond what can be counted.
    pub fn foresee(storage: &dyn Storage, env: &Env) -> Result<Self, ContractError> {
        let now = Time::from(env.block.time);
        let Core { pool, claimable, reserve, premiums, covered } = CORE.load(storage)?;
        let settled = vec![];
        let mut books = Self { pool, claimable, reserve, premiums, covered, now, settled };
        books.settle(storage)?;
        books.reserve.pay(&mut books.pool, now)?;
        Ok(books)
    }

    /// Loads them, to change. At most one bucket for each day of the exit delay is settled.
    ///
    /// # Errors
    /// As [`Self::foresee`].
    pub fn open(storage: &mut dyn Storage, env: &Env) -> Result<Self, ContractError> {
        let books = Self::foresee(storage, env)?;
        for settled in &books.settled {
            BUCKETS.remove(storage, settled.id.u64());
            SETTLED.save(storage, settled.id.u64(), settled);
        }
        Ok(books)
    }

    fn settle(&mut self, storage: &dyn Storage) -> Result<(), ContractError> {
        let now = self.clock();
        for row in BUCKETS.range(storage, None, None, Order::Ascending) {
            let (_, bucket) = row?;
            if matures_at(bucket.id) > now {
                break;
            }
            // Whoever has matured earns no more, however late that is written.
            self.reserve.pay(&mut self.pool, Time::new(matures_at(bucket.id).u64()))?;
            let settled = self.pool.settle(bucket, now)?;
            self.claimable = self.claimable.plus(settled.assets)?;
            self.settled.push(settled);
        }
        Ok(())
    }

    /// The wall clock, as the arithmetic of exits takes it.
    pub fn clock(&self) -> VaultTime {
        VaultTime::new(self.now.u64())
    }

    /// A bucket that has matured and is not written yet.
    pub fn foreseen_bucket(&self, id: u64) -> Option<SettledBucket> {
        self.settled.iter().find(|settled| settled.id.u64() == id).copied()
    }

    /// Everything that is somebody's: the fund's balance is never less.
    ///
    /// # Errors
    /// An amount beyond what can be counted.
    pub fn owed(&self) -> Result<Assets, ContractError> {
        Ok(self.held()?.plus(self.claimable)?)
    }

    /// What covers can be paid from.
    ///
    /// # Errors
    /// An amount beyond what can be counted.
    pub fn held(&self) -> Result<Assets, ContractError> {
        Ok(self.pool.assets.plus(self.reserve.assets)?)
    }

    /// Writes them.
    pub fn save(self, storage: &mut dyn Storage) {
        let Self { pool, claimable, reserve, premiums, covered, .. } = self;
        CORE.save(storage, &Core { pool, claimable, reserve, premiums, covered });
    }
}

/// Shares of a holder that are not on their way out.
///
/// # Errors
/// Storage.
pub fn active(storage: &dyn Storage, owner: &Addr) -> Result<Shares, Failure> {
    Ok(POSITIONS.may_load(storage, owner)?.unwrap_or_default())
}

/// Refuses a token that arrived short: one that takes a fee, or lies.
///
/// # Errors
/// [`ContractError::ArrivedShort`], or the token does not answer.
pub fn refuse_short(
    deps: cosmwasm_std::Deps<'_>,
    env: &Env,
    arrived: Assets,
) -> Result<(), ContractError> {
    let owed = Books::foresee(deps.storage, env)?.owed()?.plus(arrived)?;
    let asset = LINKS.load(deps.storage)?.asset;
    let held = asset.balance(deps.querier, &env.contract.address)?;
    match held < owed {
        true => Err(ContractError::ArrivedShort { expected: owed, actual: held }),
        false => Ok(()),
    }
}
