//! Changes that wait seven days: whatever loosens what bounds the owner, so that a stolen key shows
//! itself well before it can move more stake in a day than could be moved before.

use cosmwasm_std::Decimal;
use weir_quantities::{Seconds, Time, DAY};

use crate::state::{Announced, Config};

/// How long a change waits.
pub const NOTICE: Seconds = DAY.times(7);

/// The values of which some changes wait, by name.
fn with_notice(config: &Config) -> [(&'static str, Decimal); 4] {
    [
        ("daily_weight_change", config.daily_weight_change),
        ("max_share", config.max_share),
        ("drain_after", Decimal::from_ratio(config.drain_after.u64(), 1u64)),
        ("commission_limit", config.commission_limit),
    ]
}

/// Whether a change waits. The bounds of a day and of a validator: a raise. `drain_after`: less of
/// it. The limit of commissions: any change, since whoever is above it is drained outside of the
/// daily change, and a higher one makes validators dearer.
fn waits(name: &str, old: Decimal, new: Decimal) -> bool {
    match name {
        "commission_limit" => new != old,
        "drain_after" => new < old,
        _ => new > old,
    }
}

/// Sets a value of [`with_notice`].
fn enter(config: &mut Config, name: &str, value: Decimal) {
    match name {
        "daily_weight_change" => config.daily_weight_change = value,
        "max_share" => config.max_share = value,
        "commission_limit" => config.commission_limit = value,
        _ => config.drain_after = Seconds::new(value.to_uint_floor().u128() as u64),
    }
}

/// Announces those of the changes from `before` to `config` that wait, undoes them in `config`, and
/// names them. What is named again replaces what was announced of it.
pub fn announce(
    before: &Config,
    config: &mut Config,
    names: &[&'static str],
    now: Time,
) -> Vec<&'static str> {
    let mut waiting = Vec::new();
    for ((name, old), (_, new)) in with_notice(before).into_iter().zip(with_notice(config)) {
        if !names.contains(&name) {
            continue;
        }
        config.announced.retain(|change| change.name != name);
        if waits(name, old, new) {
            enter(config, name, old);
            let active_at = now.after(NOTICE);
            config.announced.push(Announced { name: name.to_string(), value: new, active_at });
            waiting.push(name);
        }
    }
    waiting
}

/// Puts into force what has waited long enough, and names it.
pub fn enter_due(config: &mut Config, now: Time) -> Vec<String> {
    let announced = std::mem::take(&mut config.announced);
    let (due, rest): (Vec<_>, Vec<_>) =
        announced.into_iter().partition(|change| change.active_at <= now);
    config.announced = rest;
    for change in &due {
        enter(config, &change.name, change.value);
    }
    due.into_iter().map(|change| change.name).collect()
}
