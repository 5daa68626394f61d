//! The vault's clock, which stands still while slashes are paused, and for how long it may.
//!
//! Exits, notices, refills and every deadline of a slash are measured by it, so a pause forgives
//! nothing and extends everything alike.

use weir_json::Row;
use weir_quantities::{Seconds, Time, VaultTime};

use super::{VaultError, MAX_STOP, STOP_WINDOW};

/// Most stops that are remembered one by one.
const REMEMBERED: usize = 16;

/// What the clock showed at a time, and until when it stands still.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Clock {
    /// A time by the wall clock.
    pub at: Time,
    /// What the vault's clock showed then.
    pub shown: VaultTime,
    /// It stands still until then; past when it runs.
    pub paused_until: Time,
}

impl Clock {
    /// A clock that begins with the time of the wall clock.
    pub const fn new(now: Time) -> Self {
        Self { at: now, shown: VaultTime::new(now.u64()), paused_until: now }
    }

    /// What it shows at `now`.
    pub fn shows(&self, now: Time) -> VaultTime {
        self.shown.after(now.since(self.at.max(self.paused_until)))
    }

    /// The same clock, read at `now`.
    #[must_use]
    pub fn read(&self, now: Time) -> Self {
        Self { at: now, shown: self.shows(now), paused_until: self.paused_until }
    }
}

/// A time for which the clock stands still.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Stop {
    /// From when.
    pub from: Time,
    /// Until when.
    pub until: Time,
}

impl Stop {
    /// How much of it is after `since`.
    fn after(&self, since: Time) -> Seconds {
        self.until.since(self.from.max(since))
    }
}

/// The stops of the last 90 days.
#[derive(Clone, Debug, Default, Eq, PartialEq, Row)]
pub struct Stops {
    /// Each of them, the oldest first.
    pub list: Vec<Stop>,
}

impl Stops {
    /// Lets the clock stand still until `until`, counted from now or from the beginning of a stop
    /// that lasts; an earlier time than that of a stop that lasts ends it sooner, `now` at once.
    ///
    /// # Errors
    /// [`VaultError::StopTooLong`] when it would stand still for more than 14 of 90 days. The
    /// window that ends with the stop is the worst one.
    pub fn stop(&mut self, clock: &mut Clock, now: Time, until: Time) -> Result<(), VaultError> {
        let until = until.max(now);
        let mut stops = self.list.clone();
        match stops.last_mut().filter(|last| last.until > now) {
            Some(last) => last.until = until,
            None => stops.push(Stop { from: now, until }),
        }
        let since = until.before(STOP_WINDOW);
        if until > clock.paused_until.max(now) {
            let stopped = stops.iter().fold(Seconds::ZERO, |sum, one| sum.plus(one.after(since)));
            if stopped > MAX_STOP {
                return Err(VaultError::StopTooLong { stopped, allowed: MAX_STOP });
            }
        }
        stops.retain(|stop| stop.until > now.before(STOP_WINDOW) && stop.until > stop.from);
        self.list = merged(stops);
        *clock = Clock { paused_until: until, ..clock.read(now) };
        Ok(())
    }
}

/// Counts the two oldest as one, the time between them included, while there are too many.
fn merged(mut stops: Vec<Stop>) -> Vec<Stop> {
    while stops.len() > REMEMBERED {
        let first = stops.remove(0);
        if let Some(second) = stops.first_mut() {
            second.from = first.from;
        }
    }
    stops
}
