//! The fund, and what its registry, its vaults and its token answer.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests; figures are small")]

mod callers;
mod draws;
mod exits;
mod governance;
mod policies;
mod shares;
mod world;
