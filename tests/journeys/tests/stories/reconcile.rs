//! Settling: coins that arrive in time, late, short, or together with somebody else's.

use cosmwasm_std::Decimal;
use weir_interface::hub::{BatchStage, ExecuteMsg};
use weir_staking_hub::ContractError;
use weir_testing::Suite;

use crate::common::*;

fn reconcile(suite: &mut Suite, limit: u32) -> weir_testing::Outcome {
    suite.hub_call("keeper", &ExecuteMsg::Reconcile { limit: Some(limit) })
}

#[test]
fn in_the_first_block_past_completion_nothing_is_settled_short() {
    let mut suite = thousand();
    let (batch, _) = redeem(&mut suite, "alice", 100 * COIN);
    let completes_at = suite.batch(batch).completes_at.unwrap();
    wait_until(&mut suite, completes_at - 1);
    refused!(suite.crank("reconcile"), hub, ContractError::NothingToReconcile { next: Some(_) });
    suite.seconds_pass(1);
    // The time has come and the coins have not: the chain pays at the end of this block.
    assert_eq!(suite.now(), completes_at);
    let answer = suite.crank("reconcile").unwrap();
    assert_eq!(numbers(&answer, "hub_reconciled", "marked"), vec![1]);
    assert_eq!(numbers(&answer, "hub_reconciled", "settled"), vec![0]);
    refused!(suite.crank("reconcile"), hub, ContractError::NotArrived { .. });
    refused!(suite.withdraw("alice"), hub, ContractError::NothingPayable { .. });
    suite.next_block();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(batch).stage, BatchStage::Settled);
    assert_eq!(suite.batch(batch).shortfall.u128(), 0);
    assert_eq!(paid(&mut suite, "alice"), 100 * COIN);
}

#[test]
fn a_sweep_and_one_unit_sent_in_the_first_block_past_completion_take_nothing_from_the_batch() {
    let mut suite = thousand();
    let (batch, _) = redeem(&mut suite, "alice", 100 * COIN);
    wait_for_completion(&mut suite, batch);
    suite.donate("mallory", "hub", 1).unwrap();
    refused!(suite.crank("sweep_surplus"), hub, ContractError::UnsettledParts {});
    suite.crank("reconcile").unwrap();
    // Marked: one unit of a hundred coins is there, and this block cannot tell.
    refused!(suite.crank("sweep_surplus"), hub, ContractError::UnsettledParts {});
    refused!(suite.crank("reconcile"), hub, ContractError::NotArrived { .. });
    suite.next_block();
    refused!(suite.crank("sweep_surplus"), hub, ContractError::UnsettledParts {});
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(batch).received.u128(), 100 * COIN);
    let answer = suite.crank("sweep_surplus").unwrap();
    assert_eq!(number(&answer, "hub_surplus_swept", "assets"), 1);
    assert_eq!(suite.coins_of("distributor"), 1);
    assert_eq!(paid(&mut suite, "alice"), 100 * COIN);
    refused!(suite.crank("sweep_surplus"), hub, ContractError::NoSurplus {});
}

#[test]
fn a_halt_of_three_hours_over_a_completion_costs_nobody_anything() {
    let mut suite = thousand();
    let (batch, _) = redeem(&mut suite, "alice", 100 * COIN);
    let completes_at = suite.batch(batch).completes_at.unwrap();
    wait_until(&mut suite, completes_at - 1);
    suite.halt(3 * HOUR);
    // Three hours past completion, and still the coins come at the end of this block.
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(batch).received.u128(), 0);
    assert_eq!(suite.batch(batch).shortfall.u128(), 0);
    refused!(suite.crank("sweep_surplus"), hub, ContractError::UnsettledParts {});
    suite.next_block();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(batch).received.u128(), 100 * COIN);
    assert_eq!(paid(&mut suite, "alice"), 100 * COIN);
}

/// Two batches with six parts past their completion, of which one server was cut by a tenth of
/// its 198 coins.
fn six_parts() -> (Suite, u128, u128) {
    let mut suite = thousand();
    let (_, answer) = redeem(&mut suite, "alice", 800 * COIN);
    let server = servers(&answer)[0].clone();
    assert_eq!(servers(&answer).len(), 5);
    let placed_at = suite.chain.block().height;
    suite.next_block();
    suite.slash_at(&server, placed_at - 1, Decimal::percent(10));
    let (second, _) = redeem(&mut suite, "alice", 50 * COIN);
    wait_for_completion(&mut suite, second);
    suite.next_block();
    (suite, 850 * COIN, 198 * COIN / 10)
}

#[test]
fn every_split_of_limits_ends_the_same() {
    // Compositions of at most six, as the bits of a number between the parts.
    for cuts in 0..64u32 {
        let (mut suite, due, missing) = six_parts();
        let mut limits = vec![];
        let mut run = 1;
        for bit in 0..6 {
            if cuts & (1 << bit) != 0 {
                limits.push(run);
                run = 0;
            }
            run += 1;
        }
        limits.push(run);
        let mut calls = 0;
        for limit in limits.iter().cycle() {
            if reconcile(&mut suite, *limit).is_err() {
                break;
            }
            suite.next_block();
            calls += 1;
            assert!(calls < 64, "{limits:?} does not end");
        }
        // All six share what is missing: rounded down, part by part.
        let arrived = due - missing;
        let parts = [198, 198, 198, 198, 8].map(|coins| floor(coins * COIN, arrived, due));
        let (one, two) = (parts.iter().sum::<u128>(), floor(50 * COIN, arrived, due));
        let received = [1, 2].map(|id| suite.batch(id).received.u128());
        // The rounding of six parts stays beyond, and pays a shortfall: the newest first.
        let rest = arrived - one - two;
        assert!(rest <= 6);
        assert_eq!(received[0] + received[1], arrived, "{limits:?}");
        assert_eq!(received, [one, two + rest], "{limits:?}");
        suite.check_everything();
    }
}

