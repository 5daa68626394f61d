//! What a contract shares with the machine that runs it: memory. The only unsafe code of the workspace
//! is here.
//!
//! A contract has the allocator by naming this crate. Elsewhere than in wasm it is the usual one.

#![warn(missing_docs)]

mod heap;

pub use heap::{Heap, Pages, PAGE};
