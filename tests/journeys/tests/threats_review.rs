//! Threats T98 to T105, T126 to T129 and T134 to T138: what reviews of the design found.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::threats_common::*;
use cosmwasm_std::Decimal;
use embedded_chain::{Fault, Unreadable};
use proptest::prelude::*;
use weir_accounting::{
    paid_for, AccountingError, Batch, Books, InstantTerms, Pool, Request, Stake, Vesting,
    VestingTerms,
};
use weir_interface::hub::{BatchStage, ExecuteMsg, ReceiveMsg};
use weir_quantities::{Assets, BatchId, Seconds, Shares, Time};
use weir_staking_hub::ContractError as HubError;
use weir_testing::Suite;

const TERMS: VestingTerms =
    VestingTerms { reward_period: Seconds::new(86_400), max_daily_growth: Decimal::permille(3) };

#[test]
fn t98_bond_cover_queue_and_submit_in_one_transaction_gain_nothing() {
    let mut suite = staked(10_000);
    suite.transfer("alice", "bob", 10 * COIN).unwrap();
    suite.queue_unbond("bob", 10 * COIN).unwrap();
    suite.next_block();
    suite.hours_pass(7);
    suite.crank("sync").unwrap();
    let rate = suite.rate();
    suite.fund("mallory", 5_000 * COIN);
    let minted = 5_000 * COIN * suite.snapshot().shares()
        / suite.snapshot().backing_at(suite.snapshot().now);
    let queue = ReceiveMsg::QueueUnbond { receiver: None };
    let submit_now =
        ExecuteMsg::SubmitBatch { max_parts: None, skip: None, undelegations: Default::default() };
    let msgs = vec![
        to_hub(&suite, &bond_msg(), 5_000 * COIN),
        shares_to_hub(&suite, 2_500 * COIN, &ReceiveMsg::CoverLoss {}),
        shares_to_hub(&suite, minted - 2_500 * COIN, &queue),
        to_hub(&suite, &submit_now, 0),
    ];
    suite.transaction("mallory", msgs).unwrap();
    assert_eq!(suite.rate(), rate, "no jump in the transaction");
    assert_eq!(suite.batch(2).stage, BatchStage::Open, "his own batch is not submitted with it");
    suite.keepers = true;
    suite.days_pass(60);
    suite.withdraw("mallory").unwrap();
    // Half was given up; the rest earned at most a few weeks of 10 % a year.
    assert!(suite.coins_of("mallory") < 2_600 * COIN, "{}", suite.coins_of("mallory"));
}

#[test]
fn t99_queueing_around_a_visible_slash_does_not_avoid_it() {
    let mut suite = staked(10_000);
    suite.transfer("alice", "mallory", 100 * COIN).unwrap();
    // Evidence is public: mallory queues, and wants the batch placed before the slash lands.
    suite.queue_unbond("mallory", 100 * COIN).unwrap();
    suite.next_block();
    refused!(
        suite.crank("submit_batch"),
        hub,
        HubError::Accounting(AccountingError::LagNotOver { .. })
    );
    refused!(
        suite.cancel_unbond("mallory", Some(1), None),
        hub,
        HubError::Accounting(AccountingError::NotCancellable { .. })
    );
    suite.hours_pass(5);
    suite.slash("val1", Decimal::percent(4));
    refused!(
        suite.cancel_unbond("mallory", Some(1), None),
        hub,
        HubError::Accounting(AccountingError::NotCancellable { .. })
    );
    submit(&mut suite).unwrap();
    settle(&mut suite, 1);
    suite.withdraw("mallory").unwrap();
    // 4 % of one of five validators is 0.8 % of the stake; ten coins lay in the buffer.
    let least_loss = 100 * COIN * 79 / 10_000;
    assert!(suite.coins_of("mallory") <= 100 * COIN - least_loss, "{}", suite.coins_of("mallory"));
}

