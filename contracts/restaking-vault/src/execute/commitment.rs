//! Promising stake to services, and taking promises back.

use cosmwasm_std::{Addr, DepsMut, Env, Order, Response, Storage};
use weir_accounting::vault::{Announcement, Party, Quarantine, Terms, VaultError, Windows};
use weir_interface::fund::FundContract;
use weir_interface::hub::HubContract;
use weir_interface::restaking::{Asset, Destination, TermsResponse};
use weir_interface::service_registry::{LinkState, ServiceRegistryContract, Verb};
use weir_interface::vault::{CommitmentAnnounced, CommitmentLowered, Rearmed, Scope};
use weir_json::Failure;
use weir_quantities::{BucketId, Magnitude, Seconds, ServiceId, TermsVersion, DAY, HOUR};

use crate::execute::{refuse_paused, response};
use crate::state::{
    Identity, ACCESS, BUCKETS, DESTINATIONS, IDENTITY, LINKS, MINIMUM_BONDS, PARAMETERS,
    QUARANTINES,
};
use crate::world::World;
use crate::ContractError;

/// What is to be promised.
pub struct Promise {
    pub service: ServiceId,
    pub version: TermsVersion,
    pub weight: Magnitude,
}

pub fn announce(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    promise: Promise,
) -> Result<Response, ContractError> {
    let Promise { service, version, weight } = promise;
    refuse_paused(&ACCESS.load(deps.storage)?, Scope::Commitments, env.block.time.into())?;
    let identity = IDENTITY.load(deps.storage)?;
    only_operator(&deps, &identity, Verb::Announce, &sender)?;
    let registry = ServiceRegistryContract(identity.registry.clone());
    let offer = registry.offer(deps.querier, identity.operator, service, version)?;
    refuse_unlinked(&identity, service, offer.link)?;
    let mut world = World::open(deps.storage, env)?;
    if QUARANTINES.has(deps.storage, service.u64()) {
        return Err(VaultError::InQuarantine { service }.into());
    }
    let terms = check_terms(&deps, &identity, &world, &offer.terms)?;
    let (destination, minimum) = (offer.terms.terms.destination, offer.terms.terms.minimum_bond);
    DESTINATIONS.save(deps.storage, (service.u64(), version.u64()), &destination);
    if !minimum.is_zero() {
        MINIMUM_BONDS.save(deps.storage, (service.u64(), version.u64()), &minimum);
    }

    let delay = world.delay(deps.storage)?;
    let mut books = world.books(deps.storage)?;
    let limits = PARAMETERS.load(deps.storage)?.limits();
    let announcement = Announcement { service, weight, terms, groups: offer.groups };
    let newest = newest_bucket(deps.storage)?;
    let at = books.announce(announcement, world.now, &delay, newest, &limits)?;
    world.put(books);
    let event = CommitmentAnnounced { service, version, weight, effect_at: at.u64() };
    world.events.push(event.into());
    Ok(response("announce_commitment", world.save(deps.storage)?))
}

pub fn lower(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    service: ServiceId,
    target: Magnitude,
) -> Result<Response, ContractError> {
    let identity = IDENTITY.load(deps.storage)?;
    only_operator(&deps, &identity, Verb::Lower, &sender)?;
    let mut world = World::open(deps.storage, env)?;
    let delay = world.delay(deps.storage)?.delay;
    let mut books = world.books(deps.storage)?;
    let at = books.lower(service, target, world.now, delay)?;
    world.put(books);
    let effect_at = at.map_or(0, |at| at.u64());
    world.events.push(CommitmentLowered { service, target, effect_at }.into());
    Ok(response("lower_commitment", world.save(deps.storage)?))
}

pub fn rearm(
    deps: DepsMut<'_>,
    env: &Env,
    sender: Addr,
    service: ServiceId,
) -> Result<Response, ContractError> {
    let identity = IDENTITY.load(deps.storage)?;
    let registry = ServiceRegistryContract(identity.registry.clone());
    let party = match registry.service(deps.querier, service)?.owner == sender.as_str() {
        true => Party::Service,
        false => {
            only_operator(&deps, &identity, Verb::Rearm, &sender)?;
            Party::Operator
        }
    };
    let mut world = World::open(deps.storage, env)?;
    let over = match QUARANTINES.may_load(deps.storage, service.u64())? {
        Some(quarantine) => rearm_forgotten(deps.storage, service, quarantine, party),
        None => {
            let mut books = world.books(deps.storage)?;
            let over = books.rearm(service, party, world.now)?;
            world.put(books);
            over
        }
    };
    let party = match party {
        Party::Operator => "operator",
        Party::Service => "service",
    };
    world.events.push(Rearmed { service, party, over }.into());
    Ok(response("rearm", world.save(deps.storage)?))
}

/// The same for a service to which nothing is promised any more. Answers whether it is over.
fn rearm_forgotten(
    storage: &mut dyn Storage,
    service: ServiceId,
    mut quarantine: Quarantine,
    party: Party,
) -> bool {
    let over = quarantine.rearm(party);
    match over {
        true => QUARANTINES.remove(storage, service.u64()),
        false => QUARANTINES.save(storage, service.u64(), &quarantine),
    }
    over
}

