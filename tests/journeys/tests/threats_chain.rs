//! Threats T77 to T91 and T94 to T96: validators, the chain, and what the sources must not hold.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::threats_common::*;
use cosmwasm_std::{coin, Decimal, Order};
use embedded_chain::Fault;
use weir_interface::hub::{BatchStage, ExecuteMsg, QueryMsg, RateResponse};
use weir_interface::registry::{self, Standing};
use weir_interface::{distributor, hub};
use weir_quantities::{Assets, Shares};
use weir_staking_hub::ContractError as HubError;
use weir_testing::Suite;
use weir_validator_registry::ContractError as RegistryError;

fn live(suite: &Suite) -> Decimal {
    let answer: RateResponse = suite.query(&suite.hub, &QueryMsg::LiveRate {}).unwrap();
    answer.rate
}

fn harvest(skip: Option<Vec<String>>) -> ExecuteMsg {
    ExecuteMsg::Harvest {
        limit: None,
        skip,
        validators: Default::default(),
        withdrawals: Default::default(),
        stages: Default::default(),
    }
}

#[test]
fn t77_a_downtime_slash_shows_in_the_next_read_and_stops_nothing() {
    let mut suite = staked(1_000);
    suite.days_pass(1);
    let before = live(&suite);
    suite.downtime("val1");
    assert!(live(&suite) < before, "{} is not below {before}", live(&suite));
    suite.crank("sync").unwrap();
    assert!(suite.rate() < before);
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"));
    // 0.01 % of a fifth of the stake: far from the breaker.
    suite.bond("bob", 100 * COIN).unwrap();
    suite.crank("harvest").unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    let lost = 100 * COIN / 5 / 10_000;
    assert!(suite.coins_of("alice") + 2 * lost >= 100 * COIN, "{}", suite.coins_of("alice"));
    suite.check_everything();
}

#[test]
fn t78_a_tombstone_of_any_fraction_is_lived_through() {
    for percent in [5, 50, 100] {
        // Nothing is kept in the buffer, so that each validator has whole coins: the chain slashes
        // whole units of power, and a remnant would keep the wholly slashed one open.
        let world = Suite::builder().hub(|change| change.buffer_target = Some(Decimal::zero()));
        let mut suite = stake(world.build(), 1_000);
        assert_eq!(suite.staked_with("val1"), 1_010 * COIN / 5);
        let height = suite.chain.block().height;
        suite.days_pass(1);
        suite.double_sign("val1", height, Some(Decimal::percent(percent))).unwrap();
        suite.crank("sync").unwrap();
        assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"), "{percent} %");
        suite.hours_pass(25);
        suite.crank("sync").unwrap();
        // It still counts as active: the chain refuses a validator without tokens, and only that.
        suite.bond("bob", 500 * COIN).unwrap();
        let answer = suite.crank("delegate_buffer").unwrap();
        let refused = count_events(&answer, "weir_hub_validator_refused");
        assert_eq!(refused, usize::from(percent == 100), "{percent} %");
        if percent == 100 {
            // What was meant for it lies in the buffer again.
            assert_eq!(suite.staked_with("val1"), 0);
            assert!(suite.solvency().buffer.u128() > 100 * COIN);
        }
        let others = suite.staked_with("val2");
        assert!(others > 200 * COIN, "the others were delegated to: {others}");
        suite.crank("harvest").unwrap();
        let _ = suite.crank("rebalance");
        suite.keepers = true;
        suite.everyone_leaves(&["alice", "bob"]);
        let bob = suite.coins_of("bob");
        assert!(bob >= 500 * COIN - 10, "{percent} %: who came after lost nothing: {bob}");
        let alice = suite.coins_of("alice");
        let lost = 1_000 * COIN / 5 * u128::from(percent) / 100;
        assert!(alice >= 1_000 * COIN - lost - lost / 50, "{percent} %: {alice}");
        suite.check_everything();
    }
}

