//! How redemptions are gathered, placed and kept from being lost.

use cosmwasm_std::Decimal;
use embedded_chain::Fault;
use weir_accounting::AccountingError;
use weir_interface::hub::{BatchStage, ExecuteMsg};
use weir_staking_hub::ContractError;

use crate::common::*;

/// Smallest part: a hundredth of a coin.
const MIN_PART: u128 = COIN / 100;

#[test]
fn a_request_in_an_idle_hub_closes_its_batch_in_its_own_second_and_waits_the_lag_alone() {
    let mut suite = thousand();
    suite.days_pass(3);
    suite.queue_unbond("alice", COIN).unwrap();
    let asked_at = suite.now();
    assert_eq!(suite.batch(1).closes_at, Some(asked_at));
    assert_eq!(suite.batch(1).submittable_at, Some(asked_at + 6 * HOUR));
    // Still open in this second, to others as well.
    suite.queue_unbond("alice", COIN).unwrap();
    assert_eq!(suite.batch(1).shares.u128(), 2 * COIN);
    let outcome = suite.crank("submit_batch");
    refused!(outcome, hub, ContractError::Accounting(AccountingError::NothingWaits { .. }));
    suite.seconds_pass(1);
    suite.queue_unbond("alice", COIN).unwrap();
    assert_eq!(suite.batch(2).shares.u128(), COIN, "a second later the next batch gathers");
    wait_until(&mut suite, asked_at + 6 * HOUR - 1);
    let outcome = suite.crank("submit_batch");
    refused!(outcome, hub, ContractError::Accounting(AccountingError::LagNotOver { .. }));
    suite.seconds_pass(1);
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), 2 * COIN);
    // The second batch closes when 18 hours are over since the first closed.
    assert_eq!(suite.batch(2).closes_at, Some(asked_at + 18 * HOUR));
    assert_eq!(suite.batch(2).submittable_at, Some(asked_at + 24 * HOUR));
}

#[test]
fn a_rest_of_one_unit_is_paid_from_the_buffer_and_under_the_breaker_placed_like_any_part() {
    for breaker in [false, true] {
        let mut suite = thousand();
        if breaker {
            // Another delegation falls by a tenth of 198: 1.98 % of the backing.
            let last = suite.snapshot().roster.unwrap().seats[4].0.clone();
            suite.slash(&last, Decimal::percent(10));
            suite.crank("sync").unwrap();
        }
        let (b, s) = books(&suite);
        // Worth a whole stake and one unit.
        let shares = ceil(198 * COIN + 1, s, b);
        assert_eq!(floor(shares, b, s), 198 * COIN + 1);
        let (batch, answer) = redeem(&mut suite, "alice", shares);
        let from_buffer = u128::from(!breaker);
        assert_eq!(number(&answer, "hub_batch_submitted", "from_buffer"), from_buffer);
        let placed: Vec<u128> = numbers(&answer, "hub_part_placed", "assets");
        assert_eq!(placed, if breaker { vec![198 * COIN, 1] } else { vec![198 * COIN] });
        assert_eq!(suite.batch(batch).received.u128(), from_buffer);
        settle(&mut suite, batch);
        assert_eq!(paid(&mut suite, "alice"), 198 * COIN + 1);
    }
}

#[test]
fn a_lone_request_below_the_smallest_part_is_paid_from_the_buffer_at_once() {
    let mut suite = thousand();
    let (batch, answer) = redeem(&mut suite, "alice", MIN_PART - 1);
    assert_eq!(number(&answer, "hub_batch_submitted", "from_buffer"), MIN_PART - 1);
    assert!(servers(&answer).is_empty());
    assert_eq!(suite.batch(batch).stage, BatchStage::Settled);
    assert_eq!(paid(&mut suite, "alice"), MIN_PART - 1);
    // The smallest part itself is undelegated.
    let (_, answer) = redeem(&mut suite, "alice", MIN_PART);
    assert_eq!(numbers(&answer, "hub_part_placed", "assets"), vec![MIN_PART]);
}

#[test]
fn a_lone_request_below_the_smallest_part_is_undelegated_when_the_buffer_is_empty() {
    let mut suite = still().hub(|p| p.buffer_target = Some(Decimal::zero())).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    assert_eq!(suite.solvency().buffer.u128(), 0);
    let (batch, answer) = redeem(&mut suite, "alice", 1_000);
    assert_eq!(numbers(&answer, "hub_part_placed", "assets"), vec![1_000]);
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), 1_000);
}