/// # Errors
/// [`ContractError::Unauthorized`].
pub(super) fn only_operator(
    deps: &DepsMut<'_>,
    identity: &Identity,
    verb: Verb,
    sender: &Addr,
) -> Result<(), ContractError> {
    let registry = ServiceRegistryContract(identity.registry.clone());
    match registry.may_act(deps.querier, identity.operator, verb, sender)? {
        true => Ok(()),
        false => Err(ContractError::Unauthorized { role: "operator", caller: sender.to_string() }),
    }
}

fn refuse_unlinked(
    identity: &Identity,
    service: ServiceId,
    link: LinkState,
) -> Result<(), ContractError> {
    match link {
        LinkState::Active => Ok(()),
        other => Err(ContractError::NoActiveLink {
            operator: identity.operator,
            service,
            state: format!("{other:?}"),
        }),
    }
}

/// Whether the vault can live with terms: its own bounds, whatever the registry's are.
fn check_terms(
    deps: &DepsMut<'_>,
    identity: &Identity,
    world: &World,
    offered: &TermsResponse,
) -> Result<Terms, ContractError> {
    let (service, version, terms) = (offered.service, offered.version, &offered.terms);
    if let Some(revoked_at) = offered.revoked_at {
        return Err(ContractError::TermsRevoked { service, version, revoked_at });
    }
    let windows = Windows {
        evidence: Seconds::new(terms.evidence_window),
        resolution: Seconds::new(terms.resolution_window),
        execution: Seconds::new(terms.execution_window),
    };
    within("evidence_window", windows.evidence, Seconds::ZERO, DAY.times(7))?;
    within("resolution_window", windows.resolution, HOUR, DAY.times(5))?;
    within("execution_window", windows.execution, DAY, DAY.times(3))?;
    refuse_unreachable(deps, identity, &terms.destination)?;
    if world.core.active_bond < terms.minimum_bond {
        let (active, minimum) = (world.core.active_bond, terms.minimum_bond);
        return Err(ContractError::BondBelowMinimum { active, minimum });
    }
    Ok(Terms { version, max_slash: terms.max_slash, windows })
}

fn within(
    what: &'static str,
    actual: Seconds,
    min: Seconds,
    max: Seconds,
) -> Result<(), ContractError> {
    if actual >= min && actual <= max {
        return Ok(());
    }
    let (min, max, actual) = (min.u64(), max.u64(), actual.u64());
    Err(ContractError::TermsOutOfBounds { what, min, max, actual })
}

/// Refuses a destination that the asset cannot reach: only the hub's own derivative is burnt or
/// unbonded there, and a fund takes the one asset that it holds.
fn refuse_unreachable(
    deps: &DepsMut<'_>,
    identity: &Identity,
    destination: &Destination,
) -> Result<(), ContractError> {
    let (links, asset) = (LINKS.load(deps.storage)?, &identity.asset);
    let reachable = match destination {
        Destination::Service { address } => {
            deps.api.addr_validate(address)?;
            true
        }
        Destination::Treasury => true,
        Destination::Fund => fund_for(deps, asset, links.fund)?.is_some(),
        Destination::Burn => hub_for(deps, asset, links.hub)?.is_some(),
        Destination::Unwind { address } => {
            deps.api.addr_validate(address)?;
            hub_for(deps, asset, links.hub)?.is_some()
        }
    };
    match reachable {
        true => Ok(()),
        false => Err(ContractError::NoWayThere {
            asset: identity.asset.to_string(),
            destination: format!("{destination:?}"),
        }),
    }
}

/// The hub that the vault is linked with, if the vault holds its derivative.
pub(super) fn hub_for(
    deps: &DepsMut<'_>,
    asset: &Asset,
    hub: Option<Addr>,
) -> Result<Option<Addr>, ContractError> {
    let (Some(hub), Asset::Cw20 { address }) = (hub, asset) else { return Ok(None) };
    let burns = HubContract(hub.clone()).derivative(deps.querier)? == *address;
    Ok(burns.then_some(hub))
}

/// The fund that the vault is linked with, if it holds the vault's asset: vaults of all assets are
/// made with the same links.
pub(super) fn fund_for(
    deps: &DepsMut<'_>,
    asset: &Asset,
    fund: Option<Addr>,
) -> Result<Option<Addr>, ContractError> {
    let Some(fund) = fund else { return Ok(None) };
    let takes = FundContract(fund.clone()).asset(deps.querier)? == *asset;
    Ok(takes.then_some(fund))
}

/// The open bucket that matures last.
pub(super) fn newest_bucket(storage: &dyn Storage) -> Result<Option<BucketId>, Failure> {
    let newest = BUCKETS.keys(storage, None, None, Order::Descending).next().transpose()?;
    Ok(newest.map(BucketId::new))
}
