//! Budgets: how they grow, how far, and what would go wrong otherwise.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{headroom, Books, Party, Refilled, Rules};
use weir_quantities::{Magnitude, Rounding, Seconds, VaultTime, DAY};

use crate::common::*;
use crate::world::*;

fn rearm(books: &mut Books, number: usize, now: VaultTime) {
    for party in [Party::Operator, Party::Service] {
        let _ = books.commitments[number].rearm(party, now);
    }
}

/// One service that may take a quarter of the vault, half of its commitment.
fn one_service() -> Books {
    let half = Decimal::percent(50);
    promised(
        pool(1_000_000),
        &[(weight(50), half)],
        &limits(100, half),
        tau().before(DAY.times(30)),
    )
}

const CAP: Decimal = Decimal::percent(50);

#[test]
fn a_budget_grows_from_a_whole_delay_after_the_slash_on_and_evenly_over_another() {
    let mut books = one_service();
    let all = books.pool.assets;
    slash(&mut books, service(0), Decimal::percent(20), all);
    rearm(&mut books, 0, tau());
    let level = weight(25).minus(weight(20)).unwrap();
    let ceiling = books.commitments[0].ceiling().unwrap();
    assert_eq!(ceiling, weight(15), "half of the 30 that are left of 50");
    let at = |after: Seconds| {
        let mut books = books.clone();
        books.advance(tau().after(after), rules(CAP)).unwrap();
        books.commitments[0].budget
    };
    assert_eq!(at(DELAY), level);
    let third = Magnitude::new(ceiling.u128() / 3);
    assert_eq!(at(DELAY.plus(DAY.times(7))), level.plus(third).unwrap());
    assert_eq!(at(DELAY.times(2)), ceiling);
    assert_eq!(at(DELAY.times(9)), ceiling);
}

#[test]
fn time_in_quarantine_does_not_count() {
    let mut books = one_service();
    let all = books.pool.assets;
    slash(&mut books, service(0), Decimal::percent(20), all);
    let level = books.commitments[0].budget;
    let late = tau().after(DELAY.times(3));
    assert_eq!(books.advance(late, rules(CAP)).unwrap().refilled, vec![]);
    assert_eq!(books.commitments[0].rearm(Party::Operator, late), Ok(false));
    assert_eq!(books.commitments[0].rearm(Party::Service, late), Ok(true));
    assert_eq!(books.advance(late, rules(CAP)).unwrap().refilled, vec![]);
    assert_eq!(books.commitments[0].budget, level);
    let grown = books.advance(late.after(DAY.times(7)), rules(CAP)).unwrap().refilled;
    let third = Magnitude::new(weight(15).u128() / 3);
    assert_eq!(grown, vec![Refilled { service: service(0), added: third }]);
}

#[test]
fn each_service_sees_what_those_before_it_left_of_the_room() {
    let quarter = Decimal::percent(25);
    let promises = [(weight(100), quarter), (weight(100), quarter)];
    let mut books =
        promised(pool(1_000_000), &promises, &limits(200, CAP), tau().before(DAY.times(30)));
    let all = books.pool.assets;
    slash(&mut books, service(0), Decimal::percent(20), all);
    rearm(&mut books, 0, tau());
    // The second lost budget without losing weight: it wants 10 of 100, the first 15 of 80.
    books.commitments[1].budget = weight(15);
    let room = headroom(&books.commitments, books.pool.magnitude, CAP).unwrap();
    assert_eq!(room, weight(20));
    let grown = books.advance(tau().after(DELAY.times(2)), rules(CAP)).unwrap().refilled;
    assert_eq!(
        grown,
        vec![
            Refilled { service: service(0), added: weight(15) },
            Refilled { service: service(1), added: weight(5) },
        ]
    );
}

#[test]
fn a_lowered_cap_stops_growth_and_takes_nothing_away() {
    let mut books = one_service();
    let all = books.pool.assets;
    slash(&mut books, service(0), Decimal::percent(10), all);
    rearm(&mut books, 0, tau());
    let before = books.commitments[0].budget;
    let lowered = Rules { delay: DELAY, cap: Decimal::percent(1) };
    books.advance(tau().after(DELAY.times(2)), lowered).unwrap();
    assert_eq!(books.commitments[0].budget, before);
}

