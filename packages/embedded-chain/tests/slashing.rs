//! Who pays for a slash: by infraction height, by entry, and at the destination of redelegations.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use crate::common::*;
use cosmwasm_std::{Coin, Uint128};
use embedded_chain::{ChainError, ChainEvent, Status};

#[test]
fn slashed_coins_are_burnt() {
    let mut w = world();
    let before = w.chain.total_supply(DENOM).u128();
    let outcome = w.chain.slash(&w.v1, 100, percent(5)).unwrap();
    assert_eq!(outcome.from_validator.u128(), STAKE * 5 / 100);
    assert_eq!(w.chain.total_supply(DENOM).u128(), before - STAKE * 5 / 100);
    w.assert_conserved();
}

#[test]
fn an_entry_older_than_the_infraction_is_not_cut() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 500).unwrap(); // at 100
    w.chain.next_block();
    w.chain.undelegate(&w.alice, &w.v1, 200).unwrap(); // at 101
    w.chain.next_block();
    w.chain.slash(&w.v1, 101, percent(10)).unwrap();
    let balances: Vec<u128> = w
        .chain
        .unbonding_entries(&w.alice)
        .unwrap()
        .iter()
        .map(|e| e.entry.balance.u128())
        .collect();
    assert_eq!(balances, [500, 200 - 20]);
    w.chain.slash(&w.v1, 100, percent(10)).unwrap();
    let balances: Vec<u128> = w
        .chain
        .unbonding_entries(&w.alice)
        .unwrap()
        .iter()
        .map(|e| e.entry.balance.u128())
        .collect();
    assert_eq!(balances, [500 - 50, 180 - 20], "always of the initial balance");
    w.assert_conserved();
}

#[test]
fn what_entries_pay_the_validator_does_not() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.next_block();
    w.chain.undelegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.next_block();
    // power at the infraction was the stake with alice's thousand
    let outcome = w.chain.slash(&w.v1, 100, percent(10)).unwrap();
    assert_eq!(outcome.from_unbonding.u128(), 100);
    assert_eq!(outcome.from_validator.u128(), (STAKE + 1000) / 10 - 100);
}

#[test]
fn a_mature_entry_is_not_cut_unless_it_is_held() {
    let mut w = world();
    for who in [&w.alice, &w.bob] {
        w.chain.delegate(who, &w.v1, 1000).unwrap();
        w.chain.undelegate(who, &w.v1, 1000).unwrap();
    }
    let id = w.chain.unbonding_entries(&w.bob).unwrap()[0].entry.id;
    w.chain.hold_entry(&w.bob, &w.v1, id).unwrap();
    w.chain.advance_block(UNBONDING); // mature, but not paid yet
    w.chain.slash(&w.v1, 100, percent(10)).unwrap();
    assert_eq!(w.chain.unbonding_entries(&w.alice).unwrap()[0].entry.balance.u128(), 1000);
    assert_eq!(w.chain.unbonding_entries(&w.bob).unwrap()[0].entry.balance.u128(), 900);
}

#[test]
fn redelegated_stake_is_cut_at_its_destination() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.next_block();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 1000).unwrap();
    w.chain.next_block();
    w.chain.slash(&w.v1, 100, percent(5)).unwrap();
    assert_eq!(w.staked(&w.alice, &w.v2), 1000 - 50);
    assert_eq!(w.chain.validator(&w.v2).unwrap().tokens.u128(), STAKE + 1000 - 50);
    w.assert_conserved();
}

#[test]
fn a_redelegation_older_than_the_infraction_is_not_cut() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 1000).unwrap();
    w.chain.next_block();
    w.chain.next_block();
    w.chain.slash(&w.v1, 101, percent(5)).unwrap();
    assert_eq!(w.staked(&w.alice, &w.v2), 1000);
}

