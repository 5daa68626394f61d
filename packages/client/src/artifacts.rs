//! Compiled contracts and the hashes they must have.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cosmwasm_std::{Checksum, HexBinary};

use crate::files::failed;
use crate::{native, NodeError};

/// The contracts of liquid staking, the hub first.
pub const CONTRACTS: [&str; 4] =
    ["staking-hub", "staking-token", "validator-registry", "reward-distributor"];

/// The contracts of restaking, the registry first.
pub const RESTAKING: [&str; 4] =
    ["service-registry", "restaking-vault", "slash-coordinator", "insurance-fund"];

/// Where modules come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Artifacts {
    /// Compiled modules in a folder, beside `checksums.txt`.
    Folder(PathBuf),
    /// What stands for the contracts of this process on the embedded chain, with a remark that makes
    /// another hash (empty for none).
    Native {
        /// The remark.
        remark: String,
    },
}

/// A module with its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// The contract's name, such as `staking-hub`.
    pub name: String,
    /// It.
    pub wasm: Vec<u8>,
    /// Its SHA-256.
    pub hash: [u8; 32],
}

impl Artifacts {
    /// The hash that a contract's module must have. A folder is asked for `checksums.txt` only.
    ///
    /// # Errors
    /// When it is not told.
    pub fn hash(&self, name: &str) -> Result<[u8; 32], NodeError> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join("checksums.txt");
                let sums = checksums(&path)?;
                sums.get(&format!("{name}.wasm")).copied().ok_or_else(|| NodeError::File {
                    path: path.display().to_string(),
                    cause: format!("it has no line for {name}.wasm"),
                })
            }
            Self::Native { .. } => Ok(digest(&self.native(name))),
        }
    }

    /// A contract's module, if it is the one that was built.
    ///
    /// # Errors
    /// [`NodeError::File`] when it is missing, or another than `checksums.txt` says.
    pub fn read(&self, name: &str) -> Result<Artifact, NodeError> {
        let (expected, wasm) = (self.hash(name)?, self.wasm(name)?);
        let hash = digest(&wasm);
        if hash == expected {
            return Ok(Artifact { name: name.to_string(), wasm, hash });
        }
        let path = match self {
            Self::Folder(folder) => folder.join(name).with_extension("wasm").display().to_string(),
            Self::Native { .. } => name.to_string(),
        };
        let cause = format!(
            "its hash is {}, checksums.txt says {}: it was changed after the build; scripts/build-wasm makes it again",
            HexBinary::from(hash), HexBinary::from(expected)
        );
        Err(NodeError::File { path, cause })
    }

    fn wasm(&self, name: &str) -> Result<Vec<u8>, NodeError> {
        let Self::Folder(folder) = self else { return Ok(self.native(name)) };
        let path = folder.join(name).with_extension("wasm");
        std::fs::read(&path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => NodeError::File {
                path: path.display().to_string(),
                cause: "it is missing; scripts/build-wasm makes it".into(),
            },
            _ => failed(&path, &error),
        })
    }

    fn native(&self, name: &str) -> Vec<u8> {
        let mut module = native::module(name);
        if let Self::Native { remark } = self {
            if !remark.is_empty() {
                module.push(b'\n');
                module.extend(remark.as_bytes());
            }
        }
        module
    }
}

fn digest(wasm: &[u8]) -> [u8; 32] {
    Checksum::generate(wasm).as_slice().try_into().unwrap_or_default()
}

/// Lines of `sha256sum`: a hash, two blanks, a name.
fn checksums(path: &Path) -> Result<BTreeMap<String, [u8; 32]>, NodeError> {
    let unreadable = |cause: String| NodeError::File { path: path.display().to_string(), cause };
    let text = std::fs::read_to_string(path)
        .map_err(|error| unreadable(format!("{error}; scripts/build-wasm makes it")))?;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let bad = || unreadable(format!("{line:?} is no line of sha256sum"));
            let (hash, name) = line.split_once(char::is_whitespace).ok_or_else(bad)?;
            let hash = HexBinary::from_hex(hash).map_err(|_| bad())?;
            let hash = hash.as_slice().try_into().map_err(|_| bad())?;
            Ok((name.trim().trim_start_matches('*').to_string(), hash))
        })
        .collect()
}
