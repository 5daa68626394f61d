//! The command line of Weir: scenarios, what came of them, and how it is shown.

pub mod args;
pub mod commands;
pub mod deploy;
pub mod devnet;
pub mod keeper;
pub mod keys;
pub mod node;
pub mod q;
pub mod report;
pub mod runner;
pub mod scenario;
pub mod terminal;
pub mod tx;
pub mod words;
