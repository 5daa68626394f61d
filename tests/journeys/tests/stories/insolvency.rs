//! Backing next to nothing: a state that is entered, covered and left, and never a rate of 1.

use cosmwasm_std::Decimal;
use weir_accounting::{AccountingError, RECOVERY_PERIOD};
use weir_interface::hub::QueryMsg;
use weir_staking_hub::ContractError;
use weir_testing::Suite;

use crate::common::*;

/// A thousand coins, all staked, all lost; a request of Alice's of before is in a closed batch, and
/// the breaker is over.
fn ruined() -> Suite {
    let mut suite = still().hub(|p| p.buffer_target = Some(Decimal::zero())).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    suite.queue_unbond("alice", 90 * COIN).unwrap();
    suite.seconds_pass(1);
    for validator in suite.validators.clone() {
        suite.slash(&validator, Decimal::one());
    }
    suite.crank("sync").unwrap();
    suite.days_pass(1);
    suite.crank("sync").unwrap();
    assert_eq!(books(&suite), (0, 1_000 * COIN));
    assert!(suite.solvency().insolvent);
    suite
}

#[test]
fn with_shares_and_no_backing_nobody_mints_or_is_priced_and_exits_stay_open() {
    let mut suite = ruined();
    let insolvent = |backing: u128| move |e: &ContractError| matches!(e, ContractError::Accounting(AccountingError::Insolvent { backing: b, .. }) if b.u128() == backing);
    let refusal = suite.bond("bob", COIN).unwrap_err();
    assert!(refusal.hub().is_some_and(insolvent(0)), "{refusal}");
    let refusal = suite.crank("submit_batch").unwrap_err();
    assert!(refusal.hub().is_some_and(insolvent(0)), "{refusal}");
    assert!(suite.instant_redeem("alice", COIN, 0).is_err());
    let refusal = suite.cover_loss("alice", COIN).unwrap_err();
    assert!(refusal.hub().is_some_and(insolvent(0)), "{refusal}");
    // Peers answer 1 here.
    assert!(suite.query::<Decimal>(&suite.hub, &QueryMsg::ExchangeRate {}).is_err());
    suite.queue_unbond("alice", COIN).unwrap();
    suite.cancel_unbond("alice", None, None).unwrap();
    // A closed batch may be cancelled now, though nobody waited a day for it.
    suite.cancel_unbond("alice", Some(1), None).unwrap();
    assert_eq!(suite.shares_of("alice"), 990 * COIN);
}

#[test]
fn insolvency_is_entered_below_a_millionth_and_left_at_it_by_anyones_coins() {
    let mut suite = ruined();
    // A millionth of 10^9 shares.
    let edge = 1_000;
    suite.cover("donor", edge - 1).unwrap();
    assert!(suite.solvency().insolvent);
    refused!(suite.bond("bob", COIN), hub, ContractError::Accounting(_));
    suite.cover("donor", 1).unwrap();
    // It lasts a week from then on, and whoever ended it with so little is not let in.
    suite.seconds_pass(RECOVERY_PERIOD.u64() - 1);
    suite.crank("sync").unwrap();
    assert!(suite.solvency().insolvent);
    let recovering = suite.bond("bob", COIN).unwrap_err();
    let over = suite.now() + 1;
    assert!(
        matches!(recovering.hub(), Some(ContractError::Accounting(AccountingError::Recovering { until })) if until.u64() == over),
        "{recovering}"
    );
    suite.seconds_pass(1);
    assert!(!suite.solvency().insolvent);
    // Solvent, it takes no cover: a living hub's rate is not lifted in one block.
    refused!(suite.cover("donor", 1), hub, ContractError::NotInsolvent {});
    assert_eq!(books(&suite), (edge, 1_000 * COIN));
    // One coin buys 10^6 × 10^9 ÷ 1,000 shares.
    suite.bond("bob", COIN).unwrap();
    assert_eq!(suite.shares_of("bob"), floor(COIN, 1_000 * COIN, edge));
    suite.check_everything();
}

