//! Changes whose time has come count although nobody has written them: for what is made, for what is
//! announced after them, and against who would take them back.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::{from_json, CosmosMsg, WasmMsg};
use serde_json::{json, Value};
use weir_interface::service_registry::{Change, ConfigResponse, ExecuteMsg, QueryMsg};
use weir_interface::vault::{Links, ParameterChanges};
use weir_quantities::Assets;
use weir_service_registry::ContractError;

fn set_code(code_id: u64) -> ExecuteMsg {
    ExecuteMsg::SetVaultCode { code_id }
}

fn with(coordinator: &str) -> Links {
    Links { coordinator: account(coordinator).into(), ..links() }
}

fn set_links(coordinator: &str) -> ExecuteMsg {
    ExecuteMsg::SetLinks { links: with(coordinator) }
}

fn config(registry: &Registry) -> ConfigResponse {
    registry.ask(QueryMsg::Config {})
}

#[test]
fn a_change_announced_after_another_leaves_that_in_force() {
    let mut registry = Registry::new();
    registry.act("dao", set_code(8)).unwrap();
    registry.act("dao", set_links("court")).unwrap();
    registry.pass(NOTICE);
    registry.act("dao", set_code(9)).unwrap();
    registry.act("dao", set_links("council")).unwrap();
    let waiting = config(&registry);
    assert_eq!((waiting.vault_code, waiting.links), (8, Some(with("court"))));
    assert_eq!(waiting.pending_links.unwrap().links, with("council"));
    registry.pass(NOTICE);
    let later = config(&registry);
    assert_eq!((later.vault_code, later.links), (9, Some(with("council"))));
}

#[test]
fn what_is_in_force_is_not_taken_back() {
    let mut registry = Registry::new();
    registry.act("dao", set_links("court")).unwrap();
    registry.pass(NOTICE);
    let cancel = ExecuteMsg::CancelChange { change: Change::Links };
    let nothing = ContractError::NothingPending { change: "links" };
    assert_eq!(registry.act("dao", cancel), Err(nothing));
    assert_eq!(config(&registry).links, Some(with("court")));
}

#[test]
fn a_vault_is_born_of_the_code_and_with_the_links_that_are_in_force() {
    let mut registry = Registry::new();
    registry.act("dao", set_code(8)).unwrap();
    registry.act("dao", set_links("court")).unwrap();
    registry.pass(NOTICE);
    let msg = ExecuteMsg::CreateVault { operator: operator(1), asset: lst(), parameters: None };
    let response = registry.act("operator", msg).unwrap();
    let CosmosMsg::Wasm(WasmMsg::Instantiate2 { code_id, msg, .. }) = &response.messages[0].msg
    else {
        panic!("{:?}", response.messages)
    };
    let told: Value = from_json(msg).unwrap();
    assert_eq!((*code_id, &told["links"]), (8, &json!(with("court"))));
}

#[test]
fn the_next_generation_is_born_with_the_parameters_of_the_one_before() {
    let mut registry = Registry::new();
    let min_deposit = Some(Assets::new(7));
    let parameters = Some(ParameterChanges { min_deposit, ..ParameterChanges::default() });
    let msg = ExecuteMsg::CreateVault { operator: operator(1), asset: lst(), parameters };
    let vault = attribute(&registry.act("operator", msg).unwrap(), "vault");
    registry.vaults(Vaults { closed: true, ..Vaults::default() });
    let next = ExecuteMsg::OpenNextGeneration { vault };
    let (_, told) = instantiation(&registry.act("anyone", next).unwrap());
    assert_eq!(told["parameters"]["min_deposit"], "7");
}

#[test]
fn an_offer_is_accepted_once() {
    let mut registry = Registry::new();
    let (service, operator) = (service(1), operator(1));
    let heir = || Some(account("heir").to_string());
    registry.act("service", ExecuteMsg::TransferService { service, new_owner: heir() }).unwrap();
    registry.act("operator", ExecuteMsg::TransferOperator { operator, new_admin: heir() }).unwrap();
    for msg in [ExecuteMsg::AcceptService { service }, ExecuteMsg::AcceptOperator { operator }] {
        registry.act("heir", msg.clone()).unwrap();
        let again = registry.act("heir", msg);
        assert!(matches!(again, Err(ContractError::Unauthorized { .. })), "{again:?}");
    }
    assert_eq!(registry.service().pending_owner, None);
    assert_eq!(registry.operator().pending_admin, None);
}
