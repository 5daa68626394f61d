//! Keys of accounts: a file each, plain (`test`) or encrypted with a passphrase (`file`).

mod key;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files::{failed, write_new};
use crate::NodeError;

pub use key::Key;

/// How keys are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Backend {
    /// In plain files, for keys without worth.
    Test,
    /// In files encrypted with a passphrase.
    #[default]
    File,
}

/// Asks for the passphrase of a key.
type Ask = Box<dyn Fn(&str) -> Result<String, NodeError>>;

/// Keys by name, in a folder.
pub struct Keyring {
    backend: Backend,
    folder: PathBuf,
    ask: Ask,
}

impl Keyring {
    /// The keyring of a home. `ask` is called with what to show when a passphrase is needed.
    pub fn new(
        home: &Path,
        backend: Backend,
        ask: impl Fn(&str) -> Result<String, NodeError> + 'static,
    ) -> Self {
        let folder = match backend {
            Backend::Test => home.join("keyring-test"),
            Backend::File => home.join("keyring-file"),
        };
        Self { backend, folder, ask: Box::new(ask) }
    }

    /// Keeps a key under a name. There must be none of it yet.
    ///
    /// # Errors
    /// [`NodeError::NoKey`] when the name is taken or unusable, [`NodeError::File`].
    pub fn add(&self, name: &str, key: &Key) -> Result<(), NodeError> {
        check(name)?;
        let taken = |cause: &str| NodeError::NoKey { name: name.into(), cause: cause.into() };
        if self.secret_path(name).exists() {
            return Err(taken("there is one of this name already; see weir keys delete"));
        }
        let secret = match self.backend {
            Backend::Test => key.to_pem(name)?,
            Backend::File => {
                let passphrase = (self.ask)(&format!("new passphrase for {name}"))?;
                if passphrase.chars().count() < 8 {
                    return Err(taken("a passphrase has at least 8 characters"));
                }
                key.to_encrypted_pem(name, &passphrase)?
            }
        };
        // The public half first: a secret without it would not be listed.
        let public = self.public_path(name);
        crate::write_whole(&public, key.public_hex().as_bytes())?;
        write_new(&self.secret_path(name), secret.as_bytes())
    }

    /// The names in it, in order.
    ///
    /// # Errors
    /// [`NodeError::File`].
    pub fn names(&self) -> Result<Vec<String>, NodeError> {
        let rows = match std::fs::read_dir(&self.folder) {
            Ok(rows) => rows,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(failed(&self.folder, &error)),
        };
        let mut names = vec![];
        for row in rows {
            let path = row.map_err(|error| failed(&self.folder, &error))?.path();
            if path.extension().is_some_and(|end| end == "pem") {
                names.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
            }
        }
        names.sort();
        Ok(names)
    }

    /// The address of a key on a chain with this prefix. Needs no passphrase.
    ///
    /// # Errors
    /// [`NodeError::NoKey`].
    pub fn address(&self, name: &str, prefix: &str) -> Result<String, NodeError> {
        check(name)?;
        let path = self.public_path(name);
        let hex = std::fs::read_to_string(&path).map_err(|_| self.missing(name))?;
        key::address(name, hex.trim(), prefix)
    }

    /// The public half of a key, as a transaction holds it. Needs no passphrase.
    pub(crate) fn public(&self, name: &str) -> Result<cosmrs::Any, NodeError> {
        check(name)?;
        let hex =
            std::fs::read_to_string(self.public_path(name)).map_err(|_| self.missing(name))?;
        key::public_any(name, hex.trim())
    }

    /// A key. Needs its passphrase, if it has one.
    ///
    /// # Errors
    /// [`NodeError::NoKey`], also when the passphrase is wrong.
    pub fn key(&self, name: &str) -> Result<Key, NodeError> {
        check(name)?;
        let pem =
            std::fs::read_to_string(self.secret_path(name)).map_err(|_| self.missing(name))?;
        match self.backend {
            Backend::Test => Key::from_pem(name, &pem),
            Backend::File => Key::from_encrypted_pem(name, &pem, &(self.ask)(name)?),
        }
    }

    /// The name of the key with this address.
    ///
    /// # Errors
    /// [`NodeError::NoKey`] when nobody here has it.
    pub fn name_of(&self, address: &str, prefix: &str) -> Result<String, NodeError> {
        for name in self.names()? {
            if self.address(&name, prefix)? == address {
                return Ok(name);
            }
        }
        Err(self.missing(address))
    }

    /// Forgets a key.
    ///
    /// # Errors
    /// [`NodeError::NoKey`] when there is none of the name.
    pub fn delete(&self, name: &str) -> Result<(), NodeError> {
        check(name)?;
        let secret = self.secret_path(name);
        std::fs::remove_file(&secret).map_err(|_| self.missing(name))?;
        let public = self.public_path(name);
        std::fs::remove_file(&public).map_err(|error| failed(&public, &error))
    }

    fn missing(&self, name: &str) -> NodeError {
        let backend = match self.backend {
            Backend::Test => "test",
            Backend::File => "file",
        };
        let folder = self.folder.display();
        let cause = format!("{folder} has none (keyring backend {backend}); see weir keys list");
        NodeError::NoKey { name: name.into(), cause }
    }

    fn secret_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.pem"))
    }

    fn public_path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.pub"))
    }
}

/// A name is a file's name too.
fn check(name: &str) -> Result<(), NodeError> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match !name.is_empty() && name.len() <= 64 && name.chars().all(fits) {
        true => Ok(()),
        false => {
            let cause = "a name has 1 to 64 letters, digits, - and _".to_string();
            Err(NodeError::NoKey { name: name.into(), cause })
        }
    }
}
