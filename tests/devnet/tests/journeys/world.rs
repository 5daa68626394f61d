//! A devnet with the suite on it, and what its people do.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cosmwasm_std::{coins, to_json_binary, Coin, Decimal};
use serde_json::{json, Value};
use tempfile::TempDir;
use weir_client::{
    deploy, Artifacts, Backend, Deployment, Fee, Gas, Key, Keyring, Manifest, Msg, Node, NodeError,
    Pay, Plan, RpcNode, RpcOptions, TxOutcome, Unsigned,
};
use weir_devnet::{Devnet, Interrupt, Options};

use crate::chain::{self, Entry};

pub const COIN: u128 = 1_000_000;
pub const DENOM: &str = "uatom";
/// Longest that a story waits for one thing.
const PATIENCE: Duration = Duration::from_secs(120);

pub struct World {
    pub devnet: Devnet,
    node: RpcNode,
    hub: String,
    token: String,
    registry: String,
    home: PathBuf,
    _keys: TempDir,
}

impl World {
    /// Five validators with equal weights, batches every few seconds, nothing kept in the buffer.
    pub fn begin(name: &str) -> Self {
        let home =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let mut options = Options::new(&home, name);
        options.accounts.extend(["deployer".to_string(), "admin".to_string()]);
        // a node that is killed and comes back misses fewer than half of these
        let window = json!({ "signed_blocks_window": "20" });
        options.genesis = Some(json!({ "app_state": { "slashing": { "params": window } } }));
        let devnet = Devnet::start(&options, &Interrupt::default());
        let devnet = devnet.unwrap_or_else(|e| panic!("{e}"));
        let keys = TempDir::new().unwrap();
        let keyring = Keyring::new(keys.path(), Backend::Test, |_| panic!("no passphrase"));
        for account in devnet.accounts().unwrap() {
            keyring.add(account.name(), &Key::from_mnemonic(account.mnemonic()).unwrap()).unwrap();
        }
        let node = RpcOptions::new(devnet.first().url(), devnet.chain_id());
        let node = RpcNode::connect(node, keyring).unwrap();
        let [hub, token, registry] = Default::default();
        let mut world = Self { devnet, node, hub, token, registry, home, _keys: keys };
        world.deploy();
        world
    }

    fn deploy(&mut self) {
        let seat = |node| {
            let operator = self.devnet.operator(node).unwrap();
            format!("[[registry.validators]]\nvalidator = \"{operator}\"\nweight = 100\n")
        };
        let validators: String = self.devnet.nodes().map(seat).collect();
        let text = include_str!("plan.toml").replace("# validators", &validators);
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("plan.toml");
        std::fs::write(&file, text).unwrap();
        let (plan, plan_hash) = Plan::read(&file).unwrap();
        let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../artifacts");
        let it = Deployment {
            plan: &plan,
            plan_hash: &plan_hash,
            artifacts: &Artifacts::Folder(built),
            from: "deployer",
            fee: &fee(),
            memo: "",
            folder: folder.path().to_path_buf(),
        };
        let manifest: Manifest = deploy(&mut self.node, &it, &mut |_: &str| ()).unwrap();
        let address = |name| manifest.address(name).unwrap().to_string();
        self.hub = address("staking-hub");
        self.token = address("staking-token");
        self.registry = address("validator-registry");
    }

    fn call(
        &mut self,
        from: &str,
        contract: &str,
        msg: Value,
        funds: Vec<Coin>,
    ) -> Result<TxOutcome, NodeError> {
        let msg = Msg::Execute { contract: contract.to_string(), msg, funds };
        self.node.broadcast(&Unsigned::one(from, msg), &fee())
    }

    pub fn bond(&mut self, from: &str, units: u128) {
        let hub = self.hub.clone();
        self.call(from, &hub, json!({ "bond": {} }), coins(units, DENOM)).unwrap();
    }

    pub fn queue(&mut self, from: &str, shares: u128) {
        let inner = to_json_binary(&json!({ "queue_unbond": {} })).unwrap();
        let send = json!({ "send": {
            "contract": self.hub,
            "amount": shares.to_string(),
            "msg": inner.to_base64(),
        } });
        let token = self.token.clone();
        self.call(from, &token, send, vec![]).unwrap();
    }

    pub fn try_hub(&mut self, from: &str, msg: Value) -> Result<TxOutcome, NodeError> {
        let hub = self.hub.clone();
        self.call(from, &hub, msg, vec![])
    }

    pub fn hub(&mut self, from: &str, msg: Value) -> TxOutcome {
        let what = msg.to_string();
        self.try_hub(from, msg).unwrap_or_else(|e| panic!("{from}: {what}: {e}"))
    }

    /// Calls the hub once this crank of its is ready.
    pub fn hub_when_ready(&mut self, crank: &str, msg: Value) {
        let began = Instant::now();
        let ready = |found: &Value| found["name"] == crank && found["ready"] == true;
        loop {
            let cranks = self.ask(json!({ "cranks": {} }));
            if cranks.as_array().unwrap().iter().any(ready) {
                break;
            }
            assert!(began.elapsed() < PATIENCE, "{crank} is never ready: {cranks}");
            self.devnet.advance(1).unwrap();
        }
        self.hub("keeper", msg);
    }

    pub fn registry(&mut self, from: &str, msg: Value) {
        let registry = self.registry.clone();
        self.call(from, &registry, msg, vec![]).unwrap();
    }

    pub fn ask(&self, msg: Value) -> Value {
        let what = msg.to_string();
        self.node.query_smart(&self.hub, &msg).unwrap_or_else(|e| panic!("{what}: {e}"))
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
        self.node.balance(&self.address(who), DENOM).unwrap()
    }

    pub fn hub_balance(&self) -> u128 {
        self.node.balance(&self.hub, DENOM).unwrap()
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

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}\n{}", self.devnet.status(), self.devnet.last_words());
        }
        Devnet::stop(&self.home, self.devnet.name()).unwrap();
        std::fs::remove_dir_all(&self.home).unwrap();
    }
}

/// A number, which answers write as a text.
pub fn number(value: &Value, path: &str) -> u128 {
    let found = value.pointer(path).and_then(Value::as_str).and_then(|text| text.parse().ok());
    found.unwrap_or_else(|| panic!("no number at {path} of {value}"))
}

fn fee() -> Fee {
    let pay = Pay::Price { amount: Decimal::permille(25), denom: DENOM.into() };
    Fee { gas: Gas::Auto { adjustment: Decimal::percent(150) }, pay }
}
