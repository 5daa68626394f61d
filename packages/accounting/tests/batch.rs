//! Batches: when they close, who may cancel, what their requests are paid.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use proptest::prelude::*;
use weir_accounting::{
    burnt_for, AccountingError, Batch, Cadence, Pipeline, Request, Stage, WaitingBatch,
    CANCEL_AFTER, SHORTFALL_PERIOD,
};
use weir_quantities::{BatchId, QuantityError, Seconds, Time};

const HOURS: u64 = 3_600;
const CADENCE: Cadence =
    Cadence { min_batch_interval: Seconds::new(18 * HOURS), submit_lag: Seconds::new(6 * HOURS) };

/// A pipeline that is long idle.
fn idle() -> Pipeline {
    Pipeline::new(time(NOW - 1_000 * HOURS))
}

fn queued(pipeline: Pipeline, units: u128, at: u64) -> Pipeline {
    pipeline.at(time(at), CADENCE).queue(shares(units), time(at)).unwrap()
}

/// Batch 1 of 100 shares, closed at `NOW`.
fn waiting() -> Pipeline {
    let pipeline = queued(idle(), 100, NOW).at(time(NOW + 1), CADENCE);
    assert_eq!(
        pipeline.waiting,
        Some(WaitingBatch {
            id: BatchId::new(1),
            unplaced: shares(100),
            closed_at: time(NOW),
            begun: false,
        })
    );
    pipeline
}

#[test]
fn a_batch_closes_at_the_latest_of_first_request_interval_and_placement() {
    let interval = CADENCE.min_batch_interval.u64();
    for (first, closed, placed, closes) in [
        (NOW, NOW - interval - 1, NOW - 1, NOW),
        (NOW, NOW - interval, NOW - 1, NOW),
        (NOW, NOW - interval + 1, NOW - 1, NOW + 1),
        (NOW, NOW - interval - 1, NOW + 1, NOW + 1),
        (NOW, NOW - 1, NOW + 5, NOW - 1 + interval),
    ] {
        let pipeline = Pipeline { closed_at: time(closed), placed_at: time(placed), ..idle() };
        assert_eq!(pipeline.closes_at(time(first), CADENCE), Some(time(closes)));
    }
}

#[test]
fn a_batch_takes_requests_until_the_second_it_closes_and_not_after() {
    let pipeline = queued(idle(), 100, NOW);
    assert_eq!(pipeline.at(time(NOW), CADENCE).open.id, BatchId::new(1));
    let closed = pipeline.at(time(NOW + 1), CADENCE);
    assert_eq!((closed.open.id, closed.open.shares), (BatchId::new(2), shares(0)));
    assert_eq!(closed.closed_at, time(NOW), "closed when its time came, not when it was seen");
    // Seen a year later it is the same.
    assert_eq!(pipeline.at(time(NOW + 365 * 24 * HOURS), CADENCE), closed);
}

#[test]
fn an_empty_batch_never_closes() {
    let pipeline = idle();
    assert_eq!(pipeline.at(time(NOW + 1_000 * HOURS), CADENCE), pipeline);
}

#[test]
fn the_first_of_the_present_requests_counts() {
    let pipeline = queued(idle(), 100, NOW);
    let emptied = pipeline.cancel(BatchId::new(1), shares(100), time(NOW), CADENCE, false).unwrap();
    let again = queued(emptied, 50, NOW + 500);
    assert_eq!(again.open.first_at, time(NOW + 500));
    assert_eq!(queued(again, 50, NOW + 500).open.shares, shares(100));
    assert_eq!(again.closes_at(again.open.first_at, CADENCE), Some(time(NOW + 500)));
}

#[test]
fn later_requests_do_not_move_the_first() {
    let lately = Pipeline { closed_at: time(NOW - HOURS), ..idle() };
    let pipeline = queued(queued(lately, 50, NOW), 50, NOW + HOURS);
    assert_eq!((pipeline.open.first_at, pipeline.open.shares), (time(NOW), shares(100)));
}

#[test]
fn at_most_one_closed_batch_waits_and_requests_gather_meanwhile() {
    let pipeline = queued(waiting(), 30, NOW + 2);
    assert_eq!(pipeline.closes_at(time(NOW + 2), CADENCE), None);
    let later = pipeline.at(time(NOW + 1_000 * HOURS), CADENCE);
    assert_eq!((later.open.id, later.open.shares), (BatchId::new(2), shares(30)));
    assert_eq!(later.waiting.unwrap().id, BatchId::new(1));
    // Placed at last: the batch that gathered closes at that moment.
    let placed_at = NOW + 1_000 * HOURS;
    let placed = later.place(shares(100), time(placed_at)).unwrap();
    assert_eq!(placed.closes_at(time(NOW + 2), CADENCE), Some(time(placed_at)));
    assert_eq!(placed.at(time(placed_at), CADENCE).waiting, None);
    assert_eq!(placed.at(time(placed_at + 1), CADENCE).waiting.unwrap().id, BatchId::new(2));
}

