//! Cover: sent to a vault within a slash, and what was not needed comes back.

use cosmwasm_std::{Addr, DepsMut, Env, Response};
use weir_accounting::insurance::refuse_long_exit;
use weir_interface::fund::{CoverPaid, CoverReturned};
use weir_interface::vault::VaultContract;
use weir_quantities::{Assets, Seconds, SlashId};

use super::Insurable;
use crate::books::Books;
use crate::parameters::parameters;
use crate::state::{Draw, DRAWN, DRAWS, LINKS, POLICIES};
use crate::ContractError;

/// What a slash takes, as the coordinator tells it.
pub struct Loss {
    /// The request.
    pub id: SlashId,
    /// What is left of it after the bond.
    pub loss: Assets,
    /// The operator's active bond at the offence.
    pub active_bond: Assets,
    /// The vault's exit delay in seconds.
    pub exit_delay: u64,
}

pub fn draw(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    insurable: Insurable,
    asked: Loss,
) -> Result<Response, ContractError> {
    let links = LINKS.load(deps.storage)?;
    if sender != links.coordinator {
        let caller = sender.into_string();
        return Err(ContractError::Unauthorized { role: "coordinator", caller });
    }
    let Loss { id, loss, active_bond, exit_delay } = asked;
    if let Some(before) = DRAWN.may_load(deps.storage, id.u64())? {
        return Err(ContractError::DrawnBefore { id, drawn: before.drawn });
    }
    let mut books = Books::open(deps.storage, env)?;
    let parameters = parameters(deps.storage, books.now)?;
    let exit_delay = Seconds::new(exit_delay);
    refuse_long_exit(parameters.exit_delay, exit_delay)?;
    let Insurable { service, .. } = insurable;
    let Some(policy) = POLICIES.may_load(deps.storage, insurable.key())? else {
        let vault = insurable.vault.into_string();
        return Err(ContractError::NoPolicy { service, vault });
    };
    let longest = parameters.longest_covered();
    policy.in_force(service, longest, books.now)?.covers(active_bond, exit_delay, books.now)?;

    let mut draws = DRAWS.load(deps.storage)?;
    let assets = draws.allowed(loss, books.held()?, &parameters.limits(), books.now)?;
    if assets.is_zero() {
        let (drawn, assets) = (draws.drawn(books.now)?, books.held()?);
        return Err(ContractError::NothingToDraw { drawn, assets });
    }
    draws.note(assets, books.now)?;
    DRAWS.save(deps.storage, &draws);
    let vault = insurable.vault;
    let of_reserve = books.reserve.cover(&mut books.pool, assets)?;
    let (drawn, returned) = (assets, Assets::ZERO);
    let row = Draw { vault: vault.clone(), drawn, of_reserve, returned };
    DRAWN.save(deps.storage, id.u64(), &row);
    books.covered = books.covered.plus(assets)?;
    let event = CoverPaid {
        id,
        vault: vault.to_string(),
        assets,
        of_reserve,
        total_assets: books.pool.assets,
        total_shares: books.pool.shares,
    };
    books.save(deps.storage);
    Ok(Response::new()
        .add_message(VaultContract(vault).bring_cover(&links.asset, id, assets)?)
        .add_attribute("action", "draw")
        .add_event(event))
}

pub fn return_cover(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    id: SlashId,
    assets: Assets,
) -> Result<Response, ContractError> {
    let drawn = DRAWN.may_load(deps.storage, id.u64())?;
    let Some(mut draw) = drawn.filter(|draw| draw.vault == sender) else {
        let caller = sender.into_string();
        return Err(ContractError::Unauthorized { role: "vault of the draw", caller });
    };
    let out = draw.drawn.minus(draw.returned)?;
    if assets > out {
        return Err(ContractError::TooMuchReturned { id, out, returned: assets });
    }
    let mut books = Books::open(deps.storage, env)?;
    // The reserve pays first, so what is not needed was the holders'.
    let of_holders = draw.drawn.minus(draw.of_reserve)?.minus_or_zero(draw.returned).min(assets);
    books.pool.assets = books.pool.assets.plus(of_holders)?;
    books.reserve.assets = books.reserve.assets.plus(assets.minus(of_holders)?)?;
    draw.returned = draw.returned.plus(assets)?;
    DRAWN.save(deps.storage, id.u64(), &draw);
    let mut draws = DRAWS.load(deps.storage)?;
    draws.give_back(assets, books.now)?;
    DRAWS.save(deps.storage, &draws);
    books.covered = books.covered.minus(assets)?;
    let event = CoverReturned {
        id,
        assets,
        total_assets: books.pool.assets,
        total_shares: books.pool.shares,
    };
    books.save(deps.storage);
    Ok(Response::new().add_attribute("action", "return_cover").add_event(event))
}
