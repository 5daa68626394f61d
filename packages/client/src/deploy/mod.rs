//! From a plan to contracts on a chain, whatever interrupts it.
//!
//! Every step looks at the chain first and does only what is not there yet: a code with the same hash
//! is stored already, a contract at the predicted address exists already. Before a transaction is sent
//! its hash is written into the manifest, so that a run that was killed between sending and seeing the
//! outcome waits for it instead of sending another.

mod begin;
mod doctor;
mod factory;
mod migrate;
mod plan;
mod restaking;
mod verify;
mod verify_restaking;

use cosmwasm_std::{instantiate2_address, CanonicalAddr, Coin, HexBinary};
use serde_json::{json, Value};
use std::path::PathBuf;

use self::plan::Codes;
use crate::{
    Artifacts, Contract, Fee, Manifest, ManifestError, Msg, Node, NodeError, Sent, TxOutcome,
    Unsigned, CONTRACTS, RESTAKING,
};

pub use doctor::{check, Check, Grade, Wish};
pub use migrate::{migrate, Migration};
pub use plan::{Plan, PlanHash};
pub use verify::{verify, Difference};

const HUB: &str = CONTRACTS[0];
const TOKEN: &str = CONTRACTS[1];
const REGISTRY: &str = CONTRACTS[2];
const DISTRIBUTOR: &str = CONTRACTS[3];
const SERVICES: &str = RESTAKING[0];
const VAULT: &str = RESTAKING[1];
const COORDINATOR: &str = RESTAKING[2];
const FUND: &str = RESTAKING[3];

/// Why a deployment stopped. Run again, it continues.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DeployError {
    /// The chain, the keyring or a file.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The manifest.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    /// The manifest was written for something else.
    #[error("{path} was written for {what} {came}, this is {expected}; deploy with another --salt or into another --deployments folder")]
    OtherDeployment {
        /// The manifest.
        path: String,
        /// What differs.
        what: &'static str,
        /// What the manifest says.
        came: String,
        /// What was asked for.
        expected: String,
    },
    /// Something else is where the contract should be.
    #[error("{address} runs code {came}, expected code {expected}")]
    OtherCode {
        /// Where.
        address: String,
        /// Which code should be there.
        expected: u64,
        /// Which is.
        came: u64,
    },
    /// The chain's answer lacks something.
    #[error("{what} is missing in what the chain answers")]
    Missing {
        /// What.
        what: String,
    },
    /// Somebody else may do it.
    #[error("{address} may be migrated by {admin} only, not by {sender}")]
    NotAdmin {
        /// The contract.
        address: String,
        /// Who may.
        admin: String,
        /// Who tried.
        sender: String,
    },
    /// What is there was built from other sources.
    #[error("{name} runs another code than the artifacts have; run weir migrate first, or name the artifacts it was built with")]
    OtherBuild {
        /// The contract.
        name: String,
    },
    /// Another contract is at the address.
    #[error("{address} is {came}, expected {expected}")]
    WrongContract {
        /// Where.
        address: String,
        /// What should be there.
        expected: String,
        /// What is.
        came: String,
    },
    /// The code is not newer than what runs.
    #[error("{name} is at version {old}, and {new} is not newer")]
    NotNewer {
        /// The contract.
        name: String,
        /// What runs.
        old: String,
        /// What was to be put in its place.
        new: String,
    },
}

/// Told of what happens.
pub trait Reporter {
    /// A step begins, or turns out to be done already.
    fn step(&mut self, text: &str);
}

impl<F: FnMut(&str)> Reporter for F {
    fn step(&mut self, text: &str) {
        self(text);
    }
}

/// A deployment: what, with what, by whom, for how much, noted where.
pub struct Deployment<'a> {
    /// What.
    pub plan: &'a Plan,
    /// By what it is known again.
    pub plan_hash: &'a PlanHash,
    /// With what.
    pub artifacts: &'a Artifacts,
    /// By whom: a key or an address.
    pub from: &'a str,
    /// What its transactions may use and pay.
    pub fee: &'a Fee,
    /// A remark on each of them.
    pub memo: &'a str,
    /// The folder of manifests.
    pub folder: PathBuf,
}

/// What is to be done next.
enum Next {
    Tx { step: String, tx: Box<Unsigned> },
    Done,
}

