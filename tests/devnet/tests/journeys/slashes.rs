//! Slashes of validators that the hub delegates to.

use serde_json::json;

use crate::world::{number, World, COIN};

/// The chain takes its share of a validator's whole coins: what is left out of a million of them and
/// falls on the hub's hundreds, in units.
pub const EXACT: u128 = 20;

/// The node is halted; what the chain cuts, a sync notes.
pub fn a_downtime_slash_is_seen_by_sync(world: &mut World) {
    let asleep = untouched(world)[0];
    let operator = world.devnet.operator(asleep).unwrap();
    let had = world.delegated_to(&operator);
    world.devnet.halt(asleep).unwrap();
    while !world.devnet.standing(asleep).unwrap().jailed {
        world.devnet.advance(1).unwrap();
    }
    world.devnet.resume(asleep).unwrap();
    let has = world.delegated_to(&operator);
    // the chain cuts whole coins of the validator's stake: a little less than a hundredth
    assert!((had - has).abs_diff(had / 100) <= EXACT, "{had} {has}");

    world.hub("keeper", json!({ "sync": {} }));
    let slash = world.last_slash();
    assert_eq!(slash["validator"], operator.as_str());
    assert_eq!((number(&slash, "/before"), number(&slash, "/after")), (had, has));
    world.assert_books();
}

/// A batch before the height that is signed twice, a batch and a move after it. What is to be paid
/// for the batch after it.
pub fn three_buckets(world: &mut World) -> u128 {
    let guilty = untouched(world)[0];
    let operator = world.devnet.operator(guilty).unwrap();
    let lighter = json!([{ "validator": operator, "weight": 20 }]);
    world.registry("owner", json!({ "set_weights": { "weights": lighter } }));

    world.queue("alice", 30 * COIN);
    world.hub_when_ready("submit_batch", json!({ "submit_batch": {} }));
    let first = world.entries_of(&operator);
    let [first] = &first[..] else { panic!("{first:?}") };
    world.devnet.advance(3).unwrap();
    let height = first.height + 2;
    // so long apart that the batches are not reconciled together
    world.devnet.pass(20).unwrap();

    world.queue("alice", 20 * COIN);
    world.hub_when_ready("submit_batch", json!({ "submit_batch": {} }));
    world.hub("keeper", json!({ "rebalance": {} }));
    world.assert_books();

    let (staked, entries) = (world.delegations(), world.entries_of(&operator));
    let [_, second] = &entries[..] else { panic!("{entries:?}") };
    assert!(second.height > height, "{second:?}");
    let done = world.devnet.double_sign(guilty, height).unwrap();
    assert!(done.after.jailed && done.after.tombstoned);

    let mut cut_elsewhere = vec![];
    for (name, was) in &staked {
        let cut = was - world.delegated_to(name);
        match *name == operator {
            true => assert!(cut.abs_diff(was * 5 / 100) <= EXACT, "{cut} of {was} that stayed"),
            false if cut > 0 => cut_elsewhere.push(cut),
            false => {}
        }
    }
    let [moved] = &cut_elsewhere[..] else { panic!("{cut_elsewhere:?}") };
    assert!(*moved >= COIN * 5 / 100, "what moved after it is cut where it is: {moved}");
    let due = second.balance - second.initial * 5 / 100;
    let balances: Vec<_> = world.entries_of(&operator).iter().map(|entry| entry.balance).collect();
    assert_eq!(balances, [first.balance, due], "whole, and less 5 %");

    world.hub("keeper", json!({ "sync": {} }));
    world.assert_books();
    due
}

/// Validators of which nothing unbonds yet, and that are not jailed; never the first, which is asked.
fn untouched(world: &World) -> Vec<&'static str> {
    let entries = world.entries();
    let untouched = ["val2", "val3", "val4", "val5"].into_iter().filter(|node| {
        let operator = world.devnet.operator(node).unwrap();
        let jailed = world.devnet.standing(node).unwrap().jailed;
        !jailed && entries.iter().all(|entry| entry.validator != operator)
    });
    untouched.collect()
}
