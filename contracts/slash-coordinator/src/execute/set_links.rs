//! Other links: announced, taken back. They count by themselves when the notice is over.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::coordinator::{LinksAnnounced, LinksCancelled, PendingLinks};
use weir_quantities::Time;

use super::instantiate::validated;
use crate::links::links;
use crate::state::{LINKS, NOTICE, PENDING_LINKS};
use crate::ContractError;

pub fn set_links(
    deps: DepsMut<'_>,
    env: &Env,
    registry: String,
    fund: Option<String>,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    // What has waited long enough is in force and stays so while the new ones wait.
    let in_force = links(deps.storage, now)?;
    LINKS.save(deps.storage, &in_force);
    let new = validated(deps.api, &registry, fund.as_deref())?;
    let at = now.after(NOTICE).u64();
    let fund = new.fund.map(String::from);
    let pending = PendingLinks { registry: new.registry.into_string(), fund, at };
    PENDING_LINKS.save(deps.storage, &pending);
    Ok(Response::new().add_attribute("action", "set_links").add_event(LinksAnnounced {
        registry: pending.registry,
        fund: pending.fund.unwrap_or_default(),
        at,
    }))
}

pub fn cancel_links(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time).u64();
    let pending = PENDING_LINKS.may_load(deps.storage)?.filter(|pending| now < pending.at);
    if pending.is_none() {
        return Err(ContractError::NothingPending);
    }
    PENDING_LINKS.remove(deps.storage);
    let registry = LINKS.load(deps.storage)?.registry.into_string();
    Ok(Response::new()
        .add_attribute("action", "cancel_links")
        .add_event(LinksCancelled { registry }))
}
