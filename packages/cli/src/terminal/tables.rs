//! The tables of a finished run.

use std::fmt::Write;

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Attribute, Cell, CellAlignment, ContentArrangement, Table, TableComponent};
use owo_colors::OwoColorize;

use crate::report::format::{coins, date_time, exact, grouped, length, percent, signed};
use crate::report::{Report, Verdict};

/// Rows shown of a long table; all of them are in the report's files.
pub(super) const TOP: usize = 10;

/// All tables and the verdict. Colours are written always: the stream strips them where they are
/// not wanted (no terminal, `NO_COLOR`).
pub fn summary(report: &Report) -> String {
    let mut out = String::new();
    let passed = report.verdict() == Verdict::Passed;
    let _ = writeln!(out, "{}", report.title.bold());
    let before = [
        ("The books at the end", books(report)),
        ("Batches, the last", batches(report)),
        ("Validators, the largest", validators(report)),
        ("Payouts, the largest", payouts(report)),
    ];
    let after =
        [("Invariants", invariants(report)), ("Against the embedded chain", differences(report))];
    for (title, table) in before.into_iter().chain(super::restaking::tables(report)).chain(after) {
        if table.row_count() > 0 {
            let _ = writeln!(out, "\n{}\n{table}", title.bold());
        }
    }
    for failure in &report.failures {
        let place = format!("{}:{}:{}", report.file, failure.line, failure.column);
        let _ = writeln!(out, "{} {place}: {}", "failed".red().bold(), failure.text);
    }
    if let Some(comparison) = &report.comparison {
        let unexplained = comparison.unexplained().count();
        let _ = writeln!(
            out,
            "\nagainst the embedded chain: {} numbers and texts, {} differ, {unexplained} of them without a reason",
            grouped(comparison.compared),
            comparison.differences.len(),
        );
    }
    let held = report.expectations.iter().filter(|e| e.ok).count();
    let verdict = if passed {
        "everything held".green().bold().to_string()
    } else {
        "not everything held".red().bold().to_string()
    };
    let lived = match report.ended_at.saturating_sub(report.started_at) {
        seconds if seconds < 86_400 => length(seconds),
        seconds => format!("{} days", seconds / 86_400),
    };
    let _ = writeln!(
        out,
        "\n{verdict}: {held} of {} expectations; {lived}, {} blocks, {} transactions in {:.1} s",
        report.expectations.len(),
        grouped(report.cost.blocks),
        grouped(report.cost.transactions),
        report.cost.seconds,
    );
    out
}

/// A table; columns named in `right` hold numbers. Without a head there is no line for it.
pub(crate) fn table(head: &[&str], right: &[usize]) -> Table {
    let mut table = Table::new();
    table.load_preset(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    // No lines between rows: ten rows should be read as one block.
    for line in [
        TableComponent::HorizontalLines,
        TableComponent::MiddleIntersections,
        TableComponent::LeftBorderIntersections,
        TableComponent::RightBorderIntersections,
    ] {
        table.remove_style(line);
    }
    if head.is_empty() {
        return table;
    }
    table.set_header(head.iter().map(|h| Cell::new(h).add_attribute(Attribute::Bold)));
    for i in right {
        if let Some(column) = table.column_mut(*i) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

fn books(report: &Report) -> Table {
    let mut t = table(&["What", "Amount", "", "Why"], &[1]);
    for b in &report.books {
        let unit = if b.shares { &report.chain.lst } else { &report.chain.display };
        t.add_row([&b.name, &exact(b.amount.0, report.chain.decimals), unit, &b.note]);
    }
    t
}

fn batches(report: &Report) -> Table {
    let d = report.chain.decimals;
    let mut t = table(
        &["Batch", "Closed", "Settled", "Requests", "Parts", "Shares", "Received", "Shortfall"],
        &[0, 3, 4, 5, 6, 7],
    );
    let time = |t: Option<u64>| t.map_or("–".into(), date_time);
    for b in report.batches.iter().skip(report.batches.len().saturating_sub(TOP)) {
        t.add_row([
            b.id.to_string(),
            time(b.closed_at),
            time(b.settled_at),
            grouped(b.requests),
            b.parts.len().to_string(),
            coins(b.shares.0, d),
            coins(b.received.0, d),
            coins(b.shortfall.0, d),
        ]);
    }
    t
}

fn validators(report: &Report) -> Table {
    let d = report.chain.decimals;
    let mut t =
        table(&["Validator", "Standing", "Target", "Actual", "Stake", "Losses"], &[2, 3, 4, 5]);
    for v in report.validators.iter().take(TOP) {
        t.add_row([
            v.moniker.clone(),
            v.standing.clone(),
            percent(v.target_share, 2),
            percent(v.actual_share, 2),
            coins(v.stake.0, d),
            coins(v.losses.0, d),
        ]);
    }
    t
}

fn payouts(report: &Report) -> Table {
    let d = report.chain.decimals;
    let mut t =
        table(&["Who", "Bonded", "Claimed", "At once", "Still held", "Gain"], &[1, 2, 3, 4, 5]);
    for p in report.payouts.rows.iter().take(TOP) {
        t.add_row([
            p.who.clone(),
            coins(p.bonded.0, d),
            coins(p.claimed.0, d),
            coins(p.instant.0, d),
            coins(p.held.0, d),
            signed(p.profit(), d),
        ]);
    }
    t
}

fn invariants(report: &Report) -> Table {
    let mut t = table(&["Invariant", "Checked", "Broken", "First failure"], &[1, 2]);
    for i in &report.invariants {
        let first = i.first_failure.clone().unwrap_or_default();
        t.add_row([i.name.clone(), grouped(i.checked), i.failures.to_string(), first]);
    }
    t
}

fn differences(report: &Report) -> Table {
    let mut t = table(&["Where", "Times", "Embedded", "Here", "Why"], &[1]);
    for (first, count) in report.comparison.iter().flat_map(|c| c.by_kind()) {
        let reason = first.reason.clone().unwrap_or_else(|| "unexplained".into());
        let (place, embedded, here) = (&first.place, &first.embedded, &first.here);
        t.add_row([place, &count.to_string(), embedded, here, &reason]);
    }
    t
}

/// One line per scenario read: for `weir check`.
pub fn checked(scenario: &crate::scenario::Scenario) -> String {
    let seconds = scenario.days.unwrap_or_default().saturating_mul(86_400);
    format!(
        "{}: {} ({} validators, {} actors, {} steps{})",
        scenario.file(),
        scenario.title,
        scenario.validators.len(),
        scenario.actors.len(),
        scenario.steps.len(),
        if seconds > 0 { format!(", {}", length(seconds)) } else { String::new() },
    )
}
