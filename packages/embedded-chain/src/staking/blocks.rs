//! What happens between blocks: EndBlock of the one that closes, BeginBlock of the one that opens.

use std::collections::BTreeSet;

use cosmwasm_std::{BlockInfo, Coin, Timestamp, Uint128, Uint256};

use super::{leaving, slashing, validator_set};
use crate::context::{Ctx, Result};
use crate::dec::Dec;
use crate::dec_coins::DecCoins;
use crate::params::{Inflation, Params};
use crate::store::{self, Due};
use crate::validator::Validator;

const YEAR: u128 = 31_557_600;
const NANOS: u128 = 1_000_000_000;

/// Ends the block that was open and begins `next`.
pub(crate) fn end_then_begin(ctx: &mut Ctx<'_>, next: &BlockInfo) -> Result<()> {
    let totals = store::totals(ctx.storage)?;
    if totals.height == next.height && totals.time == next.time {
        return Ok(());
    }
    let closing =
        BlockInfo { height: totals.height, time: totals.time, chain_id: next.chain_id.clone() };
    end(&mut Ctx { block: &closing, storage: &mut *ctx.storage, ..*ctx })?;
    let mut totals = store::totals(ctx.storage)?;
    let passed = next.time.nanos().saturating_sub(totals.time.nanos());
    totals.height = next.height;
    totals.time = next.time;
    store::save_totals(ctx.storage, &totals);
    begin(&mut Ctx { block: next, storage: &mut *ctx.storage, ..*ctx }, passed)
}

fn end(ctx: &mut Ctx<'_>) -> Result<()> {
    validator_set::update_set(ctx)?;
    for due in store::dequeue(ctx.storage, ctx.block.time) {
        match due {
            Due::Validator(operator) => validator_set::complete(ctx, &operator)?,
            Due::Unbonding { delegator, operator } => {
                leaving::complete_unbonding(ctx, &delegator, &operator)?
            }
            Due::Redelegation(route) => leaving::complete_redelegation(ctx, &route)?,
        }
    }
    Ok(())
}

fn begin(ctx: &mut Ctx<'_>, passed: u64) -> Result<()> {
    mint(ctx, passed)?;
    count_missed_blocks(ctx)
}

impl Params {
    /// What so many seconds mint while so many tokens are bonded, truncated.
    pub fn minted_in(&self, seconds: u64, bonded: Uint128) -> Uint128 {
        provision(self, bonded, Timestamp::from_seconds(seconds).nanos())
    }
}

/// What `passed` nanoseconds mint, truncated.
fn provision(params: &Params, bonded: Uint128, passed: u64) -> Uint128 {
    let part = |amount: Dec, unit: u128| {
        let nanos = Uint128::from(passed);
        let unit = Uint128::new(unit.saturating_mul(NANOS));
        amount.mul_int_quo_int(nanos, unit).truncate_int()
    };
    match params.inflation {
        Inflation::None => Uint128::zero(),
        Inflation::YearlyOnBonded(rate) => part(Dec::from(rate).mul_int(bonded), YEAR),
        Inflation::PerSecond(amount) => part(Dec::from_int(amount), 1),
    }
}

/// Mints, takes the community tax and raises the index all bonded tokens earn by.
fn mint(ctx: &mut Ctx<'_>, passed: u64) -> Result<()> {
    let params = ctx.params()?;
    let mut totals = store::totals(ctx.storage)?;
    let minted = provision(&params, totals.bonded, passed);
    if minted.is_zero() {
        return Ok(());
    }
    let coins = vec![Coin { denom: params.bond_denom.clone(), amount: minted }];
    ctx.bank.mint(ctx.storage, &ctx.accounts.distribution, coins)?;
    let minted = Dec::from_int(minted);
    let tax = if totals.bonded.is_zero() {
        minted
    } else {
        minted.mul_truncate(params.community_tax.into())
    };
    let mut taxed = DecCoins::default();
    taxed.add(&params.bond_denom, tax);
    store::add_to_community_pool(ctx.storage, &taxed)?;
    let rest = minted.minus(tax);
    let rise = rest
        .mul_int_quo_int(Uint128::new(1_000_000_000_000_000_000), totals.bonded.max(Uint128::one()))
        .raw();
    totals.reward_index = totals.reward_index.checked_add(rise).unwrap_or(Uint256::MAX);
    store::save_totals(ctx.storage, &totals);
    Ok(())
}

