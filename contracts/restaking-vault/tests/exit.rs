//! Leaving: out, back, paid, moved.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::common::*;
use weir_accounting::vault::VaultError;
use weir_interface::vault::ExecuteMsg;
use weir_quantities::{Assets, BucketId, Shares};
use weir_restaking_vault::ContractError;

fn vault() -> Vault {
    let mut vault = Vault::new();
    vault.deposit("alice", 6_000).unwrap();
    vault.deposit("bob", 4_000).unwrap();
    vault
}

fn claim() -> ExecuteMsg {
    ExecuteMsg::ClaimExit { receiver: None, limit: None }
}

fn cancel(bucket: BucketId, shares: Option<u128>) -> ExecuteMsg {
    ExecuteMsg::CancelExit { bucket, shares: shares.map(Shares::new) }
}

#[test]
fn an_exit_waits_for_its_bucket_and_is_paid_once() {
    let mut vault = vault();
    vault.exit("alice", 2_000_000).unwrap();
    let exits = vault.position("alice").exits;
    assert_eq!((exits.len(), exits[0].shares), (1, Shares::new(2_000_000)));
    assert!(exits[0].matures_at >= vault.now() + EXIT_DELAY);
    let nothing = ContractError::NothingMatured { owner: account("alice").into() };
    vault.pass(exits[0].matures_at - vault.now() - 1);
    assert_eq!(vault.act("alice", claim()), Err(nothing));
    vault.pass(1);
    assert_eq!(vault.position("alice").exits[0].assets, Some(Assets::new(2_000)));
    let response = vault.act("alice", claim()).unwrap();
    assert_eq!(calls(&response), [payment("alice", 2_000)], "the distributor is not called");
    assert!(events(&response).contains(&"weir_vault_bucket_settled".to_string()));
    let nothing = ContractError::NothingMatured { owner: account("alice").into() };
    assert_eq!(vault.act("alice", claim()), Err(nothing));
    let books = vault.books();
    assert_eq!((books.assets, books.shares), (Assets::new(8_000), Shares::new(8_000_000)));
    assert_eq!((books.queued, books.claimable), (Shares::ZERO, Assets::ZERO));
}

#[test]
fn a_claim_pays_whom_the_holder_names() {
    let mut vault = vault();
    vault.exit("alice", 2_000_000).unwrap();
    vault.pass(EXIT_DELAY + DAY);
    let msg = ExecuteMsg::ClaimExit { receiver: Some(account("carol").into()), limit: None };
    let response = vault.act("alice", msg).unwrap();
    assert_eq!(calls(&response), [payment("carol", 2_000)]);
}

#[test]
fn exits_of_one_day_share_a_bucket_and_those_of_two_do_not() {
    let mut vault = vault();
    vault.exit("alice", 1_000_000).unwrap();
    vault.exit("alice", 1_000_000).unwrap();
    vault.pass(DAY);
    vault.exit("alice", 500_000).unwrap();
    let exits = vault.position("alice").exits;
    assert_eq!(exits.len(), 2);
    assert_eq!(exits[0].shares, Shares::new(2_000_000));
    assert_eq!(exits[1].matures_at - exits[0].matures_at, DAY);
}

#[test]
fn queued_shares_come_back_until_they_have_matured() {
    let mut vault = vault();
    vault.exit("alice", 2_000_000).unwrap();
    let bucket = vault.position("alice").exits[0].bucket;
    vault.act("alice", cancel(bucket, Some(500_000))).unwrap();
    assert_eq!(vault.position("alice").active, Shares::new(4_500_000));
    assert_eq!(
        vault.act("alice", cancel(bucket, Some(1_500_001))),
        Err(ContractError::TooFewShares {
            owner: account("alice").into(),
            held: Shares::new(1_500_000),
            asked: Shares::new(1_500_001),
        })
    );
    vault.act("alice", cancel(bucket, None)).unwrap();
    assert!(vault.position("alice").exits.is_empty());
    assert!(vault.books().queued.is_zero());
    vault.exit("alice", 2_000_000).unwrap();
    vault.pass(EXIT_DELAY + DAY);
    assert!(matches!(
        vault.act("alice", cancel(bucket, None)),
        Err(ContractError::Books(VaultError::Matured { .. }))
    ));
}

#[test]
fn nobody_leaves_with_more_than_he_has_or_with_nothing() {
    let mut vault = vault();
    assert!(matches!(vault.exit("alice", 6_000_001), Err(ContractError::TooFewShares { .. })));
    assert!(matches!(vault.exit("carol", 1), Err(ContractError::TooFewShares { .. })));
    assert_eq!(vault.exit("alice", 0), Err(ContractError::Zero { what: "shares" }));
}

