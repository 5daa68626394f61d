//! Shares and tokens after slashes: what truncates, what is refused, what remains.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use crate::common::*;
use cosmwasm_std::{AllDelegationsResponse, Decimal, StakingQuery, Uint128};
use embedded_chain::{ChainError, Dec, EmbeddedChain, GenesisValidator};

#[test]
fn delegated_shares_may_be_worth_one_unit_less_than_paid() {
    let mut w = world();
    w.chain.slash(&w.v1, 100, Decimal::from_ratio(1u128, 3u128)).unwrap();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    let d = w.chain.delegation(&w.alice, &w.v1).unwrap().unwrap();
    // tokens 10^9 - floor(10^9 / 3) = 666,666,667 for 10^9 shares: 1000 * 10^9 / 666,666,667 shares,
    // truncated after 18 decimals
    assert_eq!(d.shares.to_string(), "1499.999999250000000374");
    assert_eq!(d.worth.to_string(), "999.999999999999999999");
    assert_eq!(d.amount().u128(), 999);
}

#[test]
fn undelegating_one_unit_of_a_slashed_validator_can_grant_nothing_and_takes_an_entry() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.slash(&w.v1, 100, percent(3)).unwrap();
    // one unit is 1.03... shares, truncated after 18 decimals and worth 0.99...
    assert_eq!(
        refused(w.chain.redelegate(&w.alice, &w.v1, &w.v2, 1)),
        ChainError::TinyRedelegationAmount
    );
    w.chain.undelegate(&w.alice, &w.v1, 1).unwrap();
    let entries = w.chain.unbonding_entries(&w.alice).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].entry.balance.u128(), 0);
}

#[test]
fn more_than_the_shares_are_worth_is_refused_and_exactly_that_leaves_a_remnant() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.slash(&w.v1, 100, percent(7)).unwrap();
    // 1000 * 0.93 and a bit, as tokens are cut by whole units
    assert_eq!(w.staked(&w.alice, &w.v1), 930);
    assert_eq!(refused(w.chain.undelegate(&w.alice, &w.v1, 931)), ChainError::InvalidSharesAmount);
    w.chain.slash(&w.v1, 100, Decimal::permille(1)).unwrap();
    assert_eq!(w.staked(&w.alice, &w.v1), 929, "930 * 999 / 1000 = 929.07");
    w.chain.undelegate(&w.alice, &w.v1, 929).unwrap();
    let left = w.chain.delegation(&w.alice, &w.v1).unwrap().unwrap();
    assert!(!left.shares.is_zero());
    let request = StakingQuery::AllDelegations { delegator: w.alice.to_string() };
    let answer: AllDelegationsResponse = w.chain.query(request).unwrap();
    assert_eq!(answer.delegations.len(), 1);
    assert_eq!(answer.delegations[0].amount.amount, Uint128::zero());
    w.assert_conserved();
}

#[test]
fn a_validator_slashed_by_all_refuses_everything_and_stays_listed_with_nothing() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.next_block();
    w.chain.slash(&w.v1, 101, percent(100)).unwrap();
    let error = refused(w.chain.delegate(&w.alice, &w.v1, 1));
    assert_eq!(error.to_string(), "cannot delegate to validators with invalid (zero) ex-rate");
    assert_eq!(refused(w.chain.undelegate(&w.alice, &w.v1, 1)), ChainError::InsufficientShares);
    assert_eq!(
        refused(w.chain.redelegate(&w.alice, &w.v1, &w.v2, 1)),
        ChainError::InsufficientShares
    );
    assert_eq!(w.staked(&w.alice, &w.v1), 0);
    assert_eq!(w.chain.delegations(&w.alice).unwrap().len(), 1);
    w.chain.next_block();
    assert!(!w.chain.validator(&w.v1).unwrap().is_bonded());
    w.assert_conserved();
}

#[test]
fn a_validator_can_begin_with_more_shares_than_tokens() {
    // Binance Staking on the Cosmos Hub
    let tokens = 11_509_551_073_457u128;
    let shares: Dec = "11513004617817.229373237183841963".parse().unwrap();
    let mut chain = EmbeddedChain::builder()
        .denom(DENOM)
        .genesis_validator(GenesisValidator::new("cosmosvaloper1x", tokens).shares(shares))
        .build()
        .unwrap();
    let alice = chain.account("alice");
    chain.mint(&alice, cosmwasm_std::coins(1_000_000, DENOM)).unwrap();
    chain.delegate(&alice, "cosmosvaloper1x", 1_000_000).unwrap();
    let d = chain.delegation(&alice, "cosmosvaloper1x").unwrap().unwrap();
    // shares * 10^6 / tokens, truncated
    assert_eq!(d.shares, shares.mul_int_quo_int(Uint128::new(1_000_000), Uint128::new(tokens)));
    assert_eq!(d.shares.to_string(), "1000300.058997799995797906");
}

#[test]
fn stakes_of_a_chain_with_eighteen_decimals_do_not_overflow() {
    let huge = 10u128.pow(30);
    let mut chain = EmbeddedChain::builder().denom("aevmos").validator("v", huge).build().unwrap();
    let (alice, v) = (chain.account("alice"), chain.operator_address("v"));
    chain.mint(&alice, cosmwasm_std::coins(huge, "aevmos")).unwrap();
    chain.delegate(&alice, &v, huge).unwrap();
    chain.next_block();
    chain.slash(&v, 2, Decimal::from_ratio(1u128, 3u128)).unwrap();
    let worth = chain.delegation(&alice, &v).unwrap().unwrap().amount().u128();
    // a third with 18 decimals, of both stakes together
    assert_eq!(worth, huge - huge / 10u128.pow(18) * 333_333_333_333_333_333);
    chain.undelegate(&alice, &v, worth).unwrap();
    chain.advance(3600, 600);
    assert!(!chain.validator(&v).unwrap().shares.is_zero());
}
