//! Files that are whole or not there.

use std::fs::Permissions;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::NodeError;

/// Writes a file next to its place and then moves it there, so that whatever happens the old file
/// or the new one is whole. Only its owner may read it.
///
/// # Errors
/// [`NodeError::File`]; the old file is as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), NodeError> {
    place(path, staged(path, bytes, PRIVATE)?)
}

/// The same for a file that everybody may read.
pub(crate) fn write_public(path: &Path, bytes: &[u8]) -> Result<(), NodeError> {
    place(path, staged(path, bytes, PUBLIC)?)
}

fn place(path: &Path, staged: tempfile::NamedTempFile) -> Result<(), NodeError> {
    staged.persist(path).map_err(|error| failed(path, &error.error)).map(|_| ())
}

/// The same, unless there is a file already.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> Result<(), NodeError> {
    let staged = staged(path, bytes, PRIVATE)?;
    staged.persist_noclobber(path).map_err(|error| failed(path, &error.error)).map(|_| ())
}

const PRIVATE: u32 = 0o600;
const PUBLIC: u32 = 0o644;

fn staged(path: &Path, bytes: &[u8], mode: u32) -> Result<tempfile::NamedTempFile, NodeError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let staged = || {
        std::fs::create_dir_all(folder)?;
        let permissions = Permissions::from_mode(mode);
        let mut file = tempfile::Builder::new().permissions(permissions).tempfile_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        Ok(file)
    };
    staged().map_err(|error: std::io::Error| failed(path, &error))
}

/// An error of the file system as ours.
pub(crate) fn failed(path: &Path, error: &std::io::Error) -> NodeError {
    NodeError::File { path: path.display().to_string(), cause: error.to_string() }
}

/// Hex digits, upper case, of a SHA-256.
pub(crate) fn hash_of(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    let digest: [u8; 32] = Sha256::digest(bytes).into();
    cosmwasm_std::HexBinary::from(digest).to_hex().to_uppercase()
}
