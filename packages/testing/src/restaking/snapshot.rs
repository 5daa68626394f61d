//! All that a vault has stored, and what its asset says it has.

use std::collections::BTreeMap;

use cosmwasm_std::{Addr, Decimal, Order, Storage};
use weir_accounting::vault::{Bond, Breaker, Commitment, ExitDelay, Pool, Request, SettledBucket};
use weir_interface::restaking::Asset;
use weir_quantities::{Assets, Shares, Time, VaultTime};
use weir_restaking_vault::history::{commitments, core};
use weir_restaking_vault::parameters::Parameters;
use weir_restaking_vault::state::{
    Access, Core, ACCESS, BOND, BREAKER, BUCKETS, ESCROW, EXITS, EXIT_DELAY, IDENTITY, PARAMETERS,
    POSITIONS, REQUESTS, REWARDS, SETTLED,
};

use crate::read::address_of;

/// A vault at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct VaultState {
    /// Pool, clock, sums.
    pub core: Core,
    /// Promises by service.
    pub commitments: Vec<Commitment>,
    /// Active shares by holder.
    pub positions: BTreeMap<Addr, Shares>,
    /// Shares on their way out, by holder and bucket.
    pub exits: BTreeMap<(Addr, u64), Shares>,
    /// Open buckets.
    pub buckets: BTreeMap<u64, Shares>,
    /// Buckets that left the pool.
    pub settled: BTreeMap<u64, SettledBucket>,
    /// Slashed and not fetched, by service and version.
    pub escrow: BTreeMap<(u64, u64), Assets>,
    /// Requests that are not over.
    pub requests: BTreeMap<u64, Request>,
    /// The operator's bond.
    pub bond: Bond,
    /// Losses of the last day.
    pub breaker: Breaker,
    /// Limits and conditions.
    pub parameters: Parameters,
    /// The exit delay and a change of it.
    pub delay: ExitDelay,
    /// What deposits read of what seldom changes.
    pub access: Access,
    /// What it holds: `access` has a copy.
    pub asset: Asset,
    /// The operator's part that counts: `parameters` say what it is.
    pub commission: Decimal,
    /// What the asset says the vault has.
    pub balance: u128,
    /// What was sent to it for nothing.
    pub given: u128,
    /// The time of the block.
    pub wall: Time,
}

impl VaultState {
    /// Reads everything.
    pub fn read(storage: &dyn Storage, wall: Time, balance: u128, given: u128) -> Self {
        let up = Order::Ascending;
        Self {
            core: core(storage).unwrap(),
            commitments: commitments(storage).unwrap(),
            positions: positions(storage),
            exits: EXITS
                .range(storage, None, None, up)
                .map(Result::unwrap)
                .map(|((owner, bucket), shares)| ((address_of(&owner), bucket), shares))
                .collect(),
            buckets: BUCKETS.range(storage, None, None, up).map(Result::unwrap).collect(),
            settled: SETTLED.range(storage, None, None, up).map(Result::unwrap).collect(),
            escrow: ESCROW.range(storage, None, None, up).map(Result::unwrap).collect(),
            requests: REQUESTS.range(storage, None, None, up).map(Result::unwrap).collect(),
            bond: BOND.load(storage).unwrap(),
            breaker: BREAKER.load(storage).unwrap(),
            parameters: PARAMETERS.load(storage).unwrap(),
            delay: EXIT_DELAY.load(storage).unwrap(),
            access: ACCESS.load(storage).unwrap(),
            asset: IDENTITY.load(storage).unwrap().asset,
            commission: REWARDS.load(storage).unwrap().commission,
            balance,
            given,
            wall,
        }
    }

    /// Assets, shares, magnitude.
    pub fn pool(&self) -> &Pool {
        &self.core.pool
    }

    /// What the vault's clock shows.
    pub fn now(&self) -> VaultTime {
        self.core.clock.shows(self.wall)
    }

    /// The promise to a service.
    pub fn commitment(&self, service: u64) -> Option<&Commitment> {
        self.commitments.iter().find(|one| one.service.u64() == service)
    }

    /// All that the vault owes to anybody.
    pub fn owed(&self) -> u128 {
        let bond = self.bond.exits.iter().map(|exit| exit.assets.u128()).sum::<u128>();
        let core = &self.core;
        [core.pool.assets, core.claimable, core.escrow, self.bond.active]
            .iter()
            .map(|assets| assets.u128())
            .sum::<u128>()
            + bond
    }

    /// The sum of budgets.
    pub fn budgets(&self) -> u128 {
        self.commitments.iter().map(|one| one.budget.u128()).sum()
    }
}

/// Active shares by holder.
fn positions(storage: &dyn Storage) -> BTreeMap<Addr, Shares> {
    let rows = POSITIONS.range(storage, None, None, Order::Ascending).map(Result::unwrap);
    let rows = rows.map(|(owner, position)| (address_of(&owner), position.shares));
    rows.filter(|(_, shares)| !shares.is_zero()).collect()
}
