//! The end of a policy: announced, since the slash of what has happened already is still to come.

use cosmwasm_std::{DepsMut, Env, Response, Storage};
use weir_interface::fund::{PolicyEnded, PolicyRemoved};
use weir_json::Failure;
use weir_quantities::{TermsVersion, Time};

use super::Insurable;
use crate::parameters::parameters;
use crate::state::{policies_of, Insured, POLICIES};
use crate::ContractError;

/// The fund's own way out is longer than all that may lie between an offence and its slash.
pub fn end_policy(
    deps: DepsMut<'_>,
    env: &Env,
    insurable: Insurable,
) -> Result<Response, ContractError> {
    let now = Time::from(env.block.time);
    let response = Response::new().add_attribute("action", "end_policy");
    let Some(policy) = POLICIES.may_load(deps.storage, insurable.key())? else {
        let (service, vault) = (insurable.service, insurable.vault.into_string());
        return Err(ContractError::NoPolicy { service, vault });
    };
    if policy.ended_at(now).is_some() {
        return Ok(response.add_event(remove(deps.storage, &insurable, insurable.version)));
    }
    let Insurable { service, version, .. } = insurable;
    if let Some(ends_at) = policy.ends_at {
        return Err(ContractError::EndAnnounced { service, version, ends_at });
    }
    let ends_at = now.after(parameters(deps.storage, now)?.exit_delay);
    let policy = Insured { ends_at: Some(ends_at), ..policy };
    POLICIES.save(deps.storage, insurable.key(), &policy);
    let (vault, ends_at) = (insurable.vault.into_string(), ends_at.u64());
    Ok(response.add_event(PolicyEnded { service, version, vault, ends_at }))
}

/// Removes policies of the same pair that are over.
///
/// # Errors
/// Storage.
pub(super) fn remove_over(
    storage: &mut dyn Storage,
    pair: &Insurable,
    now: Time,
) -> Result<Vec<PolicyRemoved>, Failure> {
    let rows = policies_of(storage, &pair.vault, pair.service)?;
    let over = rows.into_iter().filter(|(_, policy)| policy.ended_at(now).is_some());
    Ok(over.map(|(version, _)| remove(storage, pair, TermsVersion::new(version))).collect())
}

fn remove(storage: &mut dyn Storage, pair: &Insurable, version: TermsVersion) -> PolicyRemoved {
    let (vault, service) = (&pair.vault, pair.service);
    POLICIES.remove(storage, (vault, service.u64(), version.u64()));
    PolicyRemoved { service, version, vault: vault.to_string() }
}