#[test]
fn t100_a_destination_of_a_move_serves_no_redemption_while_another_can() {
    let mut suite = Suite::builder()
        .validators(3)
        .weights(&[("val1", 1), ("val2", 1), ("val3", 1)])
        .registry(|change| {
            change.daily_weight_change = Some(Decimal::one());
            change.max_share = Some(Decimal::one());
        })
        .hub(|change| change.rebalance_daily_share = Some(Decimal::percent(20)))
        .build();
    suite = stake(suite, 3_000);
    // val1 gives to val2, which is locked and exposed from now on.
    suite.set_weights("owner", &[("val1", 10), ("val2", 60), ("val3", 30)]).unwrap();
    let moved_at = suite.chain.block().height;
    suite.crank("rebalance").unwrap();
    let moves = suite.chain.redelegations(&suite.hub).unwrap();
    let destinations: Vec<String> = moves.iter().map(|entry| entry.destination.clone()).collect();
    assert!(!destinations.is_empty());
    let source = moves[0].source.clone();
    // The weights turn around: the destination stands furthest over target, so that it would be
    // the first to serve if it were not exposed.
    suite.set_weights("owner", &[("val1", 60), ("val2", 10), ("val3", 30)]).unwrap();
    assert_eq!(destinations[0], suite.operator("val2"));
    suite.queue_unbond("alice", 600 * COIN).unwrap();
    suite.transfer("alice", "bob", 300 * COIN).unwrap();
    suite.queue_unbond("bob", 300 * COIN).unwrap();
    submit(&mut suite).unwrap();
    let entries = suite.chain.unbonding_entries(&suite.hub).unwrap();
    assert!(!entries.is_empty());
    assert!(entries.iter().all(|entry| !destinations.contains(&entry.validator)), "{entries:?}");
    // The late slash of the source hits the delegation at the destination, not the batch.
    let expected: u128 = suite.solvency().unbonding.u128();
    suite.next_block();
    suite.slash_at(&source, moved_at, Decimal::percent(10));
    settle(&mut suite, 1);
    let received = suite.batch(1).received.u128();
    let from_source: u128 = entries
        .iter()
        .filter(|entry| entry.validator == source)
        .map(|entry| entry.entry.initial_balance.u128())
        .sum();
    // Entries at the source itself, made after the infraction, are cut by 10 % and no more.
    assert!(received + from_source / 10 + 1 >= expected, "{received} of {expected}");
    suite.withdraw("alice").unwrap();
    suite.withdraw("bob").unwrap();
    let (alice, bob) = (suite.coins_of("alice"), suite.coins_of("bob"));
    assert!(alice / 2 <= bob + 1 && bob <= alice / 2 + 1, "the loss is shared: {alice}, {bob}");
    suite.check_everything();
}

#[test]
fn t101_a_large_gift_and_then_one_unit_does_not_shorten_vesting() {
    let mut suite = staked(1_000);
    suite.donate("mallory", "distributor", 1_000 * COIN).unwrap();
    suite.distribute().unwrap();
    let vested_at = suite.solvency().vested_at;
    // 900 coins beside 1,010 at 0.3 % a day: about 297 days.
    assert!(vested_at - suite.now() > 290 * DAY);
    let rate = suite.rate();
    suite.donate("mallory", "distributor", 1).unwrap();
    suite.distribute().unwrap();
    assert!(suite.solvency().vested_at + 1 >= vested_at, "shortened by one unit");
    suite.days_pass(1);
    let most = rate * (Decimal::one() + Decimal::permille(3));
    assert!(suite.rate() <= most, "{} at most {most}", suite.rate());
}

#[test]
fn t102_a_mass_exit_while_rewards_vest_slows_vesting_down() {
    let mut suite = staked(10_000);
    suite.donate("mallory", "distributor", 100 * COIN).unwrap();
    suite.distribute().unwrap();
    let vested_at = suite.solvency().vested_at;
    suite.queue_unbond("alice", 10_000 * COIN).unwrap();
    submit(&mut suite).unwrap();
    let after = suite.solvency();
    assert!(after.supply.u128() < 100 * COIN, "{after:?}");
    assert!(after.vested_at > vested_at, "{} after {vested_at}", after.vested_at);
    // Whoever stayed earns 0.3 % of what is left a day, not the vesting of a hundred coins.
    let rate = suite.rate();
    suite.days_pass(1);
    let most = rate * (Decimal::one() + Decimal::bps(31));
    assert!(suite.rate() <= most, "{} at most {most}", suite.rate());
    suite.keepers = true;
    suite.days_pass(30);
    suite.withdraw("alice").unwrap();
    suite.check_everything();
}

