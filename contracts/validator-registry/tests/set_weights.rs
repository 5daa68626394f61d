//! Weights by owner and gauge, and what bounds them.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::{Decimal, QuerierResult};
use proptest::prelude::*;
use weir_interface::registry::{
    AllOptionsResponse, CheckOptionResponse, ExecuteMsg, ParameterChanges, QueryMsg,
    SampleGaugeMsgsResponse, TargetsResponse, Weight,
};
use weir_validator_registry::ContractError;

fn freely() -> ParameterChanges {
    ParameterChanges { daily_weight_change: Some(Decimal::one()), ..Default::default() }
}

#[test]
fn owner_and_gauge_set_weights_and_the_hub_is_told() {
    for who in ["dao", "gauge"] {
        let mut registry = Registry::new();
        let response = registry.act(who, set(vec![weight(0, 15), weight(1, 5)])).unwrap();
        assert_eq!(told_weights(&response), [15, 5, 10, 10, 10, 10, 10, 10, 10, 10]);
        let event = "weir_registry_weights_set";
        assert_eq!(attribute(&response, event, "by"), Some(account(who).into()));
        assert_eq!(attribute(&response, event, "validators"), Some("2".to_string()));
    }
    let refused = Registry::new().act("anyone", set(vec![weight(0, 15)]));
    let expected = ContractError::NeitherOwnerNorGauge { actual: account("anyone").into() };
    assert_eq!(refused, Err(expected));
}

#[test]
fn t71_lists_that_break_a_rule_are_refused() {
    let mut registry = Registry::with(freely());
    let zero = (0..10).map(|index| weight(index, 0)).collect();
    assert_eq!(registry.act("gauge", set(zero)), Err(ContractError::ZeroTotal));
    let twice = registry.act("dao", set(vec![weight(0, 9), weight(0, 9)]));
    assert_eq!(twice, Err(ContractError::NamedTwice { validator: valoper(0) }));
    let unknown = registry.act("dao", set(vec![weight(11, 9)]));
    assert_eq!(unknown, Err(ContractError::Unknown { validator: valoper(11) }));
    let many = registry.act("dao", set((0..129).map(|index| weight(index, 1)).collect()));
    assert_eq!(many, Err(ContractError::TooMany { max: 128, actual: 129 }));
    registry.act("dao", drain(3)).unwrap();
    let draining = registry.act("dao", set(vec![weight(3, 9)]));
    assert_eq!(draining, Err(ContractError::IsDraining { validator: valoper(3) }));
    let large = registry.act("dao", set(vec![weight(0, u64::MAX)]));
    assert!(matches!(large, Err(ContractError::WeightTooLarge { .. })));
}

#[test]
fn a_quarter_of_the_stake_can_be_moved_in_a_day() {
    // 2 of 100 from each of the last five to each of the first five: 10 % of the stake.
    let steps = |up: u64, down: u64| -> Vec<Weight> {
        (0..10).map(|index| weight(index, if index < 5 { up } else { down })).collect()
    };
    let mut registry = Registry::new();
    registry.act("gauge", set(steps(12, 8))).unwrap();
    let refused = registry.act("gauge", set(steps(16, 4)));
    assert_eq!(
        refused,
        Err(ContractError::ChangeTooLarge {
            limit: Decimal::percent(25),
            left: Decimal::percent(15),
            actual: Decimal::percent(20),
        })
    );
    registry.act("gauge", set(steps(15, 5))).unwrap();
    // Nothing is left, and a move back is a move.
    let back = registry.act("gauge", set(steps(14, 6)));
    assert!(matches!(back, Err(ContractError::ChangeTooLarge { .. })));
    registry.pass(DAY - 1);
    let early = registry.act("gauge", set(steps(14, 6)));
    assert!(matches!(early, Err(ContractError::ChangeTooLarge { .. })));
    registry.pass(1);
    registry.act("gauge", set(steps(10, 10))).unwrap();
}

#[test]
fn the_same_weights_at_another_scale_move_nothing() {
    let mut registry = Registry::new();
    for _ in 0..3 {
        registry.act("gauge", set((0..10).map(|index| weight(index, 1_000)).collect())).unwrap();
        registry.act("gauge", set((0..10).map(|index| weight(index, 1)).collect())).unwrap();
    }
}