#[test]
fn rewards_that_reach_an_insolvent_hub_count_at_once_and_end_it() {
    let mut suite = ruined();
    suite.donate("chain", "distributor", 5 * COIN).unwrap();
    suite.distribute().unwrap();
    let passed = 5 * COIN * 9 / 10;
    assert_eq!(suite.solvency().unvested.u128(), 0);
    assert_eq!(books(&suite), (passed, 1_000 * COIN));
    refused!(
        suite.crank("submit_batch"),
        hub,
        ContractError::Accounting(AccountingError::Recovering { .. })
    );
    suite.seconds_pass(RECOVERY_PERIOD.u64());
    // The old request is priced at what is there now.
    let answer = suite.crank("submit_batch").unwrap();
    let priced = floor(90 * COIN, passed, 1_000 * COIN);
    assert_eq!(number(&answer, "hub_batch_submitted", "priced"), priced);
    assert_eq!(number(&answer, "hub_batch_submitted", "from_buffer"), priced);
    assert_eq!(paid(&mut suite, "alice"), priced);
}

#[test]
fn covering_bonding_and_queueing_gain_nothing_from_an_insolvent_hub() {
    let mut suite = ruined();
    suite.cover("mallory", 2_000).unwrap();
    suite.seconds_pass(RECOVERY_PERIOD.u64());
    suite.crank("sync").unwrap();
    suite.bond("mallory", 1_000).unwrap();
    let shares = floor(1_000, 1_000 * COIN, 2_000);
    assert_eq!(suite.shares_of("mallory"), shares);
    suite.queue_unbond("mallory", shares).unwrap();
    // The old batch goes first, and everything from the buffer.
    suite.crank("submit_batch").unwrap();
    let batch = suite.open_batch();
    submit(&mut suite, batch);
    assert_eq!(paid(&mut suite, "mallory"), 1_000, "her own bond, and nothing of her cover");
    // 90 of 1,000 coins of shares got 9 % of what she gave.
    assert_eq!(paid(&mut suite, "alice"), floor(90 * COIN, 2_000, 1_000 * COIN));
    suite.check_everything();
}

#[test]
fn a_hub_that_could_not_be_read_is_solvent_as_soon_as_it_can_be_though_somebody_covered_it() {
    let mut suite = still().hub(|p| p.buffer_target = Some(Decimal::zero())).build();
    suite.keepers = false;
    suite.bond("alice", 990 * COIN).unwrap();
    suite.crank("delegate_buffer").unwrap();
    let validators = suite.validators.clone();
    for validator in &validators {
        suite.unreadable(validator, Some(embedded_chain::Unreadable::DelegationQueries));
    }
    suite.crank("sync").unwrap();
    // Mallory spends a thousandth of a coin to keep everybody in for a week.
    suite.cover("mallory", 1_000).unwrap();
    assert!(suite.solvency().insolvent);
    for validator in &validators {
        suite.unreadable(validator, None);
    }
    suite.crank("sync").unwrap();
    assert!(!suite.solvency().insolvent);
    assert_eq!(books(&suite), (1_000 * COIN + 1_000, 1_000 * COIN));
    let leaves = redeem(&mut suite, "alice", 90 * COIN).1;
    assert_eq!(
        number(&leaves, "hub_batch_submitted", "priced"),
        floor(90 * COIN, 1_000 * COIN + 1_000, 1_000 * COIN)
    );
}

#[test]
fn an_unstaked_buffer_that_survives_keeps_the_hub_solvent() {
    let mut suite = thousand();
    for validator in suite.validators.clone() {
        suite.slash(&validator, Decimal::one());
    }
    suite.crank("sync").unwrap();
    assert_eq!(books(&suite), (10 * COIN, 1_000 * COIN));
    assert!(!suite.solvency().insolvent);
    assert_eq!(suite.rate(), Decimal::percent(1));
    let batch = {
        suite.queue_unbond("alice", 990 * COIN).unwrap();
        suite.open_batch()
    };
    suite.days_pass(1);
    let answer = submit(&mut suite, batch);
    assert_eq!(number(&answer, "hub_batch_submitted", "from_buffer"), 990 * COIN / 100);
    assert_eq!(paid(&mut suite, "alice"), 990 * COIN / 100);
    assert_eq!(books(&suite), (10 * COIN / 100, 10 * COIN));
}
