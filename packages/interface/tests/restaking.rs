//! The messages of restaking: documented to the last field, refusing what they do not know.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeSet;

use cosmwasm_schema::{schema_for, QueryResponses};
use cosmwasm_std::{from_json, to_json_string, Addr, CosmosMsg, WasmMsg};
use serde_json::Value;
use weir_interface::restaking::{Asset, Destination, Mode, Terms};
use weir_interface::{coordinator, fund, service_registry, streams, vault, EventDoc};
use weir_quantities::{Assets, SlashId};

fn described(part: &Value) -> bool {
    part["description"].as_str().is_some_and(|text| !text.is_empty())
}

/// Fields of an object without a doc comment.
fn bare_fields(object: &Value, path: &str, found: &mut Vec<String>) {
    for (name, field) in object["properties"].as_object().into_iter().flatten() {
        if !described(field) {
            found.push(format!("{path}.{name}"));
        }
    }
}

/// Variants and fields of a type, and of all it is made of, without a doc comment.
fn undocumented(schema: &Value, path: &str, found: &mut Vec<String>) {
    let variants = schema["oneOf"].as_array();
    for variant in variants.into_iter().flatten() {
        if !described(variant) {
            found.push(format!("{path}: {variant}"));
        }
        for content in variant["properties"].as_object().into_iter().flat_map(|all| all.values()) {
            bare_fields(content, path, found);
        }
    }
    if variants.is_none() {
        bare_fields(schema, path, found);
    }
    for (name, part) in schema["definitions"].as_object().into_iter().flatten() {
        undocumented(part, name, found);
    }
}

fn check<T: cosmwasm_schema::schemars::JsonSchema>(name: &str) {
    let schema = serde_json::to_value(schema_for!(T)).unwrap();
    let mut found = vec![];
    undocumented(&schema, name, &mut found);
    // Types of other crates describe themselves.
    found.retain(|path| !path.starts_with("Action") && !path.starts_with("Expiration"));
    assert!(found.is_empty(), "{name}: no doc comment for {found:?}");
}

#[test]
fn every_message_variant_and_field_is_documented() {
    check::<vault::InstantiateMsg>("vault.instantiate");
    check::<vault::ExecuteMsg>("vault.execute");
    check::<vault::ReceiveMsg>("vault.receive");
    check::<vault::QueryMsg>("vault.query");
    check::<service_registry::InstantiateMsg>("service_registry.instantiate");
    check::<service_registry::ExecuteMsg>("service_registry.execute");
    check::<service_registry::QueryMsg>("service_registry.query");
    check::<coordinator::InstantiateMsg>("coordinator.instantiate");
    check::<coordinator::ExecuteMsg>("coordinator.execute");
    check::<coordinator::QueryMsg>("coordinator.query");
    check::<fund::InstantiateMsg>("fund.instantiate");
    check::<fund::ExecuteMsg>("fund.execute");
    check::<fund::ReceiveMsg>("fund.receive");
    check::<fund::QueryMsg>("fund.query");
    check::<streams::ExecuteMsg>("streams.execute");
    check::<streams::ReceiveMsg>("streams.receive");
    check::<streams::QueryMsg>("streams.query");
}

#[test]
fn every_query_has_an_answer_with_a_schema() {
    let answers = |count: usize, found: usize, name: &str| assert_eq!(found, count, "{name}");
    answers(25, vault::QueryMsg::response_schemas().unwrap().len(), "vault");
    answers(18, service_registry::QueryMsg::response_schemas().unwrap().len(), "service_registry");
    answers(11, coordinator::QueryMsg::response_schemas().unwrap().len(), "coordinator");
    answers(8, fund::QueryMsg::response_schemas().unwrap().len(), "fund");
    answers(10, streams::QueryMsg::response_schemas().unwrap().len(), "streams");
}

/// Adds a field that no message has, wherever there is an object.
fn with_unknown_field(message: &str) -> String {
    let mut value: Value = serde_json::from_str(message).unwrap();
    let content = value.as_object_mut().unwrap().values_mut().next().unwrap();
    content.as_object_mut().unwrap().insert("min_share".to_string(), Value::from(1));
    value.to_string()
}