#[test]
fn t102_a_slash_cuts_what_is_unvested_in_proportion() {
    let mut suite = staked(10_000);
    suite.donate("mallory", "distributor", 1_000 * COIN).unwrap();
    suite.distribute().unwrap();
    let before = suite.solvency();
    for validator in ["val1", "val2", "val3", "val4", "val5"] {
        suite.slash(validator, Decimal::percent(90));
    }
    suite.crank("sync").unwrap();
    let after = suite.solvency();
    let held = before.delegated.u128() + before.buffer.u128();
    let left = after.delegated.u128() + after.buffer.u128();
    assert!(left < held / 3);
    let exact = before.unvested.u128() * left / held;
    assert!(after.unvested.u128().abs_diff(exact) <= 1, "{} is not {exact}", after.unvested);
    assert!(after.backing.u128() > 0 && after.unvested < after.backing);
}

#[test]
fn t103_late_coins_reach_their_batch_and_not_those_who_stayed() {
    let mut suite = staked(10_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    let entry = suite.chain.unbonding_entries(&suite.hub).unwrap().remove(0);
    let hub = suite.hub.clone();
    suite.chain.hold_entry(&hub, &entry.validator, entry.entry.id).unwrap();
    let completes_at = suite.batch(1).completes_at.unwrap();
    until(&mut suite, completes_at + 7);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    suite.next_block();
    suite.crank("reconcile").unwrap();
    let missing = suite.batch(1).shortfall.u128();
    assert_eq!(missing, 100 * COIN - suite.batch(1).received.u128());
    assert!(missing > 99 * COIN, "the held entry is missing: {missing}");
    // While it is open, nobody sweeps late coins to the holders.
    let rate = suite.rate();
    suite.chain.release_entry(&hub, &entry.validator, entry.entry.id).unwrap();
    suite.next_block();
    refused!(suite.crank("sweep_surplus"), hub, HubError::ShortfallsOpen { .. });
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(1).shortfall, Assets::ZERO);
    assert_eq!(suite.rate(), rate);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 100 * COIN);
    suite.check_everything();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn t104_an_instant_redemption_in_many_steps_is_never_cheaper(
        buffer in 1u128..=10u128.pow(15),
        worth in 1u128..=10u128.pow(14),
        target_permille in 1u128..=100,
        backing in 10u128.pow(15)..=10u128.pow(16),
        cuts in prop::collection::vec(1u128..=1_000, 2..12),
        (min, max) in (1u64..=500, 0u64..=500),
    ) {
        let terms = InstantTerms {
            fee_min: Decimal::bps(min),
            fee_max: Decimal::bps(min + max),
            buffer_target: Decimal::permille(target_permille as u64),
            outflow: Decimal::one(),
        };
        // The target is taken from the backing after each redemption.
        let target = |left: u128| Assets::new((left * target_permille).div_ceil(1_000));
        let at_once = paid_for(Assets::new(worth), Assets::new(buffer), target(backing - worth), &terms)?.u128();
        prop_assume!(at_once <= buffer);
        let total: u128 = cuts.iter().sum();
        let (mut liquidity, mut left, mut out, mut redeemed) = (buffer, backing, 0, 0);
        for (index, cut) in cuts.iter().enumerate() {
            let step = if index + 1 == cuts.len() { worth - redeemed } else { worth * cut / total };
            redeemed += step;
            left -= step;
            let paid = paid_for(Assets::new(step), Assets::new(liquidity), target(left), &terms)?.u128();
            liquidity -= paid;
            out += paid;
        }
        // One that crosses the target is rounded down twice, steps that meet there once each: a unit.
        prop_assert!(out <= at_once + 1, "{out} in {} steps, {at_once} at once", cuts.len());
    }

    #[test]
    fn t134_splitting_a_claim_over_many_accounts_brings_no_unit_more(
        shares in 1u128..=10u128.pow(18),
        others in 0u128..=10u128.pow(18),
        first in 0u128..=10u128.pow(18),
        later in 0u128..=10u128.pow(18),
        cuts in prop::collection::vec(1u128..=1_000, 1..10),
    ) {
        let mut batch = Batch::new(Shares::new(shares + others));
        batch.received = Assets::new(first);
        let mut whole = Request { shares: Shares::new(shares), claimed: Assets::ZERO };
        let early = whole.payable(&batch)?;
        whole.claimed = early;
        // After a first claim the rest is split over fresh accounts.
        let mut rows = vec![];
        let mut rest = whole;
        for cut in &cuts {
            let (kept, moved) = rest.split(BatchId::new(1), Shares::new(rest.shares.u128() * cut / 1_001))?;
            rows.push(moved);
            rest = kept;
        }
        rows.push(rest);
        batch.received = Assets::new(first + later);
        let mut out = 0;
        for row in &rows {
            out += row.payable(&batch)?.u128();
        }
        let unsplit = whole.payable(&batch)?.u128();
        prop_assert!(out <= unsplit, "{out} split, {unsplit} whole");
        // And it costs at most a unit a row.
        prop_assert!(out + 2 * rows.len() as u128 >= unsplit);
    }

    #[test]
    fn t137_one_unit_in_every_block_never_keeps_rewards_from_vesting(
        backing in 10u128.pow(9)..=10u128.pow(15),
        permille in 1u128..=3,
        step in 6u64..=3_600,
    ) {
        let now = Time::new(1_000_000);
        // A day's rewards at most, so that the growth limit leaves them a day.
        let rewards = backing * permille / 1_000;
        let alone = Vesting::default().plus(Assets::new(rewards), now, Assets::new(backing), TERMS)?;
        let end = alone.until();
        let mut ground = alone;
        let mut at = now;
        while at.after(Seconds::new(step)) < end {
            at = at.after(Seconds::new(step));
            ground = ground.plus(Assets::new(1), at, Assets::new(backing), TERMS)?;
        }
        // At the old end nearly all has vested, though a unit came with every block.
        let units = u128::from((end.u64() - now.u64()) / step);
        let left = ground.unvested(end)?.u128();
        prop_assert!(left <= rewards / 100 + 2 * units, "{left} of {rewards} left, {units} units came");
    }
}

