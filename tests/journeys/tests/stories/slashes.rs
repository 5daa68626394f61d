//! Slashes: who bears them, to the unit.

use cosmwasm_std::Decimal;
use embedded_chain::{Fault, Unreadable};
use weir_accounting::{AccountingError, RECOVERY_PERIOD};
use weir_interface::hub::ExecuteMsg;
use weir_staking_hub::ContractError;
use weir_testing::Suite;

use crate::common::*;

fn tenth() -> Decimal {
    Decimal::percent(10)
}

/// A coin less a tenth of it.
const REST: u128 = COIN * 9 / 10;

/// Slashes some validator that does not serve the batches to come: the last row.
fn bystander(suite: &Suite) -> String {
    suite.snapshot().roster.unwrap().seats[4].0.clone()
}

#[test]
fn a_slash_between_request_and_submit_is_borne_by_those_who_queued_as_by_those_who_stay() {
    let mut suite = thousand();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    suite.hours_pass(5);
    let slashed = bystander(&suite);
    suite.slash(&slashed, tenth());
    let answer = submit(&mut suite, 1);
    let lost = 198 * COIN / 10;
    assert_eq!(number(&answer, "hub_slashed", "before"), 198 * COIN);
    assert_eq!(number(&answer, "hub_slashed", "after"), 198 * COIN - lost);
    let backing = 1_000 * COIN - lost;
    let priced = floor(100 * COIN, backing, 1_000 * COIN);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), priced);
    assert_eq!(books(&suite), (backing - priced, 900 * COIN));
    // The one that was slashed is furthest under target and does not serve.
    assert!(!servers(&answer).contains(&slashed));
    settle(&mut suite, 1);
    assert_eq!(paid(&mut suite, "alice"), priced);
    assert_eq!(suite.row(&slashed).losses.u128(), lost);
}

#[test]
fn a_slash_for_an_infraction_before_the_batch_was_placed_cuts_its_entries_and_the_stake() {
    let mut suite = thousand();
    let (batch, answer) = redeem(&mut suite, "alice", 100 * COIN);
    let server = servers(&answer)[0].clone();
    let placed_at = suite.chain.block().height;
    suite.next_block();
    suite.slash_at(&server, placed_at - 1, tenth());
    assert_eq!(suite.staked_with(&server), 98 * REST);
    suite.crank("sync").unwrap();
    // Those who stay lose a tenth of the 98 that stayed, those who left a tenth of the 100.
    assert_eq!(books(&suite), (900 * COIN - 98 * COIN / 10, 900 * COIN));
    settle(&mut suite, batch);
    let settled = suite.batch(batch);
    assert_eq!(settled.received.u128(), 100 * REST);
    assert_eq!(settled.shortfall.u128(), 100 * COIN - 100 * REST);
    assert_eq!(paid(&mut suite, "alice"), 100 * REST);
    suite.check_everything();
}

#[test]
fn a_slash_for_an_infraction_after_the_batch_was_placed_leaves_its_entries_whole() {
    let mut suite = thousand();
    let (batch, answer) = redeem(&mut suite, "alice", 100 * COIN);
    let server = servers(&answer)[0].clone();
    suite.next_block();
    suite.slash(&server, tenth());
    suite.crank("sync").unwrap();
    assert_eq!(suite.staked_with(&server), 98 * REST);
    assert_eq!(books(&suite), (900 * COIN - 98 * COIN / 10, 900 * COIN));
    settle(&mut suite, batch);
    assert_eq!(suite.batch(batch).shortfall.u128(), 0);
    assert_eq!(paid(&mut suite, "alice"), 100 * COIN);
}

#[test]
fn a_slash_is_published_in_the_block_of_the_sync_and_trips_the_breaker_for_a_day() {
    let mut suite = thousand();
    suite.slash("val1", tenth());
    assert_eq!(books(&suite).0, 1_000 * COIN, "stored books do not know yet");
    let answer = suite.crank("sync").unwrap();
    let rate = Decimal::from_ratio(1_000 * COIN - 198 * COIN / 10, 1_000 * COIN);
    assert_eq!(suite.rate(), rate);
    let until = number(&answer, "hub_breaker_tripped", "until");
    assert_eq!(until, u128::from(suite.now() + DAY), "1.98 % is more than 1 %");
    refused!(suite.bond("bob", COIN), hub, ContractError::BreakerOn { .. });
    refused!(suite.instant_redeem("alice", COIN, 0), hub, ContractError::BreakerOn { .. });
    suite.queue_unbond("alice", COIN).unwrap();
    suite.cancel_unbond("alice", None, None).unwrap();
    suite.seconds_pass(DAY - 1);
    suite.crank("sync").unwrap();
    refused!(suite.bond("bob", COIN), hub, ContractError::BreakerOn { .. });
    suite.seconds_pass(1);
    suite.bond("bob", COIN).unwrap();
    let backing = 1_000 * COIN - 198 * COIN / 10;
    assert_eq!(suite.shares_of("bob"), floor(COIN, 1_000 * COIN, backing));
}

