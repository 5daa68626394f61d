//! Slashed assets that belong to the fund: they vest, so that nobody is there at the right second.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use weir_accounting::insurance::refuse_too_much;
use weir_interface::fund::SlashedReceived;
use weir_quantities::Assets;

use super::insure::known_vault;
use crate::books::Books;
use crate::parameters::parameters;
use crate::state::LINKS;
use crate::ContractError;

pub fn bring_slashed(
    deps: DepsMut<'_>,
    env: &Env,
    vault: Addr,
    assets: Assets,
) -> Result<Response, ContractError> {
    // Anybody else's assets would change when those of others count.
    known_vault(&deps, &LINKS.load(deps.storage)?, &vault)?;
    let mut books = Books::open(deps.storage, env)?;
    refuse_too_much(&books.pool, assets)?;
    let period = parameters(deps.storage, books.now)?.longest_covered();
    books.vesting = books.vesting.plus_over(assets, period, books.now)?;
    let vests_until = books.vesting.until().u64();
    books.save(deps.storage)?;
    let vault = vault.into_string();
    Ok(Response::new().add_attribute("action", "bring_slashed").add_event(SlashedReceived {
        vault,
        assets,
        vests_until,
    }))
}
