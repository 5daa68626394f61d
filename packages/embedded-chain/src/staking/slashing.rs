//! Slashes, jails and evidence, in the order of the SDK's keepers.

use cosmwasm_std::{Addr, Decimal, Timestamp, Uint128};

use super::delegating::remove;
use crate::context::{Ctx, Result};
use crate::dec::{difference, sum, Dec};
use crate::delegation::Entry;
use crate::distribution::record_slash;
use crate::error::ChainError;
use crate::event::ChainEvent;
use crate::missed::Missed;
use crate::store::{self, Route};
use crate::validator::{Status, Validator};

/// What is punished: when it was, and with how many tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Infraction {
    pub height: u64,
    pub tokens: Uint128,
}

/// What a slash took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlashOutcome {
    /// burnt from the validator's own tokens
    pub from_validator: Uint128,
    /// charged to its unbonding entries; what was really in them may be less
    pub from_unbonding: Uint128,
    /// charged to stake redelegated away; what was really cut may be less or more
    pub from_redelegations: Uint128,
}

/// `Slash`: entries made at or after the infraction first, the rest from the validator.
pub(crate) fn slash(
    ctx: &mut Ctx<'_>,
    operator: &str,
    infraction: Infraction,
    fraction: Decimal,
) -> Result<SlashOutcome> {
    let validator = store::any_validator(ctx.storage, operator)?;
    if validator.status == Status::Unbonded {
        return Err(ChainError::SlashOfUnbonded { validator: operator.to_string() });
    }
    if infraction.height > ctx.block.height {
        return Err(ChainError::FutureInfraction {
            infraction_height: infraction.height,
            height: ctx.block.height,
        });
    }
    let power_reduction = ctx.params()?.power_reduction;
    let power = Validator { tokens: infraction.tokens, ..validator }.power(power_reduction);
    let amount = power_reduction.checked_mul(Uint128::new(power)).unwrap_or(infraction.tokens);
    let factor = Dec::from(fraction);
    let due = Dec::from_int(amount).mul_round(factor).truncate_int();
    let mut outcome = SlashOutcome::default();
    if infraction.height < ctx.block.height {
        outcome.from_unbonding = slash_unbondings(ctx, operator, infraction.height, factor)?;
        outcome.from_redelegations = slash_redelegations(ctx, operator, infraction.height, factor)?;
    }
    let rest = due.saturating_sub(sum(outcome.from_unbonding, outcome.from_redelegations));
    outcome.from_validator = slash_validator(ctx, operator, rest)?;
    ctx.record(ChainEvent::Slashed {
        validator: operator.to_string(),
        infraction_height: infraction.height,
        fraction,
        burnt: outcome.from_validator,
    });
    Ok(outcome)
}

fn slash_validator(ctx: &mut Ctx<'_>, operator: &str, rest: Uint128) -> Result<Uint128> {
    let mut open = ctx.open_any(operator)?;
    let burnt = rest.min(open.validator.tokens);
    if burnt.is_zero() {
        return Ok(burnt);
    }
    let effective = Dec::from_int(burnt).quo_round_up(Dec::from_int(open.validator.tokens));
    record_slash(ctx, &mut open, effective.min(Dec::one()))?;
    open.validator.tokens = difference(open.validator.tokens, burnt);
    let status = open.validator.status;
    ctx.close(open)?;
    ctx.burn_stake(status, burnt)?;
    Ok(burnt)
}

fn charge(entry: &Entry, factor: Dec) -> Uint128 {
    factor.mul_int(entry.initial_balance).truncate_int()
}

fn slash_unbondings(
    ctx: &mut Ctx<'_>,
    operator: &str,
    height: u64,
    factor: Dec,
) -> Result<Uint128> {
    let mut charged = Uint128::zero();
    for delegator in store::unbonding_delegators(ctx.storage, operator) {
        let mut entries = store::unbonding(ctx.storage, &delegator, operator)?;
        let mut burnt = Uint128::zero();
        for entry in entries.iter_mut().filter(|e| e.is_slashable(height, ctx.block.time)) {
            let due = charge(entry, factor);
            charged = sum(charged, due);
            let cut = due.min(entry.balance);
            entry.balance = difference(entry.balance, cut);
            burnt = sum(burnt, cut);
            ctx.record(unbonding_slashed(&delegator, operator, entry.id, cut));
        }
        store::save_unbonding(ctx.storage, &delegator, operator, &entries);
        ctx.burn_stake(Status::Unbonding, burnt)?;
    }
    Ok(charged)
}

