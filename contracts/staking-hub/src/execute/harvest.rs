//! Staking rewards go to the distributor, which splits them. One message a validator; the failure
//! of one is isolated, and one that would break the transaction can be left out.

use cosmwasm_std::{Addr, DepsMut, DistributionMsg, Env, Event, Response, SubMsg};
use weir_accounting::Unread;
use weir_interface::distributor::DistributorContract;
use weir_interface::hub::{Harvested, Scope};

use crate::reply::Act;
use crate::state::{HarvestState, HARVEST};
use crate::world::World;
use crate::{ContractError, Refusal};

/// `limit` validators from where the last call stopped; all of them from the first when left out.
pub fn harvest(
    deps: DepsMut<'_>,
    env: Env,
    keeper: Addr,
    limit: Option<u32>,
    skip: Vec<String>,
) -> Result<Response, Refusal> {
    let world = World::load(deps.storage, &env)?;
    world.gates.check_open(Scope::Harvest, world.now.time)?;
    if keeper == world.links.distributor {
        check_whole(&world, &skip)?;
    }
    let state = HARVEST.may_load(deps.storage)?.unwrap_or_default();
    let begin = if limit.is_some() { state.cursor as usize } else { 0 };
    let rows = earning(&world, &skip);
    let from_here: Vec<usize> = rows.iter().copied().filter(|row| *row >= begin).collect();
    // Past the last row the next call begins anew.
    let (begin, left) = if from_here.is_empty() { (0, rows) } else { (begin, from_here) };
    let take = limit.map_or(usize::MAX, |limit| limit as usize);
    let cursor = left.get(take).map_or(0, |row| *row as u32);
    let asked: Vec<usize> = left.into_iter().take(take).collect();
    // The distributor asks for a harvest before it raises the fee; it must not be refused.
    if asked.is_empty() && keeper != world.links.distributor {
        return Err(ContractError::NothingDelegated {}.into());
    }
    let at = if counts(&world, state, begin, &skip) { world.now.time } else { state.at };
    HARVEST.save(deps.storage, &HarvestState { cursor, at });
    let messages: Vec<SubMsg> = asked.iter().map(|row| withdrawal(world.validator(*row))).collect();
    let distributor = DistributorContract(world.links.distributor.clone());
    Ok(Response::new()
        .add_attribute("action", "harvest")
        .add_event(Event::from(Harvested {
            keeper: keeper.to_string(),
            validators: messages.len() as u32,
        }))
        .add_submessages(messages)
        .add_message(distributor.distribute(&keeper)?))
}

/// Whether the next harvest is due a whole period from now. One that leaves a validator out is not
/// enough, or a stranger could keep the others from ever being due; but where one must always be
/// left out, every second period has to do.
fn counts(world: &World, state: HarvestState, begin: usize, skip: &[String]) -> bool {
    let overdue = state.at.after(world.terms.reward_period.times(2));
    begin == 0 && (skip.is_empty() || world.now.time >= overdue)
}

/// Before a raise of the fee everything is harvested at the old one: nobody may leave a validator
/// out but for one that no sync can read.
fn check_whole(world: &World, skip: &[String]) -> Result<(), Refusal> {
    let kept = |validator: &&String| {
        let row = world.row_of(validator).and_then(|row| world.ledger.get(row));
        matches!(row.and_then(|row| row.unread), Some(Unread::Kept { .. }))
    };
    match skip.iter().find(|validator| !kept(validator)) {
        Some(validator) => Err(ContractError::MustHarvest { validator: validator.clone() }.into()),
        None => Ok(()),
    }
}

/// Rows with stake that may be asked: not those left out, nor those that a sync had to skip.
fn earning(world: &World, skip: &[String]) -> Vec<usize> {
    let kept = |unread: Option<Unread>| matches!(unread, Some(Unread::Kept { .. }));
    let stands = |unread: Option<Unread>| matches!(unread, Some(Unread::Zeroed { .. }));
    world
        .ledger
        .iter()
        .enumerate()
        .filter(|(row, entry)| {
            (!entry.assets.is_zero() || stands(entry.unread))
                && !kept(entry.unread)
                && !skip.iter().any(|skipped| skipped == world.validator(*row))
        })
        .map(|(row, _)| row)
        .collect()
}

fn withdrawal(validator: &str) -> SubMsg {
    let message = DistributionMsg::WithdrawDelegatorReward { validator: validator.to_string() };
    Act::WithdrawRewards { validator: validator.to_string() }.watch_failure(message)
}
