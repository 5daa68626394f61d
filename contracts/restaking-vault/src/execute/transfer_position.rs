//! Moving shares to another holder, with their dates.

use cosmwasm_std::{Addr, DepsMut, Env, Order, Response};
use weir_interface::vault::PositionTransferred;
use weir_json::Failure;
use weir_quantities::{BucketId, Shares};

use crate::execute::exit::{refuse_none, save_exit, save_position};
use crate::execute::{checkpoint, response};
use crate::state::{BUCKETS, EXITS, POSITIONS};
use crate::world::World;
use crate::ContractError;

pub fn transfer_position(
    mut deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    recipient: Addr,
    shares: Shares,
) -> Result<Response, ContractError> {
    refuse_none(shares)?;
    if sender == recipient {
        return Err(ContractError::SameHolder { owner: sender.into_string() });
    }
    let mut world = World::open(deps.storage, env)?;
    let held = POSITIONS.may_load(deps.storage, &sender)?.unwrap_or_default();
    let has = POSITIONS.may_load(deps.storage, &recipient)?.unwrap_or_default();
    let active = shares.min(held);
    save_position(deps.storage, &sender, held.minus(active)?);
    save_position(deps.storage, &recipient, has.plus(active)?);
    let queued = shares.minus(active)?;
    move_queued(deps.branch(), &sender, &recipient, queued, shares)?;
    let total = world.core.pool.active_shares()?;
    let told = checkpoint(deps.storage, &[(&sender, held), (&recipient, has)], total)?;
    let event = PositionTransferred {
        sender: sender.into_string(),
        recipient: recipient.into_string(),
        shares,
        queued,
    };
    world.events.push(event.into());
    Ok(response("transfer_position", world.save(deps.storage)?).add_message(told))
}

/// Moves shares on their way out, from the newest bucket on. Those that have matured are money
/// already and stay.
fn move_queued(
    deps: DepsMut<'_>,
    sender: &Addr,
    recipient: &Addr,
    queued: Shares,
    asked: Shares,
) -> Result<(), ContractError> {
    let exits: Vec<(u64, Shares)> = EXITS
        .prefix(sender)
        .range(deps.storage, None, None, Order::Descending)
        .collect::<Result<_, Failure>>()?;
    let mut rest = queued;
    for (bucket, held) in exits {
        if rest.is_zero() || !BUCKETS.has(deps.storage, bucket) {
            break;
        }
        let moved = rest.min(held);
        rest = rest.minus(moved)?;
        let id = BucketId::new(bucket);
        save_exit(deps.storage, sender, id, held.minus(moved)?);
        let has = EXITS.may_load(deps.storage, (recipient, bucket))?.unwrap_or_default();
        save_exit(deps.storage, recipient, id, has.plus(moved)?);
    }
    match rest.is_zero() {
        true => Ok(()),
        false => Err(ContractError::TooFewShares {
            owner: sender.to_string(),
            held: asked.minus(rest)?,
            asked,
        }),
    }
}