#[test]
fn an_instant_redemption_whose_sync_trips_the_breaker_returns_the_shares_and_keeps_the_sync() {
    let mut suite = thousand();
    suite.slash("val1", tenth());
    let answer = suite.instant_redeem("alice", COIN, 0).unwrap();
    assert_eq!(number(&answer, "hub_instant_redeem_returned", "shares"), COIN);
    assert_eq!(suite.shares_of("alice"), 990 * COIN);
    assert_eq!(books(&suite).0, 1_000 * COIN - 198 * COIN / 10);
    assert_eq!(suite.coins_of("alice"), 0);
}

#[test]
fn a_validator_slashed_by_everything_stops_nothing() {
    let mut suite = thousand();
    let dead = bystander(&suite);
    suite.slash(&dead, Decimal::one());
    suite.next_block();
    suite.crank("sync").unwrap();
    let backing = (1_000 - 198) * COIN;
    assert_eq!(books(&suite), (backing, 1_000 * COIN));
    assert_eq!(suite.row(&dead).assets.u128(), 0);
    suite.days_pass(1);
    suite.crank("sync").unwrap();

    suite.bond("bob", 100 * COIN).unwrap();
    let shares = floor(100 * COIN, 1_000 * COIN, backing);
    assert_eq!(suite.shares_of("bob"), shares);
    let (backing, supply) = (backing + 100 * COIN, 1_000 * COIN + shares);

    // Furthest under target, so asked first; the chain refuses, and its coins stay in the buffer.
    let before = suite.solvency();
    let answer = suite.crank("delegate_buffer").unwrap();
    let refused: u128 = numbers(&answer, "hub_validator_refused", "assets").iter().sum();
    assert_eq!(told(&answer, "hub_validator_refused", "validator"), vec![dead.clone()]);
    let asked = number(&answer, "hub_buffer_delegated", "assets");
    assert_eq!(suite.solvency().buffer.u128(), before.buffer.u128() - asked + refused);
    assert_eq!(books(&suite), (backing, supply));
    assert_eq!(suite.row(&dead).full_until, Some(suite.now() + HOUR));
    // Within the hour the others get it.
    while let Ok(answer) = suite.crank("delegate_buffer") {
        assert!(told(&answer, "hub_validator_refused", "act").is_empty(), "left alone for an hour");
    }
    assert_eq!(suite.row(&dead).assets.u128(), 0);

    let answer = suite.crank("harvest").unwrap();
    assert_eq!(number(&answer, "hub_harvested", "validators"), 4, "the dead one earns nothing");

    let (batch, answer) = redeem(&mut suite, "alice", 300 * COIN);
    let priced = floor(300 * COIN, backing, supply);
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), priced);
    assert!(!servers(&answer).contains(&dead));
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), priced);

    suite.check_everything();
}

#[test]
fn stake_is_moved_round_a_validator_slashed_by_everything() {
    let mut suite = crate::redelegations::movable();
    let rows: Vec<String> =
        suite.snapshot().roster.unwrap().seats.into_iter().map(|seat| seat.0).collect();
    suite.slash(&rows[4], Decimal::one());
    suite.next_block();
    suite.refresh().unwrap();
    suite.seconds_pass(600);
    suite.refresh().unwrap();
    suite.drain("owner", &rows[3]).unwrap();
    let answer = suite.crank("rebalance").unwrap();
    // Three are left for 792 coins: 264 each, 66 more than they have; one of them may be locked.
    assert_eq!(told(&answer, "hub_redelegated", "source"), vec![rows[3].clone()]);
    assert_eq!(told(&answer, "hub_redelegated", "destination"), vec![rows[0].clone()]);
    assert_eq!(numbers(&answer, "hub_redelegated", "assets"), vec![(264 - 198) * COIN]);
    assert_eq!(books(&suite), (802 * COIN, 1_000 * COIN));
    suite.check_everything();
}

