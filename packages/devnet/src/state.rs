//! What is known of a devnet between two commands: a file in its folder, and a lock beside it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::files;
use crate::process::Identity;

/// Where a devnet of a name lives.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    name: String,
    all: PathBuf,
}

/// How far a devnet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Phase {
    /// A start is under way, or was when its process was killed.
    Starting,
    /// It made its second block, and nobody stopped it since.
    Started,
    /// It was stopped; its files are left to read.
    Stopped,
}

/// What is known of a devnet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct State {
    pub name: String,
    pub chain_id: String,
    pub phase: Phase,
    pub denom: String,
    pub gas_price: String,
    pub wasmd: PathBuf,
    /// Names of accounts that began with coins, those of operators included.
    pub accounts: Vec<String>,
    pub nodes: Vec<NodeState>,
}

/// What is known of a node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NodeState {
    pub name: String,
    pub home: PathBuf,
    pub log: PathBuf,
    pub rpc: u16,
    pub p2p: u16,
    pub grpc: u16,
    pub rest: Option<u16>,
    pub process: Option<Identity>,
}

/// Held by whoever starts, stops or restarts nodes. It ends with its process, however that ends.
pub(crate) struct Lock(#[expect(dead_code, reason = "it is there to be closed")] File);

impl Place {
    /// The place of a devnet below Weir's home.
    pub fn of(home: &Path, name: &str) -> Result<Self> {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
        if !begins || name.len() > 20 || !name.chars().all(fits) {
            return Err(Error::Name { name: name.to_string() });
        }
        let home = std::path::absolute(home).map_err(Error::file(home))?;
        Ok(Self { name: name.to_string(), all: home.join("devnet") })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its folder.
    pub fn folder(&self) -> PathBuf {
        self.all.join(&self.name)
    }

    fn state_file(&self) -> PathBuf {
        self.folder().join("devnet.json")
    }

    /// Nobody else starts, stops or restarts nodes while this is held.
    pub fn lock(&self) -> Result<Lock> {
        files::make_folder(&self.all)?;
        let path = self.all.join(format!("{}.lock", self.name));
        let file = File::create(&path).map_err(Error::file(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => Err(Error::Busy { name: self.name.clone() }),
            Err(TryLockError::Error(source)) => Err(Error::file(&path)(source)),
        }
    }

    /// What was written last; nothing where nothing ever was.
    pub fn load(&self) -> Result<Option<State>> {
        match files::read_json(&self.state_file()) {
            Ok(state) => Ok(Some(state)),
            Err(Error::File { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => {
                Ok(None)
            }
            Err(e) => Err(e),
        }
    }

    pub fn save(&self, state: &State) -> Result<()> {
        files::write_json(&self.state_file(), state)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn state() -> State {
        State {
            name: "local".into(),
            chain_id: "weir-local-1".into(),
            phase: Phase::Starting,
            denom: "uatom".into(),
            gas_price: "0.025uatom".into(),
            wasmd: "/somewhere/wasmd".into(),
            accounts: vec!["val1".into(), "alice".into()],
            nodes: vec![NodeState {
                name: "val1".into(),
                home: "/somewhere/val1".into(),
                log: "/somewhere/val1/wasmd.log".into(),
                rpc: 26_657,
                p2p: 26_656,
                grpc: 26_658,
                rest: Some(26_659),
                process: Some(Identity { pid: 7, started_at: 1_700_000_000 }),
            }],
        }
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let home = tempfile::tempdir().unwrap();
        let place = Place::of(home.path(), "local").unwrap();
        assert_eq!(place.load().unwrap(), None);
        files::make_folder(&place.folder()).unwrap();
        place.save(&state()).unwrap();
        assert_eq!(place.load().unwrap(), Some(state()));
    }

    #[test]
    fn a_state_that_makes_no_sense_is_told_with_its_place() {
        let home = tempfile::tempdir().unwrap();
        let place = Place::of(home.path(), "local").unwrap();
        files::make_folder(&place.folder()).unwrap();
        std::fs::write(place.state_file(), "{\"name\": 1").unwrap();
        let refused = place.load().unwrap_err();
        assert!(matches!(&refused, Error::Unreadable { path, .. } if *path == place.state_file()));
    }

    #[test]
    fn a_lock_has_one_holder_at_a_time() {
        let home = tempfile::tempdir().unwrap();
        let place = Place::of(home.path(), "local").unwrap();
        let held = place.lock().unwrap();
        assert!(matches!(place.lock(), Err(Error::Busy { .. })));
        Place::of(home.path(), "other").unwrap().lock().unwrap();
        drop(held);
        place.lock().unwrap();
    }

    #[test]
    fn names_that_are_no_names_are_refused() {
        for name in ["", "Local", "1st", "../up", "a b", "-a", "a-name-far-too-long-to-be"] {
            let refused = Place::of(Path::new("/nowhere"), name);
            assert!(matches!(refused, Err(Error::Name { .. })), "{name}");
        }
        assert!(Place::of(Path::new("/nowhere"), "ci-2").is_ok());
    }
}