#[test]
fn t104_halves_of_an_instant_redemption_pay_no_more_than_the_whole() {
    let world = || {
        let mut suite = Suite::builder()
            .hub(|change| change.instant_outflow = Some(Decimal::percent(10)))
            .build();
        suite.keepers = false;
        suite.bond("alice", 1_000 * COIN).unwrap();
        suite.crank("delegate_buffer").unwrap();
        suite.transfer("alice", "mallory", 8 * COIN).unwrap();
        suite
    };
    let mut whole = world();
    whole.instant_redeem("mallory", 8 * COIN, 0).unwrap();
    let mut split = world();
    for _ in 0..80 {
        split.instant_redeem("mallory", 8 * COIN / 80, 0).unwrap();
    }
    let (at_once, in_steps) = (whole.coins_of("mallory"), split.coins_of("mallory"));
    assert!(at_once < 8 * COIN, "the fee was charged");
    assert!(in_steps <= at_once, "{in_steps} in steps, {at_once} at once");
}

#[test]
fn t105_an_instant_redemption_that_trips_the_breaker_keeps_the_sync() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "mallory", 5 * COIN).unwrap();
    suite.slash("val1", Decimal::percent(20));
    let answer = suite.instant_redeem("mallory", 5 * COIN, 0).unwrap();
    assert_eq!(count_events(&answer, "weir_hub_instant_redeem_returned"), 1);
    assert_eq!(count_events(&answer, "weir_hub_slashed"), 1);
    assert_eq!(count_events(&answer, "weir_hub_breaker_tripped"), 1);
    assert_eq!((suite.shares_of("mallory"), suite.coins_of("mallory")), (5 * COIN, 0));
    // The loss stays: the ledger says what the chain says.
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"));
    assert!(suite.rate() < Decimal::one());
}

