use crate::common::*;

#[test]
fn only_the_distributor_adds_rewards() {
    let mut suite = staked();
    for stranger in ["owner", "registry", "alice", "keeper"] {
        refused!(
            raw_with(&mut suite, stranger, r#"{"add_rewards":{}}"#, 100),
            Error::Unauthorized { role: "distributor", .. }
        );
    }
    raw_with(&mut suite, "distributor", r#"{"add_rewards":{}}"#, 100).unwrap();
    assert_eq!(suite.solvency().unvested.u128(), 100);
}
