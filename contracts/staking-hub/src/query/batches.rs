//! Batches in full, and parts in unbonding.

use cosmwasm_std::{Deps, Env, Order, StdError};
use cw_storage_plus::Bound;
use weir_accounting::{Batch, Stage};
use weir_interface::hub::{BatchResponse, BatchStage, PartResponse};
use weir_quantities::{BatchId, PartId, Shares, Time};

use super::page;
use super::peers::Timetable;
use crate::state::{PARTS, SETTLEMENT};
use crate::Outcome;

/// A batch in any of its stages.
pub fn batch(deps: Deps<'_>, env: &Env, id: BatchId) -> Outcome<BatchResponse> {
    let timetable = Timetable::load(deps.storage, env)?;
    if id == timetable.pipeline.open.id {
        return Ok(open(&timetable));
    }
    let found = timetable.closed_batch(deps.storage, id.u64())?;
    let batch = found.ok_or_else(|| StdError::not_found(format!("batch {id}")))?;
    Ok(closed(&timetable, id, &batch))
}

fn open(timetable: &Timetable) -> BatchResponse {
    let open = timetable.pipeline.open;
    let closes_at = timetable.pipeline.closes_at(timetable.first_at(), timetable.cadence);
    let submittable_at = closes_at.map(|at| at.after(timetable.cadence.submit_lag));
    BatchResponse {
        unplaced: open.shares,
        closes_at: closes_at.map(Time::u64),
        submittable_at: submittable_at.map(Time::u64),
        ..shape(open.id, BatchStage::Open, &Batch::new(open.shares))
    }
}

fn closed(timetable: &Timetable, id: BatchId, batch: &Batch) -> BatchResponse {
    let stage = match batch.stage {
        Stage::Placing {} => BatchStage::Waiting,
        Stage::Unbonding {} => BatchStage::Unbonding,
        Stage::Settled { .. } => BatchStage::Settled,
    };
    let waiting = timetable.pipeline.waiting.filter(|waiting| waiting.id == id);
    // Of the batches that closed, the time is kept only of the last one.
    let is_last = id.next() == timetable.pipeline.open.id;
    let closed_at = is_last.then_some(timetable.pipeline.closed_at);
    let submittable_at = closed_at.map(|at| at.after(timetable.cadence.submit_lag));
    BatchResponse {
        unplaced: waiting.map_or(Shares::ZERO, |waiting| waiting.unplaced),
        closes_at: closed_at.map(Time::u64),
        submittable_at: submittable_at.map(Time::u64),
        ..shape(id, stage, batch)
    }
}

fn shape(id: BatchId, stage: BatchStage, batch: &Batch) -> BatchResponse {
    let completes_at = Some(batch.completes_at).filter(|at| *at > Time::ZERO);
    BatchResponse {
        id,
        stage,
        shares: batch.shares,
        unplaced: Shares::ZERO,
        closes_at: None,
        submittable_at: None,
        placed: batch.placed,
        parts: batch.parts,
        received: batch.received,
        paid: batch.paid,
        shortfall: batch.shortfall,
        completes_at: completes_at.map(Time::u64),
    }
}

/// Parts in unbonding, by completion.
pub fn parts(
    deps: Deps<'_>,
    start_after: Option<(u64, PartId)>,
    limit: Option<u32>,
) -> Outcome<Vec<PartResponse>> {
    let marked_through = SETTLEMENT.load(deps.storage)?.round.map(|round| round.through);
    let last = start_after.map(|(completes_at, part)| (completes_at, part.u64()));
    PARTS
        .range(deps.storage, last.map(Bound::exclusive), None, Order::Ascending)
        .take(page(limit, 30, 100))
        .map(|row| {
            let (key, part) = row?;
            Ok(PartResponse {
                id: PartId::new(key.1),
                batch: part.batch,
                validator: part.validator,
                expected: part.expected,
                completes_at: key.0,
                marked: marked_through.is_some_and(|through| key <= through),
            })
        })
        .collect()
}
