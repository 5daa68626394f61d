//! The page's section on restaking.

use minijinja::{context, Value};

use super::format::coins;
use super::{pictures, Report, Restaking, RewardRow, Units, VaultRow};

/// The section's part of the page.
pub const TEMPLATE: &str = include_str!("restaking.html");

/// What the section shows; nothing where the report has no restaking.
pub fn section(report: &Report) -> Value {
    let Some(restaking) = &report.restaking else { return Value::UNDEFINED };
    let waterfalls = pictures::waterfalls(report, restaking);
    context! {
        all => restaking,
        waterfalls => waterfalls.into_iter().map(|(asset, markup)| {
            context! { asset, picture => Value::from_safe_string(markup) }
        }).collect::<Vec<_>>(),
        vaults => restaking.vaults.iter().map(|row| vault(report, restaking, row)).collect::<Vec<_>>(),
        requests => restaking.requests.iter().map(|row| {
            context! { row, asset => restaking.asset_of(&row.vault), word => row.outcome.word() }
        }).collect::<Vec<_>>(),
        rewards => restaking.rewards.iter().map(|row| rewards(report, row)).collect::<Vec<_>>(),
    }
}

fn last(series: &[Units]) -> Units {
    series.last().copied().unwrap_or_default()
}

fn vault(report: &Report, restaking: &Restaking, row: &VaultRow) -> Value {
    let [assets, promises] = pictures::vault(report, restaking, row).map(Value::from_safe_string);
    context! {
        row,
        assets,
        promises,
        end => last(&row.assets),
        queued => last(&row.queued),
        bond => last(&row.bond),
        services => row.promises.iter().enumerate().map(|(i, promise)| context! {
            name => promise.service,
            class => i % 10,
            power => last(&promise.power),
            budget => last(&promise.budget),
            taken => promise.taken,
        }).collect::<Vec<_>>(),
    }
}

fn rewards(report: &Report, row: &RewardRow) -> Value {
    let amount = |units: u128| coins(units, report.chain.decimals);
    let out = row.total_paid().saturating_add(row.commission.0);
    context! { row, funded => amount(row.total_funded()), out => amount(out) }
}
