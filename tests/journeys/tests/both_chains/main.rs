//! The same random life of the whole suite, half of the time with restaking, on the embedded chain
//! and, with compiled contracts, on the real modules: after every action both have the same books,
//! balances and refusals.
//!
//! `WEIR_SEED` repeats a run, `WEIR_TRACES` changes how many lives there are.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::ops::Add;
use std::path::Path;

use embedded_chain::EmbeddedChain;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use weir_chain::{Chain, Event};
use weir_testing::random::{world, Action, Life, World};
use weir_testing::Suite;

mod seen;
use seen::seen;

const TRACES: u64 = 40;
/// One for each core.
const THREADS: u64 = 2;
/// What validators get between two actions: an odd number, so that shares of it are truncated.
const REWARD: u128 = 1_234_567;

fn from_env<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Whether a real chain can be made to do it in the same way: it cannot slash without evidence,
/// break records or hold entries, its heights are others, and there is no proposal to vote on.
fn is_possible(action: &Action) -> bool {
    use Action::*;
    !matches!(
        action,
        HoldEntry { .. }
            | ReleaseEntry { .. }
            | DoubleSign { .. }
            | Slash { .. }
            | SlashAll { .. }
            | Ruin { .. }
            | Jail { .. }
            | Break { .. }
            | BreakWithPanic { .. }
            | Repair { .. }
            | Unreadable { .. }
            | Readable { .. }
            | Commission { .. }
            | Vote { .. }
    )
}

/// Whether it would take the last validator out of the set: every node would stop, and a real chain
/// with them.
fn stops_a_chain<C: Chain>(life: &Life<C>, action: &Action) -> bool {
    let all = life.suite.chain.validators().unwrap();
    let left = all.iter().filter(|validator| validator.is_bonded() && !validator.jailed).count();
    matches!(action, Action::Downtime { .. }) && left < 2
}

fn reward<C: Chain>(suite: &mut Suite<C>) {
    for name in suite.validators.clone() {
        let validator = suite.operator(&name);
        // One without delegations takes none.
        let _ = suite.chain.happen(Event::Rewarded { validator, units: REWARD });
    }
    suite.look("reward");
}

/// How often a kind was done.
fn accepted<C: Chain>(life: &Life<C>, action: &Action) -> u64 {
    life.tally.accepted(action.kind())
}

/// What came of lives.
#[derive(Clone, Copy, Default)]
struct Counts {
    tried: usize,
    accepted: usize,
    /// Of those accepted, how many were about restaking.
    restaking: usize,
}

impl Add for Counts {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self {
            tried: self.tried + more.tried,
            accepted: self.accepted + more.accepted,
            restaking: self.restaking + more.restaking,
        }
    }
}

fn live(seed: u64, restaking: bool) -> Counts {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let world = world().new_tree(&mut runner).unwrap().current();
    let world = World { restaking, ..world };
    let mut actions: Vec<Action> = vec![];
    while actions.len() < 100 {
        let more = weir_testing::random::actions(world.restaking);
        actions.extend(more.new_tree(&mut runner).unwrap().current());
        actions.retain(is_possible);
    }
    actions.truncate(100);

    let artifacts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts");
    let real = world.builder().try_build_on_sdk(&artifacts).unwrap();
    // Plans take validators that are alike in the order of their addresses.
    let alike = real
        .validators
        .iter()
        .fold(world.builder(), |builder, name| builder.operator(name, &real.operator(name)));
    let embedded: Suite<EmbeddedChain> = alike.block_per_transaction().build();
    let mut embedded = Life::on(&world, embedded);
    let mut real = Life::on(&world, real);
    let mut counts = Counts { tried: actions.len(), ..Counts::default() };
    for (index, action) in actions.iter().enumerate() {
        let place = || format!("WEIR_SEED={seed}, action {index} {action:?} in {world:?}");
        if stops_a_chain(&embedded, action) {
            continue;
        }
        let before = (accepted(&embedded, action), accepted(&real, action));
        embedded.act(action).unwrap_or_else(|violation| panic!("{}: {violation}", place()));
        real.act(action).unwrap_or_else(|violation| panic!("{}, really: {violation}", place()));
        let after = (accepted(&embedded, action), accepted(&real, action));
        let passed = (after.0 > before.0, after.1 > before.1);
        assert_eq!(passed.0, passed.1, "{}: accepted embedded, accepted really", place());
        counts.accepted += usize::from(passed.0);
        counts.restaking += usize::from(passed.0 && action.restakes());
        // A real chain answers questions in the block that was made last, the embedded one in the
        // block to come: with an empty block both are past the action's.
        embedded.suite.chain.advance_block(0);
        real.suite.chain.advance_block(0).unwrap();
        for ((name, embedded), (_, real)) in seen(&embedded).into_iter().zip(seen(&real)) {
            assert_eq!(embedded, real, "{}: {name}, embedded and real", place());
        }
        if index % 4 == 0 {
            reward(&mut embedded.suite);
            reward(&mut real.suite);
        }
    }
    counts
}

#[test]
fn random_lives_of_the_whole_suite_are_alike_on_the_embedded_chain_and_on_the_real_modules() {
    let first: u64 = from_env("WEIR_SEED").unwrap_or_else(|| u64::from(rand::random::<u32>()));
    let traces: u64 = from_env("WEIR_TRACES").unwrap_or(TRACES);
    println!("WEIR_SEED={first} WEIR_TRACES={traces}");
    let some = move |thread: u64| {
        let mine = (0..traces).filter(move |number| number % THREADS == thread);
        // every other of a thread restakes
        let lives = mine.map(|number| live(first + number, number / THREADS % 2 == 1));
        lives.fold(Counts::default(), Add::add)
    };
    let threads: Vec<_> = (0..THREADS).map(|n| std::thread::spawn(move || some(n))).collect();
    let counts = threads.into_iter().map(|thread| thread.join().unwrap());
    let Counts { tried, accepted, restaking } = counts.fold(Counts::default(), Add::add);
    println!("{tried} actions, {accepted} accepted, {restaking} of them of restaking, all alike");
    assert!(accepted * 2 > tried, "{accepted} of {tried} actions were accepted");
    assert!(restaking * 8 > accepted || traces < 4, "{restaking} of {accepted} restake");
}

/// A validator comes back and goes down again while the other one is in jail: the real chain would
/// stop there.
#[test]
fn a_life_in_which_the_last_validator_of_the_set_would_go_down_is_alike_up_to_there() {
    assert_eq!(live(2_539_687_538, false).tried, 100);
}
