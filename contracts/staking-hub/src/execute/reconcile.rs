//! Parts whose coins have arrived are settled, in rounds; late coins pay what batches miss.

use cosmwasm_std::{DepsMut, Env, Event, Order, Response, Storage};
use cw_storage_plus::Bound;
use weir_accounting::{Moment, Owed, Ratio, Round, SHORTFALL_PERIOD};
use weir_interface::hub::{BatchSettled, Reconciled, Scope, ShortfallPaid};
use weir_json::Failure;
use weir_quantities::{Assets, BatchId, Time};

use crate::chain::balance;
use crate::state::{
    Access, Part, PartKey, Settlement, ACCESS, BATCHES, OWED, PARTS, POOL, SETTLEMENT, SHORTFALLS,
};
use crate::world::{may_have_arrived, moment};
use crate::{ContractError, Refusal};

/// Parts that one call marks and settles when it names no limit, and at most.
pub const DEFAULT_LIMIT: u32 = 30;
pub const MAX_LIMIT: u32 = 100;

/// What a call did.
#[derive(Default)]
struct Progress {
    marked: u32,
    settled: u32,
    received: Assets,
    shortfall: Assets,
    events: Vec<Event>,
}

pub fn reconcile(deps: DepsMut<'_>, env: Env, limit: u32) -> Result<Response, Refusal> {
    let now = moment(&env);
    let Access { gates, denom, .. } = ACCESS.load(deps.storage)?;
    gates.check_open(Scope::Reconcile, now.time)?;
    let balance = balance(deps.querier, &env.contract.address, &denom)?;
    let buffer = POOL.load(deps.storage)?.buffer;
    let mut owed = OWED.load(deps.storage)?;
    let beyond = owed.beyond(balance, buffer);
    let mut settlement = SETTLEMENT.load(deps.storage)?;
    let mut progress = Progress::default();
    if settlement.round.as_ref().is_none_or(|round| round.ratio.is_none()) {
        let all_marked = mark(deps.storage, &mut settlement, now, limit, &mut progress)?;
        begin_round(&mut settlement, now, beyond, all_marked, &progress)?;
    }
    match settlement.round {
        Some(round) => {
            if let Some(ratio) = round.ratio {
                settle(
                    deps.storage,
                    &mut settlement,
                    &mut owed,
                    ratio,
                    now.time,
                    limit,
                    &mut progress,
                )?;
            }
        }
        None => pay_shortfalls(deps.storage, &mut owed, beyond, now.time, limit, &mut progress)?,
    }
    SETTLEMENT.save(deps.storage, &settlement);
    OWED.save(deps.storage, &owed);
    Ok(Response::new()
        .add_attribute("action", "reconcile")
        .add_event(Event::from(Reconciled {
            marked: progress.marked,
            settled: progress.settled,
            received: progress.received,
            shortfall: progress.shortfall,
            claimable: owed.claimable,
        }))
        .add_events(progress.events))
}

/// Marks parts past their completion, in order. Answers whether no other part can have been paid.
fn mark(
    storage: &dyn Storage,
    settlement: &mut Settlement,
    now: Moment,
    limit: u32,
    progress: &mut Progress,
) -> Result<bool, Refusal> {
    let after = settlement.round.as_ref().map(|round| Bound::exclusive(round.through));
    let soon = Bound::inclusive((may_have_arrived(now.time).u64(), u64::MAX));
    let mut parts = PARTS.range(storage, after, Some(soon), Order::Ascending);
    for _ in 0..limit {
        let Some(part) = parts.next() else { return Ok(true) };
        let (key, part) = part?;
        if key.0 > now.time.u64() {
            return Ok(false);
        }
        let due = settlement.round.as_ref().map_or(Assets::ZERO, |round| round.due);
        settlement.round = Some(Round {
            due: due.plus(part.expected)?,
            through: key,
            marked_height: now.height,
            ratio: None,
        });
        progress.marked = progress.marked.saturating_add(1);
    }
    Ok(parts.next().is_none())
}

/// Fixes the ratio once all that is past completion is marked and it can be told.
fn begin_round(
    settlement: &mut Settlement,
    now: Moment,
    beyond: Assets,
    all_marked: bool,
    progress: &Progress,
) -> Result<(), Refusal> {
    let Some(round) = settlement.round.as_mut() else {
        // Nothing is marked, and what has come may be a part's that is about to be.
        let next = Some(may_have_arrived(now.time));
        return if all_marked {
            Ok(())
        } else {
            Err(ContractError::NothingToReconcile { next }.into())
        };
    };
    if all_marked {
        round.ratio = round.ratio_for(beyond, now.height);
    }
    if round.ratio.is_none() && progress.marked == 0 {
        let missing = round.due.minus_or_zero(beyond);
        return Err(ContractError::NotArrived { due: round.due, missing }.into());
    }
    Ok(())
}

