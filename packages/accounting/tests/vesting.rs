//! Rewards fall linearly to nothing, never faster than allowed, and cannot be ground along.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::Decimal;
use num_rational::BigRational;
use proptest::prelude::*;
use weir_accounting::{Schedule, Vesting, VestingTerms};
use weir_quantities::{Rounding, Seconds, DAY};

const DAY_LONG: u64 = 86_400;
const LONGEST: u64 = 1_000_000_000_000_000;

fn line() -> impl Strategy<Value = Schedule> {
    (wide_or_none(), 0..=400 * DAY_LONG, 0..=400 * DAY_LONG).prop_map(|(units, ago, ahead)| {
        Schedule { assets: assets(units), from: time(NOW - ago), until: time(NOW + ahead) }
    })
}

fn schedule() -> impl Strategy<Value = Vesting> {
    (line(), prop::option::of(line())).prop_map(|(usual, slow)| Vesting { usual, slow })
}

fn terms() -> impl Strategy<Value = VestingTerms> {
    (3_600..=30 * DAY_LONG, 5u64..=200).prop_map(|(period, bps)| VestingTerms {
        reward_period: Seconds::new(period),
        max_daily_growth: Decimal::bps(bps),
    })
}

/// What is left of a line, rounded up, from the definition.
fn left_of(line: &Schedule, at: u64) -> u128 {
    let (from, until) = (line.from.u64(), line.until.u64());
    if at >= until {
        return 0;
    }
    let ahead = until - at.max(from);
    ceil(&(whole(line.assets.u128()) * exact(ahead.into(), (until - from).into())))
}

/// What is left of both lines.
fn left(vesting: &Vesting, at: u64) -> u128 {
    left_of(&vesting.usual, at) + vesting.slow.map_or(0, |slow| left_of(&slow, at))
}

/// What vests in a day at the pace of now, exactly.
fn pace(vesting: &Vesting) -> BigRational {
    let of = |line: Schedule| {
        let length = line.until.since(line.from).u64();
        match line.until > now() && length > 0 {
            true => whole(line.assets.u128()) * exact(DAY_LONG.into(), length.into()),
            false => zero(),
        }
    };
    of(vesting.usual) + vesting.slow.map_or(zero(), of)
}

/// What growth allows in a day.
fn growth(backing: u128, terms: VestingTerms) -> BigRational {
    (whole(backing) * of_decimal(terms.max_daily_growth)).floor()
}

/// Seconds that `units` must take beside `backing`, from the definition, at most the longest schedule.
fn slowest(units: u128, backing: u128, terms: VestingTerms) -> u64 {
    if units == 0 {
        return 0;
    }
    let a_day = floor(&(whole(backing) * of_decimal(terms.max_daily_growth)));
    if a_day == 0 {
        return LONGEST;
    }
    let seconds = (whole(units) * whole(DAY_LONG.into()) / whole(a_day)).ceil();
    if seconds > whole(LONGEST.into()) {
        LONGEST
    } else {
        u64::try_from(ceil(&seconds)).unwrap()
    }
}

