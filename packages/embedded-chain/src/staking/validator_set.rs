//! Who is bonded, recomputed at the end of each block in which it may have changed.

use std::cmp::Reverse;

use super::delegating::close_or_forget;
use super::votes;
use crate::context::{Ctx, Result};
use crate::event::ChainEvent;
use crate::store::{self, Due};
use crate::validator::{Status, Validator};

/// `ApplyAndReturnValidatorSetUpdates`: the `max_validators` with the most power.
pub(crate) fn update_set(ctx: &mut Ctx<'_>) -> Result<()> {
    let mut totals = store::totals(ctx.storage)?;
    if !totals.set_changed {
        return Ok(());
    }
    totals.set_changed = false;
    store::save_totals(ctx.storage, &totals);
    let params = ctx.params()?;
    let all = store::validators(ctx.storage)?;
    let mut ranked: Vec<&Validator> =
        all.iter().filter(|v| !v.jailed && v.power(params.power_reduction) > 0).collect();
    // Addresses are taken apart only where powers are the same.
    ranked.sort_by(|a, b| {
        let power = |v: &Validator| Reverse(v.power(params.power_reduction));
        let addresses = || address_order(&a.operator).cmp(&address_order(&b.operator));
        power(a).cmp(&power(b)).then_with(addresses)
    });
    ranked.truncate(usize::try_from(params.max_validators).unwrap_or(usize::MAX));
    let entering: Vec<String> =
        ranked.iter().filter(|v| !v.is_bonded()).map(|v| v.operator.clone()).collect();
    let staying: std::collections::BTreeSet<&str> =
        ranked.iter().map(|v| v.operator.as_str()).collect();
    let leaving: Vec<String> = all
        .iter()
        .filter(|v| v.is_bonded() && !staying.contains(v.operator.as_str()))
        .map(|v| v.operator.clone())
        .collect();
    for operator in entering {
        bond(ctx, &operator)?;
    }
    for operator in leaving {
        begin_unbonding(ctx, &operator, params.unbonding_period)?;
    }
    votes::tell_powers(ctx)?;
    let mut totals = store::totals(ctx.storage)?;
    totals.set_changed = false;
    store::save_totals(ctx.storage, &totals);
    Ok(())
}

fn bond(ctx: &mut Ctx<'_>, operator: &str) -> Result<()> {
    let mut open = ctx.open_any(operator)?;
    let tokens = open.validator.tokens;
    open.validator.status = Status::Bonded;
    open.validator.signs_since = ctx.block.height;
    ctx.close(open)?;
    ctx.move_stake(Status::Unbonded, Status::Bonded, tokens)?;
    ctx.record(ChainEvent::Bonded { validator: operator.to_string() });
    Ok(())
}

fn begin_unbonding(ctx: &mut Ctx<'_>, operator: &str, period: u64) -> Result<()> {
    let mut open = ctx.open_any(operator)?;
    let tokens = open.validator.tokens;
    open.validator.status = Status::Unbonding;
    open.validator.unbonding_at = ctx.block.time.plus_seconds(period);
    open.validator.unbonding_height = ctx.block.height;
    store::enqueue(ctx.storage, open.validator.unbonding_at, &Due::Validator(operator.to_string()));
    ctx.close(open)?;
    ctx.move_stake(Status::Bonded, Status::Unbonding, tokens)?;
    ctx.record(ChainEvent::UnbondingBegan { validator: operator.to_string() });
    Ok(())
}

/// Orders addresses as the bytes they stand for: of two with the same power the lower one is in the
/// set. Bech32 writes bytes with this alphabet, which is not the order of its characters.
fn address_order(operator: &str) -> Vec<usize> {
    const ALPHABET: &str = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    let data = operator.rsplit_once('1').map_or(operator, |(_, data)| data);
    data.chars().map(|c| ALPHABET.find(c).unwrap_or_default()).collect()
}

/// `UnbondAllMatureValidators`, for one of them.
pub(crate) fn complete(ctx: &mut Ctx<'_>, operator: &str) -> Result<()> {
    let Ok(mut open) = ctx.open_any(operator) else { return Ok(()) };
    if open.validator.status != Status::Unbonding || open.validator.unbonding_at > ctx.block.time {
        return Ok(());
    }
    open.validator.status = Status::Unbonded;
    ctx.record(ChainEvent::Unbonded { validator: operator.to_string() });
    close_or_forget(ctx, open)
}
