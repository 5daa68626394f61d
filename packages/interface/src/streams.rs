//! The restaking side of the reward distributor: streams of rewards into vaults.

use cosmwasm_schema::QueryResponses;
use cosmwasm_std::{Addr, Binary, CosmosMsg, Decimal, Uint128, Uint256, WasmMsg};
use weir_json::{json, to_binary, Failure};
use weir_quantities::{ServiceId, Shares};

use crate::event::events;
use crate::restaking::Asset;

/// Most coins in which one vault is paid rewards.
pub const MAX_REWARD_COINS: usize = 8;
/// Most live streams into one vault.
pub const MAX_STREAMS: usize = 16;

/// What the distributor is told in a cw20 `send`.
#[json]
#[serde(deny_unknown_fields)]
pub enum ReceiveMsg {
    /// As `fund_stream`, with the tokens that were sent.
    FundStream {
        /// The vault.
        vault: String,
        /// The service that pays; nothing for a listed funder of a vault without commitments.
        service: Option<ServiceId>,
        /// Over how many seconds. One day to 365 days.
        duration: u64,
    },
}

/// What the distributor does for vaults.
#[json]
#[serde(deny_unknown_fields)]
pub enum ExecuteMsg {
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
    /// or a listed funder. Funds: one coin of the vault's list. Fails for another coin, beside a
    /// live stream of the service in another coin, for a seventeenth live stream, and for a
    /// duration out of its bounds.
    FundStream {
        /// The vault.
        vault: String,
        /// The service that pays; nothing for a listed funder of a vault without commitments.
        service: Option<ServiceId>,
        /// Over how many seconds. One day to 365 days.
        duration: u64,
    },
    /// Counts what a holder has earned at the shares of before a change. Caller: a vault, in the
    /// transaction in which shares change. Fails for a caller that is no vault.
    Checkpoint {
        /// The holders whose shares change: one, or two for a transfer.
        holders: Vec<Holder>,
        /// Active shares of the vault before the change.
        active: Shares,
    },
    /// Brings the vault's indexes up to date at the operator's part of before a change. Caller: a
    /// vault. Fails for a caller that is no vault.
    SetCommission {
        /// The part from now on.
        commission: Decimal,
        /// Active shares of the vault.
        active: Shares,
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
    },
    /// Lists a coin in which a vault may be paid rewards. Caller: the vault's owner. Fails for a
    /// ninth.
    AddRewardCoin {
        /// The vault.
        vault: String,
        /// The coin.
        coin: Asset,
    },
    /// Lists who may fund streams into a vault without commitments. Caller: the vault's owner.
    /// Fails for more than eight.
    SetFunders {
        /// The vault.
        vault: String,
        /// All of them.
        funders: Vec<String>,
    },
}

/// A holder and his shares.
#[json]
#[derive(Eq)]
#[serde(deny_unknown_fields)]
pub struct Holder {
    /// Who.
    pub owner: String,
    /// His active shares before the change.
    pub shares: Shares,
}

/// What can be asked of the distributor about vaults.
#[json]
#[derive(QueryResponses)]
#[serde(deny_unknown_fields)]
pub enum QueryMsg {
    /// Streams into a vault: at most 16.
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
}

/// A stream.
#[json]
pub struct StreamResponse {
    /// The service that pays; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last.
    pub funder: String,
    /// The coin.
    pub coin: Asset,
    /// Units that are not paid yet, rounded down.
    pub left: Uint128,
    /// Units a day, rounded down.
    pub per_day: Uint128,
    /// When it is over; later for every second without active shares.
    pub ends_at: u64,
}

/// Rewards per share of one coin.
#[json]
pub struct RewardIndexResponse {
    /// The coin.
    pub coin: Asset,
    /// 10^-36 units per share since the beginning. Never falls.
    pub index: Uint256,
    /// Units ever funded.
    pub funded: Uint128,
    /// Units ever paid, the operator's part among them.
    pub claimed: Uint128,
}

/// What a holder could claim.
#[json]
pub struct PendingRewardResponse {
    /// The coin.
    pub coin: Asset,
    /// How much.
    pub amount: Uint128,
}

events! {
    /// A stream was funded.
    StreamFunded = "weir_distributor_stream_funded" {
        /// The vault.
        vault: String,
        /// Who paid.
        funder: String,
        /// The coin.
        coin: String,
        /// How much.
        amount: Uint128,
        /// When it is over.
        ends_at: u64,
    }
    /// Rewards were paid.
    RewardsClaimed = "weir_distributor_rewards_claimed" {
        /// The vault.
        vault: String,
        /// Whose rewards.
        owner: String,
        /// Who was paid.
        recipient: String,
        /// The coin.
        coin: String,
        /// How much.
        amount: Uint128,
    }
    /// The operator's part was paid.
    CommissionClaimed = "weir_distributor_commission_claimed" {
        /// The vault.
        vault: String,
        /// Who was paid.
        recipient: String,
        /// The coin.
        coin: String,
        /// How much.
        amount: Uint128,
    }
    /// Another operator's part counts.
    CommissionSet = "weir_distributor_commission_set" {
        /// The vault.
        vault: String,
        /// The part.
        commission: Decimal,
    }
    /// A coin was listed for a vault.
    RewardCoinAdded = "weir_distributor_reward_coin_added" {
        /// The vault.
        vault: String,
        /// The coin.
        coin: String,
    }
    /// Funders of a vault were listed.
    FundersSet = "weir_distributor_funders_set" {
        /// The vault.
        vault: String,
        /// All of them, with commas between them.
        funders: String,
    }
}

/// The distributor at an address, as vaults see it.
#[json]
pub struct StreamsContract(pub Addr);

impl StreamsContract {
    /// A message to the distributor, without funds.
    ///
    /// # Errors
    /// When the message cannot be written as JSON.
    pub fn call(&self, msg: &ExecuteMsg) -> Result<CosmosMsg, Failure> {
        let (contract_addr, msg) = (self.0.to_string(), to_binary(msg)?);
        Ok(WasmMsg::Execute { contract_addr, msg, funds: vec![] }.into())
    }

    /// Counts what holders have earned before their shares change.
    ///
    /// # Errors
    /// As [`Self::call`].
    pub fn checkpoint(&self, holders: Vec<Holder>, active: Shares) -> Result<CosmosMsg, Failure> {
        self.call(&ExecuteMsg::Checkpoint { holders, active })
    }
}
