//! A devnet that ends with its test, however that ends.

use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};

use weir_devnet::{Devnet, Interrupt, Options};

pub struct Owned {
    home: PathBuf,
    devnet: Devnet,
}

/// A folder for devnets of this test process.
pub fn home() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("home-{}", std::process::id()))
}

impl Owned {
    pub fn start(options: &Options) -> Self {
        let devnet = Devnet::start(options, &Interrupt::default());
        let devnet = devnet.unwrap_or_else(|e| panic!("{e}"));
        Self { home: options.home.clone(), devnet }
    }

    pub fn home(&self) -> &Path {
        &self.home
    }
}

impl Deref for Owned {
    type Target = Devnet;

    fn deref(&self) -> &Devnet {
        &self.devnet
    }
}

impl DerefMut for Owned {
    fn deref_mut(&mut self) -> &mut Devnet {
        &mut self.devnet
    }
}

impl Drop for Owned {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{:#?}\n{}", self.devnet.status(), self.devnet.last_words());
        }
        Devnet::stop(&self.home, self.devnet.name()).unwrap();
        let left = processes_of(&self.devnet.folder());
        std::fs::remove_dir_all(self.devnet.folder()).unwrap();
        assert!(left.is_empty() || std::thread::panicking(), "left running: {left:?}");
    }
}

/// Processes whose command line names this folder, as the system tells it.
pub fn processes_of(folder: &Path) -> Vec<u32> {
    let mut found = vec![];
    for entry in std::fs::read_dir("/proc").unwrap().flatten() {
        let Ok(pid) = entry.file_name().to_string_lossy().parse() else { continue };
        let words = std::fs::read(entry.path().join("cmdline")).unwrap_or_default();
        if String::from_utf8_lossy(&words).contains(&*folder.to_string_lossy()) {
            found.push(pid);
        }
    }
    found
}
