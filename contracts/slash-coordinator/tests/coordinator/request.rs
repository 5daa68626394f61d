//! Asking for a slash: every check by its own error.

use cosmwasm_std::{coins, Binary, Decimal};
use serde_json::json;
use weir_interface::coordinator::{ExecuteMsg, QueryMsg, RequestResponse, RequestState};
use weir_interface::restaking::Mode;
use weir_quantities::{Assets, OperatorId, Seconds, ServiceId, SlashId, TermsVersion, Time};
use weir_slash_coordinator::ContractError;

use crate::world::{World, CLOCK, DAY, E, R, X};

const FIVE: ServiceId = ServiceId::new(5);

/// The usual request with something else in it.
fn changed(world: &World, change: impl FnOnce(&mut serde_json::Value)) -> serde_json::Value {
    let mut msg = serde_json::to_value(world.claim("fault-1")).unwrap();
    change(&mut msg["request_slash"]);
    msg
}

fn refused(world: &mut World, change: impl FnOnce(&mut serde_json::Value)) -> ContractError {
    let msg = changed(world, change);
    let before = world.rows();
    let error = world.act("slasher", &msg).unwrap_err();
    assert_eq!(world.rows(), before, "nothing changed");
    error
}

#[test]
fn a_request_is_kept_with_its_times_and_the_vault_is_told() {
    let mut world = World::new();
    let (now, vault) = (world.now(), world.vault.clone());
    let id = world.request("fault-1");
    let kept: RequestResponse = world.ask(QueryMsg::Request { id });
    let expected = RequestResponse {
        id: SlashId::new(1),
        service: FIVE,
        version: TermsVersion::new(2),
        operator: OperatorId::new(3),
        vault: vault.to_string(),
        fraction: Decimal::percent(40),
        infraction_time: now - DAY,
        requested: Assets::new(1_000 * 40 / 100),
        offence_id: "fault-1".to_string(),
        evidence_hash: Binary::from(b"hash"),
        evidence_uri: "https://example.org/evidence".to_string(),
        mode: Mode::Veto,
        requested_at: now,
        resolved_at: CLOCK + R,
        from: CLOCK + R,
        until: CLOCK + R + X,
        state: RequestState::Requested { approved: false },
    };
    assert_eq!(kept, expected);
    assert_eq!(
        world.heard(&vault, "note_request"),
        [json!({ "id": 1, "service": 5, "fraction": "0.4", "infraction_time": now - DAY })]
    );
    let open: Vec<RequestResponse> = world.ask(QueryMsg::OpenRequests {
        vault: vault.to_string(),
        service: Some(FIVE),
        start_after: None,
        limit: None,
    });
    assert_eq!(open, [expected]);
}

#[test]
fn what_is_asked_for_is_rounded_down() {
    let mut world = World::new();
    let msg = changed(&world, |msg| msg["fraction"] = json!("0.1999"));
    world.act("slasher", &msg).unwrap();
    let kept: RequestResponse = world.ask(QueryMsg::Request { id: SlashId::new(1) });
    assert_eq!(kept.requested, Assets::new(199), "of 1,000");
}

#[test]
fn a_stranger_cannot_ask_for_a_slash() {
    let mut world = World::new();
    let (msg, expected) = (world.claim("fault-1"), world.name("slasher"));
    let actual = world.name("stranger");
    let version = TermsVersion::new(2);
    assert_eq!(
        world.act("stranger", &msg).unwrap_err(),
        ContractError::NotSlasher { version, expected, actual }
    );
}

#[test]
fn coins_are_refused() {
    let mut world = World::new();
    let slasher = world.chain.account("slasher");
    world.chain.mint(&slasher, coins(7, "uatom")).unwrap();
    let msg = world.claim("fault-1");
    assert_eq!(
        world.send("slasher", &msg, coins(7, "uatom")).unwrap_err(),
        ContractError::FundsRefused { sent: "7uatom".to_string() }
    );
}

