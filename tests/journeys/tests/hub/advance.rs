use crate::common::*;

#[test]
fn advance_does_what_is_due_and_says_when_nothing_is() {
    let mut suite = young();
    suite.crank("advance").unwrap();
    assert!(suite.solvency().delegated.u128() > 0, "the buffer was due");
    let mut steps = 0;
    while suite.crank("advance").is_ok() {
        suite.next_block();
        steps += 1;
        assert!(steps < 20, "it never ends");
    }
    refused!(suite.crank("advance"), Error::NothingDue { next: Some(_) });
}

#[test]
fn who_advances_to_a_harvest_is_paid_for_it() {
    let mut suite = staked();
    suite.seconds_pass(DAY);
    suite.crank("sync").unwrap();
    let done = suite.crank("advance").unwrap();
    assert_eq!(told(&done, "hub_harvested", "keeper"), [suite.actor("keeper").to_string()]);
    assert!(suite.coins_of("keeper") > 0);
}
