//! Worlds of the hub's tests, and refusals by variant.

use cosmwasm_std::{from_json, Binary, Decimal};
use cw_multi_test::AppResponse;
use serde_json::Value;
use weir_interface::hub::ExecuteMsg;
pub use weir_staking_hub::ContractError as Error;
use weir_testing::{Outcome, Suite};

pub const COIN: u128 = 1_000_000;
pub const HOUR: u64 = 3_600;
pub const DAY: u64 = 86_400;

/// Fails unless the hub refused with this variant.
macro_rules! refused {
    ($outcome:expr, $pattern:pat $(if $guard:expr)?) => {{
        let refusal = $outcome.expect_err("it was accepted");
        assert!(
            matches!(refusal.hub(), Some($pattern) $(if $guard)?),
            "refused for another reason: {refusal}"
        );
    }};
}

/// A young hub: ten coins of first deposit in the buffer, keepers resting, no cap on a share.
pub fn young() -> Suite {
    let builder = Suite::builder().registry(|change| change.max_share = Some(Decimal::one()));
    let mut suite = builder.build();
    suite.keepers = false;
    suite
}

/// Alice has bonded 990 coins and they are delegated.
pub fn staked() -> Suite {
    let mut suite = young();
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite
}

/// One target alone, with stake.
pub fn with_one_target() -> Suite {
    let mut suite = Suite::builder()
        .validators(2)
        .weights(&[("val1", 1)])
        .registry(|change| change.max_share = Some(Decimal::one()))
        .build();
    suite.keepers = false;
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite
}

/// A hub of which next to nothing is left: its one validator lost everything.
pub fn insolvent() -> Suite {
    let mut suite = Suite::builder()
        .validators(2)
        .weights(&[("val1", 1)])
        .registry(|change| change.max_share = Some(Decimal::one()))
        .hub(|change| change.buffer_target = Some(Decimal::zero()))
        .build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite.slash("val1", Decimal::one());
    suite.crank("sync").unwrap();
    assert!(suite.solvency().insolvent);
    suite
}

/// Alice queued `shares` in batch 1, which closes in this very second.
pub fn queued(shares: u128) -> Suite {
    let mut suite = staked();
    suite.queue_unbond("alice", shares).unwrap();
    suite
}

/// The same, placed in unbonding.
pub fn unbonding(shares: u128) -> Suite {
    let mut suite = queued(shares);
    suite.seconds_pass(6 * HOUR + 60);
    suite.crank("submit_batch").unwrap();
    suite
}

/// The same, paid by the chain and settled.
pub fn settled(shares: u128) -> Suite {
    let mut suite = unbonding(shares);
    suite.seconds_pass(21 * DAY + 60);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    suite
}

/// The same, of which half was slashed on its way.
pub fn settled_short(shares: u128) -> Suite {
    let mut suite = unbonding(shares);
    for name in suite.validators.clone() {
        suite.slash_at(&name, 1, Decimal::percent(50));
    }
    suite.seconds_pass(21 * DAY + 60);
    suite.crank("reconcile").unwrap();
    suite.next_block();
    suite.crank("reconcile").unwrap();
    suite
}

/// The breaker is on: a fifth of one fifth of the stake is gone.
pub fn tripped() -> Suite {
    let mut suite = staked();
    suite.slash("val1", Decimal::percent(20));
    suite.crank("sync").unwrap();
    suite
}

/// A message as text.
pub fn raw(suite: &mut Suite, sender: &str, json: &str) -> Outcome {
    raw_with(suite, sender, json, 0)
}

/// A message as text, with units of the staking coin.
pub fn raw_with(suite: &mut Suite, sender: &str, json: &str, units: u128) -> Outcome {
    let hub = suite.hub.clone();
    let funds = match units {
        0 => vec![],
        units => {
            suite.fund(sender, units);
            vec![cosmwasm_std::coin(units, &suite.denom)]
        }
    };
    // What is not JSON is a fault of the test.
    from_json::<Value>(json.as_bytes()).unwrap();
    suite.execute_raw(sender, &hub, Binary::from(json.as_bytes()), funds)
}

/// A typed message.
pub fn call(suite: &mut Suite, sender: &str, msg: ExecuteMsg) -> Outcome {
    suite.hub_call(sender, &msg)
}

/// The values of an attribute over all events of a name.
pub fn told(answer: &AppResponse, event: &str, key: &str) -> Vec<String> {
    let wanted = format!("wasm-weir_{event}");
    let events = answer.events.iter().filter(|found| found.ty == wanted);
    let attributes = events.flat_map(|found| &found.attributes).filter(|found| found.key == key);
    attributes.map(|found| found.value.clone()).collect()
}

/// The first of them, as a number.
pub fn number(answer: &AppResponse, event: &str, key: &str) -> Option<u128> {
    told(answer, event, key).first().map(|text| text.parse().unwrap())
}
