//! What fails, races and dies beside restaking.

use serde_json::{json, Value};
use weir_cli::keeper::{Event, Keeper};
use weir_restaking_journeys::VaultState;

use crate::rounds::{round, until_kept};
use crate::scene::{busy, duties, failures, refuse};
use crate::world::{Fault, Handle};

#[test]
fn a_vault_that_fails_keeps_no_other_and_no_duty_from_its_turn() {
    for broken in ["execute\"", "claim_slashed", "end_request", "\"end\"", "settle"] {
        let world = busy();
        let undisturbed: Vec<String> = round(&busy(), &mut world.keeper(duties)).done();
        world.plan(move |_, name, tx| {
            let is_it = tx.is_some_and(|tx| format!("{tx:?}").contains(broken));
            (name == "simulate" && is_it).then(|| Fault::Refused("no".into()))
        });
        let heard = round(&world, &mut world.keeper(duties));
        let broken = broken.trim_matches('"');
        let others = |name: &&String| **name != broken;
        for name in undisturbed.iter().filter(others) {
            // What could not be executed has nothing to be fetched, what is open is known.
            let follows = matches!(
                (broken, name.as_str()),
                ("execute", "claim_slashed") | ("end", "end_request")
            );
            assert!(follows || heard.done().contains(name), "{name} beside {broken}: {heard:?}");
        }
        assert!(failures(&heard).iter().any(|failed| failed.starts_with(broken)), "{broken}");
        assert!(!heard.done().iter().any(|done| done == broken), "{broken}");
    }
}

#[test]
fn a_contract_that_does_not_answer_keeps_no_vault_from_being_settled() {
    let world = busy();
    let mut options = None;
    world.keeper(|given| {
        duties(given);
        options = Some(given.clone());
    });
    let mut addresses = world.addresses();
    let restaking = addresses.restaking.as_mut().unwrap();
    restaking.coordinator.clone_from(&addresses.hub);
    let heard = round(&world, &mut Keeper::new(addresses, options.unwrap()));
    assert_eq!(heard.done(), ["settle"]);
    assert_eq!(heard.0.iter().filter(|event| matches!(event, Event::Silent { .. })).count(), 1);
}

#[test]
fn of_two_keepers_the_slower_one_has_not_failed() {
    let world = busy();
    world.journey(|journey| refuse(journey, false));
    world.plan(|_, name, _| (name == "submit").then_some(Fault::Twice));
    let mut keeper = world.keeper(duties);
    let heard = round(&world, &mut keeper);
    assert_eq!(failures(&heard), Vec::<String>::new());
    let lost = |event: &&Event| matches!(event, Event::DoneByOthers { .. });
    // A settlement may be done twice in a block: nothing is left for the second.
    assert!(heard.0.iter().filter(lost).count() >= 7, "{heard:?}");
    assert!(world.journey(|journey| journey.state(0).requests.is_empty()));
    assert_eq!(round(&world, &mut world.keeper(duties)).cranks(), Vec::<String>::new());
}

/// Everything there is to say of restaking.
fn picture(world: &Handle) -> (Vec<VaultState>, Value, Value, u128) {
    world.journey(|journey| {
        let coordinator = journey.coordinator.clone();
        let ask = |query: Value| journey.suite.query(&coordinator, &query).unwrap();
        let fund = journey.suite.shares_of(journey.fund.as_str());
        let states = (0..3).map(|vault| journey.state(vault)).collect();
        (states, ask(json!({ "requests": {} })), ask(json!({ "receipts": {} })), fund)
    })
}

/// The world once nothing is left to do.
fn kept(world: &Handle) -> (Vec<VaultState>, Value, Value, u128) {
    until_kept(world, duties);
    picture(world)
}

#[test]
fn killed_or_left_by_the_node_at_any_transaction_the_next_one_ends_as_if_nothing_had_been() {
    let told = || {
        let world = busy();
        world.journey(|journey| refuse(journey, false));
        world
    };
    let undisturbed = told();
    let expected = kept(&undisturbed);
    let sent = undisturbed.0.fees.borrow().len();
    assert!(sent >= 8, "{sent} transactions");
    for fault in [Fault::Killed, Fault::KilledAfter, Fault::Away, Fault::GoneAfter] {
        for at in 0..sent {
            let world = told();
            let (instead, mut submitted) = (fault.clone(), 0);
            world.plan(move |_, name, _| {
                if name != "submit" {
                    return None;
                }
                submitted += 1;
                (submitted == at + 1).then(|| instead.clone())
            });
            assert_eq!(kept(&world), expected, "{fault:?} at transaction {at} of {sent}");
        }
    }
}
