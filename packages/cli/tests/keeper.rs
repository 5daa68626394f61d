//! The keeper on the embedded chain: what it does, and what cannot keep it from doing it.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test")]

#[path = "keeper/rounds.rs"]
mod rounds;
#[path = "keeper/world.rs"]
mod world;

use embedded_chain::Fault as Broken;
use rounds::{keep, round, until_kept};
use weir_cli::keeper::{run, Ended, Event, Keeper};
use weir_testing::{Snapshot, Suite};
use world::{Fault, Handle, Heard, GAS};

const DAY: u64 = 86_400;
const ATOM: u128 = 1_000_000;

/// Five validators, a holder who stays and one who leaves; nobody has kept it for a day and a bit.
fn world() -> Handle {
    let mut suite = Suite::builder().validators(5).build();
    suite.keepers = false;
    suite.bond("alice", 10_000 * ATOM).unwrap();
    suite.bond("bob", 500 * ATOM).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.halt(DAY / 2);
    suite.queue_unbond("bob", 500 * ATOM).unwrap();
    suite.halt(2 * DAY);
    Handle::new(suite)
}

#[test]
fn a_round_does_everything_that_is_ready() {
    let world = world();
    let ready = world.ready();
    assert!(
        ready.contains(&"submit_batch".into()) && ready.contains(&"harvest".into()),
        "{ready:?}"
    );
    let heard = round(&world, &mut world.keeper(|_| {}));
    let done = heard.done();
    // What one does may be what another was for: a submission syncs.
    for crank in ["refresh", "submit_batch", "harvest"] {
        assert!(done.contains(&crank.into()), "{ready:?} were ready, {done:?} done");
    }
    assert_eq!(world.ready(), Vec::<String>::new());
    assert!(matches!(heard.0.last(), Some(Event::Round { failing, .. }) if failing.is_empty()));
}

#[test]
fn gas_is_simulated_gas_and_a_margin_and_the_fee_its_price() {
    let world = world();
    round(&world, &mut world.keeper(|_| {}));
    let fees = world.0.fees.borrow();
    assert!(!fees.is_empty());
    for fee in fees.iter() {
        assert_eq!(fee.gas, weir_client::Gas::Limit(GAS * 13 / 10));
        let coins = vec![cosmwasm_std::coin(u128::from(GAS) * 13 / 10 / 40, "uatom")];
        assert_eq!(fee.pay, weir_client::Pay::Coins(coins));
    }
}

#[test]
fn only_what_is_asked_for_is_done() {
    let sync = |name: &str| [name.to_string()].into();
    let world_a = world();
    let heard = round(&world_a, &mut world_a.keeper(|options| options.only = sync("sync")));
    assert_eq!(heard.done(), ["sync"]);
    let world_b = world();
    let heard = round(&world_b, &mut world_b.keeper(|options| options.except = sync("harvest")));
    assert!(heard.done().contains(&"submit_batch".into()));
    assert!(!heard.done().contains(&"harvest".into()));
}

/// The world once nothing is left to do.
fn kept(world: &Handle) -> Snapshot {
    until_kept(world, |_| {});
    assert_eq!(world.ready(), Vec::<String>::new());
    world.suite(|suite| {
        suite.check_everything();
        suite.snapshot()
    })
}

#[test]
fn killed_or_left_by_the_node_at_any_call_the_next_one_ends_as_if_nothing_had_been() {
    let undisturbed = world();
    let expected = kept(&undisturbed);
    let calls = undisturbed.calls();
    assert!(calls > 30, "{calls} calls");
    for fault in [Fault::Killed, Fault::KilledAfter, Fault::Away, Fault::GoneAfter] {
        for at in 0..calls {
            let world = world();
            let instead = fault.clone();
            world.plan(move |number, _, _| (number == at).then(|| instead.clone()));
            assert_eq!(kept(&world), expected, "{fault:?} at call {at} of {calls}");
        }
    }
}

#[test]
fn a_node_that_goes_away_is_waited_for_and_longer_each_time() {
    let world = world();
    world.plan(|number, _, _| (number < 9).then_some(Fault::Away));
    let heard = keep(&world, &mut world.keeper(|_| {}), 2 * 3_600);
    let waits: Vec<u64> = heard
        .0
        .iter()
        .filter_map(|event| match event {
            Event::NodeAway { retry_in, .. } => Some(*retry_in),
            _ => None,
        })
        .collect();
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!(heard.0.iter().filter(|event| **event == Event::NodeBack).count(), 1);
    assert!(heard.done().contains(&"harvest".into()));
}

