//! Commands made from the contracts' own messages: every variant of a message is a command, every
//! field of it an argument, and the help is what the messages say of themselves.

mod amount;
mod call;
mod command;
mod contract;
mod habits;
mod kind;
mod tree;
mod value;

pub use amount::{Amount, Coins, Of, UnitError, Units};
pub use call::{Call, CallError, Query, Sent, Settled, Suite};
pub use contract::Contract;
pub use kind::{Field, Kind, Verb};
pub use tree::{Queries, Transactions};
