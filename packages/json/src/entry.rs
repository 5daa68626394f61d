//! What `#[entry_point(crate = "weir_json::entry")]` calls: does what the functions of cosmwasm-std
//! do, with everything that comes and goes read and written by way of one value.
//!
//! The names are those that the attribute makes up from the names of the entry points.

use cosmwasm_std::{
    from_json, Binary, Deps, DepsMut, Env, ExternalApi, ExternalStorage, MessageInfo, Querier,
    QuerierResult, QuerierWrapper, Reply, Response, StdError, SystemError, SystemResult,
};

use crate::outside::{read_answer, read_env, read_info, write_response};
use crate::{Json, JsonWriter, Reading, Value};

/// The chain, as who answers questions.
struct Chain;

impl Querier for Chain {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let answer = weir_host::query(request);
        parse(&answer, read_answer).unwrap_or_else(|error| {
            SystemResult::Err(SystemError::InvalidResponse { error, response: answer.into() })
        })
    }
}

fn parse<T>(bytes: &[u8], read: fn(&Value, &mut Reading) -> T) -> Result<T, String> {
    let value: Value = from_json(bytes).map_err(|error| error.to_string())?;
    let mut reading = Reading::default();
    let read = read(&value, &mut reading);
    reading
        .end(read)
        .map_err(|fault| StdError::parse_err(std::any::type_name::<T>(), fault).to_string())
}

fn take<T>(region: u32, read: fn(&Value, &mut Reading) -> T) -> Result<T, String> {
    parse(&weir_host::receive(region), read)
}

/// Does a call and hands over what it answers.
fn call(
    env: u32,
    act: &mut dyn FnMut(DepsMut<'_>, Env, &mut JsonWriter) -> Result<(), String>,
) -> u32 {
    let mut json = JsonWriter::default();
    json.variant("ok");
    let answer = take(env, read_env).and_then(|env| {
        let mut storage = ExternalStorage::new();
        let api = ExternalApi::new();
        let querier = QuerierWrapper::new(&Chain);
        act(DepsMut { storage: &mut storage, api: &api, querier }, env, &mut json)
    });
    json.end();
    let answer = answer.and_then(|()| json.finish().map_err(|error| error.to_string()));
    weir_host::hand_over(answer.unwrap_or_else(|error| failed(&error)))
}

#[cold]
fn failed(error: &str) -> Vec<u8> {
    let mut json = JsonWriter::default();
    json.variant("error");
    json.string(error);
    json.end();
    json.into_binary().into()
}

fn written<E: ToString>(
    response: Result<Response, E>,
    json: &mut JsonWriter,
) -> Result<(), String> {
    response.map(|response| write_response(&response, json)).map_err(|error| error.to_string())
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
    call(env, &mut |deps, env, json| {
        let info = take(info, read_info)?;
        written(handle(deps, env, info, take(msg, M::read)?), json)
    })
}

/// The entry point `migrate`.
pub fn do_migrate<M: Json, E: ToString>(
    handle: &dyn Fn(DepsMut<'_>, Env, M) -> Result<Response, E>,
    env: u32,
    msg: u32,
) -> u32 {
    call(env, &mut |deps, env, json| written(handle(deps, env, take(msg, M::read)?), json))
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
    call(env, &mut |deps, env, json| {
        let answer = handle(deps.as_ref(), env, take(msg, M::read)?);
        answer.map(|answer| answer.write(json)).map_err(|error| error.to_string())
    })
}
