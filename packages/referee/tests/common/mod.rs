//! Weir as compiled, on the chain's real modules.
#![allow(dead_code, reason = "each user takes what it needs")]

pub mod restaking;
pub mod wat;

use std::path::Path;

use serde_json::{json, Value};
use weir_referee::{msg, Block, Error, Genesis, GenesisValidator, Outcome, Referee, Tx};

pub const DENOM: &str = "uatom";
/// One whole coin.
pub const COIN: u128 = 1_000_000;
const DAY: u64 = 24 * 60 * 60;
/// Names that sign.
const PEOPLE: [&str; 7] = ["deployer", "owner", "guardian", "keeper", "alice", "bob", "treasury"];

/// The suite on the referee.
pub struct Weir {
    pub chain: Referee,
    pub hub: String,
    pub token: String,
    pub registry: String,
    pub distributor: String,
    pub validators: Vec<String>,
    /// Gas of the hub's instantiation, which gives birth to the rest.
    pub birth: u64,
}

pub const ARTIFACTS: [&str; 4] =
    ["staking-hub", "staking-token", "validator-registry", "reward-distributor"];

pub fn artifact(name: &str) -> Vec<u8> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts").join(format!("{name}.wasm"));
    std::fs::read(&path).unwrap_or_else(|error| {
        panic!("{}: {error}; scripts/build-wasm builds the contracts", path.display())
    })
}

impl Weir {
    /// Stores the four codes and lets the hub give birth to the rest, with a first deposit of ten
    /// coins. Everybody has a million.
    pub fn begin(validators: usize) -> Result<Self, Error> {
        let names: Vec<String> = (1..=validators).map(|index| format!("val{index}")).collect();
        let mut genesis = Genesis::new("weir-referee-1", DENOM)
            .module("staking", json!({ "params": { "max_validators": 100 } }));
        for name in &names {
            genesis = genesis.validator(GenesisValidator::new(name, 1_000_000 * COIN));
        }
        for name in PEOPLE {
            genesis = genesis.account(name, &format!("{}{DENOM}", 1_000_000 * COIN));
        }
        let mut chain = Referee::build_and_begin(&genesis)?;
        let mut codes = vec![];
        for name in ARTIFACTS {
            codes.push(chain.store_code("deployer", &artifact(name))?);
        }
        let birth = birth(&mut chain, &names, &codes)?;
        let deployer = chain.account("deployer")?;
        let admin = chain.account("owner")?;
        let funds = vec![msg::coin(10 * COIN, DENOM)];
        let born = msg::instantiate(&deployer, &admin, codes[0], "weir hub", birth, funds);
        let outcome = chain.tx(Tx::new("deployer", born))?;
        let hub = text(&outcome.responses[0], "/address");
        let config = chain.smart(&hub, &json!({ "config": {} }))?;
        Ok(Self {
            chain,
            hub,
            token: text(&config, "/stake_token"),
            registry: text(&config, "/registry"),
            distributor: text(&config, "/distributor"),
            validators: names,
            birth: outcome.gas_used,
        })
    }

    /// A transaction of one call.
    pub fn call(&mut self, from: &str, contract: &str, call: Value) -> Result<Outcome, Error> {
        self.call_with(from, contract, call, 0)
    }

    /// A transaction of one call with coins.
    pub fn call_with(
        &mut self,
        from: &str,
        contract: &str,
        call: Value,
        amount: u128,
    ) -> Result<Outcome, Error> {
        let sender = self.chain.account(from)?;
        let funds = match amount {
            0 => vec![],
            amount => vec![msg::coin(amount, DENOM)],
        };
        self.chain.tx(Tx::new(from, msg::execute(&sender, contract, call, funds)))
    }

    /// A transaction of one call to the hub.
    pub fn hub(&mut self, from: &str, call: Value) -> Result<Outcome, Error> {
        let hub = self.hub.clone();
        self.call(from, &hub, call)
    }

    pub fn bond(&mut self, from: &str, assets: u128) -> Result<Outcome, Error> {
        let hub = self.hub.clone();
        self.call_with(from, &hub, json!({ "bond": {} }), assets)
    }

    pub fn queue_unbond(&mut self, from: &str, shares: u128) -> Result<Outcome, Error> {
        let hub = self.hub.clone();
        self.send(from, &hub, shares, &json!({ "queue_unbond": {} }))
    }

    /// Sends shares with a message.
    pub fn send(
        &mut self,
        from: &str,
        to: &str,
        shares: u128,
        call: &Value,
    ) -> Result<Outcome, Error> {
        let token = self.token.clone();
        let msg = msg::embedded(call);
        let send = json!({ "contract": to, "amount": shares.to_string(), "msg": msg });
        self.call(from, &token, json!({ "send": send }))
    }

    pub fn ask_hub(&mut self, query: Value) -> Result<Value, Error> {
        let hub = self.hub.clone();
        self.chain.smart(&hub, &query)
    }

    pub fn shares_of(&mut self, name: &str) -> Result<u128, Error> {
        let (address, token) = (self.chain.account(name)?, self.token.clone());
        let answer = self.chain.smart(&token, &json!({ "balance": { "address": address } }))?;
        Ok(text(&answer, "/balance").parse().unwrap())
    }

    /// Days pass, in blocks of six hours with a refresh of the registry in each, as keepers do it.
    pub fn days_pass(&mut self, days: u64) -> Result<(), Error> {
        let registry = self.registry.clone();
        for _ in 0..days * 4 {
            self.chain.block(&Block::after(DAY / 4 - 600))?;
            self.call("keeper", &registry, json!({ "refresh": {} }))?;
        }
        Ok(())
    }

    /// Fees that the next block shares out to all validators and delegators.
    pub fn fees(&mut self, amount: u128) -> Result<(), Error> {
        let (from, to) = (self.chain.account("faucet")?, self.chain.account("bob")?);
        let pays = Tx::new("faucet", msg::send(&from, &to, 1, DENOM));
        self.chain.tx(pays.fee(&format!("{amount}{DENOM}")))?;
        self.chain.block(&Block::after(6))?;
        Ok(())
    }
}

fn birth(chain: &mut Referee, validators: &[String], codes: &[u64]) -> Result<Value, Error> {
    let mut weights = vec![];
    for name in validators {
        weights.push(json!({ "validator": chain.operator(name)?, "weight": 100 }));
    }
    // no more than a fifth with each unless there are fewer
    let max_share = if validators.len() < 5 { "1" } else { "0.2" };
    Ok(json!({
        "owner": chain.account("owner")?,
        "guardian": chain.account("guardian")?,
        "denom": DENOM,
        "decimals": 6,
        "admin": chain.account("owner")?,
        "unbonding_period": 21 * DAY,
        "parameters": {},
        "token": { "code_id": codes[1], "name": "Weir staked ATOM", "symbol": "wATOM" },
        "registry": {
            "code_id": codes[2],
            "validators": weights,
            "parameters": { "max_share": max_share },
        },
        "distributor": {
            "code_id": codes[3],
            "receivers": [
                { "address": chain.account("treasury")?, "weight": 1, "label": "treasury" },
            ],
        },
    }))
}

/// The text at a place.
pub fn text(value: &Value, pointer: &str) -> String {
    match value.pointer(pointer) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => panic!("there is nothing at {pointer} of {value}"),
    }
}
