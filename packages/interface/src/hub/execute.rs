//! What the hub is told.

use cosmwasm_std::{Binary, Decimal, Uint128, VoteOption};
use weir_json::{json, Row};
use weir_quantities::{Assets, BatchId, Shares};

use crate::distributor::Receiver;
use crate::peer::PeerField;
use crate::registry::{self, Target, Weight};
use crate::token::Marketing;

/// Creates the hub and, in the same transaction, token, registry and distributor. The coin
/// attached is the first deposit: its shares are dead shares that stay with the hub for ever.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Who governs: a DAO.
    pub owner: String,
    /// May pause for a limited time.
    pub guardian: Option<String>,
    /// May vote the hub's stake in the chain's governance.
    pub voter: Option<String>,
    /// The staking coin.
    pub denom: String,
    /// Its decimal places, 0 to 18.
    pub decimals: u8,
    /// Who may migrate token, registry and distributor; should be who may migrate the hub.
    pub admin: Option<String>,
    /// The chain's unbonding period in seconds. 60 to 60 days.
    pub unbonding_period: u64,
    /// Parameters other than the defaults.
    pub parameters: Option<ParameterChanges>,
    /// The token to create.
    pub token: TokenInit,
    /// The registry to create.
    pub registry: RegistryInit,
    /// The distributor to create.
    pub distributor: DistributorInit,
}

/// The token to create.
#[json]
#[serde(deny_unknown_fields)]
pub struct TokenInit {
    /// Its code.
    pub code_id: u64,
    /// Name for people.
    pub name: String,
    /// Ticker.
    pub symbol: String,
    /// What wallets show.
    pub marketing: Option<Marketing>,
}

/// The registry to create.
#[json]
#[serde(deny_unknown_fields)]
pub struct RegistryInit {
    /// Its code.
    pub code_id: u64,
    /// May set weights beside the owner.
    pub gauge: Option<String>,
    /// The first validators.
    pub validators: Vec<Weight>,
    /// Parameters other than the defaults.
    pub parameters: Option<registry::ParameterChanges>,
}

/// The distributor to create.
#[json]
#[serde(deny_unknown_fields)]
pub struct DistributorInit {
    /// Its code.
    pub code_id: u64,
    /// The fee on rewards.
    pub fee: Option<Decimal>,
    /// Of the fee a call produced, what its caller gets.
    pub keeper_pay: Option<Decimal>,
    /// Who gets the rest of the fee.
    pub receivers: Vec<Receiver>,
}

/// Parameters to change; what is left out stays. Bounds and defaults: the `config` query.
#[json]
#[derive(Default, Row)]
#[serde(deny_unknown_fields)]
pub struct ParameterChanges {
    /// The chain's unbonding period in seconds.
    pub unbonding_period: Option<u64>,
    /// Unbonding entries that the chain allows per delegator and validator.
    pub max_entries: Option<u32>,
    /// Seconds between the closings of two batches, at least.
    pub min_batch_interval: Option<u64>,
    /// Seconds between the closing of a batch and its submission, at least.
    pub submit_lag: Option<u64>,
    /// Parts that one `submit_batch` places, at most.
    pub max_parts: Option<u32>,
    /// Fewest shares of a request.
    pub min_unbond: Option<Shares>,
    /// Smallest part and smallest delegation.
    pub min_part: Option<Assets>,
    /// Age in seconds beyond which the last sync is too old to bond at.
    pub max_sync_age: Option<u64>,
    /// Seconds over which rewards vest, at least.
    pub reward_period: Option<u64>,
    /// Most that vesting may add to backing in a day, as a share of it.
    pub max_daily_growth: Option<Decimal>,
    /// What the buffer keeps for instant redemption, as a share of backing.
    pub buffer_target: Option<Decimal>,
    /// Fee of an instant redemption while the buffer is full.
    pub instant_fee_min: Option<Decimal>,
    /// Fee of an instant redemption when it empties the buffer.
    pub instant_fee_max: Option<Decimal>,
    /// Most that instant redemptions may take in an hour, as a share of backing.
    pub instant_outflow: Option<Decimal>,
    /// Fall below the day's peak that trips the breaker.
    pub breaker_fall: Option<Decimal>,
    /// Seconds for which a tripped breaker closes bonding and instant redemption.
    pub breaker_period: Option<u64>,
    /// Gap between stake and target, as a share of the stake, from which stake is moved.
    pub rebalance_gap: Option<Decimal>,
    /// Smallest move.
    pub rebalance_min_move: Option<Assets>,
    /// Moves that one `rebalance` makes, at most.
    pub rebalance_max_moves: Option<u32>,
    /// Share of the stake that may be moved in a day.
    pub rebalance_daily_share: Option<Decimal>,
    /// Cap on backing, for bonding only; 0 removes it.
    pub backing_cap: Option<Assets>,
}

