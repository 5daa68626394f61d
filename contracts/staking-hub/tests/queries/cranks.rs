use cosmwasm_std::Decimal;
use serde_json::{json, Value};
use weir_accounting::{Batch, Ratio, Round, Unread, WaitingBatch};
use weir_interface::hub::Scope;
use weir_quantities::{Assets, BatchId, Shares, Time};
use weir_staking_hub::parameters::Announced;
use weir_staking_hub::state::{
    Incoming, Part, ACCESS, ANNOUNCED, BATCHES, CRANK_PARAMETERS, HARVEST, INCOMING, LEDGER, OWED,
    PARTS, PIPELINE, POOL, REFUSED, ROSTER, SETTLEMENT, SHORTFALLS, STAKE,
};

use crate::fixture::{hub, Hub, DAY, HEIGHT, HOUR, NOW};
use crate::{change, put, set};

const LAG: u64 = 6 * HOUR;

/// Whether a crank is ready, and when it will be.
fn crank(hub: &Hub, name: &str) -> (bool, Option<u64>) {
    let cranks = hub.ask(&json!({"cranks": {}}));
    let rows = cranks.as_array().expect("a list");
    let row = rows.iter().find(|row| row["name"] == json!(name)).expect(name);
    (row["ready"].as_bool().expect("ready"), row["ready_at"].as_u64())
}

/// Asserts when a crank is ready, and that the call agrees: one that is ready succeeds, one that is
/// not is refused.
fn assert_crank(hub: &Hub, name: &str, ready: bool, ready_at: impl Into<Option<u64>>) {
    assert_due(hub, name, ready, ready_at);
    let done = hub.would(&json!({name: {}}));
    assert_eq!(done.is_ok(), ready, "{name}: {done:?}");
}

/// Asserts when a crank is ready, where the call may succeed all the same.
fn assert_due(hub: &Hub, name: &str, ready: bool, ready_at: impl Into<Option<u64>>) {
    assert_eq!(crank(hub, name), (ready, ready_at.into()), "{name}");
}

/// A part of 100, and the batch it belongs to.
fn add_part(hub: &mut Hub, id: u64, completes_at: u64) {
    let part =
        Part { batch: BatchId::new(1), validator: "val1".to_string(), expected: Assets::new(100) };
    put!(hub, PARTS, (completes_at, id), &part);
    change!(hub, OWED, |owed| owed.add_part(part.expected).expect("adds"));
    let batch = BATCHES.may_load(hub.deps.as_ref().storage, 1).expect("loads");
    let batch = batch.unwrap_or_else(|| Batch::new(Shares::new(100)));
    put!(hub, BATCHES, 1, &batch.add_part(Time::new(completes_at)));
}

fn mark(hub: &mut Hub, through: (u64, u64), marked_height: u64, ratio: Option<Ratio>) {
    let round = Round { due: Assets::new(100), through, marked_height, ratio };
    change!(hub, SETTLEMENT, |settlement| settlement.round = Some(round));
}

fn pause(hub: &mut Hub, scope: Scope) {
    change!(hub, ACCESS, |access| access.gates.paused.push((scope, Time::new(NOW + 60))));
}

/// A batch whose lag is over.
fn submittable() -> Hub {
    let mut hub = hub();
    change!(hub, PIPELINE, |pipeline| {
        pipeline.open.id = BatchId::new(2);
        pipeline.waiting = Some(WaitingBatch {
            id: BatchId::new(1),
            unplaced: Shares::new(100_000),
            closed_at: Time::new(NOW - LAG),
            begun: false,
        });
    });
    hub
}

#[test]
fn cranks_come_in_the_order_in_which_advance_does_them() {
    let cranks = hub().ask(&json!({"cranks": {}}));
    let names: Vec<&Value> =
        cranks.as_array().expect("a list").iter().map(|row| &row["name"]).collect();
    assert_eq!(
        json!(names),
        json!([
            "activate_raises",
            "reconcile",
            "submit_batch",
            "sync",
            "harvest",
            "delegate_buffer",
            "sweep_surplus",
            "rebalance"
        ])
    );
}

