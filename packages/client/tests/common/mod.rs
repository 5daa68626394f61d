//! A plan, and a process that dies in the middle of it.
#![allow(dead_code, reason = "not every test needs all")]

use std::cell::Cell;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};
use std::path::Path;

use cosmwasm_std::Decimal;
use serde_json::Value;
use tempfile::TempDir;
use weir_client::{
    deploy, Artifacts, BlockTime, BondedValidator, ContractInfo, DeployError, Deployment, Facts,
    Fee, Gas, Manifest, Node, NodeError, Pay, Plan, PlanHash, Signed, TxOutcome, Unsigned,
};

pub const PLAN: &str = r#"
denom = "uatom"
decimals = 6
first_deposit = "10000000"
owner = "owner"
guardian = "guardian"
admin = "admin"

[token]
name = "Weir staked ATOM"
symbol = "wATOM"

[registry]
largest = 5

[[distributor.receivers]]
address = "treasury"
weight = 1
label = "treasury"
"#;

pub fn fee() -> Fee {
    let pay = Pay::Price { amount: Decimal::zero(), denom: "uatom".into() };
    Fee { gas: Gas::Auto { adjustment: Decimal::percent(130) }, pay }
}

pub fn plan(text: &str) -> (Plan, PlanHash) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("plan.toml");
    std::fs::write(&path, text).unwrap();
    Plan::read(&path).unwrap()
}

pub fn deploy_on(
    node: &mut dyn Node,
    artifacts: &Artifacts,
    folder: &Path,
) -> Result<Manifest, DeployError> {
    deploy_paying(node, artifacts, folder, &fee())
}

pub fn deploy_paying(
    node: &mut dyn Node,
    artifacts: &Artifacts,
    folder: &Path,
    fee: &Fee,
) -> Result<Manifest, DeployError> {
    deploy_plan(node, PLAN, artifacts, folder, fee)
}

pub fn deploy_plan(
    node: &mut dyn Node,
    text: &str,
    artifacts: &Artifacts,
    folder: &Path,
    fee: &Fee,
) -> Result<Manifest, DeployError> {
    let (plan, plan_hash) = plan(text);
    let (plan, plan_hash, folder) = (&plan, &plan_hash, folder.to_path_buf());
    let it = Deployment { plan, plan_hash, artifacts, from: "deployer", fee, memo: "", folder };
    deploy(node, &it, &mut |step: &str| eprintln!("{step}"))
}

/// A node whose user's process dies at one of its calls; a submission has two moments to die at.
pub struct Mortal<'a, N> {
    chain: &'a mut N,
    left: Cell<usize>,
    /// Dies after its first broadcast instead, before the answer.
    after_broadcast: bool,
}

/// What a process dies of that was killed on purpose.
struct Killed;

impl<N: Node> Mortal<'_, N> {
    fn live(&self) {
        match self.left.get() {
            // without the panic's words and stack, which would hide those of a test that fails
            0 => resume_unwind(Box::new(Killed)),
            left => self.left.set(left - 1),
        }
    }
}

impl<N: Node> Node for Mortal<'_, N> {
    fn chain_id(&self) -> &str {
        self.chain.chain_id()
    }
    fn latest_block(&self) -> Result<BlockTime, NodeError> {
        self.live();
        self.chain.latest_block()
    }
    fn address_of(&self, key_or_address: &str) -> Result<String, NodeError> {
        self.chain.address_of(key_or_address)
    }
    fn balance(&self, address: &str, denom: &str) -> Result<u128, NodeError> {
        self.live();
        self.chain.balance(address, denom)
    }
    fn query_smart(&self, contract: &str, msg: &Value) -> Result<Value, NodeError> {
        self.live();
        self.chain.query_smart(contract, msg)
    }
    fn query_raw(&self, contract: &str, key: &[u8]) -> Result<Option<Vec<u8>>, NodeError> {
        self.live();
        self.chain.query_raw(contract, key)
    }
    fn contract_info(&self, contract: &str) -> Result<Option<ContractInfo>, NodeError> {
        self.live();
        self.chain.contract_info(contract)
    }
    fn code_hash(&self, code_id: u64) -> Result<[u8; 32], NodeError> {
        self.live();
        self.chain.code_hash(code_id)
    }
    fn code_with_hash(&self, hash: &[u8; 32]) -> Result<Option<u64>, NodeError> {
        self.live();
        self.chain.code_with_hash(hash)
    }
    fn facts(&self) -> Result<Facts, NodeError> {
        self.live();
        self.chain.facts()
    }
    fn bonded_validators(&self) -> Result<Vec<BondedValidator>, NodeError> {
        self.live();
        self.chain.bonded_validators()
    }
    fn simulate(&self, tx: &Unsigned) -> Result<u64, NodeError> {
        self.live();
        self.chain.simulate(tx)
    }
    fn sign(&self, tx: &Unsigned, fee: &Fee) -> Result<Signed, NodeError> {
        self.live();
        self.chain.sign(tx, fee)
    }
    fn submit(&mut self, signed: &Signed) -> Result<TxOutcome, NodeError> {
        self.live();
        let outcome = self.chain.submit(signed);
        // Broadcast, and dead before the answer. Who is refused lives to tell it.
        if self.after_broadcast && outcome.is_ok() {
            self.left.set(0);
        }
        self.live();
        outcome
    }
    fn outcome(&self, hash: &str) -> Result<Option<TxOutcome>, NodeError> {
        self.live();
        self.chain.outcome(hash)
    }
}

/// Runs something whose process dies after so many calls; whether it lived.
pub fn dies_after<N: Node>(
    calls: usize,
    chain: &mut N,
    act: impl FnOnce(&mut dyn Node) -> Result<Manifest, DeployError>,
) -> bool {
    lives(Mortal { chain, left: Cell::new(calls), after_broadcast: false }, act)
}

/// Runs something whose process dies after its first broadcast; whether it had none and lived.
pub fn dies_after_broadcast<N: Node>(
    chain: &mut N,
    act: impl FnOnce(&mut dyn Node) -> Result<Manifest, DeployError>,
) -> bool {
    lives(Mortal { chain, left: Cell::new(usize::MAX), after_broadcast: true }, act)
}

fn lives<N: Node>(
    mut mortal: Mortal<'_, N>,
    act: impl FnOnce(&mut dyn Node) -> Result<Manifest, DeployError>,
) -> bool {
    match catch_unwind(AssertUnwindSafe(|| act(&mut mortal))) {
        Ok(done) => done.map(|_| true).unwrap(),
        Err(died) if died.is::<Killed>() => false,
        Err(other) => resume_unwind(other),
    }
}
