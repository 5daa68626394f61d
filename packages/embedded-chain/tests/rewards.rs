//! Rewards: when they are paid, to whom, how they truncate, and what a slash leaves of them.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use crate::common::*;
use cosmwasm_std::{coin, coins, CosmosMsg, Decimal, DistributionMsg, Event, Uint128};
use embedded_chain::{ChainError, ChainEvent, Dec, Inflation};

const PRIZE: u128 = 1_000_000;

/// Alice holds as much as the operator, and the validator takes 10 %.
fn half() -> World {
    let mut w = world();
    w.chain.mint(&w.alice, coins(STAKE, DENOM)).unwrap();
    w.chain.delegate(&w.alice, &w.v1, STAKE).unwrap();
    w
}

#[test]
fn delegating_undelegating_and_redelegating_pay_what_was_earned() {
    let mut w = half();
    let mut wallet = w.wallet(&w.alice);
    let share = PRIZE * 9 / 10 / 2;
    w.chain.reward_validator(&w.v1, coins(PRIZE, DENOM)).unwrap();
    w.chain.delegate(&w.alice, &w.v1, 10).unwrap();
    wallet = wallet - 10 + share;
    assert_eq!(w.wallet(&w.alice), wallet);

    w.chain.reward_validator(&w.v1, coins(PRIZE, DENOM)).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 10).unwrap();
    wallet += share; // her ten coins more are 0.0045 of a coin
    assert_eq!(w.wallet(&w.alice), wallet);

    w.chain.reward_validator(&w.v1, coins(PRIZE, DENOM)).unwrap();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, STAKE).unwrap();
    assert_eq!(w.wallet(&w.alice), wallet + share);
}

#[test]
fn rewards_truncate_and_the_rest_goes_to_the_community_pool() {
    let mut w = half();
    w.chain.reward_validator(&w.v1, coins(1, "dust")).unwrap();
    w.chain.reward_validator(&w.v1, coins(11, "coin")).unwrap();
    let msg = DistributionMsg::WithdrawDelegatorReward { validator: w.v1.clone() };
    w.chain.execute(&w.alice, msg).unwrap();
    // 11 * 0.9 / 2 = 4.95 and 1 * 0.9 / 2 = 0.45
    assert_eq!(w.chain.balance(&w.alice, "coin").u128(), 4);
    assert_eq!(w.chain.balance(&w.alice, "dust").u128(), 0);
    let pool = w.chain.community_pool().unwrap();
    assert_eq!(pool.amount_of("coin").to_string(), "0.95");
    assert_eq!(pool.amount_of("dust").to_string(), "0.45");
}

#[test]
fn fees_of_several_denominations_are_taxed_and_shared_by_stake() {
    let mut w = half();
    w.chain.reward_all(vec![coin(4_000_000, "ibc/a"), coin(400, DENOM)]).unwrap();
    // 2 % tax; v1 has two of four stakes; 10 % commission; alice has half of v1
    assert_eq!(
        w.chain.rewards(&w.alice, &w.v1).unwrap().amount_of("ibc/a").truncate_int().u128(),
        882_000
    );
    assert_eq!(w.chain.community_pool().unwrap().amount_of("ibc/a").truncate_int().u128(), 80_000);
    let before = w.chain.balance(&w.bob, "ibc/a").u128();
    let (v1, bob) = (w.v1.clone(), w.bob.clone());
    w.chain.withdraw_commission(&v1, &bob).unwrap();
    assert_eq!(w.chain.balance(&w.bob, "ibc/a").u128() - before, 4_000_000 * 98 / 100 / 2 / 10);
}

#[test]
fn inflation_pays_for_the_time_that_passed_whatever_the_blocks() {
    let per_second = |p: &mut embedded_chain::Params| {
        p.inflation = Inflation::PerSecond(Uint128::new(3_000));
        p.community_tax = Decimal::zero();
    };
    let mut many = world_with(per_second);
    let mut one = world_with(per_second);
    for w in [&mut many, &mut one] {
        w.chain.mint(&w.alice, coins(STAKE, DENOM)).unwrap();
        w.chain.delegate(&w.alice, &w.v1, STAKE).unwrap();
    }
    many.chain.advance(3 * 3600, 6);
    one.chain.halt(3 * 3600);
    let earned = |w: &World| {
        w.chain.rewards(&w.alice, &w.v1).unwrap().amount_of(DENOM).truncate_int().u128()
    };
    // a quarter of the stake, less 10 %
    assert_eq!(earned(&one), 3 * 3600 * 3_000 / 4 * 9 / 10);
    assert!(earned(&many).abs_diff(earned(&one)) <= 1);
}

