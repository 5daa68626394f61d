//! What a vault tells indexers. Amounts after the change are in every event that moves the price.

use cosmwasm_std::Uint128;
use weir_quantities::{Assets, BucketId, Magnitude, ServiceId, Shares, SlashId, TermsVersion};

use crate::event::events;

events! {
    /// Assets came in.
    Deposited = "weir_vault_deposited" {
        /// Who paid.
        sender: String,
        /// Who got the shares.
        receiver: String,
        /// What came in.
        assets: Assets,
        /// Shares given.
        shares: Shares,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// Shares went on their way out.
    ExitRequested = "weir_vault_exit_requested" {
        /// Whose.
        owner: String,
        /// How many.
        shares: Shares,
        /// The bucket.
        bucket: BucketId,
        /// When it matures, by the vault's clock.
        matures_at: u64,
    }
    /// A line of rewards was opened.
    LineOpened = "weir_vault_line_opened" {
        /// Its number.
        line: u32,
        /// Whose it is.
        distributor: String,
    }
    /// A stream of rewards was funded.
    RewardsFunded = "weir_vault_rewards_funded" {
        /// The line.
        line: u32,
        /// Who paid.
        funder: String,
        /// How much.
        amount: Uint128,
        /// When the stream is over.
        ends_at: u64,
    }
    /// Queued shares became active again.
    ExitCancelled = "weir_vault_exit_cancelled" {
        /// Whose.
        owner: String,
        /// How many.
        shares: Shares,
        /// The bucket.
        bucket: BucketId,
    }
    /// A matured bucket left the pool.
    BucketSettled = "weir_vault_bucket_settled" {
        /// The bucket.
        bucket: BucketId,
        /// Shares in it.
        shares: Shares,
        /// What they are paid, all together.
        assets: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// Matured exits were paid.
    ExitClaimed = "weir_vault_exit_claimed" {
        /// Whose.
        owner: String,
        /// Who was paid.
        receiver: String,
        /// Shares that left.
        shares: Shares,
        /// What was paid.
        assets: Assets,
    }
    /// Shares moved to another holder.
    PositionTransferred = "weir_vault_position_transferred" {
        /// Whose they were.
        sender: String,
        /// Whose they are.
        recipient: String,
        /// All of them.
        shares: Shares,
        /// How many of them are on their way out.
        queued: Shares,
    }
    /// A budget grew.
    BudgetRefilled = "weir_vault_budget_refilled" {
        /// The service.
        service: ServiceId,
        /// By how much.
        added: Magnitude,
    }
    /// More weight, or other terms, were announced.
    CommitmentAnnounced = "weir_vault_commitment_announced" {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The weight to come.
        weight: Magnitude,
        /// When it takes effect, by the vault's clock.
        effect_at: u64,
    }
    /// A commitment was lowered, or a raise taken back.
    CommitmentLowered = "weir_vault_commitment_lowered" {
        /// The service.
        service: ServiceId,
        /// Power from now on, and what will be slashable.
        target: Magnitude,
        /// When it cannot be slashed for more, by the vault's clock; 0 for a raise taken back.
        effect_at: u64,
    }
    /// A change of a commitment took effect.
    CommitmentChanged = "weir_vault_commitment_changed" {
        /// The service.
        service: ServiceId,
        /// Magnitude promised as voting power.
        power: Magnitude,
        /// Magnitude promised as slashable.
        slashable: Magnitude,
        /// What the service may take now.
        budget: Magnitude,
    }
    /// One side re-armed after a slash.
    Rearmed = "weir_vault_rearmed" {
        /// The service.
        service: ServiceId,
        /// `operator` or `service`.
        party: &'static str,
        /// Whether the quarantine is over.
        over: bool,
    }
    /// A slash request was noted.
    RequestNoted = "weir_vault_request_noted" {
        /// The request.
        id: SlashId,
        /// The service that asks.
        service: ServiceId,
        /// The fraction.
        fraction: cosmwasm_std::Decimal,
        /// The time of the offence.
        infraction_time: u64,
        /// What it asks for, in magnitude.
        asked: Magnitude,
        /// From when it can be executed, by the vault's clock.
        resolved_at: u64,
    }
    /// A request was forgotten.
    RequestEnded = "weir_vault_request_ended" {
        /// The request.
        id: SlashId,
        /// The service that asked.
        service: ServiceId,
    }
    /// A slash was applied, of nothing too.
    SlashApplied = "weir_vault_slash_applied" {
        /// The request.
        id: SlashId,
        /// The service.
        service: ServiceId,
        /// The stake that answered for it.
        base: Assets,
        /// The whole loss.
        loss: Assets,
        /// What the bond paid.
        bond: Assets,
        /// What insurance paid.
        cover: Assets,
        /// What the pool lost.
        pool_loss: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it: as before.
        total_shares: Shares,
        /// Magnitude after it.
        magnitude: Magnitude,
    }
    /// Losses of a day tripped the breaker.
    BreakerTripped = "weir_vault_breaker_tripped" {
        /// When, by the vault's clock.
        at: u64,
    }
    /// Slashed assets went to their destination.
    SlashedClaimed = "weir_vault_slashed_claimed" {
        /// The service that slashed.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// Who got them.
        recipient: String,
        /// How much.
        assets: Assets,
    }
    /// The operator's bond grew.
    BondAdded = "weir_vault_bond_added" {
        /// Who paid.
        sender: String,
        /// How much.
        assets: Assets,
        /// The bond after it, what is on its way out apart.
        active: Assets,
    }
    /// A part of the bond went on its way out.
    BondExitRequested = "weir_vault_bond_exit_requested" {
        /// How much.
        assets: Assets,
        /// When it may be taken, by the vault's clock.
        matures_at: u64,
        /// The bond after it, what is on its way out apart.
        active: Assets,
    }
    /// What had matured of the bond was paid.
    BondClaimed = "weir_vault_bond_claimed" {
        /// Who got it.
        recipient: String,
        /// How much.
        assets: Assets,
    }
    /// A change was announced that waits for the notice.
    ChangeAnnounced = "weir_vault_change_announced" {
        /// Its name.
        name: String,
        /// The value to come.
        value: String,
        /// When it counts, by the vault's clock.
        at: u64,
    }
    /// A change that waited was taken back.
    ChangeCancelled = "weir_vault_change_cancelled" {
        /// Its name.
        name: String,
    }
    /// Parameters were changed.
    ConfigUpdated = "weir_vault_config_updated" {
        /// How many raises wait after it.
        raises: usize,
    }
    /// Scopes were closed.
    Paused = "weir_vault_paused" {
        /// What was closed.
        scopes: String,
        /// Until when, by the wall clock.
        until: u64,
        /// What the vault's clock shows.
        clock: u64,
    }
    /// Scopes were opened again.
    Resumed = "weir_vault_resumed" {
        /// What was opened.
        scopes: String,
        /// What the vault's clock shows.
        clock: u64,
    }
    /// Another guardian was named.
    GuardianSet = "weir_vault_guardian_set" {
        /// Who may pause; empty for nobody.
        guardian: String,
    }
    /// A step of a change of ownership.
    OwnershipUpdated = "weir_vault_ownership_updated" {
        /// The owner after it; empty for nobody.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
}
