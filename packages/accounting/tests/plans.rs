//! Plans: targets, delegations, the parts of a batch, moves.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeSet;

use crate::common::*;
use cosmwasm_std::Decimal;
use proptest::prelude::*;
use weir_accounting::plan::{
    plan_delegations, plan_moves, plan_parts, targets, DelegationTerms, Move, MoveSeat, MoveTerms,
    Parts, PartsTerms, Portion, Role, Seat, UnbondSeat,
};
use weir_quantities::{Assets, QuantityError, Rounding};

fn active(stake: u128, weight: u64) -> Seat {
    Seat { stake: assets(stake), role: Role::Active { weight } }
}

fn inactive(stake: u128) -> Seat {
    Seat { stake: assets(stake), role: Role::Inactive }
}

fn draining(stake: u128) -> Seat {
    Seat { stake: assets(stake), role: Role::Draining }
}

fn seat() -> impl Strategy<Value = Seat> {
    let role = prop_oneof![
        6 => (0u64..1_000).prop_map(|weight| Role::Active { weight }),
        1 => any::<u64>().prop_map(|weight| Role::Active { weight }),
        1 => Just(Role::Inactive),
        1 => Just(Role::Draining),
    ];
    let stake = prop_oneof![
        1 => Just(0u128),
        4 => 0u128..1_000_000,
        2 => wide().prop_map(|units| units >> 8),
    ];
    (stake, role).prop_map(|(stake, role)| Seat { stake: assets(stake), role })
}

fn seats() -> impl Strategy<Value = Vec<Seat>> {
    prop::collection::vec(seat(), 1..12)
}

fn total(seats: &[Seat]) -> u128 {
    seats.iter().map(|seat| seat.stake.u128()).sum()
}

fn plain(plan: &[Portion]) -> Vec<(usize, u128)> {
    plan.iter().map(|portion| (portion.index, portion.assets.u128())).collect()
}

const NO_CAP: Decimal = Decimal::one();

// Targets.

#[test]
fn targets_follow_weights_and_leave_inactive_stake_where_it_is() {
    let seats = [active(0, 3), active(0, 1), inactive(200), draining(500)];
    // 300 more come; 1,000 less the 200 that stay are shared 3 : 1.
    let found = targets(&seats, assets(300), NO_CAP).unwrap();
    assert_eq!(found, [600, 200, 200, 0].map(assets));
}

#[test]
fn no_target_is_above_the_cap() {
    let seats = [active(1_000, 9), active(0, 1)];
    let found = targets(&seats, assets(0), Decimal::percent(60)).unwrap();
    assert_eq!(found, [600, 100].map(assets));
}

#[test]
fn without_weights_nobody_has_a_target() {
    let found = targets(&[active(70, 0), inactive(30)], assets(0), NO_CAP).unwrap();
    assert_eq!(found, [0, 30].map(assets));
}

