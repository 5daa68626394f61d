//! What an auditor tried with the money of the fund: premiums for a cover that never comes, cover that
//! ends before anything has changed, what was slashed for a fund in which hardly anybody is.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::Decimal;
use weir_insurance_fund::ContractError as FundError;
use weir_interface::coordinator::ExecuteMsg as Coordinate;
use weir_interface::fund::{ExecuteMsg as Fund, ParameterChanges as FundChanges};
use weir_interface::restaking::Destination;
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_interface::vault::{ExecuteMsg, Links, ParameterChanges};
use weir_quantities::{Assets, ServiceId, TermsVersion, Time};
use weir_restaking_journeys::{cause, World, DAY, NOTICE};
use weir_restaking_vault::ContractError as VaultRefusal;

/// A vault takes cover from the fund that it is linked with, and from no other. Forty-one coins of
/// premiums were taken for a vault without one: a slash of eighty coins was covered by nothing.
#[test]
fn t161_no_premium_is_taken_for_a_vault_that_takes_no_cover_of_the_fund() {
    let mut world = World::insured(0);
    let home = world.links();
    let none = Links { fund: None, ..home.clone() };
    world.vault("owner", 0, &ExecuteMsg::SetLinks { links: none }).unwrap();
    world.pay_premiums(22);
    world.pass(DAY);
    world.settle(0).unwrap();
    let not_linked = |contract: &str| FundError::NotLinked { contract: contract.to_string() };
    let vault = not_linked(world.vaults[0].address.as_str());
    for refused in [world.pay_premium(1_000_000), world.insure(1)] {
        assert_eq!(*cause::<FundError>(&refused.unwrap_err()), vault);
    }
    // It will be linked again before a premium of today counts.
    world.vault("owner", 0, &ExecuteMsg::SetLinks { links: home }).unwrap();
    world.pay_premiums(36);
    world.settle(0).unwrap();
    assert_eq!(world.slashed()[1], 35_000_000);
}

/// The coordinator draws from one fund: whatever another insures is covered by nothing.
#[test]
fn t161_nothing_is_insured_by_a_fund_that_nobody_draws_from() {
    let mut world = World::promised();
    let (registry, ours) = (world.registry.to_string(), world.fund.to_string());
    let other = Coordinate::SetLinks { registry: registry.clone(), fund: None };
    world.coordinate("owner", &other).unwrap();
    world.insure(1).unwrap();
    world.pass(45 * DAY);
    let refused = world.insure(1).unwrap_err();
    let contract = world.coordinator.to_string();
    assert_eq!(*cause::<FundError>(&refused), FundError::NotLinked { contract });
    world.coordinate("owner", &Coordinate::SetLinks { registry, fund: Some(ours) }).unwrap();
    world.insure(1).unwrap();
}

/// Exits take as long as before until a longer delay counts, and so may a slash: from the second in
/// which it was announced, three weeks before, a cover of 35 coins was refused.
#[test]
fn t162_a_longer_exit_ends_a_cover_when_it_counts_and_not_when_it_is_announced() {
    for (later, cover) in [(0, 35_000_000), (28 * DAY, 0)] {
        let mut world = World::insured(40);
        let exit_delay = Some(28 * DAY);
        let changes = ParameterChanges { exit_delay, ..ParameterChanges::default() };
        world.vault("owner", 0, &ExecuteMsg::UpdateConfig { changes }).unwrap();
        for _ in 0..later / DAY {
            world.pass(DAY);
            world.pay_premium(1_000_000).unwrap();
        }
        assert_eq!(world.slashed(), [10_000_000, cover, 70_000_000 - cover]);
    }
}

/// What was slashed for the fund was of whoever was there: who had put a single unit into an empty fund
/// took 40 of 80 coins home, and the other 40 belonged to nobody, for ever.
#[test]
fn t163_a_unit_in_an_empty_fund_takes_nothing_of_what_was_slashed_for_it() {
    let mut world = World::new();
    world.suite.bond("mallory", 1_000_000).unwrap();
    world.slashed_for(Destination::Fund);
    world.suite.deposit_into_fund("mallory", 1).unwrap();
    world.fetch("mallory", 0, 1, 2).unwrap();
    assert_eq!(world.leave_fund("mallory"), 1);
    assert_eq!(reserve(&world), 80_000_000);
    // It waits for whoever bears covers, a tenth a year of what he has.
    world.suite.deposit_into_fund("carol", 7_300_000).unwrap();
    world.pass(50 * DAY);
    assert_eq!(world.leave_fund("carol") + reserve(&world), 87_299_999);
    assert!(reserve(&world) < 80_000_000 - 100_000);
}

