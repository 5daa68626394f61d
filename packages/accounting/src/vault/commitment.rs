//! What a vault promised to one service, and how the promise changes: raises with a way out for
//! the depositors, lowerings that cut power at once and slashability later.

use cosmwasm_std::Decimal;
use weir_json::Row;
use weir_quantities::{
    BucketId, GroupId, Magnitude, QuantityError, Seconds, ServiceId, TermsVersion, VaultTime,
};

use super::{Books, ExitDelay, Limits, VaultError, REVIEW};

/// How long each step of a slash may take.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Windows {
    /// From the offence to the request.
    pub evidence: Seconds,
    /// From the request to its resolution.
    pub resolution: Seconds,
    /// From the resolution to the last second of the execution.
    pub execution: Seconds,
}

impl Windows {
    /// From the offence to the last second in which it can be slashed, a review counted.
    pub const fn longest(&self) -> Seconds {
        self.evidence.plus(self.resolution).plus(self.execution).plus(REVIEW)
    }
}

/// What the arithmetic sees of one version of a service's terms.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub struct Terms {
    /// The version.
    pub version: TermsVersion,
    /// The part of its commitment that the service may take within an exit delay.
    pub max_slash: Decimal,
    /// How long each step of a slash may take.
    pub windows: Windows,
}

/// A change that waits for its time.
#[derive(Clone, Debug, Eq, PartialEq, Row)]
pub enum Pending {
    /// More weight, or other terms.
    Raise {
        /// The weight to come.
        weight: Magnitude,
        /// The terms to come.
        terms: Terms,
        /// The correlation groups of the service, as announced.
        groups: Vec<GroupId>,
        /// When it takes effect.
        at: VaultTime,
    },
    /// Less that can be slashed; power is lower already.
    Lowering {
        /// The weight to come.
        target: Magnitude,
        /// When it takes effect.
        at: VaultTime,
    },
}

impl Pending {
    /// When it takes effect.
    pub const fn at(&self) -> VaultTime {
        match self {
            Self::Raise { at, .. } | Self::Lowering { at, .. } => *at,
        }
    }
}

/// Who has re-armed since the last slash. Until both have, nothing is raised or refilled.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Row)]
pub struct Quarantine {
    /// Whether the operator has.
    pub operator: bool,
    /// Whether the service has.
    pub service: bool,
}

impl Quarantine {
    /// Takes one party out of the way of its end. Answers whether it is over.
    pub fn rearm(&mut self, party: Party) -> bool {
        match party {
            Party::Operator => self.operator = true,
            Party::Service => self.service = true,
        }
        self.operator && self.service
    }
}

/// Who re-arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Party {
    /// The operator of the vault.
    Operator,
    /// The service that slashed.
    Service,
}

/// A vault's promise to one service.
#[derive(Clone, Debug, Eq, PartialEq, Row)]
pub struct Commitment {
    /// The service.
    pub service: ServiceId,
    /// Magnitude promised as voting power; never more than what is slashable.
    pub power: Magnitude,
    /// Magnitude promised as slashable.
    pub slashable: Magnitude,
    /// The terms in force.
    pub terms: Terms,
    /// The correlation groups of the service, as announced.
    pub groups: Vec<GroupId>,
    /// What the service may still take.
    pub budget: Magnitude,
    /// What open requests ask for, each as it was at its request.
    pub asked: Magnitude,
    /// Until when the budget has grown, or from when it grows.
    pub refill_from: VaultTime,
    /// Since a slash, until everybody has re-armed.
    pub quarantine: Option<Quarantine>,
    /// A change that waits.
    pub pending: Option<Pending>,
}

impl Commitment {
    /// Nothing promised yet.
    const fn empty(service: ServiceId, terms: Terms, now: VaultTime) -> Self {
        Self {
            service,
            power: Magnitude::ZERO,
            slashable: Magnitude::ZERO,
            terms,
            groups: Vec::new(),
            budget: Magnitude::ZERO,
            asked: Magnitude::ZERO,
            refill_from: now,
            quarantine: None,
            pending: None,
        }
    }

