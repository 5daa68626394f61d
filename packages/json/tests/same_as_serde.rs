//! `#[json]` reads and writes what serde's own derive does.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    from_json, to_json_string, Addr, Binary, Coin, Decimal, Timestamp, Uint128, Uint64, VoteOption,
};
use cw20::{EmbeddedLogo, Logo};
use cw_ownable::Action;
use cw_utils::Expiration;
use proptest::prelude::*;
use weir_json::{from_slice, json, to_binary, Json, Value};

/// The same types twice: once with `#[json]`, once with serde's derive.
macro_rules! twins {
    ($($module:ident: $attribute:ident),*) => {$(
        mod $module {
            use super::*;

            #[$attribute]
            pub struct Whole(pub Uint128);

            #[$attribute]
            pub struct Row {
                pub id: u64,
                pub name: String,
                pub small: u8,
                pub whole: Option<Whole>,
                pub pairs: Vec<(String, u32)>,
                pub three: (u64, bool, Decimal),
            }

            #[$attribute]
            #[serde(deny_unknown_fields)]
            pub enum Message {
                Plain,
                NoFields {},
                TwoWords { first_field: Option<String>, second: Decimal },
                Wrapped(Row),
                #[serde(rename = "LOUD")]
                Loud,
            }
        }
    )*};
}

twins!(ours: json, theirs: cw_serde);

#[json]
struct Seat(String, u64);

proptest! {
    #[test]
    fn a_row_is_written_and_read_as_serde_does(
        id: u64, name: String, small: u8, whole: Option<u128>,
        pairs: Vec<(String, u32)>, number: u64, flag: bool, atomics: u128,
    ) {
        let three = (number, flag, Decimal::raw(atomics));
        let ours = ours::Row {
            id, name: name.clone(), small, pairs: pairs.clone(), three,
            whole: whole.map(|units| ours::Whole(Uint128::new(units))),
        };
        let theirs = theirs::Row {
            id, name, small, pairs, three,
            whole: whole.map(|units| theirs::Whole(Uint128::new(units))),
        };
        let text = to_json_string(&ours).unwrap();
        prop_assert_eq!(&text, &to_json_string(&theirs).unwrap());
        prop_assert_eq!(&text, &serde_json::to_string(&ours).unwrap());
        prop_assert_eq!(&from_json::<ours::Row>(&text).unwrap(), &ours);
        prop_assert_eq!(serde_json::from_str::<ours::Row>(&text).unwrap(), ours);
    }

    #[test]
    fn text_that_was_tampered_with_is_read_as_serde_reads_it(
        at: prop::sample::Index, wrapped: bool, letter in "[\\[\\]{}:,\"a-z0-9]",
    ) {
        let goods = [
            r#"{"two_words":{"first_field":"a","second":"0.5"}}"#,
            r#"{"wrapped":{"id":1,"name":"n","small":2,"pairs":[["a",3],["b",4]],"three":[4,true,"0.5"]}}"#,
        ];
        let good = goods[usize::from(wrapped)];
        let mut text = good.to_string();
        let at = at.index(good.len());
        text.replace_range(at..=at, &letter);
        let ours = from_json::<ours::Message>(&text).map(|message| to_json_string(&message).unwrap());
        let theirs = from_json::<theirs::Message>(&text).map(|message| to_json_string(&message).unwrap());
        prop_assert_eq!(ours.ok(), theirs.ok(), "{}", text);
    }
}

#[test]
fn text_is_escaped_as_serde_escapes_it() {
    let text: String =
        (0..0x300u32).filter_map(char::from_u32).chain("🕴\u{2028}\u{ffff}".chars()).collect();
    let theirs = serde_json::to_string(&text).unwrap();
    assert_eq!(to_binary(&text).as_slice(), theirs.as_bytes());
    assert_eq!(from_slice::<String>(theirs.as_bytes()).unwrap(), text);
}

#[test]
fn whatever_json_says_is_written_again() {
    let text =
        r#"{"a":[null,true,-7,18446744073709551615,"x",[],{}],"b":{"c":{"d":[{"e":0},{}]}}}"#;
    let value: Value = from_json(text).unwrap();
    assert_eq!(to_binary(&value).as_slice(), text.as_bytes());
    assert_eq!(to_json_string(&value).unwrap(), text);
}

