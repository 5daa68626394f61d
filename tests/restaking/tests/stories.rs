//! Stories across registry, coordinator, vaults and services. Every invariant of every vault is
//! checked after each action of each of them.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::{Addr, Decimal};
use serde_json::json;
use weir_accounting::vault::VaultError;
use weir_interface::restaking::{Asset, Destination};
use weir_interface::service_registry::{ExecuteMsg as Register, QueryMsg, ServiceSecurityResponse};
use weir_interface::vault::{ExecuteMsg, InstantiateMsg, Links};
use weir_quantities::{Assets, OperatorId, ServiceId, Shares, SlashId, TermsVersion};
use weir_restaking_journeys::{World, DAY, NOTICE};
use weir_restaking_vault::ContractError as Vault;
use weir_service_registry::ContractError as Registry;
use weir_slash_coordinator::ContractError as Coordinator;

/// The typed error of whoever refused.
fn cause<E: std::error::Error + Send + Sync + 'static>(outcome: &anyhow::Error) -> &E {
    let found =
        outcome.downcast_ref().or_else(|| outcome.chain().find_map(|one| one.downcast_ref()));
    found.unwrap_or_else(|| panic!("refused by something else: {outcome:#}"))
}

/// Alice has a thousand coins in vault 0, 40 % promised to service 1, 30 % to 2, 20 % to 3.
fn world() -> World {
    let mut world = World::new();
    world.deposit("alice", 0, 1_000_000_000).unwrap();
    world.announce(0, 1, 1, 40).unwrap();
    world.announce(0, 2, 1, 30).unwrap();
    world.commit(0, 3, 20);
    world
}

/// Requests a slash for an offence now, approves it, waits. Answers the request.
fn accused(world: &mut World, service: u64, bps: u64) -> u64 {
    let at = world.now();
    world.pass(1);
    let id = world.request(0, service, bps, at).unwrap();
    drop(world.approve(id));
    id
}

/// What a vault has lost to a service and not paid out yet.
fn escrow(world: &World, service: u64) -> u128 {
    world.state(0).escrow.get(&(service, 1)).map_or(0, |assets| assets.u128())
}

#[test]
fn a_slash_of_the_base_chain_moves_the_derivative_and_no_vault() {
    let mut world = world();
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
    let id = accused(&mut world, 1, 1_000);
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(escrow(&world, 1), 1_000_000_000 * 40 / 100 / 10);
}

#[test]
fn silence_executes_one_services_request_and_ends_the_others() {
    let mut world = world();
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
    let mut world = world();
    let id = accused(&mut world, 1, 2_000);
    world.veto(id).unwrap();
    drop(world.end_at_vault(0, id));
    assert!(world.state(0).requests.is_empty());
    world.pass(3 * DAY);
    let refused = world.execute(0, id).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::Final { .. }), "{refused:#}");
    assert_eq!(escrow(&world, 1), 0);
}

#[test]
fn t53_slashes_of_three_services_cost_the_same_in_every_order() {
    let mut losses = vec![];
    for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
        let mut world = world();
        let at = world.now();
        world.pass(1);
        let fractions = [1_777, 3_333, 4_999];
        let ids = [1, 2, 3].map(|service| {
            let id = world.request(0, service, fractions[service as usize - 1], at).unwrap();
            drop(world.approve(id));
            id
        });
        world.pass(2 * DAY - 60);
        // The quick one is resolved since long; all three can be executed within the same minutes.
        world.pass(60);
        for service in order {
            world.execute(0, ids[service as usize - 1]).unwrap();
        }
        losses.push([1, 2, 3].map(|service| escrow(&world, service)));
    }
    for other in &losses {
        for (one, first) in other.iter().zip(&losses[0]) {
            // A unit, and what a unit of magnitude is worth: less than one here.
            assert!(one.abs_diff(*first) <= 1, "{losses:?}");
        }
    }
    assert_eq!(losses[0][0], 400_000_000 * 1_777 / 10_000);
}

