//! What holders earn: counted in the transaction that changes their shares, by shares and time alone.

use crate::common::*;
use cosmwasm_std::{Decimal, Response, Uint128, Uint256};
use weir_accounting::rewards::RewardError;
use weir_interface::vault::{
    ExecuteMsg, LeftoverResponse, Links, QueryMsg, RewardStreamsResponse, RewardsResponse,
};
use weir_quantities::{ServiceId, Shares};
use weir_restaking_vault::ContractError;

/// 10^36: parts of a unit.
const PARTS: u128 = 10u128.pow(36);

/// A vault with a line, of whose rewards the operator gets nothing.
fn paid() -> Vault {
    let mut vault = Vault::new();
    vault.act("operator", ExecuteMsg::SetCommission { commission: Decimal::zero() }).unwrap();
    vault.pass(NOTICE);
    vault.settle();
    open(&mut vault, 0).unwrap();
    vault
}

fn open(vault: &mut Vault, line: u32) -> Result<Response, ContractError> {
    vault.act("distributor", ExecuteMsg::OpenLine { line })
}

/// So many units from a service into a line.
fn fund(
    vault: &mut Vault,
    (service, line): (u64, u32),
    units: u128,
    days: u64,
) -> Result<Response, ContractError> {
    vault.act("distributor", funding(service, line, units, days * DAY))
}

fn funding(service: u64, line: u32, units: u128, duration: u64) -> ExecuteMsg {
    ExecuteMsg::FundRewards {
        line,
        service: Some(ServiceId::new(service)),
        funder: account("service").into(),
        units: Uint128::new(units),
        duration,
    }
}

fn said(vault: &Vault, distributor: &str, owner: &str) -> RewardsResponse {
    let owner = Some(account(owner).into());
    vault.ask(QueryMsg::Rewards { distributor: account(distributor).into(), owner })
}

/// Whole units that somebody has earned in a line of the first distributor.
fn earned(vault: &Vault, owner: &str, line: usize) -> u128 {
    let parts = said(vault, "distributor", owner).lines[line].earned;
    Uint128::try_from(parts / Uint256::from(PARTS)).unwrap().u128()
}

fn left(vault: &Vault, distributor: &str) -> RewardStreamsResponse {
    vault.ask(QueryMsg::RewardStreams { distributor: account(distributor).into() })
}

/// Another distributor, after the notice.
fn relink(vault: &mut Vault, distributor: &str) {
    let links = Links { distributor: account(distributor).into(), ..birth(lst()).links };
    vault.act("owner", ExecuteMsg::SetLinks { links }).unwrap();
    vault.pass(NOTICE);
    vault.settle();
}

#[test]
fn whatever_changes_shares_counts_what_everybody_had_before_it() {
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    vault.deposit("bob", 4_000).unwrap();
    // A thousand units a day, to a second.
    fund(&mut vault, (1, 0), 86_400_000, 1_000 / 10).unwrap();
    let all = |vault: &Vault| ["alice", "bob"].map(|who| earned(vault, who, 0));
    vault.pass(DAY);
    assert_eq!(all(&vault), [518_400, 345_600]);
    let steps: [(&str, ExecuteMsg); 3] = [
        ("alice", ExecuteMsg::RequestExit { shares: Shares::new(2_000_000) }),
        ("alice", {
            let bucket = weir_quantities::BucketId::new(0);
            ExecuteMsg::CancelExit { bucket, shares: Some(Shares::new(1_000_000)) }
        }),
        ("alice", {
            let recipient = account("bob").into();
            ExecuteMsg::TransferPosition { recipient, shares: Shares::new(5_000_000) }
        }),
    ];
    // Of 864,000 a day: alice has 6,000, then 4,000 of 8,000, then 5,000 of 9,000, then none.
    let expected = [[950_400, 777_600], [1_430_400, 1_161_600], [1_430_400, 2_025_600]];
    for ((who, mut msg), expected) in steps.into_iter().zip(expected) {
        if let ExecuteMsg::CancelExit { bucket, .. } = &mut msg {
            *bucket = vault.position("alice").exits[0].bucket;
        }
        let before = all(&vault);
        let response = vault.act(who, msg).unwrap();
        assert!(response.messages.is_empty(), "nobody is called");
        assert_eq!(all(&vault), before, "a step pays nobody");
        vault.pass(DAY);
        let (now, close) = (all(&vault), |one: u128, other: u128| one.abs_diff(other) <= 1);
        assert!(close(now[0], expected[0]) && close(now[1], expected[1]), "{now:?} {expected:?}");
    }
}

