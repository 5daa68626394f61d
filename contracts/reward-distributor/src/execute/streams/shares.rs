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
    let (told, _) = VaultContract(vault.clone()).distributors(querier)?;
    Ok(told == env.contract.address.as_str())
}

/// The same, and no other will be told instead: from then on streams stand still, whatever they have
/// left.
///
/// # Errors
/// When the vault does not answer.
pub fn stays(querier: QuerierWrapper<'_>, env: &Env, vault: &Addr) -> Result<bool, Failure> {
    let (told, to_come) = VaultContract(vault.clone()).distributors(querier)?;
    let ours = |distributor: &String| distributor == env.contract.address.as_str();
    Ok(ours(&told) && to_come.as_ref().is_none_or(ours))
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
