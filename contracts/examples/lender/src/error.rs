//! What the lender refuses, and why.

use cosmwasm_std::{
    CheckedFromRatioError, CheckedMultiplyFractionError, Decimal, OverflowError, StdError, Uint128,
};
use thiserror::Error;

/// A broken rule.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or the hub's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// An amount beyond what can be counted.
    #[error(transparent)]
    Overflow(#[from] OverflowError),
    /// An amount beyond what can be counted.
    #[error(transparent)]
    Product(#[from] CheckedMultiplyFractionError),
    /// A share of nothing.
    #[error(transparent)]
    Ratio(#[from] CheckedFromRatioError),
    /// The caller is not who the message is for.
    #[error("this message is for the {role} {expected} alone, not for {actual}")]
    Unauthorized {
        /// Whose it is.
        role: &'static str,
        /// Who that is.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// Other coins than the lent one.
    #[error("this message takes {expected} and nothing else")]
    WrongFunds {
        /// The lent coin.
        expected: String,
    },
    /// Coins where none are taken.
    #[error("this message takes no coins, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// Parameters that make every loan one to liquidate.
    #[error(
        "a loan of {max_loan} must be below {liquidation_at}, and that with {bonus} more at most 1"
    )]
    BadParameters {
        /// Most debt of a new loan.
        max_loan: Decimal,
        /// Where it is liquidated.
        liquidation_at: Decimal,
        /// The liquidator's part.
        bonus: Decimal,
    },
    /// A price of nothing.
    #[error("a price must be above 0")]
    ZeroPrice,
    /// Nobody has set a price yet.
    #[error("no price was set yet")]
    NoPrice,
    /// A price or rate that nobody has renewed.
    #[error("the {what} is of {at}, the oldest that counts is of {oldest}")]
    Stale {
        /// The price or the rate.
        what: &'static str,
        /// When it was set.
        at: u64,
        /// The oldest that counts.
        oldest: u64,
    },
    /// A slash is not long ago.
    #[error("no new debt, and no collateral for who has one, until {until}: there was a slash")]
    Careful {
        /// Until when.
        until: u64,
    },
    /// More debt than the collateral carries.
    #[error("collateral of this carries a debt of {most}, not {debt}")]
    TooMuchDebt {
        /// The most.
        most: Uint128,
        /// What it would be.
        debt: Uint128,
    },
    /// More than there is.
    #[error("{asked} was asked for, there is {held}")]
    NotThatMuch {
        /// What there is.
        held: Uint128,
        /// What was asked for.
        asked: Uint128,
    },
    /// A debt that its collateral carries.
    #[error("a debt of {debt} is carried: its collateral does up to {most}")]
    Healthy {
        /// The most.
        most: Uint128,
        /// The debt.
        debt: Uint128,
    },
    /// Nothing to repay.
    #[error("there is no debt")]
    NoDebt,
}

impl From<weir_json::Failure> for ContractError {
    fn from(error: weir_json::Failure) -> Self {
        Self::Std(error.into())
    }
}
