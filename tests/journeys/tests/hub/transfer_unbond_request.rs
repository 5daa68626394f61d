use weir_accounting::AccountingError;
use weir_interface::hub::Scope;

use crate::common::*;

#[test]
fn a_claim_can_be_given_away_in_part_and_whole() {
    let mut suite = settled(100 * COIN);
    suite.transfer_unbond("alice", "bob", 1, Some(40 * COIN)).unwrap();
    suite.transfer_unbond("alice", "carol", 1, None).unwrap();
    refused!(suite.withdraw("alice"), Error::NothingPayable { .. });
    suite.withdraw("bob").unwrap();
    suite.withdraw("carol").unwrap();
    assert_eq!((suite.coins_of("bob"), suite.coins_of("carol")), (40 * COIN, 60 * COIN));
}

#[test]
fn what_is_paid_whole_cannot_be_given_away() {
    let mut suite = settled(100 * COIN);
    suite.withdraw("alice").unwrap();
    // The batch is final, so the paid request is gone.
    refused!(suite.transfer_unbond("alice", "bob", 1, None), Error::NoRequest { .. });
}

/// Half of it comes late.
#[test]
fn what_was_claimed_goes_along() {
    let mut suite = settled_short(100 * COIN);
    suite.withdraw("alice").unwrap();
    let (paid, missing) = (suite.coins_of("alice"), suite.batch(1).shortfall.u128());
    assert!(paid > 0 && missing > 0);
    let done = suite.transfer_unbond("alice", "bob", 1, Some(25 * COIN)).unwrap();
    let claimed = number(&done, "hub_unbond_transferred", "claimed").unwrap();
    assert_eq!(claimed, paid.div_ceil(4), "a quarter of what was paid");
    for who in ["alice", "bob"] {
        refused!(suite.withdraw(who), Error::NothingPayable { .. });
    }
    suite.donate("carol", "hub", missing).unwrap();
    suite.crank("reconcile").unwrap();
    let before = suite.coins_of("alice");
    suite.withdraw("alice").unwrap();
    suite.withdraw("bob").unwrap();
    let (alice, bob) = (suite.coins_of("alice") - before, suite.coins_of("bob"));
    assert!(bob.abs_diff(missing / 4) <= 1, "{bob} of {missing}");
    assert!(alice.abs_diff(missing * 3 / 4) <= 1, "{alice} of {missing}");
}

#[test]
fn a_request_is_not_given_to_its_owner() {
    let mut suite = queued(COIN);
    refused!(suite.transfer_unbond("alice", "alice", 1, None), Error::TransferToSelf { .. });
}

#[test]
fn no_more_than_is_queued_and_no_less_than_a_share_is_given_away() {
    let mut suite = queued(COIN);
    refused!(suite.transfer_unbond("alice", "bob", 1, Some(0)), Error::ZeroAmount {});
    refused!(
        suite.transfer_unbond("alice", "bob", 1, Some(COIN + 1)),
        Error::Accounting(AccountingError::TooManyShares { .. })
    );
    suite.transfer_unbond("alice", "bob", 1, Some(1)).unwrap();
    suite.transfer_unbond("alice", "bob", 1, Some(COIN - 1)).unwrap();
    refused!(suite.transfer_unbond("alice", "bob", 1, Some(1)), Error::NoRequest { .. });
}

#[test]
fn who_has_no_request_gives_none_away() {
    let mut suite = queued(COIN);
    refused!(suite.transfer_unbond("bob", "alice", 1, None), Error::NoRequest { .. });
    refused!(suite.transfer_unbond("alice", "bob", 2, None), Error::NoRequest { .. });
}

#[test]
fn transfers_can_be_paused() {
    let mut suite = queued(COIN);
    suite.pause("guardian", &[Scope::TransferUnbond], 60).unwrap();
    refused!(
        suite.transfer_unbond("alice", "bob", 1, None),
        Error::Paused { scope: Scope::TransferUnbond, .. }
    );
}
