//! Versions of terms: published once, never changed, revoked for ever.

use cosmwasm_std::Response;
use weir_interface::restaking::Terms;
use weir_interface::service_registry::{TermsPublished, VersionRevoked};
use weir_quantities::{ServiceId, TermsVersion};

use crate::execute::service::owned;
use crate::execute::{response, Call};
use crate::state::{Version, SERVICES, TERMS};
use crate::{check, ContractError};

pub fn publish(call: Call<'_>, id: ServiceId, terms: Terms) -> Result<Response, ContractError> {
    let mut service = owned(&call, id)?;
    check::terms(call.deps.as_ref(), &terms)?;
    let (version, max_slash) = (service.version.next(), terms.max_slash);
    service.version = version;
    SERVICES.save(call.deps.storage, id.u64(), &service);
    let row = Version { terms, revoked_at: None };
    TERMS.save(call.deps.storage, (id.u64(), version.u64()), &row);
    Ok(response("publish_terms", TermsPublished { service: id, version, max_slash }))
}

/// At once and for ever: whoever stole a slasher's key has nothing to wait for either.
pub fn revoke(
    call: Call<'_>,
    id: ServiceId,
    version: TermsVersion,
) -> Result<Response, ContractError> {
    owned(&call, id)?;
    let key = (id.u64(), version.u64());
    let unknown = ContractError::UnknownVersion { service: id, version };
    let mut row = TERMS.may_load(call.deps.storage, key)?.ok_or(unknown)?;
    if let Some(revoked_at) = row.revoked_at {
        let revoked_at = revoked_at.u64();
        return Err(ContractError::AlreadyRevoked { service: id, version, revoked_at });
    }
    row.revoked_at = Some(call.now);
    TERMS.save(call.deps.storage, key, &row);
    Ok(response("revoke_version", VersionRevoked { service: id, version }))
}