#[test]
fn a_downtime_slash_of_two_blocks_back_cuts_no_older_entry() {
    let mut suite = thousand();
    let (batch, answer) = redeem(&mut suite, "alice", 100 * COIN);
    let server = servers(&answer)[0].clone();
    for _ in 0..3 {
        suite.next_block();
    }
    suite.downtime(&server);
    suite.crank("sync").unwrap();
    // 0.01 % of 98 coins.
    let lost = 98 * COIN / 10_000;
    assert_eq!(books(&suite), (900 * COIN - lost, 900 * COIN));
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), 100 * COIN);
}

#[test]
fn a_rise_that_no_act_of_the_hub_explains_vests_instead_of_lifting_the_rate() {
    let mut suite = thousand();
    let hub = suite.hub.clone();
    let validator = suite.operator("val1");
    suite.chain.mint(&hub, vec![cosmwasm_std::coin(50 * COIN, "uatom")]).unwrap();
    suite.chain.delegate(&hub, &validator, 50 * COIN).unwrap();
    suite.look("delegation");
    let answer = suite.crank("sync").unwrap();
    assert_eq!(number(&answer, "hub_synced", "found"), 50 * COIN);
    assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN));
    // 0.3 % of 1,000 coins a day.
    let period = ceil(50 * COIN, u128::from(DAY), 3 * COIN);
    assert_eq!(u128::from(suite.solvency().vested_at - suite.now()), period);
    suite.days_pass(1);
    assert_eq!(books(&suite).0, 1_000 * COIN + floor(50 * COIN, u128::from(DAY), period));
}

#[test]
fn rewards_that_vest_bear_their_share_of_a_slash() {
    let mut suite = thousand();
    suite.donate("chain", "distributor", 10 * COIN).unwrap();
    suite.distribute().unwrap();
    let vested_at = suite.now() + 3 * DAY;
    assert_eq!(suite.solvency().vested_at, vested_at, "nine coins at three a day");
    suite.hours_pass(7);
    suite.slash("val1", tenth());
    suite.crank("sync").unwrap();
    let left = u128::from(vested_at - suite.now());
    let unvested = ceil(9 * COIN, left, u128::from(3 * DAY));
    let (held, lost) = (1_009 * COIN, 198 * COIN / 10);
    let unvested = floor(unvested, held - lost, held);
    assert_eq!(suite.solvency().unvested.u128(), unvested);
    assert_eq!(suite.solvency().vested_at, vested_at);
    assert_eq!(books(&suite).0, held - lost - unvested);
}

#[test]
fn a_validator_that_cannot_be_read_counts_as_nothing_until_it_answers_and_is_then_put_back() {
    let mut suite = thousand();
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    let answer = suite.crank("sync").unwrap();
    assert_eq!(told(&answer, "hub_validator_unread", "treatment"), vec!["zero"]);
    assert_eq!(books(&suite), (802 * COIN, 1_000 * COIN));
    // The breaker is over after a day; what cannot be read keeps bonding closed.
    suite.days_pass(1);
    suite.crank("sync").unwrap();
    refused!(suite.bond("bob", COIN), hub, ContractError::ValidatorsUnread { validators: 1 });
    refused!(suite.instant_redeem("alice", COIN, 0), hub, ContractError::ValidatorsUnread { .. });
    suite.unreadable("val1", None);
    let answer = suite.crank("sync").unwrap();
    assert_eq!(numbers(&answer, "hub_validator_read", "assets"), vec![198 * COIN]);
    assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN), "at once, since it is no gain");
    suite.bond("bob", COIN).unwrap();
    assert_eq!(suite.shares_of("bob"), COIN);
}

#[test]
fn a_validator_that_panics_is_skipped_keeps_its_value_and_holds_pricing_back_for_a_day() {
    let mut suite = thousand();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    wait_for_lag(&mut suite, 1);
    // The one query fails for the first, so all are read singly, and the second kills that.
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    suite.break_distribution("val2", Fault::Panic);
    let refusal = suite.crank("sync").unwrap_err();
    assert!(refusal.hub().is_none(), "the whole transaction dies: {refusal}");
    let skip = Some(suite.operators(&["val2"]));
    let sync = ExecuteMsg::Sync { skip: skip.clone() };
    let answer = suite.hub_call("keeper", &sync).unwrap();
    let mut treatments = told(&answer, "hub_validator_unread", "treatment");
    treatments.sort();
    assert_eq!(treatments, ["kept", "zero"]);
    assert_eq!(books(&suite).0, (1_000 - 198) * COIN);
    let submit =
        ExecuteMsg::SubmitBatch { max_parts: None, skip, undelegations: Default::default() };
    suite.seconds_pass(DAY - 1);
    refused!(suite.hub_call("keeper", &submit), hub, ContractError::KeptTooShort { .. });
    suite.seconds_pass(1);
    let answer = suite.hub_call("keeper", &submit).unwrap();
    let priced = floor(100 * COIN, 802 * COIN, 1_000 * COIN);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), priced);
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), priced);
    let unread = suite.operators(&["val1", "val2"]);
    assert!(servers(&answer).iter().all(|server| !unread.contains(server)));
}

