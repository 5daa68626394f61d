//! Setting the ledger to what the chain says: falls, rounding, rises, validators that cannot be
//! read, and the memory of the day's highest rate.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::{sync, Books, Found, LedgerRow, Moment, Peaks, Reading, Slash, Unread, DUST};
use weir_quantities::{Assets, Seconds};

fn row(units: u128) -> LedgerRow {
    LedgerRow { assets: assets(units), unread: None }
}

fn rows(units: &[u128]) -> Vec<LedgerRow> {
    units.iter().copied().map(row).collect()
}

fn worth(units: &[u128]) -> Vec<Reading> {
    units.iter().map(|units| Reading::Worth(assets(*units))).collect()
}

fn read(books: &mut Books, ledger: &mut [LedgerRow], readings: &[Reading]) -> Found {
    let at = Moment { time: now(), height: 2 };
    sync(books, ledger, readings, at, TERMS).unwrap()
}

fn sum(ledger: &[LedgerRow]) -> u128 {
    ledger.iter().map(|row| row.assets.u128()).sum()
}

/// A ledger, what the chain says now, and books around it.
fn world() -> impl Strategy<Value = (Vec<LedgerRow>, Vec<Reading>, Books)> {
    let reading = |units: u128| {
        prop_oneof![
            Just(units),
            (0..=20u128).prop_map(move |dust| (units + 10).saturating_sub(dust)),
            fraction().prop_map(move |part| floor(&(whole(units) * of_decimal(part)))),
            Just(units + units / 3),
            Just(0),
        ]
    };
    (
        prop::collection::vec(
            wide()
                .prop_map(|units| units >> 4)
                .prop_flat_map(move |units| (Just(units), reading(units))),
            1..8,
        ),
        wide(),
        wide(),
        fraction(),
    )
        .prop_map(|(pairs, buffer, supply, vesting)| {
            let ledger = rows(&pairs.iter().map(|pair| pair.0).collect::<Vec<_>>());
            let readings = worth(&pairs.iter().map(|pair| pair.1).collect::<Vec<_>>());
            let unvested = floor(&(whole(buffer) * of_decimal(vesting)));
            let books = vesting_books(sum(&ledger), buffer, supply, unvested, 86_400);
            (ledger, readings, books)
        })
}

