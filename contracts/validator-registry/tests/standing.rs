//! Refreshes, standings, draining, removal, and the right to move stake.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on should stop; figures are small"
)]

use crate::common::*;
use cosmwasm_std::Decimal;
use weir_interface::hub::ValidatorResponse;
use weir_interface::registry::{ExecuteMsg, ParameterChanges, QueryMsg, Standing, ValidatorRecord};
use weir_quantities::Assets;
use weir_validator_registry::ContractError;

const CHANGED: &str = "weir_registry_standing_changed";

fn no_reason(index: usize, absent: u64, over: u64) -> ContractError {
    ContractError::NoReasonToDrain { validator: valoper(index), needed: 3 * DAY, absent, over }
}

#[test]
fn one_refresh_a_block() {
    let mut registry = Registry::new();
    registry.refresh_after(1);
    let height = registry.env.block.height;
    let refused = registry.act("anyone", ExecuteMsg::Refresh {});
    assert_eq!(refused, Err(ContractError::AlreadyRefreshed { height }));
}

#[test]
fn a_refresh_that_finds_nothing_new_tells_the_hub_nothing() {
    let mut registry = Registry::new();
    let response = registry.refresh_after(HOUR);
    assert_eq!(told(&response), None);
    let told = |key| attribute(&response, "weir_registry_refreshed", key).unwrap();
    assert_eq!(
        (told("validators"), told("bonded"), told("changed")),
        ("10".into(), "10".into(), "0".into())
    );
}

#[test]
fn t91_absent_in_two_refreshes_ten_minutes_apart_is_inactive() {
    let mut registry = Registry::new();
    registry.leave(0);
    assert_eq!(told(&registry.refresh_after(HOUR)), None);
    registry.refresh_after(10 * MINUTE - 1);
    assert_eq!(registry.standing(0), Standing::Active);
    let response = registry.refresh_after(1);
    assert_eq!(registry.standing(0), Standing::Inactive);
    assert_eq!(attribute(&response, CHANGED, "reason"), Some("absent".to_string()));
    assert_eq!(told(&response).unwrap().0[0].standing, Standing::Inactive);
}

#[test]
fn a_validator_seen_in_between_starts_anew_and_one_that_returns_is_active() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.bond(0, Decimal::percent(5));
    registry.refresh_after(HOUR);
    registry.leave(0);
    registry.refresh_after(HOUR);
    assert_eq!(registry.standing(0), Standing::Active);
    registry.refresh_after(HOUR);
    assert_eq!(registry.standing(0), Standing::Inactive);
    registry.bond(0, Decimal::percent(5));
    let response = registry.refresh_after(1);
    assert_eq!(registry.standing(0), Standing::Active);
    assert_eq!(attribute(&response, CHANGED, "reason"), Some("returned".to_string()));
    assert_eq!(told_weights(&response), vec![10; 10]);
}

#[test]
fn two_refreshes_days_apart_make_inactive_but_count_no_days() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.refresh_after(5 * DAY);
    assert_eq!(registry.standing(0), Standing::Inactive);
    assert_eq!(registry.act("anyone", drain(0)), Err(no_reason(0, 0, 0)));
}

#[test]
fn when_all_are_absent_the_hub_is_told_a_total_of_zero() {
    let mut registry = Registry::new();
    for index in 0..10 {
        registry.leave(index);
    }
    registry.refresh_after(HOUR);
    let response = registry.refresh_after(HOUR);
    assert_eq!(told_weights(&response), vec![0; 10]);
}

