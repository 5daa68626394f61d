//! The reward distributor: takes the fee on staking rewards, passes the rest to the hub, and keeps
//! streams of rewards into vaults ([`crate::streams`]).

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::{Addr, Binary, CosmosMsg, Decimal, QuerierWrapper, Uint128, WasmMsg};
use weir_json::{json, query_smart, to_binary, Failure, Row};
use weir_quantities::{Assets, ServiceId, Shares};

use crate::event::events;
use crate::restaking::Asset;
pub use crate::streams::ReceiveMsg;
use crate::streams::{PendingRewardResponse, RewardIndexResponse, StreamResponse};

/// Who gets a share of the fee.
#[json]
#[derive(Eq, Row)]
#[serde(deny_unknown_fields)]
pub struct Receiver {
    /// The account.
    pub address: String,
    /// Its weight among the receivers.
    pub weight: u64,
    /// What it is for, as shown: "treasury", "insurance".
    pub label: String,
}

/// Where a coin that is not the staking coin goes.
#[json]
#[derive(Eq, Row)]
#[serde(deny_unknown_fields)]
pub enum Route {
    /// To an account as it is.
    To {
        /// The account.
        receiver: String,
    },
    /// To a contract that swaps it for the staking coin and brings that back here.
    Swap {
        /// The contract; it is sent `{"swap":{"min_out":"…"}}` with the coin, and answers with
        /// `{"bring_proceeds":{}}` and the staking coin.
        adapter: String,
        /// At least this many units of the staking coin for one unit of the coin.
        min_rate: Decimal,
    },
}

/// Creates the distributor. Sent by the hub at its birth.
#[json]
#[serde(deny_unknown_fields)]
pub struct InstantiateMsg {
    /// Who governs it.
    pub owner: String,
    /// The hub it serves.
    pub hub: String,
    /// The staking coin.
    pub denom: String,
    /// The fee on rewards. 0 to 0.2; default 0.1.
    pub fee: Option<Decimal>,
    /// Of the fee a call produced, what its caller gets. 0 to 0.2; default 0.05.
    pub keeper_pay: Option<Decimal>,
    /// Who gets the rest of the fee: 1 to 5.
    pub receivers: Vec<Receiver>,
}

