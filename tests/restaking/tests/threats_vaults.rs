//! Threats to vaults and services by their numbers, on hub, derivative, registry, coordinator and
//! vaults. Every invariant of every vault is checked after each action.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::Decimal;
use serde_json::json;
use weir_accounting::vault::VaultError;
use weir_interface::coordinator::ExecuteMsg as Coordinate;
use weir_interface::restaking::Destination;
use weir_interface::service_registry::{ExecuteMsg as Register, QueryMsg, ServiceSecurityResponse};
use weir_interface::token;
use weir_interface::vault::{ExecuteMsg, ParameterChanges, ReceiveMsg, Scope};
use weir_quantities::{Assets, OperatorId, ServiceId, Shares, SlashId, TermsVersion};
use weir_restaking_journeys::{cause, World, DAY, NOTICE};
use weir_restaking_vault::ContractError as Vault;
use weir_service_registry::ContractError as Registry;
use weir_slash_coordinator::ContractError as Coordinator;

fn configure(world: &mut World, changes: ParameterChanges) {
    world.vault("owner", 0, &ExecuteMsg::UpdateConfig { changes }).unwrap();
}

fn exit_delay(days: u64) -> ParameterChanges {
    ParameterChanges { exit_delay: Some(days * DAY), ..ParameterChanges::default() }
}

/// A request under an id of the caller's choice, by the slasher of service 1.
fn report(offence_id: &str, world: &World, at: u64) -> Coordinate {
    Coordinate::RequestSlash {
        service: ServiceId::new(1),
        vault: world.vaults[0].address.to_string(),
        fraction: Decimal::percent(1),
        infraction_time: at,
        offence_id: offence_id.to_string(),
        evidence_hash: b"evidence".into(),
        evidence_uri: String::new(),
    }
}

#[test]
fn t46_who_leaves_all_services_waits_for_his_exit_all_the_same() {
    let mut world = World::promised();
    world.add_bond("op1", 0, 5_000_000).unwrap();
    for service in 1..=3 {
        world.lower(0, service, 0).unwrap();
    }
    world.request_bond_exit(0, 5_000_000).unwrap();
    world.exit("alice", 0, 1_000_000_000_000).unwrap();
    world.pass(21 * DAY - 1);
    let refused = world.claim("alice", 0).unwrap_err();
    assert!(matches!(cause(&refused), Vault::NothingMatured { .. }), "{refused:#}");
    let refused = world.vault("anyone", 0, &ExecuteMsg::ClaimBond {}).unwrap_err();
    assert!(matches!(cause(&refused), Vault::NothingOwed {}), "{refused:#}");
    world.pass(1 + DAY);
    world.claim("alice", 0).unwrap();
    world.vault("anyone", 0, &ExecuteMsg::ClaimBond {}).unwrap();
}

#[test]
fn t47_eight_worthless_self_reports_crowd_nothing_out() {
    let mut world = World::promised();
    let at = world.now();
    world.pass(1);
    for _ in 0..8 {
        world.request(0, 1, 1, at).unwrap();
    }
    let refused = world.request(0, 1, 1, at).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::TooManyOpen { .. }), "{refused:#}");
    let real = world.request(0, 1, 2_000, at).unwrap();
    world.pass(2 * DAY);
    world.execute(0, real).unwrap();
    assert_eq!(world.escrow(1), 80_000_000);
}

#[test]
fn t48_lowering_before_a_slash_cuts_power_now_and_what_is_slashable_later() {
    let mut world = World::promised();
    world.lower(0, 1, 0).unwrap();
    assert_eq!(world.power(1), 0);
    world.pass(10 * DAY);
    let id = world.accused(1, 2_000);
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(world.escrow(1), 80_000_000);
    world.pass(NOTICE);
    world.settle(0).unwrap();
    assert!(world.state(0).commitment(1).is_none());
}

