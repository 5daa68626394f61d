//! Random lives: every invariant of every vault after every action.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeMap;

use weir_restaking_journeys::random::Life;

/// Enough to meet every kind of message; more by `WEIR_LIVES`.
const LIVES: u64 = 24;
const ACTIONS: usize = 120;

#[test]
fn random_lives_keep_every_invariant_and_end_with_everybody_out() {
    let lives = std::env::var("WEIR_LIVES").ok().and_then(|lives| lives.parse().ok());
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    let mut checked = 0;
    for seed in 0..lives.unwrap_or(LIVES) {
        println!("life {seed}");
        let mut life = Life::begin(seed);
        for _ in 0..ACTIONS {
            life.act();
        }
        life.finale();
        checked += life.world.suite.checked.values().sum::<u64>();
        for (kind, (accepted, refused)) in life.world.suite.counts {
            let count = counts.entry(kind).or_default();
            *count = (count.0 + accepted, count.1 + refused);
        }
    }
    println!("{checked} checks; accepted and refused:");
    for (kind, (accepted, refused)) in &counts {
        println!("{kind:>22} {accepted:>6} {refused:>6}");
    }
    let never: Vec<_> = counts.iter().filter(|(_, (accepted, _))| *accepted == 0).collect();
    assert!(never.is_empty(), "never accepted: {never:?}");
}
