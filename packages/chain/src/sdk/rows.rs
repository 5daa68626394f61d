//! What a contract stored, as the chain tells it.

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmwasm_std::{Addr, HexBinary};
use serde_json::json;
use weir_referee::read;

use super::SdkChain;
use crate::{Page, RowSource};

/// The rows of a contract.
pub(super) struct Contract<'a> {
    pub chain: &'a SdkChain,
    pub address: Addr,
}

impl RowSource for Contract<'_> {
    fn row(&self, key: &[u8]) -> Option<Vec<u8>> {
        let request = json!({ "address": self.address, "query_data": BASE64_STANDARD.encode(key) });
        let answer = self.chain.ask("/cosmwasm.wasm.v1.Query/RawContractState", request);
        let answer = answer.unwrap_or_else(|error| panic!("a row cannot be read: {error:#}"));
        let value = read::bytes(&answer, "/data");
        (!value.is_empty()).then_some(value)
    }

    fn page(&self, from: &[u8], count: u32) -> Page {
        let pagination = json!({ "key": BASE64_STANDARD.encode(from), "limit": count.to_string() });
        let request = json!({ "address": self.address, "pagination": pagination });
        let answer = self.chain.ask("/cosmwasm.wasm.v1.Query/AllContractState", request);
        let answer = answer.unwrap_or_else(|error| panic!("rows cannot be read: {error:#}"));
        let rows = read::rows(&answer, "models").iter();
        let rows = rows.map(|row| (hex(read::text(row, "/key")), read::bytes(row, "/value")));
        Page { rows: rows.collect(), next: read::bytes(&answer, "/pagination/next_key") }
    }
}

fn hex(digits: &str) -> Vec<u8> {
    HexBinary::from_hex(digits).map(Vec::from).unwrap_or_default()
}
