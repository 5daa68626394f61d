//! The first state of the chain: the modules' default with quick periods, accounts and validators.

use serde_json::{json, Value};

use crate::account::Account;
use crate::error::{Error, Result};

/// What genesis is made of.
pub(crate) struct Genesis<'a> {
    pub denom: &'a str,
    /// Length of unbonding, in seconds.
    pub unbonding_time: u64,
    /// Accounts and their units of the coin.
    pub accounts: &'a [(Account, u128)],
    /// Births of validators.
    pub births: Vec<Value>,
}

impl Genesis<'_> {
    /// What `wasmd init` wrote, as this devnet begins. `patch` goes over it at last.
    pub fn write_into(self, genesis: &mut Value, patch: Option<&Value>) -> Result<()> {
        merge(genesis, self.change()?);
        if let Some(patch) = patch {
            apply(genesis, patch)?;
        }
        Ok(())
    }

    fn change(self) -> Result<Value> {
        let denom = self.denom;
        let (accounts, balances): (Vec<_>, Vec<_>) =
            self.accounts.iter().map(|(account, units)| records(account, *units, denom)).unzip();
        let deposit = |units: u64| json!([{ "denom": denom, "amount": units.to_string() }]);
        Ok(json!({ "app_state": {
            "auth": { "accounts": accounts },
            "bank": { "balances": balances },
            "genutil": { "gen_txs": self.births },
            "gov": { "params": {
                "voting_period": "15s",
                "expedited_voting_period": "8s",
                "max_deposit_period": "60s",
                "min_deposit": deposit(10_000_000),
                "expedited_min_deposit": deposit(50_000_000),
            } },
            // a block brings what a minute does elsewhere: 20 % in ten thousand blocks
            "mint": {
                "minter": { "inflation": "0.200000000000000000" },
                "params": {
                    "inflation_rate_change": "0.000000000000000000",
                    "inflation_max": "0.200000000000000000",
                    "inflation_min": "0.200000000000000000",
                    "blocks_per_year": "10000",
                },
            },
            "slashing": { "params": {
                "signed_blocks_window": "10",
                "min_signed_per_window": "0.500000000000000000",
                "downtime_jail_duration": "60s",
                "slash_fraction_double_sign": "0.050000000000000000",
                "slash_fraction_downtime": "0.010000000000000000",
            } },
            "staking": { "params": {
                "unbonding_time": format!("{}s", self.unbonding_time),
                "max_entries": 7,
            } },
            "wasm": { "params": {
                "code_upload_access": { "permission": "Everybody", "addresses": [] },
                "instantiate_default_permission": "Everybody",
            } },
        } }))
    }
}

fn records(account: &Account, units: u128, denom: &str) -> (Value, Value) {
    let address = account.address().to_string();
    let record = json!({
        "@type": "/cosmos.auth.v1beta1.BaseAccount",
        "address": address,
        "pub_key": null,
        "account_number": "0",
        "sequence": "0",
    });
    let coins = json!([{ "denom": denom, "amount": units.to_string() }]);
    (record, json!({ "address": address, "coins": coins }))
}

/// Applies a user's change: an object as genesis.json has it, of which objects are changed key by
/// key and everything else is replaced. A key that genesis does not have is a mistake.
fn apply(genesis: &mut Value, patch: &Value) -> Result<()> {
    unknown(genesis, patch, "").map_or(Ok(()), |reason| Err(Error::Genesis { reason }))?;
    merge(genesis, patch.clone());
    Ok(())
}

fn unknown(value: &Value, change: &Value, at: &str) -> Option<String> {
    let Value::Object(changes) = change else {
        return at.is_empty().then(|| "is no JSON object like genesis.json".to_string());
    };
    let Value::Object(fields) = value else { return None };
    changes.iter().find_map(|(key, change)| match fields.get(key) {
        Some(field) => unknown(field, change, &format!("{at}/{key}")),
        None => {
            let keys: Vec<_> = fields.keys().map(String::as_str).collect();
            Some(format!("names {at}/{key}, which is not there; there are {}", keys.join(", ")))
        }
    })
}

fn merge(value: &mut Value, change: Value) {
    match (value, change) {
        (Value::Object(fields), Value::Object(changes)) => {
            for (key, change) in changes {
                merge(fields.entry(key).or_insert(Value::Null), change);
            }
        }
        (value, change) => *value = change,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::consensus_key::NodeKey;
    use crate::gentx::Birth;

    fn default() -> Value {
        json!({
            "chain_id": "weir-a-1",
            "app_state": {
                "bank": { "balances": [], "supply": [] },
                "staking": { "params": { "unbonding_time": "1814400s", "bond_denom": "uatom" } },
                "upgrade": {},
            },
        })
    }

    fn written(patch: Option<Value>) -> Result<Value> {
        let accounts =
            [(Account::named("val1").unwrap(), 2_000), (Account::named("alice").unwrap(), 5)];
        let birth = Birth {
            chain_id: "weir-a-1",
            moniker: "val1",
            operator: &accounts[0].0,
            consensus: &NodeKey::of_consensus("weir-a-1", "val1"),
            denom: "uatom",
            stake: 1_000,
        };
        let births = vec![birth.transaction().unwrap()];
        let mut genesis = default();
        let begin = Genesis { denom: "uatom", unbonding_time: 60, accounts: &accounts, births };
        begin.write_into(&mut genesis, patch.as_ref())?;
        Ok(genesis)
    }

    #[test]
    fn periods_are_short_and_the_rest_is_the_modules() {
        let genesis = written(None).unwrap();
        let staking = &genesis["app_state"]["staking"]["params"];
        assert_eq!(staking["unbonding_time"], "60s");
        assert_eq!(staking["max_entries"], 7);
        assert_eq!(staking["bond_denom"], "uatom");
        let slashing = &genesis["app_state"]["slashing"]["params"];
        assert_eq!(slashing["signed_blocks_window"], "10");
        assert_eq!(slashing["downtime_jail_duration"], "60s");
        assert_eq!(genesis["app_state"]["gov"]["params"]["voting_period"], "15s");
        assert_eq!(genesis["app_state"]["bank"]["balances"][1]["coins"][0]["amount"], "5");
    }

    #[test]
    fn validators_leave_their_delegators_95_percent() {
        let genesis = written(None).unwrap();
        let birth = &genesis["app_state"]["genutil"]["gen_txs"][0];
        let message = &birth["body"]["messages"][0];
        assert_eq!(message["commission"]["rate"], "0.050000000000000000");
        assert_eq!(message["commission"]["max_rate"], "0.200000000000000000");
        assert_eq!(message["value"]["amount"], "1000");
        assert_eq!(birth["signatures"].as_array().unwrap().len(), 1);
    }

    #[test]
    fn a_patch_goes_over_it_key_by_key() {
        let patch = json!({ "app_state": { "staking": { "params": { "max_entries": 3 } } } });
        let genesis = written(Some(patch)).unwrap();
        assert_eq!(genesis["app_state"]["staking"]["params"]["max_entries"], 3);
        assert_eq!(genesis["app_state"]["staking"]["params"]["unbonding_time"], "60s");
    }

    #[test]
    fn a_patch_of_what_is_not_there_is_refused_with_its_place() {
        let patch = json!({ "app_state": { "staking": { "parms": { "max_entries": 3 } } } });
        let refused = written(Some(patch)).unwrap_err().to_string();
        assert!(refused.contains("/app_state/staking/parms"), "{refused}");
        assert!(matches!(written(Some(json!([1]))), Err(Error::Genesis { .. })));
    }
}
