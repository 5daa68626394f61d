//! What came of a scenario, and its three files: `report.json`, `trace.jsonl`, `report.html`.

mod comparison;
pub mod format;
mod html;
mod model;
mod pictures;
mod restaking;
mod restaking_page;
mod trace;

use std::io;
use std::path::Path;

pub use comparison::{Comparison, Difference};
pub use html::{html, write_html};
pub use model::*;
pub use restaking::*;
pub use trace::Trace;

/// Writes `report.json` into a folder.
pub fn write_json(report: &Report, folder: &Path) -> io::Result<()> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    std::fs::write(folder.join("report.json"), text)
}
