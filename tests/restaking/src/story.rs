//! How stories begin, and what they look at.

use weir_interface::restaking::Destination;
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_quantities::ServiceId;

use crate::{World, DAY, NOTICE};

/// The typed error of whoever refused.
///
/// # Panics
/// When something else refused.
pub fn cause<E: std::error::Error + Send + Sync + 'static>(refused: &anyhow::Error) -> &E {
    let found =
        refused.downcast_ref().or_else(|| refused.chain().find_map(|one| one.downcast_ref()));
    found.unwrap_or_else(|| panic!("refused by something else: {refused:#}"))
}

impl World {
    /// Alice has a thousand coins in vault 0: 40 % are promised to service 1, 30 % to service 2,
    /// 20 % to service 3.
    pub fn promised() -> Self {
        Self::new().with_promises()
    }

    /// The same in a world that has begun.
    pub fn with_promises(mut self) -> Self {
        let world = &mut self;
        world.deposit("alice", 0, 1_000_000_000).unwrap();
        world.announce(0, 1, 1, 40).unwrap();
        world.announce(0, 2, 1, 30).unwrap();
        world.commit(0, 3, 20);
        self
    }

    /// Alice has a thousand coins in vault 0, 40 % of them promised to service 1, which took a
    /// fifth of that by its second terms: they send it to `destination`, and it waits in escrow.
    pub fn slashed_for(&mut self, destination: Destination) {
        let service = ServiceId::new(1);
        let mut terms = self.terms(1);
        terms.destination = destination;
        self.register("svc1", &Register::PublishTerms { service, terms }).unwrap();
        self.deposit("alice", 0, 1_000_000_000).unwrap();
        self.announce(0, 1, 2, 40).unwrap();
        self.pass(NOTICE);
        self.settle(0).unwrap();
        self.pass(1);
        let id = self.accused(1, 2_000);
        self.pass(2 * DAY);
        self.execute(0, id).unwrap();
    }

    /// A request at vault 0 for an offence of now, approved where that is needed. Answers its id.
    pub fn accused(&mut self, service: u64, bps: u64) -> u64 {
        let at = self.now();
        self.pass(1);
        let id = self.request(0, service, bps, at).unwrap();
        drop(self.approve(id));
        id
    }

    /// What vault 0 has lost to the first terms of a service and not paid out yet.
    pub fn escrow(&self, service: u64) -> u128 {
        self.state(0).escrow.get(&(service, 1)).map_or(0, |assets| assets.u128())
    }

    /// Power that vault 0 publishes for a service.
    pub fn power(&self, service: u64) -> u128 {
        let state = self.state(0);
        state.commitment(service).map_or(0, |one| one.guaranteed(state.pool()).unwrap().u128())
    }
}
