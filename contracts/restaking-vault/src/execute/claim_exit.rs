//! Leaving with what has matured. It calls nobody but the asset.

use cosmwasm_std::{Addr, DepsMut, Env, Order, Response};
use weir_contract::address_key;
use weir_interface::vault::ExitClaimed;
use weir_json::Failure;
use weir_quantities::{Assets, BucketId, Shares};

use crate::execute::response;
use crate::state::{EXITS, IDENTITY, SETTLED};
use crate::world::World;
use crate::ContractError;

pub fn claim_exit(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    receiver: Addr,
    limit: usize,
) -> Result<Response, ContractError> {
    let mut world = World::open(deps.storage, env)?;
    let key = address_key(deps.api, sender.as_str())?;
    let exits: Vec<(u64, Shares)> = EXITS
        .prefix(&key)
        .range(deps.storage, None, None, Order::Ascending)
        .take(limit)
        .collect::<Result<_, Failure>>()?;
    let (mut shares, mut assets) = (Shares::ZERO, Assets::ZERO);
    for (bucket, held) in exits {
        // Buckets are in the order of their days: after one that is open all are.
        let settled = match world.foreseen_bucket(BucketId::new(bucket)) {
            Some(settled) => Some(settled),
            None => SETTLED.may_load(deps.storage, bucket)?,
        };
        let Some(settled) = settled else { break };
        shares = shares.plus(held)?;
        assets = assets.plus(settled.part(held)?)?;
        EXITS.remove(deps.storage, (&key, bucket));
    }
    if shares.is_zero() {
        return Err(ContractError::NothingMatured { owner: sender.into_string() });
    }
    world.core.claimable = world.core.claimable.minus(assets)?;
    let paid = match assets.is_zero() {
        true => None,
        false => Some(IDENTITY.load(deps.storage)?.asset.transfer(receiver.as_str(), assets)?),
    };
    let event = ExitClaimed {
        owner: sender.into_string(),
        receiver: receiver.into_string(),
        shares,
        assets,
    };
    world.events.push(event.into());
    Ok(response("claim_exit", world.save_beside_history(deps.storage)?).add_messages(paid))
}
