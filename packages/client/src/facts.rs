//! What a chain is like.

use std::collections::BTreeMap;

use cosmwasm_std::Decimal;
use serde::Serialize;

/// Parameters of a chain that Weir's must fit to, and the versions it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// The staking coin.
    pub bond_denom: String,
    /// Seconds an undelegation takes.
    pub unbonding_period: u64,
    /// Unbonding entries per delegator and validator.
    pub max_entries: u32,
    /// The cut for missing too many blocks.
    pub slash_fraction_downtime: Decimal,
    /// The cut for signing twice.
    pub slash_fraction_double_sign: Decimal,
    /// Rewards of a day, as a share of what is staked, as far as the chain tells.
    pub daily_yield: Option<Decimal>,
    /// What the node runs; nothing on a chain of this process.
    pub versions: Option<Versions>,
}

/// What a node runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Versions {
    /// The program's name and version.
    pub app: String,
    /// The Cosmos SDK's version.
    pub sdk: String,
    /// Versions of Go modules by path, as far as the node tells them.
    pub modules: BTreeMap<String, String>,
}
