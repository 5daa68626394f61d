//! What the service registry refuses, and why.

use cosmwasm_std::StdError;
use cw_ownable::OwnershipError;
use thiserror::Error;
use weir_contract::MigrationError;
use weir_json::Failure;
use weir_quantities::{Magnitude, OperatorId, QuantityError, ServiceId, TermsVersion};

/// A broken rule of the service registry.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or another contract's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// The caller is not the owner, or no step of a change of ownership is open to him.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// A sum beyond what can be counted.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// Coins were attached.
    #[error("the service registry takes no coins, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// The caller is not who the message is for.
    #[error("this message is for the {role} alone, not for {caller}")]
    Unauthorized {
        /// Whose it is.
        role: &'static str,
        /// The caller.
        caller: String,
    },
    /// No such service.
    #[error("there is no service {service}")]
    UnknownService {
        /// What was named.
        service: ServiceId,
    },
    /// No such version of terms.
    #[error("service {service} has no version {version} of terms")]
    UnknownVersion {
        /// The service.
        service: ServiceId,
        /// What was named.
        version: TermsVersion,
    },
    /// No such operator.
    #[error("there is no operator {operator}")]
    UnknownOperator {
        /// What was named.
        operator: OperatorId,
    },
    /// A text that is too short or too long.
    #[error("the {what} has {min} to {max} bytes, not {actual}")]
    BadLength {
        /// Which text.
        what: &'static str,
        /// The least.
        min: usize,
        /// The most.
        max: usize,
        /// What came.
        actual: usize,
    },
    /// A value of terms outside of its bounds.
    #[error("{what} is {min} to {max}, not {actual}")]
    OutOfBounds {
        /// Which.
        what: &'static str,
        /// The least.
        min: String,
        /// The most.
        max: String,
        /// What came.
        actual: String,
    },
    /// Too many or too few in a list.
    #[error("there are {min} to {max} {what}, not {actual}")]
    BadCount {
        /// Of what.
        what: &'static str,
        /// The least.
        min: usize,
        /// The most.
        max: usize,
        /// What came.
        actual: usize,
    },
    /// Named twice in one list.
    #[error("{name} is named twice")]
    NamedTwice {
        /// Who or what.
        name: String,
    },
    /// An address without a contract.
    #[error("the {role} must be a contract, {address} is none")]
    NoContract {
        /// What it was to be.
        role: &'static str,
        /// The address.
        address: String,
    },
    /// A version that was revoked before.
    #[error("version {version} of service {service} was revoked at {revoked_at}")]
    AlreadyRevoked {
        /// The service.
        service: ServiceId,
        /// The version.
        version: TermsVersion,
        /// When.
        revoked_at: u64,
    },
    /// That side has said yes already.
    #[error("that side of operator {operator} and service {service} has said yes already")]
    AlreadyLinked {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
    },
    /// That side has not said yes.
    #[error("that side of operator {operator} and service {service} has not said yes")]
    NotLinked {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
    },
    /// Only who has agreed on both sides can be jailed.
    #[error("operator {operator} and service {service} have not agreed, nobody is jailed")]
    NothingToJail {
        /// The operator.
        operator: OperatorId,
        /// The service.
        service: ServiceId,
    },
    /// A vault is still slashable, or will be.
    #[error(
        "vault {vault} is slashable by service {service} for {slashable}: lower it to 0 first"
    )]
    StillSlashable {
        /// The vault.
        vault: String,
        /// The service.
        service: ServiceId,
        /// For how much of its magnitude; 0 where a raise waits.
        slashable: Magnitude,
    },
    /// An asset that vaults may not hold.
    #[error("vaults may not hold {asset}")]
    AssetNotAllowed {
        /// The asset.
        asset: String,
    },
    /// Vaults would not know whom to work with.
    #[error("the contracts that vaults work with are not set yet")]
    NotLinkedYet {},
    /// Vaults are governed by the registry's owner, and there is none.
    #[error("the registry has no owner, who would govern the vault")]
    NoOwner {},
    /// One vault per operator and asset.
    #[error("operator {operator} has the vault {vault} for this asset")]
    SecondVault {
        /// The operator.
        operator: OperatorId,
        /// The vault there is.
        vault: String,
    },
    /// More vaults than can be asked in one message.
    #[error("operator {operator} has {max} vaults of all generations, and that is the most")]
    TooManyVaults {
        /// The operator.
        operator: OperatorId,
        /// The most.
        max: usize,
    },
    /// A vault that this registry did not make.
    #[error("{vault} is no vault that this registry made")]
    NotOurs {
        /// What was named.
        vault: String,
    },
    /// A vault that another generation follows already.
    #[error("{vault} is followed by {newest} already")]
    NotNewest {
        /// What was named.
        vault: String,
        /// The newest.
        newest: String,
    },
    /// A vault whose generation is not over.
    #[error("the generation of {vault} is not closed")]
    NotClosed {
        /// The vault.
        vault: String,
    },
    /// No such change waits.
    #[error("no change of {change} waits")]
    NothingPending {
        /// Of what.
        change: &'static str,
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
