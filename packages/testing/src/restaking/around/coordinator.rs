//! Requests: their states exclude each other, and what is final stays.

use std::collections::{BTreeMap, BTreeSet};

use cosmwasm_std::{Order, Storage};
use weir_slash_coordinator::state::{Decision, Receipt, Request, BARRED, OPEN, RECEIPTS, REQUESTS};

use super::{ensure, number, rules, Rule, Turn};

/// All that the coordinator has decided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CoordinatorState {
    /// Requests by id.
    pub requests: BTreeMap<u64, Request>,
    /// The ids of those that are listed as open.
    pub open: BTreeSet<u64>,
    /// What executed ones took.
    pub receipts: BTreeMap<u64, Receipt>,
    /// Before when offences are barred, by service and vault.
    pub barred: BTreeMap<(u64, String), u64>,
}

impl CoordinatorState {
    /// Reads everything.
    pub fn read(storage: &dyn Storage) -> Self {
        let up = Order::Ascending;
        let open = OPEN.keys(storage, None, None, up).map(Result::unwrap);
        let barred = BARRED.range(storage, None, None, up).map(Result::unwrap);
        Self {
            requests: REQUESTS.range(storage, None, None, up).map(Result::unwrap).collect(),
            open: open.map(|(_, _, (_, id))| id).collect(),
            receipts: RECEIPTS.range(storage, None, None, up).map(Result::unwrap).collect(),
            barred: barred.map(|((s, vault), at)| ((s, vault.into_string()), at.u64())).collect(),
        }
    }
}

type T = Turn<CoordinatorState>;

/// Hold after every action.
pub const RULES: &[Rule<CoordinatorState>] = rules![
    a_refused_decision_changes_nothing,
    a_final_request_never_changes,
    a_request_takes_one_way_and_tells_it,
    open_requests_are_those_that_are_not_final,
    receipts_are_of_executed_requests,
    bars_never_fall,
];

fn a_refused_decision_changes_nothing(t: &T) -> Result<(), String> {
    ensure(t.events.is_some() || t.before == t.after, || "something changed".to_string())
}

/// 54: vetoed, executed and expired are for ever; so are receipts.
fn a_final_request_never_changes(t: &T) -> Result<(), String> {
    for (id, before) in t.before.requests.iter().filter(|(_, request)| request.is_final()) {
        let after = t.after.requests.get(id);
        ensure(after == Some(before), || format!("request {id}: {before:?} became {after:?}"))?;
    }
    for (id, before) in &t.before.receipts {
        let after = t.after.receipts.get(id);
        ensure(after == Some(before), || format!("receipt {id}: {before:?} became {after:?}"))?;
    }
    Ok(())
}

/// 54: nothing but the decision changes, and each change is told once, by its own event.
fn a_request_takes_one_way_and_tells_it(t: &T) -> Result<(), String> {
    for (id, after) in &t.after.requests {
        let told = |name: &str| {
            let name = format!("weir_coordinator_slash_{name}");
            t.told(&name).filter(|event| number(event, "id") == u128::from(*id)).count()
        };
        let ways = ["requested", "approved", "executed", "vetoed", "expired"].map(told);
        let Some(before) = t.before.requests.get(id) else {
            let new = (after.decision == Decision::Open {}, ways);
            ensure(new == (true, [1, 0, 0, 0, 0]), || format!("request {id} began as {after:?}"))?;
            continue;
        };
        let expected = match (before.decision, after.decision) {
            (before, after) if before == after => [0, 0, 0, 0, 0],
            (Decision::Open {}, Decision::Approved {}) => [0, 1, 0, 0, 0],
            (_, Decision::Executed {}) => [0, 0, 1, 0, 0],
            (_, Decision::Vetoed {}) => [0, 0, 0, 1, 0],
            (_, Decision::Expired {}) => [0, 0, 0, 0, 1],
            ways => return Err(format!("request {id} went {ways:?}")),
        };
        let decided = Request { decision: after.decision, ..before.clone() };
        ensure(decided == *after && ways == expected, || {
            format!("request {id}: {before:?} became {after:?}, told {ways:?}")
        })?;
    }
    Ok(())
}

/// 53: what is open is found, and what is over is not in the way.
fn open_requests_are_those_that_are_not_final(t: &T) -> Result<(), String> {
    let open = t.after.requests.iter().filter(|(_, request)| !request.is_final());
    let open: BTreeSet<u64> = open.map(|(id, _)| *id).collect();
    ensure(open == t.after.open, || format!("open {open:?}, listed {:?}", t.after.open))
}

/// 50, 51: one receipt for each, and its parts are its whole.
fn receipts_are_of_executed_requests(t: &T) -> Result<(), String> {
    let executed = |request: &Request| request.decision == Decision::Executed {};
    let executed = t.after.requests.iter().filter(|(_, request)| executed(request));
    let executed: Vec<u64> = executed.map(|(id, _)| *id).collect();
    let receipts: Vec<u64> = t.after.receipts.keys().copied().collect();
    ensure(executed == receipts, || format!("executed {executed:?}, receipts {receipts:?}"))?;
    for (id, one) in &t.after.receipts {
        let parts = one.bond.u128() + one.cover.u128() + one.pool_loss.u128();
        ensure(parts == one.applied.u128(), || format!("receipt {id}: {one:?}"))?;
    }
    Ok(())
}

/// What was vetoed does not come back.
fn bars_never_fall(t: &T) -> Result<(), String> {
    for (pair, before) in &t.before.barred {
        let after = t.after.barred.get(pair).copied().unwrap_or_default();
        ensure(after >= *before, || format!("{pair:?}: {before} became {after}"))?;
    }
    Ok(())
}
