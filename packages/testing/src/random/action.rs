//! What may happen, as data.

use serde::{Deserialize, Serialize};

/// Which one of those there are: taken modulo their number.
pub type Pick = u8;

/// How much of what there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Amount {
    /// `digits · 10^exponent` units, whatever there is.
    Units(u8, u8),
    /// This many thousandths of what there is.
    Part(u16),
    /// All of it.
    All,
    /// One unit more than there is.
    TooMuch,
    /// This many units less than all.
    AllBut(u8),
}

/// What a slash takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cut {
    /// Ten-thousandths.
    Bps(u16),
    /// Everything.
    Whole,
}

/// A parameter of the hub, changed within its bounds by a number that is scaled to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Setting {
    /// `min_batch_interval`
    BatchInterval,
    /// `submit_lag`
    SubmitLag,
    /// `max_parts`
    MaxParts,
    /// `max_entries`
    MaxEntries,
    /// `min_unbond`
    MinUnbond,
    /// `min_part`
    MinPart,
    /// `reward_period`
    RewardPeriod,
    /// `max_daily_growth`
    MaxDailyGrowth,
    /// `breaker_fall`
    BreakerFall,
    /// `rebalance_gap` and `rebalance_min_move`
    RebalanceGap,
    /// `rebalance_daily_share`
    RebalanceShare,
    /// `instant_outflow`
    InstantOutflow,
    /// `backing_cap`
    BackingCap,
    /// `unbonding_period` and `max_entries`, as the chain has them
    AsTheChain,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $kind:literal $name:ident { $($field:ident: $type:ty),* }),* $(,)?) => {
        /// Something that may happen.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(missing_docs, reason = "the fields are what the kind's line says")]
        pub enum Action { $($(#[$doc])* $name { $($field: $type),* }),* }

        impl Action {
            /// Every kind of action.
            pub const KINDS: &'static [&'static str] = &[$($kind),*];

            /// Kinds that must never be accepted.
            /// No vault leaves its distributor in a life: what streams have left stays.
            pub const REFUSED: &'static [&'static str] = &["token burn", "reclaim_stream"];

            /// The kind of this action.
            pub const fn kind(&self) -> &'static str {
                match self { $(Self::$name { .. } => $kind),* }
            }
        }
    };
}

impl Action {
    /// Whether it concerns vaults, services or the fund.
    pub fn restakes(&self) -> bool {
        let place = |kind: &str| Self::KINDS.iter().position(|other| *other == kind);
        place(self.kind()) >= place("deposit")
    }
}

