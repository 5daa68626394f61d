//! Messages that are somebody's alone, sent by everybody else, and input that no check lets by: each
//! refused by its own error, with nothing changed.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::{coin, Decimal};
use weir_accounting::vault::VaultError;
use weir_interface::restaking::{Asset, Destination};
use weir_interface::vault::{ExecuteMsg, Links, ReceiveMsg, Scope};
use weir_quantities::{
    Assets, BucketId, Magnitude, QuantityError, ServiceId, Shares, SlashId, TermsVersion,
};
use weir_restaking_vault::ContractError;

/// A million units, half of them promised to a service.
fn vault() -> Vault {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault
}

/// Refused, with nothing changed. Answers how.
fn refused(vault: &mut Vault, who: &str, msg: ExecuteMsg) -> ContractError {
    let before = rows(vault);
    let text = format!("{who}: {msg:?}");
    let refused = vault.act(who, msg).map(drop).expect_err(&text);
    assert_eq!(rows(vault), before, "{text}");
    refused
}

#[test]
fn a_quarantine_is_ended_by_operator_and_service_alone() {
    let rearm = || ExecuteMsg::Rearm { service: ServiceId::new(1) };
    let mut vault = vault();
    assert_eq!(
        refused(&mut vault, "operator", rearm()),
        VaultError::NotInQuarantine { service: ServiceId::new(1) }.into()
    );
    vault.slash(1, 1, 1_000);
    for who in ["alice", "owner", "guardian", "coordinator", "hot"] {
        let caller = account(who).into_string();
        let error = ContractError::Unauthorized { role: "operator", caller };
        assert_eq!(refused(&mut vault, who, rearm()), error);
    }
    vault.act("service", rearm()).unwrap();
    assert!(vault.commitment(1).quarantined);
    // Saying so twice does not say it for the other.
    vault.act("service", rearm()).unwrap();
    assert!(vault.commitment(1).quarantined);
    vault.act("operator", rearm()).unwrap();
    assert!(!vault.commitment(1).quarantined);
}

#[test]
fn nobody_names_another_recipient_of_what_was_slashed_for_treasury_fund_or_hub() {
    let unwind = Destination::Unwind { address: account("pot").into() };
    for destination in [Destination::Treasury, Destination::Fund, Destination::Burn, unwind] {
        let mut vault = Vault::new();
        vault.world(World { destination: destination.clone(), ..World::default() });
        vault.deposit("alice", 1_000_000).unwrap();
        vault.commit(1, 50);
        vault.slash(1, 1, 1_000);
        let claim = |recipient| ExecuteMsg::ClaimSlashed {
            service: ServiceId::new(1),
            version: TermsVersion::new(1),
            recipient,
        };
        for who in ["anyone", "service", "treasury", "pot"] {
            let caller = account(who).into_string();
            let error = ContractError::Unauthorized { role: "destination", caller };
            let to = Some(account(who).into());
            assert_eq!(refused(&mut vault, who, claim(to)), error, "{destination:?}");
        }
        vault.act("anyone", claim(None)).unwrap();
    }
}

#[test]
fn pauses_have_a_length_and_scopes_and_only_whom_the_owner_named_pauses_beside_him() {
    let mut vault = Vault::new();
    let pause = |seconds| ExecuteMsg::Pause { scopes: vec![Scope::Deposits], seconds };
    for (who, max) in [("guardian", 3 * DAY), ("owner", 30 * DAY)] {
        for actual in [0, max + 1, u64::MAX] {
            let error = ContractError::PauseTooLong { max, actual };
            assert_eq!(refused(&mut vault, who, pause(actual)), error, "{who}");
        }
    }
    for scopes in [vec![], vec![Scope::Requests, Scope::Requests]] {
        let resume = ExecuteMsg::Resume { scopes };
        assert_eq!(refused(&mut vault, "owner", resume), ContractError::BadScopes {});
    }
    let name = |guardian: Option<&str>| {
        let guardian = guardian.map(|name| account(name).into());
        ExecuteMsg::SetGuardian { guardian }
    };
    vault.act("owner", name(Some("another"))).unwrap();
    vault.act("another", pause(60)).unwrap();
    vault.act("owner", name(None)).unwrap();
    vault.pass(DAY);
    for who in ["guardian", "another", "operator"] {
        let caller = account(who).into_string();
        let error = ContractError::Unauthorized { role: "owner or guardian", caller };
        assert_eq!(refused(&mut vault, who, pause(60)), error);
    }
}

