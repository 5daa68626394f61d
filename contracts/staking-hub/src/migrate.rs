//! From an older version of this very contract, and from nothing else.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::hub::MigrateMsg;

use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::Refusal;

pub fn migrate(deps: DepsMut<'_>, _env: Env, _msg: MigrateMsg) -> Result<Response, Refusal> {
    Ok(weir_contract::migrate(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?)
}
