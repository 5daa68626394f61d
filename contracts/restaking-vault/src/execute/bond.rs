//! The operator's bond.

use cosmwasm_std::{Addr, DepsMut, Env, Response, Storage};
use weir_accounting::vault::{Books, Pending};
use weir_interface::service_registry::ServiceRegistryContract;
use weir_interface::vault::{BondAdded, BondClaimed, BondExitRequested};
use weir_quantities::{Assets, VaultTime};

use crate::execute::config::only_admin;
use crate::execute::response;
use crate::state::{BOND, IDENTITY, MINIMUM_BONDS};
use crate::world::World;
use crate::ContractError;

pub fn add(
    deps: DepsMut<'_>,
    mut world: World,
    sender: Addr,
    assets: Assets,
) -> Result<Response, ContractError> {
    let mut bond = BOND.load(deps.storage)?;
    bond.add(assets)?;
    BOND.save(deps.storage, &bond);
    world.core.set_bond(&bond)?;
    let event = BondAdded { sender: sender.into_string(), assets, active: bond.active };
    world.events.push(event.into());
    Ok(response("add_bond", world.save(deps.storage)?))
}

pub fn request_exit(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    assets: Assets,
) -> Result<Response, ContractError> {
    if assets.is_zero() {
        return Err(ContractError::Zero { what: "assets" });
    }
    only_admin(&deps, &sender)?;
    let mut world = World::open(deps.storage, env)?;
    let mut bond = BOND.load(deps.storage)?;
    let delay = world.delay(deps.storage)?.delay;
    let matures_at = bond.queue(assets, world.now, delay)?;
    let minimum = minimum(deps.storage, &world.books(deps.storage)?, matures_at)?;
    if bond.active < minimum {
        return Err(ContractError::BondBelowMinimum { active: bond.active, minimum });
    }
    BOND.save(deps.storage, &bond);
    world.core.set_bond(&bond)?;
    let (matures_at, active) = (matures_at.u64(), bond.active);
    world.events.push(BondExitRequested { assets, matures_at, active }.into());
    Ok(response("request_bond_exit", world.save(deps.storage)?))
}

/// The most that terms ask for, in force or to come: a bond that was shown at an announcement would
/// be out before the promise counts. Whoever has lowered to nothing may be out with his bond when he
/// is slashable no more: that is later than its exit takes where exits have become shorter meanwhile.
fn minimum(
    storage: &dyn Storage,
    books: &Books,
    matures_at: VaultTime,
) -> Result<Assets, ContractError> {
    let mut most = Assets::ZERO;
    for one in &books.commitments {
        let coming = match &one.pending {
            Some(Pending::Lowering { target, at }) if target.is_zero() && *at <= matures_at => {
                continue
            }
            Some(Pending::Raise { terms, .. }) => terms.version,
            Some(Pending::Lowering { .. }) | None => one.terms.version,
        };
        for version in [one.terms.version, coming] {
            let key = (one.service.u64(), version.u64());
            most = most.max(MINIMUM_BONDS.may_load(storage, key)?.unwrap_or_default());
        }
    }
    Ok(most)
}

/// Pays to the address that the registry names, which changes only with a notice longer than any
/// exit: a stolen admin key cannot have the bond paid elsewhere unseen.
pub fn claim(deps: DepsMut<'_>, env: &Env) -> Result<Response, ContractError> {
    let mut world = World::open(deps.storage, env)?;
    let mut bond = BOND.load(deps.storage)?;
    let assets = bond.withdraw(world.now)?;
    if assets.is_zero() {
        return Err(ContractError::NothingOwed {});
    }
    BOND.save(deps.storage, &bond);
    world.core.set_bond(&bond)?;
    let identity = IDENTITY.load(deps.storage)?;
    let registry = ServiceRegistryContract(identity.registry);
    let recipient = registry.operator(deps.querier, identity.operator)?.bond_address;
    let paid = identity.asset.transfer(&recipient, assets)?;
    world.events.push(BondClaimed { recipient, assets }.into());
    Ok(response("claim_bond", world.save(deps.storage)?).add_message(paid))
}
