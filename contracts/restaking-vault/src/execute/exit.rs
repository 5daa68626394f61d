//! Going on one's way out, and turning round.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Storage};
use weir_accounting::vault::{bucket_for, matures_at, Bucket};
use weir_contract::address_key;
use weir_interface::vault::{ExitCancelled, ExitRequested};
use weir_quantities::{BucketId, Shares};

use crate::execute::response;
use crate::rewards::Earning;
use crate::state::{BUCKETS, EXITS};
use crate::world::World;
use crate::ContractError;

pub fn request_exit(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    shares: Shares,
) -> Result<Response, ContractError> {
    refuse_none(shares)?;
    let mut world = World::open(deps.storage, env)?;
    let key = address_key(deps.api, sender.as_str())?;
    let earning = Earning::until_now(deps.storage, &world)?;
    let position = earning.position(deps.storage, &key)?;
    let held = position.shares();
    if shares > held {
        let owner = sender.into_string();
        return Err(ContractError::TooFewShares { owner, held, asked: shares });
    }
    let delay = world.delay(deps.storage)?.delay;
    let mut bucket = load_bucket(deps.storage, bucket_for(world.now, delay))?;
    world.core.pool.queue(&mut bucket, shares)?;
    BUCKETS.save(deps.storage, bucket.id.u64(), &bucket.shares);
    position.save(deps.storage, &key, held.minus(shares)?);
    earning.save(deps.storage);
    let queued = EXITS.may_load(deps.storage, (&key, bucket.id.u64()))?.unwrap_or_default();
    EXITS.save(deps.storage, (&key, bucket.id.u64()), &queued.plus(shares)?);
    world.matures_at(matures_at(bucket.id));
    let event = ExitRequested {
        owner: sender.into_string(),
        shares,
        bucket: bucket.id,
        matures_at: matures_at(bucket.id).u64(),
    };
    world.events.push(event.into());
    Ok(response("request_exit", world.save(deps.storage)?))
}

pub fn cancel_exit(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    id: BucketId,
    shares: Option<Shares>,
) -> Result<Response, ContractError> {
    let mut world = World::open(deps.storage, env)?;
    let key = address_key(deps.api, sender.as_str())?;
    let queued = EXITS.may_load(deps.storage, (&key, id.u64()))?.unwrap_or_default();
    let shares = shares.unwrap_or(queued);
    refuse_none(shares)?;
    if shares > queued {
        let owner = sender.into_string();
        return Err(ContractError::TooFewShares { owner, held: queued, asked: shares });
    }
    let earning = Earning::until_now(deps.storage, &world)?;
    let mut bucket = load_bucket(deps.storage, id)?;
    world.core.pool.unqueue(&mut bucket, shares, world.now)?;
    save_bucket(deps.storage, bucket);
    save_exit(deps.storage, &key, id, queued.minus(shares)?);
    let position = earning.position(deps.storage, &key)?;
    let after = position.shares().plus(shares)?;
    position.save(deps.storage, &key, after);
    earning.save(deps.storage);
    let event = ExitCancelled { owner: sender.into_string(), shares, bucket: id };
    world.events.push(event.into());
    Ok(response("cancel_exit", world.save(deps.storage)?))
}

pub(super) fn refuse_none(shares: Shares) -> Result<(), ContractError> {
    match shares.is_zero() {
        true => Err(ContractError::Zero { what: "shares" }),
        false => Ok(()),
    }
}

fn load_bucket(storage: &dyn Storage, id: BucketId) -> Result<Bucket, ContractError> {
    let shares = BUCKETS.may_load(storage, id.u64())?.unwrap_or_default();
    Ok(Bucket { id, shares })
}

fn save_bucket(storage: &mut dyn Storage, bucket: Bucket) {
    match bucket.shares.is_zero() {
        true => BUCKETS.remove(storage, bucket.id.u64()),
        false => BUCKETS.save(storage, bucket.id.u64(), &bucket.shares),
    }
}

/// Stores what a holder has in a bucket; a row of nothing goes.
pub(super) fn save_exit(storage: &mut dyn Storage, owner: &[u8], bucket: BucketId, shares: Shares) {
    match shares.is_zero() {
        true => EXITS.remove(storage, (owner, bucket.u64())),
        false => EXITS.save(storage, (owner, bucket.u64()), &shares),
    }
}
