//! What a contract sees: replies, queries, faults, panics, and what the meter counts of it.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use crate::common::proxy::{self, Ask, Outcome, Run};
use crate::common::*;
use anybuf::Bufany;
use cosmwasm_std::{
    coin, coins, from_json, to_json_binary, Addr, AllDelegationsResponse, Api, CodeInfoResponse,
    CosmosMsg, DelegationResponse, DistributionMsg, GovMsg, QueryRequest, StakingMsg, StakingQuery,
    VoteOption, WasmMsg, WasmQuery,
};
use embedded_chain::{ChainError, Fault, Unreadable};

fn with_proxy() -> (World, Addr) {
    let mut w = world();
    let code = w.chain.store_code(proxy::contract());
    let empty = cosmwasm_std::Empty {};
    let proxy = w.chain.instantiate(code, &w.alice, &empty, &[], "proxy", None).unwrap();
    w.chain.mint(&proxy, coins(10_000, DENOM)).unwrap();
    (w, proxy)
}

fn run(w: &mut World, proxy: &Addr, msg: Run) -> Outcome {
    let alice = w.alice.clone();
    w.chain.execute_contract(&alice, proxy, &msg, &[]).unwrap();
    w.chain.query_contract(proxy, &Ask::Last).unwrap()
}

#[test]
fn calls_go_as_deep_as_the_chain_allows_and_an_error_of_the_deepest_can_be_survived() {
    let (mut w, proxy) = with_proxy();
    let call = |msg: Run| -> CosmosMsg {
        let (contract_addr, funds) = (proxy.to_string(), vec![]);
        WasmMsg::Execute { contract_addr, msg: to_json_binary(&msg).unwrap(), funds }.into()
    };
    let note = || Run::Note(1, "deep".to_string());
    let (alice, deep) = (w.alice.clone(), Run::Plain(vec![call(Run::Plain(vec![call(note())]))]));
    w.chain.limit_calls(Some(2));
    let refused = w.chain.execute_contract(&alice, &proxy, &deep, &[]).unwrap_err();
    assert_eq!(ChainError::of(&refused), Some(&ChainError::MaxCallDepth));
    let survives = Run::Isolated(vec![call(Run::Plain(vec![call(note())]))]);
    assert!(matches!(run(&mut w, &proxy, survives), Outcome::Failed(_)));
    w.chain.limit_calls(Some(3));
    w.chain.execute_contract(&alice, &proxy, &deep, &[]).unwrap();
}

fn act(w: &mut World, proxy: &Addr, msg: impl FnOnce(&World) -> CosmosMsg) -> Outcome {
    let msg = msg(w);
    run(w, proxy, Run::Isolated(vec![msg]))
}

fn delegate(w: &World, amount: u128) -> CosmosMsg {
    StakingMsg::Delegate { validator: w.v1.clone(), amount: coin(amount, DENOM) }.into()
}

fn undelegate(w: &World, amount: u128) -> CosmosMsg {
    StakingMsg::Undelegate { validator: w.v1.clone(), amount: coin(amount, DENOM) }.into()
}

#[track_caller]
fn done(outcome: Outcome) -> (String, Vec<u8>) {
    match outcome {
        Outcome::Done { type_url, value, .. } => (type_url, value.to_vec()),
        Outcome::Failed(error) => panic!("{error}"),
    }
}

#[test]
fn the_reply_of_an_undelegation_has_the_completion_time_and_the_true_amount() {
    let (mut w, proxy) = with_proxy();
    done(act(&mut w, &proxy, |w| delegate(w, 1000)));
    w.chain.slash(&w.v1, 100, percent(3)).unwrap();
    let outcome = act(&mut w, &proxy, |w| undelegate(w, 1));
    let Outcome::Done { type_url, value, data } = outcome else { panic!("{outcome:?}") };
    assert_eq!(type_url, "/cosmos.staking.v1beta1.MsgUndelegateResponse");
    assert_eq!(data.as_ref(), Some(&value));
    let answer = Bufany::deserialize(&value).unwrap();
    let completes = w.chain.block().time.plus_seconds(UNBONDING).seconds();
    assert_eq!(answer.message(1).unwrap().int64(1), Some(completes as i64));
    assert_eq!(answer.message(2).unwrap().string(1).unwrap(), DENOM);
    assert_eq!(answer.message(2).unwrap().string(2).unwrap(), "0", "one unit was asked for");
}

