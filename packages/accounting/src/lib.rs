//! The arithmetic of Weir: values in, values or an error out.
//!
//! Everything that multiplies or divides money is here, and nothing here can see storage, the
//! environment or another contract (a lint says so). Amounts are whole units; products go by way
//! of 256 bits; every rounding names who it favours, and it never favours the caller.

#![warn(missing_docs)]

mod batch;
mod books;
mod error;
pub mod fee;
mod instant;
pub mod insurance;
pub mod plan;
pub mod rewards;
pub mod risk;
mod settle;
mod sort;
mod sync;
pub mod vault;
mod vesting;
pub mod weights;

pub use batch::*;
pub use books::{Books, Moment, Pool, Stake, RECOVERY_PERIOD};
pub use error::AccountingError;
pub use instant::{paid_for, quote, redeem, InstantTerms, Outflow, Redemption};
pub use settle::{Owed, Ratio, Round};
pub use sort::sort_short;
pub use sync::{sync, Found, LedgerRow, Peaks, Reading, Slash, Unread, DUST, KEPT_BEFORE_PRICING};
pub use vesting::{Schedule, Vesting, VestingTerms};
