//! The stories of liquid staking, each on a chain that behaves like the SDK, and the incidents of
//! other protocols by name. Amounts are computed from the rules, never copied from output.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

#[macro_use]
mod common;

mod batches;
mod claims;
mod cost;
mod incidents;
mod insolvency;
mod rate;
mod reconcile;
mod redelegations;
mod safety;
mod slashes;
mod validators;
