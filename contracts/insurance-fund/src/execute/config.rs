//! Parameters: changed after the notice, all but the smallest premium.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::fund::{ChangeAnnounced, ChangeCancelled, ConfigUpdated, ParameterChanges};
use weir_quantities::Time;

use crate::parameters::parameters;
use crate::state::PARAMETERS;
use crate::ContractError;

pub fn update_config(
    deps: DepsMut<'_>,
    env: &Env,
    changes: ParameterChanges,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let mut parameters = parameters(deps.storage, now)?;
    let (changed, waiting) = parameters.change(&changes, now)?;
    PARAMETERS.save(deps.storage, &parameters);
    let mut response = Response::new().add_attribute("action", "update_config");
    for change in waiting {
        let (name, value) = (change.name, change.value.to_string());
        response = response.add_event(ChangeAnnounced { name, value, at: change.at.u64() });
    }
    Ok(response.add_event(ConfigUpdated { changed: changed.join(",") }))
}

pub fn cancel_change(
    deps: DepsMut<'_>,
    env: &Env,
    name: String,
) -> Result<Response, ContractError> {
    let mut parameters = parameters(deps.storage, env.block.time.into())?;
    let before = parameters.announced.len();
    parameters.announced.retain(|change| change.name != name);
    if parameters.announced.len() == before {
        return Err(ContractError::NothingPending { name });
    }
    PARAMETERS.save(deps.storage, &parameters);
    Ok(Response::new().add_attribute("action", "cancel_change").add_event(ChangeCancelled { name }))
}
