//! Who paid in what and was paid what: the largest as bars, everybody as dots.

use super::super::format::{coins, float, percent, short, signed};
use super::super::{PayoutRow, Report};
use super::svg::{Canvas, Scale};
use super::{value_axis, Size};

/// Bars for the largest so many.
const TOP: usize = 15;

pub fn draw(report: &Report, size: Size) -> String {
    let rows: Vec<&PayoutRow> =
        report.payouts.rows.iter().filter(|r| r.bonded.0 > 0).take(TOP).collect();
    let decimals = report.chain.decimals;
    let row = if size.narrow { 44.0 } else { 34.0 };
    let (left, top) = (if size.narrow { 8.0 } else { 130.0 }, 8.0);
    let right = size.width - if size.narrow { 60.0 } else { 170.0 };
    let bottom = top + row * rows.len().max(1) as f64;
    let mut c = Canvas::new(size.width, bottom + 44.0);
    let high = rows.iter().map(|r| r.bonded.0.max(out(r))).max().unwrap_or(1);
    let x = Scale { domain: (0.0, float(high, decimals).max(1e-6)), range: (left, right) };
    for tick in x.ticks(if size.narrow { 3.0 } else { 7.0 }) {
        c.line("grid", x.at(tick), top, x.at(tick), bottom);
        c.text("tick middle", x.at(tick), bottom + 16.0, short(tick));
    }
    for (i, r) in rows.iter().enumerate() {
        let y = top + row * i as f64;
        let bars = if size.narrow { y + 18.0 } else { y + 7.0 };
        if size.narrow {
            c.text("tick start", left, y + 13.0, &r.who);
        } else {
            c.text("tick end", left - 8.0, y + 21.0, &r.who);
        }
        let width = |units: u128| x.at(float(units, decimals)) - left;
        let title = |what: &str, units: u128| {
            format!("{}: {what} {} {}", r.who, coins(units, decimals), report.chain.display)
        };
        c.rect("paid-in", left, bars, width(r.bonded.0), 8.0, Some(&title("bonded", r.bonded.0)));
        let mut at = left;
        for (class, what, units) in [
            ("claimed", "claimed", r.claimed.0),
            ("instant", "redeemed at once", r.instant.0),
            ("held", "still holds", r.held.0),
            ("income", "fees and pay", r.income.0),
        ] {
            c.rect(class, at, bars + 10.0, width(units), 8.0, Some(&title(what, units)));
            at += width(units);
        }
        let class = if r.profit() < 0 { "loss start" } else { "gain start" };
        let share = signed_percent(r);
        let text =
            if size.narrow { share } else { format!("{}  {share}", signed(r.profit(), decimals)) };
        c.text(class, right + 8.0, bars + 13.0, text);
    }
    c.line("axis", left, top, left, bottom);
    c.text(
        "label middle",
        (left + right) / 2.0,
        bottom + 34.0,
        format!("{}, the {} largest", report.chain.display, rows.len()),
    );
    c.finish("payouts", size.class(), "Paid in and paid out, the largest depositors")
}

/// Every depositor as a dot: what was paid in against what came of it.
pub fn draw_returns(report: &Report, size: Size) -> String {
    let decimals = report.chain.decimals;
    let rows: Vec<&PayoutRow> = report.payouts.rows.iter().filter(|r| r.bonded.0 > 0).collect();
    let (left, right, top) = (62.0, size.width - 16.0, 28.0);
    let bottom = if size.narrow { 230.0 } else { 270.0 };
    let mut c = Canvas::new(size.width, bottom + 44.0);
    let log = |r: &PayoutRow| float(r.bonded.0, decimals).log10();
    // Returns of dust are all rounding: they are drawn at the edge, not given the axis.
    let whole: Vec<f64> = rows.iter().filter(|r| log(r) >= 0.0).map(|r| share(r)).collect();
    let low = whole.iter().copied().fold(0.0, f64::min);
    let high = whole.iter().copied().fold(0.001, f64::max);
    let (y, ticks) = Scale { domain: (low, high), range: (bottom, top) }.nice(5.0);
    let from = rows.iter().map(|r| log(r)).fold(0.0, f64::min).floor();
    let to = rows.iter().map(|r| log(r)).fold(1.0, f64::max).ceil();
    let x = Scale { domain: (from, to), range: (left + 6.0, right) };
    value_axis(&mut c, y, &ticks, left, right, |v| format!("{:+.1} %", v * 100.0));
    let skip = if size.narrow && to - from > 6.0 { 2 } else { 1 };
    for power in (from as i32..=to as i32).step_by(skip) {
        let at = x.at(f64::from(power));
        c.line("grid", at, top, at, bottom);
        let value = 10f64.powi(power);
        // Powers below a thousandth are written as such: zeros cannot be counted at a glance.
        let text = match power {
            p if p < -3 => format!(
                "10⁻{}",
                ["⁴", "⁵", "⁶", "⁷", "⁸", "⁹"].get((-4_i32).abs_diff(p) as usize).unwrap_or(&"…")
            ),
            p if p < 0 => format!("{value}"),
            _ => short(value),
        };
        c.text("tick middle", at, bottom + 16.0, text);
    }
    c.line("axis", left, y.at(0.0), right, y.at(0.0));
    for r in &rows {
        let place = share(r).clamp(y.domain.0, y.domain.1);
        let class = if r.profit() < 0 { "dot dot-loss" } else { "dot dot-gain" };
        let text = format!(
            "{}: bonded {} {unit}, {} {unit} ({})",
            r.who,
            coins(r.bonded.0, decimals),
            signed(r.profit(), decimals),
            signed_percent(r),
            unit = report.chain.display,
        );
        c.element(
            "circle",
            class,
            &[("cx", x.at(log(r))), ("cy", y.at(place)), ("r", 3.4)],
            Some(&text),
        );
    }
    c.text("label", 4.0, 14.0, "gain on what was bonded");
    let label = format!("bonded, {} (each step is ten times more)", report.chain.display);
    c.text("label middle", (left + right) / 2.0, bottom + 34.0, label);
    c.finish("returns", size.class(), "Return of every depositor against the size of the deposit")
}

fn out(r: &PayoutRow) -> u128 {
    r.claimed.0.saturating_add(r.instant.0).saturating_add(r.held.0).saturating_add(r.income.0)
}

fn share(r: &PayoutRow) -> f64 {
    r.profit() as f64 / (r.bonded.0.max(1)) as f64
}

fn signed_percent(r: &PayoutRow) -> String {
    let sign = if r.profit() < 0 { "−" } else { "+" };
    format!("{sign}{}", percent(share(r).abs(), 2))
}
