//! The version, and how a newer one takes over.

use cosmwasm_std::{Response, StdError, StdResult, Storage};
use weir_json::{from_slice, json, to_binary};

/// Where cw2 has it.
const KEY: &[u8] = b"contract_info";

/// Which contract this is, as cw2 stores it.
#[json]
pub struct ContractVersion {
    /// Its name.
    pub contract: String,
    /// Its version: three numbers.
    pub version: String,
}

/// Why a contract cannot be migrated to this code.
#[derive(Debug, PartialEq, thiserror::Error)]
pub enum MigrationError {
    /// Storage.
    #[error("{0}")]
    Std(#[from] StdError),
    /// The code at this address is of another contract.
    #[error("this is the code of {expected}, the contract is {actual}")]
    OtherContract {
        /// This contract.
        expected: String,
        /// What the address holds.
        actual: String,
    },
    /// The version is not newer.
    #[error("the contract is at {from}, and {to} is not newer")]
    NotNewer {
        /// The version before.
        from: String,
        /// The version of this code.
        to: String,
    },
    /// A version that is none.
    #[error("{version} is no version number")]
    NoVersion {
        /// The text.
        version: String,
    },
}

/// Notes which contract this is and its version.
pub fn set_contract_version(storage: &mut dyn Storage, contract: &str, version: &str) {
    let row = ContractVersion { contract: contract.to_string(), version: version.to_string() };
    storage.set(KEY, &to_binary(&row));
}

/// Which contract this is and its version.
///
/// # Errors
/// Storage.
pub fn get_contract_version(storage: &dyn Storage) -> StdResult<ContractVersion> {
    let row = storage.get(KEY).ok_or_else(|| StdError::not_found("contract_info"))?;
    Ok(from_slice(&row)?)
}

/// Takes over from an older version of the same contract.
///
/// # Errors
/// Another contract, or a version that is not newer.
pub fn migrate(
    storage: &mut dyn Storage,
    contract: &str,
    to: &str,
) -> Result<Response, MigrationError> {
    let stored = get_contract_version(storage)?;
    if stored.contract != contract {
        let (expected, actual) = (contract.to_string(), stored.contract);
        return Err(MigrationError::OtherContract { expected, actual });
    }
    let from = stored.version;
    if parse(&from)? >= parse(to)? {
        return Err(MigrationError::NotNewer { from, to: to.to_string() });
    }
    set_contract_version(storage, contract, to);
    Ok(Response::new()
        .add_attribute("action", "migrate")
        .add_attribute("from_version", from)
        .add_attribute("to_version", to))
}

/// Major, minor, patch; last, whether it is the version itself and not a pre-release of it
/// (`1.2.3-rc.1`). Of two pre-releases of a version neither is newer.
type Version = ([u64; 3], bool);

fn parse(text: &str) -> Result<Version, MigrationError> {
    version(text).ok_or_else(|| MigrationError::NoVersion { version: text.to_string() })
}

fn version(text: &str) -> Option<Version> {
    let core = text.split_once('-').map_or(text, |(core, _)| core);
    let mut numbers = [0; 3];
    let mut parts = core.split('.');
    for number in &mut numbers {
        let part = parts.next()?;
        // `+1` is a number to the parser of numbers, `01` none of a version.
        if !part.starts_with(|digit: char| digit.is_ascii_digit())
            || (part.len() > 1 && part.starts_with('0'))
        {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some((numbers, core.len() == text.len()))
}