#[test]
fn a_position_moves_active_shares_first_and_then_the_newest_exits_with_their_dates() {
    let mut vault = vault();
    vault.exit("alice", 2_000_000).unwrap();
    vault.pass(DAY);
    vault.exit("alice", 3_000_000).unwrap();
    let dates: Vec<_> = vault.position("alice").exits.iter().map(|exit| exit.matures_at).collect();
    let send = |shares| ExecuteMsg::TransferPosition {
        recipient: account("carol").into(),
        shares: Shares::new(shares),
    };
    vault.act("alice", send(5_000_000)).unwrap();
    let (alice, carol) = (vault.position("alice"), vault.position("carol"));
    assert_eq!((alice.active, carol.active), (Shares::ZERO, Shares::new(1_000_000)));
    let exits = |position: &weir_interface::vault::PositionResponse| {
        position.exits.iter().map(|exit| (exit.matures_at, exit.shares.u128())).collect::<Vec<_>>()
    };
    assert_eq!(exits(&alice), [(dates[0], 1_000_000)]);
    assert_eq!(exits(&carol), [(dates[0], 1_000_000), (dates[1], 3_000_000)]);
    assert!(matches!(vault.act("alice", send(1_000_001)), Err(ContractError::TooFewShares { .. })));
    assert!(matches!(vault.act("carol", send(1)), Err(ContractError::SameHolder { .. })));
}

#[test]
fn what_has_matured_is_money_and_moves_no_more() {
    let mut vault = vault();
    vault.exit("alice", 6_000_000).unwrap();
    vault.pass(EXIT_DELAY + DAY);
    let msg =
        ExecuteMsg::TransferPosition { recipient: account("carol").into(), shares: Shares::new(1) };
    assert!(matches!(vault.act("alice", msg), Err(ContractError::TooFewShares { .. })));
    vault.act("alice", claim()).unwrap();
}

#[test]
fn buckets_mature_each_on_its_day_whoever_asks() {
    let mut vault = vault();
    vault.exit("alice", 1_000_000).unwrap();
    vault.pass(DAY);
    vault.exit("bob", 2_000_000).unwrap();
    let at = |vault: &Vault, who: &str| vault.position(who).exits[0].matures_at;
    let (first, second) = (at(&vault, "alice"), at(&vault, "bob"));
    let told = |response: &cosmwasm_std::Response| -> Vec<String> {
        let settled = response.events.iter().filter(|one| one.ty == "weir_vault_bucket_settled");
        settled.flat_map(|one| &one.attributes).map(|one| one.value.clone()).collect()
    };
    vault.pass(first - vault.now());
    let day = (first / DAY).to_string();
    let expected = [day.as_str(), "1000000", "1000", "9000", "9000000"];
    assert_eq!(told(&vault.settle()), expected);
    vault.pass(second - vault.now() - 1);
    assert!(told(&vault.settle()).is_empty());
    vault.pass(1);
    let day = (second / DAY).to_string();
    let expected = [day.as_str(), "2000000", "2000", "7000", "7000000"];
    assert_eq!(told(&vault.settle()), expected);
}

#[test]
fn a_claim_takes_as_many_buckets_as_it_names_and_says_whom_it_paid() {
    let mut vault = vault();
    for shares in [1_000_000, 2_000_000] {
        vault.exit("alice", shares).unwrap();
        vault.pass(DAY);
    }
    vault.pass(EXIT_DELAY + DAY);
    let one = || ExecuteMsg::ClaimExit { receiver: Some(account("carol").into()), limit: Some(1) };
    for units in [1_000, 2_000] {
        let response = vault.act("alice", one()).unwrap();
        assert_eq!(calls(&response), [payment("carol", units)]);
        let told = response.events.iter().find(|one| one.ty == "weir_vault_exit_claimed").unwrap();
        let told: Vec<_> = told.attributes.iter().map(|one| one.value.clone()).collect();
        let (shares, assets) = ((units * 1_000).to_string(), units.to_string());
        let (alice, carol) = (account("alice").to_string(), account("carol").to_string());
        assert_eq!(told, [alice, carol, shares, assets]);
    }
}

#[test]
fn a_move_says_how_much_of_it_is_on_its_way_out() {
    let mut vault = vault();
    vault.exit("alice", 2_000_000).unwrap();
    let recipient = account("carol").to_string();
    let msg = ExecuteMsg::TransferPosition {
        recipient: recipient.clone(),
        shares: Shares::new(5_000_000),
    };
    let response = vault.act("alice", msg).unwrap();
    let told = response.events.iter().find(|one| one.ty == "weir_vault_position_transferred");
    let told: Vec<_> = told.unwrap().attributes.iter().map(|one| one.value.clone()).collect();
    let sender = account("alice").to_string();
    assert_eq!(told, [sender, recipient, "5000000".to_string(), "1000000".to_string()]);
}

#[test]
fn who_leaves_prunes_as_who_enters_does_and_a_claim_does_not() {
    let mut vault = vault();
    let rows = |vault: &Vault| {
        let order = cosmwasm_std::Order::Ascending;
        weir_restaking_vault::state::CORE.range(&vault.deps.storage, None, None, order).count()
    };
    for _ in 0..6 {
        vault.exit("alice", 100_000).unwrap();
        vault.pass(DAY);
    }
    vault.pass(3 * EXIT_DELAY);
    let before = rows(&vault);
    vault.act("alice", claim()).unwrap();
    assert_eq!(rows(&vault), before + 1);
    vault.pass(1);
    // Two go, one comes.
    vault.exit("alice", 100_000).unwrap();
    assert_eq!(rows(&vault), before);
}
