//! Bad input, one by one: each is refused by a typed error that says what was expected and what
//! came, and changes nothing (the suite looks after every refusal).

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::{coin, Binary, Coin, Decimal};
use weir_accounting::AccountingError;
use weir_interface::hub::{ConfigResponse, ExecuteMsg, Parameter, QueryMsg, Scope};
use weir_interface::{distributor, registry, token};
use weir_reward_distributor::ContractError as DistributorError;
use weir_staking_hub::ContractError as HubError;
use weir_staking_token::ContractError as TokenError;
use weir_testing::{Outcome, Refusal, Suite};
use weir_validator_registry::ContractError as RegistryError;

const COIN: u128 = 1_000_000;

/// Fails unless a contract refused with this variant; answers the refusal's text.
macro_rules! refused {
    ($outcome:expr, $by:ident, $pattern:pat $(if $guard:expr)?) => {{
        let refusal = $outcome.expect_err("it was accepted");
        assert!(
            matches!(refusal.$by(), Some($pattern) $(if $guard)?),
            "refused for another reason: {refusal}"
        );
        refusal.cause()
    }};
}

/// Alice has bonded, and all is delegated.
fn world() -> Suite {
    let mut suite = Suite::new();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite
}

fn send(suite: &mut Suite, who: &str, to: &str, json: &str, funds: Vec<Coin>) -> Outcome {
    let actor = suite.actor(who);
    if !funds.is_empty() {
        suite.chain.mint(&actor, funds.clone()).unwrap();
    }
    let contract = suite.actor(to);
    suite.execute_raw(who, &contract, Binary::from(json.as_bytes()), funds)
}

fn says(refusal: &Refusal, words: &[&str]) {
    let text = refusal.text();
    for word in words {
        assert!(text.contains(word), "{text:?} does not say {word:?}");
    }
}

#[test]
fn a_message_that_takes_the_coin_takes_it_alone() {
    let mut suite = world();
    let denom = suite.denom.clone();
    for (funds, came) in [
        (vec![], "none came"),
        (vec![coin(5, "uother")], "5uother"),
        (vec![coin(5, "UATOM")], "5UATOM"),
        (vec![coin(5, &denom), coin(7, "uother")], "7uother"),
    ] {
        for json in [r#"{"bond":{}}"#, r#"{"cover":{}}"#, r#"{"add_rewards":{}}"#] {
            let who = "bob";
            let outcome = send(&mut suite, who, "hub", json, funds.clone());
            let text =
                refused!(outcome, hub, HubError::WrongFunds { expected, .. } if *expected == denom);
            assert!(text.contains(&denom) && text.contains(came), "{text}");
        }
    }
}