#[test]
fn t54_all_budgets_are_paid_together_and_no_more() {
    let mut world = world();
    let budgets = world.state(0).budgets();
    let at = world.now();
    world.pass(1);
    let mut ids = vec![];
    for (service, bps) in [(1, 2_000), (2, 4_000), (3, 5_000)] {
        for _ in 0..2 {
            let id = world.request(0, service, bps, at).unwrap();
            drop(world.approve(id));
            ids.push(id);
        }
    }
    world.pass(2 * DAY);
    for id in ids {
        // The breaker may hold some up: it delays, it never forgives.
        if let Err(refused) = world.execute(0, id) {
            assert!(matches!(cause(&refused), Coordinator::TooEarly { .. }), "{refused:#}");
            world.pass(2 * DAY);
            world.execute(0, id).unwrap();
        }
    }
    let taken: u128 = [1, 2, 3].map(|service| escrow(&world, service)).iter().sum();
    let whole = weir_accounting::vault::WHOLE.u128();
    assert!(
        taken.abs_diff(1_000_000_000 * (budgets / 10_u128.pow(9)) / (whole / 10_u128.pow(9))) <= 3
    );
    assert_eq!(world.state(0).budgets(), 0);
}

#[test]
fn t65_a_distributor_that_always_refuses_locks_nobody_in() {
    let mut world = world();
    let distributor = world.distributor.clone();
    world.send("anyone", &distributor, &json!({ "refuse": true }), &[]).unwrap();
    assert!(world.deposit("bob", 0, 1_000_000).is_err(), "shares never rise without it");
    assert!(world.exit("alice", 0, 1_000_000_000).is_err());
    let leave = ExecuteMsg::RequestExit {
        shares: Shares::new(1_000_000_000_000),
        forfeit_rewards: Some(true),
    };
    world.vault("alice", 0, &leave).unwrap();
    world.pass(NOTICE);
    world.claim("alice", 0).unwrap();
    assert!(world.state(0).pool().shares.is_zero());
}

#[test]
fn t107_who_queues_everything_seconds_before_an_offence_pays_all_the_same() {
    let mut world = world();
    world.exit("alice", 0, 1_000_000_000_000).unwrap();
    world.pass(10);
    let at = world.now();
    assert_eq!(world.vaults[0].history.power(1, at), 0, "nothing is promised any more");
    // Reported in the last second of the evidence window, executed in the last of the execution.
    world.pass(3 * DAY);
    let id = world.request(0, 1, 2_000, at).unwrap();
    world.pass(4 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(escrow(&world, 1), 1_000_000_000 * 40 / 100 / 5);
    world.pass(NOTICE);
    let before = world.suite.shares_of("alice");
    world.claim("alice", 0).unwrap();
    let paid = world.suite.shares_of("alice") - before;
    assert!(1_000_000_000 - 80_000_000 - paid <= 1, "{paid}");
}

#[test]
fn t110_an_operator_who_is_gone_from_the_registry_is_slashed_all_the_same() {
    let mut world = world();
    let (operator, service) = (OperatorId::new(1), ServiceId::new(1));
    let refused = world.register("op1", &Register::Unlink { operator, service }).unwrap_err();
    assert!(matches!(cause(&refused), Registry::StillSlashable { .. }), "{refused:#}");
    world.register("svc1", &Register::Unlink { operator, service }).unwrap();
    world.register("op1", &Register::Unlink { operator, service }).unwrap();
    let refused = world.announce(0, 1, 1, 41).unwrap_err();
    assert!(matches!(cause(&refused), Vault::NoActiveLink { .. }), "{refused:#}");
    let id = accused(&mut world, 1, 1_000);
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(escrow(&world, 1), 40_000_000);
    // Lowered to nothing and waited for, the other link can be left.
    let link = || Register::Unlink { operator, service: ServiceId::new(3) };
    world.lower(0, 3, 0).unwrap();
    assert!(world.register("op1", &link()).is_err());
    world.pass(NOTICE);
    world.settle(0).unwrap();
    world.register("op1", &link()).unwrap();
}

#[test]
fn t111_a_captured_coordinator_has_nothing_to_take_but_what_was_known_for_long() {
    let mut world = world();
    let id = SlashId::new(1_000);
    let apply = || ExecuteMsg::ApplySlash { id };
    let refused = world.vault("coordinator", 0, &apply()).unwrap_err();
    assert_eq!(cause::<Vault>(&refused), &Vault::NoRequest { id });
    world.pass(20);
    let note = ExecuteMsg::NoteRequest {
        id,
        service: ServiceId::new(1),
        fraction: Decimal::percent(20),
        infraction_time: world.now() - 10,
    };
    world.vault("coordinator", 0, &note).unwrap();
    world.pass(2 * DAY - 1);
    let refused = world.vault("coordinator", 0, &apply()).unwrap_err();
    assert!(matches!(cause(&refused), Vault::Books(VaultError::TooEarly { .. })), "{refused:#}");
    world.pass(1);
    world.settle(0).unwrap();
    world.vault("coordinator", 0, &apply()).unwrap();
    // Only the budget, and only for the treasury.
    assert_eq!(escrow(&world, 1), 80_000_000);
    let mine = ExecuteMsg::ClaimSlashed {
        service: ServiceId::new(1),
        version: TermsVersion::new(1),
        recipient: Some(world.actor("mallory").into()),
    };
    let refused = world.vault("coordinator", 0, &mine).unwrap_err();
    assert!(matches!(cause(&refused), Vault::Unauthorized { role: "destination", .. }));
    world.fetch("anyone", 0, 1, 1).unwrap();
    assert_eq!(world.suite.shares_of("treasury"), 80_000_000);
}

#[test]
fn t119_revoked_terms_slash_nobody_and_count_for_nothing() {
    let mut world = world();
    let id = accused(&mut world, 1, 2_000);
    let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
    world.register("svc1", &Register::RevokeVersion { service, version }).unwrap();
    world.pass(2 * DAY);
    world.execute(0, id).unwrap_err();
    drop(world.end(id));
    drop(world.end_at_vault(0, id));
    assert!(world.state(0).requests.is_empty());
    assert_eq!(escrow(&world, 1), 0);
    let at = world.now();
    world.pass(1);
    let refused = world.request(0, 1, 1_000, at).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::TermsRevoked { .. }), "{refused:#}");
    let query = QueryMsg::ServiceSecurity { service, start_after: None, limit: None };
    let security: ServiceSecurityResponse = world.suite.query(&world.registry, &query).unwrap();
    assert_eq!((security.stake, security.vaults.len()), (Assets::ZERO, 1));
}

