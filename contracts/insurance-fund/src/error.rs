//! What the fund refuses, and why.

use cosmwasm_std::StdError;
use cw_ownable::OwnershipError;
use thiserror::Error;
use weir_accounting::insurance::InsuranceError;
use weir_accounting::vault::VaultError;
use weir_contract::MigrationError;
use weir_json::Failure;
use weir_quantities::{Assets, QuantityError, ServiceId, Shares, SlashId, TermsVersion, Time};

/// A broken rule of the fund.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or another contract's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// The caller is not the owner, or no step of a change of ownership is open to him.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// A rule of insurance.
    #[error(transparent)]
    Insurance(#[from] InsuranceError),
    /// A rule of shares and exits.
    #[error(transparent)]
    Books(#[from] VaultError),
    /// An amount beyond what can be counted.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Coins attached to a message that takes none.
    #[error("this message takes no coins, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// A message that takes the asset got something else.
    #[error("this message takes {expected} and nothing else, {sent:?} was attached")]
    WrongFunds {
        /// The asset.
        expected: String,
        /// What was attached.
        sent: String,
    },
    /// A token other than the asset.
    #[error("the fund takes {expected}, not the token {actual}")]
    WrongToken {
        /// The asset.
        expected: String,
        /// The token.
        actual: String,
    },
    /// Less has arrived than the token says.
    #[error("the fund should hold {expected} after this, the token says {actual}")]
    ArrivedShort {
        /// What it would owe.
        expected: Assets,
        /// What it has.
        actual: Assets,
    },
    /// The caller is not who the message is for.
    #[error("this message is for the {role} alone, not for {caller}")]
    Unauthorized {
        /// Whose it is.
        role: &'static str,
        /// The caller.
        caller: String,
    },
    /// An amount of nothing.
    #[error("{what} must be more than 0")]
    Zero {
        /// What.
        what: &'static str,
    },
    /// Fewer shares than asked for.
    #[error("{owner} has {held} shares there, {asked} were asked for")]
    NotThatMany {
        /// The holder.
        owner: String,
        /// What he has.
        held: Shares,
        /// What was asked for.
        asked: Shares,
    },
    /// No exit of his matures then.
    #[error("{owner} has no exit that matures at {matures_at}")]
    NoExit {
        /// The holder.
        owner: String,
        /// The time.
        matures_at: u64,
    },
    /// Nothing to pay.
    #[error("{owner} has no matured exit")]
    NothingMatured {
        /// The holder.
        owner: String,
    },
    /// A vault that is not one of the registry's.
    #[error("the registry {registry} made no vault {vault}")]
    UnknownVault {
        /// The registry.
        registry: String,
        /// What was named.
        vault: String,
    },
    /// A vault of something else.
    #[error("the fund holds {expected}, the vault {actual}")]
    OtherAsset {
        /// The fund's.
        expected: String,
        /// The vault's.
        actual: String,
    },
    /// No cover would ever be drawn for what is insured.
    #[error("{contract} is not linked with this fund and its coordinator: no cover would come")]
    NotLinked {
        /// The vault, or the coordinator.
        contract: String,
    },
    /// The terms were revoked.
    #[error("version {version} of service {service} was revoked at {revoked_at}")]
    TermsRevoked {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
        /// When.
        revoked_at: u64,
    },
    /// As many versions as may be.
    #[error("{max} versions of service {service} are insured at the vault")]
    TooManyVersions {
        /// The service.
        service: ServiceId,
        /// As many as may be.
        max: usize,
    },
    /// Nothing is insured.
    #[error("service {service} is not insured at {vault}")]
    NoPolicy {
        /// The service.
        service: ServiceId,
        /// The vault.
        vault: String,
    },
    /// The policy has ended.
    #[error("the policy for service {service} ended at {ended_at}, it is {now}")]
    PolicyOver {
        /// The service.
        service: ServiceId,
        /// When.
        ended_at: Time,
        /// The time of the block.
        now: Time,
    },
    /// The policy will end: until then it stays as it is.
    #[error("the policy for version {version} of service {service} ends at {ends_at}: until then it stays as it is")]
    EndAnnounced {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
        /// When.
        ends_at: Time,
    },
    /// A higher bond would end the cover of what has happened already.
    #[error("the policy for version {version} of service {service} asks for a bond of {minimum}; for {asked} end it first")]
    BondRaised {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
        /// What it asks for.
        minimum: Assets,
        /// What it should ask for.
        asked: Assets,
    },
    /// Premiums have stopped.
    #[error("the last premium was paid at {last}: cover ended at {until}, it is {now}")]
    PremiumsStopped {
        /// The last one.
        last: Time,
        /// Until when it counted.
        until: Time,
        /// The time of the block.
        now: Time,
    },
    /// No premium was ever paid.
    #[error("no premium of service {service} has been paid yet")]
    NeverPaid {
        /// The service.
        service: ServiceId,
    },
    /// A premium that would keep cover alive for nothing.
    #[error("a premium is at least {minimum}, not {actual}")]
    PremiumTooSmall {
        /// The smallest.
        minimum: Assets,
        /// What was paid.
        actual: Assets,
    },
    /// A request that was paid for.
    #[error("{drawn} was drawn for request {id} before")]
    DrawnBefore {
        /// The request.
        id: SlashId,
        /// How much.
        drawn: Assets,
    },
    /// Nothing can be drawn.
    #[error("nothing can be drawn now: {drawn} of a fund of {assets} were within the last 7 days")]
    NothingToDraw {
        /// Drawn within the last 7 days.
        drawn: Assets,
        /// Assets behind the shares.
        assets: Assets,
    },
    /// More came back than was drawn.
    #[error("{returned} come back for request {id}, {out} are out")]
    TooMuchReturned {
        /// The request.
        id: SlashId,
        /// What is out.
        out: Assets,
        /// What comes back.
        returned: Assets,
    },
    /// A fund without a hub.
    #[error("this fund covers no losses of a hub")]
    NoHub,
    /// More than the fund may lose in a week.
    #[error("at most {allowed} can be given up now, not {asked}")]
    OverTheCap {
        /// What is allowed.
        allowed: Assets,
        /// What was asked for.
        asked: Assets,
    },
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
    /// A coin has no hub that burns it.
    #[error("{asset} is no derivative: a fund of it has no hub")]
    NoDerivative {
        /// The asset.
        asset: String,
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
