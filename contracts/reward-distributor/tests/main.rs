//! What the hub earned, and whom it goes to. One binary: each would link everything anew.

mod chain;
mod claim_credit;
mod common;
mod distribute;
mod instantiate;
mod migrate;
mod route;
mod update_config;