#[test]
fn t126_a_batch_in_two_parts_days_apart_is_never_paid_with_anothers_coins() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "bob", 300 * COIN).unwrap();
    suite.queue_unbond("alice", 500 * COIN).unwrap();
    suite.next_block();
    suite.hours_pass(7);
    let one_part = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    suite.hub_call("mallory", &one_part).unwrap();
    let first_height = suite.chain.block().height;
    let first = suite.chain.unbonding_entries(&suite.hub).unwrap();
    assert_eq!(first.len(), 1);
    suite.days_pass(3);
    suite.crank("submit_batch").unwrap();
    suite.queue_unbond("bob", 300 * COIN).unwrap();
    suite.days_pass(1);
    submit(&mut suite).unwrap();
    // The first part is slashed, the others are whole.
    suite.slash_at(&first[0].validator, first_height, Decimal::percent(20));
    let part = first[0].entry.initial_balance.u128();
    suite.days_pass(17);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    suite.next_block();
    suite.crank("reconcile").unwrap();
    let batch = suite.batch(1);
    assert_eq!(batch.stage, BatchStage::Unbonding, "its second part is not due");
    let from_part = suite.batch(1).received.u128();
    assert!(from_part <= part * 80 / 100 + 1, "{from_part} of a part of {part}");
    suite.withdraw("alice").unwrap();
    settle(&mut suite, 1);
    settle(&mut suite, 2);
    suite.withdraw("alice").unwrap();
    suite.withdraw("bob").unwrap();
    let alice = suite.coins_of("alice");
    assert!(alice < 500 * COIN - part * 19 / 100, "alice bears her part's slash: {alice}");
    assert!(alice >= 500 * COIN - part * 21 / 100, "and no more: {alice}");
    assert!(suite.batch(2).shortfall.u128() <= part / 4, "{:?}", suite.batch(2));
    suite.check_everything();
}

#[test]
fn t127_what_was_claimed_moves_along_with_a_transferred_request() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 500 * COIN).unwrap();
    suite.next_block();
    suite.hours_pass(7);
    let one_part = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    suite.hub_call("keeper", &one_part).unwrap();
    let completes_at = suite.now() + 21 * DAY;
    suite.days_pass(3);
    suite.crank("submit_batch").unwrap();
    until(&mut suite, completes_at + 7);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    suite.withdraw("alice").unwrap();
    let first = suite.coins_of("alice");
    assert!(first > 0 && first < 500 * COIN);
    // Claimed already, then given to a fresh account: it is paid the rest and no more.
    suite.transfer_unbond("alice", "mallory", 1, None).unwrap();
    refused!(suite.withdraw("mallory"), hub, HubError::NothingPayable { .. });
    refused!(suite.withdraw("alice"), hub, HubError::NothingPayable { .. });
    settle(&mut suite, 1);
    suite.withdraw("mallory").unwrap();
    let received = suite.batch(1).received.u128();
    assert_eq!(first + suite.coins_of("mallory"), received);
    assert!(received <= 500 * COIN);
    suite.check_everything();
}

#[test]
fn t128_a_griefer_never_gets_more_than_one_closed_batch_to_wait() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "mallory", COIN).unwrap();
    for round in 0u64..30 {
        suite.queue_unbond("mallory", 1_000).unwrap();
        suite.hours_pass(19);
        // Nobody submits: the first batch waits, all later requests gather in the second.
        let waiting = suite.snapshot().pipeline.unwrap().waiting.map(|waiting| waiting.id.u64());
        assert_eq!((waiting, suite.open_batch()), (Some(1), 2), "round {round}");
    }
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.crank("submit_batch").unwrap();
    suite.next_block();
    submit(&mut suite).unwrap();
    assert_eq!(suite.open_batch(), 3);
    settle(&mut suite, 2);
    suite.withdraw("alice").unwrap();
    assert!(suite.coins_of("alice") >= 100 * COIN, "{}", suite.coins_of("alice"));
}