/// What a pause can close.
#[json]
#[derive(Copy, Eq, PartialOrd, Ord, Row)]
pub enum Scope {
    /// `bond`.
    Bond,
    /// `queue_unbond`.
    QueueUnbond,
    /// `transfer_unbond_request`.
    TransferUnbond,
    /// `instant_redeem`.
    InstantRedeem,
    /// `harvest`.
    Harvest,
    /// `delegate_buffer`.
    DelegateBuffer,
    /// `submit_batch`.
    SubmitBatch,
    /// `rebalance`.
    Rebalance,
    /// `withdraw_unbonded` and `withdraw_batch`. Owner only.
    Withdraw,
    /// `reconcile`. Owner only.
    Reconcile,
    /// `cancel_unbond`. Owner only.
    CancelUnbond,
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Bond => "bond",
            Self::QueueUnbond => "queue_unbond",
            Self::TransferUnbond => "transfer_unbond",
            Self::InstantRedeem => "instant_redeem",
            Self::Harvest => "harvest",
            Self::DelegateBuffer => "delegate_buffer",
            Self::SubmitBatch => "submit_batch",
            Self::Rebalance => "rebalance",
            Self::Withdraw => "withdraw",
            Self::Reconcile => "reconcile",
            Self::CancelUnbond => "cancel_unbond",
        })
    }
}

/// One option of a weighted vote.
#[json]
#[serde(deny_unknown_fields)]
pub struct WeightedOption {
    /// The option.
    pub option: VoteOption,
    /// Its share of the vote; shares add up to 1.
    pub weight: Decimal,
}

