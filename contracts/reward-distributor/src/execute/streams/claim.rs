//! Pays what was earned, in whole units; the rest stays with its holder.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, Event, Response, Uint128};
use weir_contract::address_key;
use weir_interface::restaking::Asset;
use weir_interface::streams::{CommissionClaimed, RewardsClaimed};
use weir_interface::vault::{self, VaultContract};
use weir_quantities::{Assets, Shares};

use super::books::{due_in, Wanted};
use super::manage::{known_vault, registry};
use super::VaultBooks;
use crate::state::CLAIMED;
use crate::ContractError;

/// Who wants what.
pub struct Claim {
    /// The vault.
    pub vault: Addr,
    /// Whose rewards.
    pub owner: Addr,
    /// In these coins alone.
    pub coins: Option<Vec<Asset>>,
    /// Who is paid.
    pub recipient: Option<Addr>,
}

pub fn claim_rewards(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    claim: Claim,
) -> Result<Response, ContractError> {
    let Claim { vault, owner, coins, recipient } = claim;
    if recipient.is_some() && *sender != owner {
        let (owner, actual) = (owner.into_string(), sender.to_string());
        return Err(ContractError::NotHolder { owner, actual });
    }
    let recipient = recipient.unwrap_or_else(|| owner.clone());
    let mut response = Response::new().add_attribute("action", "claim_rewards");
    for (coin, units) in earned(deps, env, &vault, &owner, coins)? {
        response = response
            .add_message(coin.transfer(recipient.as_str(), units.into())?)
            .add_event(claimed(&vault, &owner, recipient.to_string(), &coin, units));
    }
    Ok(response)
}

pub fn claim_and_deposit(
    deps: DepsMut<'_>,
    env: &Env,
    owner: Addr,
    vault: Addr,
    min_shares: Option<Shares>,
) -> Result<Response, ContractError> {
    let asset = known_vault(deps.storage, deps.querier, &vault)?.asset;
    let mut response = Response::new().add_attribute("action", "claim_and_deposit");
    for (coin, units) in earned(deps, env, &vault, &owner, Some(vec![asset]))? {
        response = response
            .add_message(deposit(&vault, &owner, &coin, units.into(), min_shares)?)
            .add_event(claimed(&vault, &owner, vault.to_string(), &coin, units));
    }
    Ok(response)
}

/// Coins can be named: one whose transfers fail keeps nothing back but itself.
pub fn claim_commission(
    deps: DepsMut<'_>,
    env: &Env,
    vault: Addr,
    only: Option<Vec<Asset>>,
) -> Result<Response, ContractError> {
    let operator = known_vault(deps.storage, deps.querier, &vault)?.operator;
    let recipient = registry(deps.storage)?.operator(deps.querier, operator)?.bond_address;
    let nothing = ContractError::NothingEarned { owner: recipient.clone() };
    let Some(books) = VaultBooks::load(deps.storage, &vault)? else { return Err(nothing) };
    let wanted = Wanted::of(&books, only)?;
    let said = VaultContract(vault).rewards(deps.querier, &env.contract.address, None)?.lines;
    let paid = books.pay(deps.storage, &wanted, |_, line, row| {
        let units = due_in(&said, line, |one| one.commission, row.commission)?;
        row.commission = row.commission.saturating_add(units);
        Ok(units)
    })?;
    if paid.is_empty() {
        return Err(nothing);
    }
    let mut response = Response::new().add_attribute("action", "claim_commission");
    for (coin, amount) in paid {
        let (vault, recipient) = (books.vault.to_string(), recipient.clone());
        response = response
            .add_message(coin.transfer(&recipient, amount.into())?)
            .add_event(CommissionClaimed { vault, recipient, coin: coin.to_string(), amount });
    }
    Ok(response)
}

/// Takes what a holder has earned in these coins, or in all, out of the books.
fn earned(
    deps: DepsMut<'_>,
    env: &Env,
    vault: &Addr,
    owner: &Addr,
    only: Option<Vec<Asset>>,
) -> Result<Vec<(Asset, Uint128)>, ContractError> {
    let nothing = ContractError::NothingEarned { owner: owner.to_string() };
    let Some(books) = VaultBooks::load(deps.storage, vault)? else { return Err(nothing) };
    let wanted = Wanted::of(&books, only)?;
    let contract = VaultContract(vault.clone());
    let said = contract.rewards(deps.querier, &env.contract.address, Some(owner))?.lines;
    let key = address_key(deps.api, owner.as_str())?;
    let mut claimed = books.claimed(deps.storage, &key)?;
    let paid = books.pay(deps.storage, &wanted, |place, line, _| {
        let Some(before) = claimed.get_mut(place) else { return Ok(Uint128::zero()) };
        let units = due_in(&said, line, |one| one.earned, *before)?;
        *before = before.saturating_add(units);
        Ok(units)
    })?;
    if paid.is_empty() {
        return Err(nothing);
    }
    CLAIMED.save(deps.storage, (books.row.number, &key), &claimed);
    Ok(paid)
}

fn claimed(vault: &Addr, owner: &Addr, recipient: String, coin: &Asset, amount: Uint128) -> Event {
    let (vault, owner, coin) = (vault.to_string(), owner.to_string(), coin.to_string());
    RewardsClaimed { vault, owner, recipient, coin, amount }.into()
}

fn deposit(
    vault: &Addr,
    owner: &Addr,
    coin: &Asset,
    assets: Assets,
    min_shares: Option<Shares>,
) -> Result<CosmosMsg, ContractError> {
    let (receiver, max_pending_slash) = (Some(owner.to_string()), None);
    Ok(match coin {
        Asset::Cw20 { .. } => {
            let msg = vault::ReceiveMsg::Deposit { receiver, min_shares, max_pending_slash };
            coin.send(vault.as_str(), assets, &msg)?
        }
        Asset::Native { .. } => {
            let msg = vault::ExecuteMsg::Deposit { receiver, min_shares, max_pending_slash };
            coin.send(vault.as_str(), assets, &msg)?
        }
    })
}