proptest! {
    #[test]
    fn after_a_sync_ledger_and_books_say_what_the_chain_says(
        (mut ledger, readings, mut books) in world(),
    ) {
        read(&mut books, &mut ledger, &readings);
        for (row, reading) in ledger.iter().zip(&readings) {
            prop_assert_eq!(Reading::Worth(row.assets), *reading);
        }
        prop_assert_eq!(books.stake.delegated.u128(), sum(&ledger));
        prop_assert_eq!(books.stake.synced, Moment { time: now(), height: 2 });
    }

    #[test]
    fn what_is_unvested_shares_falls_in_proportion_and_rises_vest(
        (mut ledger, readings, mut books) in world(),
    ) {
        let (before, old) = (books, ledger.clone());
        let found = read(&mut books, &mut ledger, &readings);
        let (mut fallen, mut risen) = (0u128, 0u128);
        for (old, new) in old.iter().zip(&ledger) {
            let (old, new) = (old.assets.u128(), new.assets.u128());
            fallen += old.saturating_sub(new);
            if new.saturating_sub(old) > 10 {
                risen += new - old;
            }
        }
        prop_assert_eq!((found.fallen.u128(), found.risen.u128()), (fallen, risen));
        prop_assert_eq!(found.put_back, assets(0));
        let held = before.holdings().unwrap().u128();
        let unvested = before.stake.vesting.usual.assets.u128();
        let scaled = floor(&(whole(unvested) * exact(held - fallen, held)));
        let without_rises = books.holdings().unwrap().u128() - risen - scaled;
        let insolvent = without_rises * 1_000_000 < books.pool.supply.u128();
        let vests = if insolvent { 0 } else { risen };
        prop_assert_eq!(books.stake.vesting.unvested(now()).unwrap().u128(), scaled + vests);
    }

    #[test]
    fn slashes_are_the_falls_beyond_dust((mut ledger, readings, mut books) in world()) {
        let old = ledger.clone();
        let found = read(&mut books, &mut ledger, &readings);
        let expected: Vec<Slash> = old
            .iter()
            .zip(&ledger)
            .enumerate()
            .filter(|(_, (old, new))| old.assets.minus_or_zero(new.assets) > DUST)
            .map(|(row, (old, new))| Slash { row, before: old.assets, after: new.assets })
            .collect();
        prop_assert_eq!(found.has_loss(), !expected.is_empty());
        prop_assert_eq!(found.slashes, expected);
    }

    #[test]
    fn a_sync_lifts_the_rate_by_dust_alone((mut ledger, readings, mut books) in world()) {
        let before = books.backing(now()).unwrap().u128();
        prop_assume!(!books.is_insolvent(now()).unwrap());
        let rows = ledger.len() as u128;
        // Where the falls alone make the hub insolvent, rises count at once.
        let fallen: Vec<Reading> = ledger
            .iter()
            .zip(&readings)
            .map(|(row, reading)| match reading {
                Reading::Worth(found) if found.minus_or_zero(row.assets) > DUST => {
                    Reading::Worth(row.assets)
                }
                other => *other,
            })
            .collect();
        let (mut without_rises, mut rows_then) = (books, ledger.clone());
        read(&mut without_rises, &mut rows_then, &fallen);
        let found = read(&mut books, &mut ledger, &readings);
        prop_assume!(found.risen.is_zero() || !without_rises.is_insolvent(now()).unwrap());
        prop_assert!(books.backing(now()).unwrap().u128() <= before + 10 * rows);
    }

    #[test]
    fn a_second_sync_finds_nothing((mut ledger, readings, mut books) in world()) {
        read(&mut books, &mut ledger, &readings);
        let (books_then, ledger_then) = (books, ledger.clone());
        let found = read(&mut books, &mut ledger, &readings);
        prop_assert_eq!(found, Found::default());
        prop_assert_eq!((books, ledger), (books_then, ledger_then));
    }

    #[test]
    fn a_validator_unreadable_for_one_sync_leaves_the_rate_where_it_was(
        readable in wide(), lost in wide(), buffer in wide(), vesting in fraction(), supply in wide(),
    ) {
        let unvested = floor(&(whole(buffer) * of_decimal(vesting)));
        let mut ledger = rows(&[readable, lost]);
        let mut books = vesting_books(readable + lost, buffer, supply, unvested, 86_400);
        let before = books.backing(now()).unwrap().u128();
        let gone = read(&mut books, &mut ledger, &[Reading::Worth(assets(readable)), Reading::Unreadable]);
        prop_assert_eq!((gone.fallen.u128(), gone.unread.clone()), (lost, vec![1]));
        prop_assert!(gone.slashes.is_empty() && gone.has_loss());
        let back = read(&mut books, &mut ledger, &worth(&[readable, lost]));
        prop_assert_eq!((back.put_back.u128(), back.read.clone()), (lost, vec![1]));
        prop_assert!(back.fallen.is_zero() && back.risen.is_zero() && !back.has_loss());
        let after = books.backing(now()).unwrap().u128();
        prop_assert_eq!(after, before);
    }
}

#[test]
fn ten_units_of_difference_are_rounding_and_eleven_are_not() {
    for (fall, slashes) in [(9, 0), (10, 0), (11, 1)] {
        let (mut books, mut ledger) = (books(100, 0, 100), rows(&[100]));
        let found = read(&mut books, &mut ledger, &worth(&[100 - fall]));
        assert_eq!((found.slashes.len(), found.fallen), (slashes, assets(fall)));
        assert_eq!(books.backing(now()), Ok(assets(100 - fall)), "the rate falls at once");
    }
    for (rise, vests) in [(9, 0), (10, 0), (11, 11)] {
        let (mut books, mut ledger) = (books(100, 0, 100), rows(&[100]));
        let found = read(&mut books, &mut ledger, &worth(&[100 + rise]));
        assert_eq!(found.risen, assets(vests));
        assert_eq!(books.backing(now()), Ok(assets(100 + rise - vests)));
    }
}

