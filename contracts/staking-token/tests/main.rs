//! Messages of the token.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;
mod instantiate;
mod migrate;
mod mint_burn;
mod rows;
mod transfer;
