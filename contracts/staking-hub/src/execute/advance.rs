//! Does the one crank step that is due now, for keepers that want to know nothing.
//!
//! A validator that somebody had to leave out is left out again, or every step that reads the
//! delegations would break for a keeper that names none; only the second look, after all others,
//! reads it.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Storage};
use weir_interface::hub::MAX_SKIP;

use super::{
    config, delegate_buffer, harvest, rebalance, reconcile, submit_batch, sweep_surplus, sync,
};
use crate::due::due;
use crate::world::World;
use crate::{ContractError, Outcome, Refusal};

pub fn advance(deps: DepsMut<'_>, env: Env, keeper: Addr) -> Result<Response, Refusal> {
    let cranks = due(deps.as_ref(), &env)?;
    let ready = cranks.iter().position(|crank| crank.ready);
    let is_last = ready.is_some_and(|index| index.saturating_add(1) == cranks.len());
    let skip = left_out(deps.storage, &env)?;
    match ready.and_then(|index| cranks.get(index)).map(|crank| crank.name.as_str()) {
        Some("activate_raises") => config::activate_raises(deps, env),
        Some("reconcile") => reconcile::reconcile(deps, env, reconcile::DEFAULT_LIMIT),
        Some("submit_batch") => submit_batch::submit_batch(deps, env, None, skip),
        Some("sync") if is_last => sync::sync(deps, env, vec![]),
        Some("sync") => sync::sync(deps, env, skip),
        Some("harvest") => harvest::harvest(deps, env, keeper, None, vec![]),
        Some("delegate_buffer") => {
            delegate_buffer::delegate_buffer(deps, env, delegate_buffer::DEFAULT_LIMIT, vec![])
        }
        Some("sweep_surplus") => sweep_surplus::sweep_surplus(deps, env),
        Some("rebalance") => rebalance::rebalance(deps, env, None, skip, None),
        Some(_) | None => {
            let next = cranks.into_iter().filter_map(|crank| Some((crank.name, crank.ready_at?)));
            Err(ContractError::NothingDue { next: next.min_by_key(|(_, at)| *at) }.into())
        }
    }
}

/// Validators that the last sync left out.
fn left_out(storage: &dyn Storage, env: &Env) -> Outcome<Vec<String>> {
    let world = World::load(storage, env)?;
    let unread =
        world.ledger.iter().enumerate().filter_map(|(row, entry)| Some((row, entry.unread?)));
    Ok(unread
        .filter(|(_, unread)| unread.skipped_since().is_some())
        .map(|(row, _)| world.validator(row).to_string())
        .take(MAX_SKIP)
        .collect())
}
