//! The registry's promises: who is added, weighed, drained and removed.

use cosmwasm_std::Decimal;
use embedded_chain::Fault;
use weir_accounting::weights::MAX_WEIGHT;
use weir_interface::hub::ExecuteMsg as HubMsg;
use weir_interface::registry::{ExecuteMsg, Standing, Target};
use weir_staking_hub::ContractError;
use weir_testing::Suite;
use weir_validator_registry::ContractError as RegistryError;

use crate::common::*;

fn remove(suite: &mut Suite, validator: &str) -> weir_testing::Outcome {
    let validator = suite.operator(validator);
    suite.registry_call("stranger", &ExecuteMsg::RemoveValidator { validator })
}

#[test]
fn a_validator_with_stake_or_entries_is_not_removed_and_one_with_neither_is() {
    let mut suite = thousand();
    refused!(remove(&mut suite, "val1"), registry, RegistryError::NotDraining { .. });
    suite.drain("owner", "val1").unwrap();
    refused!(remove(&mut suite, "val1"), registry, RegistryError::StillHolds { actual, .. }
        if actual.u128() == 198 * COIN);
    // It serves redemptions first, down to nothing.
    let (batch, answer) = redeem(&mut suite, "alice", 198 * COIN);
    assert_eq!(servers(&answer), vec![suite.operator("val1")]);
    refused!(remove(&mut suite, "val1"), registry, RegistryError::StillUnbonding { actual: 1, .. });
    wait_for_completion(&mut suite, batch);
    refused!(remove(&mut suite, "val1"), registry, RegistryError::StillUnbonding { .. });
    settle(&mut suite, batch);
    remove(&mut suite, "val1").unwrap();
    assert_eq!(suite.snapshot().roster.unwrap().seats.len(), 4);
    assert_eq!(books(&suite), (802 * COIN, 802 * COIN));
    assert_eq!(paid(&mut suite, "alice"), 198 * COIN);
}

#[test]
fn a_validator_with_nothing_but_an_incoming_lock_is_not_removed() {
    let mut suite = crate::redelegations::movable();
    let rows: Vec<String> =
        suite.snapshot().roster.unwrap().seats.into_iter().map(|seat| seat.0).collect();
    suite.drain("owner", &rows[4]).unwrap();
    suite.crank("rebalance").unwrap();
    suite.next_block();
    // Slashed by everything: no stake, no entry, only the lock is left.
    suite.slash(&rows[0], Decimal::one());
    suite.crank("sync").unwrap();
    suite.drain("owner", &rows[0]).unwrap();
    let until = suite.row(&rows[0]).locked_until.unwrap();
    refused!(remove(&mut suite, &rows[0]), registry, RegistryError::StillLocked { until: u, .. }
        if *u == until);
    wait_until(&mut suite, until);
    refused!(remove(&mut suite, &rows[0]), registry, RegistryError::StillLocked { .. });
    suite.next_block();
    suite.crank("sync").unwrap();
    remove(&mut suite, &rows[0]).unwrap();
}

