//! What the chain and its validators do to the suite.

use cosmwasm_std::Decimal;
use embedded_chain::{Fault, Params, SlashOutcome, Unreadable};
use weir_chain::{Chain, Event};

use crate::Suite;

impl<C: Chain> Suite<C> {
    fn happen(&mut self, kind: &str, event: Event) -> Option<SlashOutcome> {
        let outcome = self.chain.happen(event).unwrap();
        self.look(kind);
        outcome
    }

    /// Slashes a validator by name, for an infraction in this block.
    pub fn slash(&mut self, validator: &str, fraction: Decimal) -> SlashOutcome {
        let height = self.chain.block().height;
        self.slash_at(validator, height, fraction)
    }

    /// Slashes a validator for an infraction at a height.
    pub fn slash_at(&mut self, validator: &str, height: u64, fraction: Decimal) -> SlashOutcome {
        let validator = self.operator(validator);
        self.happen("slash", Event::Slashed { validator, height, fraction }).unwrap_or_default()
    }

    /// A validator signed twice at a height: slashed, jailed, tombstoned.
    pub fn double_sign(
        &mut self,
        validator: &str,
        height: u64,
        fraction: Option<Decimal>,
    ) -> Option<SlashOutcome> {
        let validator = self.operator(validator);
        self.happen("double_sign", Event::DoubleSigned { validator, height, fraction })
    }

    /// A validator missed too many blocks: slashed a little, jailed.
    pub fn downtime(&mut self, validator: &str) {
        let validator = self.operator(validator);
        self.happen("downtime", Event::WentDown { validator });
    }

    /// Jails a validator.
    pub fn jail(&mut self, validator: &str) {
        let validator = self.operator(validator);
        self.happen("jail", Event::Jailed { validator });
    }

    /// Unjails a validator; answers whether the chain let it.
    pub fn unjail(&mut self, validator: &str) -> bool {
        let validator = self.operator(validator);
        let done = self.chain.happen(Event::Unjailed { validator }).is_ok();
        self.look("unjail");
        done
    }

    /// Changes parameters of the chain.
    pub fn govern(&mut self, change: impl FnOnce(&mut Params)) {
        let mut params = self.chain.params();
        change(&mut params);
        self.happen("govern", Event::Governed(Box::new(params)));
    }

    /// Breaks a validator's distribution records: every act on it fails, or panics.
    pub fn break_distribution(&mut self, validator: &str, fault: Fault) {
        let validator = self.operator(validator);
        let fault = Some(fault);
        self.chain.happen(Event::DistributionBroken { validator, fault }).unwrap();
    }

    /// Repairs them.
    pub fn repair_distribution(&mut self, validator: &str) {
        let validator = self.operator(validator);
        self.chain.happen(Event::DistributionBroken { validator, fault: None }).unwrap();
    }

    /// Makes delegations to a validator unreadable, or readable again.
    pub fn unreadable(&mut self, validator: &str, what: Option<Unreadable>) {
        let validator = self.operator(validator);
        self.chain.happen(Event::Unreadable { validator, what }).unwrap();
    }
}