proptest! {
    #[test]
    fn what_is_unvested_is_each_line_rounded_up(
        vesting in schedule(), at in NOW - 500 * DAY_LONG..NOW + 500 * DAY_LONG,
    ) {
        let unvested = vesting.unvested(time(at)).unwrap();
        prop_assert_eq!(unvested.u128(), left(&vesting, at));
    }

    #[test]
    fn what_is_unvested_never_rises_with_time(
        vesting in schedule(), one in 0..1_000 * DAY_LONG, more in 0..1_000 * DAY_LONG,
    ) {
        let at = NOW - 500 * DAY_LONG + one;
        let (early, late) = (vesting.unvested(time(at)).unwrap(), vesting.unvested(time(at + more)).unwrap());
        prop_assert!(late <= early);
    }

    #[test]
    fn rewards_that_fit_are_through_with_the_usual_ones_and_leave_what_is_slow_alone(
        old in schedule(), rewards in wide(), backing in wide(), terms in terms(),
    ) {
        let new = old.plus(assets(rewards), now(), assets(backing), terms).unwrap();
        // The usual end and that of the newcomers alone, weighted by amount.
        let was = left_of(&old.usual, NOW);
        let (left, period) = (old.usual.until.u64().saturating_sub(NOW), terms.reward_period.u64());
        let mean = (whole(was) * whole(left.into()) + whole(rewards) * whole(period.into()))
            / whole(was + rewards);
        let slow = old.slow.filter(|slow| slow.until > now());
        let end = new.usual.until.u64() - NOW;
        let beside = Vesting { usual: Schedule { assets: assets(was + rewards), from: now(), until: time(NOW + end) }, slow };
        if new.usual.assets.is_zero() {
            let beside = Vesting { usual: Schedule { until: time(NOW + floor(&mean) as u64), ..beside.usual }, slow };
            prop_assert!(pace(&beside) > growth(backing, terms) - whole(2), "it would have fitted");
        } else {
            prop_assert_eq!(new, beside);
            let away = mean - whole(end.into());
            prop_assert!(away < whole(1) && away > whole(0) - whole(1), "{} of the mean", away);
            prop_assert!(pace(&new) <= growth(backing, terms));
        }
    }

    #[test]
    fn rewards_that_do_not_fit_join_one_slow_line_no_sooner_than_growth_allows(
        old in schedule(), rewards in wide(), backing in wide_or_none(), terms in terms(),
    ) {
        let new = old.plus(assets(rewards), now(), assets(backing), terms).unwrap();
        prop_assume!(new.usual.assets.is_zero());
        let sum = left(&old, NOW) + rewards;
        let slow = new.slow.unwrap();
        prop_assert_eq!((slow.assets.u128(), slow.from), (sum, now()));
        let limit = slowest(sum, backing, terms);
        let period = terms.reward_period.u64().max(limit);
        let weighted = |line: Schedule| {
            let left = line.until.u64().saturating_sub(NOW);
            whole(left_of(&line, NOW)) * whole(left.into())
        };
        let mean = (weighted(old.usual) + old.slow.map_or(zero(), weighted)
            + whole(rewards) * whole(period.into())) / whole(sum);
        let end = whole((slow.until.u64() - NOW).into());
        // The mean of three ends in two steps: less than two seconds away.
        let expected = if mean > whole(limit.into()) { mean } else { whole(limit.into()) };
        let away = expected - end;
        prop_assert!(away < whole(2) && away > whole(0) - whole(2), "{} of the mean", away);
        prop_assert!(slow.until.u64() - NOW >= limit);
    }

    #[test]
    fn who_adds_makes_no_more_vest_in_a_day_than_what_he_adds_would_by_itself(
        old in schedule(), rewards in wide(), backing in wide_or_none(), terms in terms(),
    ) {
        // Ends are whole seconds, amounts whole units: a thousandth where both are large enough.
        let old = Vesting {
            usual: Schedule { until: old.usual.until.after(Seconds::new(DAY_LONG)), ..old.usual },
            ..old
        };
        let new = old.plus(assets(rewards), now(), assets(backing), terms).unwrap();
        let alone = whole(rewards) * exact(DAY_LONG.into(), terms.reward_period.u64().into());
        let limit = (pace(&old) + alone) * exact(1_001, 1_000) + whole(3 * 24);
        prop_assert!(pace(&new) <= limit, "{} a day, not {}", pace(&new), limit);
    }

    #[test]
    fn in_no_day_does_more_vest_than_growth_allows(
        old in schedule(), rewards in wide(), backing in wide(), terms in terms(), after in 0..400 * DAY_LONG,
    ) {
        let new = old.plus(assets(rewards), now(), assets(backing), terms).unwrap();
        let a_day = growth(backing, terms);
        // Beyond the longest schedule an absurd gift vests faster.
        let total = new.unvested(now()).unwrap().u128();
        prop_assume!(a_day >= whole(1) && slowest(total, backing, terms) < LONGEST);
        let begun = new.unvested(time(NOW + after)).unwrap();
        let done = new.unvested(time(NOW + after + DAY_LONG)).unwrap();
        // A unit a line for rounding, none where the schedule is as long as the law lets it be.
        prop_assert!(whole(begun.u128() - done.u128()) <= a_day + whole(2));
    }

    #[test]
    fn nothing_vests_in_the_moment_of_adding(
        old in schedule(), rewards in wide_or_none(), backing in wide_or_none(), terms in terms(),
    ) {
        let new = old.plus(assets(rewards), now(), assets(backing), terms).unwrap();
        prop_assert_eq!(new.unvested(now()).unwrap().u128(), left(&old, NOW) + rewards);
    }

    #[test]
    fn any_number_of_additions_vests_what_was_funded_and_no_unit_more(
        steps in prop::collection::vec((wide(), 0..20 * DAY_LONG), 1..20), terms in terms(),
    ) {
        let (mut vesting, mut at, mut funded, mut vested) = (Vesting::default(), NOW, 0u128, 0u128);
        let mut before = 0;
        for (rewards, pause) in steps {
            let unvested = vesting.unvested(time(at)).unwrap().u128();
            vested += before - unvested;
            vesting = vesting.plus(assets(rewards), time(at), assets(1 << 100), terms).unwrap();
            funded += rewards;
            before = vesting.unvested(time(at)).unwrap().u128();
            prop_assert_eq!(vested + before, funded);
            at += pause;
        }
        prop_assert!(vesting.unvested(vesting.until()).unwrap().is_zero());
    }

    #[test]
    fn scaling_keeps_the_end_and_rounds_as_named(
        vesting in schedule(), before in wide(), after in wide_or_none(),
    ) {
        let kept = exact(after, before);
        prop_assume!(whole(left(&vesting, NOW)) * &kept < whole(1 << 126));
        for rounding in [Rounding::Down, Rounding::Up] {
            let new = vesting.scaled(now(), assets(before), assets(after), rounding).unwrap();
            for (line, old) in [(Some(new.usual), Some(vesting.usual)), (new.slow, vesting.slow)] {
                prop_assert_eq!(line.is_some(), old.is_some());
                let (Some(line), Some(old)) = (line, old) else { continue };
                let exact = whole(left_of(&old, NOW)) * &kept;
                let units = if rounding == Rounding::Up { ceil(&exact) } else { floor(&exact) };
                prop_assert_eq!(line.assets.u128(), units);
                prop_assert_eq!((line.from, line.until), (now(), old.until.max(now())));
            }
        }
    }

    #[test]
    fn slowing_moves_the_end_later_or_not_at_all(
        vesting in schedule(), backing in wide_or_none(), terms in terms(),
    ) {
        let was = left(&vesting, NOW);
        let earliest = NOW + slowest(was, backing, terms);
        let new = vesting.slowed(now(), assets(backing), terms).unwrap();
        prop_assert_eq!(new.unvested(now()).unwrap().u128(), was);
        prop_assert!(new.until() >= vesting.until());
        if new != vesting {
            prop_assert_eq!(new.until().u64(), vesting.until().u64().max(earliest));
            prop_assert!(pace(&vesting) > growth(backing, terms) - whole(2), "it was slow enough");
        } else {
            prop_assert!(pace(&vesting) <= growth(backing, terms), "it was too fast");
        }
    }
}

