//! Which cranks are due, in the order in which `advance` does them.
//!
//! Ready means: this call would succeed now, as far as the stored books can tell. A call that
//! syncs first may find a loss and plan otherwise; it then keeps the sync. What somebody could make
//! due in every block, or what may break its transaction, comes last: late coins, which are due
//! from `min_part` on, and a second look at what was skipped.

use cosmwasm_std::{Deps, Env, Order};
use cw_storage_plus::Bound;
use weir_accounting::{AccountingError, Unread, KEPT_BEFORE_PRICING, SHORTFALL_PERIOD};
use weir_interface::hub::{Crank, Scope};
use weir_quantities::{Assets, Rounding, Seconds, Time};

use crate::chain::balance;
use crate::execute::{delegate_buffer, rebalance, submit_batch};
use crate::parameters::{enter, Parameters};
use crate::state::{
    PartKey, Settlement, ANNOUNCED, HARVEST, OWED, PARTS, PIPELINE, SETTLEMENT, SHORTFALLS,
};
use crate::world::{may_have_arrived, World};
use crate::{Outcome, Refusal};

/// How long a validator was skipped when a sync is due that reads it: well before a batch is priced
/// without it.
const SECOND_LOOK: Seconds = Seconds::new(KEPT_BEFORE_PRICING.u64() / 4);

/// Every crank, in the order in which `advance` does them: what others wait for comes first, what
/// costs most comes last.
///
/// # Errors
/// When the books cannot be loaded or the chain does not tell the balance. A plan that fails makes
/// its own crank not ready and no other.
pub fn due(deps: Deps<'_>, env: &Env) -> Result<Vec<Crank>, Refusal> {
    let look = Look::load(deps, env)?;
    let cranks = [
        look.crank("activate_raises", None, look.activate_raises()?),
        look.crank("reconcile", Some(Scope::Reconcile), look.reconcile()?),
        look.crank("submit_batch", Some(Scope::SubmitBatch), look.submit_batch()?),
        look.crank("sync", None, look.sync()),
        look.crank("harvest", Some(Scope::Harvest), look.harvest()?),
        look.crank("delegate_buffer", Some(Scope::DelegateBuffer), look.delegate_buffer()),
        look.crank("sweep_surplus", None, look.sweep_surplus()?),
        look.crank("rebalance", Some(Scope::Rebalance), look.rebalance()),
    ];
    let (last, mut cranks): (Vec<_>, Vec<_>) = cranks.into_iter().partition(|(_, last)| *last);
    cranks.extend(last);
    Ok(cranks.into_iter().map(|(crank, _)| crank).collect())
}

/// When a crank is ready.
#[derive(Clone, Copy)]
enum Due {
    /// Now.
    Now,
    /// Now, but after the others.
    Last,
    /// From this time on, by time alone.
    At(Time),
    /// Once something else has happened.
    Blocked,
}

impl Due {
    /// Due once the time has come.
    fn from(at: Time, now: Time) -> Self {
        if now >= at {
            Self::Now
        } else {
            Self::At(at)
        }
    }

    /// Due if something holds now.
    const fn when(holds: bool) -> Self {
        if holds {
            Self::Now
        } else {
            Self::Blocked
        }
    }

    /// Not due before a pause is over.
    fn not_before(self, until: Time) -> Self {
        match self {
            Self::Now | Self::Last => Self::At(until),
            Self::At(at) => Self::At(at.max(until)),
            Self::Blocked => Self::Blocked,
        }
    }
}

/// What readiness is judged by, loaded once.
struct Look<'a> {
    deps: Deps<'a>,
    world: World,
    settlement: Settlement,
    /// The balance beyond buffer and claimable.
    arrived: Assets,
    /// From how much on late coins are worth a call: the least part, or all that batches miss.
    worth_paying: Assets,
    /// The part that completes first.
    first_part: Option<PartKey>,
}