#[test]
fn t49_a_higher_commission_waits_for_the_way_out_and_has_a_limit() {
    let mut world = World::promised();
    let set = |percent| ExecuteMsg::SetCommission { commission: Decimal::percent(percent) };
    let before = world.state(0).parameters.commission;
    world.vault("op1", 0, &set(50)).unwrap();
    world.pass(23 * DAY - 1);
    world.settle(0).unwrap();
    assert_eq!(world.state(0).parameters.commission, before);
    world.pass(1);
    world.settle(0).unwrap();
    assert_eq!(world.state(0).parameters.commission, Decimal::percent(50));
    let refused = world.vault("op1", 0, &set(51)).unwrap_err();
    assert!(matches!(cause(&refused), Vault::OutOfBounds { name: "commission", .. }));
}

#[test]
fn t50_a_bond_on_its_way_out_still_pays_first() {
    let mut world = World::promised();
    world.add_bond("op1", 0, 30_000_000).unwrap();
    let id = world.accused(1, 1_000);
    world.request_bond_exit(0, 30_000_000).unwrap();
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    let state = world.state(0);
    assert!(state.bond.active.is_zero() && state.bond.exits.is_empty());
    // 40 were lost, 30 of them by the bond.
    assert_eq!((world.escrow(1), state.pool().assets.u128()), (40_000_000, 990_000_000));
}

#[test]
fn t51_an_offence_is_reported_once_in_one_spelling() {
    let mut world = World::promised();
    let at = world.now();
    world.pass(1);
    let msg = report("equivocation-7", &world, at);
    world.coordinate("slasher1", &msg).unwrap();
    let refused = world.coordinate("slasher1", &msg).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::OffenceKnown { .. }), "{refused:#}");
    for other in ["Equivocation-7", "equivocation-7 ", "", "\u{ff45}quivocation"] {
        let msg = report(other, &world, at);
        let refused = world.coordinate("slasher1", &msg).unwrap_err();
        assert!(matches!(cause(&refused), Coordinator::NoOffenceId { .. }), "{refused:#}");
    }
    let refused = world.coordinate("mallory", &report("another", &world, at)).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::NotSlasher { .. }), "{refused:#}");
}

#[test]
fn t52_offences_of_other_times_are_refused_each_by_its_rule() {
    let mut world = World::promised();
    let at = world.now();
    for not_past in [at, at + 1, at + DAY] {
        let refused = world.request(0, 1, 1_000, not_past).unwrap_err();
        assert!(matches!(cause(&refused), Coordinator::OffenceNotPast { .. }), "{refused:#}");
    }
    world.pass(1);
    // A time before there was anything, and one between the announcement and its effect.
    let refused = world.request(0, 1, 1_000, 1).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::NothingSlashable { .. }), "{refused:#}");
    let refused = world.request(0, 1, 1_000, at - 10).unwrap_err();
    let nothing =
        |error: &Vault| matches!(error, Vault::Books(VaultError::NothingSlashable { .. }));
    assert!(nothing(cause(&refused)), "{refused:#}");
    world.pass(3 * DAY);
    let refused = world.request(0, 1, 1_000, at).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::EvidenceTooOld { .. }), "{refused:#}");
}

#[test]
fn t55_a_service_that_rugs_takes_its_budget_at_most_and_can_be_stopped() {
    let mut world = World::promised();
    let first = world.accused(3, 5_000);
    let refused = world.execute(0, first).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::TooEarly { .. }), "{refused:#}");
    world.pass(3_599);
    world.veto(first).unwrap();
    drop(world.end_at_vault(0, first));
    for _ in 0..3 {
        let id = world.accused(3, 5_000);
        world.pass(3_600);
        world.execute(0, id).unwrap();
    }
    // Half of a fifth of the vault.
    assert_eq!(world.escrow(3), 100_000_000);
}

#[test]
fn t56_a_service_that_spams_keeps_nobody_else_from_asking() {
    let mut world = World::promised();
    let at = world.now();
    world.pass(1);
    for _ in 0..8 {
        world.request(0, 1, 1_000, at).unwrap();
    }
    let refused = world.request(0, 1, 1_062, at).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::TooManyOpen { max: 8, .. }), "{refused:#}");
    world.request(0, 1, 1_063, at).unwrap();
    world.request(0, 3, 1, at).unwrap();
}

