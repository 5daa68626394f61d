//! What a call costs does not depend on how many users and batches there were before it.

use cosmwasm_std::{coin, to_json_binary, CosmosMsg, Uint128, WasmMsg};
use embedded_chain::Reading;
use weir_interface::hub::{ExecuteMsg, ReceiveMsg};
use weir_interface::token;
use weir_quantities::BatchId;
use weir_testing::Suite;

use crate::common::*;

/// Requests a batch, batches, and so ten thousand requests.
const REQUESTS: usize = 20;
const BATCHES: usize = 500;

/// What the calls of one batch did.
struct Round {
    bond: Reading,
    queue: Reading,
    submit: Reading,
    reconcile: Option<Reading>,
    withdraw: Option<Reading>,
}

fn metered(suite: &mut Suite, who: &str, msg: impl Into<CosmosMsg>) -> Reading {
    let who = suite.actor(who);
    let (outcome, reading) = suite.chain.execute_metered(&who, msg);
    outcome.unwrap();
    reading
}

fn to_hub(suite: &Suite, msg: &ExecuteMsg, units: u128) -> CosmosMsg {
    let funds = if units == 0 { vec![] } else { vec![coin(units, "uatom")] };
    let contract_addr = suite.hub.to_string();
    WasmMsg::Execute { contract_addr, msg: to_json_binary(msg).unwrap(), funds }.into()
}

fn queue_for(suite: &Suite, receiver: &str) -> CosmosMsg {
    let receiver = Some(suite.actor(receiver).to_string());
    let msg = to_json_binary(&ReceiveMsg::QueueUnbond { receiver }).unwrap();
    let amount = Uint128::new(COIN / 100);
    let send = token::ExecuteMsg::Send { contract: suite.hub.to_string(), amount, msg };
    token::TokenContract(suite.token.clone()).call(&send).unwrap()
}

fn bond_message() -> ExecuteMsg {
    ExecuteMsg::Bond {
        receiver: None,
        min_shares: None,
        max_age: None,
        referral: None,
        donate: Default::default(),
    }
}

/// A batch of twenty requests by twenty new users is queued and submitted; the batch that has
/// matured meanwhile is settled and one of its requests paid.
fn round(suite: &mut Suite, index: usize, settled: &mut u64) -> Round {
    suite.fund("bob", COIN);
    let bond = metered(suite, "bob", to_hub(suite, &bond_message(), COIN));
    let mut queue = Reading::default();
    for user in 0..REQUESTS {
        let msg = queue_for(suite, &format!("user{index}x{user}"));
        queue = metered(suite, "alice", msg);
    }
    let batch = suite.open_batch();
    wait_for_lag(suite, batch);
    let msg = to_hub(
        suite,
        &ExecuteMsg::SubmitBatch { max_parts: None, skip: None, undelegations: Default::default() },
        0,
    );
    let submit = metered(suite, "keeper", msg);
    let next = suite.batch(*settled + 1).completes_at;
    let mature = next.is_some_and(|at| at <= suite.now());
    let (mut reconcile, mut withdraw) = (None, None);
    if mature {
        // Their coins come at the end of this block.
        suite.next_block();
        *settled += 1;
        let msg = to_hub(suite, &ExecuteMsg::Reconcile { limit: None }, 0);
        reconcile = Some(metered(suite, "keeper", msg));
        let owner = Some(suite.actor(&format!("user{}x7", *settled - 1)).to_string());
        let pay = ExecuteMsg::WithdrawBatch { batch_id: BatchId::new(*settled), owner };
        withdraw = Some(metered(suite, "stranger", to_hub(suite, &pay, 0)));
    }
    Round { bond, queue, submit, reconcile, withdraw }
}

/// The same rows and steps; a few bytes more for longer numbers.
fn assert_flat(what: &str, early: &Reading, late: &Reading) {
    let shape = |r: &Reading| {
        (r.rows_read, r.rows_written, r.iterator_steps, r.native_queries, r.loads(), r.messages)
    };
    assert_eq!(shape(early), shape(late), "{what}");
    let grown = (late.bytes_read + late.bytes_written)
        .saturating_sub(early.bytes_read + early.bytes_written);
    assert!(grown <= 64, "{what} moves {grown} bytes more");
}

#[test]
fn the_ten_thousandth_request_and_the_five_hundredth_batch_cost_what_the_first_ones_did() {
    let mut suite = still().without_checks().build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    let mut settled = 0;
    let rounds: Vec<Round> =
        (0..BATCHES).map(|index| round(&mut suite, index, &mut settled)).collect();
    let (first, late) = (&rounds[0], &rounds[BATCHES - 1]);
    assert_flat("the first bond and the last", &first.bond, &late.bond);
    assert_flat("the first request and the last", &first.queue, &late.queue);
    // After 200 batches as many are under way, and as many daily rates kept, as ever will be; and
    // 300 batches of 18 hours later it is the same hour of the day.
    let steady = &rounds[BATCHES - 301];
    assert_flat("a submission", &steady.submit, &late.submit);
    let (one, other) = (steady.reconcile.as_ref().unwrap(), late.reconcile.as_ref().unwrap());
    assert_flat("a reconcile", one, other);
    let (one, other) = (steady.withdraw.as_ref().unwrap(), late.withdraw.as_ref().unwrap());
    assert_flat("a claim", one, other);
    assert!(settled > 400, "{settled} batches were settled on the way");
    suite.check_everything();
}