#[test]
fn a_slash_leaves_what_was_earned_before() {
    let mut w = half();
    w.chain.reward_validator(&w.v1, coins(PRIZE, "coin")).unwrap();
    let before = w.chain.rewards(&w.alice, &w.v1).unwrap();
    w.chain.slash(&w.v1, 100, percent(30)).unwrap();
    assert_eq!(w.chain.rewards(&w.alice, &w.v1).unwrap(), before);
    w.chain.reward_validator(&w.v1, coins(PRIZE, "coin")).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 1).unwrap();
    let paid = w.chain.balance(&w.alice, "coin").u128();
    assert!(paid.abs_diff(2 * PRIZE * 9 / 10 / 2) <= 1, "{paid}");
}

#[test]
fn rewards_go_to_the_withdraw_address() {
    let mut w = half();
    let msg = DistributionMsg::SetWithdrawAddress { address: w.bob.to_string() };
    w.chain.execute(&w.alice, msg).unwrap();
    assert_eq!(w.chain.withdraw_address(&w.alice), w.bob);
    w.chain.reward_validator(&w.v1, coins(PRIZE, "coin")).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 1).unwrap();
    assert_eq!(w.chain.balance(&w.bob, "coin").u128(), PRIZE * 9 / 10 / 2);
}

#[test]
fn a_withdraw_address_can_be_refused_or_disabled() {
    let mut w = half();
    let set = |address: String| DistributionMsg::SetWithdrawAddress { address };
    let pool = w.chain.module_accounts().distribution.to_string();
    assert_eq!(refused(w.chain.execute(&w.alice, set(pool))).code(), 4);
    w.chain.block_address(&w.bob);
    assert_eq!(refused(w.chain.execute(&w.alice, set(w.bob.to_string()))).code(), 4);
    w.chain.set_params(|p| p.withdraw_address_enabled = false).unwrap();
    let error = refused(w.chain.execute(&w.alice, set(w.alice.to_string())));
    assert_eq!(error, ChainError::SetWithdrawAddressDisabled);
    assert_eq!(w.chain.withdraw_address(&w.alice), w.alice);
}

#[test]
fn a_withdrawal_tells_whom_the_bank_paid() {
    let mut w = half();
    let to = w.bob.to_string();
    let set: CosmosMsg = DistributionMsg::SetWithdrawAddress { address: to.clone() }.into();
    w.chain.execute(&w.alice, set).unwrap();
    w.chain.reward_validator(&w.v1, coins(1_000, "coin")).unwrap();
    let (from, validator) = (w.chain.module_accounts().distribution.clone(), w.v1.clone());
    let withdraw: CosmosMsg = DistributionMsg::WithdrawDelegatorReward { validator }.into();
    let told = w.chain.execute(&w.alice, withdraw.clone()).unwrap().events;
    let attributes = [("recipient", to.as_str()), ("sender", from.as_str()), ("amount", "450coin")];
    assert_eq!(told[0], Event::new("transfer").add_attributes(attributes));
    assert_eq!(told[1].ty, "withdraw_rewards");
    // where there is nothing to pay, the bank is not asked
    let told = w.chain.execute(&w.alice, withdraw).unwrap().events;
    assert_eq!(
        told.iter().map(|event| event.ty.as_str()).collect::<Vec<_>>(),
        ["withdraw_rewards"]
    );
}

#[test]
fn a_slashed_redelegation_pays_rewards_between_transactions() {
    let mut w = half();
    w.chain.next_block();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, STAKE).unwrap();
    w.chain.next_block();
    w.chain.reward_validator(&w.v2, coins(PRIZE, "coin")).unwrap();
    w.chain.slash(&w.v1, 100, percent(5)).unwrap();
    assert_eq!(w.chain.balance(&w.alice, "coin").u128(), PRIZE * 9 / 10 / 2);
    assert!(w
        .chain
        .events()
        .iter()
        .any(|e| matches!(e, ChainEvent::RewardsPaid { to, .. } if *to == w.alice)));
}

