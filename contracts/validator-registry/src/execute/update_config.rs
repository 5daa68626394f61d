//! Changes parameters, or names the gauge. What loosens a bound waits seven days.

use cosmwasm_std::{Decimal, DepsMut, Env, Response};
use weir_accounting::weights::least_max_share;
use weir_interface::hub::MAX_VALIDATORS;
use weir_interface::registry::{ConfigUpdated, GaugeSet, ParameterChanges};
use weir_quantities::{QuantityError, Seconds};

use super::push_targets::push;
use crate::limits::{check_fraction, check_seconds};
use crate::notice::announce;
use crate::roster::Roster;
use crate::state::{Config, CONFIG, MAX_DRAIN_AFTER, MIN_DAILY_WEIGHT_CHANGE};
use crate::ContractError;

pub fn update_config(
    deps: DepsMut<'_>,
    env: &Env,
    parameters: ParameterChanges,
) -> Result<Response, ContractError> {
    let mut config = CONFIG.load(deps.storage)?;
    let roster = Roster::load(deps.storage)?;
    let before = config.clone();
    let mut names = change(&mut config, parameters, roster.active().count())?;
    let waiting = announce(&before, &mut config, &names, env.block.time.into());
    CONFIG.save(deps.storage, &config);
    names.retain(|name| !waiting.contains(name));
    let event = ConfigUpdated { parameters: names.join(","), announced: waiting.join(",") };
    let response = Response::new().add_attribute("action", "update_config").add_event(event);
    // Only these two are in what the hub is told.
    if names.iter().any(|name| matches!(*name, "max_share" | "weigh_by_score")) {
        return push(deps, env, &config, &roster, response);
    }
    Ok(response)
}

pub fn set_gauge(deps: DepsMut<'_>, gauge: Option<String>) -> Result<Response, ContractError> {
    let mut config = CONFIG.load(deps.storage)?;
    config.gauge = gauge.map(|gauge| deps.api.addr_validate(&gauge)).transpose()?;
    CONFIG.save(deps.storage, &config);
    Ok(Response::new()
        .add_attribute("action", "set_gauge")
        .add_event(GaugeSet { gauge: config.gauge.map(String::from).unwrap_or_default() }))
}

/// Enters what is asked, and names it.
pub(super) fn change(
    config: &mut Config,
    parameters: ParameterChanges,
    active: usize,
) -> Result<Vec<&'static str>, ContractError> {
    let mut names = Vec::new();
    if let Some(asked) = parameters.daily_weight_change {
        let name = "daily_weight_change";
        config.daily_weight_change = check_fraction(name, asked, MIN_DAILY_WEIGHT_CHANGE)?;
        names.push(name);
    }
    if let Some(asked) = parameters.max_share {
        config.max_share = check_fraction("max_share", asked, min_max_share(active)?)?;
        names.push("max_share");
    }
    if let Some(asked) = parameters.drain_after {
        let (asked, min) = (Seconds::new(asked), config.short_period);
        config.drain_after = check_seconds("drain_after", asked, min, MAX_DRAIN_AFTER)?;
        names.push("drain_after");
    }
    if let Some(asked) = parameters.commission_limit {
        let name = "commission_limit";
        config.commission_limit = check_fraction(name, asked, Decimal::zero())?;
        names.push(name);
    }
    if let Some(asked) = parameters.weigh_by_score {
        config.weigh_by_score = asked;
        names.push("weigh_by_score");
    }
    Ok(names)
}

/// Under less than this the active validators could not hold everything.
pub fn min_max_share(active: usize) -> Result<Decimal, QuantityError> {
    least_max_share(if active == 0 { MAX_VALIDATORS } else { active })
}
