//! Why a step of the reward books cannot be taken.

use cosmwasm_std::{ConversionOverflowError, DivideByZeroError, OverflowError};
use thiserror::Error;
use weir_quantities::Seconds;

use super::{MAX_DURATION, MIN_DURATION};

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
