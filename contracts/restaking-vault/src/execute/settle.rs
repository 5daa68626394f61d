//! The crank: does what the clock decided. Changes of configuration take effect here alone, since
//! one of them calls the distributor, which must never stand in anybody's way out.

use cosmwasm_std::{CosmosMsg, DepsMut, Env, Event, Response, Storage};
use weir_interface::streams::{ExecuteMsg as StreamsMsg, StreamsContract};
use weir_interface::vault::ConfigUpdated;

use crate::execute::response;
use crate::state::{
    depart, save_links, save_parameters, EXIT_DELAY, LINKS, LISTENERS, PARAMETERS, PENDING_LINKS,
    PENDING_LISTENERS, RAISES,
};
use crate::world::World;
use crate::ContractError;

pub fn settle(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let mut world = World::open(deps.storage, env)?;
    let told = put_into_force(deps.storage, &mut world)?;
    Ok(response("settle", world.save(deps.storage)?).add_messages(told))
}

/// Puts changes into force whose time has come. Answers what the distributor must be told.
fn put_into_force(
    storage: &mut dyn Storage,
    world: &mut World,
) -> Result<Option<CosmosMsg>, ContractError> {
    let delay = world.delay(storage)?;
    EXIT_DELAY.save(storage, &delay);
    let arrives = link(storage, world)?;
    if let Some(pending) = PENDING_LISTENERS.may_load(storage)?.filter(|one| one.at <= world.now) {
        LISTENERS.save(storage, &pending.listeners);
        PENDING_LISTENERS.remove(storage);
    }
    let mut raises = RAISES.load(storage)?;
    let due = raises.iter().any(|raise| raise.at <= world.now);
    if !due && !arrives {
        return Ok(None);
    }
    let mut parameters = PARAMETERS.load(storage)?;
    let before = parameters.commission;
    if due {
        parameters.take_effect(&mut raises, world.now);
        save_parameters(storage, &parameters)?;
        RAISES.save(storage, &raises);
        world.events.push(Event::from(ConfigUpdated { raises: raises.len() }));
    }
    let commission = parameters.commission;
    let told = match (arrives, commission == before) {
        // One that knew the vault before knows its holders of that time, and its commission.
        (true, _) => StreamsMsg::Arrive { commission },
        (false, true) => return Ok(None),
        (false, false) => {
            StreamsMsg::SetCommission { commission, active: world.core.pool.active_shares()? }
        }
    };
    Ok(Some(StreamsContract(LINKS.load(storage)?.distributor).call(&told)?))
}

/// Links the vault with other contracts whose time has come. Answers whether another distributor is
/// told from now on.
fn link(storage: &mut dyn Storage, world: &World) -> Result<bool, ContractError> {
    let pending = PENDING_LINKS.may_load(storage)?.filter(|pending| pending.at <= world.now);
    let Some(pending) = pending else { return Ok(false) };
    let (before, mut links) = (LINKS.load(storage)?, pending.links);
    let another = links.coordinator != before.coordinator;
    links.turn = before.turn.saturating_add(another.into());
    save_links(storage, &links)?;
    PENDING_LINKS.remove(storage);
    let moves = links.distributor != before.distributor;
    if moves {
        let active = world.core.pool.active_shares()?;
        depart(storage, &before.distributor, world.wall, active)?;
    }
    Ok(moves)
}