/// Takes all it can, lets time pass, again and again. Answers what was taken, and when.
fn take_all(books: &mut Books, pauses: &[u64], at_once: bool) -> Vec<(u64, u128)> {
    let (mut now, mut taken) = (tau(), vec![]);
    for pause in pauses {
        books.advance(now, rules(CAP)).unwrap();
        let all = books.pool.assets;
        let lost = slash_at(books, service(0), Decimal::one(), all, now);
        taken.push((now.u64(), lost.budget.u128()));
        rearm(books, 0, now);
        if at_once {
            // The broken rule: the refill begins with the slash.
            books.commitments[0].refill_from = now;
        }
        now = now.after(Seconds::new(*pause));
    }
    taken
}

/// The most that was taken within any delay.
fn most_within_a_delay(taken: &[(u64, u128)]) -> u128 {
    let within = |from: u64| {
        let window = from..from + DELAY.u64();
        taken.iter().filter(|(at, _)| window.contains(at)).map(|(_, lost)| lost).sum()
    };
    taken.iter().map(|(from, _)| within(*from)).max().unwrap()
}

proptest! {
    /// Threat T116: a full level and its refill within one window.
    #[test]
    fn within_any_delay_a_service_takes_at_most_its_ceiling(
        pauses in prop::collection::vec(0u64..50 * 86_400, 1..30),
    ) {
        let mut books = one_service();
        let taken = take_all(&mut books, &pauses, false);
        prop_assert!(most_within_a_delay(&taken) <= weight(25).u128());
    }

    #[test]
    fn budgets_stay_below_the_cap_whatever_is_slashed_and_refilled(
        plan in plan(200), turns in prop::collection::vec((0usize..8, fraction(), 0u64..40 * 86_400), 1..30),
    ) {
        let mut books = plan.books();
        let mut now = tau();
        for (number, fraction, pause) in turns {
            now = now.after(Seconds::new(pause));
            let before = books.clone();
            books.advance(now, rules(plan.cap)).unwrap();
            for (old, new) in before.commitments.iter().zip(&books.commitments) {
                prop_assert!(new.budget >= old.budget);
            }
            check(&books, plan.cap);
            if let Some(one) = books.commitments.get(number) {
                let (service, all) = (one.service, books.pool.assets);
                slash_at(&mut books, service, fraction, all, now);
                rearm(&mut books, number, now);
                check(&books, plan.cap);
            }
        }
    }

    /// A `settle` that anyone sends in between costs a unit of growth at most. Where the cap leaves less
    /// room than was earned, it is the sum that stays: who is first in it depends on the calls.
    #[test]
    fn who_calls_how_often_changes_no_budget_by_more_than_a_unit_a_call(
        plan in plan(200), fraction in fraction(), steps in prop::collection::vec(1u64..10 * 86_400, 1..10),
    ) {
        let mut once = plan.books();
        for number in 0..once.commitments.len() {
            let (service, all) = (once.commitments[number].service, once.pool.assets);
            slash(&mut once, service, fraction, all);
            rearm(&mut once, number, tau());
        }
        let mut often = once.clone();
        let mut now = tau();
        for step in &steps {
            now = now.after(Seconds::new(*step));
            often.advance(now, rules(plan.cap)).unwrap();
        }
        once.advance(now, rules(plan.cap)).unwrap();
        prop_assert_eq!(once.pool, often.pool);
        // A service may hand a unit of room on to those after it, each time.
        let allowed = (steps.len() * once.commitments.len()) as u128;
        let sum = |books: &Books| books.commitments.iter().map(|one| one.budget.u128()).sum::<u128>();
        prop_assert!(sum(&once).abs_diff(sum(&often)) <= allowed);
        let full = once.pool.magnitude.times(plan.cap, Rounding::Down).unwrap().u128();
        if sum(&once).max(sum(&often)) + allowed < full {
            for (one, other) in once.commitments.iter().zip(&often.commitments) {
                prop_assert!(one.budget.u128().abs_diff(other.budget.u128()) <= allowed);
            }
        }
    }
}

