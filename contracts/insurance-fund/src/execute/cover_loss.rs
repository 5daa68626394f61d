//! Covers a loss of the hub: shares of the derivative are given up, and what they were worth vests
//! for the others who hold it.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::fund::LossCovered;
use weir_interface::hub::HubContract;
use weir_quantities::Assets;

use crate::books::Books;
use crate::parameters::parameters;
use crate::state::{DRAWS, LINKS};
use crate::ContractError;

pub fn cover_loss(deps: DepsMut<'_>, env: &Env, assets: Assets) -> Result<Response, ContractError> {
    let links = LINKS.load(deps.storage)?;
    let hub = links.hub.ok_or(ContractError::NoHub)?;
    if assets.is_zero() {
        return Err(ContractError::Zero { what: "assets" });
    }
    let mut books = Books::open(deps.storage, env)?;
    let limits = parameters(deps.storage, books.now)?.limits();
    let mut draws = DRAWS.load(deps.storage)?;
    // Of a loss of the chain only the part of the fund is known: all that there is was lost.
    let allowed = draws.allowed(Assets::MAX, books.held()?, &limits, books.now)?;
    if assets > allowed {
        return Err(ContractError::OverTheCap { allowed, asked: assets });
    }
    draws.note(assets, books.now)?;
    DRAWS.save(deps.storage, &draws);
    let of_reserve = books.reserve.cover(&mut books.pool, assets)?;
    books.covered = books.covered.plus(assets)?;
    let (total_assets, total_shares) = (books.pool.assets, books.pool.shares);
    books.save(deps.storage);
    Ok(Response::new()
        .add_message(HubContract(hub).burn_slashed(&links.asset, assets)?)
        .add_attribute("action", "cover_loss")
        .add_event(LossCovered { assets, of_reserve, total_assets, total_shares }))
}
