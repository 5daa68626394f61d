//! Settling: a round's ratio, what its parts receive, and what the balance owes.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use proptest::prelude::*;
use weir_accounting::{Owed, Ratio, Round};

fn round(due: u128) -> Round<u64> {
    Round { due: assets(due), through: 0, marked_height: 100, ratio: None }
}

proptest! {
    #[test]
    fn parts_together_receive_no_more_than_arrived_and_lose_less_than_a_unit_each(
        parts in prop::collection::vec(wide(), 1..40), came in fraction(),
    ) {
        let due: u128 = parts.iter().map(|part| part >> 8).sum();
        prop_assume!(due > 0);
        let arrived = floor(&(whole(due) * of_decimal(came)));
        let ratio = round(due).ratio_for(assets(arrived), 101).unwrap();
        let mut received = 0u128;
        for part in &parts {
            let part = part >> 8;
            let got = ratio.of(assets(part)).unwrap().u128();
            prop_assert_eq!(got, floor(&(whole(part) * exact(arrived, due))));
            received += got;
        }
        prop_assert!(received <= arrived);
        prop_assert!(arrived - received < parts.len() as u128);
    }

    #[test]
    fn when_all_has_arrived_each_part_receives_what_it_expects(
        parts in prop::collection::vec(wide(), 1..40), beyond in wide_or_none(),
    ) {
        let due: u128 = parts.iter().map(|part| part >> 8).sum();
        let ratio = round(due).ratio_for(assets(due + beyond), 100).unwrap();
        for part in parts {
            prop_assert_eq!(ratio.of(assets(part >> 8)).unwrap(), assets(part >> 8));
        }
    }
}

#[test]
fn a_round_takes_less_than_is_due_only_at_another_height_than_marked_last() {
    for (arrived, height, answer) in [
        (1_000, 100, Some((1_000, 1_000))),
        (1_001, 100, Some((1_000, 1_000))),
        (999, 100, None),
        (999, 101, Some((999, 1_000))),
        // Heights may restart: another one is enough.
        (999, 99, Some((999, 1_000))),
        (0, 101, Some((0, 1_000))),
    ] {
        let ratio = round(1_000).ratio_for(assets(arrived), height);
        let answer = answer.map(|(arrived, due): (u128, u128)| Ratio {
            arrived: assets(arrived),
            due: assets(due),
        });
        assert_eq!(ratio, answer, "{arrived} at {height}");
    }
}

#[test]
fn a_round_of_parts_that_expect_nothing_settles_them_at_nothing() {
    let ratio = round(0).ratio_for(assets(0), 100).unwrap();
    assert_eq!(ratio.of(assets(0)), Ok(assets(0)));
}

#[test]
fn what_is_owed_moves_with_every_step_and_its_sum_with_none_of_the_hubs() {
    let mut owed = Owed::default();
    owed.add_part(assets(100)).unwrap();
    owed.add_part(assets(50)).unwrap();
    assert_eq!(owed.unbonding, assets(150));
    owed.settle_part(assets(100), assets(90)).unwrap();
    assert_eq!(
        (owed.unbonding, owed.claimable, owed.shortfall),
        (assets(50), assets(90), assets(10))
    );
    owed.settle_part(assets(50), assets(50)).unwrap();
    assert_eq!(
        (owed.unbonding, owed.claimable, owed.shortfall),
        (assets(0), assets(140), assets(10))
    );
    owed.pay_shortfall(assets(4)).unwrap();
    assert_eq!((owed.claimable, owed.shortfall), (assets(144), assets(6)));
    owed.receive(assets(7)).unwrap();
    owed.pay(assets(151)).unwrap();
    assert_eq!(owed, Owed { shortfall: assets(6), ..Owed::default() });
}

#[test]
fn nothing_is_paid_that_is_not_owed() {
    let owed = Owed { claimable: assets(5), unbonding: assets(5), shortfall: assets(5) };
    assert!({
        let mut owed = owed;
        owed.pay(assets(6))
    }
    .is_err());
    assert!({
        let mut owed = owed;
        owed.pay_shortfall(assets(6))
    }
    .is_err());
    assert!({
        let mut owed = owed;
        owed.settle_part(assets(6), assets(0))
    }
    .is_err());
    assert!({
        let mut owed = owed;
        owed.pay(assets(5))
    }
    .is_ok());
}

#[test]
fn what_came_beyond_buffer_and_claimable_is_never_negative() {
    let owed = Owed { claimable: assets(30), ..Owed::default() };
    for (balance, beyond) in [(0, 0), (50, 0), (100, 0), (101, 1), (150, 50)] {
        assert_eq!(owed.beyond(assets(balance), assets(70)), assets(beyond), "{balance}");
    }
}
