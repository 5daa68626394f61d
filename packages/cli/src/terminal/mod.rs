//! What a person sees: tables on stdout, progress on stderr.

mod progress;
mod restaking;
mod tables;

pub use progress::Bars;
pub(crate) use tables::table;
pub use tables::{checked, summary};
