//! A queued claim changes hands, wholly or in part. Requests merge per batch and owner, so dust
//! cannot be heaped on anybody.

use cosmwasm_std::{Addr, DepsMut, Env, Event, Response};
use weir_contract::address_key;
use weir_interface::hub::{Scope, UnbondTransferred};
use weir_quantities::{BatchId, Shares};

use crate::state::{remove_request, ACCESS, REQUESTS, REQUESTS__BATCH};
use crate::{ContractError, Refusal};

pub fn transfer_unbond_request(
    deps: DepsMut<'_>,
    env: Env,
    owner: Addr,
    batch: BatchId,
    recipient: Addr,
    shares: Option<Shares>,
) -> Result<Response, Refusal> {
    ACCESS.load(deps.storage)?.gates.check_open(Scope::TransferUnbond, env.block.time.into())?;
    if owner == recipient {
        return Err(ContractError::TransferToSelf { owner }.into());
    }
    let by = address_key(deps.api, owner.as_str())?;
    let key = (by.as_slice(), batch.u64());
    let request = REQUESTS
        .may_load(deps.storage, key)?
        .ok_or_else(|| ContractError::NoRequest { owner: owner.clone(), batch })?;
    let shares = shares.unwrap_or(request.shares);
    if shares.is_zero() {
        return Err(ContractError::ZeroAmount {}.into());
    }
    let (rest, moved) = request.split(batch, shares)?;
    if rest.shares.is_zero() {
        remove_request(deps.storage, &by, batch.u64());
    } else {
        REQUESTS.save(deps.storage, key, &rest);
    }
    let to = address_key(deps.api, recipient.as_str())?;
    let other = (to.as_slice(), batch.u64());
    let before = REQUESTS.may_load(deps.storage, other)?;
    REQUESTS.save(deps.storage, other, &before.unwrap_or_default().plus(moved)?);
    REQUESTS__BATCH.save(deps.storage, (batch.u64(), &to), &());
    Ok(Response::new().add_attribute("action", "transfer_unbond_request").add_event(Event::from(
        UnbondTransferred {
            owner: owner.into_string(),
            recipient: recipient.into_string(),
            batch,
            shares,
            claimed: moved.claimed,
        },
    )))
}
