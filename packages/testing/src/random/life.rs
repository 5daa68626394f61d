//! A random life: the suite goes through actions, and everything is watched.

use embedded_chain::EmbeddedChain;
use weir_chain::Chain;

use crate::{Outcome, Refusal, Suite, Violation};

use super::reasons::{fault_of, name_of};
use super::restaking::Beside;
use super::{Action, Tally, World, USERS};

/// What came of an action.
#[derive(Debug)]
pub enum Came {
    /// It was done.
    Accepted,
    /// It was refused.
    Refused(Refusal),
    /// There was nothing to do it with.
    Nothing,
}

pub(super) const NOTHING: Came = Came::Nothing;

impl From<Outcome> for Came {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Ok(_) => Self::Accepted,
            Err(refusal) => Self::Refused(refusal),
        }
    }
}

/// A world in which random actions happen.
pub struct Life<C = EmbeddedChain> {
    /// The suite. It notes violations instead of panicking, so that a case can be shrunk.
    pub suite: Suite<C>,
    /// How often each kind was accepted and refused.
    pub tally: Tally,
    /// Unbonding entries that the chain holds.
    pub(super) held: Vec<(String, u64)>,
    /// Validators that panic when touched.
    pub(super) panicking: Vec<String>,
    /// The unbonding period at the beginning.
    pub(super) usual_period: u64,
    /// Coins given to users.
    pub(super) funded: u128,
    /// Coins that users gave to the hub for nothing.
    pub(super) given: u128,
    /// Coins that users gave to the distributor for nothing.
    pub(super) given_to_distributor: u128,
    /// Coins that services got for what was unwound for them.
    pub(super) unwound: u128,
    /// What users' coins did beside the hub.
    pub(super) beside: Beside,
    /// What slashes took from delegations and entries.
    pub(super) lost: u128,
    /// What the hub was worth at first.
    pub(super) begun_with: u128,
    /// What the chain had to answer for was changed: entries held, records broken.
    pub(super) faults: bool,
}

impl Life {
    /// Begins one on the embedded chain.
    pub fn new(world: &World) -> Self {
        Self::on(world, world.builder().build())
    }
}

impl<C: Chain> Life<C> {
    /// Begins one on the suite of a world.
    pub fn on(world: &World, suite: Suite<C>) -> Self {
        let usual_period = suite.chain.params().unbonding_period;
        let mut life = Self {
            suite,
            tally: Tally::default(),
            held: vec![],
            panicking: vec![],
            usual_period,
            funded: 0,
            given: 0,
            given_to_distributor: 0,
            unwound: 0,
            beside: Beside::default(),
            lost: 0,
            begun_with: 0,
            faults: false,
        };
        life.begun_with = life.worth();
        // Some hold shares from the beginning, so that there is something to act on.
        for (who, coins) in USERS.into_iter().zip([250, 40, 3]) {
            let units = coins * u128::from(world.deposit) * 1_000_000;
            life.fund(who, units);
            let bonded = life.suite.bond_own(who, units);
            debug_assert!(bonded.is_ok(), "{bonded:?}");
        }
        if world.delegated {
            let _ = life.suite.crank("delegate_buffer");
            let _ = life.suite.crank("delegate_buffer");
        }
        if world.restaking {
            life.begin_restaking(world);
        }
        life
    }

    pub(super) fn fund(&mut self, who: &str, units: u128) {
        self.suite.fund(who, units);
        self.funded += units;
    }

    /// What the hub has on the chain: coins, delegations, unbonding entries.
    pub(super) fn worth(&self) -> u128 {
        let delegations = self.suite.chain.delegations(&self.suite.hub).unwrap();
        let entries = self.suite.chain.unbonding_entries(&self.suite.hub).unwrap();
        self.suite.coins_of("hub")
            + delegations.iter().map(|held| held.amount().u128()).sum::<u128>()
            + entries.iter().map(|held| held.entry.balance.u128()).sum::<u128>()
    }

    /// Does what there is to do, and checks what must hold. Fails with the first violation.
    ///
    /// # Errors
    /// When an invariant is broken.
    pub fn act(&mut self, action: &Action) -> Result<(), Violation> {
        let worth = self.worth();
        let flows = self.suite.flows;
        let came = self.came_of(action);
        self.faults |= matches!(
            action,
            Action::HoldEntry { .. }
                | Action::Break { .. }
                | Action::BreakWithPanic { .. }
                | Action::Unreadable { .. }
        );
        match &came {
            Came::Accepted => self.tally.accept(action.kind()),
            Came::Refused(refusal) => self.tally.refuse(action.kind(), &name_of(refusal)),
            Came::Nothing => self.tally.refuse(action.kind(), "nothing there"),
        }
        self.refused_with_a_reason(action, &came)?;
        self.nothing_appears_or_vanishes(action, worth, flows)?;
        match self.suite.violations.first() {
            Some(violation) => Err(violation.clone()),
            None => Ok(()),
        }
    }

    fn came_of(&mut self, action: &Action) -> Came {
        let kinds = Action::KINDS;
        let at = |kind: &str| kinds.iter().position(|other| *other == kind).unwrap_or(kinds.len());
        let place = at(action.kind());
        if place < at("sync") {
            self.by_users(action)
        } else if place < at("set_weights") {
            self.by_keepers(action)
        } else if place < at("seconds pass") {
            self.by_owner(action)
        } else if action.restakes() {
            self.by_restakers(action)
        } else {
            self.by_chain(action)
        }
    }

    pub(super) fn violation(
        &self,
        invariant: &'static str,
        after: &str,
        detail: String,
    ) -> Violation {
        Violation { invariant, after: after.to_string(), at: self.suite.now(), detail }
    }

    /// 63: a refusal is a typed error of a contract or the chain, never a trap; and arithmetic that
    /// runs out is none of them.
    fn refused_with_a_reason(&self, action: &Action, came: &Came) -> Result<(), Violation> {
        let Came::Refused(refusal) = came else { return Ok(()) };
        match fault_of(refusal, !self.panicking.is_empty()) {
            None => Ok(()),
            Some(fault) => {
                let name = "refusals_are_typed";
                Err(self.violation(name, action.kind(), format!("{fault}: {}", refusal.text())))
            }
        }
    }

    /// What the hub is worth on the chain changes by what came and left, by slashes, and by a unit
    /// or two of truncation for every message about a delegation.
    fn nothing_appears_or_vanishes(
        &mut self,
        action: &Action,
        before: u128,
        flows: crate::suite::Flows,
    ) -> Result<(), Violation> {
        let now = self.suite.flows;
        let expected = before + (now.came - flows.came) - (now.left - flows.left).min(before);
        let worth = self.worth();
        let slack = 2 * (now.acts - flows.acts) + 1;
        let slashes = matches!(
            action,
            Action::Slash { .. }
                | Action::SlashAll { .. }
                | Action::Ruin { .. }
                | Action::DoubleSign { .. }
                | Action::Downtime { .. }
        );
        if slashes {
            self.lost += expected.saturating_sub(worth);
        }
        let least = if slashes { 0 } else { expected.saturating_sub(slack) };
        if worth > expected + slack || worth < least {
            let detail = format!("worth {worth}, expected {expected} within {slack}: {now:?}");
            return Err(self.violation("nothing_appears_or_vanishes", action.kind(), detail));
        }
        Ok(())
    }
}
