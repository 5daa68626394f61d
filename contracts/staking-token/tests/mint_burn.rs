//! Minting and burning: the hub's alone.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::common::{account, Token, DEAD};
use cosmwasm_std::{from_json, Uint128};
use weir_interface::token::ExecuteMsg;
use weir_staking_token::ContractError;

fn mint(units: u128) -> ExecuteMsg {
    ExecuteMsg::Mint { recipient: account("alice").into(), amount: units.into() }
}

fn not_hub(who: &str) -> ContractError {
    ContractError::NotHub { expected: account("hub").into(), actual: account(who).into() }
}

#[test]
fn the_hub_mints() {
    let mut token = Token::new();
    token.act("hub", mint(100)).unwrap();
    assert_eq!(token.balance("alice"), 100);
    assert_eq!(token.supply(), DEAD + 100);
}

#[test]
fn nobody_else_mints() {
    let mut token = Token::new();
    assert_eq!(token.act("alice", mint(100)), Err(not_hub("alice")));
    assert_eq!(token.supply(), DEAD);
}

#[test]
fn t05_a_holder_cannot_burn_and_the_hub_burns_only_its_own() {
    let mut token = Token::with_holder("alice", 100);
    let burn = |units: u128| ExecuteMsg::Burn { amount: units.into() };
    assert_eq!(token.act("alice", burn(1)), Err(not_hub("alice")));
    assert_eq!(token.supply(), DEAD + 100);
    assert!(matches!(token.act("hub", burn(DEAD + 1)), Err(ContractError::Cw20(_))));
    token.act("hub", burn(DEAD)).unwrap();
    assert_eq!((token.balance("hub"), token.balance("alice")), (0, 100));
    assert_eq!(token.supply(), 100);
}

#[test]
fn burning_from_others_and_another_minter_are_no_messages() {
    for json in [
        r#"{"burn_from":{"owner":"a","amount":"1"}}"#,
        r#"{"update_minter":{"new_minter":"a"}}"#,
        r#"{"transfer":{"recipient":"a","amount":"1","memo":"x"}}"#,
        r#"{"send":{"contract":"a","amount":"1","msg":"","gas":1}}"#,
        r#"{"transfer":{"recipient":"a","amount":"1"},"burn":{"amount":"1"}}"#,
        r#"{"transfer":{"recipient":"a","amount":1}}"#,
        r#"{"transfer":{"recipient":"a","recipient":"b","amount":"1"}}"#,
        r#"{"transfer":{"recipient":"a","amount":"1"}} x"#,
    ] {
        assert!(from_json::<ExecuteMsg>(json).is_err(), "{json}");
    }
    let known = from_json::<ExecuteMsg>(r#"{"burn":{"amount":"7"}}"#).unwrap();
    assert_eq!(known, ExecuteMsg::Burn { amount: Uint128::new(7) });
}
