//! The registry and the fund, and others that wait until every way out is past.

use cosmwasm_std::{Addr, Storage};
use weir_interface::service_registry::ServiceRegistryContract;
use weir_quantities::Time;

use crate::state::{Links, LINKS, PENDING_LINKS};
use crate::ContractError;

/// Those in force now. What has waited long enough counts without a message of its own.
pub fn links(storage: &dyn Storage, now: Time) -> Result<Links, ContractError> {
    if let Some(pending) = PENDING_LINKS.may_load(storage)? {
        if now.u64() >= pending.at {
            // They were validated when they were announced.
            let fund = pending.fund.map(Addr::unchecked);
            return Ok(Links { registry: Addr::unchecked(pending.registry), fund });
        }
    }
    Ok(LINKS.load(storage)?)
}

/// The registry in force now.
pub fn registry(
    storage: &dyn Storage,
    now: Time,
) -> Result<ServiceRegistryContract, ContractError> {
    Ok(ServiceRegistryContract(links(storage, now)?.registry))
}
