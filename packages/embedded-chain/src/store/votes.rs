//! Rows of votes: powers on their way into the voting set, rewards shared by votes, misses.

use cosmwasm_std::{StdResult, Storage, Uint128};

use super::{key, rows};
use crate::codec::{Reader, Writer};
use crate::dec_coins::DecCoins;
use crate::missed::Missed;

const POWER: &[u8] = b"sdk/power";
const SHARED: &[u8] = b"sdk/shared";
const MISSES: &[u8] = b"sdk/vm";

/// Rewards of blocks alike: what was shared in each after tax, by the votes of this total power.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SharedRun {
    pub rewards: DecCoins,
    pub power: u128,
    pub blocks: u64,
}

/// Has a validator vote with a power from the block of this height on.
pub(crate) fn schedule_power(
    storage: &mut dyn Storage,
    height: u64,
    operator: &str,
    power: u128,
) -> StdResult<()> {
    // as many digits each, so that they are in order
    let key = key(POWER, &[&format!("{height:020}"), operator]);
    storage.set(&key, &Uint128::new(power).to_be_bytes());
    Ok(())
}

/// The power that a validator is scheduled to vote with from the block of this height on.
pub(crate) fn power_from(
    storage: &dyn Storage,
    height: u64,
    operator: &str,
) -> StdResult<Option<u128>> {
    let row = storage.get(&key(POWER, &[&format!("{height:020}"), operator]));
    row.map(|row| Ok(Reader::new(&row).amount()?.u128())).transpose()
}

/// Takes out the powers that begin with the block of this height, or should have before.
pub(crate) fn powers_due(storage: &mut dyn Storage, height: u64) -> StdResult<Vec<(String, u128)>> {
    let mut due = vec![];
    for (parts, row) in rows(storage, key(POWER, &[])) {
        let [at, operator] = parts.as_slice() else { continue };
        if at.parse::<u64>().unwrap_or_default() > height {
            break;
        }
        storage.remove(&key(POWER, &[at, operator]));
        due.push((operator.clone(), Reader::new(&row).amount()?.u128()));
    }
    Ok(due)
}

fn run_key(run: u64) -> Vec<u8> {
    let mut key = key(SHARED, &[]);
    key.extend_from_slice(&run.to_be_bytes());
    key
}

pub(crate) fn save_shared(storage: &mut dyn Storage, run: u64, shared: &SharedRun) {
    let row =
        Writer::default().coins(&shared.rewards).amount(shared.power.into()).number(shared.blocks);
    storage.set(&run_key(run), &row.finish());
}

/// A run by its number; they are numbered from 1.
pub(crate) fn shared(storage: &dyn Storage, run: u64) -> StdResult<Option<SharedRun>> {
    let Some(row) = storage.get(&run_key(run)) else { return Ok(None) };
    let mut r = Reader::new(&row);
    Ok(Some(SharedRun { rewards: r.coins()?, power: r.amount()?.u128(), blocks: r.number()? }))
}

/// What a validator missed of its window.
pub(crate) fn misses(storage: &dyn Storage, operator: &str) -> StdResult<Missed> {
    let row = storage.get(&key(MISSES, &[operator]));
    row.map_or_else(|| Ok(Missed::default()), |row| Missed::decode(&row))
}

pub(crate) fn save_misses(storage: &mut dyn Storage, operator: &str, missed: &Missed) {
    let key = key(MISSES, &[operator]);
    match missed.is_empty() {
        true => storage.remove(&key),
        false => storage.set(&key, &missed.encode()),
    }
}

/// Validators that have missed some.
pub(crate) fn with_misses(storage: &dyn Storage) -> Vec<String> {
    let found = rows(storage, key(MISSES, &[]));
    found.into_iter().filter_map(|(parts, _)| parts.into_iter().next()).collect()
}
