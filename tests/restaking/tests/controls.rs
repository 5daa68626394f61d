//! Each invariant is seen to fail when its rule is broken: steps of a real life, tampered with.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::rc::Rc;

use weir_quantities::{Assets, Magnitude, Shares, VaultTime};
use weir_restaking_journeys::invariants::ALL;
use weir_restaking_journeys::{Step, World, DAY};

/// Breaks one rule in a step; answers whether the step is one in which it can be broken.
type Tamper = fn(&mut Step) -> bool;

const CONTROLS: &[(&str, Tamper)] = &[
    ("a_refusal_changes_nothing", |step| {
        step.after.core.claimable = more(step.after.core.claimable);
        step.events.is_none()
    }),
    ("the_balance_is_what_is_owed_and_what_was_given", |step| {
        step.after.balance += 1;
        true
    }),
    ("shares_are_those_of_holders", |step| {
        let Some(held) = step.after.positions.values_mut().next() else { return false };
        *held = held.plus(Shares::new(1)).unwrap();
        true
    }),
    ("the_price_falls_only_by_a_slash", |step| {
        let assets = &mut step.after.core.pool.assets;
        *assets = Assets::new(assets.u128() / 2);
        !assets.is_zero() && !told(step, "weir_vault_slash_applied")
    }),
    ("an_exit_is_paid_no_more_than_its_part", |step| {
        double(step, "weir_vault_bucket_settled", "assets")
    }),
    ("no_other_service_loses", |step| {
        let slashes = told(step, "weir_vault_slash_applied");
        let Some(last) = step.after.commitments.last_mut() else { return false };
        last.budget = Magnitude::new(last.budget.u128() / 2);
        slashes && !last.budget.is_zero()
    }),
    ("budgets_stay_within_cap_and_ceiling", |step| {
        let Some(first) = step.after.commitments.first_mut() else { return false };
        first.budget = first.ceiling().unwrap().plus(Magnitude::new(1)).unwrap();
        true
    }),
    ("weights_stay_within_magnitude_and_leverage", |step| {
        let Some(first) = step.after.commitments.first_mut() else { return false };
        first.power = first.slashable.plus(Magnitude::new(1)).unwrap();
        true
    }),
    ("no_power_without_something_to_slash", |step| {
        let whole = step.after.core.pool.magnitude;
        let Some(first) = step.after.commitments.first_mut() else { return false };
        (first.power, first.budget) = (whole, whole);
        !step.after.core.pool.assets.is_zero() && first.asked.is_zero()
    }),
    ("raises_wait_for_the_notice", |step| {
        let changed = told(step, "weir_vault_commitment_changed");
        let now = step.after.now();
        for (_, least) in Rc::make_mut(&mut step.history).announced.values_mut() {
            *least = VaultTime::new(now.u64() + 1);
        }
        changed
    }),
    ("stake_counted_at_the_offence_is_there", |step| {
        step.after.core.pool.settled = step.after.core.pool.shares;
        told(step, "weir_vault_request_noted")
    }),
    ("a_matured_bucket_is_never_slashed", |step| {
        let Some(bucket) = step.after.settled.values_mut().next() else { return false };
        bucket.assets = more(bucket.assets);
        !step.before.settled.is_empty()
    }),
    ("an_open_generation_never_overflows", |step| {
        let pool = &mut step.after.core.pool;
        (pool.assets, pool.shares) = (Assets::new(1), Shares::new(u128::MAX / 2));
        true
    }),
    ("a_loss_is_the_smaller_of_its_bounds", |step| {
        double(step, "weir_vault_slash_applied", "loss")
    }),
    ("bond_and_cover_and_pool_pay_the_loss", |step| {
        double(step, "weir_vault_slash_applied", "bond")
    }),
    ("an_offence_executes_once", |step| {
        step.after.requests = step.before.requests.clone();
        told(step, "weir_vault_slash_applied")
    }),
    ("every_request_is_within_its_last_second", |step| {
        let before = VaultTime::new(step.after.now().u64() - 1);
        step.before.requests.values_mut().for_each(|request| request.last_second = before);
        told(step, "weir_vault_slash_applied")
    }),
    ("escrow_gets_exactly_the_loss", |step| {
        step.after.core.escrow = more(step.after.core.escrow);
        true
    }),
    ("the_books_agree_with_their_sums", |step| {
        let asked = &mut step.after.core.asked;
        *asked = asked.plus(Magnitude::new(1)).unwrap();
        true
    }),
    ("what_deposits_read_is_what_was_decided", |step| {
        step.after.access.min_deposit = more(step.after.access.min_deposit);
        true
    }),
];

fn more(assets: Assets) -> Assets {
    assets.plus(Assets::new(1)).unwrap()
}

fn told(step: &Step, name: &str) -> bool {
    step.events.iter().flatten().any(|event| event.ty == format!("wasm-{name}"))
}

/// Doubles an amount in what was told.
fn double(step: &mut Step, name: &str, key: &str) -> bool {
    let mut events = step.events.iter_mut().flatten();
    let Some(event) = events.find(|event| event.ty == format!("wasm-{name}")) else {
        return false;
    };
    let amount = event.attributes.iter_mut().find(|attribute| attribute.key == key).unwrap();
    let units: u128 = amount.value.parse().unwrap();
    amount.value = (units * 2).to_string();
    units > 0
}

/// A life in which everything happens once.
fn life() -> Vec<Step> {
    let mut world = World::new();
    world.steps = Some(vec![]);
    world.deposit("alice", 0, 500_000_000).unwrap();
    world.deposit("bob", 0, 500_000_000).unwrap();
    world.add_bond("op1", 0, 1_000_000).unwrap();
    world.announce(0, 1, 1, 40).unwrap();
    world.commit(0, 2, 30);
    world.exit("bob", 0, 100_000_000_000).unwrap();
    world.pass(22 * DAY);
    world.settle(0).unwrap();
    let at = world.now();
    world.pass(60);
    let id = world.request(0, 1, 1_000, at).unwrap();
    world.execute(0, id).unwrap_err();
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    world.claim("bob", 0).unwrap();
    world.fetch("anyone", 0, 1, 1).unwrap();
    world.steps.take().unwrap()
}

#[test]
fn every_invariant_fails_when_its_rule_is_broken() {
    let steps = life();
    for invariant in ALL {
        let name = invariant.name;
        let control = CONTROLS.iter().find(|(of, _)| *of == name);
        let (_, tamper) = control.unwrap_or_else(|| panic!("{name} has no control"));
        let mut tampered = 0;
        for step in &steps {
            let mut broken = step.clone();
            if !tamper(&mut broken) {
                continue;
            }
            tampered += 1;
            assert_eq!((invariant.check)(step), Ok(()), "{name} after {}", step.kind);
            assert!((invariant.check)(&broken).is_err(), "{name} missed it after {}", step.kind);
        }
        assert!(tampered > 0, "{name} met no step in which it could be broken");
    }
}
