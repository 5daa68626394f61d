//! What an auditor tried with what comes back: a distributor that was left, a service that took
//! everything, an asset that is not wanted any more.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::coin;
use weir_interface::distributor;
use weir_interface::restaking::Asset;
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_interface::vault::{ExecuteMsg, Links};
use weir_quantities::ServiceId;
use weir_restaking_journeys::{cause, World, DAY, NOTICE};
use weir_service_registry::ContractError as RegistryError;

/// The links of vault 0 as they were made.
fn links(world: &World) -> Links {
    Links {
        coordinator: world.coordinator.to_string(),
        distributor: world.distributor.to_string(),
        fund: Some(world.fund.to_string()),
        hub: Some(world.suite.hub.to_string()),
        treasury: world.actor("treasury").into(),
    }
}

/// The links of vault 0, changed.
fn relink(world: &mut World, links: Links) {
    world.vault("owner", 0, &ExecuteMsg::SetLinks { links }).unwrap();
    world.pass(NOTICE);
    world.settle(0).unwrap();
    world.pass(1);
}

/// Units of the coin for vault 0, over so many days.
fn reward(world: &mut World, units: u128, days: u64) {
    world.suite.fund("svc1", units);
    let fund = distributor::ExecuteMsg::FundStream {
        vault: world.vaults[0].address.to_string(),
        service: Some(ServiceId::new(1)),
        duration: days * DAY,
    };
    let distributor = world.distributor.clone();
    world.send("svc1", &distributor, &fund, &[coin(units, "uatom")]).unwrap();
}

fn list_the_coin(world: &mut World) {
    let (vault, denom) = (world.vaults[0].address.to_string(), "uatom".to_string());
    let list = distributor::ExecuteMsg::AddRewardCoin { vault, coin: Asset::Native { denom } };
    let distributor = world.distributor.clone();
    world.send("owner", &distributor, &list, &[]).unwrap();
}

fn claim_rewards(world: &mut World, who: &str) -> u128 {
    let vault = world.vaults[0].address.to_string();
    let claim =
        distributor::ExecuteMsg::ClaimRewards { vault, owner: None, coins: None, recipient: None };
    let distributor = world.distributor.clone();
    let before = world.suite.coins_of(who);
    drop(world.send(who, &distributor, &claim, &[]));
    world.suite.coins_of(who) - before
}

/// Whoever entered while the vault told another distributor was counted, on its return, from the
/// first second on: nearly all that alice had earned was his.
#[test]
fn t155_who_entered_while_a_vault_was_away_takes_nothing_that_was_earned_before_it_came_back() {
    let mut world = World::promised();
    list_the_coin(&mut world);
    reward(&mut world, 1_000_000, 10);
    world.pass(10 * DAY);
    // What alice has earned is counted before the vault leaves, and not paid yet.
    world.deposit("alice", 0, 1_000_000).unwrap();
    let (home, other) = (links(&world), world.taker().to_string());
    relink(&mut world, Links { distributor: other, ..home.clone() });
    world.deposit("bob", 0, 1_001_000_000).unwrap();
    relink(&mut world, home);
    assert_eq!(
        (claim_rewards(&mut world, "bob"), claim_rewards(&mut world, "alice")),
        (0, 950_000)
    );
    // From now on both are paid alike, rounded down, and the operator his twentieth.
    reward(&mut world, 1_000_000, 10);
    world.pass(10 * DAY);
    assert_eq!(
        (claim_rewards(&mut world, "bob"), claim_rewards(&mut world, "alice")),
        (474_999, 474_999)
    );
}

/// A forbidden asset got no new vault but for the one that is made when slashes have closed one.
#[test]
fn t159_a_forbidden_asset_gets_no_next_generation() {
    let mut world = World::new();
    let vault = world.vaults[0].address.to_string();
    let asset = world.suite.derivative();
    world.register("owner", &Register::ForbidAsset { asset: asset.clone() }).unwrap();
    let open = Register::OpenNextGeneration { vault: vault.clone() };
    let refused = world.register("anyone", &open).unwrap_err();
    let forbidden = RegistryError::AssetNotAllowed { asset: asset.to_string() };
    assert_eq!(*cause::<RegistryError>(&refused), forbidden);
    world.register("owner", &Register::AllowAsset { asset }).unwrap();
    let refused = world.register("anyone", &open).unwrap_err();
    assert_eq!(*cause::<RegistryError>(&refused), RegistryError::NotClosed { vault });
}
