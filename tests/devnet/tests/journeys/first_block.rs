//! The chain pays what has unbonded at the end of the first block whose time is past completion: what
//! happens in that block happens before.

use std::time::{Duration, Instant};

use cosmwasm_std::Binary;
use serde_json::{json, Value};
use weir_client::{Fee, Gas, Msg, Node, Signed, Unsigned};

use crate::begin::Begin;
use crate::world::{fee, number, World, COIN};

/// Accounts that each send one transaction at a time.
const SENDERS: usize = 24;
/// Batches until the block has had a reconcile and a claim in it.
const TRIES: u64 = 5;
const REDEEMED: u128 = 100 * COIN + 7;

/// What became of a transaction.
struct Seen {
    height: u64,
    what: &'static str,
    refused: Option<String>,
    settled: Option<u64>,
}

/// Reconciles and claims are sent without a pause while completion is passed, so that some are in that
/// very block: none takes the coins that are not there yet for lost.
#[test]
fn in_the_first_block_past_completion_nothing_is_settled_short_and_nobody_is_paid() {
    let mut begin = Begin::with("first-block", 2);
    begin.accounts = (0..SENDERS).map(|number| format!("sender{number}")).collect();
    let mut world = World::begin(&begin);
    world.bond("alice", 1_000 * COIN);
    world.keep();
    let found = (1..=TRIES).find(|batch| {
        world.redeem("alice", REDEEMED);
        let seen = around_completion(&mut world, *batch);
        let judged = judge(&world, *batch, &seen);
        world.keep_until("settled", |world| world.batch(*batch)["stage"] == "settled");
        is_paid_in_full(&mut world, *batch);
        judged
    });
    assert!(found.is_some(), "no transaction met the first block past completion");
    world.hub("keeper", json!({ "sync": {} }));
    world.assert_books();
}

/// Sends until blocks are past completion: the block before it is seconds before it, so that the chain
/// and the hub, which counts whole seconds, call the same block the first.
fn around_completion(world: &mut World, batch: u64) -> Vec<Seen> {
    let completes_at = completion(world, batch);
    let soon = completes_at.saturating_sub(world.node_time() + 20);
    world.devnet.pass(soon).unwrap();
    let (began, mut sent, mut ahead) = (Instant::now(), vec![], false);
    loop {
        let number = sent.len() % SENDERS;
        let what = ["reconcile", "withdraw_batch"][number % 2];
        // an account whose last one is not in a block yet is refused
        sent.extend(send(world, number, what, batch).map(|hash| (what, hash)));
        let now = world.node_time();
        if !ahead && sent.len() >= 4 {
            world.devnet.set_ahead(30).unwrap();
            ahead = true;
        }
        if now >= completes_at + 2 {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "at {now}, not at {completes_at}");
    }
    world.devnet.advance(2).unwrap();
    sent.into_iter().filter_map(|(what, hash)| seen(world, what, &hash)).collect()
}

fn completion(world: &World, batch: u64) -> u64 {
    world.batch(batch)["completes_at"].as_u64().unwrap()
}

/// Sends without waiting for a block.
fn send(world: &World, number: usize, what: &str, batch: u64) -> Option<String> {
    let msg = match what {
        "reconcile" => json!({ "reconcile": {} }),
        _ => json!({ "withdraw_batch": { "batch_id": batch, "owner": world.address("alice") } }),
    };
    let call = Msg::Execute { contract: world.hub.clone(), msg, funds: vec![] };
    let limit = Fee { gas: Gas::Limit(500_000), ..fee() };
    let from = format!("sender{number}");
    let Signed { bytes, hash, .. } = world.node.sign(&Unsigned::one(&from, call), &limit).unwrap();
    let params = json!({ "tx": Binary::from(bytes).to_base64() });
    let answer = world.devnet.first().call("broadcast_tx_sync", params).ok()?;
    (answer["code"] == 0).then_some(hash)
}

fn seen(world: &World, what: &'static str, hash: &str) -> Option<Seen> {
    let bytes = (0..hash.len()).step_by(2);
    let bytes: Vec<u8> =
        bytes.map(|at| u8::from_str_radix(&hash[at..at + 2], 16).unwrap()).collect();
    let params = json!({ "hash": Binary::from(bytes).to_base64() });
    let found = world.devnet.first().call("tx", params).ok()?;
    let (height, result) = (&found["height"], &found["tx_result"]);
    let refused = (result["code"] != 0).then(|| result["log"].to_string());
    Some(Seen {
        height: height.as_str().unwrap().parse().unwrap(),
        what,
        refused,
        settled: settled(result),
    })
}

/// What a reconcile says that it settled.
fn settled(result: &Value) -> Option<u64> {
    let events = result["events"].as_array()?.iter();
    let mut told = events.filter(|event| event["type"] == "wasm-weir_hub_reconciled");
    let rows = told.next()?["attributes"].as_array()?;
    let row = rows.iter().find(|row| row["key"] == "settled")?;
    row["value"].as_str()?.parse().ok()
}

/// Whether there was a reconcile and a claim in the first block past completion; they did no harm.
fn judge(world: &World, batch: u64, seen: &[Seen]) -> bool {
    let completes_at = completion(world, batch);
    let past = |one: &&Seen| world.devnet.time_of(one.height).unwrap() >= completes_at;
    for early in seen.iter().filter(|one| !past(one)) {
        assert!(early.refused.is_some(), "{} in block {}", early.what, early.height);
    }
    let Some(first) = seen.iter().filter(past).map(|one| one.height).min() else { return false };
    // a block without any of them may have been the first
    if world.devnet.time_of(first - 1).unwrap() >= completes_at {
        return false;
    }
    let there = |what| seen.iter().filter(move |one| one.height == first && one.what == what);
    let marked = there("reconcile").filter(|one| one.refused.is_none());
    let marked: Vec<_> = marked.map(|one| one.settled).collect();
    assert!(marked.iter().all(|settled| *settled == Some(0)), "{marked:?}");
    assert!(there("withdraw_batch").all(|one| one.refused.is_some()), "paid before the chain paid");
    marked.len() == 1 && there("withdraw_batch").count() > 0
}

fn is_paid_in_full(world: &mut World, id: u64) {
    let batch = world.batch(id);
    let placed = number(&batch, "/placed");
    let rows = ["received", "shortfall"].map(|row| number(&batch, &format!("/{row}")));
    assert_eq!(rows, [placed, 0], "{batch}");
    let alice = world.address("alice");
    let before = world.hub_balance();
    let pay = json!({ "withdraw_batch": { "batch_id": id, "owner": alice } });
    let paid = world.try_hub("keeper", pay);
    let out = before - world.hub_balance();
    // one of the senders may have had it paid by then
    assert!(out == placed || (out == 0 && paid.is_err()), "{out} of {placed}: {paid:?}");
    let open = json!({ "unbond_requests_by_user": { "user": alice } });
    assert_eq!(world.ask(open), json!([]), "all is paid");
}
