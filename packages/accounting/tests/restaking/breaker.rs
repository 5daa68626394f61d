//! The breaker: it delays the slashes after large losses, and never forgives one.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{Breaker, ExecutionWindow, BETWEEN_TRIPS, REVIEW};
use weir_quantities::{Seconds, VaultTime, DAY, HOUR};

use crate::common::*;
use crate::world::*;

const QUARTER: Decimal = Decimal::percent(25);

fn note(breaker: &mut Breaker, lost: u128, before: u128, now: VaultTime) -> bool {
    breaker.note(assets(lost), assets(before), now, QUARTER).unwrap()
}

#[test]
fn it_trips_when_a_days_losses_are_over_the_share_of_what_the_day_began_with() {
    let mut breaker = Breaker::default();
    assert!(!note(&mut breaker, 0, 1_000, tau()));
    assert!(!note(&mut breaker, 100, 1_000, tau()));
    assert!(!note(&mut breaker, 150, 900, tau().after(HOUR.times(5))));
    let end = tau().after(HOUR.times(20));
    assert!(note(&mut breaker, 1, 750, end), "251 of 1,000 within a day");
    assert_eq!(breaker.tripped_at, Some(end));
}

#[test]
fn losses_of_more_than_a_day_ago_do_not_count() {
    let mut breaker = Breaker::default();
    assert!(!note(&mut breaker, 250, 1_000, tau()));
    assert!(!note(&mut breaker, 187, 750, tau().after(HOUR.times(26))));
    assert_eq!(breaker.hours.len(), 1);
}

#[test]
fn it_trips_once_in_seven_days() {
    let mut breaker = Breaker::default();
    assert!(note(&mut breaker, 500, 1_000, tau()));
    let soon = tau().after(BETWEEN_TRIPS).before(Seconds::new(1));
    assert!(!note(&mut breaker, 250, 500, soon));
    assert!(note(&mut breaker, 1, 250, tau().after(BETWEEN_TRIPS)));
}

#[test]
fn a_trip_around_the_resolution_moves_both_ends() {
    let (resolved, execution) = (tau(), DAY.times(2));
    let window = |tripped_at| Breaker { tripped_at, hours: vec![] }.window(resolved, execution);
    let plain = ExecutionWindow { from: resolved, until: resolved.after(execution) };
    let moved = |from| ExecutionWindow { from, until: plain.until.after(REVIEW) };
    let second = Seconds::new(1);
    assert_eq!(window(None), plain);
    assert_eq!(window(Some(resolved.before(REVIEW))), plain);
    let just_after = resolved.before(REVIEW).after(second);
    assert_eq!(window(Some(just_after)), moved(resolved.after(second)));
    assert_eq!(window(Some(resolved)), moved(resolved.after(REVIEW)));
    let last = plain.until.before(second);
    assert_eq!(window(Some(last)), moved(last.after(REVIEW)));
    assert_eq!(window(Some(plain.until)), plain, "over already");
}

proptest! {
    /// Threat T124: every request keeps time to be executed, whenever breakers trip.
    #[test]
    fn whenever_breakers_trip_a_request_can_be_executed_for_as_long_as_without(
        execution in 86_400u64..=3 * 86_400, trips in prop::collection::vec(0u64..20 * 86_400, 0..6),
    ) {
        let resolved = tau();
        let execution = Seconds::new(execution);
        let mut breaker = Breaker::default();
        let (mut at, mut room) = (resolved.before(DAY.times(10)), 0u64);
        for pause in trips {
            let next = at.after(BETWEEN_TRIPS).after(Seconds::new(pause));
            room += executable(&breaker, resolved, execution, at, next);
            note(&mut breaker, 900, 1_000, next);
            prop_assert_eq!(breaker.tripped_at, Some(next));
            at = next;
        }
        room += executable(&breaker, resolved, execution, at, at.after(DAY.times(60)));
        prop_assert!(room >= execution.u64(), "{} s", room);
    }
}

/// Seconds between two moments in which a request may be executed, as known in between.
fn executable(
    breaker: &Breaker,
    resolved: VaultTime,
    execution: Seconds,
    from: VaultTime,
    until: VaultTime,
) -> u64 {
    let window = breaker.window(resolved, execution);
    let end = window.until.after(Seconds::new(1)).min(until);
    end.since(window.from.max(from)).u64()
}
