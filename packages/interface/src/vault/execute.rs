//! What a vault is told.

use cosmwasm_std::{Binary, Decimal, Uint128};
use weir_json::{json, Row};
use weir_quantities::{
    Assets, BucketId, Magnitude, OperatorId, ServiceId, Shares, SlashId, TermsVersion,
};

use crate::restaking::Asset;

/// Creates a vault. Sent by the service registry, which makes all vaults that are trusted.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Who governs it: a DAO.
    pub owner: String,
    /// May pause for a limited time.
    pub guardian: Option<String>,
    /// The operator.
    pub operator: OperatorId,
    /// What it holds.
    pub asset: Asset,
    /// The contracts it works with; the registry is who creates it.
    pub links: Links,
    /// Parameters other than the defaults.
    pub parameters: Option<ParameterChanges>,
    /// How many vaults of this operator and asset came before it.
    pub generation: u32,
}

/// The contracts a vault works with.
#[json]
#[derive(Eq, Row)]
#[serde(deny_unknown_fields)]
pub struct Links {
    /// Decides about slash requests.
    pub coordinator: String,
    /// Holds and pays what holders earn.
    pub distributor: String,
    /// Insures; nothing for a vault that is not insured.
    pub fund: Option<String>,
    /// Burns and unbonds slashed shares of the derivative; nothing for a vault of another asset.
    pub hub: Option<String>,
    /// Gets what is slashed for the treasury.
    pub treasury: String,
}

/// Parameters to change; what is left out stays. Bounds, defaults and what waits: the `config`
/// query.
#[json]
#[derive(Default, Row)]
#[serde(deny_unknown_fields)]
pub struct ParameterChanges {
    /// Seconds that an exit takes, and the notice of all that raises risk. 14 to 28 days; default
    /// 21 days. A change waits for the notice.
    pub exit_delay: Option<u64>,
    /// Sum of weights, as a multiple of the vault's magnitude. 1 to 2; default 1. A raise waits for
    /// the notice.
    pub leverage: Option<Decimal>,
    /// Sum of what services may take. 0.01 to 0.5; default 0.5. A raise waits for the notice.
    pub cap: Option<Decimal>,
    /// What one service may take. 0.01 to the cap; default 0.2. A raise waits for the notice.
    pub per_service: Option<Decimal>,
    /// What services of one group may take. 0.01 to the cap; default 0.3. A raise waits for the
    /// notice.
    pub per_group: Option<Decimal>,
    /// Loss of a day that trips the breaker, as a share of the assets at its start. 0.05 to 0.5;
    /// default 0.25.
    pub breaker: Option<Decimal>,
    /// Most assets that deposits may fill the vault to; `"0"` for no limit. Default no limit.
    pub deposit_cap: Option<Assets>,
    /// The smallest deposit.
    pub min_deposit: Option<Assets>,
}

/// What can be closed for a while. While requests or executions are, the vault's clock stands
/// still.
#[json]
#[derive(Copy, Eq, PartialOrd, Ord, Row)]
#[serde(deny_unknown_fields)]
pub enum Scope {
    /// Deposits.
    Deposits,
    /// Announcements of commitments.
    Commitments,
    /// New slash requests.
    Requests,
    /// Executions of slashes.
    Executions,
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Deposits => "deposits",
            Self::Commitments => "commitments",
            Self::Requests => "requests",
            Self::Executions => "executions",
        })
    }
}

/// What a vault of a cw20 asset is told in a cw20 `send`.
#[json]
#[serde(deny_unknown_fields)]
pub enum ReceiveMsg {
    /// As `deposit`, with the tokens that were sent.
    Deposit {
        /// Who gets the shares; the sender if left out.
        receiver: Option<String>,
        /// The least shares to be given.
        min_shares: Option<Shares>,
        /// Most that open slash requests may ask for, as a share of the vault.
        max_pending_slash: Option<Decimal>,
    },
    /// As `add_bond`, with the tokens that were sent.
    AddBond {},
    /// As `bring_cover`, with the tokens that were sent.
    BringCover {
        /// The request that is being executed.
        id: SlashId,
    },
}

