//! What an auditor of authority and bad input tried: owner, guardian, gauge, keepers, a lying
//! registry, hostile adapters, malformed input.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::threats_common::*;
use cosmwasm_std::testing::{mock_env, MockApi, MockStorage};
use cosmwasm_std::{
    coin, from_json, to_json_binary, Decimal, OwnedDeps, Querier, QuerierResult, QueryRequest,
    StakingQuery, Storage, SystemResult, Validator, ValidatorResponse,
};
use serde_json::{json, Value};
use weir_interface::hub::{ExecuteMsg, QueryMsg, Scope, SimulateResponse, Simulation};
use weir_interface::registry::{Standing, Target};
use weir_interface::{distributor, registry, PeerField};
use weir_quantities::Shares;
use weir_reward_distributor::ContractError as DistributorError;
use weir_staking_hub::ContractError as HubError;
use weir_testing::Suite;
use weir_validator_registry::ContractError as RegistryError;

/// Five validators; alice has staked; keepers rest.
fn world() -> Suite {
    staked(1_000_000)
}

fn raise_fee(suite: &mut Suite, percent: u64) {
    try_raise_fee(suite, percent).unwrap();
}

fn try_raise_fee(suite: &mut Suite, percent: u64) -> weir_testing::Outcome {
    let msg = distributor::ExecuteMsg::UpdateConfig {
        fee: Some(Decimal::percent(percent)),
        keeper_pay: None,
        receivers: None,
    };
    suite.distributor_call("owner", &msg)
}

fn activate(suite: &mut Suite, skip: Option<Vec<String>>) -> weir_testing::Outcome {
    suite.distributor_call("owner", &distributor::ExecuteMsg::ActivateRaise { skip })
}

fn totals(suite: &Suite) -> (u128, u128) {
    let books: distributor::BooksResponse =
        suite.query(&suite.distributor, &distributor::QueryMsg::Books {}).unwrap();
    (books.passed.u128(), books.fees.u128())
}

#[test]
fn t146_harvest_is_not_closed_while_a_raise_of_the_fee_is_announced() {
    let mut suite = world();
    // Paused first, announced then: refused, as pausing after it is.
    suite.pause("owner", &[Scope::Harvest], 30 * DAY).unwrap();
    refused!(try_raise_fee(&mut suite, 20), distributor, DistributorError::HarvestPaused);
    suite.resume("owner", &[Scope::Harvest]).unwrap();
    raise_fee(&mut suite, 20);
    refused!(suite.pause("owner", &[Scope::Harvest], DAY), hub, HubError::RaisePending {});
    let harvest = suite.crank("harvest");
    assert!(harvest.is_ok(), "{}", harvest.unwrap_err());
}

#[test]
fn what_was_earned_before_a_raise_is_split_at_the_old_fee_whoever_activates_it() {
    let mut suite = stake(Suite::builder().validators(3).build(), 1_000_000);
    raise_fee(&mut suite, 20);
    suite.days_pass(8);
    let skip = suite.operators(&["val1", "val2", "val3"]);
    assert!(activate(&mut suite, Some(skip)).is_err(), "a validator was left out");
    let before = totals(&suite);
    activate(&mut suite, None).unwrap();
    let after = totals(&suite);
    let (passed, fees) = (after.0 - before.0, after.1 - before.1);
    // Everything here was earned at 10 %.
    assert!(fees * 100 <= (passed + fees) * 11, "fee {fees} of {}", passed + fees);
}

#[test]
fn thirty_days_of_rewards_do_not_fall_under_a_fee_raised_after_them() {
    let mut suite = stake(Suite::builder().validators(3).build(), 1_000_000);
    // The rewards of a pause, and nobody harvests before the raise either.
    suite.pause("owner", &[Scope::Harvest], 22 * DAY).unwrap();
    suite.days_pass(22);
    raise_fee(&mut suite, 20);
    suite.days_pass(8);
    let skip = suite.operators(&["val1", "val2", "val3"]);
    assert!(activate(&mut suite, Some(skip)).is_err(), "a validator was left out");
    let before = totals(&suite);
    activate(&mut suite, None).unwrap();
    let after = totals(&suite);
    let (passed, fees) = (after.0 - before.0, after.1 - before.1);
    assert!(fees * 100 <= (passed + fees) * 11, "fee {fees} of {}", passed + fees);
}

