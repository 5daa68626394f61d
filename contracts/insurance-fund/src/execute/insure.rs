//! What is insured: the owner's word, never that of terms.

use cosmwasm_std::{Addr, Decimal, DepsMut, Env, Event, Order, Response, Storage};
use weir_accounting::insurance::{refuse_long_exit, Policy};
use weir_interface::coordinator::CoordinatorContract;
use weir_interface::fund::PolicySet;
use weir_interface::restaking::Destination;
use weir_interface::service_registry::{ServiceRegistryContract, VaultResponse};
use weir_interface::vault::VaultContract;
use weir_quantities::{Assets, Seconds, ServiceId, TermsVersion, Time};

use super::end_policy::remove_over;
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
    let goes_to_service = pays_the_service(&deps, links, &insurable)?;
    Policy { minimum_bond, premium, paid_since: now }.check(goes_to_service)?;
    let removed = remove_over(deps.storage, &insurable, now)?;
    let known = POLICIES.may_load(deps.storage, insurable.key())?;
    match &known {
        Some(known) => insurable.refuse_less(known, minimum_bond)?,
        None => insurable.refuse_another(deps.storage)?,
    }
    let (paid_since, paid_last) = known.map_or((None, Time::ZERO), |k| (k.paid_since, k.paid_last));
    let policy = Insured { minimum_bond, premium, paid_since, paid_last, ends_at: None };
    POLICIES.save(deps.storage, insurable.key(), &policy);
    let Insurable { service, version, vault } = insurable;
    let set = PolicySet { service, version, vault: vault.into_string(), minimum_bond, premium };
    let response = Response::new().add_attribute("action", "insure");
    Ok(response.add_events(removed.into_iter().map(Event::from)).add_event(set))
}

impl Insurable {
    /// What has happened already is covered no less; and a policy stays as it is while its end is waited
    /// for.
    fn refuse_less(&self, known: &Insured, asked: Assets) -> Result<(), ContractError> {
        let Self { service, version, .. } = *self;
        if let Some(ends_at) = known.ends_at {
            return Err(ContractError::EndAnnounced { service, version, ends_at });
        }
        let minimum = known.minimum_bond;
        match asked > minimum {
            true => Err(ContractError::BondRaised { service, version, minimum, asked }),
            false => Ok(()),
        }
    }

    /// A premium is counted for every version of the pair.
    fn refuse_another(&self, storage: &dyn Storage) -> Result<(), ContractError> {
        let Self { service, vault, .. } = self;
        let pair = POLICIES.prefix((vault, service.u64()));
        let (service, max) = (*service, MAX_VERSIONS);
        match pair.keys(storage, None, None, Order::Ascending).count() >= max {
            true => Err(ContractError::TooManyVersions { service, max }),
            false => Ok(()),
        }
    }
}

/// Whether slashed assets go to the service, or to where it says.
fn pays_the_service(
    deps: &DepsMut<'_>,
    links: Links,
    insurable: &Insurable,
) -> Result<bool, ContractError> {
    let Insurable { service, version, .. } = *insurable;
    let answer = ServiceRegistryContract(links.registry).terms(deps.querier, service, version)?;
    if let Some(revoked_at) = answer.revoked_at {
        return Err(ContractError::TermsRevoked { service, version, revoked_at });
    }
    Ok(match answer.terms.destination {
        Destination::Service { .. } | Destination::Unwind { .. } => true,
        Destination::Fund | Destination::Treasury | Destination::Burn => false,
    })
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
