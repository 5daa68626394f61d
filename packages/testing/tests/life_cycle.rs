//! The suite lives, and its invariants hold.

#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use weir_testing::Suite;

#[test]
fn coins_bonded_earn_and_come_back() {
    let mut suite = Suite::new();
    suite.bond("alice", 100_000_000).unwrap();
    suite.bond("bob", 50_000_000).unwrap();
    println!("{:?}", suite.cranks());
    suite.days_pass(10);
    println!("{:?}", suite.solvency());
    println!("rate {}", suite.rate());
    suite.queue_unbond("alice", suite.shares_of("alice")).unwrap();
    suite.days_pass(30);
    suite.withdraw("alice").unwrap();
    println!("alice {}", suite.coins_of("alice"));
    assert!(suite.coins_of("alice") > 100_000_000);
    suite.everyone_leaves(&["bob"]);
    assert!(suite.coins_of("bob") > 50_000_000);
    suite.check_everything();
    println!("{:?}\n{:?}", suite.counts, suite.solvency());
}