#[test]
fn variants_are_written_and_read_as_serde_does() {
    let row =
        r#"{"id":1,"name":"n","small":2,"whole":null,"pairs":[["a",3]],"three":[4,true,"0.5"]}"#;
    let wrapped = format!(r#"{{"wrapped":{row}}}"#);
    for text in [
        r#""plain""#,
        r#""LOUD""#,
        r#"{"no_fields":{}}"#,
        r#"{"two_words":{"first_field":null,"second":"0.25"}}"#,
        r#"{"two_words":{"first_field":"x","second":"1"}}"#,
        &wrapped,
    ] {
        let ours: ours::Message = from_json(text).unwrap();
        assert_eq!(to_json_string(&ours).unwrap(), text);
        assert_eq!(to_json_string(&from_json::<theirs::Message>(text).unwrap()).unwrap(), text);
    }
}

#[test]
fn what_serde_refuses_is_refused() {
    for text in [
        r#""loud""#,
        r#""two_words""#,
        r#""no_fields""#,
        r#"{}"#,
        r#"[]"#,
        r#"7"#,
        r#"null"#,
        r#"{"no_fields":{},"plain":{}}"#,
        r#"{"no_fields":{"more":1}}"#,
        r#"{"no_fields":[]}"#,
        r#"{"two_words":{"first_field":"x"}}"#,
        r#"{"two_words":{"second":0.5}}"#,
        r#"{"two_words":{"second":5}}"#,
        r#"{"two_words":{"second":"0.5","second":"0.6"}}"#,
        r#"{"two_words":{"second":"0.5","third":null}}"#,
        r#"{"two_words":{"second":"0.5"}} "x""#,
        r#"{"wrapped":{"id":-1,"name":"n","small":2,"pairs":[],"three":[4,true,"0.5"]}}"#,
        r#"{"wrapped":{"id":1,"name":"n","small":256,"pairs":[],"three":[4,true,"0.5"]}}"#,
        r#"{"wrapped":{"id":1,"name":"n","small":2,"pairs":[],"three":[4,true]}}"#,
        r#"{"wrapped":{"id":1,"name":"n","small":2,"pairs":[],"three":[4,true,"0.5",1]}}"#,
        r#"{"wrapped":{"id":1,"name":"n","small":2,"whole":7,"pairs":[],"three":[4,true,"0.5"]}}"#,
    ] {
        assert!(from_json::<theirs::Message>(text).is_err(), "serde reads {text}");
        assert!(from_json::<ours::Message>(text).is_err(), "{text}");
    }
}

#[test]
fn a_refusal_names_the_field() {
    let refusal = |text: &str| from_json::<ours::Message>(text).unwrap_err().to_string();
    for (text, expected) in [
        (r#"{"two_words":{"second":5}}"#, "second: expected a string"),
        (r#"{"two_words":{}}"#, "missing field `second`"),
        (r#"{"two_words":{"second":"1","second":"1"}}"#, "duplicate field `second`"),
        (
            r#"{"two_words":{"secnod":"1"}}"#,
            "unknown field `secnod`, expected one of: first_field, second",
        ),
        (r#"{"thre_words":{}}"#, "unknown variant `thre_words`"),
        (r#"{"wrapped":{"id":1,"name":"n","small":2}}"#, "missing field `pairs`"),
        (
            r#"{"wrapped":{"id":1,"name":"n","small":2,"pairs":[["a",3],7],"three":7}}"#,
            "pairs: expected a list",
        ),
        (
            r#"{"wrapped":{"id":1,"name":"n","small":2,"pairs":[],"three":[4,true,1]}}"#,
            "three: expected a string",
        ),
        (
            r#"{"wrapped":{"id":1,"name":"n","small":2,"pairs":[["a",-1]],"three":[]}}"#,
            "pairs: expected a number from 0 to 4294967295",
        ),
    ] {
        assert!(refusal(text).contains(expected), "{}", refusal(text));
    }
}

#[test]
fn a_tuple_struct_is_a_list() {
    let seat = Seat("a".to_string(), 7);
    assert_eq!(to_json_string(&seat).unwrap(), r#"["a",7]"#);
    assert_eq!(from_json::<Seat>(r#"["a",7]"#).unwrap(), seat);
    assert!(from_json::<Seat>(r#"["a"]"#).is_err());
}

/// A foreign type is written and read as by its own serde.
fn same<T: Json + serde::Serialize + std::fmt::Debug + PartialEq>(value: &T) {
    let text = to_json_string(value).unwrap();
    assert_eq!(to_binary(value).as_slice(), text.as_bytes());
    assert_eq!(&from_slice::<T>(text.as_bytes()).unwrap(), value);
}

#[test]
fn types_of_cosmwasm_are_written_and_read_as_by_their_own_serde() {
    same(&Uint128::MAX);
    same(&Uint64::MAX);
    same(&Decimal::from_ratio(1u128, 3u128));
    same(&Addr::unchecked("somebody"));
    same(&Binary::from(b"\x00\xffbytes"));
    same(&Coin::new(7u128, "uatom"));
    same(&VoteOption::Yes);
    same(&VoteOption::No);
    same(&VoteOption::Abstain);
    same(&VoteOption::NoWithVeto);
    same(&Expiration::AtHeight(7));
    same(&Expiration::AtTime(Timestamp::from_nanos(1_700_000_000_000_000_001)));
    same(&Expiration::Never {});
    same(&Action::AcceptOwnership);
    same(&Action::RenounceOwnership);
    same(&Action::TransferOwnership { new_owner: "a".to_string(), expiry: None });
    let expiry = Some(Expiration::AtHeight(7));
    same(&Action::TransferOwnership { new_owner: "a".to_string(), expiry });
    same(&Logo::Url("https://example.org".to_string()));
    same(&Logo::Embedded(EmbeddedLogo::Svg(Binary::from(b"svg"))));
    same(&Logo::Embedded(EmbeddedLogo::Png(Binary::from(b"png"))));
}
