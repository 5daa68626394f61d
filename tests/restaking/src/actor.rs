//! A contract that somebody acts by: a council, a fund, whoever is told of shares. It takes every
//! message until it is told to refuse.

use cosmwasm_std::{
    Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdError, StdResult, Storage,
};
use cw_multi_test::{Contract, ContractWrapper};
use serde_json::Value;

const REFUSES: &[u8] = b"refuses";

pub fn code() -> Box<dyn Contract<Empty>> {
    Box::new(ContractWrapper::new(execute, instantiate, query))
}

fn instantiate(_: DepsMut<'_>, _: Env, _: MessageInfo, _: Empty) -> StdResult<Response> {
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

fn query(_: Deps<'_>, _: Env, _: Value) -> StdResult<Binary> {
    Err(StdError::generic_err("knows nothing"))
}

fn set(storage: &mut dyn Storage, refuses: bool) {
    match refuses {
        true => storage.set(REFUSES, b"1"),
        false => storage.remove(REFUSES),
    }
}
