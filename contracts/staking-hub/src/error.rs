//! Why the hub refuses. One variant is one broken rule, with what was expected and what came.

use cosmwasm_std::{Addr, StdError, Uint128};
use cw_ownable::OwnershipError;
use thiserror::Error;
use weir_accounting::AccountingError;
use weir_contract::MigrationError;
use weir_interface::hub::{Scope, MAX_SKIP, MAX_VALIDATORS};
use weir_json::Failure;
use weir_quantities::{Assets, BatchId, QuantityError, Seconds, Shares, Time};

/// Why the hub refuses.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    #[error(transparent)]
    Std(#[from] StdError),
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    #[error(transparent)]
    Accounting(#[from] AccountingError),

    // Funds and callers.
    #[error("send {expected}, and no other coin: {came}")]
    WrongFunds { expected: String, came: String },
    #[error("send no coins with this message: {came}")]
    UnexpectedFunds { came: String },
    #[error("only the {role} may do this, not {caller}")]
    Unauthorized { role: &'static str, caller: Addr },
    #[error("shares come from the token {expected}, this call is from {came}")]
    ForeignToken { expected: Addr, came: Addr },
    #[error("{denom} is not the token {token}")]
    ForeignDenom { denom: String, token: Addr },
    #[error("an amount of zero does nothing")]
    ZeroAmount {},
    #[error("the field `{field}` of another hub's clients must be left out or ask for nothing: {reason}")]
    PeerField { field: &'static str, reason: &'static str },
    #[error("a referral is 1 to 64 letters, digits, '-', '_' or '.', not {came:?}")]
    BadReferral { came: String },

    // Bonding and redemption.
    #[error("the delegations were last read {age} ago, at most {max} is allowed: call sync")]
    StaleSync { age: Seconds, max: Seconds },
    #[error("{shares} shares would be minted, {min} are asked for")]
    TooFewShares { shares: Shares, min: Shares },
    #[error("{assets} assets would be paid, {min} are asked for")]
    TooFewAssets { assets: Assets, min: Assets },
    #[error("backing would be {backing}, its cap is {cap}")]
    CapReached { backing: Assets, cap: Assets },
    #[error("a request takes at least {min} shares, {came} came")]
    BelowMinUnbond { min: Shares, came: Shares },
    #[error("{owner} has no request in batch {batch}")]
    NoRequest { owner: Addr, batch: BatchId },
    #[error("the request is {owner}'s already")]
    TransferToSelf { owner: Addr },
    #[error("nothing can be paid to {owner} yet")]
    NothingPayable { owner: Addr },
    #[error("instant redemption is closed: the buffer target is 0")]
    InstantClosed {},
    #[error("the hub is solvent: cover is for when it is not")]
    NotInsolvent {},

    // Gates.
    #[error("{scope} is paused until {until}")]
    Paused { scope: Scope, until: Time },
    #[error("the rate fell sharply; this is closed until {until}")]
    BreakerOn { until: Time },
    #[error("{validators} validators cannot be read; this is closed until a sync reads them")]
    ValidatorsUnread { validators: usize },
    #[error("a batch is priced only after a validator that cannot be read was kept for {needed}, it is {kept}")]
    KeptTooShort { needed: Seconds, kept: Seconds },

    // Cranks.
    #[error("at most {MAX_SKIP} validators can be left out, {came} came")]
    TooManySkipped { came: usize },
    #[error("{validator} is not in the ledger")]
    UnknownValidator { validator: String },
    #[error("{validator} is named twice")]
    DuplicateValidator { validator: String },
    #[error("at most {MAX_VALIDATORS} validators fit, ledger and targets together: {came}")]
    TooManyValidators { came: usize },
    #[error("{validator} is no validator of this chain")]
    NoSuchValidator { validator: String },
    #[error("max_share is above 0 and at most 1, not {came}")]
    BadMaxShare { came: cosmwasm_std::Decimal },
    #[error("nothing is delegated")]
    NothingDelegated {},
    #[error(
        "{validator} can be read: before the fee is raised its rewards are split at the old one"
    )]
    MustHarvest { validator: String },
    #[error("the buffer holds {available} beyond its target, a delegation takes {needed}")]
    NothingToDelegate { available: Assets, needed: Assets },
    #[error("no validator may be given stake now")]
    NoValidatorOpen {},
    #[error("nothing of batch {batch} can be placed now: no validator that may serve has a free entry, and the buffer may not pay")]
    NothingPlaceable { batch: BatchId },
    #[error("no part is past its completion{}", next.map(|at| format!("; the next one is at {at}")).unwrap_or_default())]
    NothingToReconcile { next: Option<Time> },
    #[error("{missing} of {due} have not arrived; they may come at the end of this block, so settle in the next one")]
    NotArrived { due: Assets, missing: Assets },
    #[error("no move of stake is called for and allowed now")]
    NothingToMove {},
    #[error("no crank is due{}", next.as_ref().map(|(name, at)| format!("; {name} is next, at {at}")).unwrap_or_default())]
    NothingDue { next: Option<(String, u64)> },
    #[error("a limit is 1 to {max}, not {came}")]
    BadLimit { max: u32, came: u32 },
    #[error("surplus cannot be told while a part is past its completion and unsettled")]
    UnsettledParts {},
    #[error("shortfalls of {shortfall} come before any surplus: call reconcile")]
    ShortfallsOpen { shortfall: Assets },
    #[error("there is no surplus")]
    NoSurplus {},

    // Configuration.
    #[error("{name} must be {min} to {max}, not {value}")]
    ParameterOutOfBounds { name: String, min: String, max: String, value: String },
    #[error("a coin has 0 to 18 decimals, not {came}")]
    BadDecimals { came: u8 },
    #[error("the first deposit is at least {needed} {denom}, {came} came")]
    FirstDepositTooSmall { needed: Uint128, denom: String, came: Uint128 },
    #[error("the chain stakes {chain}, not {asked}")]
    WrongBondDenom { chain: String, asked: String },
    #[error("{what} reads back as {found}, {expected} was set")]
    LinkBroken { what: &'static str, expected: String, found: String },
    #[error("no raise is announced")]
    NothingAnnounced {},
    #[error("the first announced raise can be put into force from {active_at}, it is {now}")]
    NoticeNotOver { active_at: Time, now: Time },
    #[error("nothing to change was named")]
    NothingChanged {},
    #[error("weights of a vote are above 0 and add up to 1, not {came}")]
    BadVote { came: String },
    #[error("name scopes, each once")]
    BadScopes {},
    #[error("only the owner may pause {scope}")]
    OwnerScope { scope: Scope },
    #[error("this caller may pause for 1 to {max} seconds, not {came}")]
    PauseTooLong { max: u64, came: u64 },
    #[error("the guardian may pause {scope} again from {from}, it is {now}")]
    CoolingDown { scope: Scope, from: Time, now: Time },
    #[error("{scope} may be paused {left} seconds more within 30 days, {came} were asked for")]
    PauseBudget { scope: Scope, left: u64, came: u64 },
    #[error("harvest cannot be paused while a raise of the fee is announced")]
    RaisePending {},

    // Migration and replies.
    #[error("{0}")]
    Migration(#[from] MigrationError),
    #[error("no reply with id {id} is expected")]
    UnknownReply { id: u64 },
    #[error("the answer of the chain cannot be read: {reason}")]
    UnreadableReply { reason: String },
}

impl From<Failure> for ContractError {
    fn from(error: Failure) -> Self {
        Self::Std(error.into())
    }
}

/// What handlers hand on: the error behind one pointer. They do it in a thousand places, and each
/// would copy the whole enum.
#[derive(Debug)]
pub struct Refusal(Box<ContractError>);

/// What a step of the hub gives.
pub type Outcome<T> = Result<T, Refusal>;

impl Refusal {
    /// What the caller is told.
    pub fn told(self) -> ContractError {
        *self.0
    }
}

impl<E> From<E> for Refusal
where
    ContractError: From<E>,
{
    #[cold]
    #[inline(never)]
    fn from(error: E) -> Self {
        Self(Box::new(error.into()))
    }
}

impl From<QuantityError> for ContractError {
    fn from(error: QuantityError) -> Self {
        Self::Accounting(AccountingError::Quantity(error))
    }
}
