//! What the hub asks of the chain and how its answers are read.

use anybuf::Bufany;
use cosmwasm_std::{Addr, MsgResponse, QuerierWrapper, StdResult, SubMsgResponse};
use weir_accounting::Reading;
use weir_quantities::{Assets, Seconds, Time};

use crate::state::Seat;
use crate::ContractError;

/// Reads every delegation: in one query, or, if that fails, one by one without those in `skip`.
pub fn read_delegations(
    querier: QuerierWrapper<'_>,
    hub: &Addr,
    seats: &[Seat],
    skip: &[String],
) -> Vec<Reading> {
    match querier.query_all_delegations(hub) {
        Ok(mut delegations) => {
            delegations.sort_by(|a, b| a.validator.cmp(&b.validator));
            let find = |validator: &String| {
                let found = delegations.binary_search_by(|held| held.validator.cmp(validator));
                let held = found.ok().and_then(|index| delegations.get(index));
                Reading::Worth(held.map_or(Assets::ZERO, |held| held.amount.amount.into()))
            };
            seats.iter().map(|seat| find(&seat.0)).collect()
        }
        Err(_) => seats.iter().map(|seat| read_one(querier, hub, &seat.0, skip)).collect(),
    }
}

fn read_one(
    querier: QuerierWrapper<'_>,
    hub: &Addr,
    validator: &String,
    skip: &[String],
) -> Reading {
    if skip.contains(validator) {
        return Reading::Skipped;
    }
    match querier.query_delegation(hub, validator) {
        Ok(held) => Reading::Worth(held.map_or(Assets::ZERO, |held| held.amount.amount.into())),
        Err(_) => Reading::Unreadable,
    }
}

/// The hub's balance of the staking coin.
pub fn balance(querier: QuerierWrapper<'_>, hub: &Addr, denom: &str) -> StdResult<Assets> {
    Ok(querier.query_balance(hub, denom)?.amount.into())
}

/// What the chain granted for an undelegation.
pub struct Granted {
    /// When it pays: rounded up to whole seconds, so that a block whose whole seconds have reached
    /// it is past it.
    pub completes_at: Time,
    /// How much; nothing where the chain is too old to say.
    pub assets: Option<Assets>,
}

/// Reads `MsgUndelegateResponse`: `completion_time = 1`, `amount = 2`.
pub fn read_undelegated(response: SubMsgResponse) -> Result<Granted, ContractError> {
    let value = response_value(response)?;
    let message = Bufany::deserialize(&value).map_err(unreadable)?;
    let assets = match message.message(2) {
        None => None,
        Some(coin) => {
            let amount = coin.string(2).unwrap_or_default();
            Some(Assets::new(amount.parse().map_err(unreadable)?))
        }
    };
    Ok(Granted { completes_at: read_completion(&message), assets })
}

/// Reads `MsgBeginRedelegateResponse`: `completion_time = 1`. A move that is over at once answers a
/// time long past.
pub fn read_redelegated(response: SubMsgResponse) -> Result<Time, ContractError> {
    let value = response_value(response)?;
    Ok(read_completion(&Bufany::deserialize(&value).map_err(unreadable)?))
}

fn read_completion(message: &Bufany<'_>) -> Time {
    let Some(timestamp) = message.message(1) else { return Time::ZERO };
    let seconds = u64::try_from(timestamp.int64(1).unwrap_or_default()).unwrap_or_default();
    let begun = u64::from(timestamp.int32(2).unwrap_or_default() > 0);
    Time::new(seconds).after(Seconds::new(begun))
}

/// The first message response; chains before wasmd 0.51 put it into the data instead.
fn response_value(response: SubMsgResponse) -> Result<Vec<u8>, ContractError> {
    let first: Option<MsgResponse> = response.msg_responses.into_iter().next();
    if let Some(first) = first {
        return Ok(first.value.to_vec());
    }
    #[expect(deprecated, reason = "the only place where older chains put the answer")]
    response.data.map(|data| data.to_vec()).ok_or_else(|| unreadable("it is empty"))
}

fn unreadable(reason: impl std::fmt::Display) -> ContractError {
    ContractError::UnreadableReply { reason: reason.to_string() }
}