#[test]
fn a_batch_can_be_submitted_from_the_end_of_its_lag() {
    let lag = CADENCE.submit_lag.u64();
    let pipeline = waiting();
    for (at, may) in [(NOW + lag - 1, false), (NOW + lag, true), (NOW + lag + 1, true)] {
        let answer = pipeline.submittable(time(at), CADENCE);
        assert_eq!(answer.is_ok(), may, "{at}");
        if !may {
            let (batch, from) = (BatchId::new(1), time(NOW + lag));
            assert_eq!(answer, Err(AccountingError::LagNotOver { batch, from, now: time(at) }));
        }
    }
}

#[test]
fn where_nothing_waits_the_refusal_says_when_the_open_batch_closes() {
    let open = BatchId::new(1);
    let nothing = |closes_at| Err(AccountingError::NothingWaits { open, closes_at });
    assert_eq!(idle().submittable(time(NOW), CADENCE), nothing(Time::ZERO));
    assert_eq!(queued(idle(), 5, NOW).submittable(time(NOW), CADENCE), nothing(time(NOW)));
}

#[test]
fn a_waiting_batch_can_be_cancelled_a_day_after_it_could_have_been_submitted() {
    let from = NOW + CADENCE.submit_lag.u64() + CANCEL_AFTER.u64();
    let cancel =
        |at, insolvent| waiting().cancel(BatchId::new(1), shares(40), time(at), CADENCE, insolvent);
    for (at, may) in [(from - 1, false), (from, true), (from + 1, true)] {
        assert_eq!(cancel(at, false).is_ok(), may, "{at}");
    }
    assert!(matches!(
        cancel(from - 1, false),
        Err(AccountingError::NotCancellable { batch, .. }) if batch == BatchId::new(1)
    ));
    // While insolvent at any time.
    assert_eq!(cancel(NOW + 1, true).unwrap().waiting.unwrap().unplaced, shares(60));
}

#[test]
fn a_batch_placed_in_part_can_never_be_cancelled() {
    let begun = waiting().place(shares(1), time(NOW + 7 * HOURS)).unwrap();
    for insolvent in [false, true] {
        let answer =
            begun.cancel(BatchId::new(1), shares(1), time(NOW + 900 * HOURS), CADENCE, insolvent);
        assert!(matches!(answer, Err(AccountingError::NotCancellable { .. })));
    }
}

#[test]
fn a_batch_that_neither_gathers_nor_waits_cannot_be_cancelled() {
    for batch in [0, 3] {
        let answer = waiting().cancel(BatchId::new(batch), shares(1), time(NOW), CADENCE, true);
        assert!(matches!(answer, Err(AccountingError::NotCancellable { .. })), "{batch}");
    }
}

#[test]
fn more_than_is_queued_cannot_be_cancelled() {
    let over =
        |answer| matches!(answer, Err(AccountingError::Quantity(QuantityError::Underflow { .. })));
    let open = queued(idle(), 10, NOW);
    assert!(over(open.cancel(BatchId::new(1), shares(11), time(NOW), CADENCE, false)));
    assert!(over(waiting().cancel(BatchId::new(1), shares(101), time(NOW), CADENCE, true)));
}

#[test]
fn a_waiting_batch_that_is_emptied_lets_the_next_one_close() {
    let pipeline = queued(waiting(), 30, NOW + 2);
    let at = time(NOW + 40 * HOURS);
    let rest = pipeline.cancel(BatchId::new(1), shares(99), at, CADENCE, false).unwrap();
    assert_eq!(rest.waiting.unwrap().unplaced, shares(1));
    assert_ne!(rest.placed_at, at);
    let empty = rest.cancel(BatchId::new(1), shares(1), at, CADENCE, false).unwrap();
    assert_eq!((empty.waiting, empty.placed_at), (None, at));
    assert_eq!(empty.closes_at(time(NOW + 2), CADENCE), Some(at));
}

#[test]
fn placing_counts_down_and_frees_the_pipeline_only_at_the_end() {
    let at = time(NOW + 7 * HOURS);
    let begun = waiting().place(shares(99), at).unwrap();
    let left = begun.waiting.unwrap();
    assert_eq!((left.unplaced, left.begun), (shares(1), true));
    assert_ne!(begun.placed_at, at);
    let done = begun.place(shares(1), at).unwrap();
    assert_eq!((done.waiting, done.placed_at), (None, at));
    assert!(waiting().place(shares(101), at).is_err());
    assert_eq!(done.place(shares(7), time(NOW)), Ok(done), "nothing waits, nothing happens");
}

