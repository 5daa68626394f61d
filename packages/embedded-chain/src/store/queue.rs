//! What waits for its time, ordered by it, so that a block with nothing due costs one look.

use cosmwasm_std::{Order, Storage, Timestamp};

use super::stakes::Route;
use super::{key, split, PRESENT};

const QUEUE: &[u8] = b"sdk/q";

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
