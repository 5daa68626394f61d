//! The arithmetic of the hub: laws, cases and what it refuses.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod batch;
mod books;
mod common;
mod instant;
mod plans;
mod settle;
mod sync;
mod vesting;
