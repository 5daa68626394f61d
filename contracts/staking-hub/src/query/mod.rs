//! Answers: load and shape. What is computed, accounting computes.

mod batches;
mod books;
mod health;
mod peers;
mod rates;
mod requests;
mod simulate;
mod validators;

use cosmwasm_std::{Binary, Deps, Env};
use weir_interface::hub::QueryMsg;
use weir_json::to_binary;

use crate::state::LINKS;
use crate::Refusal;

/// Answers one question.
///
/// # Errors
/// A foreign denom, an address that is none, a batch or validator that is not there, and, where a
/// rate is asked for, insolvency: there is no default rate.
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, Refusal> {
    let env = &env;
    Ok(match msg {
        QueryMsg::RedemptionRate { denom, params } => {
            to_binary(&rates::redemption_rate(deps, env, &denom, params)?)
        }
        QueryMsg::HistoricalRedemptionRates { denom, params, limit } => {
            to_binary(&rates::historical_redemption_rates(deps, &denom, params, limit)?)
        }
        QueryMsg::GetRedemptionRate {} | QueryMsg::ExchangeRate {} => {
            to_binary(&rates::exchange_rate(deps, env)?)
        }
        QueryMsg::GetLstAssetDenom {} => to_binary(&LINKS.load(deps.storage)?.token),
        QueryMsg::ExchangeRates { start_after, limit } => {
            to_binary(&rates::exchange_rates(deps, start_after, limit)?)
        }
        QueryMsg::Rate {} => to_binary(&rates::rate(deps, env)?),
        QueryMsg::LiveRate {} => to_binary(&rates::live_rate(deps, env)?),
        QueryMsg::Apr { window } => to_binary(&rates::apr(deps, env, window)?),

        QueryMsg::State {} => to_binary(&peers::state(deps, env)?),
        QueryMsg::PendingBatch {} => to_binary(&peers::pending_batch(deps, env)?),
        QueryMsg::PreviousBatch(id) => to_binary(&peers::previous_batch(deps, env, id)?),
        QueryMsg::PreviousBatches { start_after, limit } => {
            to_binary(&peers::previous_batches(deps, env, start_after, limit)?)
        }
        QueryMsg::UnbondRequestsByBatch { id, start_after, limit } => {
            to_binary(&requests::by_batch(deps, id, start_after, limit)?)
        }
        QueryMsg::UnbondRequestsByUser { user, start_after, limit } => {
            to_binary(&requests::by_user(deps, &user, start_after, limit)?)
        }
        QueryMsg::UnbondRequestsByUserDetails { user, start_after, limit } => {
            to_binary(&requests::by_user_details(deps, env, &user, start_after, limit)?)
        }

        QueryMsg::Config {} => to_binary(&books::config(deps)?),
        QueryMsg::Ownership {} => to_binary(&weir_contract::get_ownership(deps.storage)?),
        QueryMsg::Solvency {} => to_binary(&books::solvency(deps, env)?),
        QueryMsg::Simulate(simulation) => to_binary(&simulate::simulate(deps, env, simulation)?),
        QueryMsg::Cranks {} => to_binary(&crate::due::due(deps, env)?),

        QueryMsg::Validators { start_after, limit } => {
            to_binary(&validators::all(deps, env, start_after.as_deref(), limit)?)
        }
        QueryMsg::Validator { validator } => to_binary(&validators::one(deps, env, validator)?),
        QueryMsg::Slashes { start_after, limit } => {
            to_binary(&validators::slashes(deps, start_after, limit)?)
        }
        QueryMsg::Batch { id } => to_binary(&batches::batch(deps, env, id)?),
        QueryMsg::Parts { start_after, limit } => {
            to_binary(&batches::parts(deps, start_after, limit)?)
        }
        QueryMsg::Health {} => to_binary(&health::health(deps, env)?),
    })
}

/// How many rows to answer.
fn page(limit: Option<u32>, default: u32, max: u32) -> usize {
    usize::try_from(limit.unwrap_or(default).min(max)).unwrap_or(usize::MAX)
}
