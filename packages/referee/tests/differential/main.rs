//! The embedded chain against the real modules: random traces of staking, slashing and distribution
//! run on both, and after every block everything that can be asked of one is asked of the other.
//!
//! `DIFFERENTIAL_TRACES` says how many traces (40), `DIFFERENTIAL_ACTIONS` how long each is (100
//! actions), `DIFFERENTIAL_SEED` with which seed the first begins; a new one each run if not given.
//! Every failure prints the seed of its trace and what happened before.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

mod action;
mod compare;
mod world;

use std::collections::BTreeMap;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::time::{SystemTime, UNIX_EPOCH};

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use action::{Action, Change, Plan};
use world::World;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

/// How often each kind of action passed and was refused.
type Counts = BTreeMap<&'static str, [u32; 2]>;

fn trace(seed: u64, actions: u64, counts: &mut Counts) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let mut world = World::begin(&mut random);
    let mut done = 0;
    while done < actions && !world.halted() {
        let block = action::plan(&mut random, &world);
        done += block.actions.len() as u64;
        for (kind, passed) in world.run(seed, block) {
            counts.entry(kind).or_default()[usize::from(!passed)] += 1;
        }
    }
    world.finish(seed);
}

#[test]
fn random_traces_end_alike_on_both() {
    let new = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
    let first = number("DIFFERENTIAL_SEED").unwrap_or(new);
    let traces = number("DIFFERENTIAL_TRACES").unwrap_or(40);
    let actions = number("DIFFERENTIAL_ACTIONS").unwrap_or(100);
    println!("{traces} traces of {actions} actions, seeds from {first}");
    let mut counts = Counts::new();
    let mut failed = vec![];
    for seed in first..first + traces {
        // one that fails tells its story and leaves the others their turn
        let run = AssertUnwindSafe(|| trace(seed, actions, &mut counts));
        if catch_unwind(run).is_err() {
            failed.push(seed);
        }
    }
    println!("{:<20} {:>8} {:>8}", "", "passed", "refused");
    for (kind, [passed, refused]) in &counts {
        println!("{kind:<20} {passed:>8} {refused:>8}");
    }
    assert!(failed.is_empty(), "these seeds differ: {failed:?}");
    for kind in action::KINDS {
        let [passed, _] = counts.get(kind).copied().unwrap_or_default();
        // A short run need not have seen everything.
        assert!(passed > 0 || traces * actions < 2_000, "{kind} never passed");
    }
}

/// Random traces hardly ever cut one entry twice.
#[test]
fn an_entry_cut_for_downtime_and_for_a_double_sign_is_cut_alike() {
    let mut world = World::begin(&mut ChaCha8Rng::seed_from_u64(1));
    let (who, validator) = (0, world.validators() - 1);
    let block = |actions| Plan { actions, ..Plan::empty(6) };
    let delegate = Action::Delegate { who, to: validator, amount: 1_000 * world::COIN };
    let fraction = Change::DowntimeFraction(10);
    world.run(1, Plan { changes: vec![fraction], ..block(vec![delegate]) });
    let cut = |world: &World| {
        let entries = world.embedded.unbonding_entries(&world.delegators[who]).unwrap();
        entries.iter().map(|row| row.entry.balance.u128()).sum::<u128>()
    };
    let (mut placed, mut blocks) = (0, 0);
    while placed == 0 || cut(&world) == placed {
        let amount = 10 * world::COIN;
        let undelegate = Action::Undelegate { who, from: validator, amount };
        let missing = Plan { missed: vec![validator], ..block(vec![undelegate]) };
        if world.run(1, missing).contains(&("undelegate", true)) {
            placed += amount;
        }
        blocks += 1;
        assert!(blocks < 30, "nobody was jailed");
    }
    let once = cut(&world);
    let evidence = (1..30).rev().find_map(|back| world.signed_at(validator, back)).unwrap();
    world.run(1, Plan { double_signs: vec![(validator, evidence)], ..Plan::empty(6) });
    world.run(1, Plan::empty(6));
    assert!(once < placed && cut(&world) < once, "{placed}, {once}, {}", cut(&world));
    world.finish(1);
}

