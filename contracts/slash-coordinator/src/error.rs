//! What the coordinator refuses, and why.

use cosmwasm_std::{Decimal, StdError};
use cw_ownable::OwnershipError;
use thiserror::Error;
use weir_contract::MigrationError;
use weir_interface::restaking::SlashPhase;
use weir_json::Failure;
use weir_quantities::{
    Assets, QuantityError, Seconds, ServiceId, SlashId, TermsVersion, Time, VaultTime,
};

/// A broken rule of the coordinator.
#[derive(Error, Debug, PartialEq)]
pub enum ContractError {
    /// Storage, JSON, an address or another contract's answer.
    #[error(transparent)]
    Std(#[from] StdError),
    /// The caller is not the owner, or no step of a change of ownership is open to him.
    #[error(transparent)]
    Ownership(#[from] OwnershipError),
    /// An amount beyond what can be counted.
    #[error(transparent)]
    Quantity(#[from] QuantityError),
    /// A message that the coordinator sends only to itself.
    #[error("only the coordinator {expected} sends itself this message, not {actual}")]
    NotItself {
        /// The coordinator.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// Coins were attached.
    #[error("the coordinator takes no coins, {sent} was attached")]
    FundsRefused {
        /// The first coin attached.
        sent: String,
    },
    /// A vault that is not one of the registry's.
    #[error("the registry {registry} made no vault {vault}")]
    UnknownVault {
        /// The registry.
        registry: String,
        /// What was named.
        vault: String,
    },
    /// An offence that is not past.
    #[error("an offence must be past: it was at {infraction_time}, it is {now}")]
    OffenceNotPast {
        /// The time of the offence.
        infraction_time: Time,
        /// The time of the block.
        now: Time,
    },
    /// An offence that is older than the terms allow.
    #[error("the offence is {age} old by the vault's clock, the terms allow {window}")]
    EvidenceTooOld {
        /// How old.
        age: Seconds,
        /// How old it may be.
        window: Seconds,
    },
    /// Offences of the pair were barred.
    #[error("offences of service {service} before {barred_until} are barred, this was at {infraction_time}")]
    Barred {
        /// The service.
        service: ServiceId,
        /// Before when.
        barred_until: Time,
        /// The time of the offence.
        infraction_time: Time,
    },
    /// The service had nothing at the vault.
    #[error("service {service} had nothing to slash at the vault at {infraction_time}")]
    NothingSlashable {
        /// The service.
        service: ServiceId,
        /// The time of the offence.
        infraction_time: Time,
    },
    /// The caller is not the slasher.
    #[error("the slasher of version {version} is {expected}, not {actual}")]
    NotSlasher {
        /// The version in force at the offence.
        version: TermsVersion,
        /// Its slasher.
        expected: String,
        /// The caller.
        actual: String,
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
    /// A fraction of nothing, or over the terms.
    #[error("the fraction must be above 0 and at most {max_slash}, not {fraction}")]
    FractionOutOfRange {
        /// What the terms allow.
        max_slash: Decimal,
        /// What was asked for.
        fraction: Decimal,
    },
    /// A text that is no id of an offence.
    #[error("{offence_id:?} names no offence: 1 to {max} of a-z, 0-9, '-' and '_'")]
    NoOffenceId {
        /// What was given, at most as long as allowed.
        offence_id: String,
        /// The most bytes.
        max: usize,
    },
    /// Evidence that is too long, or a hash of nothing.
    #[error("{what} has {min} to {max} bytes, not {actual}")]
    EvidenceLength {
        /// Which part of it.
        what: &'static str,
        /// The fewest.
        min: usize,
        /// The most.
        max: usize,
        /// How many it has.
        actual: usize,
    },
    /// An offence that was reported before.
    #[error("the offence {offence_id} was reported before: request {id}")]
    OffenceKnown {
        /// Its name.
        offence_id: String,
        /// The request.
        id: SlashId,
    },
    /// As many open requests as may be.
    #[error(
        "{max} requests of service {service} are open at the vault, the largest asks for \
         {largest}: one more must ask for a sixteenth more, not {asked}"
    )]
    TooManyOpen {
        /// The service.
        service: ServiceId,
        /// As many as may be.
        max: usize,
        /// What the largest asks for.
        largest: Assets,
        /// What this one asks for.
        asked: Assets,
    },
    /// A request that was never made.
    #[error("there is no request {id}")]
    NoRequest {
        /// What was named.
        id: SlashId,
    },
    /// A request that was not executed.
    #[error("request {id} was not executed: there is no receipt")]
    NoReceipt {
        /// The request.
        id: SlashId,
    },
    /// A request that is final.
    #[error("request {id} is {decision}")]
    Final {
        /// The request.
        id: SlashId,
        /// What became of it.
        decision: &'static str,
    },
    /// The caller is no resolver.
    #[error("the resolvers of request {id} are {expected}, not {actual}")]
    NotResolver {
        /// The request.
        id: SlashId,
        /// They.
        expected: String,
        /// The caller.
        actual: String,
    },
    /// The time for decisions is over.
    #[error("request {id} could be decided until {until} of the vault's clock, which shows {now}")]
    DecisionOver {
        /// The request.
        id: SlashId,
        /// Until when.
        until: VaultTime,
        /// What the vault's clock shows.
        now: VaultTime,
    },
    /// Offences that are still to come cannot be barred.
    #[error("offences can be barred until now, {now}, not until {barred_until}")]
    BarredInFuture {
        /// The time of the block.
        now: Time,
        /// What was asked for.
        barred_until: Time,
    },
    /// Silence executes.
    #[error("request {id} needs no approval: silence executes it")]
    NeedsNoApproval {
        /// The request.
        id: SlashId,
    },
    /// It was approved before.
    #[error("request {id} is approved already")]
    ApprovedAlready {
        /// The request.
        id: SlashId,
    },
    /// No resolver approved it.
    #[error("request {id} was not approved: it can only be ended")]
    NotApproved {
        /// The request.
        id: SlashId,
    },
    /// Not yet.
    #[error("request {id} can be executed from {from} of the vault's clock, which shows {now}")]
    TooEarly {
        /// The request.
        id: SlashId,
        /// From when.
        from: VaultTime,
        /// What the vault's clock shows.
        now: VaultTime,
    },
    /// No more.
    #[error(
        "request {id} could be executed until {until} of the vault's clock, which shows {now}"
    )]
    TooLate {
        /// The request.
        id: SlashId,
        /// Until when.
        until: VaultTime,
        /// What the vault's clock shows.
        now: VaultTime,
    },
    /// It can still be executed.
    #[error("request {id} can be ended after {until} of the vault's clock, which shows {now}")]
    NotOver {
        /// The request.
        id: SlashId,
        /// After when.
        until: VaultTime,
        /// What the vault's clock shows.
        now: VaultTime,
    },
    /// The vault says nothing of the request, and it is too early to give it up.
    #[error("the vault does not answer for request {id}: it can be ended without it from {from}, it is {now}")]
    VaultSilent {
        /// The request.
        id: SlashId,
        /// From when, by the wall clock.
        from: Time,
        /// The time of the block.
        now: Time,
    },
    /// Listeners can be left out only late.
    #[error("listeners of request {id} can be left out from {from} of the vault's clock, which shows {now}")]
    SkipTooEarly {
        /// The request.
        id: SlashId,
        /// From when.
        from: VaultTime,
        /// What the vault's clock shows.
        now: VaultTime,
    },
    /// More left out than may listen.
    #[error("at most {max} listeners can be left out, not {actual}")]
    TooManySkipped {
        /// The most.
        max: usize,
        /// How many were named.
        actual: usize,
    },
    /// Nobody who listens.
    #[error("{listener} does not listen to request {id}")]
    NoListener {
        /// The request.
        id: SlashId,
        /// What was named.
        listener: String,
    },
    /// He knows it.
    #[error("{listener} was told already that request {id} is {phase:?}")]
    ToldAlready {
        /// The request.
        id: SlashId,
        /// The listener.
        listener: String,
        /// What he was told.
        phase: SlashPhase,
    },
    /// The vault answered a slash with something else than what it took.
    #[error("the vault's answer to the slash of request {id} cannot be read")]
    UnreadableAnswer {
        /// The request.
        id: SlashId,
    },
    /// No other links wait.
    #[error("no other links wait")]
    NothingPending,
    /// It cannot be migrated to this code.
    #[error("{0}")]
    Migration(#[from] MigrationError),
}

impl From<Failure> for ContractError {
    fn from(error: Failure) -> Self {
        Self::Std(error.into())
    }
}
