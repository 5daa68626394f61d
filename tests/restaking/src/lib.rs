//! Restaking lived through: hub and derivative, service registry with its factory, coordinator,
//! vaults and services on one embedded chain, with every invariant of a vault checked after every
//! action, refused ones too.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it stands"
)]

mod act;
mod actor;
mod history;
pub mod invariants;
pub mod random;
mod snapshot;
mod story;
mod world;

pub use history::{History, Moment};
pub use invariants::{Invariant, Step};
pub use snapshot::VaultState;
pub use story::cause;
pub use world::{World, DAY, NOTICE};
