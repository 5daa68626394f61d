//! Rows of delegators: delegations, withdraw addresses, unbonding entries and redelegations.

use cosmwasm_std::{Order, StdResult, Storage};

use super::{after, key, rows, PRESENT};
use crate::delegation::{decode_entries, encode_entries, Delegation, Entry};

const DELEGATION: &[u8] = b"sdk/d";
const WITHDRAW: &[u8] = b"sdk/w";
const UNBONDING: &[u8] = b"sdk/u";
const UNBONDING_OF: &[u8] = b"sdk/ud";
const REDELEGATION: &[u8] = b"sdk/r";
const REDELEGATION_OF: &[u8] = b"sdk/rd";

pub(crate) fn delegation(
    storage: &dyn Storage,
    delegator: &str,
    operator: &str,
) -> StdResult<Option<Delegation>> {
    let row = storage.get(&key(DELEGATION, &[delegator, operator]));
    row.map(|b| Delegation::decode(&b)).transpose()
}

pub(crate) fn save_delegation(
    storage: &mut dyn Storage,
    delegator: &str,
    operator: &str,
    delegation: &Delegation,
) {
    storage.set(&key(DELEGATION, &[delegator, operator]), &delegation.encode());
}

pub(crate) fn remove_delegation(storage: &mut dyn Storage, delegator: &str, operator: &str) {
    storage.remove(&key(DELEGATION, &[delegator, operator]));
}

pub(crate) fn delegations(
    storage: &dyn Storage,
    delegator: &str,
) -> StdResult<Vec<(String, Delegation)>> {
    rows(storage, key(DELEGATION, &[delegator]))
        .into_iter()
        .map(|(parts, row)| Ok((parts.concat(), Delegation::decode(&row)?)))
        .collect()
}

pub(crate) fn all_delegations(
    storage: &dyn Storage,
) -> StdResult<Vec<(String, String, Delegation)>> {
    rows(storage, key(DELEGATION, &[]))
        .into_iter()
        .map(|(parts, row)| {
            let [delegator, operator] = parts.try_into().unwrap_or_default();
            Ok((delegator, operator, Delegation::decode(&row)?))
        })
        .collect()
}

pub(crate) fn withdraw_address(storage: &dyn Storage, delegator: &str) -> Option<String> {
    storage.get(&key(WITHDRAW, &[delegator])).map(|b| String::from_utf8_lossy(&b).into_owned())
}

pub(crate) fn save_withdraw_address(storage: &mut dyn Storage, delegator: &str, address: &str) {
    storage.set(&key(WITHDRAW, &[delegator]), address.as_bytes());
}

pub(crate) fn unbonding(
    storage: &dyn Storage,
    delegator: &str,
    operator: &str,
) -> StdResult<Vec<Entry>> {
    let row = storage.get(&key(UNBONDING, &[operator, delegator]));
    row.map(|b| decode_entries(&b)).unwrap_or_else(|| Ok(vec![]))
}

pub(crate) fn save_unbonding(
    storage: &mut dyn Storage,
    delegator: &str,
    operator: &str,
    entries: &[Entry],
) {
    let (row, of) =
        (key(UNBONDING, &[operator, delegator]), key(UNBONDING_OF, &[delegator, operator]));
    if entries.is_empty() {
        storage.remove(&row);
        storage.remove(&of);
    } else {
        storage.set(&row, &encode_entries(entries));
        storage.set(&of, PRESENT);
    }
}

/// Delegators with entries on a validator.
pub(crate) fn unbonding_delegators(storage: &dyn Storage, operator: &str) -> Vec<String> {
    rows(storage, key(UNBONDING, &[operator]))
        .into_iter()
        .map(|(parts, _)| parts.concat())
        .collect()
}

/// All (validator, delegator) pairs with entries.
pub(crate) fn all_unbonding(storage: &dyn Storage) -> StdResult<Vec<(String, String, Vec<Entry>)>> {
    rows(storage, key(UNBONDING, &[]))
        .into_iter()
        .map(|(parts, row)| {
            let [operator, delegator] = parts.try_into().unwrap_or_default();
            Ok((operator, delegator, decode_entries(&row)?))
        })
        .collect()
}

/// Validators a delegator has entries on.
pub(crate) fn unbonding_validators(storage: &dyn Storage, delegator: &str) -> Vec<String> {
    rows(storage, key(UNBONDING_OF, &[delegator]))
        .into_iter()
        .map(|(parts, _)| parts.concat())
        .collect()
}

/// A redelegation's three parties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Route {
    pub delegator: String,
    pub source: String,
    pub destination: String,
}

impl Route {
    fn row(&self) -> Vec<u8> {
        key(REDELEGATION, &[&self.source, &self.delegator, &self.destination])
    }

    fn of(&self) -> Vec<u8> {
        key(REDELEGATION_OF, &[&self.delegator, &self.destination, &self.source])
    }
}

pub(crate) fn redelegation(storage: &dyn Storage, route: &Route) -> StdResult<Vec<Entry>> {
    storage.get(&route.row()).map(|b| decode_entries(&b)).unwrap_or_else(|| Ok(vec![]))
}

pub(crate) fn save_redelegation(storage: &mut dyn Storage, route: &Route, entries: &[Entry]) {
    if entries.is_empty() {
        storage.remove(&route.row());
        storage.remove(&route.of());
    } else {
        storage.set(&route.row(), &encode_entries(entries));
        storage.set(&route.of(), PRESENT);
    }
}

pub(crate) fn redelegations_from(storage: &dyn Storage, source: &str) -> Vec<Route> {
    rows(storage, key(REDELEGATION, &[source]))
        .into_iter()
        .map(|(parts, _)| {
            let [delegator, destination] = parts.try_into().unwrap_or_default();
            Route { delegator, source: source.to_string(), destination }
        })
        .collect()
}

pub(crate) fn redelegations_of(storage: &dyn Storage, delegator: &str) -> Vec<Route> {
    rows(storage, key(REDELEGATION_OF, &[delegator]))
        .into_iter()
        .map(|(parts, _)| {
            let [destination, source] = parts.try_into().unwrap_or_default();
            Route { delegator: delegator.to_string(), source, destination }
        })
        .collect()
}

/// `HasReceivingRedelegation`
pub(crate) fn is_receiving(storage: &dyn Storage, delegator: &str, operator: &str) -> bool {
    let start = key(REDELEGATION_OF, &[delegator, operator]);
    let end = after(&start);
    storage.range(Some(&start), Some(&end), Order::Ascending).next().is_some()
}
