//! Where the records lie in the app's storage, one row each, so that a transaction that fails
//! leaves none of its changes.

mod queue;
mod stakes;
mod validators;
mod votes;

use cosmwasm_std::{
    from_json, to_json_vec, Order, StdResult, Storage, Timestamp, Uint128, Uint256,
};

use crate::codec::{Reader, Writer};
use crate::dec_coins::DecCoins;
use crate::params::Params;
use crate::validator::SharedUpTo;

pub(crate) use queue::{dequeue, enqueue, Due};
pub(crate) use stakes::*;
pub(crate) use validators::*;
pub(crate) use votes::*;

const PARAMS: &[u8] = b"sdk/params";
const TOTALS: &[u8] = b"sdk/totals";
const COMMUNITY_POOL: &[u8] = b"sdk/pool";
const MISSING: &[u8] = b"sdk/missing";
/// The value of rows whose key says it all.
const PRESENT: &[u8] = b"1";

/// `tag`, then each part closed by a zero byte; addresses hold none.
fn key(tag: &[u8], parts: &[&str]) -> Vec<u8> {
    let mut key = tag.to_vec();
    key.push(0);
    for part in parts {
        key.extend_from_slice(part.as_bytes());
        key.push(0);
    }
    key
}

fn after(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    if let Some(last) = end.last_mut() {
        *last = last.saturating_add(1);
    }
    end
}

fn rows(storage: &dyn Storage, prefix: Vec<u8>) -> Vec<(Vec<String>, Vec<u8>)> {
    let end = after(&prefix);
    storage
        .range(Some(&prefix), Some(&end), Order::Ascending)
        .map(|(key, value)| {
            let rest = key.get(prefix.len()..).unwrap_or_default();
            (split(rest), value)
        })
        .collect()
}

fn split(key: &[u8]) -> Vec<String> {
    key.split(|byte| *byte == 0)
        .filter(|part| !part.is_empty())
        .map(|part| String::from_utf8_lossy(part).into_owned())
        .collect()
}

/// What is known of the chain as a whole.
#[derive(Clone, Debug, Default)]
pub(crate) struct Totals {
    /// inflation of one bonded token since ever, with 36 decimals
    pub reward_index: Uint256,
    /// tokens of all bonded validators
    pub bonded: Uint128,
    /// the block that is open
    pub height: u64,
    /// its time
    pub time: Timestamp,
    pub next_entry_id: u64,
    /// whether the set of validators may have to change
    pub set_changed: bool,
    /// whether rewards are shared by votes, and not by bonded tokens
    pub by_votes: bool,
    /// power of all who vote now
    pub voting_power: u128,
    /// how far rewards were shared by votes
    pub shared: SharedUpTo,
}

pub(crate) fn params(storage: &dyn Storage) -> StdResult<Params> {
    storage.get(PARAMS).map(from_json).unwrap_or_else(|| Ok(Params::default()))
}

pub(crate) fn save_params(storage: &mut dyn Storage, params: &Params) -> StdResult<()> {
    storage.set(PARAMS, &to_json_vec(params)?);
    Ok(())
}

pub(crate) fn totals(storage: &dyn Storage) -> StdResult<Totals> {
    let Some(bytes) = storage.get(TOTALS) else { return Ok(Totals::default()) };
    let mut r = Reader::new(&bytes);
    Ok(Totals {
        reward_index: r.wide()?,
        bonded: r.amount()?,
        height: r.number()?,
        time: Timestamp::from_nanos(r.number()?),
        next_entry_id: r.number()?,
        set_changed: r.flag()?,
        by_votes: r.flag()?,
        voting_power: r.amount()?.u128(),
        shared: SharedUpTo { run: r.number()?, blocks: r.number()? },
    })
}

pub(crate) fn save_totals(storage: &mut dyn Storage, t: &Totals) {
    let row = Writer::default()
        .wide(t.reward_index)
        .amount(t.bonded)
        .number(t.height)
        .number(t.time.nanos())
        .number(t.next_entry_id)
        .flag(t.set_changed)
        .flag(t.by_votes)
        .amount(t.voting_power.into())
        .number(t.shared.run)
        .number(t.shared.blocks);
    storage.set(TOTALS, &row.finish());
}

pub(crate) fn next_entry_id(storage: &mut dyn Storage) -> StdResult<u64> {
    let mut totals = totals(storage)?;
    totals.next_entry_id = totals.next_entry_id.saturating_add(1);
    save_totals(storage, &totals);
    Ok(totals.next_entry_id)
}

pub(crate) fn community_pool(storage: &dyn Storage) -> StdResult<DecCoins> {
    storage
        .get(COMMUNITY_POOL)
        .map(|b| Reader::new(&b).coins())
        .unwrap_or_else(|| Ok(DecCoins::default()))
}

/// Takes out what was put in for validators until they are looked at.
pub(crate) fn take_from_community_pool(
    storage: &mut dyn Storage,
    coins: &DecCoins,
) -> StdResult<()> {
    if coins.is_empty() {
        return Ok(());
    }
    let pool = community_pool(storage)?.minus(coins);
    storage.set(COMMUNITY_POOL, &Writer::default().coins(&pool).finish());
    Ok(())
}

pub(crate) fn add_to_community_pool(storage: &mut dyn Storage, coins: &DecCoins) -> StdResult<()> {
    if coins.is_empty() {
        return Ok(());
    }
    let pool = community_pool(storage)?.plus(coins);
    storage.set(COMMUNITY_POOL, &Writer::default().coins(&pool).finish());
    Ok(())
}

/// Validators that miss the next blocks, and how many.
pub(crate) fn missing(storage: &dyn Storage) -> StdResult<Vec<(String, u64)>> {
    storage.get(MISSING).map(from_json).unwrap_or_else(|| Ok(vec![]))
}

pub(crate) fn save_missing(storage: &mut dyn Storage, missing: &[(String, u64)]) -> StdResult<()> {
    if missing.is_empty() {
        storage.remove(MISSING);
    } else {
        storage.set(MISSING, &to_json_vec(missing)?);
    }
    Ok(())
}