#[test]
fn t57_a_slash_of_nothing_is_an_end_too() {
    let mut world = World::new();
    world.deposit("alice", 0, 1_000).unwrap();
    world.commit(0, 1, 40);
    // A ten-thousandth of 400 units.
    let id = world.accused(1, 1);
    world.pass(2 * DAY);
    let response = world.execute(0, id).unwrap();
    assert!(response.events.iter().any(|event| event.ty == "wasm-weir_coordinator_slash_executed"));
    let state = world.state(0);
    assert!(state.requests.is_empty() && state.escrow.is_empty());
    assert!(state.commitment(1).unwrap().quarantine.is_none(), "a loss of zero starts none");
    let refused = world.execute(0, id).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::Final { .. }), "{refused:#}");
}

#[test]
fn t59_who_enters_after_an_offence_knows_of_it_and_adds_nothing_to_what_it_costs() {
    let mut world = World::promised();
    let id = world.accused(1, 2_000);
    let msg = ReceiveMsg::Deposit {
        receiver: None,
        min_shares: None,
        max_pending_slash: Some(Decimal::percent(1)),
    };
    let send = token::ExecuteMsg::Send {
        contract: world.vaults[0].address.to_string(),
        amount: 1_000_000_000_u128.into(),
        msg: cosmwasm_std::to_json_binary(&msg).unwrap(),
    };
    let token = world.suite.token.clone();
    let refused = world.send("bob", &token, &send, &[]).unwrap_err();
    let pending =
        |error: &Vault| matches!(error, Vault::Books(VaultError::PendingSlashTooLarge { .. }));
    assert!(pending(cause(&refused)), "{refused:#}");
    world.deposit("bob", 0, 1_000_000_000).unwrap();
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(world.escrow(1), 80_000_000);
}

#[test]
fn t60_a_pause_of_slashes_extends_every_exit_by_as_much() {
    let mut world = World::promised();
    world.exit("alice", 0, 1_000_000_000).unwrap();
    let bucket = *world.state(0).buckets.keys().next().unwrap();
    let left = bucket * DAY - world.state(0).now().u64();
    let scopes = vec![Scope::Executions];
    world.vault("guardian", 0, &ExecuteMsg::Pause { scopes, seconds: 3 * DAY }).unwrap();
    world.pass(left + 3 * DAY - 1);
    assert!(world.claim("alice", 0).is_err());
    world.pass(1);
    world.claim("alice", 0).unwrap();
}

#[test]
fn t61_a_destination_that_refuses_leaves_the_loss_where_it_is_until_it_takes_it() {
    let mut world = World::beside_actors().with_promises();
    let id = world.accused(3, 5_000);
    world.pass(3_600);
    world.execute(0, id).unwrap();
    let fund = world.fund.clone();
    world.send("anyone", &fund, &json!({ "refuse": true }), &[]).unwrap();
    world.fetch("anyone", 0, 3, 1).unwrap_err();
    assert_eq!(world.escrow(3), 100_000_000);
    world.exit("alice", 0, 1_000).unwrap();
    world.send("anyone", &fund, &json!({ "refuse": false }), &[]).unwrap();
    world.fetch("anyone", 0, 3, 1).unwrap();
    assert_eq!(world.escrow(3), 0);
}

#[test]
fn t62_resolvers_that_are_silent_hold_nothing_up() {
    let mut world = World::promised();
    let at = world.now();
    world.pass(1);
    let (executes, expires) =
        (world.request(0, 1, 100, at).unwrap(), world.request(0, 2, 100, at).unwrap());
    world.pass(2 * DAY);
    world.execute(0, executes).unwrap();
    world.end(expires).unwrap();
    drop(world.end_at_vault(0, expires));
    assert!(world.state(0).requests.is_empty());
}

#[test]
fn t63_a_vault_that_stands_still_blocks_no_slash_of_another() {
    let mut world = World::promised();
    world.deposit("bob", 1, 1_000_000_000).unwrap();
    world.commit(1, 1, 40);
    let at = world.now();
    world.pass(1);
    let (first, second) =
        (world.request(0, 1, 1_000, at).unwrap(), world.request(1, 1, 1_000, at).unwrap());
    let scopes = vec![Scope::Executions];
    world.vault("owner", 0, &ExecuteMsg::Pause { scopes, seconds: 10 * DAY }).unwrap();
    world.pass(2 * DAY);
    assert!(world.execute(0, first).is_err());
    world.execute(1, second).unwrap();
}

