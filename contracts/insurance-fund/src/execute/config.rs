//! Parameters: changed after the notice.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::fund::{ChangeAnnounced, ChangeCancelled, ParameterChanges};
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
    let (waiting, taken_back) = parameters.change(&changes, now)?;
    PARAMETERS.save(deps.storage, &parameters);
    let mut response = Response::new().add_attribute("action", "update_config");
    for change in waiting {
        let (name, value) = (change.name, change.value.to_string());
        response = response.add_event(ChangeAnnounced { name, value, at: change.at.u64() });
    }
    for name in taken_back {
        response = response.add_event(ChangeCancelled { name: name.to_string() });
    }
    Ok(response)
}

pub fn cancel_change(
    deps: DepsMut<'_>,
    env: &Env,
    name: String,
) -> Result<Response, ContractError> {
    let mut parameters = parameters(deps.storage, env.block.time.into())?;
    if !parameters.take_back(&name) {
        return Err(ContractError::NothingPending { name });
    }
    PARAMETERS.save(deps.storage, &parameters);
    Ok(Response::new().add_attribute("action", "cancel_change").add_event(ChangeCancelled { name }))
}