proptest! {
    #[test]
    fn targets_are_the_weighted_floor_under_the_cap(
        seats in seats(), extra in wide_or_none(), max_share in fraction(),
    ) {
        let whole_stake = total(&seats) + (extra >> 8);
        let parked: u128 = seats.iter().filter(|seat| seat.role == Role::Inactive)
            .map(|seat| seat.stake.u128()).sum();
        let weights: u128 = seats.iter().map(|seat| match seat.role {
            Role::Active { weight } => weight.into(),
            _ => 0u128,
        }).sum();
        let cap = floor(&(whole(whole_stake) * of_decimal(max_share)));
        let found = targets(&seats, assets(extra >> 8), max_share).unwrap();
        for (seat, target) in seats.iter().zip(&found) {
            let due = match seat.role {
                Role::Inactive => seat.stake.u128(),
                Role::Active { weight } if weights > 0 => {
                    floor(&(whole(whole_stake - parked) * exact(weight.into(), weights))).min(cap)
                }
                _ => 0,
            };
            prop_assert_eq!(target.u128(), due);
        }
        prop_assert!(found.iter().map(|target| target.u128()).sum::<u128>() <= whole_stake);
    }

    // Delegations.

    #[test]
    fn delegations_stay_within_what_there_is_the_brim_and_the_cap(
        seats in seats(), open in prop::collection::vec(any::<bool>(), 12), units in wide(),
        max_share in fraction(), min_part in 0u128..10_000, limit in 0usize..8,
    ) {
        let units = units >> 8;
        let terms = DelegationTerms { min_part: assets(min_part), max_share, limit };
        let plan = plan_delegations(&seats, &open, assets(units), terms).unwrap();
        let aims = targets(&seats, assets(units), max_share).unwrap();
        let cap = floor(&(whole(total(&seats) + units) * of_decimal(max_share)));
        prop_assert!(plan.len() <= limit);
        prop_assert!(plan.iter().map(|portion| portion.assets.u128()).sum::<u128>() <= units);
        let who: BTreeSet<usize> = plan.iter().map(|portion| portion.index).collect();
        prop_assert_eq!(who.len(), plan.len(), "nobody twice");
        for Portion { index, assets: portion } in plan {
            let Seat { stake, role } = seats[index];
            prop_assert!(open[index]);
            let earns = matches!(role, Role::Active { weight } if weight > 0);
            prop_assert!(earns);
            prop_assert!(portion.u128() >= min_part.max(1));
            let after = stake.u128() + portion.u128();
            prop_assert!(after <= cap, "above the cap");
            let brim = aims[index].u128() + floor(&(whole(aims[index].u128()) * exact(5, 100)));
            prop_assert!(after <= brim, "above the brim");
        }
    }
}

fn delegate(seats: &[Seat], units: u128, terms: DelegationTerms) -> Vec<(usize, u128)> {
    plain(&plan_delegations(seats, &vec![true; seats.len()], assets(units), terms).unwrap())
}

const OPEN: DelegationTerms =
    DelegationTerms { min_part: Assets::new(1), max_share: NO_CAP, limit: 9 };

#[test]
fn a_large_flow_fills_the_most_under_target_first_and_no_further_than_its_target() {
    // 1,000 in all, targets 500 each; gaps 100 and 300; brims 525.
    let seats = [active(400, 1), active(200, 1)];
    assert_eq!(delegate(&seats, 400, OPEN), [(1, 300), (0, 100)]);
    assert_eq!(delegate(&seats, 400, DelegationTerms { limit: 1, ..OPEN }), [(1, 300)]);
}

#[test]
fn a_flow_that_one_can_take_with_a_twentieth_above_its_target_goes_to_that_one() {
    // 1,000 in all, targets 500 each; the second may take 525 − 180.
    let seats = [active(475, 1), active(180, 1)];
    assert_eq!(delegate(&seats, 345, OPEN), [(1, 345)]);
    // One more, and the first takes what the second has no room for.
    assert_eq!(delegate(&seats, 346, OPEN), [(1, 320 + 1), (0, 25)]);
}

#[test]
fn a_first_flow_leaves_no_gap_that_a_rebalance_would_move() {
    // Five alike and empty: nobody is filled above target at the cost of the last.
    let seats = [active(0, 1); 5];
    let fifths: Vec<(usize, u128)> = (0..5).map(|index| (index, 990 / 5)).collect();
    assert_eq!(delegate(&seats, 990, OPEN), fifths);
}

#[test]
fn at_target_a_small_flow_goes_to_one_validator() {
    let seats = [active(1_000, 1), active(1_000, 1), active(1_000, 1)];
    assert_eq!(delegate(&seats, 30, OPEN), [(0, 30)]);
}

#[test]
fn nobody_is_filled_above_the_cap() {
    // 1,000 in all, 40 % at most with one.
    let terms = DelegationTerms { max_share: Decimal::percent(40), ..OPEN };
    assert_eq!(delegate(&[active(300, 1), active(0, 1)], 700, terms), [(1, 400), (0, 100)]);
}

#[test]
fn a_portion_below_the_smallest_part_is_left_out() {
    let terms = |min| DelegationTerms { min_part: assets(min), ..OPEN };
    // Targets 500 and 500: 500 go to the second, 100 are left for the first.
    let seats = [active(400, 1), active(0, 1)];
    for (min, plan) in [
        (99, vec![(1, 500), (0, 100)]),
        (100, vec![(1, 500), (0, 100)]),
        (101, vec![(1, 500)]),
        (500, vec![(1, 500)]),
        (501, vec![]),
    ] {
        assert_eq!(delegate(&seats, 600, terms(min)), plan, "{min}");
    }
}

