//! A chain of many validators and users stays fast, and begins with a set like a live chain's.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use cosmwasm_std::{coins, AllValidatorsResponse, Decimal, StakingQuery, Uint128};
use embedded_chain::{Dec, EmbeddedChain, GenesisValidator};

const VALIDATORS: u128 = 175;

fn many() -> EmbeddedChain {
    let set = (1..=VALIDATORS).map(|i| {
        let tokens = Uint128::new(i * 80_000_000_000 + 123_457);
        // each was slashed by a permille or two
        let shares =
            Dec::from_int(tokens).quo_truncate(Dec::from(Decimal::permille(1000 - i as u64 % 3)));
        GenesisValidator::new(format!("cosmosvaloper1{i:03}"), tokens)
            .shares(shares)
            .commission(Decimal::percent(5), Decimal::percent(100), Decimal::percent(1))
            .missed_blocks(i as u64 % 40)
    });
    EmbeddedChain::builder()
        .denom("uatom")
        .params(|p| p.max_validators = 170)
        .genesis_validators(set)
        .build()
        .unwrap()
}

#[test]
fn the_strongest_of_a_large_genesis_set_are_bonded() {
    let chain = many();
    let listed: AllValidatorsResponse = chain.query(StakingQuery::AllValidators {}).unwrap();
    assert_eq!(listed.validators.len(), 170);
    assert_eq!(listed.validators[0].address, "cosmosvaloper1175");
    assert!(!chain.validator("cosmosvaloper1005").unwrap().is_bonded());
    assert_eq!(chain.validator("cosmosvaloper1006").unwrap().missed_blocks, 6);
    let bonded: u128 = (6..=VALIDATORS).map(|i| i * 80_000_000_000 + 123_457).sum();
    let pool = chain.module_accounts().bonded_pool.clone();
    assert_eq!(chain.balance(&pool, "uatom").u128(), bonded);
}

#[test]
fn thousands_of_blocks_and_actions_take_seconds() {
    let mut chain = many();
    let users: Vec<_> = (0..500).map(|i| chain.account(&format!("user{i}"))).collect();
    for user in &users {
        chain.mint(user, coins(1_000_000_000, "uatom")).unwrap();
    }
    let begin = std::time::Instant::now();
    for round in 0..20_000usize {
        let user = &users[round % users.len()];
        let validator = format!("cosmosvaloper1{:03}", round % 170 + 6);
        chain.delegate(user, &validator, 1_000).unwrap();
        if round % 10 == 0 {
            chain.next_block();
        }
    }
    chain.advance(5_000 * 6, 6);
    let spent = begin.elapsed();
    println!("20,000 delegations and 7,000 blocks in {spent:?}");
    assert!(spent.as_secs() < 60);
}
