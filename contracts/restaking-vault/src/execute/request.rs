//! Knowing of slash requests, and forgetting them.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use weir_accounting::vault::{asked, Sighting};
use weir_interface::coordinator::CoordinatorContract;
use weir_interface::vault::{RequestEnded, RequestNoted, Scope};
use weir_quantities::{Magnitude, SlashId};

use crate::execute::{refuse_paused, response};
use crate::history::{pool_row, service_row};
use crate::state::{LINKS, REQUESTS};
use crate::world::World;
use crate::ContractError;

pub fn note(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    id: SlashId,
    sighting: Sighting,
) -> Result<Response, ContractError> {
    only_coordinator(&deps, &sender)?;
    refuse_paused(deps.storage, Scope::Requests, env.block.time.into())?;
    if REQUESTS.has(deps.storage, id.u64()) {
        return Err(ContractError::KnownRequest { id });
    }
    let mut world = World::open(deps.storage, env)?;
    let Sighting { service, fraction, infraction_time } = sighting;
    let row = service_row(deps.storage, service, infraction_time)?;
    let pool = pool_row(deps.storage, infraction_time)?;
    let then = pool.as_ref().map_or(world.now, |pool| pool.clock_at(infraction_time));
    sighting.check(row.as_ref(), then, world.wall, world.now)?;
    let (Some(row), Some(pool)) = (row, pool) else {
        return Err(ContractError::NoHistory { at: infraction_time.u64() });
    };
    let mut books = world.books_of(deps.storage, service)?;
    let base = row.base(&pool, books.pool.settled)?;
    let mut request =
        sighting.request(id, &row, asked(&books.pool, fraction, base)?, then, world.now);
    match books.open_request(service, request.asked) {
        Ok(()) => world.put(books),
        // Nothing is promised any more: nothing to take from power.
        Err(_) => request.asked = Magnitude::ZERO,
    }
    REQUESTS.save(deps.storage, id.u64(), &request)?;
    let event = RequestNoted {
        id,
        service,
        fraction,
        infraction_time: infraction_time.u64(),
        asked: request.asked,
        resolved_at: request.resolved_at.u64(),
    };
    world.events.push(event.into());
    Ok(response("note_request", world.save(deps.storage)?))
}

pub fn end(deps: DepsMut<'_>, env: &Env, id: SlashId) -> Result<Response, ContractError> {
    let request =
        REQUESTS.may_load(deps.storage, id.u64())?.ok_or(ContractError::NoRequest { id })?;
    let mut world = World::open(deps.storage, env)?;
    let last_second = request.last_second;
    if world.now <= last_second {
        let coordinator = CoordinatorContract(LINKS.load(deps.storage)?.coordinator);
        if !coordinator.is_final(deps.querier, id)? {
            return Err(ContractError::NotOver { id, last_second });
        }
    }
    let mut books = world.books(deps.storage)?;
    if !request.asked.is_zero() {
        books.close_request(request.service, request.asked)?;
        world.put(books);
    }
    REQUESTS.remove(deps.storage, id.u64());
    world.events.push(RequestEnded { id, service: request.service }.into());
    Ok(response("end_request", world.save(deps.storage)?))
}

/// # Errors
/// [`ContractError::Unauthorized`].
pub(super) fn only_coordinator(deps: &DepsMut<'_>, sender: &Addr) -> Result<(), ContractError> {
    match LINKS.load(deps.storage)?.coordinator == *sender {
        true => Ok(()),
        false => {
            Err(ContractError::Unauthorized { role: "coordinator", caller: sender.to_string() })
        }
    }
}
