//! Slashed shares of the derivative, as a vault sends them.

use cosmwasm_std::{from_json, CosmosMsg, WasmMsg};
use weir_interface::hub::{HubContract, ReceiveMsg};
use weir_interface::restaking::Asset;
use weir_quantities::Assets;
use weir_testing::Suite;

use crate::common::*;

/// The message of a `send` that a handle makes, and to whom and how much.
fn inside(msg: CosmosMsg) -> (String, u128, ReceiveMsg) {
    let CosmosMsg::Wasm(WasmMsg::Execute { msg, .. }) = msg else { panic!("a call") };
    let cw20::Cw20ExecuteMsg::Send { contract, amount, msg } = from_json(msg).unwrap() else {
        panic!("a send")
    };
    (contract, amount.u128(), from_json(msg).unwrap())
}

fn derivative(suite: &Suite) -> Asset {
    Asset::Cw20 { address: suite.token.to_string() }
}

#[test]
fn t113_what_is_burnt_through_the_hub_vests_for_the_others() {
    let mut suite = staked();
    let before = suite.solvency();
    let burn = HubContract(suite.hub.clone())
        .burn_slashed(&derivative(&suite), Assets::new(10 * COIN))
        .unwrap();
    let (contract, shares, msg) = inside(burn);
    assert_eq!(contract, suite.hub.to_string());
    suite.send_shares("alice", shares, &msg).unwrap();
    let after = suite.solvency();
    assert_eq!(after.supply.u128(), before.supply.u128() - 10 * COIN);
    assert_eq!(after.unvested.u128(), 10 * COIN, "nobody gains in this block");
}

#[test]
fn what_is_unwound_through_the_hub_is_a_request_of_whom_the_service_named() {
    let mut suite = staked();
    let receiver = suite.actor("carol");
    let unwind = HubContract(suite.hub.clone())
        .unwind_slashed(&derivative(&suite), Assets::new(10 * COIN), receiver.as_str())
        .unwrap();
    let (_, shares, msg) = inside(unwind);
    suite.send_shares("alice", shares, &msg).unwrap();
    suite.cancel_unbond("carol", None, None).unwrap();
    assert_eq!(suite.shares_of("carol"), 10 * COIN);
}