#[test]
fn a_second_keeper_that_was_faster_is_no_failure() {
    let world = world();
    world.plan(|_, name, tx| {
        let is_harvest = tx.is_some_and(|tx| format!("{tx:?}").contains("harvest"));
        (name == "submit" && is_harvest).then_some(Fault::Race("harvest"))
    });
    let heard = round(&world, &mut world.keeper(|_| {}));
    let lost =
        |event: &&Event| matches!(event, Event::DoneByOthers { crank } if crank.name == "harvest");
    // The harvest itself may be done twice in a block; what it was refused for is not due any more.
    let done_twice = heard.done().contains(&"harvest".into());
    assert!(heard.0.iter().any(|event| lost(&event)) || done_twice);
    assert!(!heard.0.iter().any(|event| matches!(event, Event::Failed { .. })));
    assert!(heard.done().contains(&"delegate_buffer".into()), "{:?}", heard.done());
}

#[test]
fn a_crank_that_others_did_between_simulation_and_block_is_no_failure() {
    let world = world();
    world.plan(|_, name, tx| {
        let submits = tx.is_some_and(|tx| format!("{tx:?}").contains("submit_batch"));
        (name == "submit" && submits).then_some(Fault::Race("submit_batch"))
    });
    let heard = round(&world, &mut world.keeper(|_| {}));
    assert!(heard.0.iter().any(|event| {
        matches!(event, Event::DoneByOthers { crank } if crank.name == "submit_batch")
    }));
    assert!(!heard.0.iter().any(|event| matches!(event, Event::Failed { .. })));
}

#[test]
fn one_that_fails_waits_longer_each_time_and_keeps_no_other_from_its_turn() {
    let world = world();
    world.plan(|_, name, tx| {
        let syncs = tx.is_some_and(|tx| format!("{tx:?}").contains("harvest"));
        (name == "simulate" && syncs).then(|| Fault::Refused("no".into()))
    });
    let mut keeper = world.keeper(|_| {});
    let heard = keep(&world, &mut keeper, 6 * 3_600);
    let failures: Vec<(u32, u64)> = heard
        .0
        .iter()
        .filter_map(|event| match event {
            Event::Failed { failures, retry_in, .. } => Some((*failures, *retry_in)),
            _ => None,
        })
        .collect();
    assert_eq!(failures[..4], [(1, 30), (2, 60), (3, 120), (4, 240)]);
    assert!(heard.done().contains(&"submit_batch".into()));
    assert!(!heard.done().contains(&"harvest".into()));
    world.plan(|_, _, _| None);
    let heard = keep(&world, &mut keeper, 2 * 3_600);
    assert!(heard.done().contains(&"harvest".into()));
}

#[test]
fn who_runs_out_of_gas_gets_more_the_next_time() {
    let world = world();
    let mut left = 2;
    world.plan(move |_, name, tx| {
        let syncs = tx.is_some_and(|tx| format!("{tx:?}").contains("harvest"));
        if name != "submit" || !syncs || left == 0 {
            return None;
        }
        left -= 1;
        Some(Fault::OutOfGas)
    });
    let mut keeper = world.keeper(|options| options.only = ["harvest".to_string()].into());
    keep(&world, &mut keeper, 6 * 3_600);
    let usual = GAS * 13 / 10;
    let limits: Vec<weir_client::Gas> = world.0.fees.borrow().iter().map(|fee| fee.gas).collect();
    let expected = [usual, usual * 3 / 2, usual * 2].map(weir_client::Gas::Limit);
    assert_eq!(limits[..3], expected);
}

#[test]
fn a_validator_that_breaks_the_chains_modules_is_found_and_left_out_until_it_is_whole() {
    let world = world();
    let operator = world.suite(|suite| {
        suite.break_distribution("val4", Broken::Panic);
        suite.operator("val4")
    });
    let mut keeper = world.keeper(|_| {});
    let heard = round(&world, &mut keeper);
    let found = |event: &&Event| match event {
        Event::Skipping { validators, .. } => *validators == [operator.clone()],
        _ => false,
    };
    assert_eq!(heard.0.iter().filter(found).count(), 1, "{:#?}", heard.0);
    assert!(heard.done().contains(&"harvest".into()), "{:#?}", heard.0);
    assert!(heard.done().contains(&"submit_batch".into()), "{:#?}", heard.0);
    assert!(!heard.0.iter().any(|event| matches!(event, Event::Failed { .. })));
    world.suite(|suite| {
        suite.repair_distribution("val4");
        suite.halt(DAY);
    });
    let heard = round(&world, &mut keeper);
    let skips = |event: &Event| matches!(event, Event::Done { skip, .. } if !skip.is_empty());
    assert!(heard.done().contains(&"harvest".into()));
    assert!(!heard.0.iter().any(skips), "{:#?}", heard.0);
}

