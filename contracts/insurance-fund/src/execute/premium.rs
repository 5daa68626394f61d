//! Premiums: they count at once, for all holders alike.

use cosmwasm_std::{Addr, DepsMut, Env, Order, Response};
use weir_accounting::insurance::refuse_too_much;
use weir_interface::fund::PremiumPaid;
use weir_json::Failure;
use weir_quantities::{Assets, ServiceId};

use super::insure::refuse_unlinked;
use crate::books::Books;
use crate::parameters::parameters;
use crate::state::{LINKS, POLICIES};
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
    let policies = POLICIES
        .prefix((&vault, service.u64()))
        .range(deps.storage, None, None, Order::Ascending)
        .collect::<Result<Vec<_>, Failure>>()?;
    if policies.is_empty() {
        return Err(ContractError::NoPolicy { service, vault: vault.into_string() });
    }
    refuse_unlinked(&deps, env, &LINKS.load(deps.storage)?, &vault)?;
    refuse_too_much(&books.pool, assets)?;
    for (version, mut policy) in policies {
        policy.pay(books.now, longest);
        POLICIES.save(deps.storage, (&vault, service.u64(), version), &policy);
    }
    books.pool.assets = books.pool.assets.plus(assets)?;
    books.premiums = books.premiums.plus(assets)?;
    let event = PremiumPaid {
        service,
        vault: vault.into_string(),
        assets,
        total_assets: books.pool.assets,
        total_shares: books.pool.shares,
    };
    books.save(deps.storage)?;
    Ok(Response::new().add_attribute("action", "pay_premium").add_event(event))
}