#[test]
fn a_batch_is_settled_when_it_is_wholly_placed_and_its_last_part_is_in() {
    let completes = |days: u64| time(NOW + days * 24 * HOURS);
    let batch = Batch::new(shares(100)).add_part(completes(21)).add_part(completes(20));
    assert_eq!((batch.parts, batch.completes_at), (2, completes(21)), "the later one");
    let partly = batch.place(assets(60), assets(0), false, now()).unwrap();
    assert_eq!(partly.stage, Stage::Placing {});
    // Its parts may come in before the rest is placed: it is not settled.
    let early = partly
        .settle_part(assets(30), assets(30), now())
        .and_then(|batch| batch.settle_part(assets(30), assets(30), now()))
        .unwrap();
    assert!(!early.is_settled() && !early.is_final(now()));
    let done = early.place(assets(0), assets(40), true, completes(1)).unwrap();
    assert_eq!(done.stage, Stage::Settled { at: completes(1) });
    assert_eq!((done.placed, done.received), (assets(60), assets(100)));
    // The other order: wholly placed first.
    let whole = partly.place(assets(40), assets(0), true, now()).unwrap();
    assert_eq!(whole.stage, Stage::Unbonding {});
    let one = whole.settle_part(assets(50), assets(50), completes(21)).unwrap();
    assert_eq!(one.stage, Stage::Unbonding {});
    let two = one.settle_part(assets(50), assets(50), completes(22)).unwrap();
    assert_eq!(two.stage, Stage::Settled { at: completes(22) });
}

#[test]
fn a_gap_stays_open_for_ninety_days_from_its_last_part() {
    let batch = Batch::new(shares(100)).add_part(now()).add_part(now());
    let batch = batch.place(assets(100), assets(0), true, now()).unwrap();
    let later = time(NOW + 5);
    let batch = batch
        .settle_part(assets(50), assets(45), now())
        .and_then(|batch| batch.settle_part(assets(50), assets(49), later))
        .unwrap();
    assert_eq!((batch.received, batch.shortfall), (assets(94), assets(6)));
    let until = later.after(SHORTFALL_PERIOD);
    assert_eq!(until.u64(), NOW + 5 + 90 * 24 * HOURS);
    for (at, over) in [(until.u64() - 1, false), (until.u64(), false), (until.u64() + 1, true)] {
        assert_eq!(batch.is_final(time(at)), over, "{at}");
    }
}

#[test]
fn late_coins_pay_a_shortfall_and_no_more() {
    let short = Batch { shortfall: assets(6), received: assets(94), ..Batch::new(shares(100)) };
    for (coins, paid) in [(0, 0), (5, 5), (6, 6), (7, 6)] {
        let (batch, took) = short.pay_shortfall(assets(coins)).unwrap();
        assert_eq!(took, assets(paid));
        assert_eq!((batch.received, batch.shortfall), (assets(94 + paid), assets(6 - paid)));
    }
}

#[test]
fn a_part_that_brings_more_than_expected_leaves_no_gap() {
    let batch = Batch::new(shares(1)).add_part(now());
    let batch = batch.settle_part(assets(5), assets(6), now()).unwrap();
    assert_eq!((batch.received, batch.shortfall), (assets(6), assets(0)));
    assert_eq!(batch.shortfall_until, Time::ZERO);
}

#[test]
fn a_request_of_a_batch_without_shares_is_refused_not_divided_by_zero() {
    let request = Request { shares: shares(0), claimed: assets(0) };
    assert!(matches!(
        request.payable(&Batch::new(shares(0))),
        Err(QuantityError::DivisionByZero { .. })
    ));
    assert!(matches!(
        burnt_for(shares(1), assets(0), assets(0)),
        Err(QuantityError::DivisionByZero { .. })
    ));
}

#[test]
fn who_splits_a_claimed_request_stands_above_what_is_due_until_it_catches_up() {
    let batch = Batch { received: assets(10), ..Batch::new(shares(10)) };
    let request = Request { shares: shares(7), claimed: assets(7) };
    let (rest, moved) = request.split(BatchId::new(1), shares(2)).unwrap();
    assert_eq!((rest.claimed, moved.claimed), (assets(5), assets(2)), "exact where it divides");
    let uneven = Request { shares: shares(7), claimed: assets(5) };
    let (rest, moved) = uneven.split(BatchId::new(1), shares(3)).unwrap();
    // 5 × 4 ÷ 7 = 2.86 and 5 × 3 ÷ 7 = 2.14.
    assert_eq!((rest.claimed, moved.claimed), (assets(3), assets(3)));
    let half = Batch { received: assets(7), ..batch };
    assert_eq!(moved.payable(&half), Ok(assets(0)), "2 are due, 3 count as claimed");
    assert_eq!(moved.payable(&batch), Ok(assets(0)));
}

