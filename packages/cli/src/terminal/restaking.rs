//! The tables of restaking.

use comfy_table::Table;

use super::tables::{table, TOP};
use crate::report::format::{coins, date_time, grouped, percent};
use crate::report::{Report, Restaking, Units};

/// All tables of restaking; those that are empty have no rows.
pub fn tables(report: &Report) -> Vec<(&'static str, Table)> {
    let Some(restaking) = &report.restaking else { return Vec::new() };
    let shown = Shown { restaking, decimals: report.chain.decimals };
    vec![
        ("Vaults", shown.vaults()),
        ("Services", shown.services()),
        ("Slash requests, the last", shown.requests()),
        ("Rewards into vaults", shown.rewards()),
        ("The insurance fund", shown.fund()),
    ]
}

struct Shown<'a> {
    restaking: &'a Restaking,
    decimals: u32,
}

fn last(series: &[Units]) -> Units {
    series.last().copied().unwrap_or_default()
}

impl Shown<'_> {
    fn amount(&self, units: Units) -> String {
        coins(units.0, self.decimals)
    }

    fn vaults(&self) -> Table {
        let mut t = table(
            &[
                "Vault",
                "Operator",
                "Asset",
                "Deposited",
                "At the end",
                "Queued",
                "Claimed",
                "To claim",
                "Lost",
                "Bond lost",
                "Bond left",
            ],
            &[3, 4, 5, 6, 7, 8, 9, 10],
        );
        for v in &self.restaking.vaults {
            let amounts = [
                v.deposited,
                last(&v.assets),
                last(&v.queued),
                v.claimed,
                v.unclaimed,
                v.pool_lost,
                v.bond_lost,
                last(&v.bond),
            ];
            let names = [&v.name, &v.operator, &v.asset].map(String::clone);
            t.add_row(names.into_iter().chain(amounts.map(|units| self.amount(units))));
        }
        t
    }

    /// A row for each vault that a service leans on.
    fn services(&self) -> Table {
        let mut t = table(
            &["Service", "Mode", "At most", "Goes to", "Vault", "Power", "Budget", "Taken", ""],
            &[2, 5, 6, 7],
        );
        for s in &self.restaking.services {
            let share = percent(s.max_slash.parse().unwrap_or(0.0), 1);
            let head = [s.name.clone(), s.mode.clone(), share, s.destination.clone()];
            let vaults = self.restaking.vaults.iter();
            let promises = vaults.flat_map(|v| {
                v.promises.iter().filter(|p| p.service == s.name).map(move |p| (v, p))
            });
            let mut leans = false;
            for (v, p) in promises {
                leans = true;
                let amounts = [last(&p.power), last(&p.budget), p.taken];
                let [power, budget, taken] = amounts.map(|units| self.amount(units));
                t.add_row(head.iter().chain([&v.name, &power, &budget, &taken, &v.asset]));
            }
            if !leans {
                t.add_row(head);
            }
        }
        t
    }

    fn requests(&self) -> Table {
        let mut t = table(
            &[
                "#", "Service", "Vault", "Ended", "Outcome", "Asked", "Budget", "Took", "Bond",
                "Cover", "Pool", "To", "Untold",
            ],
            &[0, 5, 6, 7, 8, 9, 10, 12],
        );
        let rows = &self.restaking.requests;
        for r in rows.iter().skip(rows.len().saturating_sub(TOP)) {
            let held = if r.delayed { ", held up" } else { "" };
            let amounts = [r.asked, r.budget, r.loss, r.bond, r.cover, r.pool];
            let head = [
                r.id.to_string(),
                r.service.clone(),
                r.vault.clone(),
                r.ended_at.map_or("–".into(), date_time),
                format!("{}{held}", r.outcome.word()),
            ];
            let tail = [r.destination.clone(), grouped(r.untold)];
            t.add_row(head.into_iter().chain(amounts.map(|units| self.amount(units))).chain(tail));
        }
        t
    }

    fn rewards(&self) -> Table {
        let mut t = table(
            &["Vault", "Coin", "Funded", "By", "Paid", "To", "Commission", "Left"],
            &[2, 4, 6, 7],
        );
        for r in &self.restaking.rewards {
            let funders: Vec<&str> = r.funded.iter().map(|f| f.who.as_str()).collect();
            t.add_row([
                r.vault.clone(),
                r.coin.clone(),
                coins(r.total_funded(), self.decimals),
                funders.join(", "),
                coins(r.total_paid(), self.decimals),
                format!("{} people", grouped(r.paid.len())),
                self.amount(r.commission),
                self.amount(r.left),
            ]);
        }
        t
    }

    fn fund(&self) -> Table {
        let mut t = table(
            &["Asset", "Deposited", "Premiums", "Received", "Losses paid", "Withdrawn", "Left"],
            &[1, 2, 3, 4, 5, 6],
        );
        if let Some(f) = &self.restaking.fund {
            let amounts = [f.deposited, f.premiums, f.received, f.covered, f.withdrawn, f.left];
            let amounts = amounts.map(|units| self.amount(units));
            t.add_row(std::iter::once(f.asset.clone()).chain(amounts));
        }
        t
    }
}
