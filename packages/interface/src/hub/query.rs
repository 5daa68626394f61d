//! What the hub answers.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::{Addr, Decimal};
use weir_json::json;
use weir_quantities::{Assets, BatchId, PartId, Shares};

use crate::hub::Scope;
use crate::peer::PeerField;
use crate::registry::Standing;

/// What can be asked of the hub.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    // What lenders and exchanges ask.
    /// The rate from the stored books, with the time of the last sync. An error for a foreign
    /// denom and while the hub is insolvent.
    #[returns(RedemptionRateResponse)]
    RedemptionRate {
        /// The token's address.
        denom: String,
        /// Means nothing here.
        #[serde(default, skip_serializing)]
        params: PeerField,
    },
    /// The rates of past days, newest first, at most one a day for 90 days.
    #[returns(Vec<RedemptionRateResponse>)]
    HistoricalRedemptionRates {
        /// The token's address.
        denom: String,
        /// Means nothing here.
        #[serde(default, skip_serializing)]
        params: PeerField,
        /// At most this many; 30 if left out, at most 90.
        limit: Option<u32>,
    },
    /// The rate from the stored books.
    #[returns(Decimal)]
    GetRedemptionRate {},
    /// The token's address.
    #[returns(String)]
    GetLstAssetDenom {},
    /// The rate from the stored books.
    #[returns(Decimal)]
    ExchangeRate {},

    // What clients of Steak and Eris ask.
    /// Supply, backing, rate and what is where.
    #[returns(StateResponse)]
    State {},
    /// The batch that gathers requests.
    #[returns(PendingBatchResponse)]
    PendingBatch {},
    /// A closed batch.
    #[returns(PreviousBatchResponse)]
    PreviousBatch(u64),
    /// Closed batches, by id.
    #[returns(Vec<PreviousBatchResponse>)]
    PreviousBatches {
        /// Begin after this batch.
        start_after: Option<u64>,
        /// At most this many; 10 if left out, at most 30.
        limit: Option<u32>,
    },
    /// Requests of a batch, by owner.
    #[returns(Vec<RequestByBatch>)]
    UnbondRequestsByBatch {
        /// The batch.
        id: u64,
        /// Begin after this owner.
        start_after: Option<String>,
        /// At most this many; 10 if left out, at most 30.
        limit: Option<u32>,
    },
    /// Requests of an owner, by batch.
    #[returns(Vec<RequestByUser>)]
    UnbondRequestsByUser {
        /// The owner.
        user: String,
        /// Begin after this batch.
        start_after: Option<u64>,
        /// At most this many; 10 if left out, at most 30.
        limit: Option<u32>,
    },
    /// Requests of an owner with their state, by batch.
    #[returns(Vec<RequestDetails>)]
    UnbondRequestsByUserDetails {
        /// The owner.
        user: String,
        /// Begin after this batch.
        start_after: Option<u64>,
        /// At most this many; 10 if left out, at most 30.
        limit: Option<u32>,
    },
    /// The rates of past days and the growth a day between first and last of them, newest first.
    #[returns(ExchangeRatesResponse)]
    ExchangeRates {
        /// Only older than this time.
        start_after: Option<u64>,
        /// At most this many; 10 if left out, at most 90.
        limit: Option<u32>,
    },
    /// Links, roles and every parameter with its bounds and pending raise.
    #[returns(ConfigResponse)]
    Config {},

    // Our own.
    /// Owner and pending owner.
    #[returns(cw_ownable::Ownership<String>)]
    Ownership {},
    /// The rate from the stored books and what may keep from acting at it.
    #[returns(RateResponse)]
    Rate {},
    /// The rate that a sync now would give.
    #[returns(RateResponse)]
    LiveRate {},
    /// Growth of the rate a year, over a window in seconds.
    #[returns(AprResponse)]
    Apr {
        /// How far to look back; 30 days if left out.
        window: Option<u64>,
    },
    /// What an action would give now.
    #[returns(SimulateResponse)]
    Simulate(Simulation),
    /// All that the hub holds and owes.
    #[returns(SolvencyResponse)]
    Solvency {},
    /// Cranks and when each is ready.
    #[returns(Vec<Crank>)]
    Cranks {},
    /// The ledger, one row a validator, by operator address.
    #[returns(Vec<ValidatorResponse>)]
    Validators {
        /// Begin after this operator address.
        start_after: Option<String>,
        /// At most this many; all if left out.
        limit: Option<u32>,
    },
    /// One validator of the ledger.
    #[returns(ValidatorResponse)]
    Validator {
        /// Operator address.
        validator: String,
    },
    /// The last slashes seen, newest first.
    #[returns(Vec<SlashResponse>)]
    Slashes {
        /// Only with a smaller number than this.
        start_after: Option<u64>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// A batch in full.
    #[returns(BatchResponse)]
    Batch {
        /// The batch.
        id: BatchId,
    },
    /// Parts in unbonding, by completion.
    #[returns(Vec<PartResponse>)]
    Parts {
        /// Begin after this completion time and part.
        start_after: Option<(u64, PartId)>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// What is wrong or will be: warnings in words, who may migrate, who governs.
    #[returns(HealthResponse)]
    Health {},
}

/// A rate with its age.
#[json]
pub struct RedemptionRateResponse {
    /// Assets per share, rounded down.
    pub redemption_rate: Decimal,
    /// When the delegations behind it were last read.
    pub update_time: u64,
}

/// Supply, backing, rate and what is where, as Eris's clients read it.
#[json]
pub struct StateResponse {
    /// Shares in existence.
    pub total_ustake: Shares,
    /// Backing.
    pub total_utoken: Assets,
    /// Assets per share.
    pub exchange_rate: Decimal,
    /// Always empty.
    pub unlocked_coins: Vec<cosmwasm_std::Coin>,
    /// In unbonding for batches.
    pub unbonding: Assets,
    /// In the buffer.
    pub available: Assets,
    /// Everything: delegated, buffered, in unbonding.
    pub tvl_utoken: Assets,
}

/// The batch that gathers requests.
#[json]
pub struct PendingBatchResponse {
    /// Its id.
    pub id: u64,
    /// Shares queued in it.
    pub ustake_to_burn: Shares,
    /// The earliest moment it can be submitted as things stand; when it is empty, as if a request
    /// came now.
    pub est_unbond_start_time: u64,
}

/// A closed batch.
#[json]
pub struct PreviousBatchResponse {
    /// Its id.
    pub id: u64,
    /// Whether all its parts are settled.
    pub reconciled: bool,
    /// Shares queued in it.
    pub total_shares: Shares,
    /// Received and not paid yet.
    pub utoken_unclaimed: Assets,
    /// When its last part is paid by the chain; when it waits, the earliest that can be.
    pub est_unbond_end_time: u64,
}

/// A request, seen from its batch.
#[json]
pub struct RequestByBatch {
    /// Whose.
    pub user: String,
    /// Shares queued.
    pub shares: Shares,
}

/// A request, seen from its owner.
#[json]
pub struct RequestByUser {
    /// The batch.
    pub id: u64,
    /// Shares queued.
    pub shares: Shares,
}

/// How far a request is, in Eris's words.
#[json]
#[derive(Copy, Eq)]
pub enum RequestState {
    /// Its batch gathers requests or waits for its submission.
    #[serde(rename = "PENDING")]
    Pending,
    /// Its batch is in unbonding.
    #[serde(rename = "UNBONDING")]
    Unbonding,
    /// Its batch is settled.
    #[serde(rename = "COMPLETED")]
    Completed,
}

/// A request with its state.
#[json]
pub struct RequestDetails {
    /// The batch.
    pub id: u64,
    /// Shares queued.
    pub shares: Shares,
    /// How far it is.
    pub state: RequestState,
    /// The batch, once it is closed.
    pub batch: Option<PreviousBatchResponse>,
    /// The batch, while it gathers requests.
    pub pending: Option<PendingBatchResponse>,
    /// What could be withdrawn now.
    pub payable: Assets,
    /// What was withdrawn before.
    pub claimed: Assets,
}

/// The rates of past days.
#[json]
pub struct ExchangeRatesResponse {
    /// Time and rate, newest first.
    pub exchange_rates: Vec<(u64, Decimal)>,
    /// Growth a day between the oldest and the newest of them; nothing with fewer than two, or
    /// when the rate fell.
    pub apr: Option<Decimal>,
}

/// A parameter.
#[json]
pub struct Parameter {
    /// Its name, as in `update_config`.
    pub name: String,
    /// What is in force.
    pub value: String,
    /// The least allowed.
    pub min: String,
    /// The most allowed.
    pub max: String,
    /// A raise that waits.
    pub pending: Option<PendingParameter>,
}

/// A raise that waits.
#[json]
pub struct PendingParameter {
    /// The value to come.
    pub value: String,
    /// From when it can be put into force.
    pub active_at: u64,
}

/// Links, roles, parameters.
#[json]
pub struct ConfigResponse {
    /// Who governs.
    pub owner: Option<String>,
    /// Who may accept the ownership.
    pub new_owner: Option<String>,
    /// The token.
    pub stake_token: String,
    /// Seconds between the closings of two batches, at least.
    pub epoch_period: u64,
    /// The chain's unbonding period in seconds.
    pub unbond_period: u64,
    /// Operator addresses in ledger or targets.
    pub validators: Vec<String>,
    /// The staking coin.
    pub denom: String,
    /// The registry.
    pub registry: String,
    /// The distributor.
    pub distributor: String,
    /// May pause for a limited time.
    pub guardian: Option<String>,
    /// May vote the hub's stake.
    pub voter: Option<String>,
    /// Every parameter.
    pub parameters: Vec<Parameter>,
}

/// The rate and what may keep from acting at it.
#[json]
pub struct RateResponse {
    /// Assets per share, rounded down.
    pub rate: Decimal,
    /// Assets behind the shares.
    pub backing: Assets,
    /// Shares in existence.
    pub supply: Shares,
    /// When the delegations were last read.
    pub synced_at: u64,
    /// What is paused.
    pub paused: Vec<Scope>,
    /// Until when the breaker keeps bonding and instant redemption closed.
    pub breaker: Option<u64>,
    /// Whether backing is next to nothing.
    pub insolvent: bool,
}

/// Growth of the rate a year.
#[json]
pub struct AprResponse {
    /// Growth a year, not compounded; nothing with fewer than two samples, or when the rate fell.
    pub apr: Option<Decimal>,
    /// How many samples lie in the window.
    pub samples: u32,
    /// Seconds between the first and the last of them.
    pub seconds: u64,
}

/// An action to simulate.
#[json]
#[serde(deny_unknown_fields)]
pub enum Simulation {
    /// Bonding assets at the stored rate.
    Bond {
        /// How many.
        assets: Assets,
    },
    /// Queueing shares.
    Queue {
        /// How many.
        shares: Shares,
    },
    /// Redeeming shares at once, at the live rate.
    Instant {
        /// How many.
        shares: Shares,
    },
    /// Withdrawing all that is payable to an account.
    Claim {
        /// Whose requests.
        owner: String,
    },
}

/// What an action would give now.
#[json]
#[derive(Default)]
pub struct SimulateResponse {
    /// Shares that would be minted or queued.
    pub shares: Shares,
    /// Assets that would be paid, now or (queueing) at the rate of now after unbonding.
    pub assets: Assets,
    /// The fee in it.
    pub fee: Assets,
    /// The batch a request would join.
    pub batch: Option<BatchId>,
    /// The earliest moment the coins can be there.
    pub ready_at: Option<u64>,
}

/// All that the hub holds and owes.
#[json]
pub struct SolvencyResponse {
    /// The ledger: what the delegations were worth at the last sync, moved by the hub's own acts.
    pub delegated: Assets,
    /// Bonded and not delegated.
    pub buffer: Assets,
    /// Rewards not vested yet.
    pub unvested: Assets,
    /// When the last of them vests.
    pub vested_at: u64,
    /// Assets behind the shares.
    pub backing: Assets,
    /// Shares in existence.
    pub supply: Shares,
    /// Expected from parts in unbonding.
    pub unbonding: Assets,
    /// Received for requests and not paid yet.
    pub claimable: Assets,
    /// The hub's balance.
    pub balance: Assets,
    /// Balance beyond buffer and claimable: matured coins not settled, late coins, gifts.
    pub unaccounted: Assets,
    /// What settled batches miss.
    pub shortfall: Assets,
    /// Whether backing is next to nothing.
    pub insolvent: bool,
}

/// A permissionless call and when it is ready.
#[json]
#[derive(Eq)]
pub struct Crank {
    /// The message's name.
    pub name: String,
    /// Whether it would do something now.
    pub ready: bool,
    /// When it will be ready as far as time decides; nothing when something else has to happen first.
    pub ready_at: Option<u64>,
}

/// A validator of the ledger.
#[json]
pub struct ValidatorResponse {
    /// Operator address.
    pub validator: String,
    /// How it stands.
    pub standing: Standing,
    /// Its weight.
    pub weight: u64,
    /// What the delegation was worth at the last sync, moved by the hub's own acts.
    pub assets: Assets,
    /// What it should be.
    pub target: Assets,
    /// Lost to slashes over all time.
    pub losses: Assets,
    /// Completion times of unbonding entries that count.
    pub entries: Vec<u64>,
    /// Until when nothing may be moved out of it, for stake that was moved in.
    pub locked_until: Option<u64>,
    /// Until when it is left alone, since the chain refused something.
    pub full_until: Option<u64>,
    /// Since when it cannot be read.
    pub unread_since: Option<u64>,
}

/// A slash seen by a sync.
#[json]
pub struct SlashResponse {
    /// Its number.
    pub id: u64,
    /// Operator address.
    pub validator: String,
    /// The delegation before.
    pub before: Assets,
    /// The delegation after.
    pub after: Assets,
    /// When the sync saw it.
    pub seen_at: u64,
}

/// How far a batch is.
#[json]
#[derive(Copy, Eq)]
pub enum BatchStage {
    /// Gathers requests.
    Open,
    /// Closed; not wholly placed.
    Waiting,
    /// Wholly placed; parts are in unbonding.
    Unbonding,
    /// All parts settled.
    Settled,
}

/// A batch in full.
#[json]
pub struct BatchResponse {
    /// Its id.
    pub id: BatchId,
    /// How far it is.
    pub stage: BatchStage,
    /// Shares queued in it.
    pub shares: Shares,
    /// Of them not placed yet.
    pub unplaced: Shares,
    /// When it closes or closed to newcomers; nothing while a batch before it waits.
    pub closes_at: Option<u64>,
    /// When it can be submitted as far as time decides.
    pub submittable_at: Option<u64>,
    /// Asked of the chain and paid from the buffer so far.
    pub placed: Assets,
    /// Parts in unbonding.
    pub parts: u32,
    /// Received for its requests.
    pub received: Assets,
    /// Paid to its requests.
    pub paid: Assets,
    /// What its settled parts miss.
    pub shortfall: Assets,
    /// When its last part is paid by the chain.
    pub completes_at: Option<u64>,
}

/// A part in unbonding.
#[json]
pub struct PartResponse {
    /// Its id.
    pub id: PartId,
    /// Its batch.
    pub batch: BatchId,
    /// Operator address.
    pub validator: String,
    /// What the chain granted.
    pub expected: Assets,
    /// When the chain pays.
    pub completes_at: u64,
    /// Whether it is marked for the round of settling in progress.
    pub marked: bool,
}

/// What is wrong or will be.
#[json]
pub struct HealthResponse {
    /// One sentence each.
    pub warnings: Vec<String>,
    /// Who may migrate the hub.
    pub admin: Option<Addr>,
    /// Who may migrate the token.
    pub token_admin: Option<Addr>,
    /// Who may migrate the registry.
    pub registry_admin: Option<Addr>,
    /// Who may migrate the distributor.
    pub distributor_admin: Option<Addr>,
    /// Who governs the hub.
    pub owner: Option<Addr>,
    /// Name and version of the code.
    pub version: String,
}
