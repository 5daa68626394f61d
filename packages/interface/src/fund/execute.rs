//! What the fund is told.

use cosmwasm_std::{Binary, Decimal, Uint128};
use weir_json::{json, Row};
use weir_quantities::{Assets, ServiceId, Shares, SlashId, TermsVersion};

use crate::restaking::Asset;

/// Creates the fund.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Who governs it: a DAO.
    pub owner: String,
    /// What it holds, and what the vaults hold that it insures.
    pub asset: Asset,
    /// Draws cover.
    pub coordinator: String,
    /// Says who is who, and which vaults are trusted.
    pub registry: String,
    /// Whose losses it may cover; nothing for a fund of another asset than the derivative.
    pub hub: Option<String>,
    /// Parameters other than the defaults.
    pub parameters: Option<ParameterChanges>,
}

/// Parameters to change; what is left out stays. Each change waits for the notice: the exit delay
/// and two days.
#[json]
#[derive(Default, Row)]
#[serde(deny_unknown_fields)]
pub struct ParameterChanges {
    /// Part of a loss, after the bond, that is covered. 0 to 0.5; default 0.5.
    pub of_loss: Option<Decimal>,
    /// Part of the fund that is drawn within 7 days. 0 to 0.5; default 0.2.
    pub of_fund: Option<Decimal>,
    /// The smallest premium. 1 to 10^20; default 1000.
    pub min_premium: Option<Assets>,
    /// Seconds that an exit takes, by the wall clock: the longest exit delay it covers and 14 days.
    /// 28 to 42 days; default 35 days.
    pub exit_delay: Option<u64>,
}

/// What a fund of a cw20 asset is told in a cw20 `send`.
#[json]
#[serde(deny_unknown_fields)]
pub enum ReceiveMsg {
    /// As `deposit`, with the tokens that were sent.
    Deposit {
        /// Who gets the shares; the sender if left out.
        receiver: Option<String>,
        /// The least shares to be given.
        min_shares: Option<Shares>,
    },
    /// As `bring_slashed`, with the tokens that were sent.
    BringSlashed {},
    /// As `pay_premium`, with the tokens that were sent.
    PayPremium {
        /// The service.
        service: ServiceId,
        /// The vault.
        vault: String,
    },
    /// As `return_cover`, with the tokens that were sent.
    ReturnCover {
        /// The request.
        id: SlashId,
    },
}

/// What the fund does.
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
    /// Takes assets in and gives shares, rounded down. Caller: anyone. Funds: the asset, where it is
    /// a coin. Fails for no share or fewer than `min_shares`.
    Deposit {
        /// Who gets the shares; the sender if left out.
        receiver: Option<String>,
        /// The least shares to be given.
        min_shares: Option<Shares>,
    },
    /// Puts shares on their way out, to the end of a day; until then they pay covers too. Caller: holder. Fails for
    /// more than he has.
    RequestExit {
        /// How many.
        shares: Shares,
    },
    /// Makes shares on their way out stay. Caller: holder. Fails once they have matured.
    CancelExit {
        /// When they would mature.
        matures_at: u64,
    },
    /// Pays exits that have matured, at the price at which they left the pool. Caller: holder. Fails when none has.
    ClaimExit {
        /// Who is paid; the holder if left out.
        receiver: Option<String>,
    },
    /// Insures one version of a service's terms at a vault, or changes the policy. Premiums have to
    /// be paid for the vault's exit delay and 14 days before it pays. Caller: owner. Fails for terms
    /// whose slashed assets go to the service, a bond of nothing, a premium of nothing, a vault of
    /// another asset, one whose exits take longer than the fund's allow, where fund, coordinator and
    /// vault are not linked with each other (no cover would come), for a larger bond than a policy
    /// that goes on asks for, and for a policy whose end was announced until it is over. Policies of
    /// the pair that are over go.
    Insure {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The vault.
        vault: String,
        /// What the operator's active bond must have been at the offence.
        minimum_bond: Assets,
        /// Part of the service's rewards that is paid as premium. Above 0, at most 1.
        premium: Decimal,
    },
    /// Announces the end of a policy: it goes on, with its premiums, for as long as an exit from the
    /// fund takes, and then draws and premiums are refused. One that is over is removed. Caller:
    /// owner. Fails when its end was announced and has not come.
    EndPolicy {
        /// The service.
        service: ServiceId,
        /// The version of its terms.
        version: TermsVersion,
        /// The vault.
        vault: String,
    },
    /// Pays a premium, which counts at once for all holders of the fund. Caller: anyone, as a rule
    /// the distributor. Funds: the asset, where it is a coin. Fails below the smallest premium,
    /// and for a vault that is linked with another fund. More than ten times what holders have is for
    /// the reserve.
    PayPremium {
        /// The service.
        service: ServiceId,
        /// The vault.
        vault: String,
    },
    /// Brings slashed assets whose destination is the fund: to its reserve. Caller: a vault. Funds: the
    /// asset, where it is a coin.
    BringSlashed {},
    /// Sends cover for a request to its vault. Caller: coordinator. Fails without a policy, before
    /// it pays, for a bond that was too small at the offence, and when nothing may be drawn.
    Draw {
        /// The request.
        id: SlashId,
        /// The service.
        service: ServiceId,
        /// The version of terms in force at the offence.
        version: TermsVersion,
        /// The vault.
        vault: String,
        /// What is left of the loss after the bond.
        loss: Assets,
        /// The operator's active bond at the offence.
        active_bond: Assets,
        /// The vault's exit delay in seconds.
        exit_delay: u64,
    },
    /// Brings back what a slash did not need. Caller: the vault it was drawn for. Funds: the asset,
    /// where it is a coin.
    ReturnCover {
        /// The request.
        id: SlashId,
    },
    /// Covers a loss of the hub by burning the derivative. Caller: owner. Fails over the fund's
    /// cap, and for a fund of another asset.
    CoverLoss {
        /// How much.
        assets: Assets,
    },
    /// Changes parameters after the notice, an exit and two days, whether they raise or lower what
    /// the fund pays. Caller: owner. Fails for a value outside of its bounds.
    UpdateConfig {
        /// The changes.
        changes: ParameterChanges,
    },
    /// Takes back a change that waits. Caller: owner.
    CancelChange {
        /// Its name in the `config` query.
        name: String,
    },
    /// Moves the ownership, in two steps. Caller: owner, then the new owner.
    UpdateOwnership(cw_ownable::Action),
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}
