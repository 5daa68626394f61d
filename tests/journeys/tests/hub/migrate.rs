use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::Storage;
use weir_contract::MigrationError;
use weir_interface::hub::MigrateMsg;
use weir_staking_hub::contract::{migrate, CONTRACT_NAME, CONTRACT_VERSION};

use crate::common::*;

fn from(contract: &str, version: &str) -> Result<(), Error> {
    let mut deps = mock_dependencies();
    let stored = format!(r#"{{"contract":"{contract}","version":"{version}"}}"#);
    deps.storage.set(b"contract_info", stored.as_bytes());
    migrate(deps.as_mut(), mock_env(), MigrateMsg {}).map(|_| ())
}

#[test]
fn only_an_older_version_of_this_very_contract_is_migrated() {
    assert_eq!(from(CONTRACT_NAME, "0.0.1"), Ok(()));
    assert!(matches!(
        from(CONTRACT_NAME, CONTRACT_VERSION),
        Err(Error::Migration(MigrationError::NotNewer { from, to })) if from == to
    ));
    assert!(matches!(
        from(CONTRACT_NAME, "99.0.0"),
        Err(Error::Migration(MigrationError::NotNewer { .. }))
    ));
    assert!(matches!(
        from("crates.io:another", "0.0.1"),
        Err(Error::Migration(MigrationError::OtherContract { actual, .. })) if actual == "crates.io:another"
    ));
    assert!(matches!(
        from(CONTRACT_NAME, "one"),
        Err(Error::Migration(MigrationError::NoVersion { version })) if version == "one"
    ));
}
