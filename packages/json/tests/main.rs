//! Messages as JSON, rows as CBOR, and keys. One binary: each would link everything anew.

mod outside;
mod rows;
mod same_as_serde;
mod store;
