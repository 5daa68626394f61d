//! The F1 fee distribution: each validator closes a period whenever its stake or a delegation
//! changes, and a delegation earns the difference of two ratios, slash by slash.

use cosmwasm_std::{Addr, Coin, Storage, Uint128, Uint256, Uint512};

use crate::context::{Ctx, Open, Result};
use crate::dec::Dec;
use crate::dec_coins::DecCoins;
use crate::delegation::Delegation;
use crate::error::{go_panic, ChainError};
use crate::store;
use crate::validator::{Fault, SlashRecord, Validator, ValidatorRewards};

const INDEX_TO_DEC: u128 = 1_000_000_000_000_000_000;

/// Brings inflation since the last look into the validator's records. Answers what of it comes out
/// of the community pool, where rewards shared by votes wait.
pub(crate) fn accrue(
    storage: &dyn Storage,
    validator: &mut Validator,
    rewards: &mut ValidatorRewards,
) -> Result<DecCoins> {
    let totals = store::totals(storage)?;
    if totals.by_votes {
        return accrue_by_votes(storage, &totals, validator, rewards);
    }
    accrue_by_tokens(storage, totals.reward_index, validator, rewards)?;
    Ok(DecCoins::default())
}

/// The part of each block's rewards that the validator's power has in those who voted.
fn accrue_by_votes(
    storage: &dyn Storage,
    totals: &store::Totals,
    validator: &mut Validator,
    rewards: &mut ValidatorRewards,
) -> Result<DecCoins> {
    let before = std::mem::replace(&mut validator.shared, totals.shared);
    let mut all = DecCoins::default();
    if before == totals.shared || validator.voting_power == 0 {
        return Ok(all);
    }
    let power = Dec::from_int(validator.voting_power);
    for number in before.run..=totals.shared.run {
        let Some(run) = store::shared(storage, number)? else { continue };
        let seen = if number == before.run { before.blocks } else { 0 };
        let blocks = Uint128::from(run.blocks.saturating_sub(seen));
        let fraction = power.quo_truncate(Dec::from_int(run.power));
        let each = run.rewards.map(|amount| amount.mul_truncate(fraction));
        let rate = Dec::from(validator.commission.rate);
        let commission = each.map(|amount| amount.mul_round(rate).mul_int(blocks));
        let whole = each.map(|amount| amount.mul_int(blocks));
        rewards.current = rewards.current.plus(&whole.minus(&commission));
        rewards.commission = rewards.commission.plus(&commission);
        rewards.outstanding = rewards.outstanding.plus(&whole);
        all = all.plus(&whole);
    }
    Ok(all)
}

fn accrue_by_tokens(
    storage: &dyn Storage,
    index: Uint256,
    validator: &mut Validator,
    rewards: &mut ValidatorRewards,
) -> Result<()> {
    let rise = index.saturating_sub(validator.reward_index);
    validator.reward_index = index;
    if rise.is_zero() || !validator.is_bonded() || validator.tokens.is_zero() {
        return Ok(());
    }
    let earned = Uint256::from(validator.tokens)
        .full_mul(rise)
        .checked_div(Uint512::from(INDEX_TO_DEC))
        .unwrap_or_default();
    let earned = Uint256::try_from(earned).unwrap_or_else(|_| go_panic("Int overflow"));
    let mut coins = DecCoins::default();
    coins.add(&store::params(storage)?.bond_denom, Dec::from_raw(earned));
    allocate(validator, rewards, &coins);
    Ok(())
}

/// `AllocateTokensToValidator`: commission first, the rest to the period that runs.
pub(crate) fn allocate(validator: &Validator, rewards: &mut ValidatorRewards, coins: &DecCoins) {
    let rate = Dec::from(validator.commission.rate);
    let commission = coins.map(|amount| amount.mul_round(rate));
    rewards.current = rewards.current.plus(&coins.minus(&commission));
    rewards.commission = rewards.commission.plus(&commission);
    rewards.outstanding = rewards.outstanding.plus(coins);
}

fn check_fault(validator: &Validator) -> Result<()> {
    match validator.fault {
        None => Ok(()),
        Some(Fault::Error) => {
            Err(ChainError::BrokenDistribution { validator: validator.operator.clone() })
        }
        Some(Fault::Panic) => {
            go_panic(format!("distribution records of {} are broken", validator.operator))
        }
    }
}

/// `IncrementValidatorPeriod`, returning what nobody holds shares for.
fn close(validator: &Validator, rewards: &mut ValidatorRewards) -> DecCoins {
    let current = std::mem::take(&mut rewards.current);
    if validator.tokens.is_zero() {
        rewards.outstanding = rewards.outstanding.minus(&current);
        return current;
    }
    let tokens = Dec::from_int(validator.tokens);
    rewards.ratio = rewards.ratio.plus(&current.map(|amount| amount.quo_truncate(tokens)));
    DecCoins::default()
}

