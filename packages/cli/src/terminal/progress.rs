//! Progress on stderr: a bar on a terminal, plain lines elsewhere, nothing when quiet.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use owo_colors::OwoColorize;

use crate::report::format::length;
use crate::runner::Progress;

/// Shows progress of a run.
pub struct Bars {
    bar: ProgressBar,
    quiet: bool,
    terminal: bool,
}

impl Bars {
    /// `quiet` leaves only problems.
    pub fn new(quiet: bool) -> Self {
        let terminal = std::io::stderr().is_terminal();
        Self { bar: ProgressBar::hidden(), quiet, terminal }
    }

    fn line(&self, text: &str) {
        // `suspend` takes the bar away while a line is written, so neither tears the other.
        self.bar.suspend(|| anstream::eprintln!("{text}"));
    }
}

impl Progress for Bars {
    fn begin(&mut self, title: &str, steps: u64, _chain_seconds: u64) {
        if self.quiet {
            return;
        }
        self.line(&format!("{}", title.bold()));
        if self.terminal {
            let style = ProgressStyle::with_template(
                "{bar:32.cyan/blue} {pos:>4}/{len} {elapsed:>4} {wide_msg}",
            );
            self.bar =
                ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr_with_hz(10));
            self.bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        }
    }

    fn step(&mut self, index: u64, title: &str) {
        self.bar.set_position(index.saturating_sub(1));
        self.bar.set_message(title.to_owned());
    }

    fn time(&mut self, chain_seconds: u64) {
        let step = self.bar.message();
        let step = step.split_once(" · ").map_or(step.as_str(), |(_, s)| s).to_owned();
        self.bar.set_message(format!(
            "{} · {step}",
            length(chain_seconds.saturating_sub(chain_seconds % 3_600))
        ));
    }

    fn note(&mut self, text: &str) {
        if !self.quiet {
            self.line(&format!("  {}", text.dimmed()));
        }
    }

    fn problem(&mut self, report: miette::Report) {
        self.line(&format!("{report:?}"));
    }

    fn end(&mut self) {
        self.bar.finish_and_clear();
    }
}