/// `HandleValidatorSignature` of all who missed a block of their window: the block that just closed
/// is counted, those that left the window are forgotten, and downtime is punished.
fn count_missed_blocks(ctx: &mut Ctx<'_>) -> Result<()> {
    let missing = store::missing(ctx.storage)?;
    let mut all: BTreeSet<String> = store::with_misses(ctx.storage).into_iter().collect();
    all.extend(missing.iter().map(|(operator, _)| operator.clone()));
    let mut still = vec![];
    for operator in all {
        let Ok(validator) = store::any_validator(ctx.storage, &operator) else { continue };
        let told = missing.iter().find(|(missed, _)| *missed == operator);
        let jailed = if validator.jailed || !validator.votes_at(ctx.block.height) {
            wait(ctx, &operator)?;
            validator.jailed
        } else {
            count(ctx, validator, told.is_some())?
        };
        if let Some((_, blocks)) = told.filter(|(_, blocks)| *blocks > 1 && !jailed) {
            still.push((operator, blocks.saturating_sub(1)));
        }
    }
    Ok(store::save_missing(ctx.storage, &still)?)
}

/// A block in which a validator has no vote does not move its window.
fn wait(ctx: &mut Ctx<'_>, operator: &str) -> Result<()> {
    let mut misses = store::misses(ctx.storage, operator)?;
    for (first, last) in &mut misses {
        (*first, *last) = (first.saturating_add(1), last.saturating_add(1));
    }
    store::save_misses(ctx.storage, operator, &misses);
    Ok(())
}

/// Moves one validator's window; whether it was punished.
fn count(ctx: &mut Ctx<'_>, mut validator: Validator, missed: bool) -> Result<bool> {
    let (params, height) = (ctx.params()?, ctx.block.height);
    let window = params.signed_blocks_window;
    let before = store::misses(ctx.storage, &validator.operator)?;
    let begin = height.saturating_add(1).saturating_sub(window);
    let mut runs: Vec<(u64, u64)> = before
        .iter()
        .filter(|(_, last)| *last >= begin)
        .map(|(first, last)| ((*first).max(begin), *last))
        .collect();
    if missed {
        match runs.last_mut().filter(|(_, last)| last.saturating_add(1) == height) {
            Some((_, last)) => *last = height,
            None => runs.push((height, height)),
        }
    }
    let length = |(first, last): &(u64, u64)| last.saturating_sub(*first).saturating_add(1);
    let total = runs.iter().map(length).fold(0, u64::saturating_add);
    if runs != before {
        store::save_misses(ctx.storage, &validator.operator, &runs);
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

/// Gives `coins`, which the distribution account already holds, to all bonded validators by stake.
pub(crate) fn share_out(ctx: &mut Ctx<'_>, coins: &[Coin]) -> Result<()> {
    let params = ctx.params()?;
    let mut left = DecCoins::from_coins(coins);
    let taxed = left.map(|amount| amount.mul_truncate(params.community_tax.into()));
    let shared = left.minus(&taxed);
    left = shared.clone();
    let bonded = store::totals(ctx.storage)?.bonded;
    for validator in store::validators(ctx.storage)?.iter().filter(|v| v.is_bonded()) {
        let mut open = ctx.open_any(&validator.operator)?;
        let part = shared.map(|amount| amount.mul_int_quo_int(validator.tokens, bonded));
        left = left.minus(&part);
        crate::distribution::allocate(&open.validator, &mut open.rewards, &part);
        ctx.close(open)?;
    }
    Ok(store::add_to_community_pool(ctx.storage, &taxed.plus(&left))?)
}

/// Gives `coins`, which the distribution account already holds, to one validator, untaxed.
pub(crate) fn reward(ctx: &mut Ctx<'_>, operator: &str, coins: &[Coin]) -> Result<()> {
    let mut open = ctx.open_any(operator)?;
    crate::distribution::allocate(&open.validator, &mut open.rewards, &DecCoins::from_coins(coins));
    ctx.close(open)
}

/// Pays the operator's commission in whole coins to `to`.
pub(crate) fn withdraw_commission(
    ctx: &mut Ctx<'_>,
    operator: &str,
    to: &cosmwasm_std::Addr,
) -> Result<Vec<Coin>> {
    let mut open = ctx.open_any(operator)?;
    // less than a coin is withdrawn all the same, and nothing is paid
    if open.rewards.commission.is_empty() {
        return Err(crate::error::ChainError::NoValidatorCommission);
    }
    let (coins, rest) = open.rewards.commission.truncate();
    open.rewards.commission = rest;
    open.rewards.outstanding = open.rewards.outstanding.minus(&DecCoins::from_coins(&coins));
    ctx.close(open)?;
    let distribution = &ctx.accounts.distribution;
    ctx.transfer(distribution, to, coins.clone())?;
    Ok(coins)
}