#[test]
fn who_enters_and_leaves_in_one_second_earns_nothing_and_leaves_no_row() {
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    fund(&mut vault, (1, 0), 1_000_000, 10).unwrap();
    vault.pass(DAY);
    vault.deposit("bob", 6_000_000).unwrap();
    assert_eq!(earned(&vault, "bob", 0), 0);
    let shares = vault.position("bob").active;
    vault.act("bob", ExecuteMsg::RequestExit { shares }).unwrap();
    assert_eq!((earned(&vault, "bob", 0), earned(&vault, "alice", 0)), (0, 99_999));
    let key = weir_contract::address_key(&vault.deps.api, account("bob").as_str()).unwrap();
    let stored = weir_restaking_vault::state::POSITIONS.may_load(&vault.deps.storage, &key);
    assert_eq!(stored.unwrap(), None);
    // Whoever has earned something keeps it, without shares.
    let shares = vault.position("alice").active;
    vault.act("alice", ExecuteMsg::RequestExit { shares }).unwrap();
    vault.pass(DAY);
    assert_eq!(
        (earned(&vault, "alice", 0), vault.position("alice").active),
        (99_999, Shares::ZERO)
    );
}

#[test]
fn a_commission_counts_from_the_second_in_which_it_takes_effect() {
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    vault.act("operator", ExecuteMsg::SetCommission { commission: Decimal::percent(50) }).unwrap();
    vault.pass(NOTICE - 5 * DAY);
    fund(&mut vault, (1, 0), 864_000, 10).unwrap();
    vault.pass(5 * DAY);
    vault.settle();
    vault.pass(5 * DAY);
    let line = &said(&vault, "distributor", "alice").lines[0];
    let parts = |units: u128| Uint256::from(units) * Uint256::from(PARTS);
    assert_eq!((line.earned, line.commission), (parts(648_000), parts(216_000)));
}

#[test]
fn only_the_distributor_opens_lines_and_says_what_was_paid_in() {
    let mut vault = paid();
    for who in ["anyone", "owner", "operator", "coordinator", "registry", "service"] {
        for msg in [ExecuteMsg::OpenLine { line: 1 }, funding(1, 0, 100, DAY)] {
            let caller = account(who).into();
            let refused = ContractError::Unauthorized { role: "distributor", caller };
            assert_eq!(vault.act(who, msg).unwrap_err(), refused);
        }
    }
    let wrong = |actual| ContractError::WrongLine { expected: 1, actual };
    for line in [0, 2, u32::MAX] {
        assert_eq!(open(&mut vault, line).unwrap_err(), wrong(line));
    }
    for line in [1, u32::MAX] {
        let not_open = ContractError::Rewards(RewardError::LineNotOpen { line });
        assert_eq!(fund(&mut vault, (1, line), 100, 1).unwrap_err(), not_open);
    }
    let nothing = ContractError::Rewards(RewardError::NothingFunded);
    assert_eq!(fund(&mut vault, (1, 0), 0, 1).unwrap_err(), nothing);
    for duration in [0, DAY - 1, 365 * DAY + 1] {
        let refused = vault.act("distributor", funding(1, 0, 100, duration)).unwrap_err();
        let out = matches!(refused, ContractError::Rewards(RewardError::DurationOutOfRange { .. }));
        assert!(out, "{refused}");
    }
    let whom = ExecuteMsg::FundRewards {
        line: 0,
        service: None,
        funder: "nowhere".to_string(),
        units: Uint128::new(1),
        duration: DAY,
    };
    assert!(matches!(vault.act("distributor", whom).unwrap_err(), ContractError::Std(_)));
}

