//! What came of a transaction, for people and for programs.

use std::fmt::Write as _;

use cosmwasm_std::Coin;
use serde_json::{json, Value};
use weir_client::{TxEvent, TxOutcome};

use crate::report::format::grouped;

/// How the suite's events begin.
const OURS: &str = "wasm-weir_";

/// Block, gas, fee and what the contracts say they did.
pub fn text(outcome: &TxOutcome, fee: &[Coin]) -> String {
    let mut out = match outcome.height {
        // Nobody waited for a block.
        0 => format!("handed to the node: {}\n", outcome.hash),
        height => format!("in block {}: {}\n", grouped(height), outcome.hash),
    };
    if outcome.gas_wanted > 0 {
        let paid = fee.iter().map(Coin::to_string).collect::<Vec<_>>().join(", ");
        let _ = writeln!(
            out,
            "{} gas of {}, fee {}",
            grouped(outcome.gas_used),
            grouped(outcome.gas_wanted),
            if paid.is_empty() { "none" } else { &paid },
        );
    }
    for event in outcome.events.iter().filter(|event| event.kind.starts_with(OURS)) {
        let _ = write!(out, "\n{}\n", event.kind.trim_start_matches(OURS).replace('_', " "));
        let told = told(event);
        let width = told.iter().map(|(key, _)| key.len()).max().unwrap_or_default();
        for (key, value) in told {
            let _ = writeln!(out, "  {key:width$}  {value}");
        }
    }
    out
}

/// All but the address, which every event of a contract has.
fn told(event: &TxEvent) -> Vec<&(String, String)> {
    let is_told = |(key, _): &&(String, String)| {
        key != "_contract_address" && key != "msg_index" && !key.is_empty()
    };
    event.attributes.iter().filter(is_told).collect()
}

/// As the SDK's own commands print it, with the fee.
pub fn json(outcome: &TxOutcome, fee: &[Coin]) -> Value {
    let events = outcome.events.iter().map(|event| {
        let attributes = event.attributes.iter();
        let attributes: Vec<Value> =
            attributes.map(|(key, value)| json!({ "key": key, "value": value })).collect();
        json!({ "type": event.kind, "attributes": attributes })
    });
    json!({
        "height": outcome.height.to_string(),
        "txhash": outcome.hash,
        "codespace": "",
        "code": 0,
        "raw_log": "",
        "gas_wanted": outcome.gas_wanted.to_string(),
        "gas_used": outcome.gas_used.to_string(),
        "fee": fee,
        "events": events.collect::<Vec<_>>(),
    })
}
