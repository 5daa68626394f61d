//! How stories begin, and what they look at.

use crate::World;

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
