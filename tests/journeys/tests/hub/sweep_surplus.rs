use crate::common::*;

#[test]
fn what_was_given_goes_to_the_distributor_and_no_unit_more() {
    let mut suite = staked();
    refused!(suite.crank("sweep_surplus"), Error::NoSurplus {});
    suite.donate("carol", "hub", 1).unwrap();
    suite.crank("sweep_surplus").unwrap();
    refused!(suite.crank("sweep_surplus"), Error::NoSurplus {});
}

#[test]
fn while_a_part_is_past_its_completion_nothing_is_surplus() {
    let mut suite = unbonding(COIN);
    suite.donate("carol", "hub", 5).unwrap();
    let completes = suite.batch(1).completes_at.unwrap();
    suite.seconds_pass(completes - suite.now());
    refused!(suite.crank("sweep_surplus"), Error::UnsettledParts {});
    suite.next_block();
    refused!(suite.crank("sweep_surplus"), Error::UnsettledParts {});
    suite.crank("reconcile").unwrap();
    suite.crank("sweep_surplus").unwrap();
    suite.withdraw("alice").unwrap();
}

#[test]
fn what_a_batch_misses_comes_before_any_surplus() {
    let mut suite = unbonding(100 * COIN);
    // Its part is cut at the chain while it unbonds.
    let height = suite.chain.block().height;
    for name in ["val1", "val2", "val3", "val4", "val5"] {
        suite.slash_at(name, height - 1, cosmwasm_std::Decimal::percent(1));
    }
    suite.crank("sync").unwrap();
    suite.seconds_pass(21 * DAY + 60);
    suite.next_block();
    suite.crank("reconcile").unwrap();
    // Less than is due is settled only in a block after the one that marked.
    suite.next_block();
    suite.crank("reconcile").unwrap();
    let short = suite.solvency().shortfall.u128();
    assert!(short > 0);
    suite.donate("carol", "hub", short).unwrap();
    refused!(
        suite.crank("sweep_surplus"),
        Error::ShortfallsOpen { shortfall } if shortfall.u128() == short
    );
    suite.crank("reconcile").unwrap();
    assert_eq!(suite.solvency().shortfall.u128(), 0);
    refused!(suite.crank("sweep_surplus"), Error::NoSurplus {});
}
