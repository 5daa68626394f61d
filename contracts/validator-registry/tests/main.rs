//! Messages of the registry.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;
mod instantiate;
mod migrate;
mod set_weights;
mod standing;
mod update_config;
