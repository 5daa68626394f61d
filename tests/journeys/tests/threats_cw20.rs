//! Threats T25 to T27 and T34 to T41: tokens, replies, messages and what is written in them.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::threats_common::*;
use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{
    to_json_binary, Addr, Binary, Decimal, Env, MemoryStorage, MsgResponse, Order, OwnedDeps,
    Reply, Storage, SubMsgResponse, SubMsgResult, WasmMsg, WasmQuery,
};
use embedded_chain::Fault;
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use weir_accounting::{AccountingError, Pipeline, VestingTerms};
use weir_interface::hub::{ExecuteMsg, ReceiveMsg, Scope};
use weir_interface::{distributor, registry, token};
use weir_json::{pack, Row};
use weir_quantities::{Assets, BatchId, PartId, Shares, Time};
use weir_reward_distributor::ContractError as DistributorError;
use weir_staking_hub::state::{
    Progress, CRANK_PARAMETERS, LEDGER, PIPELINE, POOL, ROSTER, SETTLEMENT, STAKE, SUBMISSION,
};
use weir_staking_hub::ContractError as HubError;
use weir_testing::Suite;
use weir_validator_registry::ContractError as RegistryError;

#[test]
fn t25_a_foreign_token_cannot_queue_redeem_or_give_up() {
    let mut suite = staked(1_000);
    // Mallory's own token, of the very same code, with a billion shares of hers.
    let code = suite.chain.store_code(Box::new(cw_multi_test::ContractWrapper::new(
        weir_staking_token::execute,
        weir_staking_token::instantiate,
        weir_staking_token::query,
    )));
    let init = token::InstantiateMsg {
        name: "Weir staked ATOM".into(),
        symbol: "wATOM".into(),
        decimals: 6,
        dead_shares: Shares::new(10u128.pow(15)),
        marketing: None,
    };
    let mallory = suite.actor("mallory");
    let fake = suite.chain.instantiate(code, &mallory, &init, &[], "fake", None).unwrap();
    let before = suite.snapshot();
    let leave = ReceiveMsg::InstantRedeem { min_assets: Assets::ZERO, receiver: None };
    for msg in [ReceiveMsg::QueueUnbond { receiver: None }, leave, ReceiveMsg::CoverLoss {}] {
        let send = token::ExecuteMsg::Send {
            contract: suite.hub.to_string(),
            amount: (500 * COIN).into(),
            msg: to_json_binary(&msg).unwrap(),
        };
        let refused_send = suite.execute("mallory", &fake, &send, 0);
        refused!(refused_send, hub, HubError::ForeignToken { came, .. } if *came == fake);
        // And by hand, as if she were a token.
        let receive = ExecuteMsg::Receive {
            sender: mallory.to_string(),
            amount: (500 * COIN).into(),
            msg: to_json_binary(&msg).unwrap(),
        };
        for who in ["mallory", "owner", "registry", "distributor", "hub"] {
            refused!(suite.hub_call(who, &receive), hub, HubError::ForeignToken { .. });
        }
    }
    assert_eq!(suite.snapshot(), before);
    assert_eq!(suite.coins_of("mallory"), 0);
}

#[test]
fn t26_a_request_belongs_to_who_sent_the_shares_and_not_to_the_token() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 10 * COIN).unwrap();
    refused!(suite.cancel_unbond("token", Some(1), None), hub, HubError::NoRequest { .. });
    refused!(suite.cancel_unbond("mallory", Some(1), None), hub, HubError::NoRequest { .. });
    // A spender sends within his allowance, and names whose request it is to be.
    let spender = suite.actor("spender").to_string();
    let allow =
        token::ExecuteMsg::IncreaseAllowance { spender, amount: (5 * COIN).into(), expires: None };
    suite.token_call("alice", &allow).unwrap();
    let alice = suite.actor("alice").to_string();
    let queue = ReceiveMsg::QueueUnbond { receiver: Some(alice.clone()) };
    let send = |amount: u128| token::ExecuteMsg::SendFrom {
        owner: alice.clone(),
        contract: suite.hub.to_string(),
        amount: amount.into(),
        msg: to_json_binary(&queue).unwrap(),
    };
    let (most, beyond) = (send(5 * COIN), send(1));
    suite.token_call("spender", &most).unwrap();
    assert!(suite.token_call("spender", &beyond).is_err(), "beyond the allowance");
    suite.cancel_unbond("alice", Some(1), Some(15 * COIN)).unwrap();
    assert_eq!(suite.shares_of("alice"), 1_000 * COIN);
}

