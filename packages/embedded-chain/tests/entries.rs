//! Limits of undelegations and redelegations, and how their entries come and go.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use crate::common::*;
use cosmwasm_std::{coins, Addr, StakingMsg};
use embedded_chain::ChainError;

#[test]
fn the_eighth_unbonding_entry_is_refused() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    for _ in 0..7 {
        w.chain.undelegate(&w.alice, &w.v1, 10).unwrap();
        w.chain.next_block();
    }
    let error = refused(w.chain.undelegate(&w.alice, &w.v1, 10));
    assert_eq!(error, ChainError::MaxUnbondingDelegationEntries);
    assert_eq!((error.codespace(), error.code()), ("staking", 27));
    assert_eq!(
        error.to_string(),
        "too many unbonding delegation entries for (delegator, validator) tuple"
    );
    // another validator and another delegator have their own
    w.chain.delegate(&w.alice, &w.v2, 1000).unwrap();
    w.chain.undelegate(&w.alice, &w.v2, 10).unwrap();
    w.chain.delegate(&w.bob, &w.v1, 1000).unwrap();
    w.chain.undelegate(&w.bob, &w.v1, 10).unwrap();
    assert_eq!(w.chain.unbonding_entries(&w.alice).unwrap().len(), 8);
}

#[test]
fn undelegations_of_one_block_merge_but_count_before_merging() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    for _ in 0..7 {
        w.chain.undelegate(&w.alice, &w.v1, 10).unwrap();
        w.chain.undelegate(&w.alice, &w.v1, 5).ok();
        w.chain.next_block();
    }
    let entries = w.chain.unbonding_entries(&w.alice).unwrap();
    assert_eq!(entries.len(), 7);
    // in the last block the entry could have merged, but with seven there the second was refused
    let balances: Vec<u128> = entries.iter().map(|e| e.entry.balance.u128()).collect();
    assert_eq!(balances, [15, 15, 15, 15, 15, 15, 10]);
}

#[test]
fn the_entry_limit_is_a_parameter() {
    let mut w = world();
    w.chain.set_params(|p| p.max_entries = 2).unwrap();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    for _ in 0..2 {
        w.chain.undelegate(&w.alice, &w.v1, 10).unwrap();
        w.chain.next_block();
    }
    assert_eq!(refused(w.chain.undelegate(&w.alice, &w.v1, 10)).code(), 27);
}

#[test]
fn redelegations_of_one_block_stay_apart_and_the_eighth_is_refused() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    for _ in 0..7 {
        w.chain.redelegate(&w.alice, &w.v1, &w.v2, 10).unwrap();
    }
    assert_eq!(w.chain.redelegations(&w.alice).unwrap().len(), 7);
    let error = refused(w.chain.redelegate(&w.alice, &w.v1, &w.v2, 10));
    assert_eq!(error, ChainError::MaxRedelegationEntries);
    w.chain.redelegate(&w.alice, &w.v1, &w.v3, 10).unwrap();
}

#[test]
fn nothing_leaves_by_redelegation_where_a_redelegation_arrived_until_it_matures() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.delegate(&w.alice, &w.v2, 1000).unwrap();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 10).unwrap();
    let error = refused(w.chain.redelegate(&w.alice, &w.v2, &w.v3, 5));
    assert_eq!(error, ChainError::TransitiveRedelegation);
    assert!(error.to_string().starts_with("redelegation to this validator already in progress"));
    // even when it is tombstoned; undelegating works, and other sources too
    w.chain.tombstone(&w.v2).unwrap();
    w.chain.next_block();
    assert_eq!(refused(w.chain.redelegate(&w.alice, &w.v2, &w.v3, 5)).code(), 32);
    w.chain.undelegate(&w.alice, &w.v2, 5).unwrap();
    w.chain.redelegate(&w.alice, &w.v1, &w.v3, 5).unwrap();
    w.chain.advance_block(UNBONDING);
    w.chain.next_block();
    w.chain.redelegate(&w.alice, &w.v2, &w.v1, 5).unwrap();
}

#[test]
fn redelegating_to_itself_or_to_nowhere_is_refused() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    assert_eq!(
        refused(w.chain.redelegate(&w.alice, &w.v1, &w.v1, 5)),
        ChainError::SelfRedelegation
    );
    let nowhere = w.chain.operator_address("nobody");
    assert_eq!(
        refused(w.chain.redelegate(&w.alice, &w.v1, &nowhere, 5)),
        ChainError::BadRedelegationDestination
    );
    assert_eq!(refused(w.chain.delegate(&w.alice, &nowhere, 5)), ChainError::NoValidatorFound);
}