#[test]
fn anyone_drains_after_three_days_of_watched_absence() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.watch(3 * DAY - 1);
    assert_eq!(registry.act("anyone", drain(0)), Err(no_reason(0, 3 * DAY - 1, 0)));
    // Only refreshes count.
    registry.pass(1);
    assert_eq!(registry.act("anyone", drain(0)), Err(no_reason(0, 3 * DAY - 1, 0)));
    registry.act("anyone", ExecuteMsg::Refresh {}).unwrap();
    let response = registry.act("anyone", drain(0)).unwrap();
    assert_eq!(attribute(&response, CHANGED, "reason"), Some("absent".to_string()));
    assert_eq!((registry.standing(0), registry.record(0).weight), (Standing::Draining, 0));
    let refused = registry.act("anyone", drain(0));
    assert_eq!(refused, Err(ContractError::IsDraining { validator: valoper(0) }));
}

#[test]
fn a_gap_between_refreshes_starts_the_count_anew() {
    for (gap, good) in [(6 * HOUR, true), (6 * HOUR + 1, false)] {
        let mut registry = Registry::new();
        registry.leave(0);
        registry.refresh_after(HOUR);
        registry.watch(2 * DAY);
        registry.refresh_after(gap);
        registry.watch(DAY);
        assert_eq!(registry.act("anyone", drain(0)).is_ok(), good, "{gap}");
    }
}

#[test]
fn what_was_seen_long_ago_drains_nobody() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.watch(3 * DAY);
    registry.pass(6 * HOUR + 1);
    assert_eq!(registry.act("anyone", drain(0)), Err(no_reason(0, 0, 0)));
}

#[test]
fn anyone_drains_after_three_days_above_the_commission_limit() {
    let mut registry = Registry::new();
    registry.bond(0, Decimal::percent(20));
    registry.refresh_after(HOUR);
    registry.watch(4 * DAY);
    assert_eq!(registry.act("anyone", drain(0)), Err(no_reason(0, 0, 0)));
    registry.bond(0, Decimal::percent(20) + Decimal::raw(1));
    registry.refresh_after(HOUR);
    registry.watch(2 * DAY);
    // A short absence is no way out.
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.bond(0, Decimal::percent(30));
    registry.watch(DAY - HOUR - 1);
    assert_eq!(registry.act("anyone", drain(0)), Err(no_reason(0, 0, 3 * DAY - 1)));
    registry.watch(1);
    let response = registry.act("anyone", drain(0)).unwrap();
    assert_eq!(attribute(&response, CHANGED, "reason"), Some("commission".to_string()));
    assert_eq!(registry.record(0).highest_commission, Decimal::percent(30));
}

#[test]
fn a_commission_that_came_down_or_a_limit_that_went_up_ends_the_count() {
    let mut registry = Registry::new();
    registry.bond(0, Decimal::percent(30));
    registry.refresh_after(HOUR);
    let limit =
        ParameterChanges { commission_limit: Some(Decimal::percent(30)), ..Default::default() };
    registry.act("dao", change(limit)).unwrap();
    registry.watch(7 * DAY);
    assert_eq!(registry.act("anyone", drain(0)), Err(no_reason(0, 0, 0)));
    registry.bond(0, Decimal::percent(10));
    registry.refresh_after(HOUR);
    assert_eq!(registry.record(0).over_commission_since, None);
    assert_eq!(registry.record(0).highest_commission, Decimal::percent(30));
}

#[test]
fn the_owner_drains_whom_he_wants_but_the_last_one() {
    let all = ParameterChanges { daily_weight_change: Some(Decimal::one()), ..Default::default() };
    let mut registry = Registry::with(all);
    for index in 0..9 {
        registry.pass(DAY);
        let response = registry.act("dao", drain(index)).unwrap();
        assert_eq!(attribute(&response, CHANGED, "reason"), Some("owner".to_string()));
    }
    let refused = registry.act("dao", drain(9));
    assert_eq!(refused, Err(ContractError::LastActive { validator: valoper(9) }));
    // A reason that anyone may name counts for the last one too.
    registry.bond(9, Decimal::percent(90));
    registry.refresh_after(HOUR);
    registry.watch(3 * DAY);
    let response = registry.act("dao", drain(9)).unwrap();
    assert_eq!(told_weights(&response), vec![0; 10]);
}

