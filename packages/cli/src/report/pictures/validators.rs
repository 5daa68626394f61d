//! What each validator should have of the hub's stake against what it has, and the difference.

use super::super::format::percent;
use super::super::{Report, ValidatorRow};
use super::svg::{polyline, Canvas, Scale};
use super::{value_axis, Size};

pub fn draw(report: &Report, size: Size) -> String {
    let all = report.validators.iter();
    // Who has neither target nor stake would only be empty space.
    let mut rows: Vec<&ValidatorRow> =
        all.filter(|v| v.target_share > 0.0 || v.actual_share > 0.0).collect();
    rows.sort_by(|a, b| {
        b.target_share.total_cmp(&a.target_share).then(b.actual_share.total_cmp(&a.actual_share))
    });
    let (left, right, top) = (58.0, size.width - 12.0, 26.0);
    let middle = if size.narrow { 200.0 } else { 270.0 };
    let (below, bottom) = (middle + 34.0, middle + if size.narrow { 114.0 } else { 144.0 });
    let mut c = Canvas::new(size.width, bottom + 44.0);

    let x = Scale { domain: (0.0, rows.len().max(1) as f64), range: (left, right) };
    let high = rows.iter().map(|v| v.target_share.max(v.actual_share)).fold(0.0, f64::max);
    let (y, ticks) = Scale { domain: (0.0, high.max(1e-6)), range: (middle, top) }.nice(5.0);
    value_axis(&mut c, y, &ticks, left, right, |v| percent(v, if high < 0.02 { 2 } else { 1 }));
    c.text("label", 4.0, 14.0, "share of the hub's stake");

    // Who is no target is far off by design: the axis is for the others, and such bars are cut.
    let targets = rows.iter().filter(|v| v.target_share > 0.0);
    let furthest = targets.map(|v| (v.actual_share - v.target_share).abs()).fold(1e-6, f64::max);
    let (gap, gaps) = Scale { domain: (-furthest, furthest), range: (bottom, below) }.nice(2.0);
    value_axis(&mut c, gap, &gaps, left, right, |v| format!("{:+.2}", v * 100.0));
    c.text("label", 4.0, below - 10.0, "actual less target, percentage points");

    let step = x.at(1.0) - x.at(0.0);
    let pad = if step > 3.0 { step * 0.14 } else { 0.0 };
    for (i, v) in rows.iter().enumerate() {
        let at = x.at(i as f64);
        let class = standing_class(v);
        c.rect(
            class,
            at + pad,
            y.at(v.actual_share),
            step - 2.0 * pad,
            middle - y.at(v.actual_share),
            None,
        );
        let off = (v.actual_share - v.target_share).clamp(gap.domain.0, gap.domain.1);
        let (a, b) = (gap.at(off), gap.at(0.0));
        c.rect(class, at + pad, a.min(b), step - 2.0 * pad, (a - b).abs(), None);
    }
    let mut target = Vec::new();
    for (i, v) in rows.iter().enumerate().filter(|(_, v)| v.target_share > 0.0) {
        target.push((x.at(i as f64), y.at(v.target_share)));
        target.push((x.at(i as f64) + step, y.at(v.target_share)));
    }
    c.path("line-target", &polyline(target), None);
    for (i, v) in rows.iter().enumerate() {
        let text = format!(
            "{}. {} ({}): target {}, actual {}, commission {}",
            i.saturating_add(1),
            v.moniker,
            v.standing,
            percent(v.target_share, 3),
            percent(v.actual_share, 3),
            percent(v.commission, 1),
        );
        c.rect("hit", x.at(i as f64), top, step, bottom - top, Some(&text));
    }
    c.line("axis", left, middle, right, middle);
    c.line("axis", left, gap.at(0.0), right, gap.at(0.0));
    let every = if size.narrow { 4.0 } else { 10.0 };
    for tick in x.ticks(every).into_iter().filter(|t| *t >= 1.0) {
        c.text("tick middle", x.at(tick - 0.5), bottom + 16.0, format!("{tick:.0}"));
    }
    let label =
        format!("{} of {} validators, largest target first", rows.len(), report.validators.len());
    c.text("label middle", (left + right) / 2.0, bottom + 34.0, label);
    c.finish("validators", size.class(), "Target and actual share of every validator")
}

fn standing_class(v: &ValidatorRow) -> &'static str {
    match v.standing.as_str() {
        "active" => "active",
        "inactive" => "inactive",
        "draining" => "draining",
        _ => "no-target",
    }
}
