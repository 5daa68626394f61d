//! Answers.

use cosmwasm_std::{Binary, Decimal, Deps, Env, Order, StdError, StdResult};
use cw_storage_plus::Bound;
use weir_interface::distributor::{
    BooksResponse, ConfigResponse, CreditResponse, QueryMsg, RouteResponse,
};
use weir_interface::hub::{Crank, Parameter, PendingParameter};
use weir_json::to_binary;
use weir_quantities::{Assets, Time};

use crate::execute::arrived;
use crate::state::{
    BOOKS, CONFIG, CREDITS, HELD, MAX_FEE, MAX_KEEPER_PAY, PENDING_RAISE, ROUTES, SERVICE_REGISTRY,
};

mod vaults;

const DEFAULT_LIMIT: u32 = 30;
const MAX_LIMIT: u32 = 100;

/// Answers one question.
pub fn answer(deps: Deps<'_>, env: &Env, msg: QueryMsg) -> StdResult<Binary> {
    Ok(match msg {
        QueryMsg::Config {} => to_binary(&config(deps)?),
        QueryMsg::Ownership {} => to_binary(&weir_contract::get_ownership(deps.storage)?),
        QueryMsg::Books {} => to_binary(&books(deps, env)?),
        QueryMsg::Credit { address } => {
            let address = deps.api.addr_validate(&address)?;
            let assets = CREDITS.may_load(deps.storage, &address)?.unwrap_or_default();
            to_binary(&CreditResponse { assets })
        }
        QueryMsg::Routes { start_after, limit } => {
            to_binary(&routes(deps, start_after.as_deref(), limit)?)
        }
        QueryMsg::Cranks {} => to_binary(&cranks(deps, env)?),
        QueryMsg::Streams { vault } => to_binary(&vaults::streams(deps, env, &vault)?),
        QueryMsg::RewardIndexes { vault } => to_binary(&vaults::indexes(deps, env, &vault)?),
        QueryMsg::PendingRewards { vault, owner } => {
            to_binary(&vaults::pending(deps, env, &vault, &owner)?)
        }
        QueryMsg::ServiceRegistry {} => {
            to_binary(&SERVICE_REGISTRY.may_load(deps.storage)?.map(String::from))
        }
    })
}

fn config(deps: Deps<'_>) -> StdResult<ConfigResponse> {
    let config = CONFIG.load(deps.storage)?;
    let pending_raise = PENDING_RAISE.may_load(deps.storage)?;
    let pending = pending_raise
        .as_ref()
        .map(|raise| PendingParameter { value: raise.fee.to_string(), active_at: raise.active_at });
    let parameter = |name: &str, value: Decimal, max: Decimal, pending| Parameter {
        name: name.to_string(),
        value: value.to_string(),
        min: Decimal::zero().to_string(),
        max: max.to_string(),
        pending,
    };
    Ok(ConfigResponse {
        owner: weir_contract::get_ownership(deps.storage)?.owner.map(String::from),
        hub: config.hub.into_string(),
        denom: config.denom,
        parameters: vec![
            parameter("fee", config.fee, MAX_FEE, pending),
            parameter("keeper_pay", config.keeper_pay, MAX_KEEPER_PAY, None),
        ],
        receivers: config.receivers,
        pending_raise,
    })
}

fn rewards(deps: Deps<'_>, env: &Env) -> StdResult<Assets> {
    let denom = CONFIG.load(deps.storage)?.denom;
    let books = BOOKS.load(deps.storage)?;
    arrived(&deps.querier, env, &denom, &books)
        .map_err(|error| StdError::generic_err(error.to_string()))
}

fn books(deps: Deps<'_>, env: &Env) -> StdResult<BooksResponse> {
    let books = BOOKS.load(deps.storage)?;
    let denom = CONFIG.load(deps.storage)?.denom;
    let held = Assets::from(HELD.may_load(deps.storage, &denom)?.unwrap_or_default());
    Ok(BooksResponse {
        rewards: rewards(deps, env)?,
        credits: books.credits.minus_or_zero(held),
        passed: books.passed,
        fees: books.fees,
        keeper_pay: books.keeper_pay,
    })
}

fn routes(
    deps: Deps<'_>,
    start_after: Option<&str>,
    limit: Option<u32>,
) -> StdResult<Vec<RouteResponse>> {
    let limit = limit.unwrap_or(DEFAULT_LIMIT).min(MAX_LIMIT);
    ROUTES
        .range(deps.storage, start_after.map(Bound::exclusive), None, Order::Ascending)
        .take(usize::try_from(limit).unwrap_or(usize::MAX))
        .map(|row| row.map(|(denom, route)| RouteResponse { denom, route }).map_err(StdError::from))
        .collect()
}

fn cranks(deps: Deps<'_>, env: &Env) -> StdResult<Vec<Crank>> {
    let now = Time::from(env.block.time).u64();
    let has_rewards = !rewards(deps, env)?.is_zero();
    let raise_at = PENDING_RAISE.may_load(deps.storage)?.map(|raise| raise.active_at);
    Ok(vec![
        Crank {
            name: "distribute".to_string(),
            ready: has_rewards,
            ready_at: has_rewards.then_some(now),
        },
        Crank {
            name: "activate_raise".to_string(),
            ready: raise_at.is_some_and(|at| now >= at),
            ready_at: raise_at,
        },
    ])
}
