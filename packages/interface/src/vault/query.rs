//! What a vault answers.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::{Decimal, Uint128, Uint256};
use weir_json::json;
use weir_quantities::{
    Assets, BucketId, GroupId, Magnitude, OperatorId, ServiceId, Shares, SlashId, TermsVersion,
};

use crate::hub::{Crank, Parameter};
use crate::restaking::Asset;
use crate::vault::{Links, Scope};

/// What can be asked of a vault.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    // Names of the vault standard.
    /// Which vault standard this follows.
    #[returns(VaultStandardInfoResponse)]
    VaultStandardInfo {},
    /// What is deposited and what stands for it.
    #[returns(VaultInfoResponse)]
    Info {},
    /// Assets behind the shares.
    #[returns(Uint128)]
    TotalAssets {},
    /// Shares in existence, queued ones included.
    #[returns(Uint128)]
    TotalVaultTokenSupply {},
    /// Assets for one share, rounded down. An error for a coin that is not the vault's asset.
    #[returns(Decimal)]
    VaultTokenExchangeRate {
        /// The asset: a denom or a token's address.
        quote_denom: String,
    },
    /// Shares that a deposit gives now.
    #[returns(Uint128)]
    ConvertToShares {
        /// Assets to deposit.
        amount: Uint128,
    },
    /// Assets that shares are paid now.
    #[returns(Uint128)]
    ConvertToAssets {
        /// Shares to redeem.
        amount: Uint128,
    },

    /// Who governs and operates, links, parameters, what waits.
    #[returns(ConfigResponse)]
    Config {},
    /// Owner and pending owner.
    #[returns(cw_ownable::Ownership<String>)]
    Ownership {},
    /// Assets, shares, magnitude, clock.
    #[returns(BooksResponse)]
    Books {},
    /// A holder's shares and exits.
    #[returns(PositionResponse)]
    Position {
        /// The holder.
        owner: String,
    },
    /// What holders have earned of what a distributor pays, by line: a coin that it pays.
    #[returns(RewardsResponse)]
    Rewards {
        /// The distributor.
        distributor: String,
        /// One of them; nothing is earned if left out.
        owner: Option<String>,
    },
    /// What a distributor pays from now on, and what is left of what it paid when it was replaced.
    #[returns(RewardStreamsResponse)]
    RewardStreams {
        /// The distributor.
        distributor: String,
    },
    /// Open buckets of exits, by day.
    #[returns(Vec<BucketResponse>)]
    Buckets {
        /// Begin after this bucket.
        start_after: Option<BucketId>,
        /// At most this many; 30 if left out, at most 30.
        limit: Option<u32>,
    },
    /// The commitment to a service.
    #[returns(CommitmentResponse)]
    Commitment {
        /// The service.
        service: ServiceId,
    },
    /// All commitments, by service: at most 16.
    #[returns(Vec<CommitmentResponse>)]
    Commitments {},
    /// The stake that a service could count on at a second, read strictly before it. An error for
    /// a second that is not past.
    #[returns(StakeResponse)]
    GuaranteedStake {
        /// The service.
        service: ServiceId,
        /// The second.
        at: u64,
    },
    /// The stake that answers for an offence at a second, read strictly before it.
    #[returns(StakeResponse)]
    SlashableStake {
        /// The service.
        service: ServiceId,
        /// The second.
        at: u64,
    },
    /// A request that the vault knows.
    #[returns(RequestResponse)]
    Request {
        /// The request.
        id: SlashId,
    },
    /// Requests that the vault knows, by id.
    #[returns(Vec<RequestResponse>)]
    Requests {
        /// Begin after this request.
        start_after: Option<SlashId>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// What a request would take if it were executed now, without cover.
    #[returns(SlashPreviewResponse)]
    PreviewSlash {
        /// The request.
        id: SlashId,
    },
    /// The operator's bond.
    #[returns(BondResponse)]
    Bond {},
    /// Slashed assets that wait for their destination.
    #[returns(Vec<SlashedResponse>)]
    Slashed {},
    /// Exposure, by service and by group, and what waits.
    #[returns(VaultRiskResponse)]
    VaultRisk {},
    /// Cranks and when each is ready.
    #[returns(Vec<Crank>)]
    Cranks {},
}

/// Which vault standard this follows.
#[json]
pub struct VaultStandardInfoResponse {
    /// Its version.
    pub version: u32,
    /// Extensions of it.
    pub extensions: Vec<String>,
}

/// What is deposited and what stands for it.
#[json]
pub struct VaultInfoResponse {
    /// The asset: a denom or a token's address.
    pub base_token: String,
    /// The vault itself: its shares are no token, a position is moved by `transfer_position`.
    pub vault_token: String,
}

