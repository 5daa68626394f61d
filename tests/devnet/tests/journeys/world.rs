//! A devnet with the suite on it, and what its people do.

use std::time::{Duration, Instant};

use cosmwasm_std::{coins, to_json_binary, Binary, Coin, Decimal};
use serde_json::{json, Value};
use tempfile::TempDir;
use weir_client::{
    Answer, Fee, Gas, Manifest, Msg, Node, NodeError, Pay, RpcNode, TxOutcome, Unsigned,
};

use crate::begin::{self, Begin, Owned};
use crate::chain::{self, Entry};

pub const COIN: u128 = 1_000_000;
pub const DENOM: &str = "uatom";
/// Longest that a story waits for one thing.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct World {
    pub devnet: Owned,
    pub node: RpcNode,
    pub hub: String,
    pub token: String,
    registry: String,
    suite: Manifest,
    #[allow(dead_code, reason = "the keeper's journey needs them")]
    pub keys: TempDir,
}

impl World {
    /// Validators with equal weights, batches every few seconds, nothing kept in the buffer.
    pub fn begin(begin: &Begin) -> Self {
        let devnet = Owned::start(begin);
        let keys = TempDir::new().unwrap();
        let mut node = begin::connect(&devnet, keys.path());
        let suite = begin::suite(&devnet, &mut node, begin.plan);
        let address = |name| suite.address(name).unwrap().to_string();
        let [hub, token, registry] =
            ["staking-hub", "staking-token", "validator-registry"].map(address);
        Self { devnet, node, hub, token, registry, suite, keys }
    }

    /// The address of a contract of the suite.
    pub fn contract(&self, name: &str) -> String {
        self.suite.address(name).unwrap().to_string()
    }

    pub fn call(
        &mut self,
        from: &str,
        contract: &str,
        msg: Value,
        funds: Vec<Coin>,
    ) -> Result<TxOutcome, NodeError> {
        let msg = Msg::Execute { contract: contract.to_string(), msg, funds };
        self.node.broadcast(&Unsigned::one(from, msg), &fee())
    }

    /// A call that has to go well.
    pub fn does(&mut self, from: &str, contract: &str, msg: Value) -> TxOutcome {
        let what = msg.to_string();
        let done = self.call(from, contract, msg, vec![]);
        done.unwrap_or_else(|e| panic!("{from}: {what}: {e}"))
    }

    /// Sends shares to a contract with a message.
    pub fn send(&mut self, from: &str, to: &str, shares: u128, inner: &Value) -> TxOutcome {
        let msg = to_json_binary(inner).unwrap().to_base64();
        let token = self.token.clone();
        let send = json!({ "contract": to, "amount": shares.to_string(), "msg": msg });
        self.does(from, &token, json!({ "send": send }))
    }

    /// A contract that is no part of the suite.
    pub fn store(&mut self, label: &str, wasm: &[u8]) -> String {
        let mut made = |msg| self.node.broadcast(&Unsigned::one("deployer", msg), &fee()).unwrap();
        let stored = made(Msg::StoreCode { wasm: Binary::from(wasm) }).answers.remove(0);
        let Answer::Stored { code_id } = stored else { panic!("{stored:?}") };
        let born = made(Msg::Instantiate2 {
            code_id,
            label: label.to_string(),
            admin: None,
            salt: Binary::from(label.as_bytes()),
            msg: json!({}),
            funds: vec![],
        });
        let [Answer::Instantiated { address, .. }] = &born.answers[..] else { panic!("{born:?}") };
        address.clone()
    }

    pub fn bond(&mut self, from: &str, units: u128) {
        let hub = self.hub.clone();
        self.call(from, &hub, json!({ "bond": {} }), coins(units, DENOM)).unwrap();
    }

    /// Queues shares and has their batch submitted.
    pub fn redeem(&mut self, from: &str, shares: u128) {
        self.queue(from, shares);
        self.hub_when_ready("submit_batch", json!({ "submit_batch": {} }));
    }

    pub fn queue(&mut self, from: &str, shares: u128) {
        let hub = self.hub.clone();
        self.send(from, &hub, shares, &json!({ "queue_unbond": {} }));
    }

    pub fn try_hub(&mut self, from: &str, msg: Value) -> Result<TxOutcome, NodeError> {
        let hub = self.hub.clone();
        self.call(from, &hub, msg, vec![])
    }

    pub fn hub(&mut self, from: &str, msg: Value) -> TxOutcome {
        let hub = self.hub.clone();
        self.does(from, &hub, msg)
    }

    /// Calls the hub once this crank of its is ready.
    pub fn hub_when_ready(&mut self, crank: &str, msg: Value) {
        self.wait_for(crank);
        self.hub("keeper", msg);
    }