#[test]
fn weights_of_nothing_and_beyond_counting_are_refused() {
    let mut suite = thousand();
    let all = |weight| ["val1", "val2", "val3", "val4", "val5"].map(|name| (name, weight));
    let outcome = suite.set_weights("owner", &all(0));
    refused!(outcome, registry, RegistryError::ZeroTotal);
    let outcome = suite.set_weights("owner", &[("val1", MAX_WEIGHT + 1)]);
    refused!(outcome, registry, RegistryError::WeightTooLarge { .. });
    let outcome = suite.set_weights("owner", &[("val1", 100), ("val1", 100)]);
    refused!(outcome, registry, RegistryError::NamedTwice { .. });
    let outcome = suite.set_weights("stranger", &all(100));
    refused!(outcome, registry, RegistryError::NeitherOwnerNorGauge { .. });
    // The largest weights add up, and stake is shared by them.
    suite.set_weights("owner", &all(MAX_WEIGHT)).unwrap();
    suite.bond("bob", 100 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    let ledger: Vec<u128> = suite.snapshot().ledger.iter().map(|row| row.u128()).collect();
    assert_eq!(ledger, vec![1_100 * COIN * 99 / 100 / 5; 5]);
}

#[test]
fn the_last_active_validator_stays() {
    let mut suite = alone();
    refused!(suite.drain("owner", "only"), registry, RegistryError::LastActive { .. });
    let outcome = suite.set_weights("owner", &[("only", 0)]);
    refused!(outcome, registry, RegistryError::ZeroTotal);
}

#[test]
fn an_inactive_validator_gets_nothing_keeps_what_it_has_and_is_back_with_the_set() {
    let mut suite = thousand();
    suite.jail("val1");
    suite.next_block();
    suite.refresh().unwrap();
    assert_eq!(suite.row("val1").standing, Standing::Active, "absent once");
    suite.seconds_pass(599);
    suite.refresh().unwrap();
    assert_eq!(suite.row("val1").standing, Standing::Active, "not ten minutes apart");
    suite.seconds_pass(1);
    suite.refresh().unwrap();
    assert_eq!(suite.row("val1").standing, Standing::Inactive);
    suite.bond("bob", 100 * COIN).unwrap();
    let _ = suite.crank("delegate_buffer");
    assert_eq!(suite.row("val1").assets.u128(), 198 * COIN);
    assert!(suite.unjail("val1"));
    suite.next_block();
    suite.refresh().unwrap();
    assert_eq!(suite.row("val1").standing, Standing::Active);
}

#[test]
fn the_hub_refuses_lists_that_it_cannot_trust_even_from_the_registry() {
    let mut suite = thousand();
    let target = |validator: String| Target { validator, weight: 1, standing: Standing::Active };
    let list = |targets: Vec<Target>, max_share| HubMsg::UpdateTargets { targets, max_share };
    let (one, share) = (suite.operator("val1"), Decimal::percent(20));
    let twice = list(vec![target(one.clone()), target(one.clone())], share);
    refused!(suite.hub_call("registry", &twice), hub, ContractError::DuplicateValidator { .. });
    let nobody = list(vec![target(suite.operator("nobody"))], share);
    refused!(suite.hub_call("registry", &nobody), hub, ContractError::NoSuchValidator { .. });
    let all = list(vec![target(one.clone())], Decimal::zero());
    refused!(suite.hub_call("registry", &all), hub, ContractError::BadMaxShare { .. });
    let stranger = list(vec![target(one.clone())], share);
    refused!(suite.hub_call("stranger", &stranger), hub, ContractError::Unauthorized { .. });
    // A list that forgets four stakes: they drain, none is lost.
    suite.hub_call("registry", &list(vec![target(one)], share)).unwrap();
    assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN));
    assert_eq!(suite.row("val2").standing, Standing::Draining);
}

#[test]
fn a_validator_whose_reward_withdrawal_always_fails_stops_no_harvest_and_no_exit() {
    let mut suite = thousand_of(still());
    let broken = suite.operator("val1");
    for validator in suite.validators.clone() {
        let operator = suite.operator(&validator);
        let coins = vec![cosmwasm_std::coin(5_000_000 * COIN, "uatom")];
        suite.chain.reward_validator(&operator, coins).unwrap();
    }
    suite.look("rewards");
    suite.break_distribution("val1", Fault::Error);
    let answer = suite.crank("harvest").unwrap();
    assert_eq!(number(&answer, "hub_harvested", "validators"), 5);
    assert_eq!(told(&answer, "hub_validator_refused", "validator"), vec![broken.clone()]);
    assert_eq!(told(&answer, "hub_validator_refused", "act"), vec!["withdraw_rewards"]);
    let four = number(&answer, "distributor_distributed", "rewards");
    assert!(four > 0);
    assert_eq!(suite.solvency().unvested.u128(), four - four / 10);
    // Redemptions go round it as well, and new stake.
    let (batch, answer) = redeem(&mut suite, "alice", 700 * COIN);
    let mut placed = number(&answer, "hub_batch_submitted", "placed");
    while suite.batch(batch).unplaced.u128() > 0 {
        placed += number(&suite.crank("submit_batch").unwrap(), "hub_batch_submitted", "placed");
    }
    assert!(placed >= 700 * COIN);
    assert_eq!(suite.row(&broken).assets.u128(), 198 * COIN);
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), placed);
    // Repaired, it pays what it owed: as much as each of the others.
    suite.repair_distribution("val1");
    let answer = suite.crank("harvest").unwrap();
    assert_eq!(number(&answer, "distributor_distributed", "rewards"), four / 4);
}
