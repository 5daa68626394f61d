//! Moving shares, by holders and by spenders.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::common::{account, Token};
use cosmwasm_std::testing::{message_info, mock_env};
use cosmwasm_std::{coins, from_json, Binary, CosmosMsg, WasmMsg};
use cw20::{AllowanceResponse, Cw20ReceiveMsg};
use weir_interface::token::{ExecuteMsg, QueryMsg};
use weir_staking_token::{execute, ContractError};

fn to_bob(units: u128) -> ExecuteMsg {
    ExecuteMsg::Transfer { recipient: account("bob").into(), amount: units.into() }
}

#[test]
fn a_transfer_moves_shares_and_calls_nobody() {
    let mut token = Token::with_holder("alice", 100);
    for recipient in ["bob", "hub"] {
        let msg =
            ExecuteMsg::Transfer { recipient: account(recipient).into(), amount: 10u128.into() };
        assert!(token.act("alice", msg).unwrap().messages.is_empty());
    }
    assert_eq!((token.balance("alice"), token.balance("bob")), (80, 10));
}

#[test]
fn all_of_a_balance_can_be_moved_and_one_unit_more_cannot() {
    let mut token = Token::with_holder("alice", 100);
    assert!(matches!(token.act("alice", to_bob(101)), Err(ContractError::Cw20(_))));
    token.act("alice", to_bob(100)).unwrap();
    assert_eq!(token.balance("alice"), 0);
}

#[test]
fn nothing_can_be_moved_as_in_cw20_base() {
    let mut token = Token::with_holder("alice", 100);
    token.act("alice", to_bob(0)).unwrap();
    assert_eq!(token.balance("bob"), 0);
}

#[test]
fn shares_sent_to_oneself_stay() {
    let mut token = Token::with_holder("bob", 100);
    token.act("bob", to_bob(60)).unwrap();
    assert_eq!(token.balance("bob"), 100);
}

#[test]
fn t22_coins_with_any_message_are_refused() {
    let mut token = Token::with_holder("alice", 100);
    let info = message_info(&account("alice"), &coins(3, "uatom"));
    let refused = execute(token.0.as_mut(), mock_env(), info, to_bob(1));
    assert_eq!(refused, Err(ContractError::FundsRefused { sent: "3uatom".to_string() }));
    assert_eq!(token.balance("alice"), 100);
}

#[test]
fn a_send_calls_the_contract_once_with_whose_shares_they_were() {
    let mut token = Token::with_holder("alice", 100);
    let msg = Binary::from(br#"{"queue_unbond":{}}"#);
    let send = ExecuteMsg::Send {
        contract: account("hub").into(),
        amount: 40u128.into(),
        msg: msg.clone(),
    };
    let response = token.act("alice", send).unwrap();
    let [sent] = response.messages.as_slice() else { panic!("one message") };
    let CosmosMsg::Wasm(WasmMsg::Execute { contract_addr, msg: received, funds }) = &sent.msg
    else {
        panic!("a call")
    };
    assert_eq!((contract_addr.as_str(), funds.len()), (account("hub").as_str(), 0));
    let call: serde_json::Value = from_json(received).unwrap();
    let receive: Cw20ReceiveMsg = serde_json::from_value(call["receive"].clone()).unwrap();
    assert_eq!(
        receive,
        Cw20ReceiveMsg { sender: account("alice").into(), amount: 40u128.into(), msg }
    );
}

#[test]
fn a_spender_moves_what_he_was_allowed_and_no_more() {
    let mut token = Token::with_holder("alice", 100);
    let allow = ExecuteMsg::IncreaseAllowance {
        spender: account("carol").into(),
        amount: 30u128.into(),
        expires: None,
    };
    token.act("alice", allow).unwrap();
    let take = |units: u128| ExecuteMsg::TransferFrom {
        owner: account("alice").into(),
        recipient: account("bob").into(),
        amount: units.into(),
    };
    assert!(matches!(token.act("carol", take(31)), Err(ContractError::Cw20(_))));
    assert!(matches!(token.act("bob", take(1)), Err(ContractError::Cw20(_))));
    token.act("carol", take(10)).unwrap();
    let lower = ExecuteMsg::DecreaseAllowance {
        spender: account("carol").into(),
        amount: 5u128.into(),
        expires: None,
    };
    token.act("alice", lower).unwrap();
    let left: AllowanceResponse = token.ask(QueryMsg::Allowance {
        owner: account("alice").into(),
        spender: account("carol").into(),
    });
    assert_eq!(left.allowance.u128(), 30 - 10 - 5);
    let send = ExecuteMsg::SendFrom {
        owner: account("alice").into(),
        contract: account("hub").into(),
        amount: 15u128.into(),
        msg: Binary::default(),
    };
    assert_eq!(token.act("carol", send).unwrap().messages.len(), 1);
    assert!(matches!(token.act("carol", take(1)), Err(ContractError::Cw20(_))));
}

#[test]
fn only_the_marketing_account_changes_what_wallets_show() {
    let mut token = Token::new();
    let msg = ExecuteMsg::UpdateMarketing {
        project: Some("https://other.example".to_string()),
        description: None,
        marketing: None,
    };
    assert!(matches!(token.act("alice", msg.clone()), Err(ContractError::Cw20(_))));
    assert!(matches!(token.act("hub", msg), Err(ContractError::Cw20(_))));
}

#[test]
fn keys_of_storage_are_those_of_cw20_base() {
    let token = Token::with_holder("alice", 100);
    let keys: Vec<Vec<u8>> = {
        use cosmwasm_std::Storage;
        token.0.storage.range(None, None, cosmwasm_std::Order::Ascending).map(|row| row.0).collect()
    };
    let holds = |key: &[u8]| keys.iter().any(|known| known == key);
    assert!(holds(b"token_info") && holds(b"contract_info"));
    let balance = [b"\0\x07balance".as_slice(), account("alice").as_bytes()].concat();
    assert!(holds(&balance));
}
