//! What a vault refuses, and why.

use cosmwasm_std::StdError;
use cw_ownable::OwnershipError;
use thiserror::Error;
use weir_accounting::rewards::RewardError;
use weir_accounting::vault::VaultError;
use weir_contract::MigrationError;
use weir_interface::vault::Scope;
use weir_json::Failure;
use weir_quantities::{
    Assets, OperatorId, QuantityError, ServiceId, Shares, SlashId, TermsVersion, VaultTime,
};

/// A broken rule of a vault.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or another contract's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// The caller is not the owner, or no step of a change of ownership is open to him.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// A rule of the books.
    #[error(transparent)]
    Books(#[from] VaultError),
    /// A rule of what holders are paid.
    #[error(transparent)]
    Rewards(#[from] RewardError),
    /// Another line than the next.
    #[error("the next line of rewards is {expected}, not {actual}")]
    WrongLine {
        /// The next.
        expected: u32,
        /// What was named.
        actual: u32,
    },
    /// The vault is about to be linked with another distributor.
    #[error("the vault leaves the distributor {distributor}, it takes no more rewards from it")]
    DistributorLeaves {
        /// The distributor.
        distributor: String,
    },
    /// Coins attached to a message that takes none.
    #[error("this message takes no coins, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// A message that takes the asset got something else.
    #[error("this message takes {expected} and nothing else, {sent} was attached")]
    WrongFunds {
        /// The asset.
        expected: String,
        /// What was attached.
        sent: String,
    },
    /// A token other than the asset.
    #[error("the vault takes {expected}, not the token {actual}")]
    WrongToken {
        /// The asset.
        expected: String,
        /// The token.
        actual: String,
    },
    /// A token that gave less than it said, or took some back.
    #[error("the vault owes {owed} of {token} with this, and has {balance}: it arrived short")]
    Uncovered {
        /// The token.
        token: String,
        /// All that the vault owes, what was sent included.
        owed: Assets,
        /// What the token says the vault has.
        balance: Assets,
    },
    /// The caller is not who the message is for.
    #[error("this message is for the {role} alone, not for {caller}")]
    Unauthorized {
        /// Whose it is.
        role: &'static str,
        /// The caller.
        caller: String,
    },
    /// A closed scope.
    #[error("{scope} are paused until {until}")]
    Paused {
        /// What is closed.
        scope: Scope,
        /// Until when, by the wall clock.
        until: u64,
    },
    /// A list of scopes that is empty or names one twice.
    #[error("a pause names at least one scope, and each once")]
    BadScopes {},
    /// A pause that is too long, or of no time.
    #[error("a pause lasts 1 to {max} seconds, not {actual}")]
    PauseTooLong {
        /// The longest.
        max: u64,
        /// What was asked for.
        actual: u64,
    },
    /// The guardian's last pause of a scope was not long enough ago.
    #[error("the guardian may pause {scope} again from {from}")]
    CoolDown {
        /// The scope.
        scope: Scope,
        /// From when.
        from: u64,
    },
    /// An amount of nothing.
    #[error("{what} must be more than 0")]
    Zero {
        /// What.
        what: &'static str,
    },
    /// Nothing to pay.
    #[error("{owner} has no matured exit")]
    NothingMatured {
        /// The holder.
        owner: String,
    },
    /// Fewer shares than asked for.
    #[error("{owner} has {held} shares there, {asked} were asked for")]
    TooFewShares {
        /// The holder.
        owner: String,
        /// What he has.
        held: Shares,
        /// What was asked for.
        asked: Shares,
    },
    /// A transfer to oneself.
    #[error("{owner} cannot move a position to himself")]
    SameHolder {
        /// The holder.
        owner: String,
    },
    /// A second that is not past.
    #[error("{at} is not past, it is {now}")]
    NotPast {
        /// The second.
        at: u64,
        /// The time of the block.
        now: u64,
    },
    /// Nothing is known of a second.
    #[error("the vault has no record of {at}")]
    NoHistory {
        /// The second.
        at: u64,
    },
    /// No link that allows a commitment.
    #[error("operator {operator} and service {service} have no active link: {state}")]
    NoActiveLink {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
        /// How they stand.
        state: String,
    },
    /// Terms that were revoked.
    #[error("version {version} of service {service} was revoked at {revoked_at}")]
    TermsRevoked {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
        /// When.
        revoked_at: u64,
    },
    /// Terms out of the vault's own bounds.
    #[error("{what} is {min} to {max} seconds, the terms say {actual}")]
    TermsOutOfBounds {
        /// Which window.
        what: &'static str,
        /// The shortest.
        min: u64,
        /// The longest.
        max: u64,
        /// What they say.
        actual: u64,
    },
    /// A destination that the asset cannot reach.
    #[error("slashed {asset} cannot go to the destination {destination}")]
    NoWayThere {
        /// The asset.
        asset: String,
        /// The destination.
        destination: String,
    },
    /// A bond below what the terms ask for.
    #[error("the terms ask for an active bond of {minimum}, it is {active}")]
    BondBelowMinimum {
        /// What is there.
        active: Assets,
        /// What the terms ask for.
        minimum: Assets,
    },
    /// A request that the vault does not know.
    #[error("the vault does not know request {id}")]
    NoRequest {
        /// The request.
        id: SlashId,
    },
    /// A request that it knows already.
    #[error("the vault knows request {id} already")]
    KnownRequest {
        /// The request.
        id: SlashId,
    },
    /// A request that is not over.
    #[error(
        "request {id} is not final, and its last second is {last_second} of the vault's clock"
    )]
    NotOver {
        /// The request.
        id: SlashId,
        /// Its last second.
        last_second: VaultTime,
    },
    /// Nothing to fetch.
    #[error("nothing is there to be paid")]
    NothingOwed {},
    /// A parameter outside of its bounds.
    #[error("{name} is {min} to {max}, not {actual}")]
    OutOfBounds {
        /// Its name.
        name: &'static str,
        /// The least.
        min: String,
        /// The most.
        max: String,
        /// What was asked for.
        actual: String,
    },
    /// No such change waits.
    #[error("no change of {name:?} waits")]
    NothingPending {
        /// What was named.
        name: String,
    },
    /// A list of listeners that is too long or names one twice.
    #[error("at most {max} listeners, each once")]
    BadListeners {
        /// How many there may be.
        max: usize,
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

impl From<QuantityError> for ContractError {
    fn from(error: QuantityError) -> Self {
        Self::Books(VaultError::Quantity(error))
    }
}
