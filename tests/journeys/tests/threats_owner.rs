//! Threats T66 to T76: owner and guardian, lost, stolen or careless; migration; births.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeSet;
use std::path::Path;

use crate::threats_common::*;
use cosmwasm_std::{Addr, Binary, CosmosMsg, Decimal, WasmMsg};
use cw_multi_test::ContractWrapper;
use weir_contract::MigrationError;
use weir_interface::hub::{ConfigResponse, QueryMsg, Scope};
use weir_interface::registry::Weight;
use weir_interface::{distributor, registry, token};
use weir_quantities::Shares;
use weir_reward_distributor::ContractError as DistributorError;
use weir_staking_hub::ContractError as HubError;
use weir_staking_token::ContractError as TokenError;
use weir_testing::{Outcome, Suite};
use weir_validator_registry::ContractError as RegistryError;

/// The ownership message of any of the three contracts.
fn ownership(suite: &mut Suite, who: &str, contract: &str, action: &str) -> Outcome {
    raw(suite, who, contract, &format!(r#"{{"update_ownership":{action}}}"#))
}

#[test]
fn t66_without_any_owner_everybody_still_leaves() {
    let mut suite = staked(1_000);
    for contract in ["hub", "registry", "distributor"] {
        ownership(&mut suite, "owner", contract, r#""renounce_ownership""#).unwrap();
        let refusal = ownership(&mut suite, "owner", contract, r#""accept_ownership""#);
        assert!(refusal.is_err());
    }
    refused!(
        suite.configure("owner", |change| change.max_parts = Some(1)),
        hub,
        HubError::Ownership(_)
    );
    suite.keepers = true;
    suite.bond("bob", 500 * COIN).unwrap();
    suite.days_pass(5);
    suite.slash("val2", Decimal::percent(5));
    suite.jail("val2");
    suite.days_pass(10);
    suite.everyone_leaves(&["alice", "bob"]);
    for (who, bonded) in [("alice", 1_000 * COIN), ("bob", 500 * COIN)] {
        assert!(suite.coins_of(who) > bonded * 98 / 100, "{who}: {}", suite.coins_of(who));
    }
    suite.check_everything();
}

#[test]
fn t67_a_stolen_owner_key_moves_no_principal_and_mints_nothing() {
    let mut suite = staked(1_000);
    suite.days_pass(3);
    suite.crank("sync").unwrap();
    let before = suite.snapshot();
    let rate = suite.rate();
    let own = |suite: &Suite, name: &str| suite.actor(name).to_string();
    // Every message of every contract that takes coins or shares somewhere, from the owner.
    let mint = token::ExecuteMsg::Mint { recipient: own(&suite, "owner"), amount: COIN.into() };
    refused!(suite.token_call("owner", &mint), token, TokenError::NotHub { .. });
    refused!(suite.withdraw("owner"), hub, HubError::NothingPayable { .. });
    refused!(suite.crank("sweep_surplus"), hub, HubError::NoSurplus {});
    for fee in [Decimal::bps(2_001), Decimal::percent(100)] {
        let change = distributor::ExecuteMsg::UpdateConfig {
            fee: Some(fee),
            keeper_pay: None,
            receivers: None,
        };
        let outcome = suite.distributor_call("owner", &change);
        refused!(outcome, distributor, DistributorError::OutOfBounds { .. });
    }
    let staking_coin = distributor::ExecuteMsg::SetRoute {
        denom: "uatom".into(),
        route: Some(distributor::Route::To { receiver: own(&suite, "owner") }),
    };
    let outcome = suite.distributor_call("owner", &staking_coin);
    refused!(outcome, distributor, DistributorError::StakingCoin { .. });
    // What can raise what users pay is announced for seven days, and counts only then.
    suite
        .configure("owner", |change| {
            change.instant_fee_min = Some(Decimal::percent(5));
            change.instant_fee_max = Some(Decimal::percent(10));
            change.buffer_target = Some(Decimal::percent(10));
        })
        .unwrap();
    let fee = distributor::ExecuteMsg::UpdateConfig {
        fee: Some(Decimal::percent(20)),
        keeper_pay: None,
        receivers: None,
    };
    suite.distributor_call("owner", &fee).unwrap();
    let value = |suite: &Suite, name: &str| {
        let config: ConfigResponse = suite.query(&suite.hub, &QueryMsg::Config {}).unwrap();
        config.parameters.into_iter().find(|row| row.name == name).unwrap()
    };
    let min = value(&suite, "instant_fee_min");
    assert_eq!((min.value.as_str(), min.pending.unwrap().value.as_str()), ("0.001", "0.05"));
    refused!(suite.crank("activate_raises"), hub, HubError::NoticeNotOver { .. });
    until(&mut suite, before.now.u64() + 7 * DAY - 1);
    refused!(suite.crank("activate_raises"), hub, HubError::NoticeNotOver { .. });
    let activate = distributor::ExecuteMsg::ActivateRaise { skip: None };
    let outcome = suite.distributor_call("owner", &activate);
    refused!(outcome, distributor, DistributorError::RaiseTooEarly { .. });
    refused!(suite.pause("owner", &[Scope::Harvest], 60), hub, HubError::RaisePending {});
    assert_eq!(suite.snapshot().books, before.books);
    assert_eq!(suite.rate(), rate);
    assert_eq!(suite.coins_of("owner"), 0);
    // And after all of it comes into force, holders still have all their principal.
    suite.days_pass(1);
    suite.crank("activate_raises").unwrap();
    suite.keepers = true;
    suite.everyone_leaves(&["alice"]);
    assert!(suite.coins_of("alice") >= 1_000 * COIN - 1, "{}", suite.coins_of("alice"));
    assert_eq!(suite.coins_of("owner"), 0);
}

#[test]
fn t67_the_owner_cannot_replace_code_and_health_shows_who_can() {
    let mut suite = Suite::new();
    let owner = suite.actor("owner");
    for contract in ["hub", "token", "registry", "distributor"] {
        let contract = suite.actor(contract);
        let msg = serde_json::json!({});
        assert!(suite.chain.migrate(&owner, &contract, &msg, 1).is_err());
    }
    let health: weir_interface::hub::HealthResponse =
        suite.query(&suite.hub, &QueryMsg::Health {}).unwrap();
    let admin = Some(suite.actor("admin"));
    assert_eq!((&health.admin, &health.token_admin), (&admin, &admin));
    assert_eq!((&health.registry_admin, &health.distributor_admin), (&admin, &admin));
    assert_eq!(health.owner, Some(owner));
}

#[test]
fn t68_a_guardian_cannot_pause_for_ever_nor_claims_at_all() {
    let mut suite = staked(1_000);
    for scope in [Scope::Withdraw, Scope::Reconcile, Scope::CancelUnbond] {
        refused!(suite.pause("guardian", &[scope], 60), hub, HubError::OwnerScope { .. });
        refused!(
            suite.pause("guardian", &[Scope::Bond, scope], 60),
            hub,
            HubError::OwnerScope { .. }
        );
    }
    let all = [Scope::Bond, Scope::QueueUnbond, Scope::SubmitBatch];
    for seconds in [0, 72 * HOUR + 1, u64::MAX] {
        refused!(suite.pause("guardian", &all, seconds), hub, HubError::PauseTooLong { .. });
    }
    refused!(suite.pause("mallory", &all, 60), hub, HubError::Unauthorized { .. });
    refused!(suite.resume("guardian", &all), hub, HubError::Ownership(_));
    let mut closed = 0;
    let begun = suite.now();
    suite.days_pass(0);
    // For sixty days the guardian pauses whenever he may.
    while suite.now() < begun + 60 * DAY {
        if suite.pause("guardian", &all, 72 * HOUR).is_ok() {
            refused!(suite.queue_unbond("alice", COIN), hub, HubError::Paused { .. });
        }
        if suite.queue_unbond("alice", COIN).is_err() {
            closed += 1;
        }
        suite.hours_pass(6);
    }
    // Half of the time at most: a cool-down as long as the pause follows each.
    assert!(closed <= 60 * 4 / 2 + 12, "{closed} of {} rounds closed", 60 * 4);
    assert!(closed > 0);
}

#[test]
fn t68_the_owner_pauses_exits_at_most_seven_days_in_thirty() {
    let mut suite = staked(100);
    let exits = [
        Scope::Withdraw,
        Scope::Reconcile,
        Scope::CancelUnbond,
        Scope::QueueUnbond,
        Scope::SubmitBatch,
    ];
    for scope in exits {
        refused!(suite.pause("owner", &[scope], 7 * DAY + 1), hub, HubError::PauseTooLong { .. });
    }
    suite.pause("owner", &exits, 7 * DAY).unwrap();
    refused!(suite.withdraw("alice"), hub, HubError::Paused { .. });
    refused!(suite.cancel_unbond("alice", None, None), hub, HubError::Paused { .. });
    suite.days_pass(7);
    suite.queue_unbond("alice", COIN).unwrap();
    suite.cancel_unbond("alice", None, None).unwrap();
    for _ in 0..22 {
        refused!(suite.pause("owner", &exits, 1), hub, HubError::PauseBudget { left: 0, .. });
        suite.days_pass(1);
    }
    suite.days_pass(8);
    suite.pause("owner", &exits, 60).unwrap();
}

#[test]
fn t69_ownership_moves_in_two_steps_and_only_to_who_was_named() {
    let mut suite = Suite::new();
    for contract in ["hub", "registry", "distributor"] {
        let transfer = |suite: &Suite, to: &str| {
            let to = suite.actor(to);
            format!(r#"{{"transfer_ownership":{{"new_owner":"{to}","expiry":null}}}}"#)
        };
        let owner_of = |suite: &Suite| -> (Option<String>, Option<String>) {
            let contract = suite.actor(contract);
            let asked: serde_json::Value =
                suite.query(&contract, &serde_json::json!({"ownership": {}})).unwrap();
            let text = |key: &str| asked[key].as_str().map(str::to_string);
            (text("owner"), text("pending_owner"))
        };
        let (old, new) = (suite.actor("owner").to_string(), suite.actor("dao").to_string());
        let to_dao = transfer(&suite, "dao");
        let to_mallory = transfer(&suite, "mallory");
        for stranger in ["mallory", "dao", "guardian"] {
            assert!(ownership(&mut suite, stranger, contract, &to_mallory).is_err());
            assert!(ownership(&mut suite, stranger, contract, r#""accept_ownership""#).is_err());
            assert!(ownership(&mut suite, stranger, contract, r#""renounce_ownership""#).is_err());
        }
        ownership(&mut suite, "owner", contract, &to_mallory).unwrap();
        // Proposed anew: the first proposal is void.
        ownership(&mut suite, "owner", contract, &to_dao).unwrap();
        assert!(ownership(&mut suite, "mallory", contract, r#""accept_ownership""#).is_err());
        assert!(ownership(&mut suite, "owner", contract, r#""accept_ownership""#).is_err());
        assert_eq!(owner_of(&suite), (Some(old), Some(new.clone())));
        ownership(&mut suite, "dao", contract, r#""accept_ownership""#).unwrap();
        assert_eq!(owner_of(&suite), (Some(new), None));
        assert!(ownership(&mut suite, "owner", contract, &to_mallory).is_err());
        assert!(ownership(&mut suite, "dao", contract, r#""accept_ownership""#).is_err());
        // Named to oneself is a step like any other and leaves the owner as he is.
        ownership(&mut suite, "dao", contract, &to_dao).unwrap();
        ownership(&mut suite, "dao", contract, r#""accept_ownership""#).unwrap();
        let back = transfer(&suite, "owner");
        ownership(&mut suite, "dao", contract, &back).unwrap();
        ownership(&mut suite, "owner", contract, r#""accept_ownership""#).unwrap();
    }
}

#[test]
fn t70_every_parameter_outside_its_bounds_is_refused_by_name() {
    let mut suite = Suite::new();
    let config: ConfigResponse = suite.query(&suite.hub, &QueryMsg::Config {}).unwrap();
    assert!(config.parameters.len() >= 21, "{} parameters", config.parameters.len());
    let amounts = ["min_unbond", "min_part", "rebalance_min_move", "backing_cap"];
    let mut tried = 0;
    for row in config.parameters {
        let mut beyond: Vec<String> = vec![];
        let shares = row.max.contains('.') || row.min.contains('.') || row.name.ends_with("_fall");
        let shares =
            shares || ["buffer_target", "instant_outflow", "breaker_fall"].contains(&&*row.name);
        if shares {
            let max: Decimal = row.max.parse().unwrap();
            let min: Decimal = row.min.parse().unwrap();
            beyond.push((max + Decimal::raw(1)).to_string());
            if !min.is_zero() {
                beyond.push((min - Decimal::raw(1)).to_string());
            }
        } else {
            let (min, max): (u128, u128) = (row.min.parse().unwrap(), row.max.parse().unwrap());
            beyond.extend(max.checked_add(1).map(|over| over.to_string()));
            beyond.extend(min.checked_sub(1).map(|under| under.to_string()));
        }
        for value in beyond {
            let quoted = shares || amounts.contains(&row.name.as_str());
            let value = if quoted { format!("\"{value}\"") } else { value };
            let msg = format!(r#"{{"update_config":{{"parameters":{{"{}":{value}}}}}}}"#, row.name);
            let outcome = raw(&mut suite, "owner", "hub", &msg);
            refused!(outcome, hub, HubError::ParameterOutOfBounds { .. });
            tried += 1;
        }
    }
    assert!(tried >= 35, "{tried} values were tried");
    // Two parameters that do not fit together.
    refused!(
        suite.configure("owner", |change| {
            change.instant_fee_min = Some(Decimal::percent(2));
            change.instant_fee_max = Some(Decimal::percent(1));
        }),
        hub,
        HubError::ParameterOutOfBounds { .. }
    );
    refused!(
        suite.configure("owner", |change| change.submit_lag = Some(19 * HOUR)),
        hub,
        HubError::ParameterOutOfBounds { .. }
    );
    refused!(suite.configure("owner", |_| {}), hub, HubError::NothingChanged {});
    for (json, name) in [
        (r#"{"max_share":"0.1"}"#, "max_share"),
        (r#"{"max_share":"1.1"}"#, "max_share"),
        (r#"{"drain_after":1}"#, "drain_after"),
        (r#"{"drain_after":1209601}"#, "drain_after"),
        (r#"{"commission_limit":"1.01"}"#, "commission_limit"),
        (r#"{"daily_weight_change":"0.001"}"#, "daily_weight_change"),
        (r#"{"daily_weight_change":"1.1"}"#, "daily_weight_change"),
    ] {
        let msg = format!(r#"{{"update_config":{{"parameters":{json}}}}}"#);
        let outcome = raw(&mut suite, "owner", "registry", &msg);
        refused!(outcome, registry, RegistryError::OutOfBounds { parameter, .. } if *parameter == name);
    }
}

#[test]
fn t70_the_contracts_agree_on_each_other_and_on_the_coin() {
    let suite = Suite::new();
    let hub: ConfigResponse = suite.query(&suite.hub, &QueryMsg::Config {}).unwrap();
    let registry: registry::ConfigResponse =
        suite.query(&suite.registry, &registry::QueryMsg::Config {}).unwrap();
    let distributor: distributor::ConfigResponse =
        suite.query(&suite.distributor, &distributor::QueryMsg::Config {}).unwrap();
    let minter: cw20::MinterResponse =
        suite.query(&suite.token, &token::QueryMsg::Minter {}).unwrap();
    assert_eq!([&registry.hub, &distributor.hub, &minter.minter], [suite.hub.as_str(); 3]);
    assert_eq!(distributor.denom, hub.denom);
    assert_eq!(suite.chain.withdraw_address(&suite.hub), suite.distributor);
    // A chain that stakes another coin: no birth.
    let other = Suite::builder().params(|params| params.bond_denom = "uother".into()).try_build();
    let refusal = weir_testing::Refusal::new(other.err().unwrap());
    assert!(matches!(refusal.hub(), Some(HubError::WrongBondDenom { .. })), "{refusal}");
}

#[test]
fn t71_weights_of_nothing_of_strangers_or_of_too_many_are_refused() {
    let mut suite = stake(Suite::builder().gauge("gauge").build(), 100);
    let all: Vec<(&str, u64)> =
        [("val1", 0), ("val2", 0), ("val3", 0), ("val4", 0), ("val5", 0)].into();
    let before = suite.snapshot();
    for who in ["owner", "gauge"] {
        refused!(suite.set_weights(who, &all), registry, RegistryError::ZeroTotal);
        refused!(suite.set_weights(who, &[("nobody", 1)]), registry, RegistryError::Unknown { .. });
        refused!(
            suite.set_weights(who, &[("val1", u64::MAX)]),
            registry,
            RegistryError::WeightTooLarge { .. }
        );
        refused!(
            suite.set_weights(who, &[("val1", 400)]),
            registry,
            RegistryError::AboveMaxShare { .. }
        );
        let many: Vec<Weight> = (0..129)
            .map(|index| Weight { validator: suite.operator(&format!("v{index}")), weight: 1 })
            .collect();
        let outcome = suite.registry_call(who, &registry::ExecuteMsg::SetWeights { weights: many });
        refused!(outcome, registry, RegistryError::TooMany { .. });
    }
    refused!(
        suite.set_weights("mallory", &[("val1", 1)]),
        registry,
        RegistryError::NeitherOwnerNorGauge { .. }
    );
    assert_eq!(suite.snapshot(), before);
}

#[test]
fn t71_with_nobody_active_coins_wait_in_the_buffer() {
    let mut suite = staked(1_000);
    for index in 1..=5 {
        suite.jail(&format!("val{index}"));
    }
    suite.next_block();
    suite.refresh().unwrap();
    suite.seconds_pass(601);
    suite.refresh().unwrap();
    suite.crank("sync").unwrap();
    suite.bond("bob", 100 * COIN).unwrap();
    refused!(suite.crank("delegate_buffer"), hub, HubError::NoValidatorOpen {});
    assert!(suite.solvency().buffer.u128() >= 100 * COIN);
    // They can be redeemed all the same.
    suite.queue_unbond("bob", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    assert_eq!(suite.batch(1).unplaced, Shares::ZERO);
}

#[test]
fn t72_the_last_validator_and_one_that_receives_a_move_stay() {
    let mut suite = Suite::builder()
        .validators(3)
        .registry(|change| {
            change.daily_weight_change = Some(Decimal::one());
            change.max_share = Some(Decimal::one());
        })
        .hub(|change| change.rebalance_daily_share = Some(Decimal::percent(20)))
        .build();
    suite = stake(suite, 3_000);
    let remove = |suite: &mut Suite, name: &str| {
        let validator = suite.operator(name);
        suite.registry_call("mallory", &registry::ExecuteMsg::RemoveValidator { validator })
    };
    refused!(remove(&mut suite, "val1"), registry, RegistryError::NotDraining { .. });
    suite.set_weights("owner", &[("val1", 10), ("val2", 60), ("val3", 30)]).unwrap();
    suite.crank("rebalance").unwrap();
    let moved = suite.chain.redelegations(&suite.hub).unwrap();
    let destination = moved[0].destination.clone();
    suite.drain("owner", &destination).unwrap();
    refused!(remove(&mut suite, &destination), registry, RegistryError::StillHolds { .. });
    // Emptied by redemptions, it is still locked by the move into it.
    suite.queue_unbond("alice", 3_000 * COIN).unwrap();
    submit(&mut suite).unwrap();
    for _ in 0..3 {
        suite.hours_pass(2);
        let _ = suite.crank("submit_batch");
    }
    if suite.row(&destination).assets.u128() <= 10 {
        let refusal = remove(&mut suite, &destination).expect_err("it was removed");
        assert!(
            matches!(
                refusal.registry(),
                Some(RegistryError::StillUnbonding { .. } | RegistryError::StillLocked { .. })
            ),
            "{refusal}"
        );
    }
    // Drains count as changes of weights, of which those of today are used up.
    suite.days_pass(1);
    for name in ["val1", "val2", "val3"] {
        let _ = suite.drain("owner", name);
    }
    let rows = ["val1", "val2", "val3"].map(|name| suite.row(name).standing);
    let active = rows.iter().filter(|row| **row == registry::Standing::Active).count();
    assert_eq!(active, 1, "the last active one cannot be drained by the owner: {rows:?}");
    let last = ["val1", "val2", "val3"]
        .into_iter()
        .find(|name| suite.row(name).standing == registry::Standing::Active)
        .unwrap();
    refused!(suite.drain("owner", last), registry, RegistryError::LastActive { .. });
    refused!(suite.drain("mallory", last), registry, RegistryError::NoReasonToDrain { .. });
}

/// The contracts with their codes and the names in their cw2 records.
const RELEASED: [(&str, u64, &str); 4] = [
    ("hub", 1, "crates.io:weir-staking-hub"),
    ("token", 2, "crates.io:weir-staking-token"),
    ("registry", 3, "crates.io:weir-validator-registry"),
    ("distributor", 4, "crates.io:weir-reward-distributor"),
];

/// Writes another name or version into a contract's cw2 record, as an older release left it.
fn pretend(suite: &mut Suite, contract: &Addr, name: &str, version: &str) {
    let record = format!(r#"{{"contract":"{name}","version":"{version}"}}"#);
    let mut storage = suite.chain.app_mut().contract_storage_mut(contract);
    storage.set(b"contract_info", record.as_bytes());
}

/// What the migration of each contract reads and writes, in a world of so many holders, each with a
/// request in every one of so many batches.
fn migrations(users: usize, batches: usize) -> Vec<(u64, u64, u64, u64)> {
    let mut suite = staked(1_000);
    let names: Vec<String> = (0..users).map(|user| format!("holder{user}")).collect();
    for name in &names {
        suite.bond(name, 100 * COIN).unwrap();
    }
    for _ in 0..batches {
        for name in &names {
            suite.queue_unbond(name, COIN).unwrap();
        }
        suite.halt(4 * DAY);
        submit(&mut suite).unwrap();
    }
    let admin = suite.actor("admin");
    let migrated = RELEASED.map(|(actor, new_code_id, name)| {
        let contract = suite.actor(actor);
        pretend(&mut suite, &contract, name, "0.0.1");
        let (contract_addr, msg) = (contract.to_string(), Binary::from(b"{}"));
        let migrate = WasmMsg::Migrate { contract_addr, new_code_id, msg };
        let (came, cost) = suite.chain.execute_metered(&admin, migrate);
        came.unwrap();
        (cost.rows_read, cost.rows_written, cost.bytes_read, cost.bytes_written)
    });
    migrated.to_vec()
}

#[test]
fn t74_a_migration_touches_as_much_whatever_there_is() {
    let (small, large) = (migrations(1, 1), migrations(60, 3));
    assert_eq!(small, large);
    assert!(small.iter().all(|(_, written, ..)| *written == 1), "the version: {small:?}");
}

#[test]
fn t73_a_migration_from_elsewhere_or_not_forward_is_refused() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    let admin = suite.actor("admin");
    for (actor, code, name) in RELEASED {
        let contract = suite.actor(actor);
        let migrate = |suite: &mut Suite, code: u64| {
            suite
                .chain
                .migrate(&admin, &contract, &serde_json::json!({}), code)
                .map_err(weir_testing::Refusal::new)
        };
        // The same version; a newer one is stored; another contract's code; a foreign record.
        assert!(migrate(&mut suite, code).is_err(), "{actor}: same version");
        pretend(&mut suite, &contract, name, "99.0.0");
        assert!(migrate(&mut suite, code).is_err(), "{actor}: backwards");
        pretend(&mut suite, &contract, name, "0.0.1");
        assert!(migrate(&mut suite, code % 4 + 1).is_err(), "{actor}: another contract's code");
        pretend(&mut suite, &contract, "crates.io:cw20-base", "0.0.1");
        assert!(migrate(&mut suite, code).is_err(), "{actor}: from a foreign contract");
        pretend(&mut suite, &contract, name, "not a version");
        assert!(migrate(&mut suite, code).is_err(), "{actor}: no version");
        // Two versions back, in the middle of a batch.
        pretend(&mut suite, &contract, name, "0.0.1");
        migrate(&mut suite, code).unwrap();
    }
    refused!(
        suite
            .chain
            .migrate(&admin, &suite.hub.clone(), &serde_json::json!({}), 1)
            .map_err(weir_testing::Refusal::new),
        hub,
        HubError::Migration(MigrationError::NotNewer { .. })
    );
    suite.look("migrate");
    suite.check_everything();
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 100 * COIN);
}

#[test]
fn t75_nobody_creates_a_part_of_somebody_elses_suite() {
    let mut suite = Suite::new();
    let mallory = suite.actor("mallory");
    let hub = suite.hub.to_string();
    let create = |code_id: u64, json: String| -> CosmosMsg {
        WasmMsg::Instantiate2 {
            admin: None,
            code_id,
            label: "front-run".into(),
            msg: Binary::from(json.into_bytes()),
            funds: vec![],
            salt: Binary::from(b"registry"),
        }
        .into()
    };
    let val = suite.operator("val1");
    let registry = format!(
        r#"{{"owner":"{mallory}","gauge":null,"hub":"{hub}","validators":[{{"validator":"{val}","weight":1}}],"unbonding_period":1814400,"parameters":null}}"#
    );
    let distributor = format!(
        r#"{{"owner":"{mallory}","hub":"{hub}","denom":"uatom","fee":null,"keeper_pay":null,"receivers":[{{"address":"{mallory}","weight":1,"label":"me"}}]}}"#
    );
    let act = |suite: &mut Suite, msg| suite.act("mallory", "front_run", msg);
    refused!(act(&mut suite, create(3, registry)), registry, RegistryError::NotHub { .. });
    refused!(act(&mut suite, create(4, distributor)), distributor, DistributorError::NotHub { .. });
    // A token of her own has her as its hub, and no hub knows it.
    let token = r#"{"name":"Weir staked ATOM","symbol":"wATOM","decimals":6,"dead_shares":"1","marketing":null}"#;
    act(&mut suite, create(2, token.to_string())).unwrap();
    let config: ConfigResponse = suite.query(&suite.hub, &QueryMsg::Config {}).unwrap();
    assert_eq!(config.stake_token, suite.token.as_str());
    // A birth whose registry does not come into being leaves nothing at all.
    let unborn = Suite::builder().validators(1).weights(&[("no_such_validator", 1)]).try_build();
    assert!(unborn.is_err());
}

#[test]
fn t75_a_birth_with_other_code_in_the_place_of_a_part_fails_as_a_whole() {
    // A registry that does not answer what the hub reads back.
    let mut chain = embedded_chain::EmbeddedChain::builder()
        .denom("uatom")
        .validator("val1", 1_000_000 * COIN)
        .build()
        .unwrap();
    use weir_staking_hub::contract::{execute, instantiate, query, reply};
    let hub = chain
        .store_code(Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply)));
    let token = chain.store_code(Box::new(ContractWrapper::new(
        weir_staking_token::execute,
        weir_staking_token::instantiate,
        weir_staking_token::query,
    )));
    let deployer = chain.account("deployer");
    chain.mint(&deployer, vec![cosmwasm_std::coin(10 * COIN, "uatom")]).unwrap();
    let builder = Suite::builder().validators(1);
    let msg = builder.message(&chain, [hub, token, token, token]);
    let funds = [cosmwasm_std::coin(10 * COIN, "uatom")];
    assert!(chain.instantiate(hub, &deployer, &msg, &funds, "hub", None).is_err());
    assert_eq!(chain.balance(&deployer, "uatom").u128(), 10 * COIN, "the deposit came back");
}

/// Tests of incidents, by name. A fixed bug keeps a test; a line goes only with a reason in the
/// history of this list.
const INCIDENTS: &[&str] = &[
    "incident_pstake_2022_a_donation_lifts_no_price_in_its_block",
    "incident_stride_2026_redemptions_go_on_past_a_refusing_validator_and_a_gap_that_never_fills",
    "incident_gravity_2021_a_reward_withdrawal_that_fails_stops_neither_harvest_nor_bond_nor_exit",
    "incident_eris_2024_an_unlock_in_its_own_block_writes_nothing_off",
    "incident_terra_2024_no_named_incident_or_story_is_lost_in_a_merge",
    "t01_the_first_depositor_who_donates_loses_his_gift",
    "t03_coins_sent_to_the_hub_do_not_lift_the_rate",
    "t18_around_the_maturity_block_nothing_is_lost",
    "t20_a_batch_worth_one_unit_blocks_nobody",
    "t73_a_migration_from_elsewhere_or_not_forward_is_refused",
    "t76_every_incident_keeps_its_test",
    "t84_one_validator_whose_rewards_cannot_be_withdrawn_stops_no_harvest",
    "t103_late_coins_reach_their_batch_and_not_those_who_stayed",
];

#[test]
fn t76_every_incident_keeps_its_test() {
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")];
    let mut names = BTreeSet::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        if path.extension().is_none_or(|ext| ext != "rs") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        let mut is_test = false;
        for line in text.lines().map(str::trim) {
            if line == "#[test]" {
                is_test = true;
            } else if let (true, Some(rest)) = (is_test, line.strip_prefix("fn ")) {
                names.insert(rest.split('(').next().unwrap_or_default().to_string());
                is_test = false;
            }
        }
    }
    let missing: Vec<_> = INCIDENTS.iter().filter(|name| !names.contains(**name)).collect();
    assert!(missing.is_empty(), "tests of incidents are gone: {missing:?}");
    // So many when this was written; the list only grows.
    assert!(INCIDENTS.len() >= 13);
}
