//! The node's program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::{Error, Result};

/// The version that a devnet runs; `scripts/build-wasmd` builds it.
pub const VERSION: &str = "0.61.14";

/// Where `scripts/build-wasmd` puts the program, unless `WEIR_WASMD` names another.
pub fn usual_path() -> PathBuf {
    if let Some(path) = std::env::var_os("WEIR_WASMD") {
        return path.into();
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    repository.join(target).join("wasmd")
}

/// A program that is there and of the right version.
#[derive(Clone, Debug)]
pub(crate) struct Wasmd(PathBuf);

impl Wasmd {
    pub fn check(path: &Path) -> Result<Self> {
        let path = std::fs::canonicalize(path).map_err(|_| Error::NoWasmd { path: path.into() })?;
        let wasmd = Self(path);
        let said = wasmd.run("version", &[])?;
        // versions of the SDK differ in which of the two they write to
        let words = [said.stdout, said.stderr].concat();
        let came = String::from_utf8_lossy(&words).trim().to_string();
        match came.trim_start_matches('v') == VERSION {
            true => Ok(wasmd),
            false => Err(Error::WasmdVersion { path: wasmd.0, expected: VERSION, came }),
        }
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Makes a node's home with its configuration and the modules' default genesis.
    pub fn init(&self, home: &Path, moniker: &str, chain_id: &str, denom: &str) -> Result<()> {
        let home = home.as_os_str();
        let words = ["--chain-id", chain_id, "--default-denom", denom, "--home"].map(AsRef::as_ref);
        self.run("init", &[&[moniker.as_ref()], words.as_slice(), &[home]].concat())?;
        Ok(())
    }

    fn run(&self, command: &'static str, words: &[&std::ffi::OsStr]) -> Result<Output> {
        let fails = |words: String| Error::WasmdFails { path: self.0.clone(), command, words };
        let ran = Command::new(&self.0).arg(command).args(words).stdin(Stdio::null()).output();
        let ran = ran.map_err(|e| fails(e.to_string()))?;
        match ran.status.success() {
            true => Ok(ran),
            false => {
                Err(fails(format!("{}\n{}", ran.status, String::from_utf8_lossy(&ran.stderr))))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn says(words: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = crate::testing::script(folder.path(), words);
        (folder, path)
    }

    #[test]
    fn the_version_is_the_one_that_go_builds() {
        let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/chain/go.mod");
        let module = std::fs::read_to_string(module).unwrap();
        assert!(module.contains(&format!("require github.com/CosmWasm/wasmd v{VERSION}\n")));
    }

    #[test]
    fn another_version_is_refused_with_both() {
        let (_folder, path) = says("echo 0.45.0");
        let refused = Wasmd::check(&path).unwrap_err();
        assert!(
            matches!(&refused, Error::WasmdVersion { came, .. } if came == "0.45.0"),
            "{refused}"
        );
        let (_folder, path) = says(&format!("echo v{VERSION} >&2"));
        Wasmd::check(&path).unwrap();
    }

    #[test]
    fn a_program_that_is_missing_or_fails_is_told_from_another_version() {
        let nowhere = Wasmd::check(Path::new("/nowhere/wasmd")).unwrap_err();
        assert!(matches!(nowhere, Error::NoWasmd { .. }));
        let (_folder, path) = says("echo 'libwasmvm is missing' >&2; exit 127");
        let failed = Wasmd::check(&path).unwrap_err().to_string();
        assert!(failed.contains("libwasmvm is missing"), "{failed}");
    }
}
