//! The chain's records as those of the embedded chain.

use cosmwasm_std::{Addr, Timestamp, Uint128};
use embedded_chain::{ChainError, Dec, DelegationView, Entry, SlashOutcome, Status, Validator};
use serde_json::Value;
use weir_referee::read::{self, text};
use weir_referee::BlockAnswer;

fn parsed<T: std::str::FromStr>(value: &Value, at: &str) -> Result<T, ChainError> {
    read::parsed(value, at).map_err(|error| ChainError::Std(error.to_string()))
}

fn time(value: &Value, at: &str) -> Result<Timestamp, ChainError> {
    let nanos = read::nanos(value, at).map_err(|error| ChainError::Std(error.to_string()))?;
    Ok(Timestamp::from_nanos(nanos))
}

pub(super) fn validator(value: &Value) -> Result<Validator, ChainError> {
    let mut validator = Validator::default();
    validator.operator = text(value, "/operator_address").to_string();
    validator.tokens = parsed(value, "/tokens")?;
    validator.shares = parsed(value, "/delegator_shares")?;
    validator.commission.rate = parsed(value, "/commission/commission_rates/rate")?;
    validator.commission.max_rate = parsed(value, "/commission/commission_rates/max_rate")?;
    validator.commission.max_change_rate =
        parsed(value, "/commission/commission_rates/max_change_rate")?;
    validator.commission.updated_at = time(value, "/commission/update_time")?;
    validator.status = match text(value, "/status") {
        "BOND_STATUS_BONDED" => Status::Bonded,
        "BOND_STATUS_UNBONDING" => Status::Unbonding,
        _ => Status::Unbonded,
    };
    validator.jailed = value["jailed"].as_bool().unwrap_or_default();
    validator.unbonding_at = time(value, "/unbonding_time")?;
    validator.unbonding_height = parsed(value, "/unbonding_height")?;
    Ok(validator)
}

pub(super) fn delegation(value: &Value) -> Result<DelegationView, ChainError> {
    let amount: Uint128 = parsed(value, "/balance/amount")?;
    Ok(DelegationView {
        delegator: Addr::unchecked(text(value, "/delegation/delegator_address")),
        validator: text(value, "/delegation/validator_address").to_string(),
        shares: parsed(value, "/delegation/shares")?,
        // The chain tells it without decimals.
        worth: Dec::from_int(amount),
    })
}

pub(super) fn unbonding(value: &Value) -> Result<Entry, ChainError> {
    Ok(Entry {
        id: parsed(value, "/unbonding_id")?,
        creation_height: parsed(value, "/creation_height")?,
        completes_at: time(value, "/completion_time")?,
        initial_balance: parsed(value, "/initial_balance")?,
        balance: parsed(value, "/balance")?,
        shares_dst: Dec::ZERO,
        holds: parsed(value, "/unbonding_on_hold_ref_count").unwrap_or_default(),
    })
}

/// What the block's begin took from whom it punished.
pub(super) fn slashed(answer: &BlockAnswer, reason: &str) -> Option<SlashOutcome> {
    let is_it = |event: &&weir_referee::Event| {
        event.kind == "slash" && event.attribute("reason") == Some(reason)
    };
    let event = answer.events.iter().find(is_it)?;
    let burnt = event.attribute("burned_coins").unwrap_or_default();
    let digits: String = burnt.chars().take_while(char::is_ascii_digit).collect();
    let from_validator = digits.parse().unwrap_or_default();
    Some(SlashOutcome { from_validator, ..SlashOutcome::default() })
}
