//! The same of restaking: a vault of the derivative with few and with many commitments and streams.

use std::collections::BTreeMap;

use serde_json::json;
use weir_referee::{Error, Outcome};

use crate::common::restaking::{Held, Restaking, DAY, DEPOSIT, NOTICE, WHOLE};
use crate::common::wat::Conduct;
use crate::common::{COIN, DENOM};

pub type Column = BTreeMap<&'static str, u64>;

/// Commitments and live streams of the vault that is measured.
pub const COUNTS: [u64; 2] = [1, 16];

/// Messages in the order of the table, by their names on the wire.
pub const ROWS: [&str; 34] = [
    "deposit",
    "deposit (first of a holder)",
    "request_exit",
    "request_exit (first of a bucket)",
    "cancel_exit",
    "claim_exit",
    "claim_exit (that settles)",
    "claim_exit (that settles and finds a change)",
    "transfer_position",
    "transfer_position (new holder)",
    "claim_rewards",
    "settle",
    "register_service",
    "publish_terms",
    "link",
    "announce_commitment",
    "lower_commitment",
    "add_bond",
    "request_bond_exit",
    "claim_bond",
    "set_commission",
    "add_reward_coin",
    "fund_stream",
    "claim_commission",
    "request_slash",
    "execute",
    "execute (with cover)",
    "claim_slashed",
    "slash to payout",
    "insure",
    "pay_premium",
    "fund deposit",
    "fund request_exit",
    "fund claim_exit",
];

/// The figure to reach for a row.
pub fn reach(row: &str) -> Option<u64> {
    Some(match row {
        "deposit" => 275_000,
        "request_exit" => 195_000,
        "claim_exit" => 190_000,
        // With 6 000 for the bucket.
        "claim_exit (that settles)" => 196_000,
        "slash to payout" => 900_000,
        _ => return None,
    })
}

