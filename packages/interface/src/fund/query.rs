//! What the fund answers.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::Decimal;
use weir_json::json;
use weir_quantities::{Assets, ServiceId, Shares, SlashId, TermsVersion};

use crate::hub::{Crank, Parameter};
use crate::restaking::Asset;

/// What can be asked of the fund.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// Links, parameters, what waits.
    #[returns(ConfigResponse)]
    Config {},
    /// Owner and pending owner.
    #[returns(cw_ownable::Ownership<String>)]
    Ownership {},
    /// What it holds and owes.
    #[returns(BooksResponse)]
    Books {},
    /// A holder's shares and exits.
    #[returns(PositionResponse)]
    Position {
        /// The holder.
        owner: String,
    },
    /// A policy.
    #[returns(PolicyResponse)]
    Policy {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The vault.
        vault: String,
    },
    /// Policies, by vault and service.
    #[returns(Vec<PolicyResponse>)]
    Policies {
        /// Of this vault alone.
        vault: Option<String>,
        /// Begin after this vault, service and version.
        start_after: Option<(String, ServiceId, TermsVersion)>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// What was drawn for a request.
    #[returns(DrawResponse)]
    Draw {
        /// The request.
        id: SlashId,
    },
    /// Cranks and when each is ready.
    #[returns(Vec<Crank>)]
    Cranks {},
}

/// Links, parameters, what waits.
#[json]
pub struct ConfigResponse {
    /// Who governs.
    pub owner: Option<String>,
    /// What it holds.
    pub asset: Asset,
    /// Draws cover.
    pub coordinator: String,
    /// Says who is who.
    pub registry: String,
    /// Whose losses it may cover.
    pub hub: Option<String>,
    /// Every parameter with its bounds and what waits.
    pub parameters: Vec<Parameter>,
}

/// What the fund holds and owes.
#[json]
pub struct BooksResponse {
    /// Assets behind the shares.
    pub assets: Assets,
    /// Shares in existence.
    pub shares: Shares,
    /// What was slashed for the fund and is left: it pays covers first, and holders a tenth of what
    /// they have in a year. It belongs to no share.
    pub reserve: Assets,
    /// Drawn within the last 7 days.
    pub drawn: Assets,
    /// What may still be drawn now.
    pub drawable: Assets,
    /// Premiums over all time.
    pub premiums: Assets,
    /// Covers over all time.
    pub covered: Assets,
}

/// A holder's shares and exits.
#[json]
pub struct PositionResponse {
    /// Shares that are not on their way out.
    pub active: Shares,
    /// What they are worth now.
    pub assets: Assets,
    /// Exits, by time.
    pub exits: Vec<ExitResponse>,
}

/// One exit of a holder.
#[json]
pub struct ExitResponse {
    /// How many shares.
    pub shares: Shares,
    /// When it matures, by the wall clock.
    pub matures_at: u64,
}

/// A policy.
#[json]
pub struct PolicyResponse {
    /// The service.
    pub service: ServiceId,
    /// The version of its terms.
    pub version: TermsVersion,
    /// The vault.
    pub vault: String,
    /// What the operator's active bond must have been at an offence.
    pub minimum_bond: Assets,
    /// Part of the service's rewards that is paid as premium.
    pub premium: Decimal,
    /// Since when premiums are paid; nothing before the first.
    pub paid_since: Option<u64>,
    /// When it is over, or was: nothing unless its end was announced.
    pub ends_at: Option<u64>,
}

/// What was drawn for a request.
#[json]
pub struct DrawResponse {
    /// The request.
    pub id: SlashId,
    /// What was sent to the vault.
    pub drawn: Assets,
    /// What came back.
    pub returned: Assets,
}
