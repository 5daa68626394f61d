//! A vault says what its holders had until now.

use cosmwasm_std::{Addr, Decimal, DepsMut, Env, Response, Uint256};
use weir_contract::address_key;
use weir_interface::streams::{CommissionSet, Holder, VaultArrived};
use weir_quantities::{Shares, Time};

use super::shares::{ask, Holding};
use super::VaultBooks;
use crate::state::{Return, ACCOUNTS, MAX_HOLDERS};
use crate::ContractError;

pub fn checkpoint(
    deps: DepsMut<'_>,
    env: &Env,
    vault: &Addr,
    holders: Vec<Holder>,
    active: Shares,
) -> Result<Response, ContractError> {
    if holders.is_empty() || holders.len() > MAX_HOLDERS {
        return Err(ContractError::HolderCount { max: MAX_HOLDERS, actual: holders.len() });
    }
    let response = Response::new().add_attribute("action", "checkpoint");
    // Who is never paid has nothing to count.
    let Some(mut books) = VaultBooks::load(deps.storage, vault)? else { return Ok(response) };
    books.advance(active, Time::from(env.block.time))?;
    for Holder { owner, shares } in holders {
        let key = address_key(deps.api, &owner)?;
        let mut accounts = books.account(deps.storage, &key)?;
        let kept = match books.is_behind(&accounts) {
            true => {
                Holding::from(&ask(deps.querier, env, vault, Some(&Addr::unchecked(owner)))?).kept
            }
            false => Shares::ZERO,
        };
        books.count(&mut accounts, Holding { told: true, shares, kept })?;
        ACCOUNTS.save(deps.storage, (books.row.number, &key), &accounts);
    }
    books.save(deps.storage)?;
    Ok(response)
}

/// A vault tells this contract of its holders from now on. What they had since it left, if it was
/// here before, nobody said: streams have stood still, and what was earned before is counted for who
/// had shares then. The operator's part is the one of now.
pub fn arrive(
    deps: DepsMut<'_>,
    env: &Env,
    vault: &Addr,
    commission: Decimal,
) -> Result<Response, ContractError> {
    if commission > Decimal::one() {
        return Err(ContractError::CommissionOutOfRange { actual: commission });
    }
    let response = Response::new().add_attribute("action", "arrive");
    let Some(mut books) = VaultBooks::load(deps.storage, vault)? else { return Ok(response) };
    let said = ask(deps.querier, env, vault, None)?;
    books.advance_to_departure(said.departure.as_ref())?;
    books.advance(Shares::ZERO, Time::from(env.block.time))?;
    let before = std::mem::take(&mut books.row.returns).into_iter().map(|at| at.last);
    let before = before.chain(std::iter::repeat(Uint256::zero()));
    let returned = books.coins.iter().zip(before);
    books.row.returns =
        returned.map(|(coin, before)| Return { last: coin.index.index, before }).collect();
    books.row.commission = commission;
    books.save(deps.storage)?;
    Ok(response.add_event(VaultArrived { vault: vault.to_string(), commission }))
}

/// The operator's part changes, after everything until now was counted at the old one.
pub fn set_commission(
    deps: DepsMut<'_>,
    env: &Env,
    vault: &Addr,
    commission: Decimal,
    active: Shares,
) -> Result<Response, ContractError> {
    if commission > Decimal::one() {
        return Err(ContractError::CommissionOutOfRange { actual: commission });
    }
    let response = Response::new().add_attribute("action", "set_commission");
    // Before the first coin is listed nothing is kept: then the vault is asked.
    let Some(mut books) = VaultBooks::load(deps.storage, vault)? else { return Ok(response) };
    books.advance(active, Time::from(env.block.time))?;
    books.row.commission = commission;
    books.save(deps.storage)?;
    Ok(response.add_event(CommissionSet { vault: vault.to_string(), commission }))
}
