//! What a report shows of restaking.
#![expect(clippy::unwrap_used, reason = "a test")]

use weir_cli::report::format::{coins, float, short};
use weir_cli::report::{html, Outcome, Report, Restaking, SlashRow, Units};
use weir_cli::terminal::summary;

const DECIMALS: u32 = 6;

/// The pictures of a kind and width, in the page's order.
fn pictures<'a>(page: &'a str, kind: &str, width: &str) -> Vec<&'a str> {
    let head = format!("<svg class=\"picture {kind} {width}\"");
    page.split(&head).skip(1).map(|rest| rest.split("</svg>").next().unwrap()).collect()
}

fn amount(units: Units) -> String {
    coins(units.0, DECIMALS)
}

/// The widths of bars of a class.
fn widths(picture: &str, class: &str) -> Vec<f64> {
    let head = format!("<rect class=\"{class}\"");
    let bars = picture.split(&head).skip(1);
    let width = |bar: &str| bar.split("width=\"").nth(1)?.split('"').next()?.parse().ok();
    bars.map(|bar| width(bar).unwrap()).collect()
}

/// Requests of vaults of an asset.
fn of<'a>(restaking: &'a Restaking, asset: &str) -> Vec<&'a SlashRow> {
    restaking.requests.iter().filter(|r| restaking.asset_of(&r.vault) == asset).collect()
}

fn sample() -> (Report, Restaking, String) {
    let report = crate::sample::report();
    let page = html(&report).unwrap();
    let restaking = report.restaking.clone().unwrap();
    (report, restaking, page)
}

#[test]
fn each_asset_has_a_waterfall_and_each_vault_two_pictures_of_both_widths() {
    let (_, restaking, page) = sample();
    for width in ["wide", "narrow"] {
        assert_eq!(pictures(&page, "slashes", width).len(), 2, "one for each asset");
        for kind in ["vault", "promises"] {
            assert_eq!(pictures(&page, kind, width).len(), restaking.vaults.len());
        }
    }
}

#[test]
fn the_waterfall_tells_all_amounts_of_every_request() {
    let (_, restaking, page) = sample();
    for (asset, picture) in ["wATOM", "dATOM"].iter().zip(pictures(&page, "slashes", "wide")) {
        assert!(picture.contains(&format!(">{asset}</text>")));
        for r in of(&restaking, asset) {
            assert!(picture.contains(&format!(">#{} ", r.id)), "request {}", r.id);
            let asked = format!(">asked {}, budget {}<", amount(r.asked), amount(r.budget));
            assert!(picture.contains(&asked), "{asked}");
            let told = match r.outcome {
                Outcome::Executed => format!(">took {}", amount(r.loss)),
                Outcome::Requested => ">open".into(),
                Outcome::Vetoed => ">vetoed<".into(),
                Outcome::Expired => ">expired<".into(),
            };
            assert!(picture.contains(&told), "{told}");
            let (bond, cover, pool) = (amount(r.bond), amount(r.cover), amount(r.pool));
            let paid = format!(">bond {bond}, cover {cover}, pool {pool}<");
            assert_eq!(picture.contains(&paid), r.outcome == Outcome::Executed, "{paid}");
        }
        let held_up = of(&restaking, asset).iter().filter(|r| r.delayed).count();
        assert_eq!(picture.matches("held up by the breaker").count(), held_up);
    }
}

#[test]
fn bars_are_as_long_as_what_they_stand_for() {
    let (_, restaking, page) = sample();
    for (asset, picture) in ["wATOM", "dATOM"].iter().zip(pictures(&page, "slashes", "wide")) {
        let rows = of(&restaking, asset);
        let most = rows.iter().map(|r| r.asked.0).max().unwrap();
        // The longest bar is the whole plot.
        let whole: f64 = 1040.0 - 330.0 - 196.0;
        let expect = |class: &str, units: &dyn Fn(&SlashRow) -> u128| {
            let all: Vec<u128> = rows.iter().map(|r| units(r)).filter(|u| *u > 0).collect();
            let drawn = widths(picture, class);
            assert_eq!(drawn.len(), all.len(), "{class} of {asset}");
            for (units, width) in all.iter().zip(drawn) {
                let right = *units as f64 / most as f64 * whole;
                assert!((width - right).abs() < 0.1, "{class}: {width}, not {right}");
            }
        };
        expect("from-bond", &|r| r.bond.0);
        expect("from-cover", &|r| r.cover.0);
        expect("from-pool", &|r| r.pool.0);
        expect("asked", &|r| if r.outcome == Outcome::Executed { r.loss.0 } else { 0 });
        let open = |r: &SlashRow| r.outcome == Outcome::Requested;
        expect("asked still-open", &|r| if open(r) { r.asked.0.min(r.budget.0) } else { 0 });
        expect("void", &|r| if open(r) { 0 } else { r.asked.0 - r.loss.0 });
    }
}

