//! What an auditor of the money paths tried: sequences of users, keepers, slashes, faults and time.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::threats_common::{settle, stake, staked, submit, until, COIN, DAY, HOUR};
use cosmwasm_std::{coin, Decimal, Timestamp};
use cw_multi_test::ContractWrapper;
use embedded_chain::{EmbeddedChain, Unreadable};
use weir_interface::distributor;
use weir_interface::hub::{ConfigResponse, ExecuteMsg, QueryMsg, ReceiveMsg};
use weir_interface::token;
use weir_staking_hub::ContractError;
use weir_testing::Suite;

fn submit_msg(max_parts: Option<u32>, skip: Option<Vec<String>>) -> ExecuteMsg {
    ExecuteMsg::SubmitBatch { max_parts, skip, undelegations: Default::default() }
}

/// Time passes in one block; keepers do not act.
fn wait(suite: &mut Suite, seconds: u64) {
    let moment = suite.now() + seconds;
    until(suite, moment);
}

/// A chain whose blocks begin at half a second, with Weir on it and nobody's keepers.
struct FastChain {
    chain: EmbeddedChain,
    hub: cosmwasm_std::Addr,
}

impl FastChain {
    fn new() -> Self {
        let mut chain = EmbeddedChain::builder()
            .denom("uatom")
            .start(1_000, Timestamp::from_nanos(1_667_260_800_500_000_000))
            .validator("val1", 1_000_000 * COIN)
            .validator("val2", 1_000_000 * COIN)
            .build()
            .unwrap();
        let codes = [
            chain.store_code({
                use weir_staking_hub::contract::{execute, instantiate, query, reply};
                Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply))
            }),
            chain.store_code({
                use weir_staking_token::{execute, instantiate, query};
                Box::new(ContractWrapper::new(execute, instantiate, query))
            }),
            chain.store_code({
                use weir_validator_registry::contract::{execute, instantiate, query};
                Box::new(ContractWrapper::new(execute, instantiate, query))
            }),
            chain.store_code({
                use weir_reward_distributor::contract::{execute, instantiate, query, reply};
                Box::new(ContractWrapper::new(execute, instantiate, query).with_reply(reply))
            }),
        ];
        let deployer = chain.account("deployer");
        chain.mint(&deployer, vec![coin(10 * COIN, "uatom")]).unwrap();
        let msg = Suite::builder().validators(2).message(&chain, codes);
        let funds = [coin(10 * COIN, "uatom")];
        let hub = chain.instantiate(codes[0], &deployer, &msg, &funds, "hub", None).unwrap();
        Self { chain, hub }
    }

    fn hub(&mut self, who: &str, msg: &ExecuteMsg, units: u128) -> anyhow::Result<()> {
        let sender = self.chain.account(who);
        let funds = if units == 0 { vec![] } else { vec![coin(units, "uatom")] };
        let msg = cosmwasm_std::WasmMsg::Execute {
            contract_addr: self.hub.to_string(),
            msg: cosmwasm_std::to_json_binary(msg).unwrap(),
            funds,
        };
        self.chain.execute(&sender, msg).map(|_| ())
    }
}