#[test]
fn fewer_shares_than_the_least_request_are_refused() {
    let mut suite = thousand();
    let least = COIN / 1_000;
    refused!(suite.queue_unbond("alice", least - 1), hub, ContractError::BelowMinUnbond { .. });
    suite.queue_unbond("alice", least).unwrap();
}

#[test]
fn the_eighth_entry_is_never_asked_for_and_free_only_in_a_block_after_the_first_past_completion() {
    let mut suite = alone();
    for _ in 0..7 {
        redeem(&mut suite, "alice", COIN);
    }
    assert_eq!(suite.chain.unbonding_entries(&suite.hub).unwrap().len(), 7);
    suite.queue_unbond("alice", COIN).unwrap();
    wait_for_lag(&mut suite, 8);
    // Refused by the hub's own book: the chain is not asked.
    refused!(suite.crank("submit_batch"), hub, ContractError::NothingPlaceable { .. });
    let crank = |suite: &weir_testing::Suite| {
        suite.cranks().into_iter().find(|crank| crank.name == "submit_batch").unwrap()
    };
    assert!(!crank(&suite).ready);
    // In the first block past completion the chain still counts seven.
    wait_for_completion(&mut suite, 1);
    suite.crank("sync").unwrap();
    refused!(suite.crank("submit_batch"), hub, ContractError::NothingPlaceable { .. });
    assert_eq!(suite.chain.unbonding_entries(&suite.hub).unwrap().len(), 7);
    suite.next_block();
    assert_eq!(suite.chain.unbonding_entries(&suite.hub).unwrap().len(), 6);
    assert!(crank(&suite).ready);
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(numbers(&answer, "hub_part_placed", "assets"), vec![COIN]);
    suite.check_everything();
}

#[test]
fn an_entry_that_the_chain_refuses_is_skipped_and_its_shares_stay_in_the_batch() {
    let mut suite = thousand();
    // One batch takes an entry of each validator, then governance lowers the limit to one.
    redeem(&mut suite, "alice", 800 * COIN);
    suite.govern(|params| params.max_entries = 1);
    let (b, s) = books(&suite);
    assert_eq!((b, s), (200 * COIN, 200 * COIN));
    let (batch, answer) = redeem(&mut suite, "alice", 150 * COIN);
    // The last of the five had 190 left; nothing else has stake, and it refuses.
    assert_eq!(told(&answer, "hub_validator_refused", "act"), vec!["undelegate"]);
    assert!(told(&answer, "hub_batch_submitted", "placed").is_empty());
    assert_eq!(suite.batch(batch).unplaced.u128(), 150 * COIN);
    assert_eq!(books(&suite), (b, s));
    refused!(suite.crank("submit_batch"), hub, ContractError::NothingPlaceable { .. });
    // An hour later it is asked again; by then it may.
    suite.govern(|params| params.max_entries = 7);
    suite.seconds_pass(HOUR - 1);
    refused!(suite.crank("submit_batch"), hub, ContractError::NothingPlaceable { .. });
    suite.seconds_pass(1);
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), 150 * COIN);
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), (800 + 150) * COIN);
}

#[test]
fn a_batch_of_which_nothing_was_taken_can_be_cancelled_like_one_that_nobody_submitted() {
    let mut suite = alone();
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    wait_for_lag(&mut suite, 1);
    suite.break_distribution("only", Fault::Error);
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(told(&answer, "hub_validator_refused", "act"), vec!["undelegate"]);
    suite.seconds_pass(DAY - 1);
    let outcome = suite.cancel_unbond("alice", Some(1), None);
    refused!(outcome, hub, ContractError::Accounting(AccountingError::NotCancellable { .. }));
    suite.seconds_pass(1);
    suite.cancel_unbond("alice", Some(1), Some(40 * COIN)).unwrap();
    assert_eq!(suite.shares_of("alice"), 930 * COIN);
    // What stayed is placed and paid whole once the validator works again.
    suite.repair_distribution("only");
    suite.crank("submit_batch").unwrap();
    assert_eq!(suite.batch(1).shares.u128(), 60 * COIN);
    settle(&mut suite, 1);
    assert_eq!(paid(&mut suite, "alice"), 60 * COIN);
    suite.check_everything();
}