#[test]
fn keepers_who_follow_the_list_of_cranks_harvest_everybody_whatever_a_stranger_harvests() {
    let mut suite = world();
    let skip = suite.operators(&["val1", "val2", "val3"]);
    let partly = ExecuteMsg::Harvest {
        limit: None,
        skip: Some(skip),
        validators: PeerField::default(),
        withdrawals: PeerField::default(),
        stages: PeerField::default(),
    };
    suite.crank("harvest").unwrap();
    let mut due = 0;
    for _ in 0..30 {
        suite.hours_pass(23);
        due += u32::from(suite.cranks().iter().any(|crank| crank.name == "harvest" && crank.ready));
        suite.hub_call("mallory", &partly).unwrap();
    }
    let waiting = |name: &str| {
        let rewards = suite.chain.rewards(&suite.hub, &suite.operator(name)).unwrap();
        rewards.iter().map(|(_, amount)| amount.truncate_int().u128()).sum::<u128>()
    };
    let (left, taken) = (waiting("val1"), waiting("val5"));
    let paid = suite.coins_of("mallory");
    assert!(
        due > 0,
        "never due in 29 days; val1 holds {left}, val5 {taken}; the stranger was paid {paid}"
    );
}

#[test]
fn t144_a_stranger_who_refreshes_only_while_a_rival_is_down_does_not_ruin_its_record() {
    let mut suite = Suite::builder().validators(5).build();
    suite.keepers = false;
    for _ in 0..10 {
        // Keepers refresh every six hours; val5 is down for one hour in between.
        for round in 0..4 {
            suite.refresh().unwrap();
            suite.hours_pass(2);
            if round == 1 {
                suite.jail("val5");
                for _ in 0..6 {
                    suite.seconds_pass(600);
                    suite.registry_call("mallory", &registry::ExecuteMsg::Refresh {}).unwrap();
                }
                assert!(suite.unjail("val5"));
                suite.hours_pass(3);
            } else {
                suite.hours_pass(4);
            }
        }
    }
    let validator = suite.operator("val5");
    let record: registry::ValidatorRecord =
        suite.query(&suite.registry, &registry::QueryMsg::Validator { validator }).unwrap();
    // It was up for 23 of 24 hours.
    assert!(
        record.seen * 100 >= record.watched * 90,
        "seen {} of {}, score {}",
        record.seen,
        record.watched,
        record.score
    );
}

#[test]
fn t150_a_stolen_owner_key_shows_itself_a_week_before_it_moves_more_than_a_quarter_a_day() {
    let mut suite = stake(Suite::builder().validators(6).build(), 100_000);
    suite.next_block();
    let one = Some(Decimal::one());
    // Every bound of moved stake as loose as it can be, and everybody's commission above the limit.
    let parameters = registry::ParameterChanges {
        daily_weight_change: one,
        max_share: one,
        drain_after: Some(HOUR),
        commission_limit: Some(Decimal::zero()),
        ..Default::default()
    };
    let loosen = registry::ExecuteMsg::UpdateConfig { parameters };
    suite.registry_call("owner", &loosen).unwrap();
    suite.configure("owner", |p| p.rebalance_daily_share = Some(Decimal::percent(20))).unwrap();
    let begun = suite.now();
    let everything = [("val1", 0), ("val2", 0), ("val3", 0), ("val4", 0), ("val5", 0), ("val6", 1)];
    while suite.now() < begun + 6 * DAY {
        let refusal = suite.set_weights("owner", &everything).unwrap_err();
        assert!(
            matches!(
                refusal.registry(),
                Some(RegistryError::AboveMaxShare { .. } | RegistryError::ChangeTooLarge { .. })
            ),
            "{refusal}"
        );
        suite.drain("mallory", "val1").unwrap_err();
        suite.hours_pass(6);
        suite.refresh().unwrap();
        suite.crank("sync").unwrap();
        let _ = suite.crank("rebalance");
    }
    let (held, all) = (suite.staked_with("val6"), suite.solvency().backing.u128());
    assert!(held * 100 <= all * 20, "val6 holds {held} of {all}");
    // What is seen coming can be taken back by whoever has the key again.
    let parameters = registry::ParameterChanges {
        daily_weight_change: Some(Decimal::percent(25)),
        max_share: Some(Decimal::percent(20)),
        drain_after: Some(3 * DAY),
        commission_limit: Some(Decimal::percent(20)),
        ..Default::default()
    };
    let back = registry::ExecuteMsg::UpdateConfig { parameters };
    suite.registry_call("owner", &back).unwrap();
    suite.days_pass(2);
    suite.refresh().unwrap();
    suite.set_weights("owner", &everything).unwrap_err();
}

