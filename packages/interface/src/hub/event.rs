//! What the hub reports. Every event that follows a price carries backing, supply and rate after it.

use cosmwasm_std::Decimal;
use weir_quantities::{Assets, BatchId, PartId, Shares};

use crate::event::events;

events! {
    /// The hub was born with its token, registry and distributor.
    Born = "weir_hub_born" {
        /// The token.
        token: String,
        /// The registry.
        registry: String,
        /// The distributor.
        distributor: String,
        /// The first deposit.
        assets: Assets,
        /// The dead shares minted for it.
        shares: Shares,
    }
    /// Coins became shares.
    Bonded = "weir_hub_bonded" {
        /// Who paid.
        sender: String,
        /// Who got the shares.
        receiver: String,
        /// Assets paid in.
        assets: Assets,
        /// Shares minted.
        shares: Shares,
        /// The front end's tag; empty without one.
        referral: String,
        /// Backing after it.
        backing: Assets,
        /// Supply after it.
        supply: Shares,
        /// Rate after it.
        rate: Decimal,
    }
    /// Shares were queued for redemption.
    UnbondQueued = "weir_hub_unbond_queued" {
        /// Whose shares they were.
        sender: String,
        /// Whose request it is.
        receiver: String,
        /// The batch.
        batch: BatchId,
        /// Shares queued.
        shares: Shares,
        /// Shares of the batch after it.
        batch_shares: Shares,
        /// When the batch closes; 0 while a batch before it waits.
        closes_at: u64,
    }
    /// Queued shares were taken back.
    UnbondCancelled = "weir_hub_unbond_cancelled" {
        /// Whose request it was.
        owner: String,
        /// The batch.
        batch: BatchId,
        /// Shares given back.
        shares: Shares,
        /// Shares of the batch after it.
        batch_shares: Shares,
    }
    /// A queued claim changed hands.
    UnbondTransferred = "weir_hub_unbond_transferred" {
        /// Whose it was.
        owner: String,
        /// Whose it is.
        recipient: String,
        /// The batch.
        batch: BatchId,
        /// Shares moved.
        shares: Shares,
        /// What was already claimed on them.
        claimed: Assets,
    }
    /// Requests were paid.
    UnbondedWithdrawn = "weir_hub_unbonded_withdrawn" {
        /// Whose requests.
        owner: String,
        /// Who got the coins.
        receiver: String,
        /// Assets paid.
        assets: Assets,
        /// Of how many batches the request was paid, or dropped since it is worth nothing.
        batches: u32,
        /// Owed to requests after it.
        claimable: Assets,
    }
    /// Shares were redeemed at once from the buffer.
    InstantlyRedeemed = "weir_hub_instantly_redeemed" {
        /// Whose shares they were.
        sender: String,
        /// Who got the coins.
        receiver: String,
        /// Shares burnt.
        shares: Shares,
        /// Assets paid.
        assets: Assets,
        /// The fee, which vests for the others.
        fee: Assets,
        /// Backing after it.
        backing: Assets,
        /// Supply after it.
        supply: Shares,
        /// Rate after it.
        rate: Decimal,
    }
    /// An instant redemption found a loss that closed it; the shares went back.
    InstantRedeemReturned = "weir_hub_instant_redeem_returned" {
        /// Whose shares they are.
        sender: String,
        /// Shares given back.
        shares: Shares,
    }
    /// The delegations were read.
    Synced = "weir_hub_synced" {
        /// The ledger after it.
        delegated: Assets,
        /// What fell, slashes and rounding together.
        lost: Assets,
        /// What rose and now vests.
        found: Assets,
        /// Backing after it.
        backing: Assets,
        /// Supply after it.
        supply: Shares,
        /// Rate after it; 0 while insolvent.
        rate: Decimal,
    }
    /// A delegation fell by more than rounding: the chain slashed it.
    Slashed = "weir_hub_slashed" {
        /// Operator address.
        validator: String,
        /// The delegation before.
        before: Assets,
        /// The delegation after.
        after: Assets,
    }
    /// A validator could not be read; bonding and instant redemption are closed until it can be.
    ValidatorUnread = "weir_hub_validator_unread" {
        /// Operator address.
        validator: String,
        /// What it stood at before.
        assets: Assets,
        /// `zero`: stands at 0 now, the old value remembered. `kept`: skipped, stands as before.
        treatment: &'static str,
    }
    /// A validator can be read again.
    ValidatorRead = "weir_hub_validator_read" {
        /// Operator address.
        validator: String,
        /// What it stands at now.
        assets: Assets,
    }
    /// The rate fell so far that bonding and instant redemption are closed.
    BreakerTripped = "weir_hub_breaker_tripped" {
        /// The highest rate of the last day.
        peak: Decimal,
        /// The rate now.
        rate: Decimal,
        /// Until when.
        until: u64,
    }
    /// Staking rewards were withdrawn to the distributor.
    Harvested = "weir_hub_harvested" {
        /// Who cranked.
        keeper: String,
        /// Validators asked.
        validators: u32,
    }
    /// Rewards joined the buffer and vest.
    RewardsAdded = "weir_hub_rewards_added" {
        /// How much.
        assets: Assets,
        /// Not vested after it.
        unvested: Assets,
        /// When the last of it vests.
        vested_at: u64,
        /// Backing after it.
        backing: Assets,
        /// Supply after it.
        supply: Shares,
        /// Rate after it; 0 while insolvent.
        rate: Decimal,
    }
    /// Coins of the buffer were delegated.
    BufferDelegated = "weir_hub_buffer_delegated" {
        /// How much, over all validators.
        assets: Assets,
        /// To how many validators.
        validators: u32,
        /// The buffer after it.
        buffer: Assets,
    }
    /// The chain refused an act on one validator; it is left alone for a while.
    ValidatorRefused = "weir_hub_validator_refused" {
        /// Operator address.
        validator: String,
        /// `delegate`, `undelegate`, `redelegate` or `withdraw_rewards`.
        act: &'static str,
        /// The assets of it.
        assets: Assets,
        /// Until when it is left alone; 0 when it is not.
        until: u64,
    }
    /// A batch was placed, wholly or in part.
    BatchSubmitted = "weir_hub_batch_submitted" {
        /// The batch.
        batch: BatchId,
        /// What its unplaced shares were worth.
        priced: Assets,
        /// Placed in unbonding or paid from the buffer by this call.
        placed: Assets,
        /// Of that paid from the buffer.
        from_buffer: Assets,
        /// Shares burnt by this call.
        shares: Shares,
        /// Shares that still wait.
        unplaced: Shares,
        /// Backing after it.
        backing: Assets,
        /// Supply after it.
        supply: Shares,
        /// Rate after it; 0 while insolvent.
        rate: Decimal,
    }
    /// A part of a batch is in unbonding.
    PartPlaced = "weir_hub_part_placed" {
        /// The part.
        part: PartId,
        /// Its batch.
        batch: BatchId,
        /// Operator address.
        validator: String,
        /// What was asked.
        assets: Assets,
        /// What the chain granted.
        expected: Assets,
        /// When the chain pays.
        completes_at: u64,
    }
    /// A batch could not be placed at all, but its sync found a loss that is kept.
    SubmitKeptSync = "weir_hub_submit_kept_sync" {
        /// The batch.
        batch: BatchId,
        /// Why nothing was placed.
        reason: String,
    }
    /// Parts were settled.
    Reconciled = "weir_hub_reconciled" {
        /// Parts marked by this call.
        marked: u32,
        /// Parts settled by this call.
        settled: u32,
        /// What they brought.
        received: Assets,
        /// What they miss.
        shortfall: Assets,
        /// Owed to requests after it.
        claimable: Assets,
    }
    /// A batch has all that can come, shortfalls apart.
    BatchSettled = "weir_hub_batch_settled" {
        /// The batch.
        batch: BatchId,
        /// Received for its requests.
        received: Assets,
        /// What it misses.
        shortfall: Assets,
    }
    /// Late coins paid a shortfall.
    ShortfallPaid = "weir_hub_shortfall_paid" {
        /// The batch.
        batch: BatchId,
        /// How much.
        assets: Assets,
        /// What it still misses.
        shortfall: Assets,
    }
    /// Coins that belong to nobody went to the distributor.
    SurplusSwept = "weir_hub_surplus_swept" {
        /// How much.
        assets: Assets,
    }
    /// Stake is being moved from one validator to another.
    Redelegated = "weir_hub_redelegated" {
        /// From.
        source: String,
        /// To.
        destination: String,
        /// How much.
        assets: Assets,
        /// When it is over; now when it is over at once.
        completes_at: u64,
    }
    /// A rebalance was planned.
    Rebalanced = "weir_hub_rebalanced" {
        /// Moves asked of the chain.
        moves: u32,
        /// How much, over all moves.
        assets: Assets,
    }
    /// Coins joined the buffer while the hub was insolvent.
    Covered = "weir_hub_covered" {
        /// Who gave them.
        sender: String,
        /// How much.
        assets: Assets,
        /// Backing after it.
        backing: Assets,
        /// Supply after it.
        supply: Shares,
    }
    /// Shares were given up; what they were worth vests for the others.
    LossCovered = "weir_hub_loss_covered" {
        /// Who gave them.
        sender: String,
        /// Shares burnt.
        shares: Shares,
        /// What vests.
        assets: Assets,
        /// Backing after it.
        backing: Assets,
        /// Supply after it.
        supply: Shares,
        /// Rate after it.
        rate: Decimal,
    }
    /// The registry set validators, weights and standings.
    TargetsUpdated = "weir_hub_targets_updated" {
        /// Validators in the list.
        validators: usize,
        /// Their total weight.
        total_weight: u64,
    }
    /// The hub's stake voted in the chain's governance.
    ProposalVoted = "weir_hub_proposal_voted" {
        /// The proposal.
        proposal_id: u64,
        /// Options and weights, as `yes:0.6,no:0.4`.
        options: String,
    }
    /// Parameters were changed or raises announced.
    ConfigUpdated = "weir_hub_config_updated" {
        /// Names of those in force now, separated by commas.
        changed: String,
        /// Names of those that wait, separated by commas.
        announced: String,
    }
    /// Announced raises were taken back.
    RaisesCancelled = "weir_hub_raises_cancelled" {
        /// Names, separated by commas.
        parameters: String,
    }
    /// Announced raises came into force.
    RaisesActivated = "weir_hub_raises_activated" {
        /// Names, separated by commas.
        parameters: String,
    }
    /// Guardian and voter were named.
    RolesSet = "weir_hub_roles_set" {
        /// The guardian; empty for nobody.
        guardian: String,
        /// The voter; empty for nobody.
        voter: String,
    }
    /// Scopes were closed.
    Paused = "weir_hub_paused" {
        /// Who closed them.
        by: String,
        /// Which, separated by commas.
        scopes: String,
        /// Until when.
        until: u64,
    }
    /// Scopes were opened again.
    Resumed = "weir_hub_resumed" {
        /// Which, separated by commas.
        scopes: String,
    }
    /// A step of a change of ownership.
    OwnershipUpdated = "weir_hub_ownership_updated" {
        /// The owner after it; empty for nobody.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
}
