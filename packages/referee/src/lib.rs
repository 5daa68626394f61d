//! The referee from Rust: the real modules of a chain in one process, which do what they are told.
//!
//! [`Referee`] starts the program of `tests/chain` (built by `scripts/build-referee`, which needs Go),
//! begins a chain and makes its blocks. What is in them is said in the chain's own words: messages
//! and queries are proto-JSON, [`msg`] has the usual ones. The README shows a whole run.
#![warn(missing_docs)]

mod answer;
mod block;
mod error;
mod genesis;
pub mod msg;
mod process;
mod query;
pub mod read;
mod referee;

pub use answer::{Addresses, BlockAnswer, Event, Outcome};
pub use block::{Block, Tx};
pub use error::{plain, Error, Refusal, Result};
pub use genesis::{Genesis, GenesisValidator};
pub use referee::Referee;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
