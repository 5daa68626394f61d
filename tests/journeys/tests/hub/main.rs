//! The hub, verb by verb: every rule passing, and failing by its own error.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

#[macro_use]
mod common;

mod add_rewards;
mod advance;
mod bond;
mod cancel_unbond;
mod config;
mod cover;
mod delegate_buffer;
mod harvest;
mod instant_redeem;
mod instantiate;
mod migrate;
mod ownership;
mod pause;
mod queue_unbond;
mod rebalance;
mod reconcile;
mod reply;
mod slashed;
mod submit_batch;
mod sweep_surplus;
mod sync;
mod transfer_unbond_request;
mod update_targets;
mod vote_proposal;
mod withdraw;
