//! A contract as the VM runs it: its panics are errors, its work is counted.

use std::any::Any;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::rc::Rc;

use cosmwasm_std::{
    Binary, Checksum, Deps, DepsMut, Empty, Env, MessageInfo, QuerierWrapper, Reply, Response,
    SubMsgResult,
};
use cw_multi_test::error::AnyResult;
use cw_multi_test::Contract;

use crate::error::{last_native, ChainError, GoPanic};
use crate::meter::{CountedQuerier, CountedStorage, CountedStorageMut, Meter};

/// How cw-multi-test begins the error of a message to a contract.
const WASM_CONTEXT: &str = "Error executing WasmMsg";

/// Wraps a contract so that a panic in it is an ordinary error of the contract, while a
/// [`GoPanic`] of a native module below it still ends the whole transaction.
pub struct ChainContract {
    inner: Box<dyn Contract<Empty>>,
    meter: Rc<Meter>,
}

/// What a caught panic said.
fn panic_message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_string()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "panicked".to_string()
    }
}

/// Turns any panic, a native module's too, into an error.
pub(crate) fn caught<T>(run: impl FnOnce() -> T) -> std::result::Result<T, ChainError> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        let message = match payload.downcast_ref::<GoPanic>() {
            Some(panic) => panic.message.clone(),
            None => panic_message(&*payload),
        };
        ChainError::GoPanic { message }
    })
}

fn guarded<T>(entry_point: &'static str, call: impl FnOnce() -> AnyResult<T>) -> AnyResult<T> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(answer) => answer,
        Err(payload) if payload.is::<GoPanic>() => resume_unwind(payload),
        Err(payload) => {
            let message = panic_message(&*payload);
            Err(ChainError::ContractPanic { entry_point, message }.into())
        }
    }
}

/// wasmd redacts errors of native modules, gives those of contracts in full, and keeps the events
/// of native messages to itself.
fn as_on_chain(mut reply: Reply) -> Reply {
    let last = last_native();
    match &mut reply.result {
        SubMsgResult::Err(error) => {
            if !error.starts_with(WASM_CONTEXT) {
                *error = last;
            }
        }
        SubMsgResult::Ok(answer) => {
            if answer.msg_responses.iter().any(|r| r.type_url.starts_with("/cosmos.")) {
                answer.events.clear();
            }
        }
    }
    reply
}

impl ChainContract {
    /// Wraps `inner`, counting into `meter`.
    pub fn new(inner: Box<dyn Contract<Empty>>, meter: Rc<Meter>) -> Self {
        Self { inner, meter }
    }

    fn change(
        &self,
        entry_point: &'static str,
        deps: DepsMut<'_>,
        env: Env,
        call: impl FnOnce(&dyn Contract<Empty>, DepsMut<'_>, Env) -> AnyResult<Response>,
    ) -> AnyResult<Response> {
        if !self.meter.is_on() {
            return guarded(entry_point, || call(&*self.inner, deps, env));
        }
        self.meter.enter(&env.contract.address, entry_point);
        let meter = &*self.meter;
        let mut storage = CountedStorageMut { inner: deps.storage, meter };
        let querier = CountedQuerier { inner: &*deps.querier, meter };
        let counted = DepsMut {
            storage: &mut storage,
            api: deps.api,
            querier: QuerierWrapper::new(&querier),
        };
        let response = guarded(entry_point, || call(&*self.inner, counted, env))?;
        self.meter.sent(&response);
        Ok(response)
    }
}

impl Contract<Empty> for ChainContract {
    fn instantiate(
        &self,
        deps: DepsMut<'_>,
        env: Env,
        info: MessageInfo,
        msg: Vec<u8>,
    ) -> AnyResult<Response> {
        self.change("instantiate", deps, env, |c, deps, env| c.instantiate(deps, env, info, msg))
    }

    fn execute(
        &self,
        deps: DepsMut<'_>,
        env: Env,
        info: MessageInfo,
        msg: Vec<u8>,
    ) -> AnyResult<Response> {
        self.change("execute", deps, env, |c, deps, env| c.execute(deps, env, info, msg))
    }

    fn query(&self, deps: Deps<'_>, env: Env, msg: Vec<u8>) -> AnyResult<Binary> {
        if !self.meter.is_on() {
            return guarded("query", || self.inner.query(deps, env, msg));
        }
        self.meter.enter(&env.contract.address, "query");
        let meter = &*self.meter;
        let storage = CountedStorage { inner: deps.storage, meter };
        let querier = CountedQuerier { inner: &*deps.querier, meter };
        let counted =
            Deps { storage: &storage, api: deps.api, querier: QuerierWrapper::new(&querier) };
        guarded("query", || self.inner.query(counted, env, msg))
    }

    fn reply(&self, deps: DepsMut<'_>, env: Env, msg: Reply) -> AnyResult<Response> {
        let msg = as_on_chain(msg);
        self.change("reply", deps, env, |c, deps, env| c.reply(deps, env, msg))
    }

    fn sudo(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.change("sudo", deps, env, |c, deps, env| c.sudo(deps, env, msg))
    }

    fn migrate(&self, deps: DepsMut<'_>, env: Env, msg: Vec<u8>) -> AnyResult<Response> {
        self.change("migrate", deps, env, |c, deps, env| c.migrate(deps, env, msg))
    }

    fn checksum(&self) -> Option<Checksum> {
        self.inner.checksum()
    }
}
