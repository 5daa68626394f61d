//! What the buffer holds beyond its target is delegated, most under target first.

use cosmwasm_std::{coin, DepsMut, Env, Event, Response, StakingMsg, Storage, SubMsg};
use weir_accounting::plan::{plan_delegations, DelegationTerms, Portion};
use weir_interface::hub::{BufferDelegated, Scope};
use weir_quantities::{Assets, Rounding};

use crate::reply::Act;
use crate::state::{POOL, REFUSED};
use crate::world::World;
use crate::{ContractError, Refusal};

/// Validators that one call delegates to when it names no limit.
pub const DEFAULT_LIMIT: u32 = 5;

pub fn delegate_buffer(
    deps: DepsMut<'_>,
    env: Env,
    limit: u32,
    skip: Vec<String>,
) -> Result<Response, Refusal> {
    let mut world = World::load(deps.storage, &env)?;
    world.gates.check_open(Scope::DelegateBuffer, world.now.time)?;
    let plan = plan(deps.storage, &world, limit as usize, &skip)?;
    if plan.is_empty() {
        return Err(ContractError::NoValidatorOpen {}.into());
    }
    let mut messages = Vec::with_capacity(plan.len());
    let mut assets = Assets::ZERO;
    for portion in &plan {
        assets = assets.plus(portion.assets)?;
        world.give(portion.index, portion.assets)?;
        messages.push(delegation(&world, portion));
    }
    world.books.delegate(assets)?;
    POOL.save(deps.storage, &world.books.pool);
    world.save_stake(deps.storage);
    Ok(Response::new()
        .add_attribute("action", "delegate_buffer")
        .add_event(Event::from(BufferDelegated {
            assets,
            validators: messages.len() as u32,
            buffer: world.books.pool.buffer,
        }))
        .add_submessages(messages))
}

/// Who gets how much of what lies beyond the target.
pub fn plan(
    storage: &dyn Storage,
    world: &World,
    limit: usize,
    skip: &[String],
) -> Result<Vec<Portion>, Refusal> {
    let target =
        world.books.backing(world.now.time)?.times(world.terms.buffer_target, Rounding::Up)?;
    let available = world.books.pool.buffer.minus_or_zero(target);
    let needed = world.terms.min_part;
    if available < needed {
        return Err(ContractError::NothingToDelegate { available, needed }.into());
    }
    let refused = REFUSED.load(storage)?;
    let open: Vec<bool> = world
        .roster
        .seats
        .iter()
        .zip(&world.ledger)
        .map(|(seat, row)| {
            let resting = refused
                .iter()
                .any(|(validator, until)| *validator == seat.0 && world.now.time < *until);
            !resting && row.unread.is_none() && !skip.contains(&seat.0)
        })
        .collect();
    let terms = DelegationTerms { min_part: needed, max_share: world.roster.max_share, limit };
    Ok(plan_delegations(&world.seats(), &open, available, terms)?)
}

fn delegation(world: &World, portion: &Portion) -> SubMsg {
    let validator = world.validator(portion.index).to_string();
    let amount = coin(portion.assets.u128(), &world.links.denom);
    let message = StakingMsg::Delegate { validator: validator.clone(), amount };
    Act::Delegate { validator, assets: portion.assets }.watch_failure(message)
}
