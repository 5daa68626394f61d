//! What an auditor tried with a second coordinator, whose requests are numbered like those of the
//! first.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::{Addr, Decimal};
use weir_interface::coordinator::{self, ExecuteMsg as Coordinate};
use weir_interface::vault::{ExecuteMsg, Links};
use weir_quantities::{ServiceId, SlashId};
use weir_restaking_journeys::{cause, World, DAY, NOTICE};
use weir_restaking_vault::ContractError as VaultRefusal;

/// Another coordinator, which has asked for nothing yet.
fn second_coordinator(world: &mut World) -> Addr {
    let [_, _, code, ..] = weir_testing::restaking::restaking_codes();
    let code = world.suite.chain.store_code(code);
    let birth = coordinator::InstantiateMsg {
        owner: world.actor("owner").into(),
        registry: world.registry.to_string(),
        fund: None,
    };
    let deployer = world.actor("deployer");
    world.suite.chain.instantiate(code, &deployer, &birth, &[], "second", None).unwrap()
}

/// The links of vault 0 change in a day, when a request of now can still be applied.
fn accused_before_the_change(world: &mut World, links: Links) -> u64 {
    world.vault("owner", 0, &ExecuteMsg::SetLinks { links }).unwrap();
    world.pass(NOTICE - DAY);
    let id = world.accused(1, 2_000);
    assert_eq!(id, 1);
    id
}

/// Each coordinator counts from one. What one had vetoed the next could have applied, as long as
/// nobody had told the vault that it was over.
#[test]
fn t158_another_coordinator_applies_nothing_that_the_one_before_it_has_vetoed() {
    let mut world = World::promised();
    let links = Links { coordinator: world.actor("mallory").into(), ..world.links() };
    let id = accused_before_the_change(&mut world, links);
    world.veto(id).unwrap();
    world.pass(DAY);
    world.settle(0).unwrap();
    world.pass(DAY);
    let apply = ExecuteMsg::ApplySlash { id: SlashId::new(id) };
    let refused = world.vault("mallory", 0, &apply).unwrap_err();
    assert_eq!(*cause::<VaultRefusal>(&refused), VaultRefusal::NoRequest { id: SlashId::new(id) });
    assert_eq!(world.escrow(1), 0);
}

/// The first request of a new coordinator has the id of one that the vault knows already: it was
/// refused until that one's last second.
#[test]
fn t158_ids_of_another_coordinator_stand_in_nobodys_way() {
    let mut world = World::promised();
    let second = second_coordinator(&mut world);
    let new = Links { coordinator: second.to_string(), ..world.links() };
    accused_before_the_change(&mut world, new);
    world.pass(DAY);
    world.settle(0).unwrap();
    let asked = |world: &World| world.state(0).commitment(1).unwrap().asked;
    let before = asked(&world);
    assert!(!before.is_zero());
    let ask = Coordinate::RequestSlash {
        service: ServiceId::new(1),
        vault: world.vaults[0].address.to_string(),
        fraction: Decimal::percent(10),
        infraction_time: world.now() - 1,
        offence_id: "anew".to_string(),
        evidence_hash: b"hash".into(),
        evidence_uri: String::new(),
    };
    world.send("slasher1", &second, &ask, &[]).unwrap();
    // Half of what the first one asked for, and no more beside it.
    assert_eq!(asked(&world).u128(), before.u128() / 2);
    world.pass(2 * DAY);
    let execute = Coordinate::Execute { id: SlashId::new(1), skip: None };
    world.send("anyone", &second, &execute, &[]).unwrap();
    assert_eq!(world.escrow(1), 40_000_000);
    // The first coordinator decides about nothing any more.
    world.coordinate("anyone", &execute).unwrap_err();
}

/// A request of a coordinator that is gone is over at once, whatever the next one says of its id.
#[test]
fn t158_what_a_former_coordinator_asked_for_can_be_ended_by_anyone() {
    let mut world = World::promised();
    let second = second_coordinator(&mut world);
    let new = Links { coordinator: second.to_string(), ..world.links() };
    let id = accused_before_the_change(&mut world, new);
    world.end_at_vault(0, id).unwrap_err();
    world.pass(DAY);
    world.settle(0).unwrap();
    let power = world.power(1);
    world.end_at_vault(0, id).unwrap();
    assert!(world.power(1) > power);
}