#[test]
fn t79_only_entries_made_after_the_infraction_are_cut() {
    let one = Suite::builder().validators(1).weights(&[("val1", 1)]).build();
    let mut suite = stake(one, 1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    suite.next_block();
    let infraction = suite.chain.block().height;
    suite.queue_unbond("alice", 200 * COIN).unwrap();
    suite.hours_pass(19);
    submit(&mut suite).unwrap();
    suite.next_block();
    suite.slash_at("val1", infraction, Decimal::percent(10));
    let entries = suite.chain.unbonding_entries(&suite.hub).unwrap();
    let left: Vec<u128> = entries.iter().map(|entry| entry.entry.balance.u128()).collect();
    assert_eq!(left, [100 * COIN, 180 * COIN], "as the chain holds them");
    suite.days_pass(22);
    suite.crank("reconcile").unwrap();
    for _ in 0..3 {
        suite.next_block();
        let _ = suite.crank("reconcile");
    }
    // Both were due in one round, which shares what is missing by what each expects.
    let (first, second) = (suite.batch(1), suite.batch(2));
    assert_eq!(first.received.u128() + second.received.u128(), 280 * COIN);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 280 * COIN);
    suite.check_everything();
}

#[test]
fn t79_a_batch_from_before_the_infraction_settled_on_its_own_is_whole() {
    let one = Suite::builder().validators(1).weights(&[("val1", 1)]).build();
    let mut suite = stake(one, 1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    suite.next_block();
    let infraction = suite.chain.block().height;
    suite.transfer("alice", "bob", 200 * COIN).unwrap();
    suite.queue_unbond("bob", 200 * COIN).unwrap();
    suite.days_pass(2);
    submit(&mut suite).unwrap();
    suite.next_block();
    suite.slash_at("val1", infraction, Decimal::percent(10));
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 100 * COIN, "made before the infraction");
    settle(&mut suite, 2);
    suite.withdraw("bob").unwrap();
    assert_eq!(suite.coins_of("bob"), 180 * COIN, "made after it");
}

/// A world where stake is moved to `val2` as soon as anybody asks for it.
fn moving_world() -> Suite {
    let suite = Suite::builder()
        .validators(3)
        .registry(|change| {
            change.daily_weight_change = Some(Decimal::one());
            change.max_share = Some(Decimal::one());
        })
        .hub(|change| change.rebalance_daily_share = Some(Decimal::percent(20)))
        .build();
    let mut suite = stake(suite, 3_000);
    suite.set_weights("owner", &[("val1", 10), ("val2", 60), ("val3", 30)]).unwrap();
    suite
}

#[test]
fn t80_a_slash_of_the_source_is_seen_at_the_destination() {
    let mut suite = moving_world();
    let height = suite.chain.block().height;
    suite.crank("rebalance").unwrap();
    let moved = suite.chain.redelegations(&suite.hub).unwrap();
    let (source, destination) = (moved[0].source.clone(), moved[0].destination.clone());
    suite.next_block();
    let before = suite.staked_with(&destination);
    let rate = live(&suite);
    suite.slash_at(&source, height, Decimal::percent(10));
    let after = suite.staked_with(&destination);
    assert!(after < before, "cut at the destination: {before} became {after}");
    assert!(live(&suite) < rate);
    // Whoever is priced now is priced with it.
    let sum: u128 = ["val1", "val2", "val3"].iter().map(|name| suite.staked_with(name)).sum();
    suite.crank("sync").unwrap();
    assert_eq!(suite.solvency().delegated.u128(), sum);
    assert_eq!(suite.row(&destination).losses.u128(), before - after);
}

