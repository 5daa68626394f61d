//! What was deployed where: `deployments/<chain-id>.json`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::write_public;
use crate::NodeError;

/// What was deployed on a chain, and how far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The chain.
    pub chain_id: String,
    /// Who stored the codes and instantiated the hub.
    pub deployer: String,
    /// The staking coin.
    pub denom: String,
    /// Who governs hub, registry and distributor.
    pub owner: String,
    /// Who may pause for a limited time.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guardian: Option<String>,
    /// Who may vote the hub's stake.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub voter: Option<String>,
    /// What the hub's address was made of, beside its code and the deployer.
    pub salt: String,
    /// SHA-256 of what the plan says, but for its section `[restaking]`, in hex.
    pub plan: String,
    /// The same of that section; nothing without.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub restaking: Option<String>,
    /// Whether every step is done.
    pub complete: bool,
    /// The transaction that was sent last and whose outcome was not seen yet.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub sent: Option<Sent>,
    /// Codes and contracts by name, such as `staking-hub`.
    pub contracts: BTreeMap<String, Contract>,
}

/// A transaction whose outcome was not seen yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
    /// What it does, in words.
    pub step: String,
    /// Its hash.
    pub hash: String,
    /// No block above this height can have it.
    pub timeout_height: u64,
}

/// A contract of a deployment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// The code it runs.
    pub code_id: u64,
    /// SHA-256 of it, in hex.
    pub code_hash: String,
    /// Where it is; nothing before it is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub address: Option<String>,
    /// Who may migrate it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub admin: Option<String>,
}

/// Why there is no manifest to work with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// There is none.
    #[error("{path} is not there: nothing was deployed on {chain_id} from here; see weir deploy and --deployments")]
    Missing {
        /// Where it was looked for.
        path: String,
        /// The chain.
        chain_id: String,
    },
    /// It is of another chain.
    #[error("{path} is of chain {came}, expected {expected}")]
    OtherChain {
        /// The file.
        path: String,
        /// Which chain was asked for.
        expected: String,
        /// Which it is of.
        came: String,
    },
    /// The contract is not there (yet).
    #[error(
        "{path} has no address of {name}: the deployment is not finished; run weir deploy again"
    )]
    NotDeployed {
        /// The file.
        path: String,
        /// Which contract.
        name: String,
    },
    /// It cannot be read or written.
    #[error(transparent)]
    File(#[from] NodeError),
}

impl Manifest {
    /// Where the manifest of a chain is in a folder.
    pub fn path(folder: &Path, chain_id: &str) -> PathBuf {
        folder.join(format!("{chain_id}.json"))
    }

    /// The manifest of a chain.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or it is of another chain.
    pub fn load(folder: &Path, chain_id: &str) -> Result<Self, ManifestError> {
        let path = Self::path(folder, chain_id);
        let shown = path.display().to_string();
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(ManifestError::Missing { path: shown, chain_id: chain_id.into() })
            }
            Err(error) => return Err(crate::files::failed(&path, &error).into()),
        };
        let read: Self = serde_json::from_str(&text).map_err(|error| NodeError::File {
            path: shown.clone(),
            cause: format!("it is no manifest: {error}"),
        })?;
        if read.chain_id != chain_id {
            let (expected, came) = (chain_id.to_string(), read.chain_id);
            return Err(ManifestError::OtherChain { path: shown, expected, came });
        }
        Ok(read)
    }

    /// Writes it; whatever happens, the old file or the new one is whole.
    ///
    /// # Errors
    /// [`NodeError::File`].
    pub fn save(&self, folder: &Path) -> Result<(), NodeError> {
        let path = Self::path(folder, &self.chain_id);
        let mut text = serde_json::to_string_pretty(self).map_err(|error| NodeError::File {
            path: path.display().to_string(),
            cause: error.to_string(),
        })?;
        text.push('\n');
        write_public(&path, text.as_bytes())
    }

    /// The address of a contract by name, such as `staking-hub`.
    ///
    /// # Errors
    /// [`ManifestError::NotDeployed`].
    pub fn address(&self, name: &str) -> Result<&str, ManifestError> {
        let found = self.contracts.get(name).and_then(|contract| contract.address.as_deref());
        found.ok_or_else(|| ManifestError::NotDeployed {
            path: format!("deployments/{}.json", self.chain_id),
            name: name.to_string(),
        })
    }
}