#[test]
fn the_reply_of_a_redelegation_has_the_completion_time() {
    let (mut w, proxy) = with_proxy();
    done(act(&mut w, &proxy, |w| delegate(w, 1000)));
    let move_it = |w: &World| -> CosmosMsg {
        let (src_validator, dst_validator) = (w.v1.clone(), w.v2.clone());
        StakingMsg::Redelegate { src_validator, dst_validator, amount: coin(10, DENOM) }.into()
    };
    let (url, value) = done(act(&mut w, &proxy, |w| move_it(w)));
    assert_eq!(url, "/cosmos.staking.v1beta1.MsgBeginRedelegateResponse");
    let seconds = Bufany::deserialize(&value).unwrap().message(1).unwrap().int64(1).unwrap();
    assert_eq!(seconds as u64, w.chain.block().time.plus_seconds(UNBONDING).seconds());
    // out of an unbonded validator: Go's zero time
    w.chain.jail(&w.v1).unwrap();
    w.chain.next_block();
    w.chain.advance_block(UNBONDING);
    w.chain.next_block();
    let (_, value) = done(act(&mut w, &proxy, |w| move_it(w)));
    let seconds = Bufany::deserialize(&value).unwrap().message(1).unwrap().int64(1).unwrap();
    assert_eq!(seconds, -62_135_596_800);
}

#[test]
fn the_reply_of_a_withdrawal_has_the_coins() {
    let (mut w, proxy) = with_proxy();
    done(act(&mut w, &proxy, |w| delegate(w, 10_000)));
    w.chain.reward_validator(&w.v1, coins(10_000_000, "coin")).unwrap();
    let msg = DistributionMsg::WithdrawDelegatorReward { validator: w.v1.clone() };
    let (_, value) = done(run(&mut w, &proxy, Run::Isolated(vec![msg.into()])));
    let answer = Bufany::deserialize(&value).unwrap();
    let coin = answer.message(1).unwrap();
    assert_eq!(coin.string(1).unwrap(), "coin");
    // 10,000,000 * 0.9 * 10,000 / 1,000,010,000 = 89.9991
    assert_eq!(coin.string(2).unwrap(), "89");
}

#[test]
fn a_broken_validator_fails_every_action_and_a_reply_isolates_it() {
    let (mut w, proxy) = with_proxy();
    done(act(&mut w, &proxy, |w| delegate(w, 1000)));
    w.chain.break_distribution(&w.v1, Fault::Error).unwrap();
    for msg in [delegate(&w, 1), undelegate(&w, 1)] {
        assert!(matches!(run(&mut w, &proxy, Run::Isolated(vec![msg])), Outcome::Failed(_)));
    }
    let one = StakingQuery::Delegation { delegator: proxy.to_string(), validator: w.v1.clone() };
    assert!(matches!(run(&mut w, &proxy, Run::Ask(one.into())), Outcome::Failed(_)));
    let all = StakingQuery::AllDelegations { delegator: proxy.to_string() };
    done(run(&mut w, &proxy, Run::Ask(all.into())));
    w.chain.repair_distribution(&w.v1).unwrap();
    done(act(&mut w, &proxy, |w| undelegate(w, 1)));
}

#[test]
fn a_native_panic_kills_the_whole_transaction_and_leaves_nothing_of_it() {
    let (mut w, proxy) = with_proxy();
    done(act(&mut w, &proxy, |w| delegate(w, 1000)));
    w.chain.break_distribution(&w.v1, Fault::Panic).unwrap();
    let (wallet, staked) = (w.wallet(&proxy), w.staked(&proxy, &w.v2));
    let other = StakingMsg::Delegate { validator: w.v2.clone(), amount: coin(5, DENOM) };
    let run = Run::Isolated(vec![other.into(), undelegate(&w, 1)]);
    let error = refused(w.chain.execute_contract(&w.alice, &proxy, &run, &[]));
    assert!(matches!(error, ChainError::GoPanic { .. }));
    assert_eq!((w.wallet(&proxy), w.staked(&proxy, &w.v2)), (wallet, staked));
    // and so does a query inside a contract
    let one = StakingQuery::Delegation { delegator: proxy.to_string(), validator: w.v1.clone() };
    let error = refused(w.chain.execute_contract(&w.alice, &proxy, &Run::Ask(one.into()), &[]));
    assert!(matches!(error, ChainError::GoPanic { .. }));
    // the chain goes on
    w.chain.next_block();
    w.chain.delegate(&w.alice, &w.v2, 5).unwrap();
    w.assert_conserved();
}

