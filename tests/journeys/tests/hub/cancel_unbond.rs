use weir_accounting::AccountingError;
use weir_interface::hub::Scope;
use weir_quantities::{BatchId, Shares};

use crate::common::*;

#[test]
fn while_the_batch_is_open_exactly_the_shares_come_back() {
    let mut suite = queued(10 * COIN);
    let before = suite.shares_of("alice");
    suite.cancel_unbond("alice", None, Some(3)).unwrap();
    suite.cancel_unbond("alice", Some(1), Some(10 * COIN - 4)).unwrap();
    assert_eq!(suite.shares_of("alice"), before + 10 * COIN - 1);
    suite.cancel_unbond("alice", Some(1), None).unwrap();
    refused!(
        suite.cancel_unbond("alice", Some(1), None),
        Error::NoRequest { batch, .. } if *batch == BatchId::new(1)
    );
}

#[test]
fn no_more_than_is_queued_and_no_less_than_a_share_is_cancelled() {
    let mut suite = queued(COIN);
    refused!(suite.cancel_unbond("alice", None, Some(0)), Error::ZeroAmount {});
    refused!(
        suite.cancel_unbond("alice", None, Some(COIN + 1)),
        Error::Accounting(AccountingError::TooManyShares { held, asked, .. })
            if (*held, *asked) == (Shares::new(COIN), Shares::new(COIN + 1))
    );
    suite.cancel_unbond("alice", None, Some(COIN)).unwrap();
}

#[test]
fn a_stranger_cancels_nothing() {
    let mut suite = queued(COIN);
    refused!(suite.cancel_unbond("bob", Some(1), None), Error::NoRequest { .. });
}

#[test]
fn a_closed_batch_can_be_cancelled_a_day_after_it_could_have_been_submitted() {
    let mut suite = queued(COIN);
    suite.seconds_pass(1);
    refused!(
        suite.cancel_unbond("alice", Some(1), Some(1)),
        Error::Accounting(AccountingError::NotCancellable { .. })
    );
    suite.seconds_pass(6 * HOUR + DAY - 2);
    refused!(
        suite.cancel_unbond("alice", Some(1), Some(1)),
        Error::Accounting(AccountingError::NotCancellable { .. })
    );
    suite.seconds_pass(1);
    suite.cancel_unbond("alice", Some(1), Some(1)).unwrap();
    suite.seconds_pass(1);
    suite.cancel_unbond("alice", Some(1), None).unwrap();
}

#[test]
fn while_insolvent_a_closed_batch_can_be_cancelled_at_once() {
    let mut suite = insolvent();
    suite.queue_unbond("alice", COIN).unwrap();
    suite.seconds_pass(1);
    suite.cancel_unbond("alice", Some(1), None).unwrap();
}

#[test]
fn what_is_placed_cannot_be_cancelled() {
    let mut suite = unbonding(COIN);
    suite.seconds_pass(2 * DAY);
    refused!(
        suite.cancel_unbond("alice", Some(1), None),
        Error::Accounting(AccountingError::NotCancellable { .. })
    );
}

#[test]
fn only_the_owner_can_pause_cancelling() {
    let mut suite = queued(COIN);
    suite.pause("owner", &[Scope::CancelUnbond], 60).unwrap();
    refused!(
        suite.cancel_unbond("alice", None, None),
        Error::Paused { scope: Scope::CancelUnbond, .. }
    );
    suite.resume("owner", &[Scope::CancelUnbond]).unwrap();
    suite.cancel_unbond("alice", None, None).unwrap();
}