/// What the hub does. Verbs and fields are those that clients of Steak and Eris send; further
/// fields of theirs are accepted while they ask for nothing.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Turns coins into shares at the rate of the last sync. Answers [`BondResponse`] in its data.
    /// Caller: anyone. Funds: the staking coin. Fails when the last sync is too old, the shares
    /// would be none or fewer than `min_shares`, backing would pass its cap, bonding is paused or
    /// the breaker on, a validator could not be read, the hub is insolvent.
    Bond {
        /// Who gets the shares; the caller if left out.
        receiver: Option<String>,
        /// Fewest shares to accept.
        min_shares: Option<Shares>,
        /// Oldest sync to accept, in seconds; at most the parameter.
        max_age: Option<u64>,
        /// A tag of the front end, put into the event; at most 64 letters, digits, `-`, `_`, `.`.
        referral: Option<String>,
        /// Eris; must ask for nothing.
        #[serde(default, skip_serializing)]
        donate: PeerField,
    },
    /// Called by the token when shares are sent to the hub; `msg` is a [`ReceiveMsg`].
    /// Caller: the token.
    Receive {
        /// Whose shares they were.
        sender: String,
        /// How many.
        amount: Uint128,
        /// What to do with them.
        msg: Binary,
    },
    /// Takes queued shares back: exactly as many. Caller: who queued them. Fails once the batch
    /// is closed, unless nothing of it was placed and it could have been submitted for 24 hours
    /// and was not, or the hub is insolvent.
    CancelUnbond {
        /// The batch; the open one if left out.
        batch_id: Option<BatchId>,
        /// How many; all if left out.
        shares: Option<Shares>,
    },
    /// Gives a queued claim, or a part of it, to another account. What was already claimed moves
    /// along in proportion. Caller: who queued it.
    TransferUnbondRequest {
        /// The batch.
        batch_id: BatchId,
        /// Who gets it.
        recipient: String,
        /// How many shares; all if left out.
        shares: Option<Shares>,
    },
    /// Pays what has arrived for the caller's requests, oldest first. Caller: anyone. Fails when
    /// nothing is payable among those it looks at, nor any request worth nothing to be dropped.
    WithdrawUnbonded {
        /// Who gets the coins; the caller if left out.
        receiver: Option<String>,
        /// Look at requests after this batch.
        start_after: Option<BatchId>,
        /// Look at no more than this many requests, payable or not; 30 if left out, which is the
        /// most.
        limit: Option<u32>,
    },
    /// Pays what has arrived for one request. Caller: anyone; the coins go to whose request it is.
    WithdrawBatch {
        /// The batch.
        batch_id: BatchId,
        /// Whose request; the caller's if left out.
        owner: Option<String>,
    },
    /// Reads all delegations and sets the ledger to what the chain says. Caller: anyone.
    Sync {
        /// Validators not to read one by one when reading all at once fails, at most 3.
        skip: Option<Vec<String>>,
    },
    /// Withdraws staking rewards to the distributor and has them split. Caller: anyone, paid a
    /// share of the fee. Fails when nothing is delegated.
    Harvest {
        /// At most this many validators, going on where the last call stopped; all if left out.
        limit: Option<u32>,
        /// Validators to leave out, at most 3.
        skip: Option<Vec<String>>,
        /// Eris; must ask for nothing.
        #[serde(default, skip_serializing)]
        validators: PeerField,
        /// Eris; must ask for nothing.
        #[serde(default, skip_serializing)]
        withdrawals: PeerField,
        /// Eris; must ask for nothing.
        #[serde(default, skip_serializing)]
        stages: PeerField,
    },
    /// Delegates what the buffer holds beyond its target. Caller: anyone. Fails when that is less
    /// than `min_part` or no validator may get it.
    DelegateBuffer {
        /// At most this many validators; 5 if left out.
        limit: Option<u32>,
        /// Validators to leave out, at most 3.
        skip: Option<Vec<String>>,
    },
    /// Syncs, prices the closed batch and places it in unbonding. Caller: anyone. Fails when no
    /// batch waits, its lag is not over, or nothing can be placed; a loss that its sync found is
    /// kept all the same.
    SubmitBatch {
        /// Send at most this many parts of the plan.
        max_parts: Option<u32>,
        /// Validators to leave out, at most 3.
        skip: Option<Vec<String>>,
        /// Eris; must ask for nothing.
        #[serde(default, skip_serializing)]
        undelegations: PeerField,
    },
    /// Settles parts whose coins have arrived; with none, lets late coins pay shortfalls. Caller:
    /// anyone. Fails when there is nothing to settle yet.
    Reconcile {
        /// At most this many parts marked and settled; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Syncs and moves stake from the most over-target validators to the most under-target ones.
    /// Caller: anyone. Fails when no move is called for or allowed.
    Rebalance {
        /// At most this many moves, no more than the parameter.
        max_moves: Option<u32>,
        /// Validators to leave out, at most 3.
        skip: Option<Vec<String>>,
        /// Smallest move, no less than the parameter.
        min_redelegation: Option<Assets>,
    },
    /// Does the one crank step that is due now. Caller: anyone. Fails when nothing is.
    Advance {},
    /// Adds rewards to the buffer; they vest. Caller: distributor. Funds: the staking coin.
    AddRewards {},
    /// Adds coins to the buffer without vesting. Caller: anyone, only while the hub is insolvent.
    /// Funds: the staking coin.
    Cover {},
    /// Sends coins that belong to nobody to the distributor. Caller: anyone. Fails while a part is
    /// past its completion and unsettled, a shortfall is open, or there are none.
    SweepSurplus {},
    /// Sets validators, weights and standings. Caller: registry.
    UpdateTargets {
        /// Every validator.
        targets: Vec<Target>,
        /// At most this share of the stake with one validator.
        max_share: Decimal,
    },
    /// Votes the hub's stake in the chain's governance. Caller: the voter.
    VoteProposal {
        /// The proposal.
        proposal_id: u64,
        /// One option with weight 1, or several.
        options: Vec<WeightedOption>,
    },
    /// Changes parameters. Caller: owner. Seven days wait: raising `instant_fee_min` or
    /// `instant_fee_max` or `rebalance_daily_share`, any change of `buffer_target`, lowering
    /// `unbonding_period`.
    UpdateConfig {
        /// The changes.
        parameters: ParameterChanges,
    },
    /// Takes back announced raises. Caller: owner.
    CancelRaises {},
    /// Puts announced raises into force once their time has come. Caller: anyone.
    ActivateRaises {},
    /// Names guardian and voter, or nobody. Caller: owner.
    SetRoles {
        /// May pause for a limited time.
        guardian: Option<String>,
        /// May vote the hub's stake.
        voter: Option<String>,
    },
    /// Closes scopes for a time. Caller: owner or guardian, within their limits.
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

/// What to do with shares sent to the hub.
#[json]
#[serde(deny_unknown_fields)]
pub enum ReceiveMsg {
    /// Queues the shares in the open batch. Fails below `min_unbond`.
    QueueUnbond {
        /// Whose request it will be; the sender's if left out.
        receiver: Option<String>,
    },
    /// Redeems the shares at once from the buffer, at the live rate less a fee. If the sync in it
    /// trips the breaker, the shares go back and the transaction succeeds.
    InstantRedeem {
        /// Fewest assets to accept.
        min_assets: Assets,
        /// Who gets them; the sender if left out.
        receiver: Option<String>,
    },
    /// Gives the shares up: what they were worth vests for the others.
    CoverLoss {},
}

/// What `bond` answers in its data.
#[json]
pub struct BondResponse {
    /// Shares minted.
    pub shares: Shares,
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
