//! Tells the hub.

use cosmwasm_std::{DepsMut, Env, Response};

use crate::hub::{self, Ledger};
use crate::roster::Roster;
use crate::state::{Config, CONFIG, LAST_REFRESH, PUSHED_AT};
use crate::ContractError;

pub fn push_targets(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let roster = Roster::load(deps.storage)?;
    push(deps, env, &config, &roster, Response::new().add_attribute("action", "push_targets"))
}

/// Adds the message to the hub, and its event, to a response.
pub fn push(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
    roster: &Roster,
    response: Response,
) -> Result<Response, ContractError> {
    let last = LAST_REFRESH.may_load(deps.storage)?.unwrap_or_default();
    // A hub that cannot say what it lost must not keep a validator's standing from reaching it:
    // then scores are without losses until the next push.
    let ledger = if config.weigh_by_score {
        Ledger::read(deps.querier, &config.hub).unwrap_or_default()
    } else {
        Ledger::default()
    };
    PUSHED_AT.save(deps.storage, &env.block.time.into());
    let (targets, max_share) = hub::targets(config, roster, &last, &ledger)?;
    let (msg, event) = hub::tell(config, targets, max_share)?;
    Ok(response.add_message(msg).add_event(event))
}
