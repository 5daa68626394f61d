//! What whole transactions cost on the chain's real modules, as their senders pay them: signature,
//! size and everything the contracts do. Compared with `snapshots/gas.json`; `WEIR_UPDATE=1` writes
//! it and the table of `docs/gas.md` anew.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod restaking;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use common::{Weir, COIN};
use serde_json::json;
use weir_referee::{Error, Outcome};

type Column = BTreeMap<&'static str, u64>;
/// Gas by message, then by number of validators.
type Table = BTreeMap<String, BTreeMap<u64, u64>>;

/// The numbers of validators.
const COUNTS: [u64; 4] = [1, 10, 50, 100];

/// The gas of a block: chains with contracts allow this much and more.
const BLOCK: u64 = 30_000_000;

/// Messages in the order of the table, by their names on the wire.
const ROWS: [&str; 22] = [
    "instantiate",
    "bond",
    "bond (first of a holder)",
    "transfer",
    "transfer (new holder)",
    "queue_unbond",
    "queue_unbond (first of a batch)",
    "queue_unbond (first of a holder)",
    "cancel_unbond",
    "instant_redeem",
    "withdraw_unbonded",
    "withdraw_unbonded (3 batches)",
    "sync",
    "delegate_buffer",
    "delegate_buffer (all)",
    "harvest",
    "submit_batch",
    "submit_batch (second)",
    "reconcile",
    "reconcile (3 batches)",
    "rebalance (1 move)",
    "refresh",
];

/// The figure to reach for a row at a number of validators: for `submit_batch` a twentieth above
/// what Eris takes, for `harvest` 8 % above what the chain takes by itself.
fn reach(row: &str, validators: u64) -> Option<u64> {
    let eris = match validators {
        1 => 398_000,
        10 => 422_000,
        50 => 531_000,
        _ => 667_000,
    };
    Some(match row {
        "bond" => 225_000,
        "queue_unbond" => 198_000,
        "harvest" => (250_000 + 70_400 * validators) * 108 / 100,
        "submit_batch" => eris * 105 / 100,
        "reconcile" => 130_000,
        "withdraw_unbonded" => 138_000,
        "reconcile (3 batches)" => 130_000 + 2 * 14_000,
        "withdraw_unbonded (3 batches)" => 138_000 + 2 * 8_000,
        _ => return None,
    })
}

fn root(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(file)
}

#[test]
fn whole_transactions_cost_what_they_cost_before() {
    let table = table_of(&COUNTS, |count| measured(count as usize));
    compare(&table, "snapshots/gas.json", "docs/gas.md", |table| {
        page(table, include_str!("page.md"), &ROWS, &COUNTS, reach)
    });
}

#[test]
fn whole_transactions_of_restaking_cost_what_they_cost_before() {
    let table = table_of(&restaking::COUNTS, restaking::measured);
    compare(&table, "snapshots/gas-restaking.json", "docs/gas-restaking.md", |table| {
        let (rows, counts) = (&restaking::ROWS, &restaking::COUNTS);
        page(table, include_str!("restaking.md"), rows, counts, |row, _| restaking::reach(row))
    });
}

/// The tables that are compared with what is measured, at the most validators, commitments and streams
/// there may be.
#[test]
fn t92_no_message_at_its_largest_takes_half_a_block() {
    for snapshot in ["snapshots/gas.json", "snapshots/gas-restaking.json"] {
        let table: Table =
            serde_json::from_str(&std::fs::read_to_string(root(snapshot)).unwrap()).unwrap();
        for (row, cells) in table {
            let most = cells.values().max().unwrap();
            assert!(most * 2 <= BLOCK, "{row}: {most} gas");
        }
    }
}

fn table_of(counts: &[u64], measured: impl Fn(u64) -> Result<Column, Error>) -> Table {
    let mut table = Table::new();
    for count in counts {
        for (row, gas) in measured(*count).unwrap() {
            table.entry(row.to_string()).or_default().insert(*count, gas);
        }
    }
    table
}

/// Compares with what is stored, or stores it.
fn compare(table: &Table, snapshot: &str, docs: &str, page: impl Fn(&Table) -> String) {
    if std::env::var_os("WEIR_UPDATE").is_some() {
        let json = serde_json::to_string_pretty(table).unwrap();
        std::fs::write(root(snapshot), json + "\n").unwrap();
        std::fs::write(root(docs), page(table)).unwrap();
        return;
    }
    let stored = std::fs::read_to_string(root(snapshot)).unwrap();
    let stored: Table = serde_json::from_str(&stored).unwrap();
    let names = |table: &Table| table.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(table), names(&stored), "messages");
    // Signatures differ in length by a byte or two; 2 % is more than any noise. Another version of the
    // modules may be further off.
    let within = std::env::var("WEIR_GAS_WITHIN").map_or(2, |percent| percent.parse().unwrap());
    let mut worse = vec![];
    for (row, cells) in table {
        for (count, gas) in cells {
            let before = stored[row].get(count).copied().unwrap_or_default();
            if gas.abs_diff(before) * 100 > before * within {
                worse.push(format!("{row} at {count}: {before} before, {gas} now"));
            }
        }
    }
    let worse = worse.join("\n");
    assert!(worse.is_empty(), "{worse}\nWEIR_UPDATE=1 takes the new figures; say why they changed");
    assert_eq!(page(&stored), std::fs::read_to_string(root(docs)).unwrap(), "{docs}");
}

