//! When a vault is worth settling.

use cosmwasm_std::Decimal;
use serde_json::json;
use weir_interface::vault::{ExecuteMsg as Vault, ParameterChanges};
use weir_quantities::{Magnitude, ServiceId, TermsVersion};
use weir_restaking_journeys::{DAY, NOTICE};

use crate::rounds::{keep, round};
use crate::scene::{duties, failures, of_vault, promised};
use crate::world::Handle;

/// Service 1 has slashed all that it might, and both sides promise again.
fn spent() -> Handle {
    let mut journey = promised();
    journey.settle(1).unwrap();
    journey.accused(1, 2_000);
    journey.pass(2 * DAY);
    let world = Handle::new(journey.suite);
    let heard = round(&world, &mut world.keeper(duties));
    assert_eq!(heard.done(), ["execute", "claim_slashed"]);
    world.journey(|journey| {
        let service = ServiceId::new(1);
        for side in ["op1", "svc1"] {
            journey.vault(side, 0, &Vault::Rearm { service }).unwrap();
        }
        assert_eq!(journey.power(1), 0);
    });
    world
}

#[test]
fn a_refill_is_written_when_it_is_worth_it_and_not_in_every_round() {
    let world = spent();
    let mut keeper = world.keeper(duties);
    // Nothing for an exit delay, then a refill within another; an hour between rounds.
    assert_eq!(keep(&world, &mut keeper, 20 * DAY).done(), Vec::<String>::new());
    let settled = keep(&world, &mut keeper, 23 * DAY).done().len();
    assert!((80..=130).contains(&settled), "{settled} transactions for a refill");
    world.journey(|journey| {
        let state = journey.state(0);
        let one = state.commitment(1).unwrap();
        assert_eq!(one.budget, one.ceiling().unwrap(), "it is whole at the end");
    });
    assert_eq!(keep(&world, &mut keeper, 5 * DAY).done(), Vec::<String>::new());
}

#[test]
fn a_budget_without_room_costs_nothing_though_its_vault_is_always_ready() {
    let world = spent();
    world.journey(|journey| {
        let [cap, part] = [Decimal::percent(22), Decimal::percent(20)];
        let changes = ParameterChanges {
            cap: Some(cap),
            per_service: Some(part),
            per_group: Some(part),
            ..Default::default()
        };
        journey.vault("owner", 0, &Vault::UpdateConfig { changes }).unwrap();
    });
    let mut keeper = world.keeper(duties);
    let heard = keep(&world, &mut keeper, 50 * DAY);
    assert_eq!((heard.done().len(), failures(&heard).len()), (0, 0), "{heard:?}");
    let ready: Vec<weir_interface::hub::Crank> = world.journey(|journey| {
        let vault = of_vault(journey, 0);
        journey.suite.query(&vault, &json!({ "cranks": {} })).unwrap()
    });
    assert!(ready[0].ready, "{ready:?}");
}

#[test]
fn a_change_that_waited_is_put_into_force_however_small_it_is() {
    let mut journey = promised();
    journey.settle(1).unwrap();
    let listeners = vec![];
    journey.vault("owner", 0, &Vault::SetListeners { listeners }).unwrap();
    let world = Handle::new(journey.suite);
    let mut keeper = world.keeper(duties);
    assert_eq!(keep(&world, &mut keeper, NOTICE).done(), ["settle"]);
    // A thousandth of a percent of the vault, and half of that.
    for weight in [10_000_000_000_000, 5_000_000_000_000] {
        let weight = world.journey(|journey| {
            let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
            let promised = journey.state(0).commitment(1).unwrap().slashable;
            let weight = Magnitude::new(promised.u128() + weight);
            let msg = Vault::AnnounceCommitment { service, version, weight };
            journey.vault("op1", 0, &msg).unwrap();
            weight
        });
        // Once for the change; a budget that is less than whole by then refills.
        let settled = keep(&world, &mut keeper, NOTICE).done().len();
        assert!((1..=3).contains(&settled), "{settled} transactions for {weight}");
        let after = world.journey(|journey| journey.state(0).commitment(1).unwrap().slashable);
        assert_eq!(after, weight);
    }
}