#[test]
fn a_part_that_fails_is_planned_again_elsewhere_and_the_parts_beside_it_stand() {
    let mut suite = thousand();
    let broken = suite.snapshot().roster.unwrap().seats[1].0.clone();
    suite.break_distribution(&broken, Fault::Error);
    let (batch, answer) = redeem(&mut suite, "alice", 500 * COIN);
    // 198, 198 and 104 were asked of the first three; the second refused.
    assert_eq!(numbers(&answer, "hub_part_placed", "assets"), vec![198 * COIN, 104 * COIN]);
    assert_eq!(told(&answer, "hub_validator_refused", "validator"), vec![broken.clone()]);
    let placed = 302 * COIN;
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), placed);
    assert_eq!(number(&answer, "hub_batch_submitted", "shares"), placed);
    assert_eq!(books(&suite), (1_000 * COIN - placed, 1_000 * COIN - placed));
    assert_eq!(suite.row(&broken).assets.u128(), 198 * COIN);
    let answer = suite.crank("submit_batch").unwrap();
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), 198 * COIN);
    assert!(!servers(&answer).contains(&broken));
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), 500 * COIN);
    suite.check_everything();
}

#[test]
fn a_batch_placed_in_parts_days_apart_is_priced_at_each_and_pays_as_coins_come() {
    let mut suite = thousand();
    suite.queue_unbond("alice", 300 * COIN).unwrap();
    wait_for_lag(&mut suite, 1);
    let first_at = suite.now();
    let one = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    let answer = suite.hub_call("keeper", &one).unwrap();
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), 198 * COIN);
    let first = servers(&answer);
    // Two days later a bystander is slashed: only what was not placed is cheaper.
    suite.days_pass(2);
    let last = suite.snapshot().roster.unwrap().seats[4].0.clone();
    suite.slash(&last, Decimal::percent(10));
    let answer = suite.crank("submit_batch").unwrap();
    let (b, s) = ((802 * COIN) - 198 * COIN / 10, 802 * COIN);
    let second = floor(102 * COIN, b, s);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), second);
    assert!(servers(&answer) != first);
    let second_at = suite.now();
    // Beside it a batch whose server is slashed for an older infraction, but not for one older
    // than the parts of the first batch.
    suite.next_block();
    let height = suite.chain.block().height;
    let (beside, answer) = redeem(&mut suite, "alice", 50 * COIN);
    let priced = number(&answer, "hub_batch_submitted", "priced");
    let server = servers(&answer)[0].clone();
    assert_eq!(servers(&answer).len(), 1);
    suite.next_block();
    suite.slash_at(&server, height, Decimal::percent(10));
    suite.crank("sync").unwrap();

    wait_until(&mut suite, first_at + UNBONDING);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(1).received.u128(), 198 * COIN);
    assert_eq!(paid(&mut suite, "alice"), 198 * COIN);
    refused!(suite.crank("reconcile"), hub, ContractError::NothingToReconcile { next: Some(_) });
    wait_until(&mut suite, second_at + UNBONDING);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(1).stage, BatchStage::Settled);
    assert_eq!(suite.batch(1).received.u128(), 198 * COIN + second);
    assert_eq!(suite.batch(1).shortfall.u128(), 0);
    assert_eq!(paid(&mut suite, "alice"), second);
    settle(&mut suite, beside);
    assert_eq!(suite.batch(beside).shortfall.u128(), priced / 10);
    assert_eq!(paid(&mut suite, "alice"), priced - priced / 10);
    suite.check_everything();
}

#[test]
fn what_is_placed_is_burnt_and_nothing_else() {
    let mut suite = thousand();
    suite.slash("val1", Decimal::percent(7));
    suite.crank("sync").unwrap();
    let (b, s) = books(&suite);
    suite.queue_unbond("alice", 333_333_333).unwrap();
    wait_for_lag(&mut suite, 1);
    let one = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    let answer = suite.hub_call("keeper", &one).unwrap();
    let priced = floor(333_333_333, b, s);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), priced);
    let placed = 198 * COIN;
    let burnt = ceil(333_333_333, placed, priced);
    assert_eq!(number(&answer, "hub_batch_submitted", "shares"), burnt);
    assert_eq!(books(&suite), (b - placed, s - burnt));
    // The rest is exposed, can be transferred and cannot be cancelled.
    suite.transfer_unbond("alice", "bob", 1, Some(1_000_000)).unwrap();
    let outcome = suite.cancel_unbond("alice", Some(1), None);
    refused!(outcome, hub, ContractError::Accounting(AccountingError::NotCancellable { .. }));
}