/// The table as a page that begins with `text`.
fn page(
    table: &Table,
    text: &str,
    rows: &[&str],
    counts: &[u64],
    reach: impl Fn(&str, u64) -> Option<u64>,
) -> String {
    let mut page = text.to_string();
    page.push_str("| message |");
    counts.iter().for_each(|count| write!(page, " {count} |").unwrap());
    page.push_str(" to reach |\n| --- |");
    page.push_str(&" ---: |".repeat(counts.len() + 1));
    page.push('\n');
    for row in rows {
        let Some(cells) = table.get(*row) else { continue };
        write!(page, "| {row} |").unwrap();
        for count in counts {
            let cell = match (cells.get(count), reach(row, *count)) {
                (None, _) => String::new(),
                (Some(gas), Some(most)) if *gas > most => format!("**{}**", grouped(*gas)),
                (Some(gas), _) => grouped(*gas),
            };
            write!(page, " {cell} |").unwrap();
        }
        let mut figures: Vec<u64> = counts.iter().filter_map(|n| reach(row, *n)).collect();
        figures.dedup();
        let figures: Vec<String> = figures.into_iter().map(grouped).collect();
        writeln!(page, " {} |", figures.join(", ")).unwrap();
    }
    page
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    let groups: Vec<&str> = groups.map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(" ")
}

fn measured(validators: usize) -> Result<Column, Error> {
    let mut weir = Weir::begin(validators)?;
    let mut column = Column::from([("instantiate", weir.birth)]);
    let mut note = |row: &'static str, outcome: &Outcome| column.insert(row, outcome.gas_used);
    let token = weir.token.clone();
    let registry = weir.registry.clone();
    let bob = weir.chain.account("bob")?;

    // Everybody holds some, every validator has some.
    note("bond (first of a holder)", &weir.bond("alice", 10_000 * COIN)?);
    let all = json!({ "delegate_buffer": { "limit": validators } });
    note("delegate_buffer (all)", &weir.hub("keeper", all)?);
    weir.fees(1_000 * COIN * validators as u128)?;
    weir.hub("keeper", json!({ "harvest": {} }))?;
    weir.hub("keeper", json!({ "sync": {} }))?;
    weir.call("keeper", &registry, json!({ "refresh": {} }))?;

    note("bond", &weir.bond("alice", 10_000 * COIN)?);
    let transfer = json!({ "transfer": { "recipient": bob, "amount": COIN.to_string() } });
    note("transfer (new holder)", &weir.call("alice", &token, transfer.clone())?);
    note("transfer", &weir.call("alice", &token, transfer)?);
    weir.fees(1_000 * COIN * validators as u128)?;
    note("delegate_buffer", &weir.hub("keeper", json!({ "delegate_buffer": {} }))?);
    weir.fees(1_000 * COIN * validators as u128)?;
    note("harvest", &weir.hub("keeper", json!({ "harvest": {} }))?);
    note("sync", &weir.hub("keeper", json!({ "sync": {} }))?);
    note("refresh", &weir.call("keeper", &registry, json!({ "refresh": {} }))?);

    note("queue_unbond (first of a batch)", &weir.queue_unbond("alice", 10 * COIN)?);
    note("queue_unbond (first of a holder)", &weir.queue_unbond("bob", COIN)?);
    note("queue_unbond", &weir.queue_unbond("alice", 10 * COIN)?);
    let cancel = json!({ "cancel_unbond": { "shares": COIN.to_string() } });
    note("cancel_unbond", &weir.hub("alice", cancel)?);
    weir.days_pass(4)?;
    weir.fees(1_000 * COIN * validators as u128)?;
    note("submit_batch", &weir.hub("keeper", json!({ "submit_batch": {} }))?);

    weir.queue_unbond("alice", 10 * COIN)?;
    weir.days_pass(4)?;
    note("submit_batch (second)", &weir.hub("keeper", json!({ "submit_batch": {} }))?);
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
    note("reconcile (3 batches)", &weir.hub("keeper", json!({ "reconcile": {} }))?);
    note("withdraw_unbonded (3 batches)", &weir.hub("alice", json!({ "withdraw_unbonded": {} }))?);

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
                note("rebalance (1 move)", &outcome);
            }
            Err(error) => eprintln!("rebalance: {error}"),
        }
    }
    if let Err(error) = instant(&mut weir).map(|outcome| note("instant_redeem", &outcome)) {
        eprintln!("instant_redeem: {error}");
    }
    Ok(column)
}

fn instant(weir: &mut Weir) -> Result<Outcome, Error> {
    weir.hub("keeper", json!({ "sync": {} }))?;
    weir.bond("bob", 1_000 * COIN)?;
    let hub = weir.hub.clone();
    weir.send("alice", &hub, COIN, &json!({ "instant_redeem": { "min_assets": "1" } }))
}
