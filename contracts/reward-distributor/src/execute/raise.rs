//! An announced raise of the fee: taken back, or put into force after everything earned so far was
//! split at the old fee.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::distributor::{
    DistributorContract, ExecuteMsg, RaiseActivated, RaiseCancelled,
};
use weir_interface::hub::{self, HubContract};
use weir_quantities::Time;

use super::distribute::distribute_before_change;
use crate::state::{CONFIG, PENDING_RAISE};
use crate::ContractError;

pub fn cancel_raise(deps: DepsMut<'_>) -> Result<Response, ContractError> {
    let raise = PENDING_RAISE.may_load(deps.storage)?.ok_or(ContractError::NoRaise)?;
    PENDING_RAISE.remove(deps.storage);
    Ok(Response::new()
        .add_attribute("action", "cancel_raise")
        .add_event(RaiseCancelled { fee: raise.fee }))
}

pub fn activate_raise(
    deps: DepsMut<'_>,
    env: &Env,
    skip: Option<Vec<String>>,
) -> Result<Response, ContractError> {
    let raise = PENDING_RAISE.may_load(deps.storage)?.ok_or(ContractError::NoRaise)?;
    let now = Time::from(env.block.time).u64();
    if now < raise.active_at {
        return Err(ContractError::RaiseTooEarly { expected: raise.active_at, actual: now });
    }
    let hub = HubContract(CONFIG.load(deps.storage)?.hub);
    let harvest = hub::ExecuteMsg::Harvest {
        limit: None,
        skip,
        validators: Default::default(),
        withdrawals: Default::default(),
        stages: Default::default(),
    };
    let itself = DistributorContract(env.contract.address.clone());
    // The harvest withdraws what was earned until now and has it split at the old fee.
    Ok(Response::new()
        .add_message(hub.call(&harvest, vec![])?)
        .add_message(itself.call(&ExecuteMsg::CompleteRaise {})?)
        .add_attribute("action", "activate_raise"))
}

pub fn complete_raise(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let raise = PENDING_RAISE.may_load(deps.storage)?.ok_or(ContractError::NoRaise)?;
    let before = CONFIG.load(deps.storage)?;
    PENDING_RAISE.remove(deps.storage);
    let mut config = before.clone();
    config.fee = raise.fee;
    CONFIG.save(deps.storage, &config);
    // Nothing is left after the harvest; should anything be, it was earned at the old fee.
    let split = distribute_before_change(deps, env, &before)?;
    Ok(Response::new()
        .add_submessages(split.messages)
        .add_events(split.events)
        .add_attribute("action", "complete_raise")
        .add_event(RaiseActivated { fee: raise.fee }))
}
