//! Coins other than the staking coin: where they go, and sending them there.

use cosmwasm_std::{
    Addr, Api, BankMsg, Coin, DepsMut, Env, MessageInfo, Response, SubMsg, WasmMsg,
};
use weir_interface::distributor::{CoinRouted, Route, RouteSet, SwapAdapterMsg};
use weir_json::to_binary;
use weir_quantities::{Assets, Rounding};

use super::update_config::check_receiver;
use crate::reply::Awaited;
use crate::state::{Swap, CONFIG, HELD, ROUTES, SWAP};
use crate::ContractError;

pub fn set_route(
    deps: DepsMut<'_>,
    env: &Env,
    denom: String,
    route: Option<Route>,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    check_denom(&denom)?;
    if denom == config.denom {
        return Err(ContractError::StakingCoin { denom });
    }
    let name = match &route {
        None => "none",
        Some(Route::To { .. }) => "to",
        Some(Route::Swap { .. }) => "swap",
    };
    match route {
        None => ROUTES.remove(deps.storage, &denom),
        Some(route) => {
            let route = checked(deps.api, env, &config.hub, route)?;
            ROUTES.save(deps.storage, &denom, &route);
        }
    }
    Ok(Response::new()
        .add_attribute("action", "set_route")
        .add_event(RouteSet { denom, route: name }))
}

pub fn route_coin(deps: DepsMut<'_>, env: &Env, denom: String) -> Result<Response, ContractError> {
    let Some(route) = ROUTES.may_load(deps.storage, &denom)? else {
        return Err(ContractError::NoRoute { denom });
    };
    // An adapter that has another coin routed would have its proceeds counted for either swap.
    if let Some(swap) = SWAP.may_load(deps.storage)? {
        return Err(ContractError::SwapUnderWay { denom: swap.denom });
    }
    let mut coin = deps.querier.query_balance(&env.contract.address, &denom)?;
    // What vaults are paid in it stays.
    let held = HELD.may_load(deps.storage, &denom)?.unwrap_or_default();
    coin.amount = coin.amount.saturating_sub(held);
    if coin.amount.is_zero() {
        return Err(ContractError::NothingToRoute { denom });
    }
    let event = |receiver: &str| CoinRouted {
        denom: coin.denom.clone(),
        amount: coin.amount,
        receiver: receiver.to_string(),
    };
    let response = Response::new().add_attribute("action", "route_coin");
    Ok(match route {
        Route::To { receiver } => response
            .add_event(event(&receiver))
            .add_message(BankMsg::Send { to_address: receiver, amount: vec![coin] }),
        Route::Swap { adapter, min_rate } => {
            let amount = Assets::from(coin.amount);
            // Down: the least that must come back, so a unit less is asked of the adapter.
            let min_out = amount.times(min_rate, Rounding::Down)?;
            if min_out.is_zero() {
                return Err(ContractError::TooLittleToSwap { denom, amount, min_rate });
            }
            response.add_event(event(&adapter)).add_submessage(swap(deps, adapter, coin, min_out)?)
        }
    })
}

fn swap(
    deps: DepsMut<'_>,
    adapter: String,
    coin: Coin,
    min_out: Assets,
) -> Result<SubMsg, ContractError> {
    let msg = WasmMsg::Execute {
        contract_addr: adapter.clone(),
        msg: to_binary(&SwapAdapterMsg::Swap { min_out }),
        funds: vec![coin.clone()],
    };
    let adapter = Addr::unchecked(adapter);
    let swap = Swap { denom: coin.denom, adapter, min_out, brought: Assets::ZERO };
    SWAP.save(deps.storage, &swap);
    Ok(Awaited::Swap {}.on_success(msg)?)
}

/// The adapter brings what it got for a coin.
pub fn bring_proceeds(deps: DepsMut<'_>, info: &MessageInfo) -> Result<Response, ContractError> {
    let mut swap = SWAP.may_load(deps.storage)?.ok_or(ContractError::NoSwap)?;
    if info.sender != swap.adapter {
        return Err(ContractError::NotAdapter {
            expected: swap.adapter.into_string(),
            actual: info.sender.to_string(),
        });
    }
    let denom = CONFIG.load(deps.storage)?.denom;
    let [coin] = info.funds.as_slice() else { return Err(ContractError::NoProceeds { denom }) };
    if coin.denom != denom {
        return Err(ContractError::NoProceeds { denom });
    }
    swap.brought = swap.brought.plus(coin.amount.into())?;
    SWAP.save(deps.storage, &swap);
    Ok(Response::new()
        .add_attribute("action", "bring_proceeds")
        .add_attribute("assets", coin.amount))
}

fn checked(api: &dyn Api, env: &Env, hub: &Addr, route: Route) -> Result<Route, ContractError> {
    let (Route::To { receiver: address } | Route::Swap { adapter: address, .. }) = &route;
    check_receiver(api, env, hub, address)?;
    match route {
        Route::Swap { min_rate, .. } if min_rate.is_zero() => Err(ContractError::ZeroRate),
        route => Ok(route),
    }
}

/// The chain's own rule for a denom.
pub(super) fn check_denom(denom: &str) -> Result<(), ContractError> {
    let letter_first = denom.starts_with(|c: char| c.is_ascii_alphabetic());
    let allowed = |c: char| c.is_ascii_alphanumeric() || "/:._-".contains(c);
    if letter_first && (3..=128).contains(&denom.len()) && denom.chars().all(allowed) {
        return Ok(());
    }
    Err(ContractError::NoDenom { denom: denom.chars().take(128).collect() })
}