#[test]
fn raises_are_activated_once_the_first_notice_is_over() {
    let mut hub = hub();
    assert_crank(&hub, "activate_raises", false, None);
    for active_at in [NOW + 9, NOW + 5] {
        let raise = Announced {
            name: "buffer_target".to_string(),
            value: Decimal::percent(2),
            active_at: Time::new(active_at),
        };
        change!(hub, ANNOUNCED, |raises| raises.push(raise));
    }
    assert_crank(&hub, "activate_raises", false, NOW + 5);
    hub.wait(5);
    assert_crank(&hub, "activate_raises", true, NOW + 5);
}

#[test]
fn a_raise_that_no_longer_fits_keeps_nothing_waiting() {
    let mut hub = hub();
    let raise = |value: Decimal| Announced {
        name: "instant_fee_min".to_string(),
        value,
        active_at: Time::new(NOW),
    };
    set!(hub, ANNOUNCED, vec![raise(Decimal::percent(4))]);
    assert_crank(&hub, "activate_raises", true, NOW);
    // The highest fee was lowered to below it since.
    change!(hub, CRANK_PARAMETERS, |terms| terms.instant_fee_max = Decimal::percent(3));
    assert_crank(&hub, "activate_raises", false, None);
}

#[test]
fn a_hub_just_born_can_be_asked() {
    let mut hub = hub();
    HARVEST.remove(hub.deps.as_mut().storage);
    set!(hub, LEDGER, vec![Assets::ZERO; 2]);
    assert_crank(&hub, "harvest", false, None);
    assert_crank(&hub, "rebalance", false, None);
}

#[test]
fn a_part_is_due_from_its_completion_on() {
    let mut hub = hub();
    assert_crank(&hub, "reconcile", false, None);
    add_part(&mut hub, 1, NOW + 5);
    assert_crank(&hub, "reconcile", false, NOW + 5);
    hub.wait(4);
    assert_crank(&hub, "reconcile", false, NOW + 5);
    hub.wait(1);
    assert_crank(&hub, "reconcile", true, NOW + 5);
}

#[test]
fn a_marked_part_without_its_coins_waits_for_the_next_block() {
    let mut hub = hub();
    add_part(&mut hub, 1, NOW);
    mark(&mut hub, (NOW, 1), HEIGHT, None);
    assert_crank(&hub, "reconcile", false, NOW + 1);
    hub.wait(1);
    assert_crank(&hub, "reconcile", true, NOW + 1);
}

#[test]
fn a_marked_part_with_its_coins_is_settled_at_once() {
    let mut hub = hub();
    add_part(&mut hub, 1, NOW);
    mark(&mut hub, (NOW, 1), HEIGHT, None);
    hub.holds(23_400 + 100);
    assert_crank(&hub, "reconcile", true, NOW);
}

#[test]
fn marking_goes_on_in_the_block_that_marked() {
    let mut hub = hub();
    add_part(&mut hub, 1, NOW);
    add_part(&mut hub, 2, NOW);
    mark(&mut hub, (NOW, 1), HEIGHT, None);
    assert_crank(&hub, "reconcile", true, NOW);
}

#[test]
fn a_round_with_a_ratio_goes_on() {
    let mut hub = hub();
    add_part(&mut hub, 1, NOW);
    let ratio = Ratio { arrived: Assets::new(90), due: Assets::new(100) };
    mark(&mut hub, (NOW, 1), HEIGHT, Some(ratio));
    assert_crank(&hub, "reconcile", true, NOW);
    pause(&mut hub, Scope::Reconcile);
    assert_crank(&hub, "reconcile", false, NOW + 60);
}

#[test]
fn late_coins_pay_a_shortfall_until_it_expires() {
    let mut hub = hub();
    let batch = Batch {
        shortfall: Assets::new(8),
        shortfall_until: Time::new(NOW + 90 * DAY),
        ..Batch::new(Shares::new(100))
    };
    put!(hub, BATCHES, 1, &batch);
    put!(hub, SHORTFALLS, (NOW, 1), &());
    change!(hub, OWED, |owed| owed.shortfall = Assets::new(8));
    let forgotten_at = NOW + 90 * DAY + 1;
    assert_crank(&hub, "reconcile", false, forgotten_at);
    // Less than a part and than what is missing may be paid, and is not worth a turn.
    hub.holds(23_400 + 7);
    assert_due(&hub, "reconcile", false, forgotten_at);
    hub.holds(23_400 + 8);
    assert_crank(&hub, "reconcile", true, NOW);
    assert_crank(&hub, "sweep_surplus", false, None);
    hub.wait(90 * DAY);
    assert_crank(&hub, "reconcile", true, NOW + 90 * DAY);
    assert_crank(&hub, "sweep_surplus", false, None);
    hub.holds(23_400);
    assert_crank(&hub, "reconcile", false, forgotten_at);
    hub.wait(1);
    assert_crank(&hub, "reconcile", true, forgotten_at);
    hub.holds(23_400 + 5);
    assert_crank(&hub, "sweep_surplus", true, forgotten_at);
}

