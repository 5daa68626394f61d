//! Slashed assets that belong to the fund: they pay its covers first, and belong to no share. Else they
//! were whose who came just before them.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
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
    known_vault(&deps, &LINKS.load(deps.storage)?, &vault)?;
    let mut books = Books::open(deps.storage, env)?;
    books.reserve.assets = books.reserve.assets.plus(assets)?;
    let event = SlashedReceived {
        vault: vault.into_string(),
        assets,
        reserve: books.reserve.assets,
        total_assets: books.pool.assets,
        total_shares: books.pool.shares,
    };
    books.save(deps.storage);
    Ok(Response::new().add_attribute("action", "bring_slashed").add_event(event))
}
