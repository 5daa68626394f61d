//! An example of a council: cw1-whitelist inside. Each member may have it send any message, and
//! members change the members until they freeze them.
//!
//! A resolver of a service's terms has to be a contract, so that one lost key decides nothing alone.
//! This is the smallest that does for trying things out; where money is at stake, name a multisig
//! (cw3) or a DAO.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult};
use cw1_whitelist::contract as whitelist;
pub use cw1_whitelist::msg::{ExecuteMsg, InstantiateMsg, QueryMsg};
pub use cw1_whitelist::ContractError;

/// Creates a council with its members.
///
/// # Errors
/// An address that is none.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> StdResult<Response> {
    whitelist::instantiate(deps, env, info, msg)
}

/// Sends what a member says, or changes the members.
///
/// # Errors
/// A stranger's call; a change of members that are frozen.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    whitelist::execute(deps, env, info, msg)
}

/// Tells the members, and whether somebody may have it send something.
///
/// # Errors
/// An address that is none.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point)]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    whitelist::query(deps, env, msg)
}
