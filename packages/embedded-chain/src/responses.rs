//! Answers of native messages: protobuf in `data` and `msg_responses`, as wasmd hands them to
//! `reply`, and the SDK's events.

use anybuf::Anybuf;
use cosmwasm_std::{Addr, Binary, Coin, Event, MsgResponse, Timestamp, Uint128};
use cw_multi_test::AppResponse;

use crate::dec::Dec;
use crate::distribution::Paid;

/// Seconds of Go's zero time, the completion of a redelegation that completes at once.
const ZERO_TIME: i64 = -62_135_596_800;

fn silent(type_url: &str, value: Anybuf) -> AppResponse {
    let value = Binary::new(value.into_vec());
    AppResponse {
        events: vec![],
        data: Some(value.clone()),
        msg_responses: vec![MsgResponse { type_url: type_url.to_string(), value }],
    }
}

fn answer(type_url: &str, value: Anybuf, event: Event) -> AppResponse {
    AppResponse { events: vec![event], ..silent(type_url, value) }
}

fn timestamp(time: Option<Timestamp>) -> Anybuf {
    match time {
        Some(time) => Anybuf::new()
            .append_int64(1, i64::try_from(time.seconds()).unwrap_or(i64::MAX))
            .append_int32(2, i32::try_from(time.subsec_nanos()).unwrap_or_default()),
        None => Anybuf::new().append_int64(1, ZERO_TIME),
    }
}

fn coin(coin: &Coin) -> Anybuf {
    Anybuf::new().append_string(1, &coin.denom).append_string(2, coin.amount.to_string())
}

fn coins_text(coins: &[Coin]) -> String {
    coins.iter().map(|c| format!("{}{}", c.amount, c.denom)).collect::<Vec<_>>().join(",")
}

pub(crate) fn empty(type_url: &str, event: Event) -> AppResponse {
    answer(type_url, Anybuf::new(), event)
}

fn withdrawal_event(coins: &[Coin], delegator: &Addr, operator: &str) -> Event {
    Event::new("withdraw_rewards")
        .add_attribute("amount", coins_text(coins))
        .add_attribute("validator", operator)
        .add_attribute("delegator", delegator)
}

/// Puts what a withdrawal tells before the rest of an answer: the bank's transfer, where there was
/// something to pay, and the withdrawal.
pub(crate) fn with_withdrawal(
    mut answer: AppResponse,
    delegator: &Addr,
    operator: &str,
    paid: Option<&Paid>,
) -> AppResponse {
    let Some(paid) = paid else { return answer };
    let transfer = (!paid.coins.is_empty()).then(|| {
        Event::new("transfer")
            .add_attribute("recipient", &paid.to)
            .add_attribute("sender", &paid.from)
            .add_attribute("amount", coins_text(&paid.coins))
    });
    let withdrawal = withdrawal_event(&paid.coins, delegator, operator);
    answer.events.splice(..0, transfer.into_iter().chain([withdrawal]));
    answer
}

pub(crate) fn withdraw(paid: &Paid, delegator: &Addr, operator: &str) -> AppResponse {
    let coins: Vec<Anybuf> = paid.coins.iter().map(coin).collect();
    let value = Anybuf::new().append_repeated_message(1, &coins);
    let type_url = "/cosmos.distribution.v1beta1.MsgWithdrawDelegatorRewardResponse";
    with_withdrawal(silent(type_url, value), delegator, operator, Some(paid))
}

pub(crate) fn delegate(delegator: &Addr, operator: &str, paid: &Coin, issued: Dec) -> AppResponse {
    let event = Event::new("delegate")
        .add_attribute("validator", operator)
        .add_attribute("delegator", delegator)
        .add_attribute("amount", paid.to_string())
        .add_attribute("new_shares", issued.to_string());
    answer("/cosmos.staking.v1beta1.MsgDelegateResponse", Anybuf::new(), event)
}

pub(crate) fn undelegate(
    delegator: &Addr,
    operator: &str,
    completes_at: Timestamp,
    granted: &Coin,
) -> AppResponse {
    let event = Event::new("unbond")
        .add_attribute("validator", operator)
        .add_attribute("delegator", delegator)
        .add_attribute("amount", granted.to_string());
    let value = Anybuf::new()
        .append_message(1, &timestamp(Some(completes_at)))
        .append_message(2, &coin(granted));
    answer("/cosmos.staking.v1beta1.MsgUndelegateResponse", value, event)
}

pub(crate) fn redelegate(
    source: &str,
    destination: &str,
    completes_at: Option<Timestamp>,
    moved: Uint128,
) -> AppResponse {
    let event = Event::new("redelegate")
        .add_attribute("source_validator", source)
        .add_attribute("destination_validator", destination)
        .add_attribute("amount", moved.to_string());
    let value = Anybuf::new().append_message(1, &timestamp(completes_at));
    answer("/cosmos.staking.v1beta1.MsgBeginRedelegateResponse", value, event)
}
