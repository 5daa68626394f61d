//! What an auditor tried with the links between the contracts of restaking: funds of another asset,
//! insurance bought after the offence, a distributor that is left, notices against the vault's clock.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_std::Decimal;
use weir_interface::coordinator::{self, ExecuteMsg as Coordinate};
use weir_interface::fund::{self, ReceiveMsg as ToFund};
use weir_interface::service_registry::ExecuteMsg as Register;
use weir_interface::token;
use weir_interface::vault::{ExecuteMsg, Links, ParameterChanges, Scope};
use weir_quantities::{Assets, OperatorId, ServiceId, SlashId, TermsVersion};
use weir_restaking_journeys::{World, DAY, NOTICE};

/// The derivative with a message for the fund.
fn to_fund(world: &mut World, who: &str, units: u128, msg: &ToFund) {
    let msg = token::ExecuteMsg::Send {
        contract: world.fund.to_string(),
        amount: units.into(),
        msg: cosmwasm_std::to_json_binary(msg).unwrap(),
    };
    let token = world.suite.token.clone();
    world.send(who, &token, &msg, &[]).unwrap();
}

/// A fund of a thousand coins that the coordinator draws from.
fn funded(world: &mut World) {
    let deposit = ToFund::Deposit { receiver: None, min_shares: None };
    to_fund(world, "carol", 1_000_000_000, &deposit);
    let (registry, fund) = (world.registry.to_string(), Some(world.fund.to_string()));
    world.coordinate("owner", &Coordinate::SetLinks { registry, fund }).unwrap();
    world.pass(60 * DAY);
}

/// Service 1 is insured at vault 0 from now on.
fn insure(world: &mut World, version: u64) {
    let insure = fund::ExecuteMsg::Insure {
        service: ServiceId::new(1),
        version: TermsVersion::new(version),
        vault: world.vaults[0].address.to_string(),
        minimum_bond: Assets::new(1_000_000),
        premium: Decimal::percent(5),
    };
    let fund = world.fund.clone();
    world.send("owner", &fund, &insure, &[]).unwrap();
    premium(world);
}

fn premium(world: &mut World) {
    let vault = world.vaults[0].address.to_string();
    to_fund(world, "svc1", 1_000, &ToFund::PayPremium { service: ServiceId::new(1), vault });
}

fn covered(world: &World, id: u64) -> u128 {
    let query = coordinator::QueryMsg::Receipt { id: SlashId::new(id) };
    let receipt: coordinator::ReceiptResponse =
        world.suite.query(&world.coordinator, &query).unwrap();
    receipt.cover.u128()
}

/// Premiums are paid by the wall clock, a slash waits by the vault's: a pause of fourteen days gave
/// who had committed an offence the time to insure it.
#[test]
fn t151_who_insures_after_an_offence_is_covered_by_no_pause() {
    let mut world = World::new();
    let mut terms = world.terms(1);
    (terms.evidence_window, terms.resolution_window) = (7 * DAY, 5 * DAY);
    terms.execution_window = 3 * DAY;
    let service = ServiceId::new(1);
    world.register("svc1", &Register::PublishTerms { service, terms }).unwrap();
    world.suite.bond("svc1", 10_000).unwrap();
    funded(&mut world);
    world.deposit("alice", 0, 1_000_000_000).unwrap();
    world.add_bond("op1", 0, 1_000_000).unwrap();
    world.announce(0, 1, 2, 40).unwrap();
    world.pass(NOTICE);
    world.settle(0).unwrap();
    world.pass(1);

    let offence = world.now();
    world.pass(1);
    insure(&mut world, 2);
    world.pass(7 * DAY - 1);
    let id = world.request(0, 1, 2_000, offence).unwrap();
    let pause = ExecuteMsg::Pause { scopes: vec![Scope::Executions], seconds: 14 * DAY };
    world.vault("owner", 0, &pause).unwrap();
    premium(&mut world);
    world.pass((14 + 5) * DAY);
    premium(&mut world);
    world.execute(0, id).unwrap();
    // 80 coins less the bond of one: half of the rest came from the fund.
    let escrow = world.state(0).escrow[&(1, 2)].u128();
    assert_eq!((escrow, covered(&world, id)), (80_000_000, 0));
}

/// A vault that tells another distributor of its holders does not tell this one any more: whoever
/// entered since would be paid for all the time before him.
#[test]
fn t152_who_enters_after_a_distributor_was_left_takes_nothing_that_was_earned_there() {
    let mut world = World::promised();
    world.list_the_coin();
    world.reward(1_000_000, 10);
    world.pass(10 * DAY);
    // What alice has earned is counted before the vault leaves, and not paid yet.
    world.deposit("alice", 0, 1_000_000).unwrap();
    let other = world.taker().to_string();
    let links = Links { distributor: other, ..world.links() };
    world.relink(links);
    world.deposit("bob", 0, 1_000_000_000).unwrap();
    assert_eq!(world.claimed("bob"), 0);
    assert_eq!(world.claimed("alice"), 950_000);
}

