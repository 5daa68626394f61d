//! What the keeper counts, for Prometheus, and whether it is well.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde::Serialize;

use super::{Crank, Event, Reporter, Skips};

type Labels = Vec<(&'static str, String)>;

/// Counters and gauges. A clone counts the same.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    done: Family<Labels, Counter>,
    lost: Family<Labels, Counter>,
    failed: Family<Labels, Counter>,
    held: Family<Labels, Counter>,
    gas: Family<Labels, Counter>,
    fees: Family<Labels, Counter>,
    rounds: Counter,
    node_errors: Counter,
    last_round: Gauge,
    height: Gauge,
    failing: Gauge,
    skipped: Gauge,
    next: Gauge,
    health: Arc<Mutex<State>>,
}

struct State {
    began: Instant,
    last_round: Option<Instant>,
    patience: Duration,
    health: Health,
}

/// Whether the keeper is well.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// A round ended lately.
    pub ok: bool,
    /// Seconds since the last round ended, or since the keeper began.
    pub seconds_since_round: u64,
    /// The block of the last round.
    pub height: u64,
    /// Cranks that failed and did not go through since.
    pub failing: Vec<String>,
    /// Why the node is not reachable, if it is not.
    pub node: Option<String>,
}

impl Metrics {
    /// Nothing counted yet. The keeper is well while rounds end within `patience`.
    pub fn new(patience: Duration) -> Self {
        let mut all = Registry::with_prefix("weir_keeper");
        let mut by_crank = |name: &str, help: &str| {
            let family = Family::<Labels, Counter>::default();
            all.register(name, help, family.clone());
            family
        };
        let done = by_crank("cranks_done", "Cranks that went through");
        let lost =
            by_crank("cranks_done_by_others", "Cranks that were done by somebody else first");
        let failed = by_crank("cranks_failed", "Cranks that failed");
        let held = by_crank(
            "cranks_held",
            "Cranks not sent since fees of the day would exceed their limit",
        );
        let gas = by_crank("gas_used", "Gas of cranks that went through");
        let fees =
            by_crank("fees_paid", "Fees of cranks that went through, in units of the fee's coin");
        let (rounds, node_errors) = (Counter::default(), Counter::default());
        all.register("rounds", "Rounds that ended", rounds.clone());
        all.register("node_errors", "Rounds that the node broke off", node_errors.clone());
        let mut gauge = |name: &str, help: &str| {
            let gauge = Gauge::<i64>::default();
            all.register(name, help, gauge.clone());
            gauge
        };
        let last_round =
            gauge("last_round_block_time", "Time of the block at which the last round began");
        let height =
            gauge("last_round_height", "Height of the block at which the last round began");
        let failing = gauge("failing", "Cranks that failed and did not go through since");
        let skipped = gauge("skipped_validators", "Validators left out since they break a crank");
        let next = gauge(
            "next_ready_time",
            "When the next crank is ready as far as time decides, 0 if unknown",
        );
        let state =
            State { began: Instant::now(), last_round: None, patience, health: Health::default() };
        Self {
            registry: Arc::new(all),
            done,
            lost,
            failed,
            held,
            gas,
            fees,
            rounds,
            node_errors,
            last_round,
            height,
            failing,
            skipped,
            next,
            health: Arc::new(Mutex::new(state)),
        }
    }

    /// Every metric in Prometheus' text format.
    pub fn text(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = encode(&mut text, &self.registry);
        text
    }

    /// Whether the keeper is well now.
    pub fn health(&self) -> Health {
        let state = self.state();
        let since = state.last_round.unwrap_or(state.began).elapsed();
        Health {
            ok: since <= state.patience,
            seconds_since_round: since.as_secs(),
            ..state.health.clone()
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.health.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn labels(crank: &Crank) -> Labels {
    vec![("contract", crank.contract.name().into()), ("crank", crank.name.clone())]
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl Reporter for Metrics {
    fn report(&mut self, event: &Event) {
        match event {
            Event::Done { crank, gas_used, fee, skip, .. } => {
                self.done.get_or_create(&labels(crank)).inc();
                self.gas.get_or_create(&labels(crank)).inc_by(*gas_used);
                self.fees
                    .get_or_create(&labels(crank))
                    .inc_by(u64::try_from(*fee).unwrap_or(u64::MAX));
                if crank.skips() == Skips::Validators {
                    self.skipped.set(i64::try_from(skip.len()).unwrap_or(i64::MAX));
                }
            }
            Event::DoneByOthers { crank } => {
                self.lost.get_or_create(&labels(crank)).inc();
            }
            Event::Failed { crank, .. } => {
                self.failed.get_or_create(&labels(crank)).inc();
            }
            Event::TooDear { crank, .. } => {
                self.held.get_or_create(&labels(crank)).inc();
            }
            Event::Round { height, block_time, failing, next_at, .. } => {
                self.rounds.inc();
                self.height.set(signed(*height));
                self.last_round.set(signed(*block_time));
                self.failing.set(i64::try_from(failing.len()).unwrap_or(i64::MAX));
                self.next.set(signed(next_at.unwrap_or_default()));
                let mut state = self.state();
                state.last_round = Some(Instant::now());
                state.health.height = *height;
                state.health.failing = failing.clone();
                state.health.node = None;
            }
            Event::NodeAway { why, .. } | Event::GaveUp { why } => {
                self.node_errors.inc();
                self.state().health.node = Some(why.clone());
            }
            Event::Started { .. }
            | Event::Skipping { .. }
            | Event::SkippingListeners { .. }
            | Event::LeftAlone { .. }
            | Event::UnknownCrank { .. }
            | Event::Silent { .. }
            | Event::NodeBack
            | Event::Stopped => {}
        }
    }
}
