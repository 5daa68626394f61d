//! Premiums: they count at once, for all holders alike; where hardly anybody is, for the reserve.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Storage};
use weir_accounting::insurance::is_for_holders;
use weir_interface::fund::PremiumPaid;
use weir_quantities::{Assets, ServiceId, Time};

use super::insure::refuse_unlinked;
use crate::books::Books;
use crate::parameters::parameters;
use crate::state::{policies_of, Insured, LINKS, POLICIES};
use crate::ContractError;

pub fn pay_premium(
    deps: DepsMut<'_>,
    env: &Env,
    service: ServiceId,
    vault: Addr,
    assets: Assets,
) -> Result<Response, ContractError> {
    let mut books = Books::open(deps.storage, env)?;
    let parameters = parameters(deps.storage, books.now)?;
    let (longest, minimum) = (parameters.longest_covered(), parameters.min_premium);
    // Every premium keeps the cover alive for as long: of a unit, anybody could for nothing.
    if assets < minimum {
        return Err(ContractError::PremiumTooSmall { minimum, actual: assets });
    }
    let policies = policies(deps.storage, service, &vault, books.now)?;
    refuse_unlinked(&deps, env, &LINKS.load(deps.storage)?, &vault)?;
    for (version, mut policy) in policies {
        policy.pay(books.now, longest);
        POLICIES.save(deps.storage, (&vault, service.u64(), version), &policy);
    }
    match is_for_holders(&books.pool, assets) {
        true => books.pool.assets = books.pool.assets.plus(assets)?,
        false => books.reserve.assets = books.reserve.assets.plus(assets)?,
    }
    books.premiums = books.premiums.plus(assets)?;
    let event = PremiumPaid {
        service,
        vault: vault.into_string(),
        assets,
        reserve: books.reserve.assets,
        total_assets: books.pool.assets,
        total_shares: books.pool.shares,
    };
    books.save(deps.storage);
    Ok(Response::new().add_attribute("action", "pay_premium").add_event(event))
}

/// Policies of the pair that go on, by version.
///
/// # Errors
/// [`ContractError::NoPolicy`], [`ContractError::PolicyOver`] where all have ended.
fn policies(
    storage: &dyn Storage,
    service: ServiceId,
    vault: &Addr,
    now: Time,
) -> Result<Vec<(u64, Insured)>, ContractError> {
    let rows = policies_of(storage, vault, service)?;
    let ended_at = rows.iter().filter_map(|(_, policy)| policy.ended_at(now)).max();
    let live: Vec<_> = rows.into_iter().filter(|(_, one)| one.ended_at(now).is_none()).collect();
    match (live.is_empty(), ended_at) {
        (false, _) => Ok(live),
        (true, Some(ended_at)) => Err(ContractError::PolicyOver { service, ended_at, now }),
        (true, None) => Err(ContractError::NoPolicy { service, vault: vault.to_string() }),
    }
}
