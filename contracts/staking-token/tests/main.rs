//! Messages of the token. One binary: each would link everything anew.

mod common;
mod instantiate;
mod migrate;
mod mint_burn;
mod rows;
mod transfer;
