//! A search over the states of a slash request at a vault: wherever one is open, anybody gets it out
//! of the way with messages that nobody can refuse him, and time.
#![allow(clippy::unwrap_used, clippy::arithmetic_side_effects, reason = "tests")]

use std::collections::BTreeSet;

use crate::common::*;
use cosmwasm_std::testing::MockStorage;
use cosmwasm_std::{Env, Order, Storage};
use weir_interface::vault::{ExecuteMsg, QueryMsg, RequestResponse, Scope};
use weir_quantities::{Magnitude, ServiceId, SlashId};

/// What is stored, and the time: a state to come back to.
type Saved = (Vec<(Vec<u8>, Vec<u8>)>, Env);

/// A step of somebody, with its name.
type Move = (&'static str, fn(&mut Vault));

/// Whatever can happen around a request: whoever it is that wants it.
const MOVES: &[Move] = &[
    ("note another", |vault| drop(vault.note(2, 1, 2_000))),
    ("note of another service", |vault| drop(vault.note(3, 2, 2_000))),
    ("an hour", |vault| vault.pass(3_600)),
    ("the resolution", |vault| vault.pass(2 * DAY)),
    ("the last second", |vault| vault.pass(9 * DAY)),
    ("a way out", |vault| vault.pass(NOTICE)),
    ("apply", |vault| drop(vault.apply(1))),
    ("apply another", |vault| drop(vault.apply(2))),
    ("apply of another service", |vault| drop(vault.apply(3))),
    ("lower to nothing", |vault| {
        let (service, target) = (ServiceId::new(1), Magnitude::ZERO);
        drop(vault.act("operator", ExecuteMsg::LowerCommitment { service, target }));
    }),
    ("raise", |vault| drop(vault.announce(1, 60))),
    ("everybody queues", |vault| {
        let shares = vault.position("alice").active;
        drop(vault.exit("alice", shares.u128()));
    }),
    ("executions are paused", |vault| pause(vault, Scope::Executions)),
    ("requests are paused", |vault| pause(vault, Scope::Requests)),
    ("end", |vault| drop(vault.act("anyone", end(1)))),
];

/// How many moves one after the other.
const DEPTH: usize = 4;

fn pause(vault: &mut Vault, scope: Scope) {
    let msg = ExecuteMsg::Pause { scopes: vec![scope], seconds: 3 * DAY };
    drop(vault.act("guardian", msg));
}

fn end(id: u64) -> ExecuteMsg {
    ExecuteMsg::EndRequest { id: SlashId::new(id) }
}

fn save(vault: &Vault) -> Saved {
    (vault.deps.storage.range(None, None, Order::Ascending).collect(), vault.env.clone())
}

fn restore(vault: &mut Vault, (rows, env): &Saved) {
    vault.deps.storage = MockStorage::default();
    rows.iter().for_each(|(key, value)| vault.deps.storage.set(key, value));
    vault.env = env.clone();
}

fn open(vault: &Vault) -> Vec<u64> {
    let (start_after, limit) = (None, None);
    let requests: Vec<RequestResponse> = vault.ask(QueryMsg::Requests { start_after, limit });
    requests.into_iter().map(|request| request.id.u64()).collect()
}

/// Nobody but time and anyone: every request ends, every share is paid, nothing waits.
fn way_out(vault: &mut Vault, path: &[&str]) {
    vault.pass(30 * DAY);
    for id in open(vault) {
        let ended = vault.act("anyone", end(id));
        assert!(ended.is_ok(), "{path:?}: {ended:?}");
    }
    vault.settle();
    let shares = vault.position("alice").active.u128();
    if shares > 0 {
        vault.exit("alice", shares).unwrap();
    }
    vault.pass(NOTICE);
    if !vault.position("alice").exits.is_empty() {
        let claim = ExecuteMsg::ClaimExit { receiver: None, limit: None };
        let claimed = vault.act("alice", claim);
        assert!(claimed.is_ok(), "{path:?}: {claimed:?}");
    }
    let books = vault.books();
    assert!(books.shares.is_zero() && books.queued.is_zero(), "{path:?}: {books:?}");
}

#[test]
fn t62_no_state_of_a_request_is_a_dead_end() {
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.announce(1, 50).unwrap();
    vault.commit(2, 50);
    vault.note(1, 1, 1_000).unwrap();
    let mut states = vec![(save(&vault), vec![])];
    let mut met = BTreeSet::from([states[0].0 .0.clone()]);
    let (mut walked, mut most_open) = (0, 0);
    for _ in 0..DEPTH {
        let mut next = vec![];
        for (state, path) in &states {
            for (name, step) in MOVES {
                restore(&mut vault, state);
                step(&mut vault);
                let reached = save(&vault);
                let mut path: Vec<&'static str> = path.clone();
                path.push(name);
                walked += 1;
                most_open = most_open.max(open(&vault).len());
                // Time alone is another state too.
                let mut key = reached.0.clone();
                key.push((b"time".to_vec(), reached.1.block.time.to_string().into_bytes()));
                if !met.insert(key) {
                    continue;
                }
                way_out(&mut vault, &path);
                next.push((reached, path));
            }
        }
        states = next;
    }
    assert!(walked > 10_000 && most_open == 3, "{walked} steps, {most_open} open at once");
}

#[test]
fn without_the_last_second_a_request_would_be_a_dead_end() {
    // The control: while its last second is not over and the coordinator is silent, nobody ends it.
    let mut vault = Vault::new();
    vault.deposit("alice", 1_000_000).unwrap();
    vault.commit(1, 50);
    vault.note(1, 1, 1_000).unwrap();
    vault.pass(9 * DAY - 1);
    assert!(vault.act("anyone", end(1)).is_err());
    assert_eq!(open(&vault), [1]);
    vault.pass(1);
    vault.act("anyone", end(1)).unwrap();
}
