//! The keepers, by what they do and by laws. One binary: each would link everything anew.

mod common;
mod contracts;
mod entries;
mod laws;
mod rewards;
mod scale;
mod shares;
mod slashing;
mod validator_set;
