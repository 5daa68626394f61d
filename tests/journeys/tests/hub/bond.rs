use cosmwasm_std::Decimal;
use embedded_chain::Fault;
use weir_accounting::AccountingError;
use weir_interface::hub::{ExecuteMsg, Scope};
use weir_quantities::{Assets, Seconds, Shares, Time};

use crate::common::*;

#[test]
fn shares_go_to_the_caller_or_to_whom_he_names() {
    let mut suite = young();
    suite.bond("alice", 100).unwrap();
    suite.fund("carol", 70);
    suite.bond_with("carol", 70, 0, Some("bob")).unwrap();
    assert_eq!((suite.shares_of("alice"), suite.shares_of("bob")), (100, 70));
    assert_eq!(suite.shares_of("carol"), 0);
}

#[test]
fn fewer_shares_than_asked_for_are_refused() {
    let mut suite = young();
    suite.fund("alice", 300);
    suite.bond_with("alice", 100, 99, None).unwrap();
    suite.bond_with("alice", 100, 100, None).unwrap();
    refused!(
        suite.bond_with("alice", 100, 101, None),
        Error::TooFewShares { shares, min } if (*shares, *min) == (Shares::new(100), Shares::new(101))
    );
}

#[test]
fn the_last_sync_may_be_a_day_old_and_no_second_older() {
    let mut suite = young();
    suite.crank("sync").unwrap();
    suite.seconds_pass(DAY - 1);
    suite.bond("alice", 100).unwrap();
    suite.seconds_pass(1);
    suite.bond("alice", 100).unwrap();
    suite.seconds_pass(1);
    refused!(
        suite.bond("alice", 100),
        Error::StaleSync { age, max } if (age.u64(), *max) == (DAY + 1, Seconds::new(DAY))
    );
    suite.crank("sync").unwrap();
    suite.bond("alice", 100).unwrap();
}

#[test]
fn a_caller_may_ask_for_a_younger_sync_never_for_an_older_one() {
    let mut suite = young();
    suite.crank("sync").unwrap();
    suite.seconds_pass(10);
    let bond = |age: u64| format!(r#"{{"bond":{{"max_age":{age}}}}}"#);
    raw_with(&mut suite, "alice", &bond(11), 100).unwrap();
    raw_with(&mut suite, "alice", &bond(10), 100).unwrap();
    refused!(raw_with(&mut suite, "alice", &bond(9), 100), Error::StaleSync { .. });
    suite.seconds_pass(DAY);
    refused!(
        raw_with(&mut suite, "alice", &bond(u64::MAX), 100),
        Error::StaleSync { max, .. } if max.u64() == DAY
    );
}

#[test]
fn backing_may_reach_its_cap_and_not_pass_it() {
    let mut suite = young();
    let cap = 10 * COIN + 100;
    suite.configure("owner", |change| change.backing_cap = Some(Assets::new(cap))).unwrap();
    suite.bond("alice", 99).unwrap();
    refused!(
        suite.bond("alice", 2),
        Error::CapReached { backing, cap: found }
            if (backing.u128(), found.u128()) == (cap + 1, cap)
    );
    suite.bond("alice", 1).unwrap();
    // The cap is on entering alone.
    suite.bond("bob", 1).unwrap_err();
    suite.configure("owner", |change| change.backing_cap = Some(Assets::ZERO)).unwrap();
    suite.bond("bob", 1_000 * COIN).unwrap();
}

#[test]
fn what_is_worth_less_than_a_share_is_refused() {
    let mut suite = staked();
    suite.keepers = true;
    suite.days_pass(10);
    assert!(suite.rate() > Decimal::one());
    refused!(
        suite.bond("bob", 1),
        Error::Accounting(AccountingError::NothingMinted { assets, .. }) if assets.u128() == 1
    );
    suite.bond("bob", 2).unwrap();
    assert_eq!(suite.shares_of("bob"), 1);
}

#[test]
fn nobody_bonds_while_the_breaker_is_on() {
    let mut suite = tripped();
    let until = Time::new(suite.now() + DAY);
    refused!(suite.bond("bob", 100), Error::BreakerOn { until: found } if *found == until);
    suite.seconds_pass(DAY - 1);
    refused!(suite.bond("bob", 100), Error::BreakerOn { .. });
    suite.seconds_pass(1);
    suite.bond("bob", 100).unwrap();
}

#[test]
fn nobody_bonds_while_a_validator_cannot_be_read() {
    let mut suite = staked();
    suite.break_distribution("val1", Fault::Panic);
    suite.unreadable("val1", Some(embedded_chain::Unreadable::DelegationQueries));
    let skip = Some(suite.operators(&["val1"]));
    call(&mut suite, "keeper", ExecuteMsg::Sync { skip }).unwrap();
    refused!(suite.bond("bob", 100), Error::ValidatorsUnread { validators: 1 });
    suite.unreadable("val1", None);
    suite.repair_distribution("val1");
    suite.crank("sync").unwrap();
    suite.bond("bob", 100).unwrap();
}

#[test]
fn nobody_bonds_while_the_hub_is_insolvent() {
    let mut suite = insolvent();
    suite.seconds_pass(DAY);
    suite.crank("sync").unwrap();
    refused!(suite.bond("bob", COIN), Error::Accounting(AccountingError::Insolvent { .. }));
}

#[test]
fn bonding_can_be_paused_and_opens_by_itself() {
    let mut suite = young();
    suite.pause("guardian", &[Scope::Bond], 100).unwrap();
    let until = Time::new(suite.now() + 100);
    suite.seconds_pass(99);
    refused!(
        suite.bond("bob", 100),
        Error::Paused { scope: Scope::Bond, until: found } if *found == until
    );
    suite.seconds_pass(1);
    suite.bond("bob", 100).unwrap();
}
