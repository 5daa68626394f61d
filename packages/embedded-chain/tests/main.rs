//! The keepers, by what they do and by laws.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;
mod contracts;
mod entries;
mod laws;
mod rewards;
mod scale;
mod shares;
mod slashing;
mod validator_set;