/// The fund holds the derivative, and one set of links is every vault's: what a vault of the coin
/// lost to the fund nobody could ever take out of it.
#[test]
fn t153_a_fund_of_another_asset_is_no_destination() {
    let mut world = World::new();
    world.deposit("alice", 2, 1_000_000_000).unwrap();
    if world.announce(2, 3, 1, 20).is_err() {
        return;
    }
    world.pass(NOTICE);
    world.settle(2).unwrap();
    world.pass(10);
    let at = world.now();
    world.pass(1);
    let id = world.request(2, 3, 5_000, at).unwrap();
    world.pass(3_600);
    world.execute(2, id).unwrap();
    world.fetch("anyone", 2, 3, 1).unwrap();
}

/// Days of the wall clock in which the vault's clock stands still, while a notice goes on.
#[test]
fn t154_other_links_of_the_coordinator_wait_for_the_longest_exit_and_its_pauses() {
    let mut world = World::promised();
    let changes = ParameterChanges { exit_delay: Some(28 * DAY), ..ParameterChanges::default() };
    world.vault("owner", 0, &ExecuteMsg::UpdateConfig { changes }).unwrap();
    world.pass(NOTICE);
    world.settle(0).unwrap();

    let registry = world.council.to_string();
    world.coordinate("owner", &Coordinate::SetLinks { registry, fund: None }).unwrap();
    world.exit("alice", 0, 1_000_000_000_000).unwrap();
    let pause = ExecuteMsg::Pause { scopes: vec![Scope::Requests], seconds: 14 * DAY };
    world.vault("owner", 0, &pause).unwrap();
    let config: coordinator::ConfigResponse =
        world.suite.query(&world.coordinator, &coordinator::QueryMsg::Config {}).unwrap();
    world.pass(config.pending.unwrap().at - world.now());
    world.claim("alice", 0).unwrap();
}

/// A bond that is on its way out when the admin's key is stolen is paid to its owner.
#[test]
fn t154_another_bond_address_waits_for_the_longest_exit_and_its_pauses() {
    let mut world = World::promised();
    let changes = ParameterChanges { exit_delay: Some(28 * DAY), ..ParameterChanges::default() };
    world.vault("owner", 0, &ExecuteMsg::UpdateConfig { changes }).unwrap();
    world.pass(NOTICE);
    world.settle(0).unwrap();
    world.add_bond("op1", 0, 5_000_000).unwrap();
    world.request_bond_exit(0, 5_000_000).unwrap();

    let set = Register::SetBondAddress {
        operator: OperatorId::new(1),
        bond_address: world.actor("mallory").into(),
    };
    world.register("op1", &set).unwrap();
    let pause = ExecuteMsg::Pause { scopes: vec![Scope::Executions], seconds: 14 * DAY };
    world.vault("owner", 0, &pause).unwrap();
    world.pass(42 * DAY);
    world.vault("anyone", 0, &ExecuteMsg::ClaimBond {}).unwrap();
    assert_eq!((world.suite.shares_of("safe1"), world.suite.shares_of("mallory")), (5_000_000, 0));
}

/// Lines of another distributor lie between those of this one: places in its list are not lines.
#[test]
fn whoever_comes_back_after_others_lines_is_paid_in_all_of_his() {
    let mut world = World::promised();
    world.list_the_coin();
    world.reward(1_000_000, 10);
    world.pass(10 * DAY);
    let (home, other) = (world.links(), world.suite.actor("mallory").to_string());
    world.relink(Links { distributor: other, ..home.clone() });
    world.vault("mallory", 0, &ExecuteMsg::OpenLine { line: 1 }).unwrap();
    world.relink(home);
    world.list_the_coin();
    world.reward(1_000_000, 10);
    world.pass(10 * DAY);
    let vault = world.vaults[0].address.to_string();
    let query = weir_interface::distributor::QueryMsg::RewardIndexes { vault: vault.clone() };
    let shown: Vec<weir_interface::streams::RewardIndexResponse> =
        world.suite.query(&world.distributor, &query).unwrap();
    let lines: Vec<_> = shown.iter().map(|one| (one.line, one.index.is_zero())).collect();
    assert_eq!(lines, [(0, false), (2, false)]);
    let paid = world.claimed("alice");
    assert!(paid.abs_diff(2 * 950_000) <= 2, "{paid}");
    assert_eq!(world.claimed("alice"), 0);
    let take = weir_interface::distributor::ExecuteMsg::ClaimCommission { vault, coins: None };
    let before = world.suite.coins_of("safe1");
    world.suite.distributor_call("anyone", &take).unwrap();
    let paid = world.suite.coins_of("safe1") - before;
    assert!(paid.abs_diff(2 * 50_000) <= 2, "{paid}");
}
