//! Undelegations and redelegations: their limits, their entries and how they complete.

use cosmwasm_std::{Addr, Coin, Timestamp, Uint128};
use cw_multi_test::AppResponse;

use super::delegating::{add, check_denom, remove, shares_of, Source};
use crate::context::{Ctx, Result};
use crate::dec::{sum, Dec};
use crate::delegation::Entry;
use crate::error::ChainError;
use crate::event::ChainEvent;
use crate::responses;
use crate::store::{self, Due, Route};
use crate::validator::{Status, Validator};

fn is_full(entries: &[Entry], max: u32) -> bool {
    u64::try_from(entries.len()).unwrap_or(u64::MAX) >= u64::from(max)
}

/// `MsgUndelegate`, which takes the full unbonding time whatever the validator's status.
pub(crate) fn undelegate(
    ctx: &mut Ctx<'_>,
    delegator: &Addr,
    operator: &str,
    amount: Coin,
) -> Result<AppResponse> {
    check_positive(&amount)?;
    let open = ctx.open(operator)?;
    let shares = shares_of(ctx, &open, delegator, amount.amount)?;
    check_denom(ctx, &amount)?;
    let params = ctx.params()?;
    let mut entries = store::unbonding(ctx.storage, delegator.as_str(), operator)?;
    if is_full(&entries, params.max_entries) {
        return Err(ChainError::MaxUnbondingDelegationEntries);
    }
    let status = open.validator.status;
    let (granted, paid) = remove(ctx, delegator, open, shares)?;
    ctx.move_stake(status, Status::Unbonding, granted)?;
    let completes_at = ctx.block.time.plus_seconds(params.unbonding_period);
    add_entry(ctx, &mut entries, completes_at, granted)?;
    store::save_unbonding(ctx.storage, delegator.as_str(), operator, &entries);
    let due = Due::Unbonding { delegator: delegator.to_string(), operator: operator.to_string() };
    store::enqueue(ctx.storage, completes_at, &due);
    let granted = Coin { denom: amount.denom, amount: granted };
    let answer = responses::undelegate(delegator, operator, completes_at, &granted);
    Ok(responses::with_withdrawal(answer, delegator, operator, Some(&paid)))
}

/// What the message server asks before it looks for the validator.
fn check_positive(amount: &Coin) -> Result<()> {
    if amount.amount.is_zero() {
        return Err(ChainError::InvalidSharesAmount);
    }
    Ok(())
}

/// Entries of one block and one completion time are one entry.
fn add_entry(
    ctx: &mut Ctx<'_>,
    entries: &mut Vec<Entry>,
    completes_at: Timestamp,
    amount: Uint128,
) -> Result<()> {
    let creation_height = ctx.block.height;
    let same = entries
        .iter_mut()
        .find(|e| e.creation_height == creation_height && e.completes_at == completes_at);
    if let Some(entry) = same {
        entry.initial_balance = sum(entry.initial_balance, amount);
        entry.balance = sum(entry.balance, amount);
        return Ok(());
    }
    let id = store::next_entry_id(ctx.storage)?;
    entries.push(Entry {
        id,
        creation_height,
        completes_at,
        initial_balance: amount,
        balance: amount,
        shares_dst: Dec::ZERO,
        holds: 0,
    });
    Ok(())
}

/// `MsgBeginRedelegate`
pub(crate) fn redelegate(
    ctx: &mut Ctx<'_>,
    delegator: &Addr,
    source: &str,
    destination: &str,
    amount: Coin,
) -> Result<AppResponse> {
    check_positive(&amount)?;
    let from = ctx.open(source)?;
    let shares = shares_of(ctx, &from, delegator, amount.amount)?;
    check_denom(ctx, &amount)?;
    if source == destination {
        return Err(ChainError::SelfRedelegation);
    }
    store::validator(ctx.storage, destination)
        .map_err(|_| ChainError::BadRedelegationDestination)?;
    if store::is_receiving(ctx.storage, delegator.as_str(), source) {
        return Err(ChainError::TransitiveRedelegation);
    }
    let route = Route {
        delegator: delegator.to_string(),
        source: source.to_string(),
        destination: destination.to_string(),
    };
    let entries = store::redelegation(ctx.storage, &route)?;
    if is_full(&entries, ctx.params()?.max_entries) {
        return Err(ChainError::MaxRedelegationEntries);
    }
    let origin = from.validator.clone();
    let (moved, paid) = remove(ctx, delegator, from, shares)?;
    if moved.is_zero() {
        return Err(ChainError::TinyRedelegationAmount);
    }
    let to = ctx.open(destination)?;
    let (shares_dst, also_paid) = add(ctx, delegator, to, moved, Source::Stake(origin.status))?;
    let completes_at = add_redelegation(ctx, &origin, &route, entries, moved, shares_dst)?;
    let answer = responses::redelegate(source, destination, completes_at, moved);
    let answer = responses::with_withdrawal(answer, delegator, destination, also_paid.as_ref());
    Ok(responses::with_withdrawal(answer, delegator, source, Some(&paid)))
}

