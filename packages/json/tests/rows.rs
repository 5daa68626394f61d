//! Rows are CBOR: a library reads what is written here and writes what is read here.
#![allow(clippy::unwrap_used, reason = "tests")]

use ciborium::Value;
use cosmwasm_std::{Addr, Binary, Decimal, Uint128, Uint256, Uint64};
use proptest::prelude::*;
use weir_json::{pack, unpack, Row, Skipped};

#[derive(Clone, Debug, PartialEq, Row)]
struct Pair<K> {
    key: K,
    amount: Option<Uint128>,
}

#[derive(Clone, Debug, PartialEq, Row)]
struct Units(Uint64);

#[derive(Clone, Debug, PartialEq, Row)]
struct Outer {
    id: u64,
    pair: Pair<(u64, bool)>,
    rest: Vec<Pair<String>>,
    kind: Either,
    units: Units,
    place: (Addr, Decimal, u8),
    data: Binary,
    product: Uint256,
}

#[derive(Clone, Debug, PartialEq, Row)]
enum Either {
    Neither,
    Pair(Pair<u32>),
    Since { at: u64, by: String },
}

fn bytes(value: &Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).unwrap();
    bytes
}

fn refusal<T: Row>(value: &Value) -> String {
    match unpack::<T>(&bytes(value)) {
        Ok(_) => panic!("{value:?} is read"),
        Err(fault) => fault.to_string(),
    }
}

fn number(number: u64) -> Value {
    number.into()
}

fn list(items: &[Value]) -> Value {
    Value::Array(items.to_vec())
}

#[test]
fn a_row_is_a_list_in_the_order_of_its_fields() {
    let pair = Pair { key: "a".to_string(), amount: Some(Uint128::new(300)) };
    assert_eq!(pack(&pair), [0x82, 0x61, b'a', 0x19, 0x01, 0x2c]);
    let nothing = Pair { key: 7u64, amount: None };
    assert_eq!(pack(&nothing), [0x82, 0x07, 0xf6]);
    assert_eq!(pack(&Units(Uint64::new(7))), [0x07]);
}

#[test]
fn a_variant_is_its_number_and_its_content() {
    assert_eq!(pack(&Either::Neither), [0x00]);
    let since = Either::Since { at: 5, by: "b".to_string() };
    assert_eq!(pack(&since), [0x82, 0x02, 0x82, 0x05, 0x61, b'b']);
    let pair = list(&[number(1), list(&[number(9), Value::Null])]);
    let read: Either = unpack(&bytes(&pair)).unwrap();
    assert_eq!(read, Either::Pair(Pair { key: 9, amount: None }));
}

#[test]
fn a_row_of_another_shape_is_refused() {
    type Row = Pair<(u64, bool)>;
    let key = list(&[number(1), Value::Bool(true)]);
    assert!(unpack::<Row>(&bytes(&list(&[key.clone(), Value::Null]))).is_ok());
    for (row, expected) in [
        (number(7), "expected a list"),
        (list(std::slice::from_ref(&key)), "expected a list of another length"),
        (list(&[key.clone(), Value::Null, Value::Null]), "expected a list of another length"),
        (list(&[list(&[number(1), number(2)]), Value::Null]), "expected true or false"),
        (list(&[key.clone(), Value::Text("9".into())]), "expected a number"),
        (list(&[key, Value::Bytes(vec![9])]), "expected a number"),
    ] {
        assert_eq!(refusal::<Row>(&row), expected, "{row:?}");
    }
    assert_eq!(refusal::<Vec<u8>>(&list(&[number(256)])), "expected a smaller number");
    assert_eq!(refusal::<u64>(&Value::from(-1)), "expected a number");
    assert_eq!(refusal::<()>(&number(0)), "expected nothing");
    let wide = Value::Tag(2, Box::new(Value::Bytes(vec![1; 17])));
    assert_eq!(refusal::<Uint128>(&wide), "expected a number of 128 bits");
    let wider = Value::Bytes(vec![1; 33]);
    assert_eq!(refusal::<Uint256>(&wider), "expected at most 32 bytes");
}

#[test]
fn a_variant_that_is_not_there_is_refused() {
    for row in [
        number(3),
        number(1),
        list(&[number(0), Value::Null]),
        number(1 << 32),
        number((1 << 32) + 1),
    ] {
        let refusal = refusal::<Either>(&row);
        assert!(refusal.contains("variant") || refusal.contains("smaller"), "{row:?}: {refusal}");
    }
}

