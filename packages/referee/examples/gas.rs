//! What whole transactions cost on the chain's real modules, as their senders pay them: signature,
//! size and everything the contracts do. Arguments: the numbers of validators.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "an example")]

#[path = "../tests/common/mod.rs"]
mod common;

use std::collections::BTreeMap;

use common::{text, Weir, COIN};
use serde_json::{json, Value};
use weir_referee::{Error, Outcome};

type Column = BTreeMap<&'static str, u64>;

/// What has a figure to reach, in the order of the table; see `reach`.
const ROWS: [&str; 24] = [
    "birth of the suite",
    "bond, first of a holder",
    "bond",
    "transfer, new holder",
    "transfer",
    "queue_unbond, first of a batch",
    "queue_unbond, first of a holder",
    "queue_unbond",
    "sync",
    "delegate_buffer, first",
    "delegate_buffer",
    "harvest",
    "submit_batch",
    "parts of submit_batch",
    "reconcile",
    "withdraw_unbonded",
    "reconcile, 3 batches",
    "withdraw_unbonded, 3 batches",
    "second submit_batch",
    "rebalance",
    "moves of rebalance",
    "refresh",
    "cancel_unbond",
    "instant_redeem",
];

/// The figure to reach for a row at a number of validators.
fn reach(row: &str, validators: u64) -> Option<u64> {
    let submit = |n| match n {
        1 => 398_000,
        10 => 422_000,
        50 => 531_000,
        _ => 667_000,
    };
    Some(match row {
        "bond" => 225_000,
        "queue_unbond" => 198_000,
        "harvest" => (250_000 + 70_400 * validators) * 108 / 100,
        "submit_batch" => submit(validators) * 105 / 100,
        "reconcile" => 130_000,
        "withdraw_unbonded" => 138_000,
        "reconcile, 3 batches" => 130_000 + 2 * 14_000,
        "withdraw_unbonded, 3 batches" => 138_000 + 2 * 8_000,
        "transfer" => 114_000,
        _ => return None,
    })
}

fn main() -> Result<(), Error> {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|n| n.parse().ok()).collect();
    let counts = if asked.is_empty() { vec![1, 10] } else { asked };
    let mut columns = vec![];
    for count in counts {
        eprintln!("{count} validators");
        columns.push((count as u64, measured(count)?));
    }
    print!("| gas |");
    columns.iter().for_each(|(count, _)| print!(" {count} | to reach |"));
    print!("\n| --- |{}\n", " --- | --- |".repeat(columns.len()));
    for row in ROWS {
        print!("| {row} |");
        for (count, column) in &columns {
            let cell = |gas: Option<u64>| gas.map(|gas| gas.to_string()).unwrap_or_default();
            print!(" {} | {} |", cell(column.get(row).copied()), cell(reach(row, *count)));
        }
        println!();
    }
    Ok(())
}

