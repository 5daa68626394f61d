//! A chain of several validators on one machine: wasmd's own nodes with real consensus, on loopback,
//! with keys that are worth nothing, and with the faults that validators have, to order.
//!
//! [`Devnet::start`] makes one and waits for its second block, [`Devnet::open`] finds it again from
//! another process, [`Devnet::stop`] ends it. Linux, since processes are told apart by what `/proc`
//! says of them. The README shows a whole life.
#![warn(missing_docs)]

mod account;
mod clock;
mod config;
mod consensus_key;
mod devnet;
mod error;
mod evidence;
mod faults;
mod files;
mod genesis;
mod gentx;
mod governance;
mod modules;
mod node;
mod options;
mod ports;
mod process;
mod rpc;
mod start;
mod state;
mod status;
#[cfg(test)]
mod testing;
mod tx;
mod wasmd;

pub use account::{Account, HD_PATH, PREFIX};
pub use cosmrs;
pub use devnet::Devnet;
pub use error::{Error, Result};
pub use faults::DoubleSign;
pub use modules::Standing;
pub use options::{Interrupt, Options};
pub use rpc::{Commit, Rpc};
pub use status::{NodeStatus, Status};
pub use tx::Included;
pub use wasmd::{usual_path, VERSION};

/// The README's example compiles.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