#[test]
fn a_refill_that_begins_with_the_slash_lets_a_service_take_more_than_its_ceiling() {
    let pauses = [DELAY.u64() - 1, 1];
    let taken = take_all(&mut one_service(), &pauses, true);
    // A quarter of the vault, and nearly half of what is left of that.
    assert!(most_within_a_delay(&taken) > weight(37).u128(), "{taken:?}");
    let taken = take_all(&mut one_service(), &pauses, false);
    assert_eq!(most_within_a_delay(&taken), weight(25).u128());
}

#[test]
fn without_headroom_budgets_add_up_to_more_than_there_is() {
    let quarter = Decimal::percent(25);
    let promises = [(weight(100), quarter), (weight(100), quarter)];
    let run = |with_headroom: bool| {
        let mut books = promised(
            pool(1_000_000_000),
            &promises,
            &limits(200, CAP),
            tau().before(DAY.times(30)),
        );
        let mut now = tau();
        for _ in 0..8 {
            let all = books.pool.assets;
            slash_at(&mut books, service(0), Decimal::one(), all, now);
            rearm(&mut books, 0, now);
            now = now.after(DELAY.times(2));
            match with_headroom {
                true => drop(books.advance(now, rules(CAP)).unwrap()),
                // The broken rule: up to the ceiling, whatever others may take.
                false => books.commitments[0].budget = books.commitments[0].ceiling().unwrap(),
            }
        }
        books
    };
    assert!(budgets(&run(false)) > run(false).pool.magnitude.u128(), "the broken rule");
    assert!(budgets(&run(true)) <= run(true).pool.magnitude.u128() / 2);
}

#[test]
fn an_unclamped_budget_lets_a_service_take_more_than_its_weight() {
    let mut books = one_service();
    let unclamped = books.commitments[0].budget;
    books.lower(service(0), weight(10), tau(), DELAY).unwrap();
    books.advance(tau().after(DELAY), rules(CAP)).unwrap();
    let commitment = &books.commitments[0];
    assert_eq!((commitment.slashable, commitment.budget), (weight(10), weight(5)));
    assert!(unclamped > commitment.slashable, "the broken rule promises what no weight backs");
}

#[test]
fn a_new_commitment_begins_with_what_the_room_leaves() {
    // The owner lowered the cap after two were announced: the second finds less room.
    let quarter = Decimal::percent(25);
    let mut books = Books { pool: pool(1_000_000), commitments: vec![] };
    let from = tau().before(DAY.times(30));
    for number in 0..2 {
        let announcement = weir_accounting::vault::Announcement {
            service: service(number),
            weight: weight(100),
            terms: terms(quarter),
            groups: vec![],
        };
        let delay = weir_accounting::vault::ExitDelay::new(DELAY);
        books.announce(announcement, from, &delay, None, &limits(200, CAP)).unwrap();
    }
    let lowered = rules(Decimal::percent(40));
    books.advance(tau(), lowered).unwrap();
    assert_eq!(books.commitments[0].budget, weight(25));
    assert_eq!(books.commitments[1].budget, weight(15));
}

#[test]
fn the_clock_is_not_looked_at_before_something_is_due() {
    let mut books = one_service();
    assert_eq!(books.next_change(), Ok(None));
    let all = books.pool.assets;
    slash(&mut books, service(0), Decimal::percent(20), all);
    assert_eq!(books.next_change(), Ok(None), "in quarantine nothing grows");
    rearm(&mut books, 0, tau());
    assert_eq!(books.next_change(), Ok(Some(tau().after(DELAY).after(Seconds::new(1)))));
    let at = books.lower(service(0), weight(1), tau(), DAY).unwrap();
    assert_eq!(books.next_change(), Ok(at));
}
