//! What a token says it sent against what it says the vault has.

use cosmwasm_std::{Addr, Deps, Env};
use weir_interface::restaking::Asset;
use weir_interface::token::TokenContract;
use weir_json::Failure;
use weir_quantities::Assets;

use crate::state::{Access, Core, COVER};
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
    access: &Access,
    core: &Core,
    assets: Assets,
) -> Result<(), ContractError> {
    let cover = COVER.may_load(deps.storage)?.map_or(Assets::ZERO, |cover| cover.assets);
    let owed = core.pool.assets.plus(core.claimable)?.plus(core.escrow)?.plus(cover)?;
    let owed = owed.plus(core.active_bond)?.plus(core.queued_bond)?.plus(assets)?;
    let balance = balance(deps, env, access)?;
    if balance < owed {
        let token = access.asset.to_string();
        return Err(ContractError::Uncovered { token, owed, balance });
    }
    Ok(())
}

/// What the vault has. The derivative's row says what the derivative would; another token may keep
/// anything in a row of that name, so it is asked.
fn balance(deps: Deps<'_>, env: &Env, access: &Access) -> Result<Assets, Failure> {
    let (holder, asset) = (&env.contract.address, &access.asset);
    if let (Asset::Cw20 { address }, true) = (asset, access.derivative) {
        let token = TokenContract(Addr::unchecked(address));
        if let Some(balance) = token.stored_balance(deps.querier, holder)? {
            return Ok(balance.into());
        }
    }
    asset.balance(deps.querier, holder)
}
