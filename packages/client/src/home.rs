//! The folder of a user: profiles of chains, keys, journals.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::{failed, write_whole};
use crate::{Backend, NodeError};

/// A user's folder: `~/.weir` unless told otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home(PathBuf);

/// A chain that goes by a name: a table `[profiles.<name>]` of `config.toml`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The node's RPC address, such as `http://127.0.0.1:26657`.
    pub node: String,
    /// The chain's id.
    pub chain_id: String,
    /// What a unit of gas costs, such as `0.025uatom`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gas_price: Option<String>,
    /// Where keys are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyring_backend: Option<Backend>,
    /// The folder of the keyring; this home if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub home: Option<PathBuf>,
    /// Prefix of account addresses; the node is asked if left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Config {
    #[serde(default)]
    profiles: BTreeMap<String, Profile>,
}

impl Home {
    /// The folder given, or `~/.weir`, or `.weir` here where there is no home.
    pub fn new(given: Option<PathBuf>) -> Self {
        let usual =
            || std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default().join(".weir");
        Self(given.unwrap_or_else(usual))
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The profile of this name.
    ///
    /// # Errors
    /// When there is none, or `config.toml` cannot be read.
    pub fn profile(&self, name: &str) -> Result<Profile, NodeError> {
        let mut config = self.config()?;
        config.profiles.remove(name).ok_or_else(|| {
            let known: Vec<_> = config.profiles.keys().map(String::as_str).collect();
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            let path = self.config_path();
            let cause = match name {
                "local" => "no devnet has been started: see weir devnet start".to_string(),
                _ => format!(
                    "{} has no [profiles.{name}]; it has {known}; embedded and sdk need no profile",
                    path.display()
                ),
            };
            NodeError::Invalid { what: format!("--chain {name}"), cause }
        })
    }

    /// Writes a profile beside the others.
    ///
    /// # Errors
    /// When `config.toml` cannot be read or written.
    pub fn save_profile(&self, name: &str, profile: Profile) -> Result<(), NodeError> {
        let mut config = self.config()?;
        config.profiles.insert(name.to_string(), profile);
        let path = self.config_path();
        let text = toml::to_string_pretty(&config).map_err(|error| unreadable(&path, &error))?;
        write_whole(&path, text.as_bytes())
    }

    fn config_path(&self) -> PathBuf {
        self.0.join("config.toml")
    }

    fn config(&self) -> Result<Config, NodeError> {
        let path = self.config_path();
        match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|error| unreadable(&path, &error)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
            Err(error) => Err(failed(&path, &error)),
        }
    }
}

fn unreadable(path: &Path, error: &impl ToString) -> NodeError {
    NodeError::File { path: path.display().to_string(), cause: error.to_string() }
}
