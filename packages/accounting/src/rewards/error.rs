//! Why a step of the reward books cannot be taken.

use cosmwasm_std::{ConversionOverflowError, DivideByZeroError, OverflowError};
use thiserror::Error;
use weir_quantities::Seconds;

use super::{MAX_DURATION, MAX_LINES, MAX_OPEN_LINES, MAX_STREAMS, MIN_DURATION};

/// Why a step of the reward books cannot be taken.
#[derive(Error, Debug, PartialEq, Eq, Clone)]
pub enum RewardError {
    /// All that was ever funded in one coin is beyond 128 bits, or a product of it beyond 256.
    #[error("rewards of one coin are beyond what the books hold: 128 bits of units")]
    OutOfRange,
    /// A stream is one day to a year long.
    #[error("a stream lasts {MIN_DURATION} to {MAX_DURATION}, not {duration}")]
    DurationOutOfRange {
        /// What was asked for.
        duration: Seconds,
    },
    /// A stream needs something to pay.
    #[error("a stream needs more than 0 units")]
    NothingFunded,
    /// A vault is paid in a bounded number of coins.
    #[error("a vault is paid in at most {MAX_OPEN_LINES} coins, {MAX_LINES} over its life")]
    TooManyLines,
    /// A line that was never opened, or is closed.
    #[error("no line {line} is open: its distributor may have been replaced")]
    LineNotOpen {
        /// The line.
        line: u32,
    },
    /// A payer has one live stream, in one coin.
    #[error(
        "a stream of the same payer runs in line {live}, another coin has to wait for its end"
    )]
    OtherLineLive {
        /// The line of the stream that runs.
        live: u32,
    },
    /// A vault has a bounded number of live streams.
    #[error("a vault has at most {MAX_STREAMS} live streams")]
    TooManyStreams,
}

macro_rules! out_of_range {
    ($($error:ty),*) => {$(
        impl From<$error> for RewardError {
            fn from(_: $error) -> Self {
                Self::OutOfRange
            }
        }
    )*};
}

out_of_range!(OverflowError, ConversionOverflowError, DivideByZeroError);