#[test]
fn t141_a_shorter_unbonding_period_of_the_owner_moves_no_stake_out_of_an_absent_validator() {
    let mut suite = world();
    suite.configure("owner", |change| change.unbonding_period = Some(60)).unwrap();
    suite.jail("val1");
    suite.refresh().unwrap();
    suite.seconds_pass(700);
    suite.refresh().unwrap();
    suite.drain("owner", "val1").unwrap();
    let before = suite.staked_with("val1");
    let moved = suite.crank("rebalance");
    let after = suite.staked_with("val1");
    assert!(moved.is_err(), "moved {} out of a validator absent for 12 minutes", before - after);
}

#[test]
fn t140_the_owner_cannot_put_all_stake_with_one_validator_in_a_day_by_draining_the_others() {
    let mut suite = stake(Suite::builder().validators(6).build(), 100_000);
    suite.next_block();
    let mut drained = 0;
    for name in ["val1", "val2", "val3", "val4", "val5"] {
        match suite.drain("owner", name) {
            Ok(_) => drained += 1,
            Err(refusal) => assert!(
                matches!(refusal.registry(), Some(RegistryError::ChangeTooLarge { .. })),
                "{refusal}"
            ),
        }
    }
    // A sixth of the stake; a fifth of the rest would be more than a quarter in a day.
    assert_eq!(drained, 1);
    suite.bond("bob", 100_000 * COIN).unwrap();
    while suite.crank("delegate_buffer").is_ok() {
        suite.next_block();
    }
    let (held, all) = (suite.staked_with("val6"), suite.solvency().backing.u128());
    assert!(held * 100 <= all * 45, "val6 holds {held} of {all}, max_share is 20 %");
}

mod adapter {
    use cosmwasm_std::{
        Binary, Deps, DepsMut, Empty, Env, MessageInfo, Response, StdResult, WasmMsg,
    };
    use serde_json::Value;

