//! Entry points: parse, check the caller and the funds, route.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult, Storage};
use weir_interface::registry::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::state::CONFIG;
use crate::{execute, query, ContractError};

/// Creates the registry of the hub that sends this, and sends it the first targets.
///
/// # Errors
/// Another sender, funds, a parameter outside its bounds, validators that are refused.
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

/// Does what anybody, the owner or the gauge asks.
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
    refuse_funds(&info)?;
    let only_owner = |storage: &dyn Storage| weir_contract::assert_owner(storage, &info.sender);
    match msg {
        ExecuteMsg::SetWeights { weights } => {
            owner_or_gauge(deps.storage, &info)?;
            execute::set_weights(deps, &env, &info, weights)
        }
        ExecuteMsg::AddValidator { validator, weight } => {
            only_owner(deps.storage)?;
            execute::add_validator(deps, &env, validator, weight)
        }
        ExecuteMsg::DrainValidator { validator } => {
            execute::drain_validator(deps, &env, &info, validator)
        }
        ExecuteMsg::RestoreValidator { validator, weight } => {
            only_owner(deps.storage)?;
            execute::restore_validator(deps, &env, validator, weight)
        }
        ExecuteMsg::RemoveValidator { validator } => {
            execute::remove_validator(deps, &env, validator)
        }
        ExecuteMsg::Refresh {} => execute::refresh(deps, &env),
        ExecuteMsg::PushTargets {} => execute::push_targets(deps, &env),
        ExecuteMsg::UpdateConfig { parameters } => {
            only_owner(deps.storage)?;
            execute::update_config(deps, &env, parameters)
        }
        ExecuteMsg::SetGauge { gauge } => {
            only_owner(deps.storage)?;
            execute::set_gauge(deps, gauge)
        }
        ExecuteMsg::UpdateOwnership(action) => execute::update_ownership(deps, &env, &info, action),
    }
}

/// Answers what is asked.
///
/// # Errors
/// An unknown validator, a vote without shares, a hub that does not answer.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    query::answer(deps, &env, msg)
}

fn owner_or_gauge(storage: &dyn Storage, info: &MessageInfo) -> Result<(), ContractError> {
    let is_gauge = CONFIG.load(storage)?.gauge.as_ref() == Some(&info.sender);
    if is_gauge || weir_contract::is_owner(storage, &info.sender)? {
        return Ok(());
    }
    Err(ContractError::NeitherOwnerNorGauge { actual: info.sender.to_string() })
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}
