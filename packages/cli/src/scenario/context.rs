//! What a value needs to know about the rest of the file while it is read: units, names, and where files are.
//!
//! Serde passes no context down, so it stands in a thread-local for the length of one parse; the
//! gain is that a wrong amount or an unknown name is refused with the exact place it stands at.

use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Reads a file named by a scenario.
pub(super) type ReadFile = fn(&Path) -> std::io::Result<String>;

/// Everything known before the steps are read.
#[derive(Clone, Debug)]
pub(super) struct Context {
    pub denom: String,
    pub display: String,
    pub decimals: u32,
    /// `None` while names are not known yet: then every name passes.
    pub actors: Option<Vec<String>>,
    pub validators: Option<Vec<(String, Option<String>)>>,
    pub services: Vec<String>,
    pub vaults: Vec<String>,
    pub base: PathBuf,
    pub read: ReadFile,
}

thread_local! {
    static CONTEXT: RefCell<Option<Context>> = const { RefCell::new(None) };
}

/// Runs `f` with `context` in place and takes it away again.
pub(super) fn within<T>(context: Context, f: impl FnOnce() -> T) -> T {
    CONTEXT.with(|slot| *slot.borrow_mut() = Some(context));
    let out = f();
    CONTEXT.with(|slot| *slot.borrow_mut() = None);
    out
}

/// What `f` makes of the context, or `None` outside a parse.
pub(super) fn with<T>(f: impl FnOnce(&Context) -> T) -> Option<T> {
    CONTEXT.with(|slot| slot.borrow().as_ref().map(f))
}
