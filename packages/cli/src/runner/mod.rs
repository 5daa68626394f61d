//! Lives through a scenario: on a chain in this process, or on one that lives by itself (`nodes`).
//!
//! `Live` is the story in progress. Its steps act on the suite (`users`, `cranks`, `time`,
//! `chain`, `owner`), everything that happens is read back from the suite's journal
//! (`record`), and `finale` makes the report of it.

mod chain;
mod cranks;
mod expect;
mod facts;
mod finale;
mod live;
mod nodes;
mod owner;
mod people;
mod possible;
mod record;
mod restaked;
mod restaking;
mod series;
mod setup;
mod slashes;
mod steps;
mod time;
mod users;

use std::any::Any;
use std::panic::AssertUnwindSafe;
use std::time::Instant;

use thiserror::Error;
use weir_chain::Chain;
use weir_client::NodeError;
use weir_testing::Suite;

use crate::args::{ChainKind, OnNode};
use crate::report::{Comparison, Report, Trace};
use crate::scenario::Scenario;
use live::Live;
use possible::Abilities;

/// Told what is going on while a scenario runs; what is not said otherwise is passed over.
pub trait Progress {
    /// The scenario begins: so many steps, so many seconds of chain time expected (0 if unknown).
    fn begin(&mut self, _title: &str, _steps: u64, _chain_seconds: u64) {}
    /// A step begins.
    fn step(&mut self, _index: u64, _title: &str) {}
    /// Chain time passed since the scenario began.
    fn time(&mut self, _chain_seconds: u64) {}
    /// Something worth a line.
    fn note(&mut self, _text: &str) {}
    /// Something failed, with its place in the scenario.
    fn problem(&mut self, _report: miette::Report) {}
    /// The scenario is over.
    fn end(&mut self) {}
}

/// How to run.
#[derive(Clone, Debug, Default)]
pub struct RunOptions {
    /// Stop at the first failure instead of going on where that makes sense.
    pub fail_fast: bool,
    /// The chain to live on; the embedded one, unless a node is named.
    pub chain: Option<ChainKind>,
    /// What a chain that lives by itself needs to be told.
    pub node: OnNode,
}

/// Why a scenario could not be run at all. What fails *in* a scenario is in the report.
#[derive(Debug, Error)]
pub enum RunError {
    /// There is no chain to run on.
    #[error("{0}")]
    NotReachable(String),
    /// A file could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The suite could not be set up as the scenario says.
    #[error("{0}")]
    Setup(String),
    /// Steps need what the chain cannot be made to do.
    #[error("{steps} steps need what this chain cannot be made to do")]
    Impossible {
        /// How many.
        steps: u32,
    },
    /// The chain's time is real, and the scenario needs too much of it.
    #[error(
        "time is real on this chain: the scenario would take about {takes}, and may take {may}; \
         --longest lets it take longer"
    )]
    TooLong {
        /// About how long it would take.
        takes: String,
        /// How long it may.
        may: String,
    },
    /// The chain is not as the scenario says.
    #[error("the chain is another than the scenario's: {}", Unlike::all(.unlike))]
    OtherChain {
        /// What is not alike.
        unlike: Vec<Unlike>,
    },
    /// The node is not there, is of another chain, or refuses.
    #[error(transparent)]
    Node(#[from] NodeError),
}

/// What of a chain is not as a scenario says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unlike {
    /// A key of the scenario's section `[chain]`.
    pub what: &'static str,
    /// What the scenario says.
    pub scenario: String,
    /// What the chain has.
    pub chain: String,
}

impl Unlike {
    fn all(unlike: &[Self]) -> String {
        let one = |it: &Self| format!("{} is {}, the chain's {}", it.what, it.scenario, it.chain);
        unlike.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

/// Lives through `scenario`. A failed expectation or transaction is in the report (see
/// [`Report::verdict`]) and was told to `progress`; only what made a run impossible is an error.
pub fn run(
    scenario: &Scenario,
    options: &RunOptions,
    progress: &mut dyn Progress,
    trace: &mut Trace,
) -> Result<Report, RunError> {
    match &options.chain {
        Some(ChainKind::Local | ChainKind::Profile(_)) => {
            nodes::run(scenario, options, progress, trace)
        }
        None if options.node.node.node.is_some() => nodes::run(scenario, options, progress, trace),
        None | Some(ChainKind::Embedded) => {
            on(setup::embedded(scenario)?, scenario, options, progress, trace)
        }
        Some(ChainKind::Sdk) => {
            // The suite stops where it stands when its chain does.
            let lived = std::panic::catch_unwind(AssertUnwindSafe(|| {
                on(setup::sdk(scenario)?, scenario, options, progress, trace)
            }));
            let report =
                lived.unwrap_or_else(|panic| Err(RunError::NotReachable(last_words(&*panic))))?;
            compared(report, scenario, options)
        }
    }
}

/// The report with that of the same scenario on the embedded chain beside it.
fn compared(
    mut report: Report,
    scenario: &Scenario,
    options: &RunOptions,
) -> Result<Report, RunError> {
    let mut trace = Trace::none();
    let twin = on(setup::embedded(scenario)?, scenario, options, &mut Silent, &mut trace)?;
    let comparison = Comparison::of(&report, &twin).map_err(std::io::Error::from)?;
    report.comparison = Some(comparison);
    Ok(report)
}

/// Nobody is told.
struct Silent;

impl Progress for Silent {}

fn last_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("the chain stopped").to_owned()
}

/// On a chain that was made for the scenario.
fn on<C: Chain>(
    suite: Suite<C>,
    scenario: &Scenario,
    options: &RunOptions,
    progress: &mut dyn Progress,
    trace: &mut Trace,
) -> Result<Report, RunError> {
    let can = |kind| suite.chain.can(kind);
    possible::check(scenario, &Abilities { can: &can, lives_by_itself: false }, progress)?;
    live_on(suite, setup::FIRST_BLOCK, scenario, options, progress, trace)
}

/// On a chain whose block of this height was the first that the scenario saw.
fn live_on<C: Chain>(
    suite: Suite<C>,
    first: u64,
    scenario: &Scenario,
    options: &RunOptions,
    progress: &mut dyn Progress,
    trace: &mut Trace,
) -> Result<Report, RunError> {
    let began = Instant::now();
    let mut live = Live::begin(scenario, suite, options.fail_fast, progress, trace)?;
    live.all_steps()?;
    finale::report(live, first, began.elapsed())
}