/// Settles marked parts at the round's ratio, in order.
fn settle(
    storage: &mut dyn Storage,
    settlement: &mut Settlement,
    owed: &mut Owed,
    ratio: Ratio,
    now: Time,
    limit: u32,
    progress: &mut Progress,
) -> Result<(), Refusal> {
    let Some(through) = settlement.round.as_ref().map(|round| round.through) else { return Ok(()) };
    let parts = PARTS
        .range(storage, None, Some(Bound::inclusive(through)), Order::Ascending)
        .take(limit as usize)
        .collect::<Result<Vec<(PartKey, Part)>, Failure>>()?;
    for (key, part) in parts {
        let received = ratio.of(part.expected)?;
        owed.settle_part(part.expected, received)?;
        settle_part(storage, &part, received, now, progress)?;
        PARTS.remove(storage, key);
        if key == through {
            settlement.through = Time::new(key.0);
            settlement.round = None;
        }
    }
    Ok(())
}

fn settle_part(
    storage: &mut dyn Storage,
    part: &Part,
    received: Assets,
    now: Time,
    progress: &mut Progress,
) -> Result<(), Refusal> {
    let id = part.batch.u64();
    let before = BATCHES.load(storage, id)?;
    let batch = before.settle_part(part.expected, received, now)?;
    BATCHES.save(storage, id, &batch);
    if batch.shortfall != before.shortfall {
        if let Some(settled_at) = shortfall_key(before.shortfall, before.shortfall_until) {
            SHORTFALLS.remove(storage, (settled_at, id));
        }
        SHORTFALLS.save(storage, (now.u64(), id), &());
    }
    progress.settled = progress.settled.saturating_add(1);
    progress.received = progress.received.plus(received)?;
    progress.shortfall = progress.shortfall.plus(part.expected.minus_or_zero(received))?;
    if batch.is_settled() {
        let (received, shortfall) = (batch.received, batch.shortfall);
        progress.events.push(BatchSettled { batch: part.batch, received, shortfall }.into());
    }
    Ok(())
}

/// When the shortfall of a batch was last added to, if it has one.
fn shortfall_key(shortfall: Assets, until: Time) -> Option<u64> {
    (!shortfall.is_zero()).then(|| until.before(SHORTFALL_PERIOD).u64())
}

/// Late coins pay what batches miss, newest first: late coins are days late, slashed ones never come.
fn pay_shortfalls(
    storage: &mut dyn Storage,
    owed: &mut Owed,
    beyond: Assets,
    now: Time,
    limit: u32,
    progress: &mut Progress,
) -> Result<(), Refusal> {
    let mut left = beyond;
    let forgotten = forget_expired(storage, owed, now, limit)?;
    let oldest = Bound::inclusive((now.before(SHORTFALL_PERIOD).u64(), 0));
    let open = SHORTFALLS
        .keys(storage, Some(oldest), None, Order::Descending)
        .take(limit as usize)
        .collect::<Result<Vec<(u64, u64)>, Failure>>()?;
    for (settled_at, id) in open {
        if left.is_zero() {
            break;
        }
        let (batch, paid) = BATCHES.load(storage, id)?.pay_shortfall(left)?;
        left = left.minus(paid)?;
        owed.pay_shortfall(paid)?;
        if batch.shortfall.is_zero() {
            SHORTFALLS.remove(storage, (settled_at, id));
        }
        BATCHES.save(storage, id, &batch);
        let event =
            ShortfallPaid { batch: BatchId::new(id), assets: paid, shortfall: batch.shortfall };
        progress.received = progress.received.plus(paid)?;
        progress.events.push(event.into());
    }
    if progress.events.is_empty() && !forgotten {
        let next = PARTS.keys(storage, None, None, Order::Ascending).next().transpose()?;
        let next = next.map(|(completes_at, _)| Time::new(completes_at));
        return Err(ContractError::NothingToReconcile { next }.into());
    }
    Ok(())
}

/// Shortfalls older than their period can be paid no more. Answers whether there were any.
fn forget_expired(
    storage: &mut dyn Storage,
    owed: &mut Owed,
    now: Time,
    limit: u32,
) -> Result<bool, Refusal> {
    let end = now.before(SHORTFALL_PERIOD).u64();
    let expired = SHORTFALLS
        .keys(storage, None, Some(Bound::exclusive((end, 0))), Order::Ascending)
        .take(limit as usize)
        .collect::<Result<Vec<(u64, u64)>, Failure>>()?;
    for (settled_at, id) in &expired {
        let mut batch = BATCHES.load(storage, *id)?;
        owed.shortfall = owed.shortfall.minus_or_zero(batch.shortfall);
        // A part settled short later begins a shortfall of its own.
        batch.shortfall = Assets::ZERO;
        BATCHES.save(storage, *id, &batch);
        SHORTFALLS.remove(storage, (*settled_at, *id));
    }
    Ok(!expired.is_empty())
}
