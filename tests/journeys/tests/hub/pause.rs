use cosmwasm_std::Decimal;
use weir_interface::distributor;
use weir_interface::hub::Scope;

use crate::common::*;

const ALL: [Scope; 11] = [
    Scope::Bond,
    Scope::QueueUnbond,
    Scope::TransferUnbond,
    Scope::InstantRedeem,
    Scope::Harvest,
    Scope::DelegateBuffer,
    Scope::SubmitBatch,
    Scope::Rebalance,
    Scope::Withdraw,
    Scope::Reconcile,
    Scope::CancelUnbond,
];

#[test]
fn only_owner_and_guardian_pause() {
    let mut suite = young();
    for stranger in ["voter", "alice", "registry"] {
        refused!(
            suite.pause(stranger, &[Scope::Bond], 60),
            Error::Unauthorized { role: "owner or guardian", .. }
        );
    }
}

#[test]
fn scopes_are_named_each_once() {
    let mut suite = young();
    for scopes in [vec![], vec![Scope::Bond, Scope::Harvest, Scope::Bond]] {
        refused!(suite.pause("owner", &scopes, 60), Error::BadScopes {});
        refused!(suite.resume("owner", &scopes), Error::BadScopes {});
    }
    suite.pause("owner", &ALL, 60).unwrap();
    suite.resume("owner", &ALL).unwrap();
}

#[test]
fn what_claims_need_is_closed_by_the_owner_alone() {
    let mut suite = young();
    for scope in ALL {
        let owners = matches!(scope, Scope::Withdraw | Scope::Reconcile | Scope::CancelUnbond);
        match owners {
            true => refused!(
                suite.pause("guardian", &[scope], 60),
                Error::OwnerScope { scope: found } if *found == scope
            ),
            false => drop(suite.pause("guardian", &[scope], 60).unwrap()),
        }
    }
}

#[test]
fn a_pause_has_a_length_within_its_callers_limits() {
    let cases = [
        ("guardian", Scope::Bond, 72 * HOUR),
        ("owner", Scope::Bond, 30 * DAY),
        ("owner", Scope::Withdraw, 7 * DAY),
        ("owner", Scope::QueueUnbond, 7 * DAY),
        ("owner", Scope::SubmitBatch, 7 * DAY),
    ];
    for (who, scope, most) in cases {
        let mut suite = young();
        for came in [0, most + 1] {
            refused!(
                suite.pause(who, &[scope], came),
                Error::PauseTooLong { max, came: found } if (*max, *found) == (most, came)
            );
        }
        suite.pause(who, &[scope], most).unwrap();
    }
}

#[test]
fn after_a_guardians_pause_a_scope_stays_open_as_long() {
    let mut suite = young();
    suite.pause("guardian", &[Scope::Bond], 1_000).unwrap();
    refused!(suite.pause("guardian", &[Scope::Bond], 1), Error::CoolingDown { .. });
    suite.pause("guardian", &[Scope::Rebalance], 1_000).unwrap();
    suite.seconds_pass(1_999);
    suite.crank("sync").unwrap();
    suite.bond("bob", 100).unwrap();
    refused!(
        suite.pause("guardian", &[Scope::Bond], 1),
        Error::CoolingDown { scope: Scope::Bond, from, .. } if from.u64() == suite.now() + 1
    );
    suite.seconds_pass(1);
    suite.pause("guardian", &[Scope::Bond], 1).unwrap();
}

#[test]
fn exits_are_closed_for_seven_days_of_thirty_at_most() {
    let mut suite = young();
    suite.pause("owner", &[Scope::Withdraw], 4 * DAY).unwrap();
    suite.seconds_pass(4 * DAY);
    refused!(
        suite.pause("owner", &[Scope::Withdraw], 3 * DAY + 1),
        Error::PauseBudget { scope: Scope::Withdraw, left, .. } if *left == 3 * DAY
    );
    suite.pause("owner", &[Scope::Withdraw], 3 * DAY).unwrap();
    suite.seconds_pass(10 * DAY);
    refused!(suite.pause("owner", &[Scope::Withdraw], 1), Error::PauseBudget { left: 0, .. });
    // Thirty days after the first pause ended it counts no more.
    suite.seconds_pass(20 * DAY);
    suite.pause("owner", &[Scope::Withdraw], 4 * DAY).unwrap();
}

