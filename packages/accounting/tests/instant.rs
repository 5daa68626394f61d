//! Redeeming at once: the fee's line, splitting, the buffer, the hour's bucket.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::Decimal;
use num_rational::BigRational;
use proptest::prelude::*;
use weir_accounting::{
    paid_for, quote, redeem, AccountingError, Books, InstantTerms, Outflow, Redemption,
};
use weir_quantities::{Assets, Rounding, Seconds, HOUR};

/// The defaults, without a limit an hour.
const INSTANT: InstantTerms = InstantTerms {
    fee_min: Decimal::permille(1),
    fee_max: Decimal::percent(5),
    buffer_target: Decimal::percent(1),
    outflow: Decimal::one(),
};

fn terms() -> impl Strategy<Value = InstantTerms> {
    (1u64..=500, 0u64..=500).prop_map(|(min, more)| InstantTerms {
        fee_min: Decimal::bps(min),
        fee_max: Decimal::bps(min + more),
        ..INSTANT
    })
}

/// What the line pays for `worth`, exactly: above the target at `min`, on the slope by the
/// design's formula.
fn line(worth: &BigRational, liquidity: u128, target: u128, terms: &InstantTerms) -> BigRational {
    let (min, max) = (of_decimal(terms.fee_min), of_decimal(terms.fee_max));
    let flat = whole(liquidity.saturating_sub(target));
    let at_min = worth * (whole(1) - &min);
    if at_min <= flat {
        return at_min;
    }
    let sloped = worth - &flat / (whole(1) - &min);
    let liquidity = whole(liquidity.min(target));
    let k = (&max - &min) / whole(target);
    let fee = &max - &k * liquidity;
    flat + &sloped * (whole(1) - fee) / (whole(1) + &sloped * &k / whole(2))
}

fn pay(worth: u128, liquidity: u128, target: u128, terms: &InstantTerms) -> u128 {
    paid_for(assets(worth), assets(liquidity), assets(target), terms).unwrap().u128()
}