#[test]
fn a_batch_is_submitted_once_it_closed_and_its_lag_is_over() {
    let mut hub = hub();
    assert_crank(&hub, "submit_batch", false, None);
    change!(hub, PIPELINE, |pipeline| {
        pipeline.open.shares = Shares::new(100_000);
        pipeline.open.first_at = Time::new(NOW);
    });
    assert_crank(&hub, "submit_batch", false, NOW + LAG);
    hub.wait(1);
    assert_crank(&hub, "submit_batch", false, NOW + LAG);
    hub.wait(LAG - 1);
    assert_crank(&hub, "submit_batch", true, NOW + LAG);
}

#[test]
fn a_paused_submission_waits_for_the_end_of_the_pause() {
    let mut hub = submittable();
    pause(&mut hub, Scope::SubmitBatch);
    assert_crank(&hub, "submit_batch", false, NOW + 60);
}

#[test]
fn an_insolvent_hub_submits_nothing() {
    let mut hub = submittable();
    change!(hub, STAKE, |stake| stake.delegated = Assets::ZERO);
    change!(hub, POOL, |pool| pool.buffer = Assets::ZERO);
    set!(hub, LEDGER, vec![Assets::ZERO; 2]);
    hub.chain_says(0, 0);
    assert_crank(&hub, "submit_batch", false, None);
}

#[test]
fn a_batch_that_nobody_can_serve_is_not_submitted() {
    let mut hub = submittable();
    let full = vec![Time::new(NOW + DAY); 7];
    for validator in ["val1", "val2"] {
        put!(hub, weir_staking_hub::state::ENTRIES, validator, &full);
    }
    assert_crank(&hub, "submit_batch", false, None);
}

#[test]
fn a_skipped_validator_keeps_a_batch_from_being_priced_for_a_day() {
    let mut hub = submittable();
    let since = Time::new(NOW - HOUR);
    change!(hub, ACCESS, |access| access.gates.unread = vec![(0, Unread::Kept { since })]);
    // A call that reads it again succeeds; whether one can, only trying shows.
    assert_due(&hub, "submit_batch", false, NOW - HOUR + DAY);
    hub.wait(DAY - HOUR);
    assert_crank(&hub, "submit_batch", true, NOW - HOUR + DAY);
}

#[test]
fn one_that_stands_at_nothing_keeps_a_batch_from_being_priced_for_a_day_from_when_it_was_asked_last(
) {
    let mut hub = submittable();
    let (remembered, since) = (Assets::new(5), Time::new(NOW - 2 * HOUR));
    let unread = |skipped| vec![(0, Unread::Zeroed { remembered, since, skipped })];
    change!(hub, ACCESS, |access| access.gates.unread = unread(None));
    assert_due(&hub, "submit_batch", false, NOW - 2 * HOUR + DAY);
    assert_due(&hub, "sync", false, NOW + 11 * HOUR);
    change!(hub, ACCESS, |access| access.gates.unread = unread(Some(Time::new(NOW - HOUR))));
    assert_due(&hub, "submit_batch", false, NOW - HOUR + DAY);
    // Somebody asks it long before.
    hub.wait(5 * HOUR);
    assert_crank(&hub, "sync", true, NOW + 5 * HOUR);
}

#[test]
fn a_sync_is_due_at_half_the_age_that_closes_bonding() {
    let mut hub = hub();
    assert_due(&hub, "sync", false, NOW + 11 * HOUR);
    hub.wait(11 * HOUR);
    assert_due(&hub, "sync", true, NOW + 11 * HOUR);
}

#[test]
fn a_harvest_is_due_a_reward_period_after_the_last_one_began() {
    let mut hub = hub();
    assert_due(&hub, "harvest", false, NOW + 23 * HOUR);
    hub.wait(23 * HOUR);
    assert_crank(&hub, "harvest", true, NOW + 23 * HOUR);
}