/// What each message costs at a number of commitments, each with a stream.
pub fn measured(count: u64) -> Result<Column, Error> {
    let mut world = Restaking::begin(Held::Derivative)?;
    let mut column = Column::new();
    let mut note = |row: &'static str, outcome: Outcome| {
        column.insert(row, outcome.gas_used);
    };
    let (fund, vault) = (world.fund.clone(), world.vault.clone());
    let distributor = world.weir.distributor.clone();
    let bob = world.weir.chain.account("bob")?;

    // The vault has as many commitments as are measured, and each pays a stream of coins.
    let coin = json!({ "native": { "denom": DENOM } });
    let list = json!({ "add_reward_coin": { "vault": vault, "coin": coin } });
    note("add_reward_coin", world.weir.call("owner", &distributor, list)?);
    note("deposit (first of a holder)", world.deposit("alice", DEPOSIT)?);
    let listener = world.contract(&Conduct::agree())?;
    for service in 1..=count {
        let told = world.begin_service(service, Some(&listener))?;
        told.into_iter().for_each(|(row, outcome)| note(row, outcome));
        note("announce_commitment", world.announce(service, WHOLE / 20)?);
    }
    let links = json!({ "registry": world.registry, "fund": fund });
    world.coordinate("owner", json!({ "set_links": links }))?;
    let insure = json!({ "insure": {
        "service": 1, "version": 1, "vault": vault, "minimum_bond": "1", "premium": "0.1",
    } });
    note("insure", world.weir.call("owner", &fund, insure)?);
    note("fund deposit", world.pay("alice", &fund, DEPOSIT, json!({ "deposit": {} }))?);
    let premium = json!({ "pay_premium": { "service": 1, "vault": vault } });
    note("pay_premium", world.pay("bob", &fund, COIN, premium.clone())?);
    note("add_bond", world.pay("bob", &vault, 5 * COIN, json!({ "add_bond": {} }))?);
    let commission = json!({ "set_commission": { "commission": "0.1" } });
    note("set_commission", world.vault("keeper", commission)?);
    // A policy pays after premiums of an exit delay and fourteen days without a gap, and the
    // coordinator's links wait longer still.
    for _ in 0..4 {
        world.passes(NOTICE / 2)?;
        world.pay("bob", &fund, COIN, premium.clone())?;
    }
    note("settle", world.vault("keeper", json!({ "settle": {} }))?);
    for service in 1..=count {
        let fund_stream = json!({ "vault": vault, "service": service, "duration": 90 * DAY });
        let call = json!({ "fund_stream": fund_stream });
        note("fund_stream", world.weir.call_with("bob", &distributor, call, 90 * COIN)?);
    }
    world.passes(DAY)?;

    // In and out.
    note("deposit", world.deposit("alice", DEPOSIT)?);
    let part = (world.shares_of("alice")? / 100).to_string();
    let exit = json!({ "request_exit": { "shares": part } });
    note("request_exit (first of a bucket)", world.vault("alice", exit.clone())?);
    note("request_exit", world.vault("alice", exit.clone())?);
    let bucket = world.buckets("alice")?[0];
    let cancel = json!({ "cancel_exit": { "bucket": bucket, "shares": part } });
    note("cancel_exit", world.vault("alice", cancel)?);
    let give = json!({ "transfer_position": { "recipient": bob, "shares": part } });
    note("transfer_position (new holder)", world.vault("alice", give.clone())?);
    note("transfer_position", world.vault("alice", give)?);
    world.vault("bob", exit)?;
    let claim = json!({ "claim_rewards": { "vault": vault } });
    note("claim_rewards", world.weir.call("alice", &distributor, claim)?);
    let claim = json!({ "claim_commission": { "vault": vault } });
    note("claim_commission", world.weir.call("keeper", &distributor, claim)?);
    let lower = json!({ "service": count, "target": (WHOLE / 40).to_string() });
    let half = json!({ "request_exit": { "shares": "1000000" } });
    note("fund request_exit", world.weir.call("alice", &fund, half)?);

    // Two slashes, each told to a listener; the bond pays in both, cover in the first.
    note("request_slash", world.accuse(1, "offence")?);
    world.passes(2 * DAY)?;
    let covered = world.execute(1, &[])?;
    let cover = covered.attribute("wasm-weir_coordinator_slash_executed", "cover");
    assert!(cover.is_some_and(|units| units != "0"), "{cover:?}");
    note("execute (with cover)", covered);
    note("claim_slashed", world.claim_slashed(1)?);
    let requested = world.accuse(count, "another")?;
    world.passes(2 * DAY)?;
    let executed = world.execute(2, &[])?;
    let paid = world.claim_slashed(count)?;
    let whole = requested.gas_used + executed.gas_used + paid.gas_used;
    note("execute", executed);
    note("slash to payout", Outcome { gas_used: whole, ..paid });
    // What the slashes left of the bond is nothing.
    world.pay("bob", &vault, 5 * COIN, json!({ "add_bond": {} }))?;
    let exit = json!({ "request_bond_exit": { "assets": COIN.to_string() } });
    note("request_bond_exit", world.vault("keeper", exit)?);
    note("lower_commitment", world.vault("keeper", json!({ "lower_commitment": lower }))?);
    world.passes(NOTICE)?;
    // The first claim finds a bucket and a lowered commitment whose time has come; the next one is
    // as one after a `settle`.
    note(
        "claim_exit (that settles and finds a change)",
        world.vault("alice", json!({ "claim_exit": {} }))?,
    );
    note("claim_exit", world.vault("bob", json!({ "claim_exit": {} }))?);
    note("claim_bond", world.vault("keeper", json!({ "claim_bond": {} }))?);
    // The fund's exits take longer than any vault's.
    world.vault("alice", json!({ "request_exit": { "shares": "1000000" } }))?;
    world.passes(NOTICE)?;
    note("claim_exit (that settles)", world.vault("alice", json!({ "claim_exit": {} }))?);
    note("fund claim_exit", world.weir.call("alice", &fund, json!({ "claim_exit": {} }))?);
    Ok(column)
}