/// What the fund has of nobody's share.
fn reserve(world: &World) -> u128 {
    world.suite.fund_state().core.reserve.assets.u128()
}

/// Nor of a premium: half of the first one was the unit's.
#[test]
fn t163_a_premium_to_hardly_anybody_is_the_reserves() {
    let mut world = World::promised();
    world.insure(1).unwrap();
    world.suite.deposit_into_fund("carol", 99_999).unwrap();
    world.pay_premium(1_000_000).unwrap();
    assert_eq!(reserve(&world), 1_000_000);
    world.suite.deposit_into_fund("carol", 1).unwrap();
    world.pay_premium(1_000_000).unwrap();
    assert_eq!(reserve(&world), 1_000_000);
    let carol = world.leave_fund("carol");
    // But for what belongs to nobody; in 36 days a hundredth of it from the reserve.
    assert!((1_099_990..1_112_000).contains(&carol), "{carol}");
}

/// While what was slashed for the fund vested, sooner than anybody gets out: who came with a thousand coins
/// in the second after it, and asked to leave at once, took 79 of the 80 coins of those who were there. And
/// while it did not, so did who came in the second before.
#[test]
fn t165_t169_t171_who_comes_with_much_beside_a_slash_earns_what_he_would_at_any_time() {
    for before in [true, false] {
        let mut world = World::new();
        world.suite.bond("mallory", 1_000_000_000).unwrap();
        world.slashed_for(Destination::Fund);
        world.suite.deposit_into_fund("carol", 8_000_000).unwrap();
        if before {
            world.suite.deposit_into_fund("mallory", 1_000_000_000).unwrap();
            world.fetch("mallory", 0, 1, 2).unwrap();
        } else {
            world.fetch("mallory", 0, 1, 2).unwrap();
            world.suite.deposit_into_fund("mallory", 1_000_000_000).unwrap();
        }
        let paid = world.leave_fund("mallory");
        // Of a tenth of the reserve in 36 days his part, and not all of it.
        assert!((1_007_000_000..1_008_000_000).contains(&paid), "{before} {paid}");
    }
}

/// What arrives in the last days of an exit moves nothing between who is about to leave and who comes
/// beside him: while it vested, who came with a thousand units took 71 coins of it.
#[test]
fn t165_who_is_about_to_leave_is_paid_his_part_whoever_comes() {
    let paid = [1, 1_000, 1_000_000].map(|little| {
        let mut world = World::new();
        world.suite.bond("mallory", 1_000_000).unwrap();
        world.slashed_for(Destination::Fund);
        world.suite.deposit_into_fund("carol", 8_000_000).unwrap();
        world.request_to_leave_fund("carol");
        world.pass(34 * DAY);
        world.fetch("anyone", 0, 1, 2).unwrap();
        let _ = world.suite.deposit_into_fund("mallory", little);
        world.pass(2 * DAY);
        world.claim_of_fund("carol")
    });
    assert!(paid.iter().all(|units| units.abs_diff(paid[0]) <= 1), "{paid:?}");
    assert!((8_000_000..8_005_000).contains(&paid[0]), "{paid:?}");
}