#[test]
fn nothing_is_harvested_where_nothing_is_delegated() {
    let mut hub = hub();
    change!(hub, HARVEST, |harvest| harvest.at = Time::ZERO);
    assert_crank(&hub, "harvest", true, NOW);
    set!(hub, LEDGER, vec![Assets::ZERO; 2]);
    assert_crank(&hub, "harvest", false, None);
    let remembered = Assets::new(5);
    let since = Time::new(NOW);
    change!(hub, ACCESS, |access| {
        access.gates.unread = vec![(0, Unread::Zeroed { remembered, since, skipped: None })];
    });
    assert_crank(&hub, "harvest", true, NOW);
    change!(hub, ACCESS, |access| access.gates.unread = vec![(0, Unread::Kept { since })]);
    assert_crank(&hub, "harvest", false, None);
}

#[test]
fn the_buffer_is_delegated_when_enough_lies_beyond_its_target() {
    let mut hub = hub();
    // The target is a hundredth of 1,023,400, so 13,166 lie beyond it.
    assert_crank(&hub, "delegate_buffer", true, NOW);
    change!(hub, CRANK_PARAMETERS, |terms| terms.min_part = Assets::new(13_167));
    assert_crank(&hub, "delegate_buffer", false, None);
}

#[test]
fn surplus_is_swept_only_while_nothing_is_past_its_completion() {
    let mut hub = hub();
    assert_crank(&hub, "sweep_surplus", false, None);
    hub.holds(23_400 + 1);
    assert_crank(&hub, "sweep_surplus", true, NOW);
    add_part(&mut hub, 1, NOW + 5);
    assert_crank(&hub, "sweep_surplus", true, NOW);
    hub.wait(5);
    assert_crank(&hub, "sweep_surplus", false, None);
}

#[test]
fn stake_is_moved_when_a_gap_is_wide_and_the_registry_allows_it() {
    let mut hub = hub();
    change!(hub, CRANK_PARAMETERS, |terms| terms.rebalance_min_move = Assets::new(1_000));
    assert_crank(&hub, "rebalance", true, NOW);
    change!(hub, ROSTER, |roster| roster.seats[0].1 = 3);
    change!(hub, ROSTER, |roster| roster.seats[1].1 = 2);
    assert_crank(&hub, "rebalance", false, None);
}

#[test]
fn a_silent_registry_stops_no_other_crank() {
    let mut hub = hub();
    hub.contracts_are_silent();
    assert_crank(&hub, "rebalance", false, None);
    assert_crank(&hub, "delegate_buffer", true, NOW);
}

#[test]
fn a_second_look_comes_last_and_a_sync_that_is_due_anyway_in_its_turn() {
    let place = |hub: &Hub| {
        let cranks = hub.ask(&json!({"cranks": {}}));
        cranks.as_array().expect("a list").iter().position(|row| row["name"] == json!("sync"))
    };
    let mut hub = hub();
    // The one that was skipped last decides: a quarter of a day after it.
    let kept = |hours: u64| Unread::Kept { since: Time::new(NOW - hours * HOUR) };
    change!(hub, ACCESS, |access| access.gates.unread = vec![(0, kept(9)), (1, kept(5))]);
    assert_due(&hub, "sync", false, NOW + HOUR);
    assert_eq!(place(&hub), Some(3));
    hub.wait(HOUR);
    assert_crank(&hub, "sync", true, NOW + HOUR);
    assert_eq!(place(&hub), Some(7));
    hub.wait(10 * HOUR);
    assert_crank(&hub, "sync", true, NOW + 11 * HOUR);
    assert_eq!(place(&hub), Some(3));
}