#[test]
fn t129_a_batch_below_the_smallest_part_is_paid_from_the_buffer() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "bob", 9_999).unwrap();
    suite.queue_unbond("bob", 9_999).unwrap();
    submit(&mut suite).unwrap();
    assert_eq!(suite.batch(1).stage, BatchStage::Settled);
    assert!(suite.chain.unbonding_entries(&suite.hub).unwrap().is_empty());
    suite.withdraw("bob").unwrap();
    assert_eq!(suite.coins_of("bob"), 9_999);
}

#[test]
fn t129_a_batch_worth_nothing_is_burnt_and_settled() {
    let mut suite = stake(
        Suite::builder().hub(|change| change.min_unbond = Some(Shares::new(1))).build(),
        1_000,
    );
    suite.transfer("alice", "bob", 1).unwrap();
    suite.queue_unbond("bob", 1).unwrap();
    suite.slash("val1", Decimal::percent(50));
    let supply = suite.snapshot().shares();
    let answer = submit(&mut suite).unwrap();
    assert_eq!(attribute(&answer, "weir_hub_batch_submitted", "priced").unwrap(), "0");
    assert_eq!(suite.batch(1).stage, BatchStage::Settled);
    assert_eq!(suite.snapshot().shares(), supply - 1);
    // The request goes, and nothing is paid for it.
    suite.withdraw("bob").unwrap();
    assert_eq!(suite.coins_of("bob"), 0);
    refused!(suite.withdraw("bob"), hub, HubError::NothingPayable { .. });
    // The next batch goes its way.
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.hours_pass(19);
    submit(&mut suite).unwrap();
    assert_eq!(suite.batch(2).stage, BatchStage::Unbonding);
}

#[test]
fn t134_splitting_a_partly_claimed_request_keeps_claims_covered() {
    let mut suite = staked(1_000);
    suite.transfer("alice", "bob", 77 * COIN + 7).unwrap();
    suite.queue_unbond("alice", 333 * COIN + 1).unwrap();
    suite.queue_unbond("bob", 77 * COIN + 7).unwrap();
    suite.next_block();
    suite.hours_pass(7);
    let one_part = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    suite.hub_call("keeper", &one_part).unwrap();
    let completes_at = suite.now() + 21 * DAY;
    suite.days_pass(2);
    suite.crank("submit_batch").unwrap();
    until(&mut suite, completes_at + 7);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    suite.withdraw("alice").unwrap();
    let names: Vec<String> = (0..25).map(|index| format!("fresh{index}")).collect();
    for (index, name) in names.iter().enumerate() {
        suite.transfer_unbond("alice", name, 1, Some(7 * COIN + index as u128 * 13)).unwrap();
    }
    settle(&mut suite, 1);
    let mut out = suite.coins_of("alice");
    for name in &names {
        let _ = suite.withdraw(name);
        out += suite.coins_of(name);
    }
    let before = suite.coins_of("alice");
    let _ = suite.withdraw("alice");
    out += suite.coins_of("alice") - before;
    let received = suite.batch(1).received.u128();
    let due = received * (333 * COIN + 1) / (410 * COIN + 8);
    assert!(out <= due && out + 52 >= due, "{out} paid, {due} due");
    suite.withdraw("bob").unwrap();
    suite.check_everything();
}

#[test]
fn t135_a_batch_with_everything_in_the_buffer_is_paid_from_it() {
    let mut suite = Suite::new();
    suite.keepers = false;
    suite.bond("alice", 1_000 * COIN).unwrap();
    suite.queue_unbond("alice", 1_000 * COIN).unwrap();
    submit(&mut suite).unwrap();
    assert_eq!(suite.batch(1).stage, BatchStage::Settled);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 1_000 * COIN);
    suite.check_everything();
}

#[test]
fn t136_a_validator_unreadable_for_one_sync_is_put_back_at_once() {
    // Ten validators and a breaker at 20 %, so that a tenth of the stake does not trip it.
    let world = Suite::builder().validators(10);
    let mut suite =
        stake(world.hub(|change| change.breaker_fall = Some(Decimal::percent(20))).build(), 1_000);
    suite.crank("sync").unwrap();
    let rate = suite.rate();
    let before = suite.solvency();
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    suite.crank("sync").unwrap();
    assert!(suite.rate() < rate, "it stands at nothing");
    refused!(suite.bond("mallory", 100 * COIN), hub, HubError::ValidatorsUnread { .. });
    let shares = suite.shares_of("alice");
    refused!(suite.instant_redeem("alice", COIN, 0), hub, HubError::ValidatorsUnread { .. });
    assert_eq!(suite.shares_of("alice"), shares);
    suite.unreadable("val1", None);
    suite.next_block();
    suite.crank("sync").unwrap();
    assert_eq!(suite.rate(), rate, "back at once");
    assert_eq!(suite.solvency().unvested, before.unvested, "nothing of it vests");
    assert_eq!(suite.coins_of("mallory"), 100 * COIN);
}

