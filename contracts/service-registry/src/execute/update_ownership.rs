//! Two steps to another owner. Vaults that there are keep theirs.

use cosmwasm_std::{Env, Response};
use weir_interface::service_registry::OwnershipUpdated;

use crate::execute::{response, Call};
use crate::ContractError;

pub fn update_ownership(
    call: Call<'_>,
    env: &Env,
    action: cw_ownable::Action,
) -> Result<Response, ContractError> {
    let after = weir_contract::update_ownership(call.deps, &env.block, &call.sender, action)?;
    let event = OwnershipUpdated {
        owner: after.owner.map(String::from).unwrap_or_default(),
        pending_owner: after.pending_owner.map(String::from).unwrap_or_default(),
    };
    Ok(response("update_ownership", event))
}
