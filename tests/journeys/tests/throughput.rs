//! How fast actions are, with every invariant checked after each of them, and that neither users
//! nor past batches make them slower.
//!
//! `scripts/throughput` runs the long form and writes `docs/throughput.md`.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use weir_testing::Suite;

const SEED: u64 = 20_221_101;
const USERS: [usize; 4] = [10, 100, 1_000, 10_000];
const BATCHES: [u64; 4] = [1, 10, 100, 400];
/// All of these in a minute, on two cores.
const WHOLE: u32 = 100_000;
const MINUTE: Duration = Duration::from_secs(60);
/// The last bucket may take this many times as long as the first: the machine is shared.
const BOUND: f64 = 4.0;

/// A world of users that hold shares, with batches behind it.
fn world(users: usize, batches: u64) -> Suite {
    let mut suite = Suite::builder()
        .params(|params| params.unbonding_period = 86_400)
        .hub(|parameters| {
            parameters.min_batch_interval = Some(3_600);
            parameters.submit_lag = Some(3_600);
        })
        .build();
    suite.keepers = false;
    for user in 0..users {
        suite.bond(&name(user), 1_000_000_000).unwrap();
    }
    suite.crank("delegate_buffer").unwrap();
    for _ in 0..batches {
        suite.queue_unbond(&name(0), 1_000_000).unwrap();
        suite.next_block();
        suite.seconds_pass(2 * 3_600);
        suite.crank("submit_batch").unwrap();
        let _ = suite.crank("reconcile");
    }
    let _ = suite.crank("sync");
    suite
}

fn name(user: usize) -> String {
    format!("user{user}")
}

/// Random actions of users; a keeper's round now and then, as on a chain. Answers how many of the
/// users' actions were accepted.
fn act(suite: &mut Suite, users: usize, actions: u32, rng: &mut ChaCha8Rng) -> u32 {
    let mut accepted = 0;
    for action in 0..actions {
        let who = name(rng.gen_range(0..users));
        let other = name(rng.gen_range(0..users));
        let shares = rng.gen_range(1_000..1_000_000);
        let outcome = match rng.gen_range(0..100) {
            0..=34 => suite.bond(&who, 10 * shares),
            35..=59 => suite.queue_unbond(&who, shares),
            60..=69 => suite.transfer(&who, &other, shares),
            70..=79 => suite.cancel_unbond(&who, None, None),
            80..=89 => suite.withdraw(&who),
            90..=94 => suite.instant_redeem(&who, shares, 0),
            _ => suite.transfer_unbond(&who, &other, suite.open_batch(), Some(shares / 2)),
        };
        accepted += u32::from(outcome.is_ok());
        if action % 10 == 9 {
            suite.next_block();
        }
        if action % 500 == 499 {
            suite.seconds_pass(3 * 3_600);
            suite.keep();
        }
    }
    accepted
}

/// Microseconds an action.
fn micros(users: usize, batches: u64, actions: u32) -> f64 {
    let mut suite = world(users, batches);
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    // The first ones warm up.
    act(&mut suite, users, actions / 10, &mut rng);
    let begun = Instant::now();
    let accepted = act(&mut suite, users, actions, &mut rng);
    let micros = begun.elapsed().as_secs_f64() * 1e6 / f64::from(actions);
    assert!(accepted > actions / 2, "{accepted} of {actions} were accepted: nothing is measured");
    suite.check_everything();
    micros
}

/// The time per action by users and by batches.
fn buckets(actions: u32) -> (Vec<f64>, Vec<f64>) {
    let by_users =
        std::thread::spawn(move || USERS.map(|users| micros(users, 1, actions)).to_vec());
    let by_batches =
        std::thread::spawn(move || BATCHES.map(|batches| micros(100, batches, actions)).to_vec());
    (by_users.join().unwrap(), by_batches.join().unwrap())
}

/// How long actions take on two cores, each with a world of its own.
fn whole(actions: u32) -> Duration {
    let begun = Instant::now();
    let threads = [0, 1].map(|thread| {
        std::thread::spawn(move || {
            let mut suite = world(100, 1);
            let mut rng = ChaCha8Rng::seed_from_u64(SEED + thread);
            act(&mut suite, 100, actions / 2, &mut rng);
            suite.check_everything();
        })
    });
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    begun.elapsed()
}

fn table(by_users: &[f64], by_batches: &[f64], actions: u32, took: Duration) -> String {
    let mut text = String::from("# How fast random actions are\n\n");
    let _ = writeln!(text, "Written by `scripts/throughput`. Every action is a transaction of a user on the embedded chain, with all invariants checked after it. Seed {SEED}.\n");
    let _ = writeln!(
        text,
        "{actions} actions on two cores took {:.1} s, {:.0} a second.\n",
        took.as_secs_f64(),
        f64::from(actions) / took.as_secs_f64()
    );
    let mut rows = |title: &str, sizes: &[u64], times: &[f64]| {
        let _ = writeln!(text, "| {title} | µs an action |\n| ---: | ---: |");
        for (size, micros) in sizes.iter().zip(times) {
            let _ = writeln!(text, "| {size} | {micros:.0} |");
        }
        let _ = writeln!(text);
    };
    rows("users", &USERS.map(|users| users as u64), by_users);
    rows("past batches", &BATCHES, by_batches);
    text.trim_end().to_string() + "\n"
}

fn is_flat(what: &str, times: &[f64], bound: f64) {
    let (first, last) = (times[0], times[times.len() - 1]);
    assert!(last < bound * first, "{what}: {first:.0} µs an action became {last:.0}: {times:?}");
}

#[test]
fn actions_are_as_fast_with_many_users_and_batches_and_100_000_take_a_minute() {
    let actions = 1_000;
    let (by_users, by_batches) = buckets(actions);
    let few = 4_000;
    let took = whole(few);
    println!("{}", table(&by_users, &by_batches, few, took));
    is_flat("users", &by_users, BOUND);
    is_flat("past batches", &by_batches, BOUND);
    // Twice the time: the machine is shared here, and is not where the long form runs.
    let all = took * (WHOLE / few);
    assert!(all < 2 * MINUTE, "{WHOLE} actions would take {all:?}");
}

#[test]
#[ignore = "the long form, run by scripts/throughput"]
fn a_hundred_thousand_actions_take_a_minute_and_the_table_is_written() {
    let (by_users, by_batches) = buckets(10_000);
    let took = whole(WHOLE);
    let text = table(&by_users, &by_batches, WHOLE, took);
    println!("{text}");
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/throughput.md");
    std::fs::write(path, text).unwrap();
    is_flat("users", &by_users, 2.0);
    is_flat("past batches", &by_batches, 2.0);
    assert!(took <= MINUTE, "{took:?}");
}