#[test]
fn who_is_closed_inactive_draining_or_without_weight_gets_nothing() {
    let seats = [active(0, 1), inactive(0), draining(0), active(0, 0), active(0, 1)];
    let plan = plan_delegations(&seats, &[false, true, true, true, true], assets(100), OPEN);
    assert_eq!(plain(&plan.unwrap()), [(4, 50)], "half; the rest stays");
}

// Parts of a batch.

fn may_serve(seat: Seat) -> UnbondSeat {
    UnbondSeat { seat, incoming: false, skipped: false }
}

const PARTS: PartsTerms =
    PartsTerms { min_part: Assets::new(10), max_parts: 9, buffer: Assets::ZERO };

fn serve_where(
    seats: &[UnbondSeat],
    units: u128,
    terms: PartsTerms,
    full: &[usize],
) -> (Vec<(usize, u128)>, u128) {
    let free = |index| Ok::<_, QuantityError>(!full.contains(&index));
    let Parts { parts, from_buffer } = plan_parts(seats, assets(units), terms, free).unwrap();
    (plain(&parts), from_buffer.u128())
}

fn serve(seats: &[UnbondSeat], units: u128, terms: PartsTerms) -> (Vec<(usize, u128)>, u128) {
    serve_where(seats, units, terms, &[])
}

#[test]
fn draining_serves_first_then_the_most_over_target_small_stakes_last() {
    // 1,000 less nothing parked: targets 250 each of four by weight 1; the draining one 0.
    let seats = [
        may_serve(active(5, 1)),
        may_serve(active(300, 1)),
        may_serve(active(400, 1)),
        may_serve(active(195, 1)),
        may_serve(draining(100)),
    ];
    let (parts, buffer) = serve(&seats, 1_000, PARTS);
    assert_eq!(parts, [(4, 100), (2, 400), (1, 300), (3, 195), (0, 5)]);
    assert_eq!(buffer, 0);
}

#[test]
fn a_small_stake_serves_last_even_when_it_drains() {
    let seats = [may_serve(draining(9)), may_serve(active(100, 1))];
    assert_eq!(serve(&seats, 109, PARTS).0, [(1, 100), (0, 9)]);
    let seats = [may_serve(draining(10)), may_serve(active(100, 1))];
    assert_eq!(serve(&seats, 110, PARTS).0, [(0, 10), (1, 100)]);
}

#[test]
fn an_inactive_one_counts_as_at_target() {
    // Over target by 100 serves first, at target second, under target by 100 last.
    let seats = [may_serve(active(100, 1)), may_serve(inactive(500)), may_serve(active(300, 1))];
    assert_eq!(serve(&seats, 900, PARTS).0, [(2, 300), (1, 500), (0, 100)]);
}

#[test]
fn each_serves_as_deep_as_needed() {
    let seats = [may_serve(active(400, 1)), may_serve(active(300, 1))];
    assert_eq!(serve(&seats, 399, PARTS).0, [(0, 399)]);
    assert_eq!(serve(&seats, 400, PARTS).0, [(0, 400)]);
    assert_eq!(serve(&seats, 401, PARTS).0, [(0, 400), (1, 1)], "a rest is a part like any other");
}

fn exposed(seat: Seat) -> UnbondSeat {
    UnbondSeat { incoming: true, ..may_serve(seat) }
}

fn skipped(seat: Seat) -> UnbondSeat {
    UnbondSeat { skipped: true, ..may_serve(seat) }
}

#[test]
fn who_has_incoming_moves_serves_only_when_nobody_else_can() {
    let seats = [exposed(active(900, 1)), may_serve(active(100, 1))];
    // The clean one serves what it can; the rest waits.
    assert_eq!(serve(&seats, 500, PARTS).0, [(1, 100)]);
    // It has no free entry: the exposed one serves.
    assert_eq!(serve_where(&seats, 500, PARTS, &[1]).0, [(0, 500)]);
    // Nor has it stake.
    let seats = [exposed(active(900, 1)), may_serve(active(0, 1))];
    assert_eq!(serve(&seats, 500, PARTS).0, [(0, 500)]);
}

