//! A vault over time: what is behind its shares, and what it promises.

use super::super::format::{coins as text_of, date_time, float, short};
use super::super::{Outcome, Report, Restaking, SlashRow, Units, VaultRow};
use super::coins::kept;
use super::slashes::said;
use super::svg::{polyline, Canvas, Scale};
use super::{since, time_axis, timeline, value_axis, Size};

/// Samples drawn at most.
const MOST: usize = 720;
/// Strips with tooltips: fewer where fingers are.
const STRIPS: (usize, usize) = (90, 240);

/// A plot over the days of the run, from nothing up to the highest value.
struct Plot<'a> {
    report: &'a Report,
    vault: &'a VaultRow,
    canvas: Canvas,
    size: Size,
    x: Scale,
    y: Scale,
    keep: Vec<usize>,
}

/// Assets behind active and queued shares, one on the other, the bond, and every slash.
pub fn draw(report: &Report, restaking: &Restaking, vault: &VaultRow, size: Size) -> String {
    let most = vault.assets.iter().chain(&vault.bond).map(|units| units.0).max();
    let slashes: Vec<&SlashRow> = restaking
        .requests
        .iter()
        .filter(|r| r.vault == vault.name && r.outcome == Outcome::Executed && r.loss.0 > 0)
        .collect();
    let flags = levels(report, &slashes, size);
    let rows = flags.iter().map(|(_, level)| level.saturating_add(1)).max().unwrap_or_default();
    let mut plot = Plot::new(report, vault, most, rows, size);
    let queued = plot.values(&vault.queued);
    let whole = plot.values(&vault.assets);
    let active: Vec<f64> =
        whole.iter().zip(&queued).map(|(all, out)| (all - out).max(0.0)).collect();
    plot.area("active-assets", &vec![0.0; active.len()], &active);
    plot.area("queued-assets", &active, &whole);
    plot.line("line-total", &whole);
    let bond = plot.values(&vault.bond);
    plot.line("line-bond", &bond);
    for (slash, (at, level)) in slashes.iter().zip(flags) {
        plot.mark(slash, at, level);
    }
    plot.strips(|vault, index| {
        let at = |series: &[Units]| series.get(index).copied().unwrap_or_default().0;
        let amount = |units| text_of(units, report.chain.decimals);
        format!(
            "{} {}, {} of them queued; bond {}",
            amount(at(&vault.assets)),
            vault.asset,
            amount(at(&vault.queued)),
            amount(at(&vault.bond)),
        )
    });
    plot.finish("vault", &format!("Assets and bond of {} over time, with its slashes", vault.name))
}

/// Power as published to each service, and dashed what the service may still take.
pub fn draw_promises(report: &Report, vault: &VaultRow, size: Size) -> String {
    let all = vault.promises.iter().flat_map(|p| p.power.iter().chain(&p.budget));
    let mut plot = Plot::new(report, vault, all.map(|units| units.0).max(), 0, size);
    for (i, promise) in vault.promises.iter().enumerate() {
        let (power, budget) = (plot.values(&promise.power), plot.values(&promise.budget));
        plot.line(&format!("power series-{}", i % 10), &power);
        plot.line(&format!("left-to-slash series-{}", i % 10), &budget);
    }
    plot.strips(|vault, index| {
        let at = |series: &[Units]| {
            text_of(series.get(index).copied().unwrap_or_default().0, report.chain.decimals)
        };
        let of = vault.promises.iter();
        let lines =
            of.map(|p| format!("{}: power {}, budget {}", p.service, at(&p.power), at(&p.budget)));
        lines.collect::<Vec<_>>().join("\n")
    });
    plot.finish("promises", &format!("Power and budgets that {} publishes, over time", vault.name))
}

impl<'a> Plot<'a> {
    fn new(
        report: &'a Report,
        vault: &'a VaultRow,
        most: Option<u128>,
        flags: usize,
        size: Size,
    ) -> Self {
        let (left, right) = (62.0, size.width - 16.0);
        let top = 28.0 + 20.0 * flags as f64;
        let bottom = top + if size.narrow { 170.0 } else { 200.0 };
        let mut canvas = Canvas::new(size.width, bottom + 44.0);
        let x = timeline(report, left, right);
        let most = float(most.unwrap_or_default(), report.chain.decimals);
        let high = if most > 0.0 { most } else { 1.0 };
        let (y, ticks) = Scale { domain: (0.0, high), range: (bottom, top) }.nice(5.0);
        time_axis(&mut canvas, report, x, top, bottom, size);
        value_axis(&mut canvas, y, &ticks, left, right, short);
        canvas.text("label", 4.0, 14.0, &vault.asset);
        Self { report, vault, canvas, size, x, y, keep: kept(vault.times.len(), MOST) }
    }

