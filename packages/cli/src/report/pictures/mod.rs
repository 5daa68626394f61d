//! The report's pictures, each drawn twice: for a wide page and for a phone.

mod batches;
mod coins;
mod payouts;
mod rate;
mod slashes;
mod svg;
mod validators;
mod vault;

use super::{Report, Restaking, SlashRow, VaultRow};
use svg::{Canvas, Scale};

pub use rate::kind_class as slash_class;

/// How large a picture is drawn.
#[derive(Clone, Copy, Debug)]
struct Size {
    width: f64,
    narrow: bool,
}

const WIDE: Size = Size { width: 1040.0, narrow: false };
const NARROW: Size = Size { width: 400.0, narrow: true };

impl Size {
    fn class(self) -> &'static str {
        if self.narrow {
            "narrow"
        } else {
            "wide"
        }
    }
}

/// A picture for both widths, as markup.
fn both(draw: impl Fn(Size) -> String) -> String {
    draw(WIDE) + &draw(NARROW)
}

/// All pictures, by name.
pub fn all(report: &Report) -> Vec<(&'static str, String)> {
    vec![
        ("rate", both(|s| rate::draw(report, s))),
        ("batches", both(|s| batches::draw(report, s))),
        ("validators", both(|s| validators::draw(report, s))),
        ("coins", both(|s| coins::draw(report, s))),
        ("payouts", both(|s| payouts::draw(report, s))),
        ("returns", both(|s| payouts::draw_returns(report, s))),
    ]
}

/// The waterfall of slashes, for each asset that was asked for.
pub fn waterfalls(report: &Report, restaking: &Restaking) -> Vec<(String, String)> {
    let mut assets: Vec<(&str, Vec<&SlashRow>)> = Vec::new();
    for row in &restaking.requests {
        let asset = restaking.asset_of(&row.vault);
        match assets.iter_mut().find(|(known, _)| *known == asset) {
            Some((_, rows)) => rows.push(row),
            None => assets.push((asset, vec![row])),
        }
    }
    let drawn = |(asset, rows): (&str, Vec<&SlashRow>)| {
        (asset.to_owned(), both(|size| slashes::draw(report, &rows, asset, size)))
    };
    assets.into_iter().map(drawn).collect()
}

/// A vault's assets, and what it promises.
pub fn vault(report: &Report, restaking: &Restaking, row: &VaultRow) -> [String; 2] {
    [
        both(|size| vault::draw(report, restaking, row, size)),
        both(|size| vault::draw_promises(report, row, size)),
    ]
}

/// Text of at most so many characters.
fn fit(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let cut: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

/// What time is counted in: seconds of it, and its name.
fn unit(report: &Report) -> (f64, &'static str) {
    match report.ended_at.saturating_sub(report.started_at) {
        // a life of minutes, on nodes
        ..10_800 => (60.0, "minutes"),
        _ => (86_400.0, "days"),
    }
}

/// Time since the scenario began.
fn since(report: &Report, time: u64) -> f64 {
    time.saturating_sub(report.started_at) as f64 / unit(report).0
}

/// The scale of time, from the left edge of the plot to its right one.
fn timeline(report: &Report, left: f64, right: f64) -> Scale {
    let last = since(report, report.ended_at);
    Scale { domain: (0.0, if last > 0.0 { last } else { 1.0 }), range: (left, right) }
}

/// The axis of time below a plot, with light lines through it.
fn time_axis(c: &mut Canvas, report: &Report, x: Scale, top: f64, bottom: f64, size: Size) {
    for tick in x.ticks(if size.narrow { 5.0 } else { 10.0 }) {
        let at = x.at(tick);
        c.line("grid", at, top, at, bottom);
        let text = if x.domain.1 < 5.0 { format!("{tick:.1}") } else { format!("{tick:.0}") };
        c.text("tick middle", at, bottom + 16.0, text);
    }
    c.line("axis", x.range.0, bottom, x.range.1, bottom);
    let label = format!("{} since the start", unit(report).1);
    c.text("label middle", (x.range.0 + x.range.1) / 2.0, bottom + 34.0, label);
}

/// The axis to the left of a plot.
fn value_axis(
    c: &mut Canvas,
    y: Scale,
    ticks: &[f64],
    left: f64,
    right: f64,
    text: impl Fn(f64) -> String,
) {
    for tick in ticks {
        let at = y.at(*tick);
        c.line("grid", left, at, right, at);
        c.text("tick end", left - 8.0, at + 4.0, text(*tick).replace('-', "−"));
    }
}
