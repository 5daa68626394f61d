//! Two steps to another owner.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use weir_interface::vault::OwnershipUpdated;

use crate::execute::response;
use crate::ContractError;

pub fn update_ownership(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    action: cw_ownable::Action,
) -> Result<Response, ContractError> {
    let after = weir_contract::update_ownership(deps, &env.block, sender, action)?;
    let event = OwnershipUpdated {
        owner: after.owner.map(String::from).unwrap_or_default(),
        pending_owner: after.pending_owner.map(String::from).unwrap_or_default(),
    };
    Ok(response("update_ownership", vec![event.into()]))
}
