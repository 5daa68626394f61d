//! Splits what has arrived.

use cosmwasm_std::{
    Addr, BankMsg, Coin, DepsMut, Env, MessageInfo, QuerierWrapper, Response, SubMsg,
};
use weir_accounting::fee;
use weir_interface::distributor::Distributed;
use weir_interface::hub::HubContract;
use weir_quantities::Assets;

use crate::reply::Awaited;
use crate::state::{Books, Config, BOOKS, CONFIG};
use crate::ContractError;

pub fn distribute(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    keeper: Option<String>,
) -> Result<Response, ContractError> {
    let config = CONFIG.load(deps.storage)?;
    let by_hub = info.sender == config.hub;
    let keeper = match keeper {
        None => info.sender.clone(),
        Some(named) if by_hub || info.sender.as_str() == named => deps.api.addr_validate(&named)?,
        Some(actual) => {
            return Err(ContractError::KeeperNamed { caller: info.sender.to_string(), actual })
        }
    };
    let books = BOOKS.load(deps.storage)?;
    let rewards = arrived(&deps.querier, env, &config.denom, &books)?;
    // A harvest that brings nothing is no error, or the hub could not tell it from a broken one.
    if rewards.is_zero() && !by_hub {
        return Err(ContractError::NothingToDistribute { denom: config.denom });
    }
    let response = split(deps, env, &config, books, rewards, Some(keeper))?;
    Ok(response.add_attribute("action", "distribute"))
}

/// Splits what has arrived before `config` changes, with nobody paid for it; an empty response
/// when nothing has.
pub fn distribute_before_change(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
) -> Result<Response, ContractError> {
    let books = BOOKS.load(deps.storage)?;
    let rewards = arrived(&deps.querier, env, &config.denom, &books)?;
    if rewards.is_zero() {
        return Ok(Response::new());
    }
    split(deps, env, config, books, rewards, None)
}

/// What has arrived and is not split: the balance without what is owed.
pub fn arrived(
    querier: &QuerierWrapper<'_>,
    env: &Env,
    denom: &str,
    books: &Books,
) -> Result<Assets, ContractError> {
    let balance = querier.query_balance(&env.contract.address, denom)?.amount;
    Ok(Assets::from(balance).minus_or_zero(books.credits))
}

fn split(
    deps: DepsMut<'_>,
    env: &Env,
    config: &Config,
    mut books: Books,
    rewards: Assets,
    keeper: Option<Addr>,
) -> Result<Response, ContractError> {
    // The hub and the distributor crank for everybody: their pay would come back as rewards.
    let keeper = keeper.filter(|keeper| *keeper != config.hub && *keeper != env.contract.address);
    let pay = keeper.as_ref().map(|_| config.keeper_pay).unwrap_or_default();
    let split = fee::split(rewards, config.fee, pay)?;
    books.passed = books.passed.plus(split.passed)?;
    books.fees = books.fees.plus(split.fee()?)?;
    books.keeper_pay = books.keeper_pay.plus(split.keeper_pay)?;
    BOOKS.save(deps.storage, &books);

    let keeper = keeper.filter(|_| !split.keeper_pay.is_zero());
    let mut payments = Vec::new();
    if let Some(keeper) = &keeper {
        payments.push((keeper.clone(), split.keeper_pay));
    }
    let weights: Vec<u64> = config.receivers.iter().map(|receiver| receiver.weight).collect();
    for (receiver, part) in config.receivers.iter().zip(fee::among(split.receivers, &weights)?) {
        payments.push((Addr::unchecked(&receiver.address), part));
    }
    let mut response = Response::new();
    for (receiver, assets) in payments.into_iter().filter(|(_, assets)| !assets.is_zero()) {
        response = response.add_submessage(payment(receiver, assets, &config.denom)?);
    }
    if !split.passed.is_zero() {
        let hub = HubContract(config.hub.clone());
        response = response.add_message(hub.add_rewards(split.passed, &config.denom)?);
    }
    Ok(response.add_event(Distributed {
        rewards,
        fee: split.fee()?,
        keeper_pay: split.keeper_pay,
        keeper: keeper.map(String::from).unwrap_or_default(),
        passed: split.passed,
    }))
}

/// A payment whose failure becomes a credit: one blocked receiver must not stop a harvest.
fn payment(receiver: Addr, assets: Assets, denom: &str) -> Result<SubMsg, ContractError> {
    let coin = Coin { denom: denom.to_string(), amount: assets.into() };
    let send = BankMsg::Send { to_address: receiver.to_string(), amount: vec![coin] };
    Ok(Awaited::Payment { receiver, assets }.on_error(send)?)
}