    /// Keeps what it was sent, and calls the hub's crank.
    pub fn execute(
        deps: DepsMut<'_>,
        _: Env,
        _: MessageInfo,
        _: Value,
    ) -> StdResult<Response<Empty>> {
        let hub = String::from_utf8(deps.storage.get(b"hub").unwrap()).unwrap();
        Ok(Response::new().add_message(WasmMsg::Execute {
            contract_addr: hub,
            msg: Binary::from(br#"{"delegate_buffer":{}}"#),
            funds: vec![],
        }))
    }

    pub fn instantiate(
        deps: DepsMut<'_>,
        _: Env,
        _: MessageInfo,
        hub: String,
    ) -> StdResult<Response<Empty>> {
        deps.storage.set(b"hub", hub.as_bytes());
        Ok(Response::new())
    }

    pub fn query(_: Deps<'_>, _: Env, _: Empty) -> StdResult<Binary> {
        Ok(Binary::default())
    }
}

#[test]
fn t139_an_adapter_does_not_pay_for_a_swap_with_the_holders_own_rewards() {
    let mut suite = world();
    let code = suite.chain.store_code(Box::new(cw_multi_test::ContractWrapper::new(
        adapter::execute,
        adapter::instantiate,
        adapter::query,
    )));
    let deployer = suite.actor("deployer");
    let hub = suite.hub.to_string();
    let adapter = suite.chain.instantiate(code, &deployer, &hub, &[], "adapter", None).unwrap();
    let route = distributor::ExecuteMsg::SetRoute {
        denom: "uother".into(),
        route: Some(distributor::Route::Swap {
            adapter: adapter.to_string(),
            min_rate: Decimal::one(),
        }),
    };
    suite.distributor_call("owner", &route).unwrap();
    let distributor = suite.distributor.clone();
    suite.chain.mint(&distributor, vec![coin(100 * COIN, "uother")]).unwrap();
    suite.days_pass(10);
    suite.crank("sync").unwrap();
    suite.bond("bob", 100_000 * COIN).unwrap();
    let routed = distributor::ExecuteMsg::RouteCoin { denom: "uother".into() };
    let outcome = suite.distributor_call("mallory", &routed);
    let kept = suite.chain.balance(&adapter, "uother").u128();
    assert!(outcome.is_err(), "the adapter brought nothing and keeps {kept}");
}

#[test]
fn unknown_fields_of_an_ownership_message_are_refused() {
    let mut suite = world();
    let to = suite.actor("heir").to_string();
    for contract in ["hub", "registry", "distributor"] {
        let msg = json!({"update_ownership":{"transfer_ownership":{
            "new_owner": to, "expiry": null, "expiri": {"at_height": 1}}}});
        let outcome = raw(&mut suite, "owner", contract, &msg.to_string());
        assert!(outcome.is_err(), "{contract} took a field that nobody knows");
    }
}

#[test]
fn unknown_fields_of_an_expiration_are_refused() {
    let mut suite = world();
    let spender = suite.actor("bob").to_string();
    let msg = json!({"increase_allowance":{
        "spender": spender, "amount": "5", "expires": {"never": {"at_height": 5}}}});
    let outcome = raw(&mut suite, "alice", "token", &msg.to_string());
    assert!(outcome.is_err(), "the token took a field that nobody knows");
}

#[test]
fn duplicate_fields_inside_and_around_messages_are_refused() {
    let mut suite = world();
    let owner = suite.actor("heir").to_string();
    for (who, contract, text) in [
        ("alice", "hub", r#"{"sync":{"skip":null,"skip":null}}"#.to_string()),
        ("alice", "hub", r#"{"sync":{},"sync":{}}"#.to_string()),
        ("alice", "hub", r#"{"bond":{"min_shares":"1","min_shares":"0"}}"#.to_string()),
        (
            "owner",
            "hub",
            r#"{"update_config":{"parameters":{"max_parts":1,"max_parts":2}}}"#.into(),
        ),
        (
            "owner",
            "hub",
            format!(
                r#"{{"update_ownership":{{"transfer_ownership":{{"new_owner":"{owner}","new_owner":"{owner}","expiry":null}}}}}}"#
            ),
        ),
        ("owner", "registry", r#"{"set_weights":{"weights":[],"weights":[]}}"#.into()),
        ("owner", "distributor", r#"{"update_config":{"fee":"0.1","fee":"0.2"}}"#.into()),
    ] {
        assert!(raw(&mut suite, who, contract, &text).is_err(), "{text}");
    }
}

/// What redeeming so many shares at once would cost.
fn price(suite: &Suite, shares: u128) -> Result<u128, String> {
    let ask = QueryMsg::Simulate(Simulation::Instant { shares: Shares::new(shares) });
    let told: Result<SimulateResponse, _> = suite.query(&suite.hub, &ask);
    told.map(|told| told.fee.u128()).map_err(|error| error.root_cause().to_string())
}

#[test]
fn t142_the_owner_cannot_make_leaving_at_once_dearer_without_notice() {
    let mut suite = world();
    let shares = 900 * COIN;
    let before = price(&suite, shares).unwrap();
    suite.configure("owner", |change| change.buffer_target = Some(Decimal::permille(1))).unwrap();
    // The target is the old one for seven days: what it holds back is not delegated.
    refused!(suite.crank("delegate_buffer"), hub, HubError::NothingToDelegate { .. });
    suite.next_block();
    let after = price(&suite, shares);
    assert!(
        after.as_ref().is_ok_and(|after| *after <= before),
        "the fee on {shares} was {before}, and is {after:?} one block later"
    );
}

#[test]
fn t143_the_owner_with_a_guardian_of_his_closes_submissions_for_seven_days_in_thirty_at_most() {
    let mut suite = world();
    let scope = [Scope::SubmitBatch, Scope::QueueUnbond];
    let begun = suite.now();
    let mut closed = 0u32;
    while suite.now() < begun + 30 * DAY {
        let _ = suite.pause("guardian", &scope, 72 * HOUR);
        let open =
            matches!(suite.crank("submit_batch").unwrap_err().hub(), Some(HubError::Accounting(_)));
        if open {
            for length in [72 * HOUR, 24 * HOUR] {
                if suite.pause("owner", &scope, length).is_ok() {
                    break;
                }
            }
        }
        let refusal = suite.crank("submit_batch").unwrap_err();
        closed += u32::from(matches!(refusal.hub(), Some(HubError::Paused { .. })));
        suite.hours_pass(6);
    }
    assert!(closed <= 7 * 4 + 1, "closed in {closed} of 120 rounds of six hours");
}

#[test]
fn t141_the_lag_is_an_hour_at_least_on_a_chain_of_three_weeks() {
    let mut suite = world();
    let outcome = suite.configure("owner", |change| {
        change.unbonding_period = Some(60);
        change.min_batch_interval = Some(3);
        change.submit_lag = Some(3);
        change.reward_period = Some(3);
    });
    assert!(outcome.is_err(), "a lag of 3 seconds on a chain of 21 days");
}

/// Reads validators in any spelling, as the chain's codec does.
struct AnySpelling(String);

impl Querier for AnySpelling {
    fn raw_query(&self, request: &[u8]) -> QuerierResult {
        let answer = match from_json::<QueryRequest>(request) {
            Ok(QueryRequest::Staking(StakingQuery::Validator { address }))
                if address.to_lowercase() == self.0 =>
            {
                let (zero, one) = (Decimal::zero(), Decimal::one());
                let found = Validator::create(self.0.clone(), zero, one, one);
                ValidatorResponse::new(Some(found))
            }
            _ => ValidatorResponse::new(None),
        };
        SystemResult::Ok(to_json_binary(&answer).into())
    }
}

#[test]
fn a_lying_registry_cannot_name_a_validator_in_two_spellings() {
    let suite = world();
    let mut storage = MockStorage::new();
    for (key, value) in
        suite.storage_of(&suite.hub).range(None, None, cosmwasm_std::Order::Ascending)
    {
        storage.set(&key, &value);
    }
    let operator = suite.operator("val1");
    let mut deps = OwnedDeps {
        storage,
        api: MockApi::default(),
        querier: AnySpelling(operator.clone()),
        custom_query_type: std::marker::PhantomData::<cosmwasm_std::Empty>,
    };
    let target = |validator: String| Target { validator, weight: 1, standing: Standing::Active };
    let msg = ExecuteMsg::UpdateTargets {
        targets: vec![target(operator.clone()), target(operator.to_uppercase())],
        max_share: Decimal::one(),
    };
    let mut env = mock_env();
    env.contract.address = suite.hub.clone();
    let info = cosmwasm_std::testing::message_info(&suite.registry, &[]);
    let outcome = weir_staking_hub::contract::execute(deps.as_mut(), env, info, msg);
    assert!(outcome.is_err(), "one validator has two rows in the ledger");
}

#[test]
fn a_lying_registry_with_absurd_weights_stops_no_crank() {
    for (weight, standing, max_share) in [
        (u64::MAX, Standing::Active, Decimal::one()),
        (u64::MAX, Standing::Active, Decimal::raw(1)),
        (0, Standing::Active, Decimal::one()),
        (u64::MAX, Standing::Draining, Decimal::one()),
        (u64::MAX, Standing::Inactive, Decimal::raw(1)),
    ] {
        let mut suite = world();
        let targets = suite
            .validators
            .clone()
            .iter()
            .map(|name| Target { validator: suite.operator(name), weight, standing })
            .collect();
        suite.hub_call("registry", &ExecuteMsg::UpdateTargets { targets, max_share }).unwrap();
        suite.bond("bob", 1_000 * COIN).unwrap();
        suite.queue_unbond("alice", 500_000 * COIN).unwrap();
        suite.days_pass(1);
        suite.crank("sync").unwrap();
        suite.crank("harvest").unwrap();
        let _ = suite.crank("delegate_buffer");
        let _ = suite.crank("rebalance");
        suite.crank("submit_batch").unwrap();
        assert!(!suite.cranks().is_empty());
        settle(&mut suite, 1);
        suite.withdraw("alice").unwrap();
        // Nobody at all.
        let nobody = ExecuteMsg::UpdateTargets { targets: vec![], max_share };
        suite.hub_call("registry", &nobody).unwrap();
        suite.crank("sync").unwrap();
        suite.check_everything();
    }
}

#[test]
fn no_query_panics_whatever_it_is_asked() {
    let mut suite = world();
    suite.queue_unbond("alice", 10 * COIN).unwrap();
    suite.days_pass(2);
    suite.crank("sync").unwrap();
    suite.crank("submit_batch").unwrap();
    let token = suite.token.to_string();
    let alice = suite.actor("alice").to_string();
    let huge = u128::MAX.to_string();
    let mut asked: Vec<Value> = vec![];
    for n in [0u64, 1, 2, u64::from(u32::MAX), u64::MAX - 1, u64::MAX] {
        let limit = u32::try_from(n).unwrap_or(u32::MAX);
        for limit in [json!(null), json!(0), json!(limit)] {
            asked.extend([
                json!({"historical_redemption_rates":{"denom":token,"params":null,"limit":limit}}),
                json!({"exchange_rates":{"start_after":n,"limit":limit}}),
                json!({"previous_batches":{"start_after":n,"limit":limit}}),
                json!({"unbond_requests_by_user":{"user":alice,"start_after":n,"limit":limit}}),
                json!({"unbond_requests_by_user_details":{"user":alice,"start_after":n,"limit":limit}}),
                json!({"unbond_requests_by_batch":{"id":n,"start_after":alice,"limit":limit}}),
                json!({"validators":{"start_after":"","limit":limit}}),
                json!({"slashes":{"start_after":n,"limit":limit}}),
                json!({"parts":{"start_after":n,"limit":limit}}),
            ]);
        }
        asked.extend([
            json!({"apr":{"window":n}}),
            json!({"previous_batch":n}),
            json!({"batch":{"id":n.to_string()}}),
            json!({"batch":{"id":n}}),
        ]);
    }
    for amount in ["0", "1", huge.as_str()] {
        asked.extend([
            json!({"simulate":{"bond":{"assets":amount}}}),
            json!({"simulate":{"queue":{"shares":amount}}}),
            json!({"simulate":{"instant":{"shares":amount}}}),
        ]);
    }
    asked.push(json!({"simulate":{"claim":{"owner":""}}}));
    for ask in &asked {
        let told: anyhow::Result<Value> = suite.query(&suite.hub, ask);
        if let Err(error) = told {
            let text = error.root_cause().to_string();
            assert!(!text.contains("panick"), "{ask}: {text}");
        }
    }
    let most = Decimal::MAX.to_string();
    let (one, two) = (suite.operator("val1"), suite.operator("val2"));
    for selected in [json!([[one, most], [two, most]]), json!([[one, most]]), json!([])] {
        let ask = json!({"sample_gauge_msgs":{"selected":selected}});
        let _: anyhow::Result<Value> = suite.query(&suite.registry, &ask);
    }
}

/// A victim is given one share of each of so many batches, has a request of his own in the last,
/// and claims. Rows of storage that the first call reads and writes, and calls until he is paid.
fn heaped(batches: u64, slashed: bool) -> (u64, u64, u32) {
    let mut suite = Suite::builder().validators(20).without_checks().build();
    suite.keepers = false;
    suite.bond("mallory", 10_000 * COIN).unwrap();
    suite.bond("alice", 10_000 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    if slashed {
        // Less than one unit for a share: the gifts are worth nothing.
        for name in suite.validators.clone() {
            suite.slash(&name, Decimal::percent(20));
        }
    }
    for batch in 1..=batches {
        suite.queue_unbond("mallory", 10 * COIN).unwrap();
        if batch == batches {
            suite.queue_unbond("alice", 10 * COIN).unwrap();
        }
        suite.hours_pass(19);
        suite.crank("sync").unwrap();
        while suite.crank("submit_batch").is_err() {
            suite.hours_pass(6);
        }
        for _ in 0..2 {
            let _ = suite.crank("reconcile");
            suite.next_block();
        }
        if batch < batches {
            suite.transfer_unbond("mallory", "alice", batch, Some(1)).unwrap();
        }
    }
    suite.days_pass(23);
    for _ in 0..6 {
        suite.next_block();
        let _ = suite.crank("reconcile");
    }
    let claim = ExecuteMsg::WithdrawUnbonded { receiver: None, start_after: None, limit: None };
    let msg = to_hub(&suite, &claim, 0);
    let alice = suite.actor("alice");
    let (answer, reading) = suite.chain.execute_metered(&alice, msg);
    answer.unwrap();
    let mut calls = 1;
    while suite.coins_of("alice") < 7 * COIN {
        suite.withdraw("alice").unwrap();
        calls += 1;
    }
    (reading.rows_read + reading.iterator_steps, reading.rows_written, calls)
}

#[test]
fn shares_of_batches_heaped_on_a_victim_cost_him_a_call_for_every_thirty() {
    let (_, _, calls) = heaped(61, false);
    assert_eq!(calls, 3);
}

#[test]
fn t145_worthless_shares_heaped_on_a_victim_do_not_make_one_call_of_his_grow_without_end() {
    let (few, _, _) = heaped(2, true);
    let (read, written, calls) = heaped(121, true);
    assert!(
        read <= few + 2 * 31 + 10,
        "120 gifts: {read} rows read, {written} written in call 1 of {calls}; with one gift {few}"
    );
}

#[test]
fn receivers_of_the_greatest_weights_stop_no_harvest() {
    let mut suite = world();
    let receivers = (0..5)
        .map(|index| distributor::Receiver {
            address: suite.actor(&format!("receiver{index}")).to_string(),
            weight: u64::MAX,
            label: String::new(),
        })
        .collect();
    let msg = distributor::ExecuteMsg::UpdateConfig {
        fee: None,
        keeper_pay: None,
        receivers: Some(receivers),
    };
    suite.distributor_call("owner", &msg).unwrap();
    suite.days_pass(1);
    suite.crank("harvest").unwrap();
    assert!(suite.coins_of("receiver4") > 0);
}

#[test]
fn cancelling_and_announcing_again_never_shortens_a_notice() {
    let mut suite = world();
    let max = |percent| {
        move |change: &mut weir_interface::hub::ParameterChanges| {
            change.instant_fee_max = Some(Decimal::percent(percent));
        }
    };
    suite.configure("owner", max(6)).unwrap();
    until_days(&mut suite, 6);
    // A higher one in its place waits anew.
    suite.configure("owner", max(10)).unwrap();
    until_days(&mut suite, 2);
    refused!(suite.crank("activate_raises"), hub, HubError::NoticeNotOver { .. });
    suite.hub_call("owner", &ExecuteMsg::CancelRaises {}).unwrap();
    suite.configure("owner", max(4)).unwrap();
    suite.configure("owner", max(5)).unwrap();
    until_days(&mut suite, 6);
    refused!(suite.crank("activate_raises"), hub, HubError::NoticeNotOver { .. });
    until_days(&mut suite, 1);
    suite.crank("activate_raises").unwrap();
    refused!(suite.crank("activate_raises"), hub, HubError::NothingAnnounced {});
}

fn until_days(suite: &mut Suite, days: u64) {
    let moment = suite.now() + days * DAY;
    until(suite, moment);
}

#[test]
fn a_raise_of_the_fee_announced_again_higher_waits_anew() {
    let mut suite = world();
    raise_fee(&mut suite, 12);
    until_days(&mut suite, 7);
    raise_fee(&mut suite, 20);
    assert!(activate(&mut suite, None).is_err());
    until_days(&mut suite, 6);
    assert!(activate(&mut suite, None).is_err());
    until_days(&mut suite, 1);
    suite.crank("sync").unwrap();
    activate(&mut suite, None).unwrap();
}

#[test]
fn a_lower_fee_takes_back_the_raise_that_waits() {
    let mut suite = world();
    raise_fee(&mut suite, 20);
    raise_fee(&mut suite, 5);
    until_days(&mut suite, 7);
    suite.crank("sync").unwrap();
    assert!(activate(&mut suite, None).is_err());
}

#[test]
fn an_inactive_validator_weighed_up_day_by_day_returns_within_the_cap() {
    let mut suite = stake(Suite::builder().validators(6).gauge("gauge").build(), 100_000);
    suite.jail("val6");
    suite.refresh().unwrap();
    suite.seconds_pass(700);
    suite.refresh().unwrap();
    let mut weight = 100u64;
    for _ in 0..20 {
        let more = weight * 5 / 4;
        match suite.set_weights("gauge", &[("val6", more)]) {
            Ok(_) => weight = more,
            Err(_) => suite.hours_pass(12),
        }
        let _ = suite.refresh();
    }
    suite.unjail("val6");
    suite.next_block();
    suite.refresh().unwrap();
    suite.crank("sync").unwrap();
    suite.bond("bob", 100_000 * COIN).unwrap();
    while suite.crank("delegate_buffer").is_ok() {
        suite.next_block();
    }
    let (held, all) = (suite.staked_with("val6"), suite.solvency().backing.u128());
    assert!(held * 100 <= all * 20 + 100, "{held} of {all}");
    let _: registry::TargetsResponse =
        suite.query(&suite.registry, &registry::QueryMsg::Targets {}).unwrap();
}

/// Batch 1 misses something and batch 2 waits with its lag over; before each of twenty calls of
/// `advance` mallory pays `units` into the hub. What the calls did.
fn advance_against(units: u128) -> Vec<String> {
    let mut suite = world();
    suite.queue_unbond("alice", 1_000 * COIN).unwrap();
    suite.next_block();
    submit(&mut suite).unwrap();
    for name in suite.validators.clone() {
        suite.slash_at(&name, 1, Decimal::percent(5));
    }
    suite.days_pass(1);
    settle(&mut suite, 1);
    assert!(suite.batch(1).shortfall.u128() > 20 * units, "no shortfall");
    suite.crank("sync").unwrap();
    suite.queue_unbond("alice", 1_000 * COIN).unwrap();
    suite.days_pass(2);
    suite.crank("sync").unwrap();
    suite.fund("mallory", 20 * units);
    let mut done = vec![];
    for _ in 0..20 {
        suite.donate_own("mallory", "hub", units).unwrap();
        let answer = match suite.hub_call("keeper", &ExecuteMsg::Advance {}) {
            Ok(answer) => answer,
            Err(refusal) => {
                assert!(matches!(refusal.hub(), Some(HubError::NothingDue { .. })), "{refusal}");
                break;
            }
        };
        let action = answer
            .events
            .iter()
            .flat_map(|event| &event.attributes)
            .find(|attribute| attribute.key == "action")
            .map(|attribute| attribute.value.clone())
            .unwrap();
        done.push(action);
        suite.next_block();
    }
    done
}

#[test]
fn t147_a_stranger_with_single_units_does_not_keep_advance_from_the_batch_that_waits() {
    let done = advance_against(1);
    assert!(done.iter().any(|action| action == "submit_batch"), "{done:?}");
}

#[test]
fn t147_nor_does_one_who_pays_the_least_part_in_every_block() {
    // A hundredth of a coin a block held it for 6 coins an hour, at blocks of six seconds.
    let done = advance_against(COIN / 100);
    let at = |name: &str| done.iter().position(|action| action == name);
    assert!(at("submit_batch").is_some(), "{done:?}");
    // What he pays goes to the batch that misses it, once nothing else is to be done.
    assert!(at("reconcile") > at("submit_batch"), "{done:?}");
    assert_eq!(done.len(), 20, "each of his payments is worth a call");
}
