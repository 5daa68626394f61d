//! The vault's clock: it stands still while slashes are paused, and not for long.

use proptest::prelude::*;
use weir_accounting::vault::{Clock, Stops, VaultError, MAX_STOP, STOP_WINDOW};
use weir_quantities::{Seconds, Time, VaultTime, DAY, HOUR};

use crate::common::*;

fn shown(at: Time) -> VaultTime {
    VaultTime::new(at.u64())
}

/// Whether a stop would be allowed.
fn would_stop(stops: &Stops, mut clock: Clock, at: Time, until: Time) -> Result<(), VaultError> {
    stops.clone().stop(&mut clock, at, until)
}

#[test]
fn the_clock_stands_still_until_the_end_of_a_pause_and_goes_on() {
    let (mut clock, mut stops) = (Clock::new(now()), Stops::default());
    let begun = now().after(DAY);
    stops.stop(&mut clock, begun, begun.after(DAY.times(3))).unwrap();
    assert_eq!(clock.shows(begun), shown(begun));
    assert_eq!(clock.shows(begun.after(DAY.times(2))), shown(begun));
    assert_eq!(clock.shows(begun.after(DAY.times(3))), shown(begun));
    assert_eq!(clock.shows(begun.after(DAY.times(5))), shown(begun).after(DAY.times(2)));
}

#[test]
fn a_pause_that_is_lifted_stops_the_clock_no_longer() {
    let (mut clock, mut stops) = (Clock::new(now()), Stops::default());
    stops.stop(&mut clock, now(), now().after(DAY.times(3))).unwrap();
    let lifted = now().after(DAY);
    stops.stop(&mut clock, lifted, lifted).unwrap();
    assert_eq!(clock.shows(lifted.after(HOUR)), shown(now()).after(HOUR));
    // Only the day that it lasted counts.
    stops.stop(&mut clock, lifted.after(DAY), lifted.after(DAY).after(DAY.times(13))).unwrap();
}

#[test]
fn at_most_fourteen_days_of_ninety_stand_still_to_the_second() {
    let (mut clock, mut stops) = (Clock::new(now()), Stops::default());
    stops.stop(&mut clock, now(), now().after(DAY.times(10))).unwrap();
    let second = now().after(DAY.times(40));
    let beyond = second.after(DAY.times(4)).after(Seconds::new(1));
    assert_eq!(
        would_stop(&stops, clock, second, beyond),
        Err(VaultError::StopTooLong { stopped: MAX_STOP.plus(Seconds::new(1)), allowed: MAX_STOP })
    );
    stops.stop(&mut clock, second, second.after(DAY.times(4))).unwrap();
    // Once the first begins to leave the window, as much may be added again.
    let third = now().after(STOP_WINDOW).after(DAY.times(2));
    assert!(would_stop(&stops, clock, third, third.after(DAY.times(8))).is_ok());
    assert!(stops.stop(&mut clock, third, third.after(DAY.times(11))).is_err());
}

#[test]
fn a_pause_is_lengthened_within_the_same_limit() {
    let (mut clock, mut stops) = (Clock::new(now()), Stops::default());
    stops.stop(&mut clock, now(), now().after(DAY.times(7))).unwrap();
    let later = now().after(DAY.times(6));
    assert!(would_stop(&stops, clock, later, now().after(DAY.times(15))).is_err());
    stops.stop(&mut clock, later, now().after(MAX_STOP)).unwrap();
    assert_eq!(clock.shows(now().after(MAX_STOP)), shown(now()));
    assert_eq!(stops.list.len(), 1);
}

proptest! {
    /// Whatever is asked for, when, and lifted: the clock never runs backwards or ahead, and in no
    /// window of ninety days is it still for more than fourteen.
    #[test]
    fn the_clock_never_stands_still_for_longer_than_it_may(
        steps in prop::collection::vec((0u64..20 * 86_400, 0u64..16 * 86_400), 1..60),
    ) {
        let (mut clock, mut stops) = (Clock::new(now()), Stops::default());
        let mut at = now();
        let mut readings = vec![(at, clock.shows(at))];
        for (pause, length) in steps {
            // Readings at the end of a stop, where the worst windows end.
            let end = clock.paused_until;
            let next = at.after(Seconds::new(pause));
            if end > at && end < next {
                readings.push((end, clock.shows(end)));
            }
            at = next;
            let before = clock.shows(at);
            let _ = stops.stop(&mut clock, at, at.after(Seconds::new(length)));
            prop_assert_eq!(clock.shows(at), before);
            prop_assert!(stops.list.len() <= 16);
            readings.push((at, before));
        }
        for (number, (late, showed)) in readings.iter().enumerate() {
            for (early, had) in &readings[..number] {
                let (wall, own) = (late.since(*early), showed.since(*had));
                prop_assert!(own <= wall);
                if wall <= STOP_WINDOW {
                    prop_assert!(wall.minus_or_zero(own) <= MAX_STOP);
                }
            }
        }
    }

    #[test]
    fn reading_the_clock_changes_nothing(length in 0u64..86_400, ahead in 0u64..86_400, more in 0u64..86_400) {
        let (mut clock, mut stops) = (Clock::new(now()), Stops::default());
        stops.stop(&mut clock, now(), now().after(Seconds::new(length))).unwrap();
        let read = now().after(Seconds::new(ahead));
        let later = read.after(Seconds::new(more));
        prop_assert_eq!(clock.read(read).shows(later), clock.shows(later));
    }
}