#[test]
fn dust_is_counted_by_validator_not_by_sync() {
    let (mut books, mut ledger) = (books(300, 0, 300), rows(&[100, 100, 100]));
    let found = read(&mut books, &mut ledger, &worth(&[90, 90, 90]));
    assert_eq!((found.slashes, found.fallen), (vec![], assets(30)));
}

#[test]
fn rewards_share_a_loss_in_proportion() {
    // 100 of 1,000 unvested; 300 of 1,000 are lost: 70 stay unvested, backing falls from 900 to 630.
    let (mut books, mut ledger) = (vesting_books(800, 200, 900, 100, 86_400), rows(&[500, 300]));
    read(&mut books, &mut ledger, &worth(&[500, 0]));
    assert_eq!(books.stake.vesting.unvested(now()), Ok(assets(100 * 700 / 1_000)));
    assert_eq!(books.backing(now()), Ok(assets(900 * 700 / 1_000)));
}

#[test]
fn while_insolvent_a_rise_counts_at_once() {
    let (mut books, mut ledger) = (books(4, 0, 5_000_000), rows(&[4]));
    let found = read(&mut books, &mut ledger, &worth(&[104]));
    assert_eq!((found.risen, books.backing(now())), (assets(100), Ok(assets(104))));
}

#[test]
fn what_comes_back_beyond_what_is_remembered_vests() {
    let (mut books, mut ledger) = (books(200, 0, 200), rows(&[100, 100]));
    read(&mut books, &mut ledger, &[Reading::Worth(assets(100)), Reading::Unreadable]);
    assert_eq!(books.backing(now()), Ok(assets(100)));
    let found = read(&mut books, &mut ledger, &worth(&[100, 150]));
    assert_eq!((found.put_back, found.risen), (assets(100), assets(50)));
    assert_eq!(books.backing(now()), Ok(assets(200)));
}

#[test]
fn less_than_is_remembered_is_a_slash_of_what_was_remembered() {
    let (mut books, mut ledger) = (books(200, 0, 200), rows(&[100, 100]));
    read(&mut books, &mut ledger, &[Reading::Worth(assets(100)), Reading::Unreadable]);
    let found = read(&mut books, &mut ledger, &worth(&[100, 60]));
    assert_eq!(found.slashes, [Slash { row: 1, before: assets(100), after: assets(60) }]);
    assert_eq!(
        (found.put_back, found.fallen),
        (assets(60), assets(0)),
        "the fall was found before"
    );
    assert_eq!(books.backing(now()), Ok(assets(160)));
}

#[test]
fn a_row_remembers_what_it_stood_at_and_since_when() {
    let since = now();
    let left = |skipped| LedgerRow {
        assets: assets(0),
        unread: Some(Unread::Zeroed { remembered: assets(100), since, skipped }),
    };
    let zeroed = left(None);
    let kept = LedgerRow { assets: assets(100), unread: Some(Unread::Kept { since }) };
    let later = Moment { time: now().after(Seconds::new(60)), height: 9 };
    for (before, reading, after, told) in [
        (row(100), Reading::Unreadable, zeroed, true),
        (row(100), Reading::Skipped, kept, true),
        // Told once, and since the first time.
        (zeroed, Reading::Unreadable, zeroed, false),
        // Not asked any more: nobody knows whether it would answer.
        (zeroed, Reading::Skipped, left(Some(later.time)), true),
        (left(Some(since)), Reading::Skipped, left(Some(since)), false),
        (left(Some(since)), Reading::Unreadable, zeroed, false),
        (kept, Reading::Skipped, kept, false),
        // Another way of being unreadable is told again, since the same time.
        (kept, Reading::Unreadable, zeroed, true),
    ] {
        let mut ledger = [before];
        let mut books = books(before.assets.u128(), 50, 100);
        let at = if before.unread.is_some() { later } else { Moment { time: now(), height: 2 } };
        let found = sync(&mut books, &mut ledger, &[reading], at, TERMS).unwrap();
        assert_eq!(ledger, [after], "{before:?} {reading:?}");
        assert_eq!(found.unread.len(), usize::from(told), "{before:?} {reading:?}");
        assert_eq!(after.unread.unwrap().since(), since);
        assert_eq!(books.stake.delegated, after.assets);
    }
}