/// Who governs and operates, links, parameters, what waits.
#[json]
pub struct ConfigResponse {
    /// Who governs.
    pub owner: Option<String>,
    /// Who may pause.
    pub guardian: Option<String>,
    /// The service registry, which created it.
    pub registry: String,
    /// The operator.
    pub operator: OperatorId,
    /// What it holds.
    pub asset: Asset,
    /// How many vaults of this operator and asset came before it.
    pub generation: u32,
    /// The contracts it works with.
    pub links: Links,
    /// Other contracts to come.
    pub pending_links: Option<PendingLinks>,
    /// Who is told of executed slashes.
    pub listeners: Vec<String>,
    /// Others to come.
    pub pending_listeners: Option<PendingListeners>,
    /// Every parameter with its bounds and what waits, the operator's commission among them.
    pub parameters: Vec<Parameter>,
    /// What is closed, and until when.
    pub paused: Vec<PausedScope>,
}

/// Contracts to come.
#[json]
pub struct PendingLinks {
    /// The contracts.
    pub links: Links,
    /// When, by the vault's clock.
    pub at: u64,
}

/// Listeners to come.
#[json]
pub struct PendingListeners {
    /// The contracts.
    pub listeners: Vec<String>,
    /// When, by the vault's clock.
    pub at: u64,
}

/// A closed scope.
#[json]
pub struct PausedScope {
    /// What is closed.
    pub scope: Scope,
    /// Until when, by the wall clock.
    pub until: u64,
}

/// Assets, shares, magnitude, clock.
#[json]
pub struct BooksResponse {
    /// Assets behind the shares.
    pub assets: Assets,
    /// Shares in existence, queued ones included.
    pub shares: Shares,
    /// Shares on their way out.
    pub queued: Shares,
    /// Shares that have left, ever.
    pub settled: Shares,
    /// What is left of the vault's magnitude, which began at 10^18.
    pub magnitude: Magnitude,
    /// Owed to exits that have matured.
    pub claimable: Assets,
    /// Slashed and not fetched.
    pub escrow: Assets,
    /// What the vault's clock shows.
    pub clock: u64,
    /// Until when it stands still, by the wall clock; past while it runs.
    pub paused_until: u64,
    /// Whether the generation is closed: no deposits, no commitments, exits work.
    pub closed: bool,
    /// When the breaker tripped last, by the vault's clock.
    pub tripped_at: Option<u64>,
}

/// What holders have earned of what a distributor pays.
#[json]
pub struct RewardsResponse {
    /// Whether the vault is linked with it, and will be when links that wait take effect.
    pub stays: bool,
    /// The number of the line that is opened next.
    pub next_line: u32,
    /// Its lines, by number.
    pub lines: Vec<LineResponse>,
}

/// One coin that a distributor pays.
#[json]
pub struct LineResponse {
    /// Its number.
    pub line: u32,
    /// Whether it can be funded: not after another distributor took over.
    pub open: bool,
    /// 10^-36 units per share since the beginning. Never falls.
    pub index: Uint256,
    /// 10^-36 units that the operator has earned since the beginning.
    pub commission: Uint256,
    /// 10^-36 units that the holder has earned since the beginning.
    pub earned: Uint256,
}

/// What a distributor pays from now on.
#[json]
pub struct RewardStreamsResponse {
    /// Live streams, at most 16.
    pub streams: Vec<PaidStreamResponse>,
    /// What streams had left when the vault left it.
    pub left: Vec<LeftoverResponse>,
}

/// A stream.
#[json]
pub struct PaidStreamResponse {
    /// The service that pays; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last.
    pub funder: String,
    /// Its line.
    pub line: u32,
    /// 10^-36 units a second.
    pub rate: Uint256,
    /// When it is over; later for every second without active shares.
    pub ends_at: u64,
}

/// What a stream had left.
#[json]
pub struct LeftoverResponse {
    /// Its line.
    pub line: u32,
    /// The service that paid; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last.
    pub funder: String,
    /// Whole units.
    pub units: Uint128,
}

/// A holder's shares and exits.
#[json]
pub struct PositionResponse {
    /// Shares that are not on their way out.
    pub active: Shares,
    /// What they would be paid now.
    pub assets: Assets,
    /// Exits, by day.
    pub exits: Vec<ExitResponse>,
}

/// One exit of a holder.
#[json]
pub struct ExitResponse {
    /// The bucket.
    pub bucket: BucketId,
    /// Shares in it.
    pub shares: Shares,
    /// When it matures, by the vault's clock.
    pub matures_at: u64,
    /// What it is paid; nothing until it is settled.
    pub assets: Option<Assets>,
}

/// Exits that mature together.
#[json]
pub struct BucketResponse {
    /// The bucket.
    pub bucket: BucketId,
    /// Shares in it.
    pub shares: Shares,
    /// When it matures, by the vault's clock.
    pub matures_at: u64,
}

