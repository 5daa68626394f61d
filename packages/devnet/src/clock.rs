//! Time: the clock of the nodes' consensus can be set ahead.

use std::time::Instant;

use crate::devnet::Devnet;
use crate::error::{Error, Result};
use crate::files;
use crate::node::PATIENCE;

/// The file in a devnet's folder that says how far ahead, in seconds; see tests/chain/clock.
pub(crate) const FILE: &str = "clock";

impl Devnet {
    /// The last block's time, in seconds since 1970.
    ///
    /// # Errors
    /// When no node answers.
    pub fn time(&self) -> Result<u64> {
        let rpc = self.rpc()?;
        self.time_of(rpc.height()?)
    }

    /// The time of a block, in seconds since 1970.
    ///
    /// # Errors
    /// When no node answers, or no block has this height.
    pub fn time_of(&self, height: u64) -> Result<u64> {
        let rpc = self.rpc()?;
        let time = rpc.commit(height)?.time;
        let read = cosmrs::tendermint::Time::parse_from_rfc3339(&time);
        let seconds = read.ok().and_then(|read| u64::try_from(read.unix_timestamp()).ok());
        seconds.ok_or_else(|| rpc.nonsense("commit", &time))
    }

    /// Has so many seconds pass at once and waits until a block knows of it and its application, too;
    /// the last block's height.
    ///
    /// # Errors
    /// [`Error::NoClock`] when blocks go on and their time does not, as with a wasmd that
    /// scripts/build-wasmd did not build.
    pub fn pass(&self, seconds: u64) -> Result<u64> {
        let then = self.time()?.saturating_add(seconds);
        self.set_ahead(seconds)?;
        let began = Instant::now();
        loop {
            let height = self.advance(1)?;
            if self.time_of(height)? >= then {
                // a node knows of a block before its application has it: not so of the one before
                return self.advance(1);
            }
            if began.elapsed() > PATIENCE {
                return Err(Error::NoClock { path: self.state.wasmd.clone() });
            }
        }
    }

    /// Sets the clock ahead by so many further seconds, and waits for nothing: blocks that are being
    /// agreed on may still be of the time before.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub fn set_ahead(&self, seconds: u64) -> Result<()> {
        let path = self.folder().join(FILE);
        let so_far = match path.exists() {
            true => files::read(&path)?.trim().parse().unwrap_or(0),
            false => 0,
        };
        files::write(&path, format!("{}\n", seconds.saturating_add(so_far)).as_bytes())
    }
}
