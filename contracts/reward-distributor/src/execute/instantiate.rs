//! Creates the distributor.

use cosmwasm_std::{DepsMut, Env, MessageInfo, Response};
use weir_interface::distributor::InstantiateMsg;

use super::route::check_denom;
use super::update_config::{check_fee, check_keeper_pay, check_receivers};
use crate::state::{Books, Config, BOOKS, CONFIG, DEFAULT_FEE, DEFAULT_KEEPER_PAY};
use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

pub fn instantiate(
    deps: DepsMut<'_>,
    env: &Env,
    info: &MessageInfo,
    msg: InstantiateMsg,
) -> Result<Response, ContractError> {
    let hub = deps.api.addr_validate(&msg.hub)?;
    if info.sender != hub {
        return Err(ContractError::NotHub {
            expected: hub.into_string(),
            actual: info.sender.to_string(),
        });
    }
    check_denom(&msg.denom)?;
    let config = Config {
        denom: msg.denom,
        fee: check_fee(msg.fee.unwrap_or(DEFAULT_FEE))?,
        keeper_pay: check_keeper_pay(msg.keeper_pay.unwrap_or(DEFAULT_KEEPER_PAY))?,
        receivers: check_receivers(deps.api, env, &hub, msg.receivers)?,
        hub,
    };
    CONFIG.save(deps.storage, &config);
    BOOKS.save(deps.storage, &Books::default());
    weir_contract::initialize_owner(deps.storage, deps.api, &msg.owner)?;
    weir_contract::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION);
    Ok(Response::new().add_attribute("action", "instantiate").add_attribute("hub", config.hub))
}
