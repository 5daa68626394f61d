//! Shares sent to the hub join the open batch. They stay exposed, and keep earning, until their
//! batch is placed in unbonding.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response};
use weir_accounting::Request;
use weir_contract::address_key;
use weir_interface::hub::{Scope, UnbondQueued};
use weir_quantities::{Assets, Shares};

use crate::state::{Access, PIPELINE, REQUESTS, REQUESTS__BATCH};
use crate::{ContractError, Refusal};

pub fn queue_unbond(
    deps: DepsMut<'_>,
    env: Env,
    access: Access,
    sender: Addr,
    receiver: Addr,
    shares: Shares,
) -> Result<Response, Refusal> {
    let now = env.block.time.into();
    let Access { gates, parameters, .. } = access;
    gates.check_open(Scope::QueueUnbond, now)?;
    if shares < parameters.min_unbond {
        return Err(
            ContractError::BelowMinUnbond { min: parameters.min_unbond, came: shares }.into()
        );
    }
    let cadence = parameters.cadence();
    let pipeline = PIPELINE.load(deps.storage)?.at(now, cadence).queue(shares, now)?;
    let owner = address_key(deps.api, receiver.as_str())?;
    let key = (owner.as_slice(), pipeline.open.id.u64());
    let before = REQUESTS.may_load(deps.storage, key)?;
    let request = before.unwrap_or_default().plus(Request { shares, claimed: Assets::ZERO })?;
    REQUESTS.save(deps.storage, key, &request);
    if before.is_none() {
        REQUESTS__BATCH.save(deps.storage, (pipeline.open.id.u64(), &owner), &());
    }
    PIPELINE.save(deps.storage, &pipeline);
    let closes_at = pipeline.closes_at(pipeline.open.first_at, cadence).unwrap_or_default();
    Ok(Response::new().add_attribute("action", "queue_unbond").add_event(Event::from(
        UnbondQueued {
            sender: sender.into_string(),
            receiver: receiver.into_string(),
            batch: pipeline.open.id,
            shares,
            batch_shares: pipeline.open.shares,
            closes_at: closes_at.u64(),
        },
    )))
}
