//! Migration: the same contract and a strictly newer version, or an error.

use cosmwasm_std::{DepsMut, Env, Response};
use semver::Version;
use weir_interface::vault::MigrateMsg;

use crate::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

/// Takes over the state of an older version.
///
/// # Errors
/// Another contract, or a version that is not newer.
#[cfg_attr(not(feature = "library"), cosmwasm_std::entry_point(crate = "weir_json::entry"))]
pub fn migrate(deps: DepsMut<'_>, _env: Env, _msg: MigrateMsg) -> Result<Response, ContractError> {
    let stored = cw2::get_contract_version(deps.storage)?;
    if stored.contract != CONTRACT_NAME {
        return Err(ContractError::OtherContract {
            expected: CONTRACT_NAME.to_string(),
            actual: stored.contract,
        });
    }
    if version(&stored.version)? >= version(CONTRACT_VERSION)? {
        return Err(ContractError::NotNewer {
            from: stored.version,
            to: CONTRACT_VERSION.to_string(),
        });
    }
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new()
        .add_attribute("action", "migrate")
        .add_attribute("from_version", stored.version)
        .add_attribute("to_version", CONTRACT_VERSION))
}

fn version(text: &str) -> Result<Version, ContractError> {
    Version::parse(text).map_err(|_| ContractError::NoVersion { version: text.to_string() })
}