proptest! {
    #[test]
    fn what_is_paid_is_the_line_rounded_down(
        worth in wide(), liquidity in wide_or_none(), target in wide(), terms in terms(),
    ) {
        let exactly = line(&whole(worth), liquidity, target, &terms);
        let paid = pay(worth, liquidity, target, &terms);
        prop_assert!(whole(paid) <= exactly);
        // Two roundings against the caller: of the part above the target, and of the quotient.
        prop_assert!(whole(paid + 2) > exactly, "{paid} of {exactly}");
    }

    #[test]
    fn the_fee_is_between_its_ends(worth in wide(), terms in terms(), full in fraction()) {
        let target = 1u128 << 100;
        let liquidity = floor(&(whole(target) * of_decimal(full)));
        let paid = pay(worth, liquidity, target, &terms);
        prop_assert!(whole(paid) <= whole(worth) * (whole(1) - of_decimal(terms.fee_min)));
        // As long as the buffer holds it, nobody pays more than `max`.
        if paid <= liquidity {
            let least = whole(worth) * (whole(1) - of_decimal(terms.fee_max));
            prop_assert!(whole(paid + 1) > least);
        }
    }

    #[test]
    fn splitting_gains_nothing_beyond_a_unit(
        one in wide(), other in wide(), liquidity in wide(), target in wide(), terms in terms(),
    ) {
        let whole_paid = pay(one + other, liquidity, target, &terms);
        let first = pay(one, liquidity, target, &terms);
        prop_assume!(first <= liquidity);
        let second = pay(other, liquidity - first, target, &terms);
        prop_assert!(first + second <= whole_paid + 2, "{first} + {second} beat {whole_paid}");
    }

    #[test]
    fn more_shares_never_bring_less(
        worth in wide(), more in wide(), liquidity in wide(), target in wide(), terms in terms(),
    ) {
        prop_assert!(
            pay(worth + more, liquidity, target, &terms) + 1 >= pay(worth, liquidity, target, &terms)
        );
    }

    #[test]
    fn splitting_shares_gains_nothing_in_the_books(
        delegated in 1_000_000u128..1 << 60, buffered in 1u64..=400, rate in 50u128..=300,
        one in 1u64..=500, other in 1u64..=500,
    ) {
        // Buffers from a twentieth of the target to twenty times it: flat, slope and across.
        let buffer = delegated * u128::from(buffered) / 2_000;
        let supply = (delegated + buffer) * 100 / rate;
        let before = books(delegated, buffer, supply);
        let part = |bps: u64| shares(supply * u128::from(bps) / 100_000);
        let (one, other) = (part(one), part(other));
        let run = |amounts: &[_]| -> Option<u128> {
            let (mut books, mut outflow, mut paid) = (before, Outflow::default(), 0);
            for amount in amounts {
                let got = redeem(&mut books, &mut outflow, *amount, now(), &INSTANT, TERMS).ok()?;
                paid += got.paid.u128();
            }
            Some(paid)
        };
        let at_once = run(&[one.plus(other).unwrap()]);
        let split = run(&[one, other]);
        prop_assume!(at_once.is_some() && split.is_some());
        // The target moves with backing; each step rounds it up, what it pays and the rate down.
        prop_assert!(split.unwrap() <= at_once.unwrap() + 3, "{split:?} beat {at_once:?}");
    }

    #[test]
    fn a_redemption_leaves_the_rate_to_the_others(
        before in solvent_books(), part in 1u64..=10_000, terms in terms(),
    ) {
        let mut books = before;
        let burnt = before.pool.supply.times(Decimal::bps(part), Rounding::Down).unwrap();
        prop_assume!(burnt < before.pool.supply);
        let done = redeem(&mut books, &mut Outflow::default(), burnt, now(), &terms, TERMS);
        prop_assume!(done.is_ok());
        let Redemption { worth, paid, fee } = done.unwrap();
        prop_assert_eq!(worth, before.rate(now()).unwrap().to_assets(burnt, Rounding::Down).unwrap());
        prop_assert_eq!(paid.plus(fee).unwrap(), worth);
        prop_assert_eq!(books.pool.buffer, before.pool.buffer.minus(paid).unwrap());
        prop_assert_eq!(books.pool.supply, before.pool.supply.minus(burnt).unwrap());
        prop_assert!(rate(&books, now()) >= rate(&before, now()));
        // The fee vests: not a unit of it counts at once.
        let unvested = |books: &Books| books.stake.vesting.unvested(now()).unwrap();
        prop_assert_eq!(unvested(&books), unvested(&before).plus(fee).unwrap());
        prop_assert_eq!(books.backing(now()).unwrap(), before.backing(now()).unwrap().minus(worth).unwrap());
    }

    #[test]
    fn the_bucket_lets_an_allowance_and_what_has_drained_go(
        allowance in 1u128..1 << 90, tries in prop::collection::vec((0u64..4_000, fraction()), 1..40),
    ) {
        let (mut bucket, mut at, mut gone) = (Outflow::default(), NOW, 0u128);
        bucket.at = now();
        for (pause, wish) in tries {
            at += pause;
            let wish = assets(allowance).times(wish, Rounding::Down).unwrap();
            match bucket.plus(wish, time(at), assets(allowance)) {
                Ok(fuller) => { bucket = fuller; gone += wish.u128(); }
                Err(AccountingError::OutflowExceeded { allowed, needed }) => {
                    prop_assert_eq!(needed, wish);
                    prop_assert!(allowed < wish);
                }
                Err(other) => prop_assert!(false, "{}", other),
            }
            let limit = whole(allowance) * (whole(1) + exact((at - NOW).into(), 3_600));
            prop_assert!(whole(gone) <= limit);
            prop_assert!(bucket.level.u128() <= allowance);
        }
    }
}

