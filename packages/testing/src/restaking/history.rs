//! What a vault was after every second in which it changed, kept by the test itself: the vault's own
//! rows of history are judged by it.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, Event, Uint256, Uint512};
use weir_quantities::{VaultTime, DAY};

use super::VaultState;

/// A vault after the last change of a second.
#[derive(Clone, Debug)]
pub struct Moment {
    assets: u128,
    shares: u128,
    settled: u128,
    magnitude: u128,
    /// Slashable magnitude and published power, by service.
    services: BTreeMap<u64, (u128, u128)>,
}

/// A vault's moments by second, and what was announced when.
#[derive(Clone, Debug, Default)]
pub struct History {
    moments: BTreeMap<u64, Moment>,
    /// By service: the vault's clock at the announcement, and the least time of its effect.
    pub announced: BTreeMap<u64, (VaultTime, VaultTime)>,
}

impl History {
    /// Notes a state.
    pub fn note(&mut self, state: &VaultState) {
        let pool = state.pool();
        let services = state.commitments.iter().map(|one| {
            let power = one.guaranteed(pool).unwrap().u128();
            (one.service.u64(), (one.slashable.u128(), power))
        });
        let moment = Moment {
            assets: pool.assets.u128(),
            shares: pool.shares.u128(),
            settled: pool.settled.u128(),
            magnitude: pool.magnitude.u128(),
            services: services.collect(),
        };
        self.moments.insert(state.wall.u64(), moment);
    }

    /// Notes what was announced, and from when it may count: the whole way out of that time.
    pub fn note_announcements(&mut self, before: &VaultState, events: &[Event]) {
        for event in events.iter().filter(|one| one.ty == "wasm-weir_vault_commitment_announced") {
            let service = event.attributes.iter().find(|one| one.key == "service").unwrap();
            let delay = before.delay.at(before.now()).longest();
            let least = before.now().after(delay).after(DAY.times(2));
            self.announced.insert(service.value.parse().unwrap(), (before.now(), least));
        }
    }

    /// The newest moment strictly before a second.
    pub fn before(&self, at: u64) -> Option<&Moment> {
        self.moments.range(..at).next_back().map(|(_, moment)| moment)
    }

    /// What stood behind a service at a second, without what has left since, by integers of 512
    /// bits: one product, where the vault needs two steps.
    pub fn base(&self, service: u64, at: u64, settled_now: u128) -> Option<u128> {
        let then = self.before(at)?;
        let (slashable, _) = *then.services.get(&service)?;
        if then.shares == 0 || then.magnitude == 0 {
            return Some(0);
        }
        let left = settled_now - then.settled;
        let there = then.shares.saturating_sub(left);
        let assets = floor(then.assets, there, then.shares);
        Some(floor(assets, slashable.min(then.magnitude), then.magnitude))
    }

    /// The power that was published for a service at a second.
    pub fn power(&self, service: u64, at: u64) -> u128 {
        let then = self.before(at).and_then(|moment| moment.services.get(&service));
        then.map_or(0, |(_, power)| *power)
    }
}

/// `⌊value·part/whole⌋`, by wide integers.
pub fn floor(value: u128, part: u128, whole: u128) -> u128 {
    let product = Uint512::from(value) * Uint512::from(part) / Uint512::from(whole);
    product.to_string().parse().unwrap()
}

/// `⌊value·fraction⌋`.
pub fn fraction_of(value: u128, fraction: Decimal) -> u128 {
    let product = Uint256::from(value) * Uint256::from(fraction.atomics())
        / Uint256::from(Decimal::one().atomics());
    product.to_string().parse().unwrap()
}