#[test]
fn t27_no_message_can_change_which_token_the_hub_takes() {
    // Links are written at birth and nowhere else.
    let mut writers = vec![];
    for file in sources(&["contracts/staking-hub/src"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        if text.contains("LINKS.save") || text.contains("LINKS.update") {
            writers.push(file.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!(writers, ["instantiate.rs"]);
    // The row that users' actions read has the token too: whoever else saves it keeps that field.
    let mut keepers = vec![];
    for file in sources(&["contracts/staking-hub/src"]) {
        let text = std::fs::read_to_string(&file).unwrap();
        let saves = text.matches("ACCESS.save").count();
        if saves > 0 && saves == text.matches(", ..access }").count() {
            keepers.push(file.file_name().unwrap().to_string_lossy().into_owned());
        } else if saves > 0 {
            writers.push(file.file_name().unwrap().to_string_lossy().into_owned());
        }
    }
    assert_eq!(writers, ["instantiate.rs", "instantiate.rs"]);
    keepers.sort();
    assert_eq!(keepers, ["config.rs", "world.rs"]);
    // What is credited is what arrived: the hub's balance of the token grows by as much.
    let mut suite = staked(1_000);
    let before = suite.shares_of("hub");
    suite.queue_unbond("alice", 123 * COIN + 7).unwrap();
    assert_eq!(suite.shares_of("hub") - before, 123 * COIN + 7);
    assert_eq!(suite.batch(1).shares, Shares::new(123 * COIN + 7));
}

/// The hub's storage as it is, with mock dependencies around it.
fn hub_at_rest(suite: &Suite) -> (Deps, Env) {
    let mut deps = mock_dependencies();
    let storage = suite.storage_of(&suite.hub);
    for (key, value) in storage.range(None, None, Order::Ascending) {
        deps.storage.set(&key, &value);
    }
    let mut env = mock_env();
    env.block = suite.chain.block();
    env.contract.address = suite.hub.clone();
    (deps, env)
}

type Deps =
    OwnedDeps<MemoryStorage, cosmwasm_std::testing::MockApi, cosmwasm_std::testing::MockQuerier>;

fn copy(deps: &Deps) -> Deps {
    let mut other = mock_dependencies();
    for (key, value) in deps.storage.range(None, None, Order::Ascending) {
        other.storage.set(&key, &value);
    }
    other
}

/// As the hub writes it into the payload of an answer.
#[derive(Clone, Debug, Row)]
struct Submission {
    batch: BatchId,
    shares: Shares,
    priced: Assets,
    from_buffer: Assets,
    pipeline: Pipeline,
    settled_through: Time,
    vesting: VestingTerms,
    token: Addr,
}

/// As the hub writes it into the payload of an answer.
#[derive(Clone, Debug, Row)]
struct AskedPart {
    part: PartId,
    validator: String,
    assets: Assets,
    first: bool,
    left: u32,
    submission: Submission,
}

/// As the hub writes it into the payload of an answer.
#[derive(Clone, Debug, Row)]
#[allow(clippy::large_enum_variant, reason = "as the hub has it")]
enum Act {
    WithdrawRewards { validator: String },
    Delegate { validator: String, assets: Assets },
    Undelegate(AskedPart),
    Redelegate { source: String, destination: String, assets: Assets },
}

/// A hub in the middle of placing a batch: its part is asked of the chain and not answered yet.
fn hub_while_placing() -> (Deps, Env, Vec<String>, Submission) {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 100 * COIN).unwrap();
    submit(&mut suite).unwrap();
    suite.queue_unbond("alice", 200 * COIN).unwrap();
    suite.hours_pass(25);
    suite.crank("sync").unwrap();
    let (mut deps, env) = hub_at_rest(&suite);
    let asked = Assets::new(150 * COIN);
    let storage = &mut deps.storage;
    let cadence = weir_staking_hub::state::ACCESS.load(storage).unwrap().parameters.cadence();
    let pipeline = PIPELINE.load(storage).unwrap().at(env.block.time.into(), cadence);
    let waiting = pipeline.waiting.unwrap();
    PIPELINE.save(storage, &pipeline);
    let mut ledger = LEDGER.load(storage).unwrap();
    let largest = (0..ledger.len()).max_by_key(|row| ledger[*row]).unwrap();
    ledger[largest] = ledger[largest].minus(asked).unwrap();
    LEDGER.save(storage, &ledger);
    let mut stake = STAKE.load(storage).unwrap();
    stake.delegated = stake.delegated.minus(asked).unwrap();
    STAKE.save(storage, &stake);
    // What earlier parts of the same batch brought: a part that is not the first finds it.
    SUBMISSION.save(storage, &Progress::default());
    let settled_through = SETTLEMENT.load(storage).unwrap().through;
    let vesting = CRANK_PARAMETERS.load(storage).unwrap().vesting();
    let submission = Submission {
        batch: waiting.id,
        shares: waiting.unplaced,
        priced: Assets::new(200 * COIN),
        from_buffer: Assets::ZERO,
        pipeline,
        settled_through,
        vesting,
        token: suite.token.clone(),
    };
    let validators = ROSTER.load(storage).unwrap().seats.into_iter().map(|seat| seat.0).collect();
    (deps, env, validators, submission)
}

fn reply_with(id: u64, payload: Binary, result: SubMsgResult) -> Reply {
    Reply { id, payload, gas_used: 0, result }
}

fn answered(bytes: Vec<u8>, in_data: bool) -> SubMsgResult {
    let msg_responses = match in_data {
        true => vec![],
        false => vec![MsgResponse { type_url: "/x".into(), value: Binary::from(bytes.clone()) }],
    };
    #[allow(deprecated, reason = "older chains put the answer there")]
    let response =
        SubMsgResponse { events: vec![], data: in_data.then(|| bytes.into()), msg_responses };
    SubMsgResult::Ok(response)
}

/// `MsgUndelegateResponse` with any time and any amount.
fn undelegated(seconds: i64, nanos: i32, amount: &str) -> Vec<u8> {
    let varint = |mut value: u64| {
        let mut bytes = vec![];
        while value >= 0x80 {
            bytes.push((value as u8) | 0x80);
            value >>= 7;
        }
        bytes.push(value as u8);
        bytes
    };
    let field = |number: u8, body: Vec<u8>| {
        let mut bytes = vec![number << 3 | 2];
        bytes.extend(varint(body.len() as u64));
        bytes.extend(body);
        bytes
    };
    let mut time = vec![1 << 3];
    time.extend(varint(seconds as u64));
    time.push(2 << 3);
    time.extend(varint(nanos as u32 as u64));
    let mut coin = field(1, b"uatom".to_vec());
    coin.extend(field(2, amount.as_bytes().to_vec()));
    let mut message = field(1, time);
    message.extend(field(2, coin));
    message
}

#[test]
fn t34_an_unknown_reply_id_is_refused_and_a_foreign_payload_changes_nothing() {
    let (deps, env, ..) = hub_while_placing();
    for id in [0u64, 3, 4, 17, u64::MAX] {
        let mut deps = copy(&deps);
        let reply = reply_with(id, Binary::default(), answered(vec![], false));
        let refused = weir_staking_hub::contract::reply(deps.as_mut(), env.clone(), reply);
        assert_eq!(refused, Err(HubError::UnknownReply { id }));
    }
    // The ids of the handlers are constants and differ.
    let mut ids: Vec<String> = vec![];
    let source =
        std::fs::read_to_string(root().join("contracts/staking-hub/src/reply.rs")).unwrap();
    for line in source.lines().filter(|line| line.starts_with("const ") && line.contains(": u64")) {
        ids.push(line.split('=').nth(1).unwrap().trim().to_string());
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert!(count >= 2 && ids.len() == count, "{ids:?}");
    // Nobody can send a reply as a message.
    let mut suite = Suite::new();
    for json in [r#"{"reply":{"id":2,"result":{"ok":{}}}}"#, r#"{"sudo":{}}"#] {
        for contract in ["hub", "token", "registry", "distributor"] {
            let refusal = raw(&mut suite, "mallory", contract, json).unwrap_err();
            assert!(refusal.text().contains("unknown variant"), "{refusal}");
        }
    }
}

#[derive(Clone, Debug)]
enum Answer {
    Refused(String),
    Bytes(Vec<u8>, bool),
    Undelegated(i64, i32, u128),
}

fn answers() -> impl Strategy<Value = Answer> {
    prop_oneof![
        ".{0,40}".prop_map(Answer::Refused),
        (prop::collection::vec(any::<u8>(), 0..80), any::<bool>())
            .prop_map(|(bytes, in_data)| Answer::Bytes(bytes, in_data)),
        (any::<i64>(), any::<i32>(), prop_oneof![0u128..=150 * COIN, any::<u128>()])
            .prop_map(|(seconds, nanos, amount)| Answer::Undelegated(seconds, nanos, amount)),
    ]
}

impl Answer {
    fn result(self) -> SubMsgResult {
        match self {
            Self::Refused(text) => SubMsgResult::Err(text),
            Self::Bytes(bytes, in_data) => answered(bytes, in_data),
            Self::Undelegated(seconds, nanos, amount) => {
                answered(undelegated(seconds, nanos, &amount.to_string()), false)
            }
        }
    }
}

thread_local! {
    static PLACING: (Deps, Env, Vec<String>, Submission) = hub_while_placing();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn t35_no_answer_of_the_chain_makes_the_handler_of_an_act_fail(
        answer in answers(), kind in 0usize..4, seat in 0usize..7, first: bool, left in 0u32..3,
    ) {
        PLACING.with(|(deps, env, validators, submission)| {
            let mut deps = copy(deps);
            let ledger = LEDGER.load(&deps.storage).unwrap();
            // Beyond the roster: a validator that was removed meanwhile.
            let validator = validators.get(seat).cloned().unwrap_or_else(|| "gone".into());
            let assets = ledger.get(seat).copied().unwrap_or_default().min(Assets::new(150 * COIN));
            let act = match kind {
                0 => Act::WithdrawRewards { validator },
                1 => Act::Delegate { validator, assets },
                2 => Act::Undelegate(AskedPart {
                    part: PartId::new(2), validator, assets: Assets::new(150 * COIN), first, left,
                    submission: submission.clone(),
                }),
                _ => Act::Redelegate {
                    source: validators[1].clone(), destination: validator, assets,
                },
            };
            let payload = Binary::from(pack(&act));
            let refused = matches!(answer, Answer::Refused(_));
            let before = STAKE.load(&deps.storage).unwrap().delegated.u128() + POOL.load(&deps.storage).unwrap().buffer.u128();
            let result = weir_staking_hub::contract::reply(deps.as_mut(), env.clone(), reply_with(2, payload, answer.clone().result()));
            prop_assert!(result.is_ok(), "{answer:?}, act {act:?}: {result:?}");
            // A refusal is undone to the unit.
            let after = STAKE.load(&deps.storage).unwrap().delegated.u128() + POOL.load(&deps.storage).unwrap().buffer.u128();
            let back = if kind == 2 && refused { 150 * COIN } else { 0 };
            prop_assert_eq!(after, before + back);
            Ok(())
        })?;
    }

    #[test]
    fn t35_any_payload_is_read_or_refused_and_never_panics(
        payload in prop::collection::vec(any::<u8>(), 0..60), id: u64, answer in answers(),
    ) {
        PLACING.with(|(deps, env, ..)| {
            for id in [1, 2, id] {
                let mut deps = copy(deps);
                let reply = reply_with(id, payload.clone().into(), answer.clone().result());
                match weir_staking_hub::contract::reply(deps.as_mut(), env.clone(), reply) {
                    Ok(_) => prop_assert!(false, "random bytes were taken for an act"),
                    Err(HubError::Std(_)) => prop_assert!(id <= 2),
                    // The last step of a birth reads every link back; here nobody answers.
                    Err(HubError::LinkBroken { .. }) => prop_assert_eq!(id, 1),
                    Err(HubError::UnknownReply { id: told }) => prop_assert_eq!(told, id),
                    Err(other) => prop_assert!(false, "{}", other),
                }
            }
            Ok(())
        })?;
    }

    #[test]
    fn t35_the_distributors_handler_never_stops_a_harvest(
        payload in prop::collection::vec(any::<u8>(), 0..60), id: u64, answer in answers(), owed: u128,
    ) {
        PAYING.with(|(deps, env)| {
            let receiver = env.contract.address.clone();
            let payment = serde_json::json!({"payment": {"receiver": receiver, "assets": owed.to_string()}});
            for payload in [payload, payment.to_string().into_bytes()] {
                let mut deps = copy(deps);
                let reply = reply_with(id, payload.clone().into(), answer.clone().result());
                let result = weir_reward_distributor::contract::reply(deps.as_mut(), env.clone(), reply);
                prop_assert!(result.is_ok(), "{payload:?}: {result:?}");
            }
            Ok(())
        })?;
    }
}

thread_local! {
    static PAYING: (Deps, Env) = {
        let suite = staked(10);
        let mut deps = mock_dependencies();
        let storage = suite.storage_of(&suite.distributor);
        for (key, value) in storage.range(None, None, Order::Ascending) {
            deps.storage.set(&key, &value);
        }
        let mut env = mock_env();
        env.contract.address = suite.distributor.clone();
        (deps, env)
    };
}

#[test]
fn t36_one_validator_that_refuses_leaves_its_shares_in_the_batch() {
    let mut suite = staked(1_000);
    suite.queue_unbond("alice", 500 * COIN).unwrap();
    let first = suite.snapshot().roster.unwrap().seats[0].0.clone();
    // Whichever validators serve, the one with most of the batch breaks.
    suite.next_block();
    suite.hours_pass(7);
    suite.break_distribution(&first, Fault::Error);
    let answer = suite.crank("submit_batch").unwrap();
    let number = |key: &str| -> u128 {
        attribute(&answer, "weir_hub_batch_submitted", key).unwrap().parse().unwrap()
    };
    let refused_parts = count_events(&answer, "weir_hub_validator_refused");
    assert_eq!(refused_parts, 1, "the broken one was asked");
    assert!(number("placed") > 0 && number("placed") < 500 * COIN);
    let unplaced = number("unplaced");
    assert_eq!(number("shares") + unplaced, 500 * COIN);
    assert_eq!(suite.batch(1).unplaced, Shares::new(unplaced));
    assert_eq!(suite.shares_of("hub"), 10 * COIN + unplaced, "its shares stay escrowed");
    refused!(
        suite.cancel_unbond("alice", Some(1), None),
        hub,
        HubError::Accounting(AccountingError::NotCancellable { .. })
    );
    suite.repair_distribution(&first);
    suite.hours_pass(2);
    suite.crank("submit_batch").unwrap();
    assert_eq!(suite.batch(1).unplaced, Shares::ZERO);
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    assert_eq!(suite.coins_of("alice"), 500 * COIN);
    suite.check_everything();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All Rust files below folders of the project, sorted.
fn sources(folders: &[&str]) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = folders.iter().map(|folder| root().join(folder)).collect();
    let mut found = vec![];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn t37_contracts_query_only_each_other() {
    let files = sources(&[
        "contracts/staking-hub/src",
        "contracts/staking-token/src",
        "contracts/validator-registry/src",
        "contracts/reward-distributor/src",
        "contracts/restaking-vault/src",
        "contracts/service-registry/src",
        "contracts/slash-coordinator/src",
        "contracts/insurance-fund/src",
        "packages/interface/src",
    ]);
    // Every smart query names one of the suite's own links, which are set once.
    let allowed = ["links.token", "links.registry", "links.distributor", "self.0", "hub"];
    let mut seen = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        // What the chain says of a contract runs no code of it; what would is not built by hand.
        for by_hand in ["WasmQuery::Smart", "WasmQuery::Raw", "QueryRequest::"] {
            assert!(!text.contains(by_hand), "{} builds a query by hand", file.display());
        }
        let direct = text.split("query_wasm_smart(").skip(1);
        // By way of one value: the querier comes first, then the contract.
        let by_value = text.split("query_smart(querier,").chain(text.split(">(querier,"));
        let by_value = by_value.filter(|call| call.trim_start().starts_with("&self."));
        for call in direct.chain(by_value) {
            let target = call.trim_start().trim_start_matches('&');
            let target = target.split([',', ')']).next().unwrap().trim();
            assert!(allowed.contains(&target), "{}: asks {target}", file.display());
            seen += 1;
        }
    }
    assert!(seen >= 5, "{seen} queries were found");
    // The adapter of a swap is never asked anything, only its coins are counted: in the test of
    // T24 it answers no query at all, and the swap works.
}

#[test]
fn t38_messages_of_the_suite_to_itself_are_refused_from_strangers() {
    let mut suite = staked(100);
    let before = suite.snapshot();
    for who in ["mallory", "owner", "guardian", "token", "registry", "hub"] {
        let outcome = suite.distributor_call(who, &distributor::ExecuteMsg::CompleteRaise {});
        refused!(outcome, distributor, DistributorError::NotItself { .. });
    }
    let hub = suite.hub.clone();
    for who in ["mallory", "owner", "registry", "token"] {
        suite.fund(who, COIN);
        let outcome = suite.execute(who, &hub, &ExecuteMsg::AddRewards {}, COIN);
        refused!(outcome, hub, HubError::Unauthorized { role: "distributor", .. });
    }
    let targets = ExecuteMsg::UpdateTargets { targets: vec![], max_share: Decimal::one() };
    for who in ["mallory", "owner", "distributor", "token", "hub"] {
        let outcome = suite.hub_call(who, &targets);
        refused!(outcome, hub, HubError::Unauthorized { role: "registry", .. });
    }
    let named = distributor::ExecuteMsg::Distribute { keeper: Some(suite.actor("owner").into()) };
    suite.donate("mallory", "distributor", COIN).unwrap();
    let outcome = suite.distributor_call("mallory", &named);
    refused!(outcome, distributor, DistributorError::KeeperNamed { .. });
    assert_eq!(suite.snapshot().books, before.books);
}

#[test]
fn t39_whatever_is_named_twice_in_one_list_is_refused() {
    let mut suite = staked(100);
    let val = suite.operator("val1");
    let twice = Some(vec![val.clone(), val.clone()]);
    for msg in [
        ExecuteMsg::Sync { skip: twice.clone() },
        ExecuteMsg::DelegateBuffer { limit: None, skip: twice.clone() },
        ExecuteMsg::SubmitBatch {
            max_parts: None,
            skip: twice.clone(),
            undelegations: Default::default(),
        },
        ExecuteMsg::Rebalance { max_moves: None, skip: twice.clone(), min_redelegation: None },
        ExecuteMsg::Harvest {
            limit: None,
            skip: twice,
            validators: Default::default(),
            withdrawals: Default::default(),
            stages: Default::default(),
        },
    ] {
        refused!(suite.hub_call("mallory", &msg), hub, HubError::DuplicateValidator { .. });
    }
    let four = (1..=4).map(|index| suite.operator(&format!("val{index}"))).collect();
    let outcome = suite.hub_call("mallory", &ExecuteMsg::Sync { skip: Some(four) });
    refused!(outcome, hub, HubError::TooManySkipped { came: 4 });
    let scopes = [Scope::Bond, Scope::Harvest, Scope::Bond];
    refused!(suite.pause("owner", &scopes, 60), hub, HubError::BadScopes {});
    refused!(suite.pause("guardian", &scopes, 60), hub, HubError::BadScopes {});
    refused!(suite.resume("owner", &scopes), hub, HubError::BadScopes {});
    refused!(
        suite.set_weights("owner", &[("val1", 100), ("val2", 1), ("val1", 100)]),
        registry,
        RegistryError::NamedTwice { .. }
    );
    let receiver = |name: &str| distributor::Receiver {
        address: suite.actor(name).to_string(),
        weight: 1,
        label: name.to_string(),
    };
    let receivers = Some(vec![receiver("treasury"), receiver("other"), receiver("treasury")]);
    let change = distributor::ExecuteMsg::UpdateConfig { fee: None, keeper_pay: None, receivers };
    let outcome = suite.distributor_call("owner", &change);
    refused!(outcome, distributor, DistributorError::DuplicateReceiver { .. });
    // Targets from the registry itself, and validators at birth.
    let target = registry::Target {
        validator: val.clone(),
        weight: 1,
        standing: registry::Standing::Active,
    };
    let targets = ExecuteMsg::UpdateTargets {
        targets: vec![target.clone(), target],
        max_share: Decimal::one(),
    };
    refused!(suite.hub_call("registry", &targets), hub, HubError::DuplicateValidator { .. });
    let born = Suite::builder().validators(2).weights(&[("val1", 1), ("val1", 1)]).try_build();
    let refusal = weir_testing::Refusal::new(born.err().unwrap());
    assert!(matches!(refusal.registry(), Some(RegistryError::NamedTwice { .. })), "{refusal}");
}

/// Texts that are no message of any contract, however forgiving its reader.
fn malformed(name: &str, field: &str) -> Vec<String> {
    let deep = |open: &str, close: &str, depth: usize| {
        format!("{{\"{name}\":{{\"{field}\":{}{}}}}}", open.repeat(depth), close.repeat(depth))
    };
    vec![
        String::new(),
        " ".into(),
        "null".into(),
        "[]".into(),
        "{}".into(),
        "{".into(),
        "\"".into(),
        format!("{{\"{name}\":{{}}"),
        format!("{{\"{name}\":{{}}}}}}"),
        format!("{{\"{name}\":{{}}}}x"),
        format!("{{\"{name}\":{{}}}}\0"),
        format!("{{\"{name}\":{{}}}} {{\"{name}\":{{}}}}"),
        format!("\u{feff}{{\"{name}\":{{}}}}"),
        format!("{{\"{name}\":{{}},\"{name}\":{{}}}}"),
        format!("{{\"{name}\":{{\"no_such_field\":1}}}}"),
        format!("{{\"{}\":{{}}}}", name.to_uppercase()),
        format!("{{\" {name}\":{{}}}}"),
        format!("{{'{name}':{{}}}}"),
        format!("{{\"{name}\":{{\"{field}\":1,\"{field}\":1}}}}"),
        format!("{{\"{name}\":{{\"{field}\":NaN}}}}"),
        format!("{{\"{name}\":{{\"{field}\":1e400}}}}"),
        deep("[", "]", 100_000),
        deep("{\"a\":", "}", 100_000),
        deep("[", "", 100_000),
        "[".repeat(100_000),
        "{\"a\":".repeat(100_000),
        format!("\"{}\"", "\\u0000".repeat(10_000)),
    ]
}

#[test]
fn t40_malformed_messages_are_errors_at_every_entry_point() {
    let mut suite = staked(100);
    let entries = [
        ("hub", "withdraw_batch", "batch_id"),
        ("hub", "harvest", "stages"),
        ("hub", "bond", "donate"),
        ("hub", "update_config", "parameters"),
        ("token", "transfer", "amount"),
        ("registry", "set_weights", "weights"),
        ("distributor", "distribute", "keeper"),
    ];
    let before = suite.snapshot();
    for (contract, name, field) in entries {
        for text in malformed(name, field) {
            let refusal = raw(&mut suite, "mallory", contract, &text).unwrap_err();
            let head: String = text.chars().take(80).collect();
            assert!(refusal.hub().is_none() && refusal.token().is_none(), "{head}: {refusal}");
            let panicked = matches!(
                refusal.chain(),
                Some(
                    embedded_chain::ChainError::ContractPanic { .. }
                        | embedded_chain::ChainError::GoPanic { .. }
                )
            );
            assert!(!panicked, "{head}: {refusal}");
        }
    }
    for (contract, name, field) in [
        ("hub", "redemption_rate", "params"),
        ("hub", "batch", "id"),
        ("token", "balance", "address"),
        ("registry", "validator", "validator"),
        ("distributor", "credit", "address"),
    ] {
        let contract_addr = suite.actor(contract).to_string();
        for text in malformed(name, field) {
            let msg = Binary::from(text.as_bytes());
            let query = WasmQuery::Smart { contract_addr: contract_addr.clone(), msg };
            let answer = suite.chain.query::<serde_json::Value>(query);
            let error = answer.expect_err("a malformed query was answered");
            let found = embedded_chain::ChainError::of(&error);
            assert!(
                !matches!(found, Some(embedded_chain::ChainError::ContractPanic { .. })),
                "{error}"
            );
        }
    }
    // What travels inside a send, in base64.
    for text in malformed("queue_unbond", "receiver") {
        let send = token::ExecuteMsg::Send {
            contract: suite.hub.to_string(),
            amount: COIN.into(),
            msg: Binary::from(text.as_bytes()),
        };
        refused!(suite.token_call("alice", &send), hub, HubError::Std(_));
    }
    let mallory = suite.actor("mallory");
    for code_id in 1..=4 {
        for text in malformed("owner", "denom") {
            let msg = WasmMsg::Instantiate {
                admin: None,
                code_id,
                label: "x".into(),
                msg: Binary::from(text.as_bytes()),
                funds: vec![],
            };
            assert!(suite.chain.execute(&mallory, msg).is_err());
        }
    }
    assert_eq!(suite.snapshot(), before);
}

#[test]
fn t40_numbers_in_other_spellings_are_errors_or_the_same_number() {
    let mut suite = staked(100);
    let funds = || vec![cosmwasm_std::coin(4, "uatom")];
    suite.fund("mallory", 4);
    let hub = suite.hub.clone();
    // Either an error of the reader, or five shares are asked for and four units are too few.
    for spelled in [
        r#""5""#,
        r#""0005""#,
        r#""+5""#,
        r#""5 ""#,
        r#"" 5""#,
        r#""5e0""#,
        r#""5.0""#,
        r#""0x5""#,
        r#""-5""#,
        r#""٥""#,
        r#""5_0""#,
        "5",
        "5e0",
        "5.0",
        r#""""#,
        r#""NaN""#,
        r#""340282366920938463463374607431768211461""#,
    ] {
        let msg = Binary::from(format!(r#"{{"bond":{{"min_shares":{spelled}}}}}"#).into_bytes());
        let refusal = suite.execute_raw("mallory", &hub, msg, funds()).unwrap_err();
        let read = match refusal.hub() {
            Some(HubError::TooFewShares { min, .. }) => Some(min.u128()),
            Some(other) => panic!("{spelled}: {other}"),
            None => None,
        };
        assert!(read.is_none() || read == Some(5), "{spelled} was read as {read:?}");
    }
    assert_eq!(suite.coins_of("mallory"), 4);
}

#[test]
fn t41_an_id_has_one_spelling() {
    let mut suite = staked(100);
    suite.queue_unbond("alice", COIN).unwrap();
    for spelled in [
        r#""1""#,
        r#""+1""#,
        r#""01""#,
        "01",
        "+1",
        "1.0",
        "1e0",
        "-1",
        "1_0",
        "true",
        "[1]",
        "null",
        "18446744073709551616",
        "18446744073709551617",
    ] {
        for msg in [
            format!(r#"{{"withdraw_batch":{{"batch_id":{spelled}}}}}"#),
            format!(r#"{{"transfer_unbond_request":{{"batch_id":{spelled},"recipient":"x"}}}}"#),
        ] {
            let refusal = raw(&mut suite, "alice", "hub", &msg).unwrap_err();
            assert!(refusal.hub().is_none(), "{msg} was read: {refusal}");
        }
        if spelled != "null" {
            let msg = format!(r#"{{"cancel_unbond":{{"batch_id":{spelled}}}}}"#);
            let refusal = raw(&mut suite, "alice", "hub", &msg).unwrap_err();
            assert!(refusal.hub().is_none(), "{msg} was read: {refusal}");
        }
    }
    // A validator has one spelling too.
    let val = suite.operator("val1");
    for spelled in [val.to_uppercase(), format!(" {val}"), format!("{val} "), "val1".into()] {
        let add = registry::ExecuteMsg::AddValidator { validator: spelled.clone(), weight: 1 };
        assert!(suite.registry_call("owner", &add).is_err(), "{spelled:?} was added");
        let weights = vec![registry::Weight { validator: spelled.clone(), weight: 1 }];
        let set = registry::ExecuteMsg::SetWeights { weights };
        refused!(suite.registry_call("owner", &set), registry, RegistryError::Unknown { .. });
    }
    let _: Addr = suite.actor("alice");
}
