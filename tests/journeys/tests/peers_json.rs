//! What clients of other staking hubs, lenders, gauges and DAOs send, letter by letter.
//!
//! The texts are theirs and are executed as they stand; only addresses are put in. What is
//! answered is compared with what those clients read: same keys, same kinds of values.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::str::FromStr;

use cosmwasm_std::{coin, Addr, Binary, CosmosMsg, Decimal, WasmMsg, WasmQuery};
use serde_json::{json, Value};
use weir_interface::hub::ParameterChanges;
use weir_staking_hub::ContractError as HubError;
use weir_testing::{Outcome, Suite};

const COINS: u128 = 1_000_000;

/// `{"queue_unbond":{"receiver":null}}`, as a token's `send` carries it.
const QUEUE_UNBOND: &str = "eyJxdWV1ZV91bmJvbmQiOnsicmVjZWl2ZXIiOm51bGx9fQ==";
/// `{"queue_unbond":{}}`
const QUEUE_UNBOND_BARE: &str = "eyJxdWV1ZV91bmJvbmQiOnt9fQ==";
/// `{"queue_unbond":{"recipient":null}}`: a typing error.
const QUEUE_UNBOND_MISTYPED: &str = "eyJxdWV1ZV91bmJvbmQiOnsicmVjaXBpZW50IjpudWxsfX0=";

/// Eight validators, so that a weight can be raised within `max_share`.
fn suite() -> Suite {
    Suite::builder().validators(8).build()
}

/// Puts addresses into a text.
fn fill(suite: &Suite, text: &str) -> String {
    let mut text = text.to_string();
    for name in ["hub", "token", "registry", "alice", "bob", "owner", "dao"] {
        text = text.replace(&format!("<{name}>"), suite.actor(name).as_str());
    }
    for name in &suite.validators {
        text = text.replace(&format!("<{name}>"), &suite.operator(name));
    }
    text
}

fn send_to(suite: &mut Suite, contract: Addr, sender: &str, text: &str, units: u128) -> Outcome {
    let msg = Binary::from(fill(suite, text).into_bytes());
    let funds = match units {
        0 => vec![],
        units => vec![coin(units, &suite.denom)],
    };
    suite.execute_raw(sender, &contract, msg, funds)
}

fn hub(suite: &mut Suite, sender: &str, text: &str) -> Outcome {
    send_to(suite, suite.hub.clone(), sender, text, 0)
}

fn bond(suite: &mut Suite, sender: &str, text: &str, units: u128) -> Outcome {
    suite.fund(sender, units);
    send_to(suite, suite.hub.clone(), sender, text, units)
}

