//! How a validator stands, from what refreshes saw of it. Pure: rows in, rows out.

use cosmwasm_std::Decimal;
use weir_interface::registry::Standing;
use weir_quantities::{Seconds, Time, HOUR};

use crate::state::{Config, LastRefresh, Validator, MAX_REFRESH_GAP, MIN_REFRESH_GAP};

/// One hour, or a twentieth of the unbonding period where that is shorter.
pub fn short_period(unbonding_period: Seconds) -> Seconds {
    let twentieth = Seconds::new(unbonding_period.u64().checked_div(20).unwrap_or_default());
    twentieth.min(HOUR)
}

/// How long two refreshes must be apart to count as two.
pub fn refresh_gap(config: &Config) -> Seconds {
    MIN_REFRESH_GAP.min(config.short_period)
}

/// A refresh, as every validator is judged by it.
pub struct Reading<'a> {
    /// When it is.
    pub now: Time,
    /// Whether the refresh before was so near that what it saw held in between.
    pub is_continuous: bool,
    /// The time since the refresh before, as far as it counts in the records.
    pub watched: Seconds,
    /// Limits.
    pub config: &'a Config,
}

impl Reading<'_> {
    /// Enters what the bonded set says of one validator: its commission, or that it is absent.
    pub fn enter(&self, validator: &mut Validator, seen: Option<Decimal>) {
        match seen {
            Some(commission) => self.enter_present(validator, commission),
            None => self.enter_absent(validator),
        }
    }

    fn enter_present(&self, validator: &mut Validator, commission: Decimal) {
        validator.absent_since = None;
        validator.commission = commission;
        validator.highest_commission = validator.highest_commission.max(commission);
        validator.over_commission_since = (commission > self.config.commission_limit)
            .then(|| self.going_on(validator.over_commission_since));
        if validator.standing == Standing::Inactive {
            validator.standing = Standing::Active;
        }
    }

    fn enter_absent(&self, validator: &mut Validator) {
        // Whatever the gap: absent in two refreshes one after the other.
        let was_absent = validator.absent_since.map(|since| self.now.since(since));
        if was_absent.is_some() {
            validator.missed = validator.missed.plus(self.watched);
        }
        validator.absent_since = Some(self.going_on(validator.absent_since));
        validator.last_absent_at = Some(self.now);
        // Not seen, so not below the limit either; a short absence must not end the count.
        validator.over_commission_since =
            validator.over_commission_since.map(|since| self.going_on(Some(since)));
        let is_long = was_absent.is_some_and(|absence| absence >= refresh_gap(self.config));
        if validator.standing == Standing::Active && is_long {
            validator.standing = Standing::Inactive;
        }
    }

    fn going_on(&self, since: Option<Time>) -> Time {
        since.filter(|_| self.is_continuous).unwrap_or(self.now)
    }
}

/// Whether the last refresh still says what is now.
pub fn is_continuous(last: &LastRefresh, now: Time) -> bool {
    now.since(last.at) <= MAX_REFRESH_GAP
}

/// How long a validator has been absent, and above the commission limit, as far as refreshes
/// without a gap have seen it. Nothing when the last refresh is too old to say.
pub fn counted(
    validator: &Validator,
    last: &LastRefresh,
    now: Time,
    config: &Config,
) -> (Seconds, Seconds) {
    if !is_continuous(last, now) {
        return (Seconds::ZERO, Seconds::ZERO);
    }
    let until_last =
        |since: Option<Time>| since.map(|since| last.at.since(since)).unwrap_or_default();
    let is_over = validator.commission > config.commission_limit;
    let over = if is_over { until_last(validator.over_commission_since) } else { Seconds::ZERO };
    (until_last(validator.absent_since), over)
}

/// Why anyone may drain a validator: `absent` or `commission`.
pub fn reason_to_drain(
    (absent, over): (Seconds, Seconds),
    config: &Config,
) -> Option<&'static str> {
    if absent >= config.drain_after {
        Some("absent")
    } else if over >= config.drain_after {
        Some("commission")
    } else {
        None
    }
}

/// How long refreshes have watched since a validator was added, and how much of that it was not
/// found absent at both ends of an interval, in seconds. Both ends: nobody can tell when it came or
/// went in between, and who chooses the moment of a refresh must not choose what it is worth.
pub fn record(validator: &Validator, last: &LastRefresh) -> (u64, u64) {
    let watched = last.watched.u64().saturating_sub(validator.joined.u64());
    (watched, watched.saturating_sub(validator.missed.u64()))
}
