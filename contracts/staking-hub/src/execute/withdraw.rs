//! What has arrived for requests is paid: in any order, any number of times, never twice.

use cosmwasm_std::{Addr, BankMsg, Coin, DepsMut, Env, Event, Order, Response, Storage};
use cw_storage_plus::Bound;
use weir_accounting::Request;
use weir_contract::address_key;
use weir_interface::hub::{Scope, UnbondedWithdrawn};
use weir_json::Failure;
use weir_quantities::{Assets, BatchId, Time};

use crate::state::{remove_request, Access, ACCESS, BATCHES, OWED, REQUESTS};
use crate::{ContractError, Refusal};

/// Most requests one call looks at.
pub const MAX_WITHDRAWALS: u32 = 30;

/// Pays all that is payable to an owner among `limit` requests of his after a batch; there is at
/// most one a batch. Those with nothing to pay count as well: anybody can give him requests, and
/// must not make his call longer than a block is.
pub fn withdraw_unbonded(
    deps: DepsMut<'_>,
    env: Env,
    owner: Addr,
    receiver: Addr,
    start_after: Option<BatchId>,
    limit: u32,
) -> Result<Response, Refusal> {
    let now: Time = env.block.time.into();
    let Access { gates, denom, .. } = ACCESS.load(deps.storage)?;
    gates.check_open(Scope::Withdraw, now)?;
    let by = address_key(deps.api, owner.as_str())?;
    let requests = REQUESTS
        .prefix(&by)
        .range(
            deps.storage,
            start_after.map(|batch| Bound::exclusive(batch.u64())),
            None,
            Order::Ascending,
        )
        .take(limit as usize)
        .collect::<Result<Vec<(u64, Request)>, Failure>>()?;
    let mut paid = Paid { assets: Assets::ZERO, batches: 0, denom };
    for (batch, request) in requests {
        if let Some(assets) = pay(deps.storage, &by, batch, request, now)? {
            paid.assets = paid.assets.plus(assets)?;
            paid.batches = paid.batches.saturating_add(1);
        }
    }
    answer(deps, owner, receiver, paid)
}

/// Pays one request, to whose it is, whoever calls.
pub fn withdraw_batch(
    deps: DepsMut<'_>,
    env: Env,
    batch: BatchId,
    owner: Addr,
) -> Result<Response, Refusal> {
    let now = env.block.time.into();
    let Access { gates, denom, .. } = ACCESS.load(deps.storage)?;
    gates.check_open(Scope::Withdraw, now)?;
    let by = address_key(deps.api, owner.as_str())?;
    let request = REQUESTS
        .may_load(deps.storage, (&by, batch.u64()))?
        .ok_or_else(|| ContractError::NoRequest { owner: owner.clone(), batch })?;
    let paid = pay(deps.storage, &by, batch.u64(), request, now)?;
    let paid = Paid { assets: paid.unwrap_or_default(), batches: paid.map_or(0, |_| 1), denom };
    answer(deps, owner.clone(), owner, paid)
}

/// Books what one request is paid; its row goes when its batch can receive no more. Nothing when
/// neither is the case.
fn pay(
    storage: &mut dyn Storage,
    owner: &[u8],
    batch_id: u64,
    mut request: Request,
    now: Time,
) -> Result<Option<Assets>, Refusal> {
    let Some(mut batch) = BATCHES.may_load(storage, batch_id)? else { return Ok(None) };
    let assets = request.payable(&batch)?;
    if !assets.is_zero() {
        request.claimed = request.claimed.plus(assets)?;
        batch.paid = batch.paid.plus(assets)?;
        BATCHES.save(storage, batch_id, &batch);
    }
    if batch.is_final(now) {
        remove_request(storage, owner, batch_id);
    } else if assets.is_zero() {
        return Ok(None);
    } else {
        REQUESTS.save(storage, (owner, batch_id), &request);
    }
    Ok(Some(assets))
}

/// What a call pays.
struct Paid {
    assets: Assets,
    batches: u32,
    denom: String,
}

fn answer(
    deps: DepsMut<'_>,
    owner: Addr,
    receiver: Addr,
    Paid { assets, batches, denom }: Paid,
) -> Result<Response, Refusal> {
    if batches == 0 {
        return Err(ContractError::NothingPayable { owner }.into());
    }
    let mut owed = OWED.load(deps.storage)?;
    owed.pay(assets)?;
    OWED.save(deps.storage, &owed);
    let coin = Coin { denom, amount: assets.into() };
    let send = BankMsg::Send { to_address: receiver.to_string(), amount: vec![coin] };
    // Requests worth nothing go without a payment.
    Ok(Response::new()
        .add_messages((!assets.is_zero()).then_some(send))
        .add_attribute("action", "withdraw_unbonded")
        .add_event(Event::from(UnbondedWithdrawn {
            owner: owner.into_string(),
            receiver: receiver.into_string(),
            assets,
            batches,
            claimable: owed.claimable,
        })))
}
