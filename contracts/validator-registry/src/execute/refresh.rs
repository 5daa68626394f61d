//! Reads the bonded set and updates standings and commissions. Puts announced changes into force,
//! since it is what somebody calls several times a day.

use std::collections::BTreeMap;

use cosmwasm_std::{Decimal, DepsMut, Env, Response, StdResult, Storage};
use weir_interface::registry::{ChangesEntered, Refreshed, Standing, StandingChanged};
use weir_quantities::{Seconds, Time};

use super::push_targets::push;
use crate::notice::enter_due;
use crate::roster::Roster;
use crate::standing::{is_continuous, Reading};
use crate::state::{Config, LastRefresh, CONFIG, LAST_REFRESH, PUSHED_AT, SCORE_PERIOD};
use crate::ContractError;

pub fn refresh(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let mut config = CONFIG.load(deps.storage)?;
    let entered = enter_due(&mut config, env.block.time.into());
    if !entered.is_empty() {
        CONFIG.save(deps.storage, &config);
    }
    let (reading, last) = begin(deps.storage, env, &config)?;
    let bonded: BTreeMap<String, Decimal> = deps
        .querier
        .query_all_validators()?
        .into_iter()
        .map(|validator| (validator.address, validator.commission))
        .collect();
    let before = Roster::load(deps.storage)?;
    let mut after = before.clone();
    for (name, validator) in &mut after.0 {
        reading.enter(validator, bonded.get(name).copied());
    }
    after.save_changes(deps.storage, &before);
    LAST_REFRESH.save(deps.storage, &last);

    let changes = standing_changes(&before, &after);
    let is_due = !changes.is_empty()
        || !entered.is_empty()
        || scores_are_due(deps.storage, reading.now, &config)?;
    let event = Refreshed {
        validators: after.0.len(),
        bonded: after.0.keys().filter(|name| bonded.contains_key(*name)).count(),
        changed: changes.len(),
    };
    let activated = (!entered.is_empty()).then(|| ChangesEntered { parameters: entered.join(",") });
    let response = Response::new()
        .add_attribute("action", "refresh")
        .add_events(changes)
        .add_events(activated)
        .add_event(event);
    if is_due {
        return push(deps, env, &config, &after, response);
    }
    Ok(response)
}

fn begin<'a>(
    storage: &dyn Storage,
    env: &Env,
    config: &'a Config,
) -> Result<(Reading<'a>, LastRefresh), ContractError> {
    let now = Time::from(env.block.time);
    let last = LAST_REFRESH.may_load(storage)?;
    if last.as_ref().is_some_and(|last| last.height == env.block.height) {
        return Err(ContractError::AlreadyRefreshed { height: env.block.height });
    }
    let last = last.unwrap_or_default();
    let is_continuous = is_continuous(&last, now);
    let watched = if is_continuous { now.since(last.at) } else { Seconds::ZERO };
    let next =
        LastRefresh { height: env.block.height, at: now, watched: last.watched.plus(watched) };
    Ok((Reading { now, is_continuous, watched, config }, next))
}

fn standing_changes(before: &Roster, after: &Roster) -> Vec<StandingChanged> {
    let pairs = before.0.iter().zip(after.0.values());
    pairs
        .filter(|((_, old), new)| old.standing != new.standing)
        .map(|((name, old), new)| StandingChanged {
            validator: name.clone(),
            before: old.standing,
            after: new.standing,
            reason: if new.standing == Standing::Active { "returned" } else { "absent" },
        })
        .collect()
}

/// Scores move with every refresh; the hub hears of them once a day.
fn scores_are_due(storage: &dyn Storage, now: Time, config: &Config) -> StdResult<bool> {
    if !config.weigh_by_score {
        return Ok(false);
    }
    let pushed_at = PUSHED_AT.may_load(storage)?.unwrap_or_default();
    Ok(now.since(pushed_at) >= SCORE_PERIOD)
}