#[test]
fn an_entry_that_does_not_cover_it_is_emptied_and_the_delegation_pays_in_full_as_well() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.next_block();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 1000).unwrap();
    w.chain.undelegate(&w.alice, &w.v2, 20).unwrap();
    w.chain.next_block();
    w.chain.clear_events();
    // 1,000 redelegated, 5 % due 50, 20 unbonding at the destination
    w.chain.slash(&w.v1, 100, percent(5)).unwrap();
    assert_eq!(w.chain.unbonding_entries(&w.alice).unwrap()[0].entry.balance.u128(), 0);
    assert_eq!(w.staked(&w.alice, &w.v2), 980 - 50);
    assert!(w.chain.events().contains(&ChainEvent::RedelegationSlashed {
        delegator: w.alice.clone(),
        source: w.v1.clone(),
        destination: w.v2.clone(),
        from_unbonding: Uint128::new(20),
        from_delegation: Uint128::new(50),
    }));
    w.assert_conserved();
}

#[test]
fn an_entry_at_the_destination_that_covers_it_spares_the_delegation() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.next_block();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 1000).unwrap();
    w.chain.undelegate(&w.alice, &w.v2, 400).unwrap();
    w.chain.next_block();
    w.chain.slash(&w.v1, 100, percent(5)).unwrap();
    assert_eq!(w.chain.unbonding_entries(&w.alice).unwrap()[0].entry.balance.u128(), 400 - 50);
    assert_eq!(w.staked(&w.alice, &w.v2), 600);
}

#[test]
fn downtime_cuts_two_blocks_back_and_so_spares_older_entries() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 100_000).unwrap();
    w.chain.undelegate(&w.alice, &w.v1, 50_000).unwrap();
    w.chain.advance(60, 6);
    w.chain.downtime(&w.v1).unwrap();
    assert_eq!(w.chain.unbonding_entries(&w.alice).unwrap()[0].entry.balance.u128(), 50_000);
    assert_eq!(w.staked(&w.alice, &w.v1), 50_000 - 5, "0.01 %");
    assert!(w.chain.validator(&w.v1).unwrap().jailed);
    assert_eq!(w.chain.unjail(&w.v1), Err(ChainError::StillJailed));
    w.chain.advance_block(600);
    w.chain.unjail(&w.v1).unwrap();
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Bonded);
    w.assert_conserved();
}

/// `Unjail` looks at the operator's own stake before it looks at the jail.
#[test]
fn an_operator_without_stake_of_its_own_cannot_unjail() {
    let mut w = world();
    let operator = w.chain.account(&w.v1);
    let own = w.staked(&operator, &w.v1);
    w.chain.undelegate(&operator, &w.v1, own - 1).unwrap();
    assert!(!w.chain.validator(&w.v1).unwrap().jailed, "a unit is enough");
    w.chain.undelegate(&operator, &w.v1, 1).unwrap();
    assert!(w.chain.validator(&w.v1).unwrap().jailed);
    assert_eq!(w.chain.unjail(&w.v1), Err(ChainError::NoDelegation));
    assert_eq!(w.chain.unjail(&w.v2), Err(ChainError::NotJailed));

    let height = w.chain.block().height;
    w.chain.slash(&w.v2, height, percent(100)).unwrap();
    assert_eq!(w.chain.unjail(&w.v2), Err(ChainError::SelfDelegationTooLow));
    assert_eq!(ChainError::SelfDelegationTooLow.code(), 7);
    w.assert_conserved();
}

/// `AfterValidatorRemoved`: the commission is its operator's, not the community's.
#[test]
fn a_validator_that_everyone_left_is_forgotten_and_its_commission_paid() {
    let mut w = world();
    let operator = w.chain.account(&w.v1);
    w.chain.reward_validator(&w.v1, vec![Coin::new(1_000u128, DENOM)]).unwrap();
    let own = w.staked(&operator, &w.v1);
    w.chain.undelegate(&operator, &w.v1, own).unwrap();
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Unbonding);
    w.chain.advance(18, 6);
    let before = w.wallet(&operator);
    w.chain.advance_block(w.chain.params().unbonding_period);
    w.chain.next_block();
    assert!(w.chain.validator(&w.v1).is_err());
    assert_eq!(w.wallet(&operator) - before, own + 100, "10 % of 1,000");
    // the amount is looked at before the validator
    let none = w.chain.undelegate(&w.alice, &w.v1, 0);
    assert_eq!(refused(none), ChainError::InvalidSharesAmount);
    w.assert_conserved();
}