#[test]
fn leaving_the_clean_ones_out_does_not_expose_a_batch() {
    let seats = [exposed(active(900, 1)), skipped(active(100, 1))];
    assert_eq!(serve(&seats, 500, PARTS), (vec![], 0));
    // Full as well, it would not have served anyhow.
    assert_eq!(serve_where(&seats, 500, PARTS, &[1]).0, [(0, 500)]);
}

#[test]
fn who_is_left_out_does_not_serve_while_others_can() {
    let seats = [skipped(active(900, 1)), may_serve(active(100, 1))];
    assert_eq!(serve(&seats, 500, PARTS).0, [(1, 100)]);
    // Nor when it alone has moves incoming.
    let alone = [UnbondSeat { skipped: true, ..exposed(active(900, 1)) }];
    assert_eq!(serve(&alone, 500, PARTS), (vec![], 0));
}

#[test]
fn who_has_no_free_entry_is_passed_over() {
    let seats = [may_serve(active(400, 1)), may_serve(active(300, 1)), may_serve(active(200, 1))];
    assert_eq!(serve_where(&seats, 450, PARTS, &[0]).0, [(1, 300), (2, 150)]);
    assert_eq!(serve_where(&seats, 450, PARTS, &[0, 1, 2]), (vec![], 0));
}

#[test]
fn a_call_sends_no_more_parts_than_it_may() {
    let seats = [may_serve(active(400, 1)), may_serve(active(300, 1)), may_serve(active(200, 1))];
    for (max_parts, parts) in [(0, 0), (1, 1), (2, 2), (3, 3)] {
        let plan = serve(&seats, 900, PartsTerms { max_parts, ..PARTS });
        assert_eq!(plan.0.len(), parts);
    }
}

#[test]
fn the_buffer_pays_what_the_delegations_together_cannot_serve() {
    let seats = [may_serve(active(100, 1)), may_serve(active(50, 1))];
    let terms = |buffer| PartsTerms { buffer: assets(buffer), ..PARTS };
    assert_eq!(serve(&seats, 150, terms(1_000)), (vec![(0, 100), (1, 50)], 0));
    assert_eq!(serve(&seats, 151, terms(1_000)), (vec![(0, 100), (1, 50)], 1));
    assert_eq!(serve(&seats, 500, terms(350)), (vec![(0, 100), (1, 50)], 350));
    assert_eq!(serve(&seats, 500, terms(349)), (vec![(0, 100), (1, 50)], 349));
    // With nothing delegated it pays all.
    assert_eq!(serve(&[], 500, terms(500)), (vec![], 500));
    assert_eq!(serve(&[], 500, terms(0)), (vec![], 0));
}

#[test]
fn the_buffer_pays_a_rest_below_the_smallest_part() {
    let seats = [may_serve(active(100, 1)), may_serve(active(90, 1))];
    let terms = |buffer| PartsTerms { buffer: assets(buffer), ..PARTS };
    assert_eq!(serve(&seats, 109, terms(9)), (vec![(0, 100)], 9));
    // One unit short of the rest it pays nothing of it.
    assert_eq!(serve(&seats, 109, terms(8)), (vec![(0, 100), (1, 9)], 0));
    assert_eq!(serve(&seats, 110, terms(1_000)), (vec![(0, 100), (1, 10)], 0));
    // A lone request below the smallest part.
    assert_eq!(serve(&seats, 9, terms(9)), (vec![], 9));
    assert_eq!(serve(&seats, 9, terms(8)), (vec![(0, 9)], 0));
    assert_eq!(serve(&seats, 10, terms(1_000)), (vec![(0, 10)], 0));
}

#[test]
fn a_rest_beside_what_lies_beyond_all_delegations_counts_both() {
    // 100 delegated, 105 asked: 5 lie beyond, and nothing of the hundred is left.
    let seats = [may_serve(active(97, 1)), may_serve(active(3, 1))];
    let terms = |buffer| PartsTerms { buffer: assets(buffer), ..PARTS };
    assert_eq!(serve(&seats, 105, terms(8)), (vec![(0, 97)], 5 + 3));
    assert_eq!(serve(&seats, 105, terms(7)), (vec![(0, 97), (1, 3)], 5));
}

