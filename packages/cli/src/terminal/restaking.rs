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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::*;

    fn cells(table: &Table) -> Vec<Vec<String>> {
        let rows = table.row_iter();
        rows.map(|row| row.cell_iter().map(|cell| cell.content()).collect()).collect()
    }

    fn coin(whole: u128) -> Units {
        Units(whole.saturating_mul(1_000_000))
    }

    fn report() -> Report {
        let promise = PromiseSeries {
            service: "oracle".into(),
            power: vec![coin(90), coin(70)],
            budget: vec![coin(20), coin(9)],
            taken: coin(11),
        };
        let vault = VaultRow {
            name: "alpha".into(),
            asset: "wATOM".into(),
            assets: vec![coin(100), coin(92)],
            bond: vec![coin(3), coin(0)],
            deposited: coin(100),
            pool_lost: coin(8),
            promises: vec![promise],
            ..VaultRow::default()
        };
        let request = SlashRow {
            id: 7,
            service: "oracle".into(),
            vault: "alpha".into(),
            outcome: Outcome::Executed,
            delayed: true,
            asked: coin(12),
            budget: coin(11),
            loss: coin(11),
            bond: coin(3),
            pool: coin(8),
            untold: 2,
            ..SlashRow::default()
        };
        let service = |name: &str| ServiceRow {
            name: name.into(),
            max_slash: "0.2".into(),
            ..ServiceRow::default()
        };
        let named = |who: &str, amount| NamedAmount { who: who.into(), amount };
        let rewards = RewardRow {
            vault: "alpha".into(),
            coin: "ATOM".into(),
            funded: vec![named("oracle", coin(6)), named("bridge", coin(4))],
            paid: vec![named("alice", coin(5)), named("bob", coin(2))],
            commission: coin(1),
            left: coin(2),
        };
        let restaking = Restaking {
            services: vec![service("oracle"), service("idle")],
            vaults: vec![vault],
            requests: vec![request],
            rewards: vec![rewards],
            fund: None,
        };
        let chain = ChainFacts { decimals: 6, ..ChainFacts::default() };
        Report { chain, restaking: Some(restaking), ..Report::default() }
    }

    #[test]
    fn tables_hold_the_end_of_each_series_and_the_parts_of_each_slash() {
        let report = report();
        let [vaults, services, requests, rewards, fund] = &tables(&report)[..] else {
            panic!("five tables")
        };
        let vaults = cells(&vaults.1);
        assert_eq!(vaults[0][2..5], ["wATOM", "100.00", "92.00"]);
        assert_eq!(vaults[0][8..], ["8.00", "0", "0"], "lost, bond lost, bond left");
        let services = cells(&services.1);
        assert_eq!(services[0][4..], ["alpha", "70.00", "9.00", "11.00", "wATOM"]);
        assert_eq!(
            services[1][..3],
            ["idle", "", "20.0 %"],
            "a service without a vault is told too"
        );
        let requests = cells(&requests.1);
        assert_eq!(requests[0][4], "executed, held up");
        assert_eq!(requests[0][5..11], ["12.00", "11.00", "11.00", "3.00", "0", "8.00"]);
        assert_eq!(requests[0][12], "2");
        let rewards = cells(&rewards.1);
        assert_eq!(
            rewards[0][2..],
            ["10.00", "oracle, bridge", "7.00", "2 people", "1.00", "2.00"]
        );
        assert!(fund.1.is_empty(), "there is none");
    }

    #[test]
    fn a_report_without_restaking_has_no_such_table() {
        assert!(tables(&Report::default()).is_empty());
    }
}
