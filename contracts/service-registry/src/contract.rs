//! Entry points: parse, check the caller and the funds, route.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Response};
use weir_interface::service_registry::{ExecuteMsg, InstantiateMsg, QueryMsg};

use crate::execute::{
    self, agreement, changes, factory, operator, service, terms, update_ownership, Call,
};
use crate::{query, ContractError};

/// Creates the registry.
///
/// # Errors
/// Funds, an address that is none, links that are no contracts, an asset named twice.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn instantiate(
    deps: DepsMut<'_>,
    _env: Env,
    info: MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    refuse_funds(&info)?;
    execute::instantiate::instantiate(deps, msg)
}

/// Does what services, operators, the owner or anybody asks.
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
    let call = Call { deps, now: env.block.time.into(), sender: info.sender };
    match msg {
        ExecuteMsg::RegisterService { metadata, hook } => service::register(call, metadata, hook),
        ExecuteMsg::PublishTerms { service, terms } => terms::publish(call, service, terms),
        ExecuteMsg::RevokeVersion { service, version } => terms::revoke(call, service, version),
        ExecuteMsg::UpdateService { service, metadata } => service::update(call, service, metadata),
        ExecuteMsg::SetHook { service, hook } => service::set_hook(call, service, hook),
        ExecuteMsg::TransferService { service, new_owner } => {
            service::transfer(call, service, new_owner)
        }
        ExecuteMsg::AcceptService { service } => service::accept(call, service),
        ExecuteMsg::DeclareAttack { service, attack } => {
            service::declare_attack(call, service, attack)
        }
        ExecuteMsg::SetGroups { service, groups } => service::set_groups(call, service, groups),
        ExecuteMsg::RegisterOperator { metadata, bond_address, hook } => {
            operator::register(call, metadata, bond_address, hook)
        }
        ExecuteMsg::UpdateOperator { operator, metadata, hook } => {
            operator::update(call, operator, metadata, hook)
        }
        ExecuteMsg::SetBondAddress { operator, bond_address } => {
            operator::set_bond_address(call, operator, bond_address)
        }
        ExecuteMsg::SetHotKey { operator, verb, key } => {
            operator::set_hot_key(call, operator, verb, key)
        }
        ExecuteMsg::TransferOperator { operator, new_admin } => {
            operator::transfer(call, operator, new_admin)
        }
        ExecuteMsg::AcceptOperator { operator } => operator::accept(call, operator),
        ExecuteMsg::Link { operator, service } => agreement::link(call, operator, service),
        ExecuteMsg::Unlink { operator, service } => agreement::unlink(call, operator, service),
        ExecuteMsg::Jail { operator, service, until } => {
            agreement::jail(call, operator, service, until)
        }
        ExecuteMsg::CreateVault { operator, asset, parameters } => {
            factory::create_vault(call, &env, operator, asset, parameters)
        }
        ExecuteMsg::OpenNextGeneration { vault } => {
            factory::open_next_generation(call, &env, vault)
        }
        ExecuteMsg::AllowAsset { asset } => changes::allow_asset(call, asset),
        ExecuteMsg::ForbidAsset { asset } => changes::forbid_asset(call, asset),
        ExecuteMsg::SetVaultCode { code_id } => changes::set_vault_code(call, code_id),
        ExecuteMsg::SetLinks { links } => changes::set_links(call, links),
        ExecuteMsg::CancelChange { change } => changes::cancel(call, change),
        ExecuteMsg::UpdateOwnership(action) => {
            update_ownership::update_ownership(call, &env, action)
        }
    }
}

/// Answers what is asked.
///
/// # Errors
/// What is not there, a vault that does not answer.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    query::answer(deps, env.block.time.into(), msg)
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}