actions! {
    /// Coins for shares.
    "bond" Bond { who: Pick, coins: Amount },
    /// Coins for shares of another.
    "bond for another" BondFor { who: Pick, to: Pick, coins: Amount },
    /// A few units for shares.
    "bond dust" BondDust { who: Pick, units: u8 },
    /// Coins for exactly as many shares as the rate gives, or one more.
    "bond at least" BondAtLeast { who: Pick, coins: Amount, one_more: bool },
    /// Shares into the open batch.
    "queue" Queue { who: Pick, shares: Amount },
    /// Shares into the open batch, for another.
    "queue for another" QueueFor { who: Pick, to: Pick, shares: Amount },
    /// Shares back from the open batch.
    "cancel open" CancelOpen { who: Pick, shares: Amount },
    /// Shares back from the batch that waits.
    "cancel closed" CancelClosed { who: Pick, shares: Amount },
    /// A request given away.
    "transfer request" TransferRequest { which: Pick, to: Pick },
    /// A part of a request given away.
    "split transfer" SplitTransfer { which: Pick, to: Pick, shares: Amount },
    /// What is payable.
    "withdraw" Withdraw { who: Pick },
    /// What is payable of a few batches, to another.
    "withdraw with limit" WithdrawLimited { who: Pick, to: Pick, limit: u8 },
    /// A request paid, called by another.
    "withdraw batch" WithdrawBatch { caller: Pick, which: Pick },
    /// Shares for coins at once.
    "instant redeem" InstantRedeem { who: Pick, shares: Amount },
    /// Shares to another.
    "token transfer" TransferTokens { from: Pick, to: Pick, shares: Amount },
    /// Another's shares, by allowance, into the open batch.
    "token send_from" SendFrom { owner: Pick, spender: Pick, shares: Amount },
    /// Another's shares, by allowance.
    "token transfer_from" TransferFrom { owner: Pick, spender: Pick, shares: Amount },
    /// Shares of one's own destroyed: only the hub may.
    "token burn" BurnTokens { who: Pick, shares: Amount },
    /// Coins for an insolvent hub.
    "cover" Cover { who: Pick, coins: Amount },
    /// Shares given up for the others.
    "cover_loss" CoverLoss { who: Pick, shares: Amount },
    /// Bond, queue and submit in one transaction.
    "all in one transaction" InOneTransaction { who: Pick, coins: Amount },
    /// Coins sent to the hub.
    "donate coins to hub" DonateToHub { who: Pick, coins: Amount },
    /// Coins sent to the distributor.
    "donate coins to distributor" DonateToDistributor { who: Pick, coins: Amount },
    /// Shares sent to the hub.
    "donate tokens to hub" DonateTokens { who: Pick, shares: Amount },
    /// Shares sent to the distributor.
    "donate tokens to distributor" DonateTokensToDistributor { who: Pick, shares: Amount },
    /// The hub's stake votes.
    "vote" Vote { proposal: u8, option: Pick, by_stranger: bool },

    "sync" Sync {},
    "sync with skip" SyncSkip { validator: Pick },
    "harvest" Harvest {},
    "harvest with limit" HarvestLimited { limit: u8, validator: Pick },
    "delegate_buffer" DelegateBuffer {},
    "delegate_buffer with skip" DelegateSkip { limit: u8, validator: Pick },
    "submit_batch" SubmitBatch {},
    "submit with one part" SubmitOne {},
    "submit with skip" SubmitSkip { validator: Pick },
    "reconcile" Reconcile {},
    "reconcile with limit 1" ReconcileOne {},
    "rebalance" Rebalance {},
    "rebalance with skip" RebalanceSkip { validator: Pick },
    "advance" Advance {},
    "sweep_surplus" SweepSurplus {},
    "activate_raises" ActivateRaises {},
    "refresh" Refresh {},
    "push_targets" PushTargets {},
    "distribute" Distribute {},
    /// One round of all that is ready.
    "keep" Keep {},

    "set_weights" SetWeights { first: u8, second: u8, others: u8 },
    "add_validator" AddValidator { weight: u8 },
    "drain_validator" DrainValidator { validator: Pick },
    "restore_validator" RestoreValidator { validator: Pick, weight: u8 },
    "remove_validator" RemoveValidator { validator: Pick },
    /// A parameter of the hub.
    "update_config" Configure { setting: Setting, thousandths: u16 },
    /// A parameter of the registry.
    "update_config of the registry" ConfigureRegistry { which: Pick, percent: u8 },
    /// Buffer target or fees of the hub, up or down.
    "announce raise" AnnounceRaise { which: Pick, bps: u16 },
    "cancel raises" CancelRaises {},
    /// The fee on rewards, up or down.
    "announce fee" AnnounceFee { percent: u8 },
    "cancel fee" CancelFee {},
    "activate fee" ActivateFee {},
    /// By the guardian.
    "pause" Pause { scope: Pick, hours: u8 },
    /// By the owner, of a scope that exits need.
    "pause exits" PauseExits { scope: Pick, hours: u8 },
    "resume" Resume { scope: Pick },

    "seconds pass" Seconds { seconds: u8 },
    "hours pass" Hours { hours: u8, keepers: bool },
    "days pass" Days { days: u8, keepers: bool },
    /// The open batch closes and its lag is over.
    "batch closes" BatchCloses {},
    /// As long as unbonding takes, and this many blocks for the coins to come.
    "unbonding is over" UnbondingOver { blocks: u8 },
    /// No block for hours.
    "halt" Halt { hours: u8 },
    "downtime" Downtime { validator: Pick },
    /// Found out this many blocks later.
    "double sign" DoubleSign { validator: Pick, blocks: u8, cut: Cut },
    /// A slash for this many blocks ago.
    "slash" Slash { validator: Pick, blocks: u8, cut: Cut },
    /// Every validator is slashed at once.
    "slash of everyone" SlashAll { cut: Cut },
    /// The whole buffer is delegated and the whole stake lost.
    "ruin" Ruin {},
    "jail" Jail { validator: Pick },
    "unjail" Unjail { validator: Pick },
    /// An unbonding entry is kept past its completion.
    "hold entry" HoldEntry { which: Pick },
    "release entry" ReleaseEntry { which: Pick },
    "unbonding period" UnbondingPeriod { hours: u16 },
    "max_entries" MaxEntries { entries: u8 },
    /// Every act on a validator fails.
    "break distribution" Break { validator: Pick },
    /// Every act on a validator panics.
    "break with panic" BreakWithPanic { validator: Pick },
    "repair distribution" Repair { validator: Pick },
    "unreadable" Unreadable { validator: Pick, how: Pick },
    "readable" Readable { validator: Pick },
    "commission" Commission { validator: Pick, percent: u8 },

    /// Assets for shares of a vault: in a life without restaking there is none.
    "deposit" Deposit { who: Pick, vault: Pick, assets: Amount },
    /// The same for another, with a bound on what open requests ask.
    "deposit for another" DepositFor { who: Pick, to: Pick, vault: Pick, assets: Amount },
    "request_exit" RequestExit { which: Pick, shares: Amount },
    "cancel_exit" CancelExit { which: Pick, shares: Amount },
    "claim_exit" ClaimExit { which: Pick, to: Pick },
    "transfer_position" TransferPosition { which: Pick, to: Pick, shares: Amount },
    /// The asset sent to a vault.
    "give to vault" GiveToVault { who: Pick, vault: Pick, assets: Amount },
    "claim_rewards" ClaimRewards { which: Pick },
    "claim_rewards for another" ClaimRewardsFor { caller: Pick, which: Pick },
    "claim_and_deposit" ClaimAndDeposit { which: Pick },
    "deposit into fund" FundDeposit { who: Pick, assets: Amount },
    "request_exit of fund" FundRequestExit { which: Pick, shares: Amount },
    "cancel_exit of fund" FundCancelExit { which: Pick },
    "claim_exit of fund" FundClaimExit { which: Pick },
    "pay_premium" PayPremium { who: Pick, which: Pick, assets: Amount },

    "settle" Settle { vault: Pick },
    "execute" ExecuteSlash { which: Pick },
    /// Without a listener that fails.
    "execute with skip" ExecuteSkip { which: Pick },
    "end" EndSlash { which: Pick },
    "end_request at vault" EndAtVault { which: Pick },
    "claim_slashed" ClaimSlashed { which: Pick, by_service: bool },
    "claim_bond" ClaimBond { vault: Pick },
    "claim_commission" ClaimCommission { vault: Pick },
    /// Of a service, or of a listed funder.
    "reclaim_stream" ReclaimStream { which: Pick, of_service: bool },

    /// A share of the vault's magnitude in percent.
    "announce_commitment" Announce { vault: Pick, service: Pick, percent: u8 },
    "lower_commitment" Lower { which: Pick, percent: u8 },
    "rearm by operator" RearmByOperator { which: Pick },
    "rearm by service" RearmByService { which: Pick },
    "add_bond" AddBond { vault: Pick, assets: Amount },
    "request_bond_exit" RequestBondExit { vault: Pick, assets: Amount },
    "set_commission" SetCommission { vault: Pick, percent: u8 },
    /// Of an offence so long ago, for a part of what may be taken.
    "request_slash" RequestSlash { which: Pick, ago: Pick, cut: Cut },
    "approve" Approve { which: Pick },
    "veto" Veto { which: Pick },
    "veto with bar" VetoWithBar { which: Pick },
    "fund_stream" FundStream { which: Pick, coins: Amount, days: u8 },
    "fund_stream of shares" FundStreamOfShares { which: Pick, shares: Amount, days: u8 },
    "publish_terms" PublishTerms { service: Pick, destination: Pick, percent: u8 },
    "revoke_version" RevokeVersion { which: Pick },
    "link" Link { operator: Pick, service: Pick, by_service: bool },
    "unlink" Unlink { operator: Pick, service: Pick, by_service: bool },
    "jail an operator" JailOperator { operator: Pick, service: Pick, days: u8 },

    /// By the guardian.
    "pause a vault" PauseVault { vault: Pick, scope: Pick, hours: u8 },
    "pause a vault by owner" PauseVaultByOwner { vault: Pick, scope: Pick, hours: u8 },
    "resume a vault" ResumeVault { vault: Pick, scope: Pick },
    /// A parameter of a vault.
    "update_config of a vault" ConfigureVault { vault: Pick, which: Pick, thousandths: u16 },
    "set_listeners" SetListeners { vault: Pick, some: bool },
    "cancel_change of a vault" CancelVaultChange { vault: Pick, which: Pick },
    "insure" Insure { which: Pick, percent: u8, bond: Amount },
    "end_policy" EndPolicy { which: Pick },
    "cover_loss of the fund" FundCoverLoss { assets: Amount },
    "update_config of the fund" ConfigureFund { which: Pick, percent: u8 },

    /// Longer than any way out of a vault: what was announced is in force.
    "notice is over" NoticeOver {},
    /// Until a request can be executed, and a part of its time for that.
    "resolution is over" ResolutionOver { which: Pick, late: Pick },
}
