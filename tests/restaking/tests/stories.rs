//! Stories across registry, coordinator, vaults and services. Every invariant of every vault is
//! checked after each action of each of them.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::{Addr, Decimal};
use weir_interface::coordinator::ExecuteMsg as Coordinate;
use weir_interface::restaking::{Asset, Destination};
use weir_interface::service_registry::QueryMsg;
use weir_interface::vault::{InstantiateMsg, Links};
use weir_quantities::{OperatorId, ServiceId};
use weir_restaking_journeys::{cause, World, DAY};
use weir_slash_coordinator::ContractError as Coordinator;

#[test]
fn a_slash_of_the_base_chain_moves_the_derivative_and_no_vault() {
    let mut world = World::promised();
    world.suite.crank("delegate_buffer").unwrap();
    world.suite.crank("sync").unwrap();
    let before = (0..3).map(|vault| world.state(vault)).collect::<Vec<_>>();
    let rate = world.suite.rate();
    world.suite.slash("val1", Decimal::percent(10));
    world.suite.crank("sync").unwrap();
    let after = (0..3).map(|vault| world.state(vault)).collect::<Vec<_>>();
    assert_eq!(before, after);
    assert!(world.suite.rate() < rate, "{} is not below {rate}", world.suite.rate());
    // A slash of a service is in units of the derivative, whatever it is worth.
    let id = world.accused(1, 1_000);
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(world.escrow(1), 1_000_000_000 * 40 / 100 / 10);
}

#[test]
fn silence_executes_one_services_request_and_ends_the_others() {
    let mut world = World::promised();
    let at = world.now();
    world.pass(1);
    let by_silence = world.request(0, 1, 1_000, at).unwrap();
    let by_approval = world.request(0, 2, 1_000, at).unwrap();
    world.pass(2 * DAY);
    world.execute(0, by_silence).unwrap();
    let refused = world.execute(0, by_approval).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::NotApproved { .. }), "{refused:#}");
    let asked = world.state(0).commitment(2).unwrap().asked;
    assert!(!asked.is_zero());
    world.end(by_approval).unwrap();
    drop(world.end_at_vault(0, by_approval));
    assert!(world.state(0).commitment(2).unwrap().asked.is_zero());
    assert!(world.state(0).requests.is_empty());
}

#[test]
fn a_veto_ends_a_request_and_anyone_clears_it_from_the_vault() {
    let mut world = World::promised();
    let id = world.accused(1, 2_000);
    world.veto(id).unwrap();
    drop(world.end_at_vault(0, id));
    assert!(world.state(0).requests.is_empty());
    world.pass(3 * DAY);
    let refused = world.execute(0, id).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::Final { .. }), "{refused:#}");
    assert_eq!(world.escrow(1), 0);
}

#[test]
fn a_vault_that_the_factory_did_not_make_is_nobody_to_the_suite() {
    let mut world = World::promised();
    let links =
        Links { fund: None, hub: None, treasury: world.actor("mallory").into(), ..world.links() };
    let birth = InstantiateMsg {
        owner: world.actor("mallory").into(),
        guardian: None,
        operator: OperatorId::new(1),
        asset: Asset::Native { denom: "uatom".to_string() },
        links,
        parameters: None,
        generation: 0,
    };
    let code = world.suite.chain.app().contract_data(&world.vaults[0].address).unwrap().code_id;
    let mallory = world.actor("mallory");
    let fake: Addr =
        world.suite.chain.instantiate(code, &mallory, &birth, &[], "fake", None).unwrap();
    let vault = fake.to_string();
    let asked = QueryMsg::Vault { vault };
    let known: anyhow::Result<serde_json::Value> = world.suite.query(&world.registry, &asked);
    assert!(known.is_err());
    let infraction_time = world.now();
    world.pass(1);
    let ask = Coordinate::RequestSlash {
        service: ServiceId::new(1),
        vault: fake.to_string(),
        fraction: Decimal::percent(10),
        infraction_time,
        offence_id: "of-a-fake".to_string(),
        evidence_hash: b"evidence".into(),
        evidence_uri: String::new(),
    };
    let refused = world.coordinate("slasher1", &ask).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::UnknownVault { .. }), "{refused:#}");
}

#[test]
fn what_is_unwound_through_the_hub_is_a_redemption_of_the_service() {
    let mut world = World::new();
    world.slashed_for(Destination::Unwind { address: world.actor("svc1").into() });
    world.fetch("anyone", 0, 1, 2).unwrap();
    world.suite.keepers = true;
    world.suite.days_pass(30);
    let before = world.suite.coins_of("svc1");
    world.suite.withdraw("svc1").unwrap();
    assert!(world.suite.coins_of("svc1") - before >= 79_999_000);
}

#[test]
fn a_fund_takes_what_was_slashed_for_it() {
    let mut world = World::promised();
    world.suite.deposit_into_fund("carol", 100_000_000).unwrap();
    let id = world.accused(3, 5_000);
    world.pass(3_600);
    world.execute(0, id).unwrap();
    let fund = world.fund.to_string();
    let before = world.suite.shares_of(&fund);
    world.fetch("anyone", 0, 3, 1).unwrap();
    assert_eq!(world.suite.shares_of(&fund) - before, 100_000_000);
}
