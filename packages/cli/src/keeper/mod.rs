//! `weir keeper`: does the cranks that are ready, one transaction at a time.
//!
//! It keeps nothing on disk. What is to be done is asked of the contracts each time, so it may be
//! killed at any moment, and any number of keepers may run side by side.

mod backoff;
mod budget;
mod command;
mod crank;
mod event;
mod flags;
mod listeners;
mod log;
mod metrics;
mod pace;
mod round;
mod run;
mod serve;
mod settle;
mod skip;
mod source;
mod turn;
mod vaults;

pub use backoff::Backoffs;
pub use budget::Budget;
pub use command::dispatch;
pub use crank::{Crank, Readiness, Skips, Subject};
pub use event::{Event, Level, Reporter};
pub use flags::{KeeperArgs, KeeperCommand, LogFormat, RunFlags};
pub use log::Log;
pub use metrics::{Health, Metrics};
pub use pace::{Pace, Wall};
pub use round::{Keeper, Options, Round};
pub use run::{run, Ended};
pub use serve::Page;
pub use source::{Addresses, Restaking, Source};
