//! Whether the restaking contracts are as they were deployed, and name each other.

use serde_json::json;

use super::factory::vaults;
use super::verify::{ask, or_nobody, text, Findings};
use super::{DeployError, COORDINATOR, DISTRIBUTOR, FUND, HUB, SERVICES, TOKEN, VAULT};
use crate::{Contract, Manifest, Node, NodeError};

/// Owners, and who names whom.
pub(super) fn restaking(
    node: &dyn Node,
    manifest: &Manifest,
    found: &mut Findings,
) -> Result<(), DeployError> {
    let Some(vault) = manifest.contracts.get(VAULT) else { return Ok(()) };
    for name in [SERVICES, COORDINATOR, FUND] {
        if let Some(answer) = ask(node, manifest, name, "ownership", found)? {
            found.compare(name, "owner", &manifest.owner, text(&answer, "owner"));
            found.compare(name, "pending owner", "nobody", text(&answer, "pending_owner"));
        }
    }
    let address = |name: &str| manifest.address(name);
    if let Some(config) = ask(node, manifest, SERVICES, "config", found)? {
        let code = config["vault_code"].to_string();
        found.compare(SERVICES, "vault code", &vault.code_id.to_string(), &code);
        found.compare(
            SERVICES,
            "vault admin",
            or_nobody(&vault.admin),
            text(&config, "vault_admin"),
        );
        found.compare(
            SERVICES,
            "guardian",
            or_nobody(&manifest.guardian),
            text(&config, "guardian"),
        );
        let links = &config["links"];
        for (key, name) in [
            ("coordinator", COORDINATOR),
            ("distributor", DISTRIBUTOR),
            ("fund", FUND),
            ("hub", HUB),
        ] {
            found.compare(SERVICES, key, address(name)?, text(links, key));
        }
        for key in ["pending_vault_code", "pending_links"] {
            found.compare(SERVICES, key, "null", &config[key].to_string());
        }
    }
    made(node, manifest, vault, found)?;
    if let Some(config) = ask(node, manifest, COORDINATOR, "config", found)? {
        found.compare(COORDINATOR, "registry", address(SERVICES)?, text(&config, "registry"));
        found.compare(COORDINATOR, "fund", address(FUND)?, text(&config, "fund"));
        found.compare(COORDINATOR, "pending", "null", &config["pending"].to_string());
    }
    if let Some(config) = ask(node, manifest, FUND, "config", found)? {
        for (key, name) in [("coordinator", COORDINATOR), ("registry", SERVICES), ("hub", HUB)] {
            found.compare(FUND, key, address(name)?, text(&config, key));
        }
        let asset = json!({ "cw20": { "address": address(TOKEN)? } });
        found.compare(FUND, "asset", &asset.to_string(), &config["asset"].to_string());
    }
    if let Some(named) = ask(node, manifest, DISTRIBUTOR, "service_registry", found)? {
        let named = named.as_str().unwrap_or("nobody");
        found.compare(DISTRIBUTOR, "service_registry", address(SERVICES)?, named);
    }
    Ok(())
}

/// Code and admin of every vault that the factory made.
fn made(
    node: &dyn Node,
    manifest: &Manifest,
    vault: &Contract,
    found: &mut Findings,
) -> Result<(), DeployError> {
    let all = match vaults(node, manifest.address(SERVICES)?) {
        Ok(all) => all,
        // It was told of already.
        Err(DeployError::Node(NodeError::QueryRefused { .. })) => return Ok(()),
        Err(error) => return Err(error),
    };
    for address in all {
        let Some(info) = node.contract_info(&address)? else { continue };
        let (expected, found_code) = (vault.code_id.to_string(), info.code_id.to_string());
        found.compare(VAULT, &format!("code of {address}"), &expected, &found_code);
        let what = format!("admin of {address}");
        found.compare(VAULT, &what, or_nobody(&vault.admin), or_nobody(&info.admin));
    }
    Ok(())
}
