//! What the distributor stores.

use cosmwasm_std::{Addr, Decimal, Uint128, Uint256};
use weir_accounting::rewards::{Account, RewardIndex};
use weir_interface::distributor::{PendingRaise, Receiver, Route};
use weir_interface::restaking::Asset;
use weir_json::{Item, Map, Row};
use weir_quantities::{Assets, Seconds, ServiceId, Time, DAY};

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
#[derive(Clone, Debug, PartialEq, Row)]
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
#[derive(Clone, Debug, Default, PartialEq, Row)]
pub struct Books {
    /// What is here in the staking coin and is no reward: the sum of [`CREDITS`], owed to receivers
    /// and keepers since sending failed, and what vaults hold. One sum, so that a harvest reads
    /// nothing more.
    pub credits: Assets,
    /// Passed to the hub over all time.
    pub passed: Assets,
    /// Fees over all time, keeper pay included.
    pub fees: Assets,
    /// Keeper pay over all time.
    pub keeper_pay: Assets,
}

/// A swap under way.
#[derive(Clone, Debug, PartialEq, Row)]
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

/// Most holders whose shares change in one step: one, or two for a transfer.
pub const MAX_HOLDERS: usize = 2;
/// Most listed funders of a vault without commitments.
pub const MAX_FUNDERS: usize = 8;

/// A stream into a vault. Until when it has been counted, its coin's row says.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct StreamRow {
    /// The service that pays; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last.
    pub funder: Addr,
    /// Its coin, by the number in the vault's list.
    pub coin: u32,
    /// 10^-36 units a second.
    pub rate: Uint256,
    /// When it is over.
    pub ends_at: Time,
}

/// The index of a coin when its vault came back: what was earned before it is counted by what holders
/// had when the vault left.
#[derive(Clone, Copy, Debug, PartialEq, Row)]
pub struct Return {
    /// The last time.
    pub last: Uint256,
    /// The time before; 0 if there was none. What was earned until then and not counted since is
    /// nobody's.
    pub before: Uint256,
}

/// What a vault is paid. Written when a stream is funded, held, or when the operator's part or a
/// list changes: a checkpoint only reads it.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct VaultRow {
    /// Its number among the vaults that were ever paid: in the keys of the rows that every checkpoint
    /// writes, where the address would be most of the key. Never changes.
    pub number: u32,
    /// The operator's part.
    pub commission: Decimal,
    /// Coins that may be paid: at most 8. Their order never changes.
    pub coins: Vec<Asset>,
    /// Of each coin, its index when the vault came back. Empty for a vault that never left.
    pub returns: Vec<Return>,
    /// Streams that are not over, and some that are: at most 16.
    pub streams: Vec<StreamRow>,
    /// Who may fund streams beside services.
    pub funders: Vec<Addr>,
}

/// One coin of a vault. Written by every checkpoint while it is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Row)]
pub struct CoinRow {
    /// Rewards per share, and what was funded.
    pub index: RewardIndex,
    /// Units ever paid, the operator's part among them.
    pub claimed: Uint128,
    /// Until when its streams have been counted.
    pub counted_to: Time,
}

/// The service registry; absent until it is named.
pub const SERVICE_REGISTRY: Item<Addr> = Item::new("service_registry");
/// How many vaults were ever paid: the number of the newest.
pub const LAST_VAULT: Item<u32> = Item::new("last_vault");
/// What vaults are paid.
pub const VAULTS: Map<&Addr, VaultRow> = Map::new("vaults");
/// Coins of vaults, by the vault's number and theirs in its list.
pub const COINS: Map<(u32, u32), CoinRow> = Map::new("coins");
/// What holders have earned, by the vault's number and the holder's bytes
/// ([`weir_contract::address_key`]): an account for each coin of the list.
pub const ACCOUNTS: Map<(u32, &[u8]), Vec<Account>> = Map::new("accounts");
/// What all vaults together hold here of a coin.
pub const HELD: Map<&str, Uint128> = Map::new("held");