    /// The values to draw of a series.
    fn values(&self, series: &[Units]) -> Vec<f64> {
        let of = |at: &usize| series.get(*at).copied().unwrap_or_default().0;
        self.keep.iter().map(|at| float(of(at), self.report.chain.decimals)).collect()
    }

    fn place(&self, index: usize) -> f64 {
        let time = self.vault.times.get(index).copied().unwrap_or_default();
        self.x.at(since(self.report, time))
    }

    /// A value holds until the next: what a slash takes must not seem to fade beforehand.
    fn points(&self, values: &[f64]) -> Vec<(f64, f64)> {
        let mut out: Vec<(f64, f64)> = Vec::new();
        let places = self.keep.iter().map(|at| self.place(*at));
        let all: Vec<_> = places.zip(values).map(|(x, value)| (x, self.y.at(*value))).collect();
        for (x, y) in &all {
            match out.last() {
                Some((_, before)) if before == y => continue,
                Some((_, before)) => out.extend([(*x, *before), (*x, *y)]),
                None => out.push((*x, *y)),
            }
        }
        out.extend(all.last());
        out
    }

    fn area(&mut self, class: &str, floor: &[f64], ceiling: &[f64]) {
        let under = self.points(floor).into_iter().rev();
        let data = polyline(self.points(ceiling).into_iter().chain(under));
        self.canvas.path(class, &format!("{data}Z"), None);
    }

    fn line(&mut self, class: &str, values: &[f64]) {
        let data = polyline(self.points(values));
        self.canvas.path(class, &data, None);
    }

    /// A dashed line where a slash was executed, with a flag that says what it took.
    fn mark(&mut self, slash: &SlashRow, at: f64, level: usize) {
        let (bottom, top) = self.y.range;
        let y = 22.0 + 20.0 * level as f64;
        self.canvas.line("slash executed", at, y + 17.0, at, bottom.max(top));
        let text = flag(self.report, slash);
        let width = flag_width(&text);
        let left = flag_left(at, width, self.size);
        let corner = [("x", left), ("y", y), ("width", width), ("height", 17.0), ("rx", 8.5)];
        let said = said(slash, &self.vault.asset, self.report.chain.decimals);
        self.canvas.element("rect", "flag executed", &corner, Some(&said));
        self.canvas.text("flag-text middle", left + width / 2.0, y + 12.3, text);
    }

    /// Invisible strips that tell the values of a time: a line is hard to hit.
    fn strips(&mut self, text: impl Fn(&VaultRow, usize) -> String) {
        let most = if self.size.narrow { STRIPS.0 } else { STRIPS.1 };
        let step = self.vault.times.len().div_ceil(most).max(1);
        for from in (0..self.vault.times.len()).step_by(step) {
            let to = from.saturating_add(step).min(self.vault.times.len().saturating_sub(1));
            let (a, b) = (self.place(from), self.place(to));
            let time = self.vault.times.get(from).copied().unwrap_or_default();
            let said = format!("{}: {}", date_time(time), text(self.vault, from));
            let (bottom, top) = self.y.range;
            self.canvas.rect("hit", a, top, b - a, bottom - top, Some(&said));
        }
    }

    fn finish(self, kind: &str, says: &str) -> String {
        self.canvas.finish(kind, self.size.class(), says)
    }
}

fn flag(report: &Report, slash: &SlashRow) -> String {
    format!("#{} −{}", slash.id, short(float(slash.loss.0, report.chain.decimals)))
}

fn flag_width(text: &str) -> f64 {
    6.2 * text.chars().count() as f64 + 12.0
}

/// Flags stand over their slashes, but inside the picture.
fn flag_left(at: f64, width: f64, size: Size) -> f64 {
    (at - width / 2.0).min(size.width - width).max(0.0)
}

/// Where each slash stands, and on which row its flag has room.
fn levels(report: &Report, slashes: &[&SlashRow], size: Size) -> Vec<(f64, usize)> {
    let x = timeline(report, 62.0, size.width - 16.0);
    // Where the last flag of each row ends.
    let mut rows: Vec<f64> = Vec::new();
    let mut sorted: Vec<(usize, f64)> = slashes
        .iter()
        .map(|s| x.at(since(report, s.ended_at.unwrap_or(s.requested_at))))
        .enumerate()
        .collect();
    sorted.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut out = vec![(0.0, 0); slashes.len()];
    for (index, at) in sorted {
        let width = slashes.get(index).map_or(0.0, |s| flag_width(&flag(report, s)));
        let left = flag_left(at, width, size);
        let level = rows.iter().position(|end| *end + 4.0 <= left).unwrap_or(rows.len());
        if level == rows.len() {
            rows.push(0.0);
        }
        if let (Some(end), Some(place)) = (rows.get_mut(level), out.get_mut(index)) {
            *end = left + width;
            *place = (at, level);
        }
    }
    out
}
