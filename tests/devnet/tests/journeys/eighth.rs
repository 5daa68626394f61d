//! The chain takes seven entries in unbonding of one delegator with one validator.

use serde_json::json;
use weir_client::NodeError;

use crate::begin::Begin;
use crate::world::{number, World, COIN};

const ENTRIES: u64 = 7;

/// The eighth batch waits until the first entry is over, and is then placed and paid like the others.
#[test]
fn an_eighth_entry_is_never_asked_for_and_its_batch_is_placed_when_one_is_free() {
    let mut begin = Begin::with("eighth", 1);
    // none is over before the eighth
    begin.unbonding_time = 1_800;
    begin.plan = "min_batch_interval = 90\nsubmit_lag = 90\nbuffer_target = \"0\"\n";
    let mut world = World::begin(&begin);
    world.bond("alice", 100 * COIN);
    // no harvest, no slash: a share is a unit
    world.hub("keeper", json!({ "delegate_buffer": {} }));
    let shares = |batch: u64| COIN + u128::from(batch) * 1_001;
    for batch in 1..=ENTRIES {
        world.redeem("alice", shares(batch));
        assert_eq!(world.entries().len() as u64, batch);
    }
    let eighth = ENTRIES + 1;
    world.queue("alice", shares(eighth));
    world.devnet.pass(190).unwrap();
    let submit = json!({ "submit_batch": {} });
    let refused = world.try_hub("keeper", submit.clone());
    assert!(matches!(refused, Err(NodeError::Refused { .. })), "{refused:?}");
    assert_eq!(number(&world.batch(eighth), "/placed"), 0);
    assert_eq!(world.entries().len() as u64, ENTRIES, "the chain was not asked");
    world.assert_books();

    let first = world.batch(1)["completes_at"].as_u64().unwrap();
    world.devnet.pass(first - world.node_time() + 2).unwrap();
    // a sync after it proves that the entry is over
    world.hub("keeper", json!({ "sync": {} }));
    world.hub_when_ready("submit_batch", submit);
    let last = world.entries().pop().unwrap();
    assert_eq!((last.initial, last.balance), (shares(eighth), shares(eighth)));
    assert_eq!(number(&world.batch(eighth), "/placed"), shares(eighth));

    world.devnet.pass(begin.unbonding_time).unwrap();
    world.keep_until("all batches settled", |world| {
        (1..=eighth).all(|id| world.batch(id)["stage"] == "settled")
    });
    let had = world.balance("alice");
    let alice = world.address("alice");
    for id in 1..=eighth {
        let pay = json!({ "withdraw_batch": { "batch_id": id, "owner": alice } });
        world.hub("keeper", pay);
    }
    assert_eq!(world.balance("alice") - had, (1..=eighth).map(shares).sum::<u128>());
    assert_eq!(world.entries(), []);
    world.assert_books();
}
