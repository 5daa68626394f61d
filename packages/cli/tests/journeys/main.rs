//! The keeper as a process on a chain with real consensus, killed at everything that it waits for. Needs
//! Go to build wasmd, and `artifacts/`; run by scripts/test-devnet.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

#[path = "../../../../tests/devnet/tests/journeys/begin.rs"]
#[allow(dead_code, reason = "more than is needed here")]
mod begin;
#[path = "../../../../tests/devnet/tests/journeys/chain.rs"]
#[allow(dead_code, reason = "more than is needed here")]
mod chain;
mod door;
mod scenario;
#[path = "../../../../tests/devnet/tests/journeys/world.rs"]
#[allow(dead_code, reason = "more than is needed here")]
mod world;

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use begin::Begin;
use door::Door;
use serde_json::{json, Value};
use world::{number, World, COIN};

/// Requests of one round, and some to spare.
const MOST: usize = 200;

/// At every request that it sends the keeper is killed before the answer comes, and begun anew: each
/// crank is done, and once.
#[test]
fn a_keeper_that_is_killed_at_everything_it_waits_for_does_each_crank_once() {
    let mut world = World::begin(&Begin::with("keeper", 2));
    world.bond("alice", 1_000 * COIN);
    killed_at_each_await(&mut world, "delegate_buffer");
    let delegated: u128 = world.delegations().iter().map(|(_, units)| units).sum();
    // and the first deposit, of which no coin is in the buffer any more
    assert_eq!(delegated, 1_010 * COIN);

    world.queue("alice", 100 * COIN);
    killed_at_each_await(&mut world, "submit_batch");
    let entries = world.entries();
    let batch = world.batch(1);
    let placed: u128 = entries.iter().map(|entry| entry.balance).sum();
    assert_eq!((number(&batch, "/placed"), placed), (100 * COIN, 100 * COIN), "{batch}");

    killed_at_each_await(&mut world, "reconcile");
    let batch = world.batch(1);
    assert_eq!((&batch["stage"], number(&batch, "/received")), (&json!("settled"), 100 * COIN));
    world.assert_books();
}

/// Once the crank is ready, keepers are killed at their first request, their second and so on, until
/// one comes to its end; one transaction was all it took.
fn killed_at_each_await(world: &mut World, crank: &str) {
    world.wait_for(crank);
    let before = chain::sequence(&world.devnet, &world.address("keeper"));
    for at in 1..MOST {
        let door = Door::before(world.devnet.first().url(), at);
        let code = ends(keeper(world, &door, crank), &door);
        // what a keeper sent before it was killed is in a block, or will never be
        world.devnet.advance(1).unwrap();
        if let Some(code) = code {
            assert_eq!(code, 0, "{crank}");
            assert!(at > 5, "a round takes more than {at} requests");
            let after = chain::sequence(&world.devnet, &world.address("keeper"));
            assert_eq!(after - before, 1, "{crank} took one transaction");
            assert!(!is_ready(world, crank));
            eprintln!("{crank}: killed {} times", at - 1);
            return;
        }
    }
    panic!("{crank}: no round ends within {MOST} requests");
}

fn is_ready(world: &World, crank: &str) -> bool {
    let cranks = world.ask(json!({ "cranks": {} }));
    let ready = |row: &Value| row["name"] == crank && row["ready"] == true;
    cranks.as_array().unwrap().iter().any(ready)
}

fn keeper(world: &World, door: &Door, crank: &str) -> Child {
    Command::new(env!("CARGO_BIN_EXE_weir"))
        .args(["keeper", "run", "--once", "--from", "keeper", "--gas-prices", "0.025uatom"])
        .args(["--only", crank, "--hub", &world.hub, "--node", door.url()])
        .args(["--chain-id", world.devnet.chain_id(), "--keyring-backend", "test"])
        .arg("--home")
        .arg(world.keys.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Its exit code; nothing when it was killed.
fn ends(mut keeper: Child, door: &Door) -> Option<i32> {
    let began = Instant::now();
    loop {
        if let Some(status) = keeper.try_wait().unwrap() {
            return Some(status.code().unwrap());
        }
        let late = began.elapsed() > Duration::from_secs(60);
        if door.is_shut() || late {
            keeper.kill().unwrap();
            keeper.wait().unwrap();
            assert!(!late, "a round takes no minute");
            return None;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
