//! A service, or a listed funder of a vault without commitments, pays in.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};
use weir_accounting::rewards::RewardError;
use weir_interface::restaking::Asset;
use weir_interface::streams::StreamFunded;
use weir_interface::vault::{self, VaultContract};
use weir_quantities::ServiceId;

use super::books::hold;
use super::manage::{known_vault, registry};
use super::VaultBooks;
use crate::state::{VaultRow, HELD};
use crate::ContractError;

/// Who pays whom for how long.
pub struct Funding {
    /// Who.
    pub funder: Addr,
    /// The vault.
    pub vault: Addr,
    /// The service; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Over how many seconds.
    pub duration: u64,
}

pub fn fund_stream(
    deps: DepsMut<'_>,
    env: &Env,
    funding: Funding,
    (coin, units): (Asset, Uint128),
) -> Result<Response, ContractError> {
    known_vault(deps.storage, deps.querier, &funding.vault)?;
    let Some(books) = VaultBooks::load(deps.storage, &funding.vault)? else {
        return Err(ContractError::UnknownCoin { coin: coin.to_string() });
    };
    let line = books.line_of(&coin)?;
    funding.refuse_stranger(&deps, &books.row)?;
    refuse_short(&deps, env, &coin, units)?;
    let mut row = books.line(deps.storage, line)?;
    row.funded = row.funded.checked_add(units).map_err(RewardError::from)?;
    books.save_line(deps.storage, line, &row);
    hold(deps.storage, &coin, units)?;
    let Funding { funder, vault, service, duration } = funding;
    let told = vault::ExecuteMsg::FundRewards {
        line,
        service,
        funder: funder.to_string(),
        units,
        duration,
    };
    let contract = VaultContract(vault.clone());
    Ok(Response::new()
        .add_message(contract.call(&told)?)
        .add_attribute("action", "fund_stream")
        .add_event(StreamFunded {
            vault: vault.into_string(),
            funder: funder.into_string(),
            coin: coin.to_string(),
            amount: units,
        }))
}

impl Funding {
    /// Only the owner of a service with a commitment, or a listed funder where there is none.
    fn refuse_stranger(&self, deps: &DepsMut<'_>, row: &VaultRow) -> Result<(), ContractError> {
        let vault = VaultContract(self.vault.clone());
        let Some(service) = self.service else {
            let commitments = vault.commitments(deps.querier)?.len();
            if commitments > 0 {
                return Err(ContractError::HasCommitments { commitments });
            }
            return match row.funders.contains(&self.funder) {
                true => Ok(()),
                false => Err(ContractError::NotFunder { actual: self.funder.to_string() }),
            };
        };
        let expected = registry(deps.storage)?.service(deps.querier, service)?.owner;
        if self.funder.as_str() != expected {
            let actual = self.funder.to_string();
            return Err(ContractError::NotServiceOwner { service, expected, actual });
        }
        match vault.commitment(deps.querier, service) {
            Ok(_) => Ok(()),
            Err(_) => Err(ContractError::NoCommitment { service }),
        }
    }
}

/// A token that takes a fee, or lies, would be paid with another vault's rewards.
fn refuse_short(
    deps: &DepsMut<'_>,
    env: &Env,
    coin: &Asset,
    units: Uint128,
) -> Result<(), ContractError> {
    let Asset::Cw20 { .. } = coin else { return Ok(()) };
    let name = coin.to_string();
    let held = HELD.may_load(deps.storage, &name)?.unwrap_or_default();
    let expected = held.saturating_add(units);
    let actual = coin.balance(deps.querier, &env.contract.address)?.into();
    match actual < expected {
        true => Err(ContractError::ArrivedShort { coin: name, expected, actual }),
        false => Ok(()),
    }
}
