//! Cover, with every contract in its place: drawn within the slash, within its caps, for policies
//! that are paid.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::Decimal;
use embedded_chain::ChainError;
use weir_insurance_fund::ContractError as FundError;
use weir_interface::fund::{BooksResponse, ExecuteMsg, PolicyResponse, QueryMsg};
use weir_quantities::{Assets, ServiceId, TermsVersion};
use weir_restaking_journeys::{cause, World, DAY};
use weir_testing::attribute;

/// Vault 0 with its promises, service 1 insured there and paid for so many days, 1,000 coins in the
/// fund.
fn insured(days: u64) -> World {
    let mut world = World::promised();
    world.add_bond("op1", 0, 10_000_000).unwrap();
    world.suite.deposit_into_fund("carol", 1_000_000_000).unwrap();
    let vault = world.vaults[0].address.to_string();
    let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
    let insure = ExecuteMsg::Insure {
        service,
        version,
        vault,
        minimum_bond: Assets::new(5_000_000),
        premium: Decimal::percent(10),
    };
    world.suite.fund_call("owner", &insure).unwrap();
    pay_premium(&mut world);
    for _ in 0..days {
        world.pass(DAY);
        pay_premium(&mut world);
    }
    world
}

fn pay_premium(world: &mut World) {
    world.suite.pay_premium("alice", 0, 1, 1_000_000).unwrap();
}

/// What a slash of a fifth takes of bond, cover and pool.
fn slashed(world: &mut World) -> [u128; 3] {
    let id = world.accused(1, 2_000);
    world.pass(2 * DAY);
    let told = world.execute(0, id).unwrap();
    let of = |key| attribute(Some(&told), "weir_vault_slash_applied", key).unwrap();
    ["bond", "cover", "pool_loss"].map(of)
}

#[test]
fn cover_pays_after_the_bond_and_before_the_pool() {
    let mut world = insured(35);
    // A fifth of 400 coins; the bond pays 10, half of what is left is covered, the pool pays the
    // rest.
    assert_eq!(slashed(&mut world), [10_000_000, 35_000_000, 35_000_000]);
    let fund = world.fund.clone();
    let books: BooksResponse = world.suite.query(&fund, &QueryMsg::Books {}).unwrap();
    assert_eq!(books.covered.u128(), 35_000_000);
    assert_eq!(books.assets.u128(), 1_036_000_000 - 35_000_000);
}

#[test]
fn premiums_that_stopped_cover_nothing_and_hold_no_slash() {
    let mut world = insured(35);
    // The fund covers vaults whose exits take 21 days: one that pays less often is on its own.
    world.pass(19 * DAY + 1);
    assert_eq!(slashed(&mut world), [10_000_000, 0, 70_000_000]);
}

/// A unit every three weeks kept a policy in force for ever, whoever paid it.
#[test]
fn t156_a_unit_now_and_then_keeps_no_cover_alive() {
    let mut world = World::promised();
    let vault = world.vaults[0].address.to_string();
    let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
    let insure = ExecuteMsg::Insure {
        service,
        version,
        vault: vault.clone(),
        minimum_bond: Assets::new(1_000_000),
        premium: Decimal::percent(5),
    };
    world.suite.fund_call("owner", &insure).unwrap();
    let refused = world.suite.pay_premium("alice", 0, 1, 999).unwrap_err().into_error();
    let (minimum, actual) = (Assets::new(1_000), Assets::new(999));
    assert_eq!(*cause::<FundError>(&refused), FundError::PremiumTooSmall { minimum, actual });
    let paid_since = |world: &World| {
        let query = QueryMsg::Policy { service, version, vault: vault.clone() };
        let policy: PolicyResponse = world.suite.query(&world.fund, &query).unwrap();
        policy.paid_since
    };
    assert_eq!(paid_since(&world), None);
    world.suite.pay_premium("alice", 0, 1, 1_000).unwrap();
    assert_eq!(paid_since(&world), Some(world.now()));
}

/// A fund that fails stops no slash. Whoever nested calls until there was room for the slash and none
/// for a cover, which takes the fund, the token and the vault, kept the cover from those who lost.
#[test]
fn t160_from_where_no_cover_has_room_nobody_slashes_without_it() {
    let mut world = insured(35);
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
    assert_eq!(slashed(&mut world), [0, 0, 80_000_000]);
}

#[test]
fn cover_begins_when_premiums_were_paid_for_the_vaults_whole_way_out_and_its_pauses() {
    // With the two days until the slash: 21 of the exit and 14 that a pause may add.
    assert_eq!(slashed(&mut insured(32))[1], 0);
    assert_eq!(slashed(&mut insured(33))[1], 35_000_000);
}
