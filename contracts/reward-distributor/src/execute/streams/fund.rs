//! A service, or a listed funder of a vault without commitments, pays in.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128, Uint256};
use weir_accounting::rewards::Stream;
use weir_interface::restaking::Asset;
use weir_interface::streams::{StreamFunded, MAX_STREAMS};
use weir_interface::vault::VaultContract;
use weir_quantities::{Seconds, ServiceId, Time};

use super::books::hold;
use super::manage::{known_vault, registry};
use super::{ask, VaultBooks};
use crate::state::{StreamRow, VaultRow, HELD};
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
    let now = Time::from(env.block.time);
    known_vault(deps.storage, deps.querier, &funding.vault)?;
    let said = ask(deps.querier, env, &funding.vault, None)?;
    if !said.stays {
        return Err(ContractError::VaultLeft { vault: funding.vault.into_string() });
    }
    let unlisted = ContractError::UnknownCoin { coin: coin.to_string() };
    let Some(mut books) = VaultBooks::load(deps.storage, &funding.vault)? else {
        return Err(unlisted);
    };
    funding.refuse_stranger(&deps, &books.row)?;
    refuse_short(&deps, env, &coin, units)?;
    let number = books.number(&coin)?;
    books.advance_as(&said, now)?;
    let at = funding.place(&mut books, number, now)?;
    let VaultBooks { row, coins, .. } = &mut books;
    let (Some(stream), Some(of_coin)) = (row.streams.get_mut(at), coins.get_mut(number as usize))
    else {
        return Err(unlisted);
    };
    let mut line = Stream { rate: stream.rate, counted_to: now, ends_at: stream.ends_at.max(now) };
    let undivided = line.fund(units, Seconds::new(funding.duration), now)?;
    of_coin.index.fund(units, undivided)?;
    of_coin.counted_to = now;
    (stream.rate, stream.ends_at) = (line.rate, line.ends_at);
    stream.funder = funding.funder.clone();
    hold(deps.storage, &coin, units)?;
    books.save(deps.storage)?;
    Ok(Response::new().add_attribute("action", "fund_stream").add_event(StreamFunded {
        vault: funding.vault.into_string(),
        funder: funding.funder.into_string(),
        coin: coin.to_string(),
        amount: units,
        ends_at: line.ends_at.u64(),
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

    /// The place of the payer's stream: the one that runs, or a new one. Those that are over go.
    fn place(&self, books: &mut VaultBooks, coin: u32, now: Time) -> Result<usize, ContractError> {
        let VaultRow { streams, coins, .. } = &mut books.row;
        streams.retain(|stream| stream.ends_at > now);
        let is_own = |stream: &StreamRow| match self.service {
            Some(_) => stream.service == self.service,
            None => stream.service.is_none() && stream.funder == self.funder,
        };
        if let Some(at) = streams.iter().position(is_own) {
            let live = streams.get(at).map_or(coin, |stream| stream.coin);
            if live == coin {
                return Ok(at);
            }
            let live = coins.get(live as usize).map(ToString::to_string).unwrap_or_default();
            return Err(ContractError::OtherCoinLive { live });
        }
        if streams.len() >= MAX_STREAMS {
            return Err(ContractError::TooManyStreams { max: MAX_STREAMS });
        }
        let (service, funder) = (self.service, self.funder.clone());
        streams.push(StreamRow { service, funder, coin, rate: Uint256::zero(), ends_at: now });
        Ok(streams.len().saturating_sub(1))
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
