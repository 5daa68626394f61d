use cosmwasm_std::Decimal;
use weir_accounting::AccountingError;
use weir_interface::hub::Scope;
use weir_quantities::Assets;

use crate::common::*;

#[test]
fn coins_are_paid_at_once_less_the_fee() {
    let mut suite = staked();
    suite.instant_redeem("alice", COIN, 0).unwrap();
    let paid = suite.coins_of("alice");
    assert!(paid < COIN * 999 / 1_000 && paid > COIN * 95 / 100, "{paid}");
    assert_eq!(suite.solvency().unvested.u128(), COIN - paid, "the fee vests");
}

#[test]
fn fewer_assets_than_asked_for_are_refused() {
    let mut probe = staked();
    probe.instant_redeem("alice", COIN, 0).unwrap();
    let paid = probe.coins_of("alice");
    let mut suite = staked();
    refused!(
        suite.instant_redeem("alice", COIN, paid + 1),
        Error::TooFewAssets { assets, min }
            if (*assets, *min) == (Assets::new(paid), Assets::new(paid + 1))
    );
    suite.instant_redeem("alice", COIN, paid).unwrap();
}

#[test]
fn an_hours_limit_holds_and_drains() {
    // 0.5 % of 1,000 coins are 5 an hour.
    let mut suite = staked();
    suite.instant_redeem("alice", 4 * COIN, 0).unwrap();
    refused!(
        suite.instant_redeem("alice", 2 * COIN, 0),
        Error::Accounting(AccountingError::OutflowExceeded { .. })
    );
    suite.seconds_pass(HOUR);
    suite.instant_redeem("alice", 2 * COIN, 0).unwrap();
}

#[test]
fn more_than_the_buffer_holds_is_refused() {
    // 10 coins in the buffer, and 500 of 1,000 leave.
    let mut suite = staked();
    refused!(
        suite.instant_redeem("alice", 500 * COIN, 0),
        Error::Accounting(AccountingError::BufferTooSmall { buffer, needed })
            if *buffer == Assets::new(10 * COIN) && needed > buffer
    );
}

#[test]
fn with_a_target_of_nothing_it_is_closed() {
    let mut suite = staked();
    suite.configure("owner", |change| change.buffer_target = Some(Decimal::zero())).unwrap();
    suite.instant_redeem("alice", COIN, 0).unwrap();
    suite.seconds_pass(7 * DAY);
    suite.crank("activate_raises").unwrap();
    refused!(suite.instant_redeem("alice", COIN, 0), Error::InstantClosed {});
}

#[test]
fn while_the_breaker_is_on_it_is_closed() {
    let mut suite = tripped();
    refused!(suite.instant_redeem("alice", COIN, 0), Error::BreakerOn { .. });
    suite.seconds_pass(DAY);
    suite.instant_redeem("alice", COIN, 0).unwrap();
}

#[test]
fn a_slash_that_it_finds_itself_sends_the_shares_back_and_stays_found() {
    let mut suite = staked();
    let before = suite.shares_of("alice");
    suite.slash("val1", Decimal::percent(20));
    suite.instant_redeem("alice", COIN, 0).unwrap();
    assert_eq!((suite.shares_of("alice"), suite.coins_of("alice")), (before, 0));
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"));
    refused!(suite.bond("bob", COIN), Error::BreakerOn { .. });
}

#[test]
fn what_is_worth_nothing_after_the_fee_is_refused() {
    let mut suite = staked();
    refused!(
        suite.instant_redeem("alice", 1, 0),
        Error::Accounting(AccountingError::NothingPaid { .. })
    );
}

#[test]
fn it_can_be_paused() {
    let mut suite = staked();
    suite.pause("guardian", &[Scope::InstantRedeem], 60).unwrap();
    refused!(
        suite.instant_redeem("alice", COIN, 0),
        Error::Paused { scope: Scope::InstantRedeem, .. }
    );
}
