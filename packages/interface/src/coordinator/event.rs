//! What the coordinator tells indexers.

use weir_quantities::{Assets, OperatorId, ServiceId, SlashId, TermsVersion};

use crate::event::events;

events! {
    /// A slash was asked for.
    SlashRequested = "weir_coordinator_slash_requested" {
        /// The request.
        id: SlashId,
        /// The service that asks.
        service: ServiceId,
        /// The operator of the vault.
        operator: OperatorId,
        /// The vault.
        vault: String,
        /// The fraction.
        fraction: cosmwasm_std::Decimal,
        /// The time of the offence.
        infraction_time: u64,
        /// Names the offence.
        offence_id: String,
        /// What it asks for.
        requested: Assets,
        /// The resolution is over at this time of the vault's clock.
        resolved_at: u64,
    }
    /// A resolver approved a request.
    SlashApproved = "weir_coordinator_slash_approved" {
        /// The request.
        id: SlashId,
        /// Who.
        resolver: String,
    }
    /// A request was vetoed, or its terms were revoked.
    SlashVetoed = "weir_coordinator_slash_vetoed" {
        /// The request.
        id: SlashId,
        /// Who; empty for revoked terms.
        resolver: String,
        /// Offences of the pair before this time are barred.
        barred_until: u64,
    }
    /// A request's time was over.
    SlashExpired = "weir_coordinator_slash_expired" {
        /// The request.
        id: SlashId,
    }
    /// A request was executed.
    SlashExecuted = "weir_coordinator_slash_executed" {
        /// The request.
        id: SlashId,
        /// The service.
        service: ServiceId,
        /// The version of terms.
        version: TermsVersion,
        /// The vault.
        vault: String,
        /// The stake that answered for the offence.
        base: Assets,
        /// What was taken.
        applied: Assets,
        /// What of it the bond paid.
        bond: Assets,
        /// What of it insurance paid.
        cover: Assets,
        /// What of it the pool lost.
        pool_loss: Assets,
    }
    /// A listener could not be told, or was left out.
    ListenerFailed = "weir_coordinator_listener_failed" {
        /// The request.
        id: SlashId,
        /// The listener.
        listener: String,
        /// Whether it was left out on purpose.
        skipped: bool,
    }
    /// A listener was told in a transaction of its own.
    ListenerNotified = "weir_coordinator_listener_notified" {
        /// The request.
        id: SlashId,
        /// The listener.
        listener: String,
        /// `requested`, `ended` or `executed`.
        phase: &'static str,
    }
    /// Other links were announced.
    LinksAnnounced = "weir_coordinator_links_announced" {
        /// Says who is who.
        registry: String,
        /// Insures; empty without insurance.
        fund: String,
        /// When.
        at: u64,
    }
    /// Links that waited were taken back.
    LinksCancelled = "weir_coordinator_links_cancelled" {
        /// The registry that stays.
        registry: String,
    }
    /// A step of a change of ownership.
    OwnershipUpdated = "weir_coordinator_ownership_updated" {
        /// The owner after it; empty for nobody.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
}