#[test]
fn t136_a_validator_that_can_never_be_read_closes_the_way_in_and_no_way_out() {
    // Only the chain can do this, no message can. Entering needs a rate that is known: at one
    // without this validator newcomers would share what may come back.
    let mut suite = staked(1_000);
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    suite.keepers = true;
    let mut paid = 0;
    for batch in 1..=3 {
        suite.queue_unbond("alice", 100 * COIN).unwrap();
        suite.days_pass(30);
        refused!(suite.bond("bob", COIN), hub, HubError::ValidatorsUnread { validators: 1 });
        refused!(suite.instant_redeem("alice", COIN, 0), hub, HubError::ValidatorsUnread { .. });
        suite.withdraw("alice").unwrap();
        let sum = suite.coins_of("alice");
        assert!(sum > paid + 79 * COIN, "batch {batch} paid {} of 80", sum - paid);
        paid = sum;
    }
    suite.unreadable("val1", None);
    suite.crank("sync").unwrap();
    suite.bond("bob", COIN).unwrap();
    suite.check_everything();
}

#[test]
fn t137_a_unit_a_block_does_not_keep_the_rewards_back() {
    let mut suite = staked(10_000);
    suite.days_pass(3);
    suite.crank("harvest").unwrap();
    let unvested = suite.solvency().unvested.u128();
    assert!(unvested > 5 * COIN);
    for _ in 0..24 {
        suite.donate("mallory", "distributor", 1).unwrap();
        suite.distribute().unwrap();
        suite.hours_pass(1);
    }
    let left = suite.solvency().unvested.u128();
    assert!(left <= unvested / 1_000, "{left} of {unvested} after a day of grinding");
}

#[test]
fn t138_a_loss_found_by_a_submit_that_cannot_go_on_is_kept() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.next_block();
    suite.hours_pass(7);
    // No validator can serve: every one of them answers an error, and rests for an hour.
    for validator in ["val1", "val2", "val3", "val4", "val5"] {
        suite.break_distribution(validator, Fault::Error);
    }
    for _ in 0..5 {
        let _ = suite.crank("submit_batch");
    }
    refused!(suite.crank("submit_batch"), hub, HubError::NothingPlaceable { .. });
    suite.slash("val1", Decimal::percent(10));
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(count_events(&answer, "weir_hub_slashed"), 1);
    assert_eq!(count_events(&answer, "weir_hub_submit_kept_sync"), 1);
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"), "the loss is kept");
    assert!(suite.row("val1").losses.u128() > 0);
    refused!(suite.crank("submit_batch"), hub, HubError::NothingPlaceable { .. });
}

#[test]
fn t98_shares_given_up_never_lift_the_rate_at_once() {
    let now = Time::new(1_000);
    for given in [1u128, 999, COIN, 500 * COIN, 999 * COIN] {
        let mut books = Books {
            pool: Pool { buffer: Assets::new(1_100 * COIN), supply: Shares::new(1_000 * COIN) },
            stake: Stake::default(),
        };
        let before = books.backing(now).unwrap().u128();
        books.give_up(Shares::new(given), now, TERMS).unwrap();
        let after = books.backing(now).unwrap().u128();
        let supply = 1_000 * COIN - given;
        let wide = cosmwasm_std::Uint256::from;
        // At most one unit of rounding stays behind.
        assert!(wide(after) * wide(1_000 * COIN) <= wide(before + 2) * wide(supply), "{given}");
        assert!(wide(after + 1) * wide(1_000 * COIN) >= wide(before) * wide(supply), "{given}");
    }
}
