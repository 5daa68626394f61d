//! Messages of a vault.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod callers;
mod commitment;
mod common;
mod dead_ends;
mod deposit;
mod exit;
mod governance;
mod history;
mod parameters;
mod remembered;
mod rewards;
mod slash;
