//! What a chain answers when it refuses, with the codespace and code of the Cosmos SDK, and the
//! panic that nothing inside a transaction can catch.

use std::cell::RefCell;

use cosmwasm_std::{StdError, Uint128};
use cw_multi_test::error::AnyError;

/// A refusal by one of the chain's modules, worded and numbered as the SDK does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// staking 3
    #[error("validator does not exist")]
    NoValidatorFound,
    /// staking 7, as a control may ask to jail twice
    #[error("validator already jailed")]
    ValidatorJailed,
    /// staking 11
    #[error("commission cannot be more than the max rate")]
    CommissionAboveMaxRate,
    /// staking 12
    #[error("commission cannot be changed more than once in 24h")]
    CommissionUpdateTime,
    /// staking 15
    #[error("commission cannot be changed more than max change rate")]
    CommissionAboveMaxChangeRate,
    /// staking 19
    #[error("no delegation for (address, validator) tuple")]
    NoDelegation,
    /// staking 22
    #[error("insufficient delegation shares")]
    InsufficientShares,
    /// staking 24
    #[error("not enough delegation shares")]
    NotEnoughDelegationShares,
    /// staking 26
    #[error("no unbonding delegation found")]
    NoUnbondingDelegation,
    /// staking 27
    #[error("too many unbonding delegation entries for (delegator, validator) tuple")]
    MaxUnbondingDelegationEntries,
    /// staking 29
    #[error("cannot redelegate to the same validator")]
    SelfRedelegation,
    /// staking 30
    #[error("too few tokens to redelegate (truncates to zero tokens)")]
    TinyRedelegationAmount,
    /// staking 31
    #[error("redelegation destination validator not found")]
    BadRedelegationDestination,
    /// staking 32
    #[error("redelegation to this validator already in progress; first redelegation to this validator must complete before next redelegation")]
    TransitiveRedelegation,
    /// staking 33
    #[error("too many redelegation entries for (delegator, src-validator, dst-validator) tuple")]
    MaxRedelegationEntries,
    /// staking 34
    #[error("cannot delegate to validators with invalid (zero) ex-rate")]
    ZeroExchangeRate,
    /// sdk 18: more was asked for than the shares are worth
    #[error("invalid shares amount: invalid request")]
    InvalidSharesAmount,
    /// sdk 18: a delegation must be of a positive amount
    #[error("invalid delegation amount: invalid request")]
    InvalidDelegationAmount,
    /// sdk 18: only the bond denomination can be staked
    #[error("invalid coin denomination: got {got}, expected {expected}: invalid request")]
    InvalidDenom {
        /// the denomination sent
        got: String,
        /// the denomination that can be bonded
        expected: String,
    },
    /// sdk 10
    #[error("invalid coins")]
    InvalidCoins,
    /// sdk 5
    #[error("spendable balance is smaller than {needed}{denom}: insufficient funds")]
    InsufficientFunds {
        /// what the transfer needed
        needed: Uint128,
        /// of which coin
        denom: String,
    },
    /// sdk 4: a module account, or another address the chain lets nobody pay
    #[error("{address} is not allowed to receive funds: unauthorized")]
    BlockedAddress {
        /// the address refused
        address: String,
    },
    /// sdk 7
    #[error("{address}: invalid address")]
    InvalidAddress {
        /// the address refused
        address: String,
    },
    /// distribution 7
    #[error("no validator commission to withdraw")]
    NoValidatorCommission,
    /// distribution 8
    #[error("set withdraw address disabled")]
    SetWithdrawAddressDisabled,
    /// distribution 12
    #[error("validator does not exist")]
    NoValidatorExists,
    /// distribution 13
    #[error("delegation does not exist")]
    NoDelegationExists,
    /// What was to happen cannot be brought about on this chain.
    #[error("{what} cannot be brought about on this chain")]
    NotPossibleHere {
        /// what was to happen
        what: &'static str,
    },
    /// sdk 38 (not found): the injected fault
    #[error("distribution records of {validator} are broken: not found")]
    BrokenDistribution {
        /// the validator made unusable
        validator: String,
    },
    /// sdk 38 (not found): the injected fault of the queries alone
    #[error("delegations on {validator} cannot be read: not found")]
    UnreadableDelegation {
        /// the validator whose delegations cannot be read
        validator: String,
    },
    /// slashing 4
    #[error("validator still jailed; cannot be unjailed")]
    StillJailed,
    /// slashing 5
    #[error("validator not jailed; cannot be unjailed")]
    NotJailed,
    /// slashing 7
    #[error("validator's self delegation less than minimum; cannot be unjailed")]
    SelfDelegationTooLow,
    /// sdk 35 (logic): a slash of an unbonded validator
    #[error("should not be slashing unbonded validator: {validator}")]
    SlashOfUnbonded {
        /// the validator
        validator: String,
    },
    /// sdk 35 (logic): a slash dated after the current block
    #[error("impossible attempt to slash future infraction at height {infraction_height}, it is {height}")]
    FutureInfraction {
        /// the height asked for
        infraction_height: u64,
        /// the current height
        height: u64,
    },
    /// gov 4
    #[error("{reason}: invalid vote option")]
    InvalidVote {
        /// what is wrong with it
        reason: String,
    },
    /// wasm 2, 4, 5, 9, 11, ...: a contract panicked in this entry point
    #[error("Error calling the VM: Error executing Wasm: Wasmer runtime error: RuntimeError: Aborted: {message}: {entry_point} wasm contract failed")]
    ContractPanic {
        /// `execute`, `instantiate`, `query`, ...
        entry_point: &'static str,
        /// the panic's message
        message: String,
    },
    /// wasm 30: contracts call contracts deeper than the chain allows
    #[error("max call depth exceeded")]
    MaxCallDepth,
    /// sdk 111222: a Go panic, which ends the whole transaction
    #[error("recovered: {message}: panic")]
    GoPanic {
        /// the panic's message
        message: String,
    },
    /// sdk 6
    #[error("unknown request: {what}")]
    UnknownRequest {
        /// message or query that no module answers
        what: String,
    },
    /// a record could not be encoded or decoded
    #[error("{0}")]
    Std(String),
}

