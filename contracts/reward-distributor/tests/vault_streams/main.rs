//! Streams of rewards into vaults, beside the staking side.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests; figures are small")]

mod books;
mod claim;
mod fund;
mod isolation;
mod lists;
mod world;