proptest! {
    #[test]
    fn parts_and_buffer_never_sum_to_more_than_is_asked(
        seats in prop::collection::vec((seat(), any::<bool>(), 0u8..5), 0..10),
        units in wide_or_none(), buffer in wide_or_none(), max_parts in 0usize..8,
        min_part in 0u128..1_000, full in prop::collection::btree_set(0usize..10, 0..6),
    ) {
        let units = units >> 70;
        let seats: Vec<UnbondSeat> = seats.into_iter()
            .map(|(seat, incoming, skip)| UnbondSeat { seat, incoming, skipped: skip == 0 })
            .collect();
        let terms = PartsTerms { min_part: assets(min_part), max_parts, buffer: assets(buffer >> 70) };
        let mut asked = BTreeSet::new();
        let plan = plan_parts(&seats, assets(units), terms, |index| {
            assert!(asked.insert(index), "asked twice for {index}");
            Ok::<_, QuantityError>(!full.contains(&index))
        }).unwrap();
        let staked: u128 = seats.iter().map(|seat| seat.seat.stake.u128()).sum();
        let served: u128 = plan.parts.iter().map(|part| part.assets.u128()).sum();
        prop_assert!(served + plan.from_buffer.u128() <= units);
        prop_assert!(plan.from_buffer <= terms.buffer);
        prop_assert!(plan.parts.len() <= max_parts);
        prop_assert_eq!(plan.is_empty(), served == 0 && plan.from_buffer.is_zero() && plan.parts.is_empty());
        // The buffer pays beyond the stake and a rest below the smallest part, nothing else.
        let beyond = units.saturating_sub(staked).min(terms.buffer.u128());
        prop_assert!(plan.from_buffer.u128() >= beyond);
        let rest = plan.from_buffer.u128() - beyond;
        prop_assert!(rest == 0 || (rest < min_part && served + rest == units.min(staked)));
        let clean = |index: usize| !seats[index].incoming;
        let can_clean = (0..seats.len())
            .any(|index| clean(index) && !full.contains(&index) && !seats[index].seat.stake.is_zero());
        let mut seen = BTreeSet::new();
        for Portion { index, assets: part } in &plan.parts {
            prop_assert!(seen.insert(*index));
            let seat = seats[*index];
            prop_assert!(!seat.skipped && !full.contains(index) && !part.is_zero());
            prop_assert!(*part <= seat.seat.stake);
            prop_assert!(!seat.incoming || !can_clean, "an exposed one serves beside a clean one");
        }
        // Each but the last is taken whole.
        for part in plan.parts.iter().rev().skip(1) {
            prop_assert_eq!(part.assets, seats[part.index].seat.stake);
        }
    }
}

// Moves.

fn can_move(seat: Seat) -> MoveSeat {
    let takes = matches!(seat.role, Role::Active { weight } if weight > 0);
    MoveSeat {
        seat,
        may_give: true,
        unbonded: false,
        may_take: takes,
        incoming: false,
        full_from: vec![],
    }
}

const MOVES: MoveTerms = MoveTerms {
    gap: Decimal::percent(2),
    min_move: Assets::new(1),
    max_moves: 10,
    budget: Assets::new(1_000_000),
    max_share: NO_CAP,
};

fn moves(seats: &[MoveSeat], terms: MoveTerms) -> Vec<(usize, usize, u128)> {
    let plan = plan_moves(seats, terms).unwrap();
    plan.iter().map(|step| (step.source, step.destination, step.assets.u128())).collect()
}

fn pair(over: u128) -> Vec<MoveSeat> {
    vec![can_move(active(500 + over, 1)), can_move(active(500 - over, 1))]
}

#[test]
fn only_a_gap_above_the_threshold_is_moved() {
    // 2 % of 1,000.
    for (over, moved) in [(19, vec![]), (20, vec![]), (21, vec![(0, 1, 21)])] {
        assert_eq!(moves(&pair(over), MOVES), moved, "{over}");
    }
}

#[test]
fn the_threshold_is_rounded_up() {
    // 2 % of 1,010 are 20.2.
    for (over, moved) in [(21, vec![]), (22, vec![(0, 1, 22)])] {
        let seats = [can_move(active(505 + over, 1)), can_move(active(505 - over, 1))];
        assert_eq!(moves(&seats, MOVES), moved, "{over}");
    }
}

