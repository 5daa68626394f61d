//! The same of restaking: a vault of the derivative with few and with many commitments and streams.

use std::collections::BTreeMap;

use serde_json::json;
use weir_referee::{msg, Error, Outcome, Tx};

use crate::common::restaking::{Held, Restaking, DAY, DEPOSIT, WHOLE};
use crate::common::wat::Conduct;
use crate::common::{COIN, DENOM};

pub type Column = BTreeMap<&'static str, u64>;

/// Commitments and live streams of the vault that is measured.
pub const COUNTS: [u64; 2] = [1, 16];

/// Messages in the order of the table, by their names on the wire.
pub const ROWS: [&str; 32] = [
    "register_service",
    "publish_terms",
    "create_vault",
    "deposit (first of a holder)",
    "deposit",
    "request_exit (first of a bucket)",
    "request_exit",
    "cancel_exit",
    "transfer_position",
    "claim_exit",
    "settle",
    "announce_commitment",
    "lower_commitment",
    "fund_stream",
    "claim_rewards",
    "claim_and_deposit",
    "claim_commission",
    "add_bond",
    "request_bond_exit",
    "claim_bond",
    "request_slash",
    "execute",
    "execute (a listener)",
    "claim_slashed",
    "slash to payout (a listener)",
    "end_request",
    "fund: deposit",
    "fund: request_exit",
    "fund: claim_exit",
    "fund: insure",
    "fund: pay_premium",
    "execute (bond and cover)",
];

/// The figure to reach for a row.
pub fn reach(row: &str) -> Option<u64> {
    Some(match row {
        "deposit" => 275_000,
        "request_exit" => 195_000,
        "claim_exit" => 190_000,
        "slash to payout (a listener)" => 900_000,
        _ => return None,
    })
}

/// What each message costs at a number of commitments, each with a stream.
pub fn measured(count: u64) -> Result<Column, Error> {
    let mut world = Restaking::begin(Held::Derivative)?;
    let mut column = Column::new();
    let mut note = |row: &'static str, outcome: &Outcome| {
        column.insert(row, outcome.gas_used);
        outcome.gas_used
    };
    let bob = world.weir.chain.account("bob")?;

    let registry = world.registry.clone();
    let register = json!({ "register_service": { "metadata": { "name": "service" } } });
    note("register_service", &world.weir.call("owner", &registry, register)?);
    let fund = world.fund.clone();
    note("fund: deposit", &world.pay("alice", &fund, DEPOSIT, json!({ "deposit": {} }))?);

    // Service 1 is nobody's; the others are bob's, and each pays a stream.
    note("deposit (first of a holder)", &world.deposit("alice", DEPOSIT)?);
    let listener = world.contract(&Conduct::agree())?;
    world.vault("owner", json!({ "set_listeners": { "listeners": [] } }))?;
    for service in 2..2 + count {
        let hook = (service == 2).then_some(listener.as_str());
        world.begin_service(service, hook)?;
        note("announce_commitment", &world.announce(service, WHOLE / 20)?);
    }
    world.notice_passes()?;
    let distributor = world.distributor();
    let stream = |service: u64, vault: &str| {
        json!({ "fund_stream": { "vault": vault, "service": service, "duration": 90 * DAY } })
    };
    for service in 2..2 + count {
        let vault = world.vault.clone();
        let call = stream(service, &vault);
        note("fund_stream", &world.weir.call_with("bob", &distributor, call, 90 * COIN)?);
    }
    world.passes(DAY)?;
    note("deposit", &world.deposit("alice", DEPOSIT)?);

    let vault = world.vault.clone();
    let exit = |units: u128| json!({ "request_exit": { "shares": (units * 1_000_000).to_string() } });
    let _ = (&vault, &bob);
    note("request_exit (first of a bucket)", &world.vault("alice", exit(10 * COIN))?);
    note("request_exit", &world.vault("alice", exit(10 * COIN))?);
    Ok(column)
}
