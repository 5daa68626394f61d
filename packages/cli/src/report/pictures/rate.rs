//! The exchange rate over time, with the slashes the hub suffered.

use super::super::format::{coins, date_time, percent};
use super::super::{Report, SlashKind};
use super::svg::{polyline, thin, Canvas, Scale};
use super::{day, day_axis, days, value_axis, Size};

pub fn draw(report: &Report, size: Size) -> String {
    let (left, right, top) = (72.0, size.width - 16.0, 44.0);
    let bottom = if size.narrow { 260.0 } else { 330.0 };
    let mut c = Canvas::new(size.width, bottom + 44.0);

    let all: Vec<(f64, f64)> = report
        .rate
        .iter()
        .map(|s| (day(report, s.time), s.rate.parse().unwrap_or(0.0)))
        .collect();
    let low = all.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    let high = all.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
    let domain = if all.is_empty() { (0.0, 1.0) } else { (low, high) };
    let x = days(report, left, right);
    let (y, ticks) = Scale { domain, range: (bottom, top) }.nice(6.0);
    let places = ((-(y.domain.1 - y.domain.0).max(1e-9).log10()).ceil() + 1.0).clamp(2.0, 9.0) as usize;

    day_axis(&mut c, x, top, bottom, size);
    value_axis(&mut c, y, &ticks, left, right, |v| format!("{v:.places$}"));
    c.text("label", 4.0, 14.0, format!("{} per {}", report.chain.display, report.chain.lst));

    let points: Vec<(f64, f64)> = thin(&all, 900).iter().map(|p| (x.at(p.0), y.at(p.1))).collect();
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let area = format!("{}L{:.1} {bottom}L{:.1} {bottom}Z", polyline(points.iter().copied()), last.0, first.0);
        c.path("area-rate", &area, None);
        c.path("line-rate", &polyline(points.iter().copied()), None);
    }
    marks(&mut c, report, x, top, bottom);
    // Invisible strips carry the tooltips: a thin line is hard to hit.
    let samples = thin(&all, if size.narrow { 90 } else { 240 });
    for pair in samples.windows(2) {
        let [a, b] = pair else { continue };
        let text = format!("day {:.1}: {:.6}", a.0, a.1);
        c.rect("hit", x.at(a.0), top, x.at(b.0) - x.at(a.0), bottom - top, Some(&text));
    }
    c.finish("rate", size.class(), "Exchange rate over time, with slashes marked")
}

/// A dashed line and a numbered flag for each slash; flags that would overlap move to a second row.
fn marks(c: &mut Canvas, report: &Report, x: Scale, top: f64, bottom: f64) {
    let mut last = [f64::NEG_INFINITY; 2];
    for (i, slash) in report.slashes.iter().enumerate() {
        let at = x.at(day(report, slash.time));
        let kind = kind_class(slash.kind);
        c.line(&format!("slash {kind}"), at, top, at, bottom);
        let free = last.iter().position(|l| at - l >= 19.0);
        let Some(row) = free else { continue };
        if let Some(slot) = last.get_mut(row) {
            *slot = at;
        }
        let y = top - 10.0 - 18.0 * row as f64;
        let text = format!(
            "{}: {} −{}, lost {} {} ({})",
            slash.validator,
            kind.replace('-', " "),
            percent(slash.fraction.parse().unwrap_or(0.0), 2),
            coins(slash.lost.0.saturating_add(slash.lost_unbonding.0), report.chain.decimals),
            report.chain.display,
            date_time(slash.time),
        );
        c.element("circle", &format!("flag {kind}"), &[("cx", at), ("cy", y), ("r", 8.5)], Some(&text));
        c.text("flag-text middle", at, y + 3.5, i.saturating_add(1));
    }
}

pub fn kind_class(kind: SlashKind) -> &'static str {
    match kind {
        SlashKind::Downtime => "downtime",
        SlashKind::DoubleSign => "double-sign",
        SlashKind::Other => "other-slash",
    }
}