#[test]
fn other_coins_zero_amounts_and_too_much_are_refused() {
    let mut w = world();
    let mint = coins(10, "other");
    w.chain.mint(&w.alice, mint.clone()).unwrap();
    let msg = StakingMsg::Delegate { validator: w.v1.clone(), amount: mint[0].clone() };
    let error = refused(w.chain.execute(&w.alice, msg));
    assert_eq!((error.codespace(), error.code()), ("sdk", 18));
    assert_eq!(refused(w.chain.delegate(&w.alice, &w.v1, 0)), ChainError::InvalidDelegationAmount);
    let error = refused(w.chain.delegate(&w.alice, &w.v1, 1_000_001));
    assert_eq!((error.codespace(), error.code()), ("sdk", 5));
    assert_eq!(refused(w.chain.undelegate(&w.alice, &w.v1, 1)), ChainError::NoDelegation);
    w.chain.delegate(&w.alice, &w.v1, 10).unwrap();
    assert_eq!(refused(w.chain.undelegate(&w.alice, &w.v1, 11)), ChainError::InvalidSharesAmount);
    assert_eq!(refused(w.chain.undelegate(&w.alice, &w.v1, 0)), ChainError::InvalidSharesAmount);
}

#[test]
fn coins_are_paid_at_the_end_of_the_first_block_not_earlier_than_completion() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 400).unwrap();
    let before = w.wallet(&w.alice);
    w.chain.advance_block(UNBONDING - 1);
    assert_eq!(w.wallet(&w.alice), before);
    w.chain.advance_block(1);
    assert_eq!(w.wallet(&w.alice), before, "the transactions of this block do not see them");
    w.chain.next_block();
    assert_eq!(w.wallet(&w.alice), before + 400);
    w.assert_conserved();
}

#[test]
fn after_a_halt_everything_due_is_paid_by_one_block() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    for _ in 0..3 {
        w.chain.undelegate(&w.alice, &w.v1, 100).unwrap();
        w.chain.advance_block(DAY);
    }
    let before = w.wallet(&w.alice);
    w.chain.halt(30 * DAY);
    assert_eq!(w.wallet(&w.alice), before);
    w.chain.next_block();
    assert_eq!(w.wallet(&w.alice), before + 3 * 100);
}

#[test]
fn a_held_entry_stays_past_completion_until_released() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 400).unwrap();
    let id = w.chain.unbonding_entries(&w.alice).unwrap()[0].entry.id;
    w.chain.hold_entry(&w.alice, &w.v1, id).unwrap();
    w.chain.advance_block(2 * UNBONDING);
    w.chain.next_block();
    assert_eq!(w.wallet(&w.alice), 999_000);
    assert_eq!(w.chain.unbonding_entries(&w.alice).unwrap().len(), 1);
    w.chain.release_entry(&w.alice, &w.v1, id).unwrap();
    assert_eq!(w.wallet(&w.alice), 999_400);
    assert_eq!(w.chain.hold_entry(&w.alice, &w.v1, id), Err(ChainError::NoUnbondingDelegation));
    w.assert_conserved();
}

#[test]
fn a_shorter_unbonding_time_lets_later_entries_complete_first() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 100).unwrap();
    w.chain.set_params(|p| p.unbonding_period = DAY).unwrap();
    w.chain.next_block();
    w.chain.undelegate(&w.alice, &w.v1, 30).unwrap();
    w.chain.advance_block(DAY);
    w.chain.next_block();
    assert_eq!(w.wallet(&w.alice), 999_030);
    w.chain.advance_block(UNBONDING);
    w.chain.next_block();
    assert_eq!(w.wallet(&w.alice), 999_130);
}

#[test]
fn nobody_can_pay_a_module_account() {
    let mut w = world();
    let pool = w.chain.module_accounts().bonded_pool.clone();
    assert_eq!(pool, Addr::unchecked("cosmos1fl48vsnmsdzcv85q5d2q4z5ajdha8yu34mf0eh"));
    let to_address = pool.to_string();
    let msg = cosmwasm_std::BankMsg::Send { to_address, amount: coins(1, DENOM) };
    let error = refused(w.chain.execute(&w.alice, msg));
    assert_eq!((error.codespace(), error.code()), ("sdk", 4));
}
