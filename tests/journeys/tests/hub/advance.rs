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
