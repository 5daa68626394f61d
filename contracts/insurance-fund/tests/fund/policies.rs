//! What can be insured, and when a policy pays.

use cosmwasm_std::{Decimal, QuerierWrapper};
use serde_json::json;
use weir_accounting::insurance::InsuranceError;
use weir_insurance_fund::ContractError;
use weir_interface::fund::{ExecuteMsg, FundContract, PolicyResponse, QueryMsg};
use weir_quantities::{Assets, Seconds, TermsVersion, Time};

use crate::world::{account, insure, World, DAY, DELAY, EXIT, FIVE, TWO};

fn end(version: TermsVersion) -> ExecuteMsg {
    ExecuteMsg::EndPolicy { service: FIVE, version, vault: account("vault").into_string() }
}

fn policies(world: &World) -> Vec<PolicyResponse> {
    world.ask(QueryMsg::Policies { vault: None, start_after: None, limit: None })
}

#[test]
fn only_the_owner_insures() {
    let mut world = World::new();
    for who in ["stranger", "coordinator", "vault"] {
        let error = world.act(who, insure(1)).unwrap_err();
        assert_eq!(error, ContractError::Ownership(cw_ownable::OwnershipError::NotOwner));
    }
    world.act("dao", insure(1)).unwrap();
    let vault = account("vault").into_string();
    let policy = PolicyResponse {
        service: FIVE,
        version: TWO,
        vault: vault.clone(),
        minimum_bond: Assets::new(1),
        premium: Decimal::percent(5),
        paid_since: None,
        ends_at: None,
    };
    assert_eq!(policies(&world), std::slice::from_ref(&policy));
    let error = world.act("stranger", end(TWO)).unwrap_err();
    assert_eq!(error, ContractError::Ownership(cw_ownable::OwnershipError::NotOwner));
    world.act("dao", end(TWO)).unwrap();
    let ends_at = Some(world.now() + EXIT);
    assert_eq!(policies(&world), [PolicyResponse { ends_at, ..policy }]);
}

#[test]
fn t166_a_policy_goes_on_for_an_exit_after_its_end_was_announced() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    world.insure_and_wait();
    world.premium(1).unwrap();
    world.act("dao", end(TWO)).unwrap();
    let ends_at = Time::new(world.now() + EXIT);
    let (service, version) = (FIVE, TWO);
    let announced = ContractError::EndAnnounced { service, version, ends_at };
    assert_eq!(world.act("dao", end(TWO)).unwrap_err(), announced);
    assert_eq!(world.act("dao", insure(1)).unwrap_err(), announced);
    world.pass(DELAY);
    world.premium(1).unwrap();
    world.pass_until(ends_at.u64() - 1);
    world.premium(1).unwrap();
    world.draw(1, 10).unwrap();
    assert_eq!(world.act("dao", insure(1)).unwrap_err(), announced);

    world.pass(1);
    let over = ContractError::PolicyOver { service, ended_at: ends_at, now: ends_at };
    assert_eq!(world.draw(2, 10).unwrap_err(), over);
    assert_eq!(world.premium(1).unwrap_err(), over);
    assert_eq!(policies(&world)[0].ends_at, Some(ends_at.u64()));
    // It is removed, and there is nothing left to end.
    let told = world.act("dao", end(TWO)).unwrap();
    assert_eq!(told.events[0].ty, "weir_fund_policy_removed");
    assert_eq!(policies(&world), []);
    let vault = account("vault").into_string();
    let none = ContractError::NoPolicy { service, vault };
    assert_eq!(world.act("dao", end(TWO)).unwrap_err(), none);
    assert_eq!(world.premium(1).unwrap_err(), none);
}

#[test]
fn a_policy_that_is_made_anew_after_its_end_has_to_be_paid_anew() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    world.insure_and_wait();
    world.act("dao", end(TWO)).unwrap();
    world.pass(EXIT);
    let told = world.act("dao", insure(500)).unwrap();
    let events: Vec<_> = told.events.iter().map(|event| event.ty.as_str()).collect();
    assert_eq!(events, ["weir_fund_policy_removed", "weir_fund_policy_set"]);
    let [policy] = policies(&world).try_into().unwrap();
    assert_eq!(policy.minimum_bond, Assets::new(500));
    assert_eq!((policy.paid_since, policy.ends_at), (None, None));
    assert_eq!(world.draw(1, 10).unwrap_err(), ContractError::NeverPaid { service: FIVE });
}