#[test]
fn a_protection_with_a_typo_is_refused() {
    let deposit = r#"{"deposit":{"min_shares":"5","max_pending_slash":"0.1"}}"#;
    assert!(from_json::<vault::ExecuteMsg>(deposit).is_ok());
    assert!(from_json::<vault::ExecuteMsg>(with_unknown_field(deposit)).is_err());
    assert!(from_json::<vault::ReceiveMsg>(with_unknown_field(deposit)).is_err());
    let deposit = r#"{"deposit":{"min_shares":"5"}}"#;
    assert!(from_json::<fund::ExecuteMsg>(deposit).is_ok());
    assert!(from_json::<fund::ExecuteMsg>(with_unknown_field(deposit)).is_err());
    let veto = r#"{"veto":{"id":7,"barred_until":1700000000}}"#;
    assert!(from_json::<coordinator::ExecuteMsg>(veto).is_ok());
    assert!(from_json::<coordinator::ExecuteMsg>(with_unknown_field(veto)).is_err());
    let revoke = r#"{"revoke_version":{"service":1,"version":2}}"#;
    assert!(from_json::<service_registry::ExecuteMsg>(revoke).is_ok());
    assert!(from_json::<service_registry::ExecuteMsg>(with_unknown_field(revoke)).is_err());
    let claim = r#"{"claim_rewards":{"vault":"v"}}"#;
    assert!(from_json::<streams::ExecuteMsg>(claim).is_ok());
    assert!(from_json::<streams::ExecuteMsg>(with_unknown_field(claim)).is_err());
}

#[test]
fn terms_travel_as_written_in_the_guide() {
    let terms = Terms {
        slasher: "oracle".to_string(),
        max_slash: "0.2".parse().unwrap(),
        evidence_window: 259_200,
        resolution_window: 172_800,
        execution_window: 172_800,
        mode: Mode::Veto,
        resolvers: vec!["council".to_string()],
        destination: Destination::Burn,
        minimum_bond: Assets::new(1_000),
    };
    let json = to_json_string(&terms).unwrap();
    assert_eq!(
        json,
        r#"{"slasher":"oracle","max_slash":"0.2","evidence_window":259200,"resolution_window":172800,"execution_window":172800,"mode":"veto","resolvers":["council"],"destination":"burn","minimum_bond":"1000"}"#
    );
    assert_eq!(from_json::<Terms>(json).unwrap(), terms);
}

fn body(message: CosmosMsg) -> (String, Value, usize) {
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg, funds }) = message else {
        panic!("no call of a contract: {message:?}");
    };
    (contract_addr, serde_json::from_slice(&msg).unwrap(), funds.len())
}

#[test]
fn cover_travels_in_a_send_of_a_token_and_attached_as_a_coin() {
    let vault = vault::VaultContract(Addr::unchecked("vault"));
    let token = Asset::Cw20 { address: "token".to_string() };
    let sent = vault.bring_cover(&token, SlashId::new(7), Assets::new(5)).unwrap();
    let (contract, msg, coins) = body(sent);
    assert_eq!((contract.as_str(), coins), ("token", 0));
    assert_eq!(msg["send"]["contract"], "vault");
    assert_eq!(msg["send"]["amount"], "5");
    let coin = Asset::Native { denom: "uatom".to_string() };
    let sent = vault.bring_cover(&coin, SlashId::new(7), Assets::new(5)).unwrap();
    let (contract, msg, coins) = body(sent);
    assert_eq!((contract.as_str(), coins), ("vault", 1));
    assert_eq!(msg["bring_cover"]["id"], 7);
}

#[test]
fn events_have_names_that_can_be_searched_and_are_there_once() {
    let all: [(&str, &[EventDoc]); 5] = [
        ("weir_vault_", vault::ALL),
        ("weir_service_registry_", service_registry::ALL),
        ("weir_coordinator_", coordinator::ALL),
        ("weir_fund_", fund::ALL),
        ("weir_distributor_", streams::ALL),
    ];
    let mut seen = BTreeSet::new();
    for (prefix, events) in all {
        for event in events {
            let plain = |text: &str| text.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            assert!(event.name.starts_with(prefix) && plain(event.name), "{}", event.name);
            assert!(seen.insert(event.name), "{} is there twice", event.name);
            assert!(!event.fields.is_empty(), "{} has no attributes", event.name);
        }
    }
}
