//! Slashed assets that belong to the fund: to all who are in it when they arrive. Who comes after them
//! pays for them, and who was there is not out of it any sooner.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use weir_accounting::insurance::refuse_too_much;
use weir_interface::fund::SlashedReceived;
use weir_quantities::Assets;

use super::insure::known_vault;
use crate::books::Books;
use crate::state::LINKS;
use crate::ContractError;

pub fn bring_slashed(
    deps: DepsMut<'_>,
    env: &Env,
    vault: Addr,
    assets: Assets,
) -> Result<Response, ContractError> {
    // What anybody else brought would be a gift that lifts the price of shares.
    known_vault(&deps, &LINKS.load(deps.storage)?, &vault)?;
    let mut books = Books::open(deps.storage, env)?;
    refuse_too_much(&books.pool, assets)?;
    books.pool.assets = books.pool.assets.plus(assets)?;
    let (total_assets, total_shares) = (books.pool.assets, books.pool.shares);
    books.save(deps.storage);
    let vault = vault.into_string();
    Ok(Response::new().add_attribute("action", "bring_slashed").add_event(SlashedReceived {
        vault,
        assets,
        total_assets,
        total_shares,
    }))
}