#[test]
fn a_batch_priced_at_nothing_is_burnt_and_settled() {
    // Everything staked, everything lost, but 1,001 units from insolvency's edge.
    let mut suite = still().hub(|p| p.buffer_target = Some(Decimal::zero())).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.queue_unbond("alice", 1_000).unwrap();
    for validator in suite.validators.clone() {
        suite.slash(&validator, Decimal::one());
    }
    suite.crank("sync").unwrap();
    // 10^9 shares need 1,000 units; 1,000 shares are then worth a thousandth of one.
    suite.cover("donor", 1_000).unwrap();
    suite.seconds_pass(RECOVERY_PERIOD.u64());
    let (batch, answer) = (1, submit(&mut suite, 1));
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), 0);
    assert_eq!(number(&answer, "hub_batch_submitted", "shares"), 1_000);
    assert_eq!(told(&answer, "hub_batch_settled", "batch"), vec![batch.to_string()]);
    assert_eq!(books(&suite), (1_000, 1_000 * COIN - 1_000));
    // The request is worth nothing: it goes, and nothing is paid.
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 0);
    refused!(suite.withdraw("alice"), hub, ContractError::NothingPayable { .. });
}

#[test]
fn a_batch_of_one_unit_is_placed_and_paid_like_any_other() {
    let mut suite = still().hub(|p| p.buffer_target = Some(Decimal::zero())).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    // A thousandth is left: the least request of 1,000 shares is worth one unit.
    for validator in suite.validators.clone() {
        suite.slash(&validator, Decimal::permille(999));
    }
    let (batch, answer) = redeem(&mut suite, "alice", 1_000);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), 1);
    assert_eq!(number(&answer, "hub_batch_submitted", "shares"), 1_000);
    assert_eq!(numbers(&answer, "hub_part_placed", "expected"), vec![1]);
    assert_eq!(books(&suite), (COIN - 1, 1_000 * COIN - 1_000));
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), 1);
}

#[test]
fn a_part_of_which_the_chain_grants_less_than_asked_expects_only_that_and_burns_what_was_asked() {
    let mut suite = thousand();
    // A rate of the validators that divides nothing evenly.
    for validator in suite.validators.clone() {
        suite.slash(&validator, Decimal::from_ratio(1u128, 3u128));
    }
    suite.crank("sync").unwrap();
    let (b, s) = books(&suite);
    let (batch, answer) = redeem(&mut suite, "alice", 500 * COIN);
    let priced = floor(500 * COIN, b, s);
    let asked: u128 = numbers(&answer, "hub_part_placed", "assets").iter().sum();
    let granted: u128 = numbers(&answer, "hub_part_placed", "expected").iter().sum();
    assert_eq!(asked, priced);
    let entries = suite.chain.unbonding_entries(&suite.hub).unwrap();
    let entered: u128 = entries.iter().map(|e| e.entry.initial_balance.u128()).sum();
    assert_eq!(granted, entered);
    assert_eq!(books(&suite).1, s - 500 * COIN);
    settle(&mut suite, batch);
    assert_eq!(suite.batch(batch).shortfall.u128(), 0, "less was granted, nothing is missing");
    assert_eq!(paid(&mut suite, "alice"), granted);
    assert!(asked - granted <= entries.len() as u128, "a unit a part");
}

#[test]
fn a_submission_that_can_place_nothing_keeps_the_loss_its_sync_found() {
    // One validator with seven entries: the eighth batch cannot be placed.
    let mut suite = alone();
    for _ in 0..7 {
        redeem(&mut suite, "alice", COIN);
    }
    suite.queue_unbond("alice", COIN).unwrap();
    let batch = suite.open_batch();
    wait_for_lag(&mut suite, batch);
    refused!(suite.crank("submit_batch"), hub, ContractError::NothingPlaceable { .. });
    suite.slash("only", tenth());
    let staked = suite.staked_with("only");
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(told(&answer, "hub_submit_kept_sync", "batch"), vec![batch.to_string()]);
    assert_eq!(suite.row("only").assets.u128(), staked);
    assert_eq!(suite.batch(batch).unplaced.u128(), COIN);
    let outcome = suite.cancel_unbond("alice", Some(batch), None);
    refused!(outcome, hub, ContractError::Accounting(AccountingError::NotCancellable { .. }));
}
