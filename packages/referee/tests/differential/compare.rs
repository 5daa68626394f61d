//! Everything that can be asked of both, as lines of text that must be the same.

use std::collections::BTreeSet;

use embedded_chain::{Entry, Status};
use serde_json::{json, Value};
use weir_referee::read::{self, rows, text};

use crate::world::{World, DENOM};

/// What differs first, if anything does.
pub fn states(world: &mut World) -> Result<(), String> {
    let (real, embedded) = (real(world), embedded(world));
    if real == embedded {
        return Ok(());
    }
    let only = |a: &BTreeSet<String>, b: &BTreeSet<String>| {
        a.difference(b).cloned().collect::<Vec<_>>().join("\n  ")
    };
    Err(format!(
        "the state differs; really\n  {}\nembedded\n  {}",
        only(&real, &embedded),
        only(&embedded, &real)
    ))
}

/// Decimals as 18 digits, whatever their zeroes.
fn dec(amount: &str) -> String {
    amount.parse::<embedded_chain::Dec>().unwrap().raw().to_string()
}

/// The time at a place, in whole seconds since 1970.
fn seconds(value: &Value, pointer: &str) -> u64 {
    read::nanos(value, pointer).unwrap() / 1_000_000_000
}

fn real(world: &mut World) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    let mut ask = |path: &str, request: Value| world.real.query(path, request);
    let staking = |method: &str| format!("/cosmos.staking.v1beta1.Query/{method}");
    let distribution = |method: &str| format!("/cosmos.distribution.v1beta1.Query/{method}");

    for row in rows(&ask(&staking("Validators"), json!({})).unwrap(), "validators") {
        let unbonding = match text(row, "/status") {
            "BOND_STATUS_UNBONDING" => {
                format!(
                    "until {} since {}",
                    seconds(row, "/unbonding_time"),
                    text(row, "/unbonding_height")
                )
            }
            _ => String::new(),
        };
        lines.insert(format!(
            "validator {}: tokens {} shares {} {} {unbonding} jailed {} commission {}",
            text(row, "/operator_address"),
            text(row, "/tokens"),
            dec(text(row, "/delegator_shares")),
            text(row, "/status"),
            row["jailed"],
            dec(text(row, "/commission/commission_rates/rate")),
        ));
        let operator = text(row, "/operator_address");
        let signer = world.operators.iter().find(|one| one.operator == operator).unwrap();
        let of = json!({ "cons_address": signer.consensus });
        let info = ask("/cosmos.slashing.v1beta1.Query/SigningInfo", of).unwrap();
        let info = &info["val_signing_info"];
        let until = match info["tombstoned"] == true {
            true => "for ever".to_string(),
            false => format!("until {}", seconds(info, "/jailed_until")),
        };
        lines.insert(format!("{operator} may not return {until}"));
        let path = distribution("ValidatorCommission");
        let commission = ask(&path, json!({ "validator_address": operator })).unwrap();
        for coin in rows(&commission["commission"], "commission") {
            lines.insert(format!("commission of {operator}: {}", dec(text(coin, "/amount"))));
        }
    }
    for index in 0..world.operators.len() + world.delegators.len() {
        let owner = match index.checked_sub(world.operators.len()) {
            None => world.operators[index].account.clone(),
            Some(index) => world.delegators[index].to_string(),
        };
        let balance = json!({ "address": owner, "denom": DENOM });
        let balance = ask("/cosmos.bank.v1beta1.Query/Balance", balance).unwrap();
        lines.insert(format!("balance of {owner}: {}", text(&balance, "/balance/amount")));
        let withdraw = json!({ "delegator_address": owner });
        let to = ask(&distribution("DelegatorWithdrawAddress"), withdraw).unwrap();
        lines.insert(format!("rewards of {owner} go to {}", text(&to, "/withdraw_address")));
        let of = json!({ "delegator_addr": owner });
        let found = ask(&staking("DelegatorDelegations"), of.clone()).unwrap();
        for row in rows(&found, "delegation_responses") {
            let operator = text(row, "/delegation/validator_address");
            lines.insert(format!(
                "delegation {owner} {operator}: shares {} worth {}",
                dec(text(row, "/delegation/shares")),
                text(row, "/balance/amount"),
            ));
            let of = json!({ "delegator_address": owner, "validator_address": operator });
            let amount = match ask(&distribution("DelegationRewards"), of) {
                Ok(rewards) => rows(&rewards, "rewards")
                    .iter()
                    .map(|coin| dec(text(coin, "/amount")))
                    .collect::<String>(),
                Err(_) => "refused".to_string(),
            };
            lines.insert(format!("rewards {owner} {operator}: {amount}"));
        }
        let found = ask(&staking("DelegatorUnbondingDelegations"), of).unwrap();
        for row in rows(&found, "unbonding_responses") {
            for entry in rows(row, "entries") {
                lines.insert(format!(
                    "unbonding {owner} {}: {} of {} since {} until {}",
                    text(row, "/validator_address"),
                    text(entry, "/balance"),
                    text(entry, "/initial_balance"),
                    text(entry, "/creation_height"),
                    seconds(entry, "/completion_time"),
                ));
            }
        }
        let of = json!({ "delegator_addr": owner });
        let found = ask(&staking("Redelegations"), of).unwrap();
        for row in rows(&found, "redelegation_responses") {
            for (at, entry) in rows(row, "entries").iter().enumerate() {
                lines.insert(format!(
                    "redelegation {owner} {} {} {at}: {} shares {} since {} until {}",
                    text(row, "/redelegation/validator_src_address"),
                    text(row, "/redelegation/validator_dst_address"),
                    text(entry, "/redelegation_entry/initial_balance"),
                    dec(text(entry, "/redelegation_entry/shares_dst")),
                    read::parsed::<u64>(entry, "/redelegation_entry/creation_height").unwrap(),
                    seconds(entry, "/redelegation_entry/completion_time"),
                ));
            }
        }
    }
    let pool = ask(&staking("Pool"), json!({})).unwrap();
    lines.insert(format!(
        "pools: bonded {} other {}",
        text(&pool, "/pool/bonded_tokens"),
        text(&pool, "/pool/not_bonded_tokens")
    ));
    lines
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Bonded => "BOND_STATUS_BONDED",
        Status::Unbonding => "BOND_STATUS_UNBONDING",
        Status::Unbonded => "BOND_STATUS_UNBONDED",
    }
}