#[test]
fn a_drain_without_a_reason_counts_as_a_change_of_weights_but_for_who_is_absent() {
    let mut registry = Registry::new();
    // A tenth and a ninth; an eighth more would be a third of everything.
    registry.act("dao", drain(0)).unwrap();
    registry.act("dao", drain(1)).unwrap();
    let refused = registry.act("dao", drain(2));
    assert!(matches!(refused, Err(ContractError::ChangeTooLarge { .. })), "{refused:?}");
    // Jailed in this very block, before any refresh.
    registry.leave(2);
    registry.act("dao", drain(2)).unwrap();
    registry.pass(DAY);
    registry.act("dao", drain(3)).unwrap();
}

#[test]
fn a_drained_validator_is_restored_when_the_reason_is_gone() {
    let mut registry = Registry::new();
    let refused = registry.act("dao", restore(0, 10));
    let active = ContractError::NotDraining { validator: valoper(0), actual: Standing::Active };
    assert_eq!(refused, Err(active));
    registry.act("dao", drain(0)).unwrap();
    registry.leave(0);
    let refused = registry.act("dao", restore(0, 10));
    assert_eq!(refused, Err(ContractError::Absent { validator: valoper(0) }));
    registry.bond(0, Decimal::percent(21));
    let refused = registry.act("dao", restore(0, 10));
    assert_eq!(
        refused,
        Err(ContractError::CommissionTooHigh {
            validator: valoper(0),
            limit: Decimal::percent(20),
            actual: Decimal::percent(21),
        })
    );
    registry.bond(0, Decimal::percent(20));
    let too_much = registry.act("dao", restore(0, 40));
    assert!(matches!(too_much, Err(ContractError::AboveMaxShare { .. })));
    let response = registry.act("dao", restore(0, 10)).unwrap();
    assert_eq!(told_weights(&response), vec![10; 10]);
}

#[test]
fn a_refresh_never_takes_a_draining_validator_back() {
    let mut registry = Registry::new();
    registry.act("dao", drain(0)).unwrap();
    registry.watch(DAY);
    assert_eq!(registry.standing(0), Standing::Draining);
}

#[test]
fn a_validator_is_added_within_every_limit() {
    let mut registry = Registry::new();
    let known = ContractError::AlreadyKnown { validator: valoper(0), standing: Standing::Active };
    assert_eq!(registry.act("dao", add(0, 1)), Err(known));
    let stranger = ContractError::NotOfTheChain { validator: valoper(900) };
    assert_eq!(registry.act("dao", add(900, 1)), Err(stranger));
    let too_much = registry.act("dao", add(10, 26));
    assert!(matches!(too_much, Err(ContractError::AboveMaxShare { .. })));
    let response = registry.act("dao", add(10, 25)).unwrap();
    assert_eq!(told_weights(&response)[10], 25);
    let too_fast = registry.act("dao", add(11, 25));
    assert!(matches!(too_fast, Err(ContractError::ChangeTooLarge { .. })));
    registry.bond(12, Decimal::percent(21));
    let dear = registry.act("dao", add(12, 1));
    assert!(matches!(dear, Err(ContractError::CommissionTooHigh { .. })));
    for index in 20..(20 + 128 - 11) {
        registry.act("dao", add(index, 0)).unwrap();
    }
    let many = registry.act("dao", add(199, 0));
    assert_eq!(many, Err(ContractError::TooMany { max: 128, actual: 129 }));
}

