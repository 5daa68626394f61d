//! Creates the fund.

use cosmwasm_std::{DepsMut, Response};
use weir_accounting::insurance::{Draws, Reserve};
use weir_accounting::vault::Pool;
use weir_interface::fund::InstantiateMsg;
use weir_interface::restaking::Asset;
use weir_quantities::Assets;

use crate::state::{Core, Links, Parameters, CORE, DRAWS, LINKS, PARAMETERS};
use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

pub fn instantiate(deps: DepsMut<'_>, msg: InstantiateMsg) -> Result<Response, ContractError> {
    let hub = msg.hub.map(|hub| deps.api.addr_validate(&hub)).transpose()?;
    match &msg.asset {
        Asset::Cw20 { address } => drop(deps.api.addr_validate(address)?),
        Asset::Native { denom } if hub.is_some() => {
            return Err(ContractError::NoDerivative { asset: denom.clone() });
        }
        Asset::Native { .. } => {}
    }
    let links = Links {
        asset: msg.asset,
        coordinator: deps.api.addr_validate(&msg.coordinator)?,
        registry: deps.api.addr_validate(&msg.registry)?,
        hub,
    };
    LINKS.save(deps.storage, &links);
    let parameters = Parameters::begin(&msg.parameters.unwrap_or_default())?;
    PARAMETERS.save(deps.storage, &parameters);
    let core = Core {
        pool: Pool::default(),
        claimable: Assets::ZERO,
        reserve: Reserve::default(),
        premiums: Assets::ZERO,
        covered: Assets::ZERO,
    };
    CORE.save(deps.storage, &core);
    DRAWS.save(deps.storage, &Draws::default());
    weir_contract::initialize_owner(deps.storage, deps.api, &msg.owner)?;
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    Ok(Response::new()
        .add_attribute("action", "instantiate")
        .add_attribute("asset", links.asset.to_string()))
}
