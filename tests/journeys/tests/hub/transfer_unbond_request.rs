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
fn what_was_claimed_goes_along() {
    let mut suite = settled(100 * COIN);
    suite.withdraw("alice").unwrap();
    let left = suite.transfer_unbond("alice", "bob", 1, None);
    // The batch is final, so the paid request is gone.
    refused!(left, Error::NoRequest { .. });
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
