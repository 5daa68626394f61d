//! Messages of the registry. One binary: each would link everything anew.

mod common;
mod factory;
mod operators;
mod rows;
mod services;
