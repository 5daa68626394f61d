//! Coins that belong to nobody go to the distributor, where they vest like rewards.

use cosmwasm_std::{BankMsg, Coin, DepsMut, Env, Event, Order, Response};
use cw_storage_plus::Bound;
use weir_accounting::SHORTFALL_PERIOD;
use weir_interface::hub::SurplusSwept;

use crate::chain::balance;
use crate::state::{BATCHES, LINKS, OWED, PARTS, POOL, SETTLEMENT, SHORTFALLS};
use crate::world::{may_have_arrived, moment};
use crate::{ContractError, Refusal};

pub fn sweep_surplus(deps: DepsMut<'_>, env: Env) -> Result<Response, Refusal> {
    let now = moment(&env).time;
    let past = Bound::inclusive((may_have_arrived(now).u64(), u64::MAX));
    let unsettled = PARTS.keys(deps.storage, None, Some(past), Order::Ascending).next();
    if unsettled.is_some() || SETTLEMENT.load(deps.storage)?.round.is_some() {
        return Err(ContractError::UnsettledParts {}.into());
    }
    let open = Bound::inclusive((now.before(SHORTFALL_PERIOD).u64(), 0));
    if let Some(key) = SHORTFALLS.keys(deps.storage, Some(open), None, Order::Ascending).next() {
        let shortfall = BATCHES.load(deps.storage, key?.1)?.shortfall;
        return Err(ContractError::ShortfallsOpen { shortfall }.into());
    }
    let links = LINKS.load(deps.storage)?;
    let balance = balance(deps.querier, &env.contract.address, &links.denom)?;
    let owed = OWED.load(deps.storage)?;
    let assets = owed.beyond(balance, POOL.load(deps.storage)?.buffer);
    if assets.is_zero() {
        return Err(ContractError::NoSurplus {}.into());
    }
    let amount = vec![Coin { denom: links.denom, amount: assets.into() }];
    Ok(Response::new()
        .add_message(BankMsg::Send { to_address: links.distributor.into_string(), amount })
        .add_attribute("action", "sweep_surplus")
        .add_event(Event::from(SurplusSwept { assets })))
}
