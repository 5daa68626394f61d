//! What an action would give now: the rules it would meet, and the arithmetic it would use.

use cosmwasm_std::{Deps, Env, Order};
use weir_accounting::redeem;
use weir_contract::address_key;
use weir_interface::hub::{Scope, SimulateResponse, Simulation};
use weir_json::Failure;
use weir_quantities::{Assets, Rounding, Shares, Time};

use super::peers::Timetable;
use super::rates::observed;
use crate::execute::withdraw::MAX_WITHDRAWALS;
use crate::state::{Access, ACCESS, BATCHES, OUTFLOW, REQUESTS};
use crate::world::load_books;
use crate::{ContractError, Refusal};

/// What the action would give now.
///
/// # Errors
/// Those of the action itself: paused, breaker on, stale, too small, insolvent.
pub fn simulate(
    deps: Deps<'_>,
    env: &Env,
    simulation: Simulation,
) -> Result<SimulateResponse, Refusal> {
    match simulation {
        Simulation::Bond { assets } => bond(deps, env, assets),
        Simulation::Queue { shares } => queue(deps, env, shares),
        Simulation::Instant { shares } => instant(deps, env, shares),
        Simulation::Claim { owner } => claim(deps, env, &owner),
    }
}

fn bond(deps: Deps<'_>, env: &Env, assets: Assets) -> Result<SimulateResponse, Refusal> {
    let now = Time::from(env.block.time);
    let Access { gates, parameters, .. } = ACCESS.load(deps.storage)?;
    gates.check_open(Scope::Bond, now)?;
    gates.check_priced(now)?;
    let mut books = load_books(deps.storage)?;
    let (age, max) = (now.since(books.stake.synced.time), parameters.max_sync_age);
    if age > max {
        return Err(ContractError::StaleSync { age, max }.into());
    }
    let shares = books.bond(assets, now)?;
    let backing = books.backing(now)?;
    match parameters.backing_cap {
        Some(cap) if backing > cap => Err(ContractError::CapReached { backing, cap }.into()),
        Some(_) | None => Ok(SimulateResponse { shares, ..Default::default() }),
    }
}

/// At the rate of now: the batch is priced only when it is submitted.
fn queue(deps: Deps<'_>, env: &Env, shares: Shares) -> Result<SimulateResponse, Refusal> {
    let timetable = Timetable::load(deps.storage, env)?;
    let Access { gates, parameters, .. } = ACCESS.load(deps.storage)?;
    gates.check_open(Scope::QueueUnbond, timetable.now)?;
    let min = parameters.min_unbond;
    if shares < min {
        return Err(ContractError::BelowMinUnbond { min, came: shares }.into());
    }
    let rate = load_books(deps.storage)?.rate(timetable.now)?;
    Ok(SimulateResponse {
        shares,
        assets: rate.to_assets(shares, Rounding::Down)?,
        fee: Assets::ZERO,
        batch: Some(timetable.pipeline.open.id),
        ready_at: Some(timetable.paid_from(timetable.open_from()).u64()),
    })
}

fn instant(deps: Deps<'_>, env: &Env, shares: Shares) -> Result<SimulateResponse, Refusal> {
    let now = Time::from(env.block.time);
    let gates = ACCESS.load(deps.storage)?.gates;
    gates.check_open(Scope::InstantRedeem, now)?;
    gates.check_priced(now)?;
    let mut world = observed(deps, env)?;
    // Here the action gives the shares back, to keep what its sync found.
    world.gates.check_priced(now)?;
    let terms = world.terms.instant();
    if terms.buffer_target.is_zero() {
        return Err(ContractError::InstantClosed {}.into());
    }
    let mut outflow = OUTFLOW.may_load(deps.storage)?.unwrap_or_default();
    let vesting = world.terms.vesting();
    let redemption = redeem(&mut world.books, &mut outflow, shares, now, &terms, vesting)?;
    Ok(SimulateResponse {
        shares,
        assets: redemption.paid,
        fee: redemption.fee,
        batch: None,
        ready_at: Some(now.u64()),
    })
}

/// What one `withdraw_unbonded` would pay, of the requests that it looks at.
fn claim(deps: Deps<'_>, env: &Env, owner: &str) -> Result<SimulateResponse, Refusal> {
    let owner = address_key(deps.api, owner)?;
    let now = Time::from(env.block.time);
    ACCESS.load(deps.storage)?.gates.check_open(Scope::Withdraw, now)?;
    let requests = REQUESTS
        .prefix(&owner)
        .range(deps.storage, None, None, Order::Ascending)
        .take(MAX_WITHDRAWALS as usize)
        .collect::<Result<Vec<_>, Failure>>()?;
    let (mut shares, mut assets) = (Shares::ZERO, Assets::ZERO);
    for (id, request) in requests {
        let Some(batch) = BATCHES.may_load(deps.storage, id)? else { continue };
        let payable = request.payable(&batch)?;
        if !payable.is_zero() {
            shares = shares.plus(request.shares)?;
            assets = assets.plus(payable)?;
        }
    }
    let ready_at = (!assets.is_zero()).then_some(now.u64());
    Ok(SimulateResponse { shares, assets, ready_at, ..Default::default() })
}
