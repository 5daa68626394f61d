//! The exchange rate over time, with the slashes the hub suffered.

use super::super::format::{coins, date_time, percent};
use super::super::{Report, SlashKind, SlashMark};
use super::svg::{polyline, thin, Canvas, Scale};
use super::{since, time_axis, timeline, value_axis, Size};

pub fn draw(report: &Report, size: Size) -> String {
    let (left, right, top) = (72.0, size.width - 16.0, 44.0);
    let bottom = if size.narrow { 260.0 } else { 330.0 };
    let mut c = Canvas::new(size.width, bottom + 44.0);

    let all: Vec<(f64, f64)> = report
        .rate
        .iter()
        .map(|s| (since(report, s.time), s.rate.parse().unwrap_or(0.0)))
        .collect();
    let low = all.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    let high = all.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
    let domain = if all.is_empty() { (0.0, 1.0) } else { (low, high) };
    let x = timeline(report, left, right);
    let (y, ticks) = Scale { domain, range: (bottom, top) }.nice(6.0);
    let places =
        ((-(y.domain.1 - y.domain.0).max(1e-9).log10()).ceil() + 1.0).clamp(2.0, 9.0) as usize;

    time_axis(&mut c, report, x, top, bottom, size);
    value_axis(&mut c, y, &ticks, left, right, |v| format!("{v:.places$}"));
    c.text("label", 4.0, 14.0, format!("{} per {}", report.chain.display, report.chain.lst));

    let points: Vec<(f64, f64)> = thin(&all, 900).iter().map(|p| (x.at(p.0), y.at(p.1))).collect();
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let area = format!(
            "{}L{:.1} {bottom}L{:.1} {bottom}Z",
            polyline(points.iter().copied()),
            last.0,
            first.0
        );
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

/// A dashed line for each slash and a numbered flag; flags that would overlap are one flag with a range.
fn marks(c: &mut Canvas, report: &Report, x: Scale, top: f64, bottom: f64) {
    let at = |i: usize| report.slashes.get(i).map_or(0.0, |s| x.at(since(report, s.time)));
    let mut first = 0;
    while first < report.slashes.len() {
        let after = (first..report.slashes.len()).find(|i| at(*i) - at(first) >= 24.0);
        let end = after.unwrap_or(report.slashes.len());
        let group = report.slashes.get(first..end).unwrap_or_default();
        for slash in group {
            let place = x.at(since(report, slash.time));
            c.line(&format!("slash {}", kind_class(slash.kind)), place, top, place, bottom);
        }
        let numbers = if group.len() > 1 {
            format!("{}–{end}", first.saturating_add(1))
        } else {
            end.to_string()
        };
        let width = 7.0 * numbers.chars().count() as f64 + 10.0;
        let (left, y) = (at(first) - width / 2.0, top - 20.0);
        let text: Vec<String> = group.iter().map(|s| said(report, s)).collect();
        let worst = group.iter().map(|s| s.kind).max_by_key(|k| *k == SlashKind::DoubleSign);
        let class = format!("flag {}", kind_class(worst.unwrap_or(SlashKind::Other)));
        let box_of = [("x", left), ("y", y), ("width", width), ("height", 17.0), ("rx", 8.5)];
        c.element("rect", &class, &box_of, Some(&text.join("\n")));
        c.text("flag-text middle", left + width / 2.0, y + 12.3, numbers);
        first = end;
    }
}

/// One slash in words.
fn said(report: &Report, slash: &SlashMark) -> String {
    format!(
        "{}: {} −{}, lost {} {} ({})",
        slash.validator,
        kind_class(slash.kind).replace('-', " "),
        percent(slash.fraction.parse().unwrap_or(0.0), 2),
        coins(slash.lost.0.saturating_add(slash.lost_unbonding.0), report.chain.decimals),
        report.chain.display,
        date_time(slash.time),
    )
}

pub fn kind_class(kind: SlashKind) -> &'static str {
    match kind {
        SlashKind::Downtime => "downtime",
        SlashKind::DoubleSign => "double-sign",
        SlashKind::Other => "other-slash",
    }
}