#[test]
fn batches_reconciled_apart_bear_their_own_losses() {
    let mut suite = thousand();
    let (_, answer) = redeem(&mut suite, "alice", 800 * COIN);
    let server = servers(&answer)[0].clone();
    let placed_at = suite.chain.block().height;
    suite.next_block();
    suite.slash_at(&server, placed_at - 1, Decimal::percent(10));
    let (second, _) = redeem(&mut suite, "alice", 50 * COIN);
    settle(&mut suite, 1);
    let missing = 198 * COIN / 10;
    assert!(suite.batch(1).received.u128() <= 800 * COIN - missing);
    settle(&mut suite, second);
    assert_eq!(suite.batch(1).received.u128(), 800 * COIN - missing);
    assert_eq!(suite.batch(second).received.u128(), 50 * COIN);
    assert_eq!(suite.batch(second).shortfall.u128(), 0);
}

#[test]
fn a_gap_of_one_unit_is_settled_at_once_and_covered_by_one_unit_from_anyone() {
    let mut suite = thousand();
    let (batch, answer) = redeem(&mut suite, "alice", 100 * COIN);
    let server = servers(&answer)[0].clone();
    let placed_at = suite.chain.block().height;
    suite.next_block();
    // A hundred-millionth of 100 coins is one unit.
    suite.slash_at(&server, placed_at - 1, Decimal::from_ratio(1u128, 10u128.pow(8)));
    settle(&mut suite, batch);
    assert_eq!(suite.batch(batch).received.u128(), 100 * COIN - 1);
    assert_eq!(suite.batch(batch).shortfall.u128(), 1);
    assert_eq!(paid(&mut suite, "alice"), 100 * COIN - 1);
    suite.donate("friend", "hub", 1).unwrap();
    refused!(suite.crank("sweep_surplus"), hub, ContractError::ShortfallsOpen { .. });
    suite.crank("reconcile").unwrap();
    assert_eq!(paid(&mut suite, "alice"), 1);
    let rows = suite.batch(batch);
    assert_eq!((rows.shortfall.u128(), rows.paid.u128()), (0, 100 * COIN));
}

#[test]
fn coins_that_arrive_late_pay_what_is_missing_newest_first_and_move_no_rate() {
    let mut suite = thousand();
    let (old, answer) = redeem(&mut suite, "alice", 100 * COIN);
    let slashed = servers(&answer)[0].clone();
    let placed_at = suite.chain.block().height;
    suite.next_block();
    suite.slash_at(&slashed, placed_at - 1, Decimal::percent(10));
    let (new, answer) = redeem(&mut suite, "alice", 50 * COIN);
    let held = servers(&answer)[0].clone();
    let hub = suite.hub.clone();
    let entries = suite.chain.unbonding_entries(&hub).unwrap();
    let entry = entries.iter().find(|e| e.validator == held && e.entry.creation_height > placed_at);
    let id = entry.unwrap().entry.id;
    suite.chain.hold_entry(&hub, &held, id).unwrap();

    settle(&mut suite, old);
    let rate = suite.rate();
    settle(&mut suite, new);
    let missing = |suite: &Suite, batch| suite.batch(batch).shortfall.u128();
    let priced = suite.batch(new).placed.u128();
    assert_eq!(missing(&suite, old), 10 * COIN);
    assert_eq!(missing(&suite, new), priced, "nothing of the held entry came");

    // It comes days late: those people's coins, not the older batch's.
    suite.days_pass(5);
    suite.chain.release_entry(&hub, &held, id).unwrap();
    suite.look("release");
    refused!(suite.crank("sweep_surplus"), hub, ContractError::ShortfallsOpen { .. });
    let answer = suite.crank("reconcile").unwrap();
    assert_eq!(told(&answer, "hub_shortfall_paid", "batch"), vec![new.to_string()]);
    assert_eq!((missing(&suite, old), missing(&suite, new)), (10 * COIN, 0));
    suite.donate("friend", "hub", 4 * COIN).unwrap();
    suite.crank("reconcile").unwrap();
    assert_eq!(missing(&suite, old), 6 * COIN);
    assert_eq!(paid(&mut suite, "alice"), 90 * COIN + priced + 4 * COIN);
    assert_eq!(suite.rate(), rate);

    // Ninety days after it was settled nothing is expected any more.
    suite.days_pass(90);
    suite.donate("friend", "hub", 3).unwrap();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.solvency().shortfall.u128(), 0);
    let answer = suite.crank("sweep_surplus").unwrap();
    assert_eq!(number(&answer, "hub_surplus_swept", "assets"), 3);
}

#[test]
fn a_large_gap_blocks_no_batch_that_comes_after_it() {
    let mut suite = thousand();
    let (batch, answer) = redeem(&mut suite, "alice", 100 * COIN);
    let server = servers(&answer)[0].clone();
    let placed_at = suite.chain.block().height;
    suite.next_block();
    suite.slash_at(&server, placed_at - 1, Decimal::one());
    settle(&mut suite, batch);
    assert_eq!(suite.batch(batch).received.u128(), 0);
    assert_eq!(suite.batch(batch).shortfall.u128(), 100 * COIN);
    suite.crank("sync").unwrap();
    let (b, s) = books(&suite);
    assert_eq!((b, s), ((900 - 98) * COIN, 900 * COIN));
    let (next, _) = redeem(&mut suite, "alice", 100 * COIN);
    settle(&mut suite, next);
    assert_eq!(paid(&mut suite, "alice"), floor(100 * COIN, b, s));
    suite.check_everything();
}
