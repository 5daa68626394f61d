//! A scenario in progress.

use std::ops::Range;

use serde_json::json;
use weir_chain::Chain;
use weir_interface::hub::{QueryMsg, RateResponse};
use weir_testing::Suite;

use super::people::People;
use super::record::Record;
use super::{Progress, RunError};
use crate::report::{Failure, FailureKind, Report, Trace};
use crate::scenario::Scenario;

/// Why an action did not do what it should.
#[derive(Debug)]
pub struct Refused(pub String);

impl Refused {
    /// From anything that can be told.
    pub fn new(reason: impl std::fmt::Display) -> Self {
        Self(reason.to_string())
    }
}

/// What an action did, in a few words.
pub type Done = Result<String, Refused>;

/// A scenario in progress.
pub struct Live<'a, C> {
    pub scenario: &'a Scenario,
    pub suite: Suite<C>,
    pub people: People,
    /// Operator addresses, in the scenario's order.
    pub operators: Vec<String>,
    /// Everything that happened.
    pub record: Record,
    /// What the report has so far.
    pub report: Report,
    pub progress: &'a mut dyn Progress,
    pub trace: &'a mut Trace,
    /// When keepers look next.
    pub next_round: u64,
    /// The validator that signed twice last.
    pub double_signer: Option<usize>,
    /// The slash request that was made last.
    pub last_request: Option<u64>,
    pub fail_fast: bool,
    /// The step in progress, from 1, and how many were done with repetitions counted.
    pub step: u64,
    pub done: u64,
    /// Violations told so far.
    told: usize,
}

impl<'a, C: Chain> Live<'a, C> {
    /// The first block.
    pub fn begin(
        scenario: &'a Scenario,
        suite: Suite<C>,
        fail_fast: bool,
        progress: &'a mut dyn Progress,
        trace: &'a mut Trace,
    ) -> Result<Self, RunError> {
        let people = People::new(scenario, &suite);
        let names = suite.validators.iter();
        let operators = names.map(|name| suite.operator(name)).collect();
        let now = suite.now();
        let report = Report {
            title: scenario.title.clone(),
            description: scenario.description.clone(),
            file: scenario.file().to_owned(),
            started_at: now,
            ..Report::default()
        };
        let record = Record::new(scenario, &suite);
        let mut live = Self {
            scenario,
            suite,
            people,
            operators,
            record,
            report,
            progress,
            trace,
            next_round: now,
            double_signer: None,
            last_request: None,
            fail_fast,
            step: 0,
            done: 0,
            told: 0,
        };
        let title = json!({ "kind": "begin", "title": scenario.title, "time": now });
        live.trace.write(&title)?;
        live.sample()?;
        Ok(live)
    }

    /// The rate and what may keep from acting at it.
    pub fn rate(&self) -> Result<RateResponse, Refused> {
        self.suite.query(&self.suite.hub, &QueryMsg::Rate {}).map_err(Refused::new)
    }

    /// A validator's moniker by its operator address.
    pub fn moniker(&self, operator: &str) -> String {
        let index = self.operators.iter().position(|o| o == operator);
        let found = index.and_then(|i| self.scenario.validators.get(i));
        found.map_or_else(|| operator.to_owned(), |v| v.name.clone())
    }

    /// The operator address of a validator of the scenario.
    pub fn operator(&self, index: usize) -> String {
        self.operators.get(index).cloned().unwrap_or_default()
    }

    /// Reads what happened from the journal: into the record and the trace.
    pub fn absorb(&mut self) -> Result<(), RunError> {
        let entries = self.suite.journal.as_mut().map(std::mem::take).unwrap_or_default();
        for entry in entries {
            self.trace.write(&super::record::line(&entry, &self.people))?;
            let worth = self.rate().map(|r| r.rate).unwrap_or_default();
            self.record.take_in(&entry, &self.people, worth);
        }
        self.record.see_parts(&self.suite);
        Ok(())
    }

    /// Something failed at a place of the scenario.
    pub fn fail(
        &mut self,
        kind: FailureKind,
        span: &Range<usize>,
        text: String,
        help: Option<String>,
    ) -> Result<(), RunError> {
        self.progress.problem(self.scenario.error_at(span.clone(), text.clone(), help));
        let (line, column) = self.scenario.line_column(span);
        let failure =
            Failure { kind, step: self.step, line: line as u64, column: column as u64, text };
        self.trace.write(&json!({ "kind": "failure", "failure": failure }))?;
        self.report.failures.push(failure);
        Ok(())
    }

    /// Tells violations of invariants that are new, at the step in which they came.
    pub fn tell_violations(&mut self, span: &Range<usize>) -> Result<(), RunError> {
        let new: Vec<String> = {
            let all = self.suite.violations.iter();
            all.skip(self.told).map(ToString::to_string).collect()
        };
        self.told = self.suite.violations.len();
        for text in new {
            self.fail(FailureKind::Invariant, span, format!("invariant broken {text}"), None)?;
        }
        Ok(())
    }

    /// Whether to go on.
    pub fn goes_on(&self) -> bool {
        !self.fail_fast || self.report.failures.is_empty()
    }
}
