//! A vault as a message finds it: with all done that the clock decided since the last change.

use cosmwasm_std::{Env, Event, Order, Storage};
use weir_accounting::vault::{
    matures_at, Books, Bucket, Commitment, ExitDelay, Rules, SettledBucket,
};
use weir_interface::vault::{BucketSettled, BudgetRefilled, CommitmentChanged};
use weir_json::Failure;
use weir_quantities::{BucketId, Magnitude, ServiceId, Time, VaultTime};

use crate::history::{commitments, core, prune_books, save_rows};
use crate::state::{
    Core, BUCKETS, COMMITMENTS, CORE, EXIT_DELAY, PARAMETERS, QUARANTINES, SETTLED,
};
use crate::ContractError;

/// The books at the time of a block.
pub struct World {
    /// Pool, clock, sums.
    pub core: Core,
    /// The time of the block.
    pub wall: Time,
    /// What the vault's clock shows.
    pub now: VaultTime,
    /// What happened on the way here, to be told.
    pub events: Vec<Event>,
    /// Buckets that matured on the way here.
    settled: Vec<SettledBucket>,
    /// The exit delay, once it was needed.
    delay: Option<ExitDelay>,
    /// Promises as they are stored, and as they are; nothing until they were needed.
    commitments: Option<(Vec<Commitment>, Vec<Commitment>)>,
    /// Whether these are all promises.
    whole: bool,
}

impl World {
    /// Loads the books and does what the clock decided. As long as nothing is due, it reads one
    /// row.
    ///
    /// # Errors
    /// Storage, or an amount beyond what can be counted.
    pub fn open(storage: &mut dyn Storage, env: &Env) -> Result<Self, ContractError> {
        Ok(Self::foresee(storage, env)?.settled(storage))
    }

    /// What was foreseen, to be changed: its matured buckets are written.
    pub fn settled(self, storage: &mut dyn Storage) -> Self {
        for settled in &self.settled {
            BUCKETS.remove(storage, settled.id.u64());
            SETTLED.save(storage, settled.id.u64(), settled);
        }
        self
    }

