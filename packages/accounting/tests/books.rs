//! The books: entering, leaving, giving up, and that nobody gains by it.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use proptest::prelude::*;
use weir_accounting::{burnt_for, AccountingError, Moment, RECOVERY_PERIOD};
use weir_quantities::{QuantityError, Rounding, Seconds};

proptest! {
    #[test]
    fn bonding_mints_the_floor_of_the_exact_quotient(before in solvent_books(), paid in wide()) {
        let mut books = before;
        let backing = before.backing(now()).unwrap().u128();
        let due = floor(&(whole(paid) * whole(before.pool.supply.u128()) / whole(backing)));
        match books.bond(assets(paid), now()) {
            Ok(minted) => {
                prop_assert_eq!(minted.u128(), due);
                prop_assert_eq!(books.pool.buffer.u128(), before.pool.buffer.u128() + paid);
                prop_assert_eq!(books.pool.supply.u128(), before.pool.supply.u128() + due);
                prop_assert_eq!(books.stake, before.stake);
            }
            Err(AccountingError::NothingMinted { .. }) => prop_assert_eq!(due, 0),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }

    #[test]
    fn a_deposit_never_lowers_the_rate(before in solvent_books(), paid in wide()) {
        let mut books = before;
        prop_assume!(books.bond(assets(paid), now()).is_ok());
        prop_assert!(rate(&books, now()) >= rate(&before, now()));
    }

    #[test]
    fn bonding_and_redeeming_brings_no_unit(before in solvent_books(), paid in wide()) {
        let mut books = before;
        let minted = books.bond(assets(paid), now());
        prop_assume!(minted.is_ok());
        let worth = books.rate(now()).unwrap().to_assets(minted.unwrap(), Rounding::Down).unwrap();
        prop_assert!(worth.u128() <= paid);
    }

    #[test]
    fn splitting_a_bond_mints_no_share_more(
        before in solvent_books(), one in wide(), other in wide(),
    ) {
        let (mut whole, mut split) = (before, before);
        let at_once = whole.bond(assets(one + other), now());
        prop_assume!(at_once.is_ok());
        let first = split.bond(assets(one), now()).map_or(0, |shares| shares.u128());
        let second = split.bond(assets(other), now()).map_or(0, |shares| shares.u128());
        prop_assert!(first + second <= at_once.unwrap().u128());
    }

    #[test]
    fn a_batch_placed_in_part_with_the_burn_rounded_up_never_lowers_the_rate(
        before in solvent_books(), queued in fraction(), placed in fraction(),
    ) {
        let mut books = before;
        let supply = before.pool.supply;
        let queued = supply.times(queued, Rounding::Down).unwrap();
        let priced = before.rate(now()).unwrap().to_assets(queued, Rounding::Down).unwrap();
        let placed = priced.times(placed, Rounding::Up).unwrap().min(before.stake.delegated);
        let kept = before.backing(now()).unwrap().minus(placed).unwrap();
        prop_assume!(!placed.is_zero() && !kept.is_zero());
        let burnt = burnt_for(queued, placed, priced).unwrap();
        prop_assert_eq!(
            burnt.u128(),
            ceil(&(whole(queued.u128()) * exact(placed.u128(), priced.u128())))
        );
        prop_assert!(burnt <= queued);
        books.place(placed, assets(0), burnt, now(), TERMS).unwrap();
        prop_assume!(!books.pool.supply.is_zero());
        prop_assert!(rate(&books, now()) >= rate(&before, now()));
    }

    #[test]
    fn shares_given_up_lift_the_rate_by_less_than_a_unit_at_once(
        before in solvent_books(), part in fraction(),
    ) {
        let mut books = before;
        let given = before.pool.supply.times(part, Rounding::Down).unwrap();
        prop_assume!(given < before.pool.supply);
        let worth = books.give_up(given, now(), TERMS).unwrap();
        let at = rate(&before, now());
        prop_assert_eq!(worth.u128(), floor(&(whole(given.u128()) * &at)));
        // Nothing left the hub, so all of it comes to the others in the end.
        prop_assert_eq!(books.holdings().unwrap(), before.holdings().unwrap());
        prop_assert!(rate(&books, now()) >= at);
        let a_unit_less = whole(books.backing(now()).unwrap().u128()) - whole(1);
        prop_assert!(a_unit_less <= &at * whole(books.pool.supply.u128()));
    }

    #[test]
    fn rewards_do_not_move_the_rate_when_they_arrive(
        before in solvent_books(), rewards in wide(),
    ) {
        let mut books = before;
        books.add_rewards(assets(rewards), now(), TERMS).unwrap();
        prop_assert_eq!(books.backing(now()).unwrap(), before.backing(now()).unwrap());
        prop_assert_eq!(books.holdings().unwrap().u128(), before.holdings().unwrap().u128() + rewards);
        let end = books.stake.vesting.until();
        prop_assert_eq!(books.backing(end).unwrap(), books.holdings().unwrap());
    }

    #[test]
    fn delegating_and_undoing_it_leave_backing_alone(before in solvent_books(), part in fraction()) {
        let mut books = before;
        let moved = before.pool.buffer.times(part, Rounding::Down).unwrap();
        books.delegate(moved).unwrap();
        prop_assert_eq!(books.backing(now()).unwrap(), before.backing(now()).unwrap());
        prop_assert_eq!(books.pool.buffer, before.pool.buffer.minus(moved).unwrap());
        books.undo_delegate(moved).unwrap();
        prop_assert_eq!(books, before);
    }

    #[test]
    fn who_leaves_takes_exactly_what_is_placed_for_him(
        before in solvent_books(), undelegated in fraction(), paid in fraction(),
    ) {
        let mut books = before;
        let undelegated = before.stake.delegated.times(undelegated, Rounding::Down).unwrap();
        let spare = before.pool.buffer.minus_or_zero(before.stake.vesting.usual.assets);
        let paid = spare.times(paid, Rounding::Down).unwrap();
        let burnt = shares(before.pool.supply.u128() / 2);
        books.place(undelegated, paid, burnt, now(), TERMS).unwrap();
        let left = before.backing(now()).unwrap().minus(undelegated).unwrap().minus(paid).unwrap();
        prop_assert_eq!(books.backing(now()).unwrap(), left);
        prop_assert_eq!(books.pool.supply.u128(), before.pool.supply.u128() - burnt.u128());
        prop_assert!(books.stake.vesting.until() >= before.stake.vesting.until());
    }
}

proptest! {
    #[test]
    fn the_first_coins_that_end_insolvency_let_nobody_in_beside_the_losers_for_a_week(
        supply in wide(), least in fraction(), covers in prop::collection::vec(wide(), 0..6),
        after in 0..8 * 86_400u64,
    ) {
        // The least that ends it, or somewhat less.
        let edge = supply.div_ceil(1_000_000);
        let first = assets(edge).times(least, Rounding::Up).unwrap();
        let mut books = books(0, 0, supply);
        books.cover(first, now()).unwrap();
        let ends = first.u128() >= edge;
        let over = now().after(RECOVERY_PERIOD);
        prop_assert_eq!(books.recovers_until(now()), ends.then_some(over));
        let later = time(NOW + after);
        let (mut sum, mut ended) = (first.u128(), ends.then_some(over));
        for (index, more) in covers.into_iter().enumerate() {
            if !books.is_insolvent(later).unwrap() {
                break;
            }
            // Rewards and covers alike count at once for those who lost, and none of them moves an
            // end that is set.
            match index % 2 {
                0 => books.cover(assets(more), later).unwrap(),
                _ => books.add_rewards(assets(more), later, TERMS).unwrap(),
            }
            sum += more;
            if ended.is_none() && sum >= edge {
                ended = Some(later.after(RECOVERY_PERIOD));
            }
            prop_assert_eq!(books.backing(later).unwrap().u128(), sum);
            prop_assert_eq!(books.stake.insolvent_until, ended);
            prop_assert!(books.rate(later).is_err() && books.bond(assets(1 << 100), later).is_err());
        }
        prop_assert_eq!(books.pool.supply.u128(), supply);
        if let Some(end) = ended {
            prop_assert!(books.rate(end.before(Seconds::new(1))).is_err());
            prop_assert!(books.rate(end).is_ok());
        }
    }
}

#[test]
fn a_burn_rounded_down_would_lower_the_rate() {
    // The control of the law above: 11 of 28 priced units are placed for 20 × 11 ÷ 28 = 7.86 shares.
    let before = books(100, 0, 70);
    let (queued, priced, placed) = (shares(20), 28u128, 11u128);
    assert_eq!(priced, 20 * 100 / 70);
    let down = queued.times_ratio(placed, priced, Rounding::Down).unwrap();
    assert_eq!(
        (down, burnt_for(queued, assets(placed), assets(priced)).unwrap()),
        (shares(7), shares(8))
    );
    let after = |burnt| {
        let mut books = before;
        books.place(assets(placed), assets(0), burnt, now(), TERMS).unwrap();
        rate(&books, now())
    };
    assert!(after(shares(7)) < rate(&before, now()), "89 ÷ 63 is below 100 ÷ 70");
    assert!(after(shares(8)) > rate(&before, now()), "89 ÷ 62 is above 100 ÷ 70");
}

#[test]
fn a_bond_worth_less_than_a_share_is_refused() {
    let mut books = books(300, 0, 100);
    assert_eq!(books.bond(assets(3), now()), Ok(shares(1)), "three assets buy exactly one share");
    let refused = books.bond(assets(2), now());
    assert_eq!(
        refused,
        Err(AccountingError::NothingMinted {
            assets: assets(2),
            backing: assets(303),
            supply: shares(101),
        })
    );
}

#[test]
fn the_hub_is_insolvent_below_a_millionth_of_an_asset_a_share() {
    let supply = 5_000_000;
    for (backing, insolvent) in [(4, true), (5, false), (6, false), (0, true)] {
        let books = books(backing, 0, supply);
        assert_eq!(books.is_insolvent(now()), Ok(insolvent), "{backing}");
        assert_eq!(books.rate(now()).is_err(), insolvent, "{backing}");
    }
    // The boundary is exact: 5 × 10^6 is below 5,000,001.
    assert_eq!(books(5, 0, supply + 1).is_insolvent(now()), Ok(true));
}

#[test]
fn nobody_enters_leaves_or_gives_up_while_insolvent() {
    let mut books = books(0, 4, 5_000_000);
    let refused = AccountingError::Insolvent { backing: assets(4), supply: shares(5_000_000) };
    assert_eq!(books.bond(assets(100), now()), Err(refused.clone()));
    assert_eq!(books.give_up(shares(1), now(), TERMS), Err(refused.clone()));
    assert_eq!(books.rate(now()), Err(refused));
}

#[test]
fn a_hub_without_shares_has_no_rate() {
    assert!(matches!(books(0, 100, 0).rate(now()), Err(AccountingError::Insolvent { .. })));
}

#[test]
fn rewards_and_cover_count_at_once_while_insolvent() {
    let mut insolvent = books(0, 4, 5_000_000);
    insolvent.add_rewards(assets(7), now(), TERMS).unwrap();
    assert_eq!(insolvent.backing(now()), Ok(assets(4 + 7)));
    let mut covered = books(0, 4, 5_000_000);
    covered.cover(assets(1), now()).unwrap();
    let over = now().after(RECOVERY_PERIOD);
    assert_eq!(covered.rate(now()), Err(AccountingError::Recovering { until: over }));
    assert!(covered.rate(over).is_ok(), "5 assets for 5,000,000 shares are a rate");
}

#[test]
fn more_unvested_than_held_is_a_backing_of_nothing() {
    let books = vesting_books(10, 5, 100, 16, 60);
    assert_eq!(books.backing(now()), Ok(assets(0)));
    assert_eq!(books.backing(now().after(weir_quantities::MINUTE)), Ok(assets(15)));
}

#[test]
fn what_the_books_do_not_hold_cannot_leave_them() {
    let before = books(10, 5, 100);
    let short =
        |result| matches!(result, Err(AccountingError::Quantity(QuantityError::Underflow { .. })));
    let place = |undelegated, paid, burnt| {
        let mut books = before;
        books.place(assets(undelegated), assets(paid), shares(burnt), now(), TERMS)
    };
    assert_eq!(place(10, 5, 100), Ok(()));
    assert!(short(place(11, 0, 0)) && short(place(0, 6, 0)) && short(place(0, 0, 101)));
    assert!(short({
        let mut books = before;
        books.delegate(assets(6))
    }));
    assert!(short({
        let mut books = before;
        books.undo_delegate(assets(11))
    }));
}

#[test]
fn sums_beyond_128_bits_are_refused() {
    let over =
        |result| matches!(result, Err(AccountingError::Quantity(QuantityError::Overflow { .. })));
    assert!(over(books(1, u128::MAX - 1, u128::MAX).bond(assets(1), now()).map(|_| ())));
    assert!(over(books(0, u128::MAX, 1).cover(assets(1), now())));
    assert!(over(books(0, u128::MAX, 1).add_rewards(assets(1), now(), TERMS)));
    assert!(books(u128::MAX, 1, 1).holdings().is_err());
}

#[test]
fn leaving_stretches_what_vests_for_those_who_stay() {
    // 3 of 1,000 a day: 6 take two days beside 1,000, four days beside 500.
    let mut books = vesting_books(1_006, 0, 1_000, 6, 2 * 86_400);
    books.slow(now(), TERMS).unwrap();
    assert_eq!(books.stake.vesting.until(), time(NOW + 2 * 86_400), "as slow as it must be");
    books.place(assets(500), assets(0), shares(500), now(), TERMS).unwrap();
    // Growth a day is floor(0.003 × 500) = 1, so six units take six days.
    assert_eq!(books.stake.vesting.until(), time(NOW + 6 * 86_400));
}

#[test]
fn what_is_given_up_vests_no_faster_than_the_others_backing_allows() {
    // 500 of 1,000,000 given up: 500 a day is less than 0.003 × 999,500 = 2,998, so a day is enough.
    let mut books = books(1_000_000, 0, 1_000_000);
    assert_eq!(books.give_up(shares(500), now(), TERMS), Ok(assets(500)));
    assert_eq!(books.stake.vesting.until(), time(NOW + 86_400));
    // Half of it: what stays is 500,000, a growth of 1,500 a day, so 500,000 take 333 1/3 days.
    let mut half = crate::common::books(1_000_000, 0, 1_000_000);
    half.give_up(shares(500_000), now(), TERMS).unwrap();
    assert_eq!(half.stake.vesting.until(), time(NOW + 500_000 * 86_400 / 1_500));
}

#[test]
fn insolvent_books_are_not_slowed() {
    let mut books = vesting_books(4, 6, 5_000_000, 6, 60);
    books.slow(now(), TERMS).unwrap();
    assert_eq!(books.stake.vesting.until(), time(NOW + 60));
}

#[test]
fn a_completion_is_over_only_in_a_block_after_the_first_one_past_it() {
    let at = |time_, height| Moment { time: time(time_), height };
    for (through, completion, now, over) in [
        (at(100, 7), 100, at(106, 8), true),
        (at(100, 7), 99, at(106, 8), true),
        (at(100, 7), 101, at(106, 8), false),
        (at(100, 7), 100, at(100, 7), false),
        // Heights may restart: only that they differ counts.
        (at(100, 7), 100, at(106, 1), true),
    ] {
        assert_eq!(through.proves_over(time(completion), now), over, "{through:?} {completion}");
    }
}
