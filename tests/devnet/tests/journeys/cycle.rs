//! The life of coins: bonded, grown by rewards, redeemed at once and by the batch.

use cosmwasm_std::{Decimal, Uint128};
use serde_json::json;
use weir_client::TxOutcome;

use crate::begin::Begin;
use crate::world::{number, World, COIN, DENOM};

const DAY: u64 = 86_400;
const ALICE: u128 = 1_000 * COIN + 7;
const BOB: u128 = 300 * COIN + 3;

/// Every step's figures are reckoned from those before it, to the unit.
#[test]
fn coins_are_bonded_grow_by_a_harvest_and_leave_at_once_and_by_the_batch() {
    let mut begin = Begin::with("cycle", 3);
    begin.plan = "min_batch_interval = 6\nsubmit_lag = 4\nbuffer_target = \"0.1\"\n";
    let mut world = World::begin(&begin);
    bonds(&mut world, "alice", ALICE);
    world.keep();
    let target = world.figure("solvency", "/backing").div_ceil(10);
    assert_eq!(world.figure("solvency", "/buffer"), target, "a tenth stays");

    let (all, supply) = (with_unvested(&world), world.figure("solvency", "/supply"));
    let passed = a_harvest_is_split(&mut world);
    assert_eq!(with_unvested(&world), all + passed);
    world.devnet.pass(10 * DAY).unwrap();
    world.hub("keeper", json!({ "sync": {} }));
    assert_eq!(world.figure("solvency", "/unvested"), 0, "all of it has vested");
    assert_eq!(rate(&world), (all + passed, supply), "what came, and nothing else");

    bonds(&mut world, "bob", BOB);
    bob_leaves_in_part_at_once(&mut world);
    world.devnet.pass(2 * DAY).unwrap();
    everybody_leaves(&mut world);
}

fn rate(world: &World) -> (u128, u128) {
    (world.figure("solvency", "/backing"), world.figure("solvency", "/supply"))
}

/// Backing, and what will be.
fn with_unvested(world: &World) -> u128 {
    let books = world.ask(json!({ "solvency": {} }));
    number(&books, "/backing") + number(&books, "/unvested")
}

fn bonds(world: &mut World, who: &str, units: u128) {
    let (backing, supply) = rate(world);
    world.bond(who, units);
    assert_eq!(world.shares(&world.address(who)), units * supply / backing);
    assert_eq!(rate(world), (backing + units, supply + units * supply / backing));
}

/// Rewards are what the chain says that it paid; fee and keeper's pay are parts of them. What is
/// passed to the hub.
fn a_harvest_is_split(world: &mut World) -> u128 {
    let distributor = world.contract("reward-distributor");
    let config = world.ask_of(&distributor, json!({ "config": {} }));
    let rows = config["parameters"].as_array().unwrap();
    let part = |name: &str| {
        let row = rows.iter().find(|row| row["name"] == name).unwrap();
        row["value"].as_str().unwrap().parse::<Decimal>().unwrap()
    };
    world.devnet.advance(4).unwrap();
    let held = |world: &World| {
        let keyless = [distributor.clone(), world.hub.clone(), world.address("treasury")];
        keyless.map(|address| world.coins(&address))
    };
    let ([left, hub, treasury], carol) = (held(world), world.balance("carol"));
    let harvest = world.hub("carol", json!({ "harvest": {} }));
    let rewards = left + withdrawn(&harvest);
    let fee = Uint128::new(rewards).mul_floor(part("fee")).u128();
    let pay = Uint128::new(fee).mul_floor(part("keeper_pay")).u128();
    assert!(pay > 0, "{rewards} {fee}");
    let passed = rewards - fee;
    assert_eq!(held(world), [0, hub + passed, treasury + fee - pay]);
    assert_eq!(world.balance("carol"), carol + pay - paid_for(&harvest));
    passed
}

/// What the chain paid for the hub's delegations in a transaction.
fn withdrawn(harvest: &TxOutcome) -> u128 {
    let told = harvest.events.iter().filter(|event| event.kind == "withdraw_rewards");
    let amounts = told.filter_map(|event| event.attribute("amount")?.strip_suffix(DENOM));
    amounts.map(|amount| amount.parse::<u128>().unwrap()).sum()
}

/// What a transaction cost whoever sent it.
fn paid_for(sent: &TxOutcome) -> u128 {
    u128::from(sent.gas_wanted * 25).div_ceil(1_000)
}

/// The buffer is far above its target, so that the fee is the least.
fn bob_leaves_in_part_at_once(world: &mut World) {
    let shares = 4 * COIN + 1;
    let ((backing, supply), buffer) = (rate(world), world.figure("solvency", "/buffer"));
    let worth = shares * backing / supply;
    let paid = worth * 999 / 1_000;
    let (hub, had) = (world.hub.clone(), world.balance("bob"));
    let redeem = json!({ "instant_redeem": { "min_assets": paid.to_string() } });
    let sent = world.send("bob", &hub, shares, &redeem);
    assert_eq!(world.balance("bob"), had + paid - paid_for(&sent));
    assert_eq!(world.figure("solvency", "/buffer"), buffer - paid);
    assert_eq!(world.figure("solvency", "/supply"), supply - shares);
    assert_eq!(with_unvested(world), backing - paid, "the fee vests for who stays");
    world.assert_books();
}

/// One batch each. Before them all has vested, so that nothing but they changes the rate.
fn everybody_leaves(world: &mut World) {
    world.hub("keeper", json!({ "sync": {} }));
    assert_eq!(world.figure("solvency", "/unvested"), 0);
    let people = ["alice", "bob"].into_iter().zip(1..);
    for (who, id) in people.clone() {
        let (backing, supply) = rate(world);
        let shares = world.shares(&world.address(who));
        world.redeem(who, shares);
        let (placed, batch) = (shares * backing / supply, world.batch(id));
        assert_eq!(number(&batch, "/placed"), placed, "{batch}");
        assert_eq!(rate(world), (backing - placed, supply - shares));
    }
    world.devnet.pass(61).unwrap();
    world.keep_until("settled", |world| {
        [1, 2].iter().all(|id| world.batch(*id)["stage"] == "settled")
    });
    for (who, id) in people {
        let (had, placed) = (world.balance(who), number(&world.batch(id), "/placed"));
        let claim = json!({ "withdraw_batch": { "batch_id": id, "owner": world.address(who) } });
        world.hub("keeper", claim);
        assert_eq!(world.balance(who), had + placed, "all of it");
    }
    world.assert_books();
}