#[test]
fn many_small_changes_are_summed_like_one() {
    let mut registry = Registry::new();
    registry.act("dao", set((0..10).map(|index| weight(index, 1_000)).collect())).unwrap();
    // To and fro, a thousandth of the stake each time; more often than is remembered singly.
    let step = |round: u64| {
        let up = if round.is_multiple_of(2) { 10 } else { 0 };
        set(vec![weight(0, 1_000 + up), weight(1, 1_000 - up)])
    };
    for round in 0..250 {
        registry.pass(1);
        registry.act("gauge", step(round)).unwrap();
    }
    let limit = Decimal::percent(25);
    let (left, actual) = (Decimal::zero(), Decimal::permille(1));
    let refused = registry.act("gauge", step(250));
    assert_eq!(refused, Err(ContractError::ChangeTooLarge { limit, left, actual }));
    // What was merged is forgotten no sooner than the last of it.
    registry.pass(DAY - 24);
    let refused = registry.act("gauge", step(250));
    assert_eq!(refused, Err(ContractError::ChangeTooLarge { limit, left, actual }));
    registry.pass(1);
    registry.act("gauge", step(250)).unwrap();
}

#[test]
fn no_validator_gets_more_than_its_share() {
    let mut registry = Registry::with(freely());
    let shares = |first: u64, others: u64| -> Vec<Weight> {
        (0..10).map(|index| weight(index, if index == 0 { first } else { others })).collect()
    };
    // 225 of 225 + 9 × 100 is exactly a fifth.
    registry.act("dao", set(shares(225, 100))).unwrap();
    let refused = registry.act("dao", set(shares(226, 100)));
    assert!(matches!(
        refused,
        Err(ContractError::AboveMaxShare { validator, .. }) if validator == valoper(0)
    ));
    // Lowering others lifts it as well.
    let refused = registry.act("dao", set(vec![weight(1, 99)]));
    assert!(matches!(refused, Err(ContractError::AboveMaxShare { .. })));
}

#[test]
fn weights_pushed_over_the_cap_by_absence_can_be_mended_step_by_step() {
    let mut registry = Registry::new();
    for index in 5..10 {
        registry.leave(index);
    }
    registry.bond(9, Decimal::percent(5));
    registry.refresh_after(HOUR);
    let response = registry.refresh_after(HOUR);
    // Six are left, each above a sixth but within a fifth.
    assert_eq!(told(&response).unwrap().0.iter().filter(|row| row.weight > 0).count(), 6);
    registry.leave(9);
    registry.leave(4);
    registry.refresh_after(HOUR);
    let response = registry.refresh_after(HOUR);
    // Four are left: too few for a fifth each, so their weights decide.
    assert_eq!(told(&response).unwrap().1, Decimal::percent(25));
}

#[test]
fn an_inactive_validator_keeps_its_weight_and_can_be_weighed() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    let response = registry.refresh_after(HOUR);
    assert_eq!(told_weights(&response), [0, 10, 10, 10, 10, 10, 10, 10, 10, 10]);
    assert_eq!(registry.record(0).weight, 10);
    registry.act("dao", set(vec![weight(0, 12)])).unwrap();
    registry.bond(0, Decimal::percent(5));
    let response = registry.refresh_after(HOUR);
    assert_eq!(told_weights(&response)[0], 12);
}

#[test]
fn a_gauge_finds_its_options_and_its_message() {
    let mut registry = Registry::with(freely());
    registry.act("dao", drain(9)).unwrap();
    let options: AllOptionsResponse = registry.ask(QueryMsg::AllOptions {});
    assert_eq!(options.options, (0..9).map(valoper).collect::<Vec<_>>());
    for (index, valid) in [(0, true), (9, false), (77, false)] {
        let answer: CheckOptionResponse =
            registry.ask(QueryMsg::CheckOption { option: valoper(index) });
        assert_eq!(answer.valid, valid);
    }
    let selected = (0..9)
        .map(|index| (valoper(index), Decimal::from_ratio(1u128, 9u128)))
        .chain([(valoper(9), Decimal::percent(50))])
        .collect();
    let answer: SampleGaugeMsgsResponse = registry.ask(QueryMsg::SampleGaugeMsgs { selected });
    let json = serde_json::to_value(&answer).unwrap();
    let call = &json["execute"][0]["wasm"]["execute"];
    assert_eq!(call["contract_addr"], registry.env.contract.address.to_string());
    assert_eq!(call["funds"], serde_json::json!([]));
    let msg: cosmwasm_std::Binary = serde_json::from_value(call["msg"].clone()).unwrap();
    let msg: ExecuteMsg = cosmwasm_std::from_json(msg).unwrap();
    let ExecuteMsg::SetWeights { weights } = &msg else { panic!("{msg:?}") };
    assert_eq!(weights.iter().map(|row| row.weight).sum::<u64>(), 10_000);
    assert!(weights.iter().all(|row| row.weight == 1_111 || row.weight == 1_112));
    registry.act("gauge", msg).unwrap();
}

