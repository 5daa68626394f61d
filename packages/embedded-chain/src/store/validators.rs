//! Rows of validators: the record, its rewards, its slashes and the history of its tokens.

use cosmwasm_std::{Order, StdResult, Storage, Uint128};

use super::{key, rows, save_misses};
use crate::codec::Reader;
use crate::error::ChainError;
use crate::missed::Missed;
use crate::validator::{SlashRecord, Unreadable, Validator, ValidatorRewards};

const VALIDATOR: &[u8] = b"sdk/v";
const REWARDS: &[u8] = b"sdk/vr";
const SLASH: &[u8] = b"sdk/vs";
const HISTORY: &[u8] = b"sdk/vh";

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
    save_misses(storage, operator, &Missed::default());
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