impl<'a> Look<'a> {
    fn load(deps: Deps<'a>, env: &Env) -> Outcome<Self> {
        let world = World::load(deps.storage, env)?;
        let owed = OWED.load(deps.storage)?;
        let held = balance(deps.querier, &world.hub, &world.links.denom)?;
        let first_part =
            PARTS.keys(deps.storage, None, None, Order::Ascending).next().transpose()?;
        Ok(Self {
            settlement: SETTLEMENT.load(deps.storage)?,
            arrived: owed.beyond(held, world.books.pool.buffer),
            worth_paying: world.terms.min_part.min(owed.shortfall),
            first_part,
            world,
            deps,
        })
    }

    const fn now(&self) -> Time {
        self.world.now.time
    }

    /// The crank, and whether it comes after the others.
    fn crank(&self, name: &str, scope: Option<Scope>, due: Due) -> (Crank, bool) {
        let paused = scope.and_then(|scope| self.paused_until(scope));
        let due = paused.map_or(due, |until| due.not_before(until));
        let (ready, ready_at) = match due {
            Due::Now | Due::Last => (true, Some(self.now())),
            Due::At(at) => (false, Some(at)),
            Due::Blocked => (false, None),
        };
        let crank = Crank { name: name.to_string(), ready, ready_at: ready_at.map(Time::u64) };
        (crank, matches!(due, Due::Last))
    }

    fn paused_until(&self, scope: Scope) -> Option<Time> {
        let pauses = self.world.gates.paused.iter();
        pauses
            .filter(|(paused, until)| *paused == scope && self.now() < *until)
            .map(|(_, until)| *until)
            .max()
    }

    /// Changes that fit no longer beside what was changed since would be refused, and must not keep
    /// the other cranks from their turn.
    fn activate_raises(&self) -> Outcome<Due> {
        let announced = ANNOUNCED.load(self.deps.storage)?;
        let Some(first) = announced.iter().map(|raise| raise.active_at).min() else {
            return Ok(Due::Blocked);
        };
        if self.now() < first {
            return Ok(Due::At(first));
        }
        let user = self.world.user.clone();
        let mut raised = Parameters { user, crank: self.world.terms.clone() };
        for raise in announced.iter().filter(|raise| raise.active_at <= self.now()) {
            enter(&mut raised.crank, &raise.name, raise.value);
        }
        Ok(Due::when(raised.check(self.world.links.decimals).is_ok()))
    }

    /// Marking is progress in any block; settling short of what is due is not possible in the
    /// block that marked last.
    fn reconcile(&self) -> Outcome<Due> {
        let Some(round) = &self.settlement.round else {
            let about_to_be_marked = self.first_part.is_some_and(|(at, _)| {
                at > self.now().u64() && at <= may_have_arrived(self.now()).u64()
            });
            let pays = !self.arrived.is_zero() && self.arrived >= self.worth_paying;
            let completes_at = self.first_part.map(|(at, _)| Time::new(at));
            let next = completes_at.into_iter().chain(self.next_expiry()?).min();
            let due = next.map_or(Due::Blocked, |at| Due::from(at, self.now()));
            let late_coins = !about_to_be_marked && pays && self.is_short()?;
            return Ok(if late_coins && !matches!(due, Due::Now) { Due::Last } else { due });
        };
        if round.ratio.is_some() {
            return Ok(Due::Now);
        }
        let after = Some(Bound::exclusive(round.through));
        let unmarked = PARTS.keys(self.deps.storage, after, None, Order::Ascending).next();
        let next = unmarked.transpose()?.map(|(at, _)| at);
        let more_to_mark = next.is_some_and(|at| at <= self.now().u64());
        let soon = next.is_some_and(|at| at <= may_have_arrived(self.now()).u64());
        if more_to_mark || !soon && round.ratio_for(self.arrived, self.world.now.height).is_some() {
            return Ok(Due::Now);
        }
        // The next block is enough: its height is another one.
        Ok(Due::At(self.now().after(Seconds::new(1))))
    }

    /// Whether a settled batch misses something that late coins may still pay.
    fn is_short(&self) -> Outcome<bool> {
        let newest = SHORTFALLS.keys(self.deps.storage, None, None, Order::Descending).next();
        let paid_since = self.now().before(SHORTFALL_PERIOD).u64();
        Ok(newest.transpose()?.is_some_and(|(settled_at, _)| settled_at >= paid_since))
    }