impl ChainError {
    /// The module that refused, as wasmd shows it in a redacted error.
    pub fn codespace(&self) -> &'static str {
        self.id().0
    }

    /// The number of the error within its module.
    pub fn code(&self) -> u32 {
        self.id().1
    }

    /// `"codespace: staking, code: 27"`: all that a contract learns of a native module's error in a reply.
    pub fn redacted(&self) -> String {
        let (codespace, code) = self.id();
        format!("codespace: {codespace}, code: {code}")
    }

    /// The chain's error inside an error of the app, under any number of contexts.
    pub fn of(error: &AnyError) -> Option<&ChainError> {
        error.downcast_ref()
    }

    fn id(&self) -> (&'static str, u32) {
        use ChainError::*;
        match self {
            NoValidatorFound => ("staking", 3),
            ValidatorJailed => ("staking", 7),
            CommissionAboveMaxRate => ("staking", 11),
            CommissionUpdateTime => ("staking", 12),
            CommissionAboveMaxChangeRate => ("staking", 15),
            NoDelegation => ("staking", 19),
            InsufficientShares => ("staking", 22),
            NotEnoughDelegationShares => ("staking", 24),
            NoUnbondingDelegation => ("staking", 26),
            MaxUnbondingDelegationEntries => ("staking", 27),
            SelfRedelegation => ("staking", 29),
            TinyRedelegationAmount => ("staking", 30),
            BadRedelegationDestination => ("staking", 31),
            TransitiveRedelegation => ("staking", 32),
            MaxRedelegationEntries => ("staking", 33),
            ZeroExchangeRate => ("staking", 34),
            InvalidSharesAmount | InvalidDelegationAmount | InvalidDenom { .. } => ("sdk", 18),
            InvalidCoins => ("sdk", 10),
            InsufficientFunds { .. } => ("sdk", 5),
            BlockedAddress { .. } => ("sdk", 4),
            InvalidAddress { .. } => ("sdk", 7),
            NoValidatorCommission => ("distribution", 7),
            SetWithdrawAddressDisabled => ("distribution", 8),
            NoValidatorExists => ("distribution", 12),
            NoDelegationExists => ("distribution", 13),
            BrokenDistribution { .. } | UnreadableDelegation { .. } => ("sdk", 38),
            StillJailed => ("slashing", 4),
            NotJailed => ("slashing", 5),
            SelfDelegationTooLow => ("slashing", 7),
            SlashOfUnbonded { .. } | FutureInfraction { .. } => ("sdk", 35),
            InvalidVote { .. } => ("gov", 4),
            ContractPanic { entry_point, .. } => ("wasm", wasm_code(entry_point)),
            MaxCallDepth => ("wasm", 30),
            GoPanic { .. } => ("sdk", 111_222),
            UnknownRequest { .. } => ("sdk", 6),
            NotPossibleHere { .. } | Std(_) => ("undefined", 1),
        }
    }
}

fn wasm_code(entry_point: &str) -> u32 {
    match entry_point {
        "instantiate" => 4,
        "query" => 9,
        "migrate" => 11,
        _ => 5,
    }
}

impl From<StdError> for ChainError {
    fn from(error: StdError) -> Self {
        Self::Std(error.to_string())
    }
}

/// The payload of a panic raised by a native module: neither a reply nor a contract's own
/// `catch_unwind` holds it, only [`EmbeddedChain::execute`](crate::EmbeddedChain::execute) does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoPanic {
    /// the panic's message
    pub message: String,
}

/// Ends the transaction as a Go panic in a native module does, without printing a backtrace.
pub(crate) fn go_panic(message: impl Into<String>) -> ! {
    std::panic::resume_unwind(Box::new(GoPanic { message: message.into() }))
}

thread_local! {
    static LAST_NATIVE: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Hands a native module's error to the app, remembering what a contract may learn of it.
pub(crate) fn native(error: ChainError) -> AnyError {
    LAST_NATIVE.replace(error.redacted());
    error.into()
}

/// The redacted form of the native error that was handed over last.
pub(crate) fn last_native() -> String {
    let last = LAST_NATIVE.take();
    if last.is_empty() {
        return "codespace: undefined, code: 1".to_string();
    }
    last
}