    /// Whether nothing is promised and nothing waits: the vault can forget it, all but a quarantine.
    pub fn is_over(&self) -> bool {
        self.slashable.is_zero() && self.pending.is_none() && self.asked.is_zero()
    }

    /// The longest time that a slash may take, pending terms counted.
    pub(super) fn longest(&self) -> Seconds {
        match &self.pending {
            Some(Pending::Raise { terms, .. }) => {
                terms.windows.longest().max(self.terms.windows.longest())
            }
            Some(Pending::Lowering { .. }) | None => self.terms.windows.longest(),
        }
    }

    /// A request was made that asks for `magnitude`.
    ///
    /// # Errors
    /// [`QuantityError`] beyond 128 bits.
    pub fn open_request(&mut self, magnitude: Magnitude) -> Result<(), QuantityError> {
        self.asked = self.asked.plus(magnitude)?;
        Ok(())
    }

    /// A request that asked for `magnitude` has ended.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn close_request(&mut self, magnitude: Magnitude) -> Result<(), QuantityError> {
        self.asked = self.asked.minus(magnitude)?;
        Ok(())
    }

    /// Takes one party out of the way of the end of the quarantine. Answers whether it is over.
    /// The time in quarantine never refills.
    ///
    /// # Errors
    /// [`VaultError::NotInQuarantine`].
    pub fn rearm(&mut self, party: Party, now: VaultTime) -> Result<bool, VaultError> {
        let Some(quarantine) = &mut self.quarantine else {
            return Err(VaultError::NotInQuarantine { service: self.service });
        };
        let over = quarantine.rearm(party);
        if over {
            self.quarantine = None;
            self.refill_from = self.refill_from.max(now);
        }
        Ok(over)
    }

    /// Cuts power to `target` now; what is slashable follows after `delay`. It takes the place of
    /// a raise or a lowering that waits; at the weight of now it only takes back a raise.
    fn lower(
        &mut self,
        target: Magnitude,
        now: VaultTime,
        delay: Seconds,
    ) -> Result<Option<VaultTime>, VaultError> {
        let takes_back = matches!(self.pending, Some(Pending::Raise { .. }));
        if takes_back && target == self.power {
            self.pending = None;
            return Ok(None);
        }
        if target >= self.power {
            let (service, current) = (self.service, self.power);
            return Err(VaultError::NoLowering { service, current, target });
        }
        let at = now.after(delay);
        self.power = target;
        self.pending = Some(Pending::Lowering { target, at });
        Ok(Some(at))
    }

    /// Whether more can be promised: the same terms need more weight, others at least as much.
    fn accepts(&self, announcement: &Announcement) -> Result<(), VaultError> {
        let service = self.service;
        if self.quarantine.is_some() {
            return Err(VaultError::InQuarantine { service });
        }
        if let Some(Pending::Lowering { at, .. }) = self.pending {
            return Err(VaultError::LoweringPending { service, effect_at: at });
        }
        let (weight, current) = (announcement.weight, self.power);
        let moves = announcement.terms != self.terms;
        match weight > current || (moves && weight == current) {
            true => Ok(()),
            false => Err(VaultError::NoRaise { service, current, weight }),
        }
    }
}

/// A new commitment, more weight, or other terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The service.
    pub service: ServiceId,
    /// The weight to come.
    pub weight: Magnitude,
    /// The terms to come.
    pub terms: Terms,
    /// The correlation groups of the service.
    pub groups: Vec<GroupId>,
}

