//! The command line of Weir: scenarios, what came of them, and how it is shown.
#![allow(rustdoc::invalid_html_tags, reason = "help texts name what is to be put in as `<it>`")]

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
