//! Creates the coordinator.

use cosmwasm_std::{Addr, Api, DepsMut, Response, StdResult};
use weir_interface::coordinator::InstantiateMsg;

use crate::state::{Links, LINKS};
use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

pub fn instantiate(deps: DepsMut<'_>, msg: InstantiateMsg) -> Result<Response, ContractError> {
    let links = validated(deps.api, &msg.registry, msg.fund.as_deref())?;
    LINKS.save(deps.storage, &links);
    weir_contract::initialize_owner(deps.storage, deps.api, &msg.owner)?;
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    Ok(Response::new()
        .add_attribute("action", "instantiate")
        .add_attribute("registry", links.registry))
}

/// Links with addresses that are some.
pub(super) fn validated(api: &dyn Api, registry: &str, fund: Option<&str>) -> StdResult<Links> {
    let fund: Option<Addr> = fund.map(|fund| api.addr_validate(fund)).transpose()?;
    Ok(Links { registry: api.addr_validate(registry)?, fund })
}