#[test]
fn coins_that_no_batch_misses_or_that_may_be_a_parts_are_no_late_coins() {
    let mut hub = hub();
    hub.holds(23_400 + 50_000);
    assert_crank(&hub, "reconcile", false, None);
    // A batch misses 8; but a part is about to be past its completion, and they may be its coins.
    let batch = Batch {
        shortfall: Assets::new(8),
        shortfall_until: Time::new(NOW + 90 * DAY),
        ..Batch::new(Shares::new(100))
    };
    put!(hub, BATCHES, 2, &batch);
    put!(hub, SHORTFALLS, (NOW, 2), &());
    change!(hub, OWED, |owed| owed.shortfall = Assets::new(8));
    assert_crank(&hub, "reconcile", true, NOW);
    // Whoever brings such coins in every block keeps no other crank from its turn.
    let cranks = hub.ask(&json!({"cranks": {}}));
    assert_eq!(cranks.as_array().expect("a list")[7]["name"], json!("reconcile"));
    add_part(&mut hub, 1, NOW + 1);
    assert_crank(&hub, "reconcile", false, NOW + 1);
}

#[test]
fn a_round_waits_while_another_part_is_about_to_be_past_its_completion() {
    let mut hub = hub();
    add_part(&mut hub, 1, NOW - 5);
    mark(&mut hub, (NOW - 5, 1), HEIGHT - 1, None);
    hub.holds(23_400 + 100);
    assert_crank(&hub, "reconcile", true, NOW);
    add_part(&mut hub, 2, NOW + 1);
    assert_crank(&hub, "reconcile", false, NOW + 1);
}

#[test]
fn a_batch_worth_nothing_is_submitted() {
    let mut hub = submittable();
    change!(hub, PIPELINE, |pipeline| {
        pipeline.waiting.as_mut().expect("waits").unplaced = Shares::new(1);
    });
    // A share is worth half a unit.
    change!(hub, STAKE, |stake| stake.delegated = Assets::new(500_000));
    set!(hub, LEDGER, vec![Assets::new(300_000), Assets::new(200_000)]);
    hub.chain_says(300_000, 200_000);
    assert_crank(&hub, "submit_batch", true, NOW);
}

#[test]
fn a_pause_holds_back_its_own_crank_and_no_other() {
    let scopes = [
        ("reconcile", Scope::Reconcile),
        ("submit_batch", Scope::SubmitBatch),
        ("harvest", Scope::Harvest),
        ("delegate_buffer", Scope::DelegateBuffer),
        ("rebalance", Scope::Rebalance),
    ];
    let all_ready = || {
        let mut hub = submittable();
        add_part(&mut hub, 1, NOW);
        change!(hub, HARVEST, |harvest| harvest.at = Time::ZERO);
        change!(hub, CRANK_PARAMETERS, |terms| terms.rebalance_min_move = Assets::new(1_000));
        hub
    };
    for (paused, scope) in scopes {
        let mut hub = all_ready();
        pause(&mut hub, scope);
        for (name, _) in scopes {
            let at = if name == paused { NOW + 60 } else { NOW };
            assert_crank(&hub, name, name != paused, at);
        }
    }
}

#[test]
fn entries_of_a_move_are_counted_by_where_it_came_from() {
    let mut hub = hub();
    change!(hub, CRANK_PARAMETERS, |terms| {
        terms.rebalance_min_move = Assets::new(1_000);
        terms.max_entries = 2;
    });
    let moved = |source: &str| Incoming {
        source: source.to_string(),
        destination: "val2".to_string(),
        until: Time::new(NOW + DAY),
    };
    set!(hub, INCOMING, vec![moved("val1"), moved("val3")]);
    assert_crank(&hub, "rebalance", true, NOW);
    set!(hub, INCOMING, vec![moved("val1"), moved("val1")]);
    assert_crank(&hub, "rebalance", false, None);
}

#[test]
fn who_refused_something_serves_no_batch_for_an_hour() {
    let mut hub = submittable();
    let until = |seconds| Time::new(NOW + seconds);
    let resting = vec![("val1".to_string(), until(5)), ("val2".to_string(), until(10))];
    set!(hub, REFUSED, resting);
    assert_crank(&hub, "submit_batch", false, None);
    hub.wait(5);
    assert_crank(&hub, "submit_batch", true, NOW + 5);
}

#[test]
fn a_batch_is_priced_a_day_after_the_last_of_those_that_cannot_be_read() {
    let mut hub = submittable();
    let kept = |hours: u64| Unread::Kept { since: Time::new(NOW - hours * HOUR) };
    change!(hub, ACCESS, |access| access.gates.unread = vec![(0, kept(20)), (1, kept(3))]);
    assert_due(&hub, "submit_batch", false, NOW - 3 * HOUR + DAY);
}