fn send_tokens(suite: &mut Suite, sender: &str, amount: u128, msg: &str) -> Outcome {
    let text = format!(r#"{{"send":{{"contract":"<hub>","amount":"{amount}","msg":"{msg}"}}}}"#);
    send_to(suite, suite.token.clone(), sender, &text, 0)
}

fn try_ask(suite: &Suite, contract: &Addr, text: &str) -> anyhow::Result<Value> {
    let msg = Binary::from(fill(suite, text).into_bytes());
    suite.chain.query(WasmQuery::Smart { contract_addr: contract.to_string(), msg })
}

fn ask(suite: &Suite, contract: &Addr, text: &str) -> Value {
    try_ask(suite, contract, text).unwrap_or_else(|error| panic!("{text}: {error:#}"))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

/// Panics unless every key of `documented` is in `actual`, with the same kind of value; with
/// `exactly`, also when there is a key more. Of a list its first element stands for all.
fn assert_shape(actual: &Value, documented: &Value, exactly: bool, path: &str) {
    assert_eq!(kind(actual), kind(documented), "{path}: {actual}");
    match (actual, documented) {
        (Value::Object(actual), Value::Object(documented)) => {
            for (key, value) in documented {
                let path = format!("{path}.{key}");
                let found = actual.get(key).unwrap_or_else(|| panic!("{path} is missing"));
                assert_shape(found, value, exactly, &path);
            }
            let more: Vec<_> = actual.keys().filter(|key| !documented.contains_key(*key)).collect();
            assert!(!exactly || more.is_empty(), "{path} has more: {more:?}");
        }
        (Value::Array(actual), Value::Array(documented)) if !documented.is_empty() => {
            assert!(!actual.is_empty(), "{path} is empty");
            for element in actual {
                assert_shape(element, &documented[0], exactly, &format!("{path}[]"));
            }
        }
        _ => {}
    }
}

fn assert_is(actual: &Value, documented: Value) {
    assert_shape(actual, &documented, true, "answer");
}

fn assert_has(actual: &Value, documented: Value) {
    assert_shape(actual, &documented, false, "answer");
}

fn number(value: &Value) -> u128 {
    value.as_str().unwrap().parse().unwrap()
}

fn decimal(value: &Value) -> Decimal {
    Decimal::from_str(value.as_str().unwrap()).unwrap()
}

/// Passes time until a block at or after `at`, without keepers.
fn wait_until(suite: &mut Suite, at: u64) {
    let now = suite.now();
    if at > now {
        suite.seconds_pass(at - now);
    }
    suite.next_block();
}

#[test]
fn a_client_of_steak_bonds_harvests_redeems_and_withdraws() {
    let mut suite = suite();
    bond(&mut suite, "alice", r#"{"bond":{"receiver":null}}"#, 100 * COINS).unwrap();
    bond(&mut suite, "alice", r#"{"bond":{"receiver":"<bob>"}}"#, 50 * COINS).unwrap();
    assert_eq!(suite.shares_of("alice"), 100 * COINS);
    assert_eq!(suite.shares_of("bob"), 50 * COINS);
    suite.crank("delegate_buffer").unwrap();
    suite.keepers = false;
    suite.hours_pass(12);

    let rewards_before = suite.solvency().unvested;
    hub(&mut suite, "carol", r#"{"harvest":{}}"#).unwrap();
    assert!(suite.solvency().unvested > rewards_before);

    send_tokens(&mut suite, "alice", 40 * COINS, QUEUE_UNBOND).unwrap();
    let pending = ask(&suite, &suite.hub, r#"{"pending_batch":{}}"#);
    assert_is(
        &pending,
        json!({"id": 7, "ustake_to_burn": "1", "est_unbond_start_time": 1_732_147_200}),
    );
    assert_eq!(number(&pending["ustake_to_burn"]), 40 * COINS);

    wait_until(&mut suite, pending["est_unbond_start_time"].as_u64().unwrap());
    hub(&mut suite, "carol", r#"{"submit_batch":{}}"#).unwrap();
    let id = pending["id"].as_u64().unwrap();
    let batch = ask(&suite, &suite.hub, &format!(r#"{{"previous_batch":{id}}}"#));
    assert_eq!(batch["reconciled"], json!(false));

    wait_until(&mut suite, batch["est_unbond_end_time"].as_u64().unwrap());
    suite.next_block();
    hub(&mut suite, "carol", r#"{"reconcile":{}}"#).unwrap();
    let batch = ask(&suite, &suite.hub, &format!(r#"{{"previous_batch":{id}}}"#));
    assert_eq!(batch["reconciled"], json!(true));

    let before = suite.coins_of("alice");
    hub(&mut suite, "alice", r#"{"withdraw_unbonded":{"receiver":null}}"#).unwrap();
    assert!(suite.coins_of("alice") - before >= 40 * COINS);
    suite.check_everything();
}

#[test]
fn a_client_of_steak_withdraws_to_somebody_else() {
    let mut suite = suite();
    suite.bond("alice", 100 * COINS).unwrap();
    send_tokens(&mut suite, "alice", 40 * COINS, QUEUE_UNBOND_BARE).unwrap();
    suite.days_pass(25);
    hub(&mut suite, "alice", r#"{"withdraw_unbonded":{"receiver":"<bob>"}}"#).unwrap();
    assert!(suite.coins_of("bob") >= 40 * COINS);
}

#[test]
fn a_client_of_steak_rebalances() {
    let mut suite = suite();
    suite.bond("alice", 8_000 * COINS).unwrap();
    suite.days_pass(8);
    suite.set_weights("owner", &[("val1", 150)]).unwrap();
    let before = suite.row("val1").assets;
    hub(&mut suite, "carol", r#"{"rebalance":{}}"#).unwrap();
    assert!(suite.row("val1").assets > before);
}

#[test]
fn a_client_of_eris_rebalances_above_a_smallest_move() {
    let mut suite = suite();
    suite.bond("alice", 8_000 * COINS).unwrap();
    suite.days_pass(8);
    suite.set_weights("owner", &[("val1", 150)]).unwrap();
    let before = suite.row("val1").assets;
    let too_large = r#"{"rebalance":{"min_redelegation":"9000000000"}}"#;
    let refusal = hub(&mut suite, "carol", too_large).unwrap_err();
    assert!(matches!(refusal.hub(), Some(HubError::NothingToMove {})), "{refusal}");
    hub(&mut suite, "carol", r#"{"rebalance":{"min_redelegation":null}}"#).unwrap();
    assert!(suite.row("val1").assets > before);
}

#[test]
fn fields_of_eris_are_accepted_while_they_ask_for_nothing() {
    let mut suite = suite();
    for text in [
        r#"{"bond":{"receiver":null,"donate":null}}"#,
        r#"{"bond":{"receiver":null,"donate":false}}"#,
    ] {
        bond(&mut suite, "alice", text, 100 * COINS).unwrap();
    }
    assert_eq!(suite.shares_of("alice"), 2 * 100 * COINS);
    suite.days_pass(1);
    for text in [
        r#"{"harvest":{"validators":null,"withdrawals":null,"stages":null}}"#,
        r#"{"harvest":{"validators":[],"withdrawals":[],"stages":[]}}"#,
    ] {
        hub(&mut suite, "carol", text).unwrap();
        suite.hours_pass(1);
    }
}

#[test]
fn fields_of_eris_that_ask_for_something_are_refused_by_name() {
    let mut suite = suite();
    let text = r#"{"bond":{"receiver":null,"donate":true}}"#;
    let refusal = bond(&mut suite, "alice", text, 100 * COINS).unwrap_err();
    let expected = "donate";
    assert!(
        matches!(refusal.hub(), Some(HubError::PeerField { field, .. }) if *field == expected),
        "{refusal}"
    );
    assert_eq!(suite.shares_of("alice"), 0);

    suite.bond("alice", 100 * COINS).unwrap();
    suite.days_pass(1);
    for (expected, text) in [
        ("validators", r#"{"harvest":{"validators":["<val1>"]}}"#),
        ("withdrawals", r#"{"harvest":{"withdrawals":[[{"type":"dex"},"lp"]]}}"#),
        ("stages", r#"{"harvest":{"stages":[[[{"type":"dex"},{"native_token":{"denom":"a"}}]]]}}"#),
    ] {
        let refusal = hub(&mut suite, "carol", text).unwrap_err();
        assert!(
            matches!(refusal.hub(), Some(HubError::PeerField { field, .. }) if *field == expected),
            "{refusal}"
        );
    }
}

#[test]
fn unknown_fields_are_refused_everywhere() {
    let mut suite = suite();
    // The one that matters: a protection that is spelt wrongly must not be dropped in silence.
    let text = r#"{"bond":{"min_share":"1"}}"#;
    let refusal = bond(&mut suite, "alice", text, 100 * COINS).unwrap_err();
    assert!(refusal.cause().contains("min_share"), "{refusal}");
    assert_eq!(suite.shares_of("alice"), 0);

    suite.bond("alice", 100 * COINS).unwrap();
    suite.days_pass(1);
    for (field, text) in [
        ("recipient", r#"{"withdraw_unbonded":{"recipient":"<bob>"}}"#),
        ("validator", r#"{"harvest":{"validator":null}}"#),
        ("force", r#"{"submit_batch":{"force":null}}"#),
        ("limits", r#"{"reconcile":{"limits":1}}"#),
        ("min_move", r#"{"rebalance":{"min_move":null}}"#),
        ("tune_delegations", r#"{"tune_delegations":{}}"#),
    ] {
        let refusal = hub(&mut suite, "alice", text).unwrap_err();
        let cause = refusal.cause();
        assert!(cause.contains("unknown") && cause.contains(field), "{text}: {refusal}");
    }
    let refusal = send_tokens(&mut suite, "alice", COINS, QUEUE_UNBOND_MISTYPED).unwrap_err();
    assert!(refusal.cause().contains("recipient"), "{refusal}");
    for text in [r#"{"pending_batch":{"id":1}}"#, r#"{"state":{"height":1}}"#] {
        try_ask(&suite, &suite.hub, text).unwrap_err();
    }
}

/// A hub with one batch paid out, one in unbonding and one that gathers, each with a request of
/// alice's.
fn busy_suite() -> Suite {
    let mut suite = suite();
    suite.bond("alice", 1_000 * COINS).unwrap();
    suite.days_pass(2);
    send_tokens(&mut suite, "alice", 100 * COINS, QUEUE_UNBOND).unwrap();
    suite.days_pass(25);
    send_tokens(&mut suite, "alice", 200 * COINS, QUEUE_UNBOND).unwrap();
    suite.days_pass(3);
    send_tokens(&mut suite, "alice", 300 * COINS, QUEUE_UNBOND).unwrap();
    suite
}

#[test]
fn state_reads_as_clients_of_eris_read_it() {
    let suite = busy_suite();
    let state = ask(&suite, &suite.hub, r#"{"state":{}}"#);
    assert_is(
        &state,
        json!({
            "total_ustake": "1", "total_utoken": "1", "exchange_rate": "1.304",
            "unlocked_coins": [], "unbonding": "1", "available": "1", "tvl_utoken": "1"
        }),
    );
    assert_eq!(state["unlocked_coins"], json!([]));
    let books = suite.solvency();
    assert_eq!(number(&state["total_ustake"]), books.supply.u128());
    assert_eq!(number(&state["total_utoken"]), books.backing.u128());
    assert_eq!(number(&state["unbonding"]), books.unbonding.u128());
    assert_eq!(number(&state["available"]), books.buffer.u128());
    assert_eq!(
        number(&state["tvl_utoken"]),
        books.delegated.u128() + books.buffer.u128() + books.unbonding.u128()
    );
    let (backing, supply) = (books.backing.u128(), books.supply.u128());
    assert_eq!(decimal(&state["exchange_rate"]), Decimal::from_ratio(backing, supply));
    assert!(number(&state["unbonding"]) >= 200 * COINS);
}

#[test]
fn batches_read_as_clients_of_steak_read_them() {
    let suite = busy_suite();
    let batch = json!({
        "id": 6, "reconciled": true, "total_shares": "1", "utoken_unclaimed": "1",
        "est_unbond_end_time": 1_733_961_600
    });
    let all = ask(&suite, &suite.hub, r#"{"previous_batches":{"start_after":null,"limit":10}}"#);
    assert_is(&all, json!([batch]));
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all, ask(&suite, &suite.hub, r#"{"previous_batches":{}}"#));
    assert_eq!(all[0], ask(&suite, &suite.hub, r#"{"previous_batch":1}"#));
    let second = r#"{"previous_batches":{"start_after":1,"limit":10}}"#;
    assert_eq!(json!([all[1]]), ask(&suite, &suite.hub, second));

    assert_eq!(all[0]["reconciled"], json!(true));
    assert_eq!(number(&all[0]["total_shares"]), 100 * COINS);
    assert!(number(&all[0]["utoken_unclaimed"]) >= 100 * COINS);
    assert_eq!(all[1]["reconciled"], json!(false));
    assert_eq!(number(&all[1]["utoken_unclaimed"]), 0);
    assert!(all[1]["est_unbond_end_time"].as_u64().unwrap() > suite.now());

    let pending = ask(&suite, &suite.hub, r#"{"pending_batch":{}}"#);
    assert_eq!(pending["id"], json!(3));
    assert_eq!(number(&pending["ustake_to_burn"]), 300 * COINS);
}

#[test]
fn requests_read_as_clients_of_steak_and_eris_read_them() {
    let suite = busy_suite();
    let mine = ask(
        &suite,
        &suite.hub,
        r#"{"unbond_requests_by_user":{"user":"<alice>","start_after":null,"limit":10}}"#,
    );
    assert_eq!(
        mine,
        json!([
            {"id": 1, "shares": (100 * COINS).to_string()},
            {"id": 2, "shares": (200 * COINS).to_string()},
            {"id": 3, "shares": (300 * COINS).to_string()},
        ])
    );
    let of_batch = ask(
        &suite,
        &suite.hub,
        r#"{"unbond_requests_by_batch":{"id":2,"start_after":null,"limit":10}}"#,
    );
    let alice = suite.actor("alice");
    assert_eq!(of_batch, json!([{"user": alice, "shares": (200 * COINS).to_string()}]));

    // Nibiru's front end sends the user alone.
    let details =
        ask(&suite, &suite.hub, r#"{"unbond_requests_by_user_details":{"user":"<alice>"}}"#);
    let batch = json!({
        "id": 6, "reconciled": true, "total_shares": "1", "utoken_unclaimed": "1",
        "est_unbond_end_time": 1_733_961_600
    });
    let pending = json!({"id": 7, "ustake_to_burn": "1", "est_unbond_start_time": 1_732_147_200});
    for (row, state, batch, pending) in [
        (&details[0], "COMPLETED", &batch, &Value::Null),
        (&details[1], "UNBONDING", &batch, &Value::Null),
        (&details[2], "PENDING", &Value::Null, &pending),
    ] {
        let expected =
            json!({"id": 1, "shares": "1", "state": "", "batch": batch, "pending": pending});
        assert_has(row, expected);
        assert_eq!(row["state"], json!(state));
    }
    assert_eq!(details[0]["payable"], details[0]["batch"]["utoken_unclaimed"]);
}

#[test]
fn exchange_rates_read_as_clients_of_eris_read_them() {
    let suite = busy_suite();
    let text = r#"{"exchange_rates":{"start_after":null,"limit":10}}"#;
    let rates = ask(&suite, &suite.hub, text);
    assert_is(&rates, json!({"exchange_rates": [[]], "apr": "0.0003"}));
    let samples = rates["exchange_rates"].as_array().unwrap();
    assert_eq!(samples.len(), 10);
    for pair in samples.windows(2) {
        assert!(pair[0][0].as_u64() > pair[1][0].as_u64(), "newest first: {pair:?}");
        assert!(decimal(&pair[0][1]) >= decimal(&pair[1][1]), "{pair:?}");
    }
    // 10 % a year on the bonded stake less a fee of 10 % is some 0.02 % a day.
    let daily = decimal(&rates["apr"]);
    assert!(daily > Decimal::permille(0) && daily < Decimal::permille(1), "{daily}");
}

#[test]
fn config_reads_as_clients_of_steak_and_eris_read_it() {
    let suite = busy_suite();
    let config = ask(&suite, &suite.hub, r#"{"config":{}}"#);
    assert_has(
        &config,
        json!({
            "owner": "a", "new_owner": null, "stake_token": "a", "epoch_period": 1,
            "unbond_period": 1, "validators": ["a"]
        }),
    );
    assert_eq!(config["owner"], json!(suite.actor("owner")));
    assert_eq!(config["stake_token"], json!(suite.token));
    assert_eq!(config["unbond_period"], json!(21 * 86_400));
    assert_eq!(config["validators"].as_array().unwrap().len(), 8);
}

#[test]
fn lenders_read_the_rate_and_when_it_was_true() {
    let suite = busy_suite();
    let expected = json!({"redemption_rate": "1.0234", "update_time": 1_732_147_200});
    let rate = ask(&suite, &suite.hub, r#"{"redemption_rate":{"denom":"<token>","params":null}}"#);
    assert_is(&rate, expected.clone());
    // Levana and scripts of Stride leave the parameters out.
    assert_eq!(rate, ask(&suite, &suite.hub, r#"{"redemption_rate":{"denom":"<token>"}}"#));
    assert_eq!(decimal(&rate["redemption_rate"]), suite.rate());
    assert!(suite.rate() > Decimal::one());
    let at = rate["update_time"].as_u64().unwrap();
    assert!(at <= suite.now() && at + 86_400 >= suite.now(), "{at}");

    let text = r#"{"historical_redemption_rates":{"denom":"<token>","params":null,"limit":30}}"#;
    let history = ask(&suite, &suite.hub, text);
    assert_is(&history, json!([expected]));

    assert_eq!(ask(&suite, &suite.hub, r#"{"get_redemption_rate":{}}"#), rate["redemption_rate"]);
    assert_eq!(ask(&suite, &suite.hub, r#"{"exchange_rate":{}}"#), rate["redemption_rate"]);
    assert_eq!(ask(&suite, &suite.hub, r#"{"get_lst_asset_denom":{}}"#), json!(suite.token));
}

#[test]
fn the_rate_of_a_foreign_denom_is_an_error() {
    let suite = suite();
    for text in [
        r#"{"redemption_rate":{"denom":"uatom","params":null}}"#,
        r#"{"historical_redemption_rates":{"denom":"uatom","params":null,"limit":30}}"#,
    ] {
        let error = try_ask(&suite, &suite.hub, text).unwrap_err();
        assert!(format!("{error:#}").contains("is not the token"), "{error:#}");
    }
    let text = r#"{"redemption_rate":{"denom":"<token>","params":"e30="}}"#;
    let error = try_ask(&suite, &suite.hub, text).unwrap_err();
    assert!(format!("{error:#}").contains("params"), "{error:#}");
}

#[test]
fn rate_queries_of_an_insolvent_hub_are_errors() {
    // Nothing stays in the buffer, so nothing is left when every validator loses everything.
    let none = |parameters: &mut ParameterChanges| parameters.buffer_target = Some(Decimal::zero());
    let mut suite = Suite::builder().validators(8).hub(none).build();
    suite.bond("alice", 100 * COINS).unwrap();
    let everywhere = r#"{"delegate_buffer":{"limit":8}}"#;
    hub(&mut suite, "carol", everywhere).unwrap();
    for name in suite.validators.clone() {
        suite.slash(&name, Decimal::one());
    }
    suite.crank("sync").unwrap();
    assert!(suite.solvency().insolvent, "{:?}", suite.solvency());
    for text in [
        r#"{"redemption_rate":{"denom":"<token>","params":null}}"#,
        r#"{"get_redemption_rate":{}}"#,
        r#"{"exchange_rate":{}}"#,
        r#"{"state":{}}"#,
    ] {
        try_ask(&suite, &suite.hub, text).unwrap_err();
    }
}

#[test]
fn a_gauge_asks_the_registry_for_options_and_messages() {
    let mut suite = suite();
    let options = ask(&suite, &suite.registry, r#"{"all_options":{}}"#);
    assert_is(&options, json!({"options": ["cosmosvaloper1"]}));
    assert_eq!(options["options"].as_array().unwrap().len(), 8);
    let yes = ask(&suite, &suite.registry, r#"{"check_option":{"option":"<val1>"}}"#);
    assert_eq!(yes, json!({"valid": true}));
    let no = ask(&suite, &suite.registry, r#"{"check_option":{"option":"<alice>"}}"#);
    assert_eq!(no, json!({"valid": false}));

    // Shares as a gauge rounds them: they add up to 0.999999999999999999.
    let text = r#"{"sample_gauge_msgs":{"selected":[
        ["<val1>","0.166666666666666666"],["<val2>","0.166666666666666666"],
        ["<val3>","0.111111111111111111"],["<val4>","0.111111111111111111"],
        ["<val5>","0.111111111111111111"],["<val6>","0.111111111111111111"],
        ["<val7>","0.111111111111111111"],["<val8>","0.111111111111111112"]]}}"#;
    let sample = ask(&suite, &suite.registry, text);
    let registry = suite.registry.clone();
    assert_eq!(sample["execute"].as_array().unwrap().len(), 1);
    let call = &sample["execute"][0]["wasm"]["execute"];
    assert_is(call, json!({"contract_addr": "a", "msg": "e30=", "funds": []}));
    assert_eq!(call["contract_addr"], json!(registry));

    let msg: CosmosMsg = serde_json::from_value(sample["execute"][0].clone()).unwrap();
    let CosmosMsg::Wasm(WasmMsg::Execute { msg, .. }) = msg else { panic!("{sample}") };
    let weights: Value = serde_json::from_slice(&msg).unwrap();
    assert_is(&weights, json!({"set_weights": {"weights": [{"validator": "a", "weight": 1}]}}));
    suite.execute_raw("owner", &registry, msg, vec![]).unwrap();
    let share = |name: &str| {
        let text = format!(r#"{{"validator":{{"validator":"<{name}>"}}}}"#);
        decimal(&ask(&suite, &suite.registry, &text)["share"])
    };
    assert!(share("val1") > share("val3"));
}

#[test]
fn a_dao_takes_over_ownership_in_two_steps() {
    let mut suite = suite();
    for contract in [suite.hub.clone(), suite.registry.clone(), suite.distributor.clone()] {
        let offer =
            r#"{"update_ownership":{"transfer_ownership":{"new_owner":"<dao>","expiry":null}}}"#;
        let accept = r#"{"update_ownership":"accept_ownership"}"#;
        send_to(&mut suite, contract.clone(), "alice", offer, 0).unwrap_err();
        send_to(&mut suite, contract.clone(), "owner", offer, 0).unwrap();
        let ownership = ask(&suite, &contract, r#"{"ownership":{}}"#);
        assert_eq!(
            ownership,
            json!({
                "owner": suite.actor("owner"), "pending_owner": suite.actor("dao"),
                "pending_expiry": null
            })
        );
        send_to(&mut suite, contract.clone(), "alice", accept, 0).unwrap_err();
        send_to(&mut suite, contract.clone(), "dao", accept, 0).unwrap();
        let ownership = ask(&suite, &contract, r#"{"ownership":{}}"#);
        assert_eq!(ownership["owner"], json!(suite.actor("dao")));
        assert_eq!(ownership["pending_owner"], Value::Null);
    }
}

#[test]
fn the_owner_acts_by_one_message_without_coins() {
    let mut suite = suite();
    let registry = suite.registry.clone();
    for (contract, text) in [
        (suite.hub.clone(), r#"{"update_config":{"parameters":{"min_batch_interval":86400}}}"#),
        (suite.hub.clone(), r#"{"set_roles":{"guardian":"<bob>","voter":null}}"#),
        (suite.hub.clone(), r#"{"pause":{"scopes":["bond"],"seconds":3600}}"#),
        (suite.hub.clone(), r#"{"resume":{"scopes":["bond"]}}"#),
        (registry.clone(), r#"{"set_weights":{"weights":[{"validator":"<val1>","weight":120}]}}"#),
        (registry.clone(), r#"{"drain_validator":{"validator":"<val8>"}}"#),
        (registry, r#"{"update_config":{"parameters":{"drain_after":86400}}}"#),
        (suite.distributor.clone(), r#"{"update_config":{"fee":"0.05"}}"#),
    ] {
        let refusal = send_to(&mut suite, contract.clone(), "alice", text, 0).unwrap_err();
        assert!(refusal.chain().is_none(), "{text}: {refusal}");
        send_to(&mut suite, contract, "owner", text, 0)
            .unwrap_or_else(|refusal| panic!("{text}: {refusal}"));
    }
}
