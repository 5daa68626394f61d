//! What goes wrong on a chain because somebody asked for it: on those alone whose nodes somebody here
//! runs.

use cosmwasm_std::Timestamp;
use embedded_chain::{ChainError, Params, SlashOutcome};
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
        match event {
            Event::DoubleSigned { validator, height, fraction } => {
                // A block of the last height is still to be made: what was signed is one before it.
                let height = height.min(self.height.saturating_sub(1));
                let mut params = self.params.clone();
                params.slash_fraction_double_sign =
                    fraction.unwrap_or(params.slash_fraction_double_sign);
                let event = Event::DoubleSigned { validator: validator.clone(), height, fraction };
                self.under(params, |chain| chain.punished(&validator, event))
            }
            Event::WentDown { ref validator } => {
                let validator = validator.clone();
                self.punished(&validator, event)
            }
            event => self.order(&event).map(|()| None),
        }
    }

    /// Runs something under other parameters, which governance puts into force and takes back.
    fn under<T>(
        &mut self,
        params: Params,
        act: impl FnOnce(&mut Self) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        let usual = self.params.clone();
        if params == usual {
            return act(self);
        }
        self.order(&Event::Governed(Box::new(params)))?;
        let done = act(self);
        self.order(&Event::Governed(Box::new(usual)))?;
        done
    }

    fn punished(&mut self, validator: &str, event: Event) -> anyhow::Result<Option<SlashOutcome>> {
        let before = self.validator(validator)?;
        self.order(&event)?;
        let after = self.validator(validator)?;
        let from_validator = before.tokens.saturating_sub(after.tokens);
        Ok(Some(SlashOutcome { from_validator, ..SlashOutcome::default() }))
    }

    /// Has it happen, and sees what the chain made of it.
    fn order(&mut self, event: &Event) -> anyhow::Result<()> {
        let what = "what nobody here can order";
        let faults = self.faults.as_mut().filter(|faults| faults.can(event.kind()));
        let height = faults.ok_or(ChainError::NotPossibleHere { what })?.bring_about(event)?;
        self.wait_for(height, Timestamp::default())?;
        self.params = super::params::params(&self.seen).map_err(|error| unknown(&error))?;
        Ok(())
    }
}
