//! What is insured: the owner's word, never that of terms.

use cosmwasm_std::{Addr, Decimal, DepsMut, Env, Order, Response};
use weir_accounting::insurance::{refuse_long_exit, Policy};
use weir_interface::coordinator::CoordinatorContract;
use weir_interface::fund::{PolicyEnded, PolicySet};
use weir_interface::restaking::Destination;
use weir_interface::service_registry::{ServiceRegistryContract, VaultResponse};
use weir_interface::vault::VaultContract;
use weir_quantities::{Assets, Seconds, ServiceId, TermsVersion, Time};

use crate::parameters::parameters;
use crate::state::{Insured, Links, LINKS, MAX_VERSIONS, POLICIES};
use crate::ContractError;

/// One service's terms at one vault.
pub struct Insurable {
    /// The service.
    pub service: ServiceId,
    /// The version of its terms.
    pub version: TermsVersion,
    /// The vault.
    pub vault: Addr,
}

impl Insurable {
    /// Its key among policies.
    pub fn key(&self) -> (&Addr, u64, u64) {
        (&self.vault, self.service.u64(), self.version.u64())
    }
}

pub fn insure(
    deps: DepsMut<'_>,
    env: &Env,
    insurable: Insurable,
    minimum_bond: Assets,
    premium: Decimal,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let links = LINKS.load(deps.storage)?;
    check_vault(&deps, &links, &insurable.vault, now)?;
    refuse_unlinked(&deps, env, &links, &insurable.vault)?;
    refuse_undrawn(&deps, env, &links)?;
    let Insurable { service, version, .. } = insurable;
    let registry = ServiceRegistryContract(links.registry);
    let answer = registry.terms(deps.querier, service, version)?;
    if let Some(revoked_at) = answer.revoked_at {
        return Err(ContractError::TermsRevoked { service, version, revoked_at });
    }
    let goes_to_service = match answer.terms.destination {
        Destination::Service { .. } | Destination::Unwind { .. } => true,
        Destination::Fund | Destination::Treasury | Destination::Burn => false,
    };
    Policy { minimum_bond, premium, paid_since: now }.check(goes_to_service)?;
    let known = POLICIES.may_load(deps.storage, insurable.key())?;
    let pair = POLICIES.prefix((&insurable.vault, service.u64()));
    let versions = pair.keys(deps.storage, None, None, Order::Ascending).count();
    if known.is_none() && versions >= MAX_VERSIONS {
        return Err(ContractError::TooManyVersions { service, max: MAX_VERSIONS });
    }
    let (paid_since, paid_last) = known.map_or((None, Time::ZERO), |k| (k.paid_since, k.paid_last));
    let policy = Insured { minimum_bond, premium, paid_since, paid_last };
    POLICIES.save(deps.storage, insurable.key(), &policy);
    let vault = insurable.vault.into_string();
    Ok(Response::new().add_attribute("action", "insure").add_event(PolicySet {
        service,
        version,
        vault,
        minimum_bond,
        premium,
    }))
}

pub fn end_policy(deps: DepsMut<'_>, insurable: Insurable) -> Result<Response, ContractError> {
    let Insurable { service, version, .. } = insurable;
    if !POLICIES.has(deps.storage, insurable.key()) {
        let vault = insurable.vault.into_string();
        return Err(ContractError::NoPolicy { service, vault });
    }
    POLICIES.remove(deps.storage, insurable.key());
    let vault = insurable.vault.into_string();
    Ok(Response::new().add_attribute("action", "end_policy").add_event(PolicyEnded {
        service,
        version,
        vault,
    }))
}

/// One of the registry's, of the fund's asset, whose exits are shorter than the fund's own.
fn check_vault(
    deps: &DepsMut<'_>,
    links: &Links,
    vault: &Addr,
    now: Time,
) -> Result<(), ContractError> {
    let made = known_vault(deps, links, vault)?;
    if made.asset != links.asset {
        let (expected, actual) = (links.asset.to_string(), made.asset.to_string());
        return Err(ContractError::OtherAsset { expected, actual });
    }
    let delay = Seconds::new(VaultContract(vault.clone()).exit_delay(deps.querier)?);
    Ok(refuse_long_exit(parameters(deps.storage, now)?.exit_delay, delay)?)
}

/// A vault takes cover of the fund alone that it is linked with.
///
/// # Errors
/// [`ContractError::NotLinked`].
pub(super) fn refuse_unlinked(
    deps: &DepsMut<'_>,
    env: &Env,
    links: &Links,
    vault: &Addr,
) -> Result<(), ContractError> {
    let fund = &env.contract.address;
    match VaultContract(vault.clone()).is_linked(deps.querier, &links.coordinator, fund)? {
        true => Ok(()),
        false => Err(ContractError::NotLinked { contract: vault.to_string() }),
    }
}

/// The coordinator draws from one fund.
fn refuse_undrawn(deps: &DepsMut<'_>, env: &Env, links: &Links) -> Result<(), ContractError> {
    let coordinator = CoordinatorContract(links.coordinator.clone());
    match coordinator.draws_from(deps.querier, &env.contract.address)? {
        true => Ok(()),
        false => Err(ContractError::NotLinked { contract: links.coordinator.to_string() }),
    }
}

/// # Errors
/// [`ContractError::UnknownVault`].
pub(super) fn known_vault(
    deps: &DepsMut<'_>,
    links: &Links,
    vault: &Addr,
) -> Result<VaultResponse, ContractError> {
    let registry = ServiceRegistryContract(links.registry.clone());
    registry.vault(deps.querier, vault).map_err(|_| ContractError::UnknownVault {
        registry: links.registry.to_string(),
        vault: vault.to_string(),
    })
}
