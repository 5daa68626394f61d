//! JSON of the contracts by way of one value.
//!
//! Serde's derive writes a parser for every type: one to five kilobytes of a contract each, and
//! the hub with its hundred types would not fit a chain's limit. Here JSON is parsed once, into a
//! [`Value`], and a type takes its fields out of that. [`json`] is used like `cw_serde`, gives the
//! same JSON, and the types still are serde's `Serialize` and `Deserialize` to everybody else.
//!
//! What is stored is no JSON but CBOR, by [`Row`]: a chain charges for every byte.

#![warn(missing_docs)]

#[cfg(target_arch = "wasm32")]
pub mod entry;
mod fault;
mod fields;
mod foreign;
#[doc(hidden)]
pub mod outside;
mod plain;
mod reading;
mod reply;
mod row;
mod store;
mod stored;
mod value;
mod writer;

use cosmwasm_std::{
    from_json, Addr, Binary, ContractResult, QuerierWrapper, QueryRequest, StdError, SystemResult,
    WasmQuery,
};

pub use fault::Fault;
pub use fields::Object;
pub use reading::Reading;
pub use row::{pack, unpack, Reader, Row, Writer};
#[doc(hidden)]
pub use serde;
pub use store::{Failure, Item, Keys, Map, Prefix, Rows};
pub use stored::Skipped;
pub use value::Value;
pub use weir_json_derive::{json, Row};
pub use writer::JsonWriter;
// Who has messages has the memory of a contract.
use weir_host as _;

/// A type that is read from a [`Value`] and written as one.
pub trait Json: Sized {
    /// Reads it. A field that is left out is read as `null`. A value that is not of this type is a
    /// fault of the reading.
    fn read(value: &Value, reading: &mut Reading) -> Self;

    /// Writes it.
    fn write(&self, json: &mut JsonWriter);
}

/// Writes a message or an answer. Does what `to_json_binary` does, once for all types.
pub fn to_binary(value: &impl Json) -> Binary {
    let mut json = JsonWriter::default();
    value.write(&mut json);
    json.into_binary()
}

/// Writes a type by serde.
///
/// # Errors
/// Those of the serializer.
pub fn write<S: serde::Serializer>(value: &impl Json, serializer: S) -> Result<S::Ok, S::Error> {
    let value: Value = from_json(to_binary(value)).map_err(serde::ser::Error::custom)?;
    serde::Serialize::serialize(&value, serializer)
}

/// Reads a type from what serde reads.
///
/// # Errors
/// When it is no JSON, or not of this type.
pub fn read<'de, T: Json, D: serde::Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = <Value as serde::Deserialize<'de>>::deserialize(deserializer)?;
    read_value(&value).map_err(refused)
}

fn read_value<T: Json>(value: &Value) -> Result<T, Fault> {
    let mut reading = Reading::default();
    let read = T::read(value, &mut reading);
    reading.end(read)
}

#[cold]
fn refused<E: serde::de::Error>(fault: Fault) -> E {
    E::custom(fault)
}

/// Reads a type from bytes. Does what `from_json` does, once for all types.
///
/// # Errors
/// When they are no JSON, or not of this type.
pub fn from_slice<T: Json>(bytes: &[u8]) -> Result<T, Failure> {
    let value: Value = from_json(bytes)?;
    read_value(&value)
        .map_err(|fault| StdError::parse_err(std::any::type_name::<T>(), fault).into())
}

/// Asks the chain. Does what the querier's own methods do, once for all types.
///
/// # Errors
/// When there is no answer, or it is not of this type.
pub fn query<T: Json>(querier: QuerierWrapper<'_>, request: &QueryRequest) -> Result<T, Failure> {
    read_value(&answer(querier, request)?).map_err(unreadable)
}

#[inline(never)]
fn answer(querier: QuerierWrapper<'_>, request: &QueryRequest) -> Result<Value, Failure> {
    let mut json = JsonWriter::default();
    outside::write_request(request, &mut json);
    let request = json.finish()?;
    let fault = |what: &str, error: &str| StdError::generic_err([what, error].concat()).into();
    match querier.raw_query(&request) {
        SystemResult::Ok(ContractResult::Ok(answer)) => Ok(from_json(answer)?),
        SystemResult::Ok(ContractResult::Err(error)) => {
            Err(fault("Querier contract error: ", &error))
        }
        SystemResult::Err(error) => Err(fault("Querier system error: ", &error.to_string())),
    }
}

#[cold]
#[inline(never)]
fn unreadable(fault: Fault) -> Failure {
    StdError::parse_err("an answer", fault).into()
}

/// Asks a contract.
///
/// # Errors
/// As [`query`].
pub fn query_smart<T: Json>(
    querier: QuerierWrapper<'_>,
    contract: &Addr,
    msg: &impl Json,
) -> Result<T, Failure> {
    let msg = to_binary(msg);
    query(querier, &WasmQuery::Smart { contract_addr: contract.to_string(), msg }.into())
}
