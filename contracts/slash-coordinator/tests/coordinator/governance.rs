//! Links, ownership, migration.

use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cw_ownable::{Action, OwnershipError};
use weir_contract::MigrationError;
use weir_interface::coordinator::{ConfigResponse, ExecuteMsg, MigrateMsg, PendingLinks, QueryMsg};
use weir_quantities::SlashId;
use weir_slash_coordinator::migrate::migrate;
use weir_slash_coordinator::ContractError;

use crate::world::{World, DAY};

#[test]
fn other_links_count_after_forty_five_days_and_can_be_taken_back_until_then() {
    let mut world = World::new();
    let registry = world.name("other registry");
    let set = ExecuteMsg::SetLinks { registry: registry.clone(), fund: None };
    let stranger = world.act("stranger", &set).unwrap_err();
    assert_eq!(stranger, ContractError::Ownership(OwnershipError::NotOwner));
    world.act("dao", &set).unwrap();
    let at = world.now() + 45 * DAY;
    let config = |world: &World| world.ask::<ConfigResponse>(QueryMsg::Config {});
    let waiting = config(&world);
    assert_eq!(waiting.registry, world.registry.to_string());
    assert_eq!(waiting.pending, Some(PendingLinks { registry: registry.clone(), fund: None, at }));
    world.act("stranger", &ExecuteMsg::CancelLinks {}).unwrap_err();
    world.act("dao", &ExecuteMsg::CancelLinks {}).unwrap();
    assert_eq!(config(&world).pending, None);
    assert_eq!(
        world.act("dao", &ExecuteMsg::CancelLinks {}).unwrap_err(),
        ContractError::NothingPending
    );

    world.act("dao", &set).unwrap();
    world.chain.advance_block(45 * DAY - 1);
    assert_eq!(config(&world).registry, world.registry.to_string());
    world.chain.advance_block(1);
    let (now, other) = (config(&world), registry);
    assert_eq!((now.registry, now.fund, now.pending), (other.clone(), None, None));
    assert_eq!(
        world.act("dao", &ExecuteMsg::CancelLinks {}).unwrap_err(),
        ContractError::NothingPending
    );
    // New ones wait while those stay.
    let back = ExecuteMsg::SetLinks { registry: world.registry.to_string(), fund: None };
    world.act("dao", &back).unwrap();
    assert_eq!(config(&world).registry, other);
}

#[test]
fn other_links_have_addresses() {
    let mut world = World::new();
    let nowhere = || "nowhere".to_string();
    let registry = world.registry.to_string();
    for (registry, fund) in [(nowhere(), None), (registry, Some(nowhere()))] {
        let error = world.act("dao", &ExecuteMsg::SetLinks { registry, fund }).unwrap_err();
        assert!(matches!(error, ContractError::Std(_)), "{error}");
    }
    assert_eq!(world.ask::<ConfigResponse>(QueryMsg::Config {}).pending, None);
}

#[test]
fn nothing_becomes_of_a_request_that_was_never_made() {
    let mut world = World::new();
    let listener = world.name("listener");
    for id in [0, 1, u64::MAX] {
        let id = SlashId::new(id);
        for msg in [
            ExecuteMsg::Veto { id, barred_until: Some(0) },
            ExecuteMsg::Approve { id },
            ExecuteMsg::Execute { id, skip: None },
            ExecuteMsg::End { id },
            ExecuteMsg::Notify { id, listener: listener.clone() },
        ] {
            let error = world.act("resolver", &msg).unwrap_err();
            assert_eq!(error, ContractError::NoRequest { id }, "{msg:?}");
        }
    }
}

#[test]
fn ownership_moves_in_two_steps() {
    let mut world = World::new();
    let (heir, expiry) = (world.name("heir"), None);
    let offer = Action::TransferOwnership { new_owner: heir.clone(), expiry };
    let msg = ExecuteMsg::UpdateOwnership(offer);
    world.act("stranger", &msg).unwrap_err();
    world.act("dao", &msg).unwrap();
    let accept = ExecuteMsg::UpdateOwnership(Action::AcceptOwnership);
    world.act("stranger", &accept).unwrap_err();
    world.act("heir", &accept).unwrap();
    assert_eq!(world.ask::<ConfigResponse>(QueryMsg::Config {}).owner, Some(heir));
}

#[test]
fn t73_only_an_older_version_of_the_same_contract_is_migrated() {
    let mut deps = mock_dependencies();
    let name = weir_slash_coordinator::CONTRACT_NAME;
    let mut from = |contract: &str, version: &str| {
        cw2::set_contract_version(&mut deps.storage, contract, version).unwrap();
        migrate(deps.as_mut(), mock_env(), MigrateMsg {})
    };
    assert!(matches!(
        from("crates.io:other", "0.0.1"),
        Err(ContractError::Migration(MigrationError::OtherContract { .. }))
    ));
    let same = weir_slash_coordinator::CONTRACT_VERSION;
    assert!(matches!(
        from(name, same),
        Err(ContractError::Migration(MigrationError::NotNewer { .. }))
    ));
    assert!(matches!(
        from(name, "one"),
        Err(ContractError::Migration(MigrationError::NoVersion { .. }))
    ));
    from(name, "0.0.1").unwrap();
}
