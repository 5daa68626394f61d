//! The usual messages as proto-JSON. Anything else the chain knows is as good: an object with
//! `@type` and the message's fields.

use base64::prelude::{Engine, BASE64_STANDARD};
use serde_json::{json, Value};

/// The account that messages of governance name as their authority.
pub const GOVERNANCE: &str = "cosmos10d07y265gmmuvt4z0w9aw880jnsr700j6zn9kn";

/// One coin.
pub fn coin(amount: u128, denom: &str) -> Value {
    json!({ "denom": denom, "amount": amount.to_string() })
}

/// Sends coins to an account.
pub fn send(from: &str, to: &str, amount: u128, denom: &str) -> Value {
    json!({
        "@type": "/cosmos.bank.v1beta1.MsgSend",
        "from_address": from,
        "to_address": to,
        "amount": [coin(amount, denom)],
    })
}

/// Stakes with a validator.
pub fn delegate(delegator: &str, operator: &str, amount: u128, denom: &str) -> Value {
    json!({
        "@type": "/cosmos.staking.v1beta1.MsgDelegate",
        "delegator_address": delegator,
        "validator_address": operator,
        "amount": coin(amount, denom),
    })
}

/// Takes stake back.
pub fn undelegate(delegator: &str, operator: &str, amount: u128, denom: &str) -> Value {
    json!({
        "@type": "/cosmos.staking.v1beta1.MsgUndelegate",
        "delegator_address": delegator,
        "validator_address": operator,
        "amount": coin(amount, denom),
    })
}

/// Moves stake from one validator to another.
pub fn redelegate(delegator: &str, from: &str, to: &str, amount: u128, denom: &str) -> Value {
    json!({
        "@type": "/cosmos.staking.v1beta1.MsgBeginRedelegate",
        "delegator_address": delegator,
        "validator_src_address": from,
        "validator_dst_address": to,
        "amount": coin(amount, denom),
    })
}

/// Withdraws the rewards of one validator.
pub fn withdraw_rewards(delegator: &str, operator: &str) -> Value {
    json!({
        "@type": "/cosmos.distribution.v1beta1.MsgWithdrawDelegatorReward",
        "delegator_address": delegator,
        "validator_address": operator,
    })
}

/// Has rewards sent to another account.
pub fn set_withdraw_address(delegator: &str, to: &str) -> Value {
    json!({
        "@type": "/cosmos.distribution.v1beta1.MsgSetWithdrawAddress",
        "delegator_address": delegator,
        "withdraw_address": to,
    })
}

/// Gives coins to a validator and its delegators as rewards, untaxed.
pub fn reward(from: &str, operator: &str, amount: u128, denom: &str) -> Value {
    json!({
        "@type": "/cosmos.distribution.v1beta1.MsgDepositValidatorRewardsPool",
        "depositor": from,
        "validator_address": operator,
        "amount": [coin(amount, denom)],
    })
}

/// Pays an operator its commission.
pub fn withdraw_commission(operator: &str) -> Value {
    json!({
        "@type": "/cosmos.distribution.v1beta1.MsgWithdrawValidatorCommission",
        "validator_address": operator,
    })
}

/// Lets a validator out of jail.
pub fn unjail(operator: &str) -> Value {
    json!({ "@type": "/cosmos.slashing.v1beta1.MsgUnjail", "validator_addr": operator })
}

/// Changes a validator's commission and nothing else of it.
pub fn set_commission(operator: &str, rate: &str) -> Value {
    let same = "[do-not-modify]";
    json!({
        "@type": "/cosmos.staking.v1beta1.MsgEditValidator",
        "description": {
            "moniker": same,
            "identity": same,
            "website": same,
            "security_contact": same,
            "details": same,
        },
        "validator_address": operator,
        "commission_rate": rate,
        "min_self_delegation": null,
    })
}

/// Uploads the code of a contract.
pub fn store_code(sender: &str, wasm: &[u8]) -> Value {
    json!({
        "@type": "/cosmwasm.wasm.v1.MsgStoreCode",
        "sender": sender,
        "wasm_byte_code": BASE64_STANDARD.encode(wasm),
    })
}

/// Creates a contract.
pub fn instantiate(
    sender: &str,
    admin: &str,
    code: u64,
    label: &str,
    msg: Value,
    funds: Vec<Value>,
) -> Value {
    json!({
        "@type": "/cosmwasm.wasm.v1.MsgInstantiateContract",
        "sender": sender,
        "admin": admin,
        "code_id": code.to_string(),
        "label": label,
        "msg": msg,
        "funds": funds,
    })
}

/// Tells a contract to do something.
pub fn execute(sender: &str, contract: &str, msg: Value, funds: Vec<Value>) -> Value {
    json!({
        "@type": "/cosmwasm.wasm.v1.MsgExecuteContract",
        "sender": sender,
        "contract": contract,
        "msg": msg,
        "funds": funds,
    })
}

/// `cosmwasm.wasm.v1.MsgMigrateContract`, for its admin.
pub fn migrate(sender: &str, contract: &str, code: u64, msg: Value) -> Value {
    json!({
        "@type": "/cosmwasm.wasm.v1.MsgMigrateContract",
        "sender": sender,
        "contract": contract,
        "code_id": code.to_string(),
        "msg": msg,
    })
}

/// A JSON message as text in base64, as cw20's `send` carries it.
pub fn embedded(msg: &Value) -> String {
    BASE64_STANDARD.encode(msg.to_string())
}

/// A change of parameters by governance: the type of the module's `MsgUpdateParams` and all of its
/// parameters.
pub fn update_params(package: &str, params: Value) -> Value {
    json!({
        "@type": format!("/{package}.MsgUpdateParams"),
        "authority": GOVERNANCE,
        "params": params,
    })
}
