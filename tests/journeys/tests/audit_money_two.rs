//! What a second auditor of the money paths tried: validators that cannot be read for a block, the
//! pace of vesting, and covers of an insolvent hub.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use crate::threats_common::{count_events, settle, stake, until, COIN, DAY, HOUR};
use cosmwasm_std::Decimal;
use embedded_chain::Unreadable;
use weir_interface::hub::ExecuteMsg;
use weir_testing::Suite;

fn submit_msg(skip: Option<Vec<String>>) -> ExecuteMsg {
    ExecuteMsg::SubmitBatch { max_parts: None, skip, undelegations: Default::default() }
}

/// Time passes in one block; keepers do not act.
fn wait(suite: &mut Suite, seconds: u64) {
    let moment = suite.now() + seconds;
    until(suite, moment);
}

/// What an actor's shares are worth by the stored books.
fn worth(suite: &Suite, who: &str) -> u128 {
    let s = suite.snapshot();
    let product = cosmwasm_std::Uint256::from(suite.shares_of(who))
        * cosmwasm_std::Uint256::from(s.backing_at(s.now));
    cosmwasm_std::Uint128::try_from(product / cosmwasm_std::Uint256::from(s.shares()))
        .unwrap()
        .u128()
}

/// Alice, who leaves with 500 coins, and mallory, who stays with 490; ten more are dead.
fn alice_leaves(suite: Suite) -> Suite {
    let mut suite = stake(suite, 500);
    suite.bond("mallory", 490 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    let shares = suite.shares_of("alice");
    suite.queue_unbond("alice", shares).unwrap();
    suite.next_block();
    suite.crank("sync").unwrap();
    suite
}

/// All can be read again: what alice was placed at, but for what nobody could read.
fn alice_left_with_her_part(mut suite: Suite) {
    suite.unreadable("val1", None);
    suite.next_block();
    suite.crank("sync").unwrap();
    let placed = suite.batch(1).placed.u128();
    let stays = worth(&suite, "mallory");
    // A twentieth lay with the one that nobody can read.
    assert!(placed >= 475 * COIN, "alice leaves with {placed} of 500 coins, mallory has {stays}");
    suite.check_everything();
}

#[test]
fn whoever_stays_cannot_keep_a_validator_at_nothing_by_skipping_it_when_it_answers_again() {
    let world = Suite::builder()
        .weights(&[("val1", 20), ("val2", 100), ("val3", 100), ("val4", 100), ("val5", 100)])
        .registry(|terms| terms.max_share = Some(Decimal::percent(40)))
        .build();
    let mut suite = alice_leaves(world);
    // A validator with a few coins cannot be read for long, another one for a block.
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    suite.unreadable("val2", Some(Unreadable::DelegationQueries));
    suite.crank("sync").unwrap();
    suite.unreadable("val2", None);
    wait(&mut suite, 6 * HOUR);
    let skip = Some(suite.operators(&["val2"]));
    let hidden = suite.hub_call("mallory", &submit_msg(skip)).unwrap();
    assert_eq!(count_events(&hidden, "weir_hub_submit_kept_sync"), 1);
    assert_eq!(count_events(&hidden, "weir_hub_batch_submitted"), 0);
    suite.crank("sync").unwrap();
    // The other one is still there: after a day a batch is priced without it.
    suite.crank("submit_batch").unwrap_err();
    wait(&mut suite, 18 * HOUR);
    suite.crank("submit_batch").unwrap();
    alice_left_with_her_part(suite);
}

#[test]
fn whoever_stays_cannot_wait_a_day_with_a_validator_that_he_keeps_at_nothing() {
    let world = Suite::builder()
        .weights(&[("val1", 20), ("val2", 100), ("val3", 100), ("val4", 100), ("val5", 100)])
        .registry(|terms| terms.max_share = Some(Decimal::percent(40)))
        .build();
    let mut suite = stake(world, 500);
    suite.bond("mallory", 490 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.next_block();
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    suite.unreadable("val2", Some(Unreadable::DelegationQueries));
    suite.crank("sync").unwrap();
    suite.unreadable("val2", None);
    let skip = Some(suite.operators(&["val2"]));
    for quarter in 0..4 {
        // Mallory comes before the keepers, who do what is due.
        let _ = suite.hub_call("mallory", &ExecuteMsg::Sync { skip: skip.clone() });
        if quarter == 3 {
            let shares = suite.shares_of("alice");
            suite.queue_unbond("alice", shares).unwrap();
        }
        if suite.cranks().iter().any(|crank| crank.ready && crank.name == "sync") {
            suite.crank("sync").unwrap();
        }
        wait(&mut suite, 6 * HOUR + 1);
    }
    let _ = suite.hub_call("mallory", &submit_msg(skip));
    let _ = suite.crank("submit_batch");
    alice_left_with_her_part(suite);
}

#[test]
fn a_batch_is_not_priced_without_validators_that_cannot_be_read_for_one_block() {
    let mut suite = alice_leaves(Suite::new());
    wait(&mut suite, 6 * HOUR);
    for validator in ["val1", "val2", "val3", "val4"] {
        suite.unreadable(validator, Some(Unreadable::DelegationQueries));
    }
    let _ = suite.hub_call("mallory", &submit_msg(None));
    for validator in ["val1", "val2", "val3", "val4"] {
        suite.unreadable(validator, None);
    }
    suite.next_block();
    let _ = suite.crank("submit_batch");
    let _ = suite.crank("sync");
    let stays = worth(&suite, "mallory");
    settle(&mut suite, 1);
    suite.withdraw("alice").unwrap();
    let paid = suite.coins_of("alice");
    assert!(paid >= 499 * COIN, "alice is paid {paid} of 500 coins, mallory has {stays} for 490");
}

/// A hundred thousand coins, and five thousand that the treasury gives up for them.
fn compensated() -> Suite {
    let mut suite = stake(Suite::new(), 100_000);
    suite.bond("treasury", 5_000 * COIN).unwrap();
    let shares = suite.shares_of("treasury");
    suite.cover_loss("treasury", shares).unwrap();
    suite.next_block();
    suite
}

/// What a newcomer with nine times as much gains in forty-one hours, and in how many days vesting
/// ends once he has come.
fn newcomer(with_a_share: bool) -> (u128, u64) {
    let mut suite = compensated();
    suite.crank("sync").unwrap();
    suite.bond("mallory", 900_000 * COIN).unwrap();
    if with_a_share {
        suite.cover_loss("mallory", 1).unwrap();
    }
    let days = suite.solvency().vested_at.saturating_sub(suite.now()) / DAY;
    wait(&mut suite, 41 * HOUR);
    (worth(&suite, "mallory") - 900_000 * COIN, days)
}

#[test]
fn t149_a_newcomer_does_not_pull_the_end_of_vesting_to_himself_with_one_share() {
    let (plain, days) = newcomer(false);
    let (pulled, pulled_days) = newcomer(true);
    assert!(
        pulled <= plain + plain / 10,
        "with one share given up mallory takes {pulled} in 41 hours, without {plain}; \
         vesting ends in {pulled_days} days, without in {days}"
    );
}

/// A thousand coins, all staked, all lost, a day ago.
fn ruined() -> Suite {
    let world = Suite::builder().hub(|terms| terms.buffer_target = Some(Decimal::zero())).build();
    let mut suite = stake(world, 990);
    for validator in suite.validators.clone() {
        suite.slash(&validator, Decimal::one());
    }
    suite.crank("sync").unwrap();
    wait(&mut suite, DAY + 1);
    suite.crank("sync").unwrap();
    assert!(suite.solvency().insolvent);
    suite
}

/// Mallory ends the insolvency with the least that does, and bonds as soon as she may.
fn enter(suite: &mut Suite) {
    suite.cover("mallory", 1_000).unwrap();
    suite.bond("mallory", 100 * COIN).unwrap_err();
}

/// A week later, when she may.
fn enter_in_a_week(suite: &mut Suite) {
    wait(suite, 7 * DAY);
    suite.crank("sync").unwrap();
    suite.bond("mallory", 100 * COIN).unwrap();
}

#[test]
fn t148_a_stranger_with_a_thousandth_of_a_coin_does_not_keep_a_cover_from_those_who_lost() {
    let mut suite = ruined();
    enter(&mut suite);
    wait(&mut suite, 7 * DAY - 1);
    suite.cover("treasury", 900 * COIN).unwrap();
    enter_in_a_week(&mut suite);
    wait(&mut suite, 30 * DAY);
    suite.crank("sync").unwrap();
    let (alice, mallory) = (worth(&suite, "alice"), worth(&suite, "mallory"));
    assert!(alice >= 800 * COIN, "alice has {alice} of a cover of 900 coins, mallory {mallory}");
    assert!(mallory <= 100 * COIN, "mallory has {mallory} for 100 coins");
    suite.check_everything();
}

#[test]
fn t148_a_stranger_with_a_thousandth_of_a_coin_does_not_take_what_reaches_an_insolvent_hub() {
    let reach = |first: bool| {
        let mut suite = ruined();
        if first {
            enter(&mut suite);
        }
        suite.donate("chain", "distributor", 50 * COIN).unwrap();
        suite.distribute().unwrap();
        if first {
            enter_in_a_week(&mut suite);
        }
        for _ in 0..6 {
            wait(&mut suite, 30 * DAY);
            suite.crank("sync").unwrap();
            if first {
                suite.cover_loss("mallory", 1).unwrap();
            }
        }
        (worth(&suite, "alice"), worth(&suite, "mallory"))
    };
    let (plain, _) = reach(false);
    let (alice, mallory) = reach(true);
    assert!(alice >= plain, "alice has {alice} instead of {plain}, mallory {mallory}");
}