#[test]
fn lines_and_streams_are_bounded() {
    let mut vault = paid();
    for line in 1..8 {
        open(&mut vault, line).unwrap();
    }
    let many = ContractError::Rewards(RewardError::TooManyLines);
    assert_eq!(open(&mut vault, 8).unwrap_err(), many);
    for service in 1..=16 {
        fund(&mut vault, (service, (service % 8) as u32), 100, 1).unwrap();
    }
    let many_streams = ContractError::Rewards(RewardError::TooManyStreams);
    assert_eq!(fund(&mut vault, (17, 0), 100, 1).unwrap_err(), many_streams);
    let other = ContractError::Rewards(RewardError::OtherLineLive { live: 1 });
    assert_eq!(fund(&mut vault, (1, 2), 100, 1).unwrap_err(), other);
    fund(&mut vault, (1, 1), 100, 1).unwrap();
    // Eight with each distributor, 64 over the vault's life.
    for turn in 1..8u32 {
        relink(&mut vault, if turn % 2 == 1 { "another" } else { "distributor" });
        let who = if turn % 2 == 1 { "another" } else { "distributor" };
        for line in 0..8 {
            vault.act(who, ExecuteMsg::OpenLine { line: 8 * turn + line }).unwrap();
        }
    }
    relink(&mut vault, "distributor");
    assert_eq!(
        open(&mut vault, 64).unwrap_err(),
        ContractError::Rewards(RewardError::TooManyLines)
    );
}

/// Threat T164.
#[test]
fn t164_a_vault_that_is_about_to_leave_is_funded_no_more() {
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    fund(&mut vault, (1, 0), 864_000, 100).unwrap();
    let wait = |vault: &mut Vault, distributor: &str| {
        let links = Links {
            distributor: account(distributor).into(),
            treasury: account("other treasury").into(),
            ..birth(lst()).links
        };
        vault.act("owner", ExecuteMsg::SetLinks { links }).unwrap();
    };
    wait(&mut vault, "another");
    let distributor = account("distributor").into();
    let leaves = ContractError::DistributorLeaves { distributor };
    assert_eq!(fund(&mut vault, (2, 0), 100, 1).unwrap_err(), leaves);
    assert!(!said(&vault, "distributor", "alice").stays);
    assert!(!said(&vault, "another", "alice").stays);
    // Other links, with the same distributor.
    wait(&mut vault, "distributor");
    fund(&mut vault, (2, 0), 100, 1).unwrap();
    // What was funded before it was announced goes on until it has left.
    wait(&mut vault, "another");
    vault.pass(DAY);
    assert!(earned(&vault, "alice", 0) >= 8_640);
}

#[test]
fn t168_t172_what_was_earned_under_a_distributor_stays_whatever_comes_after_it() {
    let mut vault = paid();
    vault.deposit("alice", 3_000).unwrap();
    vault.deposit("bob", 1_000).unwrap();
    fund(&mut vault, (1, 0), 864_000, 100).unwrap();
    fund(&mut vault, (2, 0), 8_640_000, 1_000 / 10).unwrap();
    relink(&mut vault, "another");
    // 23 of 100 days: of each stream what is left, by who paid it.
    let after = left(&vault, "distributor");
    let (service, funder) = (|number| Some(ServiceId::new(number)), account("service").to_string());
    let one = |number, units| LeftoverResponse {
        line: 0,
        service: service(number),
        funder: funder.clone(),
        units: Uint128::new(units),
    };
    assert_eq!(after.left, [one(1, 665_280), one(2, 6_652_800)]);
    assert!(after.streams.is_empty());
    let both = |vault: &Vault| ["alice", "bob"].map(|who| earned(vault, who, 0));
    let due = [1_639_440, 546_480];
    assert_eq!(both(&vault), due);
    // The other one's lines are its own, and nobody has earned in them before they were opened.
    vault.deposit("carol", 4_000).unwrap();
    vault.act("another", ExecuteMsg::OpenLine { line: 1 }).unwrap();
    let not_open = ContractError::Rewards(RewardError::LineNotOpen { line: 0 });
    assert_eq!(vault.act("another", funding(1, 0, 100, DAY)).unwrap_err(), not_open);
    vault.act("another", funding(1, 1, 86_400, DAY)).unwrap();
    vault.pass(DAY);
    let of = |vault: &Vault, who: &str| said(vault, "another", who).lines[0].earned;
    let parts = |units: u128| Uint256::from(units) * Uint256::from(PARTS);
    assert_eq!(
        ["alice", "bob", "carol"].map(|who| of(&vault, who)),
        [32_400, 10_800, 43_200].map(parts)
    );
    // Away and back before anybody's shares change: bob has been counted in neither.
    relink(&mut vault, "distributor");
    open(&mut vault, 2).unwrap();
    relink(&mut vault, "another");
    relink(&mut vault, "distributor");
    open(&mut vault, 3).unwrap();
    fund(&mut vault, (1, 3), 86_400, 1).unwrap();
    vault.act("bob", ExecuteMsg::RequestExit { shares: Shares::new(1_000_000) }).unwrap();
    vault.pass(DAY);
    assert_eq!(both(&vault), due, "and nobody who came later has any of it");
    assert_eq!((earned(&vault, "carol", 0), of(&vault, "bob")), (0, parts(10_800)));
    let lines: Vec<_> = said(&vault, "distributor", "bob").lines;
    let shown: Vec<_> = lines.iter().map(|one| (one.line, one.open)).collect();
    assert_eq!(shown, [(0, false), (2, false), (3, true)]);
    assert_eq!(earned(&vault, "alice", 2), 37_028, "three of seven");
    assert_eq!(said(&vault, "another", "bob").next_line, 4);
}

