//! Knowing of slash requests, and forgetting them.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Storage};
use weir_accounting::vault::{asked, Request, Sighting};
use weir_interface::coordinator::CoordinatorContract;
use weir_interface::vault::{RequestEnded, RequestNoted, Scope};
use weir_quantities::{Magnitude, SlashId};

use crate::execute::{refuse_paused, response};
use crate::history::{pool_row, service_row};
use crate::state::{Links, ACCESS, LINKS, REQUESTS};
use crate::world::World;
use crate::ContractError;

pub fn note(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    id: SlashId,
    sighting: Sighting,
) -> Result<Response, ContractError> {
    let turn = only_coordinator(&deps, &sender)?.turn;
    refuse_paused(&ACCESS.load(deps.storage)?, Scope::Requests, env.block.time.into())?;
    let known = REQUESTS.may_load(deps.storage, id.u64())?;
    if known.is_some_and(|known| known.turn == turn) {
        return Err(ContractError::KnownRequest { id });
    }
    let mut world = World::open(deps.storage, env)?;
    if let Some(old) = known {
        forget(deps.storage, &mut world, &old)?;
    }
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
    request.turn = turn;
    match books.open_request(service, request.asked) {
        Ok(()) => world.put(books),
        // Nothing is promised any more: nothing to take from power.
        Err(_) => request.asked = Magnitude::ZERO,
    }
    REQUESTS.save(deps.storage, id.u64(), &request);
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
        let links = LINKS.load(deps.storage)?;
        // What another coordinator asked for nobody can apply any more.
        let ours = request.turn == links.turn;
        if ours && !CoordinatorContract(links.coordinator).is_final(deps.querier, id)? {
            return Err(ContractError::NotOver { id, last_second });
        }
    }
    forget(deps.storage, &mut world, &request)?;
    Ok(response("end_request", world.save(deps.storage)?))
}

/// Lets go of a request that nothing becomes of any more.
fn forget(
    storage: &mut dyn Storage,
    world: &mut World,
    request: &Request,
) -> Result<(), ContractError> {
    let mut books = world.books(storage)?;
    if !request.asked.is_zero() {
        books.close_request(request.service, request.asked)?;
        world.put(books);
    }
    REQUESTS.remove(storage, request.id.u64());
    world.events.push(RequestEnded { id: request.id, service: request.service }.into());
    Ok(())
}

/// A request of the coordinator that decides now: one before it counted from one as well.
///
/// # Errors
/// [`ContractError::NoRequest`].
pub fn known(storage: &dyn Storage, links: &Links, id: SlashId) -> Result<Request, ContractError> {
    let request = REQUESTS.may_load(storage, id.u64())?;
    let request = request.filter(|request| request.turn == links.turn);
    request.ok_or(ContractError::NoRequest { id })
}

/// # Errors
/// [`ContractError::Unauthorized`].
pub(super) fn only_coordinator(deps: &DepsMut<'_>, sender: &Addr) -> Result<Links, ContractError> {
    let links = LINKS.load(deps.storage)?;
    match links.coordinator == *sender {
        true => Ok(links),
        false => {
            Err(ContractError::Unauthorized { role: "coordinator", caller: sender.to_string() })
        }
    }
}
