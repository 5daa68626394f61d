//! What the tests of threats share: worlds, messages as attackers write them, refusals by variant.

#![allow(dead_code, unused_macros, reason = "each test file uses its part")]

use cosmwasm_std::{coin, to_json_binary, Binary, CosmosMsg, WasmMsg};
use serde::Serialize;
use weir_interface::hub::{ExecuteMsg, ReceiveMsg};
use weir_interface::{token, PeerField};
use weir_quantities::Shares;
use weir_testing::{Outcome, Suite};

/// One whole coin.
pub const COIN: u128 = 1_000_000;
/// A day in seconds.
pub const DAY: u64 = 86_400;
/// An hour in seconds.
pub const HOUR: u64 = 3_600;

/// Fails unless a refusal came from this contract and is of this variant.
macro_rules! refused {
    ($outcome:expr, $by:ident, $pattern:pat $(if $guard:expr)?) => {{
        let refusal = $outcome.expect_err("it was accepted");
        assert!(
            matches!(refusal.$by(), Some($pattern) $(if $guard)?),
            "refused for another reason: {refusal}"
        );
    }};
}
#[allow(unused_imports, reason = "each test file uses its part")]
pub(crate) use refused;

/// Alice has bonded this many coins and they are delegated; keepers rest.
pub fn staked(coins: u128) -> Suite {
    stake(Suite::new(), coins)
}

/// The same in a world of one's own.
pub fn stake(mut suite: Suite, coins: u128) -> Suite {
    suite.keepers = false;
    suite.bond("alice", coins * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite
}

/// A message to the hub, with units of the staking coin.
pub fn to_hub(suite: &Suite, msg: &impl Serialize, units: u128) -> CosmosMsg {
    let funds = if units == 0 { vec![] } else { vec![coin(units, &suite.denom)] };
    let msg = to_json_binary(msg).unwrap();
    WasmMsg::Execute { contract_addr: suite.hub.to_string(), msg, funds }.into()
}

/// Shares sent to the hub with a message.
pub fn shares_to_hub(suite: &Suite, shares: u128, msg: &ReceiveMsg) -> CosmosMsg {
    let send = token::ExecuteMsg::Send {
        contract: suite.hub.to_string(),
        amount: shares.into(),
        msg: to_json_binary(msg).unwrap(),
    };
    token::TokenContract(suite.token.clone()).call(&send).unwrap()
}

/// A plain bond.
pub fn bond_msg() -> ExecuteMsg {
    ExecuteMsg::Bond {
        receiver: None,
        min_shares: Some(Shares::ZERO),
        max_age: None,
        referral: None,
        donate: PeerField::default(),
    }
}

/// A message as text, to any contract.
pub fn raw(suite: &mut Suite, sender: &str, contract: &str, json: &str) -> Outcome {
    let contract = suite.actor(contract);
    suite.execute_raw(sender, &contract, Binary::from(json.as_bytes()), vec![])
}

/// Time passes until a moment, in one block; keepers do not act.
pub fn until(suite: &mut Suite, moment: u64) {
    let left = moment.saturating_sub(suite.now());
    if left > 0 {
        suite.chain.advance_block(left);
        suite.look("time");
    }
}

/// The batch that waits is submitted as soon as its lag is over, after a sync of the last day.
pub fn submit(suite: &mut Suite) -> Outcome {
    suite.next_block();
    let from = suite
        .snapshot()
        .pipeline
        .unwrap()
        .waiting
        .map_or(0, |waiting| waiting.closed_at.u64() + 6 * HOUR);
    until(suite, from);
    suite.crank("submit_batch")
}

/// Waits until a batch has completed and settles it.
pub fn settle(suite: &mut Suite, batch: u64) {
    let completes_at = suite.batch(batch).completes_at.unwrap_or_default();
    until(suite, completes_at);
    suite.next_block();
    suite.next_block();
    while suite.crank("reconcile").is_ok() {
        suite.next_block();
    }
}

/// The first value of an attribute, in any event of the answer.
pub fn attribute(response: &cw_multi_test::AppResponse, event: &str, key: &str) -> Option<String> {
    let wanted = format!("wasm-{event}");
    response
        .events
        .iter()
        .filter(|event| event.ty == wanted)
        .flat_map(|event| &event.attributes)
        .find(|attribute| attribute.key == key)
        .map(|attribute| attribute.value.clone())
}

/// How many events of a name an answer has.
pub fn count_events(response: &cw_multi_test::AppResponse, event: &str) -> usize {
    let wanted = format!("wasm-{event}");
    response.events.iter().filter(|event| event.ty == wanted).count()
}
