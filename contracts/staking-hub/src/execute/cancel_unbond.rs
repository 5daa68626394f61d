//! Queued shares back, exactly as many, while their batch is open. A right to cancel until the
//! submission would be a free option around a slash that can be seen coming.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response};
use weir_contract::address_key;
use weir_interface::hub::{Scope, UnbondCancelled};
use weir_interface::token::TokenContract;
use weir_quantities::{BatchId, Shares};

use crate::state::{remove_request, Access, ACCESS, PIPELINE, REQUESTS};
use crate::world::load_books;
use crate::{ContractError, Refusal};

pub fn cancel_unbond(
    deps: DepsMut<'_>,
    env: Env,
    owner: Addr,
    batch: Option<BatchId>,
    shares: Option<Shares>,
) -> Result<Response, Refusal> {
    let now = env.block.time.into();
    let Access { gates, parameters, token, .. } = ACCESS.load(deps.storage)?;
    gates.check_open(Scope::CancelUnbond, now)?;
    let cadence = parameters.cadence();
    let pipeline = PIPELINE.load(deps.storage)?.at(now, cadence);
    let batch = batch.unwrap_or(pipeline.open.id);
    let by = address_key(deps.api, owner.as_str())?;
    let key = (by.as_slice(), batch.u64());
    let request = REQUESTS
        .may_load(deps.storage, key)?
        .ok_or_else(|| ContractError::NoRequest { owner: owner.clone(), batch })?;
    let shares = shares.unwrap_or(request.shares);
    if shares.is_zero() {
        return Err(ContractError::ZeroAmount {}.into());
    }
    let (rest, _) = request.split(batch, shares)?;
    let insolvent = load_books(deps.storage)?.is_insolvent(now)?;
    let pipeline = pipeline.cancel(batch, shares, now, cadence, insolvent)?;
    if rest.shares.is_zero() {
        remove_request(deps.storage, &by, batch.u64());
    } else {
        REQUESTS.save(deps.storage, key, &rest);
    }
    PIPELINE.save(deps.storage, &pipeline);
    let batch_shares = match pipeline.waiting.filter(|waiting| waiting.id == batch) {
        Some(waiting) => waiting.unplaced,
        None if pipeline.open.id == batch => pipeline.open.shares,
        None => Shares::ZERO,
    };
    Ok(Response::new()
        .add_message(TokenContract(token).transfer(&owner, shares)?)
        .add_attribute("action", "cancel_unbond")
        .add_event(Event::from(UnbondCancelled {
            owner: owner.into_string(),
            batch,
            shares,
            batch_shares,
        })))
}
