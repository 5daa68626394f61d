//! Requests and what they are paid: in any order, split, transferred, cancelled, never twice.

use weir_accounting::AccountingError;
use weir_interface::hub::ExecuteMsg;
use weir_staking_hub::ContractError;
use weir_testing::Suite;

use crate::common::*;

/// Shares of three requests that divide nothing evenly.
const SHARES: [(&str, u128); 3] = [("ann", 33_333_333), ("ben", 50_000_001), ("cem", 16_666_667)];

/// Three holders queue in one batch.
fn three_queue() -> Suite {
    let mut suite = thousand();
    for (who, shares) in SHARES {
        suite.transfer("alice", who, shares).unwrap();
        suite.queue_unbond(who, shares).unwrap();
    }
    suite
}

/// The batch of three settles short by a tenth: its server is slashed for an older infraction.
fn three_settle_short() -> (Suite, u128) {
    let mut suite = three_queue();
    let answer = submit(&mut suite, 1);
    let server = servers(&answer)[0].clone();
    let placed_at = suite.chain.block().height;
    suite.next_block();
    suite.slash_at(&server, placed_at - 1, cosmwasm_std::Decimal::percent(10));
    suite.crank("sync").unwrap();
    let whole: u128 = SHARES.iter().map(|(_, shares)| shares).sum();
    let charged = whole / 10;
    settle(&mut suite, 1);
    assert_eq!(suite.batch(1).received.u128(), whole - charged);
    (suite, whole - charged)
}

#[test]
fn the_order_of_claims_changes_no_claim() {
    let whole: u128 = SHARES.iter().map(|(_, shares)| shares).sum();
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (mut suite, received) = three_settle_short();
        let mut sum = 0;
        for index in order {
            let (who, shares) = SHARES[index];
            let due = floor(shares, received, whole);
            assert_eq!(paid(&mut suite, who), due, "{who} in {order:?}");
            sum += due;
        }
        assert!(received - sum <= 2, "{sum} of {received} in {order:?}");
        assert_eq!(suite.solvency().claimable.u128(), received - sum);
        suite.check_everything();
    }
}

#[test]
fn anyone_may_have_a_request_paid_and_the_coins_go_to_whose_it_is() {
    let (mut suite, received) = three_settle_short();
    let whole: u128 = SHARES.iter().map(|(_, shares)| shares).sum();
    suite.withdraw_batch("stranger", 1, "ben").unwrap();
    assert_eq!(suite.coins_of("ben"), floor(SHARES[1].1, received, whole));
    assert_eq!(suite.coins_of("stranger"), 0);
    refused!(suite.withdraw("stranger"), hub, ContractError::NothingPayable { .. });
    let again = suite.withdraw_batch("stranger", 1, "ben");
    refused!(again, hub, ContractError::NothingPayable { .. });
}

#[test]
fn a_cancelled_request_gives_back_exactly_its_shares() {
    let mut suite = three_queue();
    suite.cancel_unbond("ann", None, Some(33_333)).unwrap();
    assert_eq!(suite.shares_of("ann"), 33_333);
    let whole: u128 = SHARES.iter().map(|(_, shares)| shares).sum();
    assert_eq!(suite.batch(1).shares.u128(), whole - 33_333);
    let too_many = suite.cancel_unbond("ann", None, Some(33_333_333));
    refused!(too_many, hub, ContractError::Accounting(AccountingError::TooManyShares { .. }));
    suite.cancel_unbond("ann", None, None).unwrap();
    assert_eq!(suite.shares_of("ann"), SHARES[0].1);
    refused!(suite.cancel_unbond("ann", None, None), hub, ContractError::NoRequest { .. });
    // Closed: no more.
    suite.seconds_pass(1);
    let closed = suite.cancel_unbond("ben", Some(1), None);
    refused!(closed, hub, ContractError::Accounting(AccountingError::NotCancellable { .. }));
    // Nobody submitted it for a day after its lag: then it may.
    wait_for_lag(&mut suite, 1);
    suite.seconds_pass(DAY - 1);
    let early = suite.cancel_unbond("ben", Some(1), None);
    refused!(early, hub, ContractError::Accounting(AccountingError::NotCancellable { .. }));
    suite.seconds_pass(1);
    suite.cancel_unbond("ben", Some(1), None).unwrap();
    assert_eq!(suite.shares_of("ben"), SHARES[1].1);
    assert_eq!(books(&suite), (1_000 * COIN, 1_000 * COIN));
    suite.check_everything();
}

