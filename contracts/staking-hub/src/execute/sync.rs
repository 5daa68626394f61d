//! Reading the delegations and setting the ledger to what the chain says. Whatever pays out does
//! this in the same transaction; a loss that it finds is never dropped.

use cosmwasm_std::{Decimal, DepsMut, Env, Event, QuerierWrapper, Response, Storage};
use weir_accounting::{Found, Unread};
use weir_interface::hub::{BreakerTripped, Slashed, Synced, ValidatorRead, ValidatorUnread};
use weir_json::Failure;
use weir_quantities::{Assets, Time, DAY};

use crate::chain::read_delegations;
use crate::state::{SlashRecord, LOSSES, PEAKS, RATES, SLASHES, SLASH_COUNT};
use crate::world::{rate_or_zero, save_gates, World};
use crate::Refusal;

/// Slashes kept for the query.
const SLASHES_KEPT: u64 = 100;
/// Daily rates kept for queries.
const RATES_KEPT: u64 = 90;
/// Old rates removed by one sync: more than one, since there may be days without a sync.
const PRUNED_AT_ONCE: usize = 3;

pub fn sync(mut deps: DepsMut<'_>, env: Env, skip: Vec<String>) -> Result<Response, Refusal> {
    let mut world = World::load(deps.storage, &env)?;
    let (_, events) = observe_and_note(deps.branch(), &mut world, &skip)?;
    world.save_stake(deps.storage);
    Ok(Response::new().add_attribute("action", "sync").add_events(events))
}

/// Syncs in memory: what a sync now would find.
pub fn observe(
    querier: QuerierWrapper<'_>,
    world: &mut World,
    skip: &[String],
) -> Result<Found, Refusal> {
    let readings = read_delegations(querier, &world.hub, &world.roster.seats, skip);
    let terms = world.terms.vesting();
    let found =
        weir_accounting::sync(&mut world.books, &mut world.ledger, &readings, world.now, terms)?;
    let rows = 0u32..;
    world.gates.unread = rows
        .zip(&world.ledger)
        .filter_map(|(row, entry)| entry.unread.map(|unread| (row, unread)))
        .collect();
    Ok(found)
}

/// Syncs in memory and saves what else was found: slashes, what is closed, the day's rate. Books
/// and ledger are the caller's to save, with [`World::save_stake`], since it may change them again.
pub fn observe_and_note(
    deps: DepsMut<'_>,
    world: &mut World,
    skip: &[String],
) -> Result<(Found, Vec<Event>), Refusal> {
    let gates_before = world.gates.clone();
    let rate_before = rate_or_zero(&world.books, world.now.time);
    let mut found = observe(deps.querier, world, skip)?;
    if !found.fallen.is_zero() {
        found.tripped_below = trip_breaker(deps.storage, world, rate_before)?;
    }
    if world.gates != gates_before {
        save_gates(deps.storage, &world.gates)?;
    }
    keep_slashes(deps.storage, world, &found)?;
    keep_rate(deps.storage, world)?;
    let events = events(world, &found)?;
    Ok((found, events))
}

/// Closes bonding and instant redemption when the rate fell too far below the day's highest.
fn trip_breaker(
    storage: &mut dyn Storage,
    world: &mut World,
    rate_before: Decimal,
) -> Result<Option<Decimal>, Refusal> {
    let now = world.now.time;
    let mut peaks = PEAKS.load(storage)?;
    let rate = rate_or_zero(&world.books, now);
    let peak = peaks.observe(rate_before, rate, now, world.terms.breaker_fall);
    PEAKS.save(storage, &peaks);
    if peak.is_some() {
        world.gates.breaker_until = now.after(world.terms.breaker_period);
    }
    Ok(peak)
}

fn keep_slashes(storage: &mut dyn Storage, world: &World, found: &Found) -> Result<(), Refusal> {
    if found.slashes.is_empty() {
        return Ok(());
    }
    let mut count = SLASH_COUNT.may_load(storage)?.unwrap_or_default();
    for slash in &found.slashes {
        let validator = world.validator(slash.row);
        let losses = LOSSES.may_load(storage, validator)?.unwrap_or_default();
        LOSSES.save(storage, validator, &losses.plus(slash.before.minus_or_zero(slash.after))?);
        let record = SlashRecord {
            validator: validator.to_string(),
            before: slash.before,
            after: slash.after,
            seen_at: world.now.time,
        };
        SLASHES.save(storage, count, &record);
        if let Some(old) = count.checked_sub(SLASHES_KEPT) {
            SLASHES.remove(storage, old);
        }
        count = count.saturating_add(1);
    }
    SLASH_COUNT.save(storage, &count);
    Ok(())
}

/// Keeps the first rate of each day.
fn keep_rate(storage: &mut dyn Storage, world: &World) -> Result<(), Refusal> {
    let day = day_of(world.now.time);
    if RATES.has(storage, day) {
        return Ok(());
    }
    let Ok(rate) = world.books.rate(world.now.time) else { return Ok(()) };
    RATES.save(storage, day, &(world.now.time, rate.to_decimal()?));
    if let Some(oldest) = day.checked_sub(RATES_KEPT) {
        let end = Some(cw_storage_plus::Bound::inclusive(oldest));
        let old: Vec<u64> = RATES
            .keys(storage, None, end, cosmwasm_std::Order::Ascending)
            .take(PRUNED_AT_ONCE)
            .collect::<Result<_, Failure>>()?;
        old.into_iter().for_each(|day| RATES.remove(storage, day));
    }
    Ok(())
}

/// The day since 1970.
pub fn day_of(time: Time) -> u64 {
    time.u64().checked_div(DAY.u64()).unwrap_or_default()
}

fn events(world: &World, found: &Found) -> Result<Vec<Event>, Refusal> {
    let now = world.now.time;
    let rate = rate_or_zero(&world.books, now);
    let mut events = vec![Event::from(Synced {
        delegated: world.books.stake.delegated,
        lost: found.fallen,
        found: found.risen,
        backing: world.books.backing(now)?,
        supply: world.books.pool.supply,
        rate,
    })];
    let validator = |row: usize| world.validator(row).to_string();
    events.extend(found.slashes.iter().map(|slash| {
        let (before, after) = (slash.before, slash.after);
        Event::from(Slashed { validator: validator(slash.row), before, after })
    }));
    for row in &found.unread {
        let (assets, treatment) = match world.ledger.get(*row).and_then(|entry| entry.unread) {
            Some(Unread::Zeroed { remembered, .. }) => (remembered, "zero"),
            _ => (world.ledger.get(*row).map_or(Assets::ZERO, |entry| entry.assets), "kept"),
        };
        events.push(ValidatorUnread { validator: validator(*row), assets, treatment }.into());
    }
    for row in &found.read {
        let assets = world.ledger.get(*row).map_or(Assets::ZERO, |entry| entry.assets);
        events.push(ValidatorRead { validator: validator(*row), assets }.into());
    }
    if let Some(peak) = found.tripped_below {
        let until = world.gates.breaker_until.u64();
        events.push(BreakerTripped { peak, rate, until }.into());
    }
    Ok(events)
}