#[test]
fn a_day_of_rewards_vests_a_part_an_hour() {
    let vesting = Vesting::default().plus(assets(2_400), now(), assets(1_000_000), TERMS).unwrap();
    let after = |seconds: u64| vesting.unvested(time(NOW + seconds)).unwrap();
    assert_eq!(after(0), assets(2_400));
    assert_eq!(after(3_600), assets(2_400 * 23 / 24));
    // One second before the end a unit is left, since it rounds up.
    assert_eq!(after(DAY_LONG - 1), assets(1));
    assert_eq!(after(DAY_LONG), assets(0));
}

#[test]
fn before_its_beginning_all_of_a_schedule_is_left() {
    let vesting =
        Vesting::from(Schedule { assets: assets(100), from: now(), until: now().after(DAY) });
    assert_eq!(vesting.unvested(time(NOW - 1)), Ok(assets(100)));
}

#[test]
fn a_gift_beyond_the_growth_limit_vests_at_the_limit() {
    // 0.3 % of 1,000,000 is 3,000 a day.
    let at = |gift| {
        Vesting::default()
            .plus(assets(gift), now(), assets(1_000_000), TERMS)
            .unwrap()
            .until()
            .u64()
            - NOW
    };
    assert_eq!(at(3_000), DAY_LONG);
    assert_eq!(at(3_001), DAY_LONG * 3_001 / 3_000 + 1, "28.8 seconds more, rounded up");
    assert_eq!(at(30_000), 10 * DAY_LONG);
}

