//! Moves the ownership, in two steps.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use weir_interface::distributor::OwnershipUpdated;

use crate::ContractError;

pub fn update_ownership(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    action: cw_ownable::Action,
) -> Result<Response, ContractError> {
    let ownership = weir_contract::update_ownership(deps, &env.block, &info.sender, action)?;
    Ok(Response::new().add_attribute("action", "update_ownership").add_event(OwnershipUpdated {
        owner: ownership.owner.map(String::from).unwrap_or_default(),
        pending_owner: ownership.pending_owner.map(String::from).unwrap_or_default(),
    }))
}
