//! `weir tx …`: messages to the contracts.

mod flags;
mod outcome;
mod place;
mod restaking_advice;
mod run;
mod said;
mod send;
mod unsigned;

pub use flags::{MessageArgs, PlaceArgs, TxFlags};
pub use outcome::{json as outcome_json, text as outcome_text};
pub use place::Place;
pub use restaking_advice::RESTAKING_ADVICE;
pub use run::{complain, run};
pub use said::{hint, said};
pub use send::{send, Failure, Sent};
pub use unsigned::json as unsigned_json;
