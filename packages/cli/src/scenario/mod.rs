//! Scenario files: a story in TOML, read into types, every error at its line and column.

mod action;
mod body;
mod chain;
mod context;
mod expect;
mod files;
mod json;
mod names;
mod problem;
mod quantity;
mod read;
mod restake;
mod restaking;
mod step;
mod suggest;
mod suite;

use std::ops::Range;
use std::sync::Arc;

use miette::NamedSource;

pub use action::*;
pub use body::*;
pub use chain::*;
pub use expect::*;
pub use files::{delegations, deposits, validators, Deposit, FileProblem};
pub use json::Json;
pub use names::*;
pub use problem::Problem;
pub use quantity::{Amount, AssetAmount, Percent, Period, Rate, Shares, UnitOf};
pub use restake::*;
pub use restaking::*;
pub use step::Step;
pub use suite::*;
pub use toml::Spanned;

/// One scenario, ready to be lived through.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// Its title.
    pub title: String,
    /// What it shows.
    pub description: String,
    /// Days it is meant to last: for the progress bar only.
    pub days: Option<u64>,
    /// Decides every pick.
    pub seed: u64,
    /// The chain.
    pub chain: Chain,
    /// Its validators, from wherever they come, largest first.
    pub validators: Vec<Validator>,
    /// Parameters of the hub.
    pub hub: HubOptions,
    /// Parameters of the registry.
    pub registry: RegistryOptions,
    /// Parameters of the distributor.
    pub distributor: DistributorOptions,
    /// Services, operators and vaults, where there is restaking.
    pub restaking: Option<RestakingOptions>,
    /// Who has coins.
    pub actors: Vec<ActorEntry>,
    /// What happens.
    pub steps: Vec<Step>,
    source: NamedSource<Arc<String>>,
}

impl Scenario {
    /// The file's name.
    pub fn file(&self) -> &str {
        self.source.name()
    }

    /// A failure at a place in the file, to be shown with the line.
    pub fn error_at(
        &self,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) -> miette::Report {
        Problem::new(&self.source, span, message, help).into()
    }

    /// Line and column, both from 1, of a place in the file.
    pub fn line_column(&self, span: &Range<usize>) -> (usize, usize) {
        let text = self.source.inner();
        let before = text.get(..span.start).unwrap_or(text);
        let line = before.matches('\n').count().saturating_add(1);
        let column = before.chars().rev().take_while(|c| *c != '\n').count().saturating_add(1);
        (line, column)
    }

    /// What a step is called: its label, or its line as written.
    pub fn title_of(&self, step: &Step) -> String {
        let text = self.source.inner();
        let line =
            || text.get(step.span.start..).and_then(|t| t.lines().next()).unwrap_or_default();
        step.label.clone().unwrap_or_else(|| line().trim().to_owned())
    }
}
