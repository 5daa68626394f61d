//! The coordinator on the embedded chain, beside a registry, a vault, a fund and listeners that
//! answer and do what a test tells them.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests; figures are small")]

mod decide;
mod execute;
mod governance;
mod listeners;
mod request;
mod stand;
mod world;