fn unbonding_slashed(delegator: &str, operator: &str, id: u64, burnt: Uint128) -> ChainEvent {
    ChainEvent::UnbondingSlashed {
        delegator: Addr::unchecked(delegator),
        validator: operator.to_string(),
        id,
        burnt,
    }
}

fn slash_redelegations(
    ctx: &mut Ctx<'_>,
    operator: &str,
    height: u64,
    factor: Dec,
) -> Result<Uint128> {
    let mut charged = Uint128::zero();
    for route in store::redelegations_from(ctx.storage, operator) {
        for entry in store::redelegation(ctx.storage, &route)? {
            if entry.is_slashable(height, ctx.block.time) {
                charged = sum(charged, charge(&entry, factor));
                slash_moved(ctx, &route, &entry, height, factor)?;
            }
        }
    }
    Ok(charged)
}

/// Cuts the entry's stake where it is now: unbonding entries there up to their whole balance, and
/// if those do not cover it, the delegation by the full amount as well.
fn slash_moved(
    ctx: &mut Ctx<'_>,
    route: &Route,
    moved: &Entry,
    height: u64,
    factor: Dec,
) -> Result<()> {
    let (delegator, destination) = (&route.delegator, &route.destination);
    let mut left = charge(moved, factor);
    let mut from_unbonding = Uint128::zero();
    let mut entries = store::unbonding(ctx.storage, delegator, destination)?;
    for entry in entries.iter_mut().filter(|e| e.is_slashable(height, ctx.block.time)) {
        let cut = left.min(entry.balance);
        left = difference(left, cut);
        entry.balance = difference(entry.balance, cut);
        from_unbonding = sum(from_unbonding, cut);
        ctx.record(unbonding_slashed(delegator, destination, entry.id, cut));
    }
    store::save_unbonding(ctx.storage, delegator, destination, &entries);
    ctx.burn_stake(Status::Unbonding, from_unbonding)?;
    let from_delegation = match left.is_zero() {
        true => Uint128::zero(),
        false => slash_moved_delegation(ctx, route, factor.mul_round(moved.shares_dst))?,
    };
    ctx.record(ChainEvent::RedelegationSlashed {
        delegator: Addr::unchecked(delegator),
        source: route.source.clone(),
        destination: destination.clone(),
        from_unbonding,
        from_delegation,
    });
    Ok(())
}

fn slash_moved_delegation(ctx: &mut Ctx<'_>, route: &Route, shares: Dec) -> Result<Uint128> {
    let (delegator, destination) = (&route.delegator, &route.destination);
    let Some(delegation) = store::delegation(ctx.storage, delegator, destination)? else {
        return Ok(Uint128::zero());
    };
    let shares = shares.min(delegation.shares);
    if shares.is_zero() {
        return Ok(Uint128::zero());
    }
    let delegator = Addr::unchecked(delegator);
    let open = ctx.open_any(destination)?;
    let status = open.validator.status;
    let removed = match open.validator.fault {
        None => remove(ctx, &delegator, open, shares),
        Some(_) => Err(ChainError::BrokenDistribution { validator: destination.clone() }),
    };
    let (burnt, paid) = match removed {
        Ok(removed) => removed,
        Err(error) => {
            let (destination, reason) = (destination.clone(), error.to_string());
            ctx.record(ChainEvent::RedelegationSlashFailed { delegator, destination, reason });
            return Ok(Uint128::zero());
        }
    };
    if !paid.coins.is_empty() {
        let (to, coins, validator) = (paid.to, paid.coins, destination.clone());
        ctx.record(ChainEvent::RewardsPaid { delegator, validator, to, coins });
    }
    ctx.burn_stake(status, burnt)?;
    Ok(burnt)
}

fn touch(ctx: &mut Ctx<'_>, operator: &str, change: impl FnOnce(&mut Validator)) -> Result<()> {
    let mut validator = store::any_validator(ctx.storage, operator)?;
    change(&mut validator);
    store::save_validator(ctx.storage, &validator);
    let mut totals = store::totals(ctx.storage)?;
    totals.set_changed = true;
    store::save_totals(ctx.storage, &totals);
    Ok(())
}

pub(crate) fn jail(ctx: &mut Ctx<'_>, operator: &str) -> Result<()> {
    if store::any_validator(ctx.storage, operator)?.jailed {
        return Err(ChainError::ValidatorJailed);
    }
    let height = ctx.block.height;
    touch(ctx, operator, |v| {
        v.note_votes(height);
        v.jailed = true;
    })?;
    ctx.record(ChainEvent::Jailed { validator: operator.to_string() });
    Ok(())
}

