//! What a contract stored, as a node tells it.

use cosmrs::proto::cosmos::base::query::v1beta1::PageRequest;
use cosmrs::proto::cosmwasm::wasm::v1::{
    QueryAllContractStateRequest, QueryAllContractStateResponse,
};
use weir_chain::{Page, RowSource};

use super::people::or_stop;
use crate::rpc::query::{must, raw};
use crate::rpc::Transport;

/// The rows of a contract.
pub struct Contract<'a> {
    pub node: &'a Transport,
    pub address: String,
}

impl RowSource for Contract<'_> {
    fn row(&self, key: &[u8]) -> Option<Vec<u8>> {
        or_stop(raw(self.node, &self.address, key))
    }

    fn page(&self, from: &[u8], count: u32) -> Page {
        let path = "/cosmwasm.wasm.v1.Query/AllContractState";
        let pagination =
            PageRequest { key: from.to_vec(), limit: count.into(), ..PageRequest::default() };
        let request = QueryAllContractStateRequest {
            address: self.address.clone(),
            pagination: Some(pagination),
        };
        let told: QueryAllContractStateResponse = or_stop(must(self.node, path, &request));
        let rows = told.models.into_iter().map(|model| (model.key, model.value));
        let next = told.pagination.map(|page| page.next_key).unwrap_or_default();
        Page { rows: rows.collect(), next }
    }
}
