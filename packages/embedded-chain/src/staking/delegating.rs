//! Delegating, and taking shares back: the two halves of every staking action.

use cosmwasm_std::{Addr, Coin, Uint128};
use cw_multi_test::AppResponse;

use crate::context::{Ctx, Open, Result};
use crate::dec::Dec;
use crate::dec_coins::DecCoins;
use crate::distribution::{begin_period, initialize, withdraw, withdraw_address, Paid};
use crate::error::ChainError;
use crate::event::ChainEvent;
use crate::responses;
use crate::store;
use crate::validator::{Status, Validator};

/// `MsgDelegate`
pub(crate) fn delegate(
    ctx: &mut Ctx<'_>,
    delegator: &Addr,
    operator: &str,
    amount: Coin,
) -> Result<AppResponse> {
    if amount.amount.is_zero() {
        return Err(ChainError::InvalidDelegationAmount);
    }
    let open = ctx.open(operator)?;
    check_denom(ctx, &amount)?;
    let (issued, withdrawn) = add(ctx, delegator, open, amount.amount, Source::Wallet)?;
    let answer = responses::delegate(delegator, operator, &amount, issued);
    Ok(responses::with_withdrawal(answer, delegator, operator, withdrawn.as_ref()))
}

pub(crate) fn check_denom(ctx: &Ctx<'_>, coin: &Coin) -> Result<()> {
    let expected = ctx.params()?.bond_denom;
    if coin.denom == expected {
        return Ok(());
    }
    Err(ChainError::InvalidDenom { got: coin.denom.clone(), expected })
}

/// Where newly delegated stake comes from.
pub(crate) enum Source {
    /// the delegator's balance
    Wallet,
    /// a validator of this status it was just unbonded from
    Stake(Status),
}

/// `Delegate`: withdraws rewards, takes the stake and issues shares.
pub(crate) fn add(
    ctx: &mut Ctx<'_>,
    delegator: &Addr,
    mut open: Open,
    amount: Uint128,
    source: Source,
) -> Result<(Dec, Option<Paid>)> {
    if open.validator.has_no_rate() {
        return Err(ChainError::ZeroExchangeRate);
    }
    let operator = open.validator.operator.clone();
    let existing = store::delegation(ctx.storage, delegator.as_str(), &operator)?;
    let (mut delegation, withdrawn) = match existing {
        Some(delegation) => {
            let paid = withdraw(ctx, &mut open, delegator, &delegation)?;
            (delegation, Some(paid))
        }
        None => {
            begin_period(ctx, &mut open)?;
            Default::default()
        }
    };
    let status = open.validator.status;
    match source {
        Source::Wallet => {
            let coins = ctx.coin(amount)?;
            let pool = ctx.accounts.pool(status);
            ctx.transfer(delegator, pool, coins)?;
        }
        Source::Stake(from) => ctx.move_stake(from, status, amount)?,
    }
    let issued = open.validator.add_tokens(amount)?;
    delegation.shares = delegation.shares.plus(issued);
    initialize(&open, &mut delegation);
    store::save_delegation(ctx.storage, delegator.as_str(), &operator, &delegation);
    ctx.close(open)?;
    Ok((issued, withdrawn))
}

/// `ValidateUnbondAmount`: the shares of an amount, refused if they are worth less.
pub(crate) fn shares_of(
    ctx: &Ctx<'_>,
    open: &Open,
    delegator: &Addr,
    amount: Uint128,
) -> Result<Dec> {
    let operator = &open.validator.operator;
    let delegation = store::delegation(ctx.storage, delegator.as_str(), operator)?
        .ok_or(ChainError::NoDelegation)?;
    let shares = open.validator.shares_from_tokens(amount)?;
    if shares > delegation.shares {
        return Err(ChainError::InvalidSharesAmount);
    }
    Ok(shares)
}

/// `Unbond`: withdraws rewards, burns the shares and returns what they were worth, truncated.
pub(crate) fn remove(
    ctx: &mut Ctx<'_>,
    delegator: &Addr,
    mut open: Open,
    shares: Dec,
) -> Result<(Uint128, Paid)> {
    let operator = open.validator.operator.clone();
    let Some(mut delegation) = store::delegation(ctx.storage, delegator.as_str(), &operator)?
    else {
        return Err(ChainError::NoDelegation);
    };
    let paid = withdraw(ctx, &mut open, delegator, &delegation)?;
    if delegation.shares < shares {
        return Err(ChainError::NotEnoughDelegationShares);
    }
    delegation.shares = delegation.shares.minus(shares);
    let validator = &mut open.validator;
    if delegator.as_str() == validator.account
        && !validator.jailed
        && validator.is_below_min_self_delegation(delegation.shares)
    {
        validator.note_votes(ctx.block.height);
        validator.jailed = true;
        ctx.record(ChainEvent::Jailed { validator: operator.clone() });
    }
    if delegation.shares.is_zero() {
        store::remove_delegation(ctx.storage, delegator.as_str(), &operator);
    } else {
        // the SDK starts the delegation anew before the validator gives up its tokens
        initialize(&open, &mut delegation);
        store::save_delegation(ctx.storage, delegator.as_str(), &operator, &delegation);
    }
    let granted = open.validator.remove_shares(shares);
    close_or_forget(ctx, open)?;
    Ok((granted, paid))
}

/// Puts the validator back, or forgets it when it is unbonded and nobody holds shares:
/// `RemoveValidator`, with distribution's `AfterValidatorRemoved`, which pays the operator its
/// commission and gives what else is left to the community.
///
/// One whose vote the next block still reports cannot be forgotten: `AllocateTokens` looks it up and
/// stops the chain. It takes a block as long as the unbonding period just after the validator left
/// the set.
pub(crate) fn close_or_forget(ctx: &mut Ctx<'_>, open: Open) -> Result<()> {
    if !open.validator.shares.is_zero() || open.validator.status != Status::Unbonded {
        return ctx.close(open);
    }
    let Validator { operator, account, voting_power, .. } = open.validator.clone();
    let next = ctx.block.height.saturating_add(1);
    if store::power_from(ctx.storage, next, &operator)?.unwrap_or(voting_power) > 0 {
        return Err(ChainError::NoValidatorFound);
    }
    let (coins, _) = open.rewards.commission.truncate();
    let left = open.rewards.outstanding.minus(&DecCoins::from_coins(&coins));
    ctx.close(open)?;
    store::add_to_community_pool(ctx.storage, &left)?;
    if !coins.is_empty() {
        let to = withdraw_address(ctx.storage, &Addr::unchecked(account));
        let distribution = &ctx.accounts.distribution;
        ctx.transfer(distribution, &to, coins)?;
    }
    store::remove_validator(ctx.storage, &operator);
    let mut totals = store::totals(ctx.storage)?;
    totals.voting_power = totals.voting_power.saturating_sub(voting_power);
    store::save_totals(ctx.storage, &totals);
    ctx.record(ChainEvent::ValidatorRemoved { validator: operator });
    Ok(())
}
