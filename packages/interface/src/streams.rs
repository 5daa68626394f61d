//! The restaking side of the reward distributor: streams of rewards into vaults.

use cosmwasm_std::{Addr, CosmosMsg, Decimal, Uint128, Uint256, WasmMsg};
use weir_json::{json, to_binary, Failure};
use weir_quantities::{ServiceId, Shares};

pub use crate::distributor::{ExecuteMsg, QueryMsg};
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
    /// Units ever funded, without those that went back.
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
    /// What a stream had left went back.
    StreamReclaimed = "weir_distributor_stream_reclaimed" {
        /// The vault.
        vault: String,
        /// Who was paid.
        funder: String,
        /// The coin.
        coin: String,
        /// How much.
        amount: Uint128,
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
    /// A vault tells this distributor of its holders from now on.
    VaultArrived = "weir_distributor_vault_arrived" {
        /// The vault.
        vault: String,
        /// The operator's part.
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
        let (contract_addr, msg) = (self.0.to_string(), to_binary(msg));
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
