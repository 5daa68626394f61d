//! The restaking side of the reward distributor: streams of rewards into vaults.

use cosmwasm_std::{Uint128, Uint256};
use weir_json::json;
use weir_quantities::ServiceId;

pub use crate::distributor::{ExecuteMsg, QueryMsg};
use crate::event::events;
use crate::restaking::Asset;

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
    /// Units a day, rounded down; 0 for what is left since the vault left, to be paid back.
    pub per_day: Uint128,
    /// When it is over; later for every second without active shares. The time of the block for what is
    /// to be paid back.
    pub ends_at: u64,
}

/// Rewards per share of one coin.
#[json]
pub struct RewardIndexResponse {
    /// The coin.
    pub coin: Asset,
    /// Its line in the vault.
    pub line: u32,
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