#[test]
fn coins_of_a_part_paid_within_the_second_it_completes_in_are_not_surplus() {
    let mut world = FastChain::new();
    let alice = world.chain.account("alice");
    world.chain.mint(&alice, vec![coin(1_000 * COIN, "uatom")]).unwrap();
    world.hub("alice", &crate::threats_common::bond_msg(), 1_000 * COIN).unwrap();
    let delegate = ExecuteMsg::DelegateBuffer { limit: None, skip: None };
    world.hub("keeper", &delegate, 0).unwrap();
    let config: ConfigResponse =
        world.chain.query_contract(&world.hub, &QueryMsg::Config {}).unwrap();
    let send = token::ExecuteMsg::Send {
        contract: world.hub.to_string(),
        amount: (500 * COIN).into(),
        msg: cosmwasm_std::to_json_binary(&ReceiveMsg::QueueUnbond { receiver: None }).unwrap(),
    };
    let token = token::TokenContract(cosmwasm_std::Addr::unchecked(config.stake_token));
    world.chain.execute(&alice, token.call(&send).unwrap()).unwrap();
    world.chain.advance_block(6 * HOUR + 6);
    world.hub("keeper", &submit_msg(None, None), 0).unwrap();
    // The first block past completion, half a second into its second: it pays at its end.
    world.chain.advance_block(21 * DAY);
    // The next one is within the same second.
    world.chain.advance_block(0);
    let _ = world.hub("mallory", &ExecuteMsg::SweepSurplus {}, 0);
    world.chain.advance_block(1);
    for _ in 0..3 {
        let _ = world.hub("keeper", &ExecuteMsg::Reconcile { limit: None }, 0);
        world.chain.advance_block(1);
    }
    let before = world.chain.balance(&alice, "uatom").u128();
    let msg = ExecuteMsg::WithdrawUnbonded { receiver: None, start_after: None, limit: None };
    let _ = world.hub("alice", &msg, 0);
    let paid = world.chain.balance(&alice, "uatom").u128() - before;
    assert!(paid >= 499 * COIN, "alice redeemed 500 coins and is paid {paid}");
}

#[test]
fn a_shortfall_given_up_and_added_to_again_can_still_be_paid() {
    let mut suite = staked(1_000);
    let shares = suite.shares_of("alice");
    suite.queue_unbond("alice", shares).unwrap();
    suite.next_block();
    wait(&mut suite, 6 * HOUR);
    let lose_a_part = |suite: &mut Suite| {
        let before: Vec<u128> = suite.snapshot().delegations.values().copied().collect();
        let names: Vec<String> = suite.snapshot().delegations.keys().cloned().collect();
        suite.hub_call("keeper", &submit_msg(Some(1), None)).unwrap();
        let height = suite.chain.block().height;
        let after = suite.snapshot().delegations.clone();
        let served = names
            .iter()
            .zip(&before)
            .find(|(name, held)| after.get(*name).copied().unwrap_or_default() < **held)
            .map(|(name, _)| name.clone())
            .unwrap();
        suite.next_block();
        suite.slash_at(&served, height, Decimal::percent(10));
        settle(suite, 1);
    };
    lose_a_part(&mut suite);
    wait(&mut suite, 91 * DAY);
    suite.crank("reconcile").unwrap();
    lose_a_part(&mut suite);
    suite.donate("dora", "hub", 100 * COIN).unwrap();
    suite.next_block();
    let paid = suite.crank("reconcile");
    assert!(paid.is_ok(), "{}", paid.unwrap_err());
    suite.check_everything();
}

#[test]
fn rewards_vest_at_the_usual_pace_after_nearly_everyone_left_and_others_came() {
    let mut suite = stake(Suite::new(), 1_000_000);
    suite.keepers = true;
    suite.days_pass(3);
    suite.keepers = false;
    let shares = suite.shares_of("alice");
    suite.queue_unbond("alice", shares).unwrap();
    submit(&mut suite).unwrap();
    suite.bond("bob", 1_000_000 * COIN).unwrap();
    suite.keepers = true;
    for _ in 0..60 {
        suite.days_pass(1);
    }
    let s = suite.snapshot();
    let unvested = s.books.stake.vesting.unvested(s.now).unwrap().u128();
    // Rewards of a day are about 247 coins after the fee.
    assert!(unvested < 7 * 250 * COIN, "{unvested} units still wait after 60 days");
}

