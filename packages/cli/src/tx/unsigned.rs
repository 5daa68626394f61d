//! A transaction nobody has signed yet, as the SDK's commands print and read it.

use cosmwasm_std::Coin;
use serde_json::{json, Value};

use crate::words::Settled;

/// The transaction in proto-JSON. What a chain of another version may not know (`unordered`,
/// `timeout_timestamp`, `tip`) is left out: it means nothing here.
pub fn json(sender: &str, call: &Settled, note: &str, gas: u64, fee: &[Coin]) -> Value {
    json!({
        "body": {
            "messages": [{
                "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
                "sender": sender,
                "contract": call.contract,
                "msg": call.msg,
                "funds": call.funds,
            }],
            "memo": note,
            "timeout_height": "0",
            "extension_options": [],
            "non_critical_extension_options": [],
        },
        "auth_info": {
            "signer_infos": [],
            "fee": {
                "amount": fee,
                "gas_limit": gas.to_string(),
                "payer": "",
                "granter": "",
            },
        },
        "signatures": [],
    })
}