#[test]
fn t166_a_policy_in_force_asks_for_no_larger_bond() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    world.insure_and_wait();
    let (service, version) = (FIVE, TWO);
    let (minimum, asked) = (Assets::new(100), Assets::new(101));
    assert_eq!(
        world.act("dao", insure(101)).unwrap_err(),
        ContractError::BondRaised { service, version, minimum, asked }
    );
    let mut cheaper = insure(50);
    if let ExecuteMsg::Insure { premium, .. } = &mut cheaper {
        *premium = Decimal::percent(7);
    }
    world.act("dao", cheaper).unwrap();
    let [policy] = policies(&world).try_into().unwrap();
    let terms = (policy.minimum_bond, policy.premium);
    assert_eq!(terms, (Assets::new(50), Decimal::percent(7)));
    // Paid as it was: it still pays.
    world.draw(1, 10).unwrap();
    let minimum = Assets::new(50);
    assert_eq!(
        world.act("dao", insure(101)).unwrap_err(),
        ContractError::BondRaised { service, version, minimum, asked }
    );
}

#[test]
fn a_policy_can_be_seen_in_its_row_without_loading_the_fund() {
    let mut world = World::new();
    let seen = |world: &World, version| {
        let chain = world.chain_of_rows();
        let fund = FundContract(account("fund"));
        fund.has_policy(QuerierWrapper::new(&chain), &account("vault"), FIVE, version).unwrap()
    };
    assert!(!seen(&world, TWO));
    world.act("dao", insure(1)).unwrap();
    assert!(seen(&world, TWO) && !seen(&world, TWO.next()));
    // Until it is removed: one that is over is refused by the fund itself.
    for there in [true, false] {
        world.act("dao", end(TWO)).unwrap();
        assert_eq!(seen(&world, TWO), there);
        world.pass(EXIT);
    }
}

#[test]
fn t108_what_goes_to_the_service_has_no_bond_or_pays_no_premium_is_not_insurable() {
    let mut world = World::new();
    let address = account("service");
    for destination in
        [json!({ "service": { "address": address } }), json!({ "unwind": { "address": address } })]
    {
        world.others.borrow_mut().destination = destination;
        assert_eq!(
            world.act("dao", insure(1)).unwrap_err(),
            ContractError::Insurance(InsuranceError::GoesToService)
        );
    }
    for destination in ["treasury", "fund", "burn"] {
        world.others.borrow_mut().destination = json!(destination);
        world.act("dao", insure(1)).unwrap();
    }
    assert_eq!(
        world.act("dao", insure(0)).unwrap_err(),
        ContractError::Insurance(InsuranceError::NoMinimumBond)
    );
    for premium in [Decimal::zero(), Decimal::percent(101)] {
        let mut msg = insure(1);
        if let ExecuteMsg::Insure { premium: asked, .. } = &mut msg {
            *asked = premium;
        }
        assert_eq!(
            world.act("dao", msg).unwrap_err(),
            ContractError::Insurance(InsuranceError::PremiumOutOfRange { premium })
        );
    }
}

#[test]
fn a_vault_of_another_asset_of_longer_exits_or_of_nobody_is_not_insurable() {
    let mut world = World::new();
    world.others.borrow_mut().vault_asset = json!({ "native": { "denom": "uatom" } });
    let (expected, actual) = (account("lst").into_string(), "uatom".to_string());
    assert_eq!(
        world.act("dao", insure(1)).unwrap_err(),
        ContractError::OtherAsset { expected, actual }
    );
    world.others.borrow_mut().vault_asset = json!({ "cw20": { "address": account("lst") } });
    world.others.borrow_mut().exit_delay = DELAY + 1;
    let (delay, longest) = (Seconds::new(DELAY + 1), Seconds::new(DELAY));
    assert_eq!(
        world.act("dao", insure(1)).unwrap_err(),
        ContractError::Insurance(InsuranceError::ExitTooLong { delay, longest })
    );
    let mut msg = insure(1);
    if let ExecuteMsg::Insure { vault, .. } = &mut msg {
        *vault = account("made by nobody").into_string();
    }
    let (registry, vault) = (account("registry"), account("made by nobody"));
    let (registry, vault) = (registry.into_string(), vault.into_string());
    assert_eq!(world.act("dao", msg).unwrap_err(), ContractError::UnknownVault { registry, vault });
}

#[test]
fn t161_nothing_is_insured_for_which_no_cover_would_come() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    let other = || Some(account("another fund"));
    let not_linked = |name: &str| ContractError::NotLinked { contract: account(name).into() };
    world.act("dao", insure(1)).unwrap();
    for linked in [None, other()] {
        world.others.borrow_mut().linked = linked;
        assert_eq!(world.act("dao", insure(1)).unwrap_err(), not_linked("vault"));
        assert_eq!(world.premium(1).unwrap_err(), not_linked("vault"));
    }
    world.others.borrow_mut().linked = Some(world.env.contract.address.clone());
    for drawn_from in [None, other()] {
        world.others.borrow_mut().drawn_from = drawn_from;
        assert_eq!(world.act("dao", insure(1)).unwrap_err(), not_linked("coordinator"));
    }
    world.premium(1).unwrap();
}

