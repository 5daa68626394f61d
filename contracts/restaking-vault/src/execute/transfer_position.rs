//! Moving shares to another holder, with their dates.

use cosmwasm_std::{Addr, DepsMut, Env, Order, Response, Storage};
use weir_contract::address_key;
use weir_interface::vault::PositionTransferred;
use weir_json::Failure;
use weir_quantities::{BucketId, Shares};

use crate::execute::exit::{refuse_none, save_exit};
use crate::execute::response;
use crate::rewards::Earning;
use crate::state::{BUCKETS, EXITS};
use crate::world::World;
use crate::ContractError;

pub fn transfer_position(
    deps: DepsMut<'_>,
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
    let from = address_key(deps.api, sender.as_str())?;
    let to = address_key(deps.api, recipient.as_str())?;
    let earning = Earning::until_now(deps.storage, &world)?;
    let given = earning.position(deps.storage, &from)?;
    let taken = earning.position(deps.storage, &to)?;
    let (held, has) = (given.shares(), taken.shares());
    let active = shares.min(held);
    given.save(deps.storage, &from, held.minus(active)?);
    taken.save(deps.storage, &to, has.plus(active)?);
    earning.save(deps.storage);
    let queued = shares.minus(active)?;
    let missing = move_queued(deps.storage, &from, &to, queued)?;
    if !missing.is_zero() {
        let (owner, held) = (sender.into_string(), shares.minus(missing)?);
        return Err(ContractError::TooFewShares { owner, held, asked: shares });
    }
    let event = PositionTransferred {
        sender: sender.into_string(),
        recipient: recipient.into_string(),
        shares,
        queued,
    };
    world.events.push(event.into());
    Ok(response("transfer_position", world.save(deps.storage)?))
}

/// Moves shares on their way out, from the newest bucket on. Those that have matured are money
/// already and stay. Answers how many there were too few.
fn move_queued(
    storage: &mut dyn Storage,
    sender: &[u8],
    recipient: &[u8],
    queued: Shares,
) -> Result<Shares, ContractError> {
    let exits: Vec<(u64, Shares)> = EXITS
        .prefix(sender)
        .range(storage, None, None, Order::Descending)
        .collect::<Result<_, Failure>>()?;
    let mut rest = queued;
    for (bucket, held) in exits {
        if rest.is_zero() || !BUCKETS.has(storage, bucket) {
            break;
        }
        let moved = rest.min(held);
        rest = rest.minus(moved)?;
        let id = BucketId::new(bucket);
        save_exit(storage, sender, id, held.minus(moved)?);
        let has = EXITS.may_load(storage, (recipient, bucket))?.unwrap_or_default();
        save_exit(storage, recipient, id, has.plus(moved)?);
    }
    Ok(rest)
}
