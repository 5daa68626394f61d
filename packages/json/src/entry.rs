//! What `#[entry_point(crate = "weir_json::entry")]` calls: the functions of cosmwasm-std, with
//! messages and the answers of the chain read by way of one value.
//!
//! The names are those that the attribute makes up from the names of the entry points.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response, StdError};

use crate::{Json, Value};

/// Whatever can be read is handed to `handle`; what cannot is told as cosmwasm-std would.
fn read<M: Json, T, E: ToString>(
    msg: Value,
    handle: impl FnOnce(M) -> Result<T, E>,
) -> Result<T, String> {
    match M::from_value(&msg) {
        Ok(msg) => handle(msg).map_err(|error| error.to_string()),
        Err(fault) => Err(StdError::parse_err(std::any::type_name::<M>(), fault).to_string()),
    }
}

/// The entry point `instantiate`.
pub fn do_instantiate<M: Json, E: ToString>(
    handle: &dyn Fn(DepsMut<'_>, Env, MessageInfo, M) -> Result<Response, E>,
    env: u32,
    info: u32,
    msg: u32,
) -> u32 {
    do_execute(handle, env, info, msg)
}

/// The entry point `execute`.
pub fn do_execute<M: Json, E: ToString>(
    handle: &dyn Fn(DepsMut<'_>, Env, MessageInfo, M) -> Result<Response, E>,
    env: u32,
    info: u32,
    msg: u32,
) -> u32 {
    let handle = |deps: DepsMut<'_>, env: Env, info: MessageInfo, msg: Value| {
        read(msg, |msg| handle(deps, env, info, msg))
    };
    cosmwasm_std::do_execute(&handle, env, info, msg)
}

/// The entry point `migrate`.
pub fn do_migrate<M: Json, E: ToString>(
    handle: &dyn Fn(DepsMut<'_>, Env, M) -> Result<Response, E>,
    env: u32,
    msg: u32,
) -> u32 {
    let handle = |deps: DepsMut<'_>, env: Env, msg: Value| read(msg, |msg| handle(deps, env, msg));
    cosmwasm_std::do_migrate(&handle, env, msg)
}

/// The entry point `reply`. Seen from here the chain's answer is a message like any other.
pub fn do_reply<E: ToString>(
    handle: &dyn Fn(DepsMut<'_>, Env, Reply) -> Result<Response, E>,
    env: u32,
    reply: u32,
) -> u32 {
    do_migrate(handle, env, reply)
}

/// The entry point `query`.
pub fn do_query<M: Json, E: ToString>(
    handle: &dyn Fn(Deps<'_>, Env, M) -> Result<Binary, E>,
    env: u32,
    msg: u32,
) -> u32 {
    let handle = |deps: Deps<'_>, env: Env, msg: Value| read(msg, |msg| handle(deps, env, msg));
    cosmwasm_std::do_query(&handle, env, msg)
}
