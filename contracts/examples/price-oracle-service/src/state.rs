//! What the contract stores.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Binary, Decimal, Uint128};
use cw_storage_plus::{Item, Map};
use weir_quantities::ServiceId;

/// How long a key that was replaced, and a round, can still be used as evidence: the longest
/// evidence window and all that pauses of a vault can add.
pub const ACCOUNTABLE: u64 = (7 + 14) * 24 * 3_600;
/// Most keys of one operator that are remembered.
pub const MAX_KEYS: usize = 16;

/// Set at birth, never changed.
#[cw_serde]
pub struct Config {
    /// Takes requests for slashes.
    pub coordinator: Addr,
    /// Says who the operators are.
    pub registry: Addr,
    /// The service.
    pub service: ServiceId,
    /// What an equivocation costs.
    pub fraction: Decimal,
    /// The least seconds from one round to the next.
    pub round_seconds: u64,
}

/// A key and the rounds it is good for.
#[cw_serde]
pub struct Key {
    /// The compressed public key.
    pub key: Binary,
    /// The first round.
    pub from: u64,
    /// The first round that it is not good for any more, and when it was replaced.
    pub until: Option<(u64, u64)>,
}

/// The number of the round that is open; 0 before the first.
pub const ROUND: Item<u64> = Item::new("round");
/// Set at birth.
pub const CONFIG: Item<Config> = Item::new("config");
/// When each round began; forgotten when it can be no evidence any more.
pub const ROUNDS: Map<u64, u64> = Map::new("rounds");
/// Keys of operators, the oldest first.
pub const KEYS: Map<u64, Vec<Key>> = Map::new("keys");
/// Prices by round and operator; they go with the round.
pub const PRICES: Map<(u64, u64), Uint128> = Map::new("prices");