#[test]
fn t52_an_offence_of_now_or_later_is_refused() {
    let mut world = World::new();
    for ahead in [0, 1, DAY] {
        let now = world.now();
        let error = refused(&mut world, |msg| msg["infraction_time"] = json!(now + ahead));
        let (infraction_time, now) = (Time::new(now + ahead), Time::new(now));
        assert_eq!(error, ContractError::OffenceNotPast { infraction_time, now });
    }
    let now = world.now();
    let msg = changed(&world, |msg| msg["infraction_time"] = json!(now - 1));
    world.act("slasher", &msg).unwrap();
}

#[test]
fn t52_an_offence_older_than_the_evidence_window_of_the_vaults_clock_is_refused() {
    let mut world = World::new();
    // The offence was a day before; the clock goes on until it is one second too old.
    world.clock(CLOCK - DAY + E + 1);
    let error = refused(&mut world, |_| {});
    let (age, window) = (Seconds::new(E + 1), Seconds::new(E));
    assert_eq!(error, ContractError::EvidenceTooOld { age, window });
    world.clock(CLOCK - DAY + E);
    world.request("fault-1");
}

#[test]
fn t52_a_vault_that_promised_nothing_then_cannot_be_slashed() {
    let mut world = World::new();
    world.vault_forgets("slashable_stake");
    let infraction_time = Time::new(world.now() - DAY);
    let error = refused(&mut world, |_| {});
    assert_eq!(error, ContractError::NothingSlashable { service: FIVE, infraction_time });
}

#[test]
fn a_vault_that_the_registry_did_not_make_is_refused_before_it_is_asked() {
    let mut world = World::new();
    let registry = world.registry.clone();
    world.made(false);
    let vault = world.vault.to_string();
    let error = refused(&mut world, |_| {});
    assert_eq!(error, ContractError::UnknownVault { registry: registry.to_string(), vault });
}

#[test]
fn fractions_of_nothing_and_over_the_terms_are_refused() {
    let mut world = World::new();
    let max_slash = Decimal::percent(50);
    for (text, fraction) in [("0", Decimal::zero()), ("0.51", Decimal::percent(51))] {
        let error = refused(&mut world, |msg| msg["fraction"] = json!(text));
        assert_eq!(error, ContractError::FractionOutOfRange { max_slash, fraction });
    }
    let msg = changed(&world, |msg| msg["fraction"] = json!("0.5"));
    world.act("slasher", &msg).unwrap();
}

#[test]
fn t51_an_offence_is_reported_once_whatever_became_of_it() {
    let mut world = World::new();
    let id = world.request("fault-1");
    let known = ContractError::OffenceKnown { offence_id: "fault-1".to_string(), id };
    assert_eq!(refused(&mut world, |_| {}), known);
    world.act("resolver", &ExecuteMsg::Veto { id, barred_until: None }).unwrap();
    assert_eq!(refused(&mut world, |_| {}), known);
    world.request("fault-2");
}

#[test]
fn t41_an_offence_has_one_spelling() {
    let mut world = World::new();
    let long = "a".repeat(65);
    for text in ["", "Fault", "fault 1", "fault/1", "+5", "fäult", &long] {
        let error = refused(&mut world, |msg| msg["offence_id"] = json!(text));
        let offence_id = text.chars().take(64).collect();
        assert_eq!(error, ContractError::NoOffenceId { offence_id, max: 64 });
    }
    let msg = changed(&world, |msg| msg["offence_id"] = json!("a".repeat(64)));
    world.act("slasher", &msg).unwrap();
}

#[test]
fn evidence_is_bounded() {
    let mut world = World::new();
    let what = "the hash of the evidence";
    for actual in [0, 65] {
        let hash = Binary::from(vec![7; actual]);
        let error = refused(&mut world, |msg| msg["evidence_hash"] = json!(hash));
        assert_eq!(error, ContractError::EvidenceLength { what, min: 1, max: 64, actual });
    }
    let error = refused(&mut world, |msg| msg["evidence_uri"] = json!("x".repeat(513)));
    let what = "the link to the evidence";
    assert_eq!(error, ContractError::EvidenceLength { what, min: 0, max: 512, actual: 513 });
}

