//! What a step can do. The key of a step's line is the variant's name in snake case.

use serde::Deserialize;
use toml::Spanned;

use super::body::*;
use super::expect::Expect;
use super::quantity::Period;
use super::restake::*;
use super::step::Step;

macro_rules! actions {
    ($($(#[$doc:meta])* $variant:ident($body:ty) = $key:literal,)*) => {
        /// What a step does.
        #[derive(Clone, Debug, Deserialize)]
        pub enum Action {
            $($(#[$doc])* #[serde(rename = $key)] $variant($body),)*
        }

        /// The keys of all actions.
        pub const ACTIONS: &[&str] = &[$($key),*];

        impl Action {
            /// The key by which the action is written.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $key,)* }
            }
        }
    };
}

actions! {
    /// Coins for shares.
    Bond(Bond) = "bond",
    /// Bulk deposits from a file; each depositor becomes `delegator-<number>`.
    BondFile(BondFile) = "bond_file",
    /// Queue shares in the open batch.
    QueueUnbond(SharesOf) = "queue_unbond",
    /// Take back what is still in the open batch.
    CancelUnbond(BatchShares) = "cancel_unbond",
    /// Give a queued claim to somebody else.
    TransferUnbond(TransferUnbond) = "transfer_unbond",
    /// Shares for coins of the buffer, at once.
    InstantRedeem(InstantRedeem) = "instant_redeem",
    /// Claim what is settled.
    Withdraw(Withdraw) = "withdraw",
    /// Send LST to somebody.
    TransferShares(TransferShares) = "transfer_shares",
    /// Crank: collect rewards.
    Harvest(Crank) = "harvest",
    /// Crank: read all delegations.
    Sync(Crank) = "sync",
    /// Crank: delegate what the buffer need not hold.
    DelegateBuffer(Crank) = "delegate_buffer",
    /// Crank: place the closed batch.
    SubmitBatch(Crank) = "submit_batch",
    /// Crank: settle what matured.
    Reconcile(Crank) = "reconcile",
    /// Crank: move stake towards its targets.
    Rebalance(Crank) = "rebalance",
    /// Crank: the registry reads the bonded set.
    Refresh(Crank) = "refresh",
    /// Crank: the one that is due.
    Advance(Crank) = "advance",
    /// Crank: every one that is ready, until none is.
    Crank(All) = "crank",
    /// Crank: gifts to the distributor.
    SweepSurplus(Crank) = "sweep_surplus",
    /// Time passes, with keepers unless they are off: `pass = "3d"`.
    Pass(Spanned<Period>) = "pass",
    /// So many blocks of the chain's block time.
    Blocks(u32) = "blocks",
    /// The chain stands still: the next block comes so much later.
    Halt(Period) = "halt",
    /// Whether keepers act while time passes.
    Keepers(Switch) = "keepers",
    /// A validator misses blocks until it is jailed.
    Downtime(OneValidator) = "downtime",
    /// The so many targets with the most missed blocks are jailed for downtime.
    DowntimeWorst(u32) = "downtime_worst",
    /// A validator signs twice: slashed, jailed and tombstoned.
    DoubleSign(DoubleSign) = "double_sign",
    /// A slash and nothing else.
    Slash(Slash) = "slash",
    /// Jail a validator.
    Jail(OneValidator) = "jail",
    /// Unjail a validator.
    Unjail(OneValidator) = "unjail",
    /// Tombstone a validator.
    Tombstone(OneValidator) = "tombstone",
    /// A validator changes its commission.
    SetCommission(SetCommission) = "set_commission",
    /// Governance of the chain changes its parameters.
    ChainParams(ChainParams) = "chain_params",
    /// The chain keeps an unbonding entry on hold past its completion.
    HoldEntry(OneValidator) = "hold_entry",
    /// The chain lets it go.
    ReleaseEntry(OneValidator) = "release_entry",
    /// The owner (or `who`) drains a validator.
    Drain(Drain) = "drain",
    /// The owner sets targets.
    SetWeights(SetWeights) = "set_weights",
    /// Somebody sends coins that are nobody's.
    Donate(Donate) = "donate",
    /// Pause scopes of the hub.
    Pause(Pause) = "pause",
    /// End a pause.
    Resume(ByActor) = "resume",
    /// First step of a new owner.
    ProposeOwner(ProposeOwner) = "propose_owner",
    /// Second step of a new owner.
    AcceptOwner(AcceptOwner) = "accept_owner",
    /// Change parameters of a contract.
    UpdateConfig(UpdateConfig) = "update_config",
    /// Assets for shares of a vault.
    Deposit(VaultDeposit) = "deposit",
    /// Shares of a vault go on their way out.
    RequestExit(OfPosition) = "request_exit",
    /// Shares on their way out become active again: those that went last.
    CancelExit(AtVault) = "cancel_exit",
    /// Fetch what has matured.
    ClaimExit(AtVault) = "claim_exit",
    /// Shares of a vault change hands.
    TransferPosition(OfPosition) = "transfer_position",
    /// The operator adds to its bond.
    AddBond(Bonded) = "add_bond",
    /// A part of the bond goes on its way out.
    RequestBondExit(Bonded) = "request_bond_exit",
    /// What has matured of the bond goes home.
    ClaimBond(OneVault) = "claim_bond",
    /// The operator announces a promise to a service.
    AnnounceCommitment(Promise) = "announce_commitment",
    /// The operator lowers a promise.
    LowerCommitment(Promise) = "lower_commitment",
    /// Operator and service end the quarantine after a slash.
    Rearm(OfService) = "rearm",
    /// A service asks for a slash.
    RequestSlash(RequestSlash) = "request_slash",
    /// The council ends a request.
    Veto(OneRequest) = "veto",
    /// The council lets a request be executed.
    Approve(OneRequest) = "approve",
    /// Anyone executes a request.
    ExecuteSlash(OneRequest) = "execute_slash",
    /// Anyone ends a request whose time is over.
    EndRequest(OneRequest) = "end_request",
    /// Anyone sends what was slashed where it belongs.
    ClaimSlashed(OfService) = "claim_slashed",
    /// Anyone has a vault do what the clock decided.
    Settle(OneVault) = "settle",
    /// The owner of a vault lists a coin that it may be paid in.
    AddRewardCoin(RewardCoin) = "add_reward_coin",
    /// A service's rewards for a vault, spread over a time.
    FundRewards(FundRewards) = "fund_rewards",
    /// Fetch rewards of a vault.
    ClaimRewards(AtVault) = "claim_rewards",
    /// The operator's part of the rewards goes home.
    ClaimCommission(OneVault) = "claim_commission",
    /// LST for shares of the insurance fund.
    FundDeposit(FundDeposit) = "fund_deposit",
    /// Shares of the insurance fund go on their way out.
    RequestFundExit(OfFund) = "request_fund_exit",
    /// Fetch what has matured of them.
    ClaimFundExit(AtFund) = "claim_fund_exit",
    /// The fund's owner insures a service's slashes of a vault.
    Insure(Insure) = "insure",
    /// A service pays for being insured.
    PayPremium(PayPremium) = "pay_premium",
    /// Any message to any contract.
    Execute(Execute) = "execute",
    /// Everybody who holds shares queues all of them: `redeem_everyone = true`.
    RedeemEveryone(bool) = "redeem_everyone",
    /// Something must be true.
    Expect(Box<Expect>) = "expect",
    /// Several steps as one, for `repeat`.
    Sequence(Vec<Step>) = "sequence",
}