/// Closes the period past any injected fault, as blocks do.
pub(crate) fn close_period(ctx: &mut Ctx<'_>, open: &mut Open) -> Result<()> {
    let orphaned = close(&open.validator, &mut open.rewards);
    Ok(store::add_to_community_pool(ctx.storage, &orphaned)?)
}

/// The hook before a delegation is created.
pub(crate) fn begin_period(ctx: &mut Ctx<'_>, open: &mut Open) -> Result<()> {
    check_fault(&open.validator)?;
    close_period(ctx, open)
}

/// The hook before a slash: delegations older than it will count with less stake from here.
pub(crate) fn record_slash(ctx: &mut Ctx<'_>, open: &mut Open, fraction: Dec) -> Result<()> {
    close_period(ctx, open)?;
    let record = SlashRecord { ratio: open.rewards.ratio.clone(), fraction };
    store::save_slash_record(ctx.storage, &open.validator.operator, open.rewards.slashes, &record);
    open.rewards.slashes = open.rewards.slashes.saturating_add(1);
    Ok(())
}

/// Lets the delegation earn from here on.
pub(crate) fn initialize(open: &Open, delegation: &mut Delegation) {
    delegation.starting_stake = open.validator.tokens_from_shares_truncated(delegation.shares);
    delegation.starting_ratio = open.rewards.ratio.clone();
    delegation.slashes_seen = open.rewards.slashes;
}

fn between(stake: Dec, from: &DecCoins, to: &DecCoins) -> DecCoins {
    to.minus(from).map(|ratio| ratio.mul_truncate(stake))
}

/// `CalculateDelegationRewards` up to the last closed period.
fn earned(
    storage: &dyn Storage,
    validator: &Validator,
    rewards: &ValidatorRewards,
    delegation: &Delegation,
) -> Result<DecCoins> {
    let mut sum = DecCoins::default();
    let mut stake = delegation.starting_stake;
    let mut ratio = delegation.starting_ratio.clone();
    for index in delegation.slashes_seen..rewards.slashes {
        let Some(slash) = store::slash_record(storage, &validator.operator, index)? else {
            continue;
        };
        sum = sum.plus(&between(stake, &ratio, &slash.ratio));
        stake = stake.mul_truncate(Dec::one().saturating_minus(slash.fraction));
        ratio = slash.ratio;
    }
    let held = validator.tokens_from_shares(delegation.shares);
    let margin = Dec::from_raw(3u128);
    if stake > held.plus(margin) {
        go_panic(format!(
            "calculated final stake for delegator greater than current stake: {stake} > {held}"
        ));
    }
    Ok(sum.plus(&between(stake.min(held), &ratio, &rewards.ratio)))
}

/// The rewards of a delegation now, as a query sees them.
pub(crate) fn pending(
    storage: &dyn Storage,
    validator: &Validator,
    delegation: &Delegation,
) -> Result<DecCoins> {
    check_fault(validator)?;
    let mut validator = validator.clone();
    let mut rewards = store::rewards(storage, &validator.operator)?;
    accrue(storage, &mut validator, &mut rewards)?;
    close(&validator, &mut rewards);
    earned(storage, &validator, &rewards, delegation)
}

/// A withdrawal that was made.
pub(crate) struct Paid {
    /// the module account of distribution
    pub from: Addr,
    pub to: Addr,
    pub coins: Vec<Coin>,
}

/// `withdrawDelegationRewards`: pays whole coins to the withdraw address and the rest to the
/// community pool. The delegation has to be initialised again afterwards.
pub(crate) fn withdraw(
    ctx: &mut Ctx<'_>,
    open: &mut Open,
    delegator: &Addr,
    delegation: &Delegation,
) -> Result<Paid> {
    check_fault(&open.validator)?;
    close_period(ctx, open)?;
    let raw = earned(ctx.storage, &open.validator, &open.rewards, delegation)?;
    let rewards = raw.intersect(&open.rewards.outstanding);
    let (coins, rest) = rewards.truncate();
    let from = ctx.accounts.distribution.clone();
    let to = withdraw_address(ctx.storage, delegator);
    if !coins.is_empty() {
        if ctx.accounts.is_blocked(&to) {
            return Err(ChainError::BlockedAddress { address: to.into_string() });
        }
        ctx.transfer(&from, &to, coins.clone())?;
    }
    open.rewards.outstanding = open.rewards.outstanding.minus(&rewards);
    store::add_to_community_pool(ctx.storage, &rest)?;
    Ok(Paid { from, to, coins })
}

pub(crate) fn withdraw_address(storage: &dyn Storage, delegator: &Addr) -> Addr {
    store::withdraw_address(storage, delegator.as_str())
        .map_or_else(|| delegator.clone(), Addr::unchecked)
}