#[test]
fn a_batch_emptied_by_cancelling_lets_the_next_one_close() {
    let mut suite = thousand();
    suite.queue_unbond("alice", COIN).unwrap();
    wait_for_lag(&mut suite, 1);
    suite.days_pass(1);
    suite.queue_unbond("alice", 2 * COIN).unwrap();
    assert_eq!(suite.batch(2).closes_at, None, "a batch before it waits");
    suite.cancel_unbond("alice", Some(1), None).unwrap();
    let emptied_at = suite.now();
    assert_eq!(suite.batch(2).closes_at, Some(emptied_at));
    let answer = submit(&mut suite, 2);
    assert_eq!(number(&answer, "hub_batch_submitted", "placed"), 2 * COIN);
}

#[test]
fn a_request_split_over_many_accounts_is_paid_no_unit_more() {
    let mut suite = three_queue();
    // Ann's 33,333,333 in shares of 1,111,111 over thirty accounts, before anything is paid.
    for index in 0..30 {
        suite.transfer_unbond("ann", &format!("ann{index}"), 1, Some(1_111_111)).unwrap();
    }
    let to_itself = suite.transfer_unbond("ann", "ann", 1, Some(1));
    refused!(to_itself, hub, ContractError::TransferToSelf { .. });
    let answer = submit(&mut suite, 1);
    let server = servers(&answer)[0].clone();
    let placed_at = suite.chain.block().height;
    suite.next_block();
    suite.slash_at(&server, placed_at - 1, cosmwasm_std::Decimal::percent(10));
    settle(&mut suite, 1);
    let whole: u128 = SHARES.iter().map(|(_, shares)| shares).sum();
    let received = suite.batch(1).received.u128();
    let each = floor(1_111_111, received, whole);
    for index in 0..30 {
        assert_eq!(paid(&mut suite, &format!("ann{index}")), each);
    }
    assert_eq!(paid(&mut suite, "ann"), floor(33_333_333 - 30 * 1_111_111, received, whole));
    assert!(30 * each <= floor(33_333_333, received, whole));
    suite.check_everything();
}

#[test]
fn a_claim_transferred_after_a_partial_claim_takes_along_what_was_paid_rounded_up() {
    let mut suite = thousand();
    let (ann, rest) = (100_000_003, 199_999_997);
    suite.transfer("alice", "ann", ann).unwrap();
    suite.queue_unbond("ann", ann).unwrap();
    suite.queue_unbond("alice", rest).unwrap();
    wait_for_lag(&mut suite, 1);
    let one = ExecuteMsg::SubmitBatch {
        max_parts: Some(1),
        skip: None,
        undelegations: Default::default(),
    };
    suite.hub_call("keeper", &one).unwrap();
    let first_at = suite.now();
    suite.days_pass(2);
    suite.crank("submit_batch").unwrap();
    let second_at = suite.now();
    wait_until(&mut suite, first_at + UNBONDING);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    // 198 of 300 coins have come.
    let whole = ann + rest;
    let claimed = floor(ann, 198 * COIN, whole);
    assert_eq!(paid(&mut suite, "ann"), claimed);

    let sold = 33_333_333;
    suite.transfer_unbond("ann", "bob", 1, Some(sold)).unwrap();
    let moved = ceil(claimed, sold, ann);
    let kept = ceil(claimed, ann - sold, ann);
    assert_eq!(moved + kept, claimed + 1, "rounded up on both sides");
    refused!(suite.withdraw("bob"), hub, ContractError::NothingPayable { .. });
    refused!(suite.withdraw("ann"), hub, ContractError::NothingPayable { .. });

    wait_until(&mut suite, second_at + UNBONDING);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.batch(1).received.u128(), whole);
    let bobs = floor(sold, whole, whole) - moved;
    let anns = floor(ann - sold, whole, whole) - kept;
    assert_eq!(paid(&mut suite, "bob"), bobs);
    assert_eq!(paid(&mut suite, "ann"), anns);
    assert_eq!(claimed + bobs + anns, ann - 1, "one unit of rounding stays");
    assert_eq!(paid(&mut suite, "alice"), rest);
    suite.check_everything();
}

#[test]
fn requests_of_one_owner_in_one_batch_are_one_and_a_gift_of_claims_merges_with_his() {
    let mut suite = three_queue();
    suite.transfer_unbond("ann", "ben", 1, None).unwrap();
    suite.transfer_unbond("cem", "ben", 1, None).unwrap();
    submit(&mut suite, 1);
    settle(&mut suite, 1);
    let whole: u128 = SHARES.iter().map(|(_, shares)| shares).sum();
    assert_eq!(paid(&mut suite, "ben"), whole);
    refused!(suite.withdraw("ann"), hub, ContractError::NothingPayable { .. });
    suite.check_everything();
}
