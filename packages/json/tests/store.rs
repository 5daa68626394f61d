//! Keys are those of cw-storage-plus, byte for byte, and answers of the chain those of cosmwasm-std.
#![allow(clippy::unwrap_used, reason = "tests")]

use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{
    from_json, to_json_vec, Addr, Binary, Event, MsgResponse, Order, Reply, StdError, Storage,
    SubMsgResponse, SubMsgResult, Uint128,
};
use cw_storage_plus::Bound;
use proptest::prelude::*;
use weir_json::{from_slice, Item, Map};

const ONE: Item<Vec<Uint128>> = Item::new("one");
const MANY: Map<(&Addr, u64), Uint128> = Map::new("many");
const THEIR_MANY: cw_storage_plus::Map<(&Addr, u64), Uint128> = cw_storage_plus::Map::new("many");

fn all(storage: &MockStorage) -> Vec<Vec<u8>> {
    storage.range(None, None, Order::Ascending).map(|(key, _)| key).collect()
}

proptest! {
    #[test]
    fn keys_and_order_are_those_of_cw_storage_plus(
        rows: Vec<(bool, u64, u128)>, after: u64, inclusive: bool,
    ) {
        let (mut ours, mut theirs) = (MockStorage::new(), MockStorage::new());
        let owner = |first| Addr::unchecked(if first { "first" } else { "second" });
        for (first, id, amount) in &rows {
            let (owner, amount) = (owner(*first), Uint128::new(*amount));
            MANY.save(&mut ours, (&owner, *id), &amount);
            THEIR_MANY.save(&mut theirs, (&owner, *id), &amount).unwrap();
        }
        prop_assert_eq!(all(&ours), all(&theirs));
        let bound = || Some(match inclusive {
            true => Bound::inclusive(after),
            false => Bound::exclusive(after),
        });
        for first in [true, false] {
            let owner = owner(first);
            for (min, max, order) in [
                (bound(), None, Order::Descending),
                (None, bound(), Order::Ascending),
            ] {
                let rows = MANY.prefix(&owner).range(&ours, min.clone(), max.clone(), order);
                let keys = MANY.prefix(&owner).keys(&ours, min.clone(), max.clone(), order);
                let their_rows = THEIR_MANY.prefix(&owner).range(&theirs, min, max, order);
                let their_rows: Vec<_> = their_rows.map(Result::unwrap).collect();
                prop_assert_eq!(rows.map(Result::unwrap).collect::<Vec<_>>(), their_rows.clone());
                prop_assert_eq!(
                    keys.map(Result::unwrap).collect::<Vec<_>>(),
                    their_rows.iter().map(|(key, _)| *key).collect::<Vec<_>>()
                );
            }
        }
        let whole = MANY.range(&ours, None, None, Order::Ascending).map(Result::unwrap);
        let their_whole = THEIR_MANY.range(&theirs, None, None, Order::Ascending);
        prop_assert_eq!(
            whole.collect::<Vec<_>>(),
            their_whole.map(Result::unwrap).collect::<Vec<_>>()
        );
    }

    #[test]
    fn an_answer_of_the_chain_is_read_as_cosmwasm_std_reads_it(
        id: u64, payload: Vec<u8>, gas_used: u64, data: Option<Vec<u8>>, fails: bool,
        // cosmwasm-std refuses keys that begin with `_`.
        texts in prop::collection::vec(("[a-z\"\\\\é🕴][ -~é🕴]{0,8}", ".{0,8}"), 0..5),
    ) {
        #[expect(deprecated, reason = "older chains answer so")]
        let response = SubMsgResponse {
            events: vec![Event::new("one").add_attributes(texts.clone()), Event::new("two")],
            data: data.map(Binary::from),
            msg_responses: texts
                .iter()
                .map(|(type_url, value)| MsgResponse {
                    type_url: type_url.clone(),
                    value: value.as_bytes().into(),
                })
                .collect(),
        };
        let result = match fails {
            true => SubMsgResult::Err("refused".to_string()),
            false => SubMsgResult::Ok(response),
        };
        let reply = Reply { id, payload: payload.into(), gas_used, result };
        let text = to_json_vec(&reply).unwrap();
        prop_assert_eq!(from_slice::<Reply>(&text).unwrap(), from_json::<Reply>(&text).unwrap());
    }
}

#[test]
fn a_row_that_is_not_there_or_not_of_its_type_is_told_by_its_name() {
    let mut storage = MockStorage::new();
    let missing = StdError::from(ONE.load(&storage).unwrap_err()).to_string();
    assert!(missing.contains("one not found"), "{missing}");
    assert_eq!(ONE.may_load(&storage).unwrap(), None);
    storage.set(b"one", &[0x61, b'a']);
    let wrong = StdError::from(ONE.load(&storage).unwrap_err()).to_string();
    assert!(wrong.contains("one") && wrong.contains("expected a list"), "{wrong}");
}
