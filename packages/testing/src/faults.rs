//! What the chain and its validators do to the suite.

use cosmwasm_std::Decimal;
use embedded_chain::{Fault, Params, SlashOutcome, Unreadable};

use crate::Suite;

impl Suite {
    /// Slashes a validator by name, for an infraction in this block.
    pub fn slash(&mut self, validator: &str, fraction: Decimal) -> SlashOutcome {
        let height = self.chain.block().height;
        self.slash_at(validator, height, fraction)
    }

    /// Slashes a validator for an infraction at a height.
    pub fn slash_at(&mut self, validator: &str, height: u64, fraction: Decimal) -> SlashOutcome {
        let operator = self.operator(validator);
        let outcome = self.chain.slash(&operator, height, fraction).unwrap();
        self.look("slash");
        outcome
    }

    /// A validator signed twice at a height: slashed, jailed, tombstoned.
    pub fn double_sign(
        &mut self,
        validator: &str,
        height: u64,
        fraction: Option<Decimal>,
    ) -> Option<SlashOutcome> {
        let operator = self.operator(validator);
        let outcome = self.chain.double_sign(&operator, height, fraction).unwrap();
        self.look("double_sign");
        outcome
    }

    /// A validator missed too many blocks: slashed a little, jailed.
    pub fn downtime(&mut self, validator: &str) {
        let operator = self.operator(validator);
        self.chain.downtime(&operator).unwrap();
        self.look("downtime");
    }

    /// Jails a validator.
    pub fn jail(&mut self, validator: &str) {
        let operator = self.operator(validator);
        self.chain.jail(&operator).unwrap();
        self.look("jail");
    }

    /// Unjails a validator; answers whether the chain let it.
    pub fn unjail(&mut self, validator: &str) -> bool {
        let operator = self.operator(validator);
        let done = self.chain.unjail(&operator).is_ok();
        self.look("unjail");
        done
    }

    /// Changes parameters of the chain.
    pub fn govern(&mut self, change: impl FnOnce(&mut Params)) {
        self.chain.set_params(change).unwrap();
        self.look("govern");
    }

    /// Breaks a validator's distribution records: every act on it fails, or panics.
    pub fn break_distribution(&mut self, validator: &str, fault: Fault) {
        let operator = self.operator(validator);
        self.chain.break_distribution(&operator, fault).unwrap();
    }

    /// Repairs them.
    pub fn repair_distribution(&mut self, validator: &str) {
        let operator = self.operator(validator);
        self.chain.repair_distribution(&operator).unwrap();
    }

    /// Makes delegations to a validator unreadable, or readable again.
    pub fn unreadable(&mut self, validator: &str, what: Option<Unreadable>) {
        let operator = self.operator(validator);
        self.chain.unreadable(&operator, what).unwrap();
    }
}
