//! The rate: now, live, and of past days.

use cosmwasm_std::{Decimal, Deps, Env, Order, Storage};
use cw_storage_plus::Bound;
use weir_accounting::Books;
use weir_interface::hub::{
    AprResponse, ExchangeRatesResponse, RateResponse, RedemptionRateResponse,
};
use weir_interface::PeerField;
use weir_json::Failure;
use weir_quantities::{ExchangeRate, Seconds, Time, DAY};

use super::page;
use crate::execute::sync;
use crate::state::{Gates, ACCESS, LINKS, PEAKS, RATES};
use crate::world::{load_books, rate_or_zero, World};
use crate::{ContractError, Outcome, Refusal};

/// The most days kept.
const MAX_DAYS: u32 = 90;
const APR_WINDOW: Seconds = Seconds::new(30 * 86_400);
const YEAR: Seconds = Seconds::new(365 * 86_400);

/// The rate with its age, as lenders read it.
pub fn redemption_rate(
    deps: Deps<'_>,
    env: &Env,
    denom: &str,
    params: PeerField,
) -> Result<RedemptionRateResponse, Refusal> {
    check_asked(deps.storage, denom, params)?;
    let books = load_books(deps.storage)?;
    Ok(RedemptionRateResponse {
        redemption_rate: stored_rate(&books, env.block.time.into())?,
        update_time: books.stake.synced.time.u64(),
    })
}

/// Past rates are facts, so they are answered whatever the hub's state is now.
pub fn historical_redemption_rates(
    deps: Deps<'_>,
    denom: &str,
    params: PeerField,
    limit: Option<u32>,
) -> Result<Vec<RedemptionRateResponse>, Refusal> {
    check_asked(deps.storage, denom, params)?;
    let newest_first = RATES.range(deps.storage, None, None, Order::Descending);
    let rows = newest_first.take(page(limit, 30, MAX_DAYS)).map(|row| {
        let (_, (at, redemption_rate)) = row?;
        Ok(RedemptionRateResponse { redemption_rate, update_time: at.u64() })
    });
    Ok(rows.collect::<Result<_, Failure>>()?)
}

/// The rate alone.
pub fn exchange_rate(deps: Deps<'_>, env: &Env) -> Result<Decimal, Refusal> {
    stored_rate(&load_books(deps.storage)?, env.block.time.into())
}

/// Past rates and their growth a day, as Eris's clients read them.
pub fn exchange_rates(
    deps: Deps<'_>,
    start_after: Option<u64>,
    limit: Option<u32>,
) -> Outcome<ExchangeRatesResponse> {
    let before = start_after.map(Time::new);
    // The day of `start_after` itself may hold an older sample.
    let last_day = before.map(|at| Bound::inclusive(sync::day_of(at)));
    let samples = RATES
        .range(deps.storage, None, last_day, Order::Descending)
        .map(|row| Ok(row?.1))
        .filter(|row| match (row, before) {
            (Ok((at, _)), Some(before)) => *at < before,
            _ => true,
        })
        .take(page(limit, 10, MAX_DAYS))
        .collect::<Result<Vec<(Time, Decimal)>, Failure>>()?;
    Ok(ExchangeRatesResponse {
        apr: growth(&samples, DAY),
        exchange_rates: samples.into_iter().map(|(at, rate)| (at.u64(), rate)).collect(),
    })
}

/// The rate and what may keep from acting at it.
pub fn rate(deps: Deps<'_>, env: &Env) -> Result<RateResponse, Refusal> {
    let gates = ACCESS.load(deps.storage)?.gates;
    describe(&load_books(deps.storage)?, &gates, env.block.time.into())
}

/// The rate that a sync now would give.
pub fn live_rate(deps: Deps<'_>, env: &Env) -> Result<RateResponse, Refusal> {
    let world = observed(deps, env)?;
    describe(&world.books, &world.gates, world.now.time)
}

