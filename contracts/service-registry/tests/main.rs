//! Messages of the registry.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod callers;
mod changes;
mod common;
mod factory;
mod operators;
mod rows;
mod services;
