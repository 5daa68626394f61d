//! Where the records lie in the app's storage, one row each, so that a transaction that fails
//! leaves none of its changes.

use cosmwasm_std::{
    from_json, to_json_vec, Order, StdResult, Storage, Timestamp, Uint128, Uint256,
};

use crate::codec::{Reader, Writer};
use crate::dec_coins::DecCoins;
use crate::delegation::{decode_entries, encode_entries, Delegation, Entry};
use crate::error::ChainError;
use crate::params::Params;
use crate::validator::{SlashRecord, Unreadable, Validator, ValidatorRewards};

const PARAMS: &[u8] = b"sdk/params";
const TOTALS: &[u8] = b"sdk/totals";
const COMMUNITY_POOL: &[u8] = b"sdk/pool";
const MISSING: &[u8] = b"sdk/missing";
const VALIDATOR: &[u8] = b"sdk/v";
const REWARDS: &[u8] = b"sdk/vr";
const SLASH: &[u8] = b"sdk/vs";
const HISTORY: &[u8] = b"sdk/vh";
const DELEGATION: &[u8] = b"sdk/d";
const WITHDRAW: &[u8] = b"sdk/w";
const UNBONDING: &[u8] = b"sdk/u";
const UNBONDING_OF: &[u8] = b"sdk/ud";
const REDELEGATION: &[u8] = b"sdk/r";
const REDELEGATION_OF: &[u8] = b"sdk/rd";
const QUEUE: &[u8] = b"sdk/q";
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
    })
}

pub(crate) fn save_totals(storage: &mut dyn Storage, t: &Totals) {
    let row = Writer::default()
        .wide(t.reward_index)
        .amount(t.bonded)
        .number(t.height)
        .number(t.time.nanos())
        .number(t.next_entry_id)
        .flag(t.set_changed);
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

pub(crate) fn add_to_community_pool(storage: &mut dyn Storage, coins: &DecCoins) -> StdResult<()> {
    if coins.is_empty() {
        return Ok(());
    }
    let pool = community_pool(storage)?.plus(coins);
    storage.set(COMMUNITY_POOL, &Writer::default().coins(&pool).finish());
    Ok(())
}

/// The validator's record even while it is made unreadable.
pub(crate) fn any_validator(
    storage: &dyn Storage,
    operator: &str,
) -> Result<Validator, ChainError> {
    let bytes = storage.get(&key(VALIDATOR, &[operator])).ok_or(ChainError::NoValidatorFound)?;
    Ok(Validator::decode(operator, &bytes)?)
}

pub(crate) fn validator(storage: &dyn Storage, operator: &str) -> Result<Validator, ChainError> {
    let validator = any_validator(storage, operator)?;
    match validator.unreadable {
        Some(Unreadable::RecordMissing) => Err(ChainError::NoValidatorFound),
        _ => Ok(validator),
    }
}

pub(crate) fn save_validator(storage: &mut dyn Storage, validator: &Validator) {
    storage.set(&key(VALIDATOR, &[&validator.operator]), &validator.encode());
}

pub(crate) fn remove_validator(storage: &mut dyn Storage, operator: &str) {
    storage.remove(&key(VALIDATOR, &[operator]));
    storage.remove(&key(REWARDS, &[operator]));
}

pub(crate) fn validators(storage: &dyn Storage) -> StdResult<Vec<Validator>> {
    rows(storage, key(VALIDATOR, &[]))
        .into_iter()
        .map(|(parts, row)| {
            Validator::decode(parts.first().map(String::as_str).unwrap_or_default(), &row)
        })
        .collect()
}

pub(crate) fn rewards(storage: &dyn Storage, operator: &str) -> StdResult<ValidatorRewards> {
    let row = storage.get(&key(REWARDS, &[operator]));
    row.map(|b| ValidatorRewards::decode(&b)).unwrap_or_else(|| Ok(ValidatorRewards::default()))
}

pub(crate) fn save_rewards(storage: &mut dyn Storage, operator: &str, rewards: &ValidatorRewards) {
    storage.set(&key(REWARDS, &[operator]), &rewards.encode());
}

pub(crate) fn slash_record(
    storage: &dyn Storage,
    operator: &str,
    index: u64,
) -> StdResult<Option<SlashRecord>> {
    let row = storage.get(&key(SLASH, &[operator, &index.to_string()]));
    row.map(|b| SlashRecord::decode(&b)).transpose()
}

pub(crate) fn save_slash_record(
    storage: &mut dyn Storage,
    operator: &str,
    index: u64,
    record: &SlashRecord,
) {
    storage.set(&key(SLASH, &[operator, &index.to_string()]), &record.encode());
}

/// Remembers a validator's tokens at the end of a block, for slashes of infractions in the past.
pub(crate) fn save_history(
    storage: &mut dyn Storage,
    operator: &str,
    height: u64,
    tokens: Uint128,
) {
    let mut key = key(HISTORY, &[operator]);
    key.extend_from_slice(&height.to_be_bytes());
    storage.set(&key, &tokens.to_be_bytes());
}

pub(crate) fn tokens_at(
    storage: &dyn Storage,
    operator: &str,
    height: u64,
) -> StdResult<Option<Uint128>> {
    let start = key(HISTORY, &[operator]);
    let mut end = start.clone();
    end.extend_from_slice(&height.saturating_add(1).to_be_bytes());
    let row = storage.range(Some(&start), Some(&end), Order::Descending).next();
    row.map(|(_, value)| Reader::new(&value).amount()).transpose()
}

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

/// Something that waits for its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Validator(String),
    Unbonding { delegator: String, operator: String },
    Redelegation(Route),
}

fn queue_until(time: Timestamp) -> Vec<u8> {
    let mut key = key(QUEUE, &[]);
    key.extend_from_slice(&time.nanos().to_be_bytes());
    key
}

pub(crate) fn enqueue(storage: &mut dyn Storage, time: Timestamp, due: &Due) {
    let mut row = queue_until(time);
    row.extend(match due {
        Due::Validator(operator) => key(b"v", &[operator]),
        Due::Unbonding { delegator, operator } => key(b"u", &[delegator, operator]),
        Due::Redelegation(r) => key(b"x", &[&r.delegator, &r.source, &r.destination]),
    });
    storage.set(&row, PRESENT);
}

/// Takes what is due at `time` off the queue.
pub(crate) fn dequeue(storage: &mut dyn Storage, time: Timestamp) -> Vec<Due> {
    let start = key(QUEUE, &[]);
    let end = queue_until(time.plus_nanos(1));
    let keys: Vec<_> =
        storage.range(Some(&start), Some(&end), Order::Ascending).map(|(k, _)| k).collect();
    keys.into_iter()
        .filter_map(|row| {
            storage.remove(&row);
            let body = row.get(start.len().saturating_add(8)..).unwrap_or_default();
            parse_due(split(body))
        })
        .collect()
}

fn parse_due(parts: Vec<String>) -> Option<Due> {
    let mut parts = parts.into_iter();
    Some(match parts.next()?.as_str() {
        "v" => Due::Validator(parts.next()?),
        "u" => Due::Unbonding { delegator: parts.next()?, operator: parts.next()? },
        _ => Due::Redelegation(Route {
            delegator: parts.next()?,
            source: parts.next()?,
            destination: parts.next()?,
        }),
    })
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
