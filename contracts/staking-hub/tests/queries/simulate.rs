use serde_json::json;
use weir_accounting::{AccountingError, Batch, Request, Stage};
use weir_interface::hub::Scope;
use weir_quantities::{Assets, Seconds, Shares, Time};
use weir_staking_hub::state::{ACCESS, BATCHES, CRANK_PARAMETERS, LEDGER, POOL, REQUESTS, STAKE};
use weir_staking_hub::ContractError;

use crate::fixture::{addr, hub, owner, DAY, HOUR, NOW};
use crate::{change, put, set};

#[test]
fn bonding_gives_shares_at_the_stored_rate() {
    assert_eq!(
        hub().ask(&json!({"simulate": {"bond": {"assets": "10234"}}})),
        json!({"shares": "10000", "assets": "0", "fee": "0", "batch": null, "ready_at": null})
    );
}

#[test]
fn bonding_meets_the_rules_it_would_meet() {
    let asked = json!({"simulate": {"bond": {"assets": "10000"}}});
    let mut stale = hub();
    stale.wait(23 * HOUR);
    assert!(stale.try_ask(&asked).is_ok());
    stale.wait(1);
    assert_eq!(
        stale.try_ask(&asked),
        Err(ContractError::StaleSync { age: Seconds::new(DAY + 1), max: Seconds::new(DAY) })
    );
    let mut paused = hub();
    let until = Time::new(NOW + 1);
    change!(paused, ACCESS, |access| access.gates.paused = vec![(Scope::Bond, until)]);
    assert_eq!(paused.try_ask(&asked), Err(ContractError::Paused { scope: Scope::Bond, until }));
    let mut tripped = hub();
    change!(tripped, ACCESS, |access| access.gates.breaker_until = until);
    assert_eq!(tripped.try_ask(&asked), Err(ContractError::BreakerOn { until }));
    let mut capped = hub();
    let cap = Assets::new(1_033_399);
    change!(capped, ACCESS, |access| access.parameters.backing_cap = Some(cap));
    let backing = Assets::new(1_033_400);
    assert_eq!(capped.try_ask(&asked), Err(ContractError::CapReached { backing, cap }));
}

#[test]
fn queueing_tells_the_batch_and_the_earliest_payment() {
    assert_eq!(
        hub().ask(&json!({"simulate": {"queue": {"shares": "10000"}}})),
        json!({"shares": "10000", "assets": "10234", "fee": "0", "batch": 1,
            "ready_at": NOW + 6 * HOUR + 21 * DAY})
    );
}

#[test]
fn queueing_too_little_is_refused() {
    let (min, came) = (Shares::new(1_000), Shares::new(999));
    assert_eq!(
        hub().try_ask(&json!({"simulate": {"queue": {"shares": "999"}}})),
        Err(ContractError::BelowMinUnbond { min, came })
    );
}

#[test]
fn redeeming_at_once_is_paid_at_the_live_rate_less_the_fee() {
    let mut hub = hub();
    let asked = json!({"simulate": {"instant": {"shares": "1000"}}});
    // Worth 1,023; the buffer stays above its target of a hundredth, so the fee is 0.1 %.
    assert_eq!(
        hub.ask(&asked),
        json!({"shares": "1000", "assets": "1021", "fee": "2", "batch": null, "ready_at": NOW})
    );
    hub.chain_says(595_000, 400_000);
    let fallen = hub.ask(&asked);
    assert_eq!((&fallen["assets"], &fallen["fee"]), (&json!("1016"), &json!("2")));
}

#[test]
fn redeeming_at_once_is_closed_when_a_sync_would_trip_the_breaker() {
    let mut hub = hub();
    hub.chain_says(500_000, 400_000);
    assert_eq!(
        hub.try_ask(&json!({"simulate": {"instant": {"shares": "1000"}}})),
        Err(ContractError::BreakerOn { until: Time::new(NOW + DAY) })
    );
}

#[test]
fn redeeming_at_once_keeps_to_the_hourly_outflow() {
    assert!(matches!(
        hub().try_ask(&json!({"simulate": {"instant": {"shares": "6000"}}})),
        Err(ContractError::Accounting(AccountingError::OutflowExceeded { .. }))
    ));
}

#[test]
fn redeeming_at_once_is_closed_without_a_target() {
    let mut hub = hub();
    change!(hub, CRANK_PARAMETERS, |terms| terms.buffer_target = Default::default());
    assert_eq!(
        hub.try_ask(&json!({"simulate": {"instant": {"shares": "1000"}}})),
        Err(ContractError::InstantClosed {})
    );
}

#[test]
fn claiming_adds_up_what_one_withdrawal_pays() {
    let mut hub = hub();
    let asked = json!({"simulate": {"claim": {"owner": addr("alice")}}});
    assert_eq!(hub.ask(&asked)["ready_at"], json!(null));
    let settled = Batch {
        stage: Stage::Settled { at: Time::new(NOW) },
        received: Assets::new(200),
        ..Batch::new(Shares::new(100))
    };
    for id in 1..=32 {
        let claimed = Assets::new(if id == 1 { 20 } else { 5 });
        put!(hub, BATCHES, id, &settled);
        put!(hub, REQUESTS, (&owner("alice"), id), &Request { shares: Shares::new(10), claimed });
    }
    // One call looks at thirty, of which the first is paid already.
    assert_eq!(
        hub.ask(&asked),
        json!({"shares": "290", "assets": "435", "fee": "0", "batch": null, "ready_at": NOW})
    );
}

#[test]
fn nothing_is_quoted_while_insolvent() {
    let mut hub = hub();
    change!(hub, STAKE, |stake| stake.delegated = Assets::ZERO);
    change!(hub, POOL, |pool| pool.buffer = Assets::ZERO);
    set!(hub, LEDGER, vec![Assets::ZERO; 2]);
    hub.chain_says(0, 0);
    for asked in [
        json!({"simulate": {"bond": {"assets": "10000"}}}),
        json!({"simulate": {"queue": {"shares": "10000"}}}),
        json!({"simulate": {"instant": {"shares": "10000"}}}),
    ] {
        let refused = hub.try_ask(&asked);
        let expected =
            matches!(refused, Err(ContractError::Accounting(AccountingError::Insolvent { .. })));
        assert!(expected, "{asked}: {refused:?}");
    }
}
