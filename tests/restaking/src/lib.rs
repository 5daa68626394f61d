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
mod cover;
mod rewards;
mod story;
mod token;
mod world;

pub use actor::code as actor_code;
pub use story::cause;
pub use token::code as token_code;
pub use weir_testing::restaking::{invariants, History, Invariant, Moment, Step, VaultState};
pub use world::{World, DAY, NOTICE};
