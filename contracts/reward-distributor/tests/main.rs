//! What the hub earned, and whom it goes to.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod chain;
mod claim_credit;
mod common;
mod distribute;
mod instantiate;
mod migrate;
mod route;
mod update_config;