#[test]
fn above_the_target_the_fee_is_the_least_and_with_an_empty_buffer_the_most() {
    // 0.1 % of 1,000 at or above a target of 10,000, as long as 10,000 stay.
    assert_eq!(pay(1_000, 11_000, 10_000, &INSTANT), 999);
    assert_eq!(pay(1_000, 10_999, 10_000, &INSTANT), 999);
    // Half full the fee is the mean of both ends, 2.55 %, for an amount next to nothing.
    let target = 2 * 10u128.pow(24);
    assert_eq!(pay(10_000, target / 2, target, &INSTANT), 10_000 - 255 - 1, "rounded down");
    assert_eq!(pay(10_000, 0, target, &INSTANT), 10_000 * 95 / 100 - 1, "rounded down");
}

#[test]
fn on_the_slope_the_fee_is_the_mean_of_before_and_after_the_coins_paid() {
    let (target, liquidity, worth) = (1_000_000_000u128, 800_000_000u128, 300_000_000u128);
    let paid = pay(worth, liquidity, target, &INSTANT);
    let fee_at = |held: u128| {
        of_decimal(INSTANT.fee_max)
            - (of_decimal(INSTANT.fee_max) - of_decimal(INSTANT.fee_min)) * exact(held, target)
    };
    let mean = (fee_at(liquidity) + fee_at(liquidity - paid)) / whole(2);
    let due = whole(worth) * (whole(1) - mean);
    let away = if due > whole(paid) { due - whole(paid) } else { whole(paid) - due };
    assert!(away <= whole(1), "{paid}");
}

#[test]
fn what_lies_across_the_target_is_rounded_against_who_leaves() {
    // A tenth wherever the buffer stands. 10 lie above the target and pay for 10 ÷ 0.9 = 11.1, so
    // 9 of the 21 are left for below it: 8.1. With 11 taken for above, 19 would be paid of 18.9.
    let terms =
        InstantTerms { fee_min: Decimal::percent(10), fee_max: Decimal::percent(10), ..INSTANT };
    assert_eq!(pay(21, 1_000_010, 1_000_000, &terms), 10 + 8);
}

#[test]
fn the_target_is_taken_from_the_backing_after_the_redemption() {
    // 1,000,000 backing, 10,100 of it buffered. Taking 10,000 leaves a target of 9,900.
    let books = books(989_900, 10_100, 1_000_000);
    let given = quote(&books, shares(10_000), now(), &INSTANT).unwrap();
    assert_eq!(given.worth, assets(10_000));
    assert_eq!(
        given.paid,
        paid_for(assets(10_000), assets(10_100), assets(9_900), &INSTANT).unwrap()
    );
    assert!(
        given.paid > paid_for(assets(10_000), assets(10_100), assets(10_000), &INSTANT).unwrap()
    );
}

#[test]
fn the_buffer_pays_to_its_last_unit_and_no_further() {
    let all = |buffer, worth| {
        let before = books(1_000_000 - buffer, buffer, 1_000_000);
        quote(&before, shares(worth), now(), &INSTANT)
    };
    // About 0.05 + 0.001 over two of 10,000 is the fee of draining a full buffer.
    assert!(all(10_000, 10_250).is_ok_and(|given| given.paid <= assets(10_000)));
    let refused = all(10_000, 10_280);
    assert!(
        matches!(refused, Err(AccountingError::BufferTooSmall { buffer, needed })
            if buffer == assets(10_000) && needed > buffer),
        "{refused:?}"
    );
}

#[test]
fn what_is_worth_nothing_after_the_fee_is_refused() {
    let books = books(1_000_000, 100_000, 1_100_000);
    assert_eq!(
        quote(&books, shares(1), now(), &INSTANT),
        Err(AccountingError::NothingPaid { shares: shares(1) })
    );
    assert!(quote(&books, shares(2), now(), &INSTANT).is_ok());
}

