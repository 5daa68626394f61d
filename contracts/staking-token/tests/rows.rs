//! What others read of the token's rows without loading it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use crate::common::{account, Token, DEAD};
use cosmwasm_std::testing::MockQuerier;
use cosmwasm_std::{ContractResult, QuerierWrapper, Storage, SystemResult, WasmQuery};
use weir_interface::token::TokenContract;

#[test]
fn a_balance_is_what_its_row_says() {
    let token = Token::new();
    let row = |key: &[u8]| token.0.storage.get(key).unwrap_or_default();
    let contract = TokenContract(account("token"));
    let read = |who: &str| {
        let mut querier = MockQuerier::default();
        let key = [&[0, 7], b"balance".as_slice(), account(who).as_bytes()].concat();
        let (known, row) = (key.clone(), row(&key));
        querier.update_wasm(move |asked| {
            let WasmQuery::Raw { key, .. } = asked else { panic!("{asked:?} loads the token") };
            assert_eq!(key.as_slice(), known);
            SystemResult::Ok(ContractResult::Ok(row.clone().into()))
        });
        contract.stored_balance(QuerierWrapper::new(&querier), &account(who)).unwrap()
    };
    assert_eq!(read("hub").map(|balance| balance.u128()), Some(DEAD));
    assert_eq!(read("hub").map(|balance| balance.u128()), Some(token.balance("hub")));
    assert_eq!(read("alice"), None);
}