/// One validator, a batch every hour or so, seven entries in all.
fn crowded_world() -> Suite {
    let suite = Suite::builder()
        .validators(1)
        .weights(&[("val1", 1)])
        .params(|params| params.unbonding_period = 2 * DAY)
        .hub(|change| {
            change.min_batch_interval = Some(HOUR);
            change.submit_lag = Some(HOUR);
        })
        .build();
    let mut suite = stake(suite, 1_000);
    for _ in 0..7 {
        suite.queue_unbond("alice", 10 * COIN).unwrap();
        suite.seconds_pass(2 * HOUR + 7);
        suite.crank("submit_batch").unwrap();
        suite.next_block();
    }
    assert_eq!(suite.chain.unbonding_entries(&suite.hub).unwrap().len(), 7);
    suite.queue_unbond("alice", 10 * COIN).unwrap();
    suite.seconds_pass(2 * HOUR + 7);
    suite
}

#[test]
fn t81_an_eighth_entry_is_never_sent() {
    let mut suite = crowded_world();
    refused!(suite.crank("submit_batch"), hub, HubError::NothingPlaceable { .. });
    assert_eq!(suite.chain.unbonding_entries(&suite.hub).unwrap().len(), 7);
    // One completes: its slot is free in a block after the first one past it.
    let next = suite.batch(1).completes_at.unwrap();
    until(&mut suite, next + 7);
    suite.crank("sync").unwrap();
    refused!(suite.crank("submit_batch"), hub, HubError::NothingPlaceable { .. });
    suite.next_block();
    suite.crank("submit_batch").unwrap();
    assert_eq!(suite.batch(8).stage, BatchStage::Unbonding);
}

#[test]
fn t81_an_eighth_entry_that_the_chain_refuses_is_skipped() {
    let mut suite = crowded_world();
    suite.configure("owner", |change| change.max_entries = Some(100)).unwrap();
    let before = suite.snapshot();
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(count_events(&answer, "weir_hub_validator_refused"), 1);
    let after = suite.snapshot();
    assert_eq!(after.books.pool, before.books.pool, "nothing was burnt");
    assert_eq!(after.books.stake.delegated, before.books.stake.delegated);
    assert_eq!(suite.batch(8).unplaced, Shares::new(10 * COIN));
    refused!(suite.crank("submit_batch"), hub, HubError::NothingPlaceable { .. });
    suite.days_pass(3);
    suite.crank("submit_batch").unwrap();
    assert_eq!(suite.batch(8).unplaced, Shares::ZERO);
    suite.check_everything();
}

#[test]
fn t82_no_move_starts_where_one_has_just_arrived() {
    let mut suite = moving_world();
    suite.crank("rebalance").unwrap();
    let destinations: BTreeSet<String> = suite
        .chain
        .redelegations(&suite.hub)
        .unwrap()
        .into_iter()
        .map(|entry| entry.destination)
        .collect();
    // The weights turn around: the destinations are over target now, and locked.
    suite.set_weights("owner", &[("val1", 60), ("val2", 10), ("val3", 30)]).unwrap();
    for _ in 0..10 {
        suite.days_pass(1);
        if let Ok(answer) = suite.crank("rebalance") {
            assert_eq!(count_events(&answer, "weir_hub_validator_refused"), 0, "planned in vain");
        }
        for entry in suite.chain.redelegations(&suite.hub).unwrap() {
            assert!(!destinations.contains(&entry.source), "moved on from a destination");
            assert_ne!(entry.source, entry.destination);
        }
    }
    // A move that fails all the same is undone and isolated.
    let mut suite = moving_world();
    for name in ["val1", "val2", "val3"] {
        suite.break_distribution(name, Fault::Error);
    }
    let before = suite.snapshot();
    let answer = suite.crank("rebalance").unwrap();
    assert!(count_events(&answer, "weir_hub_validator_refused") > 0);
    assert_eq!(suite.snapshot().ledger, before.ledger);
    assert_eq!(suite.snapshot().books.pool, before.books.pool);
}

