//! What an auditor tried with what comes back: a distributor that was left, a service that took
//! everything, an asset that is not wanted any more.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::Decimal;
use weir_accounting::vault::VaultError;
use weir_interface::restaking::Destination;
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_interface::vault::{ExecuteMsg, Links, ParameterChanges};
use weir_quantities::{ServiceId, Shares, VaultTime};
use weir_restaking_journeys::{cause, World, DAY, NOTICE};
use weir_restaking_vault::ContractError as VaultRefusal;
use weir_reward_distributor::ContractError as RewardsRefused;
use weir_service_registry::ContractError as RegistryError;
use weir_slash_coordinator::ContractError as Refused;

/// Whoever entered while the vault told another distributor was counted, on its return, from the
/// first second on: nearly all that alice had earned was his.
#[test]
fn t155_who_entered_while_a_vault_was_away_takes_nothing_that_was_earned_before_it_came_back() {
    let mut world = World::promised();
    world.list_the_coin();
    world.reward(1_000_000, 10);
    world.pass(10 * DAY);
    // What alice has earned is counted before the vault leaves, and not paid yet.
    world.deposit("alice", 0, 1_000_000).unwrap();
    let (home, other) = (world.links(), world.taker().to_string());
    world.relink(Links { distributor: other, ..home.clone() });
    world.deposit("bob", 0, 1_001_000_000).unwrap();
    world.relink(home);
    world.list_the_coin();
    assert_eq!((world.claimed("bob"), world.claimed("alice")), (0, 950_000));
    // From now on both are paid alike, rounded down, and the operator his twentieth.
    world.reward(1_000_000, 10);
    world.pass(10 * DAY);
    assert_eq!((world.claimed("bob"), world.claimed("alice")), (474_999, 474_999));
}

/// Streams of a vault that has left stand still with what they have left: a year's rewards, paid in the
/// last second before it went, were nobody's any more.
#[test]
fn t164_no_stream_is_funded_for_a_vault_that_is_about_to_leave() {
    let mut world = World::promised();
    world.list_the_coin();
    let (home, other) = (world.links(), world.taker().to_string());
    let links = Links { distributor: other, ..home };
    world.vault("owner", 0, &ExecuteMsg::SetLinks { links }).unwrap();
    world.pass(NOTICE - 1);
    world.suite.fund("svc1", 365_000_000);
    let coin = world.suite.staking_coin();
    let fund = |world: &mut World| {
        world.suite.fund_stream("svc1", 0, Some(1), (&coin, 365_000_000), 365 * DAY)
    };
    let refused = fund(&mut world).unwrap_err().into_error();
    let distributor = world.distributor.to_string();
    let leaves = VaultRefusal::DistributorLeaves { distributor };
    assert_eq!(*cause::<VaultRefusal>(&refused), leaves);
    let name = "links".to_string();
    world.vault("owner", 0, &ExecuteMsg::CancelChange { name }).unwrap();
    fund(&mut world).unwrap();
    world.pass(365 * DAY);
    assert_eq!(world.claimed("alice"), 346_750_000);
}

/// A year of rewards, of which two months had gone by when the vault left: what was left of it was
/// nobody's, unless the vault came back.
#[test]
fn t167_what_a_stream_has_left_goes_back_when_its_vault_has_left() {
    let mut world = World::promised();
    world.list_the_coin();
    world.reward(365_000_000, 365);
    let (home, other) = (world.links(), world.taker().to_string());
    let links = Links { distributor: other, ..home.clone() };
    world.pass(60 * DAY - NOTICE);
    world.vault("owner", 0, &ExecuteMsg::SetLinks { links }).unwrap();
    world.pass(NOTICE);
    // What alice has earned is counted in the last second of the vault here.
    world.deposit("alice", 0, 1_000_000).unwrap();
    let refused = world.reclaim("anyone").unwrap_err();
    let vault = world.vaults[0].address.to_string();
    let none = || RewardsRefused::NoStream { vault: vault.clone() };
    assert_eq!(*cause::<RewardsRefused>(&refused), none());
    world.settle(0).unwrap();
    world.pass(40 * DAY);
    let before = world.suite.coins_of("svc1");
    world.reclaim("anyone").unwrap();
    // Less than a unit stays.
    assert_eq!(world.suite.coins_of("svc1") - before, 304_999_999);
    let refused = world.reclaim("anyone").unwrap_err();
    assert_eq!(*cause::<RewardsRefused>(&refused), none());
    // It comes back and pays what its holders had earned, and nothing more.
    world.relink(home);
    world.pass(365 * DAY);
    assert_eq!(world.claimed("alice"), 57_000_000);
}

