//! What the distributor stores.

use cosmwasm_std::{Addr, Decimal, Uint128};
use weir_interface::distributor::{PendingRaise, Receiver, Route};
use weir_interface::restaking::Asset;
use weir_json::{Item, Map, Row};
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

/// Most listed funders of a vault without commitments.
pub const MAX_FUNDERS: usize = 8;

/// A coin in which a vault is or was paid, and its line in the vault.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct CoinLine {
    /// The coin.
    pub coin: Asset,
    /// The line.
    pub line: u32,
}

/// What a vault is paid in, and by whom. Written when a list changes.
#[derive(Clone, Debug, PartialEq, Row)]
pub struct VaultRow {
    /// Its number among the vaults that were ever paid. Never changes.
    pub number: u32,
    /// Coins with their lines. One that was listed stays, in its place: it is listed anew where its line
    /// was closed.
    pub coins: Vec<CoinLine>,
    /// Who may fund streams beside services.
    pub funders: Vec<Addr>,
}

/// What is held for one line of a vault, whatever the vault says.
#[derive(Clone, Debug, Default, PartialEq, Row)]
pub struct LineRow {
    /// Units ever funded, without those that went back.
    pub funded: Uint128,
    /// Units ever paid, the operator's part among them.
    pub claimed: Uint128,
    /// Of them, the operator's part.
    pub commission: Uint128,
    /// Of what streams had left at the end, by its place in the vault's list, what went back.
    pub reclaimed: Vec<u32>,
}

/// The service registry; absent until it is named.
pub const SERVICE_REGISTRY: Item<Addr> = Item::new("service_registry");
/// How many vaults were ever paid: the number of the newest.
pub const LAST_VAULT: Item<u32> = Item::new("last_vault");
/// What vaults are paid.
pub const VAULTS: Map<&Addr, VaultRow> = Map::new("vaults");
/// What is held for lines, by the vault's number and the line's.
pub const LINES: Map<(u32, u32), LineRow> = Map::new("lines");
/// Units that holders were paid, by the vault's number and the holder's bytes
/// ([`weir_contract::address_key`]): for each coin of the list, in its place.
pub const CLAIMED: Map<(u32, &[u8]), Vec<Uint128>> = Map::new("claimed");
/// What all vaults together hold here of a coin.
pub const HELD: Map<&str, Uint128> = Map::new("held");
