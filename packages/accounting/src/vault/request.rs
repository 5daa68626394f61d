//! What a vault knows of a slash request, and when it lets it be applied.
//!
//! The coordinator decides about requests, and it could be wrong or captured. So the vault computes
//! everything but the decision itself, and applies only what it has known for long enough.

use cosmwasm_std::Decimal;
use weir_json::Row;
use weir_quantities::{Assets, Magnitude, ServiceId, SlashId, TermsVersion, Time, VaultTime};

use super::{Breaker, ExecutionWindow, ServiceRow, VaultError};

/// What a request says, before the vault believes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The service that asks.
    pub service: ServiceId,
    /// The fraction of the base.
    pub fraction: Decimal,
    /// The time of the offence.
    pub infraction_time: Time,
}

/// A request that the vault knows.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Request {
    /// Its id, as its coordinator counts them.
    pub id: SlashId,
    /// How many other coordinators the vault had before the one that made it: each counts from one.
    pub turn: u32,
    /// The service that asks.
    pub service: ServiceId,
    /// The fraction of the base.
    pub fraction: Decimal,
    /// The time of the offence.
    pub infraction_time: Time,
    /// The version of terms in force then: a request may outlive the rows of its offence.
    pub version: TermsVersion,
    /// What it asks for, as magnitude at the request.
    pub asked: Magnitude,
    /// When the resolution is over: from then it may be executed.
    pub resolved_at: VaultTime,
    /// The last second in which it may be executed without a review.
    pub deadline: VaultTime,
    /// The last second of all, a review counted.
    pub last_second: VaultTime,
}

impl Sighting {
    /// Whether it can be a request: in the past, fresh enough, within the terms of the time, with
    /// something slashable then. `row` is the service's row of the time, `then` the vault's clock
    /// at the offence.
    ///
    /// # Errors
    /// [`VaultError::OffenceNotPast`], [`VaultError::NothingSlashable`],
    /// [`VaultError::EvidenceTooOld`], [`VaultError::FractionOutOfRange`].
    pub fn check(
        &self,
        row: Option<&ServiceRow>,
        then: VaultTime,
        wall: Time,
        now: VaultTime,
    ) -> Result<(), VaultError> {
        let Self { service, fraction, infraction_time } = *self;
        if infraction_time >= wall {
            return Err(VaultError::OffenceNotPast { infraction_time, now: wall });
        }
        let Some(row) = row.filter(|row| !row.slashable.is_zero()) else {
            return Err(VaultError::NothingSlashable { service, infraction_time });
        };
        let (age, window) = (now.since(then), row.terms.windows.evidence);
        if age > window {
            return Err(VaultError::EvidenceTooOld { age, window });
        }
        let max_slash = row.terms.max_slash;
        if fraction.is_zero() || fraction > max_slash {
            return Err(VaultError::FractionOutOfRange { fraction, max_slash });
        }
        Ok(())
    }

    /// The request, made at `now` for an offence at `then`, under the terms of `row`.
    pub fn request(
        &self,
        id: SlashId,
        row: &ServiceRow,
        asked: Magnitude,
        then: VaultTime,
        now: VaultTime,
    ) -> Request {
        let windows = &row.terms.windows;
        let resolved_at = now.after(windows.resolution);
        Request {
            id,
            turn: 0,
            service: self.service,
            fraction: self.fraction,
            infraction_time: self.infraction_time,
            version: row.terms.version,
            asked,
            resolved_at,
            deadline: resolved_at.after(windows.execution),
            last_second: then.after(windows.longest()),
        }
    }
}

impl Request {
    /// When it may be executed, as far as is known now.
    pub fn window(&self, breaker: &Breaker) -> ExecutionWindow {
        let window = breaker.window(self.resolved_at, self.deadline.since(self.resolved_at));
        ExecutionWindow { until: window.until.min(self.last_second), ..window }
    }

    /// Whether it may be executed now.
    ///
    /// # Errors
    /// [`VaultError::TooEarly`], [`VaultError::TooLate`].
    pub fn refuse_out_of_time(&self, breaker: &Breaker, now: VaultTime) -> Result<(), VaultError> {
        let ExecutionWindow { from, until } = self.window(breaker);
        if now < from {
            return Err(VaultError::TooEarly { from, now });
        }
        if now > until {
            return Err(VaultError::TooLate { until, now });
        }
        Ok(())
    }
}

/// Whether `asks` is at least a sixteenth more than every open request asks for: then it is taken
/// although as many are open as may, so that worthless ones crowd nothing out.
pub fn asks_a_sixteenth_more(open: &[Assets], asks: Assets) -> bool {
    let largest = open.iter().max().copied().unwrap_or_default();
    let sixteenth = largest.u128().div_ceil(16).max(1);
    asks.u128().checked_sub(largest.u128()).is_some_and(|more| more >= sixteenth)
}