#[test]
fn a_gap_of_the_destination_calls_for_a_move_as_well() {
    // One 30 under, three 10 over: threshold 20.
    let seats: Vec<_> =
        [260, 260, 260, 220].into_iter().map(|stake| can_move(active(stake, 1))).collect();
    assert_eq!(moves(&seats, MOVES), [(0, 3, 10)], "then only 20 are missing");
}

#[test]
fn no_move_is_below_the_minimum_except_the_last_of_a_drain() {
    let least = |min| MoveTerms { min_move: assets(min), ..MOVES };
    for (min, count) in [(99, 1), (100, 1), (101, 0)] {
        assert_eq!(moves(&pair(100), least(min)).len(), count, "{min}");
    }
    // 7 drain, but no destination is 7 under target: a part of a drain is a move like any other.
    let drain = [can_move(draining(7)), can_move(active(500, 1)), can_move(active(500, 1))];
    assert_eq!(moves(&drain, least(100)), []);
    assert_eq!(moves(&drain, least(3)).first(), Some(&(0, 1, 3)));
}

#[test]
fn moves_stay_within_the_budget() {
    let within = |units| MoveTerms { budget: assets(units), ..MOVES };
    assert_eq!(moves(&pair(100), within(99)), [(0, 1, 99)]);
    assert_eq!(moves(&pair(100), within(100)), [(0, 1, 100)]);
    assert_eq!(moves(&pair(100), within(0)), []);
    assert_eq!(moves(&pair(100), MoveTerms { min_move: assets(100), ..within(99) }), []);
}

#[test]
fn no_more_moves_are_made_than_are_asked_for() {
    let seats: Vec<_> =
        [900, 0, 0, 0, 0, 0].into_iter().map(|stake| can_move(active(stake, 1))).collect();
    for (max_moves, made) in [(0, 0), (1, 1), (2, 2), (3, 3), (4, 3)] {
        assert_eq!(moves(&seats, MoveTerms { max_moves, ..MOVES }).len(), made, "{max_moves}");
    }
}

#[test]
fn never_more_than_half_of_the_active_validators_are_locked() {
    let five = |locked: usize| -> Vec<_> {
        [1_000, 0, 0, 0, 0]
            .into_iter()
            .enumerate()
            .map(|(index, stake)| MoveSeat {
                incoming: (1..=locked).contains(&index),
                ..can_move(active(stake, 1))
            })
            .collect()
    };
    // Half of five is two. One that is locked already may take more.
    assert_eq!(moves(&five(0), MOVES), [(0, 1, 200), (0, 2, 200)]);
    assert_eq!(moves(&five(1), MOVES), [(0, 1, 200), (0, 2, 200)]);
    assert_eq!(moves(&five(2), MOVES), [(0, 1, 200), (0, 2, 200)]);
    let mut two_full = five(2);
    two_full[1].full_from = vec![0];
    two_full[2].full_from = vec![0];
    assert_eq!(moves(&two_full, MOVES), []);
}

#[test]
fn moves_out_of_an_unbonded_validator_lock_nothing() {
    let mut seats: Vec<_> = (0..4).map(|_| can_move(active(0, 1))).collect();
    seats.push(MoveSeat { unbonded: true, ..can_move(draining(1_000)) });
    let made = moves(&seats, MOVES);
    assert_eq!(made, [(4, 0, 250), (4, 1, 250), (4, 2, 250), (4, 3, 250)]);
    seats[4].unbonded = false;
    assert_eq!(moves(&seats, MOVES).len(), 4 / 2, "with locks only half of them");
}

#[test]
fn nothing_is_moved_out_of_a_locked_or_withheld_validator() {
    let mut locked = pair(100);
    locked[0].incoming = true;
    assert_eq!(moves(&locked, MOVES), []);
    let mut withheld = pair(100);
    withheld[0].may_give = false;
    assert_eq!(moves(&withheld, MOVES), []);
    let mut closed = pair(100);
    closed[1].may_take = false;
    assert_eq!(moves(&closed, MOVES), []);
}

