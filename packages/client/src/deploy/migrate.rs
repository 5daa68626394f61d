//! Newer code for contracts that are there.

use cosmwasm_std::HexBinary;
use semver::Version;
use serde::Deserialize;
use serde_json::{json, Value};
use std::fmt;
use std::path::PathBuf;

use super::factory::vaults;
use super::{
    send, settle, DeployError, Reporter, COORDINATOR, DISTRIBUTOR, FUND, HUB, REGISTRY, SERVICES,
    TOKEN, VAULT,
};
use crate::{Artifacts, ContractInfo, Fee, Manifest, Msg, Node, NodeError, Unsigned, CONTRACTS};

/// The version that the artifacts are of: the suite is released together.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The hub last: it asks the others. Those of restaking are passed over where they are not.
const ORDER: [&str; 8] = [TOKEN, REGISTRY, DISTRIBUTOR, COORDINATOR, FUND, SERVICES, VAULT, HUB];

/// A contract that is to run the new code.
pub(super) struct Part {
    /// Its name.
    pub name: &'static str,
    /// Where it is.
    pub address: String,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name {
            VAULT => write!(f, "{VAULT} {}", self.address),
            name => f.write_str(name),
        }
    }
}

/// Contracts of a deployment, every vault of the factory among them, in the order of their migration.
fn parts(node: &dyn Node, manifest: &Manifest) -> Result<Vec<Part>, DeployError> {
    let is_there = |name: &&str| CONTRACTS.contains(name) || manifest.contracts.contains_key(*name);
    let mut all = vec![];
    for name in ORDER.into_iter().filter(is_there) {
        let addresses = match name {
            VAULT => vaults(node, manifest.address(SERVICES)?)?,
            name => vec![manifest.address(name)?.to_string()],
        };
        all.extend(addresses.into_iter().map(|address| Part { name, address }));
    }
    Ok(all)
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

/// Gives every contract of the manifest, and every vault of its factory, the code of the artifacts,
/// the hub last; then the factory's owner has it make vaults of that code. What runs it already is
/// passed over, so that a call that was interrupted is made again.
///
/// # Errors
/// Whatever stopped it. Wrong contracts, codes that are not newer and senders who may not migrate are
/// found before the first transaction. A vault that somebody else may migrate is left to him.
pub fn migrate(
    node: &mut dyn Node,
    it: &Migration<'_>,
    reporter: &mut dyn Reporter,
) -> Result<Manifest, DeployError> {
    let mut manifest = Manifest::load(&it.folder, node.chain_id())?;
    settle(node, &mut manifest, &it.folder, reporter)?;
    let parts = parts(node, &manifest)?;
    for part in &parts {
        it.artifacts.read(part.name)?;
        it.due(node, part)?;
    }
    for part in &parts {
        while it.due(node, part)? == Due::Yes {
            let (step, tx) = it.next(node, part)?;
            send(node, &mut manifest, &it.folder, &step, &tx, it.fee, reporter)?;
        }
        it.report(node, part, reporter)?;
        if part.name != VAULT {
            it.note(node, &mut manifest, part)?;
        }
    }
    while let Some((step, tx)) = it.factory(node, &mut manifest, reporter)? {
        send(node, &mut manifest, &it.folder, &step, &tx, it.fee, reporter)?;
    }
    manifest.save(&it.folder)?;
    Ok(manifest)
}

/// Whether a contract has to be migrated.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Due {
    Yes,
    No,
    /// A vault that only this admin may migrate.
    ByOther(String),
}

impl Migration<'_> {
    /// Whether a contract has to be migrated; an error if it must not be.
    fn due(&self, node: &dyn Node, part: &Part) -> Result<Due, DeployError> {
        let Part { name, address } = part;
        let info = present(node, address)?;
        if node.code_hash(info.code_id)? == self.artifacts.hash(name)? {
            return Ok(Due::No);
        }
        let runs = cw2(node, address)?;
        let expected = format!("crates.io:weir-{name}");
        if runs.contract != expected {
            let (address, came) = (address.clone(), runs.contract);
            return Err(DeployError::WrongContract { address, expected, came });
        }
        let parse = |version: &str| {
            let parsed = Version::parse(version);
            parsed.map_err(|_| DeployError::Missing { what: format!("the version of {part}") })
        };
        if parse(VERSION)? <= parse(&runs.version)? {
            let (name, old, new) = (part.to_string(), runs.version, VERSION.to_string());
            return Err(DeployError::NotNewer { name, old, new });
        }
        let sender = node.address_of(self.from)?;
        let admin = info.admin.unwrap_or_else(|| "nobody".into());
        match admin == sender {
            true => Ok(Due::Yes),
            false if *name == VAULT => Ok(Due::ByOther(admin)),
            false => Err(DeployError::NotAdmin { address: address.clone(), admin, sender }),
        }
    }

    fn report(
        &self,
        node: &dyn Node,
        part: &Part,
        reporter: &mut dyn Reporter,
    ) -> Result<(), DeployError> {
        match self.due(node, part)? {
            Due::ByOther(admin) => reporter.step(&format!("{part} is left to {admin}")),
            _ => reporter.step(&format!("{part} runs the new code")),
        }
        Ok(())
    }

    /// The transaction that is due now, in the SDK's JSON; nothing if all is done. Nothing is written or
    /// sent.
    ///
    /// # Errors
    /// As [`migrate`].
    pub fn due_now(&self, node: &dyn Node) -> Result<Option<(String, Value)>, DeployError> {
        let mut manifest = Manifest::load(&self.folder, node.chain_id())?;
        for part in parts(node, &manifest)? {
            if self.due(node, &part)? == Due::Yes {
                return self.shown(node, self.next(node, &part)?).map(Some);
            }
        }
        let due = self.factory(node, &mut manifest, &mut |_: &str| ())?;
        due.map(|due| self.shown(node, due)).transpose()
    }

    fn shown(
        &self,
        node: &dyn Node,
        (step, tx): (String, Unsigned),
    ) -> Result<(String, Value), DeployError> {
        let gas = self.fee.limit(|| node.simulate(&tx))?;
        let sender = node.address_of(&tx.from)?;
        Ok((step, tx.to_json(&sender, self.fee, gas)?))
    }

    /// What has to be sent for a contract that is due: its code, or the migration.
    fn next(&self, node: &dyn Node, part: &Part) -> Result<(String, Unsigned), DeployError> {
        let Some(code_id) = node.code_with_hash(&self.artifacts.hash(part.name)?)? else {
            return self.store(part.name);
        };
        let step = format!("migrate {part} to code {code_id}");
        let contract = part.address.clone();
        Ok((step, self.tx(Msg::Migrate { contract, code_id, msg: json!({}) })))
    }

    pub(super) fn store(&self, name: &str) -> Result<(String, Unsigned), DeployError> {
        let wasm = self.artifacts.read(name)?.wasm.into();
        Ok((format!("store {name}"), self.tx(Msg::StoreCode { wasm })))
    }

    pub(super) fn tx(&self, msg: Msg) -> Unsigned {
        Unsigned { memo: self.memo.to_string(), ..Unsigned::one(self.from, msg) }
    }

    /// Notes what runs now.
    fn note(
        &self,
        node: &dyn Node,
        manifest: &mut Manifest,
        part: &Part,
    ) -> Result<(), DeployError> {
        let info = present(node, &part.address)?;
        let hash = HexBinary::from(node.code_hash(info.code_id)?).to_hex();
        if let Some(contract) = manifest.contracts.get_mut(part.name) {
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
