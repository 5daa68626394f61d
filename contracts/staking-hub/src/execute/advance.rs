//! Does the one crank step that is due now, for keepers that want to know nothing.

use cosmwasm_std::{Addr, DepsMut, Env, Response};

use super::{
    config, delegate_buffer, harvest, rebalance, reconcile, submit_batch, sweep_surplus, sync,
};
use crate::due::due;
use crate::ContractError;

pub fn advance(deps: DepsMut<'_>, env: Env, keeper: Addr) -> Result<Response, ContractError> {
    let cranks = due(deps.as_ref(), &env)?;
    let ready = cranks.iter().find(|crank| crank.ready).map(|crank| crank.name.as_str());
    match ready {
        Some("activate_raises") => config::activate_raises(deps, env),
        Some("reconcile") => reconcile::reconcile(deps, env, reconcile::DEFAULT_LIMIT),
        Some("submit_batch") => submit_batch::submit_batch(deps, env, None, vec![]),
        Some("sync") => sync::sync(deps, env, vec![]),
        Some("harvest") => harvest::harvest(deps, env, keeper, None, vec![]),
        Some("delegate_buffer") => {
            delegate_buffer::delegate_buffer(deps, env, delegate_buffer::DEFAULT_LIMIT, vec![])
        }
        Some("sweep_surplus") => sweep_surplus::sweep_surplus(deps, env),
        Some("rebalance") => rebalance::rebalance(deps, env, None, vec![], None),
        Some(_) | None => {
            let next = cranks.into_iter().filter_map(|crank| Some((crank.name, crank.ready_at?)));
            Err(ContractError::NothingDue { next: next.min_by_key(|(_, at)| *at) })
        }
    }
}
