//! Voting power: only where stake and budget stand behind it, now and after what waits.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{Announcement, Books, ExitDelay, Pending};
use weir_quantities::{Assets, Magnitude, Rounding, DAY};

use crate::common::*;
use crate::world::*;

const HALF: Decimal = Decimal::percent(50);

fn one_service() -> Books {
    promised(
        pool(1_000_000),
        &[(weight(50), HALF)],
        &limits(100, HALF),
        tau().before(DAY.times(30)),
    )
}

fn power(books: &Books) -> Assets {
    books.commitments[0].guaranteed(&books.pool).unwrap()
}

proptest! {
    /// Invariant 43, and the formula from its definition.
    #[test]
    fn power_is_active_stake_scaled_by_what_is_left_to_slash(
        plan in plan(200), queued in fraction(), asks in fraction(), fraction in fraction(),
    ) {
        let mut books = plan.books();
        books.pool.queued = books.pool.shares.times(queued, Rounding::Down).unwrap();
        let all = books.pool.assets;
        let first = books.commitments[0].service;
        slash(&mut books, first, fraction, all);
        for number in 0..books.commitments.len() {
            let budget = books.commitments[number].budget;
            books.commitments[number].open_request(budget.times(asks, Rounding::Up).unwrap()).unwrap();
        }
        check(&books, plan.cap);
        let pool = &books.pool;
        for one in &books.commitments {
            let active = floor(&(whole(pool.assets.u128()) * exact(pool.active_shares().unwrap().u128(), pool.shares.u128())));
            let weight = one.power.min(pool.magnitude).u128();
            let stake = floor(&(whole(active) * exact(weight, pool.magnitude.u128())));
            let ceiling = floor(&(whole(one.power.u128()) * of_decimal(one.terms.max_slash)));
            let spare = one.budget.u128().min(ceiling).saturating_sub(one.asked.u128());
            let due = if ceiling == 0 { 0 } else { floor(&(whole(stake) * exact(spare, ceiling))) };
            prop_assert_eq!(one.guaranteed(pool).unwrap().u128(), due);
        }
    }
}

#[test]
fn power_falls_with_the_budget_and_with_what_is_asked_for() {
    let mut books = one_service();
    assert_eq!(power(&books), assets(500_000));
    books.commitments[0].open_request(weight(5)).unwrap();
    assert_eq!(power(&books), assets(500_000 * 20 / 25));
    books.commitments[0].open_request(weight(30)).unwrap();
    assert_eq!(power(&books), Assets::ZERO, "more is asked for than is there");
    books.commitments[0].close_request(weight(30)).unwrap();
    books.commitments[0].close_request(weight(5)).unwrap();
    books.commitments[0].budget = Magnitude::ZERO;
    assert_eq!(power(&books), Assets::ZERO, "no power without budget");
}

#[test]
fn a_lowering_cuts_power_at_once_and_slashability_a_delay_later() {
    let mut books = one_service();
    let at = books.lower(service(0), weight(10), tau(), DELAY).unwrap();
    assert_eq!(at, Some(tau().after(DELAY)));
    assert_eq!(power(&books), assets(100_000));
    assert_eq!(books.commitments[0].slashable, weight(50));
    books.advance(tau().after(DELAY).before(DAY), rules(HALF)).unwrap();
    assert_eq!(books.commitments[0].slashable, weight(50));
    books.advance(tau().after(DELAY), rules(HALF)).unwrap();
    assert_eq!(books.commitments[0].slashable, weight(10));
    assert_eq!(power(&books), assets(100_000), "nothing more was taken away");
}

/// Threat T130: terms that take less are announced just before an offence.
#[test]
fn power_is_scaled_by_the_smaller_of_the_terms_now_and_to_come() {
    let mut books = one_service();
    let announcement = Announcement {
        service: service(0),
        weight: weight(50),
        terms: terms(Decimal::percent(10)),
        groups: vec![],
    };
    let at = books
        .announce(announcement, tau(), &ExitDelay::new(DELAY), None, &limits(100, HALF))
        .unwrap();
    assert!(matches!(books.commitments[0].pending, Some(Pending::Raise { .. })));
    // A fifth of the budget will be left, so a fifth of the power is.
    assert_eq!(power(&books), assets(500_000 / 5));
    books.advance(at, rules(HALF)).unwrap();
    assert_eq!(books.commitments[0].budget, weight(5), "clamped in the same write");
    assert_eq!(power(&books), assets(500_000), "all of what the new terms may take is there");
    // The broken rule: full power is read before, and a fifth of it can be slashed after.
    let promised = assets(500_000).times(HALF, Rounding::Down).unwrap();
    assert!(promised > payable(&books, service(0)));
}
