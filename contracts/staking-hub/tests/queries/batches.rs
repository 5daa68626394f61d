use serde_json::{json, Value};
use weir_accounting::{Batch, Ratio, Round, Stage, WaitingBatch};
use weir_quantities::{Assets, BatchId, Shares, Time};
use weir_staking_hub::state::{Part, BATCHES, PARTS, PIPELINE, SETTLEMENT};

use crate::fixture::{hub, Hub, HOUR, NOW};
use crate::{change, put};

const LAG: u64 = 6 * HOUR;

fn with_parts() -> Hub {
    let mut hub = hub();
    for (completes_at, id) in [(NOW - 5, 2), (NOW - 5, 3), (NOW + 5, 1)] {
        let part = Part {
            batch: BatchId::new(1),
            validator: "val1".to_string(),
            expected: Assets::new(u128::from(id)),
        };
        put!(hub, PARTS, (completes_at, id), &part);
    }
    hub
}

#[test]
fn an_open_batch_tells_when_it_closes() {
    let mut hub = hub();
    change!(hub, PIPELINE, |pipeline| {
        pipeline.open.shares = Shares::new(100);
        pipeline.open.first_at = Time::new(NOW - 5);
        pipeline.closed_at = Time::new(NOW);
    });
    let closes_at = NOW + 18 * HOUR;
    assert_eq!(
        hub.ask(&json!({"batch": {"id": 1}})),
        json!({"id": 1, "stage": "open", "shares": "100", "unplaced": "100",
            "closes_at": closes_at, "submittable_at": closes_at + LAG, "placed": "0", "parts": 0,
            "received": "0", "paid": "0", "shortfall": "0", "completes_at": null})
    );
}

#[test]
fn an_open_batch_behind_a_waiting_one_has_no_time() {
    let mut hub = hub();
    change!(hub, PIPELINE, |pipeline| {
        pipeline.open.id = BatchId::new(2);
        pipeline.closed_at = Time::new(NOW - HOUR);
        pipeline.waiting = Some(WaitingBatch {
            id: BatchId::new(1),
            unplaced: Shares::new(40),
            closed_at: Time::new(NOW - HOUR),
            begun: true,
        });
    });
    put!(hub, BATCHES, 1, &Batch { placed: Assets::new(60), ..Batch::new(Shares::new(100)) });
    let open = hub.ask(&json!({"batch": {"id": 2}}));
    assert_eq!((&open["closes_at"], &open["submittable_at"]), (&Value::Null, &Value::Null));
    let waiting = hub.ask(&json!({"batch": {"id": 1}}));
    assert_eq!(waiting["stage"], json!("waiting"));
    assert_eq!((&waiting["shares"], &waiting["unplaced"]), (&json!("100"), &json!("40")));
    assert_eq!(waiting["closes_at"], json!(NOW - HOUR));
    assert_eq!(waiting["submittable_at"], json!(NOW - HOUR + LAG));
}

#[test]
fn a_batch_that_is_not_there_is_an_error() {
    assert!(hub().try_ask(&json!({"batch": {"id": 2}})).is_err());
}

#[test]
fn a_settled_batch_shows_what_it_misses() {
    let mut hub = hub();
    change!(hub, PIPELINE, |pipeline| pipeline.open.id = BatchId::new(3));
    let settled = Batch {
        stage: Stage::Settled { at: Time::new(NOW) },
        placed: Assets::new(100),
        received: Assets::new(95),
        paid: Assets::new(10),
        shortfall: Assets::new(5),
        completes_at: Time::new(NOW - 9),
        ..Batch::new(Shares::new(100))
    };
    put!(hub, BATCHES, 1, &settled);
    assert_eq!(
        hub.ask(&json!({"batch": {"id": 1}})),
        json!({"id": 1, "stage": "settled", "shares": "100", "unplaced": "0", "closes_at": null,
            "submittable_at": null, "placed": "100", "parts": 0, "received": "95", "paid": "10",
            "shortfall": "5", "completes_at": NOW - 9})
    );
}

#[test]
fn parts_come_by_completion_and_say_whether_they_are_marked() {
    let mut hub = with_parts();
    change!(hub, SETTLEMENT, |settlement| {
        settlement.round = Some(Round {
            due: Assets::new(2),
            through: (NOW - 5, 2),
            marked_height: 1,
            ratio: None::<Ratio>,
        });
    });
    let parts = hub.ask(&json!({"parts": {"start_after": null, "limit": null}}));
    let told: Vec<Value> = parts
        .as_array()
        .expect("a list")
        .iter()
        .map(|part| json!([part["id"], part["completes_at"], part["marked"]]))
        .collect();
    assert_eq!(json!(told), json!([[2, NOW - 5, true], [3, NOW - 5, false], [1, NOW + 5, false]]));
}

#[test]
fn parts_come_in_pages() {
    let hub = with_parts();
    assert_eq!(
        hub.ask(&json!({"parts": {"start_after": [NOW - 5, 3], "limit": 1}})),
        json!([{"id": 1, "batch": 1, "validator": "val1", "expected": "1",
            "completes_at": NOW + 5, "marked": false}])
    );
}
