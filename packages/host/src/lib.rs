//! What a contract shares with the machine that runs it: memory, and the bytes that come and go.
//! The only unsafe code of the workspace is here.
//!
//! A contract has the allocator by naming this crate. Elsewhere than in wasm it is the usual one.

#![warn(missing_docs)]

mod heap;
#[cfg(target_arch = "wasm32")]
mod region;

pub use heap::{Heap, Pages, PAGE};
#[cfg(target_arch = "wasm32")]
pub use region::{hand_over, query, receive};
