//! Messages of a vault. One binary: each would link everything anew.

mod commitment;
mod common;
mod dead_ends;
mod deposit;
mod exit;
mod governance;
mod history;
mod slash;