/// A window that becomes shorter forgets nothing: what was missed at places it has no more counts on,
/// and one that has not missed a block for long can be down with the next.
#[test]
fn a_window_that_changes_counts_what_was_missed_before_alike() {
    let mut world = World::begin(&mut ChaCha8Rng::seed_from_u64(3));
    let validator = 0;
    let set = |change| Plan { changes: vec![change], ..Plan::empty(6) };
    let missing = || Plan { missed: vec![validator], ..Plan::empty(6) };
    let is_down = |world: &World| {
        let operator = &world.operators[validator].operator;
        world.embedded.validator(operator).unwrap().jailed
    };
    world.run(3, set(Change::Window(11)));
    world.run(3, set(Change::MinSigned(10)));
    (0..6).for_each(|_| drop(world.run(3, missing())));
    (0..4).for_each(|_| drop(world.run(3, Plan::empty(6))));
    assert!(!is_down(&world), "nine of eleven may be missed");
    world.run(3, set(Change::Window(4)));
    for _ in 0..3 {
        world.run(3, Plan::empty(6));
    }
    assert!(is_down(&world), "six missed blocks are more than four");
    world.finish(3);
}

/// Of two with the same whole coins the lower address is in the set, whoever has more units.
#[test]
fn power_is_counted_in_whole_coins_alike() {
    let mut world = World::begin(&mut ChaCha8Rng::seed_from_u64(5));
    let most = Change::MaxValidators(world.validators() as u32 - 1);
    world.run(5, Plan { changes: vec![most], ..Plan::empty(6) });
    let tokens = |world: &World, validator: usize| {
        world.embedded.validator(&world.operators[validator].operator).unwrap().tokens.u128()
    };
    // First the one of the two smallest has a unit more, then the other.
    let next = (tokens(&world, 1) / world::COIN + 1) * world::COIN;
    for (validator, wanted) in [(0, next - 2), (1, next - 1)] {
        let amount = wanted - tokens(&world, validator);
        let delegate = Action::Delegate { who: 0, to: validator, amount };
        let done = world.run(5, Plan { actions: vec![delegate], ..Plan::empty(6) });
        assert_eq!(done, [("delegate", true)]);
        world.run(5, Plan::empty(6));
    }
    assert_eq!(tokens(&world, 1) - tokens(&world, 0), 1);
    world.finish(5);
}

#[test]
fn a_validator_that_nobody_has_stake_with_is_forgotten_alike() {
    let mut world = World::begin(&mut ChaCha8Rng::seed_from_u64(6));
    let (validator, amount) = (0, world.own_stake(0));
    let leave = Action::UndelegateOwn { validator, amount };
    let done = world.run(6, Plan { actions: vec![leave], ..Plan::empty(6) });
    assert_eq!(done, [("undelegate_own", true)]);
    (0..5).for_each(|_| drop(world.run(6, Plan::empty(6))));
    let operator = world.operators[validator].operator.clone();
    assert!(world.embedded.validator(&operator).is_ok());
    let period = world.unbonding_period();
    (0..2).for_each(|_| drop(world.run(6, Plan::empty(period))));
    assert!(world.embedded.validator(&operator).is_err());
    world.finish(6);
}

#[test]
fn a_seed_gives_the_same_plan_twice() {
    let mut one = ChaCha8Rng::seed_from_u64(7);
    let mut two = ChaCha8Rng::seed_from_u64(7);
    assert_eq!(one.gen::<u64>(), two.gen::<u64>());
    let (a, b) = (World::begin(&mut one), World::begin(&mut two));
    let plans = (action::plan(&mut one, &a), action::plan(&mut two, &b));
    assert_eq!(format!("{:?}", plans.0), format!("{:?}", plans.1));
}
