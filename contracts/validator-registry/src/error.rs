//! What the registry refuses, and why.

use cosmwasm_std::{Decimal, StdError};
use cw_ownable::OwnershipError;
use thiserror::Error;
use weir_accounting::weights::WeightError;
use weir_contract::MigrationError;
use weir_interface::registry::Standing;
use weir_json::Failure;
use weir_quantities::{Assets, QuantityError};

/// A broken rule of the registry.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or the chain's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// The caller is not the owner, or no step of a change of ownership is open to him.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// A sum or product beyond what can be counted.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Shares of a vote that have no weights.
    #[error(transparent)]
    Weight(#[from] WeightError),
    /// Coins were attached.
    #[error("the registry takes no coins, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// Only the hub creates its registry.
    #[error("only the hub {expected} creates its registry, not {actual}")]
    NotHub {
        /// The hub.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// Weights are set by owner and gauge.
    #[error("only the owner or the gauge sets weights, not {actual}")]
    NeitherOwnerNorGauge {
        /// The caller.
        actual: String,
    },
    /// A parameter outside its bounds.
    #[error("{parameter} must be from {min} to {max}, not {actual}")]
    OutOfBounds {
        /// Its name.
        parameter: &'static str,
        /// The least allowed.
        min: String,
        /// The most allowed.
        max: String,
        /// What was asked.
        actual: String,
    },
    /// A validator named twice in one list.
    #[error("{validator} is named twice")]
    NamedTwice {
        /// Operator address.
        validator: String,
    },
    /// A validator that the registry does not know.
    #[error("{validator} is not in the registry")]
    Unknown {
        /// Operator address.
        validator: String,
    },
    /// A validator that the registry knows already.
    #[error("{validator} is in the registry already, {standing}")]
    AlreadyKnown {
        /// Operator address.
        validator: String,
        /// How it stands.
        standing: Standing,
    },
    /// No validator of the chain, or not the spelling the chain uses.
    #[error("the chain knows no validator {validator}")]
    NotOfTheChain {
        /// What was named.
        validator: String,
    },
    /// More validators than the hub can hold.
    #[error("the registry holds at most {max} validators, this would make {actual}")]
    TooMany {
        /// The most allowed.
        max: usize,
        /// How many there would be.
        actual: usize,
    },
    /// A weight beyond what can be summed up.
    #[error("a weight is at most {max}, {validator} was given {actual}")]
    WeightTooLarge {
        /// Operator address.
        validator: String,
        /// The most allowed.
        max: u64,
        /// What was given.
        actual: u64,
    },
    /// Weights that leave no active validator with any.
    #[error("the weights of all active validators would be zero, and no coin could be delegated")]
    ZeroTotal,
    /// A validator would be above its share.
    #[error("{validator} would get {actual} of the stake, at most {max} is allowed")]
    AboveMaxShare {
        /// Operator address.
        validator: String,
        /// The most allowed.
        max: Decimal,
        /// What it would get.
        actual: Decimal,
    },
    /// Too much change for a day.
    #[error("this moves {actual} of the stake, {left} is left for now of {limit} a day")]
    ChangeTooLarge {
        /// The most in a day.
        limit: Decimal,
        /// What is left of it.
        left: Decimal,
        /// What was asked.
        actual: Decimal,
    },
    /// A commission above the limit.
    #[error("{validator} takes {actual} commission, at most {limit} is allowed")]
    CommissionTooHigh {
        /// Operator address.
        validator: String,
        /// The most allowed.
        limit: Decimal,
        /// What it takes.
        actual: Decimal,
    },
    /// The validator is on its way out.
    #[error("{validator} is draining; the owner may restore it")]
    IsDraining {
        /// Operator address.
        validator: String,
    },
    /// The validator is not on its way out.
    #[error("{validator} is {actual}, not draining")]
    NotDraining {
        /// Operator address.
        validator: String,
        /// How it stands.
        actual: Standing,
    },
    /// No reason that lets anyone drain it.
    #[error(
        "{validator} has been neither absent nor above the commission limit for {needed} s over \
         refreshes at most 6 hours apart (absent for {absent} s, above for {over} s), and only the \
         owner drains without that"
    )]
    NoReasonToDrain {
        /// Operator address.
        validator: String,
        /// Seconds needed.
        needed: u64,
        /// Seconds of absence counted.
        absent: u64,
        /// Seconds above the commission limit counted.
        over: u64,
    },
    /// The last active validator stays.
    #[error("{validator} is the last active validator; add another one first")]
    LastActive {
        /// Operator address.
        validator: String,
    },
    /// The validator is not in the bonded set.
    #[error("{validator} is not in the bonded set")]
    Absent {
        /// Operator address.
        validator: String,
    },
    /// The hub cannot read its delegation, so that nobody knows what it holds.
    #[error("the hub cannot read {validator} since {since}; it stays until it can")]
    Unread {
        /// Operator address.
        validator: String,
        /// Since when.
        since: u64,
    },
    /// There is stake with it.
    #[error("the hub has {actual} with {validator}, at most {dust} may be left")]
    StillHolds {
        /// Operator address.
        validator: String,
        /// The most allowed.
        dust: Assets,
        /// What is there.
        actual: Assets,
    },
    /// Stake is unbonding from it.
    #[error("{actual} unbonding entries of {validator} are not over")]
    StillUnbonding {
        /// Operator address.
        validator: String,
        /// How many.
        actual: usize,
    },
    /// A move to it is not over.
    #[error("a move of stake to {validator} is over after {until}, it is {now}")]
    StillLocked {
        /// Operator address.
        validator: String,
        /// Until when.
        until: u64,
        /// Now.
        now: u64,
    },
    /// One refresh a block is enough.
    #[error("the bonded set was already read in block {height}")]
    AlreadyRefreshed {
        /// The block.
        height: u64,
    },
    /// It cannot be migrated to this code.
    #[error("{0}")]
    Migration(#[from] MigrationError),
}

impl From<Failure> for ContractError {
    fn from(error: Failure) -> Self {
        Self::Std(error.into())
    }
}
