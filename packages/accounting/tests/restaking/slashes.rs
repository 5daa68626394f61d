//! What a slash takes and leaves alone.

use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::vault::{asked, base, loss, Demand, Pool, Waterfall};
use weir_quantities::{Assets, Magnitude, Rounding, Shares};

use crate::common::*;
use crate::world::*;

proptest! {
    #[test]
    fn a_loss_is_the_smaller_of_its_two_bounds_and_is_paid_in_full(
        plan in plan(200), fraction in fraction(), of in fraction(), bond in wide_or_none(), cover in wide_or_none(),
    ) {
        let before = plan.books();
        prop_assume!(!before.commitments.is_empty());
        let first = before.commitments[0].clone();
        let base = before.pool.assets.times(of, Rounding::Down).unwrap();
        let demand = Demand { fraction, base, bond: assets(bond), cover: assets(cover) };
        let mut books = before.clone();
        let slashed = books.slash(first.service, demand, tau(), DELAY).unwrap();
        let asks = floor(&(whole(base.u128()) * of_decimal(fraction)));
        let budget = exact(first.budget.u128(), before.pool.magnitude.u128());
        let limit = floor(&(budget * whole(before.pool.assets.u128())));
        prop_assert_eq!(slashed.loss.u128(), asks.min(limit));
        let Waterfall { bond: own, cover: insured, pool } = slashed.paid;
        prop_assert_eq!(own.u128() + insured.u128() + pool.u128(), slashed.loss.u128());
        prop_assert_eq!(own, slashed.loss.min(assets(bond)));
        prop_assert_eq!(insured, slashed.loss.minus(own).unwrap().min(assets(cover)));
        prop_assert_eq!(books.pool.assets, before.pool.assets.minus(pool).unwrap());
        let after = books.commitment(first.service).unwrap();
        prop_assert_eq!(after.budget, first.budget.minus(slashed.budget).unwrap().min(after.ceiling().unwrap()));
        prop_assert_eq!(after.slashable, first.slashable.minus(slashed.magnitude).unwrap());
        prop_assert!(!slashed.loss.is_zero() || books == before);
    }

    /// Invariants 38, 40, 41 and 43.
    #[test]
    fn a_slash_takes_nothing_from_other_services_and_no_share_from_anybody(
        plan in plan(200), turns in prop::collection::vec((0usize..8, fraction(), fraction()), 1..8),
    ) {
        let mut books = plan.books();
        check(&books, plan.cap);
        for (number, fraction, of) in turns {
            let Some(one) = books.commitments.get(number) else { continue };
            let (service, before) = (one.service, books.clone());
            let base = books.pool.assets.times(of, Rounding::Down).unwrap();
            slash(&mut books, service, fraction, base);
            prop_assert_eq!(books.pool.shares, before.pool.shares);
            prop_assert_eq!(books.pool.queued, before.pool.queued);
            let per_magnitude = |pool: &Pool| exact(pool.assets.u128(), pool.magnitude.u128());
            prop_assert!(per_magnitude(&books.pool) >= per_magnitude(&before.pool));
            for other in before.commitments.iter().filter(|other| other.service != service) {
                let now = books.commitment(other.service).unwrap();
                prop_assert_eq!(now, other);
                prop_assert!(payable(&books, other.service) >= payable(&before, other.service));
                if plan.leverage == 100 {
                    let stake = |pool: &Pool| pool.stake(other.slashable).unwrap();
                    prop_assert!(stake(&books.pool) >= stake(&before.pool));
                }
            }
            check(&books, plan.cap);
        }
    }

    #[test]
    fn at_a_leverage_of_one_no_other_services_stake_falls(
        plan in plan(100), number in 0usize..8, fraction in fraction(),
    ) {
        let before = plan.books();
        let Some(one) = before.commitments.get(number) else { return Ok(()) };
        let mut books = before.clone();
        slash(&mut books, one.service, fraction, before.pool.assets);
        for other in before.commitments.iter().filter(|other| other.service != one.service) {
            let stake = |pool: &Pool| pool.stake(other.slashable).unwrap();
            prop_assert!(stake(&books.pool) >= stake(&before.pool));
        }
    }

    /// Invariant 52: the base is absolute, so the order between services changes no loss.
    #[test]
    fn the_order_of_slashes_changes_no_loss_between_services(
        plan in plan(200), fractions in prop::collection::vec((fraction(), fraction()), 3),
    ) {
        let books = plan.books();
        prop_assume!(books.commitments.len() >= 3);
        let asks: Vec<_> = fractions
            .iter()
            .enumerate()
            .map(|(number, (fraction, of))| {
                let base = books.pool.assets.times(*of, Rounding::Down).unwrap();
                (books.commitments[number].service, *fraction, base)
            })
            .collect();
        let mut least = [u128::MAX; 3];
        let mut most = [0u128; 3];
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            let mut turn = books.clone();
            for number in order {
                let (service, fraction, base) = asks[number];
                let lost = slash(&mut turn, service, fraction, base).loss.u128();
                least[number] = least[number].min(lost);
                most[number] = most[number].max(lost);
            }
        }
        // A unit, and the assets behind a unit of magnitude, for each slash before.
        let allowed = 2 * (1 + ceil(&exact(books.pool.assets.u128(), books.pool.magnitude.u128() / 2)));
        for number in 0..3 {
            prop_assert!(most[number] - least[number] <= allowed, "{:?} {:?}", least, most);
        }
    }

    /// All budgets can be paid, one after the other, in any order, at any leverage.
    #[test]
    fn every_budget_is_payable_in_any_order_at_any_leverage(
        plan in plan(200), order in Just((0..8usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let mut books = plan.books();
        let promised: Vec<_> =
            books.commitments.iter().map(|one| payable(&books, one.service)).collect();
        for number in order {
            let Some(one) = books.commitments.get(number) else { continue };
            let service = one.service;
            let all = books.pool.assets;
            let lost = slash(&mut books, service, Decimal::one(), all).loss;
            prop_assert!(lost >= promised[number], "{} of {}", lost, promised[number]);
        }
    }

    /// The base is at least what stood there, active, at the time; what is queued answers too.
    #[test]
    fn the_base_holds_what_was_queued_and_not_what_has_left(
        deposited in wide(), queued in fraction(), left in fraction(), weight in 1..=10u128.pow(18),
    ) {
        let mut then = pool(deposited);
        then.queued = then.shares.times(queued, Rounding::Down).unwrap();
        let gone = then.queued.times(left, Rounding::Down).unwrap();
        let staying = exact(then.shares.u128() - gone.u128(), then.shares.u128());
        let worth = floor(&(staying * whole(deposited)));
        let due = floor(&(whole(worth) * exact(weight, 10u128.pow(18))));
        let found = base(&then, magnitude(weight), gone).unwrap();
        prop_assert_eq!(found.u128(), due);
        let guaranteed = floor(&(whole(then.active_assets().unwrap().u128()) * exact(weight, 10u128.pow(18))));
        prop_assert!(found.u128() >= guaranteed);
    }

    #[test]
    fn what_is_asked_is_at_least_what_would_be_lost(
        plan in plan(200), fraction in fraction(), of in fraction(),
    ) {
        let books = plan.books();
        prop_assume!(!books.commitments.is_empty());
        let one = &books.commitments[0];
        let base = books.pool.assets.times(of, Rounding::Down).unwrap();
        let asked = asked(&books.pool, fraction, base).unwrap();
        let lost = loss(&books.pool, one.budget, fraction, base).unwrap();
        prop_assert!(books.pool.magnitude_of(lost).unwrap() <= asked);
        prop_assert!(asked <= books.pool.magnitude);
    }
}

#[test]
fn with_magnitude_rounded_down_another_service_would_lose() {
    // 1,000,000 assets on 10 units of magnitude; a slash of 150,001 is a unit and a half.
    let pool = Pool { assets: assets(1_000_000), magnitude: magnitude(10), ..pool(1_000_000) };
    let after = |taken: Magnitude| Pool {
        assets: pool.assets.minus(assets(150_001)).unwrap(),
        magnitude: pool.magnitude.minus(taken).unwrap(),
        ..pool
    };
    let other = magnitude(5);
    let before = pool.stake(other).unwrap();
    let rounded_down = magnitude(150_001 * 10 / 1_000_000);
    assert!(after(rounded_down).stake(other).unwrap() < before);
    let rounded_up = pool.magnitude_of(assets(150_001)).unwrap();
    assert_eq!(rounded_up, magnitude(2));
    assert!(after(rounded_up).stake(other).unwrap() >= before);
}

#[test]
fn beyond_a_leverage_of_one_stake_is_shared_and_budgets_are_not() {
    let quarter = Decimal::percent(25);
    let promises = [(weight(100), quarter), (weight(100), quarter)];
    let mut books = promised(pool(1_000_000), &promises, &limits(200, Decimal::percent(50)), tau());
    let (stake, budget) = (books.pool.stake(weight(100)).unwrap(), payable(&books, service(1)));
    let all = books.pool.assets;
    slash(&mut books, service(0), quarter, all);
    assert!(books.pool.stake(weight(100)).unwrap() < stake, "voting weight is re-used");
    assert!(payable(&books, service(1)) >= budget, "a budget is not");
}

#[test]
fn a_base_of_active_stake_alone_lets_an_operator_queue_everything_and_lose_nothing() {
    let mut then = pool(1_000_000);
    then.queued = then.shares;
    let active_alone = then.active_assets().unwrap();
    assert_eq!(active_alone, Assets::ZERO, "the broken rule");
    assert_eq!(base(&then, weight(100), Shares::ZERO).unwrap(), assets(1_000_000));
}

#[test]
fn a_budget_derived_from_the_weight_would_count_a_slash_twice() {
    let half = Decimal::percent(50);
    let mut books = promised(pool(1_000_000), &[(weight(50), half)], &limits(100, half), tau());
    let all = books.pool.assets;
    let first = slash(&mut books, service(0), Decimal::one(), all).loss;
    assert_eq!(first, assets(1_000_000 / 4));
    let commitment = books.commitment(service(0)).unwrap();
    let derived = books.pool.stake(commitment.ceiling().unwrap()).unwrap();
    assert!(!derived.is_zero(), "the broken rule takes {derived} more");
    assert_eq!(slash(&mut books, service(0), Decimal::one(), all).loss, Assets::ZERO);
}

#[test]
fn a_loss_of_nothing_starts_no_quarantine() {
    let half = Decimal::percent(50);
    let mut books = promised(pool(1_000_000), &[(weight(50), half)], &limits(100, half), tau());
    let before = books.clone();
    assert!(slash(&mut books, service(0), Decimal::one(), Assets::ZERO).loss.is_zero());
    assert_eq!(books, before);
    slash(&mut books, service(0), Decimal::one(), assets(2));
    assert!(books.commitment(service(0)).unwrap().quarantine.is_some());
}

#[test]
fn an_empty_vault_loses_nothing() {
    let half = Decimal::percent(50);
    let mut books = promised(Pool::default(), &[(weight(50), half)], &limits(100, half), tau());
    assert!(slash(&mut books, service(0), Decimal::one(), assets(1_000)).loss.is_zero());
    let nothing = Pool { magnitude: Magnitude::ZERO, ..pool(1_000) };
    assert!(nothing.stake(weight(1)).unwrap().is_zero());
    assert!(base(&nothing, weight(1), Shares::ZERO).unwrap().is_zero());
}

#[test]
fn a_loss_that_the_bond_pays_costs_budget_and_no_assets() {
    let half = Decimal::percent(50);
    let mut books = promised(pool(1_000_000), &[(weight(50), half)], &limits(100, half), tau());
    let before = books.clone();
    let demand = Demand {
        fraction: Decimal::percent(10),
        base: assets(500_000),
        bond: assets(30_000),
        cover: assets(20_000),
    };
    let slashed = books.slash(service(0), demand, tau(), DELAY).unwrap();
    assert_eq!(
        slashed.paid,
        Waterfall { bond: assets(30_000), cover: assets(20_000), pool: Assets::ZERO }
    );
    assert_eq!(books.pool, before.pool);
    assert!(payable(&books, service(0)) < payable(&before, service(0)));
}