/// The real `AllocateTokens` stops a chain that forgot a validator whose vote is still reported.
#[test]
fn a_block_as_long_as_the_unbonding_period_halts_when_it_forgets_one_who_votes() {
    let mut w = world();
    let operator = w.chain.account(&w.v1);
    let own = w.staked(&operator, &w.v1);
    w.chain.undelegate(&operator, &w.v1, own).unwrap();
    w.chain.advance_block(w.chain.params().unbonding_period);
    w.chain.clear_events();
    w.chain.advance_block(w.chain.params().unbonding_period);
    let reason = ChainError::NoValidatorFound.to_string();
    assert!(w.chain.events().contains(&ChainEvent::BlockFailed { reason }));
}

#[test]
fn missing_more_blocks_than_the_window_allows_slashes_once() {
    let mut w = world_with(|p| p.signed_blocks_window = 10); // five may be missed
    w.chain.miss_blocks(&w.v1, 5).unwrap();
    w.chain.advance(9 * 6, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().missed_blocks, 5);
    assert!(!w.chain.validator(&w.v1).unwrap().jailed);
    w.chain.miss_blocks(&w.v1, 3).unwrap();
    w.chain.next_block();
    let v = w.chain.validator(&w.v1).unwrap();
    assert!(v.jailed);
    assert_eq!(v.tokens.u128(), STAKE - STAKE / 10_000);
    w.chain.advance(60, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().tokens.u128(), STAKE - STAKE / 10_000);
}

#[test]
fn misses_leave_the_window_after_as_many_blocks_as_it_has() {
    let mut w = world_with(|p| p.signed_blocks_window = 10); // five may be missed
    w.chain.miss_blocks(&w.v1, 5).unwrap();
    w.chain.advance(10 * 6, 6);
    // the first of them leaves as a sixth comes
    w.chain.miss_blocks(&w.v1, 5).unwrap();
    w.chain.advance(5 * 6, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().missed_blocks, 5);
    assert!(!w.chain.validator(&w.v1).unwrap().jailed);
    w.chain.advance(10 * 6, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().missed_blocks, 0);
}

#[test]
fn a_shorter_window_still_counts_what_was_missed_before() {
    let mut w = world_with(|p| p.signed_blocks_window = 20); // ten may be missed
    w.chain.next_block();
    w.chain.miss_blocks(&w.v1, 6).unwrap();
    w.chain.advance(6 * 6, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().missed_blocks, 6);
    w.chain.set_params(|p| p.signed_blocks_window = 4).unwrap();
    // At most one place of the new window is signed with a block; the others are not forgotten.
    w.chain.next_block();
    assert!(w.chain.validator(&w.v1).unwrap().jailed, "more than two of four");
}

#[test]
fn misses_at_places_that_a_shorter_window_has_not_are_never_forgotten() {
    let mut w = world_with(|p| p.signed_blocks_window = 20);
    w.chain.advance(5 * 6, 6);
    w.chain.miss_blocks(&w.v1, 2).unwrap(); // the seventh and the eighth place
    w.chain.advance(2 * 6, 6);
    w.chain.set_params(|p| p.signed_blocks_window = 6).unwrap();
    w.chain.advance(60 * 6, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().missed_blocks, 2);
    w.chain.set_params(|p| p.signed_blocks_window = 20).unwrap();
    w.chain.advance(20 * 6, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().missed_blocks, 0);
}

