//! Messages of the registry. One binary: each would link everything anew.

mod common;
mod instantiate;
mod migrate;
mod set_weights;
mod standing;
mod update_config;
