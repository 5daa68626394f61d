//! Cover, with every contract in its place: drawn within the slash, within its caps, for policies
//! that are paid.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use embedded_chain::ChainError;
use weir_insurance_fund::ContractError as FundError;
use weir_interface::fund::{PolicyResponse, QueryMsg};
use weir_quantities::{Assets, ServiceId, TermsVersion};
use weir_restaking_journeys::{cause, World, DAY};
use weir_testing::attribute;

#[test]
fn cover_pays_after_the_bond_and_before_the_pool() {
    let mut world = World::insured(35);
    // A fifth of 400 coins; the bond pays 10, half of what is left is covered, the pool pays the
    // rest.
    assert_eq!(world.slashed(), [10_000_000, 35_000_000, 35_000_000]);
    let books = world.fund_books();
    assert_eq!(books.covered.u128(), 35_000_000);
    assert_eq!(books.assets.u128(), 1_036_000_000 - 35_000_000);
}

#[test]
fn premiums_that_stopped_cover_nothing_and_hold_no_slash() {
    let mut world = World::insured(35);
    // The fund covers vaults whose exits take 21 days: one that pays less often is on its own.
    world.pass(19 * DAY + 1);
    assert_eq!(world.slashed(), [10_000_000, 0, 70_000_000]);
}

/// A unit every three weeks kept a policy in force for ever, whoever paid it.
#[test]
fn t156_a_unit_now_and_then_keeps_no_cover_alive() {
    let mut world = World::promised();
    world.suite.deposit_into_fund("carol", 1_000_000).unwrap();
    world.insure(1_000_000).unwrap();
    let refused = world.pay_premium(999).unwrap_err();
    let (minimum, actual) = (Assets::new(1_000), Assets::new(999));
    assert_eq!(*cause::<FundError>(&refused), FundError::PremiumTooSmall { minimum, actual });
    let paid_since = |world: &World| {
        let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
        let vault = world.vaults[0].address.to_string();
        let query = QueryMsg::Policy { service, version, vault };
        let policy: PolicyResponse = world.suite.query(&world.fund, &query).unwrap();
        policy.paid_since
    };
    assert_eq!(paid_since(&world), None);
    world.pay_premium(1_000).unwrap();
    assert_eq!(paid_since(&world), Some(world.now()));
}

/// A fund that fails stops no slash. Whoever nested calls until there was room for the slash and none
/// for a cover, which takes the fund, the token and the vault, kept the cover from those who lost.
#[test]
fn t160_from_where_no_cover_has_room_nobody_slashes_without_it() {
    let mut world = World::insured(35);
    let id = world.accused(1, 2_000);
    world.pass(2 * DAY);
    world.settle(0).unwrap();
    // The coordinator and the vault: the slash alone would have room.
    for most in [2, 3] {
        world.suite.chain.limit_calls(Some(most));
        let refused = world.execute(0, id).unwrap_err();
        assert_eq!(ChainError::of(&refused), Some(&ChainError::MaxCallDepth));
    }
    world.suite.chain.limit_calls(Some(4));
    let told = world.execute(0, id).unwrap();
    assert_eq!(attribute(Some(&told), "weir_vault_slash_applied", "cover"), Some(35_000_000));
}

#[test]
fn t160_a_fund_that_refuses_stops_no_slash_that_has_room_for_a_cover() {
    let mut world = World::promised();
    world.suite.chain.limit_calls(Some(4));
    assert_eq!(world.slashed(), [0, 0, 80_000_000]);
}

#[test]
fn cover_begins_when_premiums_were_paid_for_the_vaults_whole_way_out_and_its_pauses() {
    // With the two days until the slash: 21 of the exit and 14 that a pause may add.
    assert_eq!(World::insured(32).slashed()[1], 0);
    assert_eq!(World::insured(33).slashed()[1], 35_000_000);
}
