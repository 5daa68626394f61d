//! Resolvers, reviews and time: what becomes of a request.

use serde_json::json;
use weir_interface::coordinator::{ExecuteMsg, RequestState};
use weir_quantities::{ServiceId, SlashId, TermsVersion, Time, VaultTime};
use weir_slash_coordinator::ContractError;

use crate::world::{World, CLOCK, DAY, ID, R, X};

const VETO: ExecuteMsg = ExecuteMsg::Veto { id: ID, barred_until: None };
const APPROVE: ExecuteMsg = ExecuteMsg::Approve { id: ID };
const END: ExecuteMsg = ExecuteMsg::End { id: ID };
const RESOLVED: u64 = CLOCK + R;
const LAST: u64 = CLOCK + R + X;

fn requested() -> World {
    let mut world = World::new();
    world.request("fault-1");
    world
}

/// One whose silence means no.
fn to_approve() -> World {
    let mut world = World::new();
    world.terms(json!({ "mode": "approve" }));
    world.request("fault-1");
    world
}

fn over(decision: &'static str) -> ContractError {
    ContractError::Final { id: ID, decision }
}

#[test]
fn either_resolver_may_veto_until_the_resolution_is_over() {
    for who in ["resolver", "second"] {
        let mut world = requested();
        world.clock(RESOLVED - 1);
        world.act(who, &VETO).unwrap();
        assert_eq!(world.state(ID), RequestState::Vetoed);
        assert!(world.is_final(ID));
        world.clock(RESOLVED);
        assert_eq!(world.execute(ID).unwrap_err(), over("vetoed"));
    }
    let mut world = requested();
    world.clock(RESOLVED);
    let (until, now) = (VaultTime::new(RESOLVED), VaultTime::new(RESOLVED));
    assert_eq!(
        world.act("resolver", &VETO).unwrap_err(),
        ContractError::DecisionOver { id: ID, until, now }
    );
}

#[test]
fn a_stranger_decides_nothing() {
    let mut world = to_approve();
    let expected = format!("{}, {}", world.name("resolver"), world.name("second"));
    for msg in [VETO, APPROVE] {
        for who in ["slasher", "dao", "stranger"] {
            let (expected, actual) = (expected.clone(), world.name(who));
            assert_eq!(
                world.act(who, &msg).unwrap_err(),
                ContractError::NotResolver { id: ID, expected, actual }
            );
        }
    }
}

#[test]
fn the_breaker_holds_a_request_up_and_lets_it_be_vetoed() {
    let mut world = requested();
    let from = RESOLVED + DAY;
    world.window(RESOLVED, from, LAST + 2 * DAY);
    assert_eq!(world.state(ID), RequestState::Review);
    let (from_at, now) = (VaultTime::new(from), VaultTime::new(RESOLVED));
    assert_eq!(
        world.execute(ID).unwrap_err(),
        ContractError::TooEarly { id: ID, from: from_at, now }
    );
    world.window(from - 1, from, LAST + 2 * DAY);
    world.act("resolver", &VETO).unwrap();

    let mut world = requested();
    world.window(LAST + 2 * DAY, from, LAST + 2 * DAY);
    assert_eq!(world.state(ID), RequestState::Executable);
    world.execute(ID).unwrap();
}

#[test]
fn a_vault_that_is_early_takes_nobodys_time_to_decide() {
    let mut world = requested();
    world.window(RESOLVED - 1, CLOCK, LAST);
    let (from, now) = (VaultTime::new(RESOLVED), VaultTime::new(RESOLVED - 1));
    assert_eq!(world.execute(ID).unwrap_err(), ContractError::TooEarly { id: ID, from, now });
    world.act("resolver", &VETO).unwrap();
    assert_eq!(world.state(ID), RequestState::Vetoed);
}

#[test]
fn silence_executes_in_veto_mode_and_expires_in_approve_mode() {
    let mut world = requested();
    world.clock(RESOLVED - 1);
    let (from, now) = (VaultTime::new(RESOLVED), VaultTime::new(RESOLVED - 1));
    assert_eq!(world.execute(ID).unwrap_err(), ContractError::TooEarly { id: ID, from, now });
    world.clock(RESOLVED);
    assert_eq!(world.state(ID), RequestState::Executable);
    world.execute(ID).unwrap();
    assert_eq!(world.state(ID), RequestState::Executed);

    let mut world = to_approve();
    world.clock(RESOLVED);
    assert_eq!(world.execute(ID).unwrap_err(), ContractError::NotApproved { id: ID });
    world.act("anyone", &END).unwrap();
    assert_eq!(world.state(ID), RequestState::Expired);
}

