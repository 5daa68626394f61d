//! Moves of stake: what they lock and what they expose.

use cosmwasm_std::Decimal;
use weir_interface::registry::ExecuteMsg;
use weir_staking_hub::ContractError;
use weir_testing::Suite;
use weir_validator_registry::ContractError as RegistryError;

use crate::common::*;

/// A thousand coins, a fifth of the stake may be moved a day, and no validator is capped.
pub fn movable() -> Suite {
    let fifth = Some(Decimal::percent(20));
    let world = still().hub(|p| p.rebalance_daily_share = fifth);
    // Several are drained within a day.
    thousand_of(world.registry(|p| {
        p.max_share = Some(Decimal::one());
        p.daily_weight_change = Some(Decimal::one());
    }))
}

/// Operator addresses in the order of the ledger.
fn rows(suite: &Suite) -> Vec<String> {
    suite.snapshot().roster.unwrap().seats.into_iter().map(|seat| seat.0).collect()
}

/// The moves in an answer: source, destination, how much.
fn moves(answer: &cw_multi_test::AppResponse) -> Vec<(String, String, u128)> {
    let sources = told(answer, "hub_redelegated", "source");
    let destinations = told(answer, "hub_redelegated", "destination");
    let assets = numbers(answer, "hub_redelegated", "assets");
    sources.into_iter().zip(destinations).zip(assets).map(|((s, d), a)| (s, d, a)).collect()
}

/// The last row drains and half of it has gone to the first two rows: half of four active
/// validators may be locked, and each is filled to a quarter of 990 coins.
fn drained_in_part() -> (Suite, Vec<String>) {
    let mut suite = movable();
    let rows = rows(&suite);
    suite.next_block();
    suite.drain("owner", &rows[4]).unwrap();
    let answer = suite.crank("rebalance").unwrap();
    let gap = 990 * COIN / 4 - 198 * COIN;
    let expected =
        vec![(rows[4].clone(), rows[0].clone(), gap), (rows[4].clone(), rows[1].clone(), gap)];
    assert_eq!(moves(&answer), expected);
    assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN));
    (suite, rows)
}

#[test]
fn a_slash_of_the_source_of_a_move_cuts_the_stake_at_its_destination() {
    let (mut suite, rows) = drained_in_part();
    let moved = 990 * COIN / 4 - 198 * COIN;
    let infraction = suite.chain.block().height - 1;
    suite.next_block();
    suite.slash_at(&rows[4], infraction, Decimal::percent(5));
    // Without unbonding entries there: a twentieth of what was moved, and of what stayed.
    for destination in &rows[..2] {
        let left = 990 * COIN / 4 - moved / 20;
        assert_eq!(suite.staked_with(destination), left);
    }
    let stayed = 198 * COIN - 2 * moved;
    assert_eq!(suite.staked_with(&rows[4]), stayed - stayed / 20);
    suite.crank("sync").unwrap();
    // Together exactly what the stake would have lost where it was.
    assert_eq!(books(&suite), (1_000 * COIN - 198 * COIN / 20, 1_000 * COIN));
}

