//! `trace.jsonl`: one JSON object a line, written as things happen, so that a run that is cut
//! short leaves what it had.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde::Serialize;

/// Writes one JSON object a line.
pub struct Trace {
    out: Option<Box<dyn Write>>,
}

impl Trace {
    /// To a new file.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::new(std::fs::File::create(path)?);
        Ok(Self { out: Some(Box::new(file)) })
    }

    /// To any writer.
    pub fn to(out: impl Write + 'static) -> Self {
        Self { out: Some(Box::new(out)) }
    }

    /// To nowhere.
    pub fn none() -> Self {
        Self { out: None }
    }

    /// Writes one object; a `kind` field says what it is by custom.
    pub fn write(&mut self, entry: &impl Serialize) -> io::Result<()> {
        let Some(out) = &mut self.out else { return Ok(()) };
        serde_json::to_writer(&mut *out, entry)?;
        out.write_all(b"\n")
    }

    /// Makes sure everything is in the file.
    pub fn finish(&mut self) -> io::Result<()> {
        self.out.as_mut().map_or(Ok(()), |out| out.flush())
    }
}