#[test]
fn t83_a_full_drain_after_a_crooked_slash_blocks_nobody() {
    for (percent, bonded) in [(7u64, 1_000_000_007u128), (33, 999_999_999), (1, 777_777_777)] {
        let mut suite = Suite::new();
        suite.keepers = false;
        suite.bond("alice", bonded).unwrap();
        suite.crank("delegate_buffer").unwrap();
        suite.next_block();
        for (index, name) in ["val1", "val2", "val3"].iter().enumerate() {
            let fraction = Decimal::percent(percent) + Decimal::bps(77 + 13 * index as u64);
            suite.slash(name, fraction);
        }
        suite.drain("owner", "val1").unwrap();
        suite.keepers = true;
        suite.everyone_leaves(&["alice"]);
        let left = suite.row("val1").assets.u128();
        assert!(left <= 10, "{left} left with a drained validator");
        suite.days_pass(25);
        let validator = suite.operator("val1");
        let remove = registry::ExecuteMsg::RemoveValidator { validator };
        suite.registry_call("mallory", &remove).unwrap();
        suite.check_everything();
    }
}

#[test]
fn t84_one_validator_whose_rewards_cannot_be_withdrawn_stops_no_harvest() {
    let mut suite = staked(10_000);
    suite.days_pass(10);
    suite.break_distribution("val1", Fault::Error);
    let answer = suite.crank("harvest").unwrap();
    assert_eq!(count_events(&answer, "weir_hub_validator_refused"), 1);
    let four = suite.solvency().unvested.u128();
    assert!(four > 10 * COIN, "the other four were harvested: {four}");
    suite.repair_distribution("val1");
    suite.break_distribution("val2", Fault::Panic);
    suite.days_pass(10);
    assert!(suite.crank("harvest").is_err(), "a panic kills the transaction");
    let skip = Some(suite.operators(&["val2"]));
    suite.hub_call("mallory", &harvest(skip)).unwrap();
    assert!(suite.solvency().unvested.u128() > 10 * COIN);
    // Undelegating goes round it as well.
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.next_block();
    suite.hours_pass(7);
    let skip = Some(suite.operators(&["val2"]));
    suite
        .hub_call(
            "mallory",
            &ExecuteMsg::SubmitBatch { max_parts: None, skip, undelegations: Default::default() },
        )
        .unwrap();
    assert_eq!(suite.batch(1).unplaced, Shares::ZERO);
}

#[test]
fn t85_a_move_out_of_an_unbonded_validator_is_over_at_once() {
    let mut suite = staked(1_000);
    suite.jail("val1");
    // Absent for a whole unbonding period, as refreshes have seen it.
    for _ in 0..(22 * 4) {
        suite.hours_pass(6);
        suite.refresh().unwrap();
    }
    suite.drain("mallory", "val1").unwrap();
    let before = suite.staked_with("val1");
    suite.crank("rebalance").unwrap();
    let after = suite.staked_with("val1");
    assert!(after < before, "{before} became {after}");
    assert!(suite.chain.redelegations(&suite.hub).unwrap().is_empty(), "no entry on the chain");
    for name in ["val2", "val3", "val4", "val5"] {
        assert_eq!(suite.row(name).locked_until, None, "{name} is not locked");
    }
    assert_eq!(suite.row("val1").assets.u128(), after);
    // Undelegating from it still takes the whole period.
    suite.queue_unbond("alice", 10 * COIN).unwrap();
    submit(&mut suite).unwrap();
    let entries = suite.chain.unbonding_entries(&suite.hub).unwrap();
    assert_eq!(entries[0].validator, suite.operator("val1"), "the draining one serves first");
    assert_eq!(suite.batch(1).completes_at.unwrap(), suite.now() + 21 * DAY);
}