#[test]
fn t72_a_validator_is_removed_only_when_nothing_is_with_it() {
    let mut registry = Registry::new();
    let active = ContractError::NotDraining { validator: valoper(0), actual: Standing::Active };
    assert_eq!(registry.act("anyone", remove(0)), Err(active));
    registry.act("dao", drain(0)).unwrap();
    let (now, validator) = (registry.now(), valoper(0));
    let refused = |registry: &mut Registry, row: ValidatorResponse| {
        registry.hub_has(row);
        registry.act("anyone", remove(0)).unwrap_err()
    };
    assert!(matches!(registry.act("anyone", remove(0)), Err(ContractError::Std(_))));
    let (dust, actual) = (Assets::new(10), Assets::new(11));
    assert_eq!(
        refused(&mut registry, ValidatorResponse { assets: actual, ..empty_row(0) }),
        ContractError::StillHolds { validator: validator.clone(), dust, actual }
    );
    assert_eq!(
        refused(&mut registry, ValidatorResponse { entries: vec![now + 9], ..empty_row(0) }),
        ContractError::StillUnbonding { validator: validator.clone(), actual: 1 }
    );
    assert_eq!(
        refused(&mut registry, ValidatorResponse { locked_until: Some(now), ..empty_row(0) }),
        ContractError::StillLocked { validator: validator.clone(), until: now, now }
    );
    assert_eq!(
        refused(&mut registry, ValidatorResponse { unread_since: Some(5), ..empty_row(0) }),
        ContractError::Unread { validator: validator.clone(), since: 5 }
    );
    let locked_until = Some(now - 1);
    registry.hub_has(ValidatorResponse { assets: dust, locked_until, ..empty_row(0) });
    let response = registry.act("anyone", remove(0)).unwrap();
    assert_eq!(told(&response).unwrap().0.len(), 9);
    assert_eq!(registry.act("anyone", remove(0)), Err(ContractError::Unknown { validator }));
}

#[test]
fn the_record_of_a_validator_is_public() {
    let mut registry = Registry::new();
    registry.hub_has(ValidatorResponse {
        assets: Assets::new(900),
        losses: Assets::new(100),
        ..empty_row(0)
    });
    let since = registry.now();
    registry.watch(DAY);
    registry.leave(0);
    registry.watch(DAY);
    let record = registry.record(0);
    // Nothing is known before the first of eight refreshes; absent at both ends of three stretches.
    assert_eq!((record.seen, record.watched), (4 * 6 * HOUR, 7 * 6 * HOUR));
    let uptime = Decimal::from_ratio(4u64, 7u64);
    assert_eq!(record.score, uptime * Decimal::percent(95) * Decimal::percent(90));
    assert_eq!((record.losses, record.since), (Assets::new(100), since));
    assert_eq!(record.absent_since, Some(since + DAY + 6 * HOUR));
    assert_eq!(record.last_absent_at, Some(since + 2 * DAY));
    assert_eq!((record.standing, record.share), (Standing::Inactive, Decimal::zero()));
    assert_eq!(registry.record(1).share, Decimal::from_ratio(1u128, 9u128));
}

#[test]
fn refreshing_in_every_block_does_not_ruin_a_record() {
    let mut registry = Registry::new();
    registry.watch(DAY);
    registry.leave(0);
    for _ in 0..100 {
        registry.refresh_after(6);
    }
    let record = registry.record(0);
    // Of 600 seconds of absence the first 6 have it present at one end.
    assert_eq!((record.seen, record.watched), (3 * 6 * HOUR + 6, 3 * 6 * HOUR + 600));
}

#[test]
fn records_are_listed_in_pages() {
    let registry = Registry::new();
    let page = |start_after: Option<usize>, limit| {
        let start_after = start_after.map(valoper);
        let rows: Vec<ValidatorRecord> = registry.ask(QueryMsg::Validators { start_after, limit });
        rows.into_iter().map(|row| row.validator).collect::<Vec<_>>()
    };
    assert_eq!(page(None, None).len(), 10);
    assert_eq!(page(Some(7), None), [valoper(8), valoper(9)]);
    assert_eq!(page(Some(3), Some(1)), [valoper(4)]);
    assert!(page(None, Some(0)).is_empty());
    assert_eq!(page(None, Some(u32::MAX)).len(), 10);
    let unknown = QueryMsg::Validator { validator: valoper(77) };
    assert!(registry.try_ask::<ValidatorRecord>(unknown).is_err());
}

