//! Whether what is on the chain is what was built and deployed.

use std::path::Path;

use cosmwasm_std::HexBinary;
use serde::Serialize;
use serde_json::{json, Value};

use super::verify_restaking::restaking;
use super::{DeployError, DISTRIBUTOR, HUB, REGISTRY, TOKEN, VAULT};
use crate::{Artifacts, Manifest, Node, NodeError};

/// Something on the chain is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The contract.
    pub contract: String,
    /// What of it.
    pub what: String,
    /// As it should be.
    pub expected: String,
    /// As it is.
    pub found: String,
}

/// Compares codes with `checksums.txt`, and links, owners, roles and admins with the manifest.
///
/// # Errors
/// When the manifest or the chain cannot be read. Differences are no error.
pub fn verify(
    node: &dyn Node,
    artifacts: &Artifacts,
    folder: &Path,
) -> Result<Vec<Difference>, DeployError> {
    let manifest = Manifest::load(folder, node.chain_id())?;
    let mut found = Findings::default();
    if !manifest.complete {
        found.compare("deployment", "finished", "true", "false");
    }
    for (name, contract) in &manifest.contracts {
        let built = HexBinary::from(artifacts.hash(name)?).to_hex();
        if name == VAULT {
            // Its code: the vaults are the registry's.
            let on_chain = HexBinary::from(node.code_hash(contract.code_id)?).to_hex();
            found.compare(name, "code hash (checksums.txt)", &built, &on_chain);
            found.compare(name, "code hash (manifest)", &contract.code_hash, &on_chain);
            continue;
        }
        let address = manifest.address(name)?;
        let Some(info) = node.contract_info(address)? else {
            found.compare(name, "contract", address, "nothing there");
            continue;
        };
        let on_chain = HexBinary::from(node.code_hash(info.code_id)?).to_hex();
        found.compare(name, "code hash (checksums.txt)", &built, &on_chain);
        found.compare(name, "code hash (manifest)", &contract.code_hash, &on_chain);
        found.compare(name, "code id", &contract.code_id.to_string(), &info.code_id.to_string());
        found.compare(name, "admin", or_nobody(&contract.admin), or_nobody(&info.admin));
    }
    roles(node, &manifest, &mut found)?;
    links(node, &manifest, &mut found)?;
    restaking(node, &manifest, &mut found)?;
    Ok(found.0)
}

/// Owners, guardian and voter.
fn roles(node: &dyn Node, manifest: &Manifest, found: &mut Findings) -> Result<(), DeployError> {
    for name in [HUB, REGISTRY, DISTRIBUTOR] {
        if let Some(answer) = ask(node, manifest, name, "ownership", found)? {
            found.compare(name, "owner", &manifest.owner, text(&answer, "owner"));
            found.compare(name, "pending owner", "nobody", text(&answer, "pending_owner"));
        }
    }
    if let Some(config) = ask(node, manifest, HUB, "config", found)? {
        found.compare(HUB, "guardian", or_nobody(&manifest.guardian), text(&config, "guardian"));
        found.compare(HUB, "voter", or_nobody(&manifest.voter), text(&config, "voter"));
    }
    Ok(())
}

/// Who names whom.
fn links(node: &dyn Node, manifest: &Manifest, found: &mut Findings) -> Result<(), DeployError> {
    let hub = manifest.address(HUB)?;
    if let Some(config) = ask(node, manifest, HUB, "config", found)? {
        found.compare(HUB, "denom", &manifest.denom, text(&config, "denom"));
        let parts = [(TOKEN, "stake_token"), (REGISTRY, "registry"), (DISTRIBUTOR, "distributor")];
        for (name, key) in parts {
            found.compare(HUB, key, manifest.address(name)?, text(&config, key));
        }
    }
    if let Some(minter) = ask(node, manifest, TOKEN, "minter", found)? {
        found.compare(TOKEN, "minter", hub, text(&minter, "minter"));
    }
    if let Some(config) = ask(node, manifest, REGISTRY, "config", found)? {
        found.compare(REGISTRY, "hub", hub, text(&config, "hub"));
    }
    if let Some(config) = ask(node, manifest, DISTRIBUTOR, "config", found)? {
        found.compare(DISTRIBUTOR, "hub", hub, text(&config, "hub"));
        found.compare(DISTRIBUTOR, "denom", &manifest.denom, text(&config, "denom"));
    }
    Ok(())
}

/// A contract's answer. One that has none is another contract than it should be: a difference.
pub(super) fn ask(
    node: &dyn Node,
    manifest: &Manifest,
    name: &str,
    query: &str,
    found: &mut Findings,
) -> Result<Option<Value>, DeployError> {
    match node.query_smart(manifest.address(name)?, &json!({ query: {} })) {
        Ok(answer) => Ok(Some(answer)),
        Err(NodeError::QueryRefused { text, .. }) => {
            found.compare(name, query, "an answer", &text);
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Default)]
pub(super) struct Findings(Vec<Difference>);

impl Findings {
    pub(super) fn compare(&mut self, contract: &str, what: &str, expected: &str, found: &str) {
        if expected != found {
            let [contract, what] = [contract, what].map(String::from);
            let [expected, found] = [expected, found].map(String::from);
            self.0.push(Difference { contract, what, expected, found });
        }
    }
}

pub(super) fn or_nobody(who: &Option<String>) -> &str {
    who.as_deref().unwrap_or("nobody")
}

pub(super) fn text<'a>(answer: &'a Value, key: &str) -> &'a str {
    answer[key].as_str().unwrap_or("nobody")
}