#[test]
fn t112_no_share_rises_before_what_everybody_had_is_counted() {
    let mut world = World::promised();
    world.list_the_coin();
    world.reward(1_000_000, 10);
    world.pass(10 * DAY);
    world.deposit("bob", 0, 1_000_000_000).unwrap();
    world.exit("alice", 0, 500_000_000_000).unwrap();
    let bucket = *world.state(0).buckets.keys().next().unwrap();
    world.cancel("alice", 0, bucket).unwrap();
    let recipient = world.actor("carol").into();
    let shares = Shares::new(500_000_000_000);
    let transfer = ExecuteMsg::TransferPosition { recipient, shares };
    world.vault("alice", 0, &transfer).unwrap();
    let paid = ["bob", "carol", "alice"].map(|who| world.claimed(who));
    assert_eq!(paid, [0, 0, 950_000]);
}

#[test]
fn t113_what_is_burnt_through_the_hub_vests_and_lifts_nothing_at_once() {
    let mut world = World::new();
    world.slashed_for(Destination::Burn);
    world.suite.crank("sync").unwrap();
    let rate = world.suite.rate();
    world.fetch("anyone", 0, 1, 2).unwrap();
    assert!(world.state(0).escrow.is_empty());
    assert!(world.suite.rate() <= rate, "{} rose over {rate} at once", world.suite.rate());
    world.pass(3 * DAY);
    world.suite.crank("sync").unwrap();
    assert!(world.suite.rate() > rate);
}

#[test]
fn t114_power_is_no_more_than_what_open_requests_leave() {
    let mut world = World::promised();
    assert_eq!(world.power(1), 400_000_000);
    let half = world.accused(1, 1_000);
    assert!(world.power(1).abs_diff(200_000_000) <= 1);
    world.accused(1, 1_000);
    assert_eq!(world.power(1), 0);
    world.veto(half).unwrap();
    drop(world.end_at_vault(0, half));
    assert!(world.power(1).abs_diff(200_000_000) <= 1);
}

#[test]
fn t115_who_leaves_on_the_day_of_an_announcement_is_out_before_it_counts() {
    let mut world = World::promised();
    // A longer exit that waits makes the notice longer now.
    configure(&mut world, exit_delay(28));
    world.exit("alice", 0, 1_000_000_000).unwrap();
    world.announce(0, 1, 1, 41).unwrap();
    let state = world.state(0);
    let at = state.commitment(1).unwrap().pending.as_ref().unwrap().at().u64();
    assert_eq!(at, state.now().u64() + 30 * DAY);
    let out = *state.buckets.keys().next().unwrap() * DAY;
    assert!(out <= at && out >= state.now().u64() + 21 * DAY);
}

#[test]
fn t116_a_service_takes_no_more_than_its_part_within_any_exit_delay() {
    let mut world = World::promised();
    let mut taken = vec![];
    // Full, refilled from an exit delay on: asked for again and again.
    for _ in 0..60 {
        let rearm = ExecuteMsg::Rearm { service: ServiceId::new(1) };
        drop(world.vault("op1", 0, &rearm));
        drop(world.vault("svc1", 0, &rearm));
        let before = world.state(0);
        let at = world.now();
        world.pass(1);
        if let Ok(id) = world.request(0, 1, 2_000, at) {
            world.pass(2 * DAY);
            world.execute(0, id).unwrap();
        }
        let after = world.state(0);
        let fell = before.pool().magnitude.u128() - after.pool().magnitude.u128();
        taken.push((after.now().u64(), fell));
        world.pass(DAY);
    }
    let most = 400_000_000_000_000_000 / 5;
    for (start, _) in &taken {
        let within = taken.iter().filter(|(at, _)| (*start..start + 21 * DAY).contains(at));
        let sum: u128 = within.map(|(_, fell)| fell).sum();
        assert!(sum <= most, "{sum} of {most} within an exit delay");
    }
    assert!(taken.iter().filter(|(_, fell)| *fell > 0).count() > 2, "it refills: {taken:?}");
}