#[test]
fn nothing_is_no_amount() {
    let mut vault = vault();
    let (bucket, none) = (BucketId::new(u64::MAX), Shares::ZERO);
    let recipient = account("bob").into_string();
    for (what, msg) in [
        ("shares", ExecuteMsg::RequestExit { shares: none }),
        ("shares", ExecuteMsg::CancelExit { bucket, shares: None }),
        ("shares", ExecuteMsg::CancelExit { bucket, shares: Some(none) }),
        ("shares", ExecuteMsg::TransferPosition { recipient, shares: none }),
        ("assets", ExecuteMsg::RequestBondExit { assets: Assets::ZERO }),
    ] {
        assert_eq!(refused(&mut vault, "alice", msg), ContractError::Zero { what });
    }
    for msg in [ReceiveMsg::AddBond {}, ReceiveMsg::BringCover { id: SlashId::new(1) }] {
        let sent = received("fund", 0, &msg);
        assert_eq!(refused(&mut vault, "lst", sent), ContractError::Zero { what: "assets" });
    }
}

#[test]
fn the_largest_amounts_and_ids_are_refused_by_the_rule_that_they_break() {
    let mut vault = vault();
    let (most, all) = (Shares::new(u128::MAX), Magnitude::new(u128::MAX));
    let service = ServiceId::new(1);
    let of = |who: &str, held| ContractError::TooFewShares {
        owner: account(who).into(),
        held: Shares::new(held),
        asked: most,
    };
    let exit = ExecuteMsg::RequestExit { shares: most };
    assert_eq!(refused(&mut vault, "alice", exit), of("alice", 1_000_000_000));
    let bucket = BucketId::new(u64::MAX);
    let cancel = ExecuteMsg::CancelExit { bucket, shares: Some(most) };
    assert_eq!(refused(&mut vault, "alice", cancel), of("alice", 0));
    let recipient = account("bob").into_string();
    let transfer = ExecuteMsg::TransferPosition { recipient, shares: most };
    assert_eq!(refused(&mut vault, "alice", transfer), of("alice", 1_000_000_000));
    let assets = Assets::MAX;
    let bond = VaultError::BondTooSmall { active: Assets::ZERO, asked: assets };
    let take = ExecuteMsg::RequestBondExit { assets };
    assert_eq!(refused(&mut vault, "operator", take), bond.into());
    let (target, current) = (all, vault.commitment(1).power);
    let lowering = VaultError::NoLowering { service, current, target };
    let lower = ExecuteMsg::LowerCommitment { service, target };
    assert_eq!(refused(&mut vault, "operator", lower), lowering.into());
    let version = TermsVersion::new(u64::MAX);
    let raise = ExecuteMsg::AnnounceCommitment { service, version, weight: all };
    let magnitude = vault.books().magnitude;
    let beyond = VaultError::WeightOutOfRange { weight: all, magnitude };
    assert_eq!(refused(&mut vault, "operator", raise), beyond.into());
    for nobody in [0, 9, u64::MAX] {
        let service = ServiceId::new(nobody);
        let unknown = ContractError::from(VaultError::NoCommitment { service });
        let lower = ExecuteMsg::LowerCommitment { service, target: Magnitude::ZERO };
        assert_eq!(refused(&mut vault, "operator", lower), unknown);
        assert_eq!(refused(&mut vault, "operator", ExecuteMsg::Rearm { service }), unknown);
    }
    let deposit = ReceiveMsg::Deposit { receiver: None, min_shares: None, max_pending_slash: None };
    for msg in [deposit, ReceiveMsg::AddBond {}] {
        let sent = received("bob", u128::MAX, &msg);
        let error = refused(&mut vault, "lst", sent);
        let overflow = matches!(
            error,
            ContractError::Books(VaultError::Quantity(QuantityError::Overflow { .. }))
        );
        assert!(overflow, "{error}");
    }
}

