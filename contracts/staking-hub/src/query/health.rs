//! What is wrong or will be, in sentences, and who may replace the code.

use cosmwasm_std::{Addr, Deps, Env};
use weir_interface::hub::HealthResponse;
use weir_interface::token::TokenContract;
use weir_quantities::{Assets, Rounding, Seconds, Shares, DAY};

use super::peers::Timetable;
use super::rates::{growth, samples_since};
use crate::chain;
use crate::state::{Links, ANNOUNCED};
use crate::world::World;
use crate::{Outcome, Refusal};

/// So many days of rewards that do not count yet are too many.
const MANY_DAYS: u64 = 7;

/// Warnings and who may replace the code or govern it.
pub fn health(deps: Deps<'_>, env: &Env) -> Result<HealthResponse, Refusal> {
    let world = World::load(deps.storage, env)?;
    let links = &world.links;
    let mut warnings = stored_warnings(deps, env, &world)?;
    warnings.extend(supply_warning(deps, links, world.books.pool.supply));
    warnings.extend(withdraw_warning(deps, env, links));
    let admin = |contract: &Addr| chain::admin(deps.querier, contract);
    let admins = [
        ("hub", admin(&env.contract.address)?),
        ("token", admin(&links.token)?),
        ("registry", admin(&links.registry)?),
        ("distributor", admin(&links.distributor)?),
    ];
    warnings.extend(admin_warnings(&admins));
    let [(_, admin), (_, token_admin), (_, registry_admin), (_, distributor_admin)] = admins;
    let code = weir_contract::get_contract_version(deps.storage)?;
    Ok(HealthResponse {
        warnings,
        admin,
        token_admin,
        registry_admin,
        distributor_admin,
        owner: weir_contract::get_ownership(deps.storage)?.owner,
        version: format!("{} {}", code.contract, code.version),
    })
}

/// What the hub's own storage tells.
fn stored_warnings(deps: Deps<'_>, env: &Env, world: &World) -> Result<Vec<String>, Refusal> {
    let now = world.now.time;
    let mut warnings = vec![];
    if world.books.is_insolvent(now)? {
        let until = world.books.recovers_until(now);
        warnings.push(format!(
            "the hub is insolvent{}: {} assets back {} shares; anyone may cover it",
            until.map(|until| format!(" until {until}")).unwrap_or_default(),
            world.books.backing(now)?,
            world.books.pool.supply
        ));
    }
    let max_age = world.user.max_sync_age;
    let age = now.since(world.books.stake.synced.time);
    if age > max_age {
        warnings.push(format!(
            "the delegations were last read {age} ago, bonding takes at most {max_age}: call sync"
        ));
    }
    let gates = &world.gates;
    if gates.is_tripped(now) {
        let until = gates.breaker_until;
        warnings.push(format!(
            "the rate fell sharply; bonding and instant redemption are closed until {until}"
        ));
    }
    for (scope, until) in gates.paused.iter().filter(|(_, until)| now < *until) {
        warnings.push(format!("{scope} is paused until {until}"));
    }
    for (row, unread) in &gates.unread {
        let validator = usize::try_from(*row).map_or("", |row| world.validator(row));
        let since = unread.since();
        warnings.push(format!(
            "{validator} cannot be read since {since}; bonding and instant redemption are closed"
        ));
    }
    warnings.extend(vesting_warning(deps, world)?);
    warnings.extend(waiting_warning(deps, env)?);
    for raise in ANNOUNCED.load(deps.storage)? {
        let (name, value, from) = (raise.name, raise.value, raise.active_at);
        warnings.push(format!("{name} is to become {value}, from {from} on"));
    }
    Ok(warnings)
}

/// Rewards arrive faster than they may vest when more than seven days of them wait.
fn vesting_warning(deps: Deps<'_>, world: &World) -> Result<Option<String>, Refusal> {
    let now = world.now.time;
    let unvested = world.books.stake.vesting.unvested(now)?;
    let daily = daily_rewards(deps, world)?;
    let many = daily.times_ratio(MANY_DAYS.into(), 1, Rounding::Up)?;
    Ok((unvested > many).then(|| {
        format!(
            "{unvested} assets are not vested, more than {MANY_DAYS} days of rewards at {daily} \
             a day: max_daily_growth may be too low, or somebody gave coins"
        )
    }))
}

/// What a day brings: backing times the growth a day that the stored rates of the last thirty days
/// show. Where they span less than seven days, or the rate fell, what `max_daily_growth` lets vest
/// in a day: rewards are not more than that for long, or they would wait for ever.
fn daily_rewards(deps: Deps<'_>, world: &World) -> Result<Assets, Refusal> {
    let now = world.now.time;
    let samples = samples_since(deps.storage, now.before(DAY.times(30)))?;
    let span = match (samples.first(), samples.last()) {
        (Some((newest, _)), Some((oldest, _))) => newest.since(*oldest),
        _ => Seconds::ZERO,
    };
    let seen = growth(&samples, DAY).filter(|_| span >= DAY.times(MANY_DAYS));
    let growth = seen.unwrap_or(world.terms.max_daily_growth);
    Ok(world.books.backing(now)?.times(growth, Rounding::Up)?)
}

/// A batch that could have been submitted for a whole interval waits for entries or for a keeper.
fn waiting_warning(deps: Deps<'_>, env: &Env) -> Outcome<Option<String>> {
    let timetable = Timetable::load(deps.storage, env)?;
    let interval = timetable.cadence.min_batch_interval;
    let late = timetable.pipeline.waiting.zip(timetable.waiting_from());
    Ok(late.filter(|(_, from)| timetable.now > from.after(interval)).map(|(waiting, from)| {
        let id = waiting.id;
        format!(
            "batch {id} could be submitted since {from} and is not wholly placed: no keeper calls, \
             or min_batch_interval is too short for the free unbonding entries"
        )
    }))
}

/// Only the hub mints and burns, so the token's supply is the hub's.
fn supply_warning(deps: Deps<'_>, links: &Links, supply: Shares) -> Option<String> {
    match TokenContract(links.token.clone()).supply(deps.querier) {
        Ok(counted) if counted == supply => None,
        Ok(counted) => Some(format!("the token counts {counted} shares, the hub {supply}")),
        Err(_) => Some("the token does not tell its supply".to_string()),
    }
}

/// Rewards that go elsewhere are lost to the holders.
fn withdraw_warning(deps: Deps<'_>, env: &Env, links: &Links) -> Option<String> {
    match chain::withdraw_address(deps.querier, &env.contract.address) {
        Ok(address) if address == links.distributor.as_str() => None,
        Ok(address) => Some(format!(
            "staking rewards go to {address}, not to the distributor {}",
            links.distributor
        )),
        Err(_) => Some("the chain does not tell where staking rewards go".to_string()),
    }
}

/// Four contracts are as safe as the weakest of their admins.
fn admin_warnings(admins: &[(&str, Option<Addr>); 4]) -> Vec<String> {
    let name = |admin: &Option<Addr>| match admin {
        Some(admin) => admin.to_string(),
        None => "nobody".to_string(),
    };
    let [(_, hub), others @ ..] = admins;
    others
        .iter()
        .filter(|(_, admin)| admin != hub)
        .map(|(contract, admin)| {
            format!("the {contract} may be migrated by {}, the hub by {}", name(admin), name(hub))
        })
        .collect()
}
