//! Adds a validator, or takes a draining one back.

use cosmwasm_std::{Decimal, DepsMut, Env, Response};
use weir_interface::hub::MAX_VALIDATORS;
use weir_interface::registry::{Standing, StandingChanged, ValidatorAdded};
use weir_quantities::Seconds;

use super::push_targets::push;
use crate::limits::{book_change, check_weight};
use crate::roster::Roster;
use crate::state::{Config, Validator, CONFIG, LAST_REFRESH};
use crate::ContractError;

pub fn add_validator(
    deps: DepsMut<'_>,
    env: &Env,
    validator: String,
    weight: u64,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let before = Roster::load(deps.storage)?;
    if let Some(known) = before.0.get(&validator) {
        return Err(ContractError::AlreadyKnown { validator, standing: known.standing });
    }
    let mut after = before.clone();
    after.0.insert(validator.clone(), newcomer(&deps, env, &config, &validator, weight)?);
    if after.0.len() > MAX_VALIDATORS {
        return Err(ContractError::TooMany { max: MAX_VALIDATORS, actual: after.0.len() });
    }
    book_change(deps.storage, env.block.time.into(), &config, &before, &after)?;
    after.save_changes(deps.storage, &before);
    let response = Response::new()
        .add_attribute("action", "add_validator")
        .add_event(ValidatorAdded { validator, weight });
    push(deps, env, &config, &after, response)
}

pub fn restore_validator(
    deps: DepsMut<'_>,
    env: &Env,
    validator: String,
    weight: u64,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let before = Roster::load(deps.storage)?;
    let mut after = before.clone();
    let row = after.get_mut(&validator)?;
    if row.standing != Standing::Draining {
        return Err(ContractError::NotDraining { validator, actual: row.standing });
    }
    // Read now: what the last refresh saw may be long ago.
    let bonded = deps.querier.query_all_validators()?;
    let Some(seen) = bonded.into_iter().find(|bonded| bonded.address == validator) else {
        return Err(ContractError::Absent { validator });
    };
    row.commission = check_commission(&validator, seen.commission, &config)?;
    row.highest_commission = row.highest_commission.max(seen.commission);
    row.over_commission_since = None;
    row.absent_since = None;
    row.standing = Standing::Active;
    row.weight = check_weight(&validator, weight)?;
    book_change(deps.storage, env.block.time.into(), &config, &before, &after)?;
    after.save_changes(deps.storage, &before);
    let response =
        Response::new().add_attribute("action", "restore_validator").add_event(StandingChanged {
            validator,
            before: Standing::Draining,
            after: Standing::Active,
            reason: "owner",
        });
    push(deps, env, &config, &after, response)
}

/// The first row of a validator of the chain.
pub(super) fn newcomer(
    deps: &DepsMut<'_>,
    env: &Env,
    config: &Config,
    validator: &str,
    weight: u64,
) -> Result<Validator, ContractError> {
    // The chain may read more than one spelling of an address; it lists one.
    let found = deps.querier.query_validator(validator)?;
    let Some(found) = found.filter(|found| found.address == validator) else {
        return Err(ContractError::NotOfTheChain { validator: validator.to_string() });
    };
    let commission = check_commission(validator, found.commission, config)?;
    let last = LAST_REFRESH.may_load(deps.storage)?.unwrap_or_default();
    Ok(Validator {
        standing: Standing::Active,
        weight: check_weight(validator, weight)?,
        commission,
        highest_commission: commission,
        over_commission_since: None,
        absent_since: None,
        last_absent_at: None,
        missed: Seconds::ZERO,
        joined: last.watched,
        since: env.block.time.into(),
    })
}

fn check_commission(
    validator: &str,
    actual: Decimal,
    config: &Config,
) -> Result<Decimal, ContractError> {
    let limit = config.commission_limit;
    if actual > limit {
        let validator = validator.to_string();
        return Err(ContractError::CommissionTooHigh { validator, limit, actual });
    }
    Ok(actual)
}