/// A promise to a service.
#[json]
pub struct CommitmentResponse {
    /// The service.
    pub service: ServiceId,
    /// The version of its terms in force.
    pub version: TermsVersion,
    /// Magnitude promised as voting power.
    pub power: Magnitude,
    /// Magnitude promised as slashable.
    pub slashable: Magnitude,
    /// Part of it that the service may take within an exit delay.
    pub max_slash: Decimal,
    /// What the service may still take, in magnitude.
    pub budget: Magnitude,
    /// What open requests ask for, in magnitude.
    pub asked: Magnitude,
    /// The stake it may count on now.
    pub guaranteed: Assets,
    /// What it could take now.
    pub payable: Assets,
    /// Correlation groups of the service.
    pub groups: Vec<GroupId>,
    /// Whether a slash has put it in quarantine.
    pub quarantined: bool,
    /// A change that waits.
    pub pending: Option<PendingCommitment>,
}

/// A change of a commitment that waits.
#[json]
pub struct PendingCommitment {
    /// The weight to come.
    pub weight: Magnitude,
    /// The version of terms to come; nothing for a lowering.
    pub version: Option<TermsVersion>,
    /// When it takes effect, by the vault's clock.
    pub at: u64,
}

/// A stake at a second.
#[json]
pub struct StakeResponse {
    /// The stake.
    pub assets: Assets,
    /// The version of terms in force then.
    pub version: TermsVersion,
    /// Part of it that the service may take.
    pub max_slash: Decimal,
    /// The operator's bond that was not on its way out then.
    pub active_bond: Assets,
    /// What the vault's clock showed then.
    pub clock: u64,
    /// What it shows now.
    pub now: u64,
}

/// A request that the vault knows.
#[json]
pub struct RequestResponse {
    /// The request.
    pub id: SlashId,
    /// The service that asks.
    pub service: ServiceId,
    /// The fraction it asks for.
    pub fraction: Decimal,
    /// The time of the offence.
    pub infraction_time: u64,
    /// The version of terms in force then.
    pub version: TermsVersion,
    /// What it asks for, in magnitude at the request.
    pub asked: Magnitude,
    /// The resolution is over at this time of the vault's clock.
    pub resolved_at: u64,
    /// From when it can be executed, by the vault's clock, as far as is known now.
    pub from: u64,
    /// The last second for it.
    pub until: u64,
    /// What the vault's clock shows.
    pub clock: u64,
}

/// What a request would take.
#[json]
pub struct SlashPreviewResponse {
    /// The stake that answers for the offence.
    pub base: Assets,
    /// What would be lost.
    pub loss: Assets,
    /// What of it the bond pays.
    pub bond: Assets,
    /// The operator's bond that was not on its way out at the offence.
    pub active_bond: Assets,
    /// The vault's exit delay in seconds.
    pub exit_delay: u64,
    /// From when the request can be executed, by the vault's clock, as far as is known now.
    pub from: u64,
    /// The last second for it.
    pub until: u64,
    /// What the vault's clock shows.
    pub clock: u64,
    /// Who is told of executed slashes by the vault's word.
    pub listeners: Vec<String>,
}

/// The operator's bond.
#[json]
pub struct BondResponse {
    /// Not on its way out.
    pub active: Assets,
    /// On its way out.
    pub exits: Vec<BondExitResponse>,
    /// The bond as a share of the pool's assets; 0 for an empty pool.
    pub ratio: Decimal,
}

/// A part of the bond on its way out.
#[json]
pub struct BondExitResponse {
    /// How much.
    pub assets: Assets,
    /// When it may be taken, by the vault's clock.
    pub matures_at: u64,
}

/// Slashed assets that wait for their destination.
#[json]
pub struct SlashedResponse {
    /// The service that slashed.
    pub service: ServiceId,
    /// The version of its terms that named the destination.
    pub version: TermsVersion,
    /// How much.
    pub assets: Assets,
}

/// Exposure and what waits.
#[json]
pub struct VaultRiskResponse {
    /// Sum of weights, as a share of the vault's magnitude.
    pub leverage: Decimal,
    /// Sum of what services may take, as a share of it.
    pub exposure: Decimal,
    /// Sum of what they may still take now.
    pub budgets: Decimal,
    /// What open requests ask for.
    pub pending_slash: Decimal,
    /// Shares on their way out, as a share of all.
    pub queued: Decimal,
    /// Seconds that an exit takes.
    pub exit_delay: u64,
    /// By service, the largest first.
    pub services: Vec<ServiceExposure>,
    /// By correlation group.
    pub groups: Vec<GroupExposure>,
}

/// What one service may take.
#[json]
pub struct ServiceExposure {
    /// The service.
    pub service: ServiceId,
    /// As a share of the vault's magnitude.
    pub exposure: Decimal,
}

/// What services of one group may take.
#[json]
pub struct GroupExposure {
    /// The group.
    pub group: GroupId,
    /// As a share of the vault's magnitude.
    pub exposure: Decimal,
}

/// What a slash took: the data that `apply_slash` answers with.
#[json]
pub struct AppliedSlash {
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