/// The books and gates as a sync now would leave them, a breaker that it trips included.
pub fn observed(deps: Deps<'_>, env: &Env) -> Result<World, Refusal> {
    let mut world = World::load(deps.storage, env)?;
    let now = world.now.time;
    let before = rate_or_zero(&world.books, now);
    let found = sync::observe(deps.querier, &mut world, &[])?;
    if !found.fallen.is_zero() {
        let mut peaks = PEAKS.load(deps.storage)?;
        let after = rate_or_zero(&world.books, now);
        if peaks.observe(before, after, now, world.terms.breaker_fall).is_some() {
            world.gates.breaker_until = now.after(world.terms.breaker_period);
        }
    }
    Ok(world)
}

/// Growth a year, from the samples of a window.
pub fn apr(deps: Deps<'_>, env: &Env, window: Option<u64>) -> Outcome<AprResponse> {
    let now = Time::from(env.block.time);
    let samples = samples_since(deps.storage, now.before(window.map_or(APR_WINDOW, Seconds::new)))?;
    let span = match (samples.first(), samples.last()) {
        (Some((newest, _)), Some((oldest, _))) => newest.since(*oldest),
        _ => Seconds::ZERO,
    };
    Ok(AprResponse {
        apr: growth(&samples, YEAR),
        samples: u32::try_from(samples.len()).unwrap_or(u32::MAX),
        seconds: span.u64(),
    })
}

/// The samples since a time, newest first.
pub fn samples_since(storage: &dyn Storage, since: Time) -> Outcome<Vec<(Time, Decimal)>> {
    let first_day = Some(Bound::inclusive(sync::day_of(since)));
    RATES
        .range(storage, first_day, None, Order::Descending)
        .map(|row| Ok(row?.1))
        .filter(|row| row.as_ref().map_or(true, |(at, _)| *at >= since))
        .collect()
}

/// Growth of the rate in `period` between the oldest and the newest of samples, newest first, not
/// compounded, rounded down. Nothing with fewer than two, or when the rate fell.
pub fn growth(samples: &[(Time, Decimal)], period: Seconds) -> Option<Decimal> {
    let ((newest, after), (oldest, before)) = (samples.first()?, samples.last()?);
    let grown = after.checked_sub(*before).ok()?.checked_div(*before).ok()?;
    let periods = Decimal::checked_from_ratio(period.u64(), newest.since(*oldest).u64()).ok()?;
    grown.checked_mul(periods).ok()
}

/// The rate to act at: an error while insolvent, never a default.
pub fn stored_rate(books: &Books, now: Time) -> Result<Decimal, Refusal> {
    Ok(books.rate(now)?.to_decimal()?)
}

/// The one answer that is given while insolvent too: it says so, and the rate in it is what
/// backing and supply make, next to nothing.
fn describe(books: &Books, gates: &Gates, now: Time) -> Result<RateResponse, Refusal> {
    let (backing, supply) = (books.backing(now)?, books.pool.supply);
    Ok(RateResponse {
        rate: ExchangeRate::new(backing, supply).to_decimal()?,
        backing,
        supply,
        synced_at: books.stake.synced.time.u64(),
        paused: gates.paused.iter().filter(|row| now < row.1).map(|row| row.0).collect(),
        breaker: gates.is_tripped(now).then_some(gates.breaker_until.u64()),
        insolvent: books.is_insolvent(now)?,
    })
}

/// A lender that asks for another token must not be told this one's rate.
fn check_asked(storage: &dyn Storage, denom: &str, params: PeerField) -> Result<(), Refusal> {
    let token = LINKS.load(storage)?.token;
    if denom != token.as_str() {
        return Err(ContractError::ForeignDenom { denom: denom.to_string(), token }.into());
    }
    if params.asks() {
        let reason = "the rate has no parameters";
        return Err(ContractError::PeerField { field: "params", reason }.into());
    }
    Ok(())
}
