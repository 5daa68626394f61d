//! Messages as JSON, rows as CBOR, and keys.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod outside;
mod rows;
mod same_as_serde;
mod store;