#[test]
fn pauses_of_the_guardian_are_in_the_same_budget() {
    let mut suite = young();
    let exit = [Scope::SubmitBatch];
    suite.pause("guardian", &exit, 3 * DAY).unwrap();
    suite.seconds_pass(3 * DAY);
    suite.pause("owner", &exit, 4 * DAY).unwrap();
    suite.seconds_pass(4 * DAY);
    // Cooled down, but nothing is left, for neither.
    for who in ["guardian", "owner"] {
        refused!(suite.pause(who, &exit, 1), Error::PauseBudget { left: 0, .. });
    }
    // What exits do not need has no budget, and other scopes have their own.
    suite.pause("guardian", &[Scope::Bond, Scope::QueueUnbond], 60).unwrap();
    suite.seconds_pass(26 * DAY);
    suite.pause("guardian", &exit, 3 * DAY).unwrap();
}

#[test]
fn what_is_resumed_early_is_not_counted() {
    let mut suite = young();
    suite.pause("owner", &[Scope::Withdraw], 7 * DAY).unwrap();
    suite.seconds_pass(DAY);
    suite.resume("owner", &[Scope::Withdraw]).unwrap();
    refused!(
        suite.pause("owner", &[Scope::Withdraw], 6 * DAY + 1),
        Error::PauseBudget { left, .. } if *left == 6 * DAY
    );
    suite.pause("owner", &[Scope::Withdraw], 6 * DAY).unwrap();
}

#[test]
fn a_shorter_pause_over_a_longer_one_opens_nothing_early() {
    let mut suite = young();
    suite.pause("owner", &[Scope::Bond], 1_000).unwrap();
    suite.pause("guardian", &[Scope::Bond], 10).unwrap();
    suite.seconds_pass(999);
    refused!(suite.bond("bob", 100), Error::Paused { .. });
    suite.seconds_pass(1);
    suite.bond("bob", 100).unwrap();
}

#[test]
fn harvests_cannot_be_paused_while_a_raise_of_the_fee_waits() {
    let mut suite = young();
    let raise = distributor::ExecuteMsg::UpdateConfig {
        fee: Some(Decimal::percent(20)),
        keeper_pay: None,
        receivers: None,
    };
    suite.distributor_call("owner", &raise).unwrap();
    for who in ["owner", "guardian"] {
        refused!(suite.pause(who, &[Scope::Harvest], 60), Error::RaisePending {});
    }
    suite.pause("guardian", &[Scope::Bond], 60).unwrap();
    suite.distributor_call("owner", &distributor::ExecuteMsg::CancelRaise {}).unwrap();
    suite.pause("guardian", &[Scope::Harvest], 60).unwrap();
}

#[test]
fn resuming_what_opened_by_itself_charges_nothing_more() {
    let mut suite = young();
    suite.pause("owner", &[Scope::Withdraw], DAY).unwrap();
    suite.seconds_pass(5 * DAY);
    suite.resume("owner", &[Scope::Withdraw]).unwrap();
    suite.pause("owner", &[Scope::Withdraw], 6 * DAY).unwrap();
}

#[test]
fn at_most_64_pauses_of_a_scope_are_remembered_within_the_window() {
    let mut suite = young();
    for _ in 0..64 {
        suite.pause("owner", &[Scope::Withdraw], 1).unwrap();
        suite.seconds_pass(5);
    }
    refused!(
        suite.pause("owner", &[Scope::Withdraw], 1),
        Error::PauseBudget { scope: Scope::Withdraw, left, came: 1 } if *left == 7 * DAY - 64
    );
    suite.pause("owner", &[Scope::Reconcile], 1).unwrap();
    suite.seconds_pass(30 * DAY);
    suite.pause("owner", &[Scope::Withdraw], 1).unwrap();
}

#[test]
fn who_paused_what_and_until_when_is_told() {
    let mut suite = young();
    let done = suite.pause("guardian", &[Scope::Bond, Scope::Harvest], 60).unwrap();
    let said = |key| told(&done, "hub_paused", key);
    assert_eq!(said("by"), [suite.actor("guardian").to_string()]);
    assert_eq!(said("scopes"), ["bond,harvest"]);
    assert_eq!(said("until"), [(suite.now() + 60).to_string()]);
}
