use cosmwasm_std::Decimal;
use serde_json::json;
use weir_accounting::{Schedule, Unread, Vesting, WaitingBatch};
use weir_interface::hub::Scope;
use weir_quantities::{Assets, BatchId, Shares, Time};
use weir_staking_hub::parameters::Announced;
use weir_staking_hub::state::{ACCESS, ANNOUNCED, PIPELINE, POOL, RATES, STAKE};

use crate::fixture::{addr, hub, Hub, DAY, HOUR, NOW};
use crate::{change, put};

fn warnings(hub: &Hub) -> Vec<String> {
    let health = hub.ask(&json!({"health": {}}));
    let sentences = health["warnings"].as_array().expect("a list").iter();
    sentences.map(|sentence| sentence.as_str().expect("text").to_string()).collect()
}

/// Asserts that there is one warning and that it says this.
fn assert_warns(hub: &Hub, words: &str) {
    let warnings = warnings(hub);
    assert!(matches!(&warnings[..], [one] if one.contains(words)), "{words}: {warnings:?}");
}

#[test]
fn a_healthy_hub_says_who_may_do_what_and_nothing_else() {
    assert_eq!(
        hub().ask(&json!({"health": {}})),
        json!({
            "warnings": [],
            "admin": addr("admin"),
            "token_admin": addr("admin"),
            "registry_admin": addr("admin"),
            "distributor_admin": addr("admin"),
            "owner": addr("dao"),
            "version": "crates.io:weir-staking-hub 0.1.0"
        })
    );
}

#[test]
fn it_warns_of_an_old_sync() {
    let mut hub = hub();
    hub.wait(23 * HOUR);
    assert_eq!(warnings(&hub), Vec::<String>::new());
    hub.wait(1);
    assert_warns(&hub, "call sync");
}

#[test]
fn it_warns_of_a_tripped_breaker() {
    let mut hub = hub();
    change!(hub, ACCESS, |access| access.gates.breaker_until = Time::new(NOW + 1));
    assert_warns(&hub, "the rate fell sharply");
}

#[test]
fn it_warns_of_a_pause_while_it_lasts() {
    let mut hub = hub();
    change!(hub, ACCESS, |access| access.gates.paused = vec![(Scope::Harvest, Time::new(NOW + 1))]);
    assert_warns(&hub, "harvest is paused");
    hub.wait(1);
    assert_eq!(warnings(&hub), Vec::<String>::new());
}

#[test]
fn it_warns_of_a_validator_that_cannot_be_read() {
    let mut hub = hub();
    let since = Time::new(NOW);
    change!(hub, ACCESS, |access| access.gates.unread = vec![(1, Unread::Kept { since })]);
    assert_warns(&hub, "val2 cannot be read");
}

#[test]
fn it_warns_of_insolvency() {
    let mut hub = hub();
    change!(hub, STAKE, |stake| stake.delegated = Assets::ZERO);
    change!(hub, POOL, |pool| pool.buffer = Assets::ZERO);
    assert_warns(&hub, "insolvent: 0 assets back 1000000 shares");
}

/// Rewards that vest over a year.
fn unvested(assets: u128) -> Hub {
    let mut hub = hub();
    let (from, until) = (Time::new(NOW), Time::new(NOW + 365 * DAY));
    change!(hub, STAKE, |stake| {
        stake.delegated = Assets::new(1_000_000);
        stake.vesting = Vesting::from(Schedule { assets: Assets::new(assets), from, until });
    });
    hub
}

#[test]
fn it_warns_of_more_than_seven_days_of_rewards_that_may_not_vest_yet() {
    // Without samples a day is what may vest in one: 0.3 % of 1,023,400 less what is unvested.
    assert_eq!(warnings(&unvested(20_000)), Vec::<String>::new());
    assert_warns(&unvested(21_500), "not vested");
}

#[test]
fn a_day_of_rewards_is_what_the_past_rates_show() {
    let mut hub = unvested(10_000);
    for (ago, permille) in [(7, 1_000), (0, 1_007)] {
        let at = NOW - DAY * ago;
        put!(hub, RATES, at / DAY, &(Time::new(at), Decimal::permille(permille)));
    }
    // 0.1 % a day of 1,013,400, so seven days are 7,098.
    assert_warns(&hub, "not vested");
}

#[test]
fn it_warns_of_a_batch_that_waits_for_entries() {
    let mut hub = hub();
    let closed_at = Time::new(NOW);
    let waiting =
        WaitingBatch { id: BatchId::new(1), unplaced: Shares::new(9), closed_at, begun: false };
    change!(hub, PIPELINE, |pipeline| pipeline.waiting = Some(waiting));
    change!(hub, STAKE, |stake| stake.synced.time = Time::new(NOW + DAY));
    hub.wait(24 * HOUR);
    assert_eq!(warnings(&hub), Vec::<String>::new());
    hub.wait(1);
    assert_warns(&hub, "batch 1 could be submitted since");
}

#[test]
fn it_warns_when_the_token_counts_otherwise() {
    let mut hub = hub();
    hub.contracts_say(999_999, "admin");
    assert_warns(&hub, "the token counts 999999 shares, the hub 1000000");
}

#[test]
fn it_warns_when_rewards_go_elsewhere() {
    let mut hub = hub();
    hub.deps.querier.distribution.set_withdraw_address(addr("hub"), addr("thief"));
    assert_warns(&hub, "not to the distributor");
}

#[test]
fn it_warns_when_the_four_contracts_have_different_admins() {
    let mut hub = hub();
    hub.contracts_say(1_000_000, "somebody");
    assert_eq!(warnings(&hub).len(), 3);
    assert!(warnings(&hub).iter().all(|warning| warning.contains("may be migrated by")));
}

#[test]
fn it_tells_announced_raises() {
    let mut hub = hub();
    let raise = Announced {
        name: "instant_fee_max".to_string(),
        value: Decimal::percent(6),
        active_at: Time::new(NOW + DAY),
    };
    change!(hub, ANNOUNCED, |raises| raises.push(raise));
    assert_warns(&hub, "instant_fee_max is to become 0.06");
}