#[test]
fn what_was_not_selected_gets_nothing_and_nothing_selected_is_an_error() {
    let registry = Registry::new();
    let selected = vec![(valoper(0), Decimal::percent(60)), (valoper(1), Decimal::percent(40))];
    let answer: SampleGaugeMsgsResponse = registry.ask(QueryMsg::SampleGaugeMsgs { selected });
    let json = serde_json::to_value(&answer).unwrap();
    let msg: cosmwasm_std::Binary =
        serde_json::from_value(json["execute"][0]["wasm"]["execute"]["msg"].clone()).unwrap();
    let ExecuteMsg::SetWeights { weights } = cosmwasm_std::from_json(msg).unwrap() else {
        panic!("weights")
    };
    let weights: Vec<_> = weights.into_iter().map(|row| row.weight).collect();
    assert_eq!(weights, [6_000, 4_000, 0, 0, 0, 0, 0, 0, 0, 0]);
    for selected in [
        vec![],
        vec![(valoper(0), Decimal::zero())],
        vec![(valoper(77), Decimal::one())],
        vec![(valoper(0), Decimal::percent(50)), (valoper(0), Decimal::percent(50))],
    ] {
        let asked = QueryMsg::SampleGaugeMsgs { selected };
        assert!(registry.try_ask::<SampleGaugeMsgsResponse>(asked).is_err());
    }
}

#[test]
fn weights_follow_scores_when_the_owner_says_so() {
    let mut registry = Registry::new();
    let losing = weir_interface::hub::ValidatorResponse {
        assets: weir_quantities::Assets::new(75),
        losses: weir_quantities::Assets::new(25),
        ..empty_row(0)
    };
    registry.hub_has(losing);
    let on = ParameterChanges { weigh_by_score: Some(true), ..Default::default() };
    let response = registry.act("dao", change(on)).unwrap();
    let full = 10 * 10_000 * 95 / 100;
    let weights = told_weights(&response);
    assert_eq!((weights[0], weights[1]), (full * 75 / 100, full));
    // A hub that does not answer does not keep standings from it.
    registry.deps.querier.update_wasm(|_| -> QuerierResult {
        cosmwasm_std::SystemResult::Ok(cosmwasm_std::ContractResult::Err("closed".to_string()))
    });
    let response = registry.act("anyone", ExecuteMsg::PushTargets {}).unwrap();
    assert_eq!(told_weights(&response), vec![full; 10]);
    let targets: TargetsResponse = registry.ask(QueryMsg::Targets {});
    assert_eq!(targets.targets[1].weight, full);
}

proptest! {
    #[test]
    fn whatever_is_accepted_is_within_cap_and_limit(
        weights in prop::collection::vec(0u64..=40, 10),
    ) {
        let mut registry = Registry::new();
        let named = weights.iter().enumerate().map(|(index, units)| weight(index, *units)).collect();
        let total: u64 = weights.iter().sum();
        let gained: u64 = weights.iter().map(|units| (units * 10).saturating_sub(total)).sum();
        match registry.act("gauge", set(named)) {
            Ok(response) => {
                prop_assert!(weights.iter().all(|units| units * 5 <= total));
                prop_assert!(gained * 4 <= total * 10);
                prop_assert_eq!(told_weights(&response), weights);
            }
            Err(ContractError::ZeroTotal) => prop_assert_eq!(total, 0),
            Err(ContractError::AboveMaxShare { .. }) => {
                prop_assert!(weights.iter().any(|units| units * 5 > total));
            }
            Err(ContractError::ChangeTooLarge { .. }) => prop_assert!(gained * 4 > total * 10),
            Err(other) => prop_assert!(false, "{}", other),
        }
    }
}

#[test]
fn weights_of_the_inactive_count_towards_the_change_of_a_day() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.watch(DAY);
    // It would have a tenth when it is back.
    registry.act("dao", set(vec![weight(0, 0)])).unwrap();
    let others = (1..10).map(|index| weight(index, if index < 6 { 14 } else { 5 })).collect();
    let refused = registry.act("dao", set(others));
    let left = Decimal::percent(25 - 10);
    assert!(
        matches!(refused, Err(ContractError::ChangeTooLarge { left: found, .. }) if found == left),
        "{refused:?}"
    );
}
