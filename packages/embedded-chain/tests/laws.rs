//! Laws that hold whatever delegators, slashes and time do.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]

use crate::common::*;
use cosmwasm_std::{coin, Decimal, Uint128};
use embedded_chain::{ChainError, ChainEvent, Dec, Inflation, Params};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;

#[derive(Clone, Debug)]
enum Act {
    Delegate(bool, usize, u128),
    Undelegate(bool, usize, u64),
    Redelegate(bool, usize, usize, u64),
    Slash(usize, u64, u64),
    Jail(usize),
    Unjail(usize),
    Reward(usize, u128),
    Pass(u64),
}

fn act() -> impl Strategy<Value = Act> {
    let who = any::<bool>;
    let v = || 0usize..3;
    prop_oneof![
        4 => (who(), v(), 1u128..100_000).prop_map(|(a, v, n)| Act::Delegate(a, v, n)),
        3 => (who(), v(), 1u64..=1000).prop_map(|(a, v, n)| Act::Undelegate(a, v, n)),
        2 => (who(), v(), v(), 1u64..=1000).prop_map(|(a, s, d, n)| Act::Redelegate(a, s, d, n)),
        2 => (v(), 0u64..30, 1u64..=1000).prop_map(|(v, back, f)| Act::Slash(v, back, f)),
        1 => v().prop_map(Act::Jail),
        1 => v().prop_map(Act::Unjail),
        2 => (v(), 1u128..10_000_000).prop_map(|(v, n)| Act::Reward(v, n)),
        4 => (1u64..3 * DAY).prop_map(Act::Pass),
    ]
}

/// A refusal is fine, a panic is not.
fn sober(answer: cw_multi_test::error::AnyResult<cw_multi_test::AppResponse>) {
    if let Err(error) = answer {
        let error = ChainError::of(&error).cloned().unwrap_or_else(|| panic!("{error:?}"));
        assert!(!matches!(error, ChainError::GoPanic { .. }), "{error}");
    }
}

fn play(w: &mut World, act: Act) {
    let validators = [w.v1.clone(), w.v2.clone(), w.v3.clone()];
    let who = |first: bool| if first { w.alice.clone() } else { w.bob.clone() };
    match act {
        Act::Delegate(a, v, n) => sober(w.chain.delegate(&who(a), &validators[v], n)),
        Act::Undelegate(a, v, n) => {
            let amount = w.staked(&who(a), &validators[v]) * u128::from(n) / 1000;
            sober(w.chain.undelegate(&who(a), &validators[v], amount));
        }
        Act::Redelegate(a, s, d, n) => {
            let amount = w.staked(&who(a), &validators[s]) * u128::from(n) / 1000;
            sober(w.chain.redelegate(&who(a), &validators[s], &validators[d], amount));
        }
        Act::Slash(v, back, f) => {
            let height = w.chain.block().height.saturating_sub(back);
            w.chain.slash(&validators[v], height, Decimal::permille(f)).ok();
        }
        Act::Jail(v) => drop(w.chain.jail(&validators[v])),
        Act::Unjail(v) => drop(w.chain.unjail(&validators[v])),
        Act::Reward(v, n) => {
            w.chain
                .reward_validator(&validators[v], vec![coin(n, DENOM), coin(n / 3 + 1, "other")])
                .unwrap();
        }
        Act::Pass(seconds) => w.chain.advance_block(seconds),
    }
}

fn supply_of_accounts(w: &World) -> u128 {
    let modules = w.chain.module_accounts();
    let mut accounts = vec![&w.alice, &w.bob];
    accounts.extend([&modules.bonded_pool, &modules.not_bonded_pool, &modules.distribution]);
    accounts.into_iter().map(|a| w.wallet(a)).sum()
}

/// Shares of delegations are the validators' shares, and are worth at most their tokens.
fn check_shares(w: &World) {
    let delegations = w.chain.all_delegations().unwrap();
    for v in w.chain.validators().unwrap() {
        let held: Vec<_> = delegations.iter().filter(|d| d.validator == v.operator).collect();
        let shares = held.iter().fold(Dec::ZERO, |sum, d| sum.plus(d.shares));
        assert_eq!(shares, v.shares);
        let worth: u128 = held.iter().map(|d| d.amount().u128()).sum();
        // each view rounds half to even at the last decimal and so may show one unit more
        assert!(worth <= v.tokens.u128() + held.len() as u128);
    }
}

/// The distribution account holds all that is owed.
fn check_rewards(w: &World) {
    let held = w.wallet(&w.chain.module_accounts().distribution);
    let mut owed = w.chain.community_pool().unwrap().amount_of(DENOM);
    for d in w.chain.all_delegations().unwrap() {
        owed = owed.plus(w.chain.rewards(&d.delegator, &d.validator).unwrap().amount_of(DENOM));
    }
    for v in w.chain.validators().unwrap() {
        owed = owed.plus(w.chain.commission(&v.operator).unwrap().amount_of(DENOM));
    }
    assert!(owed <= Dec::from_int(held), "{owed} > {held}");
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct("tests/laws.regressions"))),
        ..ProptestConfig::default()
    })]

    #[test]
    fn coins_shares_and_rewards_stay_consistent(
        by_votes: bool,
        acts in prop::collection::vec(act(), 1..40),
    ) {
        let slowly = |p: &mut Params| p.inflation = Inflation::PerSecond(Uint128::new(7));
        let mut w = if by_votes { world_by_votes(slowly) } else { world_with(slowly) };
        for act in acts {
            play(&mut w, act);
            w.assert_conserved();
            prop_assert_eq!(w.chain.total_supply(DENOM).u128(), supply_of_accounts(&w));
        }
        let failed = |e: &ChainEvent| matches!(e, ChainEvent::BlockFailed { .. });
        assert!(!w.chain.events().iter().any(failed));
        check_shares(&w);
        check_rewards(&w);
    }

    #[test]
    fn all_that_is_live_can_be_undelegated_right_after_slashes(
        stake in 1u128..1_000_000,
        slashes in prop::collection::vec(1u64..999, 0..4),
    ) {
        let mut w = world();
        w.chain.delegate(&w.alice, &w.v1, stake).unwrap();
        for permille in slashes {
            let height = w.chain.block().height;
            w.chain.slash(&w.v1, height, Decimal::permille(permille)).unwrap();
        }
        let live = w.staked(&w.alice, &w.v1);
        if live > 0 {
            w.chain.undelegate(&w.alice, &w.v1, live).unwrap();
            let granted = w.chain.unbonding_entries(&w.alice).unwrap()[0].entry.balance.u128();
            prop_assert!(granted == live || granted + 1 == live, "{granted} of {live}");
        }
        w.assert_conserved();
    }

    #[test]
    fn nobody_gains_by_delegating_and_undelegating_in_one_block(
        stake in 1u128..1_000_000,
        permille in 0u64..999,
        amount in 1u128..900_000,
    ) {
        let mut w = world();
        w.chain.delegate(&w.bob, &w.v1, stake).unwrap();
        w.chain.slash(&w.v1, 100, Decimal::permille(permille)).unwrap();
        w.chain.delegate(&w.alice, &w.v1, amount).unwrap();
        let live = w.staked(&w.alice, &w.v1);
        prop_assert!(live <= amount);
        if live > 0 {
            w.chain.undelegate(&w.alice, &w.v1, live).unwrap();
            let granted = w.chain.unbonding_entries(&w.alice).unwrap()[0].entry.balance.u128();
            prop_assert!(granted <= amount);
        }
    }
}