#[test]
fn t86_a_thousand_spam_coins_change_neither_work_nor_result() {
    let cost = |spam: usize| {
        let mut suite = staked(1_000);
        let (hub, distributor) = (suite.hub.clone(), suite.distributor.clone());
        for index in 0..spam {
            let coins = vec![coin(1, format!("factory/spam/{index}"))];
            suite.chain.mint(&hub, coins.clone()).unwrap();
            suite.chain.mint(&distributor, coins).unwrap();
        }
        let val = suite.operator("val1");
        for index in 0..spam.min(50) {
            let dust = vec![coin(1_000, format!("factory/dust/{index}"))];
            suite.chain.reward_validator(&val, dust).unwrap();
        }
        suite.days_pass(1);
        let keeper = suite.actor("keeper");
        let msg = to_hub(&suite, &harvest(None), 0);
        let (answer, reading) = suite.chain.execute_metered(&keeper, msg);
        answer.unwrap();
        assert!(suite.solvency().unvested.u128() > 0);
        let all = reading.native_by_kind.keys().any(|kind| kind.contains("all_balances"));
        assert!(!all, "{:?}", reading.native_by_kind);
        (reading.rows_read, reading.rows_written, reading.native_queries, reading.iterator_steps)
    };
    assert_eq!(cost(1_000), cost(0));
    for file in sources() {
        let text = std::fs::read_to_string(&file).unwrap();
        let iterates = text.contains("query_all_balances") || text.contains("AllBalances");
        assert!(!iterates, "{} reads all balances", file.display());
    }
}

#[test]
fn t87_a_coin_or_a_receiver_that_cannot_be_paid_stops_only_itself() {
    let mut suite = staked(1_000);
    let distributor = suite.distributor.clone();
    suite.chain.mint(&distributor, vec![coin(COIN, "uother")]).unwrap();
    let blocked = suite.actor("blocked");
    let route = distributor::ExecuteMsg::SetRoute {
        denom: "uother".into(),
        route: Some(distributor::Route::To { receiver: blocked.to_string() }),
    };
    suite.distributor_call("owner", &route).unwrap();
    suite.chain.block_address(&blocked);
    let treasury = suite.actor("treasury");
    suite.chain.block_address(&treasury);
    suite.days_pass(10);
    let routed = distributor::ExecuteMsg::RouteCoin { denom: "uother".into() };
    let refusal = suite.distributor_call("keeper", &routed).unwrap_err();
    assert!(
        matches!(refusal.chain(), Some(embedded_chain::ChainError::BlockedAddress { .. })),
        "{refusal}"
    );
    // The receiver of the fee cannot be paid either: it is owed, and the harvest goes on.
    suite.crank("harvest").unwrap();
    assert!(suite.solvency().unvested.u128() > 0);
    let credit: distributor::CreditResponse = suite
        .query(&suite.distributor, &distributor::QueryMsg::Credit { address: treasury.to_string() })
        .unwrap();
    assert!(credit.assets.u128() > 0);
    let books: distributor::BooksResponse =
        suite.query(&suite.distributor, &distributor::QueryMsg::Books {}).unwrap();
    assert_eq!(books.credits, credit.assets);
    // What is owed is not split again.
    suite.days_pass(1);
    suite.crank("harvest").unwrap();
    let claim =
        distributor::ExecuteMsg::ClaimCredit { recipient: Some(suite.actor("vault").to_string()) };
    suite.distributor_call("treasury", &claim).unwrap();
    assert!(suite.coins_of("vault") >= credit.assets.u128());
}

#[test]
fn t88_without_a_withdraw_address_of_its_own_nothing_is_born() {
    let unborn = Suite::builder().params(|params| params.withdraw_address_enabled = false);
    let refusal = weir_testing::Refusal::new(unborn.try_build().err().unwrap());
    assert!(
        matches!(refusal.chain(), Some(embedded_chain::ChainError::SetWithdrawAddressDisabled)),
        "{refusal}"
    );
}