#[test]
fn a_reply_learns_only_the_code_of_a_native_error() {
    let (mut w, proxy) = with_proxy();
    done(act(&mut w, &proxy, |w| delegate(w, 1000)));
    for _ in 0..7 {
        done(act(&mut w, &proxy, |w| undelegate(w, 1)));
        w.chain.next_block();
    }
    let told = |outcome| match outcome {
        Outcome::Failed(text) => text,
        other => panic!("{other:?}"),
    };
    let text = told(act(&mut w, &proxy, |w| undelegate(w, 1)));
    assert_eq!(text, "codespace: staking, code: 27");
    let text = told(act(&mut w, &proxy, |w| delegate(w, 10_000_000)));
    assert_eq!(text, "codespace: sdk, code: 5");
}

#[test]
fn a_fault_is_seen_by_inspection_as_an_error() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 10).unwrap();
    w.chain.break_distribution(&w.v1, Fault::Panic).unwrap();
    assert!(matches!(w.chain.rewards(&w.alice, &w.v1), Err(ChainError::GoPanic { .. })));
    // blocks and slashes go on
    w.chain.next_block();
    w.chain.slash(&w.v1, 100, percent(5)).unwrap();
    w.assert_conserved();
}

#[test]
fn a_contracts_own_panic_is_an_ordinary_error() {
    let (mut w, proxy) = with_proxy();
    let error = refused(w.chain.execute_contract(&w.alice, &proxy, &Run::Panic, &[]));
    assert_eq!((error.codespace(), error.code()), ("wasm", 5));
    let msg = cosmwasm_std::to_json_binary(&Run::Panic).unwrap();
    let call =
        cosmwasm_std::WasmMsg::Execute { contract_addr: proxy.to_string(), msg, funds: vec![] };
    let outcome = run(&mut w, &proxy, Run::Isolated(vec![call.into()]));
    assert!(matches!(outcome, Outcome::Failed(text) if text.contains("the contract is broken")));
    assert!(w.chain.query_contract::<Outcome>(&proxy, &Ask::Panic).is_err());
}

#[test]
fn one_missing_validator_record_fails_all_delegations() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 10).unwrap();
    w.chain.delegate(&w.alice, &w.v2, 10).unwrap();
    let all = || -> QueryRequest<_> {
        StakingQuery::AllDelegations { delegator: w.alice.to_string() }.into()
    };
    let (all, alice) = (all(), w.alice.to_string());
    let one = |validator: &String| StakingQuery::Delegation {
        delegator: alice.clone(),
        validator: validator.clone(),
    };
    w.chain.unreadable(&w.v1, Some(Unreadable::RecordMissing)).unwrap();
    assert!(w.chain.query::<AllDelegationsResponse>(all.clone()).is_err());
    assert!(w.chain.query::<DelegationResponse>(one(&w.v1)).is_err());
    w.chain.query::<DelegationResponse>(one(&w.v2)).unwrap();
    assert_eq!(refused(w.chain.undelegate(&w.alice, &w.v1, 1)), ChainError::NoValidatorFound);

    w.chain.unreadable(&w.v1, Some(Unreadable::DelegationQueries)).unwrap();
    assert!(w.chain.query::<AllDelegationsResponse>(all.clone()).is_err());
    assert!(w.chain.query::<DelegationResponse>(one(&w.v1)).is_err());
    w.chain.undelegate(&w.alice, &w.v1, 1).unwrap();

    w.chain.unreadable(&w.v1, Some(Unreadable::DelegationQuery)).unwrap();
    w.chain.query::<AllDelegationsResponse>(all.clone()).unwrap();
    assert!(w.chain.query::<DelegationResponse>(one(&w.v1)).is_err());
    w.chain.unreadable(&w.v1, None).unwrap();
    w.chain.query::<DelegationResponse>(one(&w.v1)).unwrap();
}

#[test]
fn a_delegation_can_be_redelegated_wholly_or_not_at_all() {
    let mut w = world();
    w.chain.delegate(&w.alice, &w.v1, 10).unwrap();
    w.chain.redelegate(&w.alice, &w.v1, &w.v2, 4).unwrap();
    w.chain.reward_validator(&w.v1, coins(STAKE, "coin")).unwrap();
    let one = |validator: &String| StakingQuery::Delegation {
        delegator: w.alice.to_string(),
        validator: validator.clone(),
    };
    let ask = |v: &String| w.chain.query::<DelegationResponse>(one(v)).unwrap().delegation;
    let first = ask(&w.v1).unwrap();
    assert_eq!((first.amount.amount.u128(), first.can_redelegate.amount.u128()), (6, 6));
    // 10^9 * 0.9 * 6 / (10^9 + 6) = 5.39...
    assert_eq!(first.accumulated_rewards, coins(5, "coin"));
    let second = ask(&w.v2).unwrap();
    assert_eq!((second.amount.amount.u128(), second.can_redelegate.amount.u128()), (4, 0));
    assert!(ask(&w.v3).is_none());
}

