//! What is stored and answered is what cw-ownable and cw2 store and answer.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::testing::{mock_dependencies, mock_env, MockApi, MockStorage};
use cosmwasm_std::{Addr, Order, Storage, Timestamp};
use cw_ownable::Action;
use cw_utils::Expiration;
use proptest::prelude::*;
use weir_contract::MigrationError;

fn rows(storage: &dyn Storage) -> Vec<(Vec<u8>, Vec<u8>)> {
    storage.range(None, None, Order::Ascending).collect()
}

fn address(index: u8) -> Addr {
    MockApi::default().addr_make(["owner", "other", "third"][usize::from(index % 3)])
}

fn any_action() -> impl Strategy<Value = Action> {
    let expiry = prop_oneof![
        Just(None),
        Just(Some(Expiration::Never {})),
        (12_340..12_350u64).prop_map(|height| Some(Expiration::AtHeight(height))),
        (0..9u64).prop_map(|after| Some(Expiration::AtTime(Timestamp::from_seconds(
            1_571_797_415 + after
        )))),
    ];
    let new_owner = prop_oneof![
        9 => (0..3u8).prop_map(|index| address(index).to_string()),
        1 => Just("nobody".to_string()),
    ];
    prop_oneof![
        4 => (new_owner, expiry)
            .prop_map(|(new_owner, expiry)| Action::TransferOwnership { new_owner, expiry }),
        4 => Just(Action::AcceptOwnership),
        1 => Just(Action::RenounceOwnership),
    ]
}

proptest! {
    #[test]
    fn ownership_is_that_of_cw_ownable(
        acts in prop::collection::vec((0..3u8, any_action(), 0..4u64), 1..20),
    ) {
        let (mut ours, mut theirs) = (mock_dependencies(), mock_dependencies());
        let owner = address(0);
        weir_contract::initialize_owner(&mut ours.storage, &ours.api, owner.as_str()).unwrap();
        cw_ownable::initialize_owner(&mut theirs.storage, &theirs.api, Some(owner.as_str()))
            .unwrap();
        let mut block = mock_env().block;
        for (who, action, seconds) in acts {
            let sender = address(who);
            block.height += 1;
            block.time = block.time.plus_seconds(seconds);
            prop_assert_eq!(
                weir_contract::update_ownership(ours.as_mut(), &block, &sender, action.clone()),
                cw_ownable::update_ownership(theirs.as_mut(), &block, &sender, action)
            );
            prop_assert_eq!(rows(&ours.storage), rows(&theirs.storage));
            for who in 0..3 {
                let who = address(who);
                prop_assert_eq!(
                    weir_contract::is_owner(&ours.storage, &who),
                    cw_ownable::is_owner(&theirs.storage, &who)
                );
                prop_assert_eq!(
                    weir_contract::assert_owner(&ours.storage, &who),
                    cw_ownable::assert_owner(&theirs.storage, &who)
                );
            }
            prop_assert_eq!(
                weir_contract::get_ownership(&ours.storage),
                cw_ownable::get_ownership(&theirs.storage)
            );
        }
    }

    #[test]
    fn versions_are_ordered_as_semver_orders_them(
        from in (0..3u64, 0..3u64, 0..12u64, any::<bool>()),
        to in (0..3u64, 0..3u64, 0..12u64, any::<bool>()),
    ) {
        let text = |(major, minor, patch, release): (u64, u64, u64, bool)| {
            format!("{major}.{minor}.{patch}{}", if release { "" } else { "-rc.1" })
        };
        let (from, to) = (text(from), text(to));
        let newer = semver::Version::parse(&to).unwrap() > semver::Version::parse(&from).unwrap();
        let mut storage = MockStorage::new();
        weir_contract::set_contract_version(&mut storage, "ours", &from);
        let done = weir_contract::migrate(&mut storage, "ours", &to);
        prop_assert_eq!(done.is_ok(), newer, "{} to {}", from, to);
        let stored = cw2::get_contract_version(&storage).unwrap();
        prop_assert_eq!(stored.version, if newer { to } else { from });
    }

    #[test]
    fn what_semver_does_not_read_is_no_version(text in "[0-9.+a-]{0,8}") {
        let mut storage = MockStorage::new();
        weir_contract::set_contract_version(&mut storage, "ours", &text);
        let refused = weir_contract::migrate(&mut storage, "ours", "9999999999.0.0");
        if semver::Version::parse(&text).is_err() && !text.contains('-') {
            prop_assert_eq!(refused.unwrap_err(), MigrationError::NoVersion { version: text });
        }
    }
}

#[test]
fn the_version_is_stored_as_cw2_stores_it() {
    let (mut ours, mut theirs) = (MockStorage::new(), MockStorage::new());
    weir_contract::set_contract_version(&mut ours, "crates.io:weir-\"hub\"", "1.2.3");
    cw2::set_contract_version(&mut theirs, "crates.io:weir-\"hub\"", "1.2.3").unwrap();
    assert_eq!(rows(&ours), rows(&theirs));
}

#[test]
fn what_was_never_born_is_not_migrated() {
    let refused = weir_contract::migrate(&mut MockStorage::new(), "ours", "1.0.0").unwrap_err();
    assert!(matches!(refused, MigrationError::Std(_)), "{refused}");
}
