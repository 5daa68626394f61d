//! Leaving. Shares wait in buckets by day, and pay covers until theirs has matured: then it leaves
//! the pool, so that nobody waits at the door with an exit in his hand and premiums in the other.

use cosmwasm_std::{Addr, DepsMut, Env, Order, Response, Storage};
use weir_accounting::vault::{bucket_for, matures_at, Bucket};
use weir_interface::fund::{ExitCancelled, ExitClaimed, ExitRequested};
use weir_json::Failure;
use weir_quantities::{Assets, BucketId, Shares, DAY};

use crate::books::{active, Books};
use crate::parameters::parameters;
use crate::state::{BUCKETS, EXITS, LINKS, MAX_EXITS, POSITIONS, SETTLED};
use crate::ContractError;

pub fn request_exit(
    deps: DepsMut<'_>,
    env: &Env,
    owner: Addr,
    shares: Shares,
) -> Result<Response, ContractError> {
    if shares.is_zero() {
        return Err(ContractError::Zero { what: "shares" });
    }
    let held = active(deps.storage, &owner)?;
    if shares > held {
        let owner = owner.into_string();
        return Err(ContractError::NotThatMany { owner, held, asked: shares });
    }
    let mut books = Books::open(deps.storage, env)?;
    let delay = parameters(deps.storage, books.now)?.exit_delay;
    let id = bucket_for(books.clock(), delay);
    let mut bucket = bucket(deps.storage, id)?;
    books.pool.queue(&mut bucket, shares)?;
    BUCKETS.save(deps.storage, id.u64(), &bucket);
    let queued = exit_of(deps.storage, &owner, id)?.plus(shares)?;
    EXITS.save(deps.storage, (&owner, id.u64()), &queued);
    keep(deps.storage, &owner, held.minus(shares)?);
    books.save(deps.storage);
    Ok(Response::new().add_attribute("action", "request_exit").add_event(ExitRequested {
        owner: owner.into_string(),
        shares,
        matures_at: matures_at(id).u64(),
    }))
}

pub fn cancel_exit(
    deps: DepsMut<'_>,
    env: &Env,
    owner: Addr,
    at: u64,
) -> Result<Response, ContractError> {
    let id = BucketId::new(at.div_ceil(DAY.u64()));
    let shares = exit_of(deps.storage, &owner, id)?;
    if shares.is_zero() || matures_at(id).u64() != at {
        return Err(ContractError::NoExit { owner: owner.into_string(), matures_at: at });
    }
    let mut books = Books::open(deps.storage, env)?;
    // A settled bucket is gone: as of an empty one, its time is what is told.
    let mut bucket = bucket(deps.storage, id)?;
    books.pool.unqueue(&mut bucket, shares, books.clock())?;
    match bucket.shares.is_zero() {
        true => BUCKETS.remove(deps.storage, id.u64()),
        false => BUCKETS.save(deps.storage, id.u64(), &bucket),
    }
    EXITS.remove(deps.storage, (&owner, id.u64()));
    let held = active(deps.storage, &owner)?.plus(shares)?;
    keep(deps.storage, &owner, held);
    books.save(deps.storage);
    let owner = owner.into_string();
    Ok(Response::new()
        .add_attribute("action", "cancel_exit")
        .add_event(ExitCancelled { owner, shares }))
}

pub fn claim_exit(
    deps: DepsMut<'_>,
    env: &Env,
    owner: Addr,
    receiver: Addr,
) -> Result<Response, ContractError> {
    let mut books = Books::open(deps.storage, env)?;
    let (mut paid, mut left) = (Assets::ZERO, Shares::ZERO);
    for (id, shares) in matured(deps.storage, &owner, &books)? {
        let bucket = SETTLED.load(deps.storage, id)?;
        paid = paid.plus(bucket.part(shares)?)?;
        left = left.plus(shares)?;
        EXITS.remove(deps.storage, (&owner, id));
    }
    if left.is_zero() {
        return Err(ContractError::NothingMatured { owner: owner.into_string() });
    }
    books.claimable = books.claimable.minus(paid)?;
    let event = ExitClaimed {
        owner: owner.into_string(),
        receiver: receiver.to_string(),
        shares: left,
        assets: paid,
        total_assets: books.pool.assets,
        total_shares: books.pool.shares,
    };
    books.save(deps.storage);
    let response = Response::new().add_attribute("action", "claim_exit").add_event(event);
    if paid.is_zero() {
        return Ok(response);
    }
    let asset = LINKS.load(deps.storage)?.asset;
    Ok(response.add_message(asset.transfer(receiver.as_str(), paid)?))
}

/// Exits of a holder that have matured, the oldest first.
fn matured(
    storage: &dyn Storage,
    owner: &Addr,
    books: &Books,
) -> Result<Vec<(u64, Shares)>, Failure> {
    let is_due = |row: &Result<(u64, Shares), Failure>| match row {
        Ok((id, _)) => matures_at(BucketId::new(*id)) <= books.clock(),
        Err(_) => true,
    };
    let exits = EXITS.prefix(owner).range(storage, None, None, Order::Ascending);
    exits.take_while(is_due).take(MAX_EXITS).collect()
}

fn bucket(storage: &dyn Storage, id: BucketId) -> Result<Bucket, Failure> {
    let known = BUCKETS.may_load(storage, id.u64())?;
    Ok(known.unwrap_or(Bucket { id, shares: Shares::ZERO }))
}

fn exit_of(storage: &dyn Storage, owner: &Addr, id: BucketId) -> Result<Shares, Failure> {
    Ok(EXITS.may_load(storage, (owner, id.u64()))?.unwrap_or_default())
}

fn keep(storage: &mut dyn Storage, owner: &Addr, held: Shares) {
    match held.is_zero() {
        true => POSITIONS.remove(storage, owner),
        false => POSITIONS.save(storage, owner, &held),
    }
}
