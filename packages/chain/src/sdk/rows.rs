//! What a contract stored, as the chain tells it.

use base64::prelude::{Engine, BASE64_STANDARD};
use cosmwasm_std::{Addr, HexBinary, Order, Record, Storage};
use serde_json::{json, Value};
use weir_referee::read;

use super::SdkChain;

/// Rows asked for at first, and at most: the chain gives no more at once.
const ROWS: (u32, u32) = (8, 100);

/// What a contract stored, asked for row by row.
pub(super) struct Rows<'a> {
    pub chain: &'a SdkChain,
    pub contract: Addr,
}

impl Storage for Rows<'_> {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let request =
            json!({ "address": self.contract, "query_data": BASE64_STANDARD.encode(key) });
        let answer = self.chain.ask("/cosmwasm.wasm.v1.Query/RawContractState", request);
        let answer = answer.unwrap_or_else(|error| panic!("a row cannot be read: {error:#}"));
        let value = read::bytes(&answer, "/data");
        (!value.is_empty()).then_some(value)
    }

    fn range<'a>(
        &'a self,
        start: Option<&[u8]>,
        end: Option<&[u8]>,
        order: Order,
    ) -> Box<dyn Iterator<Item = Record> + 'a> {
        let mut found: Vec<Record> = vec![];
        let mut next = start.unwrap_or_default().to_vec();
        let mut count = ROWS.0;
        // Rows of other maps follow where these end: few are asked for first, then more and more.
        loop {
            let answer = self.page(&next, count);
            count = count.saturating_mul(4).min(ROWS.1);
            let rows = read::rows(&answer, "models").iter();
            found
                .extend(rows.map(|row| (hex(read::text(row, "/key")), read::bytes(row, "/value"))));
            next = read::bytes(&answer, "/pagination/next_key");
            if next.is_empty() || end.is_some_and(|end| next.as_slice() >= end) {
                break;
            }
        }
        found.retain(|(key, _)| end.is_none_or(|end| key.as_slice() < end));
        if order == Order::Descending {
            found.reverse();
        }
        Box::new(found.into_iter())
    }

    fn set(&mut self, _: &[u8], _: &[u8]) {
        unreachable!("rows of a chain are only read");
    }

    fn remove(&mut self, _: &[u8]) {
        unreachable!("rows of a chain are only read");
    }
}

impl Rows<'_> {
    /// Rows from a key on, and the key after them.
    fn page(&self, from: &[u8], count: u32) -> Value {
        let pagination = json!({ "key": BASE64_STANDARD.encode(from), "limit": count.to_string() });
        let request = json!({ "address": self.contract, "pagination": pagination });
        let answer = self.chain.ask("/cosmwasm.wasm.v1.Query/AllContractState", request);
        answer.unwrap_or_else(|error| panic!("rows cannot be read: {error:#}"))
    }
}

fn hex(digits: &str) -> Vec<u8> {
    HexBinary::from_hex(digits).map(Vec::from).unwrap_or_default()
}