#[test]
fn t122_an_offence_is_judged_by_the_terms_of_its_time() {
    let mut world = world();
    // New terms pay another, take less, and never reach an older offence.
    let mut terms = world.terms(1);
    terms.max_slash = Decimal::percent(1);
    terms.destination = Destination::Service { address: world.actor("svc1").into() };
    let service = ServiceId::new(1);
    world.register("svc1", &Register::PublishTerms { service, terms }).unwrap();
    world.announce(0, 1, 2, 40).unwrap();
    world.pass(NOTICE - DAY / 2);
    let at = world.now();
    world.pass(DAY);
    world.settle(0).unwrap();
    assert_eq!(world.state(0).commitment(1).unwrap().terms.version, TermsVersion::new(2));
    let id = world.request(0, 1, 2_000, at).unwrap();
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    let state = world.state(0);
    // The fraction of then, of the budget that the new terms left, for the destination of then.
    assert_eq!(state.escrow.keys().copied().collect::<Vec<_>>(), [(1, 1)]);
    assert!(world.fetch("svc1", 0, 1, 1).is_ok());
    assert!(world.suite.shares_of("treasury") > 0 && world.suite.shares_of("svc1") == 0);
}

#[test]
fn a_vault_that_the_factory_did_not_make_is_nobody_to_the_suite() {
    let mut world = world();
    let links = Links {
        coordinator: world.coordinator.to_string(),
        distributor: world.distributor.to_string(),
        fund: None,
        hub: None,
        treasury: world.actor("mallory").into(),
    };
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
    world.vaults[1].address = fake;
    let at = world.now();
    world.pass(1);
    let refused = world.request(1, 1, 1_000, at).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::UnknownVault { .. }), "{refused:#}");
}

#[test]
fn t109_a_pause_forgives_nothing_and_holds_no_matured_exit() {
    let mut world = world();
    world.exit("alice", 0, 100_000_000_000).unwrap();
    world.pass(22 * DAY);
    let id = accused(&mut world, 1, 1_000);
    let scopes = vec![weir_interface::vault::Scope::Executions];
    let pause = ExecuteMsg::Pause { scopes, seconds: 14 * DAY };
    world.vault("owner", 0, &pause).unwrap();
    world.claim("alice", 0).unwrap();
    world.pass(14 * DAY - 1);
    let refused = world.execute(0, id).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::TooEarly { .. }), "{refused:#}");
    // Two weeks later by the wall clock, and not one second by the vault's.
    world.pass(1 + 2 * DAY);
    world.execute(0, id).unwrap();
    assert!(escrow(&world, 1) > 0);
}
