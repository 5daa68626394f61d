//! `report.html`: one file that opens offline, with every picture inside it.

use std::io;
use std::path::Path;

use minijinja::{context, AutoEscape, Environment, Value};

use super::format::{
    coins, date, date_time, exact, float, grouped, length, percent, short, signed,
};
use super::{pictures, restaking_page};
use super::{Report, Verdict};

const TEMPLATE: &str = include_str!("report.html");

/// Writes `report.html` into a folder.
pub fn write_html(report: &Report, folder: &Path) -> io::Result<()> {
    std::fs::write(folder.join("report.html"), html(report).map_err(io::Error::other)?)
}

/// The page.
pub fn html(report: &Report) -> Result<String, minijinja::Error> {
    let decimals = report.chain.decimals;
    let mut env = Environment::new();
    env.set_auto_escape_callback(|_| AutoEscape::Html);
    env.add_filter("coins", move |v: String| coins(v.parse().unwrap_or_default(), decimals));
    env.add_filter("exact", move |v: String| exact(v.parse().unwrap_or_default(), decimals));
    env.add_filter("grouped", |v: Value| grouped(v));
    env.add_filter("date", date);
    env.add_filter("date_time", date_time);
    env.add_filter("lasting", length);
    env.add_filter("percent", |v: f64, places: usize| percent(v, places));
    env.add_filter("decimal_percent", |v: String, places: usize| {
        percent(v.parse().unwrap_or(0.0), places)
    });
    env.add_template("report", TEMPLATE)?;
    env.add_template("restaking", restaking_page::TEMPLATE)?;

    let pictures: std::collections::BTreeMap<_, _> = pictures::all(report)
        .into_iter()
        .map(|(name, markup)| (name, Value::from_safe_string(markup)))
        .collect();
    let bands: Vec<Value> = report
        .coins
        .bands
        .iter()
        .enumerate()
        .map(|(i, b)| {
            let last = b.values.last().copied().unwrap_or_default();
            context! { name => b.name, class => i % 10, last => coins(last.0, decimals) }
        })
        .collect();
    let payouts: Vec<Value> = report
        .payouts
        .rows
        .iter()
        .map(|r| context! { row => r, profit => signed(r.profit(), decimals), loss => r.profit() < 0 })
        .collect();
    env.get_template("report")?.render(context! {
        report,
        pictures,
        bands,
        payouts,
        totals => totals(report),
        rate => growth(report),
        restaking => restaking_page::section(report),
        passed => report.verdict() == Verdict::Passed,
        slashes => report.slashes.iter().map(|s| {
            context! { mark => s, class => pictures::slash_class(s.kind), lost => coins(s.lost.0.saturating_add(s.lost_unbonding.0), decimals) }
        }).collect::<Vec<_>>(),
        kinds => report.comparison.iter().flat_map(|c| c.by_kind()).map(|(first, count)| {
            context! { first, count }
        }).collect::<Vec<_>>(),
        held => report.expectations.iter().filter(|e| e.ok).count(),
        checked => report.invariants.iter().map(|i| i.checked).fold(0u64, u64::saturating_add),
        broken => report.invariants.iter().map(|i| i.failures).fold(0u64, u64::saturating_add),
    })
}

/// First and last rate, growth, and growth a year.
fn growth(report: &Report) -> Value {
    let at = |s: Option<&super::RateSample>| s.and_then(|s| s.rate.parse::<f64>().ok());
    let (Some(first), Some(last)) = (at(report.rate.first()), at(report.rate.last())) else {
        return Value::UNDEFINED;
    };
    let time = |s: Option<&super::RateSample>| s.map_or(0, |s| s.time);
    let passed = time(report.rate.last()).saturating_sub(time(report.rate.first()));
    let days = passed as f64 / 86_400.0;
    let over = if days < 1.0 { length(passed) } else { format!("{days:.0} days") };
    let gain = if first > 0.0 { last / first - 1.0 } else { 0.0 };
    let sign = |v: f64| format!("{}{}", if v < 0.0 { "−" } else { "+" }, percent(v.abs(), 2));
    let year = if days >= 1.0 { sign(gain * 365.0 / days) } else { "–".into() };
    context! { first => format!("{first:.6}"), last => format!("{last:.6}"), gain => sign(gain), year, over }
}

/// Sums over everybody.
fn totals(report: &Report) -> Value {
    let decimals = report.chain.decimals;
    let sum = |f: fn(&super::PayoutRow) -> u128| {
        let rows = report.payouts.rows.iter().map(f);
        coins(rows.fold(0u128, u128::saturating_add), decimals)
    };
    let lost = report
        .slashes
        .iter()
        .fold(0u128, |n, s| n.saturating_add(s.lost.0).saturating_add(s.lost_unbonding.0));
    let profit = report.payouts.rows.iter().map(|r| r.profit()).fold(0i128, i128::saturating_add);
    context! {
        bonded => sum(|r| r.bonded.0),
        claimed => sum(|r| r.claimed.0),
        instant => sum(|r| r.instant.0),
        held => sum(|r| r.held.0),
        income => sum(|r| r.income.0),
        profit => signed(profit, decimals),
        people => report.payouts.rows.iter().filter(|r| r.bonded.0 > 0).count(),
        bonded_short => short(float(report.payouts.rows.iter().fold(0u128, |n, r| n.saturating_add(r.bonded.0)), decimals)),
        lost_short => short(float(lost, decimals)),
    }
}
