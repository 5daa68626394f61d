//! What a token says it sent against what it says the vault has.

use cosmwasm_std::{Addr, Deps, Env};
use weir_interface::restaking::Asset;
use weir_interface::token::TokenContract;
use weir_json::Failure;
use weir_quantities::Assets;

use crate::state::{Core, Identity, BOND, COVER};
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
    identity: &Identity,
    core: &Core,
    assets: Assets,
) -> Result<(), ContractError> {
    let bond = BOND.load(deps.storage)?;
    let cover = COVER.may_load(deps.storage)?.map_or(Assets::ZERO, |cover| cover.assets);
    let mut owed = core.pool.assets.plus(core.claimable)?.plus(core.escrow)?.plus(cover)?;
    for exit in &bond.exits {
        owed = owed.plus(exit.assets)?;
    }
    let owed = owed.plus(bond.active)?.plus(assets)?;
    let balance = balance(deps, env, identity)?;
    if balance < owed {
        let token = identity.asset.to_string();
        return Err(ContractError::Uncovered { token, owed, balance });
    }
    Ok(())
}

/// What the vault has. The derivative's row says what the derivative would; another token may keep
/// anything in a row of that name, so it is asked.
fn balance(deps: Deps<'_>, env: &Env, identity: &Identity) -> Result<Assets, Failure> {
    let (holder, asset) = (&env.contract.address, &identity.asset);
    if let (Asset::Cw20 { address }, true) = (asset, identity.derivative) {
        let token = TokenContract(Addr::unchecked(address));
        if let Some(balance) = token.stored_balance(deps.querier, holder)? {
            return Ok(balance.into());
        }
    }
    asset.balance(deps.querier, holder)
}
