//! What a vault says of its holders, as long as it tells this contract of every change.

use cosmwasm_std::{Addr, Env, QuerierWrapper};
use weir_interface::vault::VaultContract;
use weir_json::Failure;
use weir_quantities::Shares;

/// Whether a vault tells this contract, and no other, when shares change.
///
/// # Errors
/// When the vault does not answer.
pub fn is_told(querier: QuerierWrapper<'_>, env: &Env, vault: &Addr) -> Result<bool, Failure> {
    Ok(VaultContract(vault.clone()).distributor(querier)? == env.contract.address.as_str())
}

/// Active shares of a vault; none of one that has left. Nobody said what its holders had since then:
/// who entered yesterday would be paid for all the time before him.
///
/// # Errors
/// When the vault does not answer.
pub fn active_shares(
    querier: QuerierWrapper<'_>,
    env: &Env,
    vault: &Addr,
) -> Result<Shares, Failure> {
    match is_told(querier, env, vault)? {
        true => VaultContract(vault.clone()).active_shares(querier),
        false => Ok(Shares::ZERO),
    }
}

/// The same of one holder: what was counted while the vault was here stays his.
///
/// # Errors
/// When the vault does not answer.
pub fn active_of(
    querier: QuerierWrapper<'_>,
    env: &Env,
    vault: &Addr,
    owner: &Addr,
) -> Result<Shares, Failure> {
    match is_told(querier, env, vault)? {
        true => VaultContract(vault.clone()).active_of(querier, owner),
        false => Ok(Shares::ZERO),
    }
}
