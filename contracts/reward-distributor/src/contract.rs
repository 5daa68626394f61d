//! Entry points: parse, check the caller and the funds, route.

use cosmwasm_std::{Binary, Deps, DepsMut, Env, MessageInfo, Reply, Response, StdResult};
use weir_interface::distributor::{ExecuteMsg, InstantiateMsg, QueryMsg};
use weir_interface::restaking::Asset;
use weir_interface::streams::ReceiveMsg;
use weir_json::from_slice;

use crate::execute::{self, Claim, Funding, Whose};
use crate::{query, reply, ContractError};

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
    if !matches!(msg, ExecuteMsg::BringProceeds {} | ExecuteMsg::FundStream { .. }) {
        refuse_funds(&info)?;
    }
    match msg {
        ExecuteMsg::Distribute { keeper } => execute::distribute(deps, &env, &info, keeper),
        ExecuteMsg::ClaimCredit { recipient } => execute::claim_credit(deps, &info, recipient),
        ExecuteMsg::BringProceeds {} => execute::bring_proceeds(deps, &info),
        ExecuteMsg::RouteCoin { denom } => execute::route_coin(deps, &env, denom),
        ExecuteMsg::SetRoute { denom, route } => {
            weir_contract::assert_owner(deps.storage, &info.sender)?;
            execute::set_route(deps, &env, denom, route)
        }
        ExecuteMsg::UpdateConfig { fee, keeper_pay, receivers } => {
            weir_contract::assert_owner(deps.storage, &info.sender)?;
            execute::update_config(deps, &env, execute::Changes { fee, keeper_pay, receivers })
        }
        ExecuteMsg::CancelRaise {} => {
            weir_contract::assert_owner(deps.storage, &info.sender)?;
            execute::cancel_raise(deps)
        }
        ExecuteMsg::ActivateRaise { skip } => execute::activate_raise(deps, &env, skip),
        ExecuteMsg::CompleteRaise {} => {
            only_itself(&env, &info)?;
            execute::complete_raise(deps, &env)
        }
        ExecuteMsg::UpdateOwnership(action) => execute::update_ownership(deps, &env, &info, action),
        other => of_vaults(deps, &env, &info, other),
    }
}

/// Streams of rewards into vaults.
#[inline(never)]
fn of_vaults(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    msg: ExecuteMsg,
) -> Result<Response, ContractError> {
    let address = |text: String| deps.api.addr_validate(&text);
    let sender = info.sender.clone();
    match msg {
        ExecuteMsg::Receive { sender: from, amount, msg } => {
            let coin = Asset::Cw20 { address: sender.into_string() };
            let ReceiveMsg::FundStream { vault, service, duration } = from_slice(&msg)?;
            let (funder, vault) = (address(from)?, address(vault)?);
            execute::fund_stream(
                deps,
                env,
                Funding { funder, vault, service, duration },
                (coin, amount),
            )
        }
        ExecuteMsg::FundStream { vault, service, duration } => {
            let [sent] = info.funds.as_slice() else { return Err(ContractError::OneCoin) };
            let paid = (Asset::Native { denom: sent.denom.clone() }, sent.amount);
            let (funder, vault) = (sender, address(vault)?);
            execute::fund_stream(deps, env, Funding { funder, vault, service, duration }, paid)
        }
        ExecuteMsg::ReclaimStream { vault, service, funder, coin } => {
            let (vault, funder) = (address(vault)?, funder.map(address).transpose()?);
            // Listed funders have a stream each, a service has one.
            let funder = funder.or_else(|| service.is_none().then_some(sender));
            execute::reclaim_stream(deps, env, Whose { vault, service, funder, coin })
        }
        ExecuteMsg::ClaimRewards { vault, owner, coins, recipient } => {
            let vault = address(vault)?;
            let owner = owner.map(address).transpose()?.unwrap_or_else(|| sender.clone());
            let recipient = recipient.map(address).transpose()?;
            let claim = Claim { vault, owner, coins, recipient };
            execute::claim_rewards(deps, env, &sender, claim)
        }
        ExecuteMsg::ClaimAndDeposit { vault, min_shares } => {
            let vault = address(vault)?;
            execute::claim_and_deposit(deps, env, sender, vault, min_shares)
        }
        ExecuteMsg::ClaimCommission { vault, coins } => {
            let vault = address(vault)?;
            execute::claim_commission(deps, env, vault, coins)
        }
        ExecuteMsg::AddRewardCoin { vault, coin } => {
            let vault = address(vault)?;
            execute::add_reward_coin(deps, env, &sender, vault, coin)
        }
        ExecuteMsg::SetFunders { vault, funders } => {
            let vault = address(vault)?;
            execute::set_funders(deps, &sender, vault, funders)
        }
        ExecuteMsg::SetServiceRegistry { registry } => {
            weir_contract::assert_owner(deps.storage, &sender)?;
            execute::set_service_registry(deps, registry)
        }
        // All the others were handled before.
        _ => Err(ContractError::OneCoin),
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
