//! What the lender stores.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{Addr, Decimal};
use cw_storage_plus::{Item, Map};

use crate::msg::LoanResponse;

/// Set at birth, never changed.
#[cw_serde]
pub struct Config {
    /// Sets the price of its own feed.
    pub feeder: Addr,
    /// Says what a share redeems for.
    pub hub: Addr,
    /// The derivative.
    pub token: Addr,
    /// What is lent.
    pub denom: String,
    /// Tells of slashes.
    pub coordinator: Addr,
    /// The oldest price or rate that counts, in seconds.
    pub max_age: u64,
    /// Most debt of a new loan, as a share of its collateral.
    pub max_loan: Decimal,
    /// A debt beyond this share is liquidated.
    pub liquidation_at: Decimal,
    /// What a liquidator gets beyond what he repays.
    pub bonus: Decimal,
    /// No new debt for so many seconds after a slash.
    pub careful_for: u64,
}

/// Set at birth.
pub const CONFIG: Item<Config> = Item::new("config");
/// Price and when it was set.
pub const PRICE: Item<(Decimal, u64)> = Item::new("price");
/// Until when there is no new debt.
pub const CAREFUL_UNTIL: Item<u64> = Item::new("careful_until");
/// By borrower. A row goes with its collateral and debt.
pub const LOANS: Map<&Addr, LoanResponse> = Map::new("loans");
