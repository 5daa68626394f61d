//! Closing scopes for a while. While requests or executions are closed the vault's clock stands
//! still, so that a pause forgives nothing; for at most 14 days of 90.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Storage};
use weir_interface::vault::{Paused, Resumed, Scope};
use weir_quantities::{Seconds, Time, DAY, HOUR};

use crate::execute::response;
use crate::state::{change_access, Pause, ACCESS, GUARDIAN, STOPS};
use crate::world::World;
use crate::ContractError;

/// The longest pause of the guardian, followed by a cool-down as long as the pause.
const GUARDIAN_MAX: Seconds = HOUR.times(72);
/// The longest pause of the owner; what stops the clock is limited by the clock itself.
const OWNER_MAX: Seconds = DAY.times(30);

pub fn pause(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    scopes: Vec<Scope>,
    length: Seconds,
) -> Result<Response, ContractError> {
    check_scopes(&scopes)?;
    let now: Time = env.block.time.into();
    let until = now.after(length);
    let mut pauses = ACCESS.load(deps.storage)?.pauses;
    if weir_contract::is_owner(deps.storage, &sender)? {
        check_length(length, OWNER_MAX)?;
    } else {
        only_guardian(deps.storage, &sender)?;
        check_length(length, GUARDIAN_MAX)?;
        for scope in &scopes {
            refuse_too_soon(&pauses, *scope, now)?;
        }
    }
    for scope in &scopes {
        let running = pauses.iter().find(|pause| pause.scope == *scope).map(|pause| pause.until);
        pauses.retain(|pause| pause.scope != *scope);
        // A shorter pause over a longer one does not open the scope early.
        let until = running.map_or(until, |running| running.max(until));
        pauses.push(Pause { scope: *scope, from: now, until });
    }
    let clock = apply(deps.storage, env, pauses)?;
    let event = Paused { scopes: listed(&scopes), until: until.u64(), clock: clock.now.u64() };
    let mut events = clock.save(deps.storage)?;
    events.push(event.into());
    Ok(response("pause", events))
}

pub fn resume(deps: DepsMut<'_>, env: &Env, scopes: Vec<Scope>) -> Result<Response, ContractError> {
    check_scopes(&scopes)?;
    let now: Time = env.block.time.into();
    let mut pauses = ACCESS.load(deps.storage)?.pauses;
    for pause in pauses.iter_mut().filter(|pause| scopes.contains(&pause.scope)) {
        pause.until = pause.until.min(now);
    }
    let clock = apply(deps.storage, env, pauses)?;
    let event = Resumed { scopes: listed(&scopes), clock: clock.now.u64() };
    let mut events = clock.save(deps.storage)?;
    events.push(event.into());
    Ok(response("resume", events))
}

/// Stores pauses and lets the clock stand still as long as one of them wants it.
fn apply(storage: &mut dyn Storage, env: &Env, pauses: Vec<Pause>) -> Result<World, ContractError> {
    let mut world = World::open(storage, env)?;
    let stops = |pause: &&Pause| matches!(pause.scope, Scope::Requests | Scope::Executions);
    let until = pauses.iter().filter(stops).map(|pause| pause.until).max();
    let mut stopped = STOPS.load(storage)?;
    stopped.stop(&mut world.core.clock, world.wall, until.unwrap_or(world.wall))?;
    STOPS.save(storage, &stopped);
    change_access(storage, |access| access.pauses = pauses)?;
    Ok(world)
}

/// The guardian's pause is over for as long as it lasted before he may pause again.
fn refuse_too_soon(pauses: &[Pause], scope: Scope, now: Time) -> Result<(), ContractError> {
    let last = pauses.iter().find(|pause| pause.scope == scope);
    let from = last.map(|last| last.until.after(last.until.since(last.from)));
    match from.filter(|from| now < *from) {
        Some(from) => Err(ContractError::CoolDown { scope, from: from.u64() }),
        None => Ok(()),
    }
}

fn only_guardian(storage: &dyn Storage, sender: &Addr) -> Result<(), ContractError> {
    if GUARDIAN.may_load(storage)?.as_ref() == Some(sender) {
        return Ok(());
    }
    let caller = sender.to_string();
    Err(ContractError::Unauthorized { role: "owner or guardian", caller })
}

fn check_scopes(scopes: &[Scope]) -> Result<(), ContractError> {
    let twice = |(index, scope): (usize, &Scope)| scopes.iter().take(index).any(|one| one == scope);
    if scopes.is_empty() || scopes.iter().enumerate().any(twice) {
        return Err(ContractError::BadScopes {});
    }
    Ok(())
}

fn check_length(length: Seconds, max: Seconds) -> Result<(), ContractError> {
    if length == Seconds::ZERO || length > max {
        return Err(ContractError::PauseTooLong { max: max.u64(), actual: length.u64() });
    }
    Ok(())
}

fn listed(scopes: &[Scope]) -> String {
    scopes.iter().map(Scope::to_string).collect::<Vec<_>>().join(",")
}
