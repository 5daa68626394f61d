//! The command line from outside, its reports, pages and words.
//!
//! One binary: each would link everything anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod acting;
mod command_docs;
mod command_line;
mod deploy;
mod devnet_refusals;
mod keeper_page;
mod nodes;
mod outside;
mod report_files;
mod report_restaking;
mod restaking_advice;
mod runs;
mod sample;
mod scenario_errors;
mod scenario_files;
mod words;
