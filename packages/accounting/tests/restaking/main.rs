//! The laws of restaking: a vault's books, reward streams, insurance.
//!
//! A law that guards against something has a control beside it: the same with the rule broken, seen
//! to be caught.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod world;

mod breaker;
mod budgets;
mod clock;
mod commitments;
mod exits;
mod insurance;
mod lives;
mod power;
mod requests;
mod rewards;
mod shares;
mod slashes;
mod time;