#[test]
fn the_commission_changes_once_a_day_by_a_step_and_only_for_what_comes() {
    let mut w = half();
    w.chain.reward_validator(&w.v1, coins(1_000, "coin")).unwrap();
    w.chain.set_commission(&w.v1, percent(11)).unwrap();
    assert_eq!(w.chain.set_commission(&w.v1, percent(12)), Err(ChainError::CommissionUpdateTime));
    w.chain.advance_block(DAY);
    assert_eq!(
        w.chain.set_commission(&w.v1, percent(13)),
        Err(ChainError::CommissionAboveMaxChangeRate)
    );
    assert_eq!(w.chain.set_commission(&w.v1, percent(21)), Err(ChainError::CommissionAboveMaxRate));
    w.chain.force_commission(&w.v1, percent(100)).unwrap();
    w.chain.reward_validator(&w.v1, coins(1_000, "coin")).unwrap();
    assert_eq!(
        w.chain.rewards(&w.alice, &w.v1).unwrap().amount_of("coin").truncate_int().u128(),
        450
    );
}

#[test]
fn a_jailed_validator_earns_nothing_from_the_next_block_on() {
    let mut w = world_with(|p| p.inflation = Inflation::PerSecond(Uint128::new(3_000)));
    w.chain.mint(&w.alice, coins(STAKE, DENOM)).unwrap();
    w.chain.delegate(&w.alice, &w.v1, STAKE).unwrap();
    w.chain.jail(&w.v1).unwrap();
    w.chain.next_block();
    let before = w.chain.rewards(&w.alice, &w.v1).unwrap();
    w.chain.advance(600, 6);
    assert_eq!(w.chain.rewards(&w.alice, &w.v1).unwrap(), before);
    w.chain.delegate(&w.alice, &w.v1, 10).unwrap(); // allowed
}

#[test]
fn anybody_can_fund_the_community_pool() {
    let mut w = world();
    w.chain
        .execute(&w.alice, DistributionMsg::FundCommunityPool { amount: coins(70, DENOM) })
        .unwrap();
    assert_eq!(w.chain.community_pool().unwrap().amount_of(DENOM).truncate_int().u128(), 70);
    assert_eq!(w.wallet(&w.alice), 1_000_000 - 70);
}

#[test]
fn withdrawing_without_a_delegation_is_refused() {
    let mut w = world();
    let msg = DistributionMsg::WithdrawDelegatorReward { validator: w.v1.clone() };
    let error = refused(w.chain.execute(&w.alice, msg));
    assert_eq!((error.codespace(), error.code()), ("staking", 19));
}

#[test]
fn votes_share_to_the_last_decimal_and_the_rest_goes_to_the_community_pool() {
    let mut w = world_by_votes(|p| p.inflation = Inflation::PerSecond(Uint128::new(1_000)));
    w.chain.advance_block(1);
    w.chain.advance_block(1);
    // 980 of 1,000 after tax, by a third that is truncated first, twice; then commission
    let third = Dec::one().quo_truncate(Dec::from_int(3u128));
    let each = Dec::from_int(980u128).mul_truncate(third);
    let commission = each.mul_round(Dec::from(percent(10)));
    let of = |n: Dec| n.plus(n);
    assert_eq!(w.chain.commission(&w.v1).unwrap().amount_of(DENOM), of(commission));
    let operator = w.chain.account(&w.v1);
    let left = of(each.minus(commission));
    let rewards = w.chain.rewards(&operator, &w.v1).unwrap().amount_of(DENOM);
    assert!(rewards <= left && left.minus(rewards) < Dec::from_raw(1_000_000_000u128), "{rewards}");
    let shared = of(each).plus(of(each)).plus(of(each));
    let pool = w.chain.community_pool().unwrap().amount_of(DENOM);
    assert_eq!(pool, Dec::from_int(2_000u128).minus(shared));
}

#[test]
fn votes_follow_stake_by_three_blocks() {
    let mut w = world_by_votes(|p| p.community_tax = Decimal::zero());
    w.chain.mint(&w.alice, coins(2 * STAKE, DENOM)).unwrap();
    w.chain.delegate(&w.alice, &w.v1, 2 * STAKE).unwrap();
    w.chain.jail(&w.v3).unwrap();
    // Five stakes with two validators; votes are still of three with one each.
    for _ in 0..2 {
        w.chain.advance_block(1);
        w.chain.reward_all(coins(3_000_000, "prize")).unwrap();
    }
    assert_eq!(
        w.chain.commission(&w.v1).unwrap().amount_of("prize").to_string(),
        "199999.9999999999998"
    );
    assert_eq!(
        w.chain.commission(&w.v3).unwrap().amount_of("prize").to_string(),
        "199999.9999999999998"
    );
    w.chain.advance_block(1);
    w.chain.reward_all(coins(4_000_000, "other")).unwrap();
    assert_eq!(w.chain.commission(&w.v1).unwrap().amount_of("other").to_string(), "300000");
    assert_eq!(w.chain.commission(&w.v3).unwrap().amount_of("other").to_string(), "0");
}
