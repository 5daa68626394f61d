//! What a stream has left goes back once its vault tells another distributor of its holders. While the
//! vault is here, or only about to leave, its holders earn it.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Uint128};
use weir_accounting::rewards::Stream;
use weir_interface::restaking::Asset;
use weir_interface::streams::StreamReclaimed;
use weir_quantities::{ServiceId, Time};

use super::books::release;
use super::{ask, VaultBooks};
use crate::state::StreamRow;
use crate::ContractError;

/// Which stream is meant.
pub struct Whose {
    /// The vault.
    pub vault: Addr,
    /// The service that paid; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last; whoever it was if left out.
    pub funder: Option<Addr>,
}

pub fn reclaim_stream(
    deps: DepsMut<'_>,
    env: &Env,
    whose: Whose,
) -> Result<Response, ContractError> {
    let vault = &whose.vault;
    let Some(mut books) = VaultBooks::load(deps.storage, vault)? else {
        return Err(whose.not_there());
    };
    let said = ask(deps.querier, env, vault, None)?;
    if said.told {
        return Err(ContractError::VaultStays { vault: vault.to_string() });
    }
    // Nobody has earned anything here since it left.
    books.advance_as(&said, Time::from(env.block.time))?;
    let (funder, coin, units) = whose.take_out(&mut books)?;
    release(deps.storage, &coin, units)?;
    books.save(deps.storage)?;
    Ok(Response::new()
        .add_message(coin.transfer(funder.as_str(), units.into())?)
        .add_attribute("action", "reclaim_stream")
        .add_event(StreamReclaimed {
            vault: vault.to_string(),
            funder: funder.into_string(),
            coin: coin.to_string(),
            amount: units,
        }))
}

impl Whose {
    /// Takes the stream, and the units that it has left, out of the books.
    fn take_out(&self, books: &mut VaultBooks) -> Result<(Addr, Asset, Uint128), ContractError> {
        let VaultBooks { row, coins, .. } = books;
        let at = row.streams.iter().position(|stream| self.is_meant(stream));
        let stream = row.streams.remove(at.ok_or_else(|| self.not_there())?);
        let number = stream.coin as usize;
        let (Some(coin), Some(of_coin)) = (row.coins.get(number), coins.get_mut(number)) else {
            return Err(self.not_there());
        };
        let StreamRow { rate, ends_at, funder, .. } = stream;
        let line = Stream { rate, counted_to: of_coin.counted_to, ends_at };
        let units = of_coin.take_back(coin, &line)?;
        match units.is_zero() {
            true => Err(ContractError::NothingLeft { vault: self.vault.to_string() }),
            false => Ok((funder, coin.clone(), units)),
        }
    }

    fn is_meant(&self, stream: &StreamRow) -> bool {
        let is_funder = |funder: &Addr| *funder == stream.funder;
        stream.service == self.service && self.funder.as_ref().is_none_or(is_funder)
    }

    fn not_there(&self) -> ContractError {
        ContractError::NoStream { vault: self.vault.to_string() }
    }
}
