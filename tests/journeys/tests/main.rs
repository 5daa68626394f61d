//! Journeys across the contracts of liquid staking, threats by name, what is committed and must be so.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod audit_authority;
mod audit_money;
mod audit_money_two;
mod bad_input;
mod cost;
mod peers_json;
mod random_found;
mod references;
mod row_layouts;
mod threats_chain;
mod threats_common;
mod threats_cw20;
mod threats_index;
mod threats_keepers;
mod threats_owner;
mod threats_review;
mod threats_users;
