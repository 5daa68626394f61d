//! The life of every batch: gathering, waiting, unbonding part by part, settled.

use super::super::format::{coins, date_time};
use super::super::{BatchRow, Report};
use super::svg::{Canvas, Scale};
use super::{since, time_axis, timeline, Size};

pub fn draw(report: &Report, size: Size) -> String {
    let count = report.batches.len().max(1) as f64;
    let row = (1_100.0 / count).clamp(7.0, 20.0);
    let (left, top) = (if size.narrow { 34.0 } else { 48.0 }, 12.0);
    let right = size.width - if size.narrow { 12.0 } else { 128.0 };
    let bottom = top + row * count + 4.0;
    let mut c = Canvas::new(size.width, bottom + 44.0);
    let x = timeline(report, left, right);
    time_axis(&mut c, report, x, top, bottom, size);

    // Labels every so many rows, where rows are lower than text.
    let each = (13.0 / row).ceil().max(1.0) as usize;
    for (i, batch) in report.batches.iter().enumerate() {
        let y = top + row * i as f64 + 2.0;
        let height = (row - 3.0).max(3.0);
        bar(&mut c, report, batch, x, y, height);
        if i.is_multiple_of(each) {
            c.text("tick end", left - 6.0, y + height / 2.0 + 4.0, format!("#{}", batch.id));
            if !size.narrow {
                let text = coins(batch.received.0, report.chain.decimals);
                c.text("tick start", right + 8.0, y + height / 2.0 + 4.0, text);
            }
        }
    }
    if !size.narrow {
        c.text(
            "label end",
            size.width,
            bottom + 34.0,
            format!("received, {}", report.chain.display),
        );
    }
    c.finish("batches", size.class(), "Every batch from its first request to its settlement")
}

fn bar(c: &mut Canvas, report: &Report, batch: &BatchRow, x: Scale, y: f64, height: f64) {
    let decimals = report.chain.decimals;
    let unit = &report.chain.display;
    let at = |time: u64| x.at(since(report, time));
    let end = report.ended_at;
    let span = |c: &mut Canvas, class: &str, from: u64, to: u64, text: String| {
        let (a, b) = (at(from), at(to.min(end)));
        c.rect(class, a, y, (b - a).max(1.5), height, Some(&text));
    };
    let head = format!("batch {}, {} requests", batch.id, batch.requests);
    let closed = batch.closed_at.unwrap_or(end);
    span(
        c,
        "gathering",
        batch.opened_at,
        closed,
        format!("{head}: gathering from {}", date_time(batch.opened_at)),
    );
    if let Some(closed) = batch.closed_at {
        let submitted = batch.submitted_at.unwrap_or(end);
        span(
            c,
            "waiting",
            closed,
            submitted,
            format!("{head}: waiting since {}", date_time(closed)),
        );
    }
    let strip = height / batch.parts.len().max(1) as f64;
    for (i, part) in batch.parts.iter().enumerate() {
        let top = y + strip * i as f64;
        let until = part.settled_at.unwrap_or(end).max(part.placed_at);
        let (a, b) = (at(part.placed_at), at(until.min(end)));
        let class = if part.slashed { "unbonding slashed" } else { "unbonding" };
        let from = part.validator.as_deref().unwrap_or("the buffer");
        let text = format!(
            "{head}: {} {unit} from {from}, {} came; completes {}{}",
            coins(part.amount.0, decimals),
            coins(part.received.0, decimals),
            date_time(part.completes_at),
            if part.slashed { ", slashed" } else { "" },
        );
        c.rect(class, a, top, (b - a).max(1.0), (strip - 0.4).max(0.8), Some(&text));
    }
    if let Some(settled) = batch.settled_at {
        let lost = if batch.shortfall.0 > 0 {
            format!(", short by {} {unit}", coins(batch.shortfall.0, decimals))
        } else {
            String::new()
        };
        let class = if batch.shortfall.0 > 0 { "settled short" } else { "settled" };
        let text = format!(
            "{head}: settled {} with {} {unit}{lost}",
            date_time(settled),
            coins(batch.received.0, decimals)
        );
        c.rect(class, at(settled) - 1.5, y - 0.5, 4.0, height + 1.0, Some(&text));
    }
}