#[test]
fn the_address_of_instantiate2_can_be_computed_before() {
    let mut w = world();
    let code = w.chain.store_code(proxy::contract());
    let info: CodeInfoResponse = w.chain.query(WasmQuery::CodeInfo { code_id: code }).unwrap();
    let api = w.chain.app().api();
    let creator = api.addr_canonicalize(w.alice.as_str()).unwrap();
    let expected =
        cosmwasm_std::instantiate2_address(info.checksum.as_slice(), &creator, b"salt").unwrap();
    let expected = api.addr_humanize(&expected).unwrap();
    let empty = cosmwasm_std::Empty {};
    let made =
        w.chain.instantiate2(code, &w.alice, &empty, &[], "proxy", None, b"salt".to_vec()).unwrap();
    assert_eq!(made, expected);
    assert!(made.as_str().starts_with("cosmos1"));
}

#[test]
fn votes_are_remembered() {
    let (mut w, proxy) = with_proxy();
    let vote: CosmosMsg = GovMsg::Vote { proposal_id: 7, option: VoteOption::No }.into();
    let (url, _) = done(run(&mut w, &proxy, Run::Isolated(vec![vote])));
    assert_eq!(url, "/cosmos.gov.v1beta1.MsgVoteResponse");
    let votes = w.chain.votes(7).unwrap();
    assert_eq!((votes.len(), &votes[0].voter), (1, &proxy));
    assert_eq!(votes[0].options[0].option, VoteOption::No);
    assert!(w.chain.votes(8).unwrap().is_empty());
    let bad: CosmosMsg = GovMsg::VoteWeighted { proposal_id: 7, options: vec![] }.into();
    assert!(matches!(run(&mut w, &proxy, Run::Isolated(vec![bad])), Outcome::Failed(_)));
}

#[test]
fn other_modules_and_unknown_queries_are_refused() {
    let (mut w, proxy) = with_proxy();
    let grpc = cosmwasm_std::GrpcQuery { path: "/x".into(), data: Default::default() };
    assert!(matches!(run(&mut w, &proxy, Run::Ask(QueryRequest::Grpc(grpc))), Outcome::Failed(_)));
    let any = cosmwasm_std::AnyMsg { type_url: "/x".into(), value: Default::default() };
    assert!(matches!(
        run(&mut w, &proxy, Run::Isolated(vec![CosmosMsg::Any(any)])),
        Outcome::Failed(_)
    ));
}

#[test]
fn the_meter_counts_what_a_transaction_did() {
    let (mut w, proxy) = with_proxy();
    let alice = w.alice.clone();
    for id in 0..3 {
        w.chain.execute_contract(&alice, &proxy, &Run::Note(id, "four".into()), &[]).unwrap();
    }
    let call = |msg: &Run| cosmwasm_std::WasmMsg::Execute {
        contract_addr: proxy.to_string(),
        msg: cosmwasm_std::to_json_binary(msg).unwrap(),
        funds: vec![],
    };
    let (answer, reading) =
        w.chain.execute_metered(&alice, call(&Run::Isolated(vec![delegate(&w, 10)])));
    answer.unwrap();
    assert_eq!((reading.contracts.len(), reading.loads()), (1, 2), "execute and reply");
    assert_eq!((reading.submessages, reading.messages), (1, 0));
    assert_eq!((reading.rows_written, reading.rows_read), (1, 0));
    assert!(reading.bytes_written > 4);
    let (answer, reading) = w.chain.execute_metered(&alice, call(&Run::ReadNotes));
    answer.unwrap();
    // key: 2 bytes of length, "notes", 8 bytes of id; value: "four" in quotes
    assert_eq!((reading.iterator_steps, reading.bytes_read), (3, 3 * (2 + 5 + 8 + 6)));
    let ask = Run::Ask(StakingQuery::BondedDenom {}.into());
    let (_, reading) = w.chain.execute_metered(&alice, call(&ask));
    assert_eq!(reading.native_by_kind.get("staking/bonded_denom"), Some(&1));
    let last = cosmwasm_std::to_json_binary(&Ask::Last).unwrap();
    let smart = WasmQuery::Smart { contract_addr: proxy.to_string(), msg: last };
    let (_, reading) = w.chain.execute_metered(&alice, call(&Run::Ask(smart.into())));
    assert_eq!((reading.smart_queries, reading.loads()), (1, 2));
    assert!(!w.chain.meter().is_on());
    let outcome: Outcome = w.chain.query_contract(&proxy, &Ask::Last).unwrap();
    let inner: Outcome = from_json(done(outcome).1).unwrap();
    assert!(matches!(inner, Outcome::Done { .. }));
}
