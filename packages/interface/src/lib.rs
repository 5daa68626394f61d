//! Messages, answers, events and typed handles of every Weir contract.
//!
//! One module per contract. Nothing here stores, computes or fails: the crate says what travels
//! between the contracts and the world. Amounts are whole units in decimal strings, times are
//! seconds since 1970-01-01 00:00 UTC, lengths of time are seconds, fractions are decimals
//! (`"0.05"` is five percent). Unknown fields are refused everywhere, because a typo in
//! `min_shares` must not drop the protection.

#![warn(missing_docs)]
#![allow(
    clippy::large_enum_variant,
    reason = "one message is alive at a time; boxing would only clutter the handlers"
)]

pub mod coordinator;
pub mod distributor;
mod event;
pub mod fund;
pub mod hub;
mod peer;
pub mod registry;
pub mod restaking;
pub mod service_registry;
pub mod streams;
pub mod token;
pub mod vault;

pub use event::{Described, EventDoc};
pub use peer::PeerField;
