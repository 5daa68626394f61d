//! Deployments, keys and journals.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod common;
mod deploy;
mod deploy_restaking;
mod journal;
mod keyring;
mod migrate_restaking;