#[test]
fn a_slash_of_the_source_eats_older_entries_at_the_destination_first_and_then_the_stake_as_well() {
    let mut suite = movable();
    let rows = rows(&suite);
    let infraction = suite.chain.block().height;
    let (batch, answer) = redeem(&mut suite, "alice", 2 * COIN);
    assert_eq!(servers(&answer), vec![rows[0].clone()]);
    suite.next_block();
    suite.drain("owner", &rows[4]).unwrap();
    let answer = suite.crank("rebalance").unwrap();
    // A quarter of 988 coins each: 51 are missing where two were undelegated, 49 elsewhere.
    let expected = vec![
        (rows[4].clone(), rows[0].clone(), 51 * COIN),
        (rows[4].clone(), rows[1].clone(), 49 * COIN),
    ];
    assert_eq!(moves(&answer), expected);
    suite.next_block();
    suite.slash_at(&rows[4], infraction, Decimal::percent(5));
    // Due at the first: 5 % of 51 coins. The entry of two goes whole, and since it does not cover
    // that, the stake is cut by the full amount as well.
    let due = 51 * COIN / 20;
    assert_eq!(suite.staked_with(&rows[0]), 247 * COIN - due);
    assert_eq!(suite.staked_with(&rows[1]), 247 * COIN - 49 * COIN / 20);
    suite.crank("sync").unwrap();
    let stayed = 98 * COIN;
    let lost = due + 49 * COIN / 20 + stayed / 20;
    assert_eq!(books(&suite), (998 * COIN - lost, 998 * COIN));
    settle(&mut suite, batch);
    assert_eq!(suite.batch(batch).received.u128(), 0);
    assert_eq!(suite.batch(batch).shortfall.u128(), 2 * COIN);
    // Anybody may make that good, and no rate moves.
    let before = books(&suite);
    suite.donate("friend", "hub", 2 * COIN).unwrap();
    suite.crank("reconcile").unwrap();
    assert_eq!(paid(&mut suite, "alice"), 2 * COIN);
    assert_eq!(books(&suite), before);
}

#[test]
fn a_batch_is_served_by_destinations_of_moves_only_when_nobody_else_can() {
    let (mut suite, rows) = drained_in_part();
    // The draining one first, then one without incoming stake, though it is under target.
    let (_, answer) = redeem(&mut suite, "alice", 150 * COIN);
    let stayed = 198 * COIN - 2 * (990 * COIN / 4 - 198 * COIN);
    assert_eq!(servers(&answer), vec![rows[4].clone(), rows[2].clone()]);
    assert_eq!(numbers(&answer, "hub_part_placed", "assets"), vec![stayed, 150 * COIN - stayed]);
    // More than the clean ones hold: they serve all they have, the rest waits a call.
    let (last, answer) = redeem(&mut suite, "alice", 800 * COIN);
    let clean = 2 * 198 * COIN - (150 * COIN - stayed);
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), clean);
    assert!(!servers(&answer).contains(&rows[0]) && !servers(&answer).contains(&rows[1]));
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), 800 * COIN - clean);
    assert_eq!(servers(&answer), vec![rows[0].clone(), rows[1].clone()]);
    settle(&mut suite, last);
    assert_eq!(paid(&mut suite, "alice"), 950 * COIN);
    suite.check_everything();
}

#[test]
fn nobody_is_exposed_to_a_move_by_leaving_the_others_out() {
    let (mut suite, rows) = drained_in_part();
    suite.queue_unbond("alice", 150 * COIN).unwrap();
    wait_for_lag(&mut suite, 1);
    let skip = Some(vec![rows[2].clone(), rows[3].clone(), rows[4].clone()]);
    let skipping = weir_interface::hub::ExecuteMsg::SubmitBatch {
        max_parts: None,
        skip,
        undelegations: Default::default(),
    };
    let outcome = suite.hub_call("mallory", &skipping);
    refused!(outcome, hub, ContractError::NothingPlaceable { .. });
}

#[test]
fn a_validator_with_incoming_stake_drains_only_when_the_lock_is_over() {
    let (mut suite, rows) = drained_in_part();
    let until = suite.row(&rows[0]).locked_until.unwrap();
    assert_eq!(until, suite.now() + UNBONDING);
    suite.drain("owner", &rows[0]).unwrap();
    let remove = |suite: &mut Suite, validator: &String| {
        let validator = validator.clone();
        suite.registry_call("stranger", &ExecuteMsg::RemoveValidator { validator })
    };
    let held = 990 * COIN / 4;
    refused!(remove(&mut suite, &rows[0]), registry, RegistryError::StillHolds { actual, .. }
        if actual.u128() == held);
    // What may move moves, day by day; the locked one gives nothing.
    while suite.now() + DAY < until {
        while let Ok(answer) = suite.crank("rebalance") {
            assert!(moves(&answer).iter().all(|(source, _, _)| *source != rows[0]));
            assert!(told(&answer, "hub_validator_refused", "act").is_empty());
        }
        suite.days_pass(1);
        suite.refresh().unwrap();
    }
    wait_until(&mut suite, until);
    suite.refresh().unwrap();
    suite.crank("sync").unwrap();
    // In the first block past the end the chain still keeps the lock.
    refused!(suite.crank("rebalance"), hub, ContractError::NothingToMove {});
    suite.next_block();
    let answer = suite.crank("rebalance").unwrap();
    assert!(told(&answer, "hub_validator_refused", "act").is_empty());
    assert_eq!(moves(&answer)[0].0, rows[0]);
    suite.check_everything();
}

