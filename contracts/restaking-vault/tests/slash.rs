//! Requests known, slashes applied, losses fetched.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use serde_json::json;
use weir_accounting::vault::VaultError;
use weir_interface::restaking::Destination;
use weir_interface::vault::{AppliedSlash, ExecuteMsg, ReceiveMsg, Scope};
use weir_quantities::{Assets, ServiceId, Shares, SlashId, TermsVersion};
use weir_restaking_vault::ContractError;

/// A million units, half of them promised to a service that may take a fifth of that.
fn vault() -> Vault {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault
}

fn claim(service: u64) -> ExecuteMsg {
    ExecuteMsg::ClaimSlashed {
        service: ServiceId::new(service),
        version: TermsVersion::new(1),
        recipient: None,
    }
}

fn end(id: u64) -> ExecuteMsg {
    ExecuteMsg::EndRequest { id: SlashId::new(id) }
}

#[test]
fn a_slash_takes_the_fraction_of_what_stood_there_and_leaves_every_share() {
    let mut vault = vault();
    let applied = vault.slash(1, 1, 1_000);
    assert_eq!(
        applied,
        AppliedSlash {
            base: Assets::new(500_000),
            applied: Assets::new(50_000),
            bond: Assets::ZERO,
            cover: Assets::ZERO,
            pool_loss: Assets::new(50_000),
        }
    );
    let books = vault.books();
    assert_eq!((books.assets, books.escrow), (Assets::new(950_000), Assets::new(50_000)));
    assert_eq!(books.shares, Shares::new(1_000_000_000));
    assert!(vault.commitment(1).quarantined);
    let response = vault.act("anyone", claim(1)).unwrap();
    assert_eq!(calls(&response), [payment("treasury", 50_000)]);
    assert_eq!(vault.act("anyone", claim(1)), Err(ContractError::NothingOwed {}));
    assert!(vault.books().escrow.is_zero());
}

#[test]
fn a_captured_coordinator_takes_no_more_than_the_budget() {
    let mut vault = vault();
    let mut taken = 0;
    for id in 1..=6 {
        vault.note(id, 1, 2_000).unwrap();
    }
    vault.pass(2 * DAY);
    for id in 1..=6 {
        let response = vault.apply(id).unwrap();
        let applied: AppliedSlash = cosmwasm_std::from_json(response.data.unwrap()).unwrap();
        taken += applied.applied.u128();
    }
    assert_eq!(taken, 500_000 / 5);
}

#[test]
fn who_queued_before_the_offence_pays_and_who_is_out_does_not() {
    let mut vault = vault();
    vault.deposit("bob", 1_000_000).unwrap();
    vault.pass(1);
    vault.exit("bob", 1_000_000_000).unwrap();
    vault.pass(1);
    assert_eq!(vault.slash(1, 1, 1_000).base, Assets::new(1_000_000));
    vault.pass(EXIT_DELAY + DAY);
    let position = vault.position("bob");
    // A twentieth of all went.
    assert_eq!(position.exits[0].assets, Some(Assets::new(950_000)));
}

#[test]
fn bond_pays_first_then_cover_and_what_is_not_needed_goes_back() {
    let mut vault = vault();
    vault.send("operator", 10_000, ReceiveMsg::AddBond {}).unwrap();
    vault.note(1, 1, 1_000).unwrap();
    vault.pass(2 * DAY);
    let cover = ReceiveMsg::BringCover { id: SlashId::new(1) };
    vault.send("fund", 60_000, cover).unwrap();
    let response = vault.apply(1).unwrap();
    let applied: AppliedSlash = cosmwasm_std::from_json(response.data.clone().unwrap()).unwrap();
    assert_eq!(
        (applied.bond, applied.cover, applied.pool_loss),
        (Assets::new(10_000), Assets::new(40_000), Assets::ZERO)
    );
    let returned = &calls(&response)[0];
    assert_eq!(returned.0, account("lst"));
    assert_eq!(returned.1["send"]["contract"], json!(account("fund")));
    assert_eq!(returned.1["send"]["amount"], "20000");
    let books = vault.books();
    assert_eq!((books.assets, books.escrow), (Assets::new(1_000_000), Assets::new(50_000)));
}

#[test]
fn only_coordinator_and_fund_send_what_is_theirs() {
    let mut vault = vault();
    let at = vault.now();
    vault.pass(1);
    for stranger in ["owner", "service", "operator", "fund"] {
        assert!(matches!(
            vault.act(stranger, noted(1, 1, 1_000, at)),
            Err(ContractError::Unauthorized { role: "coordinator", .. })
        ));
        let apply = ExecuteMsg::ApplySlash { id: SlashId::new(1) };
        assert!(matches!(
            vault.act(stranger, apply),
            Err(ContractError::Unauthorized { role: "coordinator", .. })
        ));
    }
    let cover = ReceiveMsg::BringCover { id: SlashId::new(1) };
    assert!(matches!(
        vault.send("coordinator", 5, cover.clone()),
        Err(ContractError::Unauthorized { role: "fund", .. })
    ));
    assert_eq!(vault.send("fund", 5, cover), Err(ContractError::NoRequest { id: SlashId::new(1) }));
}