#[test]
fn a_pair_without_a_free_entry_is_passed_over() {
    let mut seats: Vec<_> =
        [600, 300, 0, 0].into_iter().map(|stake| can_move(active(stake, 1))).collect();
    seats[2].full_from = vec![0];
    // From 0 to 2 nothing goes; 0 serves 3, and 1 serves 2.
    assert_eq!(moves(&seats, MOVES), [(0, 3, 225), (1, 2, 75)]);
}

#[test]
fn drains_go_first_and_to_their_last_unit() {
    let seats = [
        can_move(active(700, 1)),
        can_move(draining(7)),
        can_move(active(100, 1)),
        can_move(active(193, 1)),
    ];
    let made = moves(&seats, MoveTerms { min_move: assets(50), ..MOVES });
    assert_eq!(made.first(), Some(&(1, 2, 7)), "below the minimum, since it is all that is left");
}

#[test]
fn a_drain_needs_no_gap() {
    // 10 of 1,010 drain: below the threshold of 21, and under target by less.
    let seats = [can_move(draining(10)), can_move(active(500, 1)), can_move(active(500, 1))];
    assert_eq!(moves(&seats, MOVES), [(0, 1, 5)]);
}

fn move_seat() -> impl Strategy<Value = MoveSeat> {
    let full = prop::collection::vec(0usize..10, 0..3);
    (seat(), any::<bool>(), any::<bool>(), any::<bool>(), 0u8..4, full).prop_map(
        |(seat, may_give, unbonded, may_take, incoming, full_from)| MoveSeat {
            seat,
            may_give,
            unbonded,
            may_take,
            incoming: incoming == 0,
            full_from,
        },
    )
}

proptest! {
    #[test]
    fn moves_keep_every_rule(
        seats in prop::collection::vec(move_seat(), 1..10), gap in 0u64..500,
        min_move in 0u128..100_000, max_moves in 0usize..12, budget in wide_or_none(),
        max_share in fraction(),
    ) {
        let terms = MoveTerms {
            gap: Decimal::permille(gap), min_move: assets(min_move), max_moves,
            budget: assets(budget >> 60), max_share,
        };
        let made = plan_moves(&seats, terms).unwrap();
        prop_assert!(made.len() <= max_moves);
        prop_assert!(made.iter().map(|step| step.assets.u128()).sum::<u128>() <= terms.budget.u128());
        let flat: Vec<Seat> = seats.iter().map(|seat| seat.seat).collect();
        let aims = targets(&flat, assets(0), max_share).unwrap();
        let threshold = assets(total(&flat)).times(terms.gap, Rounding::Up).unwrap();
        let mut stakes: Vec<u128> = flat.iter().map(|seat| seat.stake.u128()).collect();
        let mut locked: BTreeSet<usize> = (0..seats.len()).filter(|index| seats[*index].incoming).collect();
        let half = flat.iter().filter(|seat| matches!(seat.role, Role::Active { .. })).count() / 2;
        let (mut gave, mut took) = (BTreeSet::new(), BTreeSet::new());
        for Move { source, destination, assets: moved } in made {
            let (giver, taker) = (&seats[source], &seats[destination]);
            prop_assert!(source != destination && giver.may_give && taker.may_take);
            prop_assert!(!locked.contains(&source), "out of a locked one");
            prop_assert!(!gave.contains(&destination), "into one that gave in this plan");
            prop_assert!(!taker.full_from.contains(&source));
            let over = stakes[source].saturating_sub(aims[source].u128());
            let under = aims[destination].u128().saturating_sub(stakes[destination]);
            let drains = flat[source].role == Role::Draining;
            prop_assert!(drains || over > threshold.u128() || under > threshold.u128());
            prop_assert!(!moved.is_zero() && moved.u128() <= over.min(under));
            prop_assert!(moved.u128() >= min_move || (drains && moved.u128() == over));
            stakes[source] -= moved.u128();
            stakes[destination] += moved.u128();
            if !giver.unbonded && locked.insert(destination) {
                prop_assert!(locked.len() <= half, "more than half are locked");
            }
            gave.insert(source);
            took.insert(destination);
            prop_assert!(took.is_disjoint(&gave) || took.intersection(&gave).all(|both| !locked.contains(both)));
        }
    }
}
