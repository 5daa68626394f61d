//! Transactions of a devnet's accounts.

use std::time::Duration;

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmrs::tx::{Body, Fee, SignDoc, SignerInfo};
use cosmrs::{Any, Coin};
use serde_json::{json, Value};

use crate::account::Account;
use crate::error::{Error, Result};
use crate::modules;
use crate::process::wait_until;
use crate::rpc::{number, Rpc};

/// How long a transaction may take until a block has it.
const INCLUDED: Duration = Duration::from_secs(60);

/// What became of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Included {
    /// Its hash, in hex.
    pub hash: String,
    /// The block that has it.
    pub height: u64,
    /// The chain's answer as its RPC writes it: `events`, `gas_used`, `data`.
    pub result: Value,
}

/// What a transaction may cost.
#[derive(Clone, Debug)]
pub(crate) struct Price {
    pub gas: u64,
    pub fee: u128,
    pub denom: String,
}

/// Signs messages, sends them in one transaction and waits until a block has it.
pub(crate) fn send(
    rpc: &Rpc,
    chain_id: &str,
    from: &Account,
    messages: Vec<Any>,
    price: &Price,
) -> Result<Included> {
    let made = Error::crypto::<cosmrs::ErrorReport>;
    let signing = modules::signing(rpc, from.address())?;
    let signer = SignerInfo::single_direct(Some(from.key().public_key()), signing.sequence);
    let denom = price.denom.parse().map_err(made("a coin"))?;
    let fee = Fee::from_amount_and_gas(Coin { denom, amount: price.fee }, price.gas);
    let chain_id = chain_id.parse().map_err(Error::crypto("a chain's id"))?;
    let body = Body::new(messages, "", 0u8);
    let bytes = SignDoc::new(&body, &signer.auth_info(fee), &chain_id, signing.account_number)
        .and_then(|doc| doc.sign(from.key()))
        .and_then(|signed| signed.to_bytes())
        .map_err(made("a transaction"))?;

    let params = json!({ "tx": BASE64_STANDARD.encode(bytes) });
    let answer = rpc.call("broadcast_tx_sync", params)?;
    refused(&answer)?;
    let hash = answer.get("hash").and_then(Value::as_str);
    let hash = hash.ok_or_else(|| rpc.nonsense("broadcast_tx_sync", &answer.to_string()))?;
    included(rpc, hash)
}

fn included(rpc: &Rpc, hash: &str) -> Result<Included> {
    let bytes: Option<Vec<u8>> = (0..hash.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hash.get(at..at.saturating_add(2))?, 16).ok())
        .collect();
    let bytes = bytes.ok_or_else(|| rpc.nonsense("broadcast_tx_sync", hash))?;
    let params = json!({ "hash": BASE64_STANDARD.encode(bytes) });
    let found = std::cell::RefCell::new(None);
    wait_until(INCLUDED, || {
        // an error means that no block has it yet
        *found.borrow_mut() = rpc.call("tx", params.clone()).ok();
        found.borrow().is_some()
    });
    let unreachable = || Error::Unreachable {
        url: rpc.url().to_string(),
        cause: format!("no block had transaction {hash} within {} s", INCLUDED.as_secs()),
    };
    let answer = found.into_inner().ok_or_else(unreachable)?;
    let result = answer.get("tx_result").cloned().unwrap_or_default();
    refused(&result)?;
    let height = number(&answer, "/height");
    let height = height.ok_or_else(|| rpc.nonsense("tx", &answer.to_string()))?;
    Ok(Included { hash: hash.to_string(), height, result })
}

fn refused(result: &Value) -> Result<()> {
    let text = |key| result.get(key).and_then(Value::as_str).unwrap_or_default().to_string();
    let code = result.get("code").and_then(Value::as_u64).unwrap_or(0);
    match u32::try_from(code) {
        Ok(0) => Ok(()),
        code => Err(Error::Transaction {
            codespace: text("codespace"),
            code: code.unwrap_or(u32::MAX),
            text: text("log"),
        }),
    }
}
