//! What the coordinator stores.

use cosmwasm_std::{Addr, Binary, Decimal};
use weir_interface::coordinator::PendingLinks;
use weir_interface::restaking::{Mode, SlashPhase};
use weir_json::{Item, Map, Row};
use weir_quantities::{
    Assets, OperatorId, Seconds, ServiceId, SlashId, TermsVersion, Time, VaultTime, DAY,
};

/// Most open requests of one service at one vault that ask for anything at all.
pub const MAX_OPEN: usize = 8;
/// Longest hash of evidence, in bytes.
pub const MAX_EVIDENCE_HASH: usize = 64;
/// What one listener may use of the gas of an execution.
pub const LISTENER_GAS: u64 = 300_000;
/// Calls of a cover within each other: the fund, the token, the vault.
pub const COVER_DEPTH: u32 = 3;
/// How long other links wait: longer than any way out of a vault, by the wall clock. That is 28 days
/// to the end of a day, and the 14 for which a vault's clock can stand still.
pub const NOTICE: Seconds = DAY.times(45);
/// The longest that a breaker holds a request up.
pub const REVIEW: Seconds = DAY.times(2);

/// Who the coordinator works with. Changes by `set_links`, after the notice.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Links {
    /// Says who is who.
    pub registry: Addr,
    /// Insures; nothing without insurance.
    pub fund: Option<Addr>,
}

/// A request. Written once, and again with every decision about it; kept for ever.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Request {
    /// The service that asks.
    pub service: ServiceId,
    /// The version of terms in force at the offence.
    pub version: TermsVersion,
    /// The operator of the vault.
    pub operator: OperatorId,
    /// The vault.
    pub vault: Addr,
    /// The fraction it asks for.
    pub fraction: Decimal,
    /// The time of the offence.
    pub infraction_time: Time,
    /// What it asks for in assets: the fraction of what stood there at the request.
    pub requested: Assets,
    /// Names the offence.
    pub offence_id: String,
    /// A hash of the evidence.
    pub evidence_hash: Binary,
    /// Where the evidence is.
    pub evidence_uri: String,
    /// What silence of the resolvers means.
    pub mode: Mode,
    /// Who may decide: of the terms, which never change.
    pub resolvers: Vec<Addr>,
    /// When it was made, by the wall clock.
    pub requested_at: Time,
    /// The resolution is over at this time of the vault's clock.
    pub resolved_at: VaultTime,
    /// From the request to the resolution.
    pub resolution_window: Seconds,
    /// From the resolution to the last second without a review.
    pub execution_window: Seconds,
    /// What was decided.
    pub decision: Decision,
}

/// What was decided about a request. The clock decides the rest.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Row)]
pub enum Decision {
    /// Nothing.
    Open {},
    /// A resolver lets it be executed.
    Approved {},
    /// It was executed.
    Executed {},
    /// A resolver ended it, or its terms were revoked.
    Vetoed {},
    /// Its time was over, or it was not approved.
    Expired {},
}

/// What an executed request took. Written once, kept for ever.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Receipt {
    /// When, by the wall clock.
    pub executed_at: Time,
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
    /// Who was called in the execution, whether he failed or not.
    pub called: Vec<Addr>,
}

/// A listener that was not told.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct Untold {
    /// Whether it was left out on purpose.
    pub skipped: bool,
    /// When.
    pub at: Time,
}

/// Who the coordinator works with.
pub const LINKS: Item<Links> = Item::new("links");
/// Others to come; absent without.
pub const PENDING_LINKS: Item<PendingLinks> = Item::new("pending_links");
/// The newest request; absent before the first.
pub const LAST_ID: Item<SlashId> = Item::new("last_id");
/// Requests by id.
pub const REQUESTS: Map<u64, Request> = Map::new("requests");
/// Those that are not final, by vault, service, what they ask for, and id: so that the largest is
/// found without the others. A row goes when its request is final.
pub const OPEN: Map<(&Addr, u64, (u128, u64)), ()> = Map::new("open");
/// Offences that were reported, by service, vault and the offence's name. Never removed: an offence
/// is reported once.
pub const OFFENCES: Map<(u64, &Addr, &str), SlashId> = Map::new("offences");
/// Before when offences are barred, by service and vault. Never lowered.
pub const BARRED: Map<(u64, &Addr), Time> = Map::new("barred");
/// What executed requests took, by id.
pub const RECEIPTS: Map<u64, Receipt> = Map::new("receipts");
/// The ids of receipts, by vault.
pub const RECEIPTS__VAULT: Map<(&Addr, u64), ()> = Map::new("receipts__vault");
/// Who was not told of an execution, by request and listener. A row goes when he is.
pub const FAILURES: Map<(u64, &Addr), Untold> = Map::new("failures");
/// What each listener was told last by `notify`, by request and listener.
pub const TOLD: Map<(u64, &Addr), SlashPhase> = Map::new("told");

impl Request {
    /// The half of the execution window from which listeners may be left out.
    pub fn skip_from(&self, until: VaultTime) -> VaultTime {
        until.before(Seconds::new(self.execution_window.u64().div_ceil(2)))
    }

    /// Whether it can become nothing else any more.
    pub fn is_final(&self) -> bool {
        !matches!(self.decision, Decision::Open {} | Decision::Approved {})
    }

    /// Whether its resolvers have let it be executed, or need not.
    pub fn is_approved(&self) -> bool {
        self.mode == Mode::Veto || self.decision == Decision::Approved {}
    }

    /// Its key among the open ones.
    pub fn open_key(&self, id: SlashId) -> (&Addr, u64, (u128, u64)) {
        (&self.vault, self.service.u64(), (self.requested.u128(), id.u64()))
    }
}
