//! Entry points: parse, check the caller and the funds, route.

use cosmwasm_std::{Addr, Api, Binary, Deps, DepsMut, Env, MessageInfo, Response, StdResult};
use weir_interface::fund::{ExecuteMsg, InstantiateMsg, QueryMsg, ReceiveMsg};
use weir_interface::restaking::Asset;
use weir_json::from_slice;
use weir_quantities::Assets;

use crate::books::refuse_short;
use crate::execute::{self, Insurable, Loss};
use crate::state::LINKS;
use crate::{query, ContractError};

/// Creates the fund.
///
/// # Errors
/// Funds, an address that is none, a parameter outside of its bounds, a hub for a coin.
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

/// Does what a holder, a service, a vault, the coordinator or the owner asks.
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
    let (env, sender) = (&env, info.sender.clone());
    // Messages that bring the asset, as a coin or in a cw20 `send`, are the same afterwards.
    let brought = match msg {
        ExecuteMsg::Deposit { receiver, min_shares } => {
            ReceiveMsg::Deposit { receiver, min_shares }
        }
        ExecuteMsg::PayPremium { service, vault } => ReceiveMsg::PayPremium { service, vault },
        ExecuteMsg::BringSlashed {} => ReceiveMsg::BringSlashed {},
        ExecuteMsg::ReturnCover { id } => ReceiveMsg::ReturnCover { id },
        other => {
            refuse_funds(&info)?;
            return route(deps, env, &info, other);
        }
    };
    let assets = attached(deps.as_ref(), &info)?;
    bring(deps, env, sender, assets, brought)
}

fn route(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let sender = info.sender.clone();
    match msg {
        ExecuteMsg::Receive { sender: from, amount, msg } => {
            receive(deps, env, sender, from, amount.into(), msg)
        }
        ExecuteMsg::RequestExit { shares } => execute::request_exit(deps, env, sender, shares),
        ExecuteMsg::CancelExit { matures_at } => {
            execute::cancel_exit(deps, env, sender, matures_at)
        }
        ExecuteMsg::ClaimExit { receiver } => {
            let receiver = address_or(deps.api, receiver, &sender)?;
            execute::claim_exit(deps, env, sender, receiver)
        }
        ExecuteMsg::Insure { service, version, vault, minimum_bond, premium } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            let vault = deps.api.addr_validate(&vault)?;
            let insurable = Insurable { service, version, vault };
            execute::insure(deps, env, insurable, minimum_bond, premium)
        }
        ExecuteMsg::EndPolicy { service, version, vault } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            let vault = deps.api.addr_validate(&vault)?;
            execute::end_policy(deps, env, Insurable { service, version, vault })
        }
        ExecuteMsg::Draw { id, service, version, vault, loss, active_bond, exit_delay } => {
            let vault = deps.api.addr_validate(&vault)?;
            let insurable = Insurable { service, version, vault };
            execute::draw(deps, env, sender, insurable, Loss { id, loss, active_bond, exit_delay })
        }
        ExecuteMsg::CoverLoss { assets } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            execute::cover_loss(deps, env, assets)
        }
        ExecuteMsg::UpdateConfig { changes } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            execute::update_config(deps, env, changes)
        }
        ExecuteMsg::CancelChange { name } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            execute::cancel_change(deps, env, name)
        }
        ExecuteMsg::UpdateOwnership(action) => execute::update_ownership(deps, env, info, action),
        // Handled before funds were looked at.
        ExecuteMsg::Deposit { .. }
        | ExecuteMsg::PayPremium { .. }
        | ExecuteMsg::BringSlashed {}
        | ExecuteMsg::ReturnCover { .. } => Err(ContractError::Zero { what: "assets" }),
    }
}

/// A token that was sent: the asset alone, and all of it.
fn receive(
    deps: DepsMut<'_>,
    env: &Env,
    token: Addr,
    from: String,
    assets: Assets,
    msg: Binary,
) -> Result<Response, ContractError> {
    let asset = LINKS.load(deps.storage)?.asset;
    if !matches!(&asset, Asset::Cw20 { address } if *address == token.as_str()) {
        let expected = asset.to_string();
        return Err(ContractError::WrongToken { expected, actual: token.into_string() });
    }
    refuse_nothing(assets)?;
    refuse_short(deps.as_ref(), env, assets)?;
    let sender = deps.api.addr_validate(&from)?;
    bring(deps, env, sender, assets, from_slice(&msg)?)
}

fn bring(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    assets: Assets,
    msg: ReceiveMsg,
) -> Result<Response, ContractError> {
    match msg {
        ReceiveMsg::Deposit { receiver, min_shares } => {
            let receiver = address_or(deps.api, receiver, &sender)?;
            execute::deposit(deps, env, (sender, receiver), assets, min_shares)
        }
        ReceiveMsg::PayPremium { service, vault } => {
            let vault = deps.api.addr_validate(&vault)?;
            execute::pay_premium(deps, env, service, vault, assets)
        }
        ReceiveMsg::BringSlashed {} => execute::bring_slashed(deps, env, sender, assets),
        ReceiveMsg::ReturnCover { id } => execute::return_cover(deps, env, sender, id, assets),
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

/// The asset that was attached, and nothing else.
fn attached(deps: Deps<'_>, info: &MessageInfo) -> Result<Assets, ContractError> {
    let asset = LINKS.load(deps.storage)?.asset;
    match (&asset, info.funds.as_slice()) {
        (Asset::Native { denom }, [coin]) if coin.denom == *denom => {
            let assets = Assets::from(coin.amount);
            refuse_nothing(assets)?;
            Ok(assets)
        }
        _ => {
            let sent: Vec<_> = info.funds.iter().map(ToString::to_string).collect();
            Err(ContractError::WrongFunds { expected: asset.to_string(), sent: sent.join(",") })
        }
    }
}

fn refuse_nothing(assets: Assets) -> Result<(), ContractError> {
    match assets.is_zero() {
        true => Err(ContractError::Zero { what: "assets" }),
        false => Ok(()),
    }
}

fn refuse_funds(info: &MessageInfo) -> Result<(), ContractError> {
    match info.funds.first() {
        None => Ok(()),
        Some(coin) => Err(ContractError::FundsRefused { sent: coin.to_string() }),
    }
}

fn address_or(api: &dyn Api, address: Option<String>, other: &Addr) -> StdResult<Addr> {
    let named = address.map(|address| api.addr_validate(&address)).transpose()?;
    Ok(named.unwrap_or_else(|| other.clone()))
}
