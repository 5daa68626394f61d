//! Birth: with a code for vaults and, where they are known already, the contracts they work with.

use cosmwasm_std::{DepsMut, Response};
use weir_interface::service_registry::InstantiateMsg;
use weir_quantities::{OperatorId, ServiceId};

use crate::execute::changes::add_asset;
use crate::state::{Factory, VaultLinks, FACTORY, LAST_OPERATOR, LAST_SERVICE, VAULT_LINKS};
use crate::{check, ContractError, CONTRACT_NAME, CONTRACT_VERSION};

pub fn instantiate(deps: DepsMut<'_>, msg: InstantiateMsg) -> Result<Response, ContractError> {
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    weir_contract::initialize_owner(deps.storage, deps.api, &msg.owner)?;
    let valid = |address: Option<String>| {
        address.map(|address| deps.api.addr_validate(&address)).transpose()
    };
    let factory = Factory {
        guardian: valid(msg.guardian)?,
        code_id: msg.vault_code,
        pending: None,
        admin: valid(msg.vault_admin)?,
    };
    FACTORY.save(deps.storage, &factory);
    if let Some(links) = msg.links {
        check::links(deps.as_ref(), &links)?;
        VAULT_LINKS.save(deps.storage, &VaultLinks { links, pending: None });
    }
    check::refuse_twice(&msg.assets)?;
    LAST_SERVICE.save(deps.storage, &ServiceId::default());
    LAST_OPERATOR.save(deps.storage, &OperatorId::default());
    let mut deps = deps;
    for asset in &msg.assets {
        add_asset(&mut deps, asset)?;
    }
    Ok(Response::new().add_attribute("action", "instantiate"))
}