#[test]
fn fees_of_a_day_stay_below_their_limit() {
    let world = world();
    let fee = u128::from(GAS) * 13 / 10 / 40;
    let mut keeper = world.keeper(|options| options.max_fee_per_day = Some(2 * fee));
    let heard = round(&world, &mut keeper);
    assert_eq!(heard.done().len(), 2);
    assert!(heard
        .0
        .iter()
        .any(|event| matches!(event, Event::TooDear { paid, .. } if *paid == 2 * fee)));
    assert_eq!(keeper.paid_today(), 2 * fee);
    world.suite(|suite| suite.halt(DAY));
    assert_eq!(round(&world, &mut keeper).done().len(), 2);
}

#[test]
fn asked_to_stop_it_finishes_the_transaction_under_way_and_begins_no_other() {
    let world = world();
    let stop = world.clone();
    world.plan(move |_, name, _| {
        if name == "submit" {
            stop.0.stopping.set(true);
        }
        None
    });
    let mut heard = Heard::default();
    let (mut node, mut pace) = (world.clone(), world.clone());
    let ended = run(&mut world.keeper(|_| {}), &mut node, &mut pace, &mut heard, 60, false);
    assert_eq!(ended, Ended::Stopped);
    assert_eq!(heard.done().len(), 1);
    assert_eq!(heard.0.last(), Some(&Event::Stopped));
    assert!(!world.ready().is_empty());
}

#[test]
fn a_contract_that_does_not_answer_keeps_no_other_from_its_turn() {
    let world = world();
    let mut keeper = {
        let mut addresses = world.addresses();
        addresses.distributor = world.suite(|suite| suite.token.to_string());
        let mut options = None;
        world.keeper(|given| options = Some(given.clone()));
        Keeper::new(addresses, options.unwrap())
    };
    let heard = round(&world, &mut keeper);
    assert_eq!(heard.0.iter().filter(|event| matches!(event, Event::Silent { .. })).count(), 1);
    assert!(heard.done().contains(&"harvest".into()));
}

/// What is left for those who stay and for those who left, once all has settled.
fn end(world: &Handle) -> (f64, u128, u128) {
    world.suite(|suite| {
        suite.withdraw("bob").unwrap();
        suite.check_everything();
        let solvency = suite.solvency();
        let rate = solvency.backing.u128() as f64 / solvency.supply.u128() as f64;
        (rate, suite.coins_of("bob"), solvency.unbonding.u128())
    })
}

#[test]
fn thirty_silent_days_and_then_a_keeper_end_as_frequent_cranks_do() {
    let (kept, silent) = (world(), world());
    keep(&kept, &mut kept.keeper(|_| {}), 30 * DAY);
    silent.suite(|suite| suite.halt(30 * DAY));
    // Rewards of thirty days take days to vest, and the batch another unbonding period.
    for world in [&kept, &silent] {
        let mut keeper = world.keeper(|_| {});
        keep(world, &mut keeper, 30 * DAY);
        round(world, &mut keeper);
        assert_eq!(world.ready(), Vec::<String>::new());
    }
    let (rate_kept, bob_kept, _) = end(&kept);
    let (rate_silent, bob_silent, unbonding) = end(&silent);
    assert_eq!(unbonding, 0);
    assert!(rate_kept > 1.01, "{rate_kept}");
    // Rewards staked a month later earned nothing in it (0.00003); the stake of who left earned for
    // those who stay until it was placed, a month later (500 of 10,510 coins, 10 % ÷ 12: 0.0004).
    assert!((rate_kept - rate_silent).abs() < 0.0005, "{rate_kept} and {rate_silent}");
    // Who left is paid what his shares were worth when his batch was placed, a month later.
    assert!(bob_kept.abs_diff(bob_silent) < bob_kept / 50, "{bob_kept} and {bob_silent}");
}
