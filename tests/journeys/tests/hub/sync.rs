use cosmwasm_std::Decimal;
use embedded_chain::Unreadable;
use weir_interface::hub::ExecuteMsg;
use weir_quantities::Assets;

use crate::common::*;

fn sync(suite: &mut weir_testing::Suite, skip: &[&str]) -> weir_testing::Outcome {
    let skip = Some(suite.operators(skip));
    call(suite, "anyone", ExecuteMsg::Sync { skip })
}

#[test]
fn the_ledger_becomes_what_the_chain_says() {
    let mut suite = staked();
    let before = suite.row("val1").assets.u128();
    suite.slash("val1", Decimal::percent(3));
    assert_eq!(suite.row("val1").assets.u128(), before, "not before a sync");
    suite.crank("sync").unwrap();
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"));
    assert_eq!(suite.row("val1").losses, Assets::new(before - suite.staked_with("val1")));
}

#[test]
fn at_most_three_validators_are_skipped_each_once() {
    let mut suite = staked();
    sync(&mut suite, &["val1", "val2", "val3"]).unwrap();
    refused!(
        sync(&mut suite, &["val1", "val2", "val3", "val4"]),
        Error::TooManySkipped { came: 4 }
    );
    let val1 = suite.operator("val1");
    refused!(
        sync(&mut suite, &["val1", "val1"]),
        Error::DuplicateValidator { validator } if *validator == val1
    );
}

#[test]
fn naming_a_validator_that_can_be_read_skips_nothing() {
    let mut suite = staked();
    suite.slash("val1", Decimal::percent(3));
    sync(&mut suite, &["val1"]).unwrap();
    assert_eq!(suite.row("val1").assets.u128(), suite.staked_with("val1"));
    assert_eq!(suite.row("val1").unread_since, None);
}

#[test]
fn one_that_answers_an_error_stands_at_nothing_until_it_is_read_again() {
    let mut suite = staked();
    let (before, rate) = (suite.row("val1").assets, suite.rate());
    suite.unreadable("val1", Some(Unreadable::DelegationQueries));
    suite.crank("sync").unwrap();
    assert_eq!(suite.row("val1").assets, Assets::ZERO);
    assert_eq!(suite.row("val1").unread_since, Some(suite.now()));
    suite.unreadable("val1", None);
    suite.crank("sync").unwrap();
    assert_eq!((suite.row("val1").assets, suite.rate()), (before, rate));
}

#[test]
fn a_fall_beyond_the_threshold_trips_the_breaker_and_one_within_does_not() {
    // A fifth of the stake lies with each; 990 of 1,000 coins are delegated.
    for (percent, tripped) in [(4, false), (6, true)] {
        let mut suite = staked();
        suite.slash("val1", Decimal::percent(percent));
        suite.crank("sync").unwrap();
        assert_eq!(suite.bond("bob", COIN).is_err(), tripped, "{percent} % of a fifth");
    }
}