fn embedded(world: &World) -> BTreeSet<String> {
    let chain = &world.embedded;
    let mut lines = BTreeSet::new();
    for v in chain.validators().unwrap() {
        let unbonding = match v.status {
            Status::Unbonding => {
                format!("until {} since {}", v.unbonding_at.seconds(), v.unbonding_height)
            }
            _ => String::new(),
        };
        lines.insert(format!(
            "validator {}: tokens {} shares {} {} {unbonding} jailed {} commission {}",
            v.operator,
            v.tokens,
            v.shares.raw(),
            status(v.status),
            v.jailed,
            v.commission.rate.atomics(),
        ));
        let until = match v.tombstoned {
            true => "for ever".to_string(),
            false => format!("until {}", v.jailed_until.seconds()),
        };
        lines.insert(format!("{} may not return {until}", v.operator));
        for (_, amount) in chain.commission(&v.operator).unwrap().iter() {
            lines.insert(format!("commission of {}: {}", v.operator, amount.raw()));
        }
    }
    let accounts = world.operators.iter().map(|o| cosmwasm_std::Addr::unchecked(&o.account));
    for owner in accounts.chain(world.delegators.iter().cloned()) {
        lines.insert(format!("balance of {owner}: {}", chain.balance(&owner, DENOM)));
        lines.insert(format!("rewards of {owner} go to {}", chain.withdraw_address(&owner)));
        for row in chain.delegations(&owner).unwrap() {
            let operator = &row.validator;
            lines.insert(format!(
                "delegation {owner} {operator}: shares {} worth {}",
                row.shares.raw(),
                row.amount(),
            ));
            let amount = match chain.rewards(&owner, operator) {
                Ok(rewards) => rewards.iter().map(|(_, a)| a.raw().to_string()).collect::<String>(),
                Err(_) => "refused".to_string(),
            };
            lines.insert(format!("rewards {owner} {operator}: {amount}"));
        }
        for row in chain.unbonding_entries(&owner).unwrap() {
            let Entry { balance, initial_balance, creation_height, completes_at, .. } = row.entry;
            lines.insert(format!(
                "unbonding {owner} {}: {balance} of {initial_balance} since {creation_height} until {}",
                row.validator,
                completes_at.seconds(),
            ));
        }
        let mut at = std::collections::BTreeMap::new();
        for row in chain.redelegations(&owner).unwrap() {
            let index: &mut usize =
                at.entry((row.source.clone(), row.destination.clone())).or_default();
            lines.insert(format!(
                "redelegation {owner} {} {} {index}: {} shares {} since {} until {}",
                row.source,
                row.destination,
                row.entry.initial_balance,
                row.entry.shares_dst.raw(),
                row.entry.creation_height,
                row.entry.completes_at.seconds(),
            ));
            *index += 1;
        }
    }
    let pools = chain.module_accounts();
    lines.insert(format!(
        "pools: bonded {} other {}",
        chain.balance(&pools.bonded_pool, DENOM),
        chain.balance(&pools.not_bonded_pool, DENOM)
    ));
    lines
}
