//! A contract that somebody acts by: a council, a fund, whoever is told of shares. It takes every
//! message until it is told to refuse, and answers with what it was born with.

use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult, Storage,
};
use cw_multi_test::{Contract, ContractWrapper};
use serde_json::Value;

const REFUSES: &[u8] = b"refuses";
const ANSWER: &[u8] = b"answer";

pub fn code() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn instantiate(deps: DepsMut<'_>, _: Env, _: MessageInfo, msg: Value) -> StdResult<Response> {
    deps.storage.set(ANSWER, msg.to_string().as_bytes());
    Ok(Response::new())
}

fn execute(deps: DepsMut<'_>, _: Env, _: MessageInfo, msg: Value) -> StdResult<Response> {
    if let Some(refuses) = msg.get("refuse").and_then(Value::as_bool) {
        set(deps.storage, refuses);
        return Ok(Response::new());
    }
    match deps.storage.get(REFUSES) {
        Some(_) => Err(StdError::generic_err("told to refuse")),
        None => Ok(Response::new()),
    }
}

fn query(deps: Deps<'_>, _: Env, _: Value) -> StdResult<Binary> {
    Ok(deps.storage.get(ANSWER).unwrap_or_default().into())
}

fn set(storage: &mut dyn Storage, refuses: bool) {
    match refuses {
        true => storage.set(REFUSES, b"1"),
        false => storage.remove(REFUSES),
    }
}