/// What the distributor does.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
    /// Splits what has arrived: fee to keeper and receivers, the rest to the hub, where it vests.
    /// Caller: anyone; the hub at the end of a harvest. Fails when nothing has arrived (the hub
    /// is answered without an error).
    Distribute {
        /// Who is paid for the crank. Only the hub may name another than the caller.
        keeper: Option<String>,
    },
    /// Pays what could not be sent before. Caller: whom it is owed.
    ClaimCredit {
        /// Who gets it instead.
        recipient: Option<String>,
    },
    /// Sends a coin other than the staking coin on its route. Caller: anyone. Fails without a
    /// route or a balance, when a swap brings too little, and within a swap.
    RouteCoin {
        /// The coin.
        denom: String,
    },
    /// Brings what a coin was swapped for. Caller: the adapter that was sent it, within the swap,
    /// with the staking coin attached; any number of times. Coins that come otherwise are rewards.
    BringProceeds {},
    /// Names where a coin goes, or forgets it. Caller: owner. The staking coin is refused.
    SetRoute {
        /// The coin.
        denom: String,
        /// Its route; nothing forgets it.
        route: Option<Route>,
    },
    /// Changes fee, keeper pay, receivers. Caller: owner. A higher fee waits seven days and
    /// is refused while harvest is paused, a lower one counts at once, after what has arrived was
    /// split at the old one; either takes the place of a raise that waits.
    UpdateConfig {
        /// The fee on rewards.
        fee: Option<Decimal>,
        /// Of the fee a call produced, what its caller gets.
        keeper_pay: Option<Decimal>,
        /// Who gets the rest of the fee.
        receivers: Option<Vec<Receiver>>,
    },
    /// Takes back an announced raise. Caller: owner.
    CancelRaise {},
    /// Puts an announced raise into force once its time has come: harvests and splits everything
    /// at the old fee first. Caller: anyone.
    ActivateRaise {
        /// Validators to leave out of the harvest, at most 3: one that breaks the chain's modules.
        skip: Option<Vec<String>>,
    },
    /// The last step of `activate_raise`. Caller: the distributor itself.
    CompleteRaise {},

    // Streams of rewards into vaults.
    /// Takes tokens in a cw20 `send`. Caller: the token's contract.
    Receive {
        /// Who sent the tokens.
        sender: String,
        /// How many.
        amount: Uint128,
        /// What the sender asks: a `ReceiveMsg` in JSON.
        msg: Binary,
    },
    /// Adds to a stream into a vault, to be paid evenly; sooner where the duration would lower the
    /// rate of a stream that runs. Caller: the owner of a service with a commitment in the vault,
    /// or a listed funder. Funds: one coin of the vault's list. Fails for another coin, and where the
    /// vault refuses `fund_rewards`.
    FundStream {
        /// The vault.
        vault: String,
        /// The service that pays; nothing for a listed funder of a vault without commitments.
        service: Option<ServiceId>,
        /// Over how many seconds. One day to 365 days.
        duration: u64,
    },
    /// Pays back what a stream had left when its vault left this distributor: nobody earns it. Whole
    /// units; the rest stays. Caller: anyone; who funded the stream last is paid. Fails for a stream
    /// that is not there, that runs, or that was paid back.
    ReclaimStream {
        /// The vault.
        vault: String,
        /// The service that paid; nothing for a listed funder.
        service: Option<ServiceId>,
        /// Who funded it last. Of a listed funder's stream the caller if left out.
        funder: Option<String>,
        /// In this coin alone; the oldest one if left out.
        coin: Option<Asset>,
    },
    /// Pays what was earned, rounded down; the rest stays. Caller: the holder, or anyone for him,
    /// and then he is paid. Fails when there is nothing.
    ClaimRewards {
        /// The vault.
        vault: String,
        /// Whose rewards; the caller's if left out.
        owner: Option<String>,
        /// In these coins alone.
        coins: Option<Vec<Asset>>,
        /// Who is paid; only the holder may name another than himself.
        recipient: Option<String>,
    },
    /// Deposits rewards in the vault's own asset instead of paying them. Caller: the holder. Fails
    /// when there is nothing, and where the vault refuses.
    ClaimAndDeposit {
        /// The vault.
        vault: String,
        /// The least shares to be given.
        min_shares: Option<Shares>,
    },
    /// Pays the operator's part. Caller: anyone; the operator's bond address is paid. Fails when
    /// there is nothing.
    ClaimCommission {
        /// The vault.
        vault: String,
        /// In these coins alone.
        coins: Option<Vec<Asset>>,
    },
    /// Lists a coin in which a vault may be paid rewards: opens a line for it. A vault that comes back
    /// from another distributor lists its coins anew. Caller: the vault's owner. Fails for one that is
    /// listed, for a name that no coin can have, and where the vault refuses `open_line`.
    AddRewardCoin {
        /// The vault.
        vault: String,
        /// The coin.
        coin: Asset,
    },
    /// Names the service registry, which says what is a vault. Caller: owner. Once and for ever.
    SetServiceRegistry {
        /// The registry.
        registry: String,
    },
    /// Lists who may fund streams into a vault without commitments. Caller: the vault's owner.
    /// Fails for more than eight.
    SetFunders {
        /// The vault.
        vault: String,
        /// All of them.
        funders: Vec<String>,
    },
    /// Moves the ownership, in two steps. Caller: owner, then the new owner.
    UpdateOwnership(cw_ownable::Action),
}

/// What can be asked of the distributor.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// Links, fee, receivers and a pending raise.
    #[returns(ConfigResponse)]
    Config {},
    /// Owner and pending owner.
    #[returns(cw_ownable::Ownership<String>)]
    Ownership {},
    /// What has arrived and is not split, what is owed, totals over all time.
    #[returns(BooksResponse)]
    Books {},
    /// What an account is owed since sending to it failed.
    #[returns(CreditResponse)]
    Credit {
        /// The account.
        address: String,
    },
    /// Routes of other coins, by denom.
    #[returns(Vec<RouteResponse>)]
    Routes {
        /// Begin after this denom.
        start_after: Option<String>,
        /// At most this many; 30 if left out, at most 100.
        limit: Option<u32>,
    },
    /// Cranks and when each is ready.
    #[returns(Vec<crate::hub::Crank>)]
    Cranks {},
    /// Streams into a vault: at most 16 that run, and what others had left when it left.
    #[returns(Vec<StreamResponse>)]
    Streams {
        /// The vault.
        vault: String,
    },
    /// Rewards per share so far, by coin.
    #[returns(Vec<RewardIndexResponse>)]
    RewardIndexes {
        /// The vault.
        vault: String,
    },
    /// What a holder could claim now, by coin.
    #[returns(Vec<PendingRewardResponse>)]
    PendingRewards {
        /// The vault.
        vault: String,
        /// The holder.
        owner: String,
    },
    /// The service registry, if it was named.
    #[returns(Option<String>)]
    ServiceRegistry {},
}

/// A raise that was announced.
#[json]
#[derive(Eq, Row)]
pub struct PendingRaise {
    /// The fee to come.
    pub fee: Decimal,
    /// From when `activate_raise` works.
    pub active_at: u64,
}

