//! What goes wrong on a chain because somebody asked for it: on those alone whose nodes somebody here
//! runs.

use cosmwasm_std::Timestamp;
use embedded_chain::{ChainError, SlashOutcome};
use weir_chain::{Chain, Event, EventKind};

use super::{unknown, NodeChain};

/// Who can make things go wrong on a chain.
pub trait Faults {
    /// Whether this can be brought about.
    fn can(&self, kind: EventKind) -> bool;

    /// Brings it about and waits until the chain has acted upon it; a height at which it has.
    ///
    /// # Errors
    /// When it cannot be, or the chain refuses.
    fn bring_about(&mut self, event: &Event) -> anyhow::Result<u64>;
}

/// Whether something can happen on a chain with these faults. That an account is funded is none.
pub fn can(faults: Option<&(dyn Faults + 'static)>, kind: EventKind) -> bool {
    kind == EventKind::Funded || faults.is_some_and(|faults| faults.can(kind))
}

impl NodeChain {
    /// Has something go wrong. What it took is what the validator has less.
    pub(super) fn bring_about(&mut self, event: Event) -> anyhow::Result<Option<SlashOutcome>> {
        let event = self.of_the_past(event);
        let punished = match &event {
            Event::DoubleSigned { validator, fraction, .. } => {
                let usual = self.params.slash_fraction_double_sign;
                let what = "another cut than the chain's";
                anyhow::ensure!(fraction.is_none_or(|cut| cut == usual), not_here(what));
                Some(validator.clone())
            }
            Event::WentDown { validator } => Some(validator.clone()),
            _ => None,
        };
        let before = punished.as_deref().map(|operator| self.validator(operator)).transpose()?;
        let kind = event.kind();
        let faults = self.faults.as_mut().filter(|faults| faults.can(kind));
        let height = faults.ok_or_else(|| not_here("what nobody here can order"))?.bring_about(&event)?;
        self.wait_for(height, Timestamp::default())?;
        self.params = super::params::params(&self.seen).map_err(|error| unknown(&error))?;
        let Some(before) = before else { return Ok(None) };
        let after = self.validator(&before.operator)?;
        let from_validator = before.tokens.saturating_sub(after.tokens);
        Ok(Some(SlashOutcome { from_validator, ..SlashOutcome::default() }))
    }

    /// A block of the last height is still to be made, so what was signed twice is one before it.
    fn of_the_past(&self, event: Event) -> Event {
        match event {
            Event::DoubleSigned { validator, height, fraction } => {
                let height = height.min(self.height.saturating_sub(1));
                Event::DoubleSigned { validator, height, fraction }
            }
            other => other,
        }
    }
}

fn not_here(what: &'static str) -> ChainError {
    ChainError::NotPossibleHere { what }
}