#[test]
fn one_that_joins_and_leaves_at_once_has_one_vote() {
    let mut w = world_with(|p| p.signed_blocks_window = 100);
    w.chain.jail(&w.v1).unwrap();
    w.chain.advance(10 * 6, 6);
    w.chain.unjail(&w.v1).unwrap();
    w.chain.next_block();
    // out by rank: it votes on, unlike one that is jailed
    w.chain.set_params(|p| p.max_validators = 2).unwrap();
    w.chain.delegate(&w.alice, &w.v2, 1).unwrap();
    w.chain.delegate(&w.alice, &w.v3, 1).unwrap();
    w.chain.next_block();
    assert!(!w.chain.validator(&w.v1).unwrap().is_bonded());
    w.chain.miss_blocks(&w.v1, 20).unwrap();
    w.chain.advance(20 * 6, 6);
    assert_eq!(w.chain.validator(&w.v1).unwrap().missed_blocks, 1);
}

#[test]
fn one_that_comes_back_is_not_judged_before_a_whole_window() {
    let mut w = world_with(|p| p.signed_blocks_window = 10);
    w.chain.downtime(&w.v1).unwrap();
    w.chain.advance_block(600);
    w.chain.unjail(&w.v1).unwrap();
    let back = w.chain.block().height;
    w.chain.next_block();
    w.chain.miss_blocks(&w.v1, 100).unwrap();
    // it is back in the set at the end of `back`, and judged in the first block past a window
    while w.chain.block().height < back + 10 {
        w.chain.next_block();
        assert!(!w.chain.validator(&w.v1).unwrap().jailed, "at {}", w.chain.block().height);
    }
    w.chain.next_block();
    assert!(w.chain.validator(&w.v1).unwrap().jailed);
}

#[test]
fn a_double_sign_in_the_past_slashes_jails_and_tombstones() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.advance(60, 6);
    w.chain.undelegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.advance(600, 6);
    let outcome = w.chain.double_sign(&w.v1, 108, None).unwrap().unwrap();
    assert_eq!(outcome.from_unbonding.u128(), 50);
    assert_eq!(outcome.from_validator.u128(), (STAKE + 1000) * 5 / 100 - 50);
    let v = w.chain.validator(&w.v1).unwrap();
    assert!(v.jailed && v.tombstoned);
    assert_eq!(w.chain.unjail(&w.v1), Err(ChainError::StillJailed));
    assert_eq!(w.chain.double_sign(&w.v1, 108, None).unwrap(), None, "only once");
    w.assert_conserved();
}

#[test]
fn slashes_are_computed_from_whole_units_of_power() {
    let mut w = world_with(|p| p.power_reduction = Uint128::new(1_000_000));
    w.chain.delegate(&w.alice, &w.v1, 999_999).unwrap();
    w.chain.next_block();
    let outcome = w.chain.slash(&w.v1, 101, percent(10)).unwrap();
    assert_eq!(outcome.from_validator.u128(), STAKE / 10);
}

#[test]
fn an_unbonded_validator_and_a_future_infraction_are_not_slashed() {
    let mut w = world();
    let future = ChainError::FutureInfraction { infraction_height: 101, height: 100 };
    assert_eq!(w.chain.slash(&w.v1, 101, percent(1)), Err(future));
    w.chain.jail(&w.v1).unwrap();
    w.chain.next_block();
    w.chain.advance_block(UNBONDING);
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Unbonded);
    let error = w.chain.slash(&w.v1, 100, percent(1)).unwrap_err();
    assert_eq!(error, ChainError::SlashOfUnbonded { validator: w.v1.clone() });
}

#[test]
fn a_redelegation_that_cannot_be_slashed_is_reported_and_the_rest_goes_on() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.next_block();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 1000).unwrap();
    w.chain.next_block();
    w.chain.break_distribution(&w.v2, embedded_chain::Fault::Error).unwrap();
    let outcome = w.chain.slash(&w.v1, 100, percent(5)).unwrap();
    assert_eq!(w.staked(&w.alice, &w.v2), 1000);
    assert_eq!(outcome.from_validator.u128(), (STAKE + 1000) * 5 / 100 - 50);
    let failed = |e: &ChainEvent| matches!(e, ChainEvent::RedelegationSlashFailed { .. });
    assert!(w.chain.events().iter().any(failed));
    w.assert_conserved();
}