/// Deploys, or continues to.
///
/// # Errors
/// Whatever stopped it; nothing is half-written, and another call continues.
pub fn deploy(
    node: &mut dyn Node,
    it: &Deployment<'_>,
    reporter: &mut dyn Reporter,
) -> Result<Manifest, DeployError> {
    // Everything that can be wrong with files and names is, before anything is sent.
    for name in it.plan.contracts() {
        it.artifacts.read(name)?;
    }
    let mut manifest = it.begin(node)?;
    settle(node, &mut manifest, &it.folder, reporter)?;
    loop {
        match it.next(node, &mut manifest, reporter)? {
            Next::Done => break,
            Next::Tx { step, tx } => {
                send(node, &mut manifest, &it.folder, &step, &tx, it.fee, reporter)?;
            }
        }
    }
    manifest.complete = true;
    manifest.save(&it.folder)?;
    Ok(manifest)
}

impl Deployment<'_> {
    /// The transaction that is due now, in the SDK's JSON; nothing if all is done. Nothing is written
    /// or sent.
    ///
    /// # Errors
    /// As [`deploy`].
    pub fn due(&self, node: &dyn Node) -> Result<Option<(String, Value)>, DeployError> {
        let mut manifest = self.begin(node)?;
        match self.next(node, &mut manifest, &mut |_: &str| ())? {
            Next::Done => Ok(None),
            Next::Tx { step, tx } => {
                let gas = self.fee.limit(|| node.simulate(&tx))?;
                let sender = node.address_of(&tx.from)?;
                Ok(Some((step, tx.to_json(&sender, self.fee, gas)?)))
            }
        }
    }

    /// What is to be done next; notes in the manifest what is there already.
    fn next(
        &self,
        node: &dyn Node,
        manifest: &mut Manifest,
        reporter: &mut dyn Reporter,
    ) -> Result<Next, DeployError> {
        let admin = self.plan.admin.as_deref().map(|who| node.address_of(who)).transpose()?;
        for name in self.plan.contracts() {
            let artifact = self.artifacts.read(name)?;
            let code_hash = HexBinary::from(artifact.hash).to_hex();
            let known = manifest.contracts.get(name).filter(|known| known.code_hash == code_hash);
            if known.is_some_and(|known| has_hash(node, known.code_id, &artifact.hash)) {
                continue;
            }
            if is_placed(manifest, name) {
                return Err(DeployError::OtherBuild { name: name.to_string() });
            }
            let Some(code_id) = node.code_with_hash(&artifact.hash)? else {
                let step = format!("store {name}");
                let tx = self.tx(Msg::StoreCode { wasm: artifact.wasm.into() });
                return Ok(Next::Tx { step, tx: Box::new(tx) });
            };
            reporter.step(&format!("{name} is code {code_id}"));
            let address = None;
            let contract = Contract { code_id, code_hash, address, admin: admin.clone() };
            manifest.contracts.insert(name.to_string(), contract);
        }
        self.birth(node, manifest, admin, reporter)
    }

    fn birth(
        &self,
        node: &dyn Node,
        manifest: &mut Manifest,
        admin: Option<String>,
        reporter: &mut dyn Reporter,
    ) -> Result<Next, DeployError> {
        let code = |name: &str| manifest.contracts.get(name).map(|c| c.code_id).unwrap_or_default();
        let (expected, codes) = (
            code(HUB),
            Codes { token: code(TOKEN), registry: code(REGISTRY), distributor: code(DISTRIBUTOR) },
        );
        let address = self.place(node, manifest, HUB)?;
        let Some(info) = node.contract_info(&address)? else {
            let msg = Msg::Instantiate2 {
                code_id: expected,
                label: "weir hub".into(),
                admin,
                salt: self.plan.salt.as_bytes().into(),
                msg: self.plan.message(node, &codes)?,
                funds: vec![Coin {
                    denom: self.plan.denom.clone(),
                    amount: self.plan.first_deposit,
                }],
            };
            let step = format!("create the hub at {address}, with token, registry and distributor");
            let tx = self.tx(msg);
            return Ok(Next::Tx { step, tx: Box::new(tx) });
        };
        if info.code_id != expected {
            let came = info.code_id;
            return Err(DeployError::OtherCode { address, expected, came });
        }
        reporter.step(&format!("the hub is {address}"));
        self.note_links(node, manifest, address)?;
        self.restaking(node, manifest, reporter)
    }

    /// Where a contract is, or will be. A migration gives it another code and leaves it where it is.
    fn place(
        &self,
        node: &dyn Node,
        manifest: &Manifest,
        name: &str,
    ) -> Result<String, DeployError> {
        let contract = manifest.contracts.get(name);
        if let Some(address) = contract.and_then(|contract| contract.address.clone()) {
            return Ok(address);
        }
        let hash = node.code_hash(contract.map(|contract| contract.code_id).unwrap_or_default())?;
        Ok(predicted(&manifest.deployer, &hash, self.plan.salt.as_bytes())?)
    }

    fn tx(&self, msg: Msg) -> Unsigned {
        Unsigned { memo: self.memo.to_string(), ..Unsigned::one(self.from, msg) }
    }

    /// Notes the addresses that the hub gave its parts.
    fn note_links(
        &self,
        node: &dyn Node,
        manifest: &mut Manifest,
        hub: String,
    ) -> Result<(), DeployError> {
        let config = node.query_smart(&hub, &json!({ "config": {} }))?;
        let mut note = |name: &str, address: String| {
            if let Some(contract) = manifest.contracts.get_mut(name) {
                contract.address = Some(address);
            }
        };
        for (name, key) in
            [(TOKEN, "stake_token"), (REGISTRY, "registry"), (DISTRIBUTOR, "distributor")]
        {
            let what = || DeployError::Missing { what: format!("{key} of the hub's config") };
            let address = config[key].as_str().ok_or_else(what)?;
            note(name, address.to_string());
        }
        note(HUB, hub);
        Ok(())
    }
}

