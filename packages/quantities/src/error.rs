//! What can go wrong with a quantity.

use thiserror::Error;

/// A sum, difference or product that has no answer in 128 bits.
#[derive(Error, Debug, PartialEq, Eq, Clone)]
pub enum QuantityError {
    /// A sum, product or quotient is larger than 128 bits hold.
    #[error("{operation} of {left} and {right} is beyond 128 bits")]
    Overflow {
        /// The operation, as a noun: "sum", "product".
        operation: &'static str,
        /// Its first operand.
        left: String,
        /// Its second operand.
        right: String,
    },
    /// A difference would be negative.
    #[error("cannot take {right} from {left}")]
    Underflow {
        /// What there was.
        left: String,
        /// What was to be taken.
        right: String,
    },
    /// A quotient by zero.
    #[error("cannot divide {numerator} by zero")]
    DivisionByZero {
        /// What was to be divided.
        numerator: String,
    },
}