#[test]
fn t120_a_vetoed_request_does_not_come_back_under_another_name() {
    let mut world = World::promised();
    let at = world.now();
    let id = world.accused(1, 1_000);
    let barred_until = Some(world.now());
    let veto = Coordinate::Veto { id: SlashId::new(id), barred_until };
    world.coordinate("council", &veto).unwrap();
    let refused = world.request(0, 1, 999, at).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::Barred { .. }), "{refused:#}");
    world.accused(1, 1_000);
}

#[test]
fn t121_a_lowered_weight_takes_its_budget_along() {
    let mut world = World::promised();
    world.lower(0, 1, 10).unwrap();
    world.pass(NOTICE);
    // The write that lowers it is an exit: nothing stands in its way.
    world.exit("alice", 0, 1_000_000_000).unwrap();
    let state = world.state(0);
    let one = state.commitment(1).unwrap();
    assert_eq!(one.slashable.u128(), 100_000_000_000_000_000);
    assert_eq!(one.budget, one.ceiling().unwrap());
    world.pass(30 * DAY);
    world.claim("alice", 0).unwrap();
}

#[test]
fn t123_a_vault_that_was_quiet_for_long_still_knows_what_stood_behind_a_service() {
    let mut world = World::promised();
    world.pass(200 * DAY);
    let id = world.accused(1, 1_000);
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(world.escrow(1), 40_000_000);
    // Rows that nobody can ask for any more go, those in force stay.
    for _ in 0..10 {
        world.pass(20 * DAY);
        world.deposit("bob", 0, 1_000_000).unwrap();
    }
    world.accused(1, 1_000);
}

#[test]
fn t124_a_tripped_breaker_moves_the_deadline_along() {
    let mut world = World::promised();
    let at = world.now();
    world.pass(1);
    let ids = [(3, 5_000), (2, 4_000), (1, 2_000)].map(|(service, bps)| {
        let id = world.request(0, service, bps, at).unwrap();
        drop(world.approve(id));
        id
    });
    world.pass(2 * DAY);
    world.execute(0, ids[0]).unwrap();
    world.execute(0, ids[1]).unwrap();
    assert!(world.state(0).breaker.tripped_at.is_none(), "22 % of a day's start");
    world.execute(0, ids[2]).unwrap();
    assert!(world.state(0).breaker.tripped_at.is_some(), "30 %");
    // A request that is resolved within the review waits for its end, and has two days more.
    for service in 1..=3 {
        let rearm = ExecuteMsg::Rearm { service: ServiceId::new(service) };
        world.vault("op1", 0, &rearm).unwrap();
        world.vault(&format!("svc{service}"), 0, &rearm).unwrap();
    }
    let late = world.accused(3, 5_000);
    world.pass(3_600);
    let refused = world.execute(0, late).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::TooEarly { .. }), "{refused:#}");
    world.pass(2 * DAY + 3_600);
    world.execute(0, late).unwrap();
}

#[test]
fn t125_what_has_ended_is_forgotten_and_cannot_be_applied() {
    let mut world = World::promised();
    let id = world.accused(1, 2_000);
    world.veto(id).unwrap();
    drop(world.end_at_vault(0, id));
    world.pass(2 * DAY);
    let id = SlashId::new(id);
    let refused = world.vault("coordinator", 0, &ExecuteMsg::ApplySlash { id }).unwrap_err();
    assert_eq!(cause::<Vault>(&refused), &Vault::NoRequest { id });
}

#[test]
fn t130_terms_to_come_cut_power_before_they_clamp_the_budget() {
    let mut world = World::promised();
    let mut terms = world.terms(1);
    terms.max_slash = Decimal::percent(5);
    let service = ServiceId::new(1);
    world.register("svc1", &Register::PublishTerms { service, terms }).unwrap();
    assert_eq!(world.power(1), 400_000_000);
    world.announce(0, 1, 2, 40).unwrap();
    // A quarter of the budget will be left.
    assert_eq!(world.power(1), 100_000_000);
}