/// What a vault does. Before its own step, every message that changes the books does what the
/// clock decided: budgets refill, changes that waited take effect, matured exits are settled.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Takes tokens in a cw20 `send`. Caller: the asset's contract. Fails for any other token.
    Receive {
        /// Who sent the tokens.
        sender: String,
        /// How many.
        amount: Uint128,
        /// What the sender asks: a `ReceiveMsg` in JSON.
        msg: Binary,
    },
    /// Takes assets in and gives shares, rounded down. Caller: anyone. Funds: the asset, where it
    /// is a coin. Fails while deposits are paused, below the smallest deposit, above the cap, for
    /// no share or fewer than `min_shares`, when open requests ask for more than
    /// `max_pending_slash`, and in a closed generation.
    Deposit {
        /// Who gets the shares; the sender if left out.
        receiver: Option<String>,
        /// The least shares to be given.
        min_shares: Option<Shares>,
        /// Most that open slash requests may ask for, as a share of the vault: consent to faults
        /// that are older than the deposit.
        max_pending_slash: Option<Decimal>,
    },
    /// Puts shares on their way out. They stay slashable and earn nothing until their bucket has
    /// matured. Caller: holder. Fails for more than the holder's active shares.
    RequestExit {
        /// How many.
        shares: Shares,
    },
    /// Makes queued shares active again. Caller: holder. Fails once the bucket has matured.
    CancelExit {
        /// The bucket.
        bucket: BucketId,
        /// How many; all of them if left out.
        shares: Option<Shares>,
    },
    /// Pays matured exits. Never calls the distributor. Caller: holder. Fails when none has
    /// matured.
    ClaimExit {
        /// Who is paid; the holder if left out.
        receiver: Option<String>,
        /// At most this many buckets; 30 if left out, at most 30.
        limit: Option<u32>,
    },
    /// Moves shares to another holder: active ones first, then queued ones from the newest bucket
    /// on, which keep their dates. Caller: holder. Fails for more than he has.
    TransferPosition {
        /// Who gets them.
        recipient: String,
        /// How many.
        shares: Shares,
    },
    /// Does what the clock decided, and nothing else. Caller: anyone.
    Settle {},

    /// Opens a line of rewards: for one coin that the distributor holds for the vault's holders.
    /// Caller: the distributor. Fails for another number than the next, for a ninth open line, and for
    /// a sixty-fifth ever.
    OpenLine {
        /// Its number: `next_line` of the `rewards` query.
        line: u32,
    },
    /// Adds to a stream into a line, to be earned evenly; sooner where the duration would lower the
    /// rate of a stream that runs. Caller: the distributor, which was paid. Fails for a line that is
    /// not open, beside a live stream of the payer into another line, for a seventeenth live stream,
    /// for a duration out of its bounds, and while a change to another distributor waits.
    FundRewards {
        /// The line.
        line: u32,
        /// The service that pays; nothing for a listed funder.
        service: Option<ServiceId>,
        /// Who funds.
        funder: String,
        /// How much.
        units: Uint128,
        /// Over how many seconds. One day to 365 days.
        duration: u64,
    },

    /// Announces more weight for a service, or other terms. It counts in the limits at once and
    /// takes effect after the notice. Caller: operator. Fails while commitments are paused, without
    /// an active link, for terms that are revoked or do not fit the exit delay, over a limit, in
    /// quarantine, while a lowering waits, and in a closed generation.
    AnnounceCommitment {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The weight to come, in the vault's magnitude.
        weight: Magnitude,
    },
    /// Lowers a commitment: power now, slashability after the exit delay; or takes back a raise.
    /// Caller: operator. Fails when the target is not lower.
    LowerCommitment {
        /// The service.
        service: ServiceId,
        /// The weight to come.
        target: Magnitude,
    },
    /// Ends one side's part of the quarantine after a slash. Caller: operator, or the service's
    /// owner. Fails when the service is not in quarantine.
    Rearm {
        /// The service.
        service: ServiceId,
    },

    /// Notes a slash request, so that deposits and power see it. Caller: coordinator. Fails while
    /// requests are paused, for an offence that is not past or older than the evidence window,
    /// without anything slashable at the time, and for a fraction over the terms of the time.
    NoteRequest {
        /// The request.
        id: SlashId,
        /// The service that asks.
        service: ServiceId,
        /// The fraction of what stood behind the service at the time.
        fraction: Decimal,
        /// The time of the offence.
        infraction_time: u64,
    },
    /// Forgets a request that is over. Caller: anyone. Fails unless its last second is over or the
    /// coordinator answers that it is final.
    EndRequest {
        /// The request.
        id: SlashId,
    },
    /// Brings the fund's cover for the request that is being executed. Caller: fund. Funds: the
    /// asset, where it is a coin.
    BringCover {
        /// The request.
        id: SlashId,
    },
    /// Slashes: bond, cover and pool pay in this order, and the loss is kept for the destination
    /// that the commitment named at the time of the offence. Cover that is not needed goes back to
    /// the fund. Caller: coordinator. Fails while executions are paused, for an unknown request,
    /// and outside of its window.
    ApplySlash {
        /// The request.
        id: SlashId,
    },
    /// Sends slashed assets where they belong. Caller: anyone for the hub, the fund and the
    /// treasury, else the destination itself. Fails when there is nothing.
    ClaimSlashed {
        /// The service.
        service: ServiceId,
        /// The version of its terms that named the destination.
        version: TermsVersion,
        /// Who is paid instead of the destination; only for a destination that calls itself.
        recipient: Option<String>,
    },

    /// Adds to the operator's bond. Caller: anyone. Funds: the asset, where it is a coin.
    AddBond {},
    /// Puts a part of the bond on its way out. Caller: operator. Fails for more than is active, and
    /// for what terms in force or to come ask for.
    RequestBondExit {
        /// How much.
        assets: Assets,
    },
    /// Pays what of the bond has matured to the operator's bond address. Caller: anyone. Fails
    /// when nothing has.
    ClaimBond {},

    /// Names the contracts that are told of executed slashes. They are after the notice. Caller:
    /// owner. Fails for more than four, or one named twice.
    SetListeners {
        /// The contracts.
        listeners: Vec<String>,
    },
    /// Changes the operator's part of rewards. It counts after the notice. Caller: operator. 0 to
    /// 0.5.
    SetCommission {
        /// The part.
        commission: Decimal,
    },
    /// Names other contracts to work with, after the notice. Caller: owner.
    SetLinks {
        /// The contracts.
        links: Links,
    },
    /// Changes parameters. What lowers depositors' risk counts now, what raises it after the
    /// notice; either takes the place of a raise of the same that waits. Caller: owner. Fails for a
    /// value outside of its bounds.
    UpdateConfig {
        /// The changes.
        changes: ParameterChanges,
    },
    /// Takes back a change that waits. Caller: owner, the operator for the commission.
    CancelChange {
        /// Its name in the `config` query.
        name: String,
    },
    /// Names the guardian. Caller: owner.
    SetGuardian {
        /// Who may pause; nobody if left out.
        guardian: Option<String>,
    },
    /// Closes scopes for a while. Caller: owner or guardian; the guardian for at most 72 hours,
    /// with a cool-down as long. Fails when the vault's clock would stand still for more than 14
    /// days of 90.
    Pause {
        /// What to close.
        scopes: Vec<Scope>,
        /// For how long.
        seconds: u64,
    },
    /// Opens scopes again. Caller: owner.
    Resume {
        /// What to open.
        scopes: Vec<Scope>,
    },
    /// Moves the ownership, in two steps. Caller: owner, then the new owner.
    UpdateOwnership(cw_ownable::Action),
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
