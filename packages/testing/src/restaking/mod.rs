//! Restaking in the world: service registry with its factory, coordinator, fund, council, vaults,
//! and what must hold of each vault after every action.

mod act;
pub mod around;
mod codes;
mod history;
pub mod invariants;
mod judge;
mod setup;
mod snapshot;

use std::rc::Rc;

use cosmwasm_std::Addr;
use weir_interface::restaking::Asset;

pub use codes::{restaking_codes, CODES};
pub use history::{History, Moment};
pub use invariants::{Invariant, Step};
pub use setup::Beside;
pub use snapshot::VaultState;

/// What restaking has on a chain.
pub struct Restaking {
    /// The service registry.
    pub registry: Addr,
    /// The coordinator.
    pub coordinator: Addr,
    /// The insurance fund, of the derivative.
    pub fund: Addr,
    /// Whoever is told of shares.
    pub distributor: Addr,
    /// A contract that does what the actor `member` says: a resolver must be one.
    pub council: Addr,
    /// The owners of the services by name, in the order of their ids.
    pub services: Vec<String>,
    /// The admins of the operators by name, in the order of their ids.
    pub operators: Vec<String>,
    /// The vaults.
    pub vaults: Vec<Place>,
    /// Every step that a vault took, when they are kept.
    pub steps: Option<Vec<Step>>,
    /// Every turn that coordinator, fund and streams took, when they are kept.
    pub turns: Option<around::Turns>,
    /// What these were after the last action.
    pub(crate) around: around::Around,
    /// Requests made so far, refused ones too: each gets an offence of its own.
    pub(crate) offences: u64,
}

/// A vault, and what the world knows of it.
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: Addr,
    /// What it holds.
    pub asset: Asset,
    /// Its operator's id.
    pub operator: u64,
    /// What was sent to it for nothing.
    pub given: u128,
    /// What it was in every second.
    pub history: Rc<History>,
    /// What it was after the last action.
    pub(crate) last: VaultState,
}

impl Restaking {
    /// The id of a service by its owner's name.
    pub fn service(&self, name: &str) -> Option<u64> {
        place(&self.services, name)
    }

    /// The id of an operator by its admin's name.
    pub fn operator(&self, name: &str) -> Option<u64> {
        place(&self.operators, name)
    }

    /// Where a vault stands in the list, by its name.
    pub fn vault(&self, name: &str) -> Option<usize> {
        self.vaults.iter().position(|vault| vault.name == name)
    }

    /// The address that goes by a name of this part of the suite.
    pub(crate) fn address(&self, name: &str) -> Option<&Addr> {
        Some(match name {
            "services" => &self.registry,
            "coordinator" => &self.coordinator,
            "fund" => &self.fund,
            "council" => &self.council,
            name => &self.vaults.get(self.vault(name)?)?.address,
        })
    }
}

fn place(names: &[String], name: &str) -> Option<u64> {
    let found = names.iter().position(|known| known == name)?;
    u64::try_from(found).ok()?.checked_add(1)
}
