//! The keeper where there is restaking: vaults, slash requests, listeners.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "a test")]

#[path = "keeper/faults.rs"]
mod faults;
#[path = "keeper/listeners.rs"]
mod listeners;
#[path = "keeper/rounds.rs"]
mod rounds;
#[path = "keeper/scene.rs"]
mod scene;
#[path = "keeper/settle.rs"]
mod settle;
#[path = "keeper/world.rs"]
mod world;

use weir_interface::restaking::Destination;
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_interface::vault::{ExecuteMsg as Vault, Scope};
use weir_quantities::{ServiceId, TermsVersion};
use weir_restaking_journeys::{World as Journey, DAY};

use rounds::{keep, round};
use scene::{busy, duties, failures, of_vault, promised};
use world::{Handle, Heard};

#[test]
fn what_has_come_to_its_time_is_done_at_every_vault() {
    let world = busy();
    let heard = round(&world, &mut world.keeper(duties));
    let [zero, one] = world.journey(|journey| [0, 1].map(|vault| of_vault(journey, vault)));
    let expected = [
        format!("execute 2 at {zero}"),
        format!("execute 4 at {zero}"),
        format!("end 3 at {zero}"),
        format!("end_request 1 at {zero}"),
        format!("end_request 3 at {zero}"),
        format!("claim_slashed of service 1, terms 1, at {zero}"),
        format!("claim_slashed of service 3, terms 1, at {zero}"),
        format!("settle at {one}"),
    ];
    let (mut done, mut expected) = (heard.cranks(), expected.to_vec());
    done.sort();
    expected.sort();
    assert_eq!(done, expected);
    assert_eq!(failures(&heard).len(), 2, "the listener of both executions: {heard:?}");
    world.journey(|journey| {
        assert!(journey.state(0).requests.is_empty() && journey.state(0).escrow.is_empty());
        assert!(journey.state(1).buckets.is_empty() && !journey.state(1).settled.is_empty());
        let treasury = journey.actor("treasury");
        assert!(journey.suite.shares_of(treasury.as_str()) > 0);
    });
    // Nothing is left but the listener.
    let heard = round(&world, &mut world.keeper(duties));
    assert_eq!(heard.cranks(), Vec::<String>::new());
}

#[test]
fn what_is_not_due_is_not_sent() {
    let mut journey = promised();
    journey.settle(1).unwrap();
    let id = journey.accused(1, 1_000);
    let world = Handle::new(journey.suite);
    world.plan(|_, name, _| {
        assert_ne!(name, "simulate", "nothing is tried");
        None
    });
    let mut heard = Heard::default();
    let (mut node, pace) = (world.clone(), world.clone());
    let mut keeper = world.keeper(duties);
    let ended = keeper.round(&mut node, &pace, &mut heard).unwrap();
    let (now, resolution) = (world.suite(|suite| suite.now()), 2 * DAY);
    assert_eq!(ended.next_at, Some(now + resolution), "request {id} is next");
}

#[test]
fn terms_that_were_revoked_end_their_requests() {
    let mut journey = promised();
    journey.accused(1, 1_000);
    let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
    journey.register("svc1", &Register::RevokeVersion { service, version }).unwrap();
    let world = Handle::new(journey.suite);
    let heard = round(&world, &mut world.keeper(duties));
    assert_eq!(heard.done(), ["end", "end_request", "settle"]);
    assert!(world.journey(|journey| journey.state(0).requests.is_empty()));
}

#[test]
fn a_request_that_its_vault_has_forgotten_is_ended_by_the_wall_clock() {
    let mut journey = promised();
    let id = journey.accused(1, 1_000);
    // Evidence, resolution, execution window, and two days for a review: all by the vault's clock.
    journey.pass(9 * DAY + 1);
    journey.end_at_vault(0, id).unwrap();
    let world = Handle::new(journey.suite);
    let heard = round(&world, &mut world.keeper(duties));
    assert_eq!(heard.done(), ["end", "settle"]);
}

#[test]
fn what_waits_for_the_service_itself_is_left_to_it() {
    let mut journey = promised();
    journey.accused(2, 1_000);
    journey.pass(2 * DAY);
    let world = Handle::new(journey.suite);
    let heard = round(&world, &mut world.keeper(duties));
    assert_eq!(heard.done(), ["execute", "settle"]);
    assert!(failures(&heard).is_empty());
    assert!(!world.journey(|journey| journey.state(0).escrow.is_empty()));
}

#[test]
fn slashed_derivative_goes_through_the_hub_and_the_hub_goes_on_with_it() {
    let mut journey = Journey::new();
    let address = journey.actor("svc1").into();
    journey.slashed_for(Destination::Unwind { address });
    let world = Handle::new(journey.suite);
    let heard = round(&world, &mut world.keeper(|_| {}));
    assert!(heard.done().contains(&"claim_slashed".into()), "{:?}", heard.done());
    keep(&world, &mut world.keeper(|_| {}), 30 * DAY);
    world.journey(|journey| {
        let before = journey.suite.coins_of("svc1");
        journey.suite.withdraw("svc1").unwrap();
        assert!(journey.suite.coins_of("svc1") - before >= 79_999_000);
    });
}

#[test]
fn executions_that_are_paused_are_waited_for() {
    let mut journey = promised();
    journey.accused(1, 1_000);
    journey.pass(2 * DAY);
    let pause = Vault::Pause { scopes: vec![Scope::Executions], seconds: DAY };
    journey.vault("owner", 0, &pause).unwrap();
    let world = Handle::new(journey.suite);
    let heard = round(&world, &mut world.keeper(duties));
    assert_eq!((heard.done(), failures(&heard)), (vec!["settle".to_string()], vec![]));
    world.suite(|suite| suite.halt(DAY));
    let heard = round(&world, &mut world.keeper(duties));
    assert_eq!(heard.done()[0], "execute");
}

#[test]
fn only_the_vaults_that_were_named_are_kept() {
    let world = busy();
    let one = world.journey(|journey| of_vault(journey, 1).to_string());
    let heard = round(&world, &mut world.keeper(|options| options.vaults = vec![one.clone()]));
    let of_vaults: Vec<String> =
        heard.cranks().into_iter().filter(|crank| crank.contains(" at ")).collect();
    assert_eq!(of_vaults, [format!("settle at {one}")]);
}