#[test]
fn a_request_is_known_for_the_whole_resolution_before_it_is_applied_and_only_until_its_deadline() {
    let mut vault = vault();
    assert_eq!(vault.apply(1), Err(ContractError::NoRequest { id: SlashId::new(1) }));
    vault.note(1, 1, 1_000).unwrap();
    vault.pass(2 * DAY - 1);
    assert!(matches!(vault.apply(1), Err(ContractError::Books(VaultError::TooEarly { .. }))));
    vault.pass(1 + 2 * DAY + 1);
    assert!(matches!(vault.apply(1), Err(ContractError::Books(VaultError::TooLate { .. }))));
    vault.note(2, 1, 1_000).unwrap();
    vault.pass(4 * DAY);
    vault.apply(2).unwrap();
    assert_eq!(vault.apply(2), Err(ContractError::NoRequest { id: SlashId::new(2) }));
}

#[test]
fn impossible_requests_are_refused_each_by_its_rule() {
    let mut vault = vault();
    let at = vault.now();
    let note = |vault: &mut Vault, id, bps, at| vault.act("coordinator", noted(id, 1, bps, at));
    assert!(matches!(
        note(&mut vault, 1, 1_000, at),
        Err(ContractError::Books(VaultError::OffenceNotPast { .. }))
    ));
    vault.pass(1);
    for bps in [0, 2_001] {
        assert!(matches!(
            note(&mut vault, 1, bps, at),
            Err(ContractError::Books(VaultError::FractionOutOfRange { .. }))
        ));
    }
    assert!(matches!(
        note(&mut vault, 1, 1_000, at - 30 * DAY),
        Err(ContractError::Books(VaultError::NothingSlashable { .. }))
    ));
    assert!(matches!(
        vault.act("coordinator", noted(1, 9, 1_000, at)),
        Err(ContractError::Books(VaultError::NothingSlashable { .. }))
    ));
    note(&mut vault, 1, 1_000, at).unwrap();
    assert_eq!(
        note(&mut vault, 1, 1_000, at),
        Err(ContractError::KnownRequest { id: SlashId::new(1) })
    );
    vault.pass(3 * DAY);
    assert!(matches!(
        note(&mut vault, 2, 1_000, at),
        Err(ContractError::Books(VaultError::EvidenceTooOld { .. }))
    ));
}

#[test]
fn what_a_request_asks_for_is_taken_from_power_until_it_has_ended() {
    let mut vault = vault();
    assert_eq!(vault.commitment(1).guaranteed, Assets::new(500_000));
    vault.note(1, 1, 1_000).unwrap();
    // Half of the budget is asked for.
    assert_eq!(vault.commitment(1).guaranteed, Assets::new(250_000));
    assert!(matches!(vault.act("anyone", end(1)), Err(ContractError::NotOver { .. })));
    vault.world(World { final_requests: true, ..World::default() });
    vault.act("anyone", end(1)).unwrap();
    assert_eq!(vault.commitment(1).guaranteed, Assets::new(500_000));
    assert_eq!(vault.act("anyone", end(1)), Err(ContractError::NoRequest { id: SlashId::new(1) }));
}

#[test]
fn after_its_last_second_a_request_ends_whatever_the_coordinator_says() {
    let mut vault = vault();
    vault.note(1, 1, 1_000).unwrap();
    // 3 + 2 + 2 days and a review, from the offence.
    vault.pass(9 * DAY - 1);
    assert!(matches!(vault.act("anyone", end(1)), Err(ContractError::NotOver { .. })));
    vault.pass(1);
    vault.act("anyone", end(1)).unwrap();
}

#[test]
fn a_destination_of_the_services_own_pulls_and_nobody_else_does() {
    let mut vault = Vault::new();
    vault.world(World {
        destination: Destination::Service { address: account("pot").into() },
        ..World::default()
    });
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault.slash(1, 1, 1_000);
    assert!(matches!(
        vault.act("anyone", claim(1)),
        Err(ContractError::Unauthorized { role: "destination", .. })
    ));
    let msg = ExecuteMsg::ClaimSlashed {
        service: ServiceId::new(1),
        version: TermsVersion::new(1),
        recipient: Some(account("carol").into()),
    };
    let response = vault.act("pot", msg).unwrap();
    assert_eq!(calls(&response), [payment("carol", 50_000)]);
}