#[test]
fn what_is_cut_off_or_too_long_is_refused() {
    let row = vec![Pair { key: "abc".to_string(), amount: Some(Uint128::MAX) }];
    let whole = pack(&row);
    assert_eq!(unpack::<Vec<Pair<String>>>(&whole).unwrap(), row);
    for length in 0..whole.len() {
        assert!(unpack::<Vec<Pair<String>>>(&whole[..length]).is_err(), "{length} bytes");
    }
    let more = [whole, vec![0]].concat();
    let fault = unpack::<Vec<Pair<String>>>(&more).unwrap_err();
    assert_eq!(fault.to_string(), "expected the end of the row");
    // A list that says it has 2^32 items, a text of 2^63 bytes, a length that is not told.
    assert!(unpack::<Vec<()>>(&[0x9b, 0, 0, 0, 1, 0, 0, 0, 0]).is_err());
    assert!(unpack::<String>(&[0x7b, 0x80, 0, 0, 0, 0, 0, 0, 0]).is_err());
    assert!(unpack::<Vec<u64>>(&[0x9f, 0x01, 0xff]).is_err());
    assert!(unpack::<String>(&[0x62, 0xff, 0xfe]).is_err());
}

#[test]
fn what_is_of_no_interest_is_passed_over() {
    let whole = Pair { key: ("text".to_string(), vec![Some(1u64), None]), amount: None };
    let read: (Skipped, Option<Uint128>) = unpack(&pack(&whole)).unwrap();
    assert_eq!(read, (Skipped, None));
    assert!(unpack::<Skipped>(&[0x82, 0x01]).is_err());
    assert!(unpack::<Skipped>(&[0x9b, 0xff, 0, 0, 0, 0, 0, 0, 0]).is_err());
}

/// What a library reads in a row, in the terms of the row.
fn as_told(outer: &Outer) -> Value {
    let wide = |number: u128| match u64::try_from(number) {
        Ok(number) => number.into(),
        Err(_) => Value::from(number),
    };
    let amount = |amount: &Option<Uint128>| amount.map_or(Value::Null, |units| wide(units.u128()));
    let rest = |pair: &Pair<String>| list(&[pair.key.as_str().into(), amount(&pair.amount)]);
    let kind = match &outer.kind {
        Either::Neither => number(0),
        Either::Pair(pair) => {
            list(&[number(1), list(&[u64::from(pair.key).into(), amount(&pair.amount)])])
        }
        Either::Since { at, by } => list(&[number(2), list(&[number(*at), by.as_str().into()])]),
    };
    let (place, share, small) = &outer.place;
    let product: Vec<u8> =
        outer.product.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    list(&[
        number(outer.id),
        list(&[
            list(&[number(outer.pair.key.0), outer.pair.key.1.into()]),
            amount(&outer.pair.amount),
        ]),
        Value::Array(outer.rest.iter().map(rest).collect()),
        kind,
        number(outer.units.0.u64()),
        list(&[place.as_str().into(), wide(share.atomics().u128()), u64::from(*small).into()]),
        Value::Bytes(outer.data.to_vec()),
        Value::Bytes(product),
    ])
}

/// Numbers of every length.
fn any_wide() -> impl Strategy<Value = u128> {
    (any::<u128>(), 0..128u32).prop_map(|(number, by)| number >> by)
}

fn any_narrow() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0..64u32).prop_map(|(number, by)| number >> by)
}

fn any_either() -> impl Strategy<Value = Either> {
    prop_oneof![
        Just(Either::Neither),
        (any::<u32>(), any_wide())
            .prop_map(|(key, units)| Either::Pair(Pair { key, amount: Some(Uint128::new(units)) })),
        (any_narrow(), ".{0,40}").prop_map(|(at, by)| Either::Since { at, by }),
    ]
}

proptest! {
    #[test]
    fn a_library_reads_what_is_written_and_what_it_writes_is_read(
        id in any_narrow(), flag: bool, amount in prop::option::of(any_wide()),
        names in prop::collection::vec(".{0,30}", 0..30), kind in any_either(), share in any_wide(),
        small: u8, data: Vec<u8>, high in any_wide(), low: u128,
    ) {
        let amount = amount.map(Uint128::new);
        let mut product = [0; 32];
        product[..16].copy_from_slice(&high.to_be_bytes());
        product[16..].copy_from_slice(&low.to_be_bytes());
        let outer = Outer {
            id,
            pair: Pair { key: (id, flag), amount },
            rest: names.into_iter().map(|key| Pair { key, amount }).collect(),
            kind,
            units: Units(Uint64::new(id)),
            place: (Addr::unchecked("place"), Decimal::new(Uint128::new(share)), small),
            data: Binary::from(data),
            product: Uint256::from_be_bytes(product),
        };
        let packed = pack(&outer);
        prop_assert_eq!(&packed, &bytes(&as_told(&outer)));
        prop_assert_eq!(unpack::<Outer>(&packed).unwrap(), outer);
    }

    #[test]
    fn whatever_the_bytes_are_reading_ends(bytes: Vec<u8>) {
        let _ = unpack::<Outer>(&bytes);
        let _ = unpack::<Skipped>(&bytes);
        if let Ok(row) = unpack::<Vec<Either>>(&bytes) {
            prop_assert_eq!(unpack::<Vec<Either>>(&pack(&row)).unwrap(), row);
        }
    }
}