#[test]
fn one_approval_lets_a_request_be_executed() {
    let mut world = to_approve();
    world.act("second", &APPROVE).unwrap();
    assert_eq!(world.state(ID), RequestState::Requested { approved: true });
    assert_eq!(
        world.act("resolver", &APPROVE).unwrap_err(),
        ContractError::ApprovedAlready { id: ID }
    );
    world.clock(RESOLVED);
    world.execute(ID).unwrap();
}

#[test]
fn an_approval_after_the_resolution_is_too_late_and_one_that_nobody_needs_is_refused() {
    let mut world = to_approve();
    world.clock(RESOLVED);
    let (until, now) = (VaultTime::new(RESOLVED), VaultTime::new(RESOLVED));
    assert_eq!(
        world.act("resolver", &APPROVE).unwrap_err(),
        ContractError::DecisionOver { id: ID, until, now }
    );
    let mut world = requested();
    assert_eq!(
        world.act("resolver", &APPROVE).unwrap_err(),
        ContractError::NeedsNoApproval { id: ID }
    );
}

#[test]
fn an_approved_request_can_still_be_vetoed() {
    let mut world = to_approve();
    world.act("second", &APPROVE).unwrap();
    world.act("resolver", &VETO).unwrap();
    assert_eq!(world.state(ID), RequestState::Vetoed);
}

#[test]
fn inv53_a_request_ends_by_its_last_second_and_not_before() {
    let mut world = requested();
    world.clock(LAST);
    let (until, now) = (VaultTime::new(LAST), VaultTime::new(LAST));
    assert_eq!(
        world.act("anyone", &END).unwrap_err(),
        ContractError::NotOver { id: ID, until, now }
    );
    world.clock(LAST + 1);
    let now = VaultTime::new(LAST + 1);
    assert_eq!(world.execute(ID).unwrap_err(), ContractError::TooLate { id: ID, until, now });
    assert_eq!(world.state(ID), RequestState::Expired);
    world.act("anyone", &END).unwrap();
    assert!(world.is_final(ID));
}

#[test]
fn inv54_veto_execution_and_expiry_exclude_each_other() {
    let every = [VETO, APPROVE, END, ExecuteMsg::Execute { id: ID, skip: None }];
    for (decision, end) in [("vetoed", 0), ("executed", 1), ("expired", 2)] {
        let mut world = requested();
        match end {
            0 => drop(world.act("resolver", &VETO).unwrap()),
            1 => {
                world.clock(RESOLVED);
                world.execute(ID).unwrap();
            }
            _ => {
                world.clock(LAST + 1);
                world.act("anyone", &END).unwrap();
            }
        }
        for msg in &every {
            assert_eq!(world.act("resolver", msg).unwrap_err(), over(decision));
        }
    }
}

#[test]
fn t119_open_requests_of_revoked_terms_end_as_vetoed_at_once() {
    let mut world = requested();
    world.terms(json!({ "revoked_at": 77 }));
    world.clock(RESOLVED);
    let revoked = ContractError::TermsRevoked {
        service: ServiceId::new(5),
        version: TermsVersion::new(2),
        revoked_at: 77,
    };
    assert_eq!(world.execute(ID).unwrap_err(), revoked);
    world.act("anyone", &END).unwrap();
    assert_eq!(world.state(ID), RequestState::Vetoed);
}

#[test]
fn t62_a_vault_that_says_nothing_more_is_no_dead_end() {
    let mut world = requested();
    let from = Time::new(world.now() + R + X + 2 * DAY);
    world.vault_forgets("request");
    world.vault_forgets("preview_slash");
    let silent =
        |world: &World| ContractError::VaultSilent { id: ID, from, now: Time::new(world.now()) };
    for msg in [VETO, END, ExecuteMsg::Execute { id: ID, skip: None }] {
        let error = silent(&world);
        assert_eq!(world.act("resolver", &msg).unwrap_err(), error);
    }
    world.chain.advance_block(from.u64() - world.now());
    let error = silent(&world);
    assert_eq!(world.act("anyone", &END).unwrap_err(), error, "not in its last second");
    world.chain.advance_block(1);
    world.act("anyone", &END).unwrap();
    assert_eq!(world.state(ID), RequestState::Expired);
}

#[test]
fn a_request_that_was_never_made_is_named() {
    let mut world = World::new();
    let id = SlashId::new(9);
    assert_eq!(world.act("anyone", &END_9).unwrap_err(), ContractError::NoRequest { id });
}

const END_9: ExecuteMsg = ExecuteMsg::End { id: SlashId::new(9) };
