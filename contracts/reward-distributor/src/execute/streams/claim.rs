//! Pays what was earned, in whole units; the rest stays with its holder.

use cosmwasm_std::{Addr, CosmosMsg, DepsMut, Env, Event, Response, Uint128};
use weir_contract::address_key;
use weir_interface::restaking::Asset;
use weir_interface::streams::{CommissionClaimed, RewardsClaimed};
use weir_interface::vault;
use weir_quantities::{Assets, Shares, Time};

use super::books::release;
use super::manage::{known_vault, registry};
use super::{ask, VaultBooks};
use crate::state::ACCOUNTS;
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
    let Some(mut books) = VaultBooks::load(deps.storage, &vault)? else { return Err(nothing) };
    let wanted = wanted(&books, only)?;
    books.advance_as(&ask(deps.querier, env, &vault, None)?, Time::from(env.block.time))?;
    let mut response = Response::new().add_attribute("action", "claim_commission");
    let VaultBooks { row, coins, .. } = &mut books;
    for (number, (coin, of_coin)) in (0u32..).zip(row.coins.iter().zip(coins)) {
        if !wanted.contains(&number) {
            continue;
        }
        let units = of_coin.index.claim_commission()?;
        if units.is_zero() {
            continue;
        }
        of_coin.pay(coin, units)?;
        release(deps.storage, coin, units)?;
        response = response.add_message(coin.transfer(&recipient, units.into())?).add_event(
            CommissionClaimed {
                vault: vault.to_string(),
                recipient: recipient.clone(),
                coin: coin.to_string(),
                amount: units,
            },
        );
    }
    if response.messages.is_empty() {
        return Err(nothing);
    }
    books.save(deps.storage)?;
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
    let Some(mut books) = VaultBooks::load(deps.storage, vault)? else { return Err(nothing) };
    let wanted = wanted(&books, only)?;
    let said = ask(deps.querier, env, vault, Some(owner))?;
    books.advance_as(&said, Time::from(env.block.time))?;
    let key = address_key(deps.api, owner.as_str())?;
    let mut accounts = books.account(deps.storage, &key)?;
    books.count(&mut accounts, (&said).into())?;
    let mut paid = vec![];
    let VaultBooks { row, coins, .. } = &mut books;
    for (number, ((account, of_coin), coin)) in
        (0u32..).zip(accounts.iter_mut().zip(coins).zip(&row.coins))
    {
        if !wanted.contains(&number) {
            continue;
        }
        let units = account.claim()?;
        if !units.is_zero() {
            of_coin.pay(coin, units)?;
            release(deps.storage, coin, units)?;
            paid.push((coin.clone(), units));
        }
    }
    if paid.is_empty() {
        return Err(nothing);
    }
    ACCOUNTS.save(deps.storage, (row.number, &key), &accounts);
    books.save(deps.storage)?;
    Ok(paid)
}

/// The numbers of coins in the list.
fn wanted(books: &VaultBooks, only: Option<Vec<Asset>>) -> Result<Vec<u32>, ContractError> {
    let Some(only) = only else { return Ok((0u32..).take(books.coins.len()).collect()) };
    let mut numbers = Vec::with_capacity(only.len());
    for coin in only {
        let number = books.number(&coin)?;
        if numbers.contains(&number) {
            return Err(ContractError::CoinTwice { coin: coin.to_string() });
        }
        numbers.push(number);
    }
    Ok(numbers)
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
