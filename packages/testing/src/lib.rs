//! A world to test Weir in: an embedded chain with the whole suite on it, actors with names, and
//! invariants that are checked after every action.
//!
//! ```
//! use weir_testing::Suite;
//!
//! let mut suite = Suite::new();
//! suite.bond("alice", 100_000_000).unwrap();
//! suite.crank("delegate_buffer").unwrap();
//! suite.days_pass(10);
//! suite.queue_unbond("alice", suite.shares_of("alice")).unwrap();
//! suite.days_pass(30);
//! suite.withdraw("alice").unwrap();
//! assert!(suite.coins_of("alice") > 100_000_000);
//! ```

#![warn(missing_docs)]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test that cannot go on should stop where it stands"
)]

mod actions;
mod builder;
pub mod cost;
mod faults;
pub mod invariants;
mod keepers;
pub mod random;
mod read;
mod refusal;
pub mod restaking;
mod snapshot;
mod suite;

pub use builder::SuiteBuilder;
pub use invariants::{Context, Invariant, Violation};
pub use read::{attribute, attributes};
pub use refusal::{Outcome, Refusal};
pub use restaking::Restaking;
pub use snapshot::Snapshot;
pub use suite::{Entry, Flows, Gifts, Suite};
