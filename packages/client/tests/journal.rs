//! Chains that live from one call to the next.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::io::Write;

use cosmwasm_std::{coins, Decimal};
use tempfile::TempDir;
use weir_client::{Embedded, Fee, Gas, Journaled, Msg, Node, NodeError, Pay, Unsigned};

type Chain = Journaled<Embedded>;

fn fee() -> Fee {
    let pay = Pay::Price { amount: Decimal::zero(), denom: "uatom".into() };
    Fee { gas: Gas::Limit(0), pay }
}

fn send(units: u128) -> Unsigned {
    Unsigned::one("alice", Msg::Send { to: "bob".into(), coins: coins(units, "uatom") })
}

/// To bob's address.
fn resolved(chain: &Chain, units: u128) -> Unsigned {
    let to = chain.address_of("bob").unwrap();
    Unsigned { msgs: vec![Msg::Send { to, coins: coins(units, "uatom") }], ..send(units) }
}

#[test]
fn a_chain_continues_where_the_last_call_left_it() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("chains/embedded.jsonl");
    let (bob, height, hash) = {
        let mut chain = Chain::open(&path).unwrap();
        let tx = resolved(&chain, 5);
        let outcome = chain.broadcast(&tx, &fee()).unwrap();
        chain.pass_time(86_400).unwrap();
        chain.broadcast(&tx, &fee()).unwrap();
        (chain.address_of("bob").unwrap(), chain.latest_block().unwrap(), outcome.hash)
    };
    let chain = Chain::open(&path).unwrap();
    assert_eq!(chain.balance(&bob, "uatom").unwrap(), 1_000_000_000_000 + 2 * 5);
    assert_eq!(chain.latest_block().unwrap(), height);
    assert!(chain.outcome(&hash).unwrap().is_some());
}

#[test]
fn what_is_refused_is_not_written_down() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("embedded.jsonl");
    let mut chain = Chain::open(&path).unwrap();
    let too_much = resolved(&chain, u128::from(u64::MAX));
    assert!(matches!(chain.broadcast(&too_much, &fee()), Err(NodeError::Refused { .. })));
    assert_eq!(std::fs::read(&path).unwrap(), b"");
}

#[test]
fn a_line_that_was_cut_off_by_a_kill_never_happened() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("embedded.jsonl");
    let bob = {
        let mut chain = Chain::open(&path).unwrap();
        chain.broadcast(&resolved(&chain, 5), &fee()).unwrap();
        chain.address_of("bob").unwrap()
    };
    let whole = std::fs::read(&path).unwrap();
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(&whole[..whole.len() / 2]).unwrap();
    drop(file);
    let mut chain = Chain::open(&path).unwrap();
    assert_eq!(chain.balance(&bob, "uatom").unwrap(), 1_000_000_000_005);
    chain.broadcast(&resolved(&chain, 5), &fee()).unwrap();
    drop(chain);
    assert_eq!(Chain::open(&path).unwrap().balance(&bob, "uatom").unwrap(), 1_000_000_000_010);
}

#[test]
fn a_journal_that_tells_another_story_is_refused_with_its_line() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("embedded.jsonl");
    std::fs::write(&path, "{\"time\":5}\n{\"weather\":1}\n").unwrap();
    let Err(NodeError::File { cause, .. }) = Chain::open(&path).map(|_| ()) else { panic!() };
    assert!(cause.starts_with("line 2 "), "{cause}");
}

#[test]
fn two_at_a_time_are_one_too_many() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("embedded.jsonl");
    let _first = Chain::open(&path).unwrap();
    let Err(NodeError::File { cause, .. }) = Chain::open(&path).map(|_| ()) else { panic!() };
    assert!(cause.contains("another weir is using this chain"), "{cause}");
}
