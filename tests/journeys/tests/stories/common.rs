//! Worlds whose numbers are easy to follow, and how stories look at answers.

use cosmwasm_std::{Decimal, Uint128};
use cw_multi_test::AppResponse;
use embedded_chain::Inflation;
use weir_interface::registry::ParameterChanges;
use weir_testing::{Suite, SuiteBuilder};

/// One whole coin.
pub const COIN: u128 = 1_000_000;
/// Seconds.
pub const HOUR: u64 = 3_600;
/// Seconds.
pub const DAY: u64 = 24 * HOUR;
/// The chain's, unless a story says otherwise.
pub const UNBONDING: u64 = 21 * DAY;

/// Asserts that an outcome is a contract's refusal of one kind.
macro_rules! refused {
    ($outcome:expr, $who:ident, $pattern:pat $(if $guard:expr)?) => {{
        let refusal = $outcome.map(|_| ()).unwrap_err();
        assert!(matches!(refusal.$who(), Some($pattern) $(if $guard)?), "{refusal}");
    }};
}

/// A chain without rewards that slashes to the unit.
pub fn still() -> SuiteBuilder {
    Suite::builder().params(|params| {
        params.inflation = Inflation::None;
        params.power_reduction = Uint128::one();
    })
}

/// A thousand coins: 10 of dead shares, 990 of Alice's; 10 in the buffer, 198 with each of five
/// validators. No rewards, nobody keeps.
pub fn thousand() -> Suite {
    thousand_of(still())
}

/// The same, begun otherwise.
pub fn thousand_of(builder: SuiteBuilder) -> Suite {
    let mut suite = builder.build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    let ledger: Vec<u128> = suite.snapshot().ledger.iter().map(|row| row.u128()).collect();
    assert_eq!(ledger, vec![198 * COIN; 5]);
    suite
}

/// A thousand coins again, 990 of them with the only validator.
pub fn alone() -> Suite {
    let everything = |p: &mut ParameterChanges| p.max_share = Some(Decimal::one());
    let mut suite = still().validator("only", 10u128.pow(12)).registry(everything).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    assert_eq!(suite.row("only").assets.u128(), 990 * COIN);
    suite
}

/// `a × b ÷ c`, rounded down.
pub const fn floor(a: u128, b: u128, c: u128) -> u128 {
    a * b / c
}

/// `a × b ÷ c`, rounded up.
pub const fn ceil(a: u128, b: u128, c: u128) -> u128 {
    (a * b).div_ceil(c)
}

/// The values of an attribute over all events of a name.
pub fn told(answer: &AppResponse, event: &str, key: &str) -> Vec<String> {
    let wanted = format!("wasm-weir_{event}");
    let events = answer.events.iter().filter(|found| found.ty == wanted);
    events
        .flat_map(|found| &found.attributes)
        .filter(|attribute| attribute.key == key)
        .map(|attribute| attribute.value.clone())
        .collect()
}

/// The same, as numbers.
pub fn numbers(answer: &AppResponse, event: &str, key: &str) -> Vec<u128> {
    told(answer, event, key).iter().map(|text| text.parse().unwrap()).collect()
}

/// The only one of them.
pub fn number(answer: &AppResponse, event: &str, key: &str) -> u128 {
    let all = numbers(answer, event, key);
    assert_eq!(all.len(), 1, "{event} {key}: {all:?}");
    all[0]
}

/// Operator addresses of the parts that a submission placed, in order.
pub fn servers(answer: &AppResponse) -> Vec<String> {
    told(answer, "hub_part_placed", "validator")
}

/// Time passes until a moment; nobody keeps.
pub fn wait_until(suite: &mut Suite, at: u64) {
    let left = at.saturating_sub(suite.now());
    suite.seconds_pass(left);
}

/// Waits until a batch may be submitted as far as time decides.
pub fn wait_for_lag(suite: &mut Suite, batch: u64) {
    let at = suite.batch(batch).submittable_at.unwrap();
    wait_until(suite, at);
}

/// Waits until the batch may be submitted, and submits it.
pub fn submit(suite: &mut Suite, batch: u64) -> AppResponse {
    wait_for_lag(suite, batch);
    suite.crank("submit_batch").unwrap()
}

/// Queues, waits, submits. Answers the batch and the submission.
pub fn redeem(suite: &mut Suite, who: &str, shares: u128) -> (u64, AppResponse) {
    suite.queue_unbond(who, shares).unwrap();
    let batch = suite.open_batch();
    let answer = submit(suite, batch);
    (batch, answer)
}

/// Waits for the first block past the completion of all parts of a batch: their coins come at its
/// end. One that the buffer paid has none.
pub fn wait_for_completion(suite: &mut Suite, batch: u64) {
    let at = suite.batch(batch).completes_at;
    wait_until(suite, at.unwrap_or_default());
}

/// Waits until all parts of a batch are paid by the chain, and reconciles.
pub fn settle(suite: &mut Suite, batch: u64) {
    wait_for_completion(suite, batch);
    suite.next_block();
    while suite.crank("reconcile").is_ok() {
        suite.next_block();
    }
}

/// What an actor is paid by a withdrawal.
pub fn paid(suite: &mut Suite, who: &str) -> u128 {
    let before = suite.coins_of(who);
    suite.withdraw(who).unwrap();
    suite.coins_of(who) - before
}

/// Backing and supply now.
pub fn books(suite: &Suite) -> (u128, u128) {
    let solvency = suite.solvency();
    (solvency.backing.u128(), solvency.supply.u128())
}