/// Unlike undelegations, redelegations of one block stay entries of their own.
fn add_redelegation(
    ctx: &mut Ctx<'_>,
    origin: &Validator,
    route: &Route,
    mut entries: Vec<Entry>,
    moved: Uint128,
    shares_dst: Dec,
) -> Result<Option<Timestamp>> {
    // `getBeginInfo` looks the source up again: one that was just emptied and forgotten is refused
    store::any_validator(ctx.storage, &route.source)?;
    let (completes_at, creation_height) = match origin.status {
        Status::Unbonded => return Ok(None),
        Status::Unbonding => (origin.unbonding_at, origin.unbonding_height),
        Status::Bonded => {
            (ctx.block.time.plus_seconds(ctx.params()?.unbonding_period), ctx.block.height)
        }
    };
    let id = store::next_entry_id(ctx.storage)?;
    let (initial_balance, balance) = (moved, moved);
    entries.push(Entry {
        id,
        creation_height,
        completes_at,
        initial_balance,
        balance,
        shares_dst,
        holds: 0,
    });
    store::save_redelegation(ctx.storage, route, &entries);
    store::enqueue(ctx.storage, completes_at, &Due::Redelegation(route.clone()));
    Ok(Some(completes_at))
}

/// `CompleteUnbonding`: pays every entry that is mature and not held.
pub(crate) fn complete_unbonding(ctx: &mut Ctx<'_>, delegator: &str, operator: &str) -> Result<()> {
    let entries = store::unbonding(ctx.storage, delegator, operator)?;
    let now = ctx.block.time;
    let (due, left): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| e.is_due(now));
    store::save_unbonding(ctx.storage, delegator, operator, &left);
    let delegator = Addr::unchecked(delegator);
    for entry in due {
        let coins = ctx.coin(entry.balance)?;
        let pool = &ctx.accounts.not_bonded_pool;
        ctx.transfer(pool, &delegator, coins)?;
        ctx.record(ChainEvent::UnbondingPaid {
            delegator: delegator.clone(),
            validator: operator.to_string(),
            amount: entry.balance,
        });
    }
    Ok(())
}

pub(crate) fn complete_redelegation(ctx: &mut Ctx<'_>, route: &Route) -> Result<()> {
    let entries = store::redelegation(ctx.storage, route)?;
    let now = ctx.block.time;
    let (due, left): (Vec<_>, Vec<_>) = entries.into_iter().partition(|e| e.is_due(now));
    store::save_redelegation(ctx.storage, route, &left);
    for _ in due {
        ctx.record(ChainEvent::RedelegationCompleted {
            delegator: Addr::unchecked(&route.delegator),
            source: route.source.clone(),
            destination: route.destination.clone(),
        });
    }
    Ok(())
}

fn change_holds(
    ctx: &mut Ctx<'_>,
    delegator: &str,
    operator: &str,
    id: u64,
    change: impl Fn(u64) -> u64,
) -> Result<()> {
    let mut entries = store::unbonding(ctx.storage, delegator, operator)?;
    let Some(entry) = entries.iter_mut().find(|e| e.id == id) else {
        return Err(ChainError::NoUnbondingDelegation);
    };
    entry.holds = change(entry.holds);
    store::save_unbonding(ctx.storage, delegator, operator, &entries);
    Ok(())
}

/// `PutUnbondingOnHold`
pub(crate) fn hold(ctx: &mut Ctx<'_>, delegator: &str, operator: &str, id: u64) -> Result<()> {
    change_holds(ctx, delegator, operator, id, |holds| holds.saturating_add(1))
}

/// `UnbondingCanComplete`: pays at once what matured meanwhile.
pub(crate) fn release(ctx: &mut Ctx<'_>, delegator: &str, operator: &str, id: u64) -> Result<()> {
    change_holds(ctx, delegator, operator, id, |holds| holds.saturating_sub(1))?;
    complete_unbonding(ctx, delegator, operator)
}
