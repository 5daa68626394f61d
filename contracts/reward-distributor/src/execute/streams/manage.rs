//! Lists that a vault's owner keeps, and the registry that says what is a vault.

use cosmwasm_std::{Addr, DepsMut, Env, QuerierWrapper, Response, Storage};
use weir_interface::restaking::Asset;
use weir_interface::service_registry::{ServiceRegistryContract, VaultResponse};
use weir_interface::streams::{FundersSet, RewardCoinAdded};
use weir_interface::vault::{self, VaultContract};

use super::VaultBooks;
use crate::execute::route::check_denom;
use crate::state::{CoinLine, VaultRow, LAST_VAULT, MAX_FUNDERS, SERVICE_REGISTRY};
use crate::ContractError;

pub fn set_service_registry(
    deps: DepsMut<'_>,
    registry: String,
) -> Result<Response, ContractError> {
    if let Some(named) = SERVICE_REGISTRY.may_load(deps.storage)? {
        return Err(ContractError::RegistryNamed { registry: named.into_string() });
    }
    let registry = deps.api.addr_validate(&registry)?;
    SERVICE_REGISTRY.save(deps.storage, &registry);
    Ok(Response::new()
        .add_attribute("action", "set_service_registry")
        .add_attribute("registry", registry))
}

pub fn add_reward_coin(
    deps: DepsMut<'_>,
    env: &Env,
    sender: &Addr,
    vault: Addr,
    coin: Asset,
) -> Result<Response, ContractError> {
    only_vault_owner(&deps, sender, &vault)?;
    // What is listed stays: a name that no coin can have would take one of eight places for ever.
    match &coin {
        Asset::Cw20 { address } => drop(deps.api.addr_validate(address)?),
        Asset::Native { denom } => check_denom(denom)?,
    }
    let mut books = open(deps.storage, vault)?;
    let contract = VaultContract(books.vault.clone());
    let said = contract.rewards(deps.querier, &env.contract.address, None)?;
    let is_open = |line: u32| said.lines.iter().any(|one| one.line == line && one.open);
    if books.row.coins.iter().any(|one| one.coin == coin && is_open(one.line)) {
        return Err(ContractError::CoinTwice { coin: coin.to_string() });
    }
    let (name, line) = (coin.to_string(), said.next_line);
    books.row.coins.push(CoinLine { coin, line });
    books.save(deps.storage);
    let vault = books.vault.into_string();
    Ok(Response::new()
        .add_message(contract.call(&vault::ExecuteMsg::OpenLine { line })?)
        .add_attribute("action", "add_reward_coin")
        .add_event(RewardCoinAdded { vault, coin: name }))
}

pub fn set_funders(
    deps: DepsMut<'_>,
    sender: &Addr,
    vault: Addr,
    funders: Vec<String>,
) -> Result<Response, ContractError> {
    only_vault_owner(&deps, sender, &vault)?;
    let twice = funders
        .iter()
        .enumerate()
        .any(|(index, one)| funders.iter().take(index).any(|other| other == one));
    if funders.len() > MAX_FUNDERS || twice {
        return Err(ContractError::BadFunders { max: MAX_FUNDERS });
    }
    let mut books = open(deps.storage, vault)?;
    let listed: Result<Vec<_>, _> =
        funders.iter().map(|funder| deps.api.addr_validate(funder)).collect();
    books.row.funders = listed?;
    books.save(deps.storage);
    let vault = books.vault.into_string();
    Ok(Response::new()
        .add_attribute("action", "set_funders")
        .add_event(FundersSet { vault, funders: funders.join(",") }))
}

/// The vault's books; empty ones where it was never paid.
fn open(storage: &mut dyn Storage, vault: Addr) -> Result<VaultBooks, ContractError> {
    if let Some(books) = VaultBooks::load(storage, &vault)? {
        return Ok(books);
    }
    let number = LAST_VAULT.may_load(storage)?.unwrap_or_default().saturating_add(1);
    LAST_VAULT.save(storage, &number);
    Ok(VaultBooks { vault, row: VaultRow { number, coins: vec![], funders: vec![] } })
}

fn only_vault_owner(deps: &DepsMut<'_>, sender: &Addr, vault: &Addr) -> Result<(), ContractError> {
    known_vault(deps.storage, deps.querier, vault)?;
    let owner = VaultContract(vault.clone()).owner(deps.querier)?;
    if owner.as_deref() == Some(sender.as_str()) {
        return Ok(());
    }
    let expected = owner.unwrap_or_default();
    Err(ContractError::NotVaultOwner { expected, actual: sender.to_string() })
}

/// # Errors
/// [`ContractError::NoServiceRegistry`].
pub(super) fn registry(storage: &dyn Storage) -> Result<ServiceRegistryContract, ContractError> {
    let named = SERVICE_REGISTRY.may_load(storage)?;
    Ok(ServiceRegistryContract(named.ok_or(ContractError::NoServiceRegistry)?))
}

/// # Errors
/// [`ContractError::UnknownVault`].
pub(super) fn known_vault(
    storage: &dyn Storage,
    querier: QuerierWrapper<'_>,
    vault: &Addr,
) -> Result<VaultResponse, ContractError> {
    let registry = registry(storage)?;
    registry.vault(querier, vault).map_err(|_| ContractError::UnknownVault {
        registry: registry.0.to_string(),
        vault: vault.to_string(),
    })
}
