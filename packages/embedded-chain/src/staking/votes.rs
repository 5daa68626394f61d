//! Who votes with which power, what was missed, and what that leads to.

use std::collections::BTreeSet;

use super::slashing;
use crate::context::{Ctx, Result};
use crate::store;
use crate::validator::Validator;

/// Votes follow the set by three blocks: one until a change of the set is known, one until it holds,
/// one until it is reported.
const LAG: u64 = 3;

/// `ApplyAndReturnValidatorSetUpdates`, what it returns: powers that changed.
pub(super) fn tell_powers(ctx: &mut Ctx<'_>) -> Result<()> {
    let reduction = ctx.params()?.power_reduction;
    let height = ctx.block.height.saturating_add(LAG);
    for mut validator in store::validators(ctx.storage)? {
        let power = match validator.is_bonded() {
            true => validator.power(reduction),
            false => 0,
        };
        if power != validator.told_power {
            validator.told_power = power;
            store::save_validator(ctx.storage, &validator);
            store::schedule_power(ctx.storage, height, &validator.operator, power)?;
        }
    }
    Ok(())
}

/// The set that votes in the block that begins.
pub(super) fn take_powers(ctx: &mut Ctx<'_>) -> Result<()> {
    for (operator, power) in store::powers_due(ctx.storage, ctx.block.height)? {
        // one that is gone has left the total as it went
        let Ok(mut open) = ctx.open_any(&operator) else { continue };
        let mut totals = store::totals(ctx.storage)?;
        let others = totals.voting_power.saturating_sub(open.validator.voting_power);
        totals.voting_power = others.saturating_add(power);
        store::save_totals(ctx.storage, &totals);
        open.validator.note_votes(ctx.block.height.saturating_sub(1));
        open.validator.voting_power = power;
        ctx.close(open)?;
    }
    Ok(())
}

/// Whoever is in the first set has been in it for long, and votes at once.
pub(crate) fn begin_voting(ctx: &mut Ctx<'_>) -> Result<()> {
    let _ = store::powers_due(ctx.storage, u64::MAX)?;
    let mut totals = store::totals(ctx.storage)?;
    totals.voting_power = 0;
    for mut validator in store::validators(ctx.storage)? {
        validator.signs_since = 0;
        validator.voting_power = validator.told_power;
        totals.voting_power = totals.voting_power.saturating_add(validator.voting_power);
        // the first block has begun
        validator.counted = u64::from(validator.is_counted());
        validator.counted_at = ctx.block.height;
        store::save_validator(ctx.storage, &validator);
    }
    store::save_totals(ctx.storage, &totals);
    Ok(())
}

/// `HandleValidatorSignature` of all who missed a block of their window, and of all who miss this
/// one. The others have nothing in their bitmaps, and their votes need not be counted one by one.
pub(super) fn count_missed_blocks(ctx: &mut Ctx<'_>) -> Result<()> {
    let missing = store::missing(ctx.storage)?;
    let mut all: BTreeSet<String> = store::with_misses(ctx.storage).into_iter().collect();
    all.extend(missing.iter().map(|(operator, _)| operator.clone()));
    let mut still = vec![];
    for operator in all {
        let Ok(validator) = store::any_validator(ctx.storage, &operator) else { continue };
        let told = missing.iter().find(|(missed, _)| *missed == operator);
        let jailed = match validator.is_counted() {
            true => count(ctx, validator, told.is_some())?,
            false => validator.jailed,
        };
        if let Some((_, blocks)) = told.filter(|(_, blocks)| *blocks > 1 && !jailed) {
            still.push((operator, blocks.saturating_sub(1)));
        }
    }
    Ok(store::save_missing(ctx.storage, &still)?)
}

/// Counts one validator's vote at its place of the window; whether it was punished.
fn count(ctx: &mut Ctx<'_>, mut validator: Validator, missed: bool) -> Result<bool> {
    let (params, height) = (ctx.params()?, ctx.block.height);
    let window = params.signed_blocks_window.max(1);
    let votes = validator.votes_until(height).saturating_sub(1);
    let before = store::misses(ctx.storage, &validator.operator)?;
    let mut now = before.clone();
    // A window that was longer leaves misses behind that nothing forgets until it is as long again.
    now.set(votes.checked_rem(window).unwrap_or_default(), missed);
    let total = now.count();
    if now != before {
        store::save_misses(ctx.storage, &validator.operator, &now);
        validator.missed_blocks = total;
        store::save_validator(ctx.storage, &validator);
    }
    let since = validator.signs_since;
    let judged = since == 0 || height > since.saturating_add(window);
    if !judged || total <= params.missable_blocks() {
        return Ok(false);
    }
    slashing::downtime(ctx, &validator.operator)?;
    Ok(true)
}