    /// From when the oldest shortfall can be paid no more, and is to be forgotten.
    fn next_expiry(&self) -> Outcome<Option<Time>> {
        let oldest = SHORTFALLS.keys(self.deps.storage, None, None, Order::Ascending).next();
        let kept_until = |(settled_at, _)| Time::new(settled_at).after(SHORTFALL_PERIOD);
        Ok(oldest.transpose()?.map(kept_until).map(|until| until.after(Seconds::new(1))))
    }

    fn submit_batch(&self) -> Outcome<Due> {
        let cadence = self.world.user.cadence();
        let pipeline = PIPELINE.load(self.deps.storage)?.at(self.now(), cadence);
        let waiting = match pipeline.submittable(self.now(), cadence) {
            Ok(waiting) => waiting,
            Err(AccountingError::LagNotOver { from, .. }) => return Ok(Due::At(from)),
            Err(AccountingError::NothingWaits { closes_at, .. }) if closes_at > Time::ZERO => {
                return Ok(Due::At(closes_at.after(cadence.submit_lag)))
            }
            Err(_) => return Ok(Due::Blocked),
        };
        if let Some(priced_from) = self.world.priced_from().filter(|from| self.now() < *from) {
            return Ok(Due::At(priced_from));
        }
        let priced = self.world.books.rate(self.now()).and_then(|rate| {
            rate.to_assets(waiting.unplaced, Rounding::Down).map_err(AccountingError::from)
        });
        let Ok(assets) = priced else { return Ok(Due::Blocked) };
        // A batch worth nothing is burnt and settled without a plan.
        let plan = submit_batch::plan(self.deps.storage, &self.world, assets, &[]);
        Ok(Due::when(assets.is_zero() || plan.is_ok_and(|plan| !plan.is_empty())))
    }

    /// Half the age at which bonding closes: one keeper may miss its turn. And well before a batch
    /// is priced without a validator that every sync left out, for it could be read all the same,
    /// and its losses be hidden until then; that may break its transaction.
    fn sync(&self) -> Due {
        let half = Seconds::new(self.world.user.max_sync_age.u64() / 2);
        let usual = self.world.books.stake.synced.time.after(half);
        let skipped = self.world.ledger.iter().filter_map(|row| row.unread?.skipped_since()).max();
        match skipped.map(|since| since.after(SECOND_LOOK)) {
            Some(second) if self.now() < usual && second <= self.now() => Due::Last,
            Some(second) => Due::from(second.min(usual), self.now()),
            None => Due::from(usual, self.now()),
        }
    }

    fn harvest(&self) -> Outcome<Due> {
        // What stands at 0 since it cannot be read may earn; what had to be skipped is not asked.
        let earns = self.world.ledger.iter().any(|row| match row.unread {
            Some(Unread::Kept { .. }) => false,
            Some(Unread::Zeroed { .. }) => true,
            None => !row.assets.is_zero(),
        });
        if !earns {
            return Ok(Due::Blocked);
        }
        let last = HARVEST.may_load(self.deps.storage)?.unwrap_or_default().at;
        Ok(Due::from(last.after(self.world.terms.reward_period), self.now()))
    }

    fn delegate_buffer(&self) -> Due {
        let limit = usize::try_from(delegate_buffer::DEFAULT_LIMIT).unwrap_or(usize::MAX);
        let plan = delegate_buffer::plan(self.deps.storage, &self.world, limit, &[]);
        Due::when(plan.is_ok_and(|plan| !plan.is_empty()))
    }

    fn sweep_surplus(&self) -> Outcome<Due> {
        let unsettled = self.settlement.round.is_some()
            || self.first_part.is_some_and(|(at, _)| at <= may_have_arrived(self.now()).u64());
        Ok(Due::when(!unsettled && !self.arrived.is_zero() && !self.is_short()?))
    }

    /// A registry that does not answer makes no other crank wait.
    fn rebalance(&self) -> Due {
        let terms = &self.world.terms;
        let max_moves = usize::try_from(terms.rebalance_max_moves).unwrap_or(usize::MAX);
        let plan =
            rebalance::plan(self.deps, &self.world, max_moves, terms.rebalance_min_move, &[]);
        Due::when(plan.is_ok_and(|plan| !plan.is_empty()))
    }
}
