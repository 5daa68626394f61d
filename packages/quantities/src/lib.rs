//! Assets, shares, rates, times and ids as types that cannot be mixed up.
//!
//! Assets and shares are both whole numbers of up to 128 bits, and swapping one for the other is
//! the classic way to lose money. Here they are different types with private fields: each adds
//! and subtracts only with itself, and the one bridge between them, [`ExchangeRate`], makes the
//! caller name the [`Rounding`].

#![warn(missing_docs)]

mod amount;
mod error;
mod id;
mod rate;
mod time;

pub use amount::{Assets, Magnitude, Shares};
pub use error::QuantityError;
pub use id::{BatchId, BucketId, GroupId, OperatorId, PartId, ServiceId, SlashId, TermsVersion};
pub use rate::{mul_div, ExchangeRate, Rounding};
pub use time::{Seconds, Time, VaultTime, DAY, HOUR, MINUTE};
