//! What the coordinator answers.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::{Binary, Decimal};
use weir_json::{json, Row};
use weir_quantities::{Assets, OperatorId, ServiceId, SlashId, TermsVersion};

use crate::hub::Crank;
use crate::restaking::{Mode, SlashPhase};

/// What can be asked of the coordinator.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// Links and what waits.
    #[returns(ConfigResponse)]
    Config {},
    /// Owner and pending owner.
    #[returns(cw_ownable::Ownership<String>)]
    Ownership {},
    /// A request.
    #[returns(RequestResponse)]
    Request {
        /// The request.
        id: SlashId,
    },
    /// Requests, by id.
    #[returns(Vec<RequestResponse>)]
    Requests {
        /// Begin after this one.
        start_after: Option<SlashId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Open requests at a vault, by id.
    #[returns(Vec<RequestResponse>)]
    OpenRequests {
        /// The vault.
        vault: String,
        /// Of this service alone.
        service: Option<ServiceId>,
        /// Begin after this one.
        start_after: Option<SlashId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Whether a request can become nothing else any more.
    #[returns(bool)]
    IsFinal {
        /// The request.
        id: SlashId,
    },
    /// What an executed request took. It is kept for ever.
    #[returns(ReceiptResponse)]
    Receipt {
        /// The request.
        id: SlashId,
    },
    /// Receipts, by id.
    #[returns(Vec<ReceiptResponse>)]
    Receipts {
        /// Of this vault alone.
        vault: Option<String>,
        /// Begin after this one.
        start_after: Option<SlashId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Before when offences of a service at a vault are barred.
    #[returns(u64)]
    BarredUntil {
        /// The service.
        service: ServiceId,
        /// The vault.
        vault: String,
    },
    /// Listeners that were not told, by request.
    #[returns(Vec<FailureResponse>)]
    Failures {
        /// Of this request alone.
        id: Option<SlashId>,
        /// Begin after this request and listener.
        start_after: Option<(SlashId, String)>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Cranks and when each is ready.
    #[returns(Vec<Crank>)]
    Cranks {},
}

/// Links and what waits.
#[json]
pub struct ConfigResponse {
    /// Who governs.
    pub owner: Option<String>,
    /// Says who is who.
    pub registry: String,
    /// Insures.
    pub fund: Option<String>,
    /// Others to come.
    pub pending: Option<PendingLinks>,
}

/// Links to come.
#[json]
#[derive(Eq, Row)]
pub struct PendingLinks {
    /// Says who is who.
    pub registry: String,
    /// Insures.
    pub fund: Option<String>,
    /// When.
    pub at: u64,
}

/// What has become of a request.
#[json]
#[derive(Copy, Eq)]
pub enum RequestState {
    /// The resolvers may still decide.
    Requested {
        /// Whether one has approved.
        approved: bool,
    },
    /// It can be executed.
    Executable,
    /// The breaker holds it up: not yet, and it may still be vetoed.
    Review,
    /// It was executed.
    Executed,
    /// A resolver ended it, or its terms were revoked.
    Vetoed,
    /// Its time was over, or it was not approved.
    Expired,
}

/// A request.
#[json]
pub struct RequestResponse {
    /// Its id.
    pub id: SlashId,
    /// The service that asks.
    pub service: ServiceId,
    /// The version of terms in force at the offence.
    pub version: TermsVersion,
    /// The operator of the vault.
    pub operator: OperatorId,
    /// The vault.
    pub vault: String,
    /// The fraction it asks for.
    pub fraction: Decimal,
    /// The time of the offence.
    pub infraction_time: u64,
    /// What it asks for in assets: the fraction of what stood there.
    pub requested: Assets,
    /// Names the offence.
    pub offence_id: String,
    /// A hash of the evidence.
    pub evidence_hash: Binary,
    /// Where the evidence is.
    pub evidence_uri: String,
    /// What silence of the resolvers means.
    pub mode: Mode,
    /// When it was made, by the wall clock.
    pub requested_at: u64,
    /// The resolution is over at this time of the vault's clock.
    pub resolved_at: u64,
    /// From when it can be executed, by the vault's clock, as far as is known now.
    pub from: u64,
    /// The last second for it, by the vault's clock.
    pub until: u64,
    /// What has become of it.
    pub state: RequestState,
}

/// What an executed request took.
#[json]
pub struct ReceiptResponse {
    /// The request.
    pub id: SlashId,
    /// The service that slashed.
    pub service: ServiceId,
    /// The version of terms.
    pub version: TermsVersion,
    /// The operator of the vault.
    pub operator: OperatorId,
    /// The vault.
    pub vault: String,
    /// The time of the offence.
    pub infraction_time: u64,
    /// When it was executed, by the wall clock.
    pub executed_at: u64,
    /// The stake that answered for the offence.
    pub base: Assets,
    /// What was taken.
    pub applied: Assets,
    /// What of it the bond paid.
    pub bond: Assets,
    /// What of it insurance paid.
    pub cover: Assets,
    /// What of it the pool lost.
    pub pool_loss: Assets,
}

/// A listener that was not told.
#[json]
pub struct FailureResponse {
    /// The request.
    pub id: SlashId,
    /// The listener.
    pub listener: String,
    /// What it was to be told.
    pub phase: SlashPhase,
    /// Whether it was left out on purpose.
    pub skipped: bool,
    /// When.
    pub at: u64,
}