#[test]
fn what_is_no_address_is_none_wherever_one_is_named() {
    let mut vault = vault();
    let nowhere = || "nowhere".to_string();
    let links = |change: fn(&mut Links)| {
        let mut links = birth(lst()).links;
        change(&mut links);
        ExecuteMsg::SetLinks { links }
    };
    let receiver = Some(nowhere());
    let deposit = ReceiveMsg::Deposit {
        receiver: Some(nowhere()),
        min_shares: None,
        max_pending_slash: None,
    };
    for (who, msg) in [
        ("lst", received("alice", 5_000, &deposit)),
        ("alice", ExecuteMsg::ClaimExit { receiver, limit: None }),
        ("alice", ExecuteMsg::TransferPosition { recipient: nowhere(), shares: Shares::new(1) }),
        ("owner", ExecuteMsg::SetListeners { listeners: vec![nowhere()] }),
        ("owner", ExecuteMsg::SetGuardian { guardian: Some(nowhere()) }),
        ("owner", links(|links| links.coordinator = "nowhere".to_string())),
        ("owner", links(|links| links.distributor = "nowhere".to_string())),
        ("owner", links(|links| links.fund = Some("nowhere".to_string()))),
        ("owner", links(|links| links.hub = Some("nowhere".to_string()))),
        ("owner", links(|links| links.treasury = "nowhere".to_string())),
    ] {
        let error = refused(&mut vault, who, msg);
        assert!(matches!(error, ContractError::Std(_)), "{who}: {error}");
    }
}

#[test]
fn bond_and_cover_in_a_coin_are_that_coin_and_the_funds_own() {
    let mut vault = Vault::of(Asset::Native { denom: "uatom".to_string() });
    let cover = || ExecuteMsg::BringCover { id: SlashId::new(1) };
    let before = rows(&vault);
    for msg in [ExecuteMsg::AddBond {}, cover()] {
        for funds in [vec![], vec![coin(5, "uosmo")], vec![coin(5, "uatom"), coin(5, "uosmo")]] {
            let wrong = vault.act_with("fund", msg.clone(), &funds);
            assert!(matches!(wrong, Err(ContractError::WrongFunds { .. })), "{funds:?}");
        }
        let zero = vault.act_with("fund", msg, &[coin(0, "uatom")]);
        assert_eq!(zero, Err(ContractError::Zero { what: "assets" }));
    }
    for who in ["coordinator", "operator", "alice"] {
        let caller = account(who).into_string();
        let error = ContractError::Unauthorized { role: "fund", caller };
        assert_eq!(vault.act_with(who, cover(), &[coin(5, "uatom")]), Err(error));
    }
    assert_eq!(rows(&vault), before);
}

#[test]
fn fractions_beyond_one_are_beyond_the_terms() {
    let mut vault = vault();
    let infraction_time = vault.now();
    vault.pass(1);
    let fraction = Decimal::MAX;
    let (id, service) = (SlashId::new(1), ServiceId::new(1));
    let note = ExecuteMsg::NoteRequest { id, service, fraction, infraction_time };
    let error = VaultError::FractionOutOfRange { fraction, max_slash: Decimal::percent(20) };
    assert_eq!(refused(&mut vault, "coordinator", note), error.into());
    let late = noted(1, 1, 1_000, u64::MAX);
    let error = refused(&mut vault, "coordinator", late);
    assert!(matches!(error, ContractError::Books(VaultError::OffenceNotPast { .. })), "{error}");
}
