//! The compiled suite on five nodes of wasmd. Needs Go to build wasmd, and `artifacts/`
//! (scripts/build-wasm); run by scripts/test-devnet.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod begin;
mod chain;
mod cycle;
mod dao;
mod eighth;
mod first_block;
mod governance;
mod listeners;
mod restaking;
mod slashes;
mod tombstone;
#[path = "../../../../packages/referee/tests/common/wat.rs"]
#[allow(dead_code, reason = "more than is needed here")]
mod wat;
mod world;

use begin::Begin;
use serde_json::json;
use weir_client::NodeError;
use world::{number, World, COIN};

/// One life on one chain, since a chain takes longer to begin than most of what happens on it.
#[test]
fn the_hub_keeps_its_books_through_votes_slashes_and_power_cuts_and_pays_everybody() {
    let mut begin = Begin::with("hub", 5);
    // long enough for a node that is killed and comes back
    begin.window = 30;
    let mut world = World::begin(&begin);
    world.bond("alice", 1_000 * COIN);
    world.keep();
    assert_eq!(world.figure("solvency", "/buffer"), 0, "all of it is staked");
    world.assert_books();

    ownership_is_given_and_used(&mut world);
    a_node_dies_between_two_messages_of_a_batch(&mut world);
    slashes::a_downtime_slash_is_seen_by_sync(&mut world);
    let due = slashes::three_buckets(&mut world);
    // all nodes lose power while the batches unbond
    world.devnet.restart_all().unwrap();
    everybody_is_paid(&mut world, due);
    governance::the_hubs_vote_changes_the_unbonding_time_while_a_batch_unbonds(&mut world);
}

fn ownership_is_given_and_used(world: &mut World) {
    let carol = world.address("carol");
    let roles = json!({ "set_roles": { "guardian": carol, "voter": world.address("dave") } });
    let transfer = json!({ "transfer_ownership": { "new_owner": carol, "expiry": null } });
    world.hub("owner", json!({ "update_ownership": transfer }));
    let early = world.try_hub("carol", roles.clone());
    assert!(matches!(early, Err(NodeError::Refused { .. })), "not accepted yet: {early:?}");
    world.hub("carol", json!({ "update_ownership": "accept_ownership" }));
    world.hub("carol", roles.clone());
    let config = world.ask(json!({ "config": {} }));
    assert_eq!((&config["owner"], &config["guardian"]), (&json!(carol), &json!(carol)));
    let late = world.try_hub("owner", roles);
    assert!(matches!(late, Err(NodeError::Refused { .. })), "given away: {late:?}");
}

/// Each part of a batch has a message of its own here; between the two a node is killed.
fn a_node_dies_between_two_messages_of_a_batch(world: &mut World) {
    world.queue("alice", 250 * COIN);
    let one_part = json!({ "submit_batch": { "max_parts": 1 } });
    world.hub_when_ready("submit_batch", one_part.clone());
    let half = world.batch(1);
    assert_eq!(half["stage"], "waiting", "{half}");
    assert_eq!(world.entries().len(), 1);

    world.devnet.kill("val3").unwrap();
    world.hub_when_ready("submit_batch", one_part);
    world.devnet.restart("val3").unwrap();
    let whole = world.batch(1);
    assert_eq!(whole["stage"], "unbonding", "{whole}");
    let entries = world.entries();
    assert_eq!(entries.len(), 2, "{entries:?}");
    let placed: u128 = entries.iter().map(|entry| entry.balance).sum();
    assert_eq!(number(&whole, "/placed"), placed);
    world.assert_books();
}

/// What left before the double sign is paid in full, what left after it less what was cut.
fn everybody_is_paid(world: &mut World, due: u128) {
    // one after the other: batches that are reconciled together share what is missing
    for id in [1, 2, 3] {
        let completes_at = world.batch(id)["completes_at"].as_u64().unwrap();
        let soon = completes_at.saturating_sub(world.node_time() + 3);
        world.devnet.pass(soon).unwrap();
        world.keep_until("the batch settled", |world| world.batch(id)["stage"] == "settled");
    }
    assert_eq!(world.entries(), []);
    let batches = [1, 2, 3].map(|id| world.batch(id));
    for whole in &batches[..2] {
        assert_eq!(number(whole, "/received"), number(whole, "/placed"), "{whole}");
    }
    assert_eq!(number(&batches[2], "/received"), due);
    assert_eq!(number(&batches[2], "/shortfall"), number(&batches[2], "/placed") - due);

    let received: u128 = batches.iter().map(|batch| number(batch, "/received")).sum();
    let (had, held) = (world.balance("alice"), world.hub_balance());
    let paid = world.hub("alice", json!({ "withdraw_unbonded": {} }));
    let fee = u128::from(paid.gas_wanted * 25).div_ceil(1_000);
    let out = held - world.hub_balance();
    assert_eq!(world.balance("alice"), had + out - fee);
    // each batch rounds down once
    assert!(received - out <= 3, "{out} of {received}");
    world.hub("keeper", json!({ "sync": {} }));
    world.assert_books();
}