#[test]
fn without_backing_to_grow_the_longest_schedule_is_taken() {
    let until = |backing| {
        Vesting::default().plus(assets(10), now(), assets(backing), TERMS).unwrap().until().u64()
            - NOW
    };
    assert_eq!(until(0), LONGEST);
    // 0.3 % of 333 is less than a unit a day, of 334 it is one.
    assert_eq!(until(333), LONGEST);
    assert_eq!(until(334), 10 * DAY_LONG);
}

#[test]
fn adding_nothing_to_nothing_is_a_schedule_that_is_over() {
    let vesting = Vesting::default().plus(assets(0), now(), assets(1_000), TERMS).unwrap();
    assert_eq!(vesting, Vesting::from(Schedule { assets: assets(0), from: now(), until: now() }));
}

#[test]
fn a_schedule_that_is_just_slow_enough_is_left_alone() {
    // 3,000 of 6,000 are left for a day, which is what 0.3 % of 1,000,000 asks for.
    let vesting = Vesting::from(Schedule {
        assets: assets(6_000),
        from: now().before(DAY),
        until: now().after(DAY),
    });
    let slowed = |backing| vesting.slowed(now(), assets(backing), TERMS).unwrap();
    assert_eq!(slowed(1_000_000), vesting);
    let later = slowed(999_999);
    let slow = later.slow.unwrap();
    assert_eq!((slow.assets, slow.from), (assets(3_000), now()));
    assert_eq!(later.until().u64() - NOW, 3_000 * DAY_LONG / 2_999 + 1);
}

#[test]
fn nothing_can_be_scaled_of_nothing() {
    let vesting =
        Vesting::from(Schedule { assets: assets(10), from: now(), until: now().after(DAY) });
    let same = vesting.scaled(now(), assets(0), assets(7), Rounding::Up).unwrap();
    assert_eq!(same.usual.assets, assets(10));
}

/// Vests `rewards` while one unit comes in every block of six seconds; answers what is left of
/// them after each.
fn ground(rewards: u128, backing: u128, blocks: u64) -> Vec<BigRational> {
    let mut vesting =
        Vesting::default().plus(assets(rewards), now(), assets(backing), TERMS).unwrap();
    (1..=blocks)
        .map(|block| {
            let at = time(NOW + 6 * block);
            vesting = vesting.plus(assets(1), at, assets(backing), TERMS).unwrap();
            exact(vesting.unvested(at).unwrap().u128(), rewards)
        })
        .collect()
}

#[test]
fn t137_one_unit_in_every_block_neither_keeps_rewards_from_vesting_nor_speeds_them_up() {
    // A billion units, a day; a unit every six seconds adds 14,400 a day, a seventy-thousandth.
    let blocks = 14_400;
    let left = ground(1_000_000_000, 1 << 60, blocks);
    for (index, rest) in left.iter().enumerate() {
        let block = index as u128 + 1;
        let line = exact(u128::from(blocks) - block, blocks.into());
        let away = if *rest > line { rest - &line } else { &line - rest };
        assert!(
            away < exact(1, 1_000),
            "after {block} blocks {rest} is left, the line is at {line}"
        );
    }
}

#[test]
fn t137_at_the_growth_limit_one_unit_in_every_block_speeds_nothing_up() {
    // Ten days at the limit, ground along for one.
    let (backing, rewards) = (100_000_000_000u128, 3_000_000_000u128);
    let left = ground(rewards, backing, 14_400);
    let vested = whole(1) - left.last().unwrap();
    assert!(vested <= exact(1, 10), "{vested} of a tenth vested");
    assert!(vested > exact(99, 1_000), "{vested} of a tenth vested");
}

#[test]
fn t101_after_a_large_gift_one_unit_and_a_day_vest_no_more_than_a_day_of_growth() {
    let backing = 1_000_000_000u128;
    let gift = backing / 2;
    let given = Vesting::default().plus(assets(gift), now(), assets(backing), TERMS).unwrap();
    let touched = given.plus(assets(1), now(), assets(backing), TERMS).unwrap();
    assert!(touched.until() >= given.until());
    let later = time(NOW + DAY_LONG);
    let vested = gift + 1 - touched.unvested(later).unwrap().u128();
    assert!(vested <= backing * 3 / 1_000, "{vested} vested in a day");
    // Nor does a unit after that day end it at once.
    let again = touched.plus(assets(1), later, assets(backing), TERMS).unwrap();
    assert!(again.until().since(later).u64() >= touched.until().since(later).u64());
}