#[test]
fn a_coin_of_nothing_is_refused() {
    let mut suite = world();
    let hub = suite.hub.clone();
    let funds = vec![coin(0, &suite.denom)];
    let msg = Binary::from(br#"{"bond":{}}"#.as_slice());
    // The chain or the hub refuses; nobody mints for it.
    assert!(suite.execute_raw("alice", &hub, msg, funds).is_err());
}

#[test]
fn a_message_that_takes_no_coins_refuses_any() {
    let mut suite = world();
    let validator = suite.operator("val1");
    let alice = suite.actor("alice");
    let hub = [
        r#"{"sync":{}}"#.to_string(),
        r#"{"harvest":{}}"#.to_string(),
        r#"{"delegate_buffer":{}}"#.to_string(),
        r#"{"submit_batch":{}}"#.to_string(),
        r#"{"reconcile":{}}"#.to_string(),
        r#"{"rebalance":{}}"#.to_string(),
        r#"{"advance":{}}"#.to_string(),
        r#"{"sweep_surplus":{}}"#.to_string(),
        r#"{"activate_raises":{}}"#.to_string(),
        r#"{"cancel_raises":{}}"#.to_string(),
        r#"{"cancel_unbond":{}}"#.to_string(),
        r#"{"withdraw_unbonded":{}}"#.to_string(),
        r#"{"withdraw_batch":{"batch_id":1}}"#.to_string(),
        format!(r#"{{"transfer_unbond_request":{{"batch_id":1,"recipient":"{alice}"}}}}"#),
        format!(r#"{{"receive":{{"sender":"{alice}","amount":"1","msg":""}}}}"#),
        r#"{"update_targets":{"targets":[],"max_share":"1"}}"#.to_string(),
        r#"{"vote_proposal":{"proposal_id":1,"options":[]}}"#.to_string(),
        r#"{"update_config":{"parameters":{}}}"#.to_string(),
        r#"{"set_roles":{}}"#.to_string(),
        r#"{"pause":{"scopes":["bond"],"seconds":1}}"#.to_string(),
        r#"{"resume":{"scopes":["bond"]}}"#.to_string(),
        r#"{"update_ownership":"accept_ownership"}"#.to_string(),
    ];
    for json in hub {
        let outcome = send(&mut suite, "bob", "hub", &json, vec![coin(3, "uatom")]);
        let text = refused!(outcome, hub, HubError::UnexpectedFunds { came } if came == "3uatom");
        assert!(text.contains("3uatom"), "{text}");
    }
    let registry = [
        r#"{"refresh":{}}"#.to_string(),
        r#"{"push_targets":{}}"#.to_string(),
        r#"{"set_weights":{"weights":[]}}"#.to_string(),
        format!(r#"{{"add_validator":{{"validator":"{validator}","weight":1}}}}"#),
        format!(r#"{{"drain_validator":{{"validator":"{validator}"}}}}"#),
        format!(r#"{{"remove_validator":{{"validator":"{validator}"}}}}"#),
        format!(r#"{{"restore_validator":{{"validator":"{validator}","weight":1}}}}"#),
        r#"{"update_config":{"parameters":{}}}"#.to_string(),
        r#"{"set_gauge":{}}"#.to_string(),
        r#"{"update_ownership":"accept_ownership"}"#.to_string(),
    ];
    for json in registry {
        let outcome = send(&mut suite, "bob", "registry", &json, vec![coin(3, "uatom")]);
        refused!(outcome, registry, RegistryError::FundsRefused { .. });
    }
    let distributor = [
        r#"{"distribute":{}}"#,
        r#"{"claim_credit":{}}"#,
        r#"{"route_coin":{"denom":"uother"}}"#,
        r#"{"set_route":{"denom":"uother"}}"#,
        r#"{"update_config":{}}"#,
        r#"{"cancel_raise":{}}"#,
        r#"{"activate_raise":{}}"#,
        r#"{"complete_raise":{}}"#,
        r#"{"update_ownership":"accept_ownership"}"#,
    ];
    for json in distributor {
        let outcome = send(&mut suite, "bob", "distributor", json, vec![coin(3, "uatom")]);
        refused!(outcome, distributor, DistributorError::FundsRefused { .. });
    }
    let token = [
        format!(r#"{{"transfer":{{"recipient":"{alice}","amount":"1"}}}}"#),
        format!(r#"{{"mint":{{"recipient":"{alice}","amount":"1"}}}}"#),
        r#"{"burn":{"amount":"1"}}"#.to_string(),
        format!(r#"{{"increase_allowance":{{"spender":"{alice}","amount":"1"}}}}"#),
        format!(r#"{{"decrease_allowance":{{"spender":"{alice}","amount":"1"}}}}"#),
    ];
    for json in token {
        let outcome = send(&mut suite, "bob", "token", &json, vec![coin(3, "uatom")]);
        refused!(outcome, token, TokenError::FundsRefused { .. });
    }
}

/// Every message of a contract that asks for something, with a field nobody knows.
const WITH_A_TYPO: [(&str, &str); 41] = [
    ("hub", r#"{"bond":{"min_share":"1"}}"#),
    ("hub", r#"{"receive":{"sender":"a","amount":"1","msg":"","x":1}}"#),
    ("hub", r#"{"cancel_unbond":{"share":"1"}}"#),
    ("hub", r#"{"transfer_unbond_request":{"batch_id":1,"recipient":"a","share":"1"}}"#),
    ("hub", r#"{"withdraw_unbonded":{"reciever":"a"}}"#),
    ("hub", r#"{"withdraw_batch":{"batch_id":1,"x":1}}"#),
    ("hub", r#"{"sync":{"skips":[]}}"#),
    ("hub", r#"{"harvest":{"limits":1}}"#),
    ("hub", r#"{"delegate_buffer":{"limits":1}}"#),
    ("hub", r#"{"submit_batch":{"parts":1}}"#),
    ("hub", r#"{"reconcile":{"x":1}}"#),
    ("hub", r#"{"rebalance":{"x":1}}"#),
    ("hub", r#"{"advance":{"x":1}}"#),
    ("hub", r#"{"add_rewards":{"x":1}}"#),
    ("hub", r#"{"cover":{"x":1}}"#),
    ("hub", r#"{"sweep_surplus":{"x":1}}"#),
    ("hub", r#"{"update_targets":{"targets":[],"max_share":"1","x":1}}"#),
    ("hub", r#"{"vote_proposal":{"proposal_id":1,"options":[],"x":1}}"#),
    ("hub", r#"{"update_config":{"parameters":{"x":1}}}"#),
    ("hub", r#"{"cancel_raises":{"x":1}}"#),
    ("hub", r#"{"activate_raises":{"x":1}}"#),
    ("hub", r#"{"set_roles":{"x":1}}"#),
    ("hub", r#"{"pause":{"scopes":[],"seconds":1,"x":1}}"#),
    ("hub", r#"{"resume":{"scopes":[],"x":1}}"#),
    ("token", r#"{"transfer":{"recipient":"a","amount":"1","x":1}}"#),
    ("token", r#"{"send":{"contract":"a","amount":"1","msg":"","x":1}}"#),
    ("token", r#"{"mint":{"recipient":"a","amount":"1","x":1}}"#),
    ("token", r#"{"burn":{"amount":"1","x":1}}"#),
    ("registry", r#"{"set_weights":{"weights":[],"x":1}}"#),
    ("registry", r#"{"add_validator":{"validator":"a","weight":1,"x":1}}"#),
    ("registry", r#"{"drain_validator":{"validator":"a","x":1}}"#),
    ("registry", r#"{"remove_validator":{"validator":"a","x":1}}"#),
    ("registry", r#"{"refresh":{"x":1}}"#),
    ("registry", r#"{"push_targets":{"x":1}}"#),
    ("registry", r#"{"update_config":{"parameters":{"x":1}}}"#),
    ("distributor", r#"{"distribute":{"x":1}}"#),
    ("distributor", r#"{"claim_credit":{"x":1}}"#),
    ("distributor", r#"{"route_coin":{"denom":"a","x":1}}"#),
    ("distributor", r#"{"update_config":{"x":1}}"#),
    ("distributor", r#"{"activate_raise":{"x":1}}"#),
    ("distributor", r#"{"complete_raise":{"x":1}}"#),
];

#[test]
fn a_field_that_nobody_knows_is_refused_in_every_message() {
    let mut suite = world();
    for (to, json) in WITH_A_TYPO {
        let refusal = send(&mut suite, "owner", to, json, vec![]).expect_err(json);
        says(&refusal, &["unknown field `"]);
    }
}

#[test]
fn what_is_no_message_is_refused_by_every_contract() {
    let mut suite = world();
    let bad = [
        "",
        "{",
        "null",
        "[]",
        "{}",
        "7",
        r#""bond""#,
        r#"{"bond":[]}"#,
        r#"{"nothing":{}}"#,
        r#"{"sync":{},"harvest":{}}"#,
        r#"{"bond":{"min_shares":"-1"}}"#,
        r#"{"bond":{"min_shares":1}}"#,
        r#"{"bond":{"min_shares":"1.5"}}"#,
        r#"{"bond":{"max_age":-1}}"#,
        r#"{"bond":{"max_age":18446744073709551616}}"#,
        r#"{"bond":{"min_shares":"340282366920938463463374607431768211456"}}"#,
        "{\"bond\":{\"referral\":\"\u{0}\"}}",
        "\u{feff}{}",
    ];
    for to in ["hub", "token", "registry", "distributor"] {
        for json in bad {
            assert!(send(&mut suite, "alice", to, json, vec![]).is_err(), "{to}: {json}");
        }
        // Nor bytes that are no text.
        let contract = suite.actor(to);
        let bytes = Binary::from([0xff, 0xfe, 0x00].as_slice());
        assert!(suite.execute_raw("alice", &contract, bytes, vec![]).is_err());
    }
}

#[test]
fn the_word_inside_a_send_is_read_as_strictly() {
    let mut suite = world();
    for msg in
        [r#"{"queue_unbond":{"x":1}}"#, "{}", "", r#"{"instant_redeem":{}}"#, r#"{"bond":{}}"#]
    {
        let send_msg = token::ExecuteMsg::Send {
            contract: suite.hub.to_string(),
            amount: COIN.into(),
            msg: Binary::from(msg.as_bytes()),
        };
        let outcome = suite.token_call("alice", &send_msg);
        refused!(outcome, hub, HubError::Std(_));
    }
}

#[test]
fn strangers_are_no_callbacks() {
    let mut suite = world();
    let alice = suite.actor("alice");
    let word = Binary::from(br#"{"queue_unbond":{}}"#.as_slice()).to_base64();
    let receive =
        format!(r#"{{"receive":{{"sender":"{alice}","amount":"1000000","msg":"{word}"}}}}"#);
    for stranger in ["alice", "owner", "registry", "distributor"] {
        let outcome = send(&mut suite, stranger, "hub", &receive, vec![]);
        let text = refused!(outcome, hub, HubError::ForeignToken { .. });
        assert!(text.contains(suite.token.as_str()), "{text}");
    }
    let rewards = vec![coin(9, "uatom")];
    refused!(
        send(&mut suite, "registry", "hub", r#"{"add_rewards":{}}"#, rewards),
        hub,
        HubError::Unauthorized { role: "distributor", .. }
    );
    let targets = r#"{"update_targets":{"targets":[],"max_share":"1"}}"#;
    refused!(
        send(&mut suite, "distributor", "hub", targets, vec![]),
        hub,
        HubError::Unauthorized { role: "registry", .. }
    );
    for stranger in ["alice", "owner", "hub"] {
        let complete = distributor::ExecuteMsg::CompleteRaise {};
        refused!(
            suite.distributor_call(stranger, &complete),
            distributor,
            DistributorError::NotItself { .. }
        );
    }
    let mint = token::ExecuteMsg::Mint { recipient: alice.to_string(), amount: 1u128.into() };
    refused!(suite.token_call("owner", &mint), token, TokenError::NotHub { .. });
    let burn = token::ExecuteMsg::Burn { amount: 1u128.into() };
    refused!(suite.token_call("alice", &burn), token, TokenError::NotHub { .. });
}

#[test]
fn addresses_of_another_kind_are_refused_everywhere() {
    let mut suite = world();
    suite.queue_unbond("alice", COIN).unwrap();
    let good = suite.actor("bob").to_string();
    let valoper = suite.operator("val1");
    let mixed = format!("{}{}", &good[..20], good[20..].to_uppercase());
    let cut = good[..good.len() - 1].to_string();
    for bad in ["", "bob", "osmo1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqcxyw6k", &valoper, &mixed, &cut] {
        let bond = format!(r#"{{"bond":{{"receiver":"{bad}"}}}}"#);
        let funds = vec![coin(100, "uatom")];
        refused!(send(&mut suite, "alice", "hub", &bond, funds), hub, HubError::Std(_));
        for json in [
            format!(r#"{{"transfer_unbond_request":{{"batch_id":1,"recipient":"{bad}"}}}}"#),
            format!(r#"{{"withdraw_unbonded":{{"receiver":"{bad}"}}}}"#),
            format!(r#"{{"withdraw_batch":{{"batch_id":1,"owner":"{bad}"}}}}"#),
        ] {
            refused!(send(&mut suite, "alice", "hub", &json, vec![]), hub, HubError::Std(_));
        }
        let roles = format!(r#"{{"set_roles":{{"guardian":"{bad}"}}}}"#);
        refused!(send(&mut suite, "owner", "hub", &roles, vec![]), hub, HubError::Std(_));
        let transfer = format!(r#"{{"transfer":{{"recipient":"{bad}","amount":"1"}}}}"#);
        assert!(send(&mut suite, "alice", "token", &transfer, vec![]).is_err(), "{bad}");
    }
}

#[test]
fn a_validator_that_nobody_knows_is_refused() {
    let mut suite = world();
    let weights = [("val1", 100), ("nobody", 100)];
    refused!(suite.set_weights("owner", &weights), registry, RegistryError::Unknown { .. });
    refused!(suite.drain("owner", "nobody"), registry, RegistryError::Unknown { .. });
    let validator = suite.operator("nobody");
    let add = registry::ExecuteMsg::AddValidator { validator, weight: 1 };
    refused!(suite.registry_call("owner", &add), registry, RegistryError::NotOfTheChain { .. });
    let validator = suite.operator("nobody");
    let asked = suite.query::<weir_interface::hub::ValidatorResponse>(
        &suite.hub,
        &QueryMsg::Validator { validator },
    );
    assert!(asked.unwrap_err().root_cause().to_string().contains("not in the ledger"));
}

#[test]
fn a_referral_is_a_short_tag() {
    let mut suite = world();
    let (longest, too_long) = ("a".repeat(64), "a".repeat(65));
    for good in ["a", "Front-End_1.0", longest.as_str()] {
        let json = format!(r#"{{"bond":{{"referral":"{good}"}}}}"#);
        send(&mut suite, "bob", "hub", &json, vec![coin(100, "uatom")]).unwrap();
    }
    for bad in ["", "a b", "a\u{e9}", "<b>", too_long.as_str()] {
        let json = format!(r#"{{"bond":{{"referral":"{bad}"}}}}"#);
        let outcome = send(&mut suite, "bob", "hub", &json, vec![coin(100, "uatom")]);
        let text = refused!(outcome, hub, HubError::BadReferral { came } if came == bad);
        assert!(text.contains("1 to 64"), "{text}");
    }
}

#[test]
fn a_list_to_leave_out_is_short_and_names_each_once() {
    let mut suite = world();
    for verb in ["sync", "harvest", "delegate_buffer", "submit_batch", "rebalance"] {
        let four = format!(r#"{{"{verb}":{{"skip":["a","b","c","d"]}}}}"#);
        let text = refused!(
            send(&mut suite, "bob", "hub", &four, vec![]),
            hub,
            HubError::TooManySkipped { came: 4 }
        );
        assert!(text.contains('3') && text.contains('4'), "{text}");
        let twice = format!(r#"{{"{verb}":{{"skip":["a","b","a"]}}}}"#);
        let outcome = send(&mut suite, "bob", "hub", &twice, vec![]);
        refused!(outcome, hub, HubError::DuplicateValidator { validator } if validator == "a");
    }
}

#[test]
fn a_limit_is_at_least_one_and_at_most_its_maximum() {
    let mut suite = world();
    for (verb, field, most) in [
        ("withdraw_unbonded", "limit", 30u64),
        ("harvest", "limit", 128),
        ("delegate_buffer", "limit", 128),
        ("submit_batch", "max_parts", 20),
        ("reconcile", "limit", 100),
        ("rebalance", "max_moves", 10),
    ] {
        for came in [0, most + 1, u64::from(u32::MAX)] {
            let json = format!(r#"{{"{verb}":{{"{field}":{came}}}}}"#);
            let text = refused!(
                send(&mut suite, "bob", "hub", &json, vec![]),
                hub,
                HubError::BadLimit { max, came: found }
                    if (u64::from(*max), u64::from(*found)) == (most, came)
            );
            assert!(text.contains(&format!("1 to {most}, not {came}")), "{text}");
        }
        // Its maximum is no bad limit, whatever else the call is.
        let json = format!(r#"{{"{verb}":{{"{field}":{most}}}}}"#);
        if let Err(refusal) = send(&mut suite, "bob", "hub", &json, vec![]) {
            assert!(!matches!(refusal.hub(), Some(HubError::BadLimit { .. })), "{refusal}");
        }
    }
}

#[test]
fn each_scope_closes_its_verb_and_says_until_when() {
    for (scope, verb) in [
        (Scope::Bond, r#"{"bond":{}}"#),
        (Scope::TransferUnbond, r#"{"transfer_unbond_request":{"batch_id":1,"recipient":"BOB"}}"#),
        (Scope::Harvest, r#"{"harvest":{}}"#),
        (Scope::DelegateBuffer, r#"{"delegate_buffer":{}}"#),
        (Scope::SubmitBatch, r#"{"submit_batch":{}}"#),
        (Scope::Rebalance, r#"{"rebalance":{}}"#),
        (Scope::Withdraw, r#"{"withdraw_unbonded":{}}"#),
        (Scope::Withdraw, r#"{"withdraw_batch":{"batch_id":1}}"#),
        (Scope::Reconcile, r#"{"reconcile":{}}"#),
        (Scope::CancelUnbond, r#"{"cancel_unbond":{}}"#),
    ] {
        let mut suite = world();
        suite.pause("owner", &[scope], 60).unwrap();
        let until = (suite.now() + 60).to_string();
        let funds = if scope == Scope::Bond { vec![coin(100, "uatom")] } else { vec![] };
        let json = verb.replace("BOB", suite.actor("bob").as_str());
        let text = refused!(
            send(&mut suite, "alice", "hub", &json, funds),
            hub,
            HubError::Paused { scope: found, .. } if *found == scope
        );
        assert!(text.contains(&scope.to_string()) && text.contains(&until), "{text}");
    }
    for (scope, instant) in [(Scope::QueueUnbond, false), (Scope::InstantRedeem, true)] {
        let mut suite = world();
        suite.pause("owner", &[scope], 60).unwrap();
        let outcome = match instant {
            true => suite.instant_redeem("alice", COIN, 0),
            false => suite.queue_unbond("alice", COIN),
        };
        refused!(outcome, hub, HubError::Paused { scope: found, .. } if *found == scope);
    }
}

/// What is next below and above a bound, in the way it is written.
fn beside(text: &str) -> (Option<String>, Option<String>) {
    match text.parse::<u128>() {
        Ok(units) if !text.contains('.') => (
            units.checked_sub(1).map(|low| low.to_string()),
            units.checked_add(1).map(|high| high.to_string()),
        ),
        _ => {
            let (atomics, unit) = (text.parse::<Decimal>().unwrap(), Decimal::raw(1));
            (
                atomics.checked_sub(unit).ok().map(|low| low.to_string()),
                Some((atomics + unit).to_string()),
            )
        }
    }
}

/// Parameters written as numbers; the others are strings.
fn is_number(name: &str) -> bool {
    ["period", "interval", "lag", "age", "entries", "parts", "moves"]
        .iter()
        .any(|end| name.ends_with(end))
}

#[test]
fn every_parameter_may_stand_at_its_bounds_and_nowhere_beyond() {
    let config = |suite: &Suite| -> Vec<Parameter> {
        let config: ConfigResponse = suite.query(&suite.hub, &QueryMsg::Config {}).unwrap();
        config.parameters
    };
    let fractions = ["growth", "target", "fee", "outflow", "fall", "gap", "share"];
    let mut checked = 0;
    for parameter in config(&Suite::new()) {
        let Parameter { name, min, max, .. } = parameter;
        let value = |value: &str| match is_number(&name) {
            true => value.to_string(),
            false => format!("\"{value}\""),
        };
        let set = |value: String| {
            // Bounds hang together: each is tried in a world of its own.
            let mut suite = Suite::builder().without_checks().build();
            let json = format!(r#"{{"update_config":{{"parameters":{{"{name}":{value}}}}}}}"#);
            send(&mut suite, "owner", "hub", &json, vec![])
        };
        let is_fraction = fractions.iter().any(|part| name.contains(part));
        let (low, high) = match is_fraction {
            // A bound of 0 is written without a point.
            true => {
                let (low, high) =
                    (min.parse::<Decimal>().unwrap(), max.parse::<Decimal>().unwrap());
                let unit = Decimal::raw(1);
                (
                    low.checked_sub(unit).ok().map(|low| low.to_string()),
                    Some((high + unit).to_string()),
                )
            }
            false => (beside(&min).0, beside(&max).1),
        };
        for beyond in [low, high].into_iter().flatten() {
            let text = refused!(
                set(value(&beyond)),
                hub,
                HubError::ParameterOutOfBounds { value: found, .. } if *found == beyond || name == "unbonding_period"
            );
            assert!(text.contains("must be"), "{text}");
            checked += 1;
        }
        // The unbonding period bounds others, so its own bounds may not fit beside their defaults.
        if name != "unbonding_period" {
            set(value(&min)).map(drop).or_else(|refusal| other_parameter(&refusal, &name)).unwrap();
            set(value(&max)).map(drop).or_else(|refusal| other_parameter(&refusal, &name)).unwrap();
        }
    }
    assert!(checked >= 2 * 21 - 5, "{checked} bounds");
}

/// A value at its bound may only be refused because another parameter no longer fits beside it.
fn other_parameter(refusal: &Refusal, name: &str) -> Result<(), String> {
    match refusal.hub() {
        Some(HubError::ParameterOutOfBounds { name: found, .. }) if found != name => Ok(()),
        _ => Err(format!("{name}: {refusal}")),
    }
}

#[test]
fn parameters_of_the_registry_have_bounds() {
    for (field, bad) in [
        ("daily_weight_change", vec!["\"0.009999999999999999\"", "\"1.000000000000000001\""]),
        ("max_share", vec!["\"0.199999999999999999\"", "\"1.000000000000000001\""]),
        ("drain_after", vec!["3599", "1209601"]),
        ("commission_limit", vec!["\"1.000000000000000001\""]),
    ] {
        for value in bad {
            let mut suite = world();
            let json = format!(r#"{{"update_config":{{"parameters":{{"{field}":{value}}}}}}}"#);
            let outcome = send(&mut suite, "owner", "registry", &json, vec![]);
            refused!(outcome, registry, RegistryError::OutOfBounds { parameter, .. } if *parameter == field);
        }
    }
    for (field, good) in [
        ("daily_weight_change", vec!["\"0.01\"", "\"1\""]),
        ("max_share", vec!["\"0.2\"", "\"1\""]),
        ("drain_after", vec!["3600", "1209600"]),
        ("commission_limit", vec!["\"0\"", "\"1\""]),
    ] {
        for value in good {
            let mut suite = world();
            let json = format!(r#"{{"update_config":{{"parameters":{{"{field}":{value}}}}}}}"#);
            send(&mut suite, "owner", "registry", &json, vec![]).expect(&json);
        }
    }
}

#[test]
fn parameters_of_the_distributor_have_bounds() {
    for field in ["fee", "keeper_pay"] {
        let set = |value: &str| {
            let mut suite = world();
            let json = format!(r#"{{"update_config":{{"{field}":"{value}"}}}}"#);
            send(&mut suite, "owner", "distributor", &json, vec![])
        };
        set("0").unwrap();
        set("0.2").unwrap();
        let text = refused!(
            set("0.200000000000000001"),
            distributor,
            DistributorError::OutOfBounds { .. }
        );
        assert!(text.contains("0.2"), "{text}");
    }
}

#[test]
fn weights_that_overflow_are_refused() {
    let mut suite = world();
    let weights = [("val1", u64::MAX), ("val2", u64::MAX)];
    refused!(suite.set_weights("owner", &weights), registry, RegistryError::WeightTooLarge { .. });
    let twice = [("val1", 1), ("val1", 2)];
    refused!(suite.set_weights("owner", &twice), registry, RegistryError::NamedTwice { .. });
}

#[test]
fn more_than_128_validators_are_refused_at_birth() {
    let birth = |count| {
        Suite::builder().validators(count).params(|params| params.max_validators = 200).try_build()
    };
    let refusal = match birth(129) {
        Ok(_) => panic!("it was born"),
        Err(error) => Refusal::new(error),
    };
    assert!(matches!(refusal.registry(), Some(RegistryError::TooMany { .. })), "{refusal}");
    says(&refusal, &["128", "129"]);
    assert!(birth(128).is_ok());
}

/// A chain whose coin has 18 decimals.
fn fine_grained() -> Suite {
    let mut suite = Suite::builder().coin("aatom", 18).build();
    suite.keepers = false;
    suite
}

#[test]
fn asking_for_all_the_shares_there_could_be_is_too_few_shares() {
    let mut suite = fine_grained();
    suite.fund("alice", 10u128.pow(20));
    let outcome = suite.bond_with("alice", 10u128.pow(20), u128::MAX, None);
    let text =
        refused!(outcome, hub, HubError::TooFewShares { min, .. } if min.u128() == u128::MAX);
    assert!(text.contains(&u128::MAX.to_string()), "{text}");
}

#[test]
fn coins_beyond_128_bits_are_refused_and_the_largest_that_fit_are_not() {
    let mut suite = fine_grained();
    let there = suite.solvency().buffer.u128();
    let outcome = suite.bond("alice", u128::MAX - there * 100);
    // Either the bank of the chain or the hub may be at its end; neither mints anything.
    if outcome.is_ok() {
        let over = suite.bond("bob", there * 100 + 1);
        assert!(over.is_err());
    }
    let mut suite = fine_grained();
    suite.bond("alice", 1 << 120).unwrap();
    assert_eq!(suite.shares_of("alice"), 1 << 120);
    suite.queue_unbond("alice", 1 << 120).unwrap();
    suite.check_everything();
}

#[test]
fn sending_all_the_shares_there_could_be_is_more_than_one_has() {
    let mut suite = world();
    for outcome in
        [suite.queue_unbond("alice", u128::MAX), suite.instant_redeem("alice", u128::MAX, 0)]
    {
        let refusal = outcome.unwrap_err();
        assert!(refusal.token().is_some(), "{refusal}");
    }
    suite.queue_unbond("alice", COIN).unwrap();
    let text = refused!(
        suite.cancel_unbond("alice", None, Some(u128::MAX)),
        hub,
        HubError::Accounting(AccountingError::TooManyShares { asked, .. }) if asked.u128() == u128::MAX
    );
    assert!(text.contains(&COIN.to_string()) && text.contains(&u128::MAX.to_string()), "{text}");
    refused!(
        suite.transfer_unbond("alice", "bob", 1, Some(u128::MAX)),
        hub,
        HubError::Accounting(AccountingError::TooManyShares { .. })
    );
}

#[test]
fn amounts_of_nothing_are_refused() {
    let mut suite = world();
    suite.queue_unbond("alice", COIN).unwrap();
    refused!(suite.cancel_unbond("alice", None, Some(0)), hub, HubError::ZeroAmount {});
    refused!(suite.transfer_unbond("alice", "bob", 1, Some(0)), hub, HubError::ZeroAmount {});
    for outcome in [
        suite.queue_unbond("alice", 0),
        suite.instant_redeem("alice", 0, 0),
        suite.cover_loss("alice", 0),
    ] {
        refused!(outcome, hub, HubError::ZeroAmount {});
    }
}

#[test]
fn ids_that_nobody_has_are_refused_with_a_name() {
    let mut suite = world();
    for batch in [0, 2, u64::MAX] {
        let found = |refusal: &Refusal| says(refusal, &[&format!("batch {batch}")]);
        found(&suite.cancel_unbond("alice", Some(batch), None).unwrap_err());
        found(&suite.transfer_unbond("alice", "bob", batch, None).unwrap_err());
        found(&suite.withdraw_batch("alice", batch, "alice").unwrap_err());
    }
    let most = ExecuteMsg::Sync { skip: Some(vec![String::new()]) };
    suite.hub_call("alice", &most).unwrap();
}