#[test]
fn a_fund_as_destination_is_brought_the_loss_by_anyone() {
    let mut vault = Vault::new();
    vault.world(World { destination: Destination::Fund, ..World::default() });
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault.slash(1, 1, 1_000);
    let (token, msg) = calls(&vault.act("anyone", claim(1)).unwrap())[0].clone();
    assert_eq!(token, account("lst"));
    assert_eq!(msg["send"]["contract"], json!(account("fund")));
    assert_eq!(msg["send"]["amount"], "50000");
}

#[test]
fn what_was_meant_for_a_fund_that_does_not_take_it_is_the_treasurys() {
    let mut vault = Vault::new();
    vault.world(World { destination: Destination::Fund, ..World::default() });
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault.slash(1, 1, 1_000);
    // Another fund was linked meanwhile, of another asset.
    let asset = json!({ "native": { "denom": "uatom" } });
    vault.world(World { fund_asset: Some(asset), ..World::default() });
    let paid = vault.act("anyone", claim(1)).unwrap();
    assert_eq!(calls(&paid), [payment("treasury", 50_000)]);
}

#[test]
fn a_large_loss_trips_the_breaker_and_holds_the_next_slash_up() {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.world(World { max_slash: cosmwasm_std::Decimal::percent(40), ..World::default() });
    vault.announce(1, 50).unwrap();
    vault.commit(2, 50);
    vault.note(1, 1, 4_000).unwrap();
    vault.note(2, 2, 4_000).unwrap();
    vault.pass(2 * DAY);
    vault.apply(1).unwrap();
    let response = vault.apply(2).unwrap();
    assert!(events(&response).contains(&"weir_vault_breaker_tripped".to_string()));
    // A request that is resolved within two days of it waits.
    vault.act("operator", ExecuteMsg::Rearm { service: ServiceId::new(1) }).unwrap();
    vault.act("service", ExecuteMsg::Rearm { service: ServiceId::new(1) }).unwrap();
    assert!(vault.books().tripped_at.is_some());
}

#[test]
fn while_requests_or_executions_are_paused_the_clock_stands_still() {
    let mut vault = vault();
    vault.exit("alice", 1_000_000).unwrap();
    let clock = vault.books().clock;
    let pause = |scope| ExecuteMsg::Pause { scopes: vec![scope], seconds: DAY };
    vault.act("guardian", pause(Scope::Requests)).unwrap();
    assert!(matches!(
        vault.note(1, 1, 1_000),
        Err(ContractError::Paused { scope: Scope::Requests, .. })
    ));
    vault.pass(DAY - 1);
    assert_eq!(vault.books().clock, clock);
    vault.pass(10);
    assert_eq!(vault.books().clock, clock + 10);
    vault.note(1, 1, 1_000).unwrap();
    vault.pass(2 * DAY);
    vault.act("owner", pause(Scope::Executions)).unwrap();
    assert!(matches!(vault.apply(1), Err(ContractError::Paused { scope: Scope::Executions, .. })));
    vault.act("owner", ExecuteMsg::Resume { scopes: vec![Scope::Executions] }).unwrap();
    vault.apply(1).unwrap();
}

#[test]
fn a_request_that_nobody_ended_is_shown_when_the_rows_of_its_offence_are_gone() {
    let mut vault = vault();
    vault.note(1, 1, 1_000).unwrap();
    // Long after two exit delays, with enough writes to prune.
    for _ in 0..4 {
        vault.pass(EXIT_DELAY);
        vault.deposit("bob", 1_000).unwrap();
    }
    let (start_after, limit) = (None, None);
    let requests: Vec<weir_interface::vault::RequestResponse> =
        vault.ask(weir_interface::vault::QueryMsg::Requests { start_after, limit });
    assert_eq!((requests.len(), requests[0].version), (1, TermsVersion::new(1)));
    vault.act("anyone", end(1)).unwrap();
}

#[test]
fn what_is_burnt_or_unwound_is_sent_to_the_hub_by_anyone() {
    let unwind = Destination::Unwind { address: account("pot").into() };
    let receiver = json!({ "queue_unbond": { "receiver": account("pot") } });
    let cases = [(Destination::Burn, json!({ "cover_loss": {} })), (unwind, receiver)];
    for (destination, told) in cases {
        let mut vault = Vault::new();
        vault.world(World { destination, ..World::default() });
        vault.deposit("alice", 1_000_000).unwrap();
        vault.commit(1, 50);
        vault.slash(1, 1, 1_000);
        let (token, msg) = calls(&vault.act("anyone", claim(1)).unwrap())[0].clone();
        assert_eq!((token, &msg["send"]["contract"]), (account("lst"), &json!(account("hub"))));
        assert_eq!(msg["send"]["amount"], "50000");
        let inner: cosmwasm_std::Binary =
            serde_json::from_value(msg["send"]["msg"].clone()).unwrap();
        let inner: serde_json::Value = cosmwasm_std::from_json(inner).unwrap();
        assert_eq!(inner, told);
    }
}
