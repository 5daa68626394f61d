//! Listeners of slashes that fail, in every way.

use weir_cli::keeper::Event;
use weir_restaking_journeys::DAY;

use crate::rounds::{keep, round};
use crate::scene::{busy, duties, failures, listener, promised, refuse};
use crate::world::{Fault, Handle};

#[test]
fn a_listener_that_failed_is_told_once_it_takes_messages() {
    let world = busy();
    let mut keeper = world.keeper(duties);
    round(&world, &mut keeper);
    world.journey(|journey| refuse(journey, false));
    let heard = keep(&world, &mut keeper, 3 * 3_600);
    let listener = world.journey(|journey| listener(journey).to_string());
    let mut done = heard.cranks();
    done.sort();
    assert_eq!(done, [format!("notify 2 to {listener}"), format!("notify 4 to {listener}")]);
    assert!(matches!(heard.0.iter().rev().find(|event| matches!(event, Event::Round { .. })),
        Some(Event::Round { failing, .. }) if failing.is_empty()));
}

#[test]
fn a_listener_that_always_fails_is_left_alone_and_holds_up_nobody() {
    let world = busy();
    let mut keeper = world.keeper(duties);
    let heard = keep(&world, &mut keeper, 2 * DAY);
    let left = |event: &&Event| matches!(event, Event::LeftAlone { failures: 12, .. });
    assert_eq!(heard.0.iter().filter(left).count(), 2);
    assert_eq!(failures(&heard).len(), 24);
    assert_eq!(world.0.fees.borrow().len(), heard.done().len(), "failures cost nothing");
    assert!(matches!(heard.0.iter().rev().nth(1),
        Some(Event::Round { failing, .. }) if failing.is_empty()));
    // A keeper that begins anew a week later does not begin with it.
    world.suite(|suite| suite.halt(6 * DAY));
    assert_eq!(failures(&round(&world, &mut world.keeper(duties))), Vec::<String>::new());
}

#[test]
fn a_listener_that_takes_too_much_gas_is_not_paid_for() {
    let world = busy();
    world.journey(|journey| refuse(journey, false));
    world.plan(|_, name, tx| {
        let tells = tx.is_some_and(|tx| format!("{tx:?}").contains("notify"));
        (name == "simulate" && tells).then_some(Fault::Needs(10_000_000))
    });
    // Told in the execution itself; a record is left by one that was left out.
    world.journey(|journey| refuse(journey, true));
    let mut keeper = world.keeper(duties);
    round(&world, &mut keeper);
    world.journey(|journey| refuse(journey, false));
    world.suite(|suite| suite.halt(3_600));
    let heard = round(&world, &mut keeper);
    assert_eq!(heard.cranks(), Vec::<String>::new());
    assert_eq!(failures(&heard).len(), 2);
    let why =
        |event: &Event| matches!(event, Event::Failed { why, .. } if why.contains("13000000"));
    assert!(heard.0.iter().any(why), "{heard:?}");
}

#[test]
fn a_listener_that_breaks_the_execution_is_left_out_from_half_of_the_window_on() {
    let mut journey = promised();
    journey.accused(1, 1_000);
    journey.pass(2 * DAY);
    let world = Handle::new(journey.suite);
    let listener = world.journey(|journey| listener(journey).to_string());
    world.plan(move |_, name, tx| {
        let text = tx.map(|tx| format!("{tx:?}")).unwrap_or_default();
        let breaks = text.contains("execute\"") && !text.contains("skip");
        (name == "simulate" && breaks).then(|| Fault::Refused("recovered: overflow".into()))
    });
    let mut keeper = world.keeper(duties);
    let heard = round(&world, &mut keeper);
    assert_eq!((heard.done().len(), failures(&heard).len()), (1, 1), "only bob is settled");
    world.suite(|suite| suite.halt(DAY + 3_600));
    let heard = round(&world, &mut keeper);
    assert!(heard.0.iter().any(|event| {
        matches!(event, Event::SkippingListeners { listeners, .. } if *listeners == [listener.clone()])
    }));
    // The one who was left out is told in a transaction of its own.
    assert_eq!(heard.done(), ["execute", "claim_slashed", "notify"]);
}