/// Waits for what a run that was killed had sent.
fn settle(
    node: &dyn Node,
    manifest: &mut Manifest,
    folder: &std::path::Path,
    reporter: &mut dyn Reporter,
) -> Result<(), DeployError> {
    let Some(sent) = manifest.sent.take() else { return Ok(()) };
    reporter.step(&format!("waiting for {} ({})", sent.step, sent.hash));
    match node.settle(&sent.hash, sent.timeout_height) {
        Ok(_) => {}
        // It failed in a block: the next look at the chain tells what is missing.
        Err(error) if error.exit_code() == 2 => {}
        Err(error) => return Err(error.into()),
    }
    Ok(manifest.save(folder)?)
}

/// Sends one transaction; its hash is in the manifest before it is on its way.
fn send(
    node: &mut dyn Node,
    manifest: &mut Manifest,
    folder: &std::path::Path,
    step: &str,
    tx: &Unsigned,
    fee: &Fee,
    reporter: &mut dyn Reporter,
) -> Result<TxOutcome, DeployError> {
    reporter.step(step);
    let mut again = true;
    loop {
        let signed = node.sign(tx, fee)?;
        manifest.sent = Some(Sent {
            step: step.to_string(),
            hash: signed.hash.clone(),
            timeout_height: signed.timeout_height,
        });
        manifest.save(folder)?;
        match node.submit(&signed) {
            Err(NodeError::Sequence { .. }) if again => again = false,
            // Nobody knows what became of it: the manifest keeps it.
            Err(error) if error.exit_code() == 4 => return Err(error.into()),
            Err(error) => {
                manifest.sent = None;
                manifest.save(folder)?;
                return Err(error.into());
            }
            Ok(outcome) => {
                manifest.sent = None;
                manifest.save(folder)?;
                return Ok(outcome);
            }
        }
    }
}

/// Whether a contract is there, or the factory that makes it.
fn is_placed(manifest: &Manifest, name: &str) -> bool {
    let name = if name == VAULT { SERVICES } else { name };
    manifest.contracts.get(name).is_some_and(|contract| contract.address.is_some())
}

fn has_hash(node: &dyn Node, code_id: u64, hash: &[u8; 32]) -> bool {
    node.code_hash(code_id).is_ok_and(|stored| stored == *hash)
}

/// The address of a contract made with a salt by a creator.
pub(crate) fn predicted(creator: &str, hash: &[u8; 32], salt: &[u8]) -> Result<String, NodeError> {
    let bad = |cause: String| NodeError::Invalid { what: creator.to_string(), cause };
    let account: cosmrs::AccountId =
        creator.parse().map_err(|error: cosmrs::ErrorReport| bad(error.to_string()))?;
    let creator = CanonicalAddr::from(account.to_bytes());
    let made = instantiate2_address(hash, &creator, salt).map_err(|e| bad(e.to_string()))?;
    let address = cosmrs::AccountId::new(account.prefix(), made.as_slice());
    Ok(address.map_err(|error| bad(error.to_string()))?.to_string())
}