#[test]
fn a_validator_tombstoned_under_the_lock_is_left_by_redemptions_and_moved_when_unbonded() {
    let (mut suite, rows) = drained_in_part();
    for _ in 0..4 {
        suite.next_block();
    }
    let height = suite.chain.block().height;
    suite.double_sign(&rows[0], height, Some(Decimal::percent(5))).unwrap();
    let left = 990 * COIN / 4 * 95 / 100;
    assert_eq!(suite.staked_with(&rows[0]), left);
    suite.next_block();
    suite.refresh().unwrap();
    suite.seconds_pass(600);
    suite.refresh().unwrap();
    suite.drain("owner", &rows[0]).unwrap();
    // Tombstoned, and still nothing may be moved out of it.
    while let Ok(answer) = suite.crank("rebalance") {
        assert!(moves(&answer).iter().all(|(source, _, _)| *source != rows[0]));
    }
    assert_eq!(suite.staked_with(&rows[0]), left);
    // Undelegating from it works, once nobody else has anything.
    let (b, s) = books(&suite);
    let (batch, first) = redeem(&mut suite, "alice", 900 * COIN);
    let priced = floor(900 * COIN, b, s);
    assert_eq!(number(&first, "hub_batch_submitted", "priced"), priced);
    let mut answers = vec![first];
    while suite.batch(batch).unplaced.u128() > 0 {
        answers.push(suite.crank("submit_batch").unwrap());
    }
    let asked: Vec<String> = answers.iter().flat_map(servers).collect();
    assert!(asked.contains(&rows[0]));
    settle(&mut suite, batch);
    let sum = |event, key| -> u128 { answers.iter().flat_map(|a| numbers(a, event, key)).sum() };
    let due = sum("hub_part_placed", "expected") + sum("hub_batch_submitted", "from_buffer");
    // Each call prices what the one before left, at the floor.
    let mut left = 900 * COIN;
    for answer in &answers {
        let told = |key| number(answer, "hub_batch_submitted", key);
        let (b, s) = ("backing", "supply");
        let (b, s) = (number(answer, "hub_synced", b), number(answer, "hub_synced", s));
        assert_eq!(told("priced"), floor(left, b, s));
        assert_eq!(told("shares"), ceil(left, told("placed"), told("priced")));
        left -= told("shares");
    }
    assert_eq!(left, 0);
    assert!(priced - due <= asked.len() as u128, "a unit a part at most");
    assert_eq!(suite.batch(batch).shortfall.u128(), 0);
    assert_eq!(paid(&mut suite, "alice"), due);
    suite.check_everything();
}

/// Time passes, and refreshes go on without a gap.
fn wait_refreshing(suite: &mut Suite, until: u64) {
    while suite.now() < until {
        let step = (5 * HOUR).min(until - suite.now());
        suite.seconds_pass(step);
        suite.refresh().unwrap();
    }
}

