//! Migration.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use cosmwasm_std::testing::{mock_dependencies, mock_env};
use weir_contract::MigrationError;
use weir_interface::token::MigrateMsg;
use weir_staking_token::migrate::migrate;
use weir_staking_token::{ContractError, CONTRACT_NAME, CONTRACT_VERSION};

fn migrate_from(contract: &str, version: &str) -> Result<(), ContractError> {
    let mut deps = mock_dependencies();
    cw2::set_contract_version(&mut deps.storage, contract, version).unwrap();
    migrate(deps.as_mut(), mock_env(), MigrateMsg {})?;
    let record = cw2::get_contract_version(&deps.storage).unwrap();
    assert_eq!(
        (record.contract.as_str(), record.version.as_str()),
        (CONTRACT_NAME, CONTRACT_VERSION)
    );
    Ok(())
}

#[test]
fn an_older_version_is_migrated() {
    assert_eq!(migrate_from(CONTRACT_NAME, "0.0.1"), Ok(()));
    // By number, not by letter.
    assert_eq!(migrate_from(CONTRACT_NAME, &format!("{CONTRACT_VERSION}-rc.1")), Ok(()));
}

#[test]
fn the_same_and_a_newer_version_are_refused() {
    for version in [CONTRACT_VERSION, "999.0.0"] {
        let expected = ContractError::Migration(MigrationError::NotNewer {
            from: version.to_string(),
            to: CONTRACT_VERSION.to_string(),
        });
        assert_eq!(migrate_from(CONTRACT_NAME, version), Err(expected));
    }
}

#[test]
fn another_contract_is_refused() {
    let expected = ContractError::Migration(MigrationError::OtherContract {
        expected: CONTRACT_NAME.to_string(),
        actual: "crates.io:other".to_string(),
    });
    assert_eq!(migrate_from("crates.io:other", "0.0.1"), Err(expected));
}

#[test]
fn a_version_that_is_none_is_refused() {
    let expected =
        ContractError::Migration(MigrationError::NoVersion { version: "soon".to_string() });
    assert_eq!(migrate_from(CONTRACT_NAME, "soon"), Err(expected));
}
