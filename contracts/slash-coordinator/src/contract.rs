//! Entry points: parse, check the caller and the funds, route.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response};
use weir_interface::coordinator::{ExecuteMsg, InstantiateMsg, QueryMsg};
use weir_quantities::Time;

use crate::execute::{self, Claim};
use crate::{query, reply, ContractError};

/// Creates the coordinator.
///
/// # Errors
/// Funds, an address that is none.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn instantiate(
    deps: DepsMut<'_>,
    _: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    execute::instantiate(deps, msg)
}

/// Does what a slasher, a resolver, the owner or anybody asks.
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
    match msg {
        ExecuteMsg::RequestSlash {
            service,
            vault,
            fraction,
            infraction_time,
            offence_id,
            evidence_hash,
            evidence_uri,
        } => {
            let vault = deps.api.addr_validate(&vault)?;
            let infraction_time = Time::new(infraction_time);
            let claim = Claim {
                service,
                vault,
                fraction,
                infraction_time,
                offence_id,
                evidence_hash,
                evidence_uri,
            };
            execute::request_slash(deps, &env, &info, claim)
        }
        ExecuteMsg::Veto { id, barred_until } => {
            execute::veto(deps, &env, &info, id, barred_until.map(Time::new))
        }
        ExecuteMsg::Approve { id } => execute::approve(deps, &env, &info, id),
        ExecuteMsg::Execute { id, skip } => {
            execute::execute(deps, &env, id, skip.unwrap_or_default())
        }
        ExecuteMsg::End { id } => execute::end(deps, &env, id),
        ExecuteMsg::Notify { id, listener } => {
            let listener = deps.api.addr_validate(&listener)?;
            execute::notify(deps, &env, id, listener)
        }
        ExecuteMsg::Descend { steps } => {
            only_itself(&env, &info)?;
            execute::go_on(&env, steps)
        }
        ExecuteMsg::SetLinks { registry, fund } => {
            weir_contract::assert_owner(deps.storage, &info.sender)?;
            execute::set_links(deps, &env, registry, fund)
        }
        ExecuteMsg::CancelLinks {} => {
            weir_contract::assert_owner(deps.storage, &info.sender)?;
            execute::cancel_links(deps, &env)
        }
        ExecuteMsg::UpdateOwnership(action) => execute::update_ownership(deps, &env, &info, action),
    }
}

/// Answers what is asked.
///
/// # Errors
/// What is not there, an address that is none.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::answer(deps, &env, msg)
}

/// Hears what a slash took, that no cover came, that a listener failed.
///
/// # Errors
/// Only for a vault whose answer to a slash cannot be read; a cover that found no room for its calls
/// fails with the calls that this answers.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn reply(deps: DepsMut<'_>, env: Env, msg: Reply) -> Result<Response, ContractError> {
    reply::hear(deps, &env, msg)
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

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}
