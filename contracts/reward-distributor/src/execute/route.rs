//! Coins other than the staking coin: where they go, and sending them there.

use cosmwasm_std::{
    to_json_binary, Addr, Api, BankMsg, Coin, DepsMut, Env, Response, SubMsg, WasmMsg,
};
use weir_interface::distributor::{CoinRouted, Route, RouteSet, SwapAdapterMsg};
use weir_quantities::{Assets, Rounding};

use super::update_config::check_receiver;
use crate::reply::Awaited;
use crate::state::{CONFIG, ROUTES};
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
            ROUTES.save(deps.storage, &denom, &route)?;
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
    let coin = deps.querier.query_balance(&env.contract.address, &denom)?;
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
            response
                .add_event(event(&adapter))
                .add_submessage(swap(deps, env, adapter, coin, min_out)?)
        }
    })
}

fn swap(
    deps: DepsMut<'_>,
    env: &Env,
    adapter: String,
    coin: Coin,
    min_out: Assets,
) -> Result<SubMsg, ContractError> {
    let staking_coin = CONFIG.load(deps.storage)?.denom;
    let before = deps.querier.query_balance(&env.contract.address, staking_coin)?.amount.into();
    let awaited = Awaited::Swap { denom: coin.denom.clone(), before, min_out };
    Ok(awaited.on_success(WasmMsg::Execute {
        contract_addr: adapter,
        msg: to_json_binary(&SwapAdapterMsg::Swap { min_out })?,
        funds: vec![coin],
    })?)
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
