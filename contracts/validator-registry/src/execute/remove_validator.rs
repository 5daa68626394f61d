//! Removes a validator that holds nothing any more.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::hub::{HubContract, ValidatorResponse};
use weir_interface::registry::{Standing, ValidatorRemoved};
use weir_quantities::{Assets, Time};

use super::push_targets::push;
use crate::roster::Roster;
use crate::state::{CONFIG, DUST, VALIDATORS};
use crate::ContractError;

pub fn remove_validator(
    deps: DepsMut<'_>,
    env: &Env,
    validator: String,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let mut roster = Roster::load(deps.storage)?;
    let standing = roster.get(&validator)?.standing;
    if standing != Standing::Draining {
        return Err(ContractError::NotDraining { validator, actual: standing });
    }
    let held = HubContract(config.hub.clone()).validator(deps.querier, &validator)?;
    check_emptied(held, env.block.time.into())?;
    roster.0.remove(&validator);
    VALIDATORS.remove(deps.storage, &validator);
    let response = Response::new()
        .add_attribute("action", "remove_validator")
        .add_event(ValidatorRemoved { validator });
    push(deps, env, &config, &roster, response)
}

fn check_emptied(held: ValidatorResponse, now: Time) -> Result<(), ContractError> {
    let validator = held.validator;
    // It stands at nothing because nobody can read it, not because nothing is there.
    if let Some(since) = held.unread_since {
        return Err(ContractError::Unread { validator, since });
    }
    let dust = Assets::new(DUST);
    if held.assets > dust {
        return Err(ContractError::StillHolds { validator, dust, actual: held.assets });
    }
    if !held.entries.is_empty() {
        return Err(ContractError::StillUnbonding { validator, actual: held.entries.len() });
    }
    match held.locked_until {
        // The chain ends a lock in the block after its time.
        Some(until) if until >= now.u64() => {
            Err(ContractError::StillLocked { validator, until, now: now.u64() })
        }
        _ => Ok(()),
    }
}
