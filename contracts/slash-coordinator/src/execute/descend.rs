//! Calls within calls. A chain allows only so many, and a fund that fails means no cover: whoever
//! executes from the depth in which there is just room for the slash would take the cover away.

use cosmwasm_std::{CosmosMsg, Env, Response};
use weir_interface::coordinator::{CoordinatorContract, ExecuteMsg};
use weir_json::Failure;

use crate::ContractError;

/// The coordinator called by itself, so many times within each other.
///
/// # Errors
/// Never, in practice.
pub fn descend(env: &Env, calls: u32) -> Result<CosmosMsg, Failure> {
    let steps = calls.saturating_sub(1);
    CoordinatorContract(env.contract.address.clone()).call(&ExecuteMsg::Descend { steps })
}

pub fn go_on(env: &Env, steps: u32) -> Result<Response, ContractError> {
    let deeper = match steps {
        0 => None,
        steps => Some(descend(env, steps)?),
    };
    Ok(Response::new().add_messages(deeper).add_attribute("action", "descend"))
}