#[test]
fn t133_a_raise_waits_for_the_newest_bucket_of_a_longer_exit() {
    let mut world = World::promised();
    configure(&mut world, exit_delay(28));
    world.pass(31 * DAY);
    world.settle(0).unwrap();
    configure(&mut world, exit_delay(14));
    world.pass(30 * DAY - 60);
    // In the last minute of the longer exit.
    world.exit("alice", 0, 1_000_000_000).unwrap();
    world.pass(120);
    world.settle(0).unwrap();
    assert_eq!(world.state(0).delay.delay.u64(), 14 * DAY);
    world.announce(0, 1, 1, 41).unwrap();
    let state = world.state(0);
    let at = state.commitment(1).unwrap().pending.as_ref().unwrap().at().u64();
    let out = *state.buckets.keys().next_back().unwrap() * DAY;
    assert_eq!(at, out);
    assert!(out > state.now().u64() + 16 * DAY);
}

#[test]
fn t53_slashes_of_three_services_cost_the_same_in_every_order() {
    let mut losses = vec![];
    for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
        let mut world = World::promised();
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
        losses.push([1, 2, 3].map(|service| world.escrow(service)));
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
    let mut world = World::promised();
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
    let taken: u128 = [1, 2, 3].map(|service| world.escrow(service)).iter().sum();
    let whole = weir_accounting::vault::WHOLE.u128();
    assert!(
        taken.abs_diff(1_000_000_000 * (budgets / 10_u128.pow(9)) / (whole / 10_u128.pow(9))) <= 3
    );
    assert_eq!(world.state(0).budgets(), 0);
}

#[test]
fn t65_inv48_a_distributor_a_fund_and_listeners_that_always_refuse_lock_nobody_in() {
    let mut world = World::beside_actors().with_promises();
    let listeners = vec![world.council.to_string()];
    world.vault("owner", 0, &ExecuteMsg::SetListeners { listeners }).unwrap();
    for contract in [world.distributor.clone(), world.fund.clone()] {
        world.send("anyone", &contract, &json!({ "refuse": true }), &[]).unwrap();
    }
    // Nor does it keep anybody out, or what he has where it is.
    world.deposit("bob", 0, 1_000_000).unwrap();
    let recipient = world.suite.actor("bob").to_string();
    let give = ExecuteMsg::TransferPosition { recipient, shares: Shares::new(1_000_000_000) };
    world.vault("alice", 0, &give).unwrap();
    world.exit("bob", 0, 2_000_000_000).unwrap();
    world.exit("alice", 0, 999_000_000_000).unwrap();
    world.pass(NOTICE);
    world.claim("alice", 0).unwrap();
    assert!(world.state(0).pool().shares.is_zero());
}