pub(crate) fn unjail(ctx: &mut Ctx<'_>, operator: &str) -> Result<()> {
    let validator = store::any_validator(ctx.storage, operator)?;
    // SDK 0.53 has an error of slashing for this too, but its keeper of staking answers first
    let own = store::delegation(ctx.storage, &validator.account, operator)?
        .ok_or(ChainError::NoDelegation)?;
    if validator.is_below_min_self_delegation(own.shares) {
        return Err(ChainError::SelfDelegationTooLow);
    }
    if !validator.jailed {
        return Err(ChainError::NotJailed);
    }
    if validator.tombstoned || ctx.block.time < validator.jailed_until {
        return Err(ChainError::StillJailed);
    }
    let height = ctx.block.height;
    touch(ctx, operator, |v| {
        v.note_votes(height);
        v.jailed = false;
    })?;
    ctx.record(ChainEvent::Unjailed { validator: operator.to_string() });
    Ok(())
}

/// Jails if need be and never lets it return.
pub(crate) fn tombstone(ctx: &mut Ctx<'_>, operator: &str) -> Result<()> {
    if !store::any_validator(ctx.storage, operator)?.jailed {
        jail(ctx, operator)?;
    }
    touch(ctx, operator, |v| {
        v.tombstoned = true;
        v.jailed_until = Timestamp::from_nanos(u64::MAX);
    })?;
    // it will never vote again
    store::save_misses(ctx.storage, operator, &Missed::default());
    ctx.record(ChainEvent::Tombstoned { validator: operator.to_string() });
    Ok(())
}

/// The tokens whose power signed a block: those at the end of the block before the one before.
fn signing(ctx: &Ctx<'_>, operator: &str, slash_height: u64) -> Result<Infraction> {
    let now = store::any_validator(ctx.storage, operator)?.tokens;
    let powered_at = slash_height.saturating_sub(1);
    let tokens = store::tokens_at(ctx.storage, operator, powered_at)?.unwrap_or(now);
    Ok(Infraction { height: slash_height, tokens })
}

/// `HandleEquivocationEvidence`: slashes one block before the infraction, jails, tombstones.
pub(crate) fn double_sign(
    ctx: &mut Ctx<'_>,
    operator: &str,
    infraction_height: u64,
    age: u64,
    fraction: Option<Decimal>,
) -> Result<Option<SlashOutcome>> {
    let validator = store::any_validator(ctx.storage, operator)?;
    let params = ctx.params()?;
    let blocks = ctx.block.height.saturating_sub(infraction_height);
    let ignored = if validator.status == Status::Unbonded {
        Some("validator is unbonded")
    } else if age > params.max_evidence_age_period && blocks > params.max_evidence_age_blocks {
        Some("evidence is too old")
    } else if validator.tombstoned {
        Some("validator is tombstoned")
    } else {
        None
    };
    if let Some(reason) = ignored {
        let (validator, reason) = (operator.to_string(), reason.to_string());
        ctx.record(ChainEvent::EvidenceIgnored { validator, reason });
        return Ok(None);
    }
    let infraction = signing(ctx, operator, infraction_height.saturating_sub(1))?;
    let fraction = fraction.unwrap_or(params.slash_fraction_double_sign);
    let outcome = slash(ctx, operator, infraction, fraction)?;
    tombstone(ctx, operator)?;
    Ok(Some(outcome))
}

/// Slashes two blocks back for missing too many blocks, and jails for a while.
pub(crate) fn downtime(ctx: &mut Ctx<'_>, operator: &str) -> Result<SlashOutcome> {
    let params = ctx.params()?;
    if store::any_validator(ctx.storage, operator)?.jailed {
        return Err(ChainError::ValidatorJailed);
    }
    let infraction = signing(ctx, operator, ctx.block.height.saturating_sub(2))?;
    let outcome = slash(ctx, operator, infraction, params.slash_fraction_downtime)?;
    jail(ctx, operator)?;
    let until = ctx.block.time.plus_seconds(params.downtime_jail_period);
    touch(ctx, operator, |v| {
        v.jailed_until = until;
        v.missed_blocks = 0;
        v.counted = 0;
    })?;
    store::save_misses(ctx.storage, operator, &Missed::default());
    Ok(outcome)
}