#[test]
fn rewards_just_before_the_end_do_not_stretch_what_is_nearly_vested() {
    // 10 left for an hour; 10 more for a day: the end is 12.5 hours away.
    let vesting = Vesting::from(Schedule {
        assets: assets(240),
        from: time(NOW - 23 * 3_600),
        until: time(NOW + 3_600),
    });
    let new = vesting.plus(assets(10), now(), assets(1_000_000), TERMS).unwrap();
    let end = new.until().u64() - NOW;
    assert_eq!((new.usual.assets, end), (assets(20), (3_600 + DAY_LONG) / 2));
}

#[test]
fn what_was_to_take_longer_ends_at_the_mean_of_a_shorter_period() {
    // 10 left for three days since the period was longer then; 10 more for one.
    let usual = Schedule { assets: assets(10), from: now(), until: time(NOW + 3 * DAY_LONG) };
    let new = Vesting::from(usual).plus(assets(10), now(), assets(1_000_000), TERMS).unwrap();
    assert_eq!(new.until().u64() - NOW, 2 * DAY_LONG);
}

#[test]
fn a_gift_beside_a_slow_one_ends_with_it_at_the_mean_of_both() {
    // 30,000 are left for 40 days. 30,000 more would be too fast for a day: at 3,000 a day all
    // need 20 days, which is what the newcomers count with.
    let slow =
        Some(Schedule { assets: assets(30_000), from: now(), until: time(NOW + 40 * DAY_LONG) });
    let vesting = Vesting { slow, ..Vesting::default() };
    let new = vesting.plus(assets(30_000), now(), assets(1_000_000), TERMS).unwrap();
    assert_eq!(new.until().u64() - NOW, 30 * DAY_LONG);
    assert_eq!(new.unvested(now()), Ok(assets(60_000)));
}

#[test]
fn a_newcomer_with_nine_times_as_much_pulls_the_end_of_a_gift_by_nothing() {
    // 5,000 beside 95,000 take 17.5 days at 285 a day. With 900,000 more they could be through in
    // two; a unit, and the daily rewards of a month, leave them their time.
    let given = Vesting::default().plus(assets(5_000), now(), assets(95_000), TERMS).unwrap();
    let end = given.until();
    assert_eq!(end.u64() - NOW, (5_000 * DAY_LONG).div_ceil(285));
    let mut vesting = given.plus(assets(1), now(), assets(995_000), TERMS).unwrap();
    for day in 1..=17 {
        let at = time(NOW + day * DAY_LONG);
        vesting = vesting.plus(assets(270), at, assets(995_000), TERMS).unwrap();
        assert_eq!(vesting.slow, given.slow, "day {day}");
    }
}

#[test]
fn an_exit_that_slowed_vesting_does_not_hold_up_the_rewards_of_those_who_came_since() {
    let terms = VestingTerms { reward_period: DAY, max_daily_growth: Decimal::permille(3) };
    let day = DAY.u64();
    // 3,000 of rewards beside 1,000,000: 0.3 % of it, a day. Everyone but 1,000 leaves.
    let vesting = Vesting::default().plus(assets(3_000), now(), assets(1_000_000), terms).unwrap();
    assert_eq!(vesting.until().u64() - NOW, day);
    let slowed = vesting.slowed(now(), assets(1_000), terms).unwrap();
    assert_eq!(slowed.until().u64() - NOW, day * 3_000 / 3);
    // A million comes back: its rewards take their day, and what was left for 1,000 days stays so.
    let mut vesting = slowed;
    for back in 1..=30 {
        let at = time(NOW + back * day);
        vesting = vesting.plus(assets(270), at, assets(1_000_000), terms).unwrap();
        assert_eq!((vesting.usual.assets, vesting.usual.until), (assets(270), at.after(DAY)));
        assert_eq!(vesting.slow, slowed.slow);
    }
}