#[test]
fn nothing_is_redeemed_at_once_while_insolvent() {
    let books = books(0, 4, 5_000_000);
    assert!(matches!(
        quote(&books, shares(1_000_000), now(), &INSTANT),
        Err(AccountingError::Insolvent { .. })
    ));
}

#[test]
fn the_hours_allowance_is_exact() {
    let allowance = assets(3_600);
    let full = Outflow::default().plus(allowance, now(), allowance).unwrap();
    let refused =
        |at: u64, units: u128| full.plus(assets(units), time(NOW + at), allowance).is_err();
    assert!(refused(0, 1));
    // A unit drains a second.
    for seconds in [1u64, 10, 3_599, 3_600] {
        assert!(!refused(seconds, seconds.into()), "{seconds}");
        assert!(refused(seconds, u128::from(seconds) + 1), "{seconds}");
    }
    assert_eq!(full.allowed(now().after(Seconds::new(7_200)), allowance), Ok(allowance));
}

#[test]
fn the_bucket_drains_in_whole_units_against_who_leaves() {
    // 1,000 an hour: after 3 seconds 0.83 have drained, after 4 seconds 1.11.
    let full = Outflow { level: assets(1_000), at: now() };
    let allowed = |seconds: u64| full.allowed(time(NOW + seconds), assets(1_000)).unwrap();
    assert_eq!((allowed(3), allowed(4)), (assets(0), assets(1)));
}

#[test]
fn a_bucket_of_any_size_is_empty_after_an_age() {
    let full = Outflow { level: Assets::MAX, at: time(0) };
    assert_eq!(full.allowed(time(u64::MAX), Assets::MAX), Ok(Assets::MAX));
    assert_eq!(HOUR.u64(), 3_600);
}

#[test]
fn the_limit_an_hour_is_a_share_of_backing_before_the_redemption() {
    let terms = InstantTerms { outflow: Decimal::permille(5), ..INSTANT };
    let run = |units: u128| {
        let mut books = books(900_000, 100_000, 1_000_000);
        redeem(&mut books, &mut Outflow::default(), shares(units), now(), &terms, TERMS)
    };
    // 0.5 % of 1,000,000 are 5,000, of which the fee is 0.1 %: 5,005 shares bring 4,999.99.
    assert_eq!(run(5_005).unwrap().paid, assets(4_999));
    assert_eq!(run(5_006).unwrap().paid, assets(5_000));
    assert_eq!(
        run(5_007).unwrap_err(),
        AccountingError::OutflowExceeded { allowed: assets(5_000), needed: assets(5_001) }
    );
}

#[test]
fn a_fee_vests_no_faster_than_the_backing_of_those_who_stay_allows() {
    let mut books = books(0, 1_000_000, 1_000_000);
    let given =
        redeem(&mut books, &mut Outflow::default(), shares(900_000), now(), &INSTANT, TERMS);
    assert_eq!(given.unwrap().fee, assets(900));
    // 0.3 % of the 100,000 that stay are 300 a day.
    assert_eq!(books.stake.vesting.until(), time(NOW + 3 * 86_400));
}

#[test]
fn the_target_is_rounded_up_against_who_leaves() {
    // 950 stay, of which the buffer should hold 9.5. Of 108 only 98 lie above 10, and they pay for
    // 98.1 of the 100; less than two units of the slope bring nothing.
    let books = books(1_050 - 108, 108, 1_050);
    assert_eq!(quote(&books, shares(100), now(), &INSTANT).unwrap().paid, assets(98));
}

#[test]
fn a_redemption_may_take_the_last_unit() {
    let terms = InstantTerms { buffer_target: Decimal::zero(), ..INSTANT };
    let given = quote(&books(100_000, 999, 100_999), shares(1_000), now(), &terms).unwrap();
    assert_eq!(given.paid, assets(999));
}
