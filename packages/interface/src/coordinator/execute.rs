//! What the coordinator is told.

use cosmwasm_std::{Binary, Decimal};
use weir_json::json;
use weir_quantities::{ServiceId, SlashId};

/// Creates the coordinator.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Who governs it: a DAO.
    pub owner: String,
    /// Says who is who, and which vaults are trusted.
    pub registry: String,
    /// Insures; nothing without insurance.
    pub fund: Option<String>,
}

/// What the coordinator does. Every time is one of the vault's clock, which stands still while the
/// vault's requests or executions are paused.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Asks for a slash. Caller: the slasher of the terms in force at the offence. Fails for a
    /// vault that the registry did not make, an offence that is not past, too old or barred, terms
    /// that are revoked, nothing slashable at the time, a fraction over the terms, an offence that
    /// was reported before, and beyond eight open requests of the service at the vault unless it
    /// asks for at least a sixteenth more than each.
    RequestSlash {
        /// The service that asks.
        service: ServiceId,
        /// The vault.
        vault: String,
        /// The fraction of what stood behind the service at the time.
        fraction: Decimal,
        /// The time of the offence.
        infraction_time: u64,
        /// Names the offence: 1 to 64 lower-case letters, digits, `-` and `_`. It can be reported
        /// once for each vault.
        offence_id: String,
        /// A hash of the evidence.
        evidence_hash: Binary,
        /// Where the evidence is, at most 512 bytes.
        evidence_uri: String,
    },
    /// Ends a request without a slash. Caller: a resolver. Fails once the resolution is over, but
    /// for a review, and for a request that is final.
    Veto {
        /// The request.
        id: SlashId,
        /// Bars offences of the service at the vault before this time, so that the request does
        /// not come back under another id; not later than now, never lowered.
        barred_until: Option<u64>,
    },
    /// Lets a request be executed whose terms need that. Caller: a resolver. Fails once the
    /// resolution is over, for terms that need no approval, and for a request that is final.
    Approve {
        /// The request.
        id: SlashId,
    },
    /// Executes a request: draws cover, slashes the vault, keeps a receipt, tells the listeners.
    /// No listener can stop it. Caller: anyone. Fails before the resolution is over, in a review,
    /// after the deadline, without an approval that is needed, and while executions are paused.
    Execute {
        /// The request.
        id: SlashId,
        /// Listeners to leave out, from half of the execution window on: one that breaks the
        /// chain's modules. They can be told by `notify`.
        skip: Option<Vec<String>>,
    },
    /// Ends a request whose time is over, whose terms are revoked, or which was not approved.
    /// Caller: anyone. Fails while it can still be executed.
    End {
        /// The request.
        id: SlashId,
    },
    /// Tells one listener of what has become of a request, in a transaction of its own. Caller:
    /// anyone. Fails for one that is no listener of it or was told of that phase.
    Notify {
        /// The request.
        id: SlashId,
        /// The listener.
        listener: String,
    },
    /// Calls itself within itself so many times more, and does nothing else. Caller: the coordinator
    /// itself, when a fund did not pay: whoever has nested so many calls before an execution that
    /// the cover found no room for its own keeps nothing back but the execution.
    Descend {
        /// How many times more.
        steps: u32,
    },
    /// Names another registry or fund, after 45 days. Caller: owner.
    SetLinks {
        /// Says who is who.
        registry: String,
        /// Insures; nothing without insurance.
        fund: Option<String>,
    },
    /// Takes back other links that wait. Caller: owner.
    CancelLinks {},
    /// Moves the ownership, in two steps. Caller: owner, then the new owner.
    UpdateOwnership(cw_ownable::Action),
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
