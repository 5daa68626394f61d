//! Stake moves from those that drain or stand furthest over target to those furthest under it.

use cosmwasm_std::{coin, Deps, DepsMut, Env, Event, Response, StakingMsg, SubMsg};
use weir_accounting::plan::{plan_moves, Move, MoveSeat, MoveTerms};
use weir_accounting::Moment;
use weir_interface::hub::{Rebalanced, Scope};
use weir_interface::registry::{MoveRight, RegistryContract};
use weir_quantities::{Assets, Rounding, Time, DAY};

use super::sync::observe_and_note;
use crate::reply::Act;
use crate::state::{was_refused, Incoming, Moved, INCOMING, MOVED, REFUSED};
use crate::world::World;
use crate::{ContractError, Refusal};

pub fn rebalance(
    mut deps: DepsMut<'_>,
    env: Env,
    max_moves: Option<u32>,
    skip: Vec<String>,
    min_move: Option<Assets>,
) -> Result<Response, Refusal> {
    let mut world = World::load(deps.storage, &env)?;
    world.gates.check_open(Scope::Rebalance, world.now.time)?;
    let observed = world.books.stake.synced;
    let (found, events) = observe_and_note(deps.branch(), &mut world, &skip)?;
    let response = Response::new().add_attribute("action", "rebalance").add_events(events);
    let most = max_moves.map_or(usize::MAX, |moves| moves as usize);
    let least = min_move.unwrap_or(Assets::ZERO);
    let plan = plan_with(deps.as_ref(), &world, most, least, &skip, observed)?;
    if plan.is_empty() {
        // A loss that the sync found must not be lost with the call.
        if !found.has_loss() {
            return Err(ContractError::NothingToMove {}.into());
        }
        world.save_stake(deps.storage);
        return Ok(response);
    }
    let (messages, assets) = send(deps, &mut world, &plan)?;
    Ok(response
        .add_event(Event::from(Rebalanced { moves: messages.len() as u32, assets }))
        .add_submessages(messages))
}

fn send(
    deps: DepsMut<'_>,
    world: &mut World,
    plan: &[Move],
) -> Result<(Vec<SubMsg>, Assets), Refusal> {
    let mut messages = Vec::with_capacity(plan.len());
    let mut assets = Assets::ZERO;
    for step in plan {
        assets = assets.plus(step.assets)?;
        world.take(step.source, step.assets)?;
        world.give(step.destination, step.assets)?;
        messages.push(redelegation(world, step));
    }
    world.save_stake(deps.storage);
    let now = world.now.time;
    let moved = moved_today(MOVED.may_load(deps.storage)?.unwrap_or_default(), now);
    MOVED.save(deps.storage, &Moved { since: moved.since, assets: moved.assets.plus(assets)? });
    let mut incoming = INCOMING.load(deps.storage)?;
    // A day beyond their end the locks are over whatever the chain's blocks did.
    incoming.retain(|moved| moved.until.after(DAY) > now);
    INCOMING.save(deps.storage, &incoming);
    Ok((messages, assets))
}

/// What was moved in the day that is running.
fn moved_today(moved: Moved, now: Time) -> Moved {
    match now.since(moved.since) < DAY {
        true => moved,
        false => Moved { since: now, assets: Assets::ZERO },
    }
}

/// The moves that are called for and allowed.
pub fn plan(
    deps: Deps<'_>,
    world: &World,
    max_moves: usize,
    min_move: Assets,
    skip: &[String],
) -> Result<Vec<Move>, Refusal> {
    plan_with(deps, world, max_moves, min_move, skip, world.books.stake.synced)
}

fn plan_with(
    deps: Deps<'_>,
    world: &World,
    max_moves: usize,
    min_move: Assets,
    skip: &[String],
    observed: Moment,
) -> Result<Vec<Move>, Refusal> {
    let terms = &world.terms;
    let day = world.books.stake.delegated.times(terms.rebalance_daily_share, Rounding::Down)?;
    let moved = moved_today(MOVED.may_load(deps.storage)?.unwrap_or_default(), world.now.time);
    let rights = RegistryContract(world.links.registry.clone()).move_rights(deps.querier)?;
    let incoming: Vec<Incoming> = INCOMING
        .load(deps.storage)?
        .into_iter()
        .filter(|moved| !observed.proves_over(moved.until, world.now))
        .collect();
    let refused = REFUSED.load(deps.storage)?;
    let seats = seats(world, &rights, &incoming, &refused, skip);
    let plan = plan_moves(
        &seats,
        MoveTerms {
            gap: terms.rebalance_gap,
            min_move: min_move.max(terms.rebalance_min_move),
            max_moves: max_moves.min(terms.rebalance_max_moves as usize),
            budget: day.minus_or_zero(moved.assets),
            max_share: world.roster.max_share,
        },
    )?;
    Ok(plan)
}

fn seats(
    world: &World,
    rights: &[MoveRight],
    incoming: &[Incoming],
    refused: &[(String, Time)],
    skip: &[String],
) -> Vec<MoveSeat> {
    let now = world.now.time;
    world
        .seats()
        .into_iter()
        .enumerate()
        .map(|(row, seat)| {
            let validator = world.validator(row);
            let seat = if was_refused(refused, validator) { seat.less_a_unit() } else { seat };
            let right = rights.iter().find(|right| right.validator == validator);
            let resting = refused.iter().any(|(other, until)| other == validator && now < *until);
            let unread = world.ledger.get(row).is_some_and(|entry| entry.unread.is_some());
            let able = !resting && !unread && !skip.iter().any(|skipped| skipped == validator);
            MoveSeat {
                seat,
                may_give: able && right.is_some_and(|right| right.may_give),
                unbonded: right.is_some_and(|right| right.unbonded),
                may_take: able && right.is_some_and(|right| right.may_take),
                incoming: incoming.iter().any(|moved| moved.destination == validator),
                full_from: full_from(world, incoming, validator),
            }
        })
        .collect()
}

/// Sources from which no further entry into a validator is free.
fn full_from(world: &World, incoming: &[Incoming], destination: &str) -> Vec<usize> {
    let taken = |source: &str| {
        incoming
            .iter()
            .filter(|moved| moved.destination == destination && moved.source == source)
            .count()
    };
    incoming
        .iter()
        .filter(|moved| taken(&moved.source) >= world.terms.max_entries as usize)
        .filter_map(|moved| world.row_of(&moved.source))
        .collect()
}

fn redelegation(world: &World, step: &Move) -> SubMsg {
    let source = world.validator(step.source).to_string();
    let destination = world.validator(step.destination).to_string();
    let message = StakingMsg::Redelegate {
        src_validator: source.clone(),
        dst_validator: destination.clone(),
        amount: coin(step.assets.u128(), &world.links.denom),
    };
    Act::Redelegate { source, destination, assets: step.assets }.watch(message)
}
