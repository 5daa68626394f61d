//! Random lives: 20 to 60 actions of every kind, all invariants after every action, and at the end
//! everyone leaves.
//!
//! `WEIR_SEED` repeats a run, `WEIR_CASES` changes how many lives there are.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::cell::{Cell, RefCell};
use std::time::Instant;

use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use weir_testing::random::{lives, Action, Life, Tally, World};

/// Lives of a run that names no number.
const CASES: u32 = 1_000;
/// Lives with so many validators that what changes of the ledger lies beside it.
const CROWDED: u32 = 60;
/// One for each core; a world stays in its thread.
const THREADS: u32 = 2;

fn from_env<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// One life. Its tally counts whether or not it ended well.
fn live(world: &World, actions: &[Action]) -> (Tally, Result<(), String>) {
    let mut life = Life::new(world);
    let lived = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        actions.iter().try_for_each(|action| life.act(action))?;
        life.suite.check_everything();
        life.finale()
    }));
    let ended = match lived {
        Ok(ended) => ended.map_err(|violation| violation.to_string()),
        Err(panic) => Err(match panic.downcast::<String>() {
            Ok(text) => format!("panicked: {text}"),
            Err(_) => "panicked".to_string(),
        }),
    };
    (life.tally, ended)
}

fn fails(world: &World, actions: &[Action]) -> Option<String> {
    live(world, actions).1.err()
}

/// Leaves out whatever need not happen for something to fail.
fn without_the_idle(world: &World, mut actions: Vec<Action>) -> Vec<Action> {
    let mut index = actions.len();
    while index > 0 {
        index -= 1;
        let left_out = actions.remove(index);
        if fails(world, &actions).is_none() {
            actions.insert(index, left_out);
        }
    }
    actions
}

fn told(world: &World, actions: &[Action]) -> String {
    let reason = fails(world, actions).unwrap_or_default();
    let lines: Vec<String> = actions.iter().map(|action| format!("    {action:?},")).collect();
    format!("{reason}\nin {world:?}\n{}", lines.join("\n"))
}

fn many_lives(seed: u64, cases: u32, more_validators: u8) -> (Tally, Result<(), String>) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, rng);
    let tally = RefCell::new(Tally::default());
    let found = Cell::new(false);
    let lives = lives().prop_map(move |(world, actions)| {
        (World { validators: world.validators + more_validators, ..world }, actions)
    });
    let outcome = runner.run(&lives, |(world, actions)| {
        let (of_case, ended) = live(&world, &actions);
        tally.borrow_mut().add(&of_case);
        // Said at once: shrinking takes its time.
        if let (Err(reason), false) = (&ended, found.replace(found.get() || ended.is_err())) {
            println!("found, before it is shrunk: {reason}");
        }
        ended.map_err(TestCaseError::fail)
    });
    let outcome = match outcome {
        Ok(()) => Ok(()),
        Err(TestError::Fail(_, (world, actions))) => {
            let actions = without_the_idle(&world, actions);
            Err(told(&world, &actions))
        }
        Err(TestError::Abort(reason)) => Err(reason.to_string()),
    };
    (tally.into_inner(), outcome)
}

/// Lives on both cores, none of which may break anything.
fn all_live(cases: u32, more_validators: u8) -> Tally {
    let seed: u64 = from_env("WEIR_SEED").unwrap_or_else(rand::random);
    println!("WEIR_SEED={seed} WEIR_CASES={cases}");
    let begun = Instant::now();
    let threads: Vec<_> = (0..THREADS)
        .map(|thread| {
            let cases = cases / THREADS + u32::from(thread < cases % THREADS);
            let seed = seed.wrapping_add(u64::from(thread));
            std::thread::spawn(move || many_lives(seed, cases, more_validators))
        })
        .collect();
    let mut tally = Tally::default();
    let mut found = vec![];
    for thread in threads {
        let (of_thread, outcome) = thread.join().unwrap();
        tally.add(&of_thread);
        found.extend(outcome.err());
    }
    println!("{tally}\n{} actions in {:?}", tally.tried(), begun.elapsed());
    assert!(found.is_empty(), "WEIR_SEED={seed} WEIR_CASES={cases}\n{}", found.join("\n\n"));
    for kind in Action::REFUSED {
        assert_eq!(tally.accepted(kind), 0, "{kind} must be refused");
    }
    tally
}

#[test]
fn random_lives_with_many_validators_break_no_invariant_either() {
    all_live(from_env("WEIR_CASES").unwrap_or(CROWDED), 15);
}

#[test]
fn random_lives_break_no_invariant_and_end_with_everyone_paid() {
    let cases: u32 = from_env("WEIR_CASES").unwrap_or(CASES);
    let tally = all_live(cases, 0);
    let never = tally.never_accepted();
    let hardly = tally.hardly_met(5);
    assert!(cases < CASES || hardly.is_empty(), "hardly met: {hardly:?}");
    // A few lives do not meet every kind.
    assert!(cases < CASES || never.is_empty(), "never accepted: {never:?}");
}
