//! `#[json(row)]` writes the fields of a stored type as a list, without their names.
#![allow(clippy::unwrap_used, reason = "tests")]

use cosmwasm_std::{from_json, to_json_string, StdError, Uint128};
use proptest::prelude::*;
use weir_json::json;

#[json(row)]
struct Pair<K> {
    key: K,
    amount: Option<Uint128>,
}

#[json(row)]
struct Outer {
    id: u64,
    pair: Pair<(u64, bool)>,
    rest: Vec<Pair<String>>,
}

#[json(row)]
enum Either {
    Pair(Pair<u64>),
    Neither { since: u64 },
}

fn refusal(text: &str) -> String {
    match from_json::<Outer>(text).unwrap_err() {
        StdError::ParseErr { msg, .. } => msg,
        other => other.to_string(),
    }
}

#[test]
fn a_row_is_a_list_in_the_order_of_its_fields() {
    let outer = Outer {
        id: 7,
        pair: Pair { key: (1, true), amount: None },
        rest: vec![Pair { key: "a".to_string(), amount: Some(Uint128::new(9)) }],
    };
    assert_eq!(to_json_string(&outer).unwrap(), r#"[7,[[1,true],null],[["a","9"]]]"#);
}

#[test]
fn a_row_of_another_shape_is_refused_with_the_field_that_differs() {
    assert!(refusal("{}").contains("expected a list"));
    assert!(refusal("[7,[[1,true],null]]").contains("expected a list of: id, pair, rest"));
    assert!(refusal("[7,[[1,true],null],[],0]").contains("expected a list of: id, pair, rest"));
    assert!(refusal("[7,[[1,2],null],[]]").contains("pair: key: expected true or false"));
}

#[test]
fn an_enum_of_rows_names_its_variants() {
    let pair = Either::Pair(Pair { key: 1, amount: None });
    assert_eq!(to_json_string(&pair).unwrap(), r#"{"pair":[1,null]}"#);
    assert_eq!(from_json::<Either>(r#"{"pair":[1,null]}"#).unwrap(), pair);
    let neither = Either::Neither { since: 5 };
    assert_eq!(to_json_string(&neither).unwrap(), r#"{"neither":{"since":5}}"#);
    assert!(from_json::<Either>(r#"{"other":[]}"#).is_err());
}

proptest! {
    #[test]
    fn what_is_written_is_read(id: u64, key: (u64, bool), amount: Option<u128>, names: Vec<String>) {
        let amount = amount.map(Uint128::new);
        let rest = names.into_iter().map(|key| Pair { key, amount }).collect();
        let outer = Outer { id, pair: Pair { key, amount }, rest };
        let text = to_json_string(&outer).unwrap();
        prop_assert_eq!(from_json::<Outer>(&text).unwrap(), outer);
    }
}
