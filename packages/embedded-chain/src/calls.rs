//! Contracts that call contracts: a chain ends what goes deeper than it allows.

use std::cell::Cell;
use std::rc::Rc;

use cosmwasm_std::{
    Addr, Api, Binary, BlockInfo, Empty, Querier, Record, Storage, WasmMsg, WasmQuery,
};
use cw_multi_test::error::AnyResult;
use cw_multi_test::{
    AppResponse, Contract, ContractData, CosmosRouter, Wasm, WasmKeeper, WasmSudo,
};

use crate::error::ChainError;

/// How deep calls may go, and how deep they are.
#[derive(Debug, Default)]
pub struct Depth {
    /// Most calls within each other; nothing for as many as there are.
    pub most: Cell<Option<u32>>,
    now: Cell<u32>,
}

/// Contracts as cw-multi-test keeps them, with wasmd's limit of calls within each other.
pub struct Calls {
    pub(crate) inner: WasmKeeper<Empty, Empty>,
    pub(crate) depth: Rc<Depth>,
}

impl Calls {
    fn deeper(&self, act: impl FnOnce() -> AnyResult<AppResponse>) -> AnyResult<AppResponse> {
        let outer = self.depth.now.get();
        let now = outer.saturating_add(1);
        if self.depth.most.get().is_some_and(|most| now > most) {
            return Err(ChainError::MaxCallDepth.into());
        }
        self.depth.now.set(now);
        // A Go panic unwinds through here: the depth is that of the next transaction again.
        let _back = Back { depth: &self.depth, to: outer };
        act()
    }
}

struct Back<'a> {
    depth: &'a Depth,
    to: u32,
}

impl Drop for Back<'_> {
    fn drop(&mut self) {
        self.depth.now.set(self.to);
    }
}

impl Wasm<Empty, Empty> for Calls {
    fn execute(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = Empty, QueryC = Empty>,
        block: &BlockInfo,
        sender: Addr,
        msg: WasmMsg,
    ) -> AnyResult<AppResponse> {
        self.deeper(|| self.inner.execute(api, storage, router, block, sender, msg))
    }

    fn query(
        &self,
        api: &dyn Api,
        storage: &dyn Storage,
        querier: &dyn Querier,
        block: &BlockInfo,
        request: WasmQuery,
    ) -> AnyResult<Binary> {
        self.inner.query(api, storage, querier, block, request)
    }

    fn sudo(
        &self,
        api: &dyn Api,
        storage: &mut dyn Storage,
        router: &dyn CosmosRouter<ExecC = Empty, QueryC = Empty>,
        block: &BlockInfo,
        msg: WasmSudo,
    ) -> AnyResult<AppResponse> {
        self.deeper(|| self.inner.sudo(api, storage, router, block, msg))
    }

    fn store_code(&mut self, creator: Addr, code: Box<dyn Contract<Empty>>) -> u64 {
        self.inner.store_code(creator, code)
    }

    fn store_code_with_id(
        &mut self,
        creator: Addr,
        code_id: u64,
        code: Box<dyn Contract<Empty>>,
    ) -> AnyResult<u64> {
        self.inner.store_code_with_id(creator, code_id, code)
    }

    fn duplicate_code(&mut self, code_id: u64) -> AnyResult<u64> {
        self.inner.duplicate_code(code_id)
    }

    fn contract_data(&self, storage: &dyn Storage, address: &Addr) -> AnyResult<ContractData> {
        self.inner.contract_data(storage, address)
    }

    fn dump_wasm_raw(&self, storage: &dyn Storage, address: &Addr) -> Vec<Record> {
        self.inner.dump_wasm_raw(storage, address)
    }
}
