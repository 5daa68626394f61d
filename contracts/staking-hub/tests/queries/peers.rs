use serde_json::{json, Value};
use weir_accounting::{Batch, OpenBatch, Request, Stage, WaitingBatch};
use weir_quantities::{Assets, BatchId, Shares, Time};
use weir_staking_hub::state::{BATCHES, OWED, PIPELINE, REQUESTS, REQUESTS__BATCH};

use crate::fixture::{addr, hub, owner, Hub, DAY, HOUR, NOW};
use crate::{change, put};

const INTERVAL: u64 = 18 * HOUR;
const LAG: u64 = 6 * HOUR;

/// Batch 6 is settled, 7 in unbonding, 8 waits, 9 gathers; alice is in all of them.
fn busy() -> Hub {
    let mut hub = hub();
    let six = Batch {
        stage: Stage::Settled { at: Time::new(NOW - 100) },
        placed: Assets::new(600),
        received: Assets::new(600),
        paid: Assets::new(450),
        completes_at: Time::new(NOW - 200),
        ..Batch::new(Shares::new(600))
    };
    let seven = Batch {
        stage: Stage::Unbonding {},
        placed: Assets::new(700),
        parts: 1,
        completes_at: Time::new(NOW + 5 * DAY),
        ..Batch::new(Shares::new(700))
    };
    put!(hub, BATCHES, 6, &six);
    put!(hub, BATCHES, 7, &seven);
    change!(hub, PIPELINE, |pipeline| {
        pipeline.open = OpenBatch {
            id: BatchId::new(9),
            shares: Shares::new(900),
            first_at: Time::new(NOW - 10),
        };
        pipeline.waiting = Some(WaitingBatch {
            id: BatchId::new(8),
            unplaced: Shares::new(800),
            closed_at: Time::new(NOW - HOUR),
            begun: false,
        });
        pipeline.closed_at = Time::new(NOW - HOUR);
    });
    for (name, id, shares, claimed) in [
        ("alice", 6, 200, 50),
        ("alice", 7, 700, 0),
        ("alice", 8, 800, 0),
        ("alice", 9, 500, 0),
        ("bob", 9, 400, 0),
        ("bob", 6, 400, 400),
    ] {
        let request = Request { shares: Shares::new(shares), claimed: Assets::new(claimed) };
        put!(hub, REQUESTS, (&owner(name), id), &request);
        put!(hub, REQUESTS__BATCH, (id, &owner(name)), &());
    }
    hub
}

fn six() -> Value {
    json!({"id": 6, "reconciled": true, "total_shares": "600", "utoken_unclaimed": "150",
        "est_unbond_end_time": NOW - 200})
}

fn seven() -> Value {
    json!({"id": 7, "reconciled": false, "total_shares": "700", "utoken_unclaimed": "0",
        "est_unbond_end_time": NOW + 5 * DAY})
}

/// Submitted as soon as its lag is over, it is paid a whole unbonding period later.
fn eight() -> Value {
    json!({"id": 8, "reconciled": false, "total_shares": "800", "utoken_unclaimed": "0",
        "est_unbond_end_time": NOW - HOUR + LAG + 21 * DAY})
}

#[test]
fn eris_clients_read_the_state() {
    let mut hub = hub();
    change!(hub, OWED, |owed| owed.unbonding = Assets::new(600));
    assert_eq!(
        hub.ask(&json!({"state": {}})),
        json!({
            "total_ustake": "1000000",
            "total_utoken": "1023400",
            "exchange_rate": "1.0234",
            "unlocked_coins": [],
            "unbonding": "600",
            "available": "23400",
            "tvl_utoken": "1024000"
        })
    );
}

#[test]
fn the_pending_batch_of_an_idle_hub_is_as_if_a_request_came_now() {
    assert_eq!(
        hub().ask(&json!({"pending_batch": {}})),
        json!({"id": 1, "ustake_to_burn": "0", "est_unbond_start_time": NOW + LAG})
    );
}

#[test]
fn the_pending_batch_waits_for_the_one_before_it() {
    assert_eq!(
        busy().ask(&json!({"pending_batch": {}})),
        json!({"id": 9, "ustake_to_burn": "900",
            "est_unbond_start_time": NOW - HOUR + INTERVAL + LAG})
    );
}

#[test]
fn a_batch_closes_by_time_alone() {
    let mut hub = hub();
    change!(hub, PIPELINE, |pipeline| {
        pipeline.open.shares = Shares::new(100);
        pipeline.open.first_at = Time::new(NOW);
    });
    assert_eq!(hub.ask(&json!({"pending_batch": {}}))["id"], json!(1));
    assert!(hub.try_ask(&json!({"previous_batch": 1})).is_err());
    hub.wait(1);
    let pending = hub.ask(&json!({"pending_batch": {}}));
    assert_eq!((&pending["id"], &pending["ustake_to_burn"]), (&json!(2), &json!("0")));
    let previous = hub.ask(&json!({"previous_batch": 1}));
    assert_eq!(previous["total_shares"], json!("100"));
    assert_eq!(previous["est_unbond_end_time"], json!(NOW + LAG + 21 * DAY));
}

#[test]
fn previous_batches_are_those_that_closed() {
    let hub = busy();
    assert_eq!(hub.ask(&json!({"previous_batch": 6})), six());
    assert_eq!(hub.ask(&json!({"previous_batch": 7})), seven());
    assert_eq!(hub.ask(&json!({"previous_batch": 8})), eight());
    assert!(hub.try_ask(&json!({"previous_batch": 9})).is_err());
    assert!(hub.try_ask(&json!({"previous_batch": 5})).is_err());
}