#[test]
fn t89_a_longer_unbonding_period_keeps_exits_safe() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "bob", 100 * COIN).unwrap();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    let (first, asked) = (suite.batch(1).completes_at.unwrap(), suite.now());
    assert_eq!(first, asked + 21 * DAY);
    suite.govern(|params| params.unbonding_period = 28 * DAY);
    suite.queue_unbond("bob", 100 * COIN).unwrap();
    suite.hours_pass(19);
    submit(&mut suite).unwrap();
    // Booked as granted, not as configured.
    assert_eq!(suite.batch(2).completes_at.unwrap(), suite.now() + 28 * DAY);
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    refused!(suite.withdraw("bob"), hub, HubError::NothingPayable { .. });
    settle(&mut suite, 2);
    suite.withdraw("bob").unwrap();
    assert_eq!((suite.coins_of("alice"), suite.coins_of("bob")), (100 * COIN, 100 * COIN));
}

#[test]
fn t89_fewer_entries_or_another_coin_refuse_new_acts_and_keep_old_exits() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    suite.govern(|params| params.max_entries = 1);
    for _ in 0..3 {
        suite.queue_unbond("alice", 150 * COIN).unwrap();
        suite.hours_pass(25);
        let _ = suite.crank("submit_batch");
        suite.hours_pass(2);
        let _ = suite.crank("submit_batch");
    }
    suite.crank("sync").unwrap();
    suite.bond("bob", 50 * COIN).unwrap();
    suite.govern(|params| params.bond_denom = "uother".into());
    let before = suite.snapshot();
    if let Ok(answer) = suite.crank("delegate_buffer") {
        assert!(count_events(&answer, "weir_hub_validator_refused") > 0);
    }
    let after = suite.snapshot();
    assert_eq!(after.books.pool.buffer, before.books.pool.buffer, "the coins are in the buffer");
    assert_eq!(after.coins, before.coins);
    // The chain itself pays entries in the coin it stakes; with that put right, they are paid.
    suite.govern(|params| params.bond_denom = "uatom".into());
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    assert!(suite.coins_of("alice") >= 100 * COIN - 1, "{}", suite.coins_of("alice"));
    // With one entry a validator instead of seven everybody still leaves, only later.
    suite.keepers = true;
    suite.everyone_leaves(&["alice", "bob"]);
    assert!(suite.coins_of("alice") >= 1_000 * COIN - 10, "{}", suite.coins_of("alice"));
    assert!(suite.coins_of("bob") >= 50 * COIN - 10, "{}", suite.coins_of("bob"));
    suite.check_everything();
}

#[test]
fn t90_a_halt_of_thirty_days_and_a_new_height_lose_nothing() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "bob", 100 * COIN).unwrap();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    suite.queue_unbond("bob", 100 * COIN).unwrap();
    suite.halt(30 * DAY);
    // The first block after it: past completion, and the chain has not paid yet.
    suite.crank("reconcile").unwrap();
    refused!(suite.crank("reconcile"), hub, HubError::NotArrived { .. });
    refused!(suite.crank("sweep_surplus"), hub, HubError::UnsettledParts {});
    refused!(suite.bond("carol", COIN), hub, HubError::StaleSync { .. });
    // The chain goes on from height 1, as after a restart from an export.
    suite.chain.app_mut().update_block(|block| {
        block.height = 1;
        block.time = block.time.plus_seconds(6);
    });
    suite.look("restart");
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(1).shortfall, Assets::ZERO);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 100 * COIN);
    suite.crank("submit_batch").unwrap();
    assert_eq!(suite.batch(2).completes_at.unwrap(), suite.now() + 21 * DAY);
    // Many transactions at one time: cranks of one block change what they should once.
    for _ in 0..5 {
        suite.crank("sync").unwrap();
    }
    suite.next_block();
    settle(&mut suite, 2);
    suite.withdraw("bob").unwrap();
    assert_eq!(suite.coins_of("bob"), 100 * COIN);
}

