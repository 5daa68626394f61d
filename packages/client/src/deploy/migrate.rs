//! Newer code for contracts that are there.

use cosmwasm_std::HexBinary;
use semver::Version;
use serde::Deserialize;
use serde_json::{json, Value};
use std::path::PathBuf;

use super::{
    send, settle, DeployError, Reporter, COORDINATOR, DISTRIBUTOR, FUND, HUB, REGISTRY, SERVICES,
    TOKEN,
};
use crate::{Artifacts, ContractInfo, Fee, Manifest, Msg, Node, NodeError, Unsigned, CONTRACTS};

/// The version that the artifacts are of: the suite is released together.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The hub last: it asks the others. Those of restaking are passed over where they are not. Vaults are
/// not among them: they are the registry's, and each is migrated for itself.
const ORDER: [&str; 7] = [TOKEN, REGISTRY, DISTRIBUTOR, COORDINATOR, FUND, SERVICES, HUB];

fn order(manifest: &Manifest) -> impl Iterator<Item = &'static str> + '_ {
    let is_there = |name: &&str| CONTRACTS.contains(name) || manifest.contracts.contains_key(*name);
    ORDER.into_iter().filter(is_there)
}

/// A migration: to what, by whom, for how much, noted where.
pub struct Migration<'a> {
    /// The newer modules.
    pub artifacts: &'a Artifacts,
    /// Who may migrate: a key or an address.
    pub from: &'a str,
    /// What its transactions may use and pay.
    pub fee: &'a Fee,
    /// A remark on each of them.
    pub memo: &'a str,
    /// The folder of manifests.
    pub folder: PathBuf,
}

/// What cw2 keeps in every contract.
#[derive(Deserialize)]
struct Cw2 {
    contract: String,
    version: String,
}

/// Gives every contract of the manifest the code of the artifacts, the hub last. What runs it already
/// is passed over, so that a call that was interrupted is made again.
///
/// # Errors
/// Whatever stopped it. Wrong contracts, codes that are not newer and senders who may not migrate are
/// found before the first transaction.
pub fn migrate(
    node: &mut dyn Node,
    it: &Migration<'_>,
    reporter: &mut dyn Reporter,
) -> Result<Manifest, DeployError> {
    let mut manifest = Manifest::load(&it.folder, node.chain_id())?;
    settle(node, &mut manifest, &it.folder, reporter)?;
    for name in order(&manifest) {
        it.artifacts.read(name)?;
        it.due(node, &manifest, name)?;
    }
    for name in order(&manifest).collect::<Vec<_>>() {
        while it.due(node, &manifest, name)? {
            let (step, tx) = it.next(node, &manifest, name)?;
            send(node, &mut manifest, &it.folder, &step, &tx, it.fee, reporter)?;
        }
        reporter.step(&format!("{name} runs the new code"));
        it.note(node, &mut manifest, name)?;
    }
    Ok(manifest)
}

impl Migration<'_> {
    /// Whether a contract has to be migrated; an error if it must not be.
    fn due(&self, node: &dyn Node, manifest: &Manifest, name: &str) -> Result<bool, DeployError> {
        let address = manifest.address(name)?;
        let info = present(node, address)?;
        if node.code_hash(info.code_id)? == self.artifacts.hash(name)? {
            return Ok(false);
        }
        let runs = cw2(node, address)?;
        let expected = format!("crates.io:weir-{name}");
        if runs.contract != expected {
            let (address, came) = (address.to_string(), runs.contract);
            return Err(DeployError::WrongContract { address, expected, came });
        }
        let parse = |version: &str| {
            let parsed = Version::parse(version);
            parsed.map_err(|_| DeployError::Missing { what: format!("the version of {name}") })
        };
        if parse(VERSION)? <= parse(&runs.version)? {
            let (name, old, new) = (name.to_string(), runs.version, VERSION.to_string());
            return Err(DeployError::NotNewer { name, old, new });
        }
        let sender = node.address_of(self.from)?;
        let admin = info.admin.unwrap_or_else(|| "nobody".into());
        match admin == sender {
            true => Ok(true),
            false => Err(DeployError::NotAdmin { address: address.to_string(), admin, sender }),
        }
    }

    /// The transaction that is due now, in the SDK's JSON; nothing if all is done. Nothing is written or
    /// sent.
    ///
    /// # Errors
    /// As [`migrate`].
    pub fn due_now(&self, node: &dyn Node) -> Result<Option<(String, Value)>, DeployError> {
        let manifest = Manifest::load(&self.folder, node.chain_id())?;
        for name in order(&manifest) {
            if self.due(node, &manifest, name)? {
                let (step, tx) = self.next(node, &manifest, name)?;
                let gas = self.fee.limit(|| node.simulate(&tx))?;
                let sender = node.address_of(&tx.from)?;
                return Ok(Some((step, tx.to_json(&sender, self.fee, gas)?)));
            }
        }
        Ok(None)
    }

    /// What has to be sent for a contract that is due: its code, or the migration.
    fn next(
        &self,
        node: &dyn Node,
        manifest: &Manifest,
        name: &str,
    ) -> Result<(String, Unsigned), DeployError> {
        let artifact = self.artifacts.read(name)?;
        let (step, msg) = match node.code_with_hash(&artifact.hash)? {
            None => (format!("store {name}"), Msg::StoreCode { wasm: artifact.wasm.into() }),
            Some(code_id) => {
                let contract = manifest.address(name)?.to_string();
                let step = format!("migrate {name} to code {code_id}");
                (step, Msg::Migrate { contract, code_id, msg: json!({}) })
            }
        };
        Ok((step, Unsigned { memo: self.memo.to_string(), ..Unsigned::one(self.from, msg) }))
    }

    /// Notes what runs now.
    fn note(
        &self,
        node: &dyn Node,
        manifest: &mut Manifest,
        name: &str,
    ) -> Result<(), DeployError> {
        let info = present(node, manifest.address(name)?)?;
        let hash = HexBinary::from(node.code_hash(info.code_id)?).to_hex();
        if let Some(contract) = manifest.contracts.get_mut(name) {
            contract.code_id = info.code_id;
            contract.code_hash = hash;
        }
        Ok(manifest.save(&self.folder)?)
    }
}

fn present(node: &dyn Node, address: &str) -> Result<ContractInfo, DeployError> {
    let missing = || DeployError::Missing { what: format!("a contract at {address}") };
    node.contract_info(address)?.ok_or_else(missing)
}

fn cw2(node: &dyn Node, address: &str) -> Result<Cw2, DeployError> {
    let missing = || DeployError::Missing { what: format!("name and version of {address}") };
    let stored = node.query_raw(address, b"contract_info")?.ok_or_else(missing)?;
    let read = serde_json::from_slice(&stored);
    Ok(read.map_err(|error| NodeError::Nonsense {
        url: node.chain_id().to_string(),
        asked: format!("name and version of {address}"),
        came: error.to_string(),
    })?)
}