#[test]
fn previous_batches_come_in_pages() {
    let hub = busy();
    let page = |start_after: Value, limit: Value| {
        hub.ask(&json!({"previous_batches": {"start_after": start_after, "limit": limit}}))
    };
    assert_eq!(page(Value::Null, Value::Null), json!([six(), seven(), eight()]));
    assert_eq!(page(Value::Null, json!(2)), json!([six(), seven()]));
    assert_eq!(page(json!(7), json!(2)), json!([eight()]));
    assert_eq!(page(json!(8), json!(2)), json!([]));
}

#[test]
fn a_batch_placed_in_part_is_listed_once() {
    let mut hub = busy();
    change!(hub, PIPELINE, |pipeline| {
        let waiting = pipeline.waiting.as_mut().expect("one waits");
        waiting.begun = true;
        waiting.unplaced = Shares::new(300);
    });
    put!(hub, BATCHES, 8, &Batch::new(Shares::new(800)));
    assert_eq!(
        hub.ask(&json!({"previous_batches": {"start_after": 6, "limit": null}})),
        json!([seven(), eight()])
    );
}

#[test]
fn a_batch_that_the_buffer_paid_ended_when_it_was_settled() {
    let mut hub = busy();
    let settled =
        Batch { stage: Stage::Settled { at: Time::new(NOW - 7) }, ..Batch::new(Shares::new(1)) };
    put!(hub, BATCHES, 5, &settled);
    assert_eq!(hub.ask(&json!({"previous_batch": 5}))["est_unbond_end_time"], json!(NOW - 7));
}

#[test]
fn requests_of_an_owner_are_by_batch() {
    let hub = busy();
    let page = |start_after: Value, limit: Value| {
        hub.ask(&json!({"unbond_requests_by_user":
            {"user": addr("alice"), "start_after": start_after, "limit": limit}}))
    };
    assert_eq!(
        page(Value::Null, json!(10)),
        json!([{"id": 6, "shares": "200"}, {"id": 7, "shares": "700"},
            {"id": 8, "shares": "800"}, {"id": 9, "shares": "500"}])
    );
    assert_eq!(page(json!(7), json!(1)), json!([{"id": 8, "shares": "800"}]));
}

#[test]
fn requests_of_a_batch_are_by_owner() {
    let hub = busy();
    let page = |start_after: Value, limit: Value| {
        hub.ask(&json!({"unbond_requests_by_batch":
            {"id": 9, "start_after": start_after, "limit": limit}}))
    };
    let mut both = [(addr("alice"), "500"), (addr("bob"), "400")];
    both.sort();
    let rows: Vec<Value> =
        both.iter().map(|(user, shares)| json!({"user": user, "shares": shares})).collect();
    assert_eq!(page(Value::Null, json!(10)), json!(rows));
    assert_eq!(page(Value::Null, json!(1)), json!([rows[0]]));
    assert_eq!(page(json!(both[0].0), json!(10)), json!([rows[1]]));
}

#[test]
fn details_follow_a_request_through_its_states() {
    let hub = busy();
    let asked = json!({"unbond_requests_by_user_details":
        {"user": addr("alice"), "start_after": null, "limit": 10}});
    let pending = hub.ask(&json!({"pending_batch": {}}));
    assert_eq!(
        hub.ask(&asked),
        json!([
            {"id": 6, "shares": "200", "state": "COMPLETED", "batch": six(), "pending": null,
                "payable": "150", "claimed": "50"},
            {"id": 7, "shares": "700", "state": "UNBONDING", "batch": seven(), "pending": null,
                "payable": "0", "claimed": "0"},
            {"id": 8, "shares": "800", "state": "PENDING", "batch": eight(), "pending": null,
                "payable": "0", "claimed": "0"},
            {"id": 9, "shares": "500", "state": "PENDING", "batch": null, "pending": pending,
                "payable": "0", "claimed": "0"},
        ])
    );
}

#[test]
fn an_address_that_is_none_is_refused() {
    assert!(hub().try_ask(&json!({"unbond_requests_by_user": {"user": "nobody"}})).is_err());
}

#[test]
fn a_full_page_is_thirty_rows_whatever_is_asked() {
    let mut hub = hub();
    let request = Request { shares: Shares::new(1), claimed: Assets::ZERO };
    for id in 1..=40 {
        put!(hub, REQUESTS, (&owner("alice"), id), &request);
        put!(hub, BATCHES, id, &Batch::new(Shares::new(1)));
        let who = owner(&format!("holder {id}"));
        put!(hub, REQUESTS, (&who, 1), &request);
        put!(hub, REQUESTS__BATCH, (1, &who), &());
    }
    for (question, name, rows) in [
        (json!({"user": addr("alice"), "limit": 100}), "unbond_requests_by_user", 30),
        (json!({"user": addr("alice")}), "unbond_requests_by_user", 10),
        (json!({"user": addr("alice"), "limit": 100}), "unbond_requests_by_user_details", 30),
        (json!({"user": addr("alice")}), "unbond_requests_by_user_details", 10),
        (json!({"id": 1, "limit": 100}), "unbond_requests_by_batch", 30),
        (json!({"id": 1}), "unbond_requests_by_batch", 10),
        (json!({"limit": 100}), "previous_batches", 30),
        (json!({}), "previous_batches", 10),
    ] {
        let answer = hub.ask(&json!({name: question}));
        assert_eq!(answer.as_array().map(Vec::len), Some(rows), "{name}");
    }
}
