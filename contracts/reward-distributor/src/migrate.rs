//! Migration: the same contract and a strictly newer version, or an error.

use cosmwasm_std::{DepsMut, Env, Response};
use weir_interface::distributor::MigrateMsg;

use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

/// Takes over the state of an older version.
///
/// # Errors
/// Another contract, or a version that is not newer.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn migrate(deps: DepsMut<'_>, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    Ok(weir_contract::migrate(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?)
}
