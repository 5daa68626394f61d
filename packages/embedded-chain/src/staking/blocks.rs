//! What happens between blocks: EndBlock of the one that closes, BeginBlock of the one that opens.

use cosmwasm_std::{BlockInfo, Coin, Timestamp, Uint128, Uint256};

use super::{leaving, validator_set, votes};
use crate::context::{Ctx, Result};
use crate::dec::Dec;
use crate::dec_coins::DecCoins;
use crate::error::ChainError;
use crate::params::{Inflation, Params};
use crate::store::{self, Due, SharedRun};

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
    votes::take_powers(ctx)?;
    mint(ctx, passed)?;
    votes::count_missed_blocks(ctx)
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
    ctx.bank.mint(ctx.storage, &ctx.accounts.distribution, coins.clone())?;
    if totals.by_votes {
        return share_by_votes(ctx, &coins);
    }
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

/// `AllocateTokens` by the votes of this block: noted once, and worked out for a validator when it
/// is looked at. Until then its part is in the community pool, where the rest of truncation stays.
fn share_by_votes(ctx: &mut Ctx<'_>, coins: &[Coin]) -> Result<()> {
    let mut totals = store::totals(ctx.storage)?;
    let coins = DecCoins::from_coins(coins);
    store::add_to_community_pool(ctx.storage, &coins)?;
    let power = totals.voting_power;
    if power == 0 {
        return Ok(());
    }
    let untaxed = Dec::one().saturating_minus(ctx.params()?.community_tax.into());
    let rewards = coins.map(|amount| amount.mul_truncate(untaxed));
    let last = store::shared(ctx.storage, totals.shared.run)?;
    let alike = last.filter(|last| last.rewards == rewards && last.power == power);
    let run = match alike {
        Some(last) => SharedRun { blocks: last.blocks.saturating_add(1), ..last },
        None => {
            totals.shared.run = totals.shared.run.saturating_add(1);
            SharedRun { rewards, power, blocks: 1 }
        }
    };
    totals.shared.blocks = run.blocks;
    store::save_shared(ctx.storage, totals.shared.run, &run);
    store::save_totals(ctx.storage, &totals);
    Ok(())
}

/// Gives `coins`, which the distribution account already holds, to all bonded validators by stake, or
/// to those who vote by their votes.
pub(crate) fn share_out(ctx: &mut Ctx<'_>, coins: &[Coin]) -> Result<()> {
    if store::totals(ctx.storage)?.by_votes {
        return share_by_votes(ctx, coins);
    }
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
    // one that is gone has no record of it either
    let mut open = ctx.open_any(operator).map_err(|_| ChainError::NoValidatorCommission)?;
    // less than a coin is withdrawn all the same, and nothing is paid
    if open.rewards.commission.is_empty() {
        return Err(ChainError::NoValidatorCommission);
    }
    let (coins, rest) = open.rewards.commission.truncate();
    open.rewards.commission = rest;
    open.rewards.outstanding = open.rewards.outstanding.minus(&DecCoins::from_coins(&coins));
    ctx.close(open)?;
    let distribution = &ctx.accounts.distribution;
    ctx.transfer(distribution, to, coins.clone())?;
    Ok(coins)
}
