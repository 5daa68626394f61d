//! Changes fee, keeper pay and receivers; a higher fee is only announced.

use cosmwasm_std::{Addr, Api, Decimal, DepsMut, Env, Event, Response};
use weir_interface::distributor::{
    ConfigUpdated, PendingRaise, RaiseAnnounced, RaiseCancelled, Receiver,
};
use weir_interface::hub::{HubContract, Scope};
use weir_quantities::Time;

use super::distribute::distribute_before_change;
use crate::state::{
    Config, CONFIG, MAX_FEE, MAX_KEEPER_PAY, MAX_LABEL, MAX_RECEIVERS, NOTICE, PENDING_RAISE,
};
use crate::ContractError;

/// What the owner wants changed.
pub struct Changes {
    /// The fee on rewards.
    pub fee: Option<Decimal>,
    /// Of the fee a call produced, what its caller gets.
    pub keeper_pay: Option<Decimal>,
    /// Who gets the rest of the fee.
    pub receivers: Option<Vec<Receiver>>,
}

pub fn update_config(
    mut deps: DepsMut<'_>,
    env: &Env,
    changes: Changes,
) -> Result<Response, ContractError> {
    let before = CONFIG.load(deps.storage)?;
    let mut response = Response::new().add_attribute("action", "update_config");
    let (raise, lower) = match changes.fee.map(check_fee).transpose()? {
        Some(fee) if fee > before.fee => (Some(fee), None),
        other => (None, other),
    };
    if let Some(fee) = raise {
        // What is earned until the raise must be harvested at the old fee, and users must be able
        // to see to it. The hub refuses the pause while a raise waits.
        let hub = HubContract(before.hub.clone());
        if hub.is_paused(deps.querier, Scope::Harvest)? {
            return Err(ContractError::HarvestPaused);
        }
        response = response.add_event(announce(deps.branch(), env, fee)?);
    }
    let mut config = before.clone();
    if let Some(fee) = lower {
        config.fee = fee;
        // Anybody could put it into force later, over the lower one.
        response = response.add_events(take_back(deps.branch())?);
    }
    if let Some(keeper_pay) = changes.keeper_pay {
        config.keeper_pay = check_keeper_pay(keeper_pay)?;
    }
    if let Some(receivers) = changes.receivers {
        config.receivers = check_receivers(deps.api, env, &config.hub, receivers)?;
    }
    if config == before {
        return Ok(response);
    }
    CONFIG.save(deps.storage, &config);
    // What has arrived was earned under the old terms.
    let split = distribute_before_change(deps, env, &before)?;
    Ok(response
        .add_submessages(split.messages)
        .add_events(split.events)
        .add_event(updated(&config)))
}

pub(super) fn updated(config: &Config) -> ConfigUpdated {
    ConfigUpdated {
        fee: config.fee,
        keeper_pay: config.keeper_pay,
        receivers: config.receivers.len(),
    }
}

fn announce(deps: DepsMut<'_>, env: &Env, fee: Decimal) -> Result<RaiseAnnounced, ContractError> {
    let active_at = Time::from(env.block.time).after(NOTICE).u64();
    PENDING_RAISE.save(deps.storage, &PendingRaise { fee, active_at });
    Ok(RaiseAnnounced { fee, active_at })
}

/// Lets go of a raise that waits, if one does.
fn take_back(deps: DepsMut<'_>) -> Result<Option<Event>, ContractError> {
    let Some(raise) = PENDING_RAISE.may_load(deps.storage)? else { return Ok(None) };
    PENDING_RAISE.remove(deps.storage);
    Ok(Some(RaiseCancelled { fee: raise.fee }.into()))
}

pub(super) fn check_fee(fee: Decimal) -> Result<Decimal, ContractError> {
    check_bounds("fee", fee, MAX_FEE)
}

pub(super) fn check_keeper_pay(keeper_pay: Decimal) -> Result<Decimal, ContractError> {
    check_bounds("keeper_pay", keeper_pay, MAX_KEEPER_PAY)
}

fn check_bounds(
    parameter: &'static str,
    actual: Decimal,
    max: Decimal,
) -> Result<Decimal, ContractError> {
    if actual > max {
        return Err(ContractError::OutOfBounds { parameter, min: Decimal::zero(), max, actual });
    }
    Ok(actual)
}

pub(super) fn check_receivers(
    api: &dyn Api,
    env: &Env,
    hub: &Addr,
    receivers: Vec<Receiver>,
) -> Result<Vec<Receiver>, ContractError> {
    if receivers.is_empty() || receivers.len() > MAX_RECEIVERS {
        return Err(ContractError::ReceiverCount { max: MAX_RECEIVERS, actual: receivers.len() });
    }
    for (index, receiver) in receivers.iter().enumerate() {
        check_receiver(api, env, hub, &receiver.address)?;
        if receiver.label.len() > MAX_LABEL {
            return Err(ContractError::LabelTooLong {
                max: MAX_LABEL,
                actual: receiver.label.len(),
            });
        }
        if receivers.iter().take(index).any(|other| other.address == receiver.address) {
            return Err(ContractError::DuplicateReceiver { address: receiver.address.clone() });
        }
    }
    if receivers.iter().all(|receiver| receiver.weight == 0) {
        return Err(ContractError::NoWeight);
    }
    Ok(receivers)
}

/// What is sent to the distributor is rewards again, and what is sent to the hub is a gift that
/// comes back through `sweep_surplus`: the fee would be split over and over, a keeper paid each time.
pub(super) fn check_receiver(
    api: &dyn Api,
    env: &Env,
    hub: &Addr,
    address: &str,
) -> Result<(), ContractError> {
    let address = api.addr_validate(address)?;
    if address == env.contract.address || address == *hub {
        return Err(ContractError::ReceiverRefused { address: address.into_string() });
    }
    Ok(())
}