#[test]
fn stake_may_move_between_validators_that_are_bonded() {
    let right = Registry::new().right(0);
    assert_eq!((right.may_give, right.unbonded, right.may_take), (true, false, true));
}

#[test]
fn rights_are_judged_by_the_bonded_set_of_this_block() {
    let mut registry = Registry::new();
    registry.leave(0);
    let right = registry.right(0);
    assert_eq!((right.may_give, right.unbonded, right.may_take), (false, false, false));
    assert_eq!(registry.standing(0), Standing::Active);
}

#[test]
fn after_an_absence_stake_stays_for_as_long_as_draining_takes() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.bond(0, Decimal::percent(5));
    registry.pass(3 * DAY - 1);
    let right = registry.right(0);
    assert_eq!((right.may_give, right.may_take), (false, true));
    registry.pass(1);
    assert!(registry.right(0).may_give);
}

#[test]
fn a_draining_validator_gives_and_does_not_take() {
    let mut registry = Registry::new();
    registry.act("dao", drain(0)).unwrap();
    let right = registry.right(0);
    assert_eq!((right.may_give, right.may_take), (true, false));
}

#[test]
fn after_a_whole_unbonding_period_of_absence_stake_may_leave() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.watch(UNBONDING - 1);
    assert!(!registry.right(0).may_give);
    registry.pass(1);
    let right = registry.right(0);
    assert_eq!((right.may_give, right.unbonded, right.may_take), (true, true, false));
    // Nobody looked for more than six hours: it may have been back.
    registry.pass(6 * HOUR);
    assert!(!registry.right(0).unbonded);
}

#[test]
fn the_unbonding_period_is_the_hubs_of_now() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.refresh_after(HOUR);
    registry.watch(UNBONDING);
    assert!(registry.right(0).unbonded);
    registry.unbonding_period = UNBONDING + 1;
    registry.answer();
    assert!(!registry.right(0).unbonded);
}

#[test]
fn scores_that_weigh_are_sent_once_a_day() {
    let on = ParameterChanges { weigh_by_score: Some(true), ..Default::default() };
    let mut registry = Registry::with(on);
    assert_eq!(told(&registry.refresh_after(DAY - 1)), None);
    assert!(told(&registry.refresh_after(1)).is_some());
    assert_eq!(told(&registry.refresh_after(DAY - 1)), None);
}

#[test]
fn a_newcomer_is_judged_by_what_was_watched_since_it_came() {
    let mut registry = Registry::new();
    registry.watch(DAY);
    registry.act("dao", add(10, 1)).unwrap();
    assert_eq!((registry.record(10).seen, registry.record(10).watched), (0, 0));
    registry.watch(DAY);
    assert_eq!((registry.record(10).seen, registry.record(10).watched), (DAY, DAY));
    assert!(registry.record(0).watched > DAY);
}

#[test]
fn who_is_restored_can_be_drained_for_no_reason_of_before() {
    let mut registry = Registry::new();
    registry.leave(0);
    registry.bond(1, Decimal::percent(21));
    registry.watch(4 * DAY);
    registry.act("anyone", drain(0)).unwrap();
    registry.act("anyone", drain(1)).unwrap();
    registry.bond(0, Decimal::percent(5));
    registry.bond(1, Decimal::percent(20));
    registry.act("dao", restore(0, 10)).unwrap();
    registry.act("dao", restore(1, 10)).unwrap();
    for index in [0, 1] {
        let record = registry.record(index);
        assert_eq!((record.absent_since, record.over_commission_since), (None, None));
        assert_eq!(registry.act("anyone", drain(index)), Err(no_reason(index, 0, 0)));
    }
}
