//! How long an exit takes, and how long a change waits that raises somebody's risk.

use weir_json::Row;
use weir_quantities::{BucketId, Seconds, ServiceId, VaultTime};

use super::{matures_at, Commitment, VaultError, NOTICE_BEYOND_EXIT};

/// A change of the exit delay that waits.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct PendingDelay {
    /// The delay to come.
    pub delay: Seconds,
    /// From when it counts.
    pub at: VaultTime,
}

/// The exit delay and a change of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct ExitDelay {
    /// The delay in force, unless the time of a pending one has come.
    pub delay: Seconds,
    /// A change that waits.
    pub pending: Option<PendingDelay>,
}

impl ExitDelay {
    /// A delay that stays.
    pub const fn new(delay: Seconds) -> Self {
        Self { delay, pending: None }
    }

    /// The same with a pending delay in force once its time has come.
    pub fn at(self, now: VaultTime) -> Self {
        match self.pending {
            Some(pending) if pending.at <= now => Self::new(pending.delay),
            Some(_) | None => self,
        }
    }

    /// The shorter of the delay in force and the pending one: what a commitment must live with.
    pub fn shortest(&self) -> Seconds {
        self.pending.map_or(self.delay, |pending| pending.delay.min(self.delay))
    }

    /// The longer of the two: what an exit of today may take.
    pub fn longest(&self) -> Seconds {
        self.pending.map_or(self.delay, |pending| pending.delay.max(self.delay))
    }

    /// When a change announced now takes effect: two days after an exit requested today is out,
    /// and not before the newest bucket still open has matured (an exit may have been requested
    /// while the delay was longer).
    pub fn notice(&self, now: VaultTime, newest: Option<BucketId>) -> VaultTime {
        let out = now.after(self.longest()).after(NOTICE_BEYOND_EXIT);
        newest.map_or(out, |newest| out.max(matures_at(newest)))
    }

    /// # Errors
    /// [`VaultError::ExitTooShort`] unless every exit takes longer than a slash of the service:
    /// the bound is tight, one second less lets an exit out before the last legal second.
    pub(super) fn refuse_too_short(
        &self,
        service: ServiceId,
        longest: Seconds,
    ) -> Result<(), VaultError> {
        let delay = self.shortest();
        match delay > longest {
            true => Ok(()),
            false => Err(VaultError::ExitTooShort { delay, longest, service }),
        }
    }

    /// Announces another delay. Answers when it takes effect.
    ///
    /// # Errors
    /// [`VaultError::ExitTooShort`] for a commitment slashable or pending.
    pub fn change(
        &mut self,
        delay: Seconds,
        commitments: &[Commitment],
        now: VaultTime,
        newest: Option<BucketId>,
    ) -> Result<VaultTime, VaultError> {
        for commitment in commitments.iter().filter(|one| !one.is_over()) {
            Self::new(delay).refuse_too_short(commitment.service, commitment.longest())?;
        }
        let at = self.notice(now, newest);
        self.pending = Some(PendingDelay { delay, at });
        Ok(at)
    }
}
