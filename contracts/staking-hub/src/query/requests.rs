//! Requests, by batch and by owner.

use cosmwasm_std::{Deps, Env, Order};
use cw_storage_plus::Bound;
use weir_accounting::{Request, Stage};
use weir_contract::address_key;
use weir_interface::hub::{RequestByBatch, RequestByUser, RequestDetails, RequestState};
use weir_json::Failure;
use weir_quantities::{Assets, BatchId};

use super::page;
use super::peers::Timetable;
use crate::state::{REQUESTS, REQUESTS__BATCH};
use crate::{Outcome, Refusal};

/// Requests of a batch, by owner.
pub fn by_batch(
    deps: Deps<'_>,
    id: u64,
    start_after: Option<String>,
    limit: Option<u32>,
) -> Outcome<Vec<RequestByBatch>> {
    let last = start_after.map(|owner| address_key(deps.api, &owner)).transpose()?;
    REQUESTS__BATCH
        .prefix(id)
        .keys(deps.storage, last.as_deref().map(Bound::exclusive), None, Order::Ascending)
        .take(page(limit, 10, 30))
        .map(|owner| {
            let owner = owner?;
            let shares = REQUESTS.load(deps.storage, (&owner, id))?.shares;
            let user = deps.api.addr_humanize(&owner.into())?.into_string();
            Ok(RequestByBatch { user, shares })
        })
        .collect()
}

/// Requests of an owner, by batch.
pub fn by_user(
    deps: Deps<'_>,
    user: &str,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Outcome<Vec<RequestByUser>> {
    let rows = of_user(deps, user, start_after, limit)?;
    Ok(rows.into_iter().map(|(id, held)| RequestByUser { id, shares: held.shares }).collect())
}

/// Requests of an owner with how far they are and what they would be paid.
pub fn by_user_details(
    deps: Deps<'_>,
    env: &Env,
    user: &str,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Result<Vec<RequestDetails>, Refusal> {
    let timetable = Timetable::load(deps.storage, env)?;
    let rows = of_user(deps, user, start_after, limit)?;
    rows.into_iter().map(|(id, held)| details(deps, &timetable, id, held)).collect()
}

fn of_user(
    deps: Deps<'_>,
    owner: &str,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Outcome<Vec<(u64, Request)>> {
    let owner = address_key(deps.api, owner)?;
    let rows = REQUESTS
        .prefix(&owner)
        .range(deps.storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(page(limit, 10, 30))
        .collect::<Result<_, Failure>>()?;
    Ok(rows)
}

fn details(
    deps: Deps<'_>,
    timetable: &Timetable,
    id: u64,
    held: Request,
) -> Result<RequestDetails, Refusal> {
    let open = timetable.pipeline.open.id == BatchId::new(id);
    let batch = match open {
        true => None,
        false => timetable.closed_batch(deps.storage, id)?,
    };
    let waits_whole = timetable.unbegun().is_some_and(|(waiting, _)| waiting == id);
    let state = match batch.map(|batch| batch.stage) {
        None => RequestState::Pending,
        Some(_) if waits_whole => RequestState::Pending,
        // Begun: a part is in unbonding and nobody can cancel.
        Some(Stage::Placing {} | Stage::Unbonding {}) => RequestState::Unbonding,
        Some(Stage::Settled { .. }) => RequestState::Completed,
    };
    let payable = batch.map_or(Ok(Assets::ZERO), |batch| held.payable(&batch))?;
    Ok(RequestDetails {
        id,
        shares: held.shares,
        state,
        batch: batch.map(|batch| timetable.previous_batch(id, &batch)),
        pending: open.then(|| timetable.pending_batch()),
        payable,
        claimed: held.claimed,
    })
}
