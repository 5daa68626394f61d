//! What the distributor stores.

use cosmwasm_std::{Addr, Decimal};

use weir_interface::distributor::{PendingRaise, Receiver, Route};
use weir_json::{json, Item, Map};
use weir_quantities::{Assets, Seconds, DAY};

/// The highest fee on rewards.
pub const MAX_FEE: Decimal = Decimal::percent(20);
/// The highest keeper pay, of the fee.
pub const MAX_KEEPER_PAY: Decimal = Decimal::percent(20);
/// The fee when none is given.
pub const DEFAULT_FEE: Decimal = Decimal::percent(10);
/// The keeper pay when none is given.
pub const DEFAULT_KEEPER_PAY: Decimal = Decimal::percent(5);
/// Most receivers of the fee.
pub const MAX_RECEIVERS: usize = 5;
/// Longest label of a receiver, in bytes.
pub const MAX_LABEL: usize = 64;
/// How long a raise of the fee waits.
pub const NOTICE: Seconds = DAY.times(7);

/// Links and what is in force. Links never change; the rest by `update_config` and a raise.
#[json]
pub struct Config {
    /// The hub.
    pub hub: Addr,
    /// The staking coin.
    pub denom: String,
    /// The fee on rewards.
    pub fee: Decimal,
    /// Of the fee a call produced, what its caller gets.
    pub keeper_pay: Decimal,
    /// Who gets the rest of the fee; their addresses were validated.
    pub receivers: Vec<Receiver>,
}

/// Sums: one row, so that a distribution reads and writes one. Changes whenever coins are split,
/// credited or claimed.
#[json]
#[derive(Default)]
pub struct Books {
    /// Owed to receivers and keepers since sending failed: the sum of [`CREDITS`].
    pub credits: Assets,
    /// Passed to the hub over all time.
    pub passed: Assets,
    /// Fees over all time, keeper pay included.
    pub fees: Assets,
    /// Keeper pay over all time.
    pub keeper_pay: Assets,
}

/// A swap under way.
#[json]
pub struct Swap {
    /// The coin that was sent.
    pub denom: String,
    /// To whom.
    pub adapter: Addr,
    /// The least that must come back.
    pub min_out: Assets,
    /// What came back so far.
    pub brought: Assets,
}

/// Links and what is in force.
pub const CONFIG: Item<Config> = Item::new("config");
/// Sums.
pub const BOOKS: Item<Books> = Item::new("books");
/// A raise of the fee that waits; absent without one.
pub const PENDING_RAISE: Item<PendingRaise> = Item::new("pending_raise");
/// What each account is owed; a row goes when it is claimed.
pub const CREDITS: Map<&Addr, Assets> = Map::new("credits");
/// Where other coins go, by denom; addresses were validated.
pub const ROUTES: Map<&str, Route> = Map::new("routes");
/// A swap under way; there only within one transaction.
pub const SWAP: Item<Swap> = Item::new("swap");
