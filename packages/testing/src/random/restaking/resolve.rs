//! From numbers to what there is of vaults, requests, policies. Rows stand in an order of names, not of
//! addresses, which differ from chain to chain.

use cosmwasm_std::Order;
use weir_chain::Chain;
use weir_insurance_fund::state as fund;
use weir_quantities::ServiceId;
use weir_slash_coordinator::state::{Request, REQUESTS};

use super::super::resolve::pick;
use super::super::{Life, Pick, USERS};

/// What somebody has in a vault, or of the fund: whose, of which vault or bucket, how many shares.
pub(super) type Held = (&'static str, u64, u128);

impl<C: Chain> Life<C> {
    /// A vault by number.
    pub(super) fn vault(&self, which: Pick) -> usize {
        usize::from(which) % self.suite.restaking().vaults.len()
    }

    fn vaults(&self) -> std::ops::Range<usize> {
        0..self.suite.restaking().vaults.len()
    }

    /// Who of users has an address.
    fn name_of(&self, address: &str) -> Option<&'static str> {
        USERS.into_iter().find(|name| self.suite.actor(name).as_str() == address)
    }

    /// Active shares of users, by vault.
    pub(super) fn positions(&self) -> Vec<Held> {
        let of_vault = |vault: usize| {
            let held = self.suite.vault_state(vault).positions.into_iter();
            held.filter_map(move |(owner, shares)| {
                Some((self.name_of(owner.as_str())?, vault as u64, shares.u128()))
            })
        };
        in_order(self.vaults().flat_map(of_vault))
    }

    /// Shares of users on their way out: vault, bucket, whose, how many.
    pub(super) fn exits(&self) -> Vec<(usize, u64, &'static str, u128)> {
        let of_vault = |vault: usize| {
            let held = self.suite.vault_state(vault).exits.into_iter();
            held.filter_map(move |((owner, bucket), shares)| {
                Some((vault, bucket, self.name_of(owner.as_str())?, shares.u128()))
            })
        };
        in_order(self.vaults().flat_map(of_vault))
    }

    /// Promises that count: vault, service, version of terms.
    pub(super) fn commitments(&self) -> Vec<(usize, u64, u64)> {
        let of_vault = |vault: usize| {
            let all = self.suite.vault_state(vault).commitments.into_iter();
            let counts = all.filter(|one| !one.slashable.is_zero());
            counts.map(move |one| (vault, one.service.u64(), one.terms.version.u64()))
        };
        self.vaults().flat_map(of_vault).collect()
    }

    /// One promise that counts, or whatever pair there is.
    pub(super) fn commitment(&self, which: Pick) -> (usize, u64, u64) {
        let none = (self.vault(which), u64::from(which) % 3 + 1, 1);
        pick(which, &self.commitments()).unwrap_or(none)
    }

    /// Requests that are not final, the newest first; where there is none, all.
    pub(super) fn slash_requests(&self) -> Vec<(u64, Request)> {
        let storage = self.suite.storage_of(&self.suite.restaking().coordinator);
        let rows = REQUESTS.range(&*storage, None, None, Order::Descending);
        let all: Vec<(u64, Request)> = rows.map(Result::unwrap).collect();
        match all.iter().any(|(_, request)| !request.is_final()) {
            true => all.into_iter().filter(|(_, request)| !request.is_final()).collect(),
            false => all,
        }
    }

    /// The place of a vault by its address.
    pub(super) fn place_of(&self, address: &str) -> usize {
        let mut vaults = self.suite.restaking().vaults.iter();
        vaults.position(|vault| vault.address.as_str() == address).unwrap()
    }

    /// What was slashed and not fetched: vault, service, version of terms.
    pub(super) fn slashed(&self) -> Vec<(usize, u64, u64)> {
        let of_vault = |vault: usize| {
            let rows = self.suite.vault_state(vault).escrow.into_keys();
            rows.map(move |(service, version)| (vault, service, version))
        };
        self.vaults().flat_map(of_vault).collect()
    }

    /// Shares of the fund that are not on their way out.
    pub(super) fn insurers(&self) -> Vec<Held> {
        let storage = self.suite.storage_of(&self.suite.restaking().fund);
        let rows = fund::POSITIONS.range(&*storage, None, None, Order::Ascending);
        let held = rows
            .map(Result::unwrap)
            .filter_map(|(owner, shares)| Some((self.name_of(owner.as_str())?, 0, shares.u128())));
        in_order(held)
    }

    /// Those that are, by bucket.
    pub(super) fn fund_exits(&self) -> Vec<Held> {
        let storage = self.suite.storage_of(&self.suite.restaking().fund);
        let rows = fund::EXITS.range(&*storage, None, None, Order::Ascending);
        let held = rows.map(Result::unwrap).filter_map(|((owner, bucket), shares)| {
            Some((self.name_of(owner.as_str())?, bucket, shares.u128()))
        });
        in_order(held)
    }

    /// What is insured: vault, service, version of terms.
    pub(super) fn policies(&self) -> Vec<(usize, u64, u64)> {
        let storage = self.suite.storage_of(&self.suite.restaking().fund);
        let rows = fund::POLICIES.keys(&*storage, None, None, Order::Ascending);
        let rows: Vec<_> = rows.map(Result::unwrap).collect();
        in_order(rows.into_iter().map(|(vault, s, v)| (self.place_of(vault.as_str()), s, v)))
    }

    /// The newest terms of a service.
    pub(super) fn newest_version(&self, service: ServiceId) -> u64 {
        let storage = self.suite.storage_of(&self.suite.restaking().registry);
        let row = weir_service_registry::state::SERVICES.load(&*storage, service.u64());
        row.unwrap().version.u64()
    }
}

fn in_order<T: Ord>(rows: impl Iterator<Item = T>) -> Vec<T> {
    let mut rows: Vec<T> = rows.collect();
    rows.sort();
    rows
}