#[test]
fn t91_a_validator_that_leaves_or_takes_all_gets_no_new_stake() {
    let mut suite = staked(1_000);
    let val1 = suite.operator("val1");
    suite.jail("val1");
    suite.next_block();
    suite.refresh().unwrap();
    assert_eq!(suite.row("val1").standing, Standing::Active, "once is not enough");
    suite.seconds_pass(300);
    suite.refresh().unwrap();
    assert_eq!(suite.row("val1").standing, Standing::Active, "twice within ten minutes neither");
    suite.seconds_pass(600);
    suite.refresh().unwrap();
    assert_eq!(suite.row("val1").standing, Standing::Inactive);
    let held = suite.staked_with("val1");
    suite.bond("bob", 500 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    assert_eq!(suite.staked_with("val1"), held, "no new stake");
    assert!(suite.row("val1").target.u128() <= held, "it is to get nothing");
    // Commission to the top: after three days above the limit anyone drains it.
    let val2 = suite.operator("val2");
    suite.chain.force_commission(&val2, Decimal::one()).unwrap();
    refused!(suite.drain("mallory", "val2"), registry, RegistryError::NoReasonToDrain { .. });
    for _ in 0..13 {
        suite.hours_pass(6);
        suite.refresh().unwrap();
    }
    suite.drain("mallory", "val2").unwrap();
    suite.drain("mallory", "val1").unwrap();
    refused!(suite.drain("mallory", "val3"), registry, RegistryError::NoReasonToDrain { .. });
    let held = [suite.staked_with("val1"), suite.staked_with("val2")];
    suite.crank("sync").unwrap();
    suite.bond("bob", 500 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    assert_eq!([suite.staked_with("val1"), suite.staked_with("val2")], held);
    assert_eq!(suite.row(&val1).standing, Standing::Draining);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Sources of everything that runs on a chain.
fn sources() -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = [
        "contracts/staking-hub/src",
        "contracts/staking-token/src",
        "contracts/validator-registry/src",
        "contracts/reward-distributor/src",
        "contracts/restaking-vault/src",
        "contracts/service-registry/src",
        "contracts/slash-coordinator/src",
        "contracts/insurance-fund/src",
        "packages/accounting/src",
        "packages/interface/src",
        "packages/quantities/src",
    ]
    .iter()
    .map(|folder| root().join(folder))
    .collect();
    let mut found = vec![];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    assert!(found.len() > 60, "{} files", found.len());
    found.sort();
    found
}

/// The words of a line of code, comments and texts left out.
fn words(line: &str) -> Vec<String> {
    let code = line.split("//").next().unwrap_or_default();
    let outside: String = code.split('"').step_by(2).collect::<Vec<_>>().join(" ");
    outside
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .map(str::to_string)
        .filter(|word| !word.is_empty())
        .collect()
}

#[test]
fn t94_nothing_that_runs_on_a_chain_depends_on_order_of_hashing_floats_or_the_hosts_clock() {
    let forbidden = ["HashMap", "HashSet", "f32", "f64", "SystemTime", "thread_rng", "RandomState"];
    for file in sources() {
        let text = std::fs::read_to_string(&file).unwrap();
        // Tests below the code may use what they like.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (index, line) in code.lines().enumerate() {
            assert!(!line.contains("std::time") && !line.contains("Instant::now"), "{line}");
            for word in words(line) {
                let floats = word.ends_with("_f64") || word.ends_with("_f32");
                assert!(
                    !forbidden.contains(&word.as_str()) && !floats,
                    "{}:{}: {word}",
                    file.display(),
                    index + 1
                );
            }
        }
    }
}

/// The storage keys that the state modules declare: contract, key, constant.
fn declared_keys() -> Vec<(String, String, String)> {
    let mut keys = vec![];
    for contract in [
        "staking-hub",
        "validator-registry",
        "reward-distributor",
        "restaking-vault",
        "service-registry",
        "slash-coordinator",
        "insurance-fund",
    ] {
        let text =
            std::fs::read_to_string(root().join(format!("contracts/{contract}/src/state.rs")))
                .unwrap();
        let text = text.replace('\n', " ");
        for declaration in text.split("pub const ").skip(1) {
            let Some(end) = declaration.find(';') else { continue };
            let declaration = &declaration[..end];
            if !declaration.contains("Item::new(") && !declaration.contains("Map::new(") {
                continue;
            }
            let name = declaration.split(':').next().unwrap().trim().to_string();
            let key = declaration.split("::new(\"").nth(1).unwrap().split('"').next().unwrap();
            keys.push((contract.to_string(), key.to_string(), name));
        }
    }
    keys
}

#[test]
fn t95_storage_keys_are_those_of_the_golden_list() {
    let keys = declared_keys();
    let page = std::fs::read_to_string(root().join("docs/storage-keys.md")).unwrap();
    let listed: Vec<(String, String, String)> = page
        .lines()
        .filter(|line| {
            line.starts_with("| ") && !line.contains("---") && !line.contains("contract")
        })
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let plain = |cell: &str| cell.trim_matches('`').to_string();
            (plain(cells[1]), plain(cells[2]), plain(cells[3]))
        })
        .collect();
    assert_eq!(keys, listed, "a changed key breaks indexers and needs a migration");
    for (contract, key, name) in &keys {
        // The constant's name in full, lower case.
        assert_eq!(key, &name.to_lowercase(), "{contract}");
    }
    let distinct: BTreeSet<_> = keys.iter().map(|(contract, key, _)| (contract, key)).collect();
    assert_eq!(distinct.len(), keys.len(), "one key twice in a contract");
}