fn measured(validators: usize) -> Result<Column, Error> {
    let mut weir = Weir::begin(validators)?;
    let mut column = Column::from([("birth of the suite", weir.birth)]);
    let mut note = |row: &'static str, outcome: &Outcome| column.insert(row, outcome.gas_used);
    let token = weir.token.clone();
    let registry = weir.registry.clone();
    let bob = weir.chain.account("bob")?;

    // Everybody holds some, every validator has some.
    note("bond, first of a holder", &weir.bond("alice", 10_000 * COIN)?);
    let all = json!({ "delegate_buffer": { "limit": validators } });
    note("delegate_buffer, first", &weir.hub("keeper", all)?);
    weir.fees(1_000 * COIN * validators as u128)?;
    weir.hub("keeper", json!({ "harvest": {} }))?;
    weir.hub("keeper", json!({ "sync": {} }))?;
    weir.call("keeper", &registry, json!({ "refresh": {} }))?;

    note("bond", &weir.bond("alice", 10_000 * COIN)?);
    let transfer = json!({ "transfer": { "recipient": bob, "amount": COIN.to_string() } });
    note("transfer, new holder", &weir.call("alice", &token, transfer.clone())?);
    note("transfer", &weir.call("alice", &token, transfer)?);
    weir.fees(1_000 * COIN * validators as u128)?;
    note("delegate_buffer", &weir.hub("keeper", json!({ "delegate_buffer": {} }))?);
    weir.fees(1_000 * COIN * validators as u128)?;
    note("harvest", &weir.hub("keeper", json!({ "harvest": {} }))?);
    note("sync", &weir.hub("keeper", json!({ "sync": {} }))?);
    note("refresh", &weir.call("keeper", &registry, json!({ "refresh": {} }))?);

    note("queue_unbond, first of a batch", &weir.queue_unbond("alice", 10 * COIN)?);
    note("queue_unbond, first of a holder", &weir.queue_unbond("bob", COIN)?);
    note("queue_unbond", &weir.queue_unbond("alice", 10 * COIN)?);
    let cancel = json!({ "cancel_unbond": { "shares": COIN.to_string() } });
    note("cancel_unbond", &weir.hub("alice", cancel)?);
    weir.days_pass(4)?;
    weir.fees(1_000 * COIN * validators as u128)?;
    let submitted = weir.hub("keeper", json!({ "submit_batch": {} }))?;
    note("submit_batch", &submitted);
    let parts = submitted.events.iter().filter(|event| event.kind == "wasm-weir_hub_part_placed");
    let mut counts = vec![("parts of submit_batch", parts.count() as u64)];

    weir.queue_unbond("alice", 10 * COIN)?;
    weir.days_pass(4)?;
    note("second submit_batch", &weir.hub("keeper", json!({ "submit_batch": {} }))?);
    weir.days_pass(18)?;
    note("reconcile", &weir.hub("keeper", json!({ "reconcile": {} }))?);
    note("withdraw_unbonded", &weir.hub("alice", json!({ "withdraw_unbonded": {} }))?);
    // Two more batches, settled together with the second: what each further one costs.
    for _ in 0..2 {
        weir.queue_unbond("alice", 10 * COIN)?;
        weir.days_pass(4)?;
        weir.hub("keeper", json!({ "submit_batch": {} }))?;
    }
    weir.days_pass(22)?;
    note("reconcile, 3 batches", &weir.hub("keeper", json!({ "reconcile": {} }))?);
    note("withdraw_unbonded, 3 batches", &weir.hub("alice", json!({ "withdraw_unbonded": {} }))?);

    if validators > 1 {
        let (first, second) = (weir.chain.operator("val1")?, weir.chain.operator("val2")?);
        let weights = json!([
            { "validator": first, "weight": 50 },
            { "validator": second, "weight": 150 },
        ]);
        weir.call("owner", &registry, json!({ "set_weights": { "weights": weights } }))?;
        let once = json!({ "rebalance": { "max_moves": 1 } });
        match weir.hub("keeper", once) {
            Ok(outcome) => {
                note("rebalance", &outcome);
                let moves = |kind: &str| outcome.events.iter().filter(|e| e.kind == kind).count();
                counts.push(("moves of rebalance", moves("wasm-weir_hub_redelegated") as u64));
            }
            Err(error) => eprintln!("rebalance: {error}"),
        }
    }
    if let Err(error) = instant(&mut weir).map(|outcome| note("instant_redeem", &outcome)) {
        eprintln!("instant_redeem: {error}");
    }
    column.extend(counts);
    let solvency: Value = weir.ask_hub(json!({ "solvency": {} }))?;
    eprintln!("  backing {}", text(&solvency, "/backing"));
    Ok(column)
}

fn instant(weir: &mut Weir) -> Result<Outcome, Error> {
    let (hub, token) = (weir.hub.clone(), weir.token.clone());
    weir.hub("keeper", json!({ "sync": {} }))?;
    weir.bond("bob", 1_000 * COIN)?;
    let msg = weir_referee::msg::embedded(&json!({ "instant_redeem": { "min_assets": "1" } }));
    let send = json!({ "contract": hub, "amount": COIN.to_string(), "msg": msg });
    weir.call("alice", &token, json!({ "send": send }))
}
