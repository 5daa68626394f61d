//! Stories, threats and costs of restaking, with every contract in its place.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod audit_coordinators;
mod audit_cover;
mod audit_lines;
mod audit_links;
mod audit_returns;
mod controls;
mod controls_around;
mod cost;
mod insurance;
mod random_relinks;
mod stories;
mod threats_vaults;
