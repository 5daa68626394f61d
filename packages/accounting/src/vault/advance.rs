//! What the clock decided since the last state change, in one order whoever calls.

use cosmwasm_std::Decimal;
use weir_quantities::{Magnitude, QuantityError, Seconds, ServiceId, VaultTime};

use super::{headroom, Books, VaultError};

/// What the clock's decisions depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The exit delay: a budget refills within it.
    pub delay: Seconds,
    /// The sum of budgets, as a share of the vault's magnitude.
    pub cap: Decimal,
}

/// A budget grew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refilled {
    /// The service.
    pub service: ServiceId,
    /// By how much.
    pub added: Magnitude,
}

/// A change that waited took effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The service.
    pub service: ServiceId,
    /// Its weight as voting power.
    pub power: Magnitude,
    /// Its weight as slashable.
    pub slashable: Magnitude,
    /// What it may still take.
    pub budget: Magnitude,
}

/// All that the clock changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advanced {
    /// Budgets that grew, in the order of services.
    pub refilled: Vec<Refilled>,
    /// Changes that took effect, in the order of their times.
    pub changed: Vec<Changed>,
}

impl Books {
    /// Does what the clock decided: budgets refill at the old weights, service by service, each
    /// seeing what the ones before it left of the room; then changes that waited, by time, then
    /// service. Buckets that have matured come after it, by day: [`super::Pool::settle`].
    ///
    /// # Errors
    /// [`VaultError`] never, in practice.
    pub fn advance(&mut self, now: VaultTime, rules: Rules) -> Result<Advanced, VaultError> {
        let mut advanced = Advanced::default();
        let mut room = headroom(&self.commitments, self.pool.magnitude, rules.cap)?;
        for commitment in &mut self.commitments {
            let added = commitment.refill(now, rules.delay, room)?;
            room = room.minus(added)?;
            if !added.is_zero() {
                advanced.refilled.push(Refilled { service: commitment.service, added });
            }
        }
        for service in self.due(now) {
            let room = headroom(&self.commitments, self.pool.magnitude, rules.cap)?;
            self.take_effect(service, now, room)?;
            let commitment = self.commitment(service)?;
            advanced.changed.push(Changed {
                service,
                power: commitment.power,
                slashable: commitment.slashable,
                budget: commitment.budget,
            });
        }
        Ok(advanced)
    }

    /// Services whose change is due, by its time, then by service.
    fn due(&self, now: VaultTime) -> Vec<ServiceId> {
        let pending = self
            .commitments
            .iter()
            .filter_map(|one| one.pending.as_ref().map(|pending| (pending.at(), one.service)));
        let mut due: Vec<_> = pending.filter(|(at, _)| *at <= now).collect();
        due.sort_unstable();
        due.into_iter().map(|(_, service)| service).collect()
    }

    /// From when [`Self::advance`] has anything to do with the commitments: until then nobody need look
    /// at them.
    ///
    /// # Errors
    /// [`QuantityError`] never, in practice.
    pub fn next_change(&self) -> Result<Option<VaultTime>, QuantityError> {
        let mut next = None;
        let mut sooner =
            |at: VaultTime| next = Some(next.map_or(at, |next: VaultTime| next.min(at)));
        for commitment in &self.commitments {
            if commitment.refills()? {
                sooner(commitment.refill_from.after(Seconds::new(1)));
            }
            if let Some(pending) = &commitment.pending {
                sooner(pending.at());
            }
        }
        Ok(next)
    }
}