#[test]
fn t119_revoked_terms_take_no_requests() {
    let mut world = World::new();
    world.terms(json!({ "revoked_at": 77 }));
    let version = TermsVersion::new(2);
    assert_eq!(
        refused(&mut world, |_| {}),
        ContractError::TermsRevoked { service: FIVE, version, revoked_at: 77 }
    );
}

#[test]
fn t47_t56_beyond_eight_open_only_a_sixteenth_more_than_the_largest_is_taken() {
    let mut world = World::new();
    // Eight worthless ones: 1 in 100 of 1,000.
    for number in 0..8 {
        let msg = changed(&world, |msg| {
            msg["offence_id"] = json!(format!("worthless-{number}"));
            msg["fraction"] = json!(if number == 3 { "0.16" } else { "0.01" });
        });
        world.act("slasher", &msg).unwrap();
    }
    let crowd = |asked| ContractError::TooManyOpen {
        service: FIVE,
        max: 8,
        largest: Assets::new(160),
        asked: Assets::new(asked),
    };
    // A sixteenth of 160 is 10.
    for (fraction, asked) in [("0.01", 10), ("0.16", 160), ("0.169", 169)] {
        assert_eq!(refused(&mut world, |msg| msg["fraction"] = json!(fraction)), crowd(asked));
    }
    let msg = changed(&world, |msg| msg["fraction"] = json!("0.17"));
    world.act("slasher", &msg).unwrap();
    // One that is over makes room.
    let id = SlashId::new(1);
    world.act("resolver", &ExecuteMsg::Veto { id, barred_until: None }).unwrap();
    let largest = Assets::new(170);
    let asked = Assets::new(10);
    let full = ContractError::TooManyOpen { service: FIVE, max: 8, largest, asked };
    let again = |msg: &mut serde_json::Value| {
        msg["offence_id"] = json!("one-more");
        msg["fraction"] = json!("0.01");
    };
    assert_eq!(refused(&mut world, again), full, "eight are open still");
    let id = SlashId::new(2);
    world.act("resolver", &ExecuteMsg::Veto { id, barred_until: None }).unwrap();
    let msg = changed(&world, again);
    world.act("slasher", &msg).unwrap();
}

#[test]
fn t120_a_vetoed_request_does_not_come_back_under_another_id() {
    let mut world = World::new();
    let id = world.request("fault-1");
    let (now, until) = (world.now(), world.now() - DAY / 2);
    world.act("resolver", &ExecuteMsg::Veto { id, barred_until: Some(until) }).unwrap();
    let error = refused(&mut world, |msg| {
        msg["offence_id"] = json!("fault-1-again");
        msg["infraction_time"] = json!(until - 1);
    });
    let (barred_until, infraction_time) = (Time::new(until), Time::new(until - 1));
    assert_eq!(error, ContractError::Barred { service: FIVE, barred_until, infraction_time });
    // From the bar on it is another offence.
    let msg = changed(&world, |msg| {
        msg["offence_id"] = json!("fault-2");
        msg["infraction_time"] = json!(until);
    });
    world.act("slasher", &msg).unwrap();
    // A later veto never lowers it, and bars nothing that is still to come.
    let id = SlashId::new(2);
    let late = now + DAY;
    let in_future = ExecuteMsg::Veto { id, barred_until: Some(late) };
    let actual = world.act("resolver", &in_future).unwrap_err();
    let now = Time::new(world.now());
    assert_eq!(actual, ContractError::BarredInFuture { now, barred_until: Time::new(late) });
    world.act("resolver", &ExecuteMsg::Veto { id, barred_until: Some(1) }).unwrap();
    let vault = world.vault.to_string();
    assert_eq!(world.ask::<u64>(QueryMsg::BarredUntil { service: FIVE, vault }), until);
}