/// Links, fee, receivers.
#[json]
pub struct ConfigResponse {
    /// Who governs.
    pub owner: Option<String>,
    /// The hub.
    pub hub: String,
    /// The staking coin.
    pub denom: String,
    /// Fee and keeper pay with their bounds.
    pub parameters: Vec<crate::hub::Parameter>,
    /// Who gets the fee.
    pub receivers: Vec<Receiver>,
    /// A raise that waits.
    pub pending_raise: Option<PendingRaise>,
}

/// What the distributor holds and has done.
#[json]
pub struct BooksResponse {
    /// Arrived and not split yet.
    pub rewards: Assets,
    /// Owed to receivers and keepers since sending failed.
    pub credits: Assets,
    /// Passed to the hub over all time.
    pub passed: Assets,
    /// Fees over all time, keeper pay included.
    pub fees: Assets,
    /// Keeper pay over all time.
    pub keeper_pay: Assets,
}

/// What an account is owed.
#[json]
pub struct CreditResponse {
    /// How much.
    pub assets: Assets,
}

/// The route of a coin.
#[json]
pub struct RouteResponse {
    /// The coin.
    pub denom: String,
    /// Where it goes.
    pub route: Route,
}

/// What a swap adapter is sent, with the coin.
#[json]
pub enum SwapAdapterMsg {
    /// Swap what is attached for the staking coin and attach that to `{"bring_proceeds":{}}` of
    /// the caller, or fail.
    Swap {
        /// The least to bring back.
        min_out: Assets,
    },
}

/// Migrates to a newer version of the same contract.
#[json]
#[serde(deny_unknown_fields)]
pub struct MigrateMsg {}

events! {
    /// What had arrived was split.
    Distributed = "weir_distributor_distributed" {
        /// What had arrived.
        rewards: Assets,
        /// The fee, keeper pay included.
        fee: Assets,
        /// What the keeper got.
        keeper_pay: Assets,
        /// Who the keeper was; empty when nobody was paid.
        keeper: String,
        /// What went to the hub.
        passed: Assets,
    }
    /// A receiver could not be sent its share and is owed it.
    CreditAdded = "weir_distributor_credit_added" {
        /// Whom it is owed.
        receiver: String,
        /// How much.
        assets: Assets,
    }
    /// A credit was paid.
    CreditClaimed = "weir_distributor_credit_claimed" {
        /// Whose it was.
        owner: String,
        /// Who got it.
        recipient: String,
        /// How much.
        assets: Assets,
    }
    /// Another coin was sent on its route.
    CoinRouted = "weir_distributor_coin_routed" {
        /// The coin.
        denom: String,
        /// How much of it.
        amount: cosmwasm_std::Uint128,
        /// Who got it.
        receiver: String,
    }
    /// A route was set or forgotten.
    RouteSet = "weir_distributor_route_set" {
        /// The coin.
        denom: String,
        /// `to`, `swap` or `none`.
        route: &'static str,
    }
    /// Fee, keeper pay or receivers were changed.
    ConfigUpdated = "weir_distributor_config_updated" {
        /// The fee in force.
        fee: Decimal,
        /// The keeper pay in force.
        keeper_pay: Decimal,
        /// How many receivers there are.
        receivers: usize,
    }
    /// A raise of the fee was announced.
    RaiseAnnounced = "weir_distributor_raise_announced" {
        /// The fee to come.
        fee: Decimal,
        /// From when it can be put into force.
        active_at: u64,
    }
    /// An announced raise was taken back.
    RaiseCancelled = "weir_distributor_raise_cancelled" {
        /// The fee that will not come.
        fee: Decimal,
    }
    /// An announced raise came into force.
    RaiseActivated = "weir_distributor_raise_activated" {
        /// The fee in force.
        fee: Decimal,
    }
    /// A step of a change of ownership.
    OwnershipUpdated = "weir_distributor_ownership_updated" {
        /// The owner after it; empty for nobody.
        owner: String,
        /// Who may accept; empty for nobody.
        pending_owner: String,
    }
}

/// The distributor at an address.
#[json]
pub struct DistributorContract(pub Addr);

impl DistributorContract {
    /// A message to the distributor, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        Ok(WasmMsg::Execute {
            contract_addr: self.0.to_string(),
            msg: to_binary(msg),
            funds: vec![],
        }
        .into())
    }

    /// Splits what has arrived and pays `keeper` for it.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn distribute(&self, keeper: &Addr) -> Result<CosmosMsg, Failure> {
        self.call(&ExecuteMsg::Distribute { keeper: Some(keeper.to_string()) })
    }

    /// A raise of the fee that waits.
    ///
    /// # Errors
    /// When the distributor does not answer.
    pub fn pending_raise(
        &self,
        querier: QuerierWrapper<'_>,
    ) -> Result<Option<PendingRaise>, Failure> {
        #[json]
        struct Config {
            pending_raise: Option<PendingRaise>,
        }
        Ok(query_smart::<Config>(querier, &self.0, &QueryMsg::Config {})?.pending_raise)
    }
}