#[test]
fn revoked_terms_are_not_insurable_and_versions_of_a_pair_are_few() {
    let mut world = World::new();
    world.others.borrow_mut().revoked_at = Some(9);
    assert_eq!(
        world.act("dao", insure(1)).unwrap_err(),
        ContractError::TermsRevoked { service: FIVE, version: TWO, revoked_at: 9 }
    );
    world.others.borrow_mut().revoked_at = None;
    let of_version = |number| {
        let mut msg = insure(1);
        if let ExecuteMsg::Insure { version, .. } = &mut msg {
            *version = TermsVersion::new(number);
        }
        msg
    };
    for number in 1..=8 {
        world.act("dao", of_version(number)).unwrap();
    }
    assert_eq!(
        world.act("dao", of_version(9)).unwrap_err(),
        ContractError::TooManyVersions { service: FIVE, max: 8 }
    );
    world.act("dao", of_version(8)).unwrap();
    // One that is over counts no more, and goes.
    world.act("dao", end(TermsVersion::new(3))).unwrap();
    world.act("dao", end(TermsVersion::new(5))).unwrap();
    world.pass(EXIT - 1);
    world.act("dao", of_version(9)).unwrap_err();
    world.pass(1);
    world.act("dao", of_version(9)).unwrap();
    let there: Vec<_> = policies(&world).iter().map(|policy| policy.version.u64()).collect();
    assert_eq!(there, [1, 2, 4, 6, 7, 8, 9]);
}

#[test]
fn a_premium_counts_for_the_policies_of_a_pair_that_go_on() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    world.act("dao", insure(100)).unwrap();
    let mut newer = insure(100);
    if let ExecuteMsg::Insure { version, .. } = &mut newer {
        *version = TWO.next();
    }
    world.act("dao", newer).unwrap();
    world.act("dao", end(TWO)).unwrap();
    world.pass(EXIT);
    let now = Some(world.now());
    world.premium(1).unwrap();
    let paid: Vec<_> = policies(&world).iter().map(|policy| policy.paid_since).collect();
    assert_eq!(paid, [None, now]);
}

#[test]
fn cover_begins_when_premiums_were_paid_for_the_vaults_exit_delay_and_its_pauses() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    assert_eq!(
        world.premium(1).unwrap_err(),
        ContractError::NoPolicy { service: FIVE, vault: account("vault").into_string() }
    );
    world.act("dao", insure(100)).unwrap();
    world.pass(DELAY);
    assert_eq!(world.draw(1, 10).unwrap_err(), ContractError::NeverPaid { service: FIVE });
    world.premium(1).unwrap();
    let since = Time::new(world.now());
    world.pass(DELAY);
    world.premium(1).unwrap();
    world.pass(14 * DAY - 1);
    let (from, now) = (since.after(Seconds::new(DELAY + 14 * DAY)), Time::new(world.now()));
    assert_eq!(
        world.draw(1, 10).unwrap_err(),
        ContractError::Insurance(InsuranceError::NotPaidLongEnough { since, from, now })
    );
    world.pass(1);
    world.draw(1, 10).unwrap();
}

#[test]
fn premiums_that_stop_end_the_cover_and_begin_anew() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    world.insure_and_wait();
    let (until, last) = (Time::new(world.now()), Time::new(world.now() - DELAY));
    world.pass(1);
    let now = Time::new(world.now());
    assert_eq!(world.draw(1, 10).unwrap_err(), ContractError::PremiumsStopped { last, until, now });
    world.premium(1).unwrap();
    let error = world.draw(1, 10).unwrap_err();
    assert!(matches!(error, ContractError::Insurance(InsuranceError::NotPaidLongEnough { .. })));
    // Paid again and again it goes on.
    for _ in 0..5 {
        world.pass(DELAY / 3);
        world.premium(1).unwrap();
    }
    world.draw(1, 10).unwrap();
    assert!(world.now() > until.u64() + DAY);
}

#[test]
fn a_premium_keeps_every_version_alive_that_is_insured_at_the_vault() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    for number in [1, 2] {
        let mut msg = insure(1);
        if let ExecuteMsg::Insure { version, .. } = &mut msg {
            *version = TermsVersion::new(number);
        }
        world.act("dao", msg).unwrap();
    }
    world.premium(1).unwrap();
    let since: Vec<_> = policies(&world).into_iter().map(|policy| policy.paid_since).collect();
    assert_eq!(since, [Some(world.now()); 2]);
}

#[test]
fn other_conditions_of_a_policy_leave_what_was_paid_for_it() {
    let mut world = World::new();
    world.deposit("alice", 1_000);
    world.insure_and_wait();
    let since = policies(&world)[0].paid_since;
    world.act("dao", insure(50)).unwrap();
    let policy = policies(&world).remove(0);
    assert_eq!((policy.minimum_bond, policy.paid_since), (Assets::new(50), since));
    world.draw(1, 10).unwrap();
}
