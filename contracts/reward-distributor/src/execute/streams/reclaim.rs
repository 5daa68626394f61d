//! What a stream had left goes back once its vault has left: nobody earns it. While the vault is here, or
//! only about to leave, its holders do.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use weir_interface::restaking::Asset;
use weir_interface::streams::StreamReclaimed;
use weir_interface::vault::{LeftoverResponse, VaultContract};
use weir_quantities::ServiceId;

use super::books::release;
use super::VaultBooks;
use crate::ContractError;

/// Which stream is meant.
pub struct Whose {
    /// The vault.
    pub vault: Addr,
    /// The service that paid; nothing for a listed funder.
    pub service: Option<ServiceId>,
    /// Who funded it last; whoever it was if left out.
    pub funder: Option<Addr>,
    /// In this coin alone: another one may refuse to be sent.
    pub coin: Option<Asset>,
}

pub fn reclaim_stream(
    deps: DepsMut<'_>,
    env: &Env,
    whose: Whose,
) -> Result<Response, ContractError> {
    let none = || ContractError::NoStream { vault: whose.vault.to_string() };
    let books = VaultBooks::load(deps.storage, &whose.vault)?.ok_or_else(none)?;
    let contract = VaultContract(whose.vault.clone());
    let left = contract.reward_streams(deps.querier, &env.contract.address)?.left;
    let meant = numbered(left).into_iter().filter(|(_, one)| whose.is_meant(one));
    for (place, LeftoverResponse { line, funder, units, .. }) in meant {
        let mut row = books.line(deps.storage, line)?;
        let is_wanted = |coin: &&Asset| whose.coin.as_ref().is_none_or(|only| only == *coin);
        let coin = books.coin_of(line).filter(is_wanted);
        let Some(coin) = coin.filter(|_| !row.reclaimed.contains(&place)) else { continue };
        row.take_back(coin, units)?;
        row.reclaimed.push(place);
        books.save_line(deps.storage, line, &row);
        release(deps.storage, coin, units)?;
        return Ok(Response::new()
            .add_message(coin.transfer(&funder, units.into())?)
            .add_attribute("action", "reclaim_stream")
            .add_event(StreamReclaimed {
                vault: whose.vault.to_string(),
                funder,
                coin: coin.to_string(),
                amount: units,
            }));
    }
    Err(none())
}

/// With the place of each in its line.
pub fn numbered(left: Vec<LeftoverResponse>) -> Vec<(u32, LeftoverResponse)> {
    let mut numbered: Vec<(u32, LeftoverResponse)> = vec![];
    for one in left {
        let before = numbered.last().filter(|(_, last)| last.line == one.line);
        numbered.push((before.map_or(0, |(place, _)| place.saturating_add(1)), one));
    }
    numbered
}

impl Whose {
    fn is_meant(&self, stream: &LeftoverResponse) -> bool {
        let is_funder = |funder: &Addr| funder.as_str() == stream.funder;
        stream.service == self.service && self.funder.as_ref().is_none_or(is_funder)
    }
}
