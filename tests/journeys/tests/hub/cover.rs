use weir_accounting::{AccountingError, RECOVERY_PERIOD};

use crate::common::*;

#[test]
fn a_solvent_hub_is_not_covered_with_coins() {
    let mut suite = staked();
    refused!(suite.cover("carol", COIN), Error::NotInsolvent {});
}

#[test]
fn cover_ends_insolvency_a_week_after_a_millionth_of_an_asset_a_share() {
    let mut suite = insolvent();
    let missing = 1_000 * COIN / 1_000_000 - suite.solvency().backing.u128();
    suite.cover("carol", missing - 1).unwrap();
    assert!(suite.solvency().insolvent);
    suite.cover("carol", 1).unwrap();
    // For a week from then on it takes covers, and they do not move that end.
    suite.seconds_pass(RECOVERY_PERIOD.u64() - 1);
    suite.cover("carol", 1).unwrap();
    suite.seconds_pass(1);
    assert!(!suite.solvency().insolvent);
    refused!(suite.cover("carol", 1), Error::NotInsolvent {});
}

#[test]
fn shares_given_up_vest_for_the_others() {
    let mut suite = staked();
    let before = suite.solvency();
    suite.cover_loss("alice", 10 * COIN).unwrap();
    let after = suite.solvency();
    assert_eq!(after.supply.u128(), before.supply.u128() - 10 * COIN);
    assert_eq!(after.unvested.u128(), 10 * COIN);
    assert_eq!(after.backing.u128(), before.backing.u128() - 10 * COIN);
}

#[test]
fn no_shares_are_given_up_while_insolvent() {
    let mut suite = insolvent();
    refused!(suite.cover_loss("alice", COIN), Error::Accounting(AccountingError::Insolvent { .. }));
}
