use cosmwasm_std::testing::{mock_dependencies, mock_env};
use cosmwasm_std::{Binary, Reply, SubMsgResult};
use weir_staking_hub::contract::reply;

use crate::common::*;

fn answer(id: u64, payload: &[u8]) -> Result<(), Error> {
    let mut deps = mock_dependencies();
    let result = SubMsgResult::Err("sdk: 5".to_string());
    let reply_of = Reply { id, payload: Binary::from(payload), gas_used: 0, result };
    reply(deps.as_mut(), mock_env(), reply_of).map(|_| ())
}

#[test]
fn a_reply_that_nobody_asked_for_is_refused() {
    for id in [0, 3, u64::MAX] {
        assert_eq!(answer(id, b""), Err(Error::UnknownReply { id }));
    }
}

#[test]
fn a_payload_that_is_no_act_is_refused() {
    for payload in [&b""[..], b"{}", b"\x82\x01\x80", b"\x04", b"\xff"] {
        assert!(matches!(answer(2, payload), Err(Error::Std(_))));
    }
}