/// Exits became shorter after a promise was lowered to nothing: the bond was out six days before the
/// promise was over, and holders paid ten coins that it owed.
#[test]
fn t170_the_bond_is_not_out_before_the_promise_is_over() {
    let mut world = World::new();
    let service = ServiceId::new(1);
    let mut terms = world.terms(1);
    terms.minimum_bond = Assets::new(10_000_000);
    world.register("svc1", &Register::PublishTerms { service, terms }).unwrap();
    world.deposit("alice", 0, 1_000_000_000).unwrap();
    world.add_bond("op1", 0, 10_000_000).unwrap();
    world.announce(0, 1, 2, 40).unwrap();
    world.pass(NOTICE);
    world.settle(0).unwrap();
    world.pass(1);
    let exit_delay = Some(14 * DAY);
    let changes = ParameterChanges { exit_delay, ..ParameterChanges::default() };
    world.vault("owner", 0, &ExecuteMsg::UpdateConfig { changes }).unwrap();
    world.pass(22 * DAY);
    world.lower(0, 1, 0).unwrap();
    world.pass(DAY + 1);
    world.settle(0).unwrap();
    // The promise is over in twenty days, and the bond would be out in fourteen.
    let refused = world.request_bond_exit(0, 10_000_000).unwrap_err();
    let (active, minimum) = (Assets::ZERO, Assets::new(10_000_000));
    assert_eq!(
        *cause::<VaultRefusal>(&refused),
        VaultRefusal::BondBelowMinimum { active, minimum }
    );
    world.pass(6 * DAY - 2);
    world.request_bond_exit(0, 10_000_000).unwrap_err();
    world.pass(2);
    world.request_bond_exit(0, 10_000_000).unwrap();
}

/// Of a slash of 80 coins the bond pays 10 and the fund half of the rest. The fund's owner, who saw the
/// offence, ended the policy in the same second: nothing was covered.
#[test]
fn t166_a_policy_outlives_what_has_happened_when_its_end_is_announced() {
    let mut world = World::insured(35);
    let slashed = world.slashed_after(|world| {
        let ends_at = Time::new(world.now() + 35 * DAY);
        world.fund_told(&end_policy(world)).unwrap();
        let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
        let announced = FundError::EndAnnounced { service, version, ends_at };
        let twice = world.fund_told(&end_policy(world)).unwrap_err();
        assert_eq!(*cause::<FundError>(&twice), announced);
        assert_eq!(*cause::<FundError>(&world.insure(1).unwrap_err()), announced);
    });
    assert_eq!(slashed, [10_000_000, 35_000_000, 35_000_000]);

    // It ends: of the same slash nothing is covered five weeks later.
    let mut world = World::insured(35);
    world.fund_told(&end_policy(&world)).unwrap();
    world.pay_premiums(34);
    world.pass(DAY);
    let ended_at = Time::new(world.now());
    let refused = world.pay_premium(1_000_000).unwrap_err();
    let over = FundError::PolicyOver { service: ServiceId::new(1), ended_at, now: ended_at };
    assert_eq!(*cause::<FundError>(&refused), over);
    assert_eq!(world.slashed(), [10_000_000, 0, 70_000_000]);
}

/// Or asked for a bond that nobody has.
#[test]
fn t166_no_bond_is_asked_for_that_was_not_asked_for_when_it_happened() {
    let mut world = World::insured(35);
    let slashed = world.slashed_after(|world| {
        let refused = world.insure(5_000_001).unwrap_err();
        let (service, version) = (ServiceId::new(1), TermsVersion::new(1));
        let (minimum, asked) = (Assets::new(5_000_000), Assets::new(5_000_001));
        let raised = FundError::BondRaised { service, version, minimum, asked };
        assert_eq!(*cause::<FundError>(&refused), raised);
    });
    assert_eq!(slashed, [10_000_000, 35_000_000, 35_000_000]);
}

/// Or lowered what the fund pays at all.
#[test]
fn t166_caps_are_lowered_when_what_has_happened_is_paid() {
    let none = Some(Decimal::zero());
    let changes = FundChanges { of_loss: none, of_fund: none, ..FundChanges::default() };
    let lower = Fund::UpdateConfig { changes };
    let mut world = World::insured(35);
    let slashed = world.slashed_after(|world| drop(world.fund_told(&lower).unwrap()));
    assert_eq!(slashed, [10_000_000, 35_000_000, 35_000_000]);

    let mut world = World::insured(35);
    world.fund_told(&lower).unwrap();
    world.pay_premiums(37);
    assert_eq!(world.slashed(), [10_000_000, 0, 70_000_000]);
}

fn end_policy(world: &World) -> Fund {
    let vault = world.vaults[0].address.to_string();
    Fund::EndPolicy { service: ServiceId::new(1), version: TermsVersion::new(1), vault }
}