/// What had not been claimed, or counted by a change of shares, in the second in which a vault left was
/// nobody's: here all of the million.
#[test]
fn t168_what_holders_had_earned_when_their_vault_left_stays_theirs() {
    let mut world = World::promised();
    world.list_the_coin();
    world.deposit("bob", 0, 500_000_000).unwrap();
    world.deposit("op2", 0, 500_000_000).unwrap();
    world.reward(1_000_000, 10);
    let (home, other) = (world.links(), world.taker().to_string());
    world.relink(Links { distributor: other.clone(), ..home.clone() });
    // One enters, one leaves, one gives away what he has and gets it back.
    world.deposit("carol", 0, 1_500_000_000).unwrap();
    world.exit("bob", 0, 500_000_000_000).unwrap();
    let give = |world: &mut World, from: &str, to: &str| {
        let recipient = world.suite.actor(to).to_string();
        let shares = Shares::new(500_000_000_000);
        world.vault(from, 0, &ExecuteMsg::TransferPosition { recipient, shares }).unwrap();
    };
    give(&mut world, "op2", "carol");
    give(&mut world, "carol", "op2");
    world.pass(40 * DAY);
    assert_eq!((world.claimed("carol"), world.claimed("bob")), (0, 237_500));
    assert_eq!(world.claimed("bob"), 0);
    // It comes back: alice is counted when her shares change, and the other when he claims.
    world.relink(home.clone());
    world.deposit("alice", 0, 1_000_000).unwrap();
    assert_eq!((world.claimed("carol"), world.claimed("alice")), (0, 475_000));
    world.list_the_coin();
    // From now on by what they have: alice 1,001, carol 1,500, the operator 500.
    world.reward(3_001_000, 10);
    world.pass(10 * DAY);
    let paid = ["alice", "bob", "carol", "op2"].map(|who| world.claimed(who));
    assert_eq!(paid, [950_950, 0, 1_425_000, 237_500 + 475_000]);
    // And away and back once more, before anybody asks.
    world.reward(3_001_000, 10);
    world.relink(Links { distributor: other, ..home.clone() });
    world.relink(home);
    let paid = ["alice", "carol", "op2"].map(|who| world.claimed(who));
    assert_eq!(paid, [950_950, 1_425_000, 475_000]);
}

/// Parts of a unit that a stream had left were handed out, after the vault's return, by its shares of the
/// departure and to those of now: 28 units in the second in which a stream was funded, and in the end
/// somebody's 470 coins were refused, since a few units of them were gone.
#[test]
fn t172_what_does_not_divide_is_handed_out_by_shares_of_now() {
    let mut world = World::new();
    world.suite.bond("mallory", 50_000_000_000).unwrap();
    world.suite.bond("bob", 50_000_000_000).unwrap();
    let mut world = world.with_promises();
    world.list_the_coin();
    world.reward(1_000_000, 365);
    let (home, other) = (world.links(), world.taker().to_string());
    world.relink(Links { distributor: other, ..home.clone() });
    world.reclaim("anyone").unwrap();
    world.relink(home);
    world.list_the_coin();
    assert_eq!(world.claimed("alice"), 62_465);
    world.deposit("mallory", 0, 50_000_000_000).unwrap();
    world.deposit("bob", 0, 50_000_000_000).unwrap();
    world.reward(1_000_000_000, 10);
    assert_eq!(world.claimed("mallory"), 0);
    world.pass(10 * DAY);
    let paid = ["alice", "mallory", "bob"].map(|who| world.claimed(who));
    assert_eq!(paid, [9_405_940, 470_297_029, 470_297_029]);
}

/// Service 1 takes a fifth of vault 0: all that was promised to it.
fn taken_whole(world: &mut World) -> u64 {
    let service = ServiceId::new(1);
    let mut terms = world.terms(1);
    (terms.max_slash, terms.destination) = (Decimal::one(), Destination::Treasury);
    world.register("svc1", &Register::PublishTerms { service, terms }).unwrap();
    world.deposit("alice", 0, 1_000_000_000).unwrap();
    world.announce(0, 1, 2, 20).unwrap();
    world.pass(NOTICE);
    world.settle(0).unwrap();
    world.pass(1);
    let offence = world.now();
    let id = world.accused(1, 10_000);
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    assert_eq!(world.state(0).escrow[&(1, 2)].u128(), 200_000_000);
    offence
}

/// A promise that was taken whole was forgotten with its quarantine: the operator alone could
/// promise anew at once, whatever the service thought of its slasher.
#[test]
fn t157_who_was_slashed_to_nothing_promises_nothing_anew_before_both_have_rearmed() {
    let mut world = World::new();
    let offence = taken_whole(&mut world);
    assert!(world.state(0).commitment(1).is_none());
    let service = ServiceId::new(1);
    let refused = world.announce(0, 1, 2, 10).unwrap_err();
    assert_eq!(
        *cause::<VaultRefusal>(&refused),
        VaultRefusal::Books(VaultError::InQuarantine { service })
    );
    world.vault("op1", 0, &ExecuteMsg::Rearm { service }).unwrap();
    world.announce(0, 1, 2, 10).unwrap_err();
    world.vault("svc1", 0, &ExecuteMsg::Rearm { service }).unwrap();
    world.vault("svc1", 0, &ExecuteMsg::Rearm { service }).unwrap_err();
    world.announce(0, 1, 2, 10).unwrap();
    world.pass(NOTICE);
    world.settle(0).unwrap();
    // By then the offence is too old for every request, whatever it is called.
    world.request(0, 1, 10_000, offence).unwrap_err();
    assert!(world.power(1) > 0);
}

/// What was lost counts for the breaker whether the promise is there or not: the slash of another
/// service waits.
#[test]
fn t157_the_breaker_waits_for_a_service_that_has_taken_all() {
    let mut world = World::new();
    let changes =
        ParameterChanges { breaker: Some(Decimal::percent(10)), ..ParameterChanges::default() };
    world.vault("owner", 0, &ExecuteMsg::UpdateConfig { changes }).unwrap();
    world.announce(0, 3, 1, 20).unwrap();
    taken_whole(&mut world);
    let tripped_at = world.state(0).breaker.tripped_at.unwrap().u64();
    assert!(world.state(0).commitment(1).is_none());
    let id = world.accused(3, 5_000);
    world.pass(3_600);
    let refused = world.execute(0, id).unwrap_err();
    let from = VaultTime::new(tripped_at + 2 * DAY);
    assert!(
        matches!(cause(&refused), Refused::TooEarly { from: told, .. } if *told == from),
        "{refused:#}"
    );
    world.pass(2 * DAY);
    world.execute(0, id).unwrap();
    // The other service lost nothing by it: half of its 200 coins.
    assert_eq!(world.escrow(3), 100_000_000);
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