impl Books {
    /// Announces a raise. It counts in the limits from now on and takes effect after the notice,
    /// so that whoever leaves today is out before. Answers when. A raise that waits is replaced.
    ///
    /// # Errors
    /// [`VaultError::Closed`], [`VaultError::WeightOutOfRange`],
    /// [`VaultError::MaxSlashOutOfRange`], [`VaultError::ExitTooShort`],
    /// [`VaultError::InQuarantine`], [`VaultError::LoweringPending`], [`VaultError::NoRaise`], and
    /// those of [`Limits::check`].
    pub fn announce(
        &mut self,
        announcement: Announcement,
        now: VaultTime,
        delay: &ExitDelay,
        newest: Option<BucketId>,
        limits: &Limits,
    ) -> Result<VaultTime, VaultError> {
        let Announcement { service, weight, ref terms, .. } = announcement;
        let magnitude = self.pool.magnitude;
        self.pool.refuse_closed()?;
        if weight.is_zero() || weight > magnitude {
            return Err(VaultError::WeightOutOfRange { weight, magnitude });
        }
        if terms.max_slash.is_zero() || terms.max_slash > Decimal::one() {
            return Err(VaultError::MaxSlashOutOfRange { max_slash: terms.max_slash });
        }
        delay.refuse_too_short(service, terms.windows.longest())?;
        let place = self.commitments.binary_search_by_key(&service, |one| one.service);
        if let Some(known) = place.ok().and_then(|index| self.commitments.get(index)) {
            known.accepts(&announcement)?;
        }
        limits.check(&self.commitments, &announcement, magnitude)?;

        let at = delay.notice(now, newest);
        let Announcement { weight, terms, groups, .. } = announcement;
        if let Err(index) = place {
            self.commitments.insert(index, Commitment::empty(service, terms, now));
        }
        let commitment = self.commitment_mut(service)?;
        commitment.pending = Some(Pending::Raise { weight, terms, groups, at });
        Ok(at)
    }

    /// Lowers a commitment: power now, slashability after the exit delay. Answers when, or nothing
    /// when it only took back a raise.
    ///
    /// # Errors
    /// [`VaultError::NoCommitment`], [`VaultError::NoLowering`].
    pub fn lower(
        &mut self,
        service: ServiceId,
        target: Magnitude,
        now: VaultTime,
        delay: Seconds,
    ) -> Result<Option<VaultTime>, VaultError> {
        self.commitment_mut(service)?.lower(target, now, delay)
    }

    /// Takes one party out of the way of the end of a quarantine ([`Commitment::rearm`]).
    ///
    /// # Errors
    /// [`VaultError::NoCommitment`], [`VaultError::NotInQuarantine`].
    pub fn rearm(
        &mut self,
        service: ServiceId,
        party: Party,
        now: VaultTime,
    ) -> Result<bool, VaultError> {
        self.commitment_mut(service)?.rearm(party, now)
    }

    /// A request was made that asks for `magnitude` of a service's commitment.
    ///
    /// # Errors
    /// [`VaultError::NoCommitment`].
    pub fn open_request(
        &mut self,
        service: ServiceId,
        magnitude: Magnitude,
    ) -> Result<(), VaultError> {
        Ok(self.commitment_mut(service)?.open_request(magnitude)?)
    }

    /// A request has ended that asked for `magnitude`.
    ///
    /// # Errors
    /// [`VaultError::NoCommitment`].
    pub fn close_request(
        &mut self,
        service: ServiceId,
        magnitude: Magnitude,
    ) -> Result<(), VaultError> {
        Ok(self.commitment_mut(service)?.close_request(magnitude)?)
    }

    /// Makes a change that waited: nothing can fail any more. Weight is at most what the vault
    /// has; a new commitment's budget is what the room under the cap leaves; an old one's stays and
    /// refills.
    pub(super) fn take_effect(
        &mut self,
        service: ServiceId,
        now: VaultTime,
        room: Magnitude,
    ) -> Result<(), VaultError> {
        let magnitude = self.pool.magnitude;
        let commitment = self.commitment_mut(service)?;
        match commitment.pending.take() {
            Some(Pending::Raise { weight, terms, groups, .. }) => {
                let new = commitment.slashable.is_zero();
                let weight = weight.min(magnitude);
                commitment.power = weight;
                commitment.slashable = weight;
                commitment.terms = terms;
                commitment.groups = groups;
                commitment.refill_from = commitment.refill_from.max(now);
                if new {
                    commitment.budget = commitment.ceiling()?.min(room);
                }
            }
            Some(Pending::Lowering { target, .. }) => {
                commitment.slashable = commitment.slashable.min(target);
                commitment.power = commitment.power.min(target);
            }
            None => {}
        }
        commitment.clamp()?;
        Ok(())
    }
}
