//! What a token says it sent against what it says the vault has.

use cosmwasm_std::{Deps, Env};
use weir_interface::restaking::Asset;
use weir_quantities::Assets;

use crate::history::core;
use crate::state::{BOND, COVER};
use crate::ContractError;

/// Refuses a token that gave less than it said: one that takes a fee of transfers, or that lies. The
/// vault counts what it is told, so what it has must cover all that it owes with it. Coins of the
/// chain need no such look.
///
/// # Errors
/// [`ContractError::Uncovered`].
pub fn refuse_short(
    deps: Deps<'_>,
    env: &Env,
    asset: &Asset,
    assets: Assets,
) -> Result<(), ContractError> {
    let (core, bond) = (core(deps.storage)?, BOND.load(deps.storage)?);
    let cover = COVER.may_load(deps.storage)?.map_or(Assets::ZERO, |cover| cover.assets);
    let mut owed = core.pool.assets.plus(core.claimable)?.plus(core.escrow)?.plus(cover)?;
    for exit in &bond.exits {
        owed = owed.plus(exit.assets)?;
    }
    let owed = owed.plus(bond.active)?.plus(assets)?;
    let balance = asset.balance(deps.querier, &env.contract.address)?;
    if balance < owed {
        let token = asset.to_string();
        return Err(ContractError::Uncovered { token, owed, balance });
    }
    Ok(())
}