#[test]
fn a_vaults_picture_has_a_flag_for_every_slash_that_took_something() {
    let (_, restaking, page) = sample();
    for (vault, picture) in restaking.vaults.iter().zip(pictures(&page, "vault", "wide")) {
        let mine = |r: &&SlashRow| r.vault == vault.name && r.outcome == Outcome::Executed;
        let flags = picture.matches("class=\"flag executed\"").count();
        assert_eq!(flags, restaking.requests.iter().filter(mine).count(), "{}", vault.name);
        for r in restaking.requests.iter().filter(mine) {
            let flag = format!(">#{} −{}<", r.id, short(float(r.loss.0, DECIMALS)));
            assert!(picture.contains(&flag), "{flag}");
        }
        for class in ["active-assets", "queued-assets", "line-total", "line-bond"] {
            assert!(picture.contains(&format!("<path class=\"{class}\" d=\"M")), "{class}");
        }
    }
}

#[test]
fn a_vaults_promises_are_a_line_of_power_and_one_of_the_budget_for_each_service() {
    let (_, restaking, page) = sample();
    for (vault, picture) in restaking.vaults.iter().zip(pictures(&page, "promises", "wide")) {
        for i in 0..vault.promises.len() {
            for class in ["power", "left-to-slash"] {
                let path = format!("<path class=\"{class} series-{i}\" d=\"M");
                assert_eq!(picture.matches(&path).count(), 1, "{path} of {}", vault.name);
            }
        }
        assert!(!picture.contains(&format!("series-{}\"", vault.promises.len())));
    }
}

#[test]
fn tables_on_the_page_have_a_row_for_everything_and_names_are_escaped() {
    let (_, restaking, page) = sample();
    let section = page.split("<section id=\"restaking\">").nth(1).unwrap();
    let section = section.split("</section>").next().unwrap();
    let cell = |text: &str| assert!(section.contains(&format!(">{text}<")), "{text}");
    for r in &restaking.requests {
        for units in [r.asked, r.budget, r.loss, r.bond, r.cover, r.pool] {
            cell(&amount(units));
        }
    }
    for v in &restaking.vaults {
        let end = *v.assets.last().unwrap();
        for units in [v.deposited, end, v.claimed, v.unclaimed, v.pool_lost, v.bond_lost] {
            cell(&amount(units));
        }
        v.promises.iter().for_each(|p| cell(&amount(p.taken)));
    }
    for r in &restaking.rewards {
        r.funded.iter().chain(&r.paid).for_each(|named| cell(&amount(named.amount)));
        cell(&coins(r.total_funded(), DECIMALS));
        cell(&amount(r.left));
    }
    let fund = restaking.fund.unwrap();
    for units in [fund.deposited, fund.premiums, fund.received, fund.covered, fund.left] {
        cell(&amount(units));
    }
    cell("rollup &lt;sequencer&gt;");
    assert!(!page.contains("<sequencer>") && !page.contains("NaN"));
}

#[test]
fn a_report_without_restaking_has_neither_section_nor_tables() {
    let (mut report, _, page) = sample();
    assert!(page.contains("href=\"#restaking\"") && page.contains("<section id=\"restaking\">"));
    assert!(summary(&report).contains("Slash requests, the last"));
    report.restaking = None;
    let page = html(&report).unwrap();
    assert!(!page.contains("#restaking\"") && !page.contains("<section id=\"restaking\">"));
    assert!(!summary(&report).contains("Slash requests"));
}

#[test]
fn restaking_of_nothing_is_a_section_too() {
    let report = Report { restaking: Some(Restaking::default()), ..Report::default() };
    let page = html(&report).unwrap();
    assert!(page.contains("<section id=\"restaking\">") && !page.contains("NaN"));
    // Vaults and requests without series, amounts or names.
    let empty = Restaking {
        vaults: vec![Default::default()],
        requests: vec![Default::default()],
        ..Restaking::default()
    };
    let page = html(&Report { restaking: Some(empty), ..Report::default() }).unwrap();
    assert!(page.contains("picture vault wide") && !page.contains("NaN"));
}

#[test]
fn the_samples_sums_are_right() {
    let (_, restaking, _) = sample();
    for r in &restaking.requests {
        assert_eq!(r.loss.0, r.bond.0 + r.cover.0 + r.pool.0);
        let executed = r.outcome == Outcome::Executed;
        assert_eq!(r.loss, if executed { r.asked.min(r.budget) } else { Units(0) });
    }
    for v in &restaking.vaults {
        let out = v.claimed.0 + v.unclaimed.0 + v.pool_lost.0;
        assert_eq!(v.deposited.0, v.assets.last().unwrap().0 + out);
        let mine = || restaking.requests.iter().filter(|r| r.vault == v.name);
        assert_eq!(v.pool_lost.0, mine().map(|r| r.pool.0).sum::<u128>());
        assert_eq!(v.bond_lost.0, mine().map(|r| r.bond.0).sum::<u128>());
        for p in &v.promises {
            let taken = mine().filter(|r| r.service == p.service).map(|r| r.loss.0);
            assert_eq!(p.taken.0, taken.sum::<u128>());
            assert_eq!((p.power.len(), p.budget.len()), (v.times.len(), v.times.len()));
        }
    }
    for r in &restaking.rewards {
        assert_eq!(r.total_funded(), r.total_paid() + r.commission.0 + r.left.0);
    }
    let f = restaking.fund.unwrap();
    assert_eq!(f.covered.0, restaking.requests.iter().map(|r| r.cover.0).sum::<u128>());
    let came = f.deposited.0 + f.premiums.0 + f.received.0;
    assert_eq!(came, f.covered.0 + f.withdrawn.0 + f.left.0);
}
