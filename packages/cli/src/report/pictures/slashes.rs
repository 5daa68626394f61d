//! The waterfall of slashes: what each request asked for, what the budget left of that, and who
//! paid: the operator's bond, then cover, then the pool.

use super::super::format::{coins, date, date_time, float, percent, short};
use super::super::{Outcome, Report, SlashRow};
use super::svg::{Canvas, Scale};
use super::{fit, Size};

/// Where a row's parts stand.
struct Layout {
    x: Scale,
    left: f64,
    right: f64,
    narrow: bool,
    decimals: u32,
}

/// Requests of vaults of one asset: amounts of two have no common axis.
pub fn draw(report: &Report, rows: &[&SlashRow], asset: &str, size: Size) -> String {
    let decimals = report.chain.decimals;
    let (left, top) = (if size.narrow { 8.0 } else { 196.0 }, 6.0);
    let right = size.width - if size.narrow { 14.0 } else { 330.0 };
    let height = if size.narrow { 98.0 } else { 58.0 };
    let bottom = top + height * rows.len().max(1) as f64;
    let mut c = Canvas::new(size.width, bottom + 44.0);
    let most = rows.iter().map(|r| r.asked.0.max(r.loss.0)).max().unwrap_or_default();
    let x = Scale { domain: (0.0, float(most, decimals).max(1e-6)), range: (left, right) };
    for tick in x.ticks(if size.narrow { 4.0 } else { 6.0 }) {
        c.line("grid", x.at(tick), top, x.at(tick), bottom);
        c.text("tick middle", x.at(tick), bottom + 16.0, short(tick));
    }
    let layout = Layout { x, left, right, narrow: size.narrow, decimals };
    for (i, row) in rows.iter().enumerate() {
        let y = top + height * i as f64;
        if i > 0 {
            c.line("grid", 0.0, y, size.width, y);
        }
        layout.words(&mut c, row, y);
        layout.bars(&mut c, row, asset, if size.narrow { y + 42.0 } else { y + 10.0 });
    }
    c.line("axis", left, top, left, bottom);
    c.text("label middle", (left + right) / 2.0, bottom + 34.0, asset);
    c.finish("slashes", size.class(), "What each slash request asked for, and who paid")
}

impl Layout {
    fn units(&self, units: u128) -> f64 {
        self.x.at(float(units, self.decimals)) - self.left
    }

    fn amount(&self, units: u128) -> String {
        if self.narrow {
            short(float(units, self.decimals))
        } else {
            coins(units, self.decimals)
        }
    }

    /// Who asked whom, and every amount.
    fn words(&self, c: &mut Canvas, row: &SlashRow, y: f64) {
        let name = format!("#{} {}", row.id, row.service);
        let when = row.ended_at.unwrap_or(row.requested_at);
        let since = if row.outcome == Outcome::Requested { " since" } else { "" };
        let ended = format!("{}{since} {}", row.outcome.word(), date(when));
        let asked =
            format!("asked {}, budget {}", self.amount(row.asked.0), self.amount(row.budget.0));
        let [took, paid] = self.outcome(row);
        if self.narrow {
            let left = self.left + 4.0;
            c.text("name start", left, y + 16.0, fit(&name, 26));
            c.text("tick end", self.right, y + 16.0, ended);
            c.text("tick start", left, y + 32.0, format!("{}: {asked}", fit(&row.vault, 18)));
            c.text("tick start", left, y + 90.0, format!("{took}: {paid}"));
            return;
        }
        let (left, right) = (self.left - 10.0, self.right + 12.0);
        for (class, x, down, text) in [
            ("name end", left, 18.0, fit(&name, 26)),
            ("tick end", left, 33.0, format!("at {}", fit(&row.vault, 26))),
            ("tick end", left, 48.0, ended),
            ("tick start", right, 18.0, asked),
            ("name start", right, 33.0, took),
            ("tick start", right, 48.0, paid),
        ] {
            c.text(class, x, y + down, text);
        }
    }

    /// What it took in all, and of whom; or why it took nothing.
    fn outcome(&self, row: &SlashRow) -> [String; 2] {
        let delayed = match (row.delayed, self.narrow) {
            (false, _) => "",
            (true, true) => ", held up",
            (true, false) => ", held up by the breaker",
        };
        match row.outcome {
            Outcome::Executed => [
                format!("took {}{delayed}", self.amount(row.loss.0)),
                format!(
                    "bond {}, cover {}, pool {}",
                    self.amount(row.bond.0),
                    self.amount(row.cover.0),
                    self.amount(row.pool.0),
                ),
            ],
            Outcome::Requested => [format!("open{delayed}"), "nothing taken yet".into()],
            Outcome::Vetoed | Outcome::Expired => {
                [format!("{}{delayed}", row.outcome.word()), "nothing taken".into()]
            }
        }
    }

    /// Above: what was asked, hatched as far as it could not be had, with a mark where the budget
    /// ends. Below: who paid.
    fn bars(&self, c: &mut Canvas, row: &SlashRow, asset: &str, y: f64) {
        let said = said(row, asset, self.decimals);
        let asked = self.units(row.asked.0);
        let had = match row.outcome {
            Outcome::Vetoed | Outcome::Expired => 0.0,
            Outcome::Requested | Outcome::Executed => self.units(row.budget.0).min(asked),
        };
        let class = if row.outcome == Outcome::Executed { "asked" } else { "asked still-open" };
        c.rect(class, self.left, y, had, 12.0, None);
        c.hatch("hatch", self.left + had, y, asked - had, 12.0);
        c.rect("void", self.left + had, y, asked - had, 12.0, None);
        let budget = self.left + self.units(row.budget.0);
        if budget <= self.right {
            c.line("budget", budget, y - 4.0, budget, y + 16.0);
        }
        let mut at = self.left;
        for (class, units) in
            [("from-bond", row.bond.0), ("from-cover", row.cover.0), ("from-pool", row.pool.0)]
        {
            c.rect(class, at, y + 18.0, self.units(units), 16.0, None);
            at += self.units(units);
        }
        c.rect("hit", self.left, y - 4.0, self.right - self.left, 40.0, Some(&said));
    }
}

/// A request in words.
pub fn said(row: &SlashRow, asset: &str, decimals: u32) -> String {
    let amount = |units: u128| coins(units, decimals);
    let mut text = format!(
        "#{} {} at {}: {} of the stake at {}, {} {asset} asked, {} in the budget; {}",
        row.id,
        row.service,
        row.vault,
        percent(row.fraction.parse().unwrap_or(0.0), 2),
        date_time(row.infraction_time),
        amount(row.asked.0),
        amount(row.budget.0),
        row.outcome.word(),
    );
    if let Some(ended_at) = row.ended_at {
        text.push_str(&format!(" {}", date_time(ended_at)));
    }
    if row.outcome == Outcome::Executed {
        text.push_str(&format!(
            ": {} {asset} taken, bond {}, cover {}, pool {}",
            amount(row.loss.0),
            amount(row.bond.0),
            amount(row.cover.0),
            amount(row.pool.0),
        ));
    }
    text
}
