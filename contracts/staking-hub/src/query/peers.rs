//! What clients of Steak and Eris ask of the hub: state and batches.

use cosmwasm_std::{Deps, Env, Order, StdError, Storage};
use cw_storage_plus::Bound;
use weir_accounting::{Batch, Cadence, Pipeline, Stage};
use weir_interface::hub::{PendingBatchResponse, PreviousBatchResponse, StateResponse};
use weir_quantities::{Seconds, Time};

use super::page;
use super::rates::stored_rate;
use crate::state::{ACCESS, BATCHES, CRANK_PARAMETERS, OWED, PIPELINE};
use crate::world::load_books;
use crate::{Outcome, Refusal};

/// Supply, backing, rate and what is where. Insolvent: an error, since a rate is part of it.
pub fn state(deps: Deps<'_>, env: &Env) -> Result<StateResponse, Refusal> {
    let now = Time::from(env.block.time);
    let books = load_books(deps.storage)?;
    let unbonding = OWED.load(deps.storage)?.unbonding;
    Ok(StateResponse {
        total_ustake: books.pool.supply,
        total_utoken: books.backing(now)?,
        exchange_rate: stored_rate(&books, now)?,
        unlocked_coins: vec![],
        unbonding,
        available: books.pool.buffer,
        tvl_utoken: books.holdings()?.plus(unbonding)?,
    })
}

/// The batch that gathers.
pub fn pending_batch(deps: Deps<'_>, env: &Env) -> Outcome<PendingBatchResponse> {
    Ok(Timetable::load(deps.storage, env)?.pending_batch())
}

/// A closed batch; the one that gathers is none.
pub fn previous_batch(deps: Deps<'_>, env: &Env, id: u64) -> Outcome<PreviousBatchResponse> {
    let timetable = Timetable::load(deps.storage, env)?;
    let found = timetable.closed_batch(deps.storage, id)?;
    let batch = found.ok_or_else(|| StdError::not_found(format!("closed batch {id}")))?;
    Ok(timetable.previous_batch(id, &batch))
}

/// Closed batches, by id.
pub fn previous_batches(
    deps: Deps<'_>,
    env: &Env,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Outcome<Vec<PreviousBatchResponse>> {
    let timetable = Timetable::load(deps.storage, env)?;
    // A batch that waits and is not begun has no row yet; every batch with a row is older.
    let waiting = timetable.unbegun().filter(|(id, _)| start_after.is_none_or(|last| *id > last));
    BATCHES
        .range(deps.storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .chain(waiting.map(Ok))
        .take(page(limit, 10, 30))
        .map(|row| {
            let (id, batch) = row?;
            Ok(timetable.previous_batch(id, &batch))
        })
        .collect()
}

/// The pipeline as time has made it, and what tells when its batches come to something.
pub struct Timetable {
    /// The block's time.
    pub now: Time,
    /// The batches that gather and wait, as of now.
    pub pipeline: Pipeline,
    /// When batches close and may be submitted.
    pub cadence: Cadence,
    unbonding_period: Seconds,
}

impl Timetable {
    /// Loads it for the block of the query.
    pub fn load(storage: &dyn Storage, env: &Env) -> Outcome<Self> {
        let now = Time::from(env.block.time);
        let cadence = ACCESS.load(storage)?.parameters.cadence();
        Ok(Self {
            now,
            pipeline: PIPELINE.load(storage)?.at(now, cadence),
            cadence,
            unbonding_period: CRANK_PARAMETERS.load(storage)?.unbonding_period,
        })
    }

    /// When the first request of the open batch came; now if it is empty.
    pub fn first_at(&self) -> Time {
        match self.pipeline.open.shares.is_zero() {
            true => self.now,
            false => self.pipeline.open.first_at,
        }
    }

    /// When the batch that waits can be submitted, or could have been.
    pub fn waiting_from(&self) -> Option<Time> {
        self.pipeline.waiting.map(|waiting| waiting.closed_at.after(self.cadence.submit_lag))
    }

    /// The earliest moment at which the open batch can be submitted: a batch before it is taken
    /// to be wholly placed as soon as it may be.
    pub fn open_from(&self) -> Time {
        let mut pipeline = self.pipeline;
        if let Some(from) = self.waiting_from() {
            pipeline.waiting = None;
            pipeline.placed_at = from.max(self.now);
        }
        let closes_at = pipeline.closes_at(self.first_at(), self.cadence).unwrap_or(self.now);
        closes_at.after(self.cadence.submit_lag).max(self.now)
    }

    /// The earliest moment at which the chain pays what is submitted at `from`.
    pub fn paid_from(&self, from: Time) -> Time {
        from.max(self.now).after(self.unbonding_period)
    }

    /// The batch that waits, while nothing of it is placed.
    pub fn unbegun(&self) -> Option<(u64, Batch)> {
        let waiting = self.pipeline.waiting.filter(|waiting| !waiting.begun)?;
        Some((waiting.id.u64(), Batch::new(waiting.unplaced)))
    }

    /// A batch that takes no more requests.
    pub fn closed_batch(&self, storage: &dyn Storage, id: u64) -> Outcome<Option<Batch>> {
        match self.unbegun() {
            Some((waiting, batch)) if waiting == id => Ok(Some(batch)),
            _ => Ok(BATCHES.may_load(storage, id)?),
        }
    }

    /// The batch that gathers.
    pub fn pending_batch(&self) -> PendingBatchResponse {
        PendingBatchResponse {
            id: self.pipeline.open.id.u64(),
            ustake_to_burn: self.pipeline.open.shares,
            est_unbond_start_time: self.open_from().u64(),
        }
    }

    /// A closed batch, and when the last of its coins come.
    pub fn previous_batch(&self, id: u64, batch: &Batch) -> PreviousBatchResponse {
        let ends_at = match batch.stage {
            Stage::Placing {} => {
                let from = self.waiting_from().unwrap_or(self.now);
                self.paid_from(from).max(batch.completes_at)
            }
            // The buffer paid for all of it: no part ever completed.
            Stage::Settled { at } if batch.completes_at == Time::ZERO => at,
            Stage::Unbonding {} | Stage::Settled { .. } => batch.completes_at,
        };
        PreviousBatchResponse {
            id,
            reconciled: batch.is_settled(),
            total_shares: batch.shares,
            utoken_unclaimed: batch.received.minus_or_zero(batch.paid),
            est_unbond_end_time: ends_at.u64(),
        }
    }
}