#[test]
fn no_more_shares_are_split_off_than_there_are() {
    let request = Request { shares: shares(7), claimed: assets(5) };
    let batch = BatchId::new(4);
    assert_eq!(
        request.split(batch, shares(8)),
        Err(AccountingError::TooManyShares { batch, held: shares(7), asked: shares(8) })
    );
    let (rest, moved) = request.split(batch, shares(7)).unwrap();
    assert_eq!((rest, moved), (Request::default(), request), "all of it is an ordinary split");
}

/// What happens to the requests of one batch.
#[derive(Clone, Debug)]
enum Step {
    Receive(u128),
    Claim(usize),
    /// From, to, and the part of the shares.
    Transfer(usize, usize, cosmwasm_std::Decimal),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0u128..1 << 60).prop_map(Step::Receive),
        (0u128..10).prop_map(Step::Receive),
        any::<usize>().prop_map(Step::Claim),
        (any::<usize>(), any::<usize>(), fraction())
            .prop_map(|(from, to, part)| Step::Transfer(from, to, part)),
    ]
}

proptest! {
    #[test]
    fn claims_split_and_merged_in_any_order_never_pay_a_unit_too_much(
        holders in prop::collection::vec(1u128..1 << 60, 2..8),
        steps in prop::collection::vec(step(), 1..60),
    ) {
        let mut requests: Vec<Request> = holders
            .iter()
            .map(|units| Request { shares: shares(*units), claimed: assets(0) })
            .collect();
        let mut batch = Batch::new(shares(holders.iter().sum()));
        let (mut paid, mut splits) = (0u128, 0u128);
        let claim = |request: &mut Request, batch: &Batch| {
            let due = request.payable(batch).unwrap();
            request.claimed = request.claimed.plus(due).unwrap();
            due.u128()
        };
        let count = requests.len();
        for step in steps {
            match step {
                Step::Receive(units) => batch.received = batch.received.plus(assets(units)).unwrap(),
                Step::Claim(who) => paid += claim(&mut requests[who % count], &batch),
                Step::Transfer(from, to, part) => {
                    let (from, to) = (from % count, to % count);
                    let moving =
                        requests[from].shares.times(part, weir_quantities::Rounding::Down).unwrap();
                    if from == to || moving.is_zero() {
                        continue;
                    }
                    let (rest, moved) = requests[from].split(BatchId::new(1), moving).unwrap();
                    requests[from] = rest;
                    requests[to] = requests[to].plus(moved).unwrap();
                    splits += 1;
                }
            }
            prop_assert!(paid <= batch.received.u128(), "{paid} of {}", batch.received);
        }
        for request in &mut requests {
            paid += claim(request, &batch);
            prop_assert!(claim(request, &batch) == 0, "paid twice");
        }
        let received = batch.received.u128();
        prop_assert!(paid <= received);
        // A unit for each holder's floor, one for each split: never more than two for one act.
        prop_assert!(received - paid <= count as u128 + splits, "{} lost", received - paid);
    }

    #[test]
    fn a_claim_is_the_floor_of_the_share_less_what_was_claimed(
        units in wide(), others in wide(), received in wide_or_none(), claimed in wide_or_none(),
    ) {
        let batch = Batch { received: assets(received), ..Batch::new(shares(units + others)) };
        let request = Request { shares: shares(units), claimed: assets(claimed) };
        let due = floor(&(whole(received) * exact(units, units + others)));
        prop_assert_eq!(request.payable(&batch).unwrap().u128(), due.saturating_sub(claimed));
    }

    #[test]
    fn a_split_rounds_what_was_claimed_up_on_both_sides(
        units in wide(), part in fraction(), claimed in wide_or_none(),
    ) {
        let request = Request { shares: shares(units), claimed: assets(claimed) };
        let moving = shares(units).times(part, weir_quantities::Rounding::Down).unwrap();
        let (rest, moved) = request.split(BatchId::new(1), moving).unwrap();
        prop_assert_eq!(rest.shares.plus(moved.shares).unwrap(), request.shares);
        for half in [rest, moved] {
            let exactly = whole(claimed) * exact(half.shares.u128(), units);
            prop_assert_eq!(half.claimed.u128(), ceil(&exactly));
        }
    }
}