#[test]
fn a_kept_row_that_is_read_again_shows_its_slash() {
    let (mut books, mut ledger) = (books(100, 0, 100), rows(&[100]));
    let skipped = read(&mut books, &mut ledger, &[Reading::Skipped]);
    assert_eq!((skipped.fallen, skipped.unread), (assets(0), vec![0]));
    let found = read(&mut books, &mut ledger, &worth(&[40]));
    assert_eq!(found.slashes, [Slash { row: 0, before: assets(100), after: assets(40) }]);
    assert_eq!((found.fallen, found.read, ledger[0]), (assets(60), vec![0], row(40)));
}

#[test]
fn a_lone_validator_unreadable_for_one_sync_with_an_empty_buffer_leaves_the_rate_where_it_was() {
    let (mut books, mut ledger) = (vesting_books(1_000, 0, 900, 100, 86_400), rows(&[1_000]));
    read(&mut books, &mut ledger, &[Reading::Unreadable]);
    read(&mut books, &mut ledger, &worth(&[1_000]));
    assert_eq!(books.backing(now()), Ok(assets(900)));
}

/// What `Peaks` must answer, from every rate seen since it began again.
#[derive(Default)]
struct EveryRate(Vec<(Decimal, u64)>);

impl EveryRate {
    fn peak(&mut self, before: Decimal, at: u64) -> Decimal {
        self.0.push((before, at));
        let day = self.0.iter().filter(|(_, then)| then + 86_400 >= at);
        day.map(|(rate, _)| *rate).max().unwrap()
    }

    fn trips(peak: Decimal, after: Decimal, fall: Decimal) -> bool {
        let limit = of_decimal(peak) * (whole(1) - of_decimal(fall)) * whole(10u128.pow(18));
        after.atomics().u128() < floor(&limit)
    }
}

/// Steps between syncs: pause, growth before, fall at the sync; in parts per million.
fn steps(falls: u64) -> impl Strategy<Value = Vec<(u64, u64, u64)>> {
    let pause = prop_oneof![1u64..600, 3_600u64..40_000, Just(86_400u64), 80_000u64..200_000];
    prop::collection::vec((pause, 0..2_000u64, 0..falls), 1..60)
}

fn scaled(rate: Decimal, per_million: u64) -> Decimal {
    Decimal::raw(rate.atomics().u128() / 1_000_000 * u128::from(per_million))
}

proptest! {
    #[test]
    fn the_days_highest_rate_is_known_exactly(steps in steps(8_000), fall in 1u64..200) {
        let fall = Decimal::permille(fall);
        let (mut peaks, mut every) = (Peaks::default(), EveryRate::default());
        let (mut rate, mut at, mut kept) = (Decimal::one(), NOW, 0);
        for (pause, grown, lost) in steps {
            at += pause;
            let before = scaled(rate, 1_000_000 + grown);
            rate = scaled(before, 1_000_000 - lost);
            let peak = every.peak(before, at);
            kept = if pause > 86_400 { 0 } else { kept + 1 };
            let told = peaks.observe(before, rate, time(at), fall);
            // Sixteen falls within a day are all remembered; beyond that see the next law.
            prop_assume!(kept <= 16);
            if rate >= before {
                prop_assert_eq!(told, None);
            } else if EveryRate::trips(peak, rate, fall) {
                prop_assert_eq!(told, Some(peak));
                every.0.clear();
            } else {
                prop_assert_eq!(told, None);
            }
        }
    }

    #[test]
    fn merged_peaks_forget_no_higher_rate(
        falls in prop::collection::vec((1u64..4_000, 1u64..50), 20..120), fall in 1u64..20,
    ) {
        // Rates fall at every sync, many a day: the memory is full, and errs to the higher rate.
        let fall = Decimal::permille(fall);
        let (mut peaks, mut every) = (Peaks::default(), EveryRate::default());
        let (mut rate, mut at) = (Decimal::one(), NOW);
        for (pause, lost) in falls {
            at += pause;
            let before = rate;
            rate = scaled(rate, 1_000_000 - lost);
            let peak = every.peak(before, at);
            let told = peaks.observe(before, rate, time(at), fall);
            if EveryRate::trips(peak, rate, fall) {
                prop_assert!(told.is_some(), "a fall from {peak} to {rate} went by");
            }
            if let Some(told) = told {
                prop_assert!(told >= peak);
                every.0.clear();
            }
        }
    }
}

