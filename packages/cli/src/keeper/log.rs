//! The keeper's log.

use std::io::Write;
use std::time::SystemTime;

use serde::Serialize;

use super::{Event, Level, LogFormat, Reporter};

/// Writes events a line each.
pub struct Log<W> {
    format: LogFormat,
    out: W,
}

impl<W: Write> Log<W> {
    /// A log in a format.
    pub const fn new(format: LogFormat, out: W) -> Self {
        Self { format, out }
    }
}

#[derive(Serialize)]
struct Line<'a> {
    time: String,
    level: Level,
    #[serde(flatten)]
    event: &'a Event,
}

impl<W: Write> Reporter for Log<W> {
    fn report(&mut self, event: &Event) {
        let time = humantime::format_rfc3339_seconds(SystemTime::now()).to_string();
        let level = event.level();
        let line = match self.format {
            LogFormat::Json => {
                serde_json::to_string(&Line { time, level, event }).unwrap_or_default()
            }
            LogFormat::Text => {
                let level = match level {
                    Level::Info => "info ",
                    Level::Warn => "warn ",
                    Level::Error => "error",
                };
                format!("{time} {level} {event}")
            }
        };
        // A log nobody reads must not stop the keeper.
        let _ = writeln!(self.out, "{line}").and_then(|()| self.out.flush());
    }
}
