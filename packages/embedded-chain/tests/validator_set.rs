//! Who is bonded, and what a validator's status means for its delegators.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use crate::common::*;
use cosmwasm_std::{AllValidatorsResponse, StakingQuery, ValidatorResponse};
use embedded_chain::{ChainError, ChainEvent, Status};

fn listed(w: &World) -> Vec<String> {
    let answer: AllValidatorsResponse = w.chain.query(StakingQuery::AllValidators {}).unwrap();
    answer.validators.into_iter().map(|v| v.address).collect()
}

#[test]
fn only_the_validators_with_the_most_stake_are_bonded_and_listed() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 2).unwrap();
    w.chain.delegate(&w.alice, &w.v2, 1).unwrap();
    w.chain.set_params(|p| p.max_validators = 2).unwrap();
    assert_eq!(listed(&w).len(), 3, "until the block ends");
    w.chain.next_block();
    assert_eq!(listed(&w), [w.v1.clone(), w.v2.clone()]);
    w.chain.delegate(&w.alice, &w.v3, 3).unwrap();
    w.chain.next_block();
    assert_eq!(listed(&w), [w.v3.clone(), w.v1.clone()]);
    let answer: ValidatorResponse =
        w.chain.query(StakingQuery::Validator { address: w.v2.clone() }).unwrap();
    assert!(answer.validator.is_some(), "any validator answers when asked for");
    w.assert_conserved();
}

#[test]
fn a_jailed_validator_is_unlisted_at_once_and_leaves_when_the_block_ends() {
    let mut w = world();
    w.chain.jail(&w.v1).unwrap();
    assert!(!listed(&w).contains(&w.v1));
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Bonded);
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Unbonding);
    assert_eq!(w.chain.jail(&w.v1), Err(ChainError::ValidatorJailed));
    w.chain.unjail(&w.v1).unwrap();
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Bonded);
    assert!(w.chain.events().contains(&ChainEvent::Bonded { validator: w.v1.clone() }));
    w.assert_conserved();
}

#[test]
fn undelegating_takes_the_full_time_whatever_the_status() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.jail(&w.v1).unwrap();
    w.chain.next_block();
    w.chain.advance_block(UNBONDING);
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Unbonded);
    w.chain.undelegate(&w.alice, &w.v1, 10).unwrap();
    let entry = &w.chain.unbonding_entries(&w.alice).unwrap()[0].entry;
    assert_eq!(entry.completes_at, w.chain.block().time.plus_seconds(UNBONDING));
}

#[test]
fn redelegating_out_of_an_unbonding_validator_completes_with_it_and_out_of_an_unbonded_one_at_once()
{
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 1000).unwrap();
    w.chain.jail(&w.v1).unwrap();
    w.chain.next_block();
    w.chain.advance_block(UNBONDING / 2);
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 10).unwrap();
    let entry = &w.chain.redelegations(&w.alice).unwrap()[0].entry;
    assert_eq!(entry.completes_at, w.chain.validator(&w.v1).unwrap().unbonding_at);
    w.chain.advance_block(UNBONDING);
    w.chain.next_block();
    assert!(w.chain.redelegations(&w.alice).unwrap().is_empty());
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 10).unwrap();
    assert!(w.chain.redelegations(&w.alice).unwrap().is_empty());
    w.chain.redelegate(&w.alice, &w.v2, &w.v3, 10).unwrap();
    w.assert_conserved();
}

#[test]
fn a_validator_everybody_left_is_forgotten_once_unbonded() {
    let mut w = world();
    let operator = w.chain.account(&w.v1);
    w.chain.undelegate(&operator, &w.v1, STAKE).unwrap();
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap().status, Status::Unbonding);
    w.chain.advance_block(UNBONDING);
    w.chain.next_block();
    assert_eq!(w.chain.validator(&w.v1).unwrap_err(), ChainError::NoValidatorFound);
    assert_eq!(w.wallet(&operator), STAKE);
    w.assert_conserved();
}