#[test]
fn a_fall_of_exactly_the_threshold_does_not_trip() {
    for (after, tripped) in [(990_001, false), (990_000, false), (989_999, true)] {
        let (before, after) = (Decimal::one(), Decimal::from_ratio(after as u128, 1_000_000u128));
        let told = Peaks::default().observe(before, after, now(), Decimal::percent(1));
        assert_eq!(told, tripped.then_some(before), "{after}");
    }
}

#[test]
fn falls_of_one_day_add_up_and_those_of_another_do_not() {
    for (pause, tripped) in [(86_399, true), (86_400, true), (86_401, false)] {
        let mut peaks = Peaks::default();
        let percent = Decimal::percent;
        assert_eq!(peaks.observe(percent(100), permille(994), now(), percent(1)), None);
        let at = now().after(Seconds::new(pause));
        let told = peaks.observe(permille(994), permille(988), at, percent(1));
        assert_eq!(told, tripped.then_some(percent(100)), "{pause}");
    }
}

#[test]
fn a_peak_merged_into_a_full_memory_lives_its_own_day() {
    // Sixteen small falls fill the memory in the first minute; one more comes 20 hours later.
    let (mut peaks, mut rate) = (Peaks::default(), Decimal::one());
    let small = Decimal::raw(10u128.pow(12));
    let mut fall = |rate: &mut Decimal, by: Decimal, at: u64| {
        let before = *rate;
        *rate = before - by;
        peaks.observe(before, *rate, time(NOW + at), permille(10))
    };
    for second in 1..=16 {
        assert_eq!(fall(&mut rate, small, second), None);
    }
    assert_eq!(fall(&mut rate, small, 20 * 3_600), None);
    // A day after the first sixteen, within a day of the last: two falls of 0.6 % add up.
    assert_eq!(fall(&mut rate, permille(6), 30 * 3_600), None);
    let told = fall(&mut rate, permille(6), 30 * 3_600 + 60);
    assert!(told.is_some_and(|peak| peak < Decimal::one()));
    // The merged one counts until its own day is over, at a rate that is not too low.
    let mut peaks = Peaks::default();
    for second in 1..=16u64 {
        let before = Decimal::one() - small * Decimal::from_ratio(second, 1u64);
        assert_eq!(peaks.observe(before, before - small, time(NOW + second), permille(10)), None);
    }
    let before = permille(995);
    assert_eq!(peaks.observe(before, permille(994), time(NOW + 20 * 3_600), permille(10)), None);
    let told = peaks.observe(permille(987), permille(984), time(NOW + 30 * 3_600), permille(10));
    assert!(told.is_some_and(|peak| peak >= before), "the fall from 995 to 984 went by");
}

#[test]
fn after_a_trip_the_peak_begins_again() {
    let mut peaks = Peaks::default();
    assert_eq!(
        peaks.observe(Decimal::one(), permille(900), now(), permille(10)),
        Some(Decimal::one())
    );
    let later = now().after(Seconds::new(60));
    assert_eq!(peaks.observe(permille(900), permille(895), later, permille(10)), None);
    // Below 900 by more than a hundredth, not below 1.
    assert_eq!(
        peaks.observe(permille(895), permille(890), later, permille(10)),
        Some(permille(900))
    );
}

fn permille(part: u64) -> Decimal {
    Decimal::permille(part)
}

#[test]
fn a_sum_beyond_128_bits_is_refused() {
    let (mut books, mut ledger) = (books(2, 0, 2), rows(&[1, 1]));
    let at = Moment { time: now(), height: 2 };
    let readings = [Reading::Worth(Assets::MAX), Reading::Worth(assets(1))];
    assert!(sync(&mut books, &mut ledger, &readings, at, TERMS).is_err());
}