    /// Has time pass until this crank of the hub is ready.
    pub fn wait_for(&mut self, crank: &str) {
        let began = Instant::now();
        loop {
            let cranks = self.ask(json!({ "cranks": {} }));
            let mut rows = cranks.as_array().unwrap().iter();
            let row = rows.find(|row| row["name"] == crank).unwrap();
            if row["ready"] == true {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "{crank} is never ready: {cranks}");
            let ready_at = row["ready_at"].as_u64().unwrap_or_default();
            self.devnet.pass(ready_at.saturating_sub(self.node_time()).max(1)).unwrap();
        }
    }

    pub fn registry(&mut self, from: &str, msg: Value) {
        let registry = self.registry.clone();
        self.does(from, &registry, msg);
    }

    pub fn ask(&self, msg: Value) -> Value {
        self.ask_of(&self.hub, msg)
    }

    pub fn ask_of(&self, contract: &str, msg: Value) -> Value {
        self.node.query_smart(contract, &msg).unwrap_or_else(|e| panic!("{msg}: {e}"))
    }

    /// A number of the answer to a query without arguments.
    pub fn figure(&self, query: &str, path: &str) -> u128 {
        number(&self.ask(json!({ query: {} })), path)
    }

    pub fn batch(&self, id: u64) -> Value {
        self.ask(json!({ "batch": { "id": id } }))
    }

    pub fn last_slash(&self) -> Value {
        self.ask(json!({ "slashes": {} }))[0].clone()
    }

    pub fn address(&self, who: &str) -> String {
        self.node.address_of(who).unwrap()
    }

    pub fn node_time(&self) -> u64 {
        self.node.latest_block().unwrap().seconds
    }

    pub fn balance(&self, who: &str) -> u128 {
        self.coins(&self.address(who))
    }

    pub fn coins(&self, address: &str) -> u128 {
        self.node.balance(address, DENOM).unwrap()
    }

    pub fn shares(&self, address: &str) -> u128 {
        let answer = self.ask_of(&self.token, json!({ "balance": { "address": address } }));
        number(&answer, "/balance")
    }

    pub fn hub_balance(&self) -> u128 {
        self.coins(&self.hub)
    }

    /// What the keeper does: whatever the hub says is ready, one step at a time.
    pub fn keep(&mut self) {
        for _ in 0..20 {
            let cranks = self.ask(json!({ "cranks": {} }));
            if !cranks.as_array().unwrap().iter().any(|crank| crank["ready"] == true) {
                return;
            }
            self.hub("keeper", json!({ "advance": {} }));
        }
        panic!("the keeper never gets done: {}", self.ask(json!({ "cranks": {} })));
    }

    /// Keeps until it is so.
    pub fn keep_until(&mut self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let began = Instant::now();
        while !is_so(self) {
            assert!(began.elapsed() < PATIENCE, "{what}: it did not come");
            self.devnet.advance(1).unwrap();
            self.keep();
        }
    }

    pub fn delegations(&self) -> Vec<(String, u128)> {
        chain::delegations(&self.devnet, &self.hub)
    }

    pub fn delegated_to(&self, operator: &str) -> u128 {
        let rows = self.delegations();
        rows.iter().filter(|(name, _)| name == operator).map(|(_, units)| units).sum()
    }

    pub fn entries(&self) -> Vec<Entry> {
        chain::entries(&self.devnet, &self.hub)
    }

    pub fn entries_of(&self, operator: &str) -> Vec<Entry> {
        self.entries().into_iter().filter(|entry| entry.validator == operator).collect()
    }

    /// The hub's books say what the chain says, to the unit.
    pub fn assert_books(&self) {
        let solvency = self.ask(json!({ "solvency": {} }));
        let rows = self.delegations();
        let staked: u128 = rows.iter().map(|(_, units)| units).sum();
        assert_eq!(number(&solvency, "/delegated"), staked, "{solvency} {rows:?}");
        for (validator, units) in rows {
            let row = self.ask(json!({ "validator": { "validator": validator } }));
            assert_eq!(number(&row, "/assets"), units, "{row}");
        }
        assert_eq!(number(&solvency, "/balance"), self.hub_balance(), "{solvency}");
        assert_eq!(solvency["insolvent"], false, "{solvency}");
    }
}

/// A number, which answers write as a text.
pub fn number(value: &Value, path: &str) -> u128 {
    let found = value.pointer(path).and_then(Value::as_str).and_then(|text| text.parse().ok());
    found.unwrap_or_else(|| panic!("no number at {path} of {value}"))
}

pub fn fee() -> Fee {
    let pay = Pay::Price { amount: Decimal::permille(25), denom: DENOM.into() };
    Fee { gas: Gas::Auto { adjustment: Decimal::percent(150) }, pay }
}