    /// The same in memory alone: as the next transaction will find it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn foresee(storage: &dyn Storage, env: &Env) -> Result<Self, ContractError> {
        let mut world = Self::peek(storage, env.block.time.into())?;
        if world.core.next_change.is_some_and(|due| due <= world.now) {
            world.change(storage)?;
        }
        if world.core.next_maturity.is_some_and(|due| due <= world.now) {
            world.mature(storage)?;
        }
        Ok(world)
    }

    /// Loads the books as they were left.
    ///
    /// # Errors
    /// Storage.
    pub fn peek(storage: &dyn Storage, wall: Time) -> Result<Self, ContractError> {
        let core = core(storage)?;
        let now = core.clock.shows(wall);
        let (events, settled) = (vec![], vec![]);
        let (delay, commitments) = (None, None);
        Ok(Self { core, wall, now, events, settled, delay, commitments, whole: true })
    }

    /// Pool and promises, to look at.
    ///
    /// # Errors
    /// Storage.
    pub fn foreseen(&self, storage: &dyn Storage) -> Result<Books, ContractError> {
        let commitments = match &self.commitments {
            Some((_, commitments)) => commitments.clone(),
            None => commitments(storage)?,
        };
        Ok(Books { pool: self.core.pool, commitments })
    }

    /// A bucket that has matured on the way here.
    pub fn foreseen_bucket(&self, id: BucketId) -> Option<SettledBucket> {
        self.settled.iter().find(|settled| settled.id == id).copied()
    }

    /// The exit delay and a change of it.
    ///
    /// # Errors
    /// Storage.
    pub fn delay(&mut self, storage: &dyn Storage) -> Result<ExitDelay, ContractError> {
        let delay = match self.delay {
            Some(delay) => delay,
            None => EXIT_DELAY.load(storage)?.at(self.now),
        };
        self.delay = Some(delay);
        Ok(delay)
    }

    /// Another exit delay, or a change of it that waits.
    pub fn set_delay(&mut self, delay: ExitDelay) {
        self.delay = Some(delay);
    }

    /// Pool and promises.
    ///
    /// # Errors
    /// Storage.
    pub fn books(&mut self, storage: &dyn Storage) -> Result<Books, ContractError> {
        let commitments = match &self.commitments {
            Some((_, commitments)) => commitments.clone(),
            None => {
                let stored = commitments(storage)?;
                self.commitments = Some((stored.clone(), stored.clone()));
                stored
            }
        };
        Ok(Books { pool: self.core.pool, commitments })
    }

    /// The pool and, unless all were needed on the way here, the promise to one service alone: for a
    /// step that moves no time at which something is due. What was put after it is all of it.
    ///
    /// # Errors
    /// Storage.
    pub fn books_of(
        &mut self,
        storage: &dyn Storage,
        service: ServiceId,
    ) -> Result<Books, ContractError> {
        if self.commitments.is_none() {
            let stored: Vec<_> =
                COMMITMENTS.may_load(storage, service.u64())?.into_iter().collect();
            self.commitments = Some((stored.clone(), stored));
            self.whole = false;
        }
        self.books(storage)
    }

    /// Takes pool and promises back after a step.
    pub fn put(&mut self, books: Books) {
        self.core.pool = books.pool;
        let stored = self.commitments.take().map(|(stored, _)| stored).unwrap_or_default();
        self.commitments = Some((stored, books.commitments));
    }

    /// Promises: budgets refill, changes that waited take effect.
    fn change(&mut self, storage: &dyn Storage) -> Result<(), ContractError> {
        let rules = Rules { delay: self.delay(storage)?.delay, cap: PARAMETERS.load(storage)?.cap };
        let mut books = self.books(storage)?;
        let advanced = books.advance(self.now, rules)?;
        for one in advanced.refilled {
            let event = BudgetRefilled { service: one.service, added: one.added };
            self.events.push(event.into());
        }
        for one in advanced.changed {
            let event = CommitmentChanged {
                service: one.service,
                power: one.power,
                slashable: one.slashable,
                budget: one.budget,
            };
            self.events.push(event.into());
        }
        self.put(books);
        Ok(())
    }

    /// Buckets leave the pool, by day, after all that was due before them.
    fn mature(&mut self, storage: &dyn Storage) -> Result<(), ContractError> {
        let (matured, next) = buckets(storage, self.now)?;
        for bucket in matured {
            let one = self.core.pool.settle(bucket, self.now)?;
            self.core.claimable = self.core.claimable.plus(one.assets)?;
            let event = BucketSettled {
                bucket: one.id,
                shares: one.shares,
                assets: one.assets,
                total_assets: self.core.pool.assets,
                total_shares: self.core.pool.shares,
            };
            self.events.push(event.into());
            self.settled.push(one);
        }
        self.core.next_maturity = next;
        Ok(())
    }

    /// Shares are in a bucket that matures at `at`.
    pub fn matures_at(&mut self, at: VaultTime) {
        self.core.next_maturity = Some(self.core.next_maturity.map_or(at, |due| due.min(at)));
    }

    /// Stores everything, with the rows of this second. Answers what is to be told.
    ///
    /// # Errors
    /// Storage.
    pub fn save(self, storage: &mut dyn Storage) -> Result<Vec<Event>, ContractError> {
        self.store(storage, true)
    }

    /// The same for who only fetches what is his: the oldest rows of the history are left to others.
    ///
    /// # Errors
    /// Storage.
    pub fn save_beside_history(
        self,
        storage: &mut dyn Storage,
    ) -> Result<Vec<Event>, ContractError> {
        self.store(storage, false)
    }

    fn store(
        mut self,
        storage: &mut dyn Storage,
        prunes: bool,
    ) -> Result<Vec<Event>, ContractError> {
        if let Some((stored, mut commitments)) = self.commitments.take() {
            forget(storage, &mut commitments);
            self.save_commitments(storage, &stored, &commitments)?;
            let others = self.core.asked.minus(sum_asked(&stored)?)?;
            self.core.asked = others.plus(sum_asked(&commitments)?)?;
            if self.whole {
                let books = Books { pool: self.core.pool, commitments };
                self.core.next_change = books.next_change()?;
            }
        }
        self.core.clock = self.core.clock.read(self.wall);
        if prunes && self.core.prune_from < self.now {
            let delay = self.delay(storage)?.longest();
            prune_books(storage, &mut self.core, delay)?;
        }
        CORE.save(storage, self.wall.u64(), &self.core);
        Ok(self.events)
    }

    /// Stores the promises that changed, with their rows of this second.
    fn save_commitments(
        &mut self,
        storage: &mut dyn Storage,
        stored: &[Commitment],
        commitments: &[Commitment],
    ) -> Result<(), ContractError> {
        if stored == commitments {
            return Ok(());
        }
        let delay = self.delay(storage)?.longest();
        save_rows(storage, stored, commitments, self.now, self.wall.u64(), delay)?;
        for one in stored {
            if !commitments.iter().any(|left| left.service == one.service) {
                COMMITMENTS.remove(storage, one.service.u64());
            }
        }
        for one in commitments.iter().filter(|one| !stored.contains(one)) {
            COMMITMENTS.save(storage, one.service.u64(), one);
        }
        Ok(())
    }
}

/// Lets go of promises that are over. Whoever was slashed to nothing is in quarantine all the same.
fn forget(storage: &mut dyn Storage, commitments: &mut Vec<Commitment>) {
    for over in commitments.iter().filter(|one| one.is_over()) {
        if let Some(quarantine) = &over.quarantine {
            QUARANTINES.save(storage, over.service.u64(), quarantine);
        }
    }
    commitments.retain(|one| !one.is_over());
}

fn sum_asked(commitments: &[Commitment]) -> Result<Magnitude, ContractError> {
    let mut sum = Magnitude::ZERO;
    for one in commitments {
        sum = sum.plus(one.asked)?;
    }
    Ok(sum)
}

/// Open buckets that have matured, by day, and when the next of the others does.
fn buckets(
    storage: &dyn Storage,
    now: VaultTime,
) -> Result<(Vec<Bucket>, Option<VaultTime>), Failure> {
    let mut matured = vec![];
    for row in BUCKETS.range(storage, None, None, Order::Ascending) {
        let (id, shares) = row?;
        let (id, at) = (BucketId::new(id), matures_at(BucketId::new(id)));
        if at > now {
            return Ok((matured, Some(at)));
        }
        matured.push(Bucket { id, shares });
    }
    Ok((matured, None))
}
