//! Sets weights.

use std::collections::BTreeSet;

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use weir_interface::hub::MAX_VALIDATORS;
use weir_interface::registry::{Weight, WeightsSet};

use super::push_targets::push;
use crate::limits::{book_change, set_weight};
use crate::roster::Roster;
use crate::state::CONFIG;
use crate::ContractError;

pub fn set_weights(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    weights: Vec<Weight>,
) -> Result<Response, ContractError> {
    if weights.len() > MAX_VALIDATORS {
        return Err(ContractError::TooMany { max: MAX_VALIDATORS, actual: weights.len() });
    }
    let config = CONFIG.load(deps.storage)?;
    let before = Roster::load(deps.storage)?;
    let mut after = before.clone();
    let mut named = BTreeSet::new();
    for Weight { validator, weight } in &weights {
        if !named.insert(validator) {
            return Err(ContractError::NamedTwice { validator: validator.clone() });
        }
        set_weight(&mut after, validator, *weight)?;
    }
    book_change(deps.storage, env.block.time.into(), &config, &before, &after)?;
    after.save_changes(deps.storage, &before);
    let response = Response::new().add_attribute("action", "set_weights").add_event(WeightsSet {
        by: info.sender.to_string(),
        validators: weights.len(),
        total_weight: u64::try_from(after.total()).unwrap_or(u64::MAX),
    });
    push(deps, env, &config, &after, response)
}