#[test]
fn a_gift_to_a_young_hub_does_not_hold_the_rewards_of_later_years() {
    let mut suite = Suite::new();
    suite.keepers = false;
    suite.donate("mallory", "distributor", 1_000 * COIN).unwrap();
    suite.distribute().unwrap();
    let mut suite = stake(suite, 1_000_000);
    suite.keepers = true;
    for _ in 0..120 {
        suite.days_pass(1);
    }
    let s = suite.snapshot();
    let unvested = s.books.stake.vesting.unvested(s.now).unwrap().u128();
    assert!(unvested < 7 * 250 * COIN + 1_000 * COIN, "{unvested} units still wait");
}

#[test]
fn whoever_leaves_cannot_hide_a_slash_by_skipping_a_validator_that_can_be_read() {
    let world = Suite::builder()
        .weights(&[("val1", 20), ("val2", 100), ("val3", 100), ("val4", 100), ("val5", 100)])
        .registry(|terms| terms.max_share = Some(Decimal::percent(40)))
        .build();
    let mut suite = stake(world, 900);
    suite.bond("mallory", 100 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    let shares = suite.shares_of("mallory");
    suite.queue_unbond("mallory", shares).unwrap();
    suite.next_block();
    suite.crank("sync").unwrap();
    suite.next_block();
    // A validator with a few coins makes the one query fail; another, in good order, is slashed.
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    suite.slash("val2", Decimal::percent(50));
    let skip = vec![suite.operator("val2")];
    let hide = ExecuteMsg::Sync { skip: Some(skip.clone()) };
    let mut whole_syncs = 0;
    suite.hub_call("mallory", &hide).unwrap();
    for _ in 0..3 {
        wait(&mut suite, 6 * HOUR);
        suite.hub_call("mallory", &hide).unwrap();
        // Keepers do what is due: whoever is left out is to be read long before a day is over.
        let due = suite.cranks().into_iter().find(|crank| crank.ready && crank.name == "sync");
        whole_syncs += due.map_or(0, |_| suite.crank("sync").map_or(0, |_| 1));
    }
    assert!(whole_syncs > 0, "no keeper was told that a whole sync is due");
    wait(&mut suite, 6 * HOUR);
    let kept = suite.hub_call("mallory", &submit_msg(None, Some(skip))).unwrap();
    assert!(
        kept.events.iter().any(|event| event.ty == "wasm-weir_hub_submit_kept_sync"),
        "{kept:?}"
    );
    assert_eq!(suite.batch(1).placed.u128(), 0);
    suite.crank("submit_batch").unwrap();
    suite.unreadable("val1", None);
    suite.next_block();
    suite.crank("sync").unwrap();
    let placed = suite.batch(1).placed.u128();
    // 1,010 coins, of which 249 lay with the slashed one: 88 of 100 are left.
    assert!(placed <= 89 * COIN, "mallory leaves with {placed} of 100 coins after a loss of 12 %");
}

#[test]
fn a_raise_of_the_fee_never_reaches_back_to_rewards_that_its_caller_left_out() {
    let mut suite = staked(1_000_000);
    let config = distributor::ExecuteMsg::UpdateConfig {
        fee: Some(Decimal::percent(20)),
        keeper_pay: None,
        receivers: None,
    };
    suite.distributor_call("owner", &config).unwrap();
    wait(&mut suite, 7 * DAY);
    let skip = Some(suite.operators(&["val1", "val2", "val3"]));
    let skipping = distributor::ExecuteMsg::ActivateRaise { skip };
    let refused = suite.distributor_call("anyone", &skipping).unwrap_err();
    assert!(matches!(refused.hub(), Some(ContractError::MustHarvest { .. })), "{refused}");
    let whole = distributor::ExecuteMsg::ActivateRaise { skip: None };
    suite.distributor_call("anyone", &whole).unwrap();
    let first = suite.coins_of("treasury");
    suite.next_block();
    suite.crank("harvest").unwrap();
    let second = suite.coins_of("treasury") - first;
    assert!(second <= first * 3 / 2 + COIN, "the fee doubled for what was earned before");
}
