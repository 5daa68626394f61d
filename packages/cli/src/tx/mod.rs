//! `weir tx …`: messages to the contracts.

mod flags;
mod outcome;
mod place;
mod run;
mod said;
mod send;
mod unsigned;

pub use flags::{MessageArgs, PlaceArgs, TxFlags};
pub use outcome::{json as outcome_json, text as outcome_text};
pub use place::Place;
pub use run::{complain, run};
pub use said::{hint, said};
pub use send::{send, Failure, Sent};
pub use unsigned::json as unsigned_json;