#[test]
fn without_any_delegation_and_with_a_buffer_target_of_0_holders_leave_from_the_buffer() {
    let mut suite = still().hub(|p| p.buffer_target = Some(Decimal::zero())).build();
    suite.keepers = false;
    suite.bond("bob", 50 * COIN).unwrap();
    for validator in suite.validators.clone() {
        suite.jail(&validator);
    }
    suite.next_block();
    suite.refresh().unwrap();
    suite.seconds_pass(600);
    suite.refresh().unwrap();
    refused!(suite.crank("delegate_buffer"), hub, ContractError::NoValidatorOpen {});
    assert_eq!(suite.solvency().buffer.u128(), 60 * COIN, "coins wait in the buffer");
    refused!(suite.instant_redeem("bob", COIN, 0), hub, ContractError::InstantClosed {});
    let (batch, answer) = redeem(&mut suite, "bob", 50 * COIN);
    assert_eq!(number(&answer, "hub_batch_submitted", "from_buffer"), 50 * COIN);
    assert_eq!(suite.batch(batch).stage, BatchStage::Settled);
    assert_eq!(paid(&mut suite, "bob"), 50 * COIN);
    assert_eq!(books(&suite), (10 * COIN, 10 * COIN));
}

#[test]
fn with_no_active_validator_left_redemptions_are_undelegated_from_the_inactive() {
    let mut suite = still().hub(|p| p.buffer_target = Some(Decimal::zero())).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    for validator in suite.validators.clone() {
        suite.jail(&validator);
    }
    suite.next_block();
    suite.refresh().unwrap();
    suite.seconds_pass(600);
    suite.refresh().unwrap();
    suite.bond("bob", 30 * COIN).unwrap();
    refused!(suite.crank("delegate_buffer"), hub, ContractError::NoValidatorOpen {});
    let (batch, answer) = redeem(&mut suite, "alice", 990 * COIN);
    // Five stakes of 200: 990 are there, and the buffer of 30 is not touched.
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), 990 * COIN);
    assert_eq!(number(&answer, "hub_batch_submitted", "from_buffer"), 0);
    settle(&mut suite, batch);
    assert_eq!(paid(&mut suite, "alice"), 990 * COIN);
}

#[test]
fn a_panicking_validator_can_be_left_out_of_a_submission() {
    let mut suite = thousand();
    let first = suite.snapshot().roster.unwrap().seats[0].0.clone();
    suite.break_distribution(&first, Fault::Panic);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    wait_for_lag(&mut suite, 1);
    let refusal = suite.crank("submit_batch").unwrap_err();
    assert!(refusal.hub().is_none(), "the whole transaction dies: {refusal}");
    let skip = Some(vec![first.clone()]);
    let answer = suite
        .hub_call(
            "keeper",
            &ExecuteMsg::SubmitBatch { max_parts: None, skip, undelegations: Default::default() },
        )
        .unwrap();
    assert_eq!(numbers(&answer, "hub_part_placed", "assets"), vec![100 * COIN]);
    assert!(!servers(&answer).contains(&first));
}

#[test]
fn a_holder_whom_nobody_helps_leaves_by_her_own_calls() {
    let mut suite = thousand();
    // No keeper, no owner, no guardian for two months.
    suite.days_pass(60);
    suite.queue_unbond("alice", 990 * COIN).unwrap();
    wait_for_lag(&mut suite, 1);
    let submit =
        ExecuteMsg::SubmitBatch { max_parts: None, skip: None, undelegations: Default::default() };
    suite.hub_call("alice", &submit).unwrap();
    wait_for_completion(&mut suite, 1);
    suite.next_block();
    suite.hub_call("alice", &ExecuteMsg::Reconcile { limit: None }).unwrap();
    assert_eq!(paid(&mut suite, "alice"), 990 * COIN);
    assert_eq!(books(&suite), (10 * COIN, 10 * COIN));
}
