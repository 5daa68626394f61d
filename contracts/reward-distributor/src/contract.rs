//! Entry points: parse, check the caller and the funds, route.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response, StdResult};
use weir_interface::distributor::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::{execute, query, reply, ContractError};

/// Creates the distributor of the hub that sends this.
///
/// # Errors
/// Another sender, funds, a parameter outside its bounds, receivers that are refused.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn instantiate(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    execute::instantiate(deps, &env, &info, msg)
}

/// Does what anybody, the owner or the hub asks.
///
/// # Errors
/// A broken rule.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn execute(
    deps: DepsMut<'_>,
    env: Env,
    info: MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    if !matches!(msg, ExecuteMsg::BringProceeds {}) {
        refuse_funds(&info)?;
    }
    match msg {
        ExecuteMsg::Distribute { keeper } => execute::distribute(deps, &env, &info, keeper),
        ExecuteMsg::ClaimCredit { recipient } => execute::claim_credit(deps, &info, recipient),
        ExecuteMsg::BringProceeds {} => execute::bring_proceeds(deps, &info),
        ExecuteMsg::RouteCoin { denom } => execute::route_coin(deps, &env, denom),
        ExecuteMsg::SetRoute { denom, route } => {
            cw_ownable::assert_owner(deps.storage, &info.sender)?;
            execute::set_route(deps, &env, denom, route)
        }
        ExecuteMsg::UpdateConfig { fee, keeper_pay, receivers } => {
            cw_ownable::assert_owner(deps.storage, &info.sender)?;
            execute::update_config(deps, &env, execute::Changes { fee, keeper_pay, receivers })
        }
        ExecuteMsg::CancelRaise {} => {
            cw_ownable::assert_owner(deps.storage, &info.sender)?;
            execute::cancel_raise(deps)
        }
        ExecuteMsg::ActivateRaise { skip } => execute::activate_raise(deps, &env, skip),
        ExecuteMsg::CompleteRaise {} => {
            only_itself(&env, &info)?;
            execute::complete_raise(deps, &env)
        }
        ExecuteMsg::UpdateOwnership(action) => execute::update_ownership(deps, &env, &info, action),
    }
}

/// Answers what is asked.
///
/// # Errors
/// An address that is none.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    query::answer(deps, &env, msg)
}

/// Hears how a payment or a swap ended.
///
/// # Errors
/// Only for a swap that brought too little.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn reply(deps: DepsMut<'_>, _: Env, msg: Reply) -> Result<Response, ContractError> {
    reply::hear(deps, msg)
}

fn only_itself(env: &Env, info: &MessageInfo) -> Result<(), ContractError> {
    if info.sender == env.contract.address {
        return Ok(());
    }
    Err(ContractError::NotItself {
        expected: env.contract.address.to_string(),
        actual: info.sender.to_string(),
    })
}

/// Coins arrive here by bank sends and from the chain, with a message only as proceeds of a swap.
fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}
