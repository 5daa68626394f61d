//! What the contract refuses, and why.

use cosmwasm_std::{Decimal, StdError, Uint128};
use thiserror::Error;
use weir_quantities::{OperatorId, ServiceId};

/// A broken rule.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or another contract's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// Coins were attached.
    #[error("no coins are taken, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// A fraction of nothing or of more than everything.
    #[error("the fraction must be above 0 and at most 1, not {actual}")]
    FractionOutOfRange {
        /// What was given.
        actual: Decimal,
    },
    /// The caller is not the operator's admin.
    #[error("the admin of operator {operator} is {expected}, not {actual}")]
    NotAdmin {
        /// The operator.
        operator: OperatorId,
        /// His admin.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// Bytes that are no compressed key.
    #[error("a key has 33 bytes and begins with 2 or 3, this has {actual} bytes")]
    NoKey {
        /// How many bytes it has.
        actual: usize,
    },
    /// Too many old keys could still be evidence.
    #[error("{max} keys of operator {operator} are still accountable: wait with another one")]
    TooManyKeys {
        /// The operator.
        operator: OperatorId,
        /// How many are remembered.
        max: usize,
    },
    /// The round is not long enough.
    #[error("the next round can be opened from {expected}, it is {actual}")]
    RoundTooShort {
        /// From when.
        expected: u64,
        /// Now.
        actual: u64,
    },
    /// Another round than the open one.
    #[error("round {expected} is open, not {actual}")]
    RoundNotOpen {
        /// The open one.
        expected: u64,
        /// What was named.
        actual: u64,
    },
    /// A round that never was, or is forgotten.
    #[error("round {round} is not remembered")]
    UnknownRound {
        /// The round.
        round: u64,
    },
    /// The operator had no key then.
    #[error("operator {operator} had no key in round {round}")]
    NoKeyThen {
        /// The operator.
        operator: OperatorId,
        /// The round.
        round: u64,
    },
    /// A signature of another length.
    #[error("a signature has 64 bytes, this has {actual}")]
    SignatureLength {
        /// How many it has.
        actual: usize,
    },
    /// The other form of a signature: with it anyone makes a second one of a first.
    #[error("the signature has a high s: only the low one of both forms is taken")]
    MalleableSignature,
    /// Not signed by the operator.
    #[error("the price {price} is not signed by operator {operator} for round {round}")]
    Forged {
        /// The operator.
        operator: OperatorId,
        /// The round.
        round: u64,
        /// The price.
        price: Uint128,
    },
    /// An operator whom the service has not said yes to, or has jailed.
    #[error("operator {operator} has no active link with service {service}")]
    NoActiveLink {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
    },
    /// A second price for the round.
    #[error("operator {operator} has submitted {price} for round {round}")]
    PriceThere {
        /// The operator.
        operator: OperatorId,
        /// The round.
        round: u64,
        /// The price.
        price: Uint128,
    },
    /// One price is no conflict.
    #[error("both prices are {price}: that is no conflict")]
    NoConflict {
        /// The price.
        price: Uint128,
    },
    /// A vault of somebody else.
    #[error("the vault belongs to operator {actual}, not {expected}")]
    OtherOperator {
        /// Who signed.
        expected: OperatorId,
        /// Whose vault it is.
        actual: OperatorId,
    },
    /// Nobody has submitted a price.
    #[error("nobody has submitted a price for round {round}")]
    NoPrice {
        /// The round.
        round: u64,
    },
}

impl From<weir_json::Failure> for ContractError {
    fn from(error: weir_json::Failure) -> Self {
        Self::Std(error.into())
    }
}
