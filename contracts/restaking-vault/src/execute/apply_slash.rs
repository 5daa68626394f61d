//! The slash itself: bond, cover and pool pay, and the loss waits for its destination.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, Response, Storage};
use weir_accounting::vault::{Breaker, Demand, Request, Slashed, Waterfall};
use weir_interface::fund::FundContract;
use weir_interface::vault::{AppliedSlash, BreakerTripped, Scope, SlashApplied};
use weir_json::to_binary;
use weir_quantities::{Assets, Magnitude, ServiceId, SlashId, TermsVersion};

use crate::execute::request::{known, only_coordinator};
use crate::execute::{refuse_paused, response};
use crate::history::offence;
use crate::state::{
    Cover, Links, ACCESS, BOND, BREAKER, COVER, ESCROW, IDENTITY, LINKS, PARAMETERS, REQUESTS,
};
use crate::world::World;
use crate::ContractError;

/// Keeps the fund's cover for the request that is being executed.
pub fn bring_cover(
    deps: DepsMut<'_>,
    sender: Addr,
    id: SlashId,
    assets: Assets,
) -> Result<Response, ContractError> {
    let links = LINKS.load(deps.storage)?;
    if links.fund.as_ref() != Some(&sender) {
        let caller = sender.into_string();
        return Err(ContractError::Unauthorized { role: "fund", caller });
    }
    known(deps.storage, &links, id)?;
    COVER.save(deps.storage, &Cover { id, assets });
    Ok(response("bring_cover", vec![]))
}

pub fn apply_slash(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    id: SlashId,
) -> Result<Response, ContractError> {
    let links = only_coordinator(&deps, &sender)?;
    refuse_paused(&ACCESS.load(deps.storage)?, Scope::Executions, env.block.time.into())?;
    let request = known(deps.storage, &links, id)?;
    let mut world = World::open(deps.storage, env)?;
    let breaker = BREAKER.load(deps.storage)?;
    request.refuse_out_of_time(&breaker, world.now)?;
    REQUESTS.remove(deps.storage, id.u64());

    let cover = taken_cover(deps.storage, id)?;
    let (pool, row) = offence(deps.storage, request.service, request.infraction_time)?;
    let before = world.core.pool.assets;
    let base = row.base(&pool, world.core.pool.settled)?;
    let slashed = take(deps.storage, &mut world, &request, base, cover)?;
    keep(deps.storage, &mut world, (request.service, row.terms.version), slashed.loss)?;
    let Waterfall { bond, cover: covered, pool: pool_loss } = slashed.paid;
    tell(&mut world, &request, base, &slashed);
    review(deps.storage, &mut world, breaker, pool_loss, before)?;
    let returned = give_back(deps.storage, links, id, cover.minus(covered)?)?;
    let answer = AppliedSlash { base, applied: slashed.loss, bond, cover: covered, pool_loss };
    Ok(response("apply_slash", world.save(deps.storage)?)
        .add_messages(returned)
        .set_data(to_binary(&answer)))
}

/// Slashes bond and books; nothing when nothing is promised any more.
fn take(
    storage: &mut dyn Storage,
    world: &mut World,
    request: &Request,
    base: Assets,
    cover: Assets,
) -> Result<Slashed, ContractError> {
    let mut books = world.books(storage)?;
    if books.commitment(request.service).is_err() {
        return Ok(Slashed {
            loss: Assets::ZERO,
            paid: Waterfall::default(),
            magnitude: Magnitude::ZERO,
            budget: Magnitude::ZERO,
        });
    }
    let mut bond = BOND.load(storage)?;
    let fraction = request.fraction;
    let demand = Demand { fraction, base, bond: bond.slashable(world.now)?, cover };
    let delay = world.delay(storage)?.delay;
    let slashed = books.slash(request.service, demand, world.now, delay)?;
    books.close_request(request.service, request.asked)?;
    world.put(books);
    if !slashed.paid.bond.is_zero() {
        bond.lose(slashed.paid.bond, world.now)?;
        world.core.set_bond(&bond)?;
        BOND.save(storage, &bond);
    }
    Ok(slashed)
}

/// Keeps the loss for its destination.
fn keep(
    storage: &mut dyn Storage,
    world: &mut World,
    (service, version): (ServiceId, TermsVersion),
    loss: Assets,
) -> Result<(), ContractError> {
    if loss.is_zero() {
        return Ok(());
    }
    let key = (service.u64(), version.u64());
    let waiting = ESCROW.may_load(storage, key)?.unwrap_or_default();
    ESCROW.save(storage, key, &waiting.plus(loss)?);
    world.core.escrow = world.core.escrow.plus(loss)?;
    Ok(())
}

/// Notes what the pool lost, and trips the breaker when that was too much for a day.
fn review(
    storage: &mut dyn Storage,
    world: &mut World,
    mut breaker: Breaker,
    pool_loss: Assets,
    before: Assets,
) -> Result<(), ContractError> {
    if pool_loss.is_zero() {
        return Ok(());
    }
    let share = PARAMETERS.load(storage)?.breaker;
    if breaker.note(pool_loss, before, world.now, share)? {
        world.events.push(BreakerTripped { at: world.now.u64() }.into());
    }
    BREAKER.save(storage, &breaker);
    Ok(())
}

/// Sends cover back that was not needed.
fn give_back(
    storage: &dyn Storage,
    links: Links,
    id: SlashId,
    unused: Assets,
) -> Result<Option<CosmosMsg>, ContractError> {
    if unused.is_zero() {
        return Ok(None);
    }
    let Some(fund) = links.fund else { return Ok(None) };
    let asset = IDENTITY.load(storage)?.asset;
    Ok(Some(FundContract(fund).return_cover(&asset, id, unused)?))
}

/// The cover that was brought for this request in this transaction.
fn taken_cover(storage: &mut dyn Storage, id: SlashId) -> Result<Assets, ContractError> {
    let brought = COVER.may_load(storage)?;
    if brought.is_some() {
        COVER.remove(storage);
    }
    Ok(brought.filter(|cover| cover.id == id).map_or(Assets::ZERO, |cover| cover.assets))
}

fn tell(world: &mut World, request: &Request, base: Assets, slashed: &Slashed) {
    let event = SlashApplied {
        id: request.id,
        service: request.service,
        base,
        loss: slashed.loss,
        bond: slashed.paid.bond,
        cover: slashed.paid.cover,
        pool_loss: slashed.paid.pool,
        total_assets: world.core.pool.assets,
        total_shares: world.core.pool.shares,
        magnitude: world.core.pool.magnitude,
    };
    world.events.push(event.into());
}