#[test]
fn t95_what_a_lived_in_suite_stores_lies_under_declared_keys() {
    let mut suite = Suite::new();
    suite.bond("alice", 1_000 * COIN).unwrap();
    suite.days_pass(3);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.slash("val1", Decimal::percent(5));
    suite.days_pass(30);
    suite.withdraw("alice").unwrap();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    let foreign = ["contract_info", "ownership"];
    let declared = declared_keys();
    for (contract, address) in [
        ("staking-hub", &suite.hub),
        ("validator-registry", &suite.registry),
        ("reward-distributor", &suite.distributor),
    ] {
        let mut met = BTreeSet::new();
        for (key, _) in suite.storage_of(address).range(None, None, Order::Ascending) {
            let item = String::from_utf8(key.clone()).ok();
            // A map's rows begin with the length of its key in two bytes.
            let length =
                key.get(..2).map_or(0, |two| usize::from(two[0]) * 256 + usize::from(two[1]));
            let map = key.get(2..2 + length).and_then(|name| String::from_utf8(name.to_vec()).ok());
            let is_declared =
                |name: &String| declared.iter().any(|(of, key, _)| of == contract && key == name);
            let found = [map, item]
                .into_iter()
                .flatten()
                .find(|name| is_declared(name) || foreign.contains(&name.as_str()));
            let found = found.unwrap_or_else(|| panic!("{contract} stores {key:?}"));
            met.insert(found);
        }
        assert!(met.len() >= 4, "{contract}: {met:?}");
    }
}

#[test]
fn t96_there_is_one_cosmwasm_std_and_every_version_is_locked() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let count =
        |name: &str| lock.lines().filter(|line| *line == format!("name = \"{name}\"")).count();
    for once in ["cosmwasm-std", "cw-storage-plus", "cw2", "cw20", "cw20-base", "cw-multi-test"] {
        assert_eq!(count(once), 1, "{once} is there {} times", count(once));
    }
    // Whatever does not come from this workspace has a checksum from the registry.
    for package in lock.split("[[package]]").skip(1) {
        let foreign = package.contains("source = ");
        let from_registry =
            package.contains("registry+https://github.com/rust-lang/crates.io-index");
        assert!(!foreign || (from_registry && package.contains("checksum = ")), "{package}");
    }
    let _: Option<hub::RateResponse> = None;
}
