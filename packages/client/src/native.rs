//! Weir's contracts as code of this process, each under the hash of a module that only names it.

use cosmwasm_std::{Checksum, Empty};
use cw_multi_test::{Contract, ContractWrapper};

/// What stands for the module of a contract on a chain of this process.
pub fn module(name: &str) -> Vec<u8> {
    format!("weir native contract {name} {}", env!("CARGO_PKG_VERSION")).into_bytes()
}

/// The code that such a module stands for. Lines after the first are a remark: they make another
/// hash, as another build would.
pub fn code(wasm: &[u8]) -> Option<Box<dyn Contract<Empty>>> {
    let checksum = Checksum::generate(wasm);
    let first = wasm.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let is = |name: &str| module(name) == first;
    if is("staking-hub") {
        use weir_staking_hub::contract::{execute, instantiate, migrate, query, reply};
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(
            code.with_reply(reply).with_migrate(migrate).with_checksum(checksum),
        ));
    }
    if is("staking-token") {
        use weir_staking_token::{execute, instantiate, migrate, query};
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(code.with_migrate(migrate).with_checksum(checksum)));
    }
    if is("validator-registry") {
        use weir_validator_registry::contract::{execute, instantiate, query};
        use weir_validator_registry::migrate::migrate;
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(code.with_migrate(migrate).with_checksum(checksum)));
    }
    if is("reward-distributor") {
        use weir_reward_distributor::contract::{execute, instantiate, query, reply};
        use weir_reward_distributor::migrate::migrate;
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(
            code.with_reply(reply).with_migrate(migrate).with_checksum(checksum),
        ));
    }
    restaking(&is, checksum)
}

fn restaking(is: &dyn Fn(&str) -> bool, checksum: Checksum) -> Option<Box<dyn Contract<Empty>>> {
    if is("service-registry") {
        use weir_service_registry::contract::{execute, instantiate, query};
        use weir_service_registry::migrate::migrate;
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(code.with_migrate(migrate).with_checksum(checksum)));
    }
    if is("restaking-vault") {
        use weir_restaking_vault::contract::{execute, instantiate, query};
        use weir_restaking_vault::migrate::migrate;
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(code.with_migrate(migrate).with_checksum(checksum)));
    }
    if is("slash-coordinator") {
        use weir_slash_coordinator::contract::{execute, instantiate, query, reply};
        use weir_slash_coordinator::migrate::migrate;
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(
            code.with_reply(reply).with_migrate(migrate).with_checksum(checksum),
        ));
    }
    if is("insurance-fund") {
        use weir_insurance_fund::contract::{execute, instantiate, query};
        use weir_insurance_fund::migrate::migrate;
        let code = ContractWrapper::new(execute, instantiate, query);
        return Some(Box::new(code.with_migrate(migrate).with_checksum(checksum)));
    }
    None
}
