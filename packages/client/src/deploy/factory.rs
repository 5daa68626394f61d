//! The factory of vaults: which there are, and of which code it makes them.

use cosmwasm_std::HexBinary;
use serde_json::{json, Value};

use super::{DeployError, Migration, Reporter, SERVICES, VAULT};
use crate::{Manifest, Msg, Node, Unsigned};

/// Vaults of one page.
const PAGE: usize = 100;

/// Every vault of a registry.
pub(super) fn vaults(node: &dyn Node, services: &str) -> Result<Vec<String>, DeployError> {
    let mut all: Vec<String> = vec![];
    loop {
        let query = json!({ "vaults": { "start_after": all.last(), "limit": PAGE } });
        let page = node.query_smart(services, &query)?;
        let rows = page.as_array().map(Vec::as_slice).unwrap_or_default();
        for row in rows {
            let missing = || DeployError::Missing { what: "a vault's address".into() };
            all.push(row["vault"].as_str().ok_or_else(missing)?.to_string());
        }
        if rows.len() < PAGE {
            return Ok(all);
        }
    }
}

impl Migration<'_> {
    /// What has to be sent so that new vaults are of the new code: the code itself, or its
    /// announcement by the owner of the registry, after whose notice it counts. The manifest's vaults
    /// are of that code then.
    pub(super) fn factory(
        &self,
        node: &dyn Node,
        manifest: &mut Manifest,
        reporter: &mut dyn Reporter,
    ) -> Result<Option<(String, Unsigned)>, DeployError> {
        if !manifest.contracts.contains_key(VAULT) {
            return Ok(None);
        }
        let hash = self.artifacts.hash(VAULT)?;
        let Some(code_id) = node.code_with_hash(&hash)? else {
            return self.store(VAULT).map(Some);
        };
        if let Some(vault) = manifest.contracts.get_mut(VAULT) {
            vault.code_id = code_id;
            vault.code_hash = HexBinary::from(hash).to_hex();
        }
        let services = manifest.address(SERVICES)?.to_string();
        let config = node.query_smart(&services, &json!({ "config": {} }))?;
        let pending = &config["pending_vault_code"];
        let coming = if pending.is_null() { &config["vault_code"] } else { &pending["code_id"] };
        if *coming == json!(code_id) {
            if let Some(at) = pending["at"].as_u64() {
                reporter.step(&format!("the factory makes vaults of code {code_id} from {at} on"));
            }
            return Ok(None);
        }
        let msg = json!({ "set_vault_code": { "code_id": code_id } });
        let owner = node.query_smart(&services, &json!({ "ownership": {} }))?;
        let owner = owner["owner"].as_str().unwrap_or("nobody");
        if owner == node.address_of(self.from)? {
            return Ok(Some(self.announce(services, msg, code_id)));
        }
        reporter.step(&format!("left to the owner {owner}: send {msg} to {services}"));
        Ok(None)
    }

    fn announce(&self, contract: String, msg: Value, code_id: u64) -> (String, Unsigned) {
        let step = format!("announce code {code_id} to the factory of vaults");
        (step, self.tx(Msg::Execute { contract, msg, funds: vec![] }))
    }
}
