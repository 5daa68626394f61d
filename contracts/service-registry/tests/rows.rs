//! What others read of the registry's rows without loading it.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;

use crate::common::{account, operator, service, Registry, NOTICE};
use cosmwasm_std::testing::MockQuerier;
use cosmwasm_std::{
    Addr, Binary, ContractResult, Order, QuerierWrapper, Storage, SystemResult, WasmQuery,
};
use weir_interface::restaking::TermsResponse;
use weir_interface::service_registry::{ExecuteMsg, QueryMsg, ServiceRegistryContract};
use weir_quantities::{TermsVersion, Time};

/// A chain on which the registry's rows can be read and nothing can be asked.
fn rows(registry: &Registry) -> MockQuerier {
    let rows: BTreeMap<_, _> = registry.deps.storage.range(None, None, Order::Ascending).collect();
    let mut querier = MockQuerier::default();
    querier.update_wasm(move |asked| {
        let WasmQuery::Raw { key, .. } = asked else { panic!("{asked:?} loads the registry") };
        let row = rows.get(key.as_slice()).cloned().unwrap_or_default();
        SystemResult::Ok(ContractResult::Ok(Binary::from(row)))
    });
    querier
}

#[test]
fn what_is_read_of_its_rows_is_what_it_answers() {
    let mut registry = Registry::new();
    let vault = Addr::unchecked(registry.create_vault().unwrap());
    let hook = account("listener");
    let set = ExecuteMsg::SetHook { service: service(1), hook: Some(hook.to_string()) };
    registry.act("service", set).unwrap();
    let version = TermsVersion::new(1);
    registry.act("service", ExecuteMsg::RevokeVersion { service: service(1), version }).unwrap();

    let chain = rows(&registry);
    let (contract, chain) =
        (ServiceRegistryContract(account("registry")), QuerierWrapper::new(&chain));
    assert_eq!(contract.operator_of(chain, &vault).unwrap(), Some(operator(1)));
    assert_eq!(contract.operator_of(chain, &account("alice")).unwrap(), None);
    let terms: TermsResponse =
        registry.ask(QueryMsg::Terms { service: service(1), version: Some(version) });
    assert_eq!(terms.revoked_at, Some(registry.now()));
    assert_eq!(contract.stored_terms(chain, service(1), version).unwrap(), terms);
    assert!(contract.stored_terms(chain, service(1), version.next()).is_err());
    // A hook to come counts from its time on, written or not.
    for waited in [0, NOTICE - 1, 1] {
        registry.pass(waited);
        let now = Time::new(registry.now());
        let read = contract.hook(chain, service(1), now).unwrap();
        assert_eq!(read.map(String::from), registry.service().hook);
    }
    assert_eq!(registry.service().hook, Some(hook.into()));
    assert!(contract.hook(chain, service(2), Time::new(0)).is_err());
}