#[test]
fn t107_who_queues_everything_seconds_before_an_offence_pays_all_the_same() {
    let mut world = World::promised();
    world.exit("alice", 0, 1_000_000_000_000).unwrap();
    world.pass(10);
    let at = world.now();
    assert_eq!(world.vaults[0].history.power(1, at), 0, "nothing is promised any more");
    // Reported in the last second of the evidence window, executed in the last of the execution.
    world.pass(3 * DAY);
    let id = world.request(0, 1, 2_000, at).unwrap();
    world.pass(4 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(world.escrow(1), 1_000_000_000 * 40 / 100 / 5);
    world.pass(NOTICE);
    let before = world.suite.shares_of("alice");
    world.claim("alice", 0).unwrap();
    let paid = world.suite.shares_of("alice") - before;
    assert!(1_000_000_000 - 80_000_000 - paid <= 1, "{paid}");
}

#[test]
fn t110_an_operator_who_is_gone_from_the_registry_is_slashed_all_the_same() {
    let mut world = World::promised();
    let (operator, service) = (OperatorId::new(1), ServiceId::new(1));
    let refused = world.register("op1", &Register::Unlink { operator, service }).unwrap_err();
    assert!(matches!(cause(&refused), Registry::StillSlashable { .. }), "{refused:#}");
    world.register("svc1", &Register::Unlink { operator, service }).unwrap();
    world.register("op1", &Register::Unlink { operator, service }).unwrap();
    let refused = world.announce(0, 1, 1, 41).unwrap_err();
    assert!(matches!(cause(&refused), Vault::NoActiveLink { .. }), "{refused:#}");
    let id = world.accused(1, 1_000);
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(world.escrow(1), 40_000_000);
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
    let mut world = World::promised();
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
    assert_eq!(world.escrow(1), 80_000_000);
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
    let mut world = World::promised();
    let id = world.accused(1, 2_000);
    let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
    world.register("svc1", &Register::RevokeVersion { service, version }).unwrap();
    world.pass(2 * DAY);
    world.execute(0, id).unwrap_err();
    drop(world.end(id));
    drop(world.end_at_vault(0, id));
    assert!(world.state(0).requests.is_empty());
    assert_eq!(world.escrow(1), 0);
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
    let mut world = World::promised();
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
fn t109_a_pause_forgives_nothing_and_holds_no_matured_exit() {
    let mut world = World::promised();
    world.exit("alice", 0, 100_000_000_000).unwrap();
    world.pass(22 * DAY);
    let id = world.accused(1, 1_000);
    let scopes = vec![Scope::Executions];
    let pause = ExecuteMsg::Pause { scopes, seconds: 14 * DAY };
    world.vault("owner", 0, &pause).unwrap();
    world.claim("alice", 0).unwrap();
    world.pass(14 * DAY - 1);
    let refused = world.execute(0, id).unwrap_err();
    assert!(matches!(cause(&refused), Coordinator::TooEarly { .. }), "{refused:#}");
    // Two weeks later by the wall clock, and not one second by the vault's.
    world.pass(1 + 2 * DAY);
    world.execute(0, id).unwrap();
    assert!(world.escrow(1) > 0);
}

/// Half of everything is lost time and again, and each time somebody fills the vault up: his shares
/// double their number.
#[test]
fn t58_slash_after_slash_closes_the_generation_before_its_shares_grow_too_many() {
    const FULL: u128 = 100_000_000;
    let mut world = World::new();
    let half = Some(Decimal::percent(50));
    let changes = ParameterChanges { cap: half, per_service: half, ..ParameterChanges::default() };
    configure(&mut world, changes);
    world.pass(2 * NOTICE);
    world.settle(0).unwrap();
    world.deposit("alice", 0, FULL).unwrap();
    world.commit(0, 3, 100);
    let mut rounds = 0;
    let refused = loop {
        let id = world.accused(3, 5_000);
        world.pass(3_600);
        world.execute(0, id).unwrap();
        let assets = world.state(0).pool().assets.u128();
        assert!(assets.abs_diff(FULL / 2) <= 1, "round {rounds}: {assets}");
        rounds += 1;
        if let Err(refused) = world.deposit("bob", 0, FULL - assets) {
            break refused;
        }
        for who in ["op1", "svc3"] {
            world.vault(who, 0, &ExecuteMsg::Rearm { service: ServiceId::new(3) }).unwrap();
        }
        world.pass(2 * NOTICE);
        world.settle(0).unwrap();
        assert!(rounds < 40);
    };
    let is_closed = |cause: &Vault| matches!(cause, Vault::Books(VaultError::Closed { .. }));
    assert!(is_closed(cause(&refused)), "{refused:#}");
    // the magnitude is a billionth of what it was, and shares are as many billions
    assert_eq!(rounds, 30);
    let pool = *world.state(0).pool();
    assert!(pool.is_closed() && pool.shares.u128() < u128::MAX / 1_000_000, "{pool:?}");

    let at_first = 1_000 * FULL;
    for (who, shares) in [("alice", at_first), ("bob", pool.shares.u128() - at_first)] {
        world.exit(who, 0, shares).unwrap();
    }
    world.pass(NOTICE);
    world.settle(0).unwrap();
    for who in ["alice", "bob"] {
        world.claim(who, 0).unwrap();
    }
    assert_eq!(world.state(0).pool().shares, Shares::ZERO);
}