#[test]
fn moves_out_of_the_unbonded_are_not_bound_by_how_many_destinations_are_locked() {
    let mut suite = movable();
    let rows = rows(&suite);
    suite.jail(&rows[4]);
    suite.next_block();
    suite.refresh().unwrap();
    let absent_since = suite.now();
    wait_refreshing(&mut suite, absent_since + UNBONDING - DAY);
    suite.drain("stranger", &rows[4]).unwrap();
    suite.drain("owner", &rows[3]).unwrap();
    // Three are left, and one of them may be locked: 330 coins each.
    let answer = suite.crank("rebalance").unwrap();
    assert_eq!(moves(&answer), vec![(rows[3].clone(), rows[0].clone(), 132 * COIN)]);
    refused!(suite.crank("rebalance"), hub, ContractError::NothingToMove {});
    // A day later the absent one may be left, into those that may not be locked.
    wait_refreshing(&mut suite, absent_since + UNBONDING);
    let answer = suite.crank("rebalance").unwrap();
    let expected = vec![
        (rows[4].clone(), rows[1].clone(), 132 * COIN),
        (rows[4].clone(), rows[2].clone(), 66 * COIN),
    ];
    assert_eq!(moves(&answer), expected);
    // Over at once: by the end of this block only the lock of the day before is left.
    assert!(rows[1..3].iter().all(|row| suite.row(row).locked_until.is_none()));
    suite.next_block();
    assert_eq!(suite.chain.redelegations(&suite.hub).unwrap().len(), 1);
    suite.check_everything();
}

#[test]
fn a_validator_absent_for_a_whole_unbonding_period_is_left_at_once_without_a_lock() {
    let mut suite = movable();
    let rows = rows(&suite);
    let gone = rows[4].clone();
    suite.jail(&gone);
    suite.next_block();
    let answer = suite.refresh().unwrap();
    assert_eq!(number(&answer, "registry_refreshed", "bonded"), 4);
    let absent_since = suite.now();
    let drain = |suite: &mut Suite| suite.drain("stranger", &gone);
    refused!(drain(&mut suite), registry, RegistryError::NoReasonToDrain { .. });
    let wait = wait_refreshing;
    wait(&mut suite, absent_since + 3 * DAY - 1);
    refused!(drain(&mut suite), registry, RegistryError::NoReasonToDrain { .. });
    wait(&mut suite, absent_since + 3 * DAY);
    drain(&mut suite).unwrap();
    wait(&mut suite, absent_since + UNBONDING - 1);
    refused!(suite.crank("rebalance"), hub, ContractError::NothingToMove {});
    wait(&mut suite, absent_since + UNBONDING);
    let answer = suite.crank("rebalance").unwrap();
    let gap = 990 * COIN / 4 - 198 * COIN;
    let expected: Vec<_> = rows[..4].iter().map(|to| (gone.clone(), to.clone(), gap)).collect();
    assert_eq!(moves(&answer), expected, "no half of the validators is locked by these");
    let now = u128::from(suite.now());
    assert_eq!(numbers(&answer, "hub_redelegated", "completes_at"), vec![now; 4]);
    assert!(suite.chain.redelegations(&suite.hub).unwrap().is_empty());
    assert!(rows[..4].iter().all(|row| suite.row(row).locked_until.is_none()));
    assert_eq!(suite.row(&gone).assets.u128(), 0);
    suite.registry_call("stranger", &ExecuteMsg::RemoveValidator { validator: gone }).unwrap();
    assert_eq!(suite.snapshot().roster.unwrap().seats.len(), 4);
    assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN));
    suite.check_everything();
}

/// The chain refuses to move the last stake of an unbonded validator, since it forgets the validator
/// halfway; so the hub, refused once, moves all but a unit.
#[test]
fn the_last_stake_of_an_unbonded_validator_moves_but_for_a_unit() {
    let mut suite = movable();
    let rows = rows(&suite);
    let last = &rows[4];
    let operator = suite.chain.account(last);
    let own = suite.chain.delegation(&operator, last).unwrap().unwrap().amount().u128();
    suite.chain.undelegate(&operator, last, own).unwrap();
    // The registry must have seen it absent all the time that unbonding takes.
    let days_pass = |suite: &mut Suite, days: u64| {
        for _ in 0..days * 6 {
            suite.seconds_pass(4 * HOUR);
            suite.keep();
            suite.check_everything();
        }
    };
    days_pass(&mut suite, 22);
    suite.drain("owner", last).unwrap();
    days_pass(&mut suite, 4);
    let held = suite.snapshot().delegations.get(last).copied();
    assert_eq!(held, Some(1), "a unit stays, and the validator with it");
    suite.registry_call("owner", &ExecuteMsg::RemoveValidator { validator: last.clone() }).unwrap();
}
