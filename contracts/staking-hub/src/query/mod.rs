//! Answers: load and shape. What is computed, accounting computes.

mod batches;
mod books;
mod health;
mod peers;
mod rates;
mod requests;
mod simulate;
mod validators;

use cosmwasm_std::{to_json_binary, Binary, Deps, Env};
use weir_interface::hub::QueryMsg;
use weir_json::Json;

use crate::state::LINKS;
use crate::Refusal;

/// Answers one question.
///
/// # Errors
/// A foreign denom, an address that is none, a batch or validator that is not there, and, where a
/// rate is asked for, insolvency: there is no default rate.
pub fn query(deps: Deps<'_>, env: Env, msg: QueryMsg) -> Result<Binary, Refusal> {
    let env = &env;
    let answer = match msg {
        QueryMsg::RedemptionRate { denom, params } => {
            rates::redemption_rate(deps, env, &denom, params)?.to_value()
        }
        QueryMsg::HistoricalRedemptionRates { denom, params, limit } => {
            rates::historical_redemption_rates(deps, &denom, params, limit)?.to_value()
        }
        QueryMsg::GetRedemptionRate {} | QueryMsg::ExchangeRate {} => {
            rates::exchange_rate(deps, env)?.to_value()
        }
        QueryMsg::GetLstAssetDenom {} => LINKS.load(deps.storage)?.token.to_value(),
        QueryMsg::ExchangeRates { start_after, limit } => {
            rates::exchange_rates(deps, start_after, limit)?.to_value()
        }
        QueryMsg::Rate {} => rates::rate(deps, env)?.to_value(),
        QueryMsg::LiveRate {} => rates::live_rate(deps, env)?.to_value(),
        QueryMsg::Apr { window } => rates::apr(deps, env, window)?.to_value(),

        QueryMsg::State {} => peers::state(deps, env)?.to_value(),
        QueryMsg::PendingBatch {} => peers::pending_batch(deps, env)?.to_value(),
        QueryMsg::PreviousBatch(id) => peers::previous_batch(deps, env, id)?.to_value(),
        QueryMsg::PreviousBatches { start_after, limit } => {
            peers::previous_batches(deps, env, start_after, limit)?.to_value()
        }
        QueryMsg::UnbondRequestsByBatch { id, start_after, limit } => {
            requests::by_batch(deps, id, start_after, limit)?.to_value()
        }
        QueryMsg::UnbondRequestsByUser { user, start_after, limit } => {
            requests::by_user(deps, &user, start_after, limit)?.to_value()
        }
        QueryMsg::UnbondRequestsByUserDetails { user, start_after, limit } => {
            requests::by_user_details(deps, env, &user, start_after, limit)?.to_value()
        }

        QueryMsg::Config {} => books::config(deps)?.to_value(),
        QueryMsg::Ownership {} => cw_ownable::get_ownership(deps.storage)?.to_value(),
        QueryMsg::Solvency {} => books::solvency(deps, env)?.to_value(),
        QueryMsg::Simulate(simulation) => simulate::simulate(deps, env, simulation)?.to_value(),
        QueryMsg::Cranks {} => crate::due::due(deps, env)?.to_value(),

        QueryMsg::Validators { start_after, limit } => {
            validators::all(deps, env, start_after.as_deref(), limit)?.to_value()
        }
        QueryMsg::Validator { validator } => validators::one(deps, env, validator)?.to_value(),
        QueryMsg::Slashes { start_after, limit } => {
            validators::slashes(deps, start_after, limit)?.to_value()
        }
        QueryMsg::Batch { id } => batches::batch(deps, env, id)?.to_value(),
        QueryMsg::Parts { start_after, limit } => {
            batches::parts(deps, start_after, limit)?.to_value()
        }
        QueryMsg::Health {} => health::health(deps, env)?.to_value(),
    };
    Ok(to_json_binary(&answer)?)
}

/// How many rows to answer.
fn page(limit: Option<u32>, default: u32, max: u32) -> usize {
    usize::try_from(limit.unwrap_or(default).min(max)).unwrap_or(usize::MAX)
}
