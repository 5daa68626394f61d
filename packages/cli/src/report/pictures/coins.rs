//! Where all coins were over time, one band on the other: their sum is what came in.

use super::super::format::{coins as text_of, float, short};
use super::super::Report;
use super::svg::{polyline, Canvas, Scale};
use super::{since, time_axis, timeline, value_axis, Size};

/// Samples drawn at most: finer steps than pixels show nothing.
const MOST: usize = 320;

pub fn draw(report: &Report, size: Size) -> String {
    let (left, right, top) = (62.0, size.width - 16.0, 28.0);
    let bottom = if size.narrow { 260.0 } else { 340.0 };
    let mut c = Canvas::new(size.width, bottom + 44.0);
    let series = &report.coins;
    let keep = kept(series.times.len(), MOST);
    let values = |band: usize, at: usize| {
        let value = series.bands.get(band).and_then(|b| b.values.get(at));
        value.map_or(0.0, |v| float(v.0, report.chain.decimals))
    };
    let mut floor = vec![0.0; keep.len()];
    let totals = keep.iter().map(|at| (0..series.bands.len()).map(|b| values(b, *at)).sum::<f64>());
    let high = totals.fold(0.0, f64::max);
    let x = timeline(report, left, right);
    let (y, ticks) = Scale { domain: (0.0, high.max(1.0)), range: (bottom, top) }.nice(6.0);

    let places: Vec<f64> = keep
        .iter()
        .map(|at| x.at(since(report, series.times.get(*at).copied().unwrap_or_default())))
        .collect();
    for (i, band) in series.bands.iter().enumerate() {
        let ceiling: Vec<f64> = keep.iter().zip(&floor).map(|(at, f)| f + values(i, *at)).collect();
        let over = places.iter().zip(&ceiling).map(|(px, v)| (*px, y.at(*v)));
        let under = places.iter().zip(&floor).map(|(px, v)| (*px, y.at(*v))).rev();
        let last = band.values.last().copied().unwrap_or_default();
        let title = format!(
            "{}: {} {} at the end",
            band.name,
            text_of(last.0, report.chain.decimals),
            report.chain.display
        );
        let data = format!("{}Z", polyline(over.chain(under)));
        c.path(&format!("band band-{}", i % 10), &data, Some(&title));
        floor = ceiling;
    }
    c.path("line-total", &polyline(places.iter().zip(&floor).map(|(px, v)| (*px, y.at(*v)))), None);
    time_axis(&mut c, report, x, top, bottom, size);
    value_axis(&mut c, y, &ticks, left, right, short);
    c.text("label", 4.0, 14.0, format!("{}, stacked", report.chain.display));
    c.finish("coins", size.class(), "Where all coins were over time, stacked")
}

/// The indexes to draw, about `most` of them, the last one included.
pub fn kept(count: usize, most: usize) -> Vec<usize> {
    let step = count.div_ceil(most.max(1)).max(1);
    let mut keep: Vec<usize> = (0..count).step_by(step).collect();
    let last = count.checked_sub(1);
    if keep.last().copied() != last {
        keep.extend(last);
    }
    keep
}
