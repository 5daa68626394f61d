use cosmwasm_std::testing::message_info;
use serde_json::{json, Value};
use weir_accounting::Unread;
use weir_interface::hub::ExecuteMsg;
use weir_interface::registry::Standing;
use weir_quantities::{Assets, Time};
use weir_staking_hub::state::{
    Incoming, Seat, SlashRecord, ACCESS, ENTRIES, INCOMING, LEDGER, LOSSES, REFUSED, ROSTER,
    SETTLEMENT, SLASHES, SLASH_COUNT,
};
use weir_staking_hub::{contract, ContractError};

use crate::fixture::{addr, hub, Hub, DAY, HOUR, NOW};
use crate::{change, put, set};

fn with_slashes(count: u64) -> Hub {
    let mut hub = hub();
    for id in 0..count {
        let record = SlashRecord {
            validator: "val1".to_string(),
            before: Assets::new(100),
            after: Assets::new(95),
            seen_at: Time::new(NOW.saturating_add(id)),
        };
        put!(hub, SLASHES, id, &record);
    }
    hub
}

#[test]
fn a_plain_validator_shows_stake_and_target() {
    assert_eq!(
        hub().ask(&json!({"validator": {"validator": "val1"}})),
        json!({"validator": "val1", "standing": "active", "weight": 1, "assets": "600000",
            "target": "500000", "losses": "0", "entries": [], "locked_until": null,
            "full_until": null, "unread_since": null})
    );
}

#[test]
fn a_validator_in_trouble_shows_all_of_it() {
    let mut hub = hub();
    put!(hub, LOSSES, "val1", &Assets::new(42));
    put!(hub, ENTRIES, "val1", &vec![Time::new(NOW + DAY), Time::new(NOW + 2 * DAY)]);
    let moved = |until: u64| Incoming {
        source: "val2".to_string(),
        destination: "val1".to_string(),
        until: Time::new(until),
    };
    set!(hub, INCOMING, vec![moved(NOW + 7), moved(NOW + 9)]);
    set!(hub, REFUSED, vec![("val1".to_string(), Time::new(NOW + HOUR))]);
    let since = Time::new(NOW - 5);
    change!(hub, ACCESS, |access| access.gates.unread = vec![(0, Unread::Kept { since })]);
    assert_eq!(
        hub.ask(&json!({"validator": {"validator": "val1"}})),
        json!({"validator": "val1", "standing": "active", "weight": 1, "assets": "600000",
            "target": "500000", "losses": "42", "entries": [NOW + DAY, NOW + 2 * DAY],
            "locked_until": NOW + 9, "full_until": NOW + HOUR, "unread_since": NOW - 5})
    );
}

#[test]
fn an_entry_counts_until_a_block_past_its_completion_is_over() {
    let mut hub = hub();
    // The last sync was an hour ago in another block; what completed by then is over.
    let times = [NOW - HOUR, NOW - HOUR + 1, NOW];
    put!(hub, ENTRIES, "val1", &times.map(Time::new).to_vec());
    let entries =
        |hub: &Hub| hub.ask(&json!({"validator": {"validator": "val1"}}))["entries"].clone();
    assert_eq!(entries(&hub), json!([NOW - HOUR + 1, NOW]));
    change!(hub, SETTLEMENT, |settlement| settlement.through = Time::new(NOW - 1));
    assert_eq!(entries(&hub), json!([NOW]));
}

#[test]
fn validators_come_by_operator_address_in_pages() {
    let mut hub = hub();
    change!(hub, ROSTER, |roster| {
        roster.seats =
            [("c", Standing::Draining), ("a", Standing::Active), ("b", Standing::Inactive)]
                .map(|(name, standing)| Seat(name.to_string(), 1, standing))
                .to_vec();
    });
    set!(hub, LEDGER, [30, 10, 20].map(Assets::new).to_vec());
    let page = |start_after: Value, limit: Value| -> Value {
        let rows = hub.ask(&json!({"validators": {"start_after": start_after, "limit": limit}}));
        let told = rows.as_array().expect("a list").iter();
        told.map(|row| json!([row["validator"], row["assets"], row["standing"]])).collect()
    };
    let all = json!([["a", "10", "active"], ["b", "20", "inactive"], ["c", "30", "draining"]]);
    assert_eq!(page(Value::Null, Value::Null), all);
    assert_eq!(page(json!("a"), json!(1)), json!([["b", "20", "inactive"]]));
}

#[test]
fn a_foreign_validator_is_an_error() {
    let validator = "val9".to_string();
    assert_eq!(
        hub().try_ask(&json!({"validator": {"validator": "val9"}})),
        Err(ContractError::UnknownValidator { validator })
    );
}

#[test]
fn slashes_come_newest_first_in_pages() {
    let hub = with_slashes(40);
    let row = |id: u64| {
        let seen_at = NOW.saturating_add(id);
        json!({"id": id, "validator": "val1", "before": "100", "after": "95", "seen_at": seen_at})
    };
    assert_eq!(
        hub.ask(&json!({"slashes": {"start_after": 2, "limit": 10}})),
        json!([row(1), row(0)])
    );
    let first = hub.ask(&json!({"slashes": {}}));
    assert_eq!((first.as_array().map(Vec::len), &first[0]), (Some(30), &row(39)));
}

#[test]
fn the_hundred_and_first_slash_takes_the_place_of_the_first() {
    let mut hub = with_slashes(100);
    set!(hub, SLASH_COUNT, 100u64);
    hub.chain_says(500_000, 400_000);
    let sync = ExecuteMsg::Sync { skip: None };
    let info = message_info(&addr("keeper"), &[]);
    contract::execute(hub.deps.as_mut(), hub.env.clone(), info, sync).expect("syncs");
    let kept = |id| SLASHES.has(hub.deps.as_ref().storage, id);
    assert_eq!([kept(0), kept(1), kept(100), kept(101)], [false, true, true, false]);
}
