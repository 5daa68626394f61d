//! A token that does what it is told: takes, refuses, calls others while it is sent.

use cosmwasm_std::{
    to_json_binary, Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult,
    WasmMsg,
};
use cw_multi_test::{Contract, ContractWrapper};
use serde_json::{json, Value};

pub fn code() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Value) -> StdResult<Response> {
    Ok(Response::new())
}

fn execute(deps: DepsMut<'_>, _: Env, _: MessageInfo, msg: Value) -> StdResult<Response> {
    if let Some(arm) = msg.get("arm") {
        deps.storage.set(b"arm", arm.to_string().as_bytes());
        return Ok(Response::new());
    }
    if let Some(call) = msg.get("forward") {
        return Ok(Response::new().add_message(forward(call)));
    }
    let armed = deps.storage.get(b"arm").unwrap_or_default();
    let armed: Value = serde_json::from_slice(&armed).unwrap_or(Value::Null);
    if armed == json!("refuse") {
        return Err(StdError::generic_err("told to refuse"));
    }
    match armed.is_object() {
        true => Ok(Response::new().add_message(forward(&armed))),
        false => Ok(Response::new()),
    }
}

fn forward(call: &Value) -> WasmMsg {
    WasmMsg::Execute {
        contract_addr: call["to"].as_str().unwrap().to_string(),
        msg: to_json_binary(&call["msg"]).unwrap(),
        funds: vec![],
    }
}

fn query(_: Deps<'_>, _: Env, _: Value) -> StdResult<Binary> {
    to_json_binary(&json!({ "balance": u128::MAX.to_string() }))
}
