//! What the fund tells indexers.

use weir_quantities::{Assets, ServiceId, Shares, SlashId, TermsVersion};

use crate::event::events;

events! {
    /// Assets came in.
    Deposited = "weir_fund_deposited" {
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
    ExitRequested = "weir_fund_exit_requested" {
        /// Whose.
        owner: String,
        /// How many.
        shares: Shares,
        /// When they mature.
        matures_at: u64,
    }
    /// Shares on their way out stay.
    ExitCancelled = "weir_fund_exit_cancelled" {
        /// Whose.
        owner: String,
        /// How many.
        shares: Shares,
    }
    /// Exits were paid.
    ExitClaimed = "weir_fund_exit_claimed" {
        /// Whose.
        owner: String,
        /// Who was paid.
        receiver: String,
        /// Shares that left.
        shares: Shares,
        /// What was paid.
        assets: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// A policy was made or changed.
    PolicySet = "weir_fund_policy_set" {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The vault.
        vault: String,
        /// What the operator's bond must be.
        minimum_bond: Assets,
        /// Part of the service's rewards that is paid as premium.
        premium: cosmwasm_std::Decimal,
    }
    /// The end of a policy was announced.
    PolicyEnded = "weir_fund_policy_ended" {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The vault.
        vault: String,
        /// When it is over.
        ends_at: u64,
    }
    /// A policy that was over was removed.
    PolicyRemoved = "weir_fund_policy_removed" {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The vault.
        vault: String,
    }
    /// A premium was paid.
    PremiumPaid = "weir_fund_premium_paid" {
        /// The service.
        service: ServiceId,
        /// The vault.
        vault: String,
        /// How much.
        assets: Assets,
        /// The reserve after it: larger by a premium of more than ten times what holders have.
        reserve: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// Slashed assets came in.
    SlashedReceived = "weir_fund_slashed_received" {
        /// The vault they come from.
        vault: String,
        /// How much.
        assets: Assets,
        /// What was slashed for the fund and is left, with it.
        reserve: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// Cover was sent to a vault.
    CoverPaid = "weir_fund_cover_paid" {
        /// The request.
        id: SlashId,
        /// The vault.
        vault: String,
        /// How much.
        assets: Assets,
        /// Of it, what the reserve paid.
        of_reserve: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// Cover that was not needed came back.
    CoverReturned = "weir_fund_cover_returned" {
        /// The request.
        id: SlashId,
        /// How much.
        assets: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// A loss of the hub was covered.
    LossCovered = "weir_fund_loss_covered" {
        /// How much was burnt.
        assets: Assets,
        /// Of it, what the reserve paid.
        of_reserve: Assets,
        /// Assets behind the shares after it.
        total_assets: Assets,
        /// Shares after it.
        total_shares: Shares,
    }
    /// A change was announced that waits for the notice.
    ChangeAnnounced = "weir_fund_change_announced" {
        /// Its name.
        name: String,
        /// The value to come.
        value: String,
        /// When it counts.
        at: u64,
    }
    /// A change that waited was taken back.
    ChangeCancelled = "weir_fund_change_cancelled" {
        /// Its name.
        name: String,
    }
    /// A step of a change of ownership.
    OwnershipUpdated = "weir_fund_ownership_updated" {
        /// The owner after it; empty for nobody.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
}
