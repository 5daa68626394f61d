//! Entering.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use cosmwasm_std::{coin, Decimal};
use weir_accounting::vault::VaultError;
use weir_interface::restaking::Asset;
use weir_interface::vault::{ExecuteMsg, ParameterChanges, ReceiveMsg, Scope};
use weir_quantities::{Assets, Shares};
use weir_restaking_vault::ContractError;

#[test]
fn a_deposit_gives_a_thousand_shares_a_unit_and_calls_nobody() {
    let mut vault = Vault::new();
    vault.deposit("alice", 5_000).unwrap();
    let response = vault.deposit("alice", 3_000).unwrap();
    assert_eq!(vault.position("alice").active, Shares::new(8_000 * 1_000));
    let books = vault.books();
    assert_eq!((books.assets, books.shares), (Assets::new(8_000), Shares::new(8_000_000)));
    assert!(response.messages.is_empty());
}

#[test]
fn a_deposit_for_another_gives_him_the_shares() {
    let mut vault = Vault::new();
    let msg = ReceiveMsg::Deposit {
        receiver: Some(account("bob").into()),
        min_shares: Some(Shares::new(5_000_000)),
        max_pending_slash: None,
    };
    vault.send("alice", 5_000, msg).unwrap();
    assert!(vault.position("alice").active.is_zero());
    assert_eq!(vault.position("bob").active, Shares::new(5_000_000));
}

#[test]
fn only_the_asset_enters() {
    let mut vault = Vault::new();
    let msg = ReceiveMsg::Deposit { receiver: None, min_shares: None, max_pending_slash: None };
    let fake = vault.act("fake", received("alice", 5_000, &msg));
    assert_eq!(
        fake,
        Err(ContractError::WrongToken {
            expected: account("lst").into(),
            actual: account("fake").into()
        })
    );
    let direct = ExecuteMsg::Deposit { receiver: None, min_shares: None, max_pending_slash: None };
    let paid = vault.act_with("alice", direct, &[coin(5_000, "uatom")]);
    assert!(matches!(paid, Err(ContractError::WrongFunds { .. })));
    assert_eq!(vault.send("alice", 0, msg), Err(ContractError::Zero { what: "assets" }));
    assert!(vault.books().shares.is_zero());
}

#[test]
fn t27_a_token_that_takes_a_fee_or_lies_is_refused() {
    let mut vault = Vault::new();
    vault.world(World { balance: 9_999, ..World::default() });
    vault.deposit("alice", 5_000).unwrap();
    vault.send("operator", 1_000, ReceiveMsg::AddBond {}).unwrap();
    // 6,000 are owed already: of these 4,000 one never arrived.
    let short = || ContractError::Uncovered {
        token: account("lst").into(),
        owed: Assets::new(10_000),
        balance: Assets::new(9_999),
    };
    assert_eq!(vault.deposit("bob", 4_000), Err(short()));
    assert_eq!(vault.send("operator", 4_000, ReceiveMsg::AddBond {}), Err(short()));
    vault.deposit("bob", 3_999).unwrap();
}

#[test]
fn t27_a_token_that_is_not_the_hubs_derivative_is_asked_and_its_rows_are_not_believed() {
    let mut vault = Vault::of(Asset::Cw20 { address: account("other").into() });
    vault.world(World { balance: 4_999, ..World::default() });
    let deposit = ReceiveMsg::Deposit { receiver: None, min_shares: None, max_pending_slash: None };
    let refused = vault.act("other", received("alice", 5_000, &deposit));
    assert!(matches!(refused, Err(ContractError::Uncovered { .. })));
    vault.act("other", received("alice", 4_999, &deposit)).unwrap();
}

#[test]
fn a_vault_of_a_coin_takes_exactly_that_coin() {
    let mut vault = Vault::of(Asset::Native { denom: "uatom".to_string() });
    let deposit =
        || ExecuteMsg::Deposit { receiver: None, min_shares: None, max_pending_slash: None };
    vault.act_with("alice", deposit(), &[coin(5_000, "uatom")]).unwrap();
    assert_eq!(vault.books().assets, Assets::new(5_000));
    for funds in [vec![], vec![coin(5, "uosmo")], vec![coin(5_000, "uatom"), coin(1, "uosmo")]] {
        let refused = vault.act_with("alice", deposit(), &funds);
        assert!(matches!(refused, Err(ContractError::WrongFunds { .. })), "{funds:?}");
    }
    let msg = ReceiveMsg::Deposit { receiver: None, min_shares: None, max_pending_slash: None };
    assert!(matches!(
        vault.act("lst", received("alice", 5_000, &msg)),
        Err(ContractError::WrongToken { .. })
    ));
}

#[test]
fn coins_attached_where_none_belong_are_refused() {
    let mut vault = Vault::new();
    let refused = vault.act_with("alice", ExecuteMsg::Settle {}, &[coin(1, "uatom")]);
    assert_eq!(refused, Err(ContractError::FundsRefused { sent: "1uatom".to_string() }));
}

#[test]
fn conditions_of_owner_and_depositor_are_kept() {
    let mut vault = Vault::new();
    assert!(matches!(
        vault.deposit("alice", 999),
        Err(ContractError::Books(VaultError::DepositTooSmall { .. }))
    ));
    let changes =
        ParameterChanges { deposit_cap: Some(Assets::new(10_000)), ..ParameterChanges::default() };
    vault.act("owner", ExecuteMsg::UpdateConfig { changes }).unwrap();
    vault.deposit("alice", 10_000).unwrap();
    assert!(matches!(
        vault.deposit("alice", 1_000),
        Err(ContractError::Books(VaultError::DepositCapReached { .. }))
    ));
}

#[test]
fn who_enters_consents_to_what_is_pending_or_is_refused() {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault.note(1, 1, 1_000).unwrap();
    let with = |percent| ReceiveMsg::Deposit {
        receiver: None,
        min_shares: None,
        max_pending_slash: Some(Decimal::percent(percent)),
    };
    // A tenth of the half of the vault.
    assert!(matches!(
        vault.send("bob", 1_000, with(4)),
        Err(ContractError::Books(VaultError::PendingSlashTooLarge { .. }))
    ));
    vault.send("bob", 1_000, with(5)).unwrap();
}

#[test]
fn nobody_enters_while_deposits_are_paused() {
    let mut vault = Vault::new();
    let pause = ExecuteMsg::Pause { scopes: vec![Scope::Deposits], seconds: DAY };
    vault.act("guardian", pause).unwrap();
    assert!(matches!(
        vault.deposit("alice", 5_000),
        Err(ContractError::Paused { scope: Scope::Deposits, .. })
    ));
    vault.pass(DAY);
    vault.deposit("alice", 5_000).unwrap();
}
