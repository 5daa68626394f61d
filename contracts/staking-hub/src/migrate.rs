//! From an older version of this very contract, and from nothing else.

use cosmwasm_std::{DepsMut, Env, Response};
use semver::Version;
use weir_interface::hub::MigrateMsg;

use crate::contract::{CONTRACT_NAME, CONTRACT_VERSION};
use crate::{ContractError, Refusal};

pub fn migrate(deps: DepsMut<'_>, _env: Env, _msg: MigrateMsg) -> Result<Response, Refusal> {
    let stored = cw2::get_contract_version(deps.storage)?;
    if stored.contract != CONTRACT_NAME {
        let expected = CONTRACT_NAME.to_string();
        return Err(ContractError::WrongContract { expected, found: stored.contract }.into());
    }
    let parse = |version: &str| {
        Version::parse(version).map_err(|error| {
            cosmwasm_std::StdError::parse_err("version", format!("{version}: {error}"))
        })
    };
    if parse(CONTRACT_VERSION)? <= parse(&stored.version)? {
        let new = CONTRACT_VERSION.to_string();
        return Err(ContractError::NotNewer { old: stored.version, new }.into());
    }
    cw2::set_contract_version(deps.storage, CONTRACT_NAME, CONTRACT_VERSION)?;
    Ok(Response::new().add_attribute("action", "migrate"))
}
