//! Rows of validators: the record, its rewards, its slashes and the history of its tokens.

use cosmwasm_std::{Order, StdResult, Storage, Uint128};

use super::{key, rows};
use crate::codec::{Reader, Writer};
use crate::error::ChainError;
use crate::validator::{SlashRecord, Unreadable, Validator, ValidatorRewards};

const VALIDATOR: &[u8] = b"sdk/v";
const REWARDS: &[u8] = b"sdk/vr";
const SLASH: &[u8] = b"sdk/vs";
const HISTORY: &[u8] = b"sdk/vh";
const MISSES: &[u8] = b"sdk/vm";

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
    storage.remove(&key(MISSES, &[operator]));
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

/// The blocks a validator missed, as far as its window goes back: first and last heights of each run.
pub(crate) fn misses(storage: &dyn Storage, operator: &str) -> StdResult<Vec<(u64, u64)>> {
    let Some(row) = storage.get(&key(MISSES, &[operator])) else { return Ok(vec![]) };
    let mut reader = Reader::new(&row);
    let mut runs = vec![];
    while !reader.is_done() {
        runs.push((reader.number()?, reader.number()?));
    }
    Ok(runs)
}

pub(crate) fn save_misses(storage: &mut dyn Storage, operator: &str, runs: &[(u64, u64)]) {
    let key = key(MISSES, &[operator]);
    if runs.is_empty() {
        return storage.remove(&key);
    }
    let row =
        runs.iter().fold(Writer::default(), |row, (first, last)| row.number(*first).number(*last));
    storage.set(&key, &row.finish());
}

/// Validators that have missed some.
pub(crate) fn with_misses(storage: &dyn Storage) -> Vec<String> {
    let found = rows(storage, key(MISSES, &[]));
    found.into_iter().filter_map(|(parts, _)| parts.into_iter().next()).collect()
}