#[test]
fn other_links_with_the_same_distributor_close_no_line() {
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    fund(&mut vault, (1, 0), 864_000, 100).unwrap();
    let links = Links { treasury: account("other treasury").into(), ..birth(lst()).links };
    vault.act("owner", ExecuteMsg::SetLinks { links }).unwrap();
    vault.pass(NOTICE);
    vault.settle();
    assert!(said(&vault, "distributor", "alice").lines[0].open);
    let after = left(&vault, "distributor");
    assert_eq!((after.streams.len(), after.left.len()), (1, 0));
    fund(&mut vault, (1, 0), 100, 1).unwrap();
}

#[test]
fn streams_are_listed_to_their_last_second_and_to_their_distributor_alone() {
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    fund(&mut vault, (1, 0), 86_400, 1).unwrap();
    vault.pass(DAY - 1);
    assert_eq!(left(&vault, "distributor").streams.len(), 1);
    assert!(left(&vault, "another").streams.is_empty());
    vault.pass(1);
    assert!(left(&vault, "distributor").streams.is_empty());
}

#[test]
fn what_was_earned_in_a_closed_line_is_there_without_a_row_of_shares() {
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    fund(&mut vault, (1, 0), 864_000, 100).unwrap();
    relink(&mut vault, "another");
    let due = earned(&vault, "alice", 0);
    assert!(due > 0);
    let shares = vault.position("alice").active;
    vault.act("alice", ExecuteMsg::RequestExit { shares }).unwrap();
    let key = weir_contract::address_key(&vault.deps.api, account("alice").as_str()).unwrap();
    let stored = weir_restaking_vault::state::POSITIONS.may_load(&vault.deps.storage, &key);
    assert_eq!(stored.unwrap(), None);
    assert_eq!(earned(&vault, "alice", 0), due);
    vault.deposit("alice", 6_000).unwrap();
    assert_eq!(earned(&vault, "alice", 0), due);
}

#[test]
fn while_nobody_is_there_the_clock_stands_still_once() {
    let mut vault = paid();
    fund(&mut vault, (1, 0), 864_000, 10).unwrap();
    let begun = vault.now();
    vault.pass(5 * DAY);
    vault.deposit("alice", 6_000).unwrap();
    vault.pass(DAY);
    vault.deposit("bob", 6_000).unwrap();
    let streams = left(&vault, "distributor").streams;
    assert_eq!(streams[0].ends_at, begun + 15 * DAY);
    assert_eq!((earned(&vault, "alice", 0), earned(&vault, "bob", 0)), (86_400, 0));
}

#[test]
fn events_of_lines_say_what_came_of_it() {
    let told = |response: &Response, name: &str| -> Vec<String> {
        let event = response.events.iter().find(|event| event.ty == name).unwrap();
        event.attributes.iter().map(|one| format!("{}={}", one.key, one.value)).collect()
    };
    let mut vault = paid();
    vault.deposit("alice", 6_000).unwrap();
    let opened = open(&mut vault, 1).unwrap();
    let distributor = format!("distributor={}", account("distributor"));
    assert_eq!(told(&opened, "weir_vault_line_opened"), ["line=1".to_string(), distributor]);
    let ends_at = vault.now() + 10 * DAY + 1;
    fund(&mut vault, (1, 1), 864_000, 10).unwrap();
    // A unit at a unit a second: not a year.
    let funded = fund(&mut vault, (1, 1), 1, 365).unwrap();
    let funder = format!("funder={}", account("service"));
    let expected =
        ["line=1".to_string(), funder, "amount=1".to_string(), format!("ends_at={ends_at}")];
    assert_eq!(told(&funded, "weir_vault_rewards_funded"), expected);
}
