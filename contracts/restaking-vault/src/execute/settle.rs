//! The crank: does what the clock decided. Changes of configuration take effect here alone, so that
//! nobody's way in or out grows with them.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response, Storage};
use weir_interface::vault::ConfigUpdated;

use crate::execute::response;
use crate::rewards::Earning;
use crate::state::{
    save_parameters, EXIT_DELAY, LINKS, LISTENERS, PARAMETERS, PENDING_LINKS, PENDING_LISTENERS,
    RAISES,
};
use crate::world::World;
use crate::ContractError;

pub fn settle(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let mut world = World::open(deps.storage, env)?;
    put_into_force(deps.storage, &mut world)?;
    Ok(response("settle", world.save(deps.storage)?))
}

/// Puts changes into force whose time has come.
fn put_into_force(storage: &mut dyn Storage, world: &mut World) -> Result<(), ContractError> {
    let delay = world.delay(storage)?;
    EXIT_DELAY.save(storage, &delay);
    let left = link(storage, world)?;
    if let Some(pending) = PENDING_LISTENERS.may_load(storage)?.filter(|one| one.at <= world.now) {
        LISTENERS.save(storage, &pending.listeners);
        PENDING_LISTENERS.remove(storage);
    }
    let mut raises = RAISES.load(storage)?;
    let due = raises.iter().any(|raise| raise.at <= world.now);
    if due {
        let mut parameters = PARAMETERS.load(storage)?;
        parameters.take_effect(&mut raises, world.now);
        save_parameters(storage, &parameters)?;
        RAISES.save(storage, &raises);
        world.events.push(Event::from(ConfigUpdated { raises: raises.len() }));
    }
    match due || left.is_some() {
        true => pay_on(storage, world, left.as_ref()),
        false => Ok(()),
    }
}

/// Counts what was earned until now: from now on at the operator's part that is in force. Lines of a
/// distributor that was left are closed.
fn pay_on(
    storage: &mut dyn Storage,
    world: &World,
    left: Option<&Addr>,
) -> Result<(), ContractError> {
    let mut earning = Earning::until_now(storage, world)?;
    if let Some(left) = left {
        earning.close(storage, left)?;
    }
    earning.rewards.schedule.commission = PARAMETERS.load(storage)?.commission;
    earning.save(storage);
    Ok(())
}

/// Links the vault with other contracts whose time has come. Answers the distributor that was left.
fn link(storage: &mut dyn Storage, world: &World) -> Result<Option<Addr>, ContractError> {
    let pending = PENDING_LINKS.may_load(storage)?.filter(|pending| pending.at <= world.now);
    let Some(pending) = pending else { return Ok(None) };
    let (before, mut links) = (LINKS.load(storage)?, pending.links);
    let another = links.coordinator != before.coordinator;
    links.turn = before.turn.saturating_add(another.into());
    LINKS.save(storage, &links);
    PENDING_LINKS.remove(storage);
    Ok((links.distributor != before.distributor).then_some(before.distributor))
}
