//! A small drawing surface: SVG elements with escaped text, axes and scales. Colours are CSS
//! classes, so that one picture serves light and dark.

use std::fmt::{Display, Write};

/// Escapes text for an element or an attribute.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in XML at all.
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// An SVG picture in the making.
pub struct Canvas {
    body: String,
    /// Width in user units.
    pub width: f64,
    /// Height in user units.
    pub height: f64,
}

impl Canvas {
    /// An empty picture.
    pub fn new(width: f64, height: f64) -> Self {
        Self { body: String::new(), width, height }
    }

    /// An element; numbers get one decimal; `title` is its tooltip.
    pub fn element(
        &mut self,
        tag: &str,
        class: &str,
        numbers: &[(&str, f64)],
        title: Option<&str>,
    ) {
        let _ = write!(self.body, "<{tag} class=\"{class}\"");
        for (name, value) in numbers {
            let _ = write!(self.body, " {name}=\"{}\"", number(*value));
        }
        self.close(tag, title);
    }

    fn close(&mut self, tag: &str, title: Option<&str>) {
        let _ = match title {
            Some(text) => writeln!(self.body, "><title>{}</title></{tag}>", escape(text)),
            None => writeln!(self.body, "/>"),
        };
    }

    /// A rectangle; one without area is left out.
    pub fn rect(&mut self, class: &str, x: f64, y: f64, w: f64, h: f64, title: Option<&str>) {
        if w > 0.0 && h > 0.0 {
            self.element("rect", class, &[("x", x), ("y", y), ("width", w), ("height", h)], title);
        }
    }

    /// Slanted lines inside a rectangle. A pattern would need a reference by URL, which a page that
    /// loads nothing does without.
    pub fn hatch(&mut self, class: &str, x: f64, y: f64, w: f64, h: f64) {
        let mut data = String::new();
        let mut from = -h;
        while from < w {
            let (a, b) = (from.max(0.0), (from + h).min(w));
            data.push_str(&polyline([(x + a, y + h - (a - from)), (x + b, y + h - (b - from))]));
            from += 6.0;
        }
        if !data.is_empty() && w > 0.0 {
            self.path(class, &data, None);
        }
    }

    /// A line.
    pub fn line(&mut self, class: &str, x1: f64, y1: f64, x2: f64, y2: f64) {
        self.element("line", class, &[("x1", x1), ("y1", y1), ("x2", x2), ("y2", y2)], None);
    }

    /// A path from its data.
    pub fn path(&mut self, class: &str, data: &str, title: Option<&str>) {
        let _ = write!(self.body, "<path class=\"{class}\" d=\"{data}\"");
        self.close("path", title);
    }

    /// Text at a point; the class says how it is aligned.
    pub fn text(&mut self, class: &str, x: f64, y: f64, text: impl Display) {
        let (x, y, text) = (number(x), number(y), escape(&text.to_string()));
        let _ = writeln!(self.body, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{text}</text>");
    }

    /// The picture, with what a screen reader says of it.
    pub fn finish(self, kind: &str, class: &str, says: &str) -> String {
        format!(
            "<svg class=\"picture {kind} {class}\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\" \
             xmlns=\"http://www.w3.org/2000/svg\">\n{}</svg>\n",
            number(self.width),
            number(self.height),
            escape(says),
            self.body
        )
    }
}

fn number(value: f64) -> String {
    let text = format!("{:.1}", if value.is_finite() { value } else { 0.0 });
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A straight scale from values to places.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    /// Smallest and largest value.
    pub domain: (f64, f64),
    /// Their places.
    pub range: (f64, f64),
}

impl Scale {
    /// The place of a value.
    pub fn at(&self, value: f64) -> f64 {
        let span = self.domain.1 - self.domain.0;
        let part = if span == 0.0 { 0.5 } else { (value - self.domain.0) / span };
        self.range.0 + part * (self.range.1 - self.range.0)
    }

    /// The scale with its ends at round values, and those values: about `n` of them.
    pub fn nice(mut self, n: f64) -> (Self, Vec<f64>) {
        if self.domain.0 == self.domain.1 {
            self.domain.1 += self.domain.0.abs().max(1.0) * 1e-6;
        }
        let step = round_step((self.domain.1 - self.domain.0) / n.max(1.0));
        let first = (self.domain.0 / step).floor();
        let last = (self.domain.1 / step).ceil();
        self.domain = (first * step, last * step);
        let count = (last - first).clamp(1.0, 50.0) as usize;
        (self, (0..=count).map(|i| (first + i as f64) * step).collect())
    }

    /// Round values inside the scale as it is.
    pub fn ticks(&self, n: f64) -> Vec<f64> {
        let (_, all) = self.nice(n);
        all.into_iter().filter(|v| (self.domain.0..=self.domain.1).contains(v)).collect()
    }
}

/// The next of 1, 2, 5, 10, ….
fn round_step(raw: f64) -> f64 {
    let power = 10f64.powf(raw.max(f64::MIN_POSITIVE).log10().floor());
    let lead = raw / power;
    let nice = if lead <= 1.0 {
        1.0
    } else if lead <= 2.0 {
        2.0
    } else if lead <= 5.0 {
        5.0
    } else {
        10.0
    };
    nice * power
}

/// Every point that matters of a long series: about `most` of them, ends and extremes included.
pub fn thin(points: &[(f64, f64)], most: usize) -> Vec<(f64, f64)> {
    if points.len() <= most {
        return points.to_vec();
    }
    let size = points.len().div_ceil((most / 4).max(1)).max(1);
    let mut out: Vec<(f64, f64)> = Vec::new();
    for bucket in points.chunks(size) {
        let by = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let ends =
            [bucket.first(), bucket.iter().min_by(by), bucket.iter().max_by(by), bucket.last()];
        let mut keep: Vec<(f64, f64)> = ends.into_iter().flatten().copied().collect();
        keep.sort_by(|a, b| a.0.total_cmp(&b.0));
        keep.dedup();
        out.extend(keep);
    }
    out
}

/// `M x y L x y …` through points.
pub fn polyline(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let mut out = String::new();
    for (i, (x, y)) in points.into_iter().enumerate() {
        let _ = write!(out, "{}{} {}", if i == 0 { "M" } else { "L" }, number(x), number(y));
    }
    out
}
